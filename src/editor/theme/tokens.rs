//! The colours, one by one. Nobody but this file says what a colour is made of.

use egui::{Color32, Context, Theme};

/// Colours by their meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tokens {
    /// Whether this is the dark theme.
    pub is_dark: bool,
    /// Behind the cards.
    pub canvas: Color32,
    /// The dots on the canvas.
    pub grid: Color32,
    /// Panels, bars, the status line.
    pub panel: Color32,
    /// Inputs and the phone.
    pub field: Color32,
    /// Cards and pop-ups.
    pub card: Color32,
    /// What the pointer is over, the active tab, an inbound bubble.
    pub raised: Color32,
    /// Borders.
    pub line: Color32,
    /// Borders that must be seen: what the pointer is over, check boxes.
    pub line_strong: Color32,
    /// Primary text.
    pub text: Color32,
    /// Secondary text.
    pub text_2: Color32,
    /// Hints.
    pub text_3: Color32,
    /// Focus, selection, the primary button, Liquid.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Done, and the path of a run.
    pub ok: Color32,
    /// Warnings.
    pub warn: Color32,
    /// Errors.
    pub error: Color32,
    /// Wires and ports.
    pub wire: Color32,
    /// The bubble of what the contact writes.
    pub contact: Color32,
    /// Text on that bubble.
    pub on_contact: Color32,
    /// Over everything that a dialog blocks.
    pub backdrop: Color32,
    /// The shadow of pop-ups.
    pub shadow: Color32,
    groups: [Color32; 6],
}

/// The groups that widgets come in. Icon and tile show it, never a loud fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// What starts a flow.
    Trigger,
    /// Splits and variables.
    FlowControl,
    /// Messages.
    Messaging,
    /// Calls.
    Voice,
    /// Tools and code.
    Tools,
    /// Other systems.
    Connect,
}

impl Group {
    /// All groups.
    pub const ALL: [Self; 6] =
        [Self::Trigger, Self::FlowControl, Self::Messaging, Self::Voice, Self::Tools, Self::Connect];
}

impl Tokens {
    /// The colours of the theme in force.
    #[must_use]
    pub fn of(ctx: &Context) -> &'static Self {
        Self::for_theme(ctx.theme())
    }

    /// The colours of a theme.
    #[must_use]
    pub const fn for_theme(theme: Theme) -> &'static Self {
        match theme {
            Theme::Dark => &DARK,
            Theme::Light => &LIGHT,
        }
    }

    /// The colour of a group.
    #[must_use]
    pub const fn group(&self, group: Group) -> Color32 {
        let [trigger, flow_control, messaging, voice, tools, connect] = self.groups;
        match group {
            Group::Trigger => trigger,
            Group::FlowControl => flow_control,
            Group::Messaging => messaging,
            Group::Voice => voice,
            Group::Tools => tools,
            Group::Connect => connect,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where colours are declared")]
const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

#[expect(clippy::disallowed_methods, reason = "this is where colours are declared")]
const fn black(alpha: u8) -> Color32 {
    Color32::from_rgba_premultiplied(0, 0, 0, alpha)
}

static DARK: Tokens = Tokens {
    is_dark: true,
    canvas: rgb(0x0F_13_19),
    grid: rgb(0x1D_24_30),
    panel: rgb(0x15_1A_22),
    field: rgb(0x1A_20_2A),
    card: rgb(0x1C_23_2E),
    raised: rgb(0x24_2D_3A),
    line: rgb(0x2C_36_44),
    line_strong: rgb(0x3A_46_57),
    text: rgb(0xE8_EC_F2),
    text_2: rgb(0xA3_AE_BD),
    text_3: rgb(0x85_92_A4),
    accent: rgb(0x7A_A7_FF),
    on_accent: rgb(0x0B_12_20),
    ok: rgb(0x4C_C3_8A),
    warn: rgb(0xF0_B6_4B),
    error: rgb(0xFF_7B_72),
    wire: rgb(0x6B_7A_8F),
    contact: rgb(0x22_40_6B),
    on_contact: rgb(0xE8_F0_FF),
    backdrop: black(120),
    shadow: black(110),
    groups: [
        rgb(0xE3_B3_41),
        rgb(0xA8_94_FF),
        rgb(0x35_BC_CB),
        rgb(0x56_C0_8A),
        rgb(0xF2_A1_54),
        rgb(0xF2_7A_B4),
    ],
};

static LIGHT: Tokens = Tokens {
    is_dark: false,
    canvas: rgb(0xF4_F6_F9),
    grid: rgb(0xDD_E3_EB),
    panel: rgb(0xFF_FF_FF),
    field: rgb(0xF7_F9_FB),
    card: rgb(0xFF_FF_FF),
    raised: rgb(0xEE_F2_F7),
    line: rgb(0xDC_E2_EA),
    line_strong: rgb(0xC3_CC_D8),
    text: rgb(0x18_20_2B),
    text_2: rgb(0x52_60_72),
    text_3: rgb(0x5F_6D_82),
    accent: rgb(0x2A_62_D8),
    on_accent: rgb(0xFF_FF_FF),
    ok: rgb(0x1B_7F_4D),
    warn: rgb(0x8A_5A_00),
    error: rgb(0xC0_36_2C),
    wire: rgb(0x7F_8E_A2),
    contact: rgb(0x2A_62_D8),
    on_contact: rgb(0xFF_FF_FF),
    backdrop: black(70),
    shadow: black(38),
    groups: [
        rgb(0x8A_6A_00),
        rgb(0x6A_4F_D0),
        rgb(0x0C_77_85),
        rgb(0x1B_7F_4D),
        rgb(0xA8_5A_00),
        rgb(0xB0_3A_79),
    ],
};

//! The colours of both themes, as plain numbers: what the window paints and what a picture is drawn with.
//!
//! Nobody but this file says what a colour is made of. It knows no toolkit.

use crate::widgets::Group;

/// A colour: red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Colours by their meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Whether this is the dark theme.
    pub is_dark: bool,
    /// Behind the cards.
    pub canvas: Rgb,
    /// The dots on the canvas.
    pub grid: Rgb,
    /// Panels, bars, the status line.
    pub panel: Rgb,
    /// Inputs and the phone.
    pub field: Rgb,
    /// Cards and pop-ups.
    pub card: Rgb,
    /// What the pointer is over, the active tab, an inbound bubble.
    pub raised: Rgb,
    /// Borders.
    pub line: Rgb,
    /// Borders that must be seen: what the pointer is over, check boxes.
    pub line_strong: Rgb,
    /// Primary text.
    pub text: Rgb,
    /// Secondary text.
    pub text_2: Rgb,
    /// Hints.
    pub text_3: Rgb,
    /// Focus, selection, the primary button, Liquid.
    pub accent: Rgb,
    /// Text on the accent.
    pub on_accent: Rgb,
    /// Done, and the path of a run.
    pub ok: Rgb,
    /// Warnings.
    pub warn: Rgb,
    /// Errors.
    pub error: Rgb,
    /// Wires and ports.
    pub wire: Rgb,
    /// The bubble of what the contact writes.
    pub contact: Rgb,
    /// Text on that bubble.
    pub on_contact: Rgb,
    /// How much black lies over everything that a dialog blocks, 255 being all.
    pub backdrop: u8,
    /// How much black the shadow of pop-ups has.
    pub shadow: u8,
    groups: [Rgb; 6],
}

/// The tile behind an icon has its group's colour at this strength.
pub const TILE_ALPHA: f32 = 0.16;

impl Palette {
    /// The colours of a theme.
    pub const fn of(is_dark: bool) -> &'static Self {
        if is_dark { &DARK } else { &LIGHT }
    }

    /// The colour of a group.
    pub const fn group(&self, group: Group) -> Rgb {
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

impl std::fmt::Display for Rgb {
    /// As `#rrggbb`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(red, green, blue) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

const fn rgb(hex: u32) -> Rgb {
    let [_, red, green, blue] = hex.to_be_bytes();
    Rgb(red, green, blue)
}

static DARK: Palette = Palette {
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
    backdrop: 120,
    shadow: 110,
    groups: [
        rgb(0xE3_B3_41),
        rgb(0xA8_94_FF),
        rgb(0x35_BC_CB),
        rgb(0x56_C0_8A),
        rgb(0xF2_A1_54),
        rgb(0xF2_7A_B4),
    ],
};

static LIGHT: Palette = Palette {
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
    backdrop: 70,
    shadow: 38,
    groups: [
        rgb(0x8A_6A_00),
        rgb(0x6A_4F_D0),
        rgb(0x0C_77_85),
        rgb(0x1B_7F_4D),
        rgb(0xA8_5A_00),
        rgb(0xB0_3A_79),
    ],
};

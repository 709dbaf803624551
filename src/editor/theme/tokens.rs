//! The colours, one by one, as egui takes them. What they are made of says `picture::palette`, so that a picture of
//! a flow has the colours of the window.

use egui::{Color32, Context, Theme};

use crate::picture::palette::{Palette, Rgb};

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
const fn rgb(Rgb(red, green, blue): Rgb) -> Color32 {
    Color32::from_rgb(red, green, blue)
}

#[expect(clippy::disallowed_methods, reason = "this is where colours are declared")]
const fn black(alpha: u8) -> Color32 {
    Color32::from_rgba_premultiplied(0, 0, 0, alpha)
}

const fn tokens(from: &Palette) -> Tokens {
    use crate::widgets::Group;
    Tokens {
        is_dark: from.is_dark,
        canvas: rgb(from.canvas),
        grid: rgb(from.grid),
        panel: rgb(from.panel),
        field: rgb(from.field),
        card: rgb(from.card),
        raised: rgb(from.raised),
        line: rgb(from.line),
        line_strong: rgb(from.line_strong),
        text: rgb(from.text),
        text_2: rgb(from.text_2),
        text_3: rgb(from.text_3),
        accent: rgb(from.accent),
        on_accent: rgb(from.on_accent),
        ok: rgb(from.ok),
        warn: rgb(from.warn),
        error: rgb(from.error),
        wire: rgb(from.wire),
        contact: rgb(from.contact),
        on_contact: rgb(from.on_contact),
        backdrop: black(from.backdrop),
        shadow: black(from.shadow),
        groups: [
            rgb(from.group(Group::Trigger)),
            rgb(from.group(Group::FlowControl)),
            rgb(from.group(Group::Messaging)),
            rgb(from.group(Group::Voice)),
            rgb(from.group(Group::Tools)),
            rgb(from.group(Group::Connect)),
        ],
    }
}

static DARK: Tokens = tokens(Palette::of(true));
static LIGHT: Tokens = tokens(Palette::of(false));

//! Problems in their place, and what stands where there is nothing yet.

use egui::{Color32, CornerRadius, Frame, Label, Margin, RichText, Ui, Vec2};

use super::{Button, body_text, rich_text, secondary_text};
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::theme::{self, NOTICE_ALPHA, Tokens, radius, size, space, tint};

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Info,
    /// May go wrong.
    Warning,
    /// Is wrong.
    Error,
}

impl Severity {
    /// The colour, from the tokens in force.
    #[must_use]
    pub const fn color(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Info => tokens.accent,
            Self::Warning => tokens.warn,
            Self::Error => tokens.error,
        }
    }

    /// The sign that stands beside the colour.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::Info => icon::INFO,
            Self::Warning => icon::WARNING,
            Self::Error => icon::ERROR,
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "Remark",
            Self::Warning => "Warning",
            Self::Error => "Error",
        }
    }
}

/// A problem where it is, with what can be done about it. Answers whether the action was chosen.
///
/// In the message, back quotes mark what is shown in monospace.
pub fn problem_box(
    ui: &mut Ui,
    severity: Severity,
    title: &str,
    message: &str,
    action: Option<&str>,
) -> bool {
    const STRIPE: f32 = 3.0;
    let tokens = Tokens::of(ui);
    let color = severity.color(tokens);
    let corners = CornerRadius { nw: 2, sw: 2, ne: radius::CONTROL, se: radius::CONTROL };
    let frame = Frame::new().fill(tint(color, NOTICE_ALPHA)).corner_radius(corners).inner_margin(Margin {
        left: 12,
        right: 10,
        top: 7,
        bottom: 7,
    });
    let shown = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(4.0, 3.0);
            let sign = RichText::new(severity.icon().as_str()).font(theme::secondary()).color(color);
            let sign = ui.label(sign);
            sign.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, severity.word()));
            ui.label(RichText::new(title).font(theme::semibold(size::SECONDARY)).color(tokens.text));
            ui.add(Label::new(rich_text(message, &theme::secondary(), tokens.text_2)).wrap());
            action.is_some_and(|action| Button::link(action).show(ui).clicked())
        })
        .inner
    });
    let rect = shown.response.rect;
    let stripe = rect.with_max_x(rect.left() + STRIPE);
    let left_only = CornerRadius { nw: 2, sw: 2, ne: 0, se: 0 };
    ui.painter().rect_filled(stripe, left_only, color);
    shown.inner
}

/// What stands where there is nothing yet, and what can be done about that. Answers with the button pressed.
///
/// The first button is the one that is most likely wanted.
pub fn empty_state(ui: &mut Ui, icon: Icon, title: &str, text: &str, buttons: &[&str]) -> Option<usize> {
    let tokens = Tokens::of(ui);
    let mut pressed = None;
    ui.vertical_centered(|ui| {
        ui.add_space(space::L);
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(52.0), egui::Sense::hover());
        ui.painter().rect_filled(rect, radius::PHONE, tint(tokens.accent, theme::TILE_ALPHA));
        paint_icon(ui.painter(), rect.center(), icon, 26.0, tokens.accent);
        ui.add_space(space::S);
        ui.label(RichText::new(title).font(theme::title()).color(tokens.text));
        if !text.is_empty() {
            let room = Vec2::new(ui.available_width().min(360.0), 0.0);
            let centered = egui::Layout::top_down(egui::Align::Center);
            ui.allocate_ui_with_layout(room, centered, |ui| secondary_text(ui, text));
        }
        ui.add_space(space::S);
        for (index, button) in buttons.iter().enumerate() {
            let button = if index == 0 { Button::primary(button) } else { Button::secondary(button) };
            if button.min_width(200.0).show(ui).clicked() {
                pressed = Some(index);
            }
        }
        ui.add_space(space::L);
    });
    pressed
}

/// The text of a notice as a whole, for places too narrow for a box.
pub(super) fn message(ui: &mut Ui, severity: Severity, text: &str) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (rect, _) = ui.allocate_exact_size(icon::size(), egui::Sense::hover());
        paint_icon(ui.painter(), rect.center(), severity.icon(), icon::SIZE - 1.0, severity.color(tokens));
        body_text(ui, text);
    });
}

//! Questions that must be answered before anything else.

use egui::{Context, Event, Frame, Id, Key, Layout, Margin, Modal, ScrollArea, Stroke, Ui};

use super::{Button, title_text};
use crate::editor::theme::{Tokens, radius, size, space};

/// One of a dialog's buttons.
#[derive(Clone, Copy, Debug)]
pub struct DialogButton<'a> {
    /// Its text.
    pub text: &'a str,
    /// How loud it is.
    pub kind: DialogButtonKind,
    /// Why it cannot be pressed now, if it cannot.
    pub disabled: Option<&'a str>,
}

/// How loud a dialog's button is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogButtonKind {
    /// What Enter does.
    Primary,
    /// Any other answer.
    Secondary,
    /// What Enter does, when that cannot be taken back.
    Danger,
}

impl<'a> DialogButton<'a> {
    /// What Enter does.
    #[must_use]
    pub const fn primary(text: &'a str) -> Self {
        Self { text, kind: DialogButtonKind::Primary, disabled: None }
    }

    /// Any other answer.
    #[must_use]
    pub const fn secondary(text: &'a str) -> Self {
        Self { text, kind: DialogButtonKind::Secondary, disabled: None }
    }

    /// What Enter does, when that cannot be taken back.
    #[must_use]
    pub const fn danger(text: &'a str) -> Self {
        Self { text, kind: DialogButtonKind::Danger, disabled: None }
    }

    /// Why it cannot be pressed now, if it cannot.
    #[must_use]
    pub const fn disabled(mut self, reason: Option<&'a str>) -> Self {
        self.disabled = reason;
        self
    }
}

/// How a dialog was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With the button of this number.
    Button(usize),
    /// With Escape, or by a click beside the dialog.
    Dismissed,
}

/// Shows a dialog over everything else, as long as it is called in every frame.
///
/// The buttons stand at the right, in the order given; Enter presses the loudest one unless a field for
/// several lines has the keyboard.
pub fn dialog(
    ctx: &Context,
    title: &str,
    width: f32,
    buttons: &[DialogButton<'_>],
    add_body: impl FnOnce(&mut Ui),
) -> Option<Answer> {
    let tokens = Tokens::of(ctx);
    let frame = Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(size::BORDER, tokens.line))
        .corner_radius(radius::CARD)
        .shadow(crate::editor::theme::popup_shadow(tokens))
        .inner_margin(Margin::same(18));
    let id = Id::unique(("kit.dialog", title));
    let area = Modal::default_area(id).accessible_name(title).role(egui::accesskit::Role::Dialog);
    let room = ctx.content_rect().size();
    // A press of Enter that a button takes for itself must not answer twice.
    let focused_before = ctx.memory(egui::Memory::focused);
    let shown = Modal::new(id).area(area).backdrop_color(tokens.backdrop).frame(frame).show(ctx, |ui| {
        ui.set_width(width.min(room.x - 60.0));
        title_text(ui, title);
        ui.add_space(space::S);
        let body = ScrollArea::vertical()
            .max_height((room.y - 180.0).max(80.0))
            .auto_shrink([false, true])
            .show(ui, add_body);
        fit(ui, id, body.content_size.y);
        ui.add_space(space::L);
        button_row(ui, buttons)
    });
    let pressed = shown.inner;
    if let Some(index) = pressed {
        return Some(Answer::Button(index));
    }
    if shown.should_close() {
        return Some(Answer::Dismissed);
    }
    let focused = ctx.memory(egui::Memory::focused);
    let is_free = focused.is_none() || focused_before.is_none();
    let enter = shown.is_top_modal && !shown.any_popup_open && is_free && take_enter(ctx);
    let loudest = buttons.iter().position(|button| button.kind != DialogButtonKind::Secondary)?;
    let is_enabled = buttons.get(loudest).is_some_and(|button| button.disabled.is_none());
    (enter && is_enabled).then_some(Answer::Button(loudest))
}

/// A body that has grown is given its room in the next frame, which has to come by itself.
fn fit(ui: &Ui, id: Id, height: f32) {
    let before: Option<f32> = ui.data(|data| data.get_temp(id));
    if before.is_none_or(|before| (before - height).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(id, height));
        ui.ctx().request_repaint();
    }
}

/// A key that is held down since an earlier dialog must not answer this one too.
fn take_enter(ctx: &Context) -> bool {
    ctx.input_mut(|input| {
        let is_press = |event: &Event| {
            matches!(event, Event::Key { key: Key::Enter, pressed: true, repeat: false, modifiers, .. }
                if modifiers.is_none())
        };
        let is_pressed = input.events.iter().any(is_press);
        input.events.retain(|event| !is_press(event));
        is_pressed
    })
}

/// Right-aligned, so the last button is laid out first; the focus follows that order on the way back.
fn button_row(ui: &mut Ui, buttons: &[DialogButton<'_>]) -> Option<usize> {
    let mut pressed = None;
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), size::CONTROL),
        Layout::right_to_left(egui::Align::Center),
        |ui| {
            for (index, button) in buttons.iter().enumerate().rev() {
                let shown = match button.kind {
                    DialogButtonKind::Primary => Button::primary(button.text),
                    DialogButtonKind::Secondary => Button::secondary(button.text),
                    DialogButtonKind::Danger => Button::danger(button.text),
                };
                if shown.min_width(84.0).disabled(button.disabled).show(ui).clicked() {
                    pressed = Some(index);
                }
            }
        },
    );
    pressed
}

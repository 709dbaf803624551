//! Things to press.

use egui::{Color32, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2};

use super::{focus_ring, name, one_line};
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::theme::{self, Tokens, radius, size, space, tint};

/// How loud a button is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    Danger,
    QuickReply,
    Link,
}

/// A button with a text, and perhaps an icon before it.
#[must_use = "call .show(ui)"]
#[derive(Clone, Copy)]
pub struct Button<'a> {
    text: &'a str,
    kind: Kind,
    icon: Option<Icon>,
    disabled: Option<&'a str>,
    tooltip: Option<&'a str>,
    min_width: f32,
}

/// What a button is painted with.
struct Look {
    fill: Color32,
    border: Color32,
    text: Color32,
}

impl<'a> Button<'a> {
    const fn new(text: &'a str, kind: Kind) -> Self {
        Self { text, kind, icon: None, disabled: None, tooltip: None, min_width: 0.0 }
    }

    /// The one thing that is most likely wanted here.
    pub const fn primary(text: &'a str) -> Self {
        Self::new(text, Kind::Primary)
    }

    /// Any other thing.
    pub const fn secondary(text: &'a str) -> Self {
        Self::new(text, Kind::Secondary)
    }

    /// A thing that cannot be taken back.
    pub const fn danger(text: &'a str) -> Self {
        Self::new(text, Kind::Danger)
    }

    /// An answer to choose, as a pill.
    pub const fn quick_reply(text: &'a str) -> Self {
        Self::new(text, Kind::QuickReply)
    }

    /// A thing to do in the middle of a text.
    pub const fn link(text: &'a str) -> Self {
        Self::new(text, Kind::Link)
    }

    /// An icon before the text.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Why the button cannot be pressed now, if it cannot. Shown as its tooltip.
    pub const fn disabled(mut self, reason: Option<&'a str>) -> Self {
        self.disabled = reason;
        self
    }

    /// What the button does, where its text is not enough.
    pub const fn tooltip(mut self, tooltip: &'a str) -> Self {
        self.tooltip = Some(tooltip);
        self
    }

    /// Makes buttons of one group equally wide.
    pub const fn min_width(mut self, min_width: f32) -> Self {
        self.min_width = min_width;
        self
    }

    /// Shows the button.
    pub fn show(self, ui: &mut Ui) -> Response {
        let response = match self.disabled {
            Some(reason) => {
                let response = ui.add_enabled_ui(false, |ui| self.paint(ui)).inner;
                describe(&response, reason);
                response.on_disabled_hover_text(reason)
            }
            None => self.paint(ui),
        };
        match self.tooltip {
            Some(tooltip) => response.on_hover_text(tooltip),
            None => response,
        }
    }

    fn paint(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let (padding, height, font, corner) = match self.kind {
            Kind::Primary | Kind::Danger => {
                (14.0, size::CONTROL, theme::semibold(size::BODY), radius::CONTROL)
            }
            Kind::Secondary => (14.0, size::CONTROL, theme::body(), radius::CONTROL),
            Kind::QuickReply => (12.0, 26.0, theme::secondary(), radius::PILL),
            Kind::Link => (0.0, size::LINE, theme::semibold(size::SECONDARY), radius::SMALL),
        };
        let icon_width = if self.icon.is_some() { icon::SIZE + 6.0 } else { 0.0 };
        let room = ui.available_width() - 2.0 * padding - icon_width;
        let galley = one_line(ui, self.text, font, Color32::PLACEHOLDER, room);
        let content = icon_width + galley.size().x;
        // A link stands in the middle of a text, and is as high as the text is.
        let height = if self.kind == Kind::Link { galley.size().y } else { height };
        let wanted = Vec2::new((content + 2.0 * padding).max(self.min_width), height);
        let response = ui.allocate_response(wanted, Sense::click());
        name(&response, role(self.kind), self.text);
        if ui.is_rect_visible(response.rect) {
            let look = self.look(tokens, &response);
            let painter = ui.painter();
            let border = Stroke::new(size::BORDER, look.border);
            painter.rect(response.rect, corner, look.fill, border, StrokeKind::Inside);
            let left = response.rect.center().x - content / 2.0;
            if let Some(icon) = self.icon {
                let center = egui::pos2(left + icon::SIZE / 2.0, response.rect.center().y);
                paint_icon(painter, center, icon, icon::SIZE - 1.0, look.text);
            }
            let top = response.rect.center().y - galley.size().y / 2.0;
            let end = left + content;
            painter.galley(egui::pos2(left + icon_width, top), galley, look.text);
            if self.kind == Kind::Link && response.hovered() {
                let y = response.rect.bottom() - 1.0;
                painter.hline(left..=end, y, Stroke::new(size::BORDER, look.text));
            }
            focus_ring(ui, &response, corner);
        }
        if self.kind == Kind::Link {
            response.on_hover_cursor(egui::CursorIcon::PointingHand)
        } else {
            response
        }
    }

    fn look(self, tokens: &Tokens, response: &Response) -> Look {
        let pressed = response.is_pointer_button_down_on();
        let hovered = response.hovered();
        let solid = |color: Color32, text: Color32| {
            let strength = if pressed {
                0.8
            } else if hovered {
                0.9
            } else {
                1.0
            };
            let fill = tokens.panel.blend(tint(color, strength));
            Look { fill, border: fill, text }
        };
        match self.kind {
            Kind::Primary => solid(tokens.accent, tokens.on_accent),
            Kind::Danger => solid(tokens.error, tokens.on_accent),
            Kind::Secondary | Kind::QuickReply => {
                let fill = if hovered { tokens.raised } else { Color32::TRANSPARENT };
                let text = if self.kind == Kind::QuickReply { tokens.accent } else { tokens.text };
                Look { fill, border: tokens.line_strong, text }
            }
            Kind::Link => {
                Look { fill: Color32::TRANSPARENT, border: Color32::TRANSPARENT, text: tokens.accent }
            }
        }
    }
}

const fn role(kind: Kind) -> Role {
    match kind {
        Kind::Link => Role::Link,
        Kind::Primary | Kind::Secondary | Kind::Danger | Kind::QuickReply => Role::Button,
    }
}

/// What assistive technology reads after the name.
fn describe(response: &Response, text: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_description(text));
}

/// The one thing that is most likely wanted here.
pub fn primary_button(ui: &mut Ui, text: &str) -> Response {
    Button::primary(text).show(ui)
}

/// Any other thing.
pub fn secondary_button(ui: &mut Ui, text: &str) -> Response {
    Button::secondary(text).show(ui)
}

/// A thing to do in the middle of a text.
pub fn link_button(ui: &mut Ui, text: &str) -> Response {
    Button::link(text).show(ui)
}

/// An answer to choose, as a pill.
pub fn quick_reply(ui: &mut Ui, text: &str) -> Response {
    Button::quick_reply(text).show(ui)
}

/// A button that is only an icon. Its name is its tooltip and its accessible name.
#[must_use = "call .show(ui)"]
#[derive(Clone, Copy)]
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    keys: Option<&'a str>,
    selected: Option<bool>,
    framed: bool,
    disabled: Option<&'a str>,
    edge: f32,
    icon_size: f32,
    color: Option<Color32>,
}

impl<'a> IconButton<'a> {
    /// A button without a frame until the pointer is over it.
    pub const fn new(icon: Icon, name: &'a str) -> Self {
        Self {
            icon,
            name,
            keys: None,
            selected: None,
            framed: false,
            disabled: None,
            edge: 28.0,
            icon_size: icon::SIZE,
            color: None,
        }
    }

    /// The keys that do the same, for the tooltip.
    pub const fn keys(mut self, keys: &'a str) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Makes it a switch that is on or off.
    pub const fn selected(mut self, selected: bool) -> Self {
        self.selected = Some(selected);
        self
    }

    /// Always shows the frame.
    pub const fn framed(mut self) -> Self {
        self.framed = true;
        self
    }

    /// Why the button cannot be pressed now, if it cannot.
    pub const fn disabled(mut self, reason: Option<&'a str>) -> Self {
        self.disabled = reason;
        self
    }

    /// Another size, for the rail or a row.
    pub const fn edge(mut self, edge: f32, icon_size: f32) -> Self {
        self.edge = edge;
        self.icon_size = icon_size;
        self
    }

    /// Another colour than that of secondary text.
    pub const fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// Shows the button.
    pub fn show(self, ui: &mut Ui) -> Response {
        if let Some(reason) = self.disabled {
            let response = ui.add_enabled_ui(false, |ui| self.paint(ui)).inner;
            describe(&response, reason);
            return response.on_disabled_hover_ui(|ui| {
                ui.label(self.name);
                super::hint_text(ui, reason);
            });
        }
        self.paint(ui).on_hover_ui(|ui| {
            ui.horizontal(|ui| {
                ui.label(self.name);
                if let Some(keys) = self.keys {
                    super::key_hint(ui, keys);
                }
            });
        })
    }

    fn paint(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let response = ui.allocate_response(Vec2::splat(self.edge), Sense::click());
        name(&response, Role::Button, self.name);
        let is_on = self.selected == Some(true);
        if let Some(selected) = self.selected {
            let toggled =
                if selected { egui::accesskit::Toggled::True } else { egui::accesskit::Toggled::False };
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_toggled(toggled));
        }
        if ui.is_rect_visible(response.rect) {
            let hovered = response.hovered();
            let fill = if hovered || is_on { tokens.raised } else { Color32::TRANSPARENT };
            let border = if self.framed { tokens.line } else { Color32::TRANSPARENT };
            let color = match self.color {
                _ if is_on => tokens.accent,
                Some(color) => color,
                None if hovered => tokens.text,
                None => tokens.text_2,
            };
            let stroke = Stroke::new(size::BORDER, border);
            ui.painter().rect(response.rect, radius::CONTROL, fill, stroke, StrokeKind::Inside);
            paint_icon(ui.painter(), response.rect.center(), self.icon, self.icon_size, color);
            focus_ring(ui, &response, radius::CONTROL);
        }
        response
    }
}

/// A button that is only an icon, without a frame until the pointer is over it.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    IconButton::new(icon, name).show(ui)
}

/// A state as a pill, such as "● Mock"; pressing it may offer to change the state.
pub fn pill(ui: &mut Ui, dot: Color32, text: &str) -> Response {
    const HEIGHT: f32 = 24.0;
    const DOT: f32 = 4.0;
    let tokens = Tokens::of(ui);
    let galley = one_line(ui, text, theme::secondary(), dot, ui.available_width() - 40.0);
    let width = galley.size().x + 2.0 * DOT + 6.0 + 2.0 * 11.0;
    let response = ui.allocate_response(Vec2::new(width, HEIGHT), Sense::click());
    name(&response, Role::Button, text);
    if ui.is_rect_visible(response.rect) {
        let rect = response.rect;
        let fill = if response.hovered() { tokens.raised } else { Color32::TRANSPARENT };
        let border = Stroke::new(size::BORDER, tokens.line);
        ui.painter().rect(rect, radius::PILL, fill, border, StrokeKind::Inside);
        let left = rect.left() + 11.0;
        ui.painter().circle_filled(egui::pos2(left + DOT, rect.center().y), DOT, dot);
        let top = rect.center().y - galley.size().y / 2.0;
        ui.painter().galley(egui::pos2(left + 2.0 * DOT + space::XS + 2.0, top), galley, dot);
        focus_ring(ui, &response, radius::PILL);
    }
    response
}

//! Who a message comes from or goes to: the field itself, and in its label's row what kind of address it is.

use egui::{Id, Layout, Popup, Rect, Role, Ui, UiBuilder, WidgetInfo};
use serde_json::Value;

use super::last_run;
use super::pane::Pane;
use super::text::{self, Look};
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, FieldOptions, FieldState};
use crate::editor::theme::{self, Tokens, size};
use crate::twilio::sid::prefix;
use crate::widgets::has_liquid;
use crate::widgets::{Field, FieldKind};

/// The kinds of addresses that Studio's console offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    FlowDefault,
    PhoneNumber,
    MessagingService,
    OttId,
    Template,
}

impl Origin {
    const ALL: [Self; 5] =
        [Self::FlowDefault, Self::PhoneNumber, Self::MessagingService, Self::OttId, Self::Template];

    fn label(self) -> &'static str {
        match self {
            Self::FlowDefault => "Flow default",
            Self::PhoneNumber => "Phone Number",
            Self::MessagingService => "Messaging Service SID",
            Self::OttId => "OTT Id",
            Self::Template => "Template",
        }
    }

    fn hint(self, default: &str) -> &str {
        match self {
            Self::FlowDefault => default,
            Self::PhoneNumber => "+15017122661",
            Self::MessagingService => "MG and 32 hexadecimal digits",
            Self::OttId => "whatsapp:+15017122661",
            Self::Template => "{{flow.variables.address}}",
        }
    }

    /// What a text is.
    fn of(text: &str, default: &str) -> Option<Self> {
        let bare = text.trim();
        if bare.is_empty() {
            None
        } else if text == default {
            Some(Self::FlowDefault)
        } else if has_liquid(bare) {
            Some(Self::Template)
        } else if bare.starts_with(prefix::MESSAGING_SERVICE) {
            Some(Self::MessagingService)
        } else if bare.starts_with('+') || bare.chars().all(|char| char.is_ascii_digit()) {
            Some(Self::PhoneNumber)
        } else {
            Some(Self::OttId)
        }
    }
}

/// The field with its label.
pub(super) fn sender_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field, required: bool, state: FieldState) {
    let default: String = field.default.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let memory = ui.make_persistent_id(("origin", field.key));
    let mut value = pane.text(field.key);
    // The kind that was chosen counts while the text does not say otherwise: an empty text says nothing, and the
    // default is a template too.
    let chosen: Option<Origin> = ui.data(|data| data.get_temp(memory));
    let origin = match Origin::of(&value, &default) {
        None => chosen.unwrap_or(Origin::PhoneNumber),
        Some(Origin::FlowDefault) if chosen == Some(Origin::Template) => Origin::Template,
        Some(found) => found,
    };
    let wants_focus = memory.with("focus");
    let takes_focus = ui.data(|data| data.get_temp::<bool>(wants_focus)).is_some();
    ui.data_mut(|data| data.remove::<bool>(wants_focus));
    let row = Rect::from_min_size(ui.cursor().min, egui::vec2(ui.available_width(), size::LINE));
    kit::labelled(ui, field.label, required, |ui| {
        let focus = pane.focuses(field.key);
        let options = FieldOptions { state, focus: focus || takes_focus, ..FieldOptions::default() };
        let hint = origin.hint(&default);
        let look = Look { is_template: field.template, name: field.label, hint, choices: &[], options };
        let shown = text::edit_ui(ui, pane, field.key, &mut value, &look);
        if shown.changed {
            pane.set_text(field, &value);
        }
        text::end(ui, pane, &shown, focus);
        last_run::gave_ui(ui, pane, field.key, field.label, &value);
    });
    let picked = origin_ui(ui, row, field, origin);
    if let Some(picked) = picked.filter(|picked| *picked != origin) {
        ui.data_mut(|data| data.insert_temp(memory, picked));
        pane.push(Action::Seal);
        if picked == Origin::FlowDefault {
            pane.set(field.key, Some(Value::from(default)));
        } else {
            ui.data_mut(|data| data.insert_temp(wants_focus, true));
            if picked != Origin::Template && Origin::of(&value, &default) != Some(picked) {
                pane.set(field.key, Some(Value::from("")));
            }
        }
        pane.push(Action::Seal);
    }
}

/// The kind, at the right end of the label's row.
fn origin_ui(ui: &mut Ui, row: Rect, field: &Field, origin: Origin) -> Option<Origin> {
    let layout = Layout::right_to_left(egui::Align::Center);
    let mut ui = ui.new_child(UiBuilder::new().id_salt((field.key, "origin")).max_rect(row).layout(layout));
    ui.spacing_mut().item_spacing.x = 4.0;
    let name = format!("Kind of {}", field.label);
    let response = drop_down(&mut ui, &name, origin.label());
    let id: Id = response.id.with("menu");
    let mut picked = None;
    Popup::menu(&response).id(id).width(190.0).show(|ui| {
        for kind in Origin::ALL {
            if kind == Origin::MessagingService && field.kind == FieldKind::Recipient {
                continue;
            }
            if ui.add(egui::Button::selectable(kind == origin, kind.label())).clicked() {
                picked = Some(kind);
                ui.close();
            }
        }
    });
    picked
}

/// A small button with a text and a sign that it opens something.
fn drop_down(ui: &mut Ui, name: &str, text: &str) -> egui::Response {
    let tokens = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::hint(), tokens.text_2);
    let wanted = egui::vec2(galley.size().x + 15.0, size::LINE);
    let response = ui.allocate_response(wanted, egui::Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(text));
    let is_lit = response.hovered() || response.has_focus();
    let color = if is_lit { tokens.accent } else { tokens.text_2 };
    let corner = egui::pos2(response.rect.left(), response.rect.center().y - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(corner, galley, color);
    let sign = egui::pos2(response.rect.right() - 5.0, response.rect.center().y);
    icon::paint_icon(ui.painter(), sign, icon::CHEVRON_DOWN, 11.0, color);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

//! The right panel while it shows what is selected: everything about one widget, several, or the whole flow.
//!
//! What a widget's fields are, the catalogue says: **nothing here knows a widget type by name.** Nothing here
//! changes a flow either: each part reads and answers with [`Action`]s.

mod alternatives;
mod always;
mod branches;
mod completion;
mod configure;
mod counter;
mod header;
mod highlight;
mod json_tab;
mod last_run;
mod names;
mod number;
mod overview;
mod pairs;
mod pane;
mod paste;
mod picks;
mod places;
mod raw;
mod references;
mod request;
mod sender;
mod several;
mod target;
mod text;
mod transitions;
mod typing;
mod variables;

use egui::{Frame, Id, Margin, ScrollArea, Stroke, Ui};

use super::action::Action;
use super::api::ApiPage;
use super::kit;
use super::state::{InspectorTab, OpenFlow};
use super::theme::{Tokens, size, space};
use crate::flow::WidgetId;
pub(in crate::editor) use completion::suggest_names;
pub(in crate::editor) use highlight::highlights;
use pane::Pane;
pub(in crate::editor) use pane::sentence;
pub(in crate::editor) use raw::shown_json;

/// The distance of everything from the panel's edges.
const MARGIN: i8 = 14;

const TABS: [(InspectorTab, &str); 4] = [
    (InspectorTab::Configure, "Configure"),
    (InspectorTab::Transitions, "Transitions"),
    (InspectorTab::References, "References"),
    (InspectorTab::Json, "JSON"),
];

/// Paints the inspector of a flow.
pub fn inspector_ui(ui: &mut Ui, file: &OpenFlow, page: &mut ApiPage, actions: &mut Vec<Action>) {
    let flow = file.flow();
    let selected: Vec<WidgetId> =
        file.selection.cards.iter().copied().filter(|id| flow.widget(*id).is_some()).collect();
    let only = if let [only] = selected.as_slice() { Some((file.key.0, *only)) } else { None };
    alternatives::forget_others(ui, only);
    ui.push_id(("inspector", file.key.0), |ui| match selected.as_slice() {
        [] if !file.selection.notes.is_empty() => {
            inset(ui, |ui| crate::editor::notes::notes_ui(ui, file, actions));
        }
        [] => inset(ui, |ui| overview::overview_ui(ui, file, actions)),
        [only] => {
            if let Some(widget) = flow.widget(*only) {
                let focus = field_to_focus(ui, file, *only);
                let mut pane = Pane::new(file, widget, focus, actions);
                ui.push_id(only.0, |ui| widget_ui(ui, &mut pane, page));
            }
        }
        many => inset(ui, |ui| overview::several_ui(ui, file, many, actions)),
    });
}

fn widget_ui(ui: &mut Ui, pane: &mut Pane<'_>, page: &mut ApiPage) {
    let edges = ui.max_rect().x_range();
    let frame = Frame::new().inner_margin(Margin { left: MARGIN, right: MARGIN, top: 12, bottom: 0 });
    let tab = pane.file.inspector_tab;
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        header::header_ui(ui, pane);
        ui.add_space(2.0);
        let labels = TABS.map(|(_, label)| label);
        let selected = TABS.iter().position(|(known, _)| *known == tab).unwrap_or_default();
        let chosen = kit::tab_strip(ui, &labels, selected);
        if let Some((tab, _)) = chosen.and_then(|index| TABS.get(index)) {
            pane.push(Action::Inspect(*tab));
        }
    });
    // The strip's line goes from edge to edge of the panel.
    let line = Stroke::new(size::BORDER, Tokens::of(ui).line);
    let y = ui.painter().round_to_pixel_center(ui.min_rect().bottom());
    ui.painter().hline(edges, y, line);
    ScrollArea::vertical().id_salt(TABS.iter().position(|(known, _)| *known == tab)).auto_shrink(false).show(
        ui,
        |ui| {
            inset(ui, |ui| match tab {
                InspectorTab::Configure => {
                    request::above_ui(ui, pane, page);
                    configure::configure_ui(ui, pane);
                    request::below_ui(ui, pane, page);
                }
                InspectorTab::Transitions => transitions::transitions_ui(ui, pane),
                InspectorTab::References => references::references_ui(ui, pane),
                InspectorTab::Json => json_tab::json_ui(ui, pane),
            });
        },
    );
}

fn inset<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = Frame::new().inner_margin(Margin { left: MARGIN, right: MARGIN, top: 12, bottom: 16 });
    frame
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XS + 1.0;
            add_contents(ui)
        })
        .inner
}

/// A request to go to a field: the flow, the widget and the field's key.
type Request = (u64, WidgetId, String);

/// The field that a request asks for, in the one frame in which the request is new.
fn field_to_focus<'a>(ui: &Ui, file: &'a OpenFlow, widget: WidgetId) -> Option<&'a str> {
    let id = Id::unique("inspector request");
    let Some((wanted, field)) = &file.focus_field else {
        ui.data_mut(|data| data.remove::<Request>(id));
        return None;
    };
    let request: Request = (file.key.0, *wanted, field.clone());
    if *wanted != widget || ui.data(|data| data.get_temp::<Request>(id)).as_ref() == Some(&request) {
        return None;
    }
    ui.data_mut(|data| data.insert_temp(id, request));
    Some(field)
}

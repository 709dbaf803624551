//! What the inspector shows while not exactly one widget is selected: the flow itself, or the widgets.

use egui::{Label, RichText, ScrollArea, Ui};
use serde_json::{Map, Value};

use super::pane::problem_ui;
use crate::editor::action::Action;
use crate::editor::command::Command;
use crate::editor::counts::counted;
use crate::editor::kit::{self, Button, FieldOptions};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, size};
use crate::editor::{group_color, icon, icon_of};
use crate::flow::json::Json;
use crate::flow::{Edit, Widget, WidgetId};
use crate::widgets::{Group, label_of, widget_type};

/// The flow: what it is for, how large it is, and how to begin.
pub(super) fn overview_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let flow = file.flow();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        kit::icon_tile_sized(ui, icon::FILE, Tokens::of(ui).accent, 34.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.spacing_mut().interact_size.y = 0.0;
            let title = RichText::new(file.document.title()).font(theme::title()).color(Tokens::of(ui).text);
            let title = ui.add(Label::new(title).truncate());
            kit::as_heading(&title, &file.document.title());
            let count = flow.widgets().len();
            ui.label(
                RichText::new(format!("Flow of {}", counted(count, "widget")))
                    .font(theme::secondary())
                    .color(Tokens::of(ui).text_3),
            );
        });
    });
    ui.add_space(12.0);
    description_ui(ui, file, actions);
    flags_ui(ui, file, actions);
    problems_ui(ui, file, actions);
    kit::separator(ui);
    if flow.widgets().len() <= 1 {
        let pressed = kit::empty_state(
            ui,
            icon::WIDGETS,
            "Begin with a message",
            "Drag a widget from the palette onto the canvas, or drag from an output of the trigger and let go where \
             the next widget is to stand.",
            &["Add a widget"],
        );
        if pressed.is_some() {
            actions.push(Action::AddMenu { pos_in_screen: None, at: None, from: None });
        }
    } else {
        kit::hint_text(ui, "Select a widget to see and change what it does.");
    }
}

fn description_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let json = file.flow().envelope("description");
    if json.is_some_and(|json| json.as_text().is_none()) {
        return;
    }
    let mut text = json.and_then(Json::as_text).unwrap_or_default().into_owned();
    kit::labelled(ui, "Description", false, |ui| {
        let options = FieldOptions { rows: 2, ..FieldOptions::default() };
        let shown =
            kit::text_field(ui, "description", "Description", &mut text, "What this flow is for", &options);
        if shown.changed {
            let key = "description".to_owned();
            actions.push(Action::Edit(Edit::SetEnvelope { key, value: Some(Value::from(text)) }));
        }
        if shown.committed {
            actions.push(Action::Seal);
        }
    });
    ui.add_space(8.0);
}

/// The switches that stand under `flags`.
fn flags_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    const CALLS: &str = "allow_concurrent_calls";
    let flags = match file.flow().envelope("flags").map(Json::to_value) {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(flags)) => flags,
        // Something else stands there: it is not ours to overwrite.
        Some(_) => return,
    };
    let mut checked = flags.get(CALLS) == Some(&Value::Bool(true));
    let response = kit::checkbox(ui, &mut checked, "Allow concurrent calls")
        .on_hover_text("Lets one contact have several calls in this flow at the same time.");
    if response.changed() {
        let mut flags = flags;
        flags.insert(CALLS.to_owned(), Value::Bool(checked));
        let edit = Edit::SetEnvelope { key: "flags".to_owned(), value: Some(Value::Object(flags)) };
        actions.extend([Action::Seal, Action::Edit(edit), Action::Seal]);
    }
}

/// What is wrong with the flow as a whole.
fn problems_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    for (number, problem) in file.derived.findings.of_flow().enumerate() {
        let action = problem.fix.as_ref().map(|fix| &*fix.title);
        ui.add_space(4.0);
        let pressed = ui.push_id(number, |ui| problem_ui(ui, problem, action)).inner;
        if pressed {
            actions.push(Action::Fix(Box::new(problem.clone())));
        }
    }
}

/// The widgets that are selected, and what can be done with them.
pub(super) fn several_ui(ui: &mut Ui, file: &OpenFlow, selected: &[WidgetId], actions: &mut Vec<Action>) {
    kit::title_text(ui, &format!("{} widgets", selected.len()));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if Button::secondary("Duplicate").icon(icon::COPY).show(ui).clicked() {
            actions.push(Action::Command(Command::Duplicate));
        }
        if Button::secondary("Delete").icon(icon::TRASH).show(ui).clicked() {
            actions.push(Action::Command(Command::Delete));
        }
    });
    kit::separator(ui);
    let height = size::ROW + 4.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, selected.len(), |ui, range| {
        for id in selected.get(range).unwrap_or_default() {
            if let Some(widget) = file.flow().widget(*id)
                && widget_row(ui, widget)
            {
                actions.push(Action::Reveal { widget: *id, field: None });
            }
        }
    });
}

/// A row with a widget's tile and name. Answers whether it was pressed.
pub(super) fn widget_row(ui: &mut Ui, widget: &Widget) -> bool {
    let tokens = Tokens::of(ui);
    let entry = widget.kind().and_then(widget_type);
    let (sign, color) = match entry {
        Some(entry) => (icon_of(entry.icon), tokens.group(group_color(entry.group))),
        None => (icon::UNKNOWN, tokens.group(group_color(Group::Tools))),
    };
    let response = kit::tile_row(ui, sign, color, widget.title());
    response.on_hover_text(label_of(widget.kind().unwrap_or_default())).clicked()
}

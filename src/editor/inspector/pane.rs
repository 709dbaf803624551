//! What every part of the inspector needs of the one widget that is selected, read once a frame.

use egui::Ui;
use serde_json::Value;

use super::places::Places;
use crate::check::{Diagnostic, Severity};
use crate::editor::action::Action;
use crate::editor::findings::below_state;
use crate::editor::kit::{self, FieldState};
use crate::editor::problems;
use crate::editor::state::OpenFlow;
use crate::flow::json::Json;
use crate::flow::{Edit, Flow, Widget, WidgetId};
use crate::widgets::{Alternatives, EventKind, Field, WidgetType, split, widget_type};

/// The key of the name where problems and requests name a field.
pub(super) const NAME: &str = "name";

/// The selected widget, and where actions go.
pub(super) struct Pane<'a> {
    /// The flow.
    pub file: &'a OpenFlow,
    /// The widget.
    pub widget: &'a Widget,
    /// What the catalogue knows of its type.
    pub entry: Option<&'static WidgetType>,
    /// The field that takes the keyboard in this frame.
    pub focus: Option<&'a str>,
    /// Which of the fields that exclude each other are chosen, as options of the entry.
    pub chosen: Vec<usize>,
    /// What is wrong with the widget, by where it is told.
    pub problems: Places<'a>,
    actions: &'a mut Vec<Action>,
}

impl<'a> Pane<'a> {
    /// Reads a widget.
    pub fn new(
        file: &'a OpenFlow,
        widget: &'a Widget,
        focus: Option<&'a str>,
        actions: &'a mut Vec<Action>,
    ) -> Self {
        let entry = widget.kind().and_then(widget_type);
        let problems = Places::of(widget, entry, file.derived.findings.of_widget(widget.id()));
        let chosen = entry.and_then(|entry| entry.alternatives).map(|all| all.chosen(widget));
        Self { file, widget, entry, focus, chosen: chosen.unwrap_or_default(), problems, actions }
    }

    /// The widget's id.
    pub fn id(&self) -> WidgetId {
        self.widget.id()
    }

    /// The version that is shown.
    pub fn flow(&self) -> &'a Flow {
        self.file.flow()
    }

    /// The answers, for what paints by itself.
    pub fn actions_mut(&mut self) -> &mut Vec<Action> {
        self.actions
    }

    /// Answers with an action.
    pub fn push(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Answers with a change that goes on, as typing does.
    pub fn edit(&mut self, edit: Edit) {
        self.actions.push(Action::Edit(edit));
    }

    /// Answers with a change that is complete: one step of undo.
    pub fn step(&mut self, edit: Edit) {
        self.actions.extend([Action::Seal, Action::Edit(edit), Action::Seal]);
    }

    /// Sets a property, or with `None` takes it out.
    pub fn set(&mut self, key: &str, value: Option<Value>) {
        self.edit(Edit::SetProperty { widget: self.id(), key: key.to_owned(), value });
    }

    /// Sets a field's text. An optional field without text has no key; what branches compare follows the field
    /// that says what is tested.
    pub fn set_text(&mut self, field: &Field, text: &str) {
        if self.is_tested(field)
            && let Some(edit) = split::set_input(self.flow(), self.id(), text)
        {
            return self.edit(edit);
        }
        let value = if text.is_empty() && is_optional(field) { None } else { Some(Value::from(text)) };
        self.set(field.key, value);
    }

    /// Whether this type has branches.
    pub fn has_branches(&self) -> bool {
        self.entry
            .is_some_and(|entry| entry.events.known().iter().any(|event| event.kind == EventKind::Branch))
    }

    /// Whether a field is what the branches compare: in the catalogue that is the first one of such a type.
    fn is_tested(&self, field: &Field) -> bool {
        self.has_branches()
            && self.entry.and_then(|entry| entry.fields.first()).is_some_and(|first| first.key == field.key)
    }

    /// A property's value.
    pub fn property(&self, key: &str) -> Option<&'a Json> {
        self.widget.property(key)
    }

    /// A property's text; empty where there is none.
    pub fn text(&self, key: &str) -> String {
        self.widget.property_text(key).unwrap_or_default().into_owned()
    }

    /// Whether a property holds anything.
    pub fn holds(&self, key: &str) -> bool {
        self.property(key).is_some_and(|json| match json.type_name() {
            "null" => false,
            "string" => json.as_text().is_some_and(|text| !text.is_empty()),
            "array" => json.as_array().is_some_and(|items| !items.is_empty()),
            "object" => json.as_object().is_some_and(|members| !members.is_empty()),
            _ => true,
        })
    }

    /// The fields of this type that exclude each other.
    pub fn alternatives(&self) -> Option<&'static Alternatives> {
        self.entry.and_then(|entry| entry.alternatives)
    }

    /// Whether a field counts, given what is chosen and what the field that it depends on holds.
    pub fn applies(&self, field: &Field) -> bool {
        self.entry.is_none_or(|entry| entry.counts(field, self.widget))
    }

    /// How a field with these problems looks.
    pub fn state_of(problems: &[&Diagnostic]) -> FieldState {
        match problems.iter().map(|problem| problem.severity).max() {
            Some(Severity::Error) => FieldState::Error,
            Some(Severity::Warning) => FieldState::Warn,
            Some(Severity::Advice) | None => FieldState::Normal,
        }
    }

    /// Shows problems, with what can be done about them.
    pub fn problems_ui(&mut self, ui: &mut Ui, problems: &[&Diagnostic]) {
        for (number, problem) in problems.iter().enumerate() {
            let action = problem.fix.as_ref().map(|fix| &*fix.title);
            let pressed = ui.push_id(("problem", number), |ui| problem_ui(ui, problem, action)).inner;
            if pressed {
                self.push(Action::Fix(Box::new((*problem).clone())));
            }
        }
    }

    /// Whether a field, or something in it, takes the keyboard in this frame.
    pub fn focuses(&self, key: &str) -> bool {
        self.focus.is_some_and(|focus| is_below(focus, key))
    }
}

/// Whether a field can be left out.
pub(super) fn is_optional(field: &Field) -> bool {
    !field.required_by_service && !field.required_in_console
}

/// One problem. Answers whether its fix was chosen.
pub(super) fn problem_ui(ui: &mut Ui, problem: &Diagnostic, action: Option<&str>) -> bool {
    // The bold words have no monospace.
    let title = sentence(&problem.message.replace('`', ""));
    kit::problem_box(ui, problems::severity(problem.severity), &title, &sentence(problem.why), action)
}

/// With a capital and a full stop.
pub(in crate::editor) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let rest = chars.as_str();
    let end = if rest.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{first}{rest}{end}")
}

/// How what ends with one of these words in a row or a condition looks.
pub(super) fn state_at(problems: &[&Diagnostic], ends: &[&str]) -> FieldState {
    let at: Vec<&Diagnostic> = problems
        .iter()
        .copied()
        .filter(|problem| {
            let path = below_state(&problem.place.pointer);
            ends.iter().any(|end| path.split('/').rev().take(3).any(|part| part == *end))
        })
        .collect();
    Pane::state_of(&at)
}

/// Whether a place such as `variables/0/value` is in the field `variables`.
fn is_below(place: &str, key: &str) -> bool {
    let place = place.strip_prefix("/properties/").unwrap_or(place).trim_start_matches('/');
    place.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '/']))
}

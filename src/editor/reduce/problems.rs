//! Going to the place of a problem, from one to the next, and mending one or many.

use crate::check::{self, Diagnostic, Place};
use crate::editor::action::{Action, FixMany};
use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::findings::{below_state, output_in};
use crate::editor::kit::Severity;
use crate::editor::settings::LeftPanel;
use crate::editor::state::{FileKey, InspectorTab, RightPanel};
use crate::editor::tasks::Done;
use crate::editor::window::WindowAction;
use crate::flow::{Edit, Flow, Widget};
use crate::widgets::{EventKind, widget_type};

impl App {
    /// Goes to the very field that a problem is about; to the flow's overview where it is about all of it.
    pub(super) fn go_to(&mut self, place: &Place) {
        self.commit_draft();
        self.state.settings.shows_right = true;
        let Some(file) = self.state.active_mut() else { return };
        let Some(widget) = place.widget.and_then(|id| file.flow().widget(id)).cloned() else {
            file.selection = Selection::default();
            file.right = RightPanel::Inspector;
            return;
        };
        self.reveal(widget.id(), None);
        let Some(file) = self.state.active_mut() else { return };
        file.right = RightPanel::Inspector;
        file.inspector_tab = tab_of(&widget, place);
        file.focus_field = field_of(place).map(|field| (widget.id(), field));
    }

    /// Goes to the next problem of the list, or to the one before; behind the last comes the first.
    pub(super) fn step_problem(&mut self, is_forward: bool) {
        let is_listed = self.state.shows_left(LeftPanel::Problems);
        let state = &mut self.state;
        let Some(file) = state.open.get(state.shown) else { return };
        // A filter that nobody sees must not hide anything.
        if !is_listed {
            state.problems.show_all();
        }
        state.problems.refresh(file.key, &file.derived.findings);
        let Some(index) = state.problems.step(is_forward) else {
            let text = "The filter of the problems list hides all of them";
            return state.toasts.push(Severity::Info, text, None);
        };
        let place = file.derived.findings.get(index).map(|found| found.place.clone());
        place.into_iter().for_each(|place| self.go_to(&place));
    }

    /// Mends one problem.
    pub(super) fn fix(&mut self, wanted: &Diagnostic) {
        // What was being typed comes first, and may change what the fix was made for.
        if !self.commit_draft() {
            return;
        }
        let Some(file) = self.state.active() else { return };
        let fix = if file.derived.is_checked(file.flow()) {
            wanted.fix.clone()
        } else {
            let now = file.question().answer();
            now.all().iter().find(|found| is_same(found, wanted)).and_then(|found| found.fix.clone())
        };
        let Some(fix) = fix else {
            let text = "The flow has changed, and this problem is not there any more";
            return self.state.toasts.push(Severity::Info, text, None);
        };
        self.seal();
        let before = self.state.active().map(|file| file.document.history().at());
        self.edit(&fix.edit);
        self.seal();
        if self.state.active().map(|file| file.document.history().at()) != before {
            self.tell_with_undo(format!("Fixed: {}", fix.title));
        }
    }

    /// Works out many fixes beside the window: each may bring others to light.
    pub(super) fn fix_many(&mut self, which: FixMany) {
        if !self.commit_draft() {
            return;
        }
        let Some(file) = self.state.active() else { return };
        let (key, question) = (file.key, file.question());
        self.tasks.block(move || {
            let options = question.options();
            let (fixed, what) = match which {
                FixMany::Safe => (check::fix_all(&question.flow, &options), "everything safe"),
                FixMany::Kind(code) => (check::fix_kind(&question.flow, &options, code), code),
            };
            let count = fixed.done.len();
            let edit = fixed.edit(format!("Fix {what} ({count})"));
            Done::Mended { key, flow: question.flow, count, edit }
        });
    }

    /// Applies what was worked out, unless the flow is another by now.
    pub(super) fn mended(&mut self, key: FileKey, flow: &Flow, count: usize, edit: Option<Edit>) {
        let Some(file) = self.state.file_mut(key) else { return };
        let Some(edit) = edit else {
            let text = "Nothing could be fixed: what is left has to be looked at";
            return self.state.toasts.push(Severity::Info, text, None);
        };
        if !file.flow().is_same_as(flow) {
            let text = "The flow has changed meanwhile, so nothing was fixed";
            return self.state.toasts.push(Severity::Warning, text, None);
        }
        file.document.history_mut().seal();
        let result = file.document.edit(&edit);
        file.document.history_mut().seal();
        file.forget_what_is_gone();
        match result {
            Ok(()) => {
                let text =
                    if count == 1 { "1 fix applied".to_owned() } else { format!("{count} fixes applied") };
                let at = file.document.history().at();
                let undo = Action::Window(WindowAction::TakeBack { key, at });
                self.state.toasts.push(Severity::Info, text, Some(("Undo", undo)));
            }
            Err(error) => self.state.toasts.push(Severity::Warning, error.to_string(), None),
        }
    }
}

/// Whether two checks tell the same: of versions in which the widget may stand elsewhere in the file.
fn is_same(one: &Diagnostic, two: &Diagnostic) -> bool {
    let title = |found: &Diagnostic| found.fix.as_ref().map(|fix| fix.title.clone());
    one.code == two.code
        && one.place.widget == two.place.widget
        && below_state(&one.place.pointer) == below_state(&two.place.pointer)
        && title(one) == title(two)
}

/// The tab that shows a place: conditions stand with the fields, where outputs lead on a tab of its own.
fn tab_of(widget: &Widget, place: &Place) -> InspectorTab {
    let path = below_state(&place.pointer);
    let Some(index) = place.output.or_else(|| output_in(path)) else { return InspectorTab::Configure };
    let entry = widget.kind().and_then(widget_type);
    let event = widget.transitions().get(index).and_then(|transition| entry?.event(&transition.event));
    let is_branch = event.is_some_and(|event| event.kind == EventKind::Branch);
    match is_branch && path.contains("/conditions") {
        true => InspectorTab::Configure,
        false => InspectorTab::Transitions,
    }
}

/// The field as a request names it: see `focus_field`.
fn field_of(place: &Place) -> Option<String> {
    let path = below_state(&place.pointer);
    let is_within =
        |field: &String| path.strip_prefix("/properties/").is_some_and(|rest| rest.starts_with(&**field));
    match (&place.field, path) {
        // Deeper than the field, as a row of a list.
        (Some(field), _) if is_within(field) || field == "transitions" => Some(path.to_owned()),
        (Some(field), _) => Some(field.clone()),
        (None, "/name") => Some("name".to_owned()),
        (None, path) => path.starts_with("/transitions/").then(|| path.trim_start_matches('/').to_owned()),
    }
}

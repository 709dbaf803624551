//! What the JSON view of an open flow shows, and what is being typed there.

use std::sync::Arc;
use std::time::Duration;

use egui::Ui;

use super::reading::{self, Reading, Trouble};
use crate::editor::action::{Action, Draft, DraftTarget};
use crate::editor::findings::Findings;
use crate::editor::state::OpenFlow;
use crate::flow::{Edit, Flow, Widget, WidgetId};

/// What is typed is taken over when the user has not typed for so long.
const PAUSE_SECS: f64 = 0.6;
/// The text of a large flow follows when nothing has changed for so long.
const CALM_SECS: f64 = 0.3;

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Widget(WidgetId),
    Flow,
}

/// The version that a text is of.
#[derive(Clone)]
enum Source {
    Widget(Arc<Widget>),
    Flow(Flow),
}

impl Source {
    fn of(file: &OpenFlow, what: What) -> Option<Self> {
        Some(match what {
            What::Widget(id) => Self::Widget(Arc::clone(file.flow().widget(id)?)),
            What::Flow => Self::Flow(file.flow().clone()),
        })
    }

    fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Widget(one), Self::Widget(two)) => Arc::ptr_eq(one, two),
            (Self::Flow(one), Self::Flow(two)) => one.is_same_as(two),
            _ => false,
        }
    }
}

/// The state of the view.
#[derive(Default)]
pub struct JsonView {
    /// Whether the whole flow is shown, and not the selected widget.
    pub(super) is_whole: bool,
    what: Option<What>,
    source: Option<Source>,
    text: String,
    reading: Arc<Reading>,
    /// What the marks were made of.
    findings: Option<Arc<Findings>>,
    /// The text was laid out to be read, which the file does not have.
    is_laid_out: bool,
    /// The text is as it was typed, which need not be how the file spells it.
    is_typed: bool,
    /// The next version comes from here.
    is_ours: bool,
    /// When something was typed last.
    typed_secs: Option<f64>,
    /// When the flow was changed last, while a large text has not followed.
    stale_secs: Option<f64>,
    pub(super) has_keyboard: bool,
    pub(super) wants_keyboard: bool,
    /// The widget that the text was scrolled to last.
    pub(super) followed: Option<WidgetId>,
    /// The line that the cursor is in.
    pub(super) cursor_line: Option<usize>,
    /// How the text is laid out, and for which theme.
    pub(super) job: Option<(bool, Arc<egui::text::LayoutJob>)>,
}

impl JsonView {
    /// The text is to have the keyboard.
    pub fn ask_for_keyboard(&mut self) {
        self.wants_keyboard = true;
    }

    pub(super) fn what(&self) -> Option<What> {
        self.what
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn reading(&self) -> Arc<Reading> {
        Arc::clone(&self.reading)
    }

    pub(super) fn trouble(&self) -> Option<&Trouble> {
        self.reading.trouble.as_ref().filter(|_| self.is_typed)
    }

    /// Nothing is shown.
    pub(super) fn leave(&mut self) {
        *self = Self { is_whole: self.is_whole, ..Self::default() };
    }

    /// Shows what the flow has again.
    pub(super) fn revert(&mut self) {
        self.source = None;
        self.is_typed = false;
        self.typed_secs = None;
    }

    /// Why the text cannot be changed here.
    pub(super) fn why_read_only(&self) -> Option<&'static str> {
        if self.what != Some(What::Flow) {
            return self.reading.is_large().then_some(
                "This widget's text is too long to be changed here: the inspector and a text editor can do it.",
            );
        }
        if self.is_laid_out {
            Some(
                "The file has all of the flow on one line, and keeps it so. It is laid out here; change one widget at \
                 a time.",
            )
        } else {
            self.reading.is_large().then_some(
                "A flow of more than 2,000 lines is changed one widget at a time: show the widget.",
            )
        }
    }

    /// What is typed and not taken over.
    fn draft(file: &OpenFlow, what: What) -> Option<&str> {
        match what {
            What::Flow => file.flow_draft(),
            What::Widget(id) => {
                let draft = file.draft.as_ref()?;
                (draft.widget == id && draft.target == DraftTarget::Json).then_some(&*draft.text)
            }
        }
    }

    pub(super) fn has_draft(&self, file: &OpenFlow) -> bool {
        self.what.is_some_and(|what| Self::draft(file, what).is_some())
    }

    /// Brings the text up to the version, unless it is being typed in.
    pub(super) fn refresh(&mut self, ui: &Ui, file: &OpenFlow, what: What) {
        let Some(source) = Source::of(file, what) else { return self.leave() };
        if self.what != Some(what) {
            *self = Self { is_whole: self.is_whole, wants_keyboard: self.wants_keyboard, ..Self::default() };
            self.what = Some(what);
        }
        let is_ours = std::mem::take(&mut self.is_ours);
        let is_same = self.source.as_ref().is_some_and(|known| known.is_same_as(&source));
        let mut is_new = false;
        if let Some(draft) = Self::draft(file, what) {
            is_new = self.text != draft;
            if is_new {
                self.text = draft.to_owned();
            }
            (self.is_typed, self.source) = (true, Some(source));
        } else if self.is_typed && (is_same || is_ours) && self.has_keyboard {
            // What is being typed in keeps the spelling that it was typed in.
            self.source = Some(source);
        } else if self.is_typed || !is_same {
            if !is_same && self.must_wait(ui) {
                return;
            }
            (self.text, self.is_laid_out) = match &source {
                Source::Widget(widget) => (reading::widget_text(widget), false),
                Source::Flow(flow) => reading::flow_text(flow),
            };
            (self.is_typed, is_new) = (false, true);
            self.source = Some(source);
        }
        let findings = &file.derived.findings;
        if is_new || self.findings.as_ref().is_none_or(|known| !Arc::ptr_eq(known, findings)) {
            self.read(file);
        }
    }

    /// Whether a large text had better wait until the flow stays as it is.
    fn must_wait(&mut self, ui: &Ui) -> bool {
        if self.source.is_none() || !self.reading.is_large() {
            return false;
        }
        let now = ui.input(|input| input.time);
        let since = *self.stale_secs.get_or_insert(now);
        let rest = since + CALM_SECS - now;
        if rest > 0.0 {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(rest));
            return true;
        }
        self.stale_secs = None;
        false
    }

    /// Reads the text again.
    pub(super) fn read(&mut self, file: &OpenFlow) {
        let findings = &file.derived.findings;
        let reading = match self.what {
            Some(What::Widget(id)) => reading::read_widget(&self.text, findings.of_widget(id)),
            Some(What::Flow) => {
                let all = findings.all().iter().map(|found| &**found);
                reading::read_flow(&self.text, file.flow(), all)
            }
            None => Reading::default(),
        };
        self.reading = Arc::new(reading);
        self.findings = Some(Arc::clone(findings));
        self.job = None;
    }

    /// Takes what was typed as a draft.
    pub(super) fn typed(&mut self, ui: &Ui, file: &OpenFlow, text: String, actions: &mut Vec<Action>) {
        let (widget, target) = match self.what {
            Some(What::Widget(id)) => (id, DraftTarget::Json),
            Some(What::Flow) => (WidgetId(u32::MAX), DraftTarget::Flow),
            None => return,
        };
        self.text.clone_from(&text);
        self.is_typed = true;
        self.typed_secs = Some(ui.input(|input| input.time));
        self.read(file);
        actions.push(Action::Draft(Some(Draft { widget, target, text })));
    }

    /// Makes a change of what was typed, once the typing pauses or the text has lost the keyboard.
    pub(super) fn commit(&mut self, ui: &Ui, has_left: bool, actions: &mut Vec<Action>) {
        let Some(since) = self.typed_secs else { return };
        let rest = since + PAUSE_SECS - ui.input(|input| input.time);
        if rest > 0.0 && !has_left {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(rest));
            return;
        }
        self.typed_secs = None;
        if self.reading.trouble.is_some() {
            return;
        }
        let edit = match self.what {
            Some(What::Widget(widget)) => match serde_json::from_str(&self.text) {
                Ok(state) => Edit::SetState { widget, state },
                Err(_) => return,
            },
            Some(What::Flow) => flow_edit(self.text.clone()),
            None => return,
        };
        self.is_ours = true;
        actions.extend([Action::Draft(None), Action::Seal, Action::Edit(edit), Action::Seal]);
    }
}

/// The change that puts a text in the place of the flow's.
pub(in crate::editor) fn flow_edit(text: String) -> Edit {
    Edit::Together { name: "Change the flow's JSON".to_owned(), edits: vec![Edit::Replace { text }] }
}

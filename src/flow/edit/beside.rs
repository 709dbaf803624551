//! What stands beside the flow follows a change to it: renames in a row are followed in one go.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::batch::Batch;
use super::{Edit, EditError, copies, gone_names};
use crate::flow::diff::Difference;
use crate::flow::model::Flow;
use crate::flow::side::{SideChange, SideFile};
use crate::flow::widget::{Offset, WidgetId};

/// A side file that is being changed.
pub(super) struct Beside<'a> {
    flow: &'a Flow,
    /// The flow as the changes leave it, where that is asked.
    row: Option<Batch>,
    side: SideFile,
    /// Names that the side file does not follow yet.
    renamed: Vec<(String, String)>,
}

impl<'a> Beside<'a> {
    /// `is_row` where widgets may be called otherwise after some of the changes than before them.
    pub fn of(flow: &'a Flow, side: &SideFile, is_row: bool) -> Self {
        Self { flow, row: is_row.then(|| Batch::of(flow)), side: side.clone(), renamed: Vec::new() }
    }

    pub fn add(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Together { edits, .. } => return edits.iter().try_for_each(|edit| self.add(edit)),
            Edit::Rename { widget, name } => self.rename(*widget, name),
            Edit::SetState { widget, state } => {
                if let Some(name) = state.get("name").and_then(Value::as_str) {
                    self.rename(*widget, name);
                }
            }
            Edit::Beside(SideChange::MoveAnswers { from, to }) => {
                self.renamed.push((from.clone(), to.clone()));
            }
            Edit::Delete { widgets } => {
                self.follow();
                let names = gone_names(&self.flow_before(), widgets);
                self.side = self.side.with_widgets_deleted(&names);
            }
            Edit::Duplicate { widgets, by } => {
                self.follow();
                if !self.side.groups().is_empty() {
                    let names = names_of_copies(&self.flow_before(), widgets, *by);
                    self.side = self.side.with_copies(&names);
                }
            }
            Edit::Replace { .. } => {
                self.follow();
                if !(self.side.groups().is_empty() && self.side.answers().is_empty()) {
                    self.replace(edit)?;
                }
            }
            Edit::SetSubflowFile { sid, file } => {
                self.follow();
                self.side = self.side.with_subflow(sid, file.as_deref())?;
            }
            Edit::SetStudio { link } => {
                self.follow();
                self.side = self.side.with_studio(link.as_ref())?;
            }
            Edit::SetFlowSid { sid } => {
                self.follow();
                self.side = self.side.with_flow_sid(sid.as_deref())?;
            }
            Edit::Beside(change) => {
                self.follow();
                if let SideChange::RenameStart { from, to } = change
                    && from != to
                    && self.side.start(to).is_some()
                {
                    return Err(EditError::StartTaken(to.clone()));
                }
                self.side = change.apply(&self.side)?;
            }
            _ => {}
        }
        if let Some(row) = &mut self.row {
            row.add(edit)?;
        }
        Ok(())
    }

    /// The side file after all changes.
    pub fn finish(mut self) -> SideFile {
        self.follow();
        self.side
    }

    /// Notes a name that a widget gets; of doubled names nobody can tell whose answers there are.
    fn rename(&mut self, widget: WidgetId, name: &str) {
        let (old, is_only_one) = match &mut self.row {
            Some(row) => {
                let Some(old) = row.name_of(widget) else { return };
                let is_only_one = row.count(&old) == 1;
                (old, is_only_one)
            }
            None => {
                let found = self.flow.widget(widget).and_then(|widget| widget.shared_name());
                let Some(old) = found.map(Arc::clone) else { return };
                let is_other = |other: &Arc<_>| is_called(other, widget, &old);
                let is_only_one = !self.flow.widgets().iter().any(is_other);
                (old, is_only_one)
            }
        };
        if is_only_one && &*old != name {
            self.renamed.push((old.to_string(), name.to_owned()));
        }
    }

    /// The flow as it is before the change that is made: those of a row are called as they are by then.
    fn flow_before(&mut self) -> Cow<'a, Flow> {
        match self.row.take().map(Batch::finish) {
            None => Cow::Borrowed(self.flow),
            Some(flow) => {
                self.row = Some(Batch::of(&flow));
                Cow::Owned(flow)
            }
        }
    }

    /// A text that was typed or pulled says nothing of names that were changed: that is found by what is alike.
    fn replace(&mut self, edit: &Edit) -> Result<(), EditError> {
        let before = self.flow_before();
        let after = edit.apply(&before)?;
        let changes = Difference::between(&before, &after).widgets.into_iter();
        let renamed = changes.filter_map(|change| Some((change.renamed_from?, change.name)));
        self.side = self.side.with_widgets_renamed_at_once(&renamed.collect::<Vec<_>>());
        Ok(())
    }

    fn follow(&mut self) {
        if !self.renamed.is_empty() {
            self.side = self.side.with_widgets_renamed(&std::mem::take(&mut self.renamed));
        }
    }
}

/// The names of widgets, each with that of its copy.
fn names_of_copies(flow: &Flow, widgets: &[WidgetId], by: Offset) -> Vec<(String, String)> {
    let originals = widgets.iter().filter_map(|id| flow.widget(*id));
    let states: Vec<Value> = originals.map(|widget| widget.json().to_value()).collect();
    let name = |state: &Value| state.get("name").and_then(Value::as_str).map(str::to_owned);
    let made = copies(flow, &states, by);
    states.iter().zip(&made).filter_map(|(old, new)| Some((name(old)?, name(new)?))).collect()
}

/// Whether a widget other than this one has the name.
fn is_called(other: &crate::flow::widget::Widget, than: WidgetId, name: &str) -> bool {
    other.id() != than && other.name() == Some(name)
}

//! What the user does with a run.

use super::{Recall, Run};
use crate::flow::WidgetId;
use crate::sim::Inbound;
use crate::sim::debug::Times;
use crate::sim::world::Command;

impl Run {
    /// Sends a command to the task. Where that is gone the run is over, and says so elsewhere.
    pub fn command(&self, command: Command) {
        match command {
            Command::Pause => self.wants_pause.set(true),
            Command::GoOn(_) => self.wants_pause.set(false),
            _ => {}
        }
        let _gone = self.commands.send(command);
    }

    /// Writes as the contact.
    pub fn say(&mut self, text: String) {
        self.recalled = None;
        self.draft.clear();
        let (is_on_call, media) = (self.is_on_call(), std::mem::take(&mut self.attached));
        self.command(said(text, media, is_on_call));
    }

    /// Writes as the contact as soon as the run stands where it repeats another one to.
    pub fn say_later(&mut self, text: String) {
        // The task takes what it is told in turn, and repeats first.
        self.wants_focus = true;
        let is_call = self.is_a_call();
        self.command(said(text, Vec::new(), is_call));
    }

    /// Leaves the widget on which it stands, or before which it is held, by its usual output.
    pub fn skip(&self) {
        self.command(Command::Skip);
    }

    /// Leaves a widget by an event, whatever it would do.
    pub fn force(&mut self, widget: WidgetId, event: String, times: Times) {
        if let Some(name) = self.flow.widget(widget).and_then(|widget| widget.name()).map(str::to_owned) {
            self.command(Command::Force { widget: name, event, times });
        }
    }

    /// Takes over what was typed.
    pub fn type_draft(&mut self, text: String) {
        self.draft = text;
        self.recalled = None;
    }

    /// Brings an earlier text back into the field.
    pub fn recall(&mut self, which: Recall) {
        let count = self.log.said().count();
        let at = match (which, self.recalled) {
            (Recall::Older, None) => Some(0),
            (Recall::Older, Some(at)) => Some((at + 1).min(count.saturating_sub(1))),
            (Recall::Newer, Some(at)) => at.checked_sub(1),
            (Recall::Newer, None) => return,
        };
        self.recalled = at.filter(|_| count > 0);
        let text = self.recalled.and_then(|at| self.log.said().rev().nth(at)).unwrap_or_default().to_owned();
        self.draft = text;
    }
}

/// What the contact says: a message, or keys or words on a call.
fn said(text: String, media: Vec<String>, is_on_call: bool) -> Command {
    let is_keys = !text.is_empty() && text.chars().all(|key| matches!(key, '0'..='9' | '*' | '#'));
    match is_on_call {
        true if is_keys => Command::Press(text),
        true => Command::Speak(text),
        false => Command::Say(Inbound { body: text, media }),
    }
}

//! Where a run stood after each of its steps: how much the phone showed, and what the contact was asked then.

use super::cut;
use crate::sim::trace::{Direction, Record};

/// No more is told of what the contact said.
const MAX_SAID: usize = 60;

/// The contact was asked something, and may have answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// After so many steps.
    pub step: u32,
    /// The widget that waited, as traces have it.
    pub widget: String,
    /// What they said; `None` where they were silent.
    pub said: Option<String>,
}

/// After so many steps, before anything that came from outside then.
#[derive(Clone, Debug, Default)]
struct Moment {
    /// How many entries the phone had.
    entries: usize,
    asking: Option<Asking>,
}

/// All moments of a run, from its start on.
#[derive(Clone, Debug)]
pub(super) struct Moments(Vec<Moment>);

impl Default for Moments {
    fn default() -> Self {
        Self(vec![Moment::default()])
    }
}

impl Moments {
    /// Takes over what happened, after which the phone has so many entries.
    pub(super) fn note(&mut self, record: &Record, entries: usize) {
        let step = u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX);
        let Some(last) = self.0.last_mut() else { return };
        let said = match record {
            Record::Started(_) => {
                last.entries = entries;
                return;
            }
            Record::Step(_) => return self.0.push(Moment { entries, asking: None }),
            Record::Waiting(waiting) if is_contact(&waiting.awaited) && last.asking.is_none() => {
                last.entries = entries;
                last.asking = Some(Asking { step, widget: waiting.widget.clone(), said: None });
                return;
            }
            Record::Message(message) if message.direction == Direction::Inbound => &message.body,
            Record::Act(act) if act.kind == "heard" => {
                let said = |key: &str| act.sent.get(key).and_then(serde_json::Value::as_str);
                match said("keys").or_else(|| said("speech")) {
                    Some(said) => return last.answered(said),
                    None => return,
                }
            }
            _ => return,
        };
        last.answered(said);
    }

    /// How many entries the phone had.
    pub(super) fn entries(&self, step: u32) -> usize {
        let moment = usize::try_from(step).ok().and_then(|step| self.0.get(step));
        moment.map_or(0, |moment| moment.entries)
    }

    /// What the contact was asked then.
    pub(super) fn asking(&self, step: u32) -> Option<&Asking> {
        self.0.get(usize::try_from(step).ok()?)?.asking.as_ref()
    }

    /// The last thing that the contact was asked before a step.
    pub(super) fn asked_before(&self, step: u32) -> Option<&Asking> {
        let end = usize::try_from(step).unwrap_or(usize::MAX).min(self.0.len());
        self.0.iter().take(end).rev().find_map(|moment| moment.asking.as_ref())
    }
}

impl Moment {
    fn answered(&mut self, text: &str) {
        if let Some(asking) = &mut self.asking {
            asking.said.get_or_insert_with(|| cut(text.trim(), MAX_SAID));
        }
    }
}

/// Whether it is the contact that is waited for, and not the network.
fn is_contact(awaited: &str) -> bool {
    matches!(awaited, "reply" | "key press or speech")
}

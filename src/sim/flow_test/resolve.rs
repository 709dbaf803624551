//! Holds a test file against its flow: every widget and event that a test names has to exist, or the test would
//! silently be another one.

use super::format::{Given, Opening, Test, TestFile, Told};
use super::read::{At, Mistake, Reader};
use super::steps::{StepKind, named_widget};
use crate::sim::{Channel, Program, not_left_by};
use crate::widgets::run::Trigger;
use crate::widgets::{Events, widget_type};

impl TestFile {
    /// What does not fit the flow, in the order of the text.
    ///
    /// # Errors
    /// Where there is something.
    pub fn resolve(&self, text: &str, program: &Program) -> Result<(), Vec<Mistake>> {
        let mut reader = Reader::default();
        for test in &self.tests {
            test.resolve(&mut reader, program);
        }
        if reader.mistakes.is_empty() {
            return Ok(());
        }
        Err(Mistake::all(text, reader.mistakes))
    }
}

impl Test {
    fn resolve(&self, reader: &mut Reader, program: &Program) {
        for step in &self.steps {
            let expectations = match &step.kind {
                StepKind::Expect(expectation) => std::slice::from_ref(expectation),
                StepKind::AnyOrder(all) => all.as_slice(),
                StepKind::Do { .. } => &[],
            };
            for widget in expectations.iter().filter_map(named_widget) {
                is_widget(reader, program, widget);
            }
        }
        for (widget, given) in &self.given {
            if !is_widget(reader, program, widget) {
                continue;
            }
            match given {
                Given::Forced(all) => all.iter().for_each(|told| {
                    is_event(reader, program, widget, &told.event);
                    is_left(reader, program, widget, told);
                }),
                Given::Answers(_) | Given::Refused(_) => {}
            }
        }
        self.resolve_opening(reader, program, &self.trigger);
        for contact in &self.contacts {
            self.resolve_opening(reader, program, &contact.opening);
        }
    }

    fn resolve_opening(&self, reader: &mut Reader, program: &Program, opening: &Opening) {
        if opening.trigger.is_none() && program.connected_triggers().is_empty() {
            let offset = if opening.offset > 0 { opening.offset } else { self.name.offset };
            let message = "no event of the flow's trigger is connected, so nothing would happen; name one in \
                           `trigger`";
            reader.mistake(offset, message);
        }
        if let Some(channel) = &opening.channel
            && (channel.value == Channel::Conversation)
                != (opening.begins_by(program) == Trigger::Conversation)
        {
            let message =
                "the channel is `conversation` where a conversation begins the flow, and nowhere else";
            reader.mistake(channel.offset, message);
        }
    }
}

impl Opening {
    /// What begins it.
    pub(super) fn begins_by(&self, program: &Program) -> Trigger {
        let first = || program.connected_triggers().first().copied();
        self.trigger.or_else(first).unwrap_or(Trigger::Message)
    }
}

fn is_widget(reader: &mut Reader, program: &Program, name: &At<String>) -> bool {
    let is_there = program.widget_in_traces(&name.value).is_some();
    if !is_there {
        let names = program.names();
        reader.unknown(name.offset, "widget", &name.value, names.iter().map(String::as_str));
    }
    is_there
}

/// What a widget is told to leave has to be what it can leave, or templates would read what Studio never gives them.
fn is_left(reader: &mut Reader, program: &Program, name: &At<String>, told: &Told) {
    let (Some(widget), Some(leaves)) = (program.widget_in_traces(&name.value), &told.leaves) else { return };
    if let Some(unknown) = not_left_by(widget, &told.event.value, &leaves.value) {
        reader.mistake(leaves.offset, unknown);
    }
}

fn is_event(reader: &mut Reader, program: &Program, name: &At<String>, event: &At<String>) {
    let Some(widget) = program.widget_in_traces(&name.value) else { return };
    let in_file = widget.transitions().iter().map(|transition| &*transition.event);
    let known: Vec<&str> = match widget.kind().and_then(widget_type).map(|kind| kind.events) {
        Some(Events::Known(events)) => in_file.chain(events.iter().map(|event| event.event)).collect(),
        // Of a type that nobody knows any event may be right.
        Some(Events::Open) | None => return,
    };
    if !known.contains(&event.value.as_str()) {
        let mut events = known;
        events.sort_unstable();
        events.dedup();
        let noun = format!("event of `{}` called", name.value);
        reader.unknown(event.offset, &noun, &event.value, events);
    }
}

//! What a run keeps so that it can be forked and made a test of: everything that was put into it and that it told.
//!
//! Both grow without an end where a flow goes round or a contact writes without end, so there is a bound on them.

use crate::sim::debug::Logged;
use crate::sim::trace::Record;
use crate::sim::{Input, weight};
use crate::widgets::run::Answer;

/// One run keeps so much.
const MAX_BYTES: usize = 32 << 20;

/// What a run keeps.
#[derive(Default)]
pub(super) struct Kept {
    inputs: Vec<Logged>,
    records: Vec<Record>,
    bytes: usize,
    is_dropped: bool,
}

impl Kept {
    pub(super) fn inputs(&self) -> &[Logged] {
        &self.inputs
    }

    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }

    /// About how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether it was too much.
    pub(super) fn is_dropped(&self) -> bool {
        self.is_dropped
    }

    /// Whether there is more than one run may keep.
    pub(super) fn is_too_much(&self) -> bool {
        self.bytes > MAX_BYTES
    }

    /// Drops all of it, for good: half a run can neither be repeated nor tested.
    pub(super) fn drop_all(&mut self) {
        (self.inputs, self.records) = (Vec::new(), Vec::new());
        self.bytes = 0;
        self.is_dropped = true;
    }

    pub(super) fn input(&mut self, logged: Logged) {
        if !self.is_dropped {
            self.bytes += size_of::<Logged>() + weight_of_input(&logged.input);
            self.inputs.push(logged);
        }
    }

    pub(super) fn record(&mut self, record: Record) {
        if !self.is_dropped {
            self.bytes += size_of::<Record>() + weight_of_record(&record);
            self.records.push(record);
        }
    }
}

fn weight_of_input(input: &Input) -> usize {
    match input {
        Input::Message(inbound) | Input::Arrival { inbound, .. } => {
            inbound.body.len() + texts(&inbound.media)
        }
        Input::Press(text) | Input::Speak(text) => text.len(),
        Input::Answer { answer, .. } => match answer {
            Answer::Response(response) => response.body.len() + response.json.as_ref().map_or(0, weight),
            Answer::Unreachable(reason) | Answer::Withheld(reason) => reason.len(),
            Answer::Done(done) => done.event.len() + done.result.values().map(weight).sum::<usize>(),
        },
        Input::SetVariable { value, .. } => weight(value),
        Input::HangUp | Input::Delivery { .. } | Input::Clock { .. } | Input::Force { .. } | Input::Stop => 0,
    }
}

fn weight_of_record(record: &Record) -> usize {
    match record {
        Record::Started(started) => weight(&started.context),
        Record::Ended(ended) => weight(&ended.context),
        Record::Message(message) => message.body.len() + texts(&message.media),
        Record::Act(act) => {
            let result = act.result.iter().flat_map(|result| result.values());
            act.sent.values().chain(result).map(weight).sum()
        }
        Record::Step(step) => step.why.as_ref().map_or(0, String::len),
        Record::Status(_) | Record::Waiting(_) | Record::Warning(_) | Record::Assumption(_) => 0,
    }
}

fn texts(texts: &[String]) -> usize {
    texts.iter().map(|text| size_of::<String>() + text.len()).sum()
}

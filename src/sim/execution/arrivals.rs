//! What reaches an execution from outside: messages, keys and words of the contact, a hang-up, news of messages.

use serde_json::{Map, Value};

use super::{Awaited, Emitted, Execution, HANG_UP, Inbound, Leave, Outcome, Resume, State, Visit};
use crate::sim::trace::{self, Last, Reason, Record};

impl Execution {
    pub(super) fn receive(
        &mut self,
        inbound: &Inbound,
        parameters: Map<String, Value>,
        out: &mut Vec<Emitted>,
    ) {
        self.inbound_count = self.inbound_count.saturating_add(1);
        let widget = self.current_title();
        out.push(Emitted::Record(Record::Message(trace::Message {
            direction: trace::Direction::Inbound,
            widget: widget.clone(),
            from: self.start.contact_address(),
            to: self.start.own_address(),
            body: inbound.body.clone(),
            media: inbound.media.clone(),
            status: None,
            sid: None,
            error: None,
            at: self.clock_secs,
        })));
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Waiting { visit, .. } if self.awaits(&visit, Awaited::Message) => {
                self.resume(visit, &Resume::Inbound(parameters), out);
            }
            state => {
                self.state = state;
                let message = format!("{widget} does not wait for a message of the contact; it was ignored");
                self.warn(Some(81002), Some(widget), message, out);
            }
        }
    }

    /// Keys or speech on a call.
    pub(super) fn hear(&mut self, what: &str, heard: &str, with: Resume, out: &mut Vec<Emitted>) {
        let widget = self.current_title();
        let sent = std::iter::once((what.to_owned(), Value::from(heard))).collect();
        let kind = "heard".to_owned();
        out.push(Emitted::Record(Record::Act(trace::Act {
            kind,
            widget: widget.clone(),
            sent,
            result: None,
            at: self.clock_secs,
        })));
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Waiting { visit, .. } if self.on_call && self.awaits(&visit, Awaited::Voice) => {
                self.resume(visit, &with, out);
            }
            state => {
                self.state = state;
                let message = format!("{widget} does not wait for {what}; they were ignored");
                self.warn(Some(81002), Some(widget), message, out);
            }
        }
    }

    /// The contact hangs up: the widget is left by its event for that, or the execution ends.
    pub(super) fn hang_up(&mut self, out: &mut Vec<Emitted>) {
        if !self.on_call {
            let message = "there is no call to hang up".to_owned();
            return self.warn(Some(81002), Some(self.current_title()), message, out);
        }
        self.on_call = false;
        let title = self.current_title();
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Performing { visit, effect, id } => {
                if self.has_hang_up(&visit) {
                    self.run(visit, Outcome::Leave(Leave::by(HANG_UP)), out);
                } else {
                    let widget = self.title(visit.node);
                    let message = format!("the contact hung up while {widget} was running");
                    self.warn(Some(81002), Some(widget), message, out);
                    self.state = State::Performing { visit, effect, id };
                }
            }
            State::Waiting { visit, .. } if self.has_hang_up(&visit) => {
                self.run(visit, Outcome::Leave(Leave::by(HANG_UP)), out);
            }
            State::Waiting { visit, .. } if self.awaits(&visit, Awaited::Voice) => {
                let last = Last { widget: self.title(visit.node), event: None };
                self.end(Reason::HungUp, Some(last), out);
            }
            state => {
                let widget = title;
                self.state = state;
                let message = format!("{widget} does not wait for a call, so it goes on after the hang-up");
                self.warn(Some(81002), Some(widget), message, out);
            }
        }
    }

    pub(super) fn deliver(&mut self, sid: String, status: String, code: Option<u32>, out: &mut Vec<Emitted>) {
        let has_failed = matches!(&*status, "failed" | "undelivered");
        let has_arrived = matches!(&*status, "delivered" | "read");
        out.push(Emitted::Record(Record::Status(trace::Status {
            sid: sid.clone(),
            status,
            code,
            at: self.clock_secs,
        })));
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Waiting { visit, .. }
                if has_failed
                    && visit.sent_sid.as_deref() == Some(&*sid)
                    && self.awaits(&visit, Awaited::Delivery) =>
            {
                // 30008 is Twilio's own code for a failure without a known reason.
                self.resume(visit, &Resume::DeliveryFailed { code: code.unwrap_or(30008) }, out);
            }
            State::Waiting { visit, .. }
                if has_arrived
                    && visit.sent_sid.as_deref() == Some(&*sid)
                    && self.awaits(&visit, Awaited::Arrival) =>
            {
                self.resume(visit, &Resume::Delivered, out);
            }
            state => self.state = state,
        }
    }

    /// Whether the type of a widget has an event for a hang-up.
    fn has_hang_up(&self, visit: &Visit) -> bool {
        let kind = self.program.node(visit.node).and_then(|node| node.kind);
        kind.is_some_and(|kind| kind.event(HANG_UP).is_some())
    }
}

//! What was decided beside a flow for its widgets, made ready for a run of it.
//!
//! It knows no file: answers come in as the side file holds them, and are held against the flow. What was decided for a
//! widget that is gone is left out in silence, as it waits for an undo; what does not fit a widget that is there is
//! told.

use super::{Forced, Program, Start, has_event, not_left_by};
use crate::flow::Widget;
use crate::flow::side::{Answers, HttpAnswer};
use crate::sim::world::{Outside, Stub, is_host};
use crate::widgets::widget_type;

/// Answers that fit a flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prepared {
    /// How widgets end, by their names in traces.
    pub forced: Vec<Forced>,
    /// Widgets that end as usual without anybody being asked, by their names in traces.
    pub usual: Vec<String>,
    /// What servers answer widgets, by their names in traces: in order, the last repeats.
    pub stubs: Vec<(String, Vec<Stub>)>,
    /// Hosts that requests may go to.
    pub hosts: Vec<String>,
    /// The texts of content templates, by SID.
    pub contents: Vec<(String, String)>,
    /// What was left out, each as a sentence.
    pub unfit: Vec<String>,
}

impl From<&HttpAnswer> for Stub {
    fn from(answer: &HttpAnswer) -> Self {
        Self { status: answer.status, body: answer.body.clone(), content_type: answer.content_type.clone() }
    }
}

impl Prepared {
    /// What of these answers fits a flow.
    pub fn of(answers: &Answers, program: &Program) -> Self {
        let mut prepared = Self { contents: answers.contents.clone(), ..Self::default() };
        for (name, outcome) in &answers.outcomes {
            for (widget, found) in program.widgets_named(name) {
                let (event, leaves) = (&outcome.event, &outcome.leaves);
                if outcome.is_usual {
                    prepared.usual.push(widget);
                    continue;
                }
                if !has_event(found, event) {
                    prepared.unfit.push(format!("the widget `{widget}` has no event `{event}`"));
                } else if let Some(unknown) =
                    leaves.as_ref().and_then(|leaves| not_left_by(found, event, leaves))
                {
                    prepared.unfit.push(format!("the widget `{widget}`: {unknown}"));
                } else {
                    let (event, leaves) = (event.clone(), leaves.clone());
                    prepared.forced.push(Forced { widget, event, leaves });
                }
            }
        }
        for (name, told) in &answers.http {
            for (widget, found) in program.widgets_named(name) {
                if asks(found) {
                    prepared.stubs.push((widget, told.iter().map(Stub::from).collect()));
                } else {
                    prepared.unfit.push(format!("the widget `{widget}` asks no server"));
                }
            }
        }
        for host in &answers.hosts {
            if is_host(host) {
                prepared.hosts.push(host.clone());
            } else {
                prepared.unfit.push(format!("`{host}` is no host"));
            }
        }
        prepared
    }

    /// Leaves out what was decided for widgets for which something else counts.
    pub fn forget(&mut self, is_decided: impl Fn(&str) -> bool) {
        self.forced.retain(|forced| !is_decided(&forced.widget));
        self.stubs.retain(|(widget, _)| !is_decided(widget));
        self.usual.retain(|widget| !is_decided(widget));
    }

    /// Leaves out what cannot count in the real world: nothing that was not done counts as done there. Gives a sentence
    /// for each widget whose outcome is left out.
    pub fn keep_what_is_real(&mut self) -> Vec<String> {
        let told = |forced: Forced| {
            format!("the outcome `{}` of `{}` does not count in the live world", forced.event, forced.widget)
        };
        // Where the usual end is no real one either, the run asks or fails as it does without an answer.
        self.usual.clear();
        self.forced.drain(..).map(told).collect()
    }

    /// Puts it under what a run was given: answers and hosts that were given count first.
    pub fn apply(&self, start: &mut Start, outside: &mut Outside) {
        start.forced.extend(self.forced.iter().cloned());
        for (widget, stubs) in &self.stubs {
            stubs.iter().for_each(|stub| outside.stub_beside(widget, stub));
        }
        self.usual.iter().for_each(|widget| outside.take_the_usual(widget));
        for host in &self.hosts {
            outside.allow_host_beside(host);
        }
    }

    /// All of it in a line, such as `lookup (http), queue (assigned)`; `None` where there is nothing.
    pub fn told(&self) -> Option<String> {
        let stubs = self.stubs.iter().map(|(widget, _)| format!("{widget} (http)"));
        let forced = self.forced.iter().map(|forced| format!("{} ({})", forced.widget, forced.event));
        let usual = self.usual.iter().map(|widget| format!("{widget} (as usual)"));
        let hosts = self.hosts.iter().map(|host| format!("requests to {host} go out"));
        let contents = self.contents.iter().map(|(sid, _)| format!("{sid} (text)"));
        let all: Vec<String> = stubs.chain(forced).chain(usual).chain(hosts).chain(contents).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

/// Whether a widget asks a server beyond Twilio's API.
pub fn asks(widget: &Widget) -> bool {
    widget.kind().and_then(widget_type).is_some_and(|kind| kind.asks)
}

//! The variables of an execution as they were at each of its steps, kept as what each step changed.
//!
//! A step keeps what it replaced, so that going back puts that in again. Nothing is copied while the execution runs.

use serde_json::Value;

use super::context::Context;
use super::trace::Record;

/// What a change of the variables replaced.
#[derive(Clone, Debug, PartialEq)]
pub enum Replaced {
    /// A variable of the flow by key, and its value before, if it had one.
    Variable(String, Option<Value>),
    /// What was under `widgets.NAME`.
    Widget(String, Option<Value>),
    /// `flow.channel`.
    Channel(Option<Value>),
    /// All variables: a subflow began or ended, which has variables of its own.
    All(Context),
}

/// The variables at each step of an execution.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// For each step, in the order in which it was done.
    steps: Vec<Vec<Replaced>>,
    /// What the end replaced.
    end: Vec<Replaced>,
}

impl History {
    /// Takes what a record replaced: only steps and the end change anything.
    pub fn take(&mut self, record: &mut Record) {
        match record {
            Record::Step(step) => self.steps.push(std::mem::take(&mut step.replaced)),
            Record::Ended(ended) => self.end = std::mem::take(&mut ended.replaced),
            _ => {}
        }
    }

    /// How many steps were taken.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether no step was taken yet.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// What a step replaced; the first step is number 0.
    pub fn replaced(&self, step: usize) -> &[Replaced] {
        self.steps.get(step).map(Vec::as_slice).unwrap_or_default()
    }

    /// The variables as they were after so many steps, from those that count `now`, after all of them.
    pub fn after(&self, steps: usize, now: &Context) -> Context {
        let mut context = now.clone();
        let mut put_back = |replaced: &Vec<Replaced>| {
            replaced.iter().rev().for_each(|replaced| context.put_back(replaced));
        };
        if steps < self.len() || !self.end.is_empty() {
            put_back(&self.end);
        }
        self.steps.iter().skip(steps).rev().for_each(put_back);
        context
    }
}

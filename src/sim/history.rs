//! The variables of an execution as they were at each of its steps, kept as what each step changed.
//!
//! A step keeps what it replaced, so that going back puts that in again. Of what a step does not touch nothing is copied.

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

/// What a record replaced: beside the trace, no part of its lines nor of what makes two of them the same.
#[derive(Clone, Debug, Default)]
pub struct Beside(pub(super) Vec<Replaced>);

impl PartialEq for Beside {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The variables at each step of an execution.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// For each step, in the order in which it was done.
    steps: Vec<Box<[Kept]>>,
    /// What the end replaced.
    end: Box<[Kept]>,
    /// About how much memory that takes.
    bytes: usize,
    /// Before this step nothing is known any more.
    known_from: usize,
}

/// Something that was replaced, small: a tree of values takes several times the memory of its text.
#[derive(Clone, Debug)]
enum Kept {
    /// The text of what was under `widgets.NAME`.
    Widget(Box<str>, Box<str>),
    /// Anything else.
    Whole(Box<Replaced>),
}

impl Kept {
    fn of(replaced: Replaced) -> Self {
        match replaced {
            Replaced::Widget(name, Some(value)) if is_exact_as_text(&value) => {
                Self::Widget(name.into(), value.to_string().into())
            }
            other => Self::Whole(Box::new(other)),
        }
    }

    /// About how much memory it takes. What a subflow replaced is shared with what is there now.
    fn bytes(&self) -> usize {
        let value = match self {
            Self::Widget(name, text) => return name.len() + text.len(),
            Self::Whole(replaced) => match &**replaced {
                Replaced::Variable(_, value) | Replaced::Widget(_, value) | Replaced::Channel(value) => value,
                Replaced::All(_) => &None,
            },
        };
        size_of::<Replaced>() + value.as_ref().map_or(0, weight)
    }

    fn put_back(&self, context: &mut Context) {
        match self {
            Self::Widget(name, text) => {
                let value = serde_json::from_str(text).ok();
                context.put_back(&Replaced::Widget(name.to_string(), value));
            }
            Self::Whole(replaced) => context.put_back(replaced),
        }
    }

    /// What it names: the path of the variable; `None` for all variables at once.
    fn path(&self) -> Option<String> {
        Some(match self {
            Self::Widget(name, _) => format!("widgets.{name}"),
            Self::Whole(replaced) => match &**replaced {
                Replaced::Widget(name, _) => format!("widgets.{name}"),
                Replaced::Variable(key, _) => format!("flow.variables.{key}"),
                Replaced::Channel(_) => "flow.channel".to_owned(),
                Replaced::All(_) => return None,
            },
        })
    }
}

/// Whether a value read from its own text is the same: the last digits of a fraction may not be.
fn is_exact_as_text(value: &Value) -> bool {
    match value {
        Value::Number(number) => !number.is_f64(),
        Value::Array(items) => items.iter().all(is_exact_as_text),
        Value::Object(members) => members.values().all(is_exact_as_text),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// About how much memory a value takes.
pub fn weight(value: &Value) -> usize {
    let inside = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => members.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + inside
}

impl History {
    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Forgets what the steps so far replaced: there is no way back behind them from here on.
    pub fn forget(&mut self) {
        self.known_from = self.steps.len();
        self.steps.iter_mut().for_each(|kept| *kept = Box::default());
        self.bytes = 0;
    }

    /// Whether the variables after so many steps can be told.
    pub fn knows(&self, steps: usize) -> bool {
        steps >= self.known_from
    }

    /// Takes what a record replaced: only steps and the end change anything.
    pub fn take(&mut self, record: &mut Record) {
        match record {
            Record::Step(step) => {
                let replaced = std::mem::take(&mut step.replaced.0);
                let kept: Box<[Kept]> = replaced.into_iter().map(Kept::of).collect();
                self.bytes += kept.iter().map(Kept::bytes).sum::<usize>();
                self.steps.push(kept);
            }
            Record::Ended(ended) => {
                let replaced = std::mem::take(&mut ended.replaced.0);
                self.end = replaced.into_iter().map(Kept::of).collect();
            }
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

    /// The paths of the variables that a step changed; the first step is number 0.
    pub fn changed(&self, step: usize) -> Vec<String> {
        self.steps.get(step).into_iter().flatten().filter_map(Kept::path).collect()
    }

    /// Shows the variables as they were after each step, the last one first, from those that count `now`, after all of
    /// them: each step is gone back once, however many there are.
    pub fn backwards(&self, now: &Context, mut show: impl FnMut(usize, &Context)) {
        let mut context = now.clone();
        self.end.iter().rev().for_each(|kept| kept.put_back(&mut context));
        for (index, kept) in self.steps.iter().enumerate().rev() {
            show(index, &context);
            kept.iter().rev().for_each(|kept| kept.put_back(&mut context));
        }
    }

    /// The variables as they were after so many steps, which [`History::knows`], from those that count `now`, after all of them.
    pub fn after(&self, steps: usize, now: &Context) -> Context {
        let mut context = now.clone();
        let mut put_back = |kept: &[Kept]| kept.iter().rev().for_each(|kept| kept.put_back(&mut context));
        put_back(&self.end);
        self.steps.iter().skip(steps).rev().for_each(|kept| put_back(kept));
        context
    }
}

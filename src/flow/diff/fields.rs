//! What differs between two JSON values, by path.

use serde_json::Value;

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Where: keys apart by dots, places in lists in brackets, counted from 1: `transitions[2].conditions[1].value`.
    pub path: String,
    /// The same place as a JSON pointer: into the later version, or into the earlier one where it is gone.
    pub pointer: String,
    /// What was there; `None`: nothing.
    pub before: Option<Value>,
    /// What is there; `None`: nothing.
    pub after: Option<Value>,
}

/// A place in a value, in both spellings.
#[derive(Default)]
pub(super) struct Place {
    path: String,
    pointer: String,
}

impl Place {
    /// An item of a list that stands at a key.
    pub(super) fn item(key: &str, index: usize) -> Self {
        Self { path: format!("{key}[{}]", index + 1), pointer: format!("/{key}/{index}") }
    }

    fn with_key<T>(&mut self, key: &str, within: impl FnOnce(&mut Self) -> T) -> T {
        let ends = (self.path.len(), self.pointer.len());
        if ends.0 > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        self.pointer.push('/');
        self.pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        let result = within(self);
        self.path.truncate(ends.0);
        self.pointer.truncate(ends.1);
        result
    }

    fn with_index<T>(&mut self, index: usize, within: impl FnOnce(&mut Self) -> T) -> T {
        let ends = (self.path.len(), self.pointer.len());
        self.path.push_str(&format!("[{}]", index + 1));
        self.pointer.push_str(&format!("/{index}"));
        let result = within(self);
        self.path.truncate(ends.0);
        self.pointer.truncate(ends.1);
        result
    }

    /// A change here.
    pub(super) fn change(&self, before: Option<Value>, after: Option<Value>) -> FieldChange {
        FieldChange { path: self.path.clone(), pointer: self.pointer.clone(), before, after }
    }
}

/// All that differs, in the order of the earlier value, then what is new.
pub(super) fn between(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    walk(&mut Place::default(), Some(before), Some(after), &mut changes);
    changes
}

/// All that differs below a place.
pub(super) fn walk(
    place: &mut Place,
    before: Option<&Value>,
    after: Option<&Value>,
    changes: &mut Vec<FieldChange>,
) {
    match (before, after) {
        (None, None) => {}
        (Some(one), Some(two)) if is_same(one, two) => {}
        (Some(Value::Object(one)), Some(Value::Object(two))) => {
            let added = two.keys().filter(|key| !one.contains_key(*key));
            for key in one.keys().chain(added) {
                place.with_key(key, |place| walk(place, one.get(key), two.get(key), changes));
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(two))) => lists(place, one, two, changes),
        (one, two) => changes.push(place.change(one.cloned(), two.cloned())),
    }
}

/// Items that both lists begin or end with are the same ones, so that an item put in between is one change.
fn lists(place: &mut Place, one: &[Value], two: &[Value], changes: &mut Vec<FieldChange>) {
    let same = |(one, two): &(&Value, &Value)| is_same(one, two);
    let begin = one.iter().zip(two).take_while(same).count();
    let (one, two) = (one.get(begin..).unwrap_or_default(), two.get(begin..).unwrap_or_default());
    let end = one.iter().rev().zip(two.iter().rev()).take_while(same).count();
    let one = one.get(..one.len() - end).unwrap_or_default();
    let two = two.get(..two.len() - end).unwrap_or_default();
    for index in 0..one.len().max(two.len()) {
        place.with_index(begin + index, |place| walk(place, one.get(index), two.get(index), changes));
    }
}

/// Whether two values mean the same: the spelling of a number and the order of keys mean nothing.
fn is_same(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => {
            one == two || one.as_f64() == two.as_f64() && fits(one) && fits(two)
        }
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| is_same(one, two))
        }
        (Value::Object(one), Value::Object(two)) => {
            one.len() == two.len()
                && one.iter().all(|(key, one)| two.get(key).is_some_and(|two| is_same(one, two)))
        }
        _ => one == two,
    }
}

/// Whether a number is told by its floating point value: beyond 53 bits two integers may share one.
fn fits(number: &serde_json::Number) -> bool {
    number.as_f64().is_some_and(|value| value.abs() < 9.0e15)
}

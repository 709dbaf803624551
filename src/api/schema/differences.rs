//! Where a value is not what its schema says.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Additional, Id, Schema, Shape, Types, form_problem};

/// So many differences are told at most.
const MAX_FOUND: usize = 200;
/// So many pairs of schema and value are looked at: choices in choices would otherwise take for ever.
const MAX_STEPS: u32 = 200_000;
/// So many for a value that is only suggested.
const SOON: u32 = 2_000;
/// Deeper than any value that was read.
const MAX_DEPTH: u32 = 160;

/// What is told of a property that is not there.
pub const MISSING: &str = "it is missing";

/// How bad a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Documents are often wrong about it: `null` where none is allowed, formats, properties that are not named.
    Note,
    /// It is not what the schema says.
    Error,
}

/// One place where a value is not what its schema says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where in the value, as a JSON pointer; empty for all of it.
    pub path: String,
    /// What the schema says, in words; back quotes mark code.
    pub expected: String,
    /// What is there, in words; back quotes mark code.
    pub came: String,
    /// How bad it is.
    pub weight: Weight,
}

impl Difference {
    /// Whether it is more than a note.
    pub fn is_error(&self) -> bool {
        self.weight == Weight::Error
    }
}

/// Which way a value goes. What is only in answers has to be in no request, and the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It is sent.
    Sent,
    /// It came.
    Came,
}

/// Where `value` is not what `schema` says, in the value's order. At most 200 places are told.
pub fn differences(schema: &Schema, value: &Value) -> Vec<Difference> {
    differences_of(schema, value, None)
}

/// As [`differences`], of a value that goes one way.
pub fn differences_of(schema: &Schema, value: &Value, direction: Option<Direction>) -> Vec<Difference> {
    found(schema, value, direction, MAX_STEPS)
}

/// Whether a value that is made up fits, as far as that shows soon: an import asks it very often.
pub(in crate::api) fn fits(schema: &Schema, value: &Value) -> bool {
    !found(schema, value, None, SOON).iter().any(Difference::is_error)
}

fn found(schema: &Schema, value: &Value, direction: Option<Direction>, max_steps: u32) -> Vec<Difference> {
    let mut walk = Walk {
        found: Vec::new(),
        path: Vec::new(),
        steps: 0,
        max_steps,
        is_part: false,
        direction,
        seen: HashSet::new(),
    };
    walk.look(schema, value, 0);
    walk.found
}

/// A step of the path. It is put into words only for what is told.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

struct Walk<'a> {
    found: Vec<Difference>,
    path: Vec<Step<'a>>,
    steps: u32,
    max_steps: u32,
    /// What is looked at is one of several schemas for the same value, so that what it does not name the others may.
    is_part: bool,
    direction: Option<Direction>,
    /// The schemas of `allOf` that were held against a value already: schemas may hold each other.
    seen: HashSet<(Id, usize)>,
}

impl<'a> Walk<'a> {
    fn tell(&mut self, weight: Weight, expected: impl Into<String>, came: impl Into<String>) {
        if self.found.len() >= MAX_FOUND {
            return;
        }
        let mut path = String::new();
        for step in &self.path {
            path.push('/');
            match step {
                Step::Key(key) => path.push_str(&key.replace('~', "~0").replace('/', "~1")),
                Step::Index(index) => path.push_str(&index.to_string()),
            }
        }
        self.found.push(Difference { path, expected: expected.into(), came: came.into(), weight });
    }

    fn within(&mut self, step: Step<'a>, schema: &Schema, value: &'a Value, depth: u32) {
        let is_part = std::mem::take(&mut self.is_part);
        self.path.push(step);
        self.look(schema, value, depth + 1);
        self.path.pop();
        self.is_part = is_part;
    }

    fn look(&mut self, schema: &Schema, value: &'a Value, depth: u32) {
        self.steps += 1;
        if self.steps > self.max_steps || depth > MAX_DEPTH || self.found.len() >= MAX_FOUND {
            return;
        }
        let shape = schema.shape();
        let is = Types::of(value);
        if !shape.types.allows(is) {
            // A document that does not say that something may be null says so mostly by mistake.
            let weight = if value.is_null() { Weight::Note } else { Weight::Error };
            self.tell(weight, shape.types.words(), came(value));
            return;
        }
        if value.is_null() && shape.types.allows(Types::NULL) && !shape.types.is_any() {
            return;
        }
        if !shape.choices.is_empty() && !shape.choices.contains(value) {
            let choices = shape.choices.iter().take(12).map(|choice| format!("`{}`", super::text_of(choice)));
            let weight = if value.is_null() { Weight::Note } else { Weight::Error };
            self.tell(weight, choices.collect::<Vec<_>>().join(" or "), came(value));
        }
        if let Some(problem) = shape.format.as_deref().and_then(|format| form_problem(format, value)) {
            self.tell(Weight::Note, problem, came(value));
        }
        self.limits(shape, value);
        match value {
            Value::Object(object) => self.object(schema, shape, object, depth),
            Value::Array(items) => self.array(schema, shape, items, depth),
            _ => {}
        }
        let is_part = std::mem::replace(&mut self.is_part, true);
        self.choices(schema, shape, value, depth);
        self.is_part = is_part;
    }

    fn choices(&mut self, schema: &Schema, shape: &Shape, value: &'a Value, depth: u32) {
        for id in &shape.all_of {
            self.steps += 1;
            if self.steps > self.max_steps {
                return;
            }
            if !self.seen.insert((*id, std::ptr::from_ref(value).addr())) {
                continue;
            }
            self.look(&schema.part(*id), value, depth + 1);
        }
        for (parts, is_one) in [(&shape.one_of, true), (&shape.any_of, false)] {
            if parts.is_empty() {
                continue;
            }
            let mut nearest: Option<Vec<Difference>> = None;
            let mut fitting = 0;
            for id in parts {
                let found = self.apart(&schema.part(*id), value, depth);
                if found.iter().any(Difference::is_error) {
                    if nearest.as_ref().is_none_or(|nearest| found.len() < nearest.len()) {
                        nearest = Some(found);
                    }
                } else {
                    fitting += 1;
                }
            }
            if fitting == 0 {
                // What comes nearest says best what is wrong.
                self.found.extend(nearest.unwrap_or_default());
                self.found.truncate(MAX_FOUND);
            } else if fitting > 1 && is_one {
                let expected = "exactly one of several schemas";
                self.tell(Weight::Note, expected, format!("{fitting} of them fit"));
            }
        }
        if let Some(not) = shape.not
            && self.steps < self.max_steps
            && !self.apart(&schema.part(not), value, depth).iter().any(Difference::is_error)
        {
            self.tell(Weight::Error, "something else", came(value));
        }
    }

    /// What another schema says of the same value, told to nobody.
    fn apart(&mut self, schema: &Schema, value: &'a Value, depth: u32) -> Vec<Difference> {
        let before = std::mem::take(&mut self.found);
        let seen = std::mem::take(&mut self.seen);
        self.look(schema, value, depth + 1);
        self.seen = seen;
        std::mem::replace(&mut self.found, before)
    }

    fn object(&mut self, schema: &Schema, shape: &Shape, object: &'a Map<String, Value>, depth: u32) {
        for name in shape.required.iter().filter(|name| !object.contains_key(&***name)) {
            let is_elsewhere = self.direction.is_some_and(|direction| {
                schema.property(name).is_some_and(|property| match direction {
                    Direction::Sent => property.shape().is_read_only,
                    Direction::Came => property.shape().is_write_only,
                })
            });
            if !is_elsewhere {
                self.tell(Weight::Error, format!("a property `{name}`"), MISSING);
            }
        }
        let known = |key: &str| shape.properties.iter().find(|(name, _)| **name == *key).map(|(_, id)| *id);
        // Many properties are looked up in a table, few are faster one by one.
        let table: Option<std::collections::HashMap<&str, Id>> = (shape.properties.len() > 16)
            .then(|| shape.properties.iter().map(|(name, id)| (&**name, *id)).collect());
        for (key, value) in object {
            let id = match &table {
                Some(table) => table.get(key.as_str()).copied(),
                None => known(key),
            };
            match (id, shape.additional) {
                (Some(id), _) | (None, Additional::Of(id)) => {
                    self.within(Step::Key(key), &schema.part(id), value, depth);
                }
                (None, Additional::None) => {
                    self.path.push(Step::Key(key));
                    self.tell(Weight::Error, "no such property", came(value));
                    self.path.pop();
                }
                (None, Additional::Unsaid)
                    if !self.is_part && !shape.properties.is_empty() && shape.is_whole() =>
                {
                    self.path.push(Step::Key(key));
                    self.tell(Weight::Note, "no such property is named", came(value));
                    self.path.pop();
                }
                (None, _) => {}
            }
        }
    }

    fn array(&mut self, schema: &Schema, shape: &Shape, items: &'a [Value], depth: u32) {
        for (index, item) in items.iter().enumerate() {
            if let Some(id) = shape.first_items.get(index).copied().or(shape.items) {
                self.within(Step::Index(index), &schema.part(id), item, depth);
            }
        }
    }

    fn limits(&mut self, shape: &Shape, value: &Value) {
        let Some(limits) = &shape.limits else { return };
        let mut wrong: Vec<(String, String)> = Vec::new();
        match value {
            Value::Number(number) => {
                let Some(number) = number.as_f64() else { return };
                let mut say = |is_wrong: bool, word: &str, limit: Option<f64>| {
                    if let Some(limit) = limit.filter(|_| is_wrong) {
                        wrong.push((format!("{word} {limit}"), format!("`{number}`")));
                    }
                };
                say(limits.minimum.is_some_and(|limit| number < limit), "at least", limits.minimum);
                say(limits.above.is_some_and(|limit| number <= limit), "more than", limits.above);
                say(limits.maximum.is_some_and(|limit| number > limit), "at most", limits.maximum);
                say(limits.below.is_some_and(|limit| number >= limit), "less than", limits.below);
                let part = limits.multiple_of.filter(|part| *part > 0.0).map(|part| number / part);
                let is_part = part.is_none_or(|part| (part - part.round()).abs() < 1e-9);
                say(!is_part, "a multiple of", limits.multiple_of);
            }
            Value::String(text) => {
                if limits.min_length.is_some() || limits.max_length.is_some() {
                    let count = text.chars().count();
                    counted(&mut wrong, count, (limits.min_length, limits.max_length), "characters");
                }
                if let Some(pattern) = &limits.pattern
                    && pattern.matches(text) == Some(false)
                {
                    wrong.push((format!("a text that matches `{}`", pattern.text()), came(value)));
                }
            }
            Value::Array(items) => {
                counted(&mut wrong, items.len(), (limits.min_items, limits.max_items), "items");
                if limits.unique_items && items.len() <= 10_000 {
                    let mut seen = HashSet::new();
                    if !items.iter().all(|item| seen.insert(item.to_string())) {
                        wrong.push(("no item twice".to_owned(), "one is there twice".to_owned()));
                    }
                }
            }
            Value::Object(object) => {
                let range = (limits.min_properties, limits.max_properties);
                counted(&mut wrong, object.len(), range, "properties");
            }
            Value::Null | Value::Bool(_) => {}
        }
        for (expected, came) in wrong {
            self.tell(Weight::Error, expected, came);
        }
    }
}

fn counted(
    wrong: &mut Vec<(String, String)>,
    count: usize,
    (least, most): (Option<usize>, Option<usize>),
    what: &str,
) {
    if let Some(least) = least.filter(|least| count < *least) {
        wrong.push((format!("at least {least} {what}"), count.to_string()));
    }
    if let Some(most) = most.filter(|most| count > *most) {
        wrong.push((format!("at most {most} {what}"), count.to_string()));
    }
}

/// A value in a few words.
fn came(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(object) => format!("an object of {}", object.len()),
        Value::String(text) => {
            let mut short: String =
                text.chars().take(40).map(|char| if char == '`' { '\'' } else { char }).collect();
            if text.chars().nth(40).is_some() {
                short.push('…');
            }
            format!("the text `{short}`")
        }
        other => format!("`{other}`"),
    }
}

//! What a document says a value has to be: a compact form of JSON Schema.
//!
//! All schemas of a document lie in one store, and each names its parts by their numbers there, so that schemas may
//! hold themselves and nothing is there twice. Whoever walks them bounds the way by the value or by fuel.

mod changes;
mod differences;
mod forms;
mod pattern;
mod sample;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

pub use changes::changes;
pub(in crate::api) use differences::fits;
pub use differences::{Difference, Direction, MISSING, Weight, differences, differences_of};
pub(in crate::api) use forms::form_problem;
pub use pattern::Pattern;
pub(in crate::api) use sample::{filler, of_format};
pub use sample::{made_up, text_of};

/// A schema of a document. Cheap to clone.
#[derive(Clone)]
pub struct Schema {
    store: Arc<OnceLock<Vec<Shape>>>,
    id: Id,
}

/// The number of a schema in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub(in crate::api) u32);

/// What a schema says.
#[derive(Debug, Default)]
pub struct Shape {
    /// What its values may be; nothing said allows all.
    pub types: Types,
    /// What kind of text or number: `date-time`, `int64`.
    pub format: Option<Box<str>>,
    /// Its name.
    pub title: Option<Box<str>>,
    /// What it is for.
    pub description: Option<Box<str>>,
    /// The values that there are, where they are listed.
    pub choices: Vec<Value>,
    /// What is taken where nothing is sent.
    pub default: Option<Box<Value>>,
    /// What a value may look like.
    pub example: Option<Box<Value>>,
    /// How long, large or many.
    pub limits: Option<Box<Limits>>,
    /// The named properties of an object.
    pub properties: Vec<(Box<str>, Id)>,
    /// The properties that have to be there.
    pub required: Vec<Box<str>>,
    /// What other properties may be there.
    pub additional: Additional,
    /// The items of an array.
    pub items: Option<Id>,
    /// The first items of an array, each for itself.
    pub first_items: Vec<Id>,
    /// All of these have to fit.
    pub all_of: Vec<Id>,
    /// Exactly one of these has to fit.
    pub one_of: Vec<Id>,
    /// At least one of these has to fit.
    pub any_of: Vec<Id>,
    /// This must not fit.
    pub not: Option<Id>,
    /// It is only in answers.
    pub is_read_only: bool,
    /// It is only in requests.
    pub is_write_only: bool,
    /// It is on its way out.
    pub is_deprecated: bool,
    /// Why nothing is known of it: a reference that leads nowhere, or it stands too deep.
    pub cut: Option<Box<str>>,
    /// What was found out of it before.
    pub(in crate::api) known: Known,
}

/// What is found out of a schema once, however many operations and fields ask: schemas that hold each other would
/// otherwise be walked again for each.
#[derive(Debug, Default)]
pub(in crate::api) struct Known {
    /// It and all of its `allOf`, in the order in which they are asked.
    line: OnceLock<Box<[Id]>>,
    /// Its properties, each with whether it is required.
    properties: OnceLock<Box<[Property]>>,
    /// What it suggests.
    made: OnceLock<Option<Box<Value>>>,
}

/// The name of a property, its schema, and whether it is required.
type Property = (Box<str>, Id, bool);

/// What other properties an object may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Additional {
    /// Nothing is said.
    #[default]
    Unsaid,
    /// Any.
    Any,
    /// None.
    None,
    /// Such as these.
    Of(Id),
}

/// How long, large or many.
#[derive(Debug, Default)]
pub struct Limits {
    /// At least.
    pub minimum: Option<f64>,
    /// At most.
    pub maximum: Option<f64>,
    /// More than.
    pub above: Option<f64>,
    /// Less than.
    pub below: Option<f64>,
    /// A multiple of.
    pub multiple_of: Option<f64>,
    /// At least so many characters.
    pub min_length: Option<usize>,
    /// At most so many characters.
    pub max_length: Option<usize>,
    /// What it looks like.
    pub pattern: Option<Pattern>,
    /// At least so many items.
    pub min_items: Option<usize>,
    /// At most so many items.
    pub max_items: Option<usize>,
    /// No item twice.
    pub unique_items: bool,
    /// At least so many properties.
    pub min_properties: Option<usize>,
    /// At most so many properties.
    pub max_properties: Option<usize>,
}

/// A set of JSON types. Empty means any.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(2);
    /// Whole numbers.
    pub const INTEGER: Self = Self(4);
    /// Numbers.
    pub const NUMBER: Self = Self(8);
    /// Texts.
    pub const STRING: Self = Self(16);
    /// Arrays.
    pub const ARRAY: Self = Self(32);
    /// Objects.
    pub const OBJECT: Self = Self(64);

    const NAMES: [(Self, &'static str); 7] = [
        (Self::STRING, "string"),
        (Self::INTEGER, "integer"),
        (Self::NUMBER, "number"),
        (Self::BOOLEAN, "boolean"),
        (Self::OBJECT, "object"),
        (Self::ARRAY, "array"),
        (Self::NULL, "null"),
    ];

    /// The type of this name. Swagger's `file` is a text of bytes.
    pub fn named(name: &str) -> Option<Self> {
        if name == "file" {
            return Some(Self::STRING);
        }
        Self::NAMES.iter().find(|(_, other)| *other == name).map(|(types, _)| *types)
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// All but these.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is said.
    pub fn is_any(self) -> bool {
        self.0 == 0
    }

    /// Whether one of these is in it. What says nothing has all.
    pub fn allows(self, other: Self) -> bool {
        self.is_any() || self.0 & other.0 != 0 || other == Self::INTEGER && self.0 & Self::NUMBER.0 != 0
    }

    /// Whether it is these and at most `null` besides.
    pub fn is_only(self, other: Self) -> bool {
        self.without(Self::NULL) == other
    }

    /// The type of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if number.is_i64() || number.is_u64() => Self::INTEGER,
            Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => {
                Self::INTEGER
            }
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    /// In words: `string or null`.
    pub fn words(self) -> String {
        if self.is_any() {
            return "any".to_owned();
        }
        let names = Self::NAMES.iter().filter(|(types, _)| self.0 & types.0 != 0).map(|(_, name)| *name);
        names.collect::<Vec<_>>().join(" or ")
    }
}

impl std::fmt::Debug for Types {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.words())
    }
}

/// So many schemas are asked for one of them.
const LONGEST_LINE: usize = 32;
/// Objects with more properties than this are not put together from several schemas.
const MAX_PROPERTIES: usize = 2_000;

static ANY: Shape = Shape {
    types: Types(0),
    format: None,
    title: None,
    description: None,
    choices: Vec::new(),
    default: None,
    example: None,
    limits: None,
    properties: Vec::new(),
    required: Vec::new(),
    additional: Additional::Unsaid,
    items: None,
    first_items: Vec::new(),
    all_of: Vec::new(),
    one_of: Vec::new(),
    any_of: Vec::new(),
    not: None,
    is_read_only: false,
    is_write_only: false,
    is_deprecated: false,
    cut: None,
    known: Known { line: OnceLock::new(), properties: OnceLock::new(), made: OnceLock::new() },
};

impl Shape {
    /// Whether it says all there is to say of an object, and no other schema beside it.
    pub(in crate::api) fn is_whole(&self) -> bool {
        self.all_of.is_empty() && self.one_of.is_empty() && self.any_of.is_empty()
    }
}

/// A schema and all of its `allOf`, each once.
fn line(shapes: &[Shape], first: Id) -> Box<[Id]> {
    let mut waiting = vec![first];
    let mut line: Vec<Id> = Vec::new();
    while let Some(id) = waiting.pop() {
        let Some(shape) = shapes.get(id.0 as usize).filter(|_| line.len() < LONGEST_LINE) else { break };
        if line.contains(&id) {
            continue;
        }
        line.push(id);
        waiting.extend(shape.all_of.iter().take(LONGEST_LINE).rev());
        // One thing and `null` is that thing.
        let others = if shape.any_of.is_empty() { &shape.one_of } else { &shape.any_of };
        let is_null = |id: &&Id| shapes.get(id.0 as usize).is_some_and(|shape| shape.types == Types::NULL);
        if others.iter().filter(|id| !is_null(id)).count() == 1 {
            waiting.extend(others.iter().filter(|id| !is_null(id)));
        }
    }
    line.into()
}

impl Schema {
    pub(in crate::api) fn new(store: &Arc<OnceLock<Vec<Shape>>>, id: Id) -> Self {
        Self { store: Arc::clone(store), id }
    }

    /// What it says.
    pub fn shape(&self) -> &Shape {
        self.store.get().and_then(|shapes| shapes.get(self.id.0 as usize)).unwrap_or(&ANY)
    }

    /// A schema that this one names.
    pub fn part(&self, id: Id) -> Self {
        Self { store: Arc::clone(&self.store), id }
    }

    /// The property of this name, looked for in `allOf` too.
    pub fn property(&self, name: &str) -> Option<Self> {
        let mut found = None;
        self.each_property(&mut |key, schema, _| {
            if key == name && found.is_none() {
                found = Some(schema);
            }
        });
        found
    }

    /// Each property with whether it is required: its own, those of `allOf`, and, not required, those of what there is
    /// to choose from. A name may come more than once.
    pub fn each_property(&self, take: &mut dyn FnMut(&str, Self, bool)) {
        let known = self.shape().known.properties.get_or_init(|| self.gathered());
        for (name, id, is_required) in known {
            take(name, self.part(*id), *is_required);
        }
    }

    fn gathered(&self) -> Box<[Property]> {
        let mut fuel = 200_usize;
        let mut waiting = vec![(self.id, true)];
        // Schemas that hold each other are looked at once, however many ways lead to them.
        let mut seen: HashSet<(Id, bool)> = HashSet::new();
        let mut required: HashSet<Box<str>> = HashSet::new();
        let mut found: Vec<(Box<str>, Id)> = Vec::new();
        while let Some((id, counts)) = waiting.pop() {
            if fuel == 0 || found.len() > MAX_PROPERTIES {
                break;
            }
            if !seen.insert((id, counts)) {
                continue;
            }
            fuel -= 1;
            let schema = self.part(id);
            let shape = schema.shape();
            found.extend(shape.properties.iter().cloned());
            if counts {
                required.extend(shape.required.iter().cloned());
            }
            // The last that is pushed comes first. What the fuel does not reach is not even noted.
            let rest: Vec<Id> = shape.one_of.iter().chain(&shape.any_of).take(fuel).copied().collect();
            waiting.extend(rest.into_iter().rev().map(|id| (id, false)));
            waiting.extend(shape.all_of.iter().take(fuel).rev().map(|id| (*id, counts)));
        }
        let with_required = |(name, id)| {
            let is_required = required.contains(&name);
            (name, id, is_required)
        };
        found.into_iter().map(with_required).collect()
    }

    /// What its values may be: its own types, or those of what it is put together from.
    pub fn types(&self) -> Types {
        self.first(|shape| (!shape.types.is_any()).then_some(shape.types)).unwrap_or_else(|| {
            let has = |part: fn(&Shape) -> bool| self.first(|shape| part(shape).then_some(())).is_some();
            if has(|shape| !shape.properties.is_empty()) {
                return Types::OBJECT;
            }
            if has(|shape| shape.items.is_some()) {
                return Types::ARRAY;
            }
            let choices = self.choices();
            choices.iter().fold(Types::default(), |types, choice| types.with(Types::of(choice)))
        })
    }

    /// The values that there are, where they are listed.
    pub fn choices(&self) -> &[Value] {
        self.first_ref(|shape| (!shape.choices.is_empty()).then_some(shape.choices.as_slice()))
            .unwrap_or_default()
    }

    /// The first part of it and its `allOf` that says this.
    pub fn first<T>(&self, ask: impl Fn(&Shape) -> Option<T>) -> Option<T> {
        self.first_ref(ask)
    }

    /// What it suggests, found out by `make` once.
    fn made(&self, make: impl FnOnce() -> Option<Value>) -> Option<Value> {
        let made = self.shape().known.made.get_or_init(|| make().map(Box::new));
        made.as_deref().cloned()
    }

    /// What it says, and what each of its `allOf` does.
    fn shapes(&self) -> Vec<&Shape> {
        let mut found = Vec::new();
        let _: Option<()> = self.first_ref(|shape| {
            found.push(shape);
            None
        });
        found
    }

    fn first_ref<'a, T: 'a>(&'a self, mut ask: impl FnMut(&'a Shape) -> Option<T>) -> Option<T> {
        let shapes = self.store.get()?;
        let shape = shapes.get(self.id.0 as usize)?;
        if shape.is_whole() {
            return ask(shape);
        }
        let line = shape.known.line.get_or_init(|| line(shapes, self.id));
        line.iter().filter_map(|id| shapes.get(id.0 as usize)).find_map(ask)
    }

    /// What it allows, in words, as a reference shows it.
    pub fn limits(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(format) = self.first_ref(|shape| shape.format.as_deref()) {
            words.push(format!("format `{format}`"));
        }
        let default =
            self.first_ref(|shape| shape.default.as_deref()).map(text_of).filter(|text| text.len() <= 60);
        words.extend(
            default.filter(|text| !text.is_empty()).map(|text| format!("`{text}` where nothing is sent")),
        );
        let Some(limits) = self.first_ref(|shape| shape.limits.as_deref()) else { return words };
        let mut say = |word: &str, limit: Option<String>, after: &str| {
            words.extend(limit.map(|limit| format!("{word} {limit}{after}")));
        };
        let number = |limit: Option<f64>| limit.map(|limit| limit.to_string());
        let count = |limit: Option<usize>| limit.map(super::operation::grouped);
        say("at least", number(limits.minimum), "");
        say("more than", number(limits.above), "");
        say("at most", number(limits.maximum), "");
        say("less than", number(limits.below), "");
        say("a multiple of", number(limits.multiple_of), "");
        say("at least", count(limits.min_length), " characters");
        say("at most", count(limits.max_length), " characters");
        say("matches", limits.pattern.as_ref().map(|pattern| format!("`{}`", pattern.text())), "");
        say("at least", count(limits.min_items), " items");
        say("at most", count(limits.max_items), " items");
        words
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.store, &other.store) && self.id == other.id
    }
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Schema({})", self.id.0)
    }
}

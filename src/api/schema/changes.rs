//! How a schema differs from what it was, by the full paths of its parts. Both are walked level by level, to a bounded
//! depth and number of parts, and a schema that holds itself is walked once on each way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Additional, Id, Schema, Types, text_of};

/// Deeper parts are not looked at.
const MAX_DEPTH: usize = 10;
/// So many parts of a schema are looked at.
const MAX_PARTS: usize = 1_500;
/// So many choices that are new or gone are named.
const MAX_CHOICES: usize = 6;

/// What there is at a path.
#[derive(Debug, Default)]
struct Point {
    types: Types,
    is_required: bool,
    choices: BTreeSet<String>,
    limits: Vec<String>,
    depth: usize,
}

/// A schema by its paths.
#[derive(Debug, Default)]
struct Walked {
    points: BTreeMap<String, Point>,
    /// So deep all of it was looked at.
    whole_to: usize,
}

/// What differs, each a few words with its path in back quotes, in the order of the paths. An empty path is all of it.
/// Paths that are to be passed over are told elsewhere.
pub fn changes(before: &Schema, after: &Schema, is_told: &dyn Fn(&str) -> bool) -> Vec<String> {
    let (old, new) = (walk(before), walk(after));
    let whole_to = old.whole_to.min(new.whole_to);
    let mut told = Vec::new();
    let is_begun = |points: &BTreeMap<String, Point>, path: &str| {
        parent(path).is_none_or(|parent| points.contains_key(parent))
    };
    for (path, point) in new.points.iter().filter(|(path, _)| !is_told(path)) {
        match old.points.get(path) {
            Some(was) => differs(path, was, point, &mut told),
            None if point.depth <= whole_to && is_begun(&old.points, path) => {
                let required = if point.is_required { ", and always there" } else { "" };
                told.push(format!("{} is new{required}", called(path)));
            }
            None => {}
        }
    }
    for (path, point) in old.points.iter().filter(|(path, _)| !is_told(path)) {
        if !new.points.contains_key(path) && point.depth <= whole_to && is_begun(&new.points, path) {
            told.push(format!("{} is gone", called(path)));
        }
    }
    told
}

fn differs(path: &str, was: &Point, is: &Point, told: &mut Vec<String>) {
    let name = called(path);
    if was.types != is.types {
        let words = |types: Types| if types.is_any() { "anything".to_owned() } else { types.words() };
        told.push(format!("{name} is {} and was {}", words(is.types), words(was.types)));
    } else if was.choices.is_empty() != is.choices.is_empty() {
        let text = if is.choices.is_empty() { "is no choice any more" } else { "is a choice now" };
        told.push(format!("{name} {text}"));
    } else if was.choices != is.choices {
        let listed = |choices: Vec<&String>| {
            let named: Vec<String> =
                choices.iter().take(MAX_CHOICES).map(|choice| format!("`{choice}`")).collect();
            let more = if choices.len() > MAX_CHOICES { " and more" } else { "" };
            format!("{}{more}", named.join(", "))
        };
        let fresh: Vec<&String> = is.choices.difference(&was.choices).collect();
        let gone: Vec<&String> = was.choices.difference(&is.choices).collect();
        if !fresh.is_empty() {
            told.push(format!("{name} may be {}, too", listed(fresh)));
        }
        if !gone.is_empty() {
            told.push(format!("{name} is never {} any more", listed(gone)));
        }
    } else if was.limits != is.limits {
        told.push(format!("{name} has other limits"));
    }
    if was.is_required != is.is_required {
        told.push(format!("{name} is {} now", if is.is_required { "required" } else { "optional" }));
    }
}

fn called(path: &str) -> String {
    if path.is_empty() { "all of it".to_owned() } else { format!("`{path}`") }
}

/// The path that one stands in; nothing for the first.
fn parent(path: &str) -> Option<&str> {
    if path.is_empty() {
        return None;
    }
    if let Some(list) = path.strip_suffix("[]") {
        return Some(list);
    }
    Some(path.rsplit_once('.').map_or("", |(parent, _)| parent))
}

/// A part that is still to be looked at.
struct Step {
    path: String,
    schema: Schema,
    is_required: bool,
    depth: usize,
    /// What it stands in.
    above: Vec<Id>,
}

fn walk(schema: &Schema) -> Walked {
    let mut walked = Walked { whole_to: MAX_DEPTH, ..Walked::default() };
    let first =
        Step { path: String::new(), schema: schema.clone(), is_required: true, depth: 0, above: Vec::new() };
    let mut waiting = VecDeque::from([first]);
    let mut fuel = MAX_PARTS;
    while let Some(step) = waiting.pop_front() {
        if fuel == 0 {
            walked.whole_to = step.depth.saturating_sub(1);
            break;
        }
        fuel -= 1;
        let point = walked.points.entry(step.path.clone()).or_default();
        let is_first = point.limits.is_empty() && point.types.is_any() && point.choices.is_empty();
        point.types = point.types.with(step.schema.types());
        point.choices.extend(step.schema.choices().iter().map(text_of));
        point.depth = step.depth;
        if is_first {
            point.limits = step.schema.limits();
            point.is_required = step.is_required;
        }
        if step.depth == MAX_DEPTH || step.above.contains(&step.schema.id) {
            continue;
        }
        let mut above = step.above.clone();
        above.push(step.schema.id);
        let mut put = |path: String, schema: Schema, is_required: bool| {
            let depth = step.depth + 1;
            waiting.push_back(Step { path, schema, is_required, depth, above: above.clone() });
        };
        step.schema.each_property(&mut |name, schema, is_required| {
            let path = if step.path.is_empty() { name.to_owned() } else { format!("{}.{name}", step.path) };
            put(path, schema, is_required);
        });
        if let Some(items) = step.schema.first(|shape| shape.items) {
            put(format!("{}[]", step.path), step.schema.part(items), true);
        }
        let others = step.schema.first(|shape| match shape.additional {
            Additional::Of(id) => Some(id),
            _ => None,
        });
        if let Some(others) = others {
            let path = if step.path.is_empty() { "*".to_owned() } else { format!("{}.*", step.path) };
            put(path, step.schema.part(others), false);
        }
    }
    walked
}

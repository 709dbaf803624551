//! Filters on lists.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::super::unknown::Unknown;
use super::super::value::Value;
use super::text::whole;
use super::{Call, Done, MAX_ITEMS, Wrong, wrong};

/// The property of an item that an argument names.
fn property<'r>(item: &Value<'r>, name: &Value<'_>) -> Option<Value<'r>> {
    name.as_text().and_then(|name| item.member(name))
}

pub(super) fn size<'r>(_: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let size = match (&input, input.as_text()) {
        (_, Some(text)) => text.chars().count(),
        // A number has eight bytes.
        (Value::Int(_), _) => 8,
        _ => input.count().unwrap_or_default(),
    };
    Ok(Value::Int(i64::try_from(size).unwrap_or(i64::MAX)))
}

pub(super) fn first<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    if let Some(pairs) = input.pairs() {
        return Ok(pairs.into_iter().next().unwrap_or(Value::Nil));
    }
    end(call, input, |_| 0)
}

pub(super) fn last<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    end(call, input, |length| length.wrapping_sub(1))
}

fn end<'r>(call: &mut Call<'_, 'r>, input: Value<'r>, at: fn(usize) -> usize) -> Done<'r> {
    if input.as_text().is_some() {
        call.assume(Unknown::FirstOfText);
        return Ok(if call.dialect.text_is_its_own_first { input } else { Value::Nil });
    }
    Ok(input.list_length().and_then(|length| input.item(at(length))).unwrap_or(Value::Nil))
}

pub(super) fn join<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let glue = if call.has(0) { call.argument_text(0) } else { " ".into() };
    let mut out = String::new();
    for (at, item) in call.flat(&input)?.iter().enumerate() {
        if at > 0 {
            out.push_str(&glue);
        }
        item.write(&mut out, call.dialect);
        call.room(out.len())?;
    }
    Ok(Value::text(out))
}

pub(super) fn split<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let separator = call.argument_text(0);
    // The parts of the caller's and the template's text need not be copied.
    if let Value::Text(text) = input {
        return Ok(Value::list(parts(call, text, &separator)?.into_iter().map(Value::Text).collect()));
    }
    let text = call.input_text(&input);
    let parts = parts(call, &text, &separator)?;
    Ok(Value::list(parts.into_iter().map(|part| Value::Shared(part.into())).collect()))
}

fn parts<'t>(call: &mut Call<'_, '_>, text: &'t str, separator: &str) -> Result<Vec<&'t str>, Wrong> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    if separator == " " && (text.contains(['\n', '\t', '\r']) || text.contains("  ")) {
        call.assume(Unknown::SplitAtSpace);
    }
    if separator == " " && call.dialect.split_at_white_space {
        let parts: Vec<&str> = text.split_ascii_whitespace().take(MAX_ITEMS + 1).collect();
        call.few(parts.len())?;
        return Ok(parts);
    }
    let mut parts: Vec<&str> = if separator.is_empty() {
        let letters = text.char_indices().map(|(at, c)| text.get(at..at + c.len_utf8()).unwrap_or_default());
        letters.take(MAX_ITEMS + 1).collect()
    } else {
        text.split(separator).take(MAX_ITEMS + 1).collect()
    };
    call.few(parts.len())?;
    // Ruby and Java both leave out empty parts at the end.
    while parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    Ok(parts)
}

pub(super) fn slice<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let start = whole(&call.argument(0)).ok_or_else(|| wrong("the start must be a whole number"))?;
    let length = match call.argument(1) {
        Value::Nil => 1,
        value => whole(&value).ok_or_else(|| wrong("the length must be a whole number"))?,
    };
    let total = match input.list_length() {
        Some(length) => length,
        None => input.to_text(call.dialect).chars().count(),
    };
    let from = if start < 0 {
        usize::try_from(start.unsigned_abs()).ok().and_then(|back| total.checked_sub(back))
    } else {
        usize::try_from(start).ok().filter(|from| *from <= total)
    };
    let count = usize::try_from(length).unwrap_or_default();
    if input.list_length().is_some() {
        let items = call.items(&input)?;
        return Ok(Value::list(match from {
            Some(from) => items.into_iter().skip(from).take(count).collect(),
            None => Vec::new(),
        }));
    }
    let text = call.input_text(&input);
    let part: String = from.map_or(String::new(), |from| text.chars().skip(from).take(count).collect());
    Ok(Value::text(part))
}

pub(super) fn reverse<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let mut items = call.flat(&input)?;
    items.reverse();
    Ok(Value::list(items))
}

pub(super) fn concat<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let more = call.argument(0);
    if more.list_length().is_none() {
        return Err(wrong("the argument must be a list"));
    }
    let mut items = call.flat(&input)?;
    items.extend(call.items(&more)?);
    call.few(items.len())?;
    Ok(Value::list(items))
}

pub(super) fn compact<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let by = call.argument(0);
    let mut items = call.flat(&input)?;
    items.retain(
        |item| if call.has(0) { property(item, &by).is_some_and(|v| !v.is_nil()) } else { !item.is_nil() },
    );
    Ok(Value::list(items))
}

pub(super) fn map<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let name = call.argument(0);
    let mut items = Vec::new();
    for item in call.flat(&input)? {
        if !item.is_object() {
            return Err(wrong("an item has no properties"));
        }
        items.push(property(&item, &name).unwrap_or(Value::Nil));
    }
    Ok(Value::list(items))
}

/// What two values have in common when they are the same, for sets.
fn identity(value: &Value<'_>) -> String {
    match value.number() {
        Some(number) => format!("#{number}"),
        None => value.to_json().to_string(),
    }
}

pub(super) fn uniq<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let by = call.argument(0);
    let mut known = HashSet::new();
    let mut items = call.flat(&input)?;
    items.retain(|item| {
        let key = if by.is_nil() { item.clone() } else { property(item, &by).unwrap_or(Value::Nil) };
        known.insert(identity(&key))
    });
    Ok(Value::list(items))
}

/// Numbers before each other, texts before each other, nil last. `None` where two have no order.
fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (a, b) {
        (Value::Nil, Value::Nil) => Some(Ordering::Equal),
        (Value::Nil, _) => Some(Ordering::Greater),
        (_, Value::Nil) => Some(Ordering::Less),
        _ => match (a.number(), b.number(), a.as_text(), b.as_text()) {
            (Some(a), Some(b), ..) => a.partial_cmp(&b),
            (_, _, Some(a), Some(b)) => Some(a.cmp(b)),
            _ => None,
        },
    }
}

pub(super) fn sort<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let by = call.argument(0);
    let mut keyed: Vec<(Value<'r>, Value<'r>)> = Vec::new();
    for item in call.flat(&input)? {
        let key = if by.is_nil() { item.clone() } else { property(&item, &by).unwrap_or(Value::Nil) };
        keyed.push((key, item));
    }
    // A total order is needed to sort at all: values of different kinds go by kind, and are then refused.
    let kind = |value: &Value<'_>| (value.is_nil(), value.number().is_none(), value.as_text().is_none());
    let mut mixed = false;
    keyed.sort_by(|(a, _), (b, _)| {
        order(a, b).unwrap_or_else(|| {
            mixed = true;
            kind(a).cmp(&kind(b))
        })
    });
    if mixed {
        return Err(wrong("the items cannot be put in order"));
    }
    Ok(Value::list(keyed.into_iter().map(|(_, item)| item).collect()))
}

pub(super) fn sort_natural<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let by = call.argument(0);
    let dialect = call.dialect;
    let mut keyed: Vec<((bool, String), Value<'r>)> = call
        .flat(&input)?
        .into_iter()
        .map(|item| {
            let key = if by.is_nil() { item.clone() } else { property(&item, &by).unwrap_or(Value::Nil) };
            ((key.is_nil(), key.to_text(dialect).to_lowercase()), item)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(Value::list(keyed.into_iter().map(|(_, item)| item).collect()))
}

pub(super) fn sum<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let by = call.argument(0);
    let mut items = call.flat(&input)?;
    if !by.is_nil() {
        for item in &mut items {
            *item = property(item, &by).unwrap_or(Value::Nil);
        }
    }
    call.total(&items)
}

/// Whether an item fits: its property equals the value, or is there at all. `None` ends the search with nothing.
fn fits<'r>(call: &Call<'_, 'r>, item: &Value<'r>) -> Result<Option<bool>, Wrong> {
    let (name, wanted) = (call.argument(0), call.argument(1));
    if item.is_object() {
        let value = property(item, &name).unwrap_or(Value::Nil);
        let fits = if wanted.is_nil() { value.truthy() } else { value.equals(&wanted, call.dialect) };
        return Ok(Some(fits));
    }
    if name.is_nil() || item.is_nil() {
        return Ok(None);
    }
    // In Ruby a text has its parts for properties and a number has its bits: both answer to their own kind only.
    let has = match (item, item.as_text(), name.as_text()) {
        (_, Some(text), Some(part)) => text.contains(part),
        (Value::Int(a), _, _) if matches!(name, Value::Int(_)) => name.number() == Value::Int(*a).number(),
        _ => return Err(wrong("an item is no object")),
    };
    Ok(Some(has && (wanted.is_nil() || wanted.as_text() == name.as_text())))
}

pub(super) fn where_<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    keep(call, &input, true)
}

pub(super) fn reject<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    keep(call, &input, false)
}

fn keep<'r>(call: &mut Call<'_, 'r>, input: &Value<'r>, fitting: bool) -> Done<'r> {
    let mut kept = Vec::new();
    for item in call.flat(input)? {
        match fits(call, &item)? {
            Some(fits) if fits == fitting => kept.push(item),
            Some(_) => {}
            None => return Ok(Value::Nil),
        }
    }
    Ok(Value::list(kept))
}

/// The first item that fits; `None` outside where the search ended with nothing.
fn position<'r>(
    call: &mut Call<'_, 'r>,
    input: &Value<'r>,
) -> Result<Option<Option<(usize, Value<'r>)>>, Wrong> {
    for (at, item) in call.flat(input)?.into_iter().enumerate() {
        match fits(call, &item)? {
            Some(true) => return Ok(Some(Some((at, item)))),
            Some(false) => {}
            None => return Ok(None),
        }
    }
    Ok(Some(None))
}

pub(super) fn find<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    Ok(position(call, &input)?.flatten().map_or(Value::Nil, |(_, item)| item))
}

pub(super) fn find_index<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let at = position(call, &input)?.flatten().and_then(|(at, _)| i64::try_from(at).ok());
    Ok(at.map_or(Value::Nil, Value::Int))
}

pub(super) fn has<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    Ok(position(call, &input)?.map_or(Value::Nil, |found| Value::Bool(found.is_some())))
}

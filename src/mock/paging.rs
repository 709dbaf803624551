//! Lists: cutting a page out of a shelf, and the two shapes in which Twilio wraps it.
//!
//! A page token names a row, not an offset, so a page does not shift when new rows come in between.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::errors::Failure;
use super::shelf::Shelf;

/// The rows of a page where nothing else is asked for.
const DEFAULT_SIZE: usize = 50;

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Oldest first.
    Ascending,
    /// Newest first.
    Descending,
}

#[derive(Clone, Copy, Debug)]
enum Anchor {
    Start,
    After(u64),
    Before(u64),
}

/// A page of a list, and how to get to its neighbours.
#[derive(Debug)]
pub(super) struct Page<'a, T> {
    /// What the page shows.
    pub(super) rows: Vec<&'a T>,
    number: u64,
    size: usize,
    next: Option<String>,
    previous: Option<String>,
}

/// Where a page is cut out of.
pub(super) trait Rows<'a, T> {
    /// The rows after this number, or all, oldest first.
    fn after(&self, number: Option<u64>) -> Box<dyn Iterator<Item = (u64, &'a T)> + 'a>;

    /// The rows before this number, or all, newest first.
    fn before(&self, number: Option<u64>) -> Box<dyn Iterator<Item = (u64, &'a T)> + 'a>;
}

impl<'a, T> Rows<'a, T> for &'a Shelf<T> {
    fn after(&self, number: Option<u64>) -> Box<dyn Iterator<Item = (u64, &'a T)> + 'a> {
        match number {
            None => Box::new(self.iter()),
            Some(number) => Box::new(Shelf::after(self, number)),
        }
    }

    fn before(&self, number: Option<u64>) -> Box<dyn Iterator<Item = (u64, &'a T)> + 'a> {
        match number {
            None => Box::new(self.iter().rev()),
            Some(number) => Box::new(Shelf::before(self, number)),
        }
    }
}

/// Cuts the page that `call` asks for; `max` bounds its size and `sid` is the prefix of what is listed.
pub(super) fn cut<'a, T>(
    shelf: &'a Shelf<T>,
    call: &Call,
    order: Order,
    max: usize,
    sid: &str,
    wanted: impl Fn(&T) -> bool,
) -> Result<Page<'a, T>, Failure> {
    cut_rows(&shelf, call, order, max, sid, wanted)
}

/// The same out of rows that are no shelf.
pub(super) fn cut_rows<'a, T: 'a>(
    all: &impl Rows<'a, T>,
    call: &Call,
    order: Order,
    max: usize,
    sid: &str,
    wanted: impl Fn(&T) -> bool,
) -> Result<Page<'a, T>, Failure> {
    let size = page_size(call, max)?;
    let (number, anchor) = position(call)?;
    let pick = |(_, row): &(u64, &'a T)| wanted(row);
    let forward = |from: Option<u64>| match order {
        Order::Ascending => all.after(from),
        Order::Descending => all.before(from),
    };
    let backward = |from: u64| match order {
        Order::Ascending => all.before(Some(from)),
        Order::Descending => all.after(Some(from)),
    };
    let mut rows: Vec<(u64, &'a T)> = match anchor {
        Anchor::Before(row) => {
            let mut rows: Vec<_> = backward(row).filter(pick).take(size).collect();
            rows.reverse();
            rows
        }
        Anchor::Start => forward(None).filter(pick).take(size).collect(),
        Anchor::After(row) => forward(Some(row)).filter(pick).take(size).collect(),
    };
    rows.shrink_to_fit();
    let next = rows
        .last()
        .filter(|(last, _)| forward(Some(*last)).any(|row| pick(&row)))
        .map(|(last, _)| format!("PA{sid}{last:032x}"));
    let previous = rows
        .first()
        .filter(|(first, _)| number > 0 && backward(*first).any(|row| pick(&row)))
        .map(|(first, _)| format!("PB{sid}{first:032x}"));
    Ok(Page { rows: rows.into_iter().map(|(_, row)| row).collect(), number, size, next, previous })
}

fn page_size(call: &Call, max: usize) -> Result<usize, Failure> {
    let Some(text) = call.query.filled("PageSize") else { return Ok(DEFAULT_SIZE.min(max)) };
    // Unverified: how the service words a page size that is no number.
    let size: usize = text.parse().map_err(|_| Failure::bad(20422, "PageSize is not a number"))?;
    if size == 0 {
        return Err(Failure::bad(20422, "PageSize must be greater than 0"));
    }
    if size > max {
        return Err(Failure::bad(20007, format!("Page size too large. The maximum page size is {max}.")));
    }
    Ok(size)
}

/// A page beyond the first is reached through its token only, which is why clients follow the links.
fn position(call: &Call) -> Result<(u64, Anchor), Failure> {
    let bad = || Failure::bad(21481, "Invalid PageToken");
    let number = match call.query.filled("Page") {
        None => 0,
        Some(text) => text.parse::<u64>().map_err(|_| Failure::bad(20422, "Page is not a number"))?,
    };
    let Some(token) = call.query.filled("PageToken") else {
        return if number == 0 { Ok((0, Anchor::Start)) } else { Err(bad()) };
    };
    let row = |rest: &str| {
        let digits = rest.get(2..).filter(|digits| digits.len() == 32).ok_or_else(bad)?;
        u64::from_str_radix(digits, 16).map_err(|_| bad())
    };
    if let Some(rest) = token.strip_prefix("PA") {
        Ok((number, Anchor::After(row(rest)?)))
    } else if let Some(rest) = token.strip_prefix("PB") {
        Ok((number, Anchor::Before(row(rest)?)))
    } else {
        Err(bad())
    }
}

impl<T> Page<'_, T> {
    /// The list of the first API: relative addresses, positions of the first and last row.
    pub(super) fn api_list(&self, call: &Call, key: &str, rows: Vec<Value>) -> Value {
        let path = &call.resource;
        let start = self.number.saturating_mul(self.size as u64);
        let end = start.saturating_add((rows.len() as u64).saturating_sub(1));
        let mut list = Map::new();
        list.insert("end".into(), json!(end));
        list.insert("first_page_uri".into(), json!(self.link(call, path, 0, None)));
        list.insert("next_page_uri".into(), json!(self.next(call, path)));
        list.insert("page".into(), json!(self.number));
        list.insert("page_size".into(), json!(self.size));
        list.insert("previous_page_uri".into(), json!(self.previous(call, path)));
        list.insert("start".into(), json!(start));
        list.insert("uri".into(), json!(self.link(call, path, self.number, call.query.filled("PageToken"))));
        list.insert(key.into(), Value::Array(rows));
        Value::Object(list)
    }

    /// The list of every later product: absolute addresses under `meta`, which also names the key of the rows.
    pub(super) fn product_list(&self, call: &Call, key: &str, rows: Vec<Value>) -> Value {
        let path = format!("{}{}", call.root, call.resource);
        let mut list = Map::new();
        list.insert(
            "meta".into(),
            json!({
                "page": self.number,
                "page_size": self.size,
                "first_page_url": self.link(call, &path, 0, None),
                "previous_page_url": self.previous(call, &path),
                "url": self.link(call, &path, self.number, call.query.filled("PageToken")),
                "next_page_url": self.next(call, &path),
                "key": key,
            }),
        );
        list.insert(key.into(), Value::Array(rows));
        Value::Object(list)
    }

    fn next(&self, call: &Call, path: &str) -> Option<String> {
        let token = self.next.as_deref()?;
        Some(self.link(call, path, self.number.saturating_add(1), Some(token)))
    }

    fn previous(&self, call: &Call, path: &str) -> Option<String> {
        let token = self.previous.as_deref()?;
        let number = self.number.saturating_sub(1);
        // The first page needs no token, and following one there could miss rows that are new.
        Some(self.link(call, path, number, (number > 0).then_some(token)))
    }

    /// The filters stay as they were asked for; only the position changes.
    fn link(&self, call: &Call, path: &str, number: u64, token: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in call.query.iter() {
            if !matches!(name, "Page" | "PageSize" | "PageToken") {
                query.append_pair(name, value);
            }
        }
        query.append_pair("PageSize", &self.size.to_string());
        query.append_pair("Page", &number.to_string());
        if let Some(token) = token {
            query.append_pair("PageToken", token);
        }
        format!("{path}?{}", query.finish())
    }
}

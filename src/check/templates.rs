//! What the templates of a flow read, parsed once for all rules, and the edit that makes them read something else.

use std::collections::BTreeMap;
use std::ops::Range;

use super::diagnostic::Place;
use super::subject::At;
use crate::flow::{Edit, Widget};
use crate::liquid::{self, Key, Read, Template, TokenKind};
use crate::widgets::{TemplateAt, templates_of};

/// A template of a widget.
pub(super) struct Parsed {
    pub at: TemplateAt,
    pub template: Template,
    pub reads: Vec<Read>,
}

impl Parsed {
    /// The place of some bytes of it.
    pub fn place(&self, at: &At<'_>, range: Range<usize>) -> Place {
        Place { field: Some(self.at.field.clone()), range: Some(range), ..at.place(&self.at.pointer) }
    }

    /// Whether it asks whether what is read exists, or says what counts where it does not: by `default`, or by a tag
    /// that asks for it, here or before.
    pub fn is_guarded(&self, read: &Read) -> bool {
        let text = &self.at.text;
        let wanted = names(read);
        let wanted = wanted.get(..wanted.len().min(3)).unwrap_or_default();
        let asked_before = || {
            let before = self.reads.iter().take_while(|other| other.span.start < read.span.start);
            before.filter(|other| names(other).starts_with(wanted)).any(|other| asks(text, other.span.start))
        };
        asks(text, read.span.start) || has_default(text, read.span.end) || asked_before()
    }
}

/// Whether the tag around a place of a text asks for something.
fn asks(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let open = before.rfind('{').and_then(|brace| before.get(brace..));
    let tag =
        open.and_then(|open| open.strip_prefix("{%")).map(|tag| tag.trim_start_matches('-').trim_start());
    let word = tag.and_then(|tag| tag.split(|char: char| !char.is_ascii_alphanumeric()).next());
    matches!(word, Some("if" | "elsif" | "unless" | "case" | "when"))
}

/// Whether the output or tag that goes on behind a place of a text has the filter `default`.
fn has_default(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let end = ["}}", "%}"].iter().filter_map(|close| rest.find(close)).min().unwrap_or(rest.len());
    let filters = rest.get(..end).unwrap_or_default().split('|').skip(1);
    filters.map(str::trim_start).any(|filter| {
        filter
            .strip_prefix("default")
            .is_some_and(|rest| !rest.starts_with(|char: char| char.is_ascii_alphanumeric() || char == '_'))
    })
}

pub(super) fn parse_one(at: TemplateAt) -> Parsed {
    let (template, mut reads) = liquid::parse_with_reads(&at.text);
    if !template.errors().is_empty() {
        let broken = broken(&at.text, &template);
        reads.retain(|read| !is_within(&broken, &read.span));
    }
    Parsed { at, template, reads }
}

/// Where the mistakes of a template are, each with the whole tag that it stands in: what such a tag reads was not meant
/// as it looks. In order, and none within another.
fn broken(text: &str, template: &Template) -> Vec<Range<usize>> {
    let mut tags: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for token in liquid::tokens(text).into_iter().filter(|token| token.kind == TokenKind::Delimiter) {
        let piece = text.get(token.span.clone()).unwrap_or_default();
        match open {
            None if piece.starts_with('{') => open = Some(token.span.start),
            Some(start) if piece.ends_with('}') => {
                tags.push(start..token.span.end);
                open = None;
            }
            _ => {}
        }
    }
    tags.extend(open.map(|start| start..text.len()));
    let mut errors: Vec<Range<usize>> = template.errors().iter().map(|error| error.span.clone()).collect();
    errors.sort_by_key(|span| span.start);
    let mut all: Vec<Range<usize>> = Vec::new();
    for error in errors {
        let tag = |at: usize| {
            let next = tags.partition_point(|tag| tag.start <= at);
            next.checked_sub(1).and_then(|index| tags.get(index)).filter(|tag| at < tag.end)
        };
        let start = tag(error.start).map_or(error.start, |tag| tag.start);
        let last = error.end.saturating_sub(1).max(error.start);
        let end = tag(last).map_or(error.end, |tag| tag.end).max(error.end);
        match all.last_mut() {
            Some(before) if start <= before.end => before.end = before.end.max(end),
            _ => all.push(start..end),
        }
    }
    all
}

fn is_within(ranges: &[Range<usize>], span: &Range<usize>) -> bool {
    let next = ranges.partition_point(|range| range.start <= span.start);
    next.checked_sub(1).and_then(|index| ranges.get(index)).is_some_and(|range| span.end <= range.end)
}

/// The names that a read begins with, up to the first part that is none.
pub(super) fn names<'r>(read: &'r Read) -> Vec<&'r str> {
    let name = |key: &'r Key| match key {
        Key::Name(name) => Some(&**name),
        Key::Index(_) | Key::Dynamic => None,
    };
    read.path.iter().map_while(|segment| name(&segment.key)).collect()
}

/// Makes every template of a widget that reads `path` read another name at its end.
pub(super) fn read_instead(widget: &Widget, path: &[&str], name: &str) -> Option<Edit> {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '-');
    let spelled = if plain { format!(".{name}") } else { format!("[\"{name}\"]") };
    let mut changed: BTreeMap<String, serde_json::Value> = BTreeMap::new();
    let templates = templates_of(widget);
    if templates.len() > MOST_REWRITTEN {
        return None;
    }
    for found in templates {
        let Some(text) = rewritten(&found.text, path, &spelled) else { continue };
        let (key, below, whole) = match found.pointer.strip_prefix("/properties") {
            Some(_) => {
                let start = format!("/properties/{}", crate::widgets::escaped(&found.field));
                let below = found.pointer.strip_prefix(&start)?.to_owned();
                (found.field.clone(), below, widget.property(&found.field)?)
            }
            None => {
                let below = found.pointer.strip_prefix("/transitions")?.to_owned();
                (TRANSITIONS.to_owned(), below, widget.json().get("transitions")?)
            }
        };
        let value = changed.entry(key).or_insert_with(|| whole.to_value());
        if let Some(text_there) = value.pointer_mut(&below) {
            *text_there = text.into();
        }
    }
    let edit = |(key, value): (String, serde_json::Value)| match key.as_str() {
        TRANSITIONS => {
            let transitions = value.as_array().cloned().unwrap_or_default();
            Edit::SetTransitions { widget: widget.id(), transitions }
        }
        _ => Edit::SetProperty { widget: widget.id(), key, value: Some(value) },
    };
    let edits: Vec<Edit> = changed.into_iter().map(edit).collect();
    let name = format!("Read {name} in {}", widget.title());
    (!edits.is_empty()).then_some(Edit::Together { name, edits })
}

/// A fix looks at all templates of the widget: not for each of thousands.
const MOST_REWRITTEN: usize = 256;

/// No property: a slash is no key that the templates of properties could have here.
const TRANSITIONS: &str = "/transitions";

fn rewritten(text: &str, path: &[&str], spelled: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for read in liquid::parse(text).reads() {
        let found = names(&read);
        if !found.starts_with(path) {
            continue;
        }
        let outer = &read.path.get(path.len().checked_sub(1)?)?.outer;
        out.push_str(text.get(done..outer.start)?);
        out.push_str(spelled);
        done = outer.end;
    }
    out.push_str(text.get(done..)?);
    (done > 0).then_some(out)
}

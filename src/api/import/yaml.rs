//! YAML into the tree, event by event and without recursion.
//!
//! Scalars are read by the core schema of YAML 1.2, so `yes` and `2026-01-01` are texts. `<<` merges, as many
//! documents use it.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use super::source::{Data, MAX_DEPTH, Map, Node, Source};
use super::{ImportError, Progress, Stage, Watch};

/// How many values a document may have once its aliases are unfolded.
const MAX_NODES: usize = 8_000_000;
/// How many of them aliases and anchors may add: a few lines can unfold to more than a machine holds.
const MAX_UNFOLDED: usize = 400_000;

/// A list or map that is not yet closed.
struct Frame {
    at: (u32, u32),
    anchor: usize,
    /// How many values it has, itself included.
    count: usize,
    inside: Inside,
}

enum Inside {
    List(Vec<Node>),
    Map { entries: Vec<(Box<str>, Node)>, key: Option<Box<str>>, merges: bool },
}

/// Puts the tree together.
#[derive(Default)]
struct Builder {
    open: Vec<Frame>,
    root: Option<Node>,
    anchors: HashMap<usize, (Node, usize)>,
    count: usize,
    unfolded: usize,
    odd: Vec<(String, u32, u32)>,
}

/// Reads the first document of a YAML text.
pub(super) fn read(text: &str, watch: &mut Watch<'_>) -> Result<Source, ImportError> {
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text);
    let mut events = 0_usize;
    let mut has_document = false;
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| {
            let (line, column) = place(error.marker());
            not_readable(line, column, error.info())
        })?;
        events += 1;
        if events.is_multiple_of(4096) {
            let done = span.start.index().min(text.len());
            watch.tell(Progress { stage: Stage::Reading, done, of: text.len() })?;
        }
        let at = place(&span.start);
        match event {
            Event::DocumentStart(_) if has_document => {
                builder.odd.push(("only the first document of this YAML is read".to_owned(), at.0, at.1));
                break;
            }
            Event::DocumentStart(_) => has_document = true,
            Event::StreamEnd => break,
            event => builder.take(event, at)?,
        }
    }
    let root = builder.root.unwrap_or(Node::new(Data::Null, (1, 1)));
    Ok(Source { root, odd: builder.odd })
}

fn place(marker: &Marker) -> (u32, u32) {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    (number(marker.line()).max(1), number(marker.col()).saturating_add(1))
}

fn not_readable(line: u32, column: u32, message: &str) -> ImportError {
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    ImportError::NotReadable {
        form: "YAML",
        line: number(line),
        column: number(column),
        message: message.to_owned(),
    }
}

impl Builder {
    fn take(&mut self, event: Event<'_>, at: (u32, u32)) -> Result<(), ImportError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let data = scalar(&text, style, tag.as_deref());
                let spelled = text.into_owned();
                self.put(Node::new(data, at), 1, anchor, Some(spelled))
            }
            Event::Alias(anchor) => {
                let Some((node, count)) = self.anchors.get(&anchor) else {
                    self.odd.push(("an alias holds itself, and is left out".to_owned(), at.0, at.1));
                    return self.put(Node::new(Data::Null, at), 1, 0, None);
                };
                let count = *count;
                if self.unfolded + count > MAX_UNFOLDED {
                    return Err(not_readable(at.0, at.1, "its aliases unfold to more than can be read"));
                }
                self.unfolded += count;
                let node = node.clone();
                let spelled = node.text().map(str::to_owned);
                self.put(node, count, 0, spelled)
            }
            Event::SequenceStart(anchor, _) => self.enter(at, anchor, Inside::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.enter(at, anchor, Inside::Map { entries: Vec::new(), key: None, merges: false })
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(),
            _ => Ok(()),
        }
    }

    fn enter(&mut self, at: (u32, u32), anchor: usize, inside: Inside) -> Result<(), ImportError> {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("lists and maps stand more than {MAX_DEPTH} deep");
            return Err(not_readable(at.0, at.1, &message));
        }
        self.open.push(Frame { at, anchor, count: 1, inside });
        Ok(())
    }

    fn leave(&mut self) -> Result<(), ImportError> {
        let Some(frame) = self.open.pop() else { return Ok(()) };
        let data = match frame.inside {
            Inside::List(items) => Data::List(items),
            Inside::Map { entries, merges: false, .. } => Data::Map(Map::new(entries)),
            Inside::Map { entries, .. } => Data::Map(Map::new(merged(entries))),
        };
        self.put(Node::new(data, frame.at), frame.count, frame.anchor, None)
    }

    /// Puts a value where the next one belongs. `spelled` is what it would be as a key.
    fn put(
        &mut self,
        node: Node,
        count: usize,
        anchor: usize,
        spelled: Option<String>,
    ) -> Result<(), ImportError> {
        let at = (node.line, node.column);
        self.count += count;
        if self.count > MAX_NODES {
            return Err(not_readable(at.0, at.1, "it has more values than can be read"));
        }
        if anchor > 0 {
            self.unfolded += count;
            if self.unfolded > MAX_UNFOLDED {
                return Err(not_readable(at.0, at.1, "its anchors hold more than can be read"));
            }
            self.anchors.insert(anchor, (node.clone(), count));
        }
        let Some(frame) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        frame.count += count;
        match &mut frame.inside {
            Inside::List(items) => items.push(node),
            Inside::Map { entries, key, merges } => match key.take() {
                Some(name) => {
                    *merges |= &*name == "<<";
                    entries.push((name, node));
                }
                None => {
                    let name = spelled.unwrap_or_else(|| {
                        self.odd.push(("a key that is no text is not read".to_owned(), at.0, at.1));
                        "?".to_owned()
                    });
                    *key = Some(name.into());
                }
            },
        }
        Ok(())
    }
}

/// The entries with those of `<<` behind them, as far as their keys are not there.
fn merged(entries: Vec<(Box<str>, Node)>) -> Vec<(Box<str>, Node)> {
    let (from, mut own): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|(key, node)| &**key == "<<" && is_mergeable(node));
    let mut seen: std::collections::HashSet<Box<str>> = own.iter().map(|(key, _)| key.clone()).collect();
    for (_, node) in from {
        let maps = match node.data {
            Data::Map(map) => vec![map],
            Data::List(list) => list
                .into_iter()
                .filter_map(|node| match node.data {
                    Data::Map(map) => Some(map),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        for (key, node) in maps.into_iter().flat_map(Map::into_entries) {
            if seen.insert(key.clone()) {
                own.push((key, node));
            }
        }
    }
    own
}

fn is_mergeable(node: &Node) -> bool {
    node.map().is_some() || node.list().is_some_and(|list| list.iter().all(|node| node.map().is_some()))
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Data {
    let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
    if style != ScalarStyle::Plain && core.is_none() || core == Some("str") {
        return Data::Text(text.into());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" => Data::Bool(true),
        "false" | "False" | "FALSE" => Data::Bool(false),
        _ if is_number(text) => Data::Number(text.into()),
        _ => Data::Text(text.into()),
    }
}

/// Whether the core schema reads a number; infinities and what is none stay texts, as JSON has no word for them.
fn is_number(text: &str) -> bool {
    let plain = text.strip_prefix(['-', '+']).unwrap_or(text);
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    }
    let starts = plain.strip_prefix('.').unwrap_or(plain);
    starts.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && plain.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte))
        && plain.parse::<f64>().is_ok_and(f64::is_finite)
}

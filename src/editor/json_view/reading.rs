//! What is read from a text before it is shown: its lines, where its states stand, what is wrong and where. Pure.

use std::ops::Range;

use crate::check::Diagnostic;
use crate::editor::findings::{below_state, with_capital, with_quotes};
use crate::editor::kit::Severity;
use crate::flow::json::{self, Json, Places};
use crate::flow::{Flow, Widget, WidgetId};

/// A longer text is shown to be read only: laying it out takes longer than a frame has.
pub const MOST_LINES: usize = 2_000;
const MOST_BYTES: usize = 240_000;
/// A longer line is no line that a person has written.
const LONGEST: usize = 20_000;

/// Where something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The line, from 0.
    pub line: usize,
    /// The characters of that line.
    pub chars: Range<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub message: String,
}

/// Why a text cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The line, from 0.
    pub line: usize,
    /// What was expected.
    pub message: String,
}

/// What is known of a text.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Where each line begins.
    starts: Vec<usize>,
    /// What is wrong, by line.
    pub marks: Vec<Mark>,
    /// The lines of each widget, in the order of the file.
    pub states: Vec<(WidgetId, Range<usize>)>,
    /// Why it is no JSON, or no flow.
    pub trouble: Option<Trouble>,
    longest: usize,
    bytes: usize,
}

impl Reading {
    /// Only the lines of a text.
    pub fn lines_of(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        let longest = text.lines().map(str::len).max().unwrap_or_default();
        Self { starts, longest, bytes: text.len(), ..Self::default() }
    }

    /// How many lines there are.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Whether it is more than can be laid out in a frame.
    pub fn is_large(&self) -> bool {
        self.starts.len() > MOST_LINES || self.bytes > MOST_BYTES || self.longest > LONGEST
    }

    /// One line of the text that was read.
    pub fn line<'t>(&self, text: &'t str, line: usize) -> &'t str {
        let start = self.starts.get(line).copied().unwrap_or(text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// The line that a byte stands in.
    pub fn line_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The widget whose text a line belongs to.
    pub fn state_at(&self, line: usize) -> Option<WidgetId> {
        let next = self.states.partition_point(|(_, lines)| lines.start <= line);
        let (id, lines) = self.states.get(next.checked_sub(1)?)?;
        lines.contains(&line).then_some(*id)
    }

    /// The lines of a widget.
    pub fn lines_of_state(&self, id: WidgetId) -> Option<Range<usize>> {
        self.states.iter().find(|(state, _)| *state == id).map(|(_, lines)| lines.clone())
    }

    /// The marks of a line.
    pub fn marks_of(&self, line: usize) -> impl Iterator<Item = &Mark> {
        let first = self.marks.partition_point(|mark| mark.line < line);
        self.marks.iter().skip(first).take_while(move |mark| mark.line == line)
    }

    fn mark(&mut self, text: &str, bytes: &Range<usize>, severity: Severity, message: String) {
        let line = self.line_at(bytes.start);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let shown = self.line(text, line);
        let count = |end: usize| shown.get(..end.saturating_sub(start).min(shown.len()));
        let chars =
            |end: usize| count(end).map_or_else(|| shown.chars().count(), |part| part.chars().count());
        let from = chars(bytes.start);
        let chars = from..chars(bytes.end.max(bytes.start)).max(from + 1);
        self.marks.push(Mark { line, chars, severity, message });
    }
}

/// A widget's text, moved to the left edge. Where the file has all of it on one line it is laid out, to be read.
pub fn widget_text(widget: &Widget) -> String {
    let text = crate::editor::inspector::shown_json(widget.json());
    if text.contains('\n') || text.len() < 60 {
        return text;
    }
    serde_json::to_string_pretty(&widget.json().to_value()).unwrap_or(text)
}

/// A flow's text; laid out where the file has all of it on one line, and whether it is.
pub fn flow_text(flow: &Flow) -> (String, bool) {
    let text = flow.write();
    if text.trim_end().contains('\n') || text.len() < 2_000 {
        return (text, false);
    }
    (serde_json::to_string_pretty(&flow.to_value()).unwrap_or(text), true)
}

/// Reads the text of a widget.
pub fn read_widget<'f>(text: &str, found: impl Iterator<Item = &'f Diagnostic>) -> Reading {
    let mut reading = Reading::lines_of(text);
    match parse(text) {
        Err((at, message)) => fail(&mut reading, text, at, message),
        Ok(root) => {
            let found = found.map(|found| (below_state(&found.place.pointer).to_owned(), found));
            mark_all(&mut reading, text, &root, found.collect());
        }
    }
    reading
}

/// Reads the text of a flow; `flow` is the version that the canvas shows.
pub fn read_flow<'f>(text: &str, flow: &Flow, found: impl Iterator<Item = &'f Diagnostic>) -> Reading {
    let mut reading = Reading::lines_of(text);
    let root = match parse(text) {
        Err((at, message)) => {
            fail(&mut reading, text, at, message);
            return reading;
        }
        Ok(root) => root,
    };
    if let Err(error) = Flow::from_json(root.clone()) {
        let at = root.lead.len();
        fail(&mut reading, text, at, error.to_string());
        return reading;
    }
    let pointer = |found: &Diagnostic| match found.place.widget.and_then(|id| flow.index_of(id)) {
        // The states may stand elsewhere than when they were checked.
        Some(index) => format!("/states/{index}{}", below_state(&found.place.pointer)),
        None => found.place.pointer.clone(),
    };
    let found: Vec<_> = found.map(|found| (pointer(found), found)).collect();
    let pointers: Vec<String> = (0..flow.widgets().len()).map(|index| format!("/states/{index}")).collect();
    let mut places = Places::of(pointers.iter().map(String::as_str));
    let mut out = String::with_capacity(text.len());
    json::write(&root, &mut out, &mut places);
    for (widget, pointer) in flow.widgets().iter().zip(&pointers) {
        if let Some(range) = places.range(pointer) {
            let lines = reading.line_at(range.start)..reading.line_at(range.end.saturating_sub(1)) + 1;
            reading.states.push((widget.id(), lines));
        }
    }
    mark_all(&mut reading, text, &root, found);
    reading
}

/// Why a text is no flow, in words; `None` where it is one.
pub fn flow_trouble(text: &str) -> Option<String> {
    match json::parse(text) {
        Err(error) => {
            let (line, column) = json::position(text, error.offset);
            Some(format!("line {line}, column {column}: {}", error.message))
        }
        Ok(root) => Flow::from_json(root).err().map(|error| error.to_string()),
    }
}

fn parse(text: &str) -> Result<Json, (usize, String)> {
    let root = json::parse(text).map_err(|error| (error.offset, error.message))?;
    // A number that is too large for anybody is JSON to our own parser only.
    serde_json::from_str::<serde_json::Value>(text).map_err(|error| (0, error.to_string()))?;
    Ok(root)
}

fn fail(reading: &mut Reading, text: &str, at: usize, message: String) {
    let line = reading.line_at(at);
    let end = text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |char| at + char.len_utf8());
    reading.mark(text, &(at..end), Severity::Error, with_capital(&message));
    reading.trouble = Some(Trouble { line, message });
}

fn mark_all(reading: &mut Reading, text: &str, root: &Json, found: Vec<(String, &Diagnostic)>) {
    let wanted = found.iter().flat_map(|(pointer, _)| upwards(pointer));
    let mut places = Places::of(wanted);
    let mut out = String::with_capacity(text.len());
    json::write(root, &mut out, &mut places);
    for (pointer, found) in &found {
        let exact = places.range(pointer);
        let range = exact.clone().or_else(|| upwards(pointer).find_map(|above| places.range(above)));
        let Some(range) = range else { continue };
        let within = found.place.range.as_ref().filter(|_| exact.is_some());
        let range = within.and_then(|within| inside(text, &range, within)).unwrap_or(range);
        let severity = crate::editor::problems::severity(found.severity);
        let message = with_quotes(&with_capital(&found.message));
        // What is about a whole object is marked where that begins.
        let is_long = text.get(range.clone()).is_some_and(|part| part.contains('\n'));
        let range = if is_long { range.start..range.start + 1 } else { range };
        reading.mark(text, &range, severity, message);
    }
    reading.marks.sort_by_key(|mark| (mark.line, mark.chars.start));
}

/// A part of a string that is spelled as it reads.
fn inside(text: &str, string: &Range<usize>, within: &Range<usize>) -> Option<Range<usize>> {
    let spelled = text.get(string.clone())?;
    let is_plain = spelled.starts_with('"') && !spelled.contains('\\');
    let range = string.start + 1 + within.start..string.start + 1 + within.end;
    (is_plain && range.end < string.end && text.get(range.clone()).is_some()).then_some(range)
}

/// A pointer and every one above it, the nearest first.
fn upwards(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| pointer.rsplit_once('/').map(|(above, _)| above))
}

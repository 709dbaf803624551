//! Puts an answer into the text of a test file: only the answer is written, and all else stands byte for byte.
//!
//! What comes out is read again and held against what was meant, so that a way of writing that nobody thought of is
//! refused and never spoiled.

use std::ops::Range;

use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

use super::format::{Given, Test, TestFile};
use super::from_trace::{key, quoted};
use super::read::{self, Node};
use crate::sim::world::Stub;

impl Test {
    /// How many answers it has for a widget.
    pub fn answers_of(&self, widget: &str) -> usize {
        let given = self.given.iter().filter(|(name, _)| name.value == widget);
        given.map(|(_, given)| if let Given::Answers(answers) = given { answers.len() } else { 0 }).sum()
    }
}

/// A test that begins as the flow does and expects that a widget asks, which gets this answer.
pub fn test_with_answer(name: &str, widget: &str, answer: &Stub) -> String {
    format!(
        "[[test]]\nname = {}\nsteps = [\n  {{ requests = {{ widget = {} }} }},\n]\n\n[test.http]\n{} = {}\n",
        quoted(name),
        quoted(widget),
        key(widget),
        inline(answer),
    )
}

/// The text of a file in which a test, by its number, has this answer for a widget: in place of those that it has, or
/// after them.
///
/// # Errors
/// Why the text is left as it is, as a sentence.
pub fn with_answer(
    text: &str,
    test: usize,
    widget: &str,
    answer: &Stub,
    adds: bool,
) -> Result<String, String> {
    TestFile::parse(text)
        .map_err(|mistakes| mistakes.first().map(ToString::to_string).unwrap_or_default())?;
    let root = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let item = match root.get_ref().get("test").map(|node| node.get_ref()) {
        Some(DeValue::Array(items)) => items.get(test),
        _ => None,
    };
    let item = item.ok_or_else(|| "The test is not there any more".to_owned())?;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let place = Place { text, line_end, widget, answer, adds };
    let otherwise = || format!("The answers of {widget} are written there in a way that only you can change");
    let (range, new) = place.change(item).ok_or_else(otherwise)?;
    let meant = place.meant(root.get_ref(), test).ok_or_else(otherwise)?;
    let mut out = text.to_owned();
    if out.get(range.clone()).is_none() {
        return Err(otherwise());
    }
    out.replace_range(range, &new);
    let is_meant =
        DeTable::parse(&out).is_ok_and(|after| Value::Object(read::object(after.get_ref())) == meant);
    if is_meant && TestFile::parse(&out).is_ok() { Ok(out) } else { Err(otherwise()) }
}

/// How a table or a value stands in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `{ … }`, `[ … ]` or a plain value behind a key.
    Inline,
    /// Below a header in brackets.
    Header,
    /// By keys with dots, or by headers of what is in it.
    Implied,
}

struct Place<'a> {
    text: &'a str,
    line_end: &'static str,
    widget: &'a str,
    answer: &'a Stub,
    adds: bool,
}

impl Place<'_> {
    fn shape(&self, node: &Node<'_>) -> Shape {
        let own = self.text.get(node.span()).unwrap_or_default();
        match node.get_ref() {
            DeValue::Table(_) if own.starts_with('{') => Shape::Inline,
            DeValue::Table(_) if own.starts_with('[') => Shape::Header,
            DeValue::Table(_) => Shape::Implied,
            DeValue::Array(_) if own.starts_with("[[") => Shape::Header,
            _ => Shape::Inline,
        }
    }

    /// What is written where.
    fn change(&self, test: &Node<'_>) -> Option<(Range<usize>, String)> {
        let entry = format!("{} = {}", key(self.widget), inline(self.answer));
        let nl = self.line_end;
        let DeValue::Table(table) = test.get_ref() else { return None };
        let Some(http) = table.get("http") else {
            return match self.shape(test) {
                Shape::Inline => self.inside_braces(test, &format!("http = {{ {entry} }}")),
                Shape::Header => Some(self.below(test, &format!("{nl}{nl}[test.http]{nl}{entry}"))),
                Shape::Implied => None,
            };
        };
        let DeValue::Table(answers) = http.get_ref() else { return None };
        if let Some(known) = answers.get(self.widget) {
            return self.replaced(known);
        }
        let are_plain = answers.values().all(|value| self.shape(value) == Shape::Inline);
        match self.shape(http) {
            Shape::Inline => self.inside_braces(http, &entry),
            Shape::Header if are_plain => Some(self.below(http, &format!("{nl}{entry}"))),
            Shape::Header => Some(self.at_line_end(http.span().end, &format!("{nl}{entry}"))),
            Shape::Implied if are_plain => Some(self.below(http, &format!("{nl}http.{entry}"))),
            Shape::Implied => Some(self.below(test, &format!("{nl}{nl}{}", self.table()))),
        }
    }

    /// A widget that has answers already.
    fn replaced(&self, known: &Node<'_>) -> Option<(Range<usize>, String)> {
        let value = inline(self.answer);
        let own = self.text.get(known.span())?;
        match (self.shape(known), known.get_ref(), self.adds) {
            (Shape::Inline, _, false) => Some((known.span(), value)),
            (Shape::Inline, DeValue::Array(_), true) => self.inside_braces(known, &value),
            (Shape::Inline, _, true) => Some((known.span(), format!("[{own}, {value}]"))),
            (Shape::Header, DeValue::Table(_), false) => {
                Some((known.span().start..end_of(known), self.table()))
            }
            (Shape::Header | Shape::Implied, ..) => None,
        }
    }

    /// The answer below a header of its own.
    fn table(&self) -> String {
        let lines = parts(self.answer).join(self.line_end);
        format!("[test.http.{}]{}{lines}", key(self.widget), self.line_end)
    }

    /// Behind the last of what stands in braces or brackets.
    fn inside_braces(&self, node: &Node<'_>, entry: &str) -> Option<(Range<usize>, String)> {
        let span = node.span();
        let inside = self.text.get(span.start..span.end.checked_sub(1)?)?;
        let last = end_of_members(node);
        let Some(last) = last else {
            // There is nothing in it.
            let at = span.start + 1;
            return Some((at..at, if inside.len() > 1 { format!(" {entry}") } else { format!(" {entry} ") }));
        };
        let rest = self.text.get(last..span.end - 1)?;
        match rest.find(',').filter(|_| !rest.contains('#')) {
            Some(comma) => {
                let at = last + comma + 1;
                Some((at..at, format!(" {entry},")))
            }
            None => Some((last..last, format!(", {entry}"))),
        }
    }

    /// Behind the line that ends what a table has.
    fn below(&self, node: &Node<'_>, lines: &str) -> (Range<usize>, String) {
        self.at_line_end(end_of(node), lines)
    }

    fn at_line_end(&self, from: usize, lines: &str) -> (Range<usize>, String) {
        let rest = self.text.get(from..).unwrap_or_default();
        let length = rest.find('\n').unwrap_or(rest.len());
        let has_return = rest.get(..length).is_some_and(|line| line.ends_with('\r'));
        let at = from + length - usize::from(has_return);
        let is_last = length == rest.len();
        (at..at, if is_last { format!("{lines}{}", self.line_end) } else { lines.to_owned() })
    }

    /// What all of the file is to say.
    fn meant(&self, root: &DeTable<'_>, test: usize) -> Option<Value> {
        let mut meant = Value::Object(read::object(root));
        let test = meant.get_mut("test")?.get_mut(test)?.as_object_mut()?;
        let http = test.entry("http").or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
        let new = self.value();
        let value = match http.remove(self.widget).filter(|_| self.adds) {
            None => new,
            Some(Value::Array(mut known)) => {
                known.push(new);
                Value::Array(known)
            }
            Some(one) => json!([one, new]),
        };
        http.insert(self.widget.to_owned(), value);
        Some(meant)
    }

    fn value(&self) -> Value {
        let mut value = Map::new();
        value.insert("status".to_owned(), json!(self.answer.status));
        if !self.answer.body.is_empty() {
            value.insert("body".to_owned(), json!(self.answer.body));
        }
        if let Some(kind) = &self.answer.content_type {
            value.insert("content_type".to_owned(), json!(kind));
        }
        Value::Object(value)
    }
}

fn parts(answer: &Stub) -> Vec<String> {
    let mut parts = vec![format!("status = {}", answer.status)];
    if !answer.body.is_empty() {
        parts.push(format!("body = {}", quoted(&answer.body)));
    }
    parts.extend(answer.content_type.as_ref().map(|kind| format!("content_type = {}", quoted(kind))));
    parts
}

fn inline(answer: &Stub) -> String {
    format!("{{ {} }}", parts(answer).join(", "))
}

/// Where the last thing ends that is in it.
fn end_of(node: &Node<'_>) -> usize {
    node.span().end.max(end_of_members(node).unwrap_or_default())
}

fn end_of_members(node: &Node<'_>) -> Option<usize> {
    match node.get_ref() {
        DeValue::Table(table) => table.values().map(end_of).max(),
        DeValue::Array(items) => items.iter().map(end_of).max(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# ours\nflow = \"a.json\" # the flow\n\n";

    #[track_caller]
    fn check(before: &str, adds: bool, expected: Option<&str>) {
        let answer = Stub { status: 201, body: "{\"a\": \"ü\"}".to_owned(), content_type: None };
        let text = format!("{HEAD}{before}");
        let found = with_answer(&text, 0, "ask", &answer, adds).ok();
        let value = "{ status = 201, body = \"{\\\"a\\\": \\\"ü\\\"}\" }";
        let expected = expected.map(|expected| format!("{HEAD}{}", expected.replace("NEW", value)));
        assert_eq!(found, expected, "{before}");
    }

    #[test]
    fn only_the_answer_is_written() {
        let plain = "[[test]]\nname = \"one\" # first\nsteps = [\n  # nothing\n]\n";
        check(plain, false, Some(&format!("{plain}\n[test.http]\nask = NEW\n")));
        let two = "[[test]]\nname = \"one\"\nsteps = [] # none\n\n# about two\n[[test]]\nname = \"two\"\nsteps = []\n";
        check(two, false, Some(&two.replace("[] # none\n", "[] # none\n\n[test.http]\nask = NEW\n")));
        // Without a line break at the end, and with those of Windows.
        check(
            "[[test]]\nname = \"o\"\nsteps = []",
            false,
            Some("[[test]]\nname = \"o\"\nsteps = []\n\n[test.http]\nask = NEW\n"),
        );
        check(
            "[[test]]\r\nname = \"o\"\r\nsteps = []\r\n",
            false,
            Some("[[test]]\r\nname = \"o\"\r\nsteps = []\r\n\r\n[test.http]\r\nask = NEW\r\n"),
        );
    }

    #[test]
    fn answers_that_are_there_keep_their_place() {
        let with = |answers: &str| format!("[[test]]\nname = \"o\"\nsteps = []\n{answers}");
        for (before, adds, after) in [
            (
                "[test.http]\nother = 500 # why\n\n# end\n",
                false,
                Some("[test.http]\nother = 500 # why\nask = NEW\n\n# end\n"),
            ),
            ("[test.http]\nask = 500 # why\n", false, Some("[test.http]\nask = NEW # why\n")),
            ("[test.http]\nask = 500 # why\n", true, Some("[test.http]\nask = [500, NEW] # why\n")),
            (
                "[test.http]\nask = [500, { status = 200 }]\n",
                true,
                Some("[test.http]\nask = [500, { status = 200 }, NEW]\n"),
            ),
            ("[test.http]\nask = [\n  500,\n]\n", true, Some("[test.http]\nask = [\n  500, NEW,\n]\n")),
            (
                "[test.http] # empty\n[test.on]\nx = \"y\"\n",
                false,
                Some("[test.http] # empty\nask = NEW\n[test.on]\nx = \"y\"\n"),
            ),
            ("http = { other = 200 }\n", false, Some("http = { other = 200, ask = NEW }\n")),
            ("http = {}\n", false, Some("http = { ask = NEW }\n")),
            ("http.other = 200\n", false, Some("http.other = 200\nhttp.ask = NEW\n")),
            (
                "[test.http.ask]\nstatus = 500\nbody = \"no\"\n# next\n",
                false,
                Some("[test.http.ask]\nstatus = 201\nbody = \"{\\\"a\\\": \\\"ü\\\"}\"\n# next\n"),
            ),
            (
                "[test.http.other]\nstatus = 500\n",
                false,
                Some(
                    "[test.http.other]\nstatus = 500\n\n[test.http.ask]\nstatus = 201\nbody = \"{\\\"a\\\": \\\"ü\\\"}\"\n",
                ),
            ),
            (
                "[test.http]\nx = 200\n[test.http.other]\nstatus = 500\n",
                false,
                Some("[test.http]\nask = NEW\nx = 200\n[test.http.other]\nstatus = 500\n"),
            ),
            // Two answers are not made of one that stands below a header.
            ("[test.http.ask]\nstatus = 500\n", true, None),
            ("[[test.http.ask]]\nstatus = 500\n", false, None),
        ] {
            check(&with(before), adds, after.map(with).as_deref());
        }
        check(
            "test = [{ name = \"o\", steps = [] }]\n",
            false,
            Some("test = [{ name = \"o\", steps = [], http = { ask = NEW } }]\n"),
        );
    }

    #[test]
    fn a_new_test_can_be_read() {
        let answer =
            Stub { status: 404, body: "\u{1}\"\\\n".to_owned(), content_type: Some("a/b".to_owned()) };
        let text = format!("{HEAD}{}", test_with_answer("a \"b\"", "ask it", &answer));
        let file = TestFile::parse(&text).unwrap();
        assert_eq!(file.tests[0].name.value, "a \"b\"");
        assert_eq!(file.tests[0].answers_of("ask it"), 1);
        assert_eq!(file.tests[0].answers_of("other"), 0);
        assert!(with_answer(&text, 1, "ask", &answer, false).is_err());
    }
}

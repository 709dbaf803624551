//! A text that should be JSON and is not.

use super::{Rule, Run, counts, is_content_type};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::liquid::{self, TokenKind};
use crate::widgets::{Field, FieldKind};

pub(super) const RULE: Rule = Rule {
    code: "bad-json",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A text that should be JSON and is not",
    why: "Twilio refuses attributes that are no valid JSON (50304), and few servers take such a request",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        if field.kind != FieldKind::Json && !is_json_body(at, field) {
            continue;
        }
        let Some(text) = at.settled(field.key) else {
            template(at, field, sink);
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            sink.add(format!("{} is no JSON: {error}", field.label), at.field(field.key));
        }
    }
}

/// Whether a field is the body of a request that is sent as JSON.
fn is_json_body(at: &At<'_>, field: &Field) -> bool {
    let kind = || at.entry?.fields.iter().find(|field| is_content_type(field));
    field.key == "body"
        && counts(field, at.widget)
        && kind()
            .and_then(|kind| at.settled(kind.key))
            .is_some_and(|kind| kind.trim().starts_with("application/json"))
        && at.settled("method").is_some_and(|method| method == "POST")
}

/// A template whose outputs cannot make JSON of it, whatever they are.
fn template(at: &At<'_>, field: &Field, sink: &mut Sink<'_>) {
    let Some(text) = at.widget.property_text(field.key).and_then(|text| neutral(&text)) else { return };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
        // The place is one in the text that was made.
        let error = error.to_string();
        let words = error.split(" at line ").next().unwrap_or_default();
        let message = format!("{} is no JSON, whatever its variables hold: {words}", field.label);
        sink.add(message, at.field(field.key));
    }
}

/// The text with a value for each output that fits where it stands; `None` where tags decide on parts of it, or where
/// an output may stand for anything.
fn neutral(text: &str) -> Option<String> {
    if text.contains("{%") || text.contains("${") || !liquid::parse(text).errors().is_empty() {
        return None;
    }
    let mut made = Made::default();
    let (mut start, mut done) = (None, 0);
    for token in liquid::tokens(text).into_iter().filter(|token| token.kind == TokenKind::Delimiter) {
        let piece = text.get(token.span.clone())?;
        match start {
            None if piece.starts_with("{{") => {
                made.literal(text.get(done..token.span.start)?);
                start = Some(token.span.start);
            }
            Some(_) if piece.ends_with("}}") => {
                done = token.span.end;
                start = None;
                made.output(text.get(done..)?)?;
            }
            _ => {}
        }
    }
    made.literal(text.get(done..)?);
    Some(made.text)
}

/// What is made of a template, and where in JSON its end is.
#[derive(Default)]
struct Made {
    text: String,
    /// The brackets that are open.
    open: Vec<char>,
    in_string: bool,
    is_escaped: bool,
    /// The last character that is no white space.
    last: Option<char>,
}

impl Made {
    fn literal(&mut self, text: &str) {
        for char in text.chars() {
            self.text.push(char);
            if self.in_string {
                self.in_string = char != '"' || self.is_escaped;
                self.is_escaped = char == '\\' && !self.is_escaped;
            } else {
                match char {
                    '"' => (self.in_string, self.is_escaped) = (true, false),
                    '{' | '[' => self.open.push(char),
                    '}' | ']' => {
                        self.open.pop();
                    }
                    _ => {}
                }
            }
            if !char.is_whitespace() {
                self.last = Some(char);
            }
        }
    }

    /// Adds what an output may be, before this rest of the template.
    fn output(&mut self, rest: &str) -> Option<()> {
        let is_member = self.open.last() == Some(&'{');
        let made = match self.last {
            _ if self.in_string => "1",
            Some(':' | '[' | '-' | '+' | '.') => "1",
            Some(',') if !is_member => "1",
            Some('{' | ',') if rest.trim_start().starts_with(':') => "\"a\"",
            Some('{' | ',') => "\"a\":1",
            // More of a number, or more members: nothing is as good.
            Some('0'..='9' | '}' | ']' | '"') => "",
            _ => return None,
        };
        self.text.push_str(made);
        self.is_escaped = false;
        self.last = made.chars().last().or(self.last);
        Some(())
    }
}

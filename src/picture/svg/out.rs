//! The text of an SVG as it is written: numbers, escapes, elements.

use std::fmt::Write as _;

/// What was written so far.
pub(super) struct Out {
    text: String,
    depth: usize,
}

impl Out {
    pub(super) fn new() -> Self {
        Self { text: String::new(), depth: 0 }
    }

    /// A line at the depth that was come to.
    pub(super) fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:1$}{line}", "", self.depth);
    }

    /// A line that opens an element.
    pub(super) fn open(&mut self, line: &str) {
        self.line(line);
        self.depth += 1;
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.line(&format!("</{name}>"));
    }

    /// An element that holds nothing but text.
    pub(super) fn element(&mut self, name: &str, attributes: &str, text: &str) {
        self.line(&format!("<{name}{attributes}>{}</{name}>", escaped(text)));
    }

    pub(super) fn text(self) -> String {
        self.text
    }
}

/// A number as short as it may be: hundredths of a point are not seen.
pub(super) fn num(value: f32) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text that may stand in an element or an attribute. What XML cannot hold is shown as a character of its own.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' | '\r' => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => out.push(char::REPLACEMENT_CHARACTER),
            char if char.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            char => out.push(char),
        }
    }
    out
}

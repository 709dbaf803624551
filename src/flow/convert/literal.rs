//! Reads literals as code writes them: keys without quotes, other quotes, commas too many or too few, comments.
//!
//! It reads data, not programs. An expression that stands where a value should (`process.env.SID`) becomes the text
//! `${process.env.SID}`, as deployment tools write a placeholder, and is told.

use crate::flow::json::{self, Json, Kind, List, MAX_DEPTH, Member, encode};

/// A longer expression is not data with a gap in it.
const MAX_EXPRESSION: usize = 200;

/// What was read, and what had to be understood.
#[derive(Debug)]
pub(super) struct Literal {
    pub json: Json,
    /// Byte offset of each expression, and the expression.
    pub expressions: Vec<(usize, String)>,
    /// How many comments stood in it.
    pub comments: usize,
    /// The byte after it.
    pub end: usize,
}

/// Reads the literal that begins at a byte; `Err` is the byte at which it is none.
pub(super) fn read(text: &str, start: usize) -> Result<Literal, usize> {
    let mut reader = Reader { text, at: start, depth: 0, expressions: Vec::new(), comments: 0 };
    match reader.value() {
        Some(json) => {
            Ok(Literal { json, expressions: reader.expressions, comments: reader.comments, end: reader.at })
        }
        None => Err(reader.at),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    expressions: Vec<(usize, String)>,
    comments: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        let is_there = self.rest().starts_with(token);
        if is_there {
            self.at += token.len();
        }
        is_there
    }

    /// Skips white space and comments; whether a line ended.
    fn space(&mut self) -> bool {
        let start = self.at;
        loop {
            let rest = self.rest();
            let white = rest.len() - rest.trim_start().len();
            self.at += white;
            let rest = self.rest();
            let comment = if rest.starts_with("//") || rest.starts_with('#') {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else {
                break;
            };
            self.comments += 1;
            self.at += comment;
        }
        self.text.get(start..self.at).unwrap_or_default().contains('\n')
    }

    fn value(&mut self) -> Option<Json> {
        self.space();
        let kind = match self.peek()? {
            '{' => self.list('}', Self::member).map(Kind::Object)?,
            '[' => self.list(']', Self::value).map(Kind::Array)?,
            '"' | '\'' | '`' => Kind::String(self.string()?.into()),
            '-' | '0'..='9' => self.number()?,
            char if is_word(char) => self.word()?,
            _ => return None,
        };
        Some(Json::bare(kind))
    }

    fn list<T>(&mut self, close: char, item: impl Fn(&mut Self) -> Option<T>) -> Option<List<T>> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        while self.peek()? != close {
            items.push(item(self)?);
            // Where a line ends, HCL needs no comma.
            let mut is_separated = self.space();
            if self.eat(",") {
                is_separated = true;
                self.space();
            }
            if !is_separated && self.peek()? != close {
                return None;
            }
        }
        self.at += close.len_utf8();
        self.depth -= 1;
        Some(List { items, inner: "".into() })
    }

    fn member(&mut self) -> Option<Member> {
        let key = match self.peek()? {
            '"' | '\'' => self.string()?,
            _ => encode(self.name()?),
        };
        self.space();
        if !(self.eat("=>") || self.eat(":") || self.eat("=")) {
            return None;
        }
        Some(Member { lead: "".into(), key: key.into(), trail: "".into(), value: self.value()? })
    }

    fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let length = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).filter(|name| !name.is_empty())
    }

    fn number(&mut self) -> Option<Kind> {
        let rest = self.rest();
        let is_part = |char: char| char.is_ascii_alphanumeric() || "+-.".contains(char);
        let length = rest.find(|char| !is_part(char)).unwrap_or(rest.len());
        let raw = rest.get(..length)?;
        // What JSON would not take as a number is none here either.
        let kind = json::parse(raw).ok()?.kind;
        self.at += length;
        Some(kind)
    }

    fn word(&mut self) -> Option<Kind> {
        let start = self.at;
        let literal = match self.name()? {
            "true" | "True" => "true",
            "false" | "False" => "false",
            "null" | "None" | "nil" => "null",
            _ => "",
        };
        let next = self.peek();
        if !literal.is_empty() && next.is_none_or(|char| char.is_whitespace() || ",}]".contains(char)) {
            return Some(Kind::Literal(literal.into()));
        }
        self.at = start;
        self.expression()
    }

    /// A name with what is called, chosen or looked up on it, up to the end of its line or of its place in a list.
    fn expression(&mut self) -> Option<Kind> {
        let rest = self.rest();
        let mut open = 0_usize;
        let mut length = rest.len();
        for (at, char) in rest.char_indices() {
            match char {
                '(' | '[' => open += 1,
                ')' | ']' if open > 0 => open -= 1,
                ',' if open > 0 => {}
                ',' | '}' | ']' | '\n' => {
                    length = at;
                    break;
                }
                '{' | ';' | ':' | '=' | ')' => return None,
                _ if at > MAX_EXPRESSION => return None,
                _ => {}
            }
        }
        let expression = rest.get(..length)?.trim_end();
        self.expressions.push((self.at, expression.to_owned()));
        self.at += expression.len();
        Some(Kind::String(encode(&format!("${{{expression}}}")).into()))
    }

    /// A string, as JSON spells it between its quotes.
    fn string(&mut self) -> Option<String> {
        let (raw, end) = string(self.text, self.at).ok()?;
        self.at = end;
        Some(raw)
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '$')
}

/// The string literal that begins at a byte: as JSON spells its text between quotes, and the byte after it. `Err` is
/// the byte at which it is none.
pub(super) fn string(text: &str, start: usize) -> Result<(String, usize), usize> {
    let rest = text.get(start..).unwrap_or_default();
    let quotes = ["\"\"\"", "'''", "\"", "'", "`"];
    let quote = quotes.into_iter().find(|quote| rest.starts_with(quote)).ok_or(start)?;
    let may_break = quote != "\"" && quote != "'";
    let mut raw = String::new();
    let mut chars = rest.get(quote.len()..).unwrap_or_default().chars();
    let ends = loop {
        if chars.as_str().starts_with(quote) {
            break true;
        }
        let is_read = match chars.next() {
            Some('\\') => escape(&mut chars, &mut raw).is_some(),
            Some('\n') if !may_break => false,
            Some(char) => {
                push(char, &mut raw);
                true
            }
            None => false,
        };
        if !is_read {
            break false;
        }
    };
    let at = text.len() - chars.as_str().len();
    if ends { Ok((raw, at + quote.len())) } else { Err(at) }
}

/// What follows a backslash.
fn escape(chars: &mut std::str::Chars<'_>, raw: &mut String) -> Option<()> {
    match chars.next()? {
        char @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => raw.extend(['\\', char]),
        'u' if chars.as_str().starts_with('{') => {
            let (digits, after) = chars.as_str().get(1..)?.split_once('}')?;
            push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, raw);
            *chars = after.chars();
        }
        // Kept as it is: it may be half of a pair.
        'u' => {
            let digits =
                chars.as_str().get(..4).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            raw.push_str("\\u");
            raw.push_str(digits);
            *chars = chars.as_str().get(4..)?.chars();
        }
        'x' => {
            let code = u8::from_str_radix(chars.as_str().get(..2)?, 16).ok()?;
            *chars = chars.as_str().get(2..)?.chars();
            push(char::from(code), raw);
        }
        '0' => push('\0', raw),
        'v' => push('\u{b}', raw),
        // A line that goes on in the next one.
        '\n' => {}
        '\r' if chars.as_str().starts_with('\n') => {
            chars.next();
        }
        other => push(other, raw),
    }
    Some(())
}

fn push(char: char, raw: &mut String) {
    let mut buffer = [0; 4];
    raw.push_str(&encode(char.encode_utf8(&mut buffer)));
}

//! From text to tree. Strict JSON; what it refuses it refuses with a place.

use super::{Json, Kind, List, Member};

/// The largest text that is read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How deep arrays and objects may stand in each other.
pub const MAX_DEPTH: usize = 128;

/// Why a text is no JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// Byte offset in the text.
    pub offset: usize,
    /// What was expected or found, in one sentence without a full stop.
    pub message: String,
}

/// Reads one JSON value that fills the whole text.
///
/// # Errors
/// Where the text is no JSON, larger than [`MAX_BYTES`] or deeper than [`MAX_DEPTH`].
pub fn parse(text: &str) -> Result<Json, ParseError> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    if text.len() > MAX_BYTES {
        return Err(parser.error("the text is larger than 64 MiB"));
    }
    let value = parser.value()?;
    if parser.at < text.len() {
        return Err(parser.error("something follows the end of the JSON value"));
    }
    Ok(value)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn error(&self, message: impl Into<String>) -> ParseError {
        ParseError { offset: self.at, message: message.into() }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().position(|byte| !accept(byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn space(&mut self) -> Box<str> {
        self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).into()
    }

    fn value(&mut self) -> Result<Json, ParseError> {
        let lead = self.space();
        let kind = match self.peek() {
            Some(b'{') => Kind::Object(self.list(b'}', Self::member)?),
            Some(b'[') => Kind::Array(self.list(b']', Self::value)?),
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Literal(self.number()?),
            Some(_) => Kind::Literal(self.word()?),
            None => return Err(self.error("a value is missing: the text ends here")),
        };
        let trail = self.space();
        Ok(Json { lead, kind, trail })
    }

    /// The items of an array or object, from its opening bracket to its closing one.
    fn list<T>(
        &mut self,
        close: u8,
        item: impl Fn(&mut Self) -> Result<T, ParseError>,
    ) -> Result<List<T>, ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("arrays and objects stand more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        self.at += 1;
        let start = self.at;
        let inner = self.space();
        let mut items = Vec::new();
        if self.peek() == Some(close) {
            self.at += 1;
            self.depth -= 1;
            return Ok(List { items, inner });
        }
        self.at = start;
        loop {
            items.push(item(self)?);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == close => break,
                Some(_) => return Err(self.error(format!("`,` or `{}` is expected here", close as char))),
                None => return Err(self.error(format!("`{}` is missing: the text ends here", close as char))),
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(List { items, inner: "".into() })
    }

    fn member(&mut self) -> Result<Member, ParseError> {
        let lead = self.space();
        if self.peek() != Some(b'"') {
            return Err(self.error("a key in double quotes is expected here"));
        }
        let key = self.string()?;
        let trail = self.space();
        if self.peek() != Some(b':') {
            return Err(self.error("`:` is expected after the key"));
        }
        self.at += 1;
        Ok(Member { lead, key, trail, value: self.value()? })
    }

    fn string(&mut self) -> Result<Box<str>, ParseError> {
        self.at += 1;
        let start = self.at;
        loop {
            self.take_while(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(_) => return Err(self.error("a line break or control character stands inside a string")),
                None => return Err(self.error("the closing quote of a string is missing")),
            }
        }
        let raw = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok(raw.into())
    }

    fn escape(&mut self) -> Result<(), ParseError> {
        let bytes = self.rest().as_bytes();
        let length = match bytes.get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if bytes.get(2..6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) => 6,
            _ => return Err(self.error("this escape is not one that JSON knows")),
        };
        self.at += length;
        Ok(())
    }

    fn number(&mut self) -> Result<Box<str>, ParseError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.take_while(|byte| byte.is_ascii_digit());
        let mut correct = whole == "0" || !(whole.is_empty() || whole.starts_with('0'));
        if self.peek() == Some(b'.') {
            self.at += 1;
            correct &= !self.take_while(|byte| byte.is_ascii_digit()).is_empty();
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            correct &= !self.take_while(|byte| byte.is_ascii_digit()).is_empty();
        }
        if correct {
            return Ok(self.text.get(start..self.at).unwrap_or_default().into());
        }
        self.at = start;
        Err(self.error("this is not how JSON writes a number"))
    }

    fn word(&mut self) -> Result<Box<str>, ParseError> {
        let start = self.at;
        let word = self.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if matches!(word, "null" | "true" | "false") {
            return Ok(word.into());
        }
        self.at = start;
        Err(self.error(match word {
            "" => "a value is expected here".to_owned(),
            word => format!("`{word}` is no JSON value"),
        }))
    }
}

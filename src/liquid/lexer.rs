//! Cuts the inside of an output or a tag into tokens, one at a time. Knows no grammar.

use super::tree::{Operator, Span};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A name, perhaps a word of the language.
    Name,
    /// A whole number.
    Int,
    /// A number with a fraction.
    Float,
    /// A string; the span has its quotes.
    Text,
    /// A string that never ends: the span is its first quote.
    OpenText,
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `|`
    Pipe,
    /// `=`
    Assign,
    /// A comparison other than `contains`.
    Operator(Operator),
    /// `#`
    Hash,
    /// `}}` or `%}`, with or without the hyphen.
    Close {
        /// With the hyphen.
        trim: bool,
        /// Whether it is `%}`.
        tag: bool,
    },
    /// The end of the text.
    End,
    /// A character that has no place in Liquid.
    Bad,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What.
    pub kind: Kind,
    /// Where.
    pub span: Span,
}

/// A place in a text from which tokens are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexer<'s> {
    /// The whole source.
    pub source: &'s str,
    /// The next byte.
    pub pos: usize,
    /// Tokens end here.
    pub limit: usize,
    /// Within the tag `liquid`: a tag ends with its line, and no delimiter closes it.
    pub bare: bool,
    /// The token that was looked at last, with the place, limit and kind of tag for which it holds.
    seen: Option<(usize, usize, bool, Token)>,
}

/// Whether a byte is white space inside a tag.
pub(super) fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

/// Whether a name can begin with the byte.
pub(super) fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// Whether the text can stand after a dot.
pub(super) fn is_name(text: &str) -> bool {
    text.bytes().next().is_some_and(starts_name)
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        && !text.ends_with('-')
}

impl<'s> Lexer<'s> {
    /// Reads from a place to the end of the source.
    pub fn new(source: &'s str, pos: usize) -> Self {
        Self { source, pos, limit: source.len(), bare: false, seen: None }
    }

    /// The byte `ahead` of the place.
    pub fn byte(&self, ahead: usize) -> Option<u8> {
        let at = self.pos + ahead;
        if at < self.limit { self.source.as_bytes().get(at).copied() } else { None }
    }

    fn rest(&self) -> &'s [u8] {
        self.source.as_bytes().get(self.pos..self.limit).unwrap_or_default()
    }

    /// Goes on to the next byte that is no white space.
    pub fn skip_space(&mut self) {
        let spaces = self.rest().iter().take_while(|byte| is_space(**byte)).count();
        self.pos += spaces;
    }

    /// The length of a closing delimiter at `ahead`, and whether it has a hyphen and a per cent sign.
    fn close_at(&self, ahead: usize) -> Option<(usize, bool, bool)> {
        if self.bare {
            return None;
        }
        let trim = self.byte(ahead) == Some(b'-');
        let at = ahead + usize::from(trim);
        match (self.byte(at), self.byte(at + 1)) {
            (Some(b'}'), Some(b'}')) => Some((2 + usize::from(trim), trim, false)),
            (Some(b'%'), Some(b'}')) => Some((2 + usize::from(trim), trim, true)),
            _ => None,
        }
    }

    fn read(&mut self) -> Token {
        self.skip_space();
        let start = self.pos;
        let Some(byte) = self.byte(0) else {
            return Token { kind: Kind::End, span: Span::new(start, start) };
        };
        if let Some((length, trim, tag)) = self.close_at(0) {
            return self.token(Kind::Close { trim, tag }, length);
        }
        let following = self.byte(1);
        match byte {
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => self.name(),
            b'0'..=b'9' => self.number(),
            b'-' if following.is_some_and(|b| b.is_ascii_digit()) => self.number(),
            b'\'' | b'"' => self.text(byte),
            b'.' if following == Some(b'.') => self.token(Kind::DotDot, 2),
            b'.' => self.token(Kind::Dot, 1),
            b'[' => self.token(Kind::OpenBracket, 1),
            b']' => self.token(Kind::CloseBracket, 1),
            b'(' => self.token(Kind::OpenParen, 1),
            b')' => self.token(Kind::CloseParen, 1),
            b',' => self.token(Kind::Comma, 1),
            b':' => self.token(Kind::Colon, 1),
            b'|' => self.token(Kind::Pipe, 1),
            b'#' => self.token(Kind::Hash, 1),
            b'=' if following == Some(b'=') => self.token(Kind::Operator(Operator::Equal), 2),
            b'=' => self.token(Kind::Assign, 1),
            b'!' if following == Some(b'=') => self.token(Kind::Operator(Operator::Different), 2),
            b'<' if following == Some(b'>') => self.token(Kind::Operator(Operator::Different), 2),
            b'<' if following == Some(b'=') => self.token(Kind::Operator(Operator::LessOrEqual), 2),
            b'<' => self.token(Kind::Operator(Operator::Less), 1),
            b'>' if following == Some(b'=') => self.token(Kind::Operator(Operator::GreaterOrEqual), 2),
            b'>' => self.token(Kind::Operator(Operator::Greater), 1),
            _ => {
                let length =
                    self.source.get(start..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8);
                self.token(Kind::Bad, length)
            }
        }
    }

    /// The next token; the place stays.
    pub fn peek(&mut self) -> Token {
        if let Some(token) = self.known() {
            return token;
        }
        let pos = self.pos;
        let token = self.read();
        self.pos = pos;
        self.seen = Some((pos, self.limit, self.bare, token));
        token
    }

    /// The next token; the place moves behind it.
    pub fn next(&mut self) -> Token {
        match self.known() {
            Some(token) => {
                self.pos = token.span.end;
                token
            }
            None => self.read(),
        }
    }

    /// The token at the place, if it was looked at.
    fn known(&self) -> Option<Token> {
        let (pos, limit, bare, token) = self.seen?;
        ((pos, limit, bare) == (self.pos, self.limit, self.bare)).then_some(token)
    }

    fn token(&mut self, kind: Kind, length: usize) -> Token {
        let span = Span::new(self.pos, self.pos + length);
        self.pos = span.end;
        Token { kind, span }
    }

    /// A hyphen belongs to a name, unless it is that of a closing delimiter.
    fn name(&mut self) -> Token {
        let goes_on = |(at, byte): &(usize, &u8)| {
            byte.is_ascii_alphanumeric() || **byte == b'_' || (**byte == b'-' && self.close_at(*at).is_none())
        };
        let mut length = self.rest().iter().enumerate().take_while(goes_on).count();
        if self.byte(length) == Some(b'?') {
            length += 1;
        }
        self.token(Kind::Name, length)
    }

    /// `1..5` is a range: a dot belongs to a number only before a digit.
    fn number(&mut self) -> Token {
        let digit = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_digit());
        let mut length = 1;
        while digit(self.byte(length)) {
            length += 1;
        }
        if self.byte(length) != Some(b'.') || !digit(self.byte(length + 1)) {
            return self.token(Kind::Int, length);
        }
        length += 2;
        while digit(self.byte(length)) {
            length += 1;
        }
        self.token(Kind::Float, length)
    }

    fn text(&mut self, quote: u8) -> Token {
        let inside = self.source.get(self.pos + 1..self.limit).unwrap_or_default();
        match inside.find(char::from(quote)) {
            Some(length) => self.token(Kind::Text, length + 2),
            None => self.token(Kind::OpenText, 1),
        }
    }
}

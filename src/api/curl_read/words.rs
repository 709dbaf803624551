//! A command line as words: as a POSIX shell reads it, or as a Windows prompt does.

use std::iter::Peekable;
use std::str::Chars;

/// A word, or what stands between two commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word.
    Word(Word),
    /// `|`
    Pipe,
    /// What ends a command: `;`, `&`, or a new line.
    End,
}

/// A word as the program would get it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text. What the shell would put in stays as it is written: `$NAME`.
    pub(super) text: String,
    /// What the shell would put in.
    pub(super) holes: Vec<String>,
}

/// Takes a command line apart.
pub(super) fn words(text: &str) -> Vec<Token> {
    if is_windows(text) {
        return windows_words(&without_carets(text)).into_iter().map(Token::Word).collect();
    }
    let mut reader = Reader { chars: text.chars().peekable(), tokens: Vec::new(), word: None };
    reader.read();
    reader.tokens
}

/// Whether it was copied for a Windows prompt: its first quote or the end of a line is escaped by a caret.
fn is_windows(text: &str) -> bool {
    let begins = text.trim_start().split_once(char::is_whitespace).is_some_and(|(first, rest)| {
        first.eq_ignore_ascii_case("curl.exe") || rest.trim_start().starts_with("^\"")
    });
    let mut lines = text.lines();
    // A caret at the end of the first line stands in no quotes that began before, if their number is even.
    begins
        || lines.next().is_some_and(|line| {
            line.trim_end().ends_with('^') && line.matches('\'').count() % 2 == 0 && lines.next().is_some()
        })
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    tokens: Vec<Token>,
    word: Option<Word>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(char) = self.chars.next() {
            match char {
                '\n' => self.end(Token::End),
                char if char.is_whitespace() => self.finish(),
                '#' if self.word.is_none() => while self.chars.next_if(|next| *next != '\n').is_some() {},
                ';' | '&' => self.end(Token::End),
                '|' => self.end(Token::Pipe),
                '\'' => {
                    self.word();
                    while let Some(char) = self.chars.next().filter(|char| *char != '\'') {
                        self.push(char);
                    }
                }
                '"' => self.double_quoted(),
                '\\' => match self.chars.next() {
                    // The end of the line goes, with what a Windows file has before it.
                    Some('\n') | None => {}
                    Some('\r') if self.chars.next_if_eq(&'\n').is_some() => {}
                    Some(char) => self.push(char),
                },
                '$' => match self.chars.peek() {
                    Some('\'') => {
                        self.chars.next();
                        self.ansi_quoted();
                    }
                    Some('"') => {}
                    _ => self.hole(),
                },
                '`' => self.command_put_in(),
                char => self.push(char),
            }
        }
        self.finish();
    }

    fn word(&mut self) -> &mut Word {
        self.word.get_or_insert_with(Word::default)
    }

    fn push(&mut self, char: char) {
        self.word().text.push(char);
    }

    fn finish(&mut self) {
        self.tokens.extend(self.word.take().map(Token::Word));
    }

    fn end(&mut self, token: Token) {
        self.finish();
        self.tokens.push(token);
    }

    fn double_quoted(&mut self) {
        self.word();
        while let Some(char) = self.chars.next() {
            match char {
                '"' => return,
                '\\' => match self.chars.next() {
                    Some('\n') | None => {}
                    Some(char @ ('$' | '`' | '"' | '\\')) => self.push(char),
                    Some(char) => {
                        self.push('\\');
                        self.push(char);
                    }
                },
                '$' => self.hole(),
                '`' => self.command_put_in(),
                char => self.push(char),
            }
        }
    }

    /// What stands behind a dollar sign: a variable, or a command in brackets.
    fn hole(&mut self) {
        let mut hole = "$".to_owned();
        if let Some(open) = self.chars.next_if(|next| matches!(next, '{' | '(')) {
            hole.push(open);
            let close = if open == '{' { '}' } else { ')' };
            for char in self.chars.by_ref() {
                hole.push(char);
                if char == close {
                    break;
                }
            }
        } else {
            while let Some(char) = self.chars.next_if(|next| next.is_ascii_alphanumeric() || *next == '_') {
                hole.push(char);
            }
        }
        let is_one = hole.len() > 1;
        let word = self.word();
        word.text.push_str(&hole);
        word.holes.extend(is_one.then_some(hole));
    }

    fn command_put_in(&mut self) {
        let mut hole = "`".to_owned();
        for char in self.chars.by_ref() {
            hole.push(char);
            if char == '`' {
                break;
            }
        }
        let word = self.word();
        word.text.push_str(&hole);
        word.holes.push(hole);
    }

    /// `$'…'`, where backslashes mean what they mean in C.
    fn ansi_quoted(&mut self) {
        self.word();
        while let Some(char) = self.chars.next() {
            let char = match char {
                '\'' => return,
                '\\' => match self.escaped() {
                    Some(char) => char,
                    None => continue,
                },
                char => char,
            };
            self.push(char);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.chars.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'e' | 'E' => '\u{1b}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            'x' => self.byte()?,
            'u' => self.unicode(4)?,
            'U' => self.number(8, 16)?,
            digit @ '0'..='7' => {
                let mut number = digit.to_digit(8)?;
                for _ in 0..2 {
                    let Some(next) = self.chars.next_if(|next| next.is_digit(8)) else { break };
                    number = number * 8 + next.to_digit(8)?;
                }
                char::from_u32(number & 0xff)?
            }
            char => char,
        })
    }

    /// A byte of `\xHH`; several that follow each other are the bytes of one character.
    fn byte(&mut self) -> Option<char> {
        let first = u32::from(self.number(2, 16)?);
        let more = match first {
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => return char::from_u32(first),
        };
        let mut bytes = vec![u8::try_from(first).ok()?];
        let mut ahead = self.chars.clone();
        for _ in 0..more {
            if ahead.next() != Some('\\') || ahead.next() != Some('x') {
                return char::from_u32(first);
            }
            let digit = ahead.next()?.to_digit(16)? * 16 + ahead.next()?.to_digit(16)?;
            bytes.push(u8::try_from(digit).ok()?);
        }
        let char = std::str::from_utf8(&bytes).ok()?.chars().next()?;
        self.chars = ahead;
        Some(char)
    }

    /// A character of `\uXXXX`. Browsers write one beyond that as two of them.
    fn unicode(&mut self, digits: usize) -> Option<char> {
        let first = self.value(digits, 16)?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        let mut ahead = self.chars.clone();
        if ahead.next() == Some('\\') && ahead.next() == Some('u') {
            self.chars = ahead;
            let second = self.value(4, 16)?;
            let second = second.checked_sub(0xdc00).filter(|second| *second < 0x400)?;
            return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second);
        }
        None
    }

    fn number(&mut self, digits: usize, radix: u32) -> Option<char> {
        self.value(digits, radix).and_then(char::from_u32)
    }

    fn value(&mut self, digits: usize, radix: u32) -> Option<u32> {
        let mut number: Option<u32> = None;
        for _ in 0..digits {
            let Some(next) = self.chars.next_if(|next| next.is_digit(radix)) else { break };
            number = Some(number.unwrap_or_default().wrapping_mul(radix) + next.to_digit(radix)?);
        }
        number
    }
}

/// What a Windows prompt hands on: outside of quotes a caret takes its meaning from what follows.
fn without_carets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_quoted = false;
    let mut chars = text.chars().filter(|char| *char != '\r').peekable();
    while let Some(char) = chars.next() {
        match char {
            '^' if !is_quoted => match chars.next() {
                // The line goes on; what stands first in the next one is taken as it is.
                Some('\n') => out.extend(chars.next()),
                Some(char) => out.push(char),
                None => {}
            },
            '"' => {
                is_quoted = !is_quoted;
                out.push('"');
            }
            char => out.push(char),
        }
    }
    out
}

/// How a program on Windows takes its command line apart.
fn windows_words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                let mut count = 1;
                while chars.next_if_eq(&'\\').is_some() {
                    count += 1;
                }
                let is_before_quote = chars.peek() == Some(&'"');
                let kept = if is_before_quote { count / 2 } else { count };
                let word = word.get_or_insert_default();
                word.extend(std::iter::repeat_n('\\', kept));
                if is_before_quote && count % 2 == 1 {
                    chars.next();
                    word.push('"');
                }
            }
            '"' if is_quoted && chars.next_if_eq(&'"').is_some() => word.get_or_insert_default().push('"'),
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            char if char.is_whitespace() && !is_quoted => {
                words.extend(word.take().map(|text| Word { text, holes: Vec::new() }));
            }
            char => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word.map(|text| Word { text, holes: Vec::new() }));
    words
}

//! Regular expressions as Java's `Pattern.matches` reads them, run by `fancy-regex`.
//!
//! The two engines spell some things differently and understand some of the same spellings differently. A pattern
//! is therefore rewritten piece by piece, and refused where Java would refuse it or where this engine cannot do
//! what Java does: a refusal is reported, **a result is never guessed**.

use std::iter::Peekable;
use std::str::Chars;

/// Why a pattern cannot be used, as the end of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal(pub String);

/// Of which letters the case does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Of none at all.
    All,
    /// Of A to Z; of all others it does.
    Ascii,
}

/// Whether the whole of `text` matches.
pub(super) fn matches_whole(pattern: &str, text: &str, case: Case) -> Result<bool, Refusal> {
    if case == Case::Ascii && !(pattern.is_ascii() && text.is_ascii()) {
        if [r"\p", r"\P", r"\x", r"\u", r"\N", r"\0"].iter().any(|escape| pattern.contains(escape)) {
            return refuse("it names letters by an escape, which cannot be told apart by case here");
        }
        return matches_whole(&without_case(pattern), &without_case(text), Case::All);
    }
    let rewritten = rewrite(pattern)?;
    let engine = |source: String| {
        let mut builder = fancy_regex::RegexBuilder::new(&source);
        builder.case_insensitive(true).backtrack_limit(BACKTRACK_LIMIT);
        builder.build().map_err(|error| Refusal(error.to_string()))
    };
    // The pattern by itself first, so that one such as `a)|(b` does not become right by being wrapped.
    engine(rewritten.clone())?;
    let whole = engine(format!(r"\A(?:{rewritten})\z"))?;
    whole.is_match(text).map_err(|error| Refusal(error.to_string()))
}

/// The text with its letters beyond ASCII as others that have no case, in the same order.
fn without_case(text: &str) -> String {
    let is_space = |char: char| char.is_whitespace() || char == '\u{180E}';
    let other = |char: char| match u32::from(char) {
        code @ 0x80..=0xFFFD if !is_space(char) => char::from_u32(0xF_0000 + code).unwrap_or(char),
        _ => char,
    };
    text.chars().map(other).collect()
}

/// Enough for any sensible pattern; a pattern that explodes is stopped within moments.
const BACKTRACK_LIMIT: usize = 200_000;

const SPACES: &str = r" \t\n\x0B\f\r";
const WIDE_SPACES: &str = r" \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}";
const LINE_ENDS: &str = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}";
const DOT: &str = r"[^\n\r\x{85}\x{2028}\x{2029}]";

fn refuse<T>(why: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal(why.into()))
}

struct Rewriter<'a> {
    chars: Peekable<Chars<'a>>,
    out: String,
    /// How deep in character classes.
    class_depth: usize,
    /// Whether a flag `s` occurs, which gives `.` its widest meaning.
    dot_is_all: bool,
}

fn rewrite(pattern: &str) -> Result<String, Refusal> {
    let mut rewriter = Rewriter {
        chars: pattern.chars().peekable(),
        out: String::with_capacity(pattern.len() * 2),
        class_depth: 0,
        dot_is_all: false,
    };
    while let Some(char) = rewriter.chars.next() {
        if rewriter.class_depth > 0 { rewriter.in_class(char)? } else { rewriter.outside(char)? }
    }
    Ok(rewriter.out)
}

impl Rewriter<'_> {
    fn outside(&mut self, char: char) -> Result<(), Refusal> {
        match char {
            '\\' => self.escape()?,
            '[' => self.open_class(),
            '.' if !self.dot_is_all => self.out.push_str(DOT),
            '(' => self.group()?,
            '{' => self.quantifier()?,
            other => self.out.push(other),
        }
        Ok(())
    }

    fn open_class(&mut self) {
        self.class_depth += 1;
        self.out.push('[');
        if self.chars.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        // A bracket that closes nothing yet is itself.
        if self.chars.next_if_eq(&']').is_some() {
            self.out.push_str(r"\]");
        }
    }

    fn in_class(&mut self, char: char) -> Result<(), Refusal> {
        match char {
            '\\' => self.escape()?,
            '[' => self.open_class(),
            ']' => {
                self.class_depth -= 1;
                self.out.push(']');
            }
            // `[:alpha:]`, `--` and `~~` mean something to this engine and nothing to Java.
            ':' if self.out.ends_with('[') => self.out.push_str(r"\:"),
            '-' if self.chars.peek() == Some(&'-') => self.out.push_str(r"\-"),
            '~' => self.out.push_str(r"\~"),
            other => self.out.push(other),
        }
        Ok(())
    }

    /// What Java knows after `(?`; all else is an error there, or an extension of this engine.
    fn group(&mut self) -> Result<(), Refusal> {
        self.out.push('(');
        if self.chars.peek() == Some(&'*') {
            return refuse("`(*` is no group");
        }
        if self.chars.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        self.out.push('?');
        let mut rest = self.chars.clone();
        match rest.next() {
            Some(':' | '=' | '!' | '>') => Ok(()),
            Some('<') => match rest.next() {
                Some('=' | '!') => Ok(()),
                Some(first) if first.is_ascii_alphabetic() => Ok(()),
                _ => refuse("`(?<` is followed by no name"),
            },
            Some(flag) if flag.is_ascii_alphabetic() || flag == '-' => self.flags(),
            _ => refuse("Java knows no such group"),
        }
    }

    fn flags(&mut self) -> Result<(), Refusal> {
        for char in self.chars.by_ref() {
            match char {
                'i' | 'm' | 'u' | '-' => {}
                's' => self.dot_is_all = true,
                'x' | 'd' | 'U' => return refuse(format!("the flag `{char}` is not supported here")),
                ':' | ')' => {
                    self.out.push(char);
                    return Ok(());
                }
                _ => return refuse(format!("`{char}` is no flag")),
            }
            self.out.push(char);
        }
        refuse("a group is not closed")
    }

    fn quantifier(&mut self) -> Result<(), Refusal> {
        let inside: String = self.chars.clone().take_while(|char| *char != '}').collect();
        let closed = self.chars.clone().nth(inside.chars().count()) == Some('}');
        let mut parts = inside.splitn(2, ',');
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let least = parts.next().unwrap_or_default();
        let good = closed && !least.is_empty() && digits(least) && parts.next().is_none_or(digits);
        if !good {
            return refuse("`{` begins no count; write `\\{` for the character");
        }
        self.out.push('{');
        Ok(())
    }

    fn escape(&mut self) -> Result<(), Refusal> {
        let Some(char) = self.chars.next() else { return refuse("it ends in a backslash") };
        match char {
            'd' => self.set("0-9", false),
            'D' => self.set("0-9", true),
            'w' => self.set("A-Za-z0-9_", false),
            'W' => self.set("A-Za-z0-9_", true),
            's' => self.set(SPACES, false),
            'S' => self.set(SPACES, true),
            'h' => self.set(WIDE_SPACES, false),
            'H' => self.set(WIDE_SPACES, true),
            'v' => self.set(LINE_ENDS, false),
            'V' => self.set(LINE_ENDS, true),
            't' | 'n' | 'r' | 'f' | 'a' => self.pass(char),
            'e' => self.out.push_str(r"\x1B"),
            'x' => self.hexadecimal(2)?,
            'u' => self.hexadecimal(4)?,
            'p' | 'P' => self.property(char == 'P')?,
            'Q' => self.quoted(),
            'E' => return refuse("`\\E` ends no quotation"),
            'b' | 'B' | 'A' | 'z' | 'k' | '1'..='9' if self.class_depth == 0 => self.pass(char),
            'Z' if self.class_depth == 0 => {
                self.out.push_str(r"(?=(?:\r\n|[\n\r\x{85}\x{2028}\x{2029}])?\z)")
            }
            'R' if self.class_depth == 0 => {
                self.out.push_str(r"(?>\r\n|[\n\x0B\f\r\x{85}\x{2028}\x{2029}])");
            }
            other if other.is_ascii_alphanumeric() => {
                return refuse(format!("`\\{other}` is not supported here"));
            }
            other => self.literal(other),
        }
        Ok(())
    }

    fn pass(&mut self, char: char) {
        self.out.push('\\');
        self.out.push(char);
    }

    /// A set of characters, as a class of its own or within one.
    fn set(&mut self, items: &str, negated: bool) {
        match (self.class_depth > 0, negated) {
            (true, false) => self.out.push_str(items),
            (_, negated) => {
                self.out.push_str(if negated { "[^" } else { "[" });
                self.out.push_str(items);
                self.out.push(']');
            }
        }
    }

    fn literal(&mut self, char: char) {
        if char.is_ascii_punctuation() {
            // Spelled as a number, no character has a meaning to the engine.
            self.out.push_str(&format!(r"\x{:02X}", u32::from(char)));
        } else {
            self.out.push(char);
        }
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<(), Refusal> {
        let number: String = if digits == 2 && self.chars.next_if_eq(&'{').is_some() {
            self.chars.by_ref().take_while(|char| *char != '}').collect()
        } else {
            self.chars.by_ref().take(digits).collect()
        };
        let char = u32::from_str_radix(&number, 16).ok().and_then(char::from_u32);
        let Some(char) = char else { return refuse(format!("`{number}` is no character's number")) };
        self.out.push_str(&format!(r"\x{{{:X}}}", u32::from(char)));
        Ok(())
    }

    fn property(&mut self, negated: bool) -> Result<(), Refusal> {
        let name: String = if self.chars.next_if_eq(&'{').is_some() {
            self.chars.by_ref().take_while(|char| *char != '}').collect()
        } else {
            self.chars.next().into_iter().collect()
        };
        let items = match &*name {
            "Lower" => "a-z",
            "Upper" => "A-Z",
            "ASCII" => r"\x00-\x7F",
            "Alpha" => "A-Za-z",
            "Digit" => "0-9",
            "Alnum" => "A-Za-z0-9",
            "Punct" => r"!-/:-@\x5B-`\x7B-\x7E",
            "Graph" => "!-~",
            "Print" => " -~",
            "Blank" => r" \t",
            "Cntrl" => r"\x00-\x1F\x7F",
            "XDigit" => "0-9A-Fa-f",
            "Space" => SPACES,
            _ if name.starts_with("java") || name.starts_with("In") => {
                return refuse(format!("`\\p{{{name}}}` is not supported here"));
            }
            _ => {
                self.out.push_str(if negated { r"\P{" } else { r"\p{" });
                self.out.push_str(&name);
                self.out.push('}');
                return Ok(());
            }
        };
        self.set(items, negated);
        Ok(())
    }

    fn quoted(&mut self) {
        while let Some(char) = self.chars.next() {
            if char == '\\' && self.chars.next_if_eq(&'E').is_some() {
                return;
            }
            self.literal(char);
        }
    }
}

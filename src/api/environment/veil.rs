//! Puts dots in the place of secrets in texts of others: what a server sends back of what it was sent.
//!
//! It finds a secret as it is and as it travels: percent-encoded, escaped as in JSON or HTML, and inside of base64, as
//! in the header of basic authentication.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::scope::MASK;

/// Shorter secrets are not looked for: they stand in every text by chance.
const SHORTEST: usize = 4;

/// From this length on capitals and small letters are the same, as a template may change them.
const FOLDS_FROM: usize = 8;

/// The secrets that must not be seen. It prints none of them.
#[derive(Clone, Default)]
pub struct Veil {
    words: Vec<Word>,
    /// The bytes that something hidden may begin with.
    begins: Begins,
}

#[derive(Clone)]
struct Begins([bool; 256]);

impl Default for Begins {
    fn default() -> Self {
        Self([false; 256])
    }
}

/// One text that is looked for.
#[derive(Clone)]
struct Word {
    text: SecretString,
    folds: bool,
    is_base64: bool,
}

impl fmt::Debug for Veil {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Veil").field("words", &self.words.len()).finish_non_exhaustive()
    }
}

impl<'a> FromIterator<&'a SecretString> for Veil {
    fn from_iter<T: IntoIterator<Item = &'a SecretString>>(secrets: T) -> Self {
        let mut veil = Self::default();
        secrets.into_iter().for_each(|secret| veil.add(secret));
        veil
    }
}

impl Veil {
    /// Hides a secret from now on.
    pub fn add(&mut self, secret: &SecretString) {
        let text = secret.expose_secret().trim();
        let count = text.chars().count();
        if count < SHORTEST {
            return;
        }
        self.look_for(text, count >= FOLDS_FROM, false);
        // Where a secret stands in base64, the letters of its middle depend on its place modulo three alone.
        for before in 0..3_usize {
            let mut bytes = vec![0; before];
            bytes.extend_from_slice(text.as_bytes());
            let encoded = STANDARD_NO_PAD.encode(&bytes);
            let (first, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
            if let Some(middle) = encoded.get(first..end).filter(|middle| middle.len() >= 6) {
                self.look_for(middle, false, true);
            }
        }
    }

    /// Hides a secret, and what basic authentication makes of it and its user.
    pub fn add_pair(&mut self, user: &str, secret: &SecretString) {
        self.add(secret);
        if !secret.expose_secret().is_empty() {
            let pair = STANDARD_NO_PAD.encode(format!("{user}:{}", secret.expose_secret()));
            self.look_for(&pair, false, true);
        }
    }

    fn look_for(&mut self, text: &str, folds: bool, is_base64: bool) {
        let Some(first) = text.as_bytes().first().copied() else { return };
        let mut begins = vec![first, b'%', b'\\', b'&'];
        if folds {
            begins.extend([first.to_ascii_lowercase(), first.to_ascii_uppercase()]);
        }
        match first {
            b' ' => begins.push(b'+'),
            b'+' if is_base64 => begins.push(b'-'),
            b'/' if is_base64 => begins.push(b'_'),
            _ => {}
        }
        for byte in begins {
            if let Some(place) = self.begins.0.get_mut(usize::from(byte)) {
                *place = true;
            }
        }
        self.words.push(Word { text: SecretString::from(text), folds, is_base64 });
    }

    /// Whether there is nothing to hide.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A text with dots in the place of secrets.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.hidden(text, false)
    }

    /// As [`Self::hide`], of a text that was cut at its end, where the beginning of a secret may stand.
    pub fn hide_cut<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.hidden(text, true)
    }

    fn hidden<'t>(&self, text: &'t str, is_cut: bool) -> Cow<'t, str> {
        let bytes = text.as_bytes();
        let (mut made, mut done, mut at) = (String::new(), 0, 0);
        while let Some(byte) = bytes.get(at) {
            let may_begin = self.begins.0.get(usize::from(*byte)).copied().unwrap_or_default();
            let found = may_begin
                .then(|| self.words.iter().filter_map(|word| word.found(bytes, at, is_cut)).max())
                .flatten();
            match found {
                Some((end, is_base64)) => {
                    // The letters beside the middle hold some bits of it, too.
                    let begins = if is_base64 && at > done && is_base64_letter(bytes.get(at - 1)) {
                        at - 1
                    } else {
                        at
                    };
                    made.push_str(text.get(done..begins).unwrap_or_default());
                    made.push_str(MASK);
                    (done, at) = (end, end);
                }
                None => at += 1,
            }
        }
        if done == 0 {
            return Cow::Borrowed(text);
        }
        made.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(made)
    }

    /// Puts dots in the place of secrets everywhere in a value. Answers whether there were any.
    pub fn hide_in(&self, value: &mut Value) -> bool {
        let put = |text: &mut String| match self.hide(text) {
            Cow::Owned(hidden) => {
                *text = hidden;
                true
            }
            Cow::Borrowed(_) => false,
        };
        match value {
            Value::Null | Value::Bool(_) => false,
            Value::Number(number) => {
                let mut text = number.to_string();
                let is_found = put(&mut text);
                if is_found {
                    *value = Value::String(text);
                }
                is_found
            }
            Value::String(text) => put(text),
            Value::Array(items) => items.iter_mut().fold(false, |any, item| self.hide_in(item) | any),
            Value::Object(members) => {
                let is_found = members.values_mut().fold(false, |any, member| self.hide_in(member) | any);
                if !members.keys().any(|key| matches!(self.hide(key), Cow::Owned(_))) {
                    return is_found;
                }
                let named = std::mem::take(members).into_iter();
                *members = named.map(|(key, member)| (self.hide(&key).into_owned(), member)).collect();
                true
            }
        }
    }
}

/// Where a secret may stand so far: a percent sign of it may be itself, its code, or the code of that.
#[derive(Default)]
struct Places {
    ends: [usize; 8],
    count: usize,
}

impl Places {
    fn add(&mut self, end: usize) {
        if !self.all().contains(&end)
            && let Some(place) = self.ends.get_mut(self.count)
        {
            *place = end;
            self.count += 1;
        }
    }

    fn all(&self) -> &[usize] {
        self.ends.get(..self.count).unwrap_or_default()
    }
}

impl Word {
    /// Where it ends that begins here, if it does.
    fn found(&self, text: &[u8], at: usize, is_cut: bool) -> Option<(usize, bool)> {
        let end = self.end(text, at, is_cut)?;
        if !self.is_base64 {
            return Some((end, false));
        }
        let end = end + usize::from(is_base64_letter(text.get(end)));
        let padding = text.get(end..).unwrap_or_default().iter().take(2).take_while(|byte| **byte == b'=');
        Some((end + padding.count(), true))
    }

    fn end(&self, text: &[u8], at: usize, is_cut: bool) -> Option<usize> {
        let mut places = Places::default();
        places.add(at);
        for (index, letter) in self.text.expose_secret().chars().enumerate() {
            let mut next = Places::default();
            for at in places.all().iter().copied() {
                self.plain(text, at, letter).into_iter().for_each(|end| next.add(end));
                coded(text, at, letter, self.folds, &mut next);
            }
            if next.count == 0 {
                let is_at_end = places.all().iter().any(|at| *at >= text.len());
                return (is_cut && index >= SHORTEST && is_at_end).then_some(text.len());
            }
            places = next;
        }
        places.all().iter().copied().max()
    }

    fn plain(&self, text: &[u8], at: usize, letter: char) -> Option<usize> {
        let mut buffer = [0; 4];
        let wanted = letter.encode_utf8(&mut buffer).as_bytes();
        let there = text.get(at..at + wanted.len())?;
        let is_it = there == wanted
            || self.folds && there.eq_ignore_ascii_case(wanted)
            || self.is_base64 && matches!((letter, there), ('+', b"-") | ('/', b"_"));
        is_it.then_some(at + wanted.len())
    }
}

fn is_base64_letter(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte))
}

/// Notes where a letter ends that is written in a code here, if it is this letter.
fn coded(text: &[u8], at: usize, letter: char, folds: bool, next: &mut Places) {
    let end = match text.get(at) {
        Some(b'+') if letter == ' ' => Some(at + 1),
        Some(b'%') => {
            percent(text, at, letter, (folds, true)).into_iter().for_each(|end| next.add(end));
            percent(text, at, letter, (folds, false))
        }
        Some(b'\\') => escaped(text, at, letter, folds),
        Some(b'&') => entity(text, at, letter, folds),
        _ => None,
    };
    end.into_iter().for_each(|end| next.add(end));
}

fn is_same(there: char, wanted: char, folds: bool) -> bool {
    there == wanted || folds && there.eq_ignore_ascii_case(&wanted)
}

/// A number in base sixteen.
fn hex(text: &[u8], at: usize, count: usize) -> Option<u32> {
    let digits = text.get(at..at + count)?;
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

/// `%C3%A9`, or `%25C3%25A9` where the percent signs are coded once more.
fn percent(text: &[u8], mut at: usize, letter: char, (folds, is_twice): (bool, bool)) -> Option<usize> {
    let sign: &[u8] = if is_twice { b"%25" } else { b"%" };
    let mut buffer = [0; 4];
    for wanted in letter.encode_utf8(&mut buffer).bytes() {
        let is_it = |number: u32| {
            char::from_u32(number)
                .is_some_and(|there| number < 256 && is_same(there, char::from(wanted), folds))
        };
        let digits = at + sign.len();
        let is_there = text.get(at..digits) == Some(sign) && hex(text, digits, 2).is_some_and(is_it);
        at = is_there.then_some(digits + 2)?;
    }
    Some(at)
}

/// `\"`, `\/`, `\n`, `\u00e9`.
fn escaped(text: &[u8], mut at: usize, letter: char, folds: bool) -> Option<usize> {
    let plain = match text.get(at + 1)? {
        b'u' => None,
        b'n' => Some('\n'),
        b't' => Some('\t'),
        b'r' => Some('\r'),
        b'b' => Some('\u{8}'),
        b'f' => Some('\u{c}'),
        other => Some(char::from(*other)),
    };
    if let Some(there) = plain {
        return (there == letter && !letter.is_ascii_alphanumeric()).then_some(at + 2);
    }
    let mut buffer = [0; 2];
    for unit in letter.encode_utf16(&mut buffer) {
        if text.get(at..at + 2) != Some(b"\\u") {
            return None;
        }
        let number = hex(text, at + 2, 4)?;
        let is_it = number == u32::from(*unit)
            || letter.is_ascii() && char::from_u32(number).is_some_and(|there| is_same(there, letter, folds));
        if !is_it {
            return None;
        }
        at += 6;
    }
    Some(at)
}

/// `&amp;`, `&#39;`, `&#x27;`.
fn entity(text: &[u8], at: usize, letter: char, folds: bool) -> Option<usize> {
    /// More letters than any of them has.
    const LONGEST: usize = 12;
    let rest = text.get(at + 1..)?;
    let length = rest.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(rest.get(..length)?).ok()?;
    let there = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(number) => u32::from_str_radix(number, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    };
    is_same(there, letter, folds).then_some(at + length + 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use serde_json::json;

    use super::*;

    const SECRET: &str = "Hüsh/\"1 &+%25";

    #[track_caller]
    fn check(secret: &str, text: &str, expected: &str) {
        let veil: Veil = [&SecretString::from(secret)].into_iter().collect();
        assert_eq!(veil.hide(text), expected, "{secret:?} in {text:?}");
        assert!(!format!("{veil:?}").contains(secret));
    }

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let spellings = [
            SECRET.to_owned(),
            SECRET.to_uppercase().replace('Ü', "ü"),
            "H%C3%BCsh%2F%221%20%26%2B%2525".to_owned(),
            "H%c3%bcsh%2f%221+%26%2b%2525".to_owned(),
            "H%25C3%25BCsh%252F%25221%2520%2526%252B%252525".to_owned(),
            json!(SECRET).to_string().trim_matches('"').to_owned(),
            "H\\u00FCsh\\/\\u00221 \\u0026+%25".to_owned(),
            "H&#xFC;sh/&quot;1 &amp;&#43;%25".to_owned(),
        ];
        for spelling in spellings {
            check(SECRET, &format!("a {spelling} b"), &format!("a {MASK} b"));
        }
        check(SECRET, "Hüsh/\"1 &+%2", "Hüsh/\"1 &+%2");
        check("pass", "the pass, the PASS", &format!("the {MASK}, the PASS"));
        check("abc", "abc", "abc");
        check("100%25off", "100%25off", MASK);
        check("100%off", "100%25off", MASK);
    }

    #[test]
    fn a_secret_is_found_in_base64() {
        let secret = "s3cr/t+key~?";
        for user in ["", "u", "me", "AC1", "four"] {
            let pair = format!("{user}:{secret}");
            for encoded in [
                STANDARD.encode(&pair),
                URL_SAFE_NO_PAD.encode(&pair),
                STANDARD.encode(format!("{pair} and more")),
            ] {
                let veil: Veil = [&SecretString::from(secret)].into_iter().collect();
                let text = format!("{{\"authorization\":\"Basic {encoded}\"}}");
                let hidden = veil.hide(&text).into_owned();
                assert!(hidden.contains(MASK), "{hidden}");
                let middle = STANDARD_NO_PAD.encode(secret);
                assert!(!hidden.contains(middle.get(4..12).unwrap()), "{hidden}");
            }
        }
        // What is short is found with its user alone.
        let mut veil = Veil::default();
        veil.add_pair("me", &SecretString::from("x1"));
        assert_eq!(veil.hide(&format!("Basic {}!", STANDARD.encode("me:x1"))), format!("Basic {MASK}!"));
        let encoded = STANDARD.encode("me:s3cr/t+key~?").replace('+', "%2B").replace('/', "%2F");
        check(secret, &format!("?a={encoded}&b"), &format!("?a={}{MASK}&b", encoded.get(..3).unwrap()));
    }

    #[test]
    fn a_value_is_hidden_in_depth_and_a_cut_text_to_its_end() {
        let veil: Veil =
            [&SecretString::from("12345678"), &SecretString::from("hush-hush")].into_iter().collect();
        let mut value = json!({"a": [12_345_678, "x hush-hush y"], "hush-hush": {"b": "HUSH-hush"}, "c": 1});
        assert!(veil.hide_in(&mut value));
        assert_eq!(value, json!({"a": [MASK, format!("x {MASK} y")], MASK: {"b": MASK}, "c": 1}));
        assert!(!veil.hide_in(&mut json!({"a": "plain", "b": [true, null, 7]})));
        assert_eq!(veil.hide("the hush-hu"), "the hush-hu");
        assert_eq!(veil.hide_cut("the hush-hu"), format!("the {MASK}"));
        assert_eq!(veil.hide_cut("the hus"), "the hus");
        assert!(Veil::default().is_empty() && matches!(Veil::default().hide("a"), Cow::Borrowed("a")));
    }

    /// A text in which each letter is written in one of its ways, by these numbers.
    fn written(text: &str, ways: &[u8]) -> String {
        let letter = |(index, letter): (usize, char)| {
            let mut buffer = [0; 4];
            let bytes = letter.encode_utf8(&mut buffer).as_bytes();
            let percent =
                |sign: &str| bytes.iter().map(|byte| format!("{sign}{byte:02x}")).collect::<String>();
            match ways.get(index % ways.len().max(1)) {
                Some(0) => percent("%"),
                Some(1) => percent("%25"),
                Some(2) => format!("&#{};", u32::from(letter)),
                Some(3) => {
                    letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect()
                }
                _ => letter.to_string(),
            }
        };
        text.char_indices().map(|(_, letter)| letter).enumerate().map(letter).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn however_it_is_written_no_secret_is_left(
            secret in "[a-zA-Zäß%&+\\\\\"/€😀-]{4,20}",
            ways in prop::collection::vec(0_u8..6, 1..8),
            before in "[ -~äß€%\\\\]{0,12}",
            after in "[ -~äß€%\\\\]{0,12}",
        ) {
            let veil: Veil = [&SecretString::from(secret.as_str())].into_iter().collect();
            let text = format!("{before}{}{after}", written(&secret, &ways));
            let hidden = veil.hide(&text).into_owned();
            prop_assert!(hidden.contains(MASK), "{secret} {text} {hidden}");
            prop_assert!(!hidden.contains(&secret));
            // Once more changes nothing, and no text is too odd.
            let _ = veil.hide_cut(&before);
            let mut value = json!({secret.clone(): [text]});
            prop_assert!(veil.hide_in(&mut value));
            prop_assert!(!value.to_string().contains(&secret));
        }
    }
}

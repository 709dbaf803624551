//! Strikes secrets out of texts before they are shown: tokens, and the passwords that addresses hold.
//!
//! A secret may stand in a text as it is, percent-encoded, escaped as JSON does, or one within the other. So a text is
//! read as it stands and then unescaped, layer by layer, and what is found is struck out where it stands. It knows
//! no log and no requests.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use secrecy::{ExposeSecret as _, SecretString};

use super::route::decode_pair;

/// What stands in a secret's place.
const STRUCK: &str = "•••";
/// Tokens of another length are no secrets: striking out short ones would make texts unreadable.
const SECRET_LENGTHS: std::ops::RangeInclusive<usize> = 8..=1024;
/// How many tokens are remembered that came with requests.
const MAX_LEARNED: usize = 16;
/// How many times a text is unescaped.
const MAX_LAYERS: usize = 6;

/// Knows the secrets.
#[derive(Debug)]
pub(super) struct Scrubber {
    configured: Option<SecretString>,
    learned: RwLock<VecDeque<SecretString>>,
}

impl Scrubber {
    /// Strikes out this token, and those that it learns.
    pub(super) fn new(configured: Option<SecretString>) -> Self {
        let configured = configured.filter(|secret| SECRET_LENGTHS.contains(&secret.expose_secret().len()));
        Self { configured, learned: RwLock::default() }
    }

    /// Strikes out this token, too; the newest are remembered.
    pub(super) fn learn(&self, secret: &str) {
        let is = |known: &SecretString| known.expose_secret() == secret;
        if !SECRET_LENGTHS.contains(&secret.len()) || self.configured.as_ref().is_some_and(is) {
            return;
        }
        if self.learned.read().unwrap_or_else(PoisonError::into_inner).iter().any(is) {
            return;
        }
        let mut learned = self.learned.write().unwrap_or_else(PoisonError::into_inner);
        learned.push_front(SecretString::from(secret));
        learned.truncate(MAX_LEARNED);
    }

    /// The text without secrets.
    pub(super) fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let learned = self.learned.read().unwrap_or_else(PoisonError::into_inner);
        let secrets: Vec<&str> =
            self.configured.iter().chain(learned.iter()).map(|secret| secret.expose_secret()).collect();
        // Most texts hold nothing of the kind, and this is quick to see.
        let may_hide = text.contains(['@', '%', '\\']) || secrets.iter().any(|secret| text.contains(secret));
        if !may_hide {
            return text.into();
        }
        let mut found = Vec::new();
        let mut view = View::plain(text);
        for layer in 0..MAX_LAYERS {
            view.find(&secrets, layer > 0, &mut found);
            match view.unescaped().or_else(|| view.decoded()) {
                Some(next) => view = next,
                None => break,
            }
        }
        strike(text, found)
    }

    /// An authority without its password.
    pub(super) fn clean_host<'a>(&self, host: &'a str) -> Cow<'a, str> {
        if !host.contains('@') {
            return self.clean(host);
        }
        let whole = format!("//{host}");
        let clean = self.clean(&whole);
        clean.strip_prefix("//").unwrap_or(&clean).to_owned().into()
    }
}

/// Puts a mark in the place of each range.
fn strike(text: &str, mut found: Vec<Range<usize>>) -> Cow<'_, str> {
    if found.is_empty() {
        return text.into();
    }
    found.sort_by_key(|range| (range.start, range.end));
    let bytes = text.as_bytes();
    let mut clean = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for range in found {
        if range.start >= done {
            clean.extend_from_slice(bytes.get(done..range.start).unwrap_or_default());
            clean.extend_from_slice(STRUCK.as_bytes());
        }
        done = done.max(range.end);
    }
    clean.extend_from_slice(bytes.get(done..).unwrap_or_default());
    String::from_utf8_lossy(&clean).into_owned().into()
}

/// A text at one layer, each byte with the place where it begins in the text as it stood.
struct View {
    bytes: Vec<u8>,
    /// One more than there are bytes: the last is the text's end.
    starts: Vec<usize>,
}

impl View {
    fn plain(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), starts: (0..=text.len()).collect() }
    }

    /// Where a range of this view stands in the text.
    fn source(&self, range: Range<usize>) -> Option<Range<usize>> {
        Some(*self.starts.get(range.start)?..*self.starts.get(range.end)?)
    }

    /// Notes where secrets and passwords stand. `layered`: this is no longer the text itself, so an ampersand that
    /// stands there by itself parts two fields of a form.
    fn find(&self, secrets: &[&str], layered: bool, found: &mut Vec<Range<usize>>) {
        for secret in secrets {
            let mut at = 0;
            while let Some(start) = position(&self.bytes, secret.as_bytes(), at) {
                at = start.saturating_add(secret.len());
                found.extend(self.source(start..at));
            }
        }
        let is_lone = |at: usize| {
            let (start, end) = (self.starts.get(at), self.starts.get(at.saturating_add(1)));
            start.zip(end).is_some_and(|(start, end)| end - start == 1)
        };
        let is_end = |at: usize, byte: u8| match byte {
            b'/' | b'?' | b'#' | b'"' | b'<' | b'>' | b'\\' | 0..=b' ' | 0x7f => true,
            b'&' => layered && is_lone(at),
            _ => false,
        };
        let mut at = 0;
        while let Some(slashes) = position(&self.bytes, b"//", at) {
            let start = slashes.saturating_add(2);
            let rest = self.bytes.get(start..).unwrap_or_default();
            let ends = rest.iter().zip(start..).position(|(byte, at)| is_end(at, *byte));
            let authority = rest.get(..ends.unwrap_or(rest.len())).unwrap_or(rest);
            let colon = authority.iter().position(|byte| *byte == b':');
            let sign = authority.iter().rposition(|byte| *byte == b'@');
            if let (Some(colon), Some(sign)) = (colon, sign)
                && colon + 1 < sign
            {
                found.extend(self.source(start + colon + 1..start + sign));
            }
            at = start.saturating_add(authority.len());
        }
    }

    /// The view with `%2F` read as `/`; `None` where there is no such thing.
    fn decoded(&self) -> Option<Self> {
        self.read(b'%', |after| decode_pair(after).map(|byte| (vec![byte], 3)))
    }

    /// The view with JSON's escapes read.
    fn unescaped(&self) -> Option<Self> {
        self.read(b'\\', |after| match after.first()? {
            b'u' => {
                let digits = std::str::from_utf8(after.get(1..5)?).ok()?;
                let char = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
                Some((char.to_string().into_bytes(), 6))
            }
            byte @ (b'/' | b'"' | b'\\') => Some((vec![*byte], 2)),
            b'n' | b't' | b'r' => Some((b" ".to_vec(), 2)),
            _ => None,
        })
    }

    /// Reads what begins with `mark`: `read` sees what follows it and gives the bytes meant and how many stand there.
    fn read(&self, mark: u8, read: impl Fn(&[u8]) -> Option<(Vec<u8>, usize)>) -> Option<Self> {
        if !self.bytes.contains(&mark) {
            return None;
        }
        let mut next = Self { bytes: Vec::with_capacity(self.bytes.len()), starts: Vec::new() };
        next.starts.reserve(self.starts.len());
        let (mut at, mut is_other) = (0, false);
        while let (Some(byte), Some(start)) = (self.bytes.get(at), self.starts.get(at)) {
            let meant = if *byte == mark { self.bytes.get(at + 1..).and_then(&read) } else { None };
            match meant {
                Some((bytes, length)) => {
                    next.starts.extend(bytes.iter().map(|_| *start));
                    next.bytes.extend(bytes);
                    at += length;
                    is_other = true;
                }
                None => {
                    next.bytes.push(*byte);
                    next.starts.push(*start);
                    at += 1;
                }
            }
        }
        next.starts.extend(self.starts.last());
        is_other.then_some(next)
    }
}

/// Where a part begins, from a place on.
fn position(bytes: &[u8], part: &[u8], from: usize) -> Option<usize> {
    let first = part.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| byte == first)?;
        if bytes.get(at..)?.starts_with(part) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "s3cret+token/0123=";

    fn check(text: &str, expected: &str) {
        let scrubber = Scrubber::new(None);
        scrubber.learn(TOKEN);
        scrubber.learn("short");
        assert_eq!(scrubber.clean(text), expected);
    }

    #[test]
    fn passwords_of_addresses_are_struck_out() {
        check("http://ann:s3cret@127.0.0.1:1/x?a=b@c", "http://ann:•••@127.0.0.1:1/x?a=b@c");
        check("http://ann@127.0.0.1/", "http://ann@127.0.0.1/");
        check("http://127.0.0.1/a:b@c", "http://127.0.0.1/a:b@c");
        check(
            "see http://b:8/ and https://a:p@q@h, ftp://u:v@w",
            "see http://b:8/ and https://a:•••@h, ftp://u:•••@w",
        );
        check(r#"{"a":"x","url":"https://a:p&q@h/"}"#, r#"{"a":"x","url":"https://a:•••@h/"}"#);
        check(r#"{"url":"https:\/\/a:p%2fq\u0040h"}"#, r#"{"url":"https:\/\/a:•••\u0040h"}"#);
        check("Url=http%3A%2F%2Fa%3Apw%40h&Url2=x", "Url=http%3A%2F%2Fa%3A•••%40h&Url2=x");
        check("Url=http%3A%2F%2Fh%3A80&Email=ann%40x", "Url=http%3A%2F%2Fh%3A80&Email=ann%40x");
        check(
            "D=%7B%22u%22%3A%22https%3A%5C%2F%5C%2Fa%3Apw%40h",
            "D=%7B%22u%22%3A%22https%3A%5C%2F%5C%2Fa%3A•••%40h",
        );
        check("P=url%3Dhttp%253A%252F%252Fa%253Apw%2540h", "P=url%3Dhttp%253A%252F%252Fa%253A•••%2540h");
        check("plain, 100 %, \\ and @, nothing else ä", "plain, 100 %, \\ and @, nothing else ä");
        let host = |text: &str| Scrubber::new(None).clean_host(text).into_owned();
        assert_eq!((host("ann:pw@a.localhost"), host("h:80")), ("ann:•••@a.localhost".into(), "h:80".into()));
    }

    #[test]
    fn tokens_are_struck_out_however_they_are_written() {
        check(TOKEN, STRUCK);
        check("short é s3cret+token/0123=é", "short é •••é");
        check("T=s3cret%2Btoken%2F0123%3D&x=1", "T=•••&x=1");
        check("T=s3cret%2btoken%2f0123%3d", "T=•••");
        check("T=%73%33cret%252Btoken%252F0123%253D", "T=•••");
        check(r#"{"t":"s3cret+token\/0123=\n"}"#, r#"{"t":"•••\n"}"#);
        check("s3cret+token/012", "s3cret+token/012");
    }

    #[test]
    fn the_newest_tokens_are_remembered() {
        let scrubber = Scrubber::new(Some("configured".into()));
        for number in 0..100 {
            scrubber.learn(&format!("token-{number:04}"));
        }
        assert_eq!(scrubber.clean("configured token-0099 token-0084 token-0000"), "••• ••• ••• token-0000");
    }
}

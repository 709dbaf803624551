//! Addresses that hold templates: taken apart and put together, with every `{{…}}` left as it is.

use crate::twilio::Product;

/// The parts of a text: whether it is a template, and the part. A template that does not end is plain text.
pub(super) fn pieces(text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut plain_to = 0;
    while let Some(at) = rest.get(plain_to..).and_then(|tail| tail.find('{')).map(|at| at + plain_to) {
        let end = rest.get(at..).and_then(|tail| {
            let close = match tail.get(..2)? {
                "{{" => "}}",
                "{%" => "%}",
                _ => return None,
            };
            tail.find(close).map(|end| at + end + 2)
        });
        match end.and_then(|end| Some((rest.get(..at)?, rest.get(at..end)?, rest.get(end..)?))) {
            Some((before, template, behind)) => {
                if !before.is_empty() {
                    pieces.push((false, before));
                }
                pieces.push((true, template));
                (rest, plain_to) = (behind, 0);
            }
            None => plain_to = at + 1,
        }
    }
    if !rest.is_empty() {
        pieces.push((false, rest));
    }
    pieces
}

/// Whether a text holds a template.
pub(super) fn has_template(text: &str) -> bool {
    pieces(text).iter().any(|(is_template, _)| *is_template)
}

/// The same with what stands outside of templates made of it.
pub(super) fn outside(text: &str, make: impl Fn(&str) -> String) -> String {
    let made = |(is_template, piece): (bool, &str)| if is_template { piece.to_owned() } else { make(piece) };
    pieces(text).into_iter().map(made).collect()
}

/// Takes a text apart at a sign that stands outside of templates.
pub(super) fn split(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    for (is_template, piece) in pieces(text) {
        for (number, part) in
            if is_template { vec![piece] } else { piece.split(at).collect() }.iter().enumerate()
        {
            if number > 0 {
                parts.push(String::new());
            }
            if let Some(last) = parts.last_mut() {
                last.push_str(part);
            }
        }
    }
    parts
}

/// What stands before and behind the first such sign outside of templates.
pub(super) fn split_once(text: &str, at: char) -> (String, Option<String>) {
    let mut parts = split(text, at);
    if parts.len() < 2 {
        return (text.to_owned(), None);
    }
    let rest = parts.split_off(1).join(&at.to_string());
    (parts.pop().unwrap_or_default(), Some(rest))
}

/// A value in a path or a query, encoded outside of templates. Dots need no care: they stand beside a template, or in
/// a query.
pub(super) fn escaped(text: &str) -> String {
    let write = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    outside(text, |plain| plain.bytes().map(write).collect())
}

/// The same read.
pub(super) fn unescaped(text: &str, plus_is_space: bool) -> String {
    outside(text, |plain| String::from_utf8_lossy(&decoded(plain.as_bytes(), plus_is_space)).into_owned())
}

/// Percent-encoding undone. A percent sign that is none stays.
pub(super) fn decoded(text: &[u8], plus_is_space: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        let digit = |at: usize| behind.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = behind.get(2..).unwrap_or_default();
                continue;
            }
            (b'+', ..) if plus_is_space => bytes.push(b' '),
            _ => bytes.push(*first),
        }
        rest = behind;
    }
    bytes
}

/// An address, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    /// What stands before the path: `https://api.example.com`, or a template.
    pub(super) server: String,
    /// The path, with its slash; empty where there is none.
    pub(super) path: String,
    /// The query without its sign.
    pub(super) query: Option<String>,
}

impl Address {
    pub(super) fn of(url: &str) -> Self {
        let (url, _) = split_once(url, '#');
        let (before, query) = split_once(&url, '?');
        let (scheme, rest) = match before.split_once("://") {
            Some((scheme, rest)) if !scheme.contains(['/', '{']) => (format!("{scheme}://"), rest.to_owned()),
            _ => (String::new(), before),
        };
        let (host, path) = split_once(&rest, '/');
        let path = path.map(|path| format!("/{path}")).unwrap_or_default();
        Self { server: format!("{scheme}{host}"), path, query }
    }

    /// The host, without who asks and without the port.
    pub(super) fn host(&self) -> &str {
        let host = self.server.split_once("://").map_or(self.server.as_str(), |(_, host)| host);
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        host.split_once(':').map_or(host, |(host, _)| host)
    }

    /// Whether it is Twilio's.
    pub(super) fn is_twilio(&self) -> bool {
        is_twilio_host(self.host()) && self.server.to_ascii_lowercase().starts_with("https://")
    }

    /// The product of Twilio's that is asked.
    pub(super) fn product(&self) -> Option<Product> {
        let host = self.host().to_ascii_lowercase();
        Product::named(host.strip_suffix(".twilio.com")?).filter(|_| self.is_twilio())
    }
}

/// Whether this is a host of Twilio's API.
pub(super) fn is_twilio_host(host: &str) -> bool {
    host.to_ascii_lowercase().ends_with(".twilio.com")
}

/// The pairs of a query or a form; `None` where one of them is none, or is empty.
pub(super) fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let parts = split(query, '&');
    let parts = parts.iter().filter(|part| !part.is_empty());
    let pairs = parts.map(|part| match split_once(part, '=') {
        (name, Some(value)) if !name.is_empty() && !value.is_empty() => {
            Some((unescaped(&name, true), unescaped(&value, true)))
        }
        _ => None,
    });
    pairs.collect()
}

//! Reads a curl command, as people paste it from documentation and from a browser's tools.
//!
//! It runs nothing and opens no file: what a shell or curl would read from elsewhere is told as a warning. Secrets go
//! nowhere but into a [`SecretString`].

mod address;
mod matching;
mod options;
mod pairs;
mod secrets;
mod words;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use super::wire::Auth;
use crate::twilio::{Content, Method};

use address::is_secret_name;
pub use address::secret_in_address;
pub use matching::{ServerAsked, matched, server_asked};
use options::Known;
pub use secrets::{bare, is_secret, proves, without_secrets};
use words::{Token, Word};

/// What a curl command would send.
#[derive(Clone)]
pub struct Read {
    /// The method.
    pub method: Method,
    /// The address with its query, and without user and secret.
    pub url: String,
    /// The headers, in their order; not those that prove who asks, and not the body's type.
    pub headers: Vec<(String, String)>,
    /// The body, where there is one that is no form of parts.
    pub body: Option<Content>,
    /// The parts of a form.
    pub parts: Vec<(String, String)>,
    /// How it is proved who asks.
    pub auth: Auth,
    /// The user of basic authentication.
    pub user: Option<String>,
    /// What proves who asks.
    pub secret: Option<SecretString>,
    /// What was not understood or not carried over, each as a sentence.
    pub warnings: Vec<String>,
}

/// Without its texts: what is pasted may hold secrets anywhere.
impl fmt::Debug for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Read").field("method", &self.method).field("auth", &self.auth).finish_non_exhaustive()
    }
}

/// Why there is nothing to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCurl {
    /// There is no `curl` in it.
    #[error("this is no curl command: it has to begin with `curl`")]
    NoCurl,
    /// There is no address in it.
    #[error("this curl command names no address")]
    NoAddress,
    /// There is an address that is none.
    #[error("the address in this curl command cannot be used")]
    BadAddress,
    /// A method that nobody has registered.
    #[error("the method in this curl command is none that is known")]
    BadMethod,
}

/// Reads a curl command.
///
/// # Errors
/// Where it is none, or names no address.
pub fn read(text: &str) -> Result<Read, NotCurl> {
    let tokens = words::words(text);
    let is_curl = |token: &Token| matches!(token, Token::Word(word) if names_curl(&word.text));
    let at = tokens.iter().position(is_curl).ok_or(NotCurl::NoCurl)?;
    let (before, rest) = tokens.split_at(at);
    let rest = rest.get(1..).unwrap_or_default();
    let end = rest.iter().position(|token| !matches!(token, Token::Word(_))).unwrap_or(rest.len());
    let (own, behind) = rest.split_at(end);
    let mut command = Command { input: input(before), ..Command::default() };
    if before.contains(&Token::End) || before.len() > 1 && command.input.is_none() {
        command.warn("What stands before `curl` is not read.");
    }
    if behind.iter().any(|token| matches!(token, Token::Word(_))) {
        command.warn("What stands behind the first command is not read.");
    }
    let own: Vec<&Word> = own
        .iter()
        .filter_map(|token| match token {
            Token::Word(word) => Some(word),
            Token::Pipe | Token::End => None,
        })
        .collect();
    command.take(&own);
    command.done()
}

fn names_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name == "curl" || name.eq_ignore_ascii_case("curl.exe")
}

/// What comes over standard input, where it is bytes in base64, as our own commands have it.
fn input(before: &[Token]) -> Option<Vec<u8>> {
    let texts: Vec<&str> = before
        .iter()
        .map(|token| match token {
            Token::Word(word) => word.text.as_str(),
            Token::Pipe => "|",
            Token::End => ";",
        })
        .collect();
    match texts.as_slice() {
        ["printf", "%s", bytes, "|", "base64", "-d", "|"] => STANDARD.decode(bytes).ok(),
        _ => None,
    }
}

/// A command as far as it was read.
#[derive(Default)]
struct Command {
    method: Option<String>,
    url: Option<String>,
    query: Vec<String>,
    headers: Vec<(String, String)>,
    data: Option<Vec<u8>>,
    is_json: bool,
    parts: Vec<(String, String)>,
    auth: Option<Auth>,
    user: Option<String>,
    secret: Option<SecretString>,
    is_get: bool,
    is_head: bool,
    input: Option<Vec<u8>>,
    warnings: Vec<String>,
}

impl Command {
    fn warn(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.warnings.contains(&text) {
            self.warnings.push(text);
        }
    }

    /// Tells what the shell would have put in.
    fn tell_holes(&mut self, word: &Word) {
        for hole in &word.holes {
            self.warn(format!(
                "The shell puts something in at `{hole}`, which is not known here; it stays as it is."
            ));
        }
    }

    fn take(&mut self, words: &[&Word]) {
        let mut rest = words.iter().copied();
        let mut only_addresses = false;
        while let Some(word) = rest.next() {
            let text = word.text.as_str();
            if text == "--" && !only_addresses {
                only_addresses = true;
            } else if let Some(name) = text.strip_prefix("--").filter(|_| !only_addresses) {
                match options::long(name) {
                    Some(known) if known.takes_value() => self.valued(known, text, rest.next()),
                    Some(known) => self.flag(known, text),
                    None => self.unknown(name, text),
                }
            } else if text.len() > 1 && text.starts_with('-') && !only_addresses {
                self.shorts(word, &mut rest);
            } else if text == ">" || text == ">>" || text == "2>" {
                rest.next();
            } else {
                self.address(word);
            }
        }
    }

    /// Several letters behind one dash; what follows one that takes a value is its value.
    fn shorts<'a>(&mut self, word: &'a Word, rest: &mut impl Iterator<Item = &'a Word>) {
        let mut letters = word.text.chars();
        letters.next();
        while let Some(letter) = letters.next() {
            let shown = format!("-{letter}");
            match options::short(letter).and_then(options::long) {
                Some(known) if known.takes_value() => {
                    let glued = Word { text: letters.as_str().to_owned(), holes: word.holes.clone() };
                    if glued.text.is_empty() {
                        self.valued(known, &shown, rest.next());
                    } else {
                        self.valued(known, &shown, Some(&glued));
                    }
                    return;
                }
                Some(known) => self.flag(known, &shown),
                None => self.unknown("", &shown),
            }
        }
    }

    fn unknown(&mut self, name: &str, shown: &str) {
        // `--no-…` turns off what another option turns on, which is off here anyway.
        if name.strip_prefix("no-").and_then(options::long).is_none() {
            self.warn(format!("`{shown}` is not understood, and was left out."));
        }
    }

    fn flag(&mut self, known: Known, shown: &str) {
        match known {
            Known::Get => self.is_get = true,
            Known::Head => self.is_head = true,
            Known::Left => self.warn(format!("`{shown}` is not carried over.")),
            _ => {}
        }
    }

    fn valued(&mut self, known: Known, shown: &str, word: Option<&Word>) {
        let Some(word) = word else {
            self.warn(format!("`{shown}` has no value, and was left out."));
            return;
        };
        let text = word.text.as_str();
        match known {
            Known::User | Known::Bearer | Known::Cookie | Known::Header => {}
            _ => self.tell_holes(word),
        }
        match known {
            Known::Method => self.method = Some(text.to_owned()),
            Known::Url => self.address(word),
            Known::UrlQuery => {
                let added = match text.strip_prefix('+') {
                    Some(raw) => raw.to_owned(),
                    None => self.encoded(text),
                };
                self.query.push(added);
            }
            Known::Data => match text.strip_prefix('@') {
                Some("-") if self.input.is_some() => {
                    let input = self.input.clone().unwrap_or_default();
                    self.add_data(&input, Some(b'&'));
                }
                Some(file) => self.warn(format!("The body comes from `{file}`, which is not read.")),
                None => self.add_data(text.as_bytes(), Some(b'&')),
            },
            Known::DataRaw => self.add_data(text.as_bytes(), Some(b'&')),
            Known::DataEncoded => {
                let encoded = self.encoded(text);
                self.add_data(encoded.as_bytes(), Some(b'&'));
            }
            Known::Json => {
                self.is_json = true;
                match text.strip_prefix('@') {
                    Some(file) => self.warn(format!("The body comes from `{file}`, which is not read.")),
                    None => self.add_data(text.as_bytes(), None),
                }
            }
            Known::Form => self.part(text),
            Known::FormString => {
                let (name, value) = text.split_once('=').unwrap_or((text, ""));
                self.add_part(name, value);
            }
            Known::Header => self.header(word),
            Known::User => self.basic(word),
            Known::Bearer => self.prove(Auth::Bearer, None, word, text),
            Known::Cookie => self.cookies(word, text),
            Known::Agent => self.headers.push(("User-Agent".to_owned(), text.to_owned())),
            Known::Referer => self.headers.push(("Referer".to_owned(), text.to_owned())),
            Known::LeftWithValue => self.warn(format!("`{shown}` is not carried over.")),
            Known::SilentWithValue | Known::Get | Known::Head | Known::Silent | Known::Left => {}
        }
    }

    fn address(&mut self, word: &Word) {
        if self.url.is_some() {
            self.warn("Only the first address is read.");
            return;
        }
        // What the shell puts in at the end may be the secret of the query; that is looked at with the whole address.
        self.url = Some(word.text.trim().to_owned());
    }

    /// More of the body, as curl puts it together.
    fn add_data(&mut self, bytes: &[u8], between: Option<u8>) {
        let data = self.data.get_or_insert_default();
        if !data.is_empty() {
            data.extend(between);
        }
        data.extend_from_slice(bytes);
    }

    /// A field whose value is to be encoded: `value`, `=value`, `name=value`, or one that comes from a file.
    fn encoded(&mut self, text: &str) -> String {
        let encode = |value: &str| form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
        match text.find(['=', '@']).and_then(|at| text.split_at_checked(at)) {
            Some((name, rest)) if rest.starts_with('=') => {
                let value = encode(rest.get(1..).unwrap_or_default());
                if name.is_empty() { value } else { format!("{name}={value}") }
            }
            Some((name, rest)) => {
                let file = rest.get(1..).unwrap_or_default();
                self.warn(format!("A field comes from `{file}`, which is not read."));
                if name.is_empty() { String::new() } else { format!("{name}=") }
            }
            None => encode(text),
        }
    }

    fn part(&mut self, text: &str) {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        if let Some(file) = value.strip_prefix(['@', '<']) {
            let file = file.split(';').next().unwrap_or(file);
            self.warn(format!("The part `{name}` comes from `{file}`, which is not read."));
            self.parts.push((name.to_owned(), String::new()));
            return;
        }
        let (value, kind) = match value.split_once(";type=") {
            Some((value, kind)) => (value, Some(kind)),
            None => (value, None),
        };
        if kind.is_some() {
            self.warn(format!("The type of the part `{name}` is not carried over."));
        }
        self.add_part(name, value.trim_matches('"'));
    }

    fn add_part(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            self.warn(format!("The part `{name}` is empty, and is not carried over."));
        }
        self.parts.push((name.to_owned(), value.to_owned()));
    }

    fn header(&mut self, word: &Word) {
        let Some((name, value)) = word.text.split_once(':') else {
            // `Name;` is a header without a value.
            match word.text.strip_suffix(';') {
                Some(name) => {
                    self.warn(format!("The header `{name}` is empty, and is not carried over."));
                    self.headers.push((name.to_owned(), String::new()));
                }
                None => self.warn("A header without a colon was left out."),
            }
            return;
        };
        let (name, value) = (name.trim(), value.strip_prefix(' ').unwrap_or(value));
        if name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("proxy-authorization") {
            self.authorization(word, name, value.trim());
        } else if name.eq_ignore_ascii_case("cookie") {
            self.cookies(word, value);
        } else if is_secret_name(name) {
            self.prove(Auth::Header(name.to_owned()), None, word, value);
        } else if value.trim().is_empty() {
            // `Name:` takes a header of curl's own away.
        } else {
            self.tell_holes(word);
            self.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    fn authorization(&mut self, word: &Word, name: &str, value: &str) {
        let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
        let rest = rest.trim();
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => self.prove(Auth::Bearer, None, word, rest),
            "basic" => {
                let pair = STANDARD.decode(rest).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                match pair.as_deref().and_then(|pair| pair.split_once(':')) {
                    Some((user, secret)) => {
                        let plain = Word { text: String::new(), holes: Vec::new() };
                        self.prove(Auth::Basic, Some(user), &plain, secret);
                    }
                    None if !word.holes.is_empty() => self.prove(Auth::Basic, None, word, ""),
                    None => self.prove(Auth::Header(name.to_owned()), None, word, value),
                }
            }
            _ => self.prove(Auth::Header(name.to_owned()), None, word, value),
        }
    }

    /// `user:secret`.
    fn basic(&mut self, word: &Word) {
        let (user, secret) = word.text.split_once(':').unwrap_or((&word.text, ""));
        let is_hole = |text: &str| word.holes.iter().any(|hole| text.contains(hole));
        let user = Some(user).filter(|user| !user.is_empty() && !is_hole(user));
        self.prove(Auth::Basic, user, word, secret);
    }

    fn cookies(&mut self, word: &Word, text: &str) {
        let text = text.trim();
        match text.split_once('=') {
            Some((name, value)) if !text.contains(';') => {
                self.prove(Auth::Cookie(name.trim().to_owned()), None, word, value);
            }
            Some(_) => self.prove(Auth::Header("Cookie".to_owned()), None, word, text),
            None => self.warn("Cookies come from a file, which is not read."),
        }
    }

    /// Who asks is proved so. One proof is kept: nothing here can hold two.
    fn prove(&mut self, auth: Auth, user: Option<&str>, word: &Word, secret: &str) {
        if self.auth.is_some() {
            self.warn("There is more than one proof of who asks: only the first is kept.");
            return;
        }
        self.auth = Some(auth);
        self.user = user.map(str::to_owned);
        let is_hole = word.holes.iter().any(|hole| secret.contains(hole));
        if !secret.is_empty() && !is_hole {
            self.secret = Some(SecretString::from(secret));
        }
    }
}

#[cfg(test)]
mod tests;

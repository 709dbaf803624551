//! What is typed into *Find*, cut into terms. It knows nothing of flows.

/// How letters and words are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether `A` and `a` differ.
    pub has_case: bool,
    /// Whether a match begins and ends where a word does.
    pub is_word: bool,
    /// Whether the words are regular expressions.
    pub is_regex: bool,
}

/// What a term asks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Names and texts: a word without a key.
    Any,
    /// `name:`, the widget's name.
    Name,
    /// `text:`, everything but names.
    Text,
    /// `type:`, the widget's type.
    Type,
    /// `uses:`, a variable that a template reads.
    Uses,
    /// `is:`, how the widget stands in the flow.
    Is,
    /// `has:`, what is wrong with the widget.
    Has,
    /// `sid:`, one of Twilio's identifiers.
    Sid,
    /// `number:`, a phone number.
    Number,
    /// `url:`, an address of the web.
    Url,
}

/// The keys, each with what it takes and what it finds, for the help.
pub const HELP: [(&str, Kind, &str); 9] = [
    ("type:send-message", Kind::Type, "Widgets of a type"),
    ("uses:flow.variables.x", Kind::Uses, "Templates that read it"),
    ("is:unreachable", Kind::Is, "Also unconnected, orphan, end"),
    ("has:error", Kind::Has, "Also warning, remark, problem"),
    ("name:ask", Kind::Name, "In names only"),
    ("text:hello", Kind::Text, "In texts only"),
    ("number:+1555", Kind::Number, "Phone numbers"),
    ("url:example.com", Kind::Url, "Web addresses"),
    ("sid:FW", Kind::Sid, "Identifiers such as FW…"),
];

/// One thing that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it asks of.
    pub kind: Kind,
    /// What is wanted there.
    pub text: String,
    /// Whether it must not be so.
    pub is_not: bool,
}

/// Cuts a text into terms, all of which must hold. White space separates them; what stands in quotes is one; a minus
/// before a term turns it round.
pub fn parse(text: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (term, after) = term(rest);
        terms.extend(term);
        rest = after.trim_start();
    }
    terms
}

/// The term that a text begins with, and what follows. A key whose value is not typed yet asks for nothing.
fn term(text: &str) -> (Option<Term>, &str) {
    let begins = |rest: &str| rest.starts_with(|first: char| first == '"' || first.is_alphabetic());
    let (is_not, text) = match text.strip_prefix('-') {
        Some(rest) if begins(rest) => (true, rest),
        _ => (false, text),
    };
    let (kind, text) = key(text);
    let (value, after) = value(text);
    let term = Term { kind, text: value, is_not };
    let may_be_empty = matches!(kind, Kind::Sid | Kind::Number | Kind::Url);
    ((may_be_empty || !term.text.is_empty()).then_some(term), after)
}

fn key(text: &str) -> (Kind, &str) {
    let Some((key, rest)) = text.split_once(':') else { return (Kind::Any, text) };
    let kind = match &*key.to_lowercase() {
        "name" => Kind::Name,
        "text" => Kind::Text,
        "type" => Kind::Type,
        "uses" => Kind::Uses,
        "is" => Kind::Is,
        "has" => Kind::Has,
        "sid" => Kind::Sid,
        "number" => Kind::Number,
        "url" => Kind::Url,
        // As in an address.
        _ => return (Kind::Any, text),
    };
    (kind, rest)
}

/// A value in quotes, or one that ends with the next white space. In quotes, `\"` is a quote.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (value, after) = text.split_at(end);
        return (value.to_owned(), after);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' if chars.next_if(|(_, next)| *next == '"').is_some() => value.push('"'),
            other => value.push(other),
        }
    }
    // The closing quote is still to come.
    (value, "")
}

//! Filters on text.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::super::lexer::is_space;
use super::super::unknown::Unknown;
use super::super::value::Value;
use super::{Call, Done, wrong};

/// A filter that makes one text of another.
fn each<'r>(call: &mut Call<'_, 'r>, input: &Value<'r>, make: impl FnOnce(&str) -> String) -> Done<'r> {
    let text = make(&call.input_text(input));
    call.room(text.len())?;
    Ok(Value::text(text))
}

fn white(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_space) || c == '\0'
}

pub(super) fn append<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let end = call.argument_text(0);
    if let Value::Made(mut text) = input {
        call.room(text.len() + end.len())?;
        text.push_str(&end);
        return Ok(Value::Made(text));
    }
    each(call, &input, |text| [text, &end].concat())
}

pub(super) fn prepend<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let start = call.argument_text(0);
    each(call, &input, |text| [&start, text].concat())
}

pub(super) fn upcase<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    cased(call, input, str::make_ascii_uppercase, str::to_uppercase)
}

pub(super) fn downcase<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    cased(call, input, str::make_ascii_lowercase, str::to_lowercase)
}

/// Text in other letters: in place where it belongs to nobody else.
fn cased<'r>(
    call: &mut Call<'_, 'r>,
    input: Value<'r>,
    ascii: fn(&mut str),
    any: fn(&str) -> String,
) -> Done<'r> {
    match input {
        Value::Made(mut text) if text.is_ascii() => {
            ascii(&mut text);
            Ok(Value::Made(text))
        }
        input => each(call, &input, any),
    }
}

/// A part of a text: the caller's and the template's text need not be copied for it.
fn part<'r>(call: &mut Call<'_, 'r>, input: &Value<'r>, part: for<'t> fn(&'t str) -> &'t str) -> Done<'r> {
    match input {
        Value::Text(text) => Ok(Value::Text(part(text))),
        input => each(call, input, |text| part(text).to_owned()),
    }
}

pub(super) fn capitalize<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let keeps = call.dialect.capitalize_keeps_rest;
    let text = call.input_text(&input);
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let rest = letters.as_str();
    if rest.chars().any(char::is_uppercase) {
        call.assume(Unknown::Capitalize);
    }
    let rest = if keeps { rest.to_string() } else { rest.to_lowercase() };
    Ok(Value::text(first + &rest))
}

pub(super) fn strip<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    part(call, &input, |text| text.trim_matches(white))
}

pub(super) fn lstrip<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    part(call, &input, |text| text.trim_start_matches(white))
}

pub(super) fn rstrip<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    part(call, &input, |text| text.trim_end_matches(white))
}

pub(super) fn strip_newlines<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    each(call, &input, |text| text.replace("\r\n", "").replace('\n', ""))
}

pub(super) fn newline_to_br<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    each(call, &input, |text| text.replace("\r\n", "\n").replace('\n', "<br />\n"))
}

fn escaped(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => return None,
    })
}

pub(super) fn escape<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    each(call, &input, |text| {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match escaped(c) {
                Some(entity) => out.push_str(entity),
                None => out.push(c),
            }
        }
        out
    })
}

pub(super) fn escape_once<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    each(call, &input, |text| {
        let mut out = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            match escaped(c) {
                Some(_) if c == '&' && is_entity(text.get(at..).unwrap_or_default()) => out.push(c),
                Some(entity) => out.push_str(entity),
                None => out.push(c),
            }
        }
        out
    })
}

/// `&name;` or `&#digits;`
fn is_entity(text: &str) -> bool {
    let Some(end) = text.bytes().take(12).position(|b| b == b';') else { return false };
    let inside = text.get(1..end).unwrap_or_default();
    let name = inside.strip_prefix('#').unwrap_or(inside);
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

pub(super) fn strip_html<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    each(call, &input, |text| {
        let text = without(text, "<script", "</script>");
        let text = without(&text, "<!--", "-->");
        let text = without(&text, "<style", "</style>");
        without(&text, "<", ">")
    })
}

/// Takes out everything from `open` to the next `close`; what is not closed stays.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let Some(length) = rest.get(start..).and_then(|part| part.find(close)) else { break };
        out.push_str(rest.get(..start).unwrap_or_default());
        rest = rest.get(start + length + close.len()..).unwrap_or_default();
    }
    out + rest
}

pub(super) fn replace<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let (from, to) = pattern(call)?;
    let text = call.input_text(&input);
    if to.len() > from.len() {
        let count = if from.is_empty() { text.chars().count() + 1 } else { text.matches(&*from).count() };
        call.room(text.len().saturating_add(count.saturating_mul(to.len())))?;
    }
    Ok(Value::text(text.replace(&*from, &to)))
}

/// What to replace and with what.
fn pattern<'c>(call: &mut Call<'c, '_>) -> Result<(Cow<'c, str>, Cow<'c, str>), super::Wrong> {
    if call.dialect.replace_needs_text && call.arguments.iter().any(Value::is_nil) {
        return Err(wrong("an argument is undefined"));
    }
    Ok((call.argument_text(0), call.argument_text(1)))
}

pub(super) fn replace_first<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let (from, to) = pattern(call)?;
    each(call, &input, |text| text.replacen(&*from, &to, 1))
}

pub(super) fn replace_last<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let (from, to) = pattern(call)?;
    each(call, &input, |text| match text.rsplit_once(&*from) {
        Some((before, after)) => format!("{before}{to}{after}"),
        None => text.to_string(),
    })
}

pub(super) fn remove<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    replace(call, input)
}

pub(super) fn remove_first<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    replace_first(call, input)
}

pub(super) fn remove_last<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    replace_last(call, input)
}

/// A whole number that is an argument.
pub(super) fn whole(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        other => other.as_text().and_then(|text| text.trim().parse().ok()),
    }
}

pub(super) fn truncate<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    if input.is_nil() {
        return Ok(Value::text(""));
    }
    let length = match call.has(0) {
        true => whole(&call.argument(0)).ok_or_else(|| wrong("the length must be a whole number"))?,
        false => 50,
    };
    let end = if call.has(1) { call.argument_text(1) } else { "...".into() };
    let length = usize::try_from(length).unwrap_or_default();
    each(call, &input, |text| {
        if text.len() <= length || text.chars().count() <= length {
            return text.to_string();
        }
        let kept = length.saturating_sub(end.chars().count());
        let bytes = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
        [text.get(..bytes).unwrap_or_default(), &end].concat()
    })
}

pub(super) fn truncatewords<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    if input.is_nil() {
        return Ok(Value::text(""));
    }
    let words = match call.has(0) {
        true => {
            whole(&call.argument(0)).ok_or_else(|| wrong("the number of words must be a whole number"))?
        }
        false => 15,
    };
    let end = if call.has(1) { call.argument_text(1) } else { "...".into() };
    let words = usize::try_from(words).unwrap_or_default().max(1);
    each(call, &input, |text| {
        let mut all = text.split_ascii_whitespace();
        let kept: Vec<&str> = all.by_ref().take(words).collect();
        if all.next().is_none() { text.to_string() } else { kept.join(" ") + &end }
    })
}

pub(super) fn default<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let allows = call.named.iter().any(|(name, value)| *name == "allow_false" && value.truthy());
    let missing = match &input {
        Value::Bool(false) => !allows,
        Value::Nil | Value::Empty | Value::Blank => true,
        other => other.is_empty(),
    };
    Ok(if missing { call.arguments.first().cloned().unwrap_or(Value::text("")) } else { input })
}

pub(super) fn to_json<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let text = input.to_json().to_string();
    call.room(text.len())?;
    Ok(Value::text(text))
}

pub(super) fn url_encode<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    each(call, &input, |text| {
        let mut encoded = String::with_capacity(text.len() + text.len() / 4 + 8);
        for (at, part) in text.split('~').enumerate() {
            // Ruby and Java leave `~` and `*` apart differently; both leave letters, digits and `-_.`.
            if at > 0 {
                encoded.push('~');
            }
            encoded.extend(form_urlencoded::byte_serialize(part.as_bytes()));
        }
        encoded
    })
}

pub(super) fn url_decode<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = call.input_text(&input);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let ahead = rest.hex_ahead();
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => match ahead {
                Some(decoded) => {
                    rest.next();
                    rest.next();
                    bytes.push(decoded);
                }
                None => bytes.push(b'%'),
            },
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).map(Value::text).map_err(|_| wrong("what it decodes to is no text"))
}

/// The two hexadecimal digits ahead, as a byte.
trait Hex {
    fn hex_ahead(&self) -> Option<u8>;
}

impl Hex for std::str::Bytes<'_> {
    fn hex_ahead(&self) -> Option<u8> {
        let mut ahead = self.clone();
        let high = char::from(ahead.next()?).to_digit(16)?;
        let low = char::from(ahead.next()?).to_digit(16)?;
        u8::try_from(high * 16 + low).ok()
    }
}

pub(super) fn base64_encode<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    each(call, &input, |text| STANDARD.encode(text))
}

pub(super) fn base64_url_encode<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    each(call, &input, |text| URL_SAFE.encode(text))
}

pub(super) fn base64_decode<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    decoded(STANDARD.decode(input.to_text(call.dialect).as_bytes()))
}

pub(super) fn base64_url_decode<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    decoded(URL_SAFE.decode(input.to_text(call.dialect).as_bytes()))
}

fn decoded<'r>(bytes: Result<Vec<u8>, base64::DecodeError>) -> Done<'r> {
    let bytes = bytes.map_err(|_| wrong("this is no Base64"))?;
    match String::from_utf8_lossy(&bytes) {
        Cow::Borrowed(text) => Ok(Value::text(text)),
        Cow::Owned(_) => Err(wrong("what it decodes to is no text")),
    }
}

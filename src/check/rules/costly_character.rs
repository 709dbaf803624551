//! A character that makes a message cost more.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::message::estimate;
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::counted;
use crate::liquid::{TokenKind, tokens};
use crate::twilio::{Segments, measure};
use crate::widgets::messaging;

pub(super) const RULE: Rule = Rule {
    code: "costly-character",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "A character that makes a message cost more",
    why: "one character that is not in the alphabet of SMS makes every segment hold 67 characters instead of 153, and each segment is paid for",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    if !at.entry.is_some_and(|entry| entry.sends) || messaging::is_from_template(at.widget) {
        return;
    }
    let Some(body) = at.widget.property_text("body").filter(|body| !body.is_ascii()) else { return };
    let before = estimate(&body).segments;
    let Some(culprit) = before.culprit else { return };
    let start = body.find(culprit).unwrap_or_default();
    let place = Place { range: Some(start..start + culprit.len_utf8()), ..at.field("body") };
    let plain = rewritten(&body, plain_form);
    let after = estimate(&plain).segments;
    if after.culprit.is_some() {
        without(&body, before, culprit, place, sink);
        return;
    }
    if after.segments >= before.segments {
        return;
    }
    let message = format!(
        "`{}` makes this text {} instead of {}",
        culprit.escape_debug(),
        counted(before.segments, "segment"),
        after.segments
    );
    let edit =
        Edit::SetProperty { widget: at.widget.id(), key: "body".to_owned(), value: Some(plain.into()) };
    sink.add(message, place).fix("Write it with plain characters", edit);
}

/// So many segments are worth a word, even where nothing can be written for what makes them.
const MANY: usize = 4;

/// Tells of a long text with few characters outside of the alphabet, and with none that have a plain form.
fn without(body: &str, before: Segments, culprit: char, place: Place, sink: &mut Sink<'_>) {
    if before.segments < MANY {
        return;
    }
    let is_strange = |char: char| measure(char.encode_utf8(&mut [0; 4])).culprit.is_some();
    let after = estimate(&rewritten(body, |char| is_strange(char).then_some(""))).segments;
    let strange = before.characters.saturating_sub(after.characters);
    // A text in another alphabet has no cheaper form.
    if strange * 10 <= before.characters && after.segments < before.segments {
        let others = match strange {
            0 | 1 => " makes".to_owned(),
            2 => " and one more outside of the alphabet make".to_owned(),
            more => format!(" and {} more outside of the alphabet make", more - 1),
        };
        let message = format!(
            "`{}`{others} this text {} instead of {}",
            culprit.escape_debug(),
            counted(before.segments, "segment"),
            after.segments
        );
        sink.add(message, place);
    }
}

/// The text with other characters for some. What stands within a template's braces stays.
fn rewritten(text: &str, form: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_inside = false;
    for token in tokens(text) {
        let piece = text.get(token.span.clone()).unwrap_or_default();
        if token.kind == TokenKind::Delimiter {
            is_inside = if piece.ends_with('}') { false } else { is_inside || piece.starts_with('{') };
        }
        if is_inside || token.kind == TokenKind::Delimiter {
            out.push_str(piece);
        } else {
            piece.chars().for_each(|char| match form(char) {
                Some(form) => out.push_str(form),
                None => out.push(char),
            });
        }
    }
    out
}

/// What people write on a keyboard where a word processor puts something finer.
fn plain_form(char: char) -> Option<&'static str> {
    Some(match char {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '`' | '´' => "'",
        '\u{201c}'..='\u{201f}' | '\u{2033}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2026}' => "...",
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => " ",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => "",
        _ => return None,
    })
}

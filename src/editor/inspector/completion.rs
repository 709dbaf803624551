//! What could stand at the cursor of a template: names that exist in this flow, and filters and tags.

use std::ops::Range;

use egui::Ui;
use egui::text_edit::Suggestion;

use super::names;
use super::pane::Pane;
use crate::liquid::{CompletionKind, TokenKind, completion_at, filter_names, tag_names, tokens};

/// The room for what is said of a filter or a tag, in letters.
const ROOM: usize = 34;
/// The most that is offered at once.
pub(super) const MOST: usize = 40;

/// What is offered at a place of a template: the bytes that are replaced, and by what.
pub(super) fn suggest(
    ctx: &egui::Context,
    pane: &Pane<'_>,
    text: &str,
    cursor: usize,
) -> Option<(Range<usize>, Vec<Suggestion>)> {
    suggest_names(text, cursor, |path, typed, ends| names::names(ctx, pane, path, typed, ends))
}

/// As [`suggest`], for templates that stand in no widget: `names` says what may follow a path.
pub(in crate::editor) fn suggest_names(
    text: &str,
    cursor: usize,
    names: impl FnOnce(&[String], &str, &Ends) -> Vec<Suggestion>,
) -> Option<(Range<usize>, Vec<Suggestion>)> {
    let completion = completion_at(text, cursor)?;
    // Behind the first brace of the end of an output, nothing is a name.
    if text.get(..completion.replace.start).is_some_and(|before| before.trim_end().ends_with('}')) {
        return None;
    }
    let prefix = completion.prefix.to_lowercase();
    let offered = match completion.kind {
        CompletionKind::Filter => filters(&prefix),
        CompletionKind::Tag => tags(&prefix, text.get(..completion.replace.start).unwrap_or_default()),
        CompletionKind::Path(path) => {
            let goes_on = text.get(completion.replace.end..).is_some_and(|rest| rest.starts_with('.'));
            let ends = Ends {
                branch: if goes_on { "" } else { "." },
                leaf: if is_closed(text, completion.replace.end) { "" } else { "}}" },
            };
            names(&path, &completion.prefix, &ends)
        }
    };
    // What is there already needs no offer, and nothing is offered twice: the flow's own templates, this one
    // among them, are where some names are known from.
    let typed = &completion.prefix;
    let mut seen = std::collections::HashSet::new();
    let offered: Vec<Suggestion> = offered
        .into_iter()
        .filter(|offer| offer.insert.trim_end_matches(['}', '.']) != *typed)
        .filter(|offer| seen.insert(offer.insert.clone()))
        .collect();
    (!offered.is_empty()).then_some((completion.replace.start..cursor, offered))
}

/// What is put behind a name: what has parts goes on, what has none ends the output.
pub(in crate::editor) struct Ends {
    /// Behind a name that has parts.
    pub branch: &'static str,
    /// Behind one that has none.
    pub leaf: &'static str,
}

/// Whether the output around a place has its end, so that none must be added.
fn is_closed(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    if before.rfind("{%").is_some_and(|tag| before.rfind("{{").is_none_or(|output| output < tag)) {
        return true;
    }
    let rest = text.get(at..).unwrap_or_default();
    rest.find("}}").is_some_and(|end| rest.find("{{").is_none_or(|next| end < next))
}

fn filters(prefix: &str) -> Vec<Suggestion> {
    filter_names()
        .filter(|(name, ..)| name.starts_with(prefix))
        .map(|(name, about, _)| Suggestion::new(name).description(short(about, ROOM)))
        .collect()
}

/// The tags that begin something, and first those that go on with or end what is open.
fn tags(prefix: &str, before: &str) -> Vec<Suggestion> {
    let inner = open_block(before).map(|block| inner_tags(&block)).unwrap_or_default();
    let inner = inner.iter().map(|(name, about)| (*name, *about));
    let tags = inner.chain(tag_names().iter().map(|(name, about)| (*name, *about)));
    tags.filter(|(name, _)| name.starts_with(prefix))
        .map(|(name, about)| Suggestion::new(name).description(short(about, ROOM)))
        .collect()
}

/// What may stand inside of a block or ends it.
fn inner_tags(block: &str) -> &'static [(&'static str, &'static str)] {
    match block {
        "if" => {
            &[("endif", "Ends the if"), ("else", "Where no condition holds"), ("elsif", "Another condition")]
        }
        "unless" => &[("endunless", "Ends the unless"), ("else", "Where the condition holds")],
        "case" => &[
            ("when", "For one of these values"),
            ("else", "For all other values"),
            ("endcase", "Ends the case"),
        ],
        "for" => &[("endfor", "Ends the loop"), ("else", "Where the list is empty")],
        "capture" => &[("endcapture", "Ends the capture")],
        "comment" => &[("endcomment", "Ends the comment")],
        "raw" => &[("endraw", "Liquid counts again")],
        _ => &[],
    }
}

/// The innermost block that is open at the end of a text.
fn open_block(before: &str) -> Option<String> {
    let mut open: Vec<String> = Vec::new();
    for token in tokens(before) {
        if token.kind != TokenKind::Tag {
            continue;
        }
        let name = before.get(token.span).unwrap_or_default();
        match name.strip_prefix("end") {
            Some(ended) => {
                if let Some(at) = open.iter().rposition(|block| block == ended) {
                    open.truncate(at);
                }
            }
            None if !inner_tags(name).is_empty() => open.push(name.to_owned()),
            None => {}
        }
    }
    open.pop()
}

/// As much of a description as there is room for.
pub(super) fn short(about: &str, room: usize) -> String {
    if about.chars().count() <= room {
        return about.to_owned();
    }
    let mut cut: String = about.chars().take(room.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Keeps the context at hand while a field borrows the `Ui`.
pub(super) fn context(ui: &Ui) -> egui::Context {
    ui.ctx().clone()
}

#[cfg(test)]
mod tests {
    use super::{filter_names, open_block, tag_names, tags};

    #[test]
    fn every_filter_and_tag_says_what_it_does() {
        let filters = filter_names().map(|(name, about, _)| (name, about));
        let mut seen = 0;
        for (name, about) in filters.chain(tag_names().iter().copied()) {
            assert!(about.len() > 3 && about != name, "{name}: {about:?}");
            seen += 1;
        }
        assert!(seen > 40, "{seen}");
    }

    #[test]
    fn what_is_open_is_ended_first() {
        let check = |before: &str, prefix: &str, first: &str| {
            let offered = tags(prefix, before);
            assert_eq!(offered.first().map(|offer| offer.insert.as_str()), Some(first), "{before} {prefix}");
        };
        check("{% if a %}x{% for b in c %}{% ", "", "endfor");
        check("{% if a %}x{% for b in c %}{% endfor %}{% ", "e", "endif");
        check("{% if a %}{% ", "els", "else");
        check("{% case a %}{% ", "w", "when");
        check("", "as", "assign");
        assert_eq!(open_block("{% if a %}{% endif %}{{ 'if' }} if"), None);
    }
}

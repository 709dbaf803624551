//! What could stand at the cursor of a template: names that exist in this flow, and filters and tags.

use std::collections::BTreeMap;
use std::ops::Range;

use egui::Ui;
use egui::text_edit::Suggestion;

use super::always::{self, ALWAYS};
use super::pane::Pane;
use crate::editor::references::index::{self, Index as Known, paths_of};
use crate::flow::Flow;
use crate::liquid::{CompletionKind, TokenKind, completion_at, filter_names, tag_names, tokens};
use crate::widgets::{label_of, reference_to, widget_type};

/// The most that is offered at once.
const MOST: usize = 40;

/// What is offered at a place of a template: the bytes that are replaced, and by what.
pub(super) fn suggest(
    ctx: &egui::Context,
    pane: &Pane<'_>,
    text: &str,
    cursor: usize,
) -> Option<(Range<usize>, Vec<Suggestion>)> {
    let completion = completion_at(text, cursor)?;
    let prefix = completion.prefix.to_lowercase();
    let offered = match completion.kind {
        CompletionKind::Filter => filters(&prefix),
        CompletionKind::Tag => tags(&prefix, text.get(..completion.replace.start).unwrap_or_default()),
        CompletionKind::Path(path) => {
            let known = index::of(ctx, pane.file);
            let goes_on = text.get(completion.replace.end..).is_some_and(|rest| rest.starts_with('.'));
            let ends = Ends {
                branch: if goes_on { "" } else { "." },
                leaf: if is_closed(text, completion.replace.end) { "" } else { "}}" },
            };
            names(&known, pane.flow(), &path, &prefix, &ends)
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
struct Ends {
    branch: &'static str,
    leaf: &'static str,
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
        .map(|(name, about, _)| Suggestion::new(name).description(short(about)))
        .collect()
}

/// The tags that begin something, and first those that go on with or end what is open.
fn tags(prefix: &str, before: &str) -> Vec<Suggestion> {
    let inner = open_block(before).map(|block| inner_tags(&block)).unwrap_or_default();
    let inner = inner.iter().map(|(name, about)| (*name, *about));
    let tags = inner.chain(tag_names().iter().map(|(name, about)| (*name, *about)));
    tags.filter(|(name, _)| name.starts_with(prefix))
        .map(|(name, about)| Suggestion::new(name).description(short(about)))
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

/// As much of a description as a pop-up has room for.
fn short(about: &str) -> String {
    const ROOM: usize = 34;
    if about.chars().count() <= ROOM {
        return about.to_owned();
    }
    let mut cut: String = about.chars().take(ROOM - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// What may follow a path. At the root whole paths are offered too, so that a widget's name is enough to find them.
fn names(known: &Known, flow: &Flow, path: &[String], prefix: &str, ends: &Ends) -> Vec<Suggestion> {
    let mut next: BTreeMap<String, Next> = BTreeMap::new();
    for (always, about) in ALWAYS {
        let always: Vec<String> = always.split('.').map(str::to_owned).collect();
        add(&mut next, &always, path, about);
    }
    for known_path in &known.paths {
        add(&mut next, known_path, path, "");
    }
    match path {
        [root] if root == "widgets" => {
            for widget in flow.widgets() {
                let leaves =
                    widget.kind().and_then(widget_type).is_some_and(|entry| !entry.outputs.is_empty());
                if let Some(name) = widget.name().filter(|_| leaves) {
                    let about = label_of(widget.kind().unwrap_or_default()).into_owned();
                    next.insert(name.to_owned(), Next { is_leaf: false, about });
                }
            }
        }
        [root, name, rest @ ..] if root == "widgets" => {
            if let Some(widget) = flow.named(name) {
                for (path, about) in outputs(widget) {
                    add(&mut next, &path, rest, about);
                }
            }
        }
        _ => {}
    }
    let mut offered: Vec<Suggestion> = next
        .into_iter()
        .filter(|(name, _)| name.to_lowercase().starts_with(prefix) && is_plain(name))
        .map(|(name, next)| {
            let end = if next.is_leaf { ends.leaf } else { ends.branch };
            let whole = path.iter().chain([&name]).map(String::as_str).collect::<Vec<_>>().join(".");
            let about = match (&*next.about, always::about(&whole), next.is_leaf) {
                ("", "", true) => "",
                ("", "", false) => "…",
                ("", about, _) | (about, ..) => about,
            };
            let about = short(about);
            Suggestion::new(format!("{name}{end}")).content(name).description(about)
        })
        .take(MOST)
        .collect();
    if path.is_empty() && !prefix.is_empty() {
        whole_paths(known, flow, prefix, ends.leaf, &mut offered);
    }
    offered
}

/// What may follow, and whether the path ends there.
struct Next {
    is_leaf: bool,
    about: String,
}

fn add(next: &mut BTreeMap<String, Next>, path: &[String], before: &[String], about: &str) {
    let Some([name, rest @ ..]) = path.strip_prefix(before) else { return };
    let is_open = matches!(name.as_str(), "data" | "variables" | "parameters" | "widgets") && rest.is_empty();
    let is_leaf = rest.is_empty() && !is_open;
    let entry = next.entry(name.clone()).or_insert_with(|| Next { is_leaf, about: String::new() });
    entry.is_leaf &= is_leaf;
    if is_leaf && entry.about.is_empty() {
        about.clone_into(&mut entry.about);
    }
}

/// The outputs of a widget below its name, with what each is.
fn outputs(widget: &crate::flow::Widget) -> Vec<(Vec<String>, &'static str)> {
    let entry = widget.kind().and_then(widget_type);
    let kind = |path: &[String]| {
        let text = path.join(".");
        let outputs = entry.map(|entry| entry.outputs).unwrap_or_default();
        outputs.iter().find(|output| output.path == text).map_or("", |output| output.help)
    };
    paths_of(widget)
        .into_iter()
        .filter(|path| path.first().is_some_and(|root| root == "widgets"))
        .filter_map(|path| path.get(2..).map(<[String]>::to_vec))
        .map(|path| {
            let kind = kind(&path);
            (path, kind)
        })
        .collect()
}

fn whole_paths(known: &Known, flow: &Flow, prefix: &str, close: &str, offered: &mut Vec<Suggestion>) {
    let mut offer = |path: String, about: &str| {
        if offered.len() < MOST && path.to_lowercase().contains(prefix) {
            offered.push(Suggestion::new(format!("{path}{close}")).content(path).description(short(about)));
        }
        offered.len() < MOST
    };
    for path in known.paths.iter().filter(|path| path.iter().all(|part| is_plain(part))) {
        let path = path.join(".");
        let about = always::about(&path);
        if !offer(path, about) {
            return;
        }
    }
    for widget in flow.widgets() {
        let (Some(entry), Some(name)) = (widget.kind().and_then(widget_type), widget.name()) else {
            continue;
        };
        for output in entry.outputs.iter().filter(|output| !output.path.contains('*')) {
            if !offer(reference_to(name, output.path), output.help) {
                return;
            }
        }
    }
    for (path, about) in ALWAYS {
        if !offer((*path).to_owned(), about) {
            return;
        }
    }
}

/// Whether a name can stand behind a dot.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
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

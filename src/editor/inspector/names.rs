//! The names that could stand at a place of a template, in the order in which they are likely to be right: first what
//! always exists when an execution comes to the widget, last what cannot exist there yet.

use std::collections::BTreeMap;

use egui::text_edit::Suggestion;
use egui::{Atom, AtomExt as _, Context, RichText, Vec2};

use super::always::{self, ALWAYS};
use super::completion::{Ends, MOST, short};
use super::pane::Pane;
use crate::check::{Presence, Reach};
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::references::index::{self, Index, paths_of};
use crate::editor::theme::Tokens;
use crate::flow::{Widget, nearest};
use crate::widgets::{label_of, reference_to, widget_type};

/// Whether what a name means can exist at the widget. The better ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// It does, or nothing is known against it.
    Fine,
    /// Only after some of the ways to the widget.
    SomeWays,
    /// After none of them.
    NotYet,
    /// Nothing ever sets it.
    Unset,
}

const STANDINGS: [Standing; 4] = [Standing::Fine, Standing::SomeWays, Standing::NotYet, Standing::Unset];

impl Standing {
    /// The words for it; what is fine needs none.
    const fn words(self) -> &'static str {
        match self {
            Self::Fine => "",
            Self::SomeWays => "only after some ways",
            Self::NotYet => "cannot exist yet here",
            Self::Unset => "nothing sets it",
        }
    }

    const fn icon(self) -> Option<Icon> {
        match self {
            Self::Fine => None,
            Self::SomeWays => Some(icon::SPLIT),
            Self::NotYet => Some(icon::CLOCK),
            Self::Unset => Some(icon::WARNING),
        }
    }
}

/// What is known at a widget.
struct Here<'a> {
    pane: &'a Pane<'a>,
    known: &'a Index,
    reach: Option<&'a Reach>,
    theme: egui::Theme,
}

impl Here<'_> {
    fn standing<S: AsRef<str>>(&self, path: &[S]) -> Standing {
        let path: Vec<&str> = path.iter().take(3).map(AsRef::as_ref).collect();
        let presence = match path.as_slice() {
            ["widgets", name, ..] => self.reach.and_then(|reach| reach.widget(name)),
            ["flow", "variables", key] => {
                if self.known.variable(key).is_some_and(|thing| thing.writers.is_empty()) {
                    return Standing::Unset;
                }
                self.reach.and_then(|reach| reach.variable(key))
            }
            _ => None,
        };
        match presence {
            None | Some(Presence::Always) => Standing::Fine,
            Some(Presence::Sometimes) => Standing::SomeWays,
            Some(Presence::Never) => Standing::NotYet,
        }
    }

    /// An offer with words about it, marked where what it means may not exist.
    fn offer(&self, insert: String, shown: &str, words: &[&str], standing: Standing) -> Suggestion {
        let dim = Tokens::for_theme(self.theme).text_3;
        let is_dim = standing >= Standing::NotYet;
        let text = RichText::new(shown);
        let text = if is_dim { text.color(dim) } else { text };
        let mut offer = Suggestion::new(insert).content(text);
        if let Some(icon) = standing.icon() {
            offer.content.push_left(Atom::paint(Vec2::splat(SIGN), move |ui, args| {
                let color = if is_dim { dim } else { args.fallback_text_color };
                paint_icon(ui.painter(), args.rect.center(), icon, SIGN, color);
            }));
        }
        let room = if standing == Standing::Fine { ROOM } else { ROOM - SIGN_ROOM };
        let count = shown.chars().count();
        let words = RichText::new(fitting(words, room.saturating_sub(count))).weak();
        offer.content.push_right(Atom::grow());
        // Of the two the words give way, unless the name alone has hardly room.
        offer.content.push_right(words.atom_shrink(count <= room - LEAST / 2));
        offer
    }
}

/// The edge of the sign before a name.
const SIGN: f32 = 13.0;
/// What is said of a name that is not the one that was typed.
const MEANT: &str = "did you mean this?";

/// As many letters as an offer has room for beside its sign: the name must stay on one line.
const ROOM: usize = 40;
/// As many letters as a sign takes the room of.
const SIGN_ROOM: usize = 3;

/// As many of these words as there is room for; the first are the most important ones.
fn fitting(words: &[&str], room: usize) -> String {
    let mut fitting = String::new();
    for words in words.iter().copied().filter(|words| !words.is_empty()) {
        if fitting.is_empty() {
            fitting = words.to_owned();
            continue;
        }
        let longer = format!("{fitting} · {words}");
        if longer.chars().count() > room {
            break;
        }
        fitting = longer;
    }
    // A mark is not cut, whatever the name's length.
    short(&fitting, room.max(LEAST))
}

/// As many letters as the longest mark has.
const LEAST: usize = 21;

/// What may follow a path. At the root whole paths are offered too, so that a widget's name is enough to find them.
/// Where nothing begins like what was typed, what was most likely meant.
pub(super) fn names(
    ctx: &Context,
    pane: &Pane<'_>,
    path: &[String],
    typed: &str,
    ends: &Ends,
) -> Vec<Suggestion> {
    let known = index::of(ctx, pane.file);
    let reach = index::reach_of(ctx, pane.file, pane.id());
    let here = Here { pane, known: &known, reach: reach.as_deref(), theme: ctx.theme() };
    let prefix = typed.to_lowercase();
    let mut next: Vec<(Standing, String, Next)> = next_names(&here, path)
        .into_iter()
        .filter(|(name, _)| is_plain(name))
        .map(|(name, next)| {
            let whole: Vec<&str> = path.iter().chain([&name]).map(String::as_str).collect();
            (here.standing(&whole), name, next)
        })
        .collect();
    next.sort_by_key(|(standing, ..)| *standing);
    let begins = |name: &str| name.to_lowercase().starts_with(&prefix);
    let mut offered: Vec<Suggestion> = next
        .iter()
        .filter(|(_, name, _)| begins(name))
        .map(|(standing, name, next)| {
            let about = about_of(path, name, next);
            here.offer(next.insert(name, ends), name, &[standing.words(), about], *standing)
        })
        .take(MOST)
        .collect();
    if path.is_empty() && !prefix.is_empty() {
        whole_paths(&here, &prefix, ends.leaf, &mut offered);
    }
    // What only this template may have made known, by reading it, is not known.
    let is_hearsay = |name: &str, next: &Next| next.is_only_read && name == typed && !is_open(path);
    let is_known = next
        .iter()
        .any(|(standing, name, next)| *standing < Standing::Unset && begins(name) && !is_hearsay(name, next));
    offered.retain(|offer| offer.insert.trim_end_matches(['}', '.']) != typed);
    if !typed.is_empty() && !is_known && (offered.is_empty() || !path.is_empty()) {
        let meant = if path.is_empty() {
            meant_anywhere(&here, typed, ends)
        } else {
            meant(&here, path, typed, &next, ends)
        };
        offered.splice(0..0, meant);
    }
    offered
}

/// What stands behind a name, for people.
fn about_of<'a>(path: &[String], name: &str, next: &'a Next) -> &'a str {
    let whole = path.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(".");
    match (&*next.about, always::about(&whole), next.is_leaf) {
        ("", "", true) => "",
        ("", "", false) => "…",
        ("", about, _) | (about, ..) => about,
    }
}

/// The name at this place that is nearest to what was typed.
fn meant(
    here: &Here<'_>,
    path: &[String],
    typed: &str,
    next: &[(Standing, String, Next)],
    ends: &Ends,
) -> Option<Suggestion> {
    let candidates = || next.iter().filter(|(standing, ..)| *standing < Standing::Unset);
    let near = near(typed, candidates().map(|(_, name, _)| name.as_str()))?.to_owned();
    let (standing, name, next) = candidates().find(|(_, name, _)| *name == near)?;
    let words = [MEANT, standing.words(), about_of(path, name, next)];
    Some(here.offer(next.insert(name, ends), name, &words, *standing))
}

/// The variable or widget whose name is nearest to what was typed without its path.
fn meant_anywhere(here: &Here<'_>, typed: &str, ends: &Ends) -> Option<Suggestion> {
    let set = here.known.things().filter(|thing| !thing.writers.is_empty());
    let variables: Vec<&str> = set.filter_map(|thing| thing.variable()).filter(|key| is_plain(key)).collect();
    if let Some(key) = near(typed, variables) {
        let path = format!("flow.variables.{key}");
        let standing = here.standing(&["flow", "variables", key]);
        let insert = format!("{path}{}", ends.leaf);
        return Some(here.offer(insert, &path, &[MEANT, standing.words()], standing));
    }
    let widgets = here.pane.flow().widgets().iter().filter_map(|widget| widget.name());
    let name = near(typed, widgets.filter(|name| is_plain(name)))?;
    let path = reference_to(name, "");
    let standing = here.standing(&["widgets", name]);
    let insert = format!("{path}{}", ends.branch);
    Some(here.offer(insert, &path, &[MEANT, standing.words()], standing))
}

/// The candidate that is nearest to a word, or that begins with what is nearest to it: half a name is typed wrong, too.
fn near<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    const LEAST_CHARS: usize = 3;
    let candidates: Vec<&str> = candidates.into_iter().filter(|candidate| *candidate != typed).collect();
    if let Some(found) = nearest(typed, candidates.iter().copied()) {
        return Some(found);
    }
    let count = typed.chars().count();
    if count < LEAST_CHARS {
        return None;
    }
    let lower = typed.to_lowercase();
    let holds = candidates.iter().find(|candidate| candidate.to_lowercase().contains(&lower));
    // A letter may be missing from what was typed, or be one too many.
    let lengths = [count, count - 1, count + 1];
    let begins = |candidate: &'c str, count: usize| {
        let end = candidate.char_indices().nth(count).map_or(candidate.len(), |(at, _)| at);
        candidate.get(..end).unwrap_or(candidate)
    };
    let by_beginning = |count: usize| {
        let found = nearest(typed, candidates.iter().map(|candidate| begins(candidate, count)))?;
        candidates.iter().copied().find(|candidate| begins(candidate, count) == found)
    };
    holds.copied().or_else(|| lengths.into_iter().find_map(by_beginning))
}

/// What may follow, and whether the path ends there.
struct Next {
    is_leaf: bool,
    /// Whether it is known from nothing but templates that read it.
    is_only_read: bool,
    about: String,
}

impl Next {
    fn insert(&self, name: &str, ends: &Ends) -> String {
        format!("{name}{}", if self.is_leaf { ends.leaf } else { ends.branch })
    }
}

fn next_names(here: &Here<'_>, path: &[String]) -> BTreeMap<String, Next> {
    let flow = here.pane.flow();
    let mut next: BTreeMap<String, Next> = BTreeMap::new();
    for (always, about) in ALWAYS {
        let always: Vec<String> = always.split('.').map(str::to_owned).collect();
        add(&mut next, &always, path, about, false);
    }
    for known_path in &here.known.paths {
        add(&mut next, known_path, path, "", true);
    }
    match path {
        [root] if root == "widgets" => {
            for widget in flow.widgets() {
                let leaves =
                    widget.kind().and_then(widget_type).is_some_and(|entry| !entry.outputs.is_empty());
                if let Some(name) = widget.name().filter(|_| leaves) {
                    let about = label_of(widget.kind().unwrap_or_default()).into_owned();
                    next.insert(name.to_owned(), Next { is_leaf: false, is_only_read: false, about });
                }
            }
        }
        [root, name, rest @ ..] if root == "widgets" => {
            if let Some(widget) = flow.named(name) {
                for (path, about) in outputs(widget) {
                    add(&mut next, &path, rest, about, false);
                }
            }
        }
        _ => {}
    }
    next
}

fn add(
    next: &mut BTreeMap<String, Next>,
    path: &[String],
    before: &[String],
    about: &str,
    is_only_read: bool,
) {
    let Some([name, rest @ ..]) = path.strip_prefix(before) else { return };
    let is_open = matches!(name.as_str(), "data" | "variables" | "parameters" | "widgets") && rest.is_empty();
    let is_leaf = rest.is_empty() && !is_open;
    let fresh = || Next { is_leaf, is_only_read, about: String::new() };
    let entry = next.entry(name.clone()).or_insert_with(fresh);
    entry.is_leaf &= is_leaf;
    entry.is_only_read &= is_only_read;
    if is_leaf && entry.about.is_empty() {
        about.clone_into(&mut entry.about);
    }
}

/// The outputs of a widget below its name, with what each is.
fn outputs(widget: &Widget) -> Vec<(Vec<String>, &'static str)> {
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

/// Paths that hold what was typed, those that exist first.
fn whole_paths(here: &Here<'_>, prefix: &str, close: &str, offered: &mut Vec<Suggestion>) {
    for wanted in STANDINGS {
        let mut offer = |path: String, about: &str| {
            if offered.len() < MOST && path.to_lowercase().contains(prefix) {
                offered.push(here.offer(format!("{path}{close}"), &path, &[wanted.words(), about], wanted));
            }
            offered.len() < MOST
        };
        for path in here.known.paths.iter().filter(|path| path.iter().all(|part| is_plain(part))) {
            if here.standing(path) == wanted {
                let path = path.join(".");
                let about = always::about(&path);
                if !offer(path, about) {
                    return;
                }
            }
        }
        for widget in here.pane.flow().widgets() {
            let (Some(entry), Some(name)) = (widget.kind().and_then(widget_type), widget.name()) else {
                continue;
            };
            if here.standing(&["widgets", name]) != wanted {
                continue;
            }
            for output in entry.outputs.iter().filter(|output| !output.path.contains('*')) {
                if !offer(reference_to(name, output.path), output.help) {
                    return;
                }
            }
        }
        for (path, about) in ALWAYS.iter().filter(|_| wanted == Standing::Fine) {
            if !offer((*path).to_owned(), about) {
                return;
            }
        }
    }
}

/// Whether any name may stand behind this path: whoever starts the flow chooses it.
fn is_open(path: &[String]) -> bool {
    path.last().is_some_and(|last| matches!(last.as_str(), "data" | "parameters"))
}

/// Whether a name can stand behind a dot.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

//! Widgets get other names: what was decided for them, and for the widgets of the flows that they run, follows, and their
//! groups know them by those. Thousands of renames cost one walk.

use std::collections::{BTreeMap, HashMap};

use super::SideFile;
use super::answers::{ANSWERS, HTTP, OUTCOMES};
use crate::flow::json::{Json, Kind, Style, encode};
use crate::flow::rename::Chain;

const SECTIONS: [&str; 2] = [HTTP, OUTCOMES];

impl SideFile {
    /// This side file after widgets got other names, one after the other, each with its old and its new name. A side file
    /// that is left alone stays as it is.
    #[must_use]
    pub fn with_widgets_renamed(&self, renames: &[(String, String)]) -> Self {
        let mut chain = Chain::default();
        renames.iter().for_each(|(from, to)| chain.rename(from, to));
        self.with_answers_renamed(renames).with_members_renamed(&chain)
    }

    /// The same after widgets got other names all at once, perhaps those of each other.
    #[must_use]
    pub fn with_widgets_renamed_at_once(&self, renames: &[(String, String)]) -> Self {
        // Stands before a name that is new, and in no name of a widget.
        let marked = |to: &str| format!("\u{1}{to}");
        let away = renames.iter().map(|(from, to)| (from.clone(), marked(to)));
        let back = renames.iter().map(|(_, to)| (marked(to), to.clone()));
        self.with_widgets_renamed(&away.chain(back).collect::<Vec<_>>())
    }

    fn with_answers_renamed(&self, renames: &[(String, String)]) -> Self {
        let changes = SECTIONS.map(|section| {
            let members = self.section(section).and_then(Json::as_object).unwrap_or_default();
            let names = members.iter().map(|member| member.name().into_owned()).collect();
            Keys::of(names).renamed(renames)
        });
        if changes.iter().all(BTreeMap::is_empty) {
            return self.clone();
        }
        let follow = |root: &mut Json, _: &Style| {
            for (section, changes) in SECTIONS.iter().zip(&changes) {
                if let Some(section) = root.get_mut(ANSWERS).and_then(|answers| answers.get_mut(section)) {
                    respell(section, changes);
                }
            }
        };
        self.changed(follow).unwrap_or_else(|_| self.clone())
    }
}

/// Gives members other names; those with none are taken out.
fn respell(section: &mut Json, changes: &BTreeMap<String, Option<String>>) {
    for (old, _) in changes.iter().filter(|(_, new)| new.is_none()) {
        section.remove(old);
    }
    let Kind::Object(list) = &mut section.kind else { return };
    for member in &mut list.items {
        if let Some(Some(new)) = changes.get(&*member.name()) {
            member.key = encode(new).into();
        }
    }
}

/// The keys of a section while they are renamed.
struct Keys {
    first: Vec<String>,
    /// What each is now; nothing where another took its place.
    now: Vec<Option<String>>,
    /// The keys by what they are, and by each `outer` of an `outer/inner`. Some may have gone on since.
    at: HashMap<String, Vec<usize>>,
}

/// Whether a key is a name, or lies below it; and what comes behind the name.
fn below<'a>(key: &'a str, name: &str) -> Option<&'a str> {
    key.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Keys {
    fn of(names: Vec<String>) -> Self {
        let now = names.iter().cloned().map(Some).collect();
        let mut keys = Self { first: names, now, at: HashMap::new() };
        for index in 0..keys.first.len() {
            keys.note(index);
        }
        keys
    }

    /// Notes where a key is to be found.
    fn note(&mut self, index: usize) {
        let Some(Some(key)) = self.now.get(index) else { return };
        let ends = key.match_indices('/').map(|(end, _)| end).chain([key.len()]);
        for name in ends.filter_map(|end| key.get(..end)) {
            self.at.entry(name.to_owned()).or_default().push(index);
        }
    }

    fn renamed(mut self, renames: &[(String, String)]) -> BTreeMap<String, Option<String>> {
        for (from, to) in renames.iter().filter(|(from, to)| from != to) {
            let mut met: HashMap<usize, String> = HashMap::new();
            for index in self.at.remove(from).unwrap_or_default() {
                let rest = self.now.get(index).and_then(|now| below(now.as_deref()?, from));
                if let Some(rest) = rest {
                    met.insert(index, format!("{to}{rest}"));
                }
            }
            // What stood under a new name before is taken out.
            for key in met.values() {
                for other in self.at.get(key).into_iter().flatten().filter(|other| !met.contains_key(other)) {
                    if let Some(now) = self.now.get_mut(*other).filter(|now| now.as_ref() == Some(key)) {
                        *now = None;
                    }
                }
            }
            for (index, key) in met {
                if let Some(now) = self.now.get_mut(index) {
                    *now = Some(key);
                }
                self.note(index);
            }
        }
        let all = self.first.into_iter().zip(self.now);
        all.filter(|(first, now)| now.as_ref() != Some(first)).collect()
    }
}

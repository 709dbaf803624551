//! What refers to a widget that got another name, with that name: it refers to it still, which is no change.
//!
//! All names are put in place at once, so that an old name of one may be part of another's new one, and each widget is
//! looked through once however many were renamed.

use std::collections::{BTreeSet, HashMap};

use super::pairs::Pairs;
use crate::flow::json::{Json, Kind};
use crate::flow::{Flow, Widget, rename};

/// The widgets that have another name now, by the old one.
#[derive(Debug, Default)]
pub(super) struct Renames {
    new_names: HashMap<String, String>,
    /// Old names that cannot be found as a word in a text.
    odd: Vec<String>,
}

/// No more odd names than this are looked for one by one.
const MOST_ODD: usize = 64;

impl Renames {
    pub(super) fn of(before: &Flow, after: &Flow, pairs: &Pairs) -> Self {
        let doubled = before.doubled_names();
        let mut new_names = HashMap::new();
        for (was, is) in &pairs.kept {
            let name = |flow: &Flow, id| flow.widget(id).and_then(|widget| widget.name()).map(str::to_owned);
            if let (Some(old), Some(new)) = (name(before, *was), name(after, *is))
                && old != new
                // Of a doubled name nobody can tell which widget a reference meant.
                && !doubled.contains_key(&*old)
            {
                new_names.insert(old, new);
            }
        }
        let mut odd: Vec<String> =
            new_names.keys().filter(|name| !name.chars().all(is_of_word)).take(MOST_ODD).cloned().collect();
        odd.sort();
        Self { new_names, odd }
    }

    /// What a widget is called now.
    pub(super) fn name<'a>(&'a self, old: &'a str) -> &'a str {
        self.new_names.get(old).map_or(old, |new| new)
    }

    /// A widget as it was, with the names of now in what it refers to; `None` where it refers to none of them.
    pub(super) fn applied(&self, widget: &Widget) -> Option<Widget> {
        if self.new_names.is_empty() {
            return None;
        }
        let mut found = BTreeSet::new();
        self.look(widget.json(), &mut found);
        if found.is_empty() {
            return None;
        }
        let mut json = widget.json().clone();
        let names: HashMap<&str, &str> = found.iter().map(|old| (&**old, self.name(old))).collect();
        rename::follow(&mut json, &rename::Names::Many(&names));
        Some(Widget::new(widget.id(), json))
    }

    /// The renamed widgets whose old names stand in a value.
    fn look(&self, json: &Json, found: &mut BTreeSet<String>) {
        match &json.kind {
            Kind::Literal(_) => {}
            Kind::String(_) => {
                let Some(text) = json.as_text() else { return };
                let words = text.split(|char| !is_of_word(char)).chain(std::iter::once(&*text));
                found.extend(words.filter(|word| self.new_names.contains_key(*word)).map(str::to_owned));
                found.extend(self.odd.iter().filter(|name| text.contains(&***name)).cloned());
            }
            Kind::Array(list) => list.items.iter().for_each(|item| self.look(item, found)),
            Kind::Object(list) => list.items.iter().for_each(|member| self.look(&member.value, found)),
        }
    }
}

/// Whether a character may be in a name as Studio's console makes them.
fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '-')
}

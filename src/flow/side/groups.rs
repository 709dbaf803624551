//! Named frames around widgets, kept under `groups` of a side file: each by its name, with the names of its widgets.
//!
//! A widget is in one group at most: where a file says more, the first counts. What has not the shape of a group is kept
//! and not shown.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::notes::PaperColor;
use super::tree::{last_of_each, remove_at, rename_keys, set_at};
use super::{SideFile, SideTrouble};
use crate::flow::json::{Json, Style};
use crate::flow::rename::Chain;

pub(super) const GROUPS: &str = "groups";
const WIDGETS: &str = "widgets";
const FOLDED: &str = "folded";

/// A named frame around widgets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedGroup {
    /// What it is called; no two have the same name.
    pub name: String,
    /// The names of its widgets. Some of them may not be in the flow.
    pub widgets: Vec<String>,
    /// Its colour. One that nobody knows looks like the first.
    pub color: PaperColor,
    /// Whether it is shown as one card.
    pub is_folded: bool,
}

/// One change to the groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupChange {
    /// Draws a frame around widgets, which leave the groups that they were in.
    Add(NamedGroup),
    /// Gives a group another name, unless another group has it.
    Rename {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
        /// Whether the group has just been made, so that naming it is the end of that.
        is_new: bool,
    },
    /// Takes frames away; their widgets stay.
    Remove(Vec<String>),
    /// Shows groups as one card each, or all of them again.
    Fold {
        /// The groups.
        names: Vec<String>,
        /// Whether they are folded.
        is_folded: bool,
    },
    /// Gives a group another colour.
    Color {
        /// Its name.
        name: String,
        /// The colour.
        color: PaperColor,
    },
    /// Puts widgets into a group.
    Join {
        /// Its name.
        name: String,
        /// The widgets' names.
        widgets: Vec<String>,
    },
    /// Puts widgets into the group in which others are, where all of those are in one: the ones come from the others, or
    /// take their place. A side file that is left alone stays as it is.
    Follow {
        /// The names of those others.
        of: Vec<String>,
        /// The widgets' names.
        widgets: Vec<String>,
    },
    /// Takes widgets out of their groups.
    Leave {
        /// The widgets' names.
        widgets: Vec<String>,
    },
}

impl GroupChange {
    pub(super) fn apply(&self, side: &SideFile) -> Result<SideFile, SideTrouble> {
        if let Self::Follow { of, widgets } = self {
            return Ok(side.with_followers(of, widgets));
        }
        side.require_papers(GROUPS)?;
        match self {
            Self::Add(group) => side.with_members_gone(&group.widgets)?.with_group(group),
            Self::Rename { from, to, .. } => side.with_group_renamed(from, to),
            Self::Remove(names) => side.changed(|root: &mut Json, _: &Style| {
                for name in names {
                    remove_at(root, &[GROUPS, name]);
                }
            }),
            Self::Fold { names, is_folded } => {
                side.with_changed_groups(names, |group| group.is_folded = *is_folded)
            }
            Self::Color { name, color } => {
                side.with_changed_groups(std::slice::from_ref(name), |group| group.color = *color)
            }
            Self::Join { name, widgets } => {
                let Some(mut group) = side.group(name) else { return Ok(side.clone()) };
                let known: HashSet<&String> = group.widgets.iter().collect();
                let new: Vec<String> =
                    widgets.iter().filter(|widget| !known.contains(widget)).cloned().collect();
                group.widgets.extend(new.iter().cloned());
                side.with_members_gone(&new)?.with_group(&group)
            }
            Self::Leave { widgets } => side.with_members_gone(widgets),
            Self::Follow { .. } => Ok(side.clone()),
        }
    }

    pub(super) fn name(&self) -> String {
        let count = |widgets: &[String]| match widgets {
            [only] => only.clone(),
            many => format!("{} widgets", many.len()),
        };
        let named = |names: &[String]| match names {
            [only] => only.clone(),
            many => format!("{} groups", many.len()),
        };
        match self {
            Self::Add(group) => format!("Group {}", count(&group.widgets)),
            Self::Rename { to, is_new: true, .. } => format!("Group as {to}"),
            Self::Rename { from, to, .. } => format!("Rename group {from} to {to}"),
            Self::Remove(names) => format!("Ungroup {}", named(names)),
            Self::Fold { names, is_folded: true } => format!("Fold {}", named(names)),
            Self::Fold { names, .. } => format!("Unfold {}", named(names)),
            Self::Color { name, color } => format!("Make group {name} {}", color.name()),
            Self::Join { name, widgets } => format!("Add {} to {name}", count(widgets)),
            Self::Follow { widgets, .. } => format!("Add {} to a group", count(widgets)),
            Self::Leave { widgets } => format!("Remove {} from its group", count(widgets)),
        }
    }

    pub(super) fn merge_key(&self) -> Option<String> {
        match self {
            // The name that a new group is given is the end of making it.
            Self::Add(group) => Some(format!("new group {}", group.name)),
            Self::Rename { from, is_new: true, .. } => Some(format!("new group {from}")),
            _ => None,
        }
    }
}

impl NamedGroup {
    fn read(name: &str, json: &Json) -> Option<Self> {
        let widgets = json.get(WIDGETS)?.as_array()?;
        Some(Self {
            name: name.to_owned(),
            widgets: widgets.iter().filter_map(Json::as_text).map(|name| name.into_owned()).collect(),
            color: PaperColor::read(json.get("color")).unwrap_or_default(),
            is_folded: json.get(FOLDED).is_some_and(|folded| folded.to_value() == Value::Bool(true)),
        })
    }
}

impl SideFile {
    /// All groups, in the order of the file.
    pub fn groups(&self) -> Vec<NamedGroup> {
        let groups = self.papers(GROUPS).iter().filter_map(|m| NamedGroup::read(&m.name(), &m.value));
        let mut groups = last_of_each(groups, |group| &group.name);
        let mut taken = HashSet::new();
        for group in &mut groups {
            group.widgets.retain(|widget| taken.insert(widget.clone()));
        }
        groups
    }

    /// The group of this name, with all that the file puts into it.
    pub fn group(&self, name: &str) -> Option<NamedGroup> {
        NamedGroup::read(name, self.tree()?.get(GROUPS)?.get(name)?)
    }

    /// A name that no group has: this one, or this one with a number.
    pub fn free_group_name(&self, wanted: &str) -> String {
        let taken: HashSet<_> = self.papers(GROUPS).iter().map(|member| member.name()).collect();
        let numbered = (2..).map(|number: u32| format!("{wanted} {number}"));
        std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| !taken.contains(&**name))
            .unwrap_or_default()
    }

    /// Only what differs is written anew.
    fn with_group(&self, group: &NamedGroup) -> Result<Self, SideTrouble> {
        self.with_groups(vec![(self.group(&group.name), group.clone())])
    }

    fn with_changed_groups(
        &self,
        names: &[String],
        change: impl Fn(&mut NamedGroup),
    ) -> Result<Self, SideTrouble> {
        let mut seen = HashSet::new();
        let groups = names.iter().filter(|name| seen.insert(*name)).filter_map(|name| self.group(name));
        let changed = groups.map(|old| {
            let mut group = old.clone();
            change(&mut group);
            (Some(old), group)
        });
        self.with_groups(changed.collect())
    }

    /// Groups as they were, where they were, and as they are to be.
    fn with_groups(&self, mut groups: Vec<(Option<NamedGroup>, NamedGroup)>) -> Result<Self, SideTrouble> {
        self.require_papers(GROUPS)?;
        groups.retain(|(old, group)| old.as_ref() != Some(group));
        if groups.is_empty() {
            return Ok(self.clone());
        }
        self.changed(|root, style| {
            for (old, group) in groups {
                write(root, style, old, &group);
            }
        })
    }

    fn with_group_renamed(&self, from: &str, to: &str) -> Result<Self, SideTrouble> {
        let is_taken = self.papers(GROUPS).iter().any(|member| member.is_named(to));
        if is_taken || self.group(from).is_none() {
            return Ok(self.clone());
        }
        self.changed(|root, _| {
            if let Some(groups) = root.get_mut(GROUPS) {
                rename_keys(groups, |name| (name == from).then(|| to.to_owned()));
            }
        })
    }

    /// This side file after the lists of members were changed. A group whose last member leaves goes.
    fn with_members(&self, change: impl Fn(&str) -> Option<Option<String>>) -> Result<Self, SideTrouble> {
        let mut changes: Vec<(String, Option<Value>)> = Vec::new();
        for member in self.papers(GROUPS) {
            let Some(widgets) = member.value.get(WIDGETS).and_then(Json::as_array) else { continue };
            let is_meant = |json: &Json| json.as_text().is_some_and(|name| change(&name).is_some());
            if !widgets.iter().any(is_meant) {
                continue;
            }
            // What is no name stays.
            let kept =
                widgets.iter().filter_map(|json| match json.as_text().and_then(|name| change(&name)) {
                    None => Some(json.to_value()),
                    Some(name) => name.map(Value::from),
                });
            let kept: Vec<Value> = kept.collect();
            let is_empty = kept.iter().all(|value| !value.is_string());
            changes.push((member.name().into_owned(), (!is_empty).then(|| Value::from(kept))));
        }
        if changes.is_empty() {
            return Ok(self.clone());
        }
        self.changed(|root, style| {
            for (name, widgets) in &changes {
                match widgets {
                    Some(widgets) => set_at(root, &[GROUPS, name, WIDGETS], widgets, style, Some("")),
                    None => remove_at(root, &[GROUPS, name]),
                }
            }
        })
    }

    /// This side file after widgets were deleted or taken out of their groups.
    fn with_members_gone(&self, widgets: &[String]) -> Result<Self, SideTrouble> {
        let gone: HashSet<&str> = widgets.iter().map(String::as_str).collect();
        self.with_members(|name| gone.contains(name).then_some(None))
    }

    /// This side file after widgets were deleted: they are in no group any more. A side file that is left alone stays as
    /// it is.
    #[must_use]
    pub fn with_widgets_deleted(&self, widgets: &[String]) -> Self {
        self.with_members_gone(widgets).unwrap_or_else(|_| self.clone())
    }

    /// This side file after widgets were copied, each under a new name: a copy is in the group of its original. A side
    /// file that is left alone stays as it is.
    #[must_use]
    pub fn with_copies(&self, copies: &[(String, String)]) -> Self {
        let groups = self.groups();
        let members = groups.iter().enumerate();
        let at: HashMap<&str, usize> =
            members.flat_map(|(at, group)| group.widgets.iter().map(move |name| (&**name, at))).collect();
        let mut changed: BTreeMap<usize, NamedGroup> = BTreeMap::new();
        for (old, new) in copies.iter().filter(|(_, new)| !at.contains_key(&**new)) {
            let Some((at, group)) = at.get(&**old).and_then(|at| Some((*at, groups.get(*at)?))) else {
                continue;
            };
            changed.entry(at).or_insert_with(|| group.clone()).widgets.push(new.clone());
        }
        let changed = changed.into_iter().map(|(at, group)| (groups.get(at).cloned(), group));
        self.with_groups(changed.collect()).unwrap_or_else(|_| self.clone())
    }

    /// See [`GroupChange::Follow`].
    fn with_followers(&self, of: &[String], widgets: &[String]) -> Self {
        let of: HashSet<&String> = of.iter().collect();
        // A widget is in one group at most, and in that once.
        let has_all =
            |group: &NamedGroup| group.widgets.iter().filter(|name| of.contains(name)).count() == of.len();
        match self.groups().into_iter().find(has_all).filter(|_| !of.is_empty()) {
            Some(group) => GroupChange::Join { name: group.name, widgets: widgets.to_vec() }
                .apply(self)
                .unwrap_or_else(|_| self.clone()),
            None => self.clone(),
        }
    }

    /// This side file after widgets got other names: their groups know them by those.
    pub(super) fn with_members_renamed(&self, chain: &Chain) -> Self {
        let renamed = |name: &str| chain.new_of(name).map(|new| Some(new.to_owned()));
        self.with_members(renamed).unwrap_or_else(|_| self.clone())
    }
}

/// Writes what differs of a group.
fn write(root: &mut Json, style: &Style, old: Option<NamedGroup>, group: &NamedGroup) {
    let path = |key: &'static str| [GROUPS, &*group.name, key];
    let is_new = old.is_none();
    let old = old.unwrap_or_default();
    if is_new || old.widgets != group.widgets {
        let widgets = Value::from(group.widgets.clone());
        set_at(root, &path(WIDGETS), &widgets, style, Some(""));
    }
    if is_new || old.color != group.color {
        set_at(root, &path("color"), &Value::from(group.color.name()), style, Some(""));
    }
    match group.is_folded {
        true if !old.is_folded => set_at(root, &path(FOLDED), &Value::Bool(true), style, Some("")),
        false if old.is_folded => remove_at(root, &path(FOLDED)),
        _ => {}
    }
}

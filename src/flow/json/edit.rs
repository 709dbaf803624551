//! Changes to a tree that touch no more text than they must, and write new text as its neighbours are written.

use serde_json::Value;

use super::text::respell;
use super::{Json, Kind, List, Member, encode};

/// How new text is laid out where no neighbour shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// One level of indentation; `None` where the text stands on one line.
    pub indent: Option<Box<str>>,
    /// The line break.
    pub newline: &'static str,
    /// White space after a colon.
    pub colon: Box<str>,
}

impl Default for Style {
    /// What Studio's console writes: two spaces, a space after the colon.
    fn default() -> Self {
        Self { indent: Some("  ".into()), newline: "\n", colon: " ".into() }
    }
}

impl Style {
    /// The style that a document shows in its first members.
    pub fn of(root: &Json) -> Self {
        let Some(first) = root.as_object().and_then(|members| members.first()) else {
            return Self::default();
        };
        let newline = if first.lead.contains("\r\n") { "\r\n" } else { "\n" };
        let indent = first.lead.rsplit_once('\n').map(|(_, indent)| Box::from(indent));
        Self { indent, newline, colon: first.value.lead.clone() }
    }

    /// A new value as text of this style. `margin` is the indentation of the line that it begins on; `None`
    /// keeps it on one line.
    pub fn lay_out(&self, value: &Value, margin: Option<&str>) -> Json {
        let margin = margin.filter(|_| self.indent.is_some());
        let kind = match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Kind::Literal(value.to_string().into()),
            Value::String(text) => Kind::String(encode(text).into()),
            Value::Array(items) => {
                let mut list = List { items: Vec::with_capacity(items.len()), inner: "".into() };
                let (lead, close, inner) = self.breaks(margin);
                for item in items {
                    let mut item = self.lay_out(item, inner.as_deref());
                    item.lead = lead.clone();
                    list.items.push(item);
                }
                if let Some(last) = list.items.last_mut() {
                    last.trail = close;
                }
                Kind::Array(list)
            }
            Value::Object(members) => {
                let mut list = List { items: Vec::with_capacity(members.len()), inner: "".into() };
                let (lead, close, inner) = self.breaks(margin);
                for (key, value) in members {
                    let mut value = self.lay_out(value, inner.as_deref());
                    value.lead = self.colon.clone();
                    list.items.push(Member {
                        lead: lead.clone(),
                        key: encode(key).into(),
                        trail: "".into(),
                        value,
                    });
                }
                if let Some(last) = list.items.last_mut() {
                    last.value.trail = close;
                }
                Kind::Object(list)
            }
        };
        Json::bare(kind)
    }

    /// White space before an item, before the closing bracket, and the items' own margin.
    fn breaks(&self, margin: Option<&str>) -> (Box<str>, Box<str>, Option<String>) {
        match (margin, &self.indent) {
            (Some(margin), Some(indent)) => {
                let inner = format!("{margin}{indent}");
                (
                    format!("{}{inner}", self.newline).into(),
                    format!("{}{margin}", self.newline).into(),
                    Some(inner),
                )
            }
            _ => ("".into(), "".into(), None),
        }
    }
}

/// The indentation that white space with a line break ends in.
fn margin_of(lead: &str) -> Option<&str> {
    lead.rsplit_once('\n').map(|(_, margin)| margin)
}

impl Json {
    /// Makes this value mean `value`, leaving the text of every part that means it already.
    ///
    /// `margin` is the indentation of the line on which this value begins.
    pub fn assign(&mut self, value: &Value, style: &Style, margin: Option<&str>) {
        if self.to_value() == *value && self.doubled_key().is_none() {
            return;
        }
        match (&mut self.kind, value) {
            (Kind::String(raw), Value::String(text)) => *raw = respell(raw, text).into(),
            (Kind::Array(list), Value::Array(items)) => assign_items(list, items, style, margin),
            (Kind::Object(_), Value::Object(members)) => {
                self.drop_doubled();
                for key in self.keys().into_iter().filter(|key| !members.contains_key(key)) {
                    self.remove(&key);
                }
                for (key, value) in members {
                    self.set(key, value, style, margin, usize::MAX);
                }
            }
            _ => self.kind = style.lay_out(value, margin).kind,
        }
    }

    /// Of doubled keys only the last stays: it is the one that counts.
    fn drop_doubled(&mut self) {
        let Kind::Object(list) = &mut self.kind else { return };
        let mut seen = std::collections::HashSet::new();
        let keep: Vec<bool> =
            list.items.iter().rev().map(|member| seen.insert(member.name().into_owned())).collect();
        let mut keep = keep.into_iter().rev();
        list.items.retain(|_| keep.next().unwrap_or(true));
    }

    fn keys(&self) -> Vec<String> {
        self.as_object().into_iter().flatten().map(|member| member.name().into_owned()).collect()
    }

    /// Sets a key of an object. A new key goes before the member at `position`, or at the end.
    pub fn set(&mut self, key: &str, value: &Value, style: &Style, margin: Option<&str>, position: usize) {
        if let Some(member_margin) = self.member_margin(key) {
            let margin = member_margin.or_else(|| margin.map(str::to_owned));
            if let Some(existing) = self.get_mut(key) {
                existing.assign(value, style, margin.as_deref());
            }
            return;
        }
        let Kind::Object(list) = &mut self.kind else { return };
        let (lead, close, _) = style.breaks(margin);
        let first = list.items.first();
        let lead = first.map_or(lead, |first| first.lead.clone());
        let colon = first.map_or_else(|| style.colon.clone(), |first| first.value.lead.clone());
        let mut value = style.lay_out(value, margin_of(&lead));
        value.lead = colon;
        let position = position.min(list.items.len());
        if position == list.items.len() {
            value.trail = list.items.last_mut().map_or(close, |last| std::mem::take(&mut last.value.trail));
        }
        list.inner = "".into();
        list.items.insert(position, Member { lead, key: encode(key).into(), trail: "".into(), value });
    }

    /// Takes a key out of an object, every time it stands there.
    pub fn remove(&mut self, key: &str) {
        self.remove_all(&|name| name == key);
    }

    /// Takes every key out of an object that is such. White space before the closing bracket stays there.
    pub fn remove_all(&mut self, is_such: &dyn Fn(&str) -> bool) {
        let Kind::Object(list) = &mut self.kind else { return };
        let count = list.items.len();
        let trail = list.items.last().map(|last| last.value.trail.clone());
        list.items.retain(|member| !is_such(&member.name()));
        if let (true, Some(last), Some(trail)) = (list.items.len() < count, list.items.last_mut(), trail) {
            last.value.trail = trail;
        }
    }

    /// The margin of the line on which a key stands: `None` where there is no such key, `Some(None)` where it
    /// does not begin a line.
    fn member_margin(&self, key: &str) -> Option<Option<String>> {
        let member = self.as_object()?.iter().rev().find(|member| member.name() == key)?;
        Some(margin_of(&member.lead).map(str::to_owned))
    }

    /// Appends to an array, written as its neighbours are.
    pub fn push(&mut self, value: &Value, style: &Style, margin: Option<&str>) {
        if let Kind::Array(list) = &mut self.kind {
            insert_item(list, list.items.len(), value, style, margin);
        }
    }
}

/// Makes a list mean `items`. What is the same at both ends stays, so that one item taken out of the middle does
/// not rewrite all that follow it.
fn assign_items(list: &mut List<Json>, items: &[Value], style: &Style, margin: Option<&str>) {
    let same = |(old, new): &(&Json, &Value)| old.to_value() == **new;
    let head = list.items.iter().zip(items).take_while(same).count();
    let shorter = list.items.len().min(items.len());
    let tail = list.items.iter().rev().zip(items.iter().rev()).take(shorter - head).take_while(same).count();
    let old_end = list.items.len() - tail;
    let new_end = items.len() - tail;
    for index in (new_end.max(head)..old_end).rev() {
        remove_item(list, index);
    }
    for (index, value) in items.iter().enumerate().take(new_end).skip(head) {
        match list.items.get_mut(index) {
            Some(item) if index < old_end => {
                let own_margin = margin_of(&item.lead).map(str::to_owned);
                item.assign(value, style, own_margin.as_deref().or(margin));
            }
            _ => insert_item(list, index, value, style, margin),
        }
    }
}

fn insert_item(list: &mut List<Json>, index: usize, value: &Value, style: &Style, margin: Option<&str>) {
    let (lead, close, _) = style.breaks(margin);
    let lead = list.items.first().map_or(lead, |first| first.lead.clone());
    let mut item = style.lay_out(value, margin_of(&lead));
    item.lead = lead;
    if index >= list.items.len() {
        item.trail = list.items.last_mut().map_or(close, |last| std::mem::take(&mut last.trail));
    }
    list.inner = "".into();
    list.items.insert(index.min(list.items.len()), item);
}

fn remove_item(list: &mut List<Json>, index: usize) {
    let removed = list.items.remove(index);
    if index == list.items.len()
        && let Some(last) = list.items.last_mut()
    {
        last.trail = removed.trail;
    }
}

//! Fields that exclude each other: which of them count in a widget, and the change from one to another.

use std::collections::HashSet;

use serde_json::json;

use super::field::{Field, JsonType};
use super::widget_type::{Alternatives, WidgetType};
use crate::flow::{Edit, Flow, Widget, WidgetId};

impl Alternatives {
    /// The options that a widget has: those with text in their first field, else the first whose first field is there
    /// at all. More than one is a mistake, none is one where one is required.
    pub fn chosen(&self, widget: &Widget) -> Vec<usize> {
        let has_text = |key: &str| {
            widget.property_text(key).is_some_and(|text| !text.trim().is_empty() && &*text != "null")
        };
        let first_keys =
            || self.options.iter().map(|option| option.keys.first().copied().unwrap_or_default());
        let filled: Vec<usize> =
            first_keys().enumerate().filter(|(_, key)| has_text(key)).map(|(index, _)| index).collect();
        if !filled.is_empty() {
            return filled;
        }
        first_keys().position(|key| widget.property(key).is_some()).into_iter().collect()
    }

    /// Whether a field belongs to any of the options.
    pub fn has(&self, key: &str) -> bool {
        self.options.iter().any(|option| option.keys.contains(&key))
    }

    /// Whether a field counts where these options are chosen.
    pub fn counts(&self, chosen: &[usize], key: &str) -> bool {
        !self.has(key)
            || chosen
                .iter()
                .filter_map(|index| self.options.get(*index))
                .any(|option| option.keys.contains(&key))
    }

    /// Chooses none of the options: the fields of all of them go.
    pub fn clear(&self, flow: &Flow, id: WidgetId) -> Option<Edit> {
        let widget = flow.widget(id)?;
        let mut keys: Vec<&str> = self.options.iter().flat_map(|option| option.keys).copied().collect();
        let mut seen = HashSet::new();
        keys.retain(|key| seen.insert(*key) && widget.property(key).is_some());
        if keys.is_empty() {
            return None;
        }
        let gone = |key: &&str| Edit::SetProperty { widget: id, key: (*key).to_owned(), value: None };
        let name = format!("Clear {} of {}", self.label, widget.title());
        Some(Edit::Together { name, edits: keys.iter().map(gone).collect() })
    }

    /// Chooses an option: the fields that only others have go, and its first one is there, if empty.
    pub fn choose(&self, flow: &Flow, id: WidgetId, entry: &WidgetType, index: usize) -> Option<Edit> {
        let widget = flow.widget(id)?;
        let option = self.options.get(index)?;
        let mut edits: Vec<Edit> = Vec::new();
        let mut set = |key: &str, value| {
            edits.push(Edit::SetProperty { widget: id, key: key.to_owned(), value });
        };
        let mut gone: Vec<&str> = Vec::new();
        for key in self.options.iter().flat_map(|other| other.keys) {
            if !option.keys.contains(key) && !gone.contains(key) && widget.property(key).is_some() {
                gone.push(key);
                set(key, None);
            }
        }
        let first = option.keys.first()?;
        if widget.property(first).is_none() {
            let empty = match entry.field(first).map_or(JsonType::String, |field: &Field| field.writes) {
                JsonType::Array => json!([]),
                JsonType::Object => json!({}),
                JsonType::String | JsonType::Integer | JsonType::Boolean => json!(""),
            };
            set(first, Some(empty));
        }
        if edits.is_empty() {
            return None;
        }
        Some(Edit::Together { name: format!("Choose {} in {}", option.label, widget.title()), edits })
    }
}

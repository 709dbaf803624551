//! Fields that exclude each other: which of the options is chosen, and the way from one to another.

use std::collections::BTreeMap;

use egui::{Id, Ui};
use serde_json::Value;

use super::pane::Pane;
use crate::editor::kit;
use crate::flow::{Edit, WidgetId};
use crate::widgets::Alternatives;

/// What stood in the fields of options that are not chosen any more, by key. It is for who tries the other way and comes
/// back, and is kept until another widget is looked at.
#[derive(Clone, Debug, Default)]
struct Typed {
    fields: BTreeMap<&'static str, Value>,
}

fn memory() -> Id {
    Id::unique("inspector alternatives")
}

/// Keeps what was typed only while the inspector shows the same widget of the same flow.
pub(super) fn forget_others(ui: &Ui, shown: Option<(u64, WidgetId)>) {
    let of = memory().with("of");
    ui.data_mut(|data| {
        if data.get_temp::<Option<(u64, WidgetId)>>(of).flatten() != shown {
            data.insert_temp(of, shown);
            data.remove::<Typed>(memory());
        }
    });
}

/// The change to an option, with what stood in its fields before.
fn choose(ui: &Ui, pane: &Pane<'_>, alternatives: &'static Alternatives, index: usize) -> Option<Edit> {
    let edit = alternatives.choose(pane.flow(), pane.id(), pane.entry?, index)?;
    let option = alternatives.options.get(index)?;
    let mut typed: Typed = ui.data(|data| data.get_temp(memory())).unwrap_or_default();
    let mut back: Vec<Edit> = Vec::new();
    for key in option.keys {
        let is_there = pane.widget.property(key).is_some();
        if let Some(value) = typed.fields.remove(key).filter(|_| !is_there) {
            back.push(Edit::SetProperty { widget: pane.id(), key: (*key).to_owned(), value: Some(value) });
        }
    }
    keep(&mut typed, pane, alternatives);
    ui.data_mut(|data| data.insert_temp(memory(), typed));
    if back.is_empty() {
        return Some(edit);
    }
    let name = edit.name(pane.flow());
    let mut edits = vec![edit];
    edits.extend(back);
    Some(Edit::Together { name, edits })
}

fn keep(typed: &mut Typed, pane: &Pane<'_>, alternatives: &'static Alternatives) {
    for key in alternatives.options.iter().flat_map(|option| option.keys) {
        if let Some(value) = pane.widget.property(key) {
            typed.fields.insert(key, value.to_value());
        }
    }
}

/// The options as segments, with the ways out where more than one is filled in; the checker says that this is wrong.
pub(super) fn alternatives_ui(ui: &mut Ui, pane: &mut Pane<'_>, alternatives: &'static Alternatives) {
    let labels: Vec<&str> = alternatives.options.iter().map(|option| option.label).collect();
    let chosen = pane.chosen.clone();
    let only = match chosen.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let mut picked = kit::labelled(ui, alternatives.label, alternatives.required, |ui| {
        kit::segmented(ui, alternatives.label, &labels, only)
    })
    .inner;
    match chosen.as_slice() {
        [_] if !alternatives.required => {
            if kit::link_button(ui, "Choose none").clicked() {
                let mut typed: Typed = ui.data(|data| data.get_temp(memory())).unwrap_or_default();
                keep(&mut typed, pane, alternatives);
                ui.data_mut(|data| data.insert_temp(memory(), typed));
                let edit = alternatives.clear(pane.flow(), pane.id());
                edit.into_iter().for_each(|edit| pane.step(edit));
            }
        }
        [] | [_] => {}
        several => {
            ui.horizontal_wrapped(|ui| {
                for index in several {
                    let label = labels.get(*index).copied().unwrap_or_default();
                    if kit::secondary_button(ui, &format!("Keep {label}")).clicked() {
                        picked = Some(*index);
                    }
                }
            });
        }
    }
    ui.add_space(8.0);
    if let Some(edit) = picked.and_then(|index| choose(ui, pane, alternatives, index)) {
        pane.step(edit);
    }
}

//! Who writes and who reads what: the panel on the left, what is lit on the canvas meanwhile, and the renaming of a
//! variable everywhere.
//!
//! It reads the flow and answers with actions; the inspector's tab stands on the same index.

pub mod index;
mod panel;
mod rename;

use std::sync::Arc;

use egui::{Context, Id, Response};

use super::canvas::Lit;
use crate::flow::{Flow, WidgetId};
use crate::widgets::widget_type;

use index::{Index, Thing};

pub use panel::{Panel, references_panel_ui};
pub use rename::{RenameAnswer, RenameQuestion, rename_dialog_ui};

/// Where it is kept what is to be lit in the next frame.
fn wanted() -> Id {
    Id::unique("references lit")
}

/// Lights what is under the pointer; what has the keyboard, only while the pointer is over nothing of the kind.
pub fn light(response: &Response, lit: impl FnOnce() -> Lit) {
    let ctx = &response.ctx;
    // The arrow before a row lies over it, and is a part of it.
    let is_pointed_at = response.hovered() || response.contains_pointer();
    if !is_pointed_at && !response.has_focus() {
        return;
    }
    let is_taken = ctx.data(|data| data.get_temp::<Arc<Lit>>(wanted()).is_some());
    if is_pointed_at || !is_taken {
        ctx.data_mut(|data| data.insert_temp(wanted(), Arc::new(lit())));
    }
}

/// Takes what the panels of this frame want to be lit.
pub fn take_lit(ctx: &Context) -> Option<Arc<Lit>> {
    ctx.data_mut(|data| {
        let lit = data.get_temp::<Arc<Lit>>(wanted());
        data.remove::<Arc<Lit>>(wanted());
        lit
    })
}

/// Everybody who writes or reads a thing.
pub fn lit_of(index: &Index, thing: &Thing) -> Lit {
    Lit {
        name: thing.text.clone(),
        writers: thing.writers.iter().map(|writer| writer.widget).collect(),
        readers: index.readers(thing).map(|reading| reading.widget).collect(),
        ..Lit::default()
    }
}

/// The label of a field of any widget; `key` may go on below the field.
pub fn field_label(flow: &Flow, widget: WidgetId, key: &str) -> String {
    let field = key.split('/').next().unwrap_or(key);
    let entry = flow.widget(widget).and_then(|widget| widget_type(widget.kind()?));
    match entry.and_then(|entry| entry.field(field)) {
        Some(field) => field.label.to_owned(),
        None if field == "transitions" => "Branches".to_owned(),
        None => field.to_owned(),
    }
}

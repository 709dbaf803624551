//! Putting `{{path}}` into a field of the inspector: dropped from the variables with the pointer, or sent to the field
//! that had the caret last.
//!
//! Fields are named by their egui ids, which stay the same for as long as the flow is open. What is kept lives in
//! egui's memory: it is no part of the document.

use egui::{Context, DragAndDrop, Id, Response};

use crate::flow::WidgetId;

/// What is dragged: a template that reads a variable, as `{{flow.data.name}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraggedLiquid(pub String);

/// The field of a flow that had the caret last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastCaret {
    /// The widget.
    pub widget: WidgetId,
    /// The field's name for people, as `remind.Message Body`.
    pub name: String,
    field: Id,
    /// Where the caret was, in characters.
    at: usize,
}

/// What is to be inserted as soon as the field is painted.
#[derive(Clone)]
struct Waiting {
    field: Id,
    text: String,
    at: usize,
    /// The frames for which it waits: a field that is gone takes nothing.
    until: u64,
}

fn caret_id(flow: u64) -> Id {
    Id::unique(("insertion.caret", flow))
}

fn waiting_id() -> Id {
    Id::unique("insertion.waiting")
}

/// The field of a flow that had the caret last.
pub fn last_caret(ctx: &Context, flow: u64) -> Option<LastCaret> {
    ctx.data(|data| data.get_temp(caret_id(flow)))
}

/// Has the text inserted into that field when it is painted next.
pub fn insert(ctx: &Context, into: &LastCaret, text: String) {
    let until = ctx.cumulative_frame_nr() + 30;
    let waiting = Waiting { field: into.field, text, at: into.at, until };
    ctx.data_mut(|data| data.insert_temp(waiting_id(), waiting));
    ctx.request_repaint();
}

/// What a field does for both ways, after it was painted. Gives the text with what was inserted.
pub fn take(
    response: &Response,
    flow: u64,
    widget: WidgetId,
    name: impl FnOnce() -> String,
    text: &str,
) -> Option<String> {
    let ctx = &response.ctx;
    let known = last_caret(ctx, flow).filter(|caret| caret.field == response.id);
    if response.has_focus() {
        let at = egui::text_edit::TextEditState::load(ctx, response.id)
            .and_then(|state| state.cursor.char_range())
            .map_or(usize::MAX, |range| range.primary.index.into());
        if known.as_ref().is_none_or(|known| known.at != at) {
            let caret = LastCaret { widget, name: name(), field: response.id, at };
            ctx.data_mut(|data| data.insert_temp(caret_id(flow), caret));
        }
    }
    let (new, at) = match response.dnd_release_payload::<DraggedLiquid>() {
        Some(dropped) => (dropped.0.clone(), known.map_or(usize::MAX, |known| known.at)),
        None => {
            let waiting: Waiting = ctx.data(|data| data.get_temp(waiting_id()))?;
            let is_late = waiting.until < ctx.cumulative_frame_nr();
            if waiting.field != response.id && !is_late {
                return None;
            }
            ctx.data_mut(|data| data.remove::<Waiting>(waiting_id()));
            if is_late {
                return None;
            }
            (waiting.text, waiting.at)
        }
    };
    response.request_focus();
    let byte = text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    let (before, behind) = text.split_at_checked(byte).unwrap_or((text, ""));
    Some(format!("{before}{new}{behind}"))
}

/// Whether a variable is held over this.
pub fn is_held_over(response: &Response) -> bool {
    response.dnd_hover_payload::<DraggedLiquid>().is_some()
}

/// What is being dragged.
pub fn dragged(ctx: &Context) -> Option<String> {
    DragAndDrop::payload::<DraggedLiquid>(ctx).map(|dragged| dragged.0.clone())
}

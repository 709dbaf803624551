//! Text that is being typed into a field whose value is not a text, such as a number or JSON: half of it is not
//! a value yet, and `007` and `7` are the same value.

use egui::{Id, Ui};

#[derive(Clone)]
struct Typing {
    /// The value's text when this was typed; another one means that the value was changed elsewhere.
    value: String,
    typed: String,
}

/// What a field shows: what was typed into it, as long as its value is still the one that was typed at.
pub(super) fn shown(ui: &Ui, id: Id, value: &str) -> String {
    match ui.data(|data| data.get_temp::<Typing>(id)) {
        Some(typing) if typing.value == value => typing.typed,
        _ => value.to_owned(),
    }
}

/// Remembers what was typed. `value` is the text of the value that the flow has from now on.
pub(super) fn keep(ui: &Ui, id: Id, value: String, typed: String) {
    ui.data_mut(|data| data.insert_temp(id, Typing { value, typed }));
}

/// Shows the value itself again.
pub(super) fn forget(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<Typing>(id));
}

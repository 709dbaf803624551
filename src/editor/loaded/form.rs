//! How an execution comes in: pasted, or fetched from the account.

use egui::{Event, Frame, Margin, ScrollArea, Spinner, Ui};

use super::view::{button, heading_ui};
use super::{Loaded, LoadedAction, MAX_FIELD_BYTES, Origin};
use crate::editor::account::account_line_ui;
use crate::editor::action::Action;
use crate::editor::kit::{self, FieldOptions, FieldState, Severity};
use crate::editor::state::{OpenFlow, State};
use crate::editor::theme::{Tokens, radius, size, space};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

const PASTE: &str = "loaded.paste";
/// So many executions are seen at a time.
const ROWS: f32 = 6.0;

/// Paints it.
pub(super) fn form_ui(ui: &mut Ui, state: &State, file: &OpenFlow, actions: &mut Vec<Action>) {
    let loaded = &file.loaded;
    kit::title_text(ui, "Compare a real execution");
    ui.add_space(2.0);
    kit::secondary_text(
        ui,
        "Load an execution that took place at Twilio. Its path is drawn on the flow, the flow is run here with the same \
         messages and answers, and the two are held side by side, step by step.",
    );
    ui.add_space(space::M);
    if let Some(busy) = &loaded.busy {
        return busy_ui(ui, busy, actions);
    }
    if let Some(trouble) = &loaded.trouble {
        kit::problem_box(ui, Severity::Error, "That did not work.", trouble, None);
        ui.add_space(space::M);
    }
    card(ui, |ui| paste_ui(ui, loaded, actions));
    ui.add_space(space::M);
    card(ui, |ui| fetch_ui(ui, state, file, actions));
}

fn card(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.card)
        .stroke(egui::Stroke::new(size::BORDER, tokens.line))
        .corner_radius(radius::CARD)
        .inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        add(ui);
    });
}

/// What is going on, and a way out of it.
pub(super) fn busy_ui(ui: &mut Ui, busy: &str, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.add(Spinner::new().size(16.0).color(Tokens::of(ui).accent));
        kit::body_text(ui, busy);
    });
    ui.add_space(space::S);
    if button(ui, "Cancel", None, false) {
        actions.push(Action::Loaded(LoadedAction::Cancel));
    }
    ui.add_space(space::S);
}

fn paste_ui(ui: &mut Ui, loaded: &Loaded, actions: &mut Vec<Action>) {
    heading_ui(ui, "Paste it");
    kit::secondary_text(
        ui,
        "The JSON of …/Steps and of …/Context, one after another; with the contexts of the steps every variable is \
         compared. A trace of a run will do, too.",
    );
    ui.add_space(space::S);
    // What is pasted is read at once, and never laid out where it is large.
    let pasted = take_paste(ui);
    let mut text = loaded.text.clone();
    let options = FieldOptions { rows: 4, max_rows: 6, mono: true, ..FieldOptions::default() };
    let hint = "{\"steps\": [ … ]}\n{\"context\": { … }}";
    let name = "Steps and contexts as JSON";
    let shown = kit::text_field(ui, PASTE, name, &mut text, hint, &options);
    match pasted {
        Some(pasted) => actions.push(Action::Loaded(LoadedAction::Read(pasted))),
        None if shown.changed => actions.push(Action::Loaded(LoadedAction::Type(text.clone()))),
        None => {}
    }
    ui.add_space(space::S);
    let why_not = text.trim().is_empty().then_some("Paste or type the JSON first");
    if button(ui, "Compare", why_not, true) {
        actions.push(Action::Loaded(LoadedAction::Read(text)));
    }
}

/// Takes a text that is pasted into the field, where nothing stands in it or it is too large to be shown.
fn take_paste(ui: &Ui) -> Option<String> {
    if !ui.memory(|memory| memory.has_focus(ui.make_persistent_id(PASTE))) {
        return None;
    }
    let mut taken = None;
    ui.input_mut(|input| {
        input.events.retain_mut(|event| match event {
            Event::Paste(text) if taken.is_none() && is_whole(text) => {
                taken = Some(std::mem::take(text));
                false
            }
            _ => true,
        });
    });
    taken
}

/// Whether a text is read as it is: several short pieces may be put together in the field first.
fn is_whole(text: &str) -> bool {
    text.len() > MAX_FIELD_BYTES
}

fn fetch_ui(ui: &mut Ui, state: &State, file: &OpenFlow, actions: &mut Vec<Action>) {
    let loaded = &file.loaded;
    heading_ui(ui, "Or fetch it");
    kit::secondary_text(ui, "Nothing is asked before you press a button, and nothing is changed there.");
    ui.add_space(space::S);
    let labels = Origin::ALL.map(Origin::label);
    let chosen = Origin::ALL.iter().position(|origin| *origin == loaded.origin);
    if let Some(origin) =
        kit::segmented(ui, "Fetch it from", &labels, chosen).and_then(|index| Origin::ALL.get(index))
    {
        actions.push(Action::Loaded(LoadedAction::From(*origin)));
    }
    ui.add_space(space::S);
    if loaded.origin == Origin::Twilio {
        if account_line_ui(ui, &state.account, &state.surroundings) {
            actions.push(Action::Loaded(LoadedAction::Account));
        }
        let form = &state.account.form;
        if !form.base_url.trim().is_empty() {
            kit::hint_text(ui, &format!("asked at {}", form.through()));
        }
        ui.add_space(space::S);
    }
    let mut flow_sid = file.loaded_flow_sid();
    let is_flow = is_sid(flow_sid.trim(), prefix::FLOW);
    let field = |is_right: bool, text: &str| FieldOptions {
        mono: true,
        state: if is_right || text.trim().is_empty() { FieldState::Normal } else { FieldState::Error },
        ..FieldOptions::default()
    };
    kit::labelled(ui, "Flow SID", false, |ui| {
        let options = field(is_flow, &flow_sid);
        let shown = kit::text_field(ui, "loaded.flow", "Flow SID", &mut flow_sid, "FW…", &options);
        if shown.changed {
            actions.push(Action::Loaded(LoadedAction::FlowSid(flow_sid.clone())));
        }
    });
    ui.add_space(space::S);
    let mut sid = loaded.execution_sid.clone();
    let is_execution = is_sid(sid.trim(), prefix::EXECUTION);
    kit::labelled(ui, "Execution SID", false, |ui| {
        let options = field(is_execution, &sid);
        let shown = kit::text_field(ui, "loaded.execution", "Execution SID", &mut sid, "FN…", &options);
        if shown.changed {
            actions.push(Action::Loaded(LoadedAction::ExecutionSid(sid.clone())));
        }
    });
    ui.add_space(space::S);
    let no_flow = (!is_flow).then_some("A flow's SID is FW and 32 digits or small letters from a to f");
    let no_execution = no_flow.or((!is_execution).then_some(
        "An execution's SID is FN and 32 digits or small letters from a to f; list the newest ones",
    ));
    ui.horizontal_wrapped(|ui| {
        if button(ui, "Fetch", no_execution, true) {
            actions.push(Action::Loaded(LoadedAction::Fetch(sid.trim().to_owned())));
        }
        if button(ui, "List the newest", no_flow, false) {
            actions.push(Action::Loaded(LoadedAction::List));
        }
    });
    list_ui(ui, loaded, actions);
}

fn list_ui(ui: &mut Ui, loaded: &Loaded, actions: &mut Vec<Action>) {
    let Some(rows) = &loaded.listed else { return };
    ui.add_space(space::S);
    if rows.is_empty() {
        kit::secondary_text(ui, "The flow has no executions there.");
        return;
    }
    kit::hint_text(ui, "The newest executions: choose one to fetch it");
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("loaded.list").max_height(ROWS * size::ROW);
    area.auto_shrink([false, true]).show_rows(ui, size::ROW, rows.len(), |ui, range| {
        for row in rows.get(range).unwrap_or_default() {
            let contact = if row.contact.is_empty() { &row.sid } else { &row.contact };
            let when = row.date_created.replace('T', " ").replace('Z', "");
            let detail = format!("{} · {when}", row.status);
            let is_chosen = row.sid == loaded.execution_sid.trim();
            let shown = ui.push_id(&row.sid, |ui| kit::option_row(ui, contact, &detail, is_chosen)).inner;
            if shown.on_hover_text(&row.sid).clicked() {
                actions.push(Action::Loaded(LoadedAction::Fetch(row.sid.clone())));
            }
        }
    });
}

//! How is the flow to be started?

use egui::Ui;

use super::start_clock::clock_ui;
use super::start_sets::start_sets_ui;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions};
use crate::editor::run::{Input, RunForm, WorldChoice, channel_label, trigger_label};
use crate::editor::state::{FileKey, State};
use crate::editor::theme::space;
use crate::sim::Channel;
use crate::widgets::run::Trigger;

/// Asks how to start. What is typed comes back as [`DialogAnswer::Form`].
pub fn run_dialog_ui(
    ctx: &egui::Context,
    state: &State,
    key: FileKey,
    form: &RunForm,
) -> Option<DialogAnswer> {
    let title = match state.file(key) {
        Some(file) => format!("Run {}", file.document.title()),
        None => "Run the flow".to_owned(),
    };
    let mut edited = form.clone();
    let start = match form.world {
        WorldChoice::Mock => "Start",
        WorldChoice::Live => "Look at what it sends…",
    };
    let problem = form.problem();
    let buttons =
        [DialogButton::secondary("Cancel"), DialogButton::primary(start).disabled(problem.as_deref())];
    let mut is_changed = false;
    let mut change = None;
    let answer = kit::dialog(ctx, &title, 520.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        if let Some(file) = state.file(key) {
            let (was_changed, wanted) = start_sets_ui(ui, file, &mut edited);
            is_changed |= was_changed;
            change = wanted;
        }
        is_changed |= form_ui(ui, &mut edited);
    });
    if let Some(change) = change {
        return Some(DialogAnswer::Starts(Box::new(edited), change));
    }
    match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => Some(DialogAnswer::Cancel),
        Some(Answer::Button(_)) => Some(DialogAnswer::Start(Box::new(edited))),
        None => is_changed.then(|| DialogAnswer::Form(Box::new(edited))),
    }
}

fn form_ui(ui: &mut Ui, form: &mut RunForm) -> bool {
    let mut is_changed = world_ui(ui, form);
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            is_changed |= trigger_ui(left, form);
            is_changed |= channel_ui(right, form);
        }
    });
    if !form.connected.contains(&form.trigger()) {
        kit::problem_box(
            ui,
            kit::Severity::Warning,
            "Nothing is connected to this trigger:",
            "the run ends at once.",
            None,
        );
    }
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            is_changed |= text_ui(left, "Contact", &mut form.contact, "+15551230001", 1);
            is_changed |= text_ui(right, "Flow address", &mut form.flow_address, "+15005550006", 1);
        }
    });
    if form.has_message() {
        is_changed |= text_ui(ui, "Message", &mut form.body, "What the contact writes first", 2);
        is_changed |= text_ui(ui, "Media URLs", &mut form.media, "None; several stand apart by spaces", 1);
    }
    if form.has_chat() {
        let hint = if form.world == WorldChoice::Mock {
            "Empty: one is made in the mock"
        } else {
            "Needed in the live world"
        };
        let channel = if form.channel == Channel::Chat { "Channel SID" } else { "Conversation SID" };
        ui.columns(2, |columns| {
            if let [left, right] = columns {
                is_changed |= text_ui(left, "Service SID", &mut form.chat_service, hint, 1);
                is_changed |= text_ui(right, channel, &mut form.chat_channel, hint, 1);
            }
        });
    }
    is_changed |= clock_ui(ui, form);
    is_changed | inputs_ui(ui, form)
}

fn world_ui(ui: &mut Ui, form: &mut RunForm) -> bool {
    let options = [
        (WorldChoice::Mock, "Mock: a Twilio inside this program"),
        (WorldChoice::Live, "Live: real messages over a Twilio account"),
    ];
    kit::labelled(ui, "World", false, |ui| kit::choice(ui, "run.world", "World", &options, &mut form.world))
        .inner
        .changed()
}

fn trigger_ui(ui: &mut Ui, form: &mut RunForm) -> bool {
    let options = Trigger::ALL.map(|trigger| (trigger, trigger_label(trigger)));
    let mut trigger = form.trigger();
    let shown = kit::labelled(ui, "Trigger", false, |ui| {
        kit::choice(ui, "run.trigger", "Trigger", &options, &mut trigger)
    });
    if shown.inner.changed() {
        form.set_trigger(trigger);
        return true;
    }
    false
}

/// How the contact comes: a channel, or a call.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    By(Channel),
    Call,
}

/// A conversation and a call are triggers of their own, so choosing one of them chooses that trigger, too.
fn channel_ui(ui: &mut Ui, form: &mut RunForm) -> bool {
    let mut options: Vec<(Way, &str)> =
        Channel::ALL.map(|channel| (Way::By(channel), channel_label(channel))).to_vec();
    options.push((Way::Call, "Call"));
    let mut way = if form.trigger() == Trigger::Call { Way::Call } else { Way::By(form.channel) };
    let shown = kit::labelled(ui, "Channel", false, |ui| {
        kit::choice(ui, "run.channel", "Channel", &options, &mut way)
    });
    if !shown.inner.changed() {
        return false;
    }
    match way {
        Way::Call => form.set_trigger(Trigger::Call),
        Way::By(Channel::Conversation) => form.set_trigger(Trigger::Conversation),
        Way::By(channel) => {
            if matches!(form.trigger(), Trigger::Call | Trigger::Conversation) {
                form.set_trigger(Trigger::Message);
            }
            form.channel = channel;
        }
    }
    true
}

/// A field for each value that the flow reads from its starter and that the trigger fills. The others are named: that
/// they stay empty is worth knowing.
fn inputs_ui(ui: &mut Ui, form: &mut RunForm) -> bool {
    let trigger = form.trigger();
    let (mut filled, empty): (Vec<&mut Input>, Vec<&mut Input>) =
        form.inputs.iter_mut().partition(|input| input.filled_by() == trigger);
    let mut is_changed = false;
    if !filled.is_empty() {
        ui.add_space(space::XS);
        kit::secondary_text(ui, "What the flow reads from its starter");
    }
    for pair in filled.chunks_mut(2) {
        ui.columns(2, |columns| {
            for (column, input) in columns.iter_mut().zip(pair) {
                is_changed |= input_ui(column, input);
            }
        });
    }
    for (by, who) in
        [(Trigger::Request, "only the REST API fills"), (Trigger::Parent, "only a parent flow fills")]
    {
        let names: Vec<String> =
            empty.iter().filter(|input| input.filled_by() == by).map(|input| input.name()).collect();
        let text = match names.as_slice() {
            [] => continue,
            [only] => format!("{only} stays empty: {who} it."),
            [all @ .., last] => format!("{} and {last} stay empty: {who} them.", all.join(", ")),
        };
        kit::secondary_text(ui, &text);
    }
    is_changed
}

fn input_ui(ui: &mut Ui, input: &mut Input) -> bool {
    let name = input.name();
    let options = FieldOptions::default();
    let text = &mut input.text;
    let shown = kit::labelled(ui, &name, false, |ui| {
        kit::text_field(ui, ("run.input", &name), &name, text, "Text, or JSON in brackets", &options)
    });
    shown.inner.changed
}

fn text_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, rows: usize) -> bool {
    let options = FieldOptions { rows, max_rows: 6, ..FieldOptions::default() };
    kit::labelled(ui, name, false, |ui| kit::text_field(ui, ("run.field", name), name, text, hint, &options))
        .inner
        .changed
}

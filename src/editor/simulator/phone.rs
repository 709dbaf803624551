//! The phone: the dialogue from the contact's side, and the field to answer in.

mod head;

use std::sync::Arc;

use egui::mutex::Mutex;
use egui::text_edit::TextEdit;
use egui::{
    Align, FontSelection, Frame, Id, Key, Label, Layout, Margin, Modifiers, RichText, ScrollArea, Sense,
    Stroke, Ui, Vec2,
};

pub(super) use head::grouped;

use super::heights::Heights;
use super::{ask, bubble, keypad, media, past, strong_then};
use crate::editor::action::Action;
use crate::editor::asking::{AskAction, AskForm, Details};
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::{self, IconButton};
use crate::editor::run::{Entry, Recall, Run, RunAction, Tone};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, space};
use crate::editor::why::WhyAction;

/// Between two entries.
const GAP: f32 = 8.0;
/// The room that a line below the dialogue takes: the field.
const FIELD: f32 = 36.0;
/// The height of the line that says that replies are listened to.
const LISTENS: f32 = 22.0;
/// The height of a quick reply, and the room between two.
const PILL: f32 = 26.0;
const PILL_GAP: f32 = 6.0;

/// Paints the phone.
pub(super) fn phone_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.field)
        .stroke(Stroke::new(size::BORDER, tokens.line_strong))
        .corner_radius(radius::PHONE)
        .inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.spacing_mut().item_spacing.y = 0.0;
        head::head_ui(ui, run, actions);
        let offered = offered(run);
        let replies_height = replies_height(ui, &offered);
        let listens = run.listens();
        let asks = ask::height(ui, file, run);
        let keys = keypad::height(run);
        let attached = media::attached_height(run);
        let below = FIELD
            + space::S
            + if asks > 0.0 { asks + space::S } else { 0.0 }
            + if keys > 0.0 { keys + space::S } else { 0.0 }
            + attached
            + if listens { LISTENS } else { 0.0 }
            + if past::is_past(run) { past::FOOT } else { 0.0 }
            + if offered.is_empty() { 0.0 } else { replies_height + space::S };
        let height = (ui.available_height() - below).max(40.0);
        let width = ui.available_width();
        ui.allocate_ui_with_layout(Vec2::new(width, height), Layout::top_down(Align::Min), |ui| {
            dialogue_ui(ui, file, run, actions);
        });
        ui.add_space(space::S);
        let replying = Id::unique(("simulator.reply", file.key));
        ask::ask_ui(ui, file, run, asks, replying, actions);
        if asks > 0.0 {
            ui.add_space(space::S);
        }
        if keys > 0.0 {
            ui.allocate_ui(Vec2::new(width, keys), |ui| keypad::keypad_ui(ui, run, actions));
            ui.add_space(space::S);
        }
        if !offered.is_empty() {
            let wrapping = Layout::left_to_right(Align::Min).with_main_wrap(true);
            ui.allocate_ui_with_layout(Vec2::new(width, replies_height), wrapping, |ui| {
                replies_ui(ui, &offered, actions);
            });
            ui.add_space(space::S);
        }
        if listens {
            listens_ui(ui, run);
        }
        media::attached_ui(ui, run, actions);
        if past::is_past(run) {
            past::foot_ui(ui, run, actions);
        }
        field_ui(ui, run, replying, actions);
    });
}

/// Says that the real contact's own answer is awaited, which comes by itself.
fn listens_ui(ui: &mut Ui, run: &Run) {
    let tokens = Tokens::of(ui);
    let width = ui.available_width();
    let contact = grouped(run.form().contact.trim());
    let text = format!("Listening to replies of {contact}");
    ui.allocate_ui_with_layout(Vec2::new(width, LISTENS), Layout::left_to_right(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (dot, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
        ui.painter().circle_filled(dot.center(), 4.0, tokens.ok);
        let label = Label::new(RichText::new(text).font(theme::secondary()).color(tokens.text_2)).truncate();
        ui.add(label).on_hover_text(
            "Twilio is asked for the contact's messages, without a webhook. What you type here counts as an answer of \
             theirs, too",
        );
    });
}

/// What can be answered with one press.
fn offered(run: &Run) -> Vec<(String, RunAction)> {
    if run.execution().is_some() && !run.writes_as_client() || past::is_past(run) {
        return Vec::new();
    }
    let says = run.quick_replies().into_iter().map(|text| (text.clone(), RunAction::Say(text)));
    let can_pass =
        run.execution().is_none() && run.waits_for_contact() && run.waits_until_secs().flatten().is_some();
    let hangs_up =
        (run.execution().is_none() && run.is_on_call()).then(|| ("hang up".to_owned(), RunAction::HangUp));
    says.chain(can_pass.then(|| ("stay silent".to_owned(), RunAction::LetTimePass))).chain(hangs_up).collect()
}

/// The height of a short message.
const GUESSED_HEIGHT: f32 = 48.0;

/// What is out of sight is not laid out: its height is the one that it had when it was seen last, or a guess that is put
/// right as soon as it is seen.
fn dialogue_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, actions: &mut Vec<Action>) {
    let id = Id::unique(("simulator.phone", file.key, run.number()));
    // Shared, so that no frame copies it.
    let kept: Arc<Mutex<Heights>> = ui.data_mut(|data| Arc::clone(data.get_temp_mut_or_default(id)));
    let mut heights = kept.lock();
    ScrollArea::vertical().id_salt(id).auto_shrink([false, false]).stick_to_bottom(true).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let seen = ui.clip_rect().y_range().expand(200.0);
        let entries = run.shown_entries();
        heights.resize(entries.len(), GUESSED_HEIGHT);
        let top = ui.cursor().top();
        let first = heights.at(f64::from(seen.min - top));
        add_room(ui, heights.above(first));
        // The last entry is the one that the view sticks to, so it is always laid out.
        let last = entries.len().saturating_sub(1);
        for index in first..entries.len() {
            if index < last && ui.cursor().top() > seen.max {
                add_room(ui, heights.above(last) - heights.above(index));
                entry_with_gap(ui, last, file, run, &mut heights, actions);
                break;
            }
            entry_with_gap(ui, index, file, run, &mut heights, actions);
        }
        past::later_ui(ui, run, actions);
        if run.is_busy() && run.position().is_none() {
            ui.add_space(GAP);
            ui.vertical_centered(|ui| kit::hint_text(ui, "Sending…"));
        }
        ui.add_space(space::XS);
    });
}

fn add_room(ui: &mut Ui, height: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "places on the screen are no more exact")]
    let height = height as f32;
    if height > 0.0 {
        ui.add_space(height);
    }
}

fn entry_with_gap(
    ui: &mut Ui,
    index: usize,
    file: &OpenFlow,
    run: &Run,
    heights: &mut Heights,
    actions: &mut Vec<Action>,
) {
    let top = ui.cursor().top();
    ui.add_space(GAP);
    let sender = sender(run, index);
    entry_ui(ui, index, file, run, sender.as_deref(), actions);
    heights.set(index, ui.cursor().top() - top);
}

/// Who writes an entry, where the message before it is of somebody else.
fn sender(run: &Run, index: usize) -> Option<String> {
    let entries = run.log().entries();
    let of = |entry: &Entry| match entry {
        Entry::Inbound { from, .. } => Some((true, from.clone())),
        Entry::Outbound(sent) => Some((false, sent.from.clone())),
        Entry::Line { .. } => None,
    };
    let (is_contact, from) = of(entries.get(index)?)?;
    // Far back nobody sees who wrote last.
    let before = entries.get(..index)?.iter().rev().take(30).find_map(of);
    if before == Some((is_contact, from.clone())) {
        return None;
    }
    let contact = run.form().contact_name();
    Some(match (is_contact, contact) {
        (true, Some(name)) => name.to_owned(),
        (true, None) if from.is_empty() => grouped(run.form().contact.trim()),
        _ => grouped(&from),
    })
}

fn entry_ui(
    ui: &mut Ui,
    index: usize,
    file: &OpenFlow,
    run: &Run,
    sender: Option<&str>,
    actions: &mut Vec<Action>,
) {
    let Some(entry) = run.log().entries().get(index) else { return };
    ui.push_id(index, |ui| match entry {
        Entry::Line { text, strong, end, tone, widget, record, step } => {
            let opened = file.asking.opened(run.number(), index);
            let tokens = Tokens::of(ui);
            let color = match tone {
                Tone::Quiet => tokens.text_2,
                Tone::Good => tokens.ok,
                Tone::Warning => tokens.warn,
                Tone::Error => tokens.error,
            };
            let sign = match tone {
                Tone::Warning => format!("{} ", icon::WARNING),
                Tone::Error => format!("{} ", icon::ERROR),
                Tone::Good => format!("{} ", icon::CHECK),
                Tone::Quiet => String::new(),
            };
            let text = crate::editor::run::cut(text, 600);
            let fold = match (record, opened) {
                (None, _) => String::new(),
                (Some(_), None) => format!("{} ", icon::CHEVRON_RIGHT),
                (Some(_), Some(_)) => format!("{} ", icon::CHEVRON_DOWN),
            };
            let job = strong_then(&format!("{fold}{sign}{strong}"), &text, end, &theme::hint(), color);
            let sense = if widget.is_some() || record.is_some() || step.is_some() {
                Sense::click()
            } else {
                Sense::hover()
            };
            let label = Label::new(job)
                .wrap()
                .sense(sense)
                .selectable(widget.is_none() && record.is_none() && step.is_none());
            let shown = ui.vertical_centered(|ui| ui.add(label)).inner;
            // The sign is a character that no screen reader knows.
            let role = if record.is_some() { egui::Role::DisclosureTriangle } else { egui::Role::Label };
            shown.widget_info(|| egui::WidgetInfo::labeled(role, true, format!("{strong}{text}{end}")));
            if record.is_some() {
                ui.ctx().accesskit_node_builder(shown.id, |node| node.set_expanded(opened.is_some()));
                super::focus_ring(ui, &shown, radius::SMALL);
                let shown = shown.on_hover_cursor(egui::CursorIcon::PointingHand);
                if shown.on_hover_text("What was sent, and what came back").clicked() {
                    actions.push(Action::Ask(AskAction::ToggleLine(index)));
                }
                if let Some(details) = opened {
                    details_ui(ui, details, *widget, actions);
                }
            } else if let Some(step) = step {
                let shown = shown.on_hover_cursor(egui::CursorIcon::PointingHand);
                if shown.on_hover_text("Show why, in the trace").clicked() {
                    actions.extend(widget.map(|widget| Action::Reveal { widget, field: None }));
                    actions.push(Action::Why(WhyAction::ShowStep(*step)));
                }
            } else if let Some(widget) = widget {
                let shown = shown.on_hover_cursor(egui::CursorIcon::PointingHand);
                if shown.on_hover_text("Show the widget").clicked() {
                    super::show_widget(*widget, actions);
                }
            }
        }
        Entry::Inbound { body, media, at_secs, .. } => {
            bubble::inbound_ui(ui, sender, body, media, &run.clock(*at_secs), actions);
        }
        Entry::Outbound(sent) => bubble::outbound_ui(ui, sender, sent, &run.clock(sent.at_secs), actions),
    });
}

/// What a line hides.
fn details_ui(
    ui: &mut Ui,
    details: &Details,
    widget: Option<crate::flow::WidgetId>,
    actions: &mut Vec<Action>,
) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.panel).corner_radius(radius::CONTROL).inner_margin(Margin::same(10));
    ui.add_space(space::XS);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::XS;
        let parts = [("Sent", &details.sent), (details.came, &details.answer)];
        for (title, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
            ui.label(RichText::new(title).font(theme::semibold(size::HINT)).color(tokens.text_2));
            super::requests::mono_ui(ui, text);
        }
        ui.horizontal(|ui| {
            if let Some(widget) = widget
                && kit::link_button(ui, "Show the widget").clicked()
            {
                super::show_widget(widget, actions);
            }
            if kit::link_button(ui, "Copy").clicked() {
                let text = format!("{}\n\n{}", details.sent, details.answer);
                actions.push(Action::Copy { text, what: "what was sent and what came back".to_owned() });
            }
        });
    });
}

/// How much room the pills take, row by row: the dialogue above gets what is left.
fn replies_height(ui: &Ui, offered: &[(String, RunAction)]) -> f32 {
    let room = ui.available_width();
    let (mut rows, mut used) = (1.0, 0.0_f32);
    for (text, _) in offered {
        let width =
            super::one_line(ui, text, theme::secondary(), Tokens::of(ui).accent, room - 24.0).size().x + 24.0;
        if used > 0.0 && used + width > room {
            rows += 1.0;
            used = 0.0;
        }
        used += width + PILL_GAP;
    }
    rows * PILL + (rows - 1.0) * PILL_GAP
}

fn replies_ui(ui: &mut Ui, offered: &[(String, RunAction)], actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing = Vec2::splat(PILL_GAP);
    for (text, action) in offered {
        let hint = match action {
            RunAction::Say(_) => "Answers with this",
            _ => "Lets the time pass until the wait is over",
        };
        if kit::quick_reply(ui, text).on_hover_text(hint).clicked() {
            actions.push(Action::Run(action.clone()));
        }
    }
}

/// The field to write in as the contact. Enter sends; arrow up brings back what was written before.
fn field_ui(ui: &mut Ui, run: &Run, id: Id, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let name = match run.form().contact_name() {
        Some(name) => format!("Reply as {}", crate::editor::run::cut(name, 40)),
        None => "Reply as the contact".to_owned(),
    };
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), FIELD), Sense::hover());
    let is_past = past::is_past(run);
    let is_live = if is_past { past::can_answer(run) } else { run.can_be_written_to() };
    if is_live && ui.memory(|memory| memory.has_focus(id)) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowUp) {
            actions.push(Action::Run(RunAction::Recall(Recall::Older)));
        } else if pressed(Key::ArrowDown) {
            actions.push(Action::Run(RunAction::Recall(Recall::Newer)));
        }
    }
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let line = if has_focus { tokens.accent } else { tokens.line_strong };
    let width = if has_focus { size::FOCUS } else { size::BORDER };
    ui.painter().rect(rect, radius::PILL, tokens.panel, Stroke::new(width, line), egui::StrokeKind::Inside);
    let hint = match (is_live, run.waits_for_contact()) {
        _ if is_past => past::hint(run),
        (true, _) if run.writes_as_client() => "Write into the channel, as its client…".to_owned(),
        (false, _) if run.execution().is_some() => "The contact writes elsewhere".to_owned(),
        (false, _) => "The run is over".to_owned(),
        (true, _) if AskForm::is_asked(run) => "The run asks you first".to_owned(),
        (true, true) if run.is_on_call() => "Keys such as 1#, or what is said…".to_owned(),
        (true, true) => format!("{name}…"),
        (true, false) => "Nobody waits for a message now".to_owned(),
    };
    // A call has no media, and a client of the SDK sends them in another way.
    let attaches = is_live && !run.is_on_call() && !run.writes_as_client();
    if attaches {
        attach_button(ui, rect, actions);
    }
    let mut text = run.draft.clone();
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .interactive(is_live)
        .hint_text(RichText::new(hint).font(theme::body()).color(tokens.text_3))
        .font(FontSelection::FontId(theme::body()))
        .text_color(tokens.text)
        .align(egui::Align2::LEFT_CENTER)
        .frame(Frame::new());
    let place = egui::Rect::from_min_max(
        rect.min + Vec2::new(if attaches { FIELD } else { 14.0 }, 6.0),
        rect.max - Vec2::new(FIELD + 2.0, 6.0),
    );
    let response = ui.put(place, edit).accessible_name(&name);
    if response.changed() {
        actions.push(Action::Run(RunAction::Type(text.clone())));
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let has_what = is_live && (!text.is_empty() || (!is_past && !run.attached().is_empty()));
    let sent = send_button(ui, rect, has_what);
    if (entered || sent) && has_what {
        actions.push(Action::Run(past::says(run, text)));
    }
    if entered || sent {
        response.request_focus();
    }
    if run.wants_focus && (run.waits_for_contact() || (is_past && is_live)) {
        actions.push(Action::Run(RunAction::TookFocus));
        if run.takes_focus || ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
    }
}

/// The plus on the left of the field.
fn attach_button(ui: &mut Ui, field: egui::Rect, actions: &mut Vec<Action>) {
    let center = egui::pos2(field.left() + FIELD / 2.0, field.center().y);
    let place = egui::Rect::from_center_size(center, Vec2::splat(24.0));
    let shown = ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
        IconButton::new(icon::PLUS, "Attach a medium").edge(24.0, 14.0).show(ui)
    });
    if shown.inner.clicked() {
        actions.push(Action::Ask(AskAction::Attach));
    }
}

fn send_button(ui: &mut Ui, field: egui::Rect, is_enabled: bool) -> bool {
    let tokens = Tokens::of(ui);
    let center = egui::pos2(field.right() - FIELD / 2.0, field.center().y);
    let rect = egui::Rect::from_center_size(center, Vec2::splat(24.0));
    let id = ui.make_persistent_id("simulator.send");
    let response = ui.interact(rect, id, if is_enabled { Sense::click() } else { Sense::hover() });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_enabled, "Send the reply"));
    let (fill, color) =
        if is_enabled { (tokens.accent, tokens.on_accent) } else { (tokens.raised, tokens.text_2) };
    ui.painter().circle_filled(center, 12.0, fill);
    paint_icon(ui.painter(), center, icon::SEND, 13.0, color);
    super::focus_ring(ui, &response, radius::PILL);
    response.on_hover_text("Send the reply (Enter)").clicked()
}

//! What the question looks like.

use std::sync::Arc;

use egui::{Context, Frame, Margin, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo};

use super::{ConvertAnswer, ConvertQuestion};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::findings::with_quotes;
use crate::editor::kit::{self, Answer, DialogButton, Severity};
use crate::editor::theme::{self, Tokens, size, space, tint};
use crate::flow::convert::{Converted, Found, Note, NoteKind, Was};

const WIDTH: f32 = 620.0;
const ROW: f32 = 24.0;
/// The height of the list of flows, at most, and of the list of notes.
const FLOWS: f32 = ROW * 6.0;
const NOTES: f32 = ROW * 9.0;

/// The kinds of notes, those first that are to be looked at.
const KINDS: [(NoteKind, &str); 5] = [
    (NoteKind::Kept, "may be wrong"),
    (NoteKind::Changed, "changed"),
    (NoteKind::Added, "added"),
    (NoteKind::Dropped, "dropped"),
    (NoteKind::Translated, "in today's words"),
];

/// Asks whether to convert. What is chosen comes back as [`ConvertAnswer::Changed`].
pub fn convert_dialog_ui(ctx: &Context, question: &ConvertQuestion) -> Option<DialogAnswer> {
    let mut edited = question.clone();
    let count = question.chosen.len();
    let open = match question.source.flows() {
        [_] => "Convert and open".to_owned(),
        _ => format!("Convert and open {count}"),
    };
    let nothing = (count == 0).then_some("Choose at least one flow");
    let too_large = matches!(question.looked.get(&0), Some(None)) && question.source.flows().len() == 1;
    let refused = too_large.then_some("It would be larger than 64 MiB").or(nothing);
    let mut buttons = vec![DialogButton::secondary("Cancel")];
    if question.plain.is_some() {
        buttons.push(DialogButton::secondary("Open as it is"));
    }
    buttons.push(DialogButton::primary(&open).disabled(refused));
    let last = buttons.len() - 1;
    let name = question.path.file_name().unwrap_or_default().to_string_lossy();
    let mut is_changed = false;
    let title = format!("Convert {name}?");
    let answer = kit::dialog(ctx, &title, WIDTH, &buttons, |ui| is_changed = body_ui(ui, &mut edited));
    let answer = match answer {
        None if is_changed => ConvertAnswer::Changed(Box::new(edited)),
        None => return None,
        Some(Answer::Button(index)) if index == last => ConvertAnswer::Open,
        Some(Answer::Button(1)) => ConvertAnswer::Plain,
        Some(Answer::Button(_) | Answer::Dismissed) => return Some(DialogAnswer::Cancel),
    };
    Some(DialogAnswer::Convert(answer))
}

fn body_ui(ui: &mut Ui, question: &mut ConvertQuestion) -> bool {
    ui.spacing_mut().item_spacing.y = space::S;
    let mut is_changed = false;
    let flows = question.source.flows().to_vec();
    let first = question.looked.get(&0).cloned().flatten();
    kit::body_text(ui, &recognised(&flows, first.as_deref()));
    if flows.len() > 1 {
        is_changed |= flows_ui(ui, question, &flows);
    }
    let names = question.to_open();
    let becomes = match names.as_slice() {
        [(_, name)] => format!("It opens as a new flow, {name}, that is not saved yet."),
        _ => format!("They open as {} new flows that are not saved yet.", names.len()),
    };
    let own = question.path.file_name().unwrap_or_default().to_string_lossy();
    kit::secondary_text(ui, &format!("{becomes} {own} stays as it is."));
    ui.add_space(space::XS);
    // The dialog must not jump from flow to flow, nor when it is known what becomes of one: somebody may be about to
    // press something.
    let least = if flows.len() > 1 { NOTES + 3.0 * ROW } else { 0.0 };
    ui.scope(|ui| {
        ui.set_min_height(least);
        is_changed |= becomes_ui(ui, question, &flows);
    });
    is_changed
}

/// What becomes of the shown flow, as far as that is known.
fn becomes_ui(ui: &mut Ui, question: &mut ConvertQuestion, flows: &[Found]) -> bool {
    match question.looked.get(&question.shown).cloned() {
        None => {
            kit::secondary_text(ui, "Looking at what becomes of it…");
            false
        }
        Some(None) => {
            let text = "Converted, this flow would be larger than 64 MiB.";
            kit::problem_box(ui, Severity::Error, "Too large.", text, None)
        }
        Some(Some(converted)) => notes_ui(ui, question, flows, &converted),
    }
}

/// What was found, in a sentence.
fn recognised(flows: &[Found], first: Option<&Converted>) -> String {
    let [only] = flows else {
        return format!("{} flows were found in this file. Choose which of them to open.", flows.len());
    };
    let was = first.map_or(Was { legacy: false, wrapped: true }, |first| first.was);
    let place = match &*only.pointer {
        "" => format!("in line {}", only.at.0),
        pointer => format!("at {pointer}"),
    };
    let sid = only.sid.as_deref().map(|sid| format!(" of {sid}")).unwrap_or_default();
    match (was.legacy, was.wrapped) {
        (true, false) => {
            "This is an export from before September 2019. Today's Studio does not import it.".to_owned()
        }
        (true, true) => format!(
            "This file holds a flow{sid}, {place}, in the format from before September 2019. Today's Studio does not \
             import it."
        ),
        _ => format!(
            "This is no bare flow definition, but it holds one{sid}, {place}, as answers of the REST API and files of \
             code do."
        ),
    }
}

/// The list of flows: a box chooses one, its name shows what becomes of it.
fn flows_ui(ui: &mut Ui, question: &mut ConvertQuestion, flows: &[Found]) -> bool {
    let mut is_changed = false;
    let mut is_all = question.chosen.len() == flows.len();
    if kit::checkbox(ui, &mut is_all, &format!("All {} flows", flows.len())).changed() {
        question.chosen = if is_all { (0..flows.len()).collect() } else { Default::default() };
        is_changed = true;
    }
    framed(ui, "Flows in this file", |ui| {
        let area = ScrollArea::vertical().id_salt("flows").max_height(FLOWS).auto_shrink([false, true]);
        area.show_rows(ui, ROW, flows.len(), |ui, range| {
            for index in range {
                if let Some(flow) = flows.get(index) {
                    is_changed |= ui.push_id(index, |ui| flow_ui(ui, question, index, flow)).inner;
                }
            }
        });
    });
    is_changed
}

fn title_of(index: usize, flow: &Found) -> String {
    let name = flow.name.as_deref().or(flow.sid.as_deref());
    name.map_or_else(|| format!("Flow {}", index + 1), str::to_owned)
}

fn flow_ui(ui: &mut Ui, question: &mut ConvertQuestion, index: usize, flow: &Found) -> bool {
    let tokens = Tokens::of(ui);
    let is_shown = question.shown == index;
    let mut is_changed = false;
    let title = title_of(index, flow);
    let (rect, row) = ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW), Sense::click());
    row.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_shown, format!("Show {title}")));
    if is_shown || row.hovered() {
        let fill = if is_shown { tint(tokens.accent, 0.16) } else { tokens.raised };
        ui.painter().rect_filled(rect.expand2(egui::vec2(4.0, 0.0)), theme::radius::SMALL, fill);
    }
    if row.clicked() && !is_shown {
        question.shown = index;
        is_changed = true;
    }
    let place = if flow.pointer.is_empty() { format!("line {}", flow.at.0) } else { flow.pointer.clone() };
    let sid = flow.sid.as_deref().filter(|_| flow.name.is_some());
    let detail = [sid.unwrap_or_default(), &place].join(if sid.is_some() { " · " } else { "" });
    let detail = kit::line(ui, &detail, theme::hint(), tokens.text_2, rect.width() * 0.6);
    let room = rect.width() - detail.size().x - space::M;
    let corner = egui::pos2(rect.right() - detail.size().x, rect.center().y - detail.size().y / 2.0);
    ui.painter().galley(corner, detail, tokens.text_2);
    let mut is_chosen = question.chosen.contains(&index);
    let place = egui::Rect::from_min_size(rect.min, egui::vec2(room, ROW));
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(place));
    if kit::checkbox(&mut inner, &mut is_chosen, &title).changed() {
        if is_chosen {
            question.chosen.insert(index);
        } else {
            question.chosen.remove(&index);
        }
        question.shown = index;
        is_changed = true;
    }
    is_changed
}

/// What becomes of the shown flow.
fn notes_ui(
    ui: &mut Ui,
    question: &mut ConvertQuestion,
    flows: &[Found],
    converted: &Arc<Converted>,
) -> bool {
    let mut is_changed = false;
    if let Some(flow) = flows.get(question.shown).filter(|_| flows.len() > 1) {
        let was = if converted.was.legacy { ", which is from before September 2019" } else { "" };
        kit::body_text(ui, &format!("What becomes of {}{was}:", title_of(question.shown, flow)));
    }
    // What is another flow that is opened, too, is not lost.
    let is_opened = |note: &Note| {
        let is_within = |flow: &Found| {
            let below = flow.pointer.strip_prefix(&note.pointer);
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        };
        let mut within = flows.iter().enumerate().filter(|(_, flow)| is_within(flow)).peekable();
        note.kind == NoteKind::Dropped
            && !note.pointer.is_empty()
            && within.peek().is_some()
            && within.all(|(index, _)| index != question.shown && question.chosen.contains(&index))
    };
    let told: Vec<&Note> = converted.notes.iter().filter(|note| !is_opened(note)).collect();
    if told.is_empty() {
        kit::secondary_text(ui, "Nothing is dropped, added or changed.");
        return is_changed;
    }
    let count_of = |kind| told.iter().filter(|note| note.kind == kind).count();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for (kind, words) in KINDS {
            let count = count_of(kind);
            let mut is_on = question.kind == Some(kind);
            if count > 0 && kit::chip(ui, &format!("{count} {words}"), &mut is_on).changed() {
                question.kind = is_on.then_some(kind);
                is_changed = true;
            }
        }
    });
    let wanted = question.kind.filter(|kind| count_of(*kind) > 0);
    let mut notes: Vec<&Note> =
        told.iter().copied().filter(|note| wanted.is_none_or(|kind| note.kind == kind)).collect();
    notes.sort_by_key(|note| KINDS.iter().position(|(kind, _)| *kind == note.kind));
    framed(ui, "What becomes of it", |ui| {
        // A filter must not change the height, or the buttons would jump away from the pointer.
        let rows = f32::from(u16::try_from(told.len()).unwrap_or(u16::MAX));
        ui.set_min_height((rows * ROW).min(NOTES));
        let area = ScrollArea::vertical().id_salt(("notes", question.shown)).max_height(NOTES);
        area.auto_shrink([false, true]).show_rows(ui, ROW, notes.len(), |ui, range| {
            for note in notes.get(range).unwrap_or_default() {
                note_ui(ui, note);
            }
        });
    });
    is_changed
}

fn note_ui(ui: &mut Ui, note: &Note) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW), Sense::hover());
    let text = note.to_string();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    let words = KINDS.iter().find(|(kind, _)| *kind == note.kind).map_or("", |(_, words)| words);
    let color = if note.kind == NoteKind::Kept { tokens.warn } else { tokens.text_2 };
    let verb = kit::line(ui, words, theme::semibold(size::HINT), color, VERB);
    let middle = rect.center().y;
    ui.painter().galley(egui::pos2(rect.left(), middle - verb.size().y / 2.0), verb, color);
    let rest = if note.pointer.is_empty() {
        note.what.clone()
    } else {
        format!("`{}`: {}", note.pointer, note.what)
    };
    let mut job = kit::rich_text(&rest, &theme::secondary(), tokens.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width((rect.width() - VERB - 8.0).max(40.0));
    let galley = ui.painter().layout_job(job);
    let is_cut = galley.elided;
    let corner = egui::pos2(rect.left() + VERB + 8.0, middle - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, tokens.text);
    if is_cut {
        response.on_hover_text(with_quotes(&text));
    }
}

/// The room for the kind of a note.
const VERB: f32 = 92.0;

/// A field-like ground for a list.
fn framed(ui: &mut Ui, name: &str, add_contents: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.field)
        .stroke(Stroke::new(size::BORDER, tokens.line))
        .corner_radius(theme::radius::CONTROL)
        .inner_margin(Margin::symmetric(10, 5));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        add_contents(ui);
    });
    shown.response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, name));
}

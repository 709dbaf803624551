//! What the dialog looks like, and what keys and pointer do in it.

use std::path::PathBuf;

use egui::text_edit::{CompletionQuery, Suggestion};
use egui::{Context, EventFilter, Key, Modifiers, Response, Role, ScrollArea, Sense, Stroke, Ui, Vec2};

use super::folder::Entry;
use super::{Goal, Mode, PathAnswer, PathDialog};
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::field::{Extras, field};
use crate::editor::kit::{
    self, Answer, DialogButton, FieldOptions, IconButton, Severity, TreeRow, checkbox, dialog, hint_text,
    labelled, secondary_text, text_field, tree_row,
};
use crate::editor::theme::{self, Tokens, radius, size, space, tint};

const WIDTH: f32 = 680.0;
const SIDE: f32 = 172.0;
const LIST_HEIGHT: f32 = 300.0;

pub(super) fn show(state: &mut PathDialog, ctx: &Context) -> Option<PathAnswer> {
    let confirm = match state.mode {
        Mode::Open => "Open",
        Mode::Save => "Save",
    };
    let missing = state.missing();
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary(confirm).disabled(missing)];
    let mut picked = None;
    let answer = dialog(ctx, state.title, WIDTH, &buttons, |ui| picked = body(state, ui));
    if picked.is_some() {
        return picked;
    }
    if state.overwrite.is_some() {
        return overwrite(state, ctx);
    }
    match answer? {
        Answer::Button(1) => state.confirm(ctx),
        Answer::Button(_) | Answer::Dismissed => Some(PathAnswer::Cancelled),
    }
}

fn overwrite(state: &mut PathDialog, ctx: &Context) -> Option<PathAnswer> {
    let path = state.overwrite.clone()?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let title = format!("Replace {name}?");
    let buttons = [DialogButton::secondary("Keep it"), DialogButton::danger("Replace")];
    let answer = dialog(ctx, &title, 380.0, &buttons, |ui| {
        let text = "A file of this name is there already. Replacing it cannot be undone.";
        secondary_text(ui, text);
    })?;
    state.overwrite = None;
    (answer == Answer::Button(1)).then(|| PathAnswer::Picked(vec![path]))
}

fn body(state: &mut PathDialog, ui: &mut Ui) -> Option<PathAnswer> {
    path_row(state, ui);
    if let Some(error) = &state.error {
        kit::notice::message(ui, Severity::Error, error);
    }
    ui.add_space(space::XS);
    let mut picked = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let side = Vec2::new(SIDE, LIST_HEIGHT);
        ui.allocate_ui_with_layout(side, egui::Layout::top_down(egui::Align::Min), |ui| {
            ui.set_width(SIDE);
            picked = side_ui(state, ui);
        });
        ui.vertical(|ui| {
            let chosen = list(state, ui);
            picked = picked.take().or(chosen);
        });
    });
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        checkbox(ui, &mut state.only_json, "Only .json files");
        if state.is_cut {
            hint_text(ui, "This folder has more entries than are listed.");
        }
    });
    if state.mode == Mode::Save {
        let focus = state.is_new;
        labelled(ui, "File name", true, |ui| {
            let options = FieldOptions { focus, ..FieldOptions::default() };
            let shown = text_field(ui, "name", "File name", &mut state.name, "my-flow.json", &options);
            if focus {
                let stem = state.name.strip_suffix(".json").unwrap_or(&state.name);
                super::super::select_chars(ui, shown.response.id, stem.chars().count());
            }
        });
    }
    picked
}

/// The path that is shown, to be typed over.
fn path_row(state: &mut PathDialog, ui: &mut Ui) {
    ui.horizontal(|ui| {
        let parent = state.folder.parent().map(PathBuf::from);
        let reason = parent.is_none().then_some("This is the topmost folder");
        if IconButton::new(icon::ARROW_UP, "Parent folder")
            .framed()
            .edge(30.0, 15.0)
            .disabled(reason)
            .show(ui)
            .clicked()
            && let Some(parent) = parent
        {
            state.look_at(ui.ctx(), Goal::Browse, parent);
        }
        let id = ui.make_persistent_id("path");
        let mut text = std::mem::take(&mut state.path_text);
        let mut suggest = |query: &CompletionQuery<'_>| suggestions(state, query);
        let extras = Extras {
            suggest: Some(&mut suggest),
            is_word_boundary: Some(|character| matches!(character, '/' | '\\')),
            ..Extras::default()
        };
        let options = FieldOptions { icon: Some(icon::FOLDER), ..FieldOptions::default() };
        let shown = field(ui, id, "Path", &mut text, "A folder or a file", &options, extras);
        state.path_text = text;
        if shown.changed {
            state.prepare_completion(ui.ctx());
        }
        let enter = shown.lost_focus && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        if enter {
            let path = state.resolve(&state.path_text);
            state.look_at(ui.ctx(), Goal::Go, path);
        }
    });
}

/// Names in the folder that is typed, which begin with what is typed. Nothing is suggested before anything is typed.
fn suggestions(state: &PathDialog, query: &CompletionQuery<'_>) -> Vec<Suggestion> {
    const MAX: usize = 12;
    let untouched = query.text == state.folder.display().to_string();
    if untouched || query.word.is_empty() {
        return Vec::new();
    }
    let Some((typed, _)) = query.text.rsplit_once(['/', '\\']) else {
        return suggestions_from(state, &state.entries, query.word, MAX);
    };
    let folder = state.resolve(&format!("{typed}/"));
    match &state.completion {
        Some(completion) if completion.folder == folder => {
            suggestions_from(state, &completion.entries, query.word, MAX)
        }
        _ if folder == state.folder => suggestions_from(state, &state.entries, query.word, MAX),
        _ => Vec::new(),
    }
}

fn suggestions_from(state: &PathDialog, entries: &[Entry], word: &str, max: usize) -> Vec<Suggestion> {
    let word = word.to_lowercase();
    let fits = |entry: &&Entry| {
        let name = entry.name.to_lowercase();
        // What is typed in full needs no suggestion, and Enter must then open it.
        name.starts_with(&word) && name != word && (entry.is_folder || !state.only_json || entry.is_json())
    };
    let suggestion = |entry: &Entry| {
        let slash = if entry.is_folder { "/" } else { "" };
        Suggestion::new(format!("{}{slash}", entry.name))
    };
    entries.iter().filter(fits).take(max).map(suggestion).collect()
}

/// Places to jump to, and the files of late.
fn side_ui(state: &mut PathDialog, ui: &mut Ui) -> Option<PathAnswer> {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut picked = None;
    ScrollArea::vertical().id_salt("places").max_height(LIST_HEIGHT).show(ui, |ui| {
        hint_text(ui, "Places");
        if let Some(home) = state.home.clone() {
            let row = TreeRow {
                icon: Some((icon::USER, tokens.text_2)),
                text: "Home",
                flat: true,
                ..TreeRow::default()
            };
            if tree_row(ui, row).response.clicked() {
                state.look_at(ui.ctx(), Goal::Browse, home);
            }
        }
        if !state.recent.is_empty() {
            ui.add_space(space::S);
            hint_text(ui, "Recent");
        }
        for path in state.recent.clone() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let row = TreeRow {
                icon: Some((icon::CLOCK, tokens.text_2)),
                text: &name,
                flat: true,
                ..TreeRow::default()
            };
            let response = tree_row(ui, row).response.on_hover_text(path.display().to_string());
            if response.clicked() {
                picked = Some(PathAnswer::Picked(vec![path]));
            }
        }
    });
    picked
}

/// What is in the folder. The list as a whole has the keyboard, so that long folders can be walked through.
fn list(state: &mut PathDialog, ui: &mut Ui) -> Option<PathAnswer> {
    let tokens = Tokens::of(ui);
    let entries = state.listed();
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), LIST_HEIGHT), Sense::hover());
    let list = ui.interact(rect, ui.make_persistent_id("files"), Sense::focusable_noninteractive());
    kit::name(&list, Role::ListBox, "Files");
    let border = if list.has_focus() {
        Stroke::new(size::FOCUS, tokens.accent)
    } else {
        Stroke::new(size::BORDER, tokens.line)
    };
    ui.painter().rect(rect, radius::CONTROL, tokens.field, border, egui::StrokeKind::Inside);
    let mut picked = keys(state, ui, &list, &entries);
    let inner = rect.shrink(5.0);
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner));
    if entries.is_empty() {
        let text = match (&state.probe, state.entries.is_empty()) {
            (Some(_), _) => "Reading…",
            (None, true) => "This folder is empty.",
            (None, false) => "No .json files here.",
        };
        ui.centered_and_justified(|ui| secondary_text(ui, text));
        return picked;
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let row_height = size::ROW;
    let mut area = ScrollArea::vertical().id_salt("entries").auto_shrink([false, false]);
    if std::mem::take(&mut state.reveals_cursor) {
        area = area.vertical_scroll_offset(revealed_offset(state, row_height + 1.0));
    }
    let shown = area.show_rows(&mut ui, row_height, entries.len(), |ui, range| {
        for index in range {
            let Some(entry) = entries.get(index) else { continue };
            let row = row(state, ui, entry, list.has_focus() && index == state.cursor);
            if row.clicked() || row.double_clicked() {
                list.request_focus();
                state.cursor = index;
                select(state, entry, ui.input(|input| input.modifiers.command));
            }
            if row.double_clicked() {
                let activated = state.activate(ui.ctx(), entry);
                picked = picked.take().or(activated);
            }
        }
    });
    state.list_offset = shown.state.clamped_offset().y;
    state.list_height = shown.inner_rect.height();
    picked
}

/// How far the list must be scrolled for the cursor to be seen, as little as possible.
fn revealed_offset(state: &PathDialog, row_height: f32) -> f32 {
    let index = f32::from(u16::try_from(state.cursor).unwrap_or(u16::MAX));
    let (top, bottom) = (index * row_height, (index + 1.0) * row_height);
    let height = state.list_height.max(row_height);
    state.list_offset.min(top).max(bottom - height).max(0.0)
}

fn row(state: &PathDialog, ui: &mut Ui, entry: &Entry, has_cursor: bool) -> Response {
    let tokens = Tokens::of(ui);
    // The rows cannot be focused one by one: the list has the focus.
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::CLICK);
    kit::name(&response, Role::ListBoxOption, &entry.name);
    let is_selected = state.selected.contains(&entry.path);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_selected));
    let fill = match (is_selected, response.hovered()) {
        (true, _) => tint(tokens.accent, 0.18),
        (false, true) => tokens.raised,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, radius::SMALL + 1, fill);
    if has_cursor {
        let stroke = Stroke::new(size::BORDER, tokens.accent);
        ui.painter().rect_stroke(rect, radius::SMALL + 1, stroke, egui::StrokeKind::Inside);
    }
    let (sign, color) =
        if entry.is_folder { (icon::FOLDER, tokens.accent) } else { (icon::FILE, tokens.text_2) };
    paint_icon(ui.painter(), egui::pos2(rect.left() + 16.0, rect.center().y), sign, 16.0, color);
    let galley = kit::one_line(ui, &entry.name, theme::body(), tokens.text, rect.width() - 40.0);
    let corner = egui::pos2(rect.left() + 32.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, tokens.text);
    response
}

fn select(state: &mut PathDialog, entry: &Entry, adds: bool) {
    if state.mode == Mode::Save && !entry.is_folder {
        state.name = entry.name.clone();
    }
    let adds = adds && state.mode == Mode::Open && !entry.is_folder;
    if !adds {
        state.selected.clear();
    }
    if !state.selected.remove(&entry.path) {
        state.selected.insert(entry.path.clone());
    }
}

/// Arrows move, Enter opens, Backspace goes up, a letter goes to the next name that begins with it.
fn keys(state: &mut PathDialog, ui: &Ui, list: &Response, entries: &[Entry]) -> Option<PathAnswer> {
    state.cursor = state.cursor.min(entries.len().saturating_sub(1));
    if !list.has_focus() {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Backspace)
        && let Some(parent) = state.folder.parent().map(PathBuf::from)
    {
        state.look_at(ui.ctx(), Goal::Browse, parent);
        return None;
    }
    if pressed(Key::Enter) {
        let entry = entries.get(state.cursor)?;
        return state.activate(ui.ctx(), entry);
    }
    const PAGE: usize = 9;
    let last = entries.len().saturating_sub(1);
    let moves = [
        (Key::ArrowDown, state.cursor.saturating_add(1)),
        (Key::ArrowUp, state.cursor.saturating_sub(1)),
        (Key::PageDown, state.cursor.saturating_add(PAGE)),
        (Key::PageUp, state.cursor.saturating_sub(PAGE)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    let mut target = moves.into_iter().find(|(key, _)| pressed(*key)).map(|(_, target)| target.min(last));
    target = target.or_else(|| name_typed(state, ui, entries));
    if let Some(target) = target {
        state.cursor = target;
        state.reveals_cursor = true;
        if let Some(entry) = entries.get(target) {
            state.selected.clear();
            select(state, entry, false);
        }
    }
    None
}

fn name_typed(state: &PathDialog, ui: &Ui, entries: &[Entry]) -> Option<usize> {
    let typed = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            egui::Event::Text(text) => Some(text.to_lowercase()),
            _ => None,
        })
    })?;
    let after = entries.iter().enumerate().skip(state.cursor + 1);
    let before = entries.iter().enumerate().take(state.cursor + 1);
    after
        .chain(before)
        .find(|(_, entry)| entry.name.to_lowercase().starts_with(&typed))
        .map(|(index, _)| index)
}

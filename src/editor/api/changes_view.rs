//! What another reading of a document has changed, as a list: each operation with what is another there, a line each.
//! It reads what [`super::changes`] has compared.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Galley, ScrollArea, Sense, Ui, vec2};

use super::LibraryAction;
use super::changes::{Changes, Line};
use super::key::TryKey;
use super::libraries::Entry;
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius, size};

/// All rows are of one height, so that those out of sight cost nothing.
const ROW: f32 = 22.0;
/// Where the names begin, behind the words.
const INDENT: f32 = 76.0;

pub(super) fn changes_ui(ui: &mut Ui, entry: &Entry, changes: &Changes, act: &mut dyn FnMut(LibraryAction)) {
    if changes.count() == 0 {
        kit::secondary_text(ui, "No operation is another one than before.");
        return;
    }
    let parts = [
        ("Lost", &changes.lost),
        ("Changed", &changes.changed),
        ("New", &changes.added),
        ("Gone", &changes.removed),
    ];
    let lines = parts.iter().flat_map(|(word, lines)| lines.iter().map(move |line| (*word, line)));
    // The number of the row at which each operation begins.
    let mut count = 0;
    let blocks: Vec<(usize, &str, &Line)> = lines
        .map(|(word, line)| {
            let start = count;
            count += 1 + line.how.len();
            (start, word, line)
        })
        .collect();
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("changes").auto_shrink([false, false]);
    area.show_rows(ui, ROW, count, |ui, range| {
        for row in range {
            let at = blocks.partition_point(|(start, ..)| *start <= row).saturating_sub(1);
            let Some((start, word, line)) = blocks.get(at) else { continue };
            match (row - start).checked_sub(1).and_then(|at| line.how.get(at)) {
                Some(how) => how_ui(ui, how),
                None if operation_ui(ui, word, line) => {
                    let id = line.id.clone();
                    act(LibraryAction::Open(TryKey::Operation { library: entry.id.clone(), id }));
                }
                None => {}
            }
        }
    });
}

/// The line of an operation; answers whether it was clicked.
fn operation_ui(ui: &mut Ui, word: &str, line: &Line) -> bool {
    let tokens = Tokens::of(ui);
    // What is gone leads nowhere.
    let is_there = word != "Gone";
    let sense = if is_there { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - 8.0, ROW), sense);
    let how: String = line.how.iter().map(|how| format!(", {}", how.replace('`', ""))).collect();
    let role = if is_there { egui::Role::Button } else { egui::Role::Label };
    let name = format!("{word}: {}{how}", line.name);
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, &name));
    if is_there && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    }
    let color = match word {
        "New" => tokens.ok,
        "Gone" | "Lost" => tokens.error,
        _ => tokens.warn,
    };
    let sign = kit::line(ui, word, theme::semibold(size::SECONDARY), color, INDENT - 8.0);
    ui.painter().galley(rect.left_top() + vec2(6.0, 4.0), sign, color);
    let text = kit::line(ui, &line.name, theme::mono(), tokens.text, rect.width() - INDENT - 6.0);
    let is_cut = text.elided;
    ui.painter().galley(rect.left_top() + vec2(INDENT, 3.0), text, tokens.text);
    let response = if is_cut { response.on_hover_text(&line.name) } else { response };
    response.clicked()
}

/// One thing that is another. It stands in the name of its operation, too, so that it is no widget of its own.
fn how_ui(ui: &mut Ui, how: &str) {
    let color = Tokens::of(ui).text_2;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - 8.0, ROW), Sense::hover());
    let text = marked(ui, how, rect.width() - INDENT - 6.0);
    let is_cut = text.elided;
    ui.painter().galley(rect.left_top() + vec2(INDENT, 3.0), text, color);
    if is_cut {
        response.on_hover_text(how.replace('`', ""));
    }
}

/// A line in which back quotes mark code.
fn marked(ui: &Ui, text: &str, room: f32) -> Arc<Galley> {
    let tokens = Tokens::of(ui);
    let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(room.max(0.0)), ..LayoutJob::default() };
    for (at, part) in text.split('`').enumerate() {
        let (font, color) =
            if at % 2 == 1 { (theme::mono(), tokens.text) } else { (theme::secondary(), tokens.text_2) };
        job.append(part, 0.0, TextFormat { valign: egui::Align::Center, ..TextFormat::simple(font, color) });
    }
    ui.painter().layout_job(job)
}

//! The list of what differs. Only rows that are seen are laid out, however many there are.

use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::{CompareAction, Comparing, Row};
use crate::editor::action::Action;
use crate::editor::canvas::sign_color;
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius, size, tint};
use crate::flow::diff::WidgetChange;
use crate::picture::compared::Sign;
use crate::widgets::label_of;

/// A name, and a line below it.
const ROW: f32 = 42.0;

/// Paints the list. A click goes to the place; the arrow keys go on.
pub(super) fn list_ui(ui: &mut Ui, comparing: &Comparing, actions: &mut Vec<Action>) {
    let rows = comparing.rows();
    if rows.is_empty() {
        kit::secondary_text(ui, "Widgets were only moved.");
        return;
    }
    let list = Id::unique("compared rows");
    let seen: Option<Row> = ui.data(|data| data.get_temp(list)).flatten();
    // A row that was chosen elsewhere, as by the buttons above, is scrolled to once.
    let wants_sight = comparing.chosen().filter(|_| seen != comparing.chosen());
    ui.data_mut(|data| data.insert_temp(list, comparing.chosen()));
    // A row that is not laid out yet gets the keyboard once it is.
    let waiting = list.with("keyboard");
    let wants: Option<usize> = ui.data(|data| data.get_temp(waiting));
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().id_salt("compared rows").auto_shrink(false).show_rows(
        ui,
        ROW,
        rows.len(),
        |ui, range| {
            if let Some(row) = wants_sight.and_then(|row| rows.iter().position(|known| *known == row)) {
                kit::scroll_to_row(ui, range.start, row, ROW);
            }
            if wants.is_some_and(|wanted| !range.contains(&wanted) && wanted < rows.len()) {
                ui.ctx().request_repaint();
            } else {
                ui.data_mut(|data| data.remove::<usize>(waiting));
            }
            for index in range {
                let Some(row) = rows.get(index) else { continue };
                let response = row_ui(ui, list.with(index), comparing, *row);
                if wants == Some(index) {
                    response.request_focus();
                }
                if response.clicked() {
                    // The arrow keys go on from here, and do not move the card.
                    response.request_focus();
                    actions.push(Action::Compare(CompareAction::Choose(*row)));
                }
                if response.has_focus() && wants.is_none() {
                    keys(ui, &response, list, index, &rows, actions);
                }
            }
        },
    );
}

/// The arrow keys go from row to row, and the canvas with them.
fn keys(ui: &Ui, response: &Response, list: Id, index: usize, rows: &[Row], actions: &mut Vec<Action>) {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let to = if pressed(Key::ArrowDown) {
        index + 1
    } else if pressed(Key::ArrowUp) {
        index.wrapping_sub(1)
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        rows.len().saturating_sub(1)
    } else {
        return;
    };
    if let Some(row) = rows.get(to) {
        ui.data_mut(|data| data.insert_temp(list.with("keyboard"), to));
        actions.push(Action::Compare(CompareAction::Choose(*row)));
        ui.ctx().request_repaint();
    }
}

/// What a row says: its sign, its name, and what is below it.
fn told(comparing: &Comparing, row: Row) -> (Option<Sign>, String, String) {
    let Some(change) = comparing.change(row) else {
        let fields = comparing.found().map_or(0, |found| found.difference.flow.len());
        let plural = if fields == 1 { "field differs" } else { "fields differ" };
        return (Some(Sign::Changed), "The flow itself".to_owned(), format!("{fields} {plural}"));
    };
    let sign = Sign::of(change);
    (Some(sign), change.name.clone(), format!("{} · {}", label_of(&change.kind), words(change, sign)))
}

/// All that differs about a widget, in short.
fn words(change: &WidgetChange, sign: Sign) -> String {
    let count = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {what}s")),
    };
    let parts = [
        change.renamed_from.as_ref().map(|name| format!("was {name}")),
        count(change.fields.len(), "field"),
        count(change.rewired.len(), "wire"),
        (change.is_moved && sign != Sign::Moved).then(|| "moved".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { sign.word().to_owned() } else { parts.join(", ") }
}

fn row_ui(ui: &mut Ui, id: Id, comparing: &Comparing, row: Row) -> Response {
    const SIGN: f32 = 26.0;
    let (sign, title, below) = told(comparing, row);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), ROW));
    let response = ui.interact(rect, id, Sense::click());
    let is_chosen = comparing.chosen() == Some(row);
    response.widget_info(|| {
        let word = sign.map_or("changed", Sign::word);
        WidgetInfo::labeled(Role::ListBoxOption, true, format!("{title}: {word} ({below})"))
    });
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_chosen));
    let tokens = Tokens::of(ui);
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => Some(tint(tokens.accent, 0.16)),
        (false, true) => Some(tokens.raised),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, radius::CONTROL, fill);
    }
    if let Some(sign) = sign {
        let color = sign_color(sign, tokens);
        let plate = Rect::from_center_size(
            egui::pos2(rect.left() + 5.0 + SIGN / 2.0, rect.center().y),
            Vec2::splat(SIGN - 2.0),
        );
        ui.painter().rect_filled(plate, radius::CONTROL, tint(color, theme::TILE_ALPHA));
        let symbol =
            ui.painter().layout_no_wrap(sign.symbol().to_owned(), theme::semibold(size::BODY), color);
        ui.painter().galley(plate.center() - symbol.size() / 2.0, symbol, color);
    }
    let left = rect.left() + SIGN + 14.0;
    let room = rect.right() - 6.0 - left;
    let name = kit::line(ui, &title, theme::semibold(size::SECONDARY), tokens.text, room);
    let second = kit::line(ui, &below, theme::hint(), tokens.text_2, room);
    let top = rect.center().y - (name.size().y + second.size().y + 1.0) / 2.0;
    let next = top + name.size().y + 1.0;
    ui.painter().galley(egui::pos2(left, top), name, tokens.text);
    ui.painter().galley(egui::pos2(left, next), second, tokens.text_2);
    if response.has_focus() {
        let ring = egui::Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(rect, radius::CONTROL, ring, egui::StrokeKind::Inside);
    }
    response
}

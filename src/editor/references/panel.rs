//! The panel: every variable and every output that is read, with who writes it and who reads it.

use std::collections::{BTreeMap, HashSet};

use egui::{EventFilter, Key, Modifiers, Response, ScrollArea, Ui};

use super::index::{self, Index, Kind, Mark, Reading, Thing};
use super::{field_label, light, lit_of};
use crate::editor::action::Action;
use crate::editor::canvas::Lit;
use crate::editor::command::Command;
use crate::editor::command_keys;
use crate::editor::icon::{self, Icon};
use crate::editor::kit::{self, TreeRow};
use crate::editor::state::{OpenFlow, State};
use crate::editor::theme::{Tokens, size};
use crate::flow::WidgetId;

/// What the user has arranged in the panel.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// What the list is filtered by.
    pub filter: String,
    /// Whether outputs that nobody reads are listed too.
    pub shows_unread: bool,
    /// The things whose places are shown, by their text.
    open: HashSet<String>,
    /// The variable whose row has the keyboard.
    pub focused: Option<String>,
    /// Whether a row has the keyboard, or there is none that could have it.
    pub has_keyboard: bool,
    /// The row that had the keyboard last.
    at: usize,
    /// The row is to get the keyboard.
    wants_keyboard: bool,
}

impl Panel {
    /// The row that had the keyboard last is to have it, or the first one.
    pub fn ask_for_keyboard(&mut self) {
        self.wants_keyboard = true;
    }

    /// A variable has another name now: what was open stays open.
    pub fn follow(&mut self, from: &str, to: &str) {
        if self.open.remove(&format!("flow.variables.{from}")) {
            self.open.insert(format!("flow.variables.{to}"));
        }
    }
}

/// One line of the list.
enum Row<'a> {
    Heading(&'static str, usize),
    Thing(&'a Thing),
    Rename(&'a str),
    Place(Place),
}

/// A place that writes or reads.
struct Place {
    widget: WidgetId,
    /// The field, as `Action::Reveal` takes it.
    field: Option<String>,
    is_write: bool,
    /// What is written or read.
    thing: String,
    /// How often.
    count: usize,
}

/// Paints the panel.
pub fn references_panel_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    kit::title_text(ui, "References");
    ui.add_space(4.0);
    let mut panel = std::mem::take(&mut state.references);
    kit::search_field(ui, "references filter", "Filter references", &mut panel.filter, "Filter…");
    ui.add_space(6.0);
    kit::chip(ui, "Outputs nobody reads", &mut panel.shows_unread)
        .on_hover_text("Lists what widgets leave and no template reads, too");
    ui.add_space(6.0);
    if let Some(file) = state.active() {
        list_ui(ui, file, &mut panel, actions);
    }
    state.references = panel;
}

fn list_ui(ui: &mut Ui, file: &OpenFlow, panel: &mut Panel, actions: &mut Vec<Action>) {
    let index = index::of(ui.ctx(), file);
    let rows = rows(&index, panel);
    panel.has_keyboard = rows.is_empty();
    let wants = std::mem::take(&mut panel.wants_keyboard);
    if wants {
        panel.at = nearest(&rows, panel.at);
    }
    if rows.is_empty() {
        let text = if panel.filter.trim().is_empty() {
            "This flow sets no variables and reads none."
        } else {
            "Nothing of this name is written or read."
        };
        kit::secondary_text(ui, text);
        return;
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut toggled = None;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, size::ROW, rows.len(), |ui, range| {
        if wants {
            kit::scroll_to_row(ui, range.start, panel.at, size::ROW);
            // It is there in the next frame.
            panel.wants_keyboard = !range.contains(&panel.at);
        }
        for at in range {
            let Some(row) = rows.get(at) else { continue };
            let response = match row {
                Row::Heading(text, count) => {
                    heading_ui(ui, text, *count);
                    continue;
                }
                Row::Thing(thing) => {
                    let is_open = panel.open.contains(&thing.text);
                    let (response, is_toggled) = thing_ui(ui, &index, thing, is_open, actions);
                    if response.has_focus() {
                        panel.focused = thing.variable().map(str::to_owned);
                    }
                    if response.clicked() || is_toggled {
                        // F2 is about the variable from now on, and the arrows go on from here.
                        response.request_focus();
                        toggled = Some(thing.text.clone());
                    }
                    response
                }
                Row::Rename(variable) => rename_ui(ui, variable, actions),
                Row::Place(place) => match place_ui(ui, file, place, actions) {
                    Some(response) => response,
                    None => continue,
                },
            };
            if wants && at == panel.at {
                response.request_focus();
            }
            if response.has_focus() {
                panel.has_keyboard = true;
                // While the keyboard is on its way to another row, the one that still has it does not count.
                if !wants {
                    panel.at = at;
                    keys(ui, &response, panel, &rows);
                }
            }
        }
    });
    if let Some(text) = toggled
        && !panel.open.remove(&text)
    {
        panel.open.insert(text);
    }
}

/// The row that can have the keyboard at or behind a place, else the last before it.
fn nearest(rows: &[Row<'_>], at: usize) -> usize {
    let can = |at: &usize| rows.get(*at).is_some_and(|row| !matches!(row, Row::Heading(..)));
    (at..rows.len()).find(can).or_else(|| (0..at.min(rows.len())).rev().find(can)).unwrap_or(0)
}

/// The arrow keys: up and down go from row to row, left and right open and close one.
fn keys(ui: &Ui, response: &Response, panel: &mut Panel, rows: &[Row<'_>]) {
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let can = |at: &usize| rows.get(*at).is_some_and(|row| !matches!(row, Row::Heading(..)));
    let to = if pressed(Key::ArrowDown) {
        (panel.at + 1..rows.len()).find(can)
    } else if pressed(Key::ArrowUp) {
        (0..panel.at).rev().find(can)
    } else if pressed(Key::Home) {
        Some(nearest(rows, 0))
    } else if pressed(Key::End) {
        (0..rows.len()).rev().find(can)
    } else {
        None
    };
    if let Some(to) = to {
        panel.at = to;
        panel.wants_keyboard = true;
        ui.ctx().request_repaint();
    }
}

/// The lines in order: variables, what widgets leave, what comes with the start.
fn rows<'a>(index: &'a Index, panel: &Panel) -> Vec<Row<'a>> {
    let filter = panel.filter.trim().to_lowercase();
    let fits = |thing: &&Thing| {
        filter.is_empty()
            || thing.text.to_lowercase().contains(&filter)
            || thing.mark.is_some_and(|mark| mark.words().contains(&filter))
    };
    let mut rows = Vec::new();
    for (kind, heading) in [
        (Kind::Variable, "Variables of the flow"),
        (Kind::Output, "What widgets leave"),
        (Kind::Given, "What comes with the start"),
    ] {
        let unread = if kind == Kind::Output && panel.shows_unread { index.unread() } else { &[] };
        let of_kind = index.things().filter(|thing| thing.kind == kind);
        let mut things: Vec<&Thing> = of_kind.chain(unread).filter(fits).collect();
        if things.is_empty() {
            continue;
        }
        if !unread.is_empty() {
            things.sort_by(|one, two| one.text.cmp(&two.text));
        }
        rows.push(Row::Heading(heading, things.len()));
        for thing in things {
            rows.push(Row::Thing(thing));
            if panel.open.contains(&thing.text) {
                rows.extend(thing.variable().map(Row::Rename));
                rows.extend(places(index, thing).into_iter().map(Row::Place));
            }
        }
    }
    rows
}

/// Who writes a thing and who reads it. What one text reads several times is one place.
fn places(index: &Index, thing: &Thing) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for writer in &thing.writers {
        places.push(Place {
            widget: writer.widget,
            field: writer.place.clone(),
            is_write: true,
            thing: thing.text.clone(),
            count: 1,
        });
    }
    let mut by_place: BTreeMap<(WidgetId, &str), (&Reading, usize)> = BTreeMap::new();
    for reading in index.readers(thing) {
        by_place.entry((reading.widget, &reading.place)).or_insert((reading, 0)).1 += 1;
    }
    places.extend(by_place.into_values().map(|(reading, count)| Place {
        widget: reading.widget,
        field: Some(reading.place.clone()),
        is_write: false,
        thing: thing.text.clone(),
        count,
    }));
    places
}

fn heading_ui(ui: &mut Ui, text: &str, count: usize) {
    let tokens = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), size::ROW), egui::Sense::hover());
    kit::as_heading(&response, text);
    let text = format!("{text} · {count}");
    let galley =
        kit::line(ui, &text, crate::editor::theme::semibold(size::HINT), tokens.text_3, rect.width());
    let corner = egui::pos2(rect.left() + 2.0, rect.bottom() - galley.size().y - 4.0);
    ui.painter().galley(corner, galley, tokens.text_3);
}

/// What is shown of a thing: below its heading the beginning of its path says nothing.
fn short(thing: &Thing) -> &str {
    match thing.kind {
        Kind::Variable => thing.variable().unwrap_or("all variables"),
        Kind::Output => thing.text.strip_prefix("widgets.").unwrap_or("all widgets"),
        Kind::Given => &thing.text,
    }
}

/// The sign of what stands out.
const fn sign_of(mark: Mark) -> Icon {
    match mark {
        Mark::NeverWritten | Mark::NoWidget => icon::WARNING,
        Mark::NeverRead => icon::INFO,
    }
}

/// The counts in as little room as a narrow panel has, with the signs of the places below.
fn shown_counts(thing: &Thing) -> String {
    let (writers, readers) = (thing.writers.len(), thing.reader_count());
    match (thing.mark, thing.kind) {
        (Some(mark), _) => format!("{} {}", sign_of(mark), mark.words()),
        (None, Kind::Variable) => format!("{} {writers}  {} {readers}", icon::EDIT, icon::EYE),
        (None, _) => format!("{} {readers}", icon::EYE),
    }
}

/// Counts, or what stands out, in few words.
fn counts(thing: &Thing) -> String {
    let writers = thing.writers.len();
    let readers = thing.reader_count();
    match (thing.mark, thing.kind) {
        (Some(mark), _) => mark.words().to_owned(),
        (None, Kind::Variable) => format!("set {writers} · read {readers}"),
        (None, _) => format!("read {readers}"),
    }
}

fn thing_ui(
    ui: &mut Ui,
    index: &Index,
    thing: &Thing,
    is_open: bool,
    actions: &mut Vec<Action>,
) -> (Response, bool) {
    let secondary = shown_counts(thing);
    let row = TreeRow {
        text: short(thing),
        secondary: &secondary,
        expanded: Some(is_open),
        keeps_end: true,
        ..TreeRow::default()
    };
    let shown = ui.push_id(&thing.text, |ui| kit::tree_row(ui, row)).inner;
    let response = shown.response;
    // The sign and the counts are part of what is heard.
    let name = format!("{}, {}", thing.text, counts(thing));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    light(&response, || lit_of(index, thing));
    response.context_menu(|ui| {
        if let Some(variable) = thing.variable()
            && ui.button("Rename everywhere…").clicked()
        {
            actions.push(Action::RenameVariable(variable.to_owned()));
            ui.close();
        }
        if ui.button("Copy for a template").clicked() {
            let text = format!("{{{{{}}}}}", thing.text);
            actions.push(Action::Copy { what: text.clone(), text });
            ui.close();
        }
    });
    // Over an open row the hint would hide its places, so it is there only for a name that is cut.
    let response = match (is_open, shown.is_cut) {
        (false, _) => response.on_hover_text(format!("{}\n{}", thing.text, counts(thing))),
        (true, true) => response.on_hover_text(&thing.text),
        (true, false) => response,
    };
    (response, shown.toggled)
}

fn rename_ui(ui: &mut Ui, variable: &str, actions: &mut Vec<Action>) -> Response {
    let sign = (icon::EDIT, Tokens::of(ui).accent);
    let keys = command_keys(ui, Command::Rename);
    let row = TreeRow {
        depth: 1,
        icon: Some(sign),
        text: "Rename…",
        secondary: &keys,
        flat: true,
        ..TreeRow::default()
    };
    let response = ui.push_id(("rename", variable), |ui| kit::tree_row(ui, row)).inner.response;
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Button);
        node.set_label(format!("Rename {variable} everywhere"));
    });
    if response.clicked() {
        actions.push(Action::RenameVariable(variable.to_owned()));
    }
    response
}

fn place_ui(ui: &mut Ui, file: &OpenFlow, place: &Place, actions: &mut Vec<Action>) -> Option<Response> {
    let widget = file.flow().widget(place.widget)?;
    let tokens = Tokens::of(ui);
    let (sign, verb) = match (place.is_write, &place.field) {
        (true, Some(_)) => (icon::EDIT, "Set by"),
        (true, None) => (icon::EDIT, "Left by"),
        (false, _) => (icon::EYE, "Read by"),
    };
    let field = place.field.as_deref().map(|key| field_label(file.flow(), place.widget, key));
    let times = if place.count > 1 { format!(" ×{}", place.count) } else { String::new() };
    let secondary = format!("{}{times}", field.as_deref().unwrap_or_default());
    let row = TreeRow {
        depth: 1,
        icon: Some((sign, tokens.text_2)),
        text: widget.title(),
        secondary: &secondary,
        flat: true,
        ..TreeRow::default()
    };
    let salt = (&place.thing, place.is_write, place.widget.0, &place.field);
    let response = ui.push_id(salt, |ui| kit::tree_row(ui, row)).inner.response;
    let name = match secondary.as_str() {
        "" => format!("{verb} {}", widget.title()),
        field => format!("{verb} {} · {field}", widget.title()),
    };
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name.clone()));
    light(&response, || {
        let one: HashSet<WidgetId> = [place.widget].into();
        let (writers, readers) = if place.is_write { (one, HashSet::new()) } else { (HashSet::new(), one) };
        Lit { name: place.thing.clone(), writers, readers, ..Lit::default() }
    });
    let response = response.on_hover_text(name);
    if response.clicked() {
        actions.push(Action::Reveal { widget: place.widget, field: place.field.clone() });
    }
    Some(response)
}

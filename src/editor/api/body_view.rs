//! The body of an answer: laid out, as it came, or as a tree, each with a search. No more of a long one is laid out
//! than is seen.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use egui::text::{CCursor, LayoutJob};
use egui::{Key, Label, Modifiers, Rect, ScrollArea, Ui, Vec2};

use super::answered::Answered;
use super::found::{self, Lines, Row};
use super::{json_text, reference};
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, IconButton, TreeRow};
use crate::editor::theme::{Tokens, size, space};

/// Longer texts are shown line by line.
const SMALL: usize = 20_000;
/// How high a line is.
const LINE: f32 = 17.0;
/// How high the room for a long body is.
const HEIGHT: f32 = 420.0;

/// How a body is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BodyForm {
    /// Laid out.
    #[default]
    Pretty,
    /// As it came.
    Raw,
    /// As a tree.
    Tree,
}

impl BodyForm {
    const ALL: [Self; 3] = [Self::Pretty, Self::Raw, Self::Tree];

    fn label(self) -> &'static str {
        match self {
            Self::Pretty => "Pretty",
            Self::Raw => "Raw",
            Self::Tree => "Tree",
        }
    }
}

/// How a body is looked at.
#[derive(Default)]
pub(super) struct BodyView {
    form: BodyForm,
    search: String,
    /// The number of the hit that is looked at.
    hit: usize,
    /// It is to be brought into view, once.
    goes_to_hit: bool,
    /// Branches that are not as they would be.
    toggled: BTreeSet<String>,
    /// The value whose path is shown.
    selected: Option<String>,
    made: Option<Made>,
}

/// What follows from a body and how it is looked at; made anew only when that changes.
struct Made {
    answered: Arc<Answered>,
    of: (BodyForm, String, bool),
    hits: Hits,
    rows: Option<Vec<Row>>,
    job: Option<(usize, Arc<LayoutJob>)>,
}

enum Hits {
    Text(Vec<Range<usize>>),
    Tree(Vec<String>),
}

impl Hits {
    fn count(&self) -> usize {
        match self {
            Self::Text(hits) => hits.len(),
            Self::Tree(hits) => hits.len(),
        }
    }
}

/// Paints a body. `root` is what its values are read by in Liquid.
pub(super) fn body_ui(
    ui: &mut Ui,
    view: &mut BodyView,
    answered: &Arc<Answered>,
    root: &str,
    actions: &mut Vec<Action>,
) {
    let is_json = answered.answer.json.is_some();
    if is_json {
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width().min(280.0));
            let at = BodyForm::ALL.iter().position(|form| *form == view.form);
            let labels = BodyForm::ALL.map(BodyForm::label);
            if let Some(form) =
                kit::segmented(ui, "Show the body as", &labels, at).and_then(|at| BodyForm::ALL.get(at))
            {
                view.form = *form;
                view.hit = 0;
            }
        });
    } else {
        view.form = BodyForm::Raw;
    }
    refresh(ui, view, answered);
    search_ui(ui, view);
    let Some(json) = answered.answer.json.as_ref().filter(|_| view.form == BodyForm::Tree) else {
        let (text, lines) = match view.form {
            BodyForm::Raw => (&answered.answer.body, &answered.raw_lines),
            _ => (&answered.pretty, &answered.pretty_lines),
        };
        if text.len() <= SMALL {
            short_ui(ui, view, text, is_json);
        } else {
            long_ui(ui, view, text, lines, is_json);
        }
        return;
    };
    tree_ui(ui, view, json);
    if let Some((path, value)) = view.selected.as_ref().and_then(|pointer| found::path(json, pointer, "")) {
        let liquid = view.selected.as_ref().and_then(|pointer| found::path(json, pointer, root));
        let liquid = liquid.map(|(path, _)| format!("{{{{{path}}}}}")).unwrap_or_default();
        let text = || match value {
            serde_json::Value::String(text) => text.clone(),
            value => serde_json::to_string_pretty(value).unwrap_or_default(),
        };
        selected_ui(ui, &path, &liquid, text, actions);
    }
}

/// Makes what follows from the body anew where something changed.
fn refresh(ui: &Ui, view: &mut BodyView, answered: &Arc<Answered>) {
    let is_dark = ui.visuals().dark_mode;
    let is_new = view.made.as_ref().is_none_or(|made| !Arc::ptr_eq(&made.answered, answered));
    let of = (view.form, view.search.clone(), is_dark);
    if !is_new && view.made.as_ref().is_some_and(|made| made.of == of) {
        return;
    }
    if is_new {
        view.toggled.clear();
        view.selected = None;
    }
    let hits = match (view.form, &answered.answer.json) {
        (BodyForm::Tree, Some(json)) => Hits::Tree(found::hits_in(json, &view.search)),
        (BodyForm::Raw, _) => Hits::Text(found::hits(&answered.answer.body, &view.search)),
        _ => Hits::Text(found::hits(&answered.pretty, &view.search)),
    };
    view.hit = if is_new { 0 } else { view.hit.min(hits.count().saturating_sub(1)) };
    view.goes_to_hit = !view.search.is_empty() && hits.count() > 0;
    view.made = Some(Made { answered: Arc::clone(answered), of, hits, rows: None, job: None });
}

fn search_ui(ui: &mut Ui, view: &mut BodyView) {
    const NAME: &str = "Search the answer";
    let count = view.made.as_ref().map_or(0, |made| made.hits.count());
    let mut step: Option<bool> = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let room = (ui.available_width() - 130.0).clamp(80.0, 320.0);
        let shown = ui
            .scope(|ui| {
                ui.set_max_width(room);
                kit::search_field(ui, "api.answer.search", NAME, &mut view.search, "Search")
            })
            .inner;
        if shown.changed {
            view.hit = 0;
        }
        // A field of one line gives the keyboard away with Enter.
        if shown.lost_focus && ui.input(|input| input.key_pressed(Key::Enter)) {
            step = Some(!ui.input(|input| input.modifiers.matches_logically(Modifiers::SHIFT)));
            shown.response.request_focus();
        }
        if view.search.is_empty() {
            return;
        }
        let more = if count == found::MAX_HITS { "+" } else { "" };
        let at = if count == 0 { 0 } else { view.hit + 1 };
        kit::secondary_text(ui, &format!("{at} of {count}{more}"));
        let none = (count == 0).then_some("Nothing is found");
        if IconButton::new(icon::CHEVRON_UP, "Previous hit")
            .disabled(none)
            .edge(24.0, 13.0)
            .show(ui)
            .clicked()
        {
            step = Some(false);
        }
        if IconButton::new(icon::CHEVRON_DOWN, "Next hit").disabled(none).edge(24.0, 13.0).show(ui).clicked()
        {
            step = Some(true);
        }
    });
    if let Some(is_forward) = step
        && count > 0
    {
        view.hit = if is_forward { (view.hit + 1) % count } else { (view.hit + count - 1) % count };
        view.goes_to_hit = true;
    }
}

/// A text that is laid out as a whole, and can be selected as one.
fn short_ui(ui: &mut Ui, view: &mut BodyView, text: &str, is_json: bool) {
    let Some(Made { hits: Hits::Text(hits), job, .. }) = &mut view.made else { return };
    let job = match job {
        Some((at, job)) if *at == view.hit => Arc::clone(job),
        _ => {
            let made = Arc::new(json_text::marked_job(ui, text, is_json, hits, Some(view.hit)));
            *job = Some((view.hit, Arc::clone(&made)));
            made
        }
    };
    let hit = hits.get(view.hit).filter(|_| std::mem::take(&mut view.goes_to_hit)).cloned();
    reference::framed_ui(ui, |ui| {
        let width = ui.available_width();
        let label = ui.add(Label::new(Arc::clone(&job)).wrap().selectable(true));
        if let Some(hit) = hit {
            let mut laid = (*job).clone();
            laid.wrap.max_width = width;
            let galley = ui.painter().layout_job(laid);
            let chars = text.get(..hit.start).unwrap_or_default().chars().count();
            let place = galley.pos_from_cursor(CCursor::new(chars)).translate(label.rect.min.to_vec2());
            ui.scroll_to_rect(place.expand(40.0), None);
        }
    });
}

/// A text of which only the lines in view are laid out.
fn long_ui(ui: &mut Ui, view: &mut BodyView, text: &str, lines: &Lines, is_json: bool) {
    let Some(Made { hits: Hits::Text(hits), .. }) = &view.made else { return };
    let current = view.hit;
    let goes = std::mem::take(&mut view.goes_to_hit);
    reference::framed_ui(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::both()
            .id_salt("api body")
            .max_height(HEIGHT)
            .min_scrolled_height(HEIGHT)
            .auto_shrink([false, true]);
        if let Some(hit) = hits.get(current).filter(|_| goes) {
            #[expect(clippy::cast_precision_loss, reason = "an answer has at most millions of lines")]
            let top = lines.line_of(hit.start) as f32 * LINE;
            area = area.vertical_scroll_offset((top - HEIGHT / 2.0).max(0.0));
        }
        area.show_rows(ui, LINE, lines.count(), |ui, range| {
            for line in range {
                let Some(bytes) = lines.at(line) else { continue };
                let part = text.get(bytes.clone()).unwrap_or_default();
                let from = hits.partition_point(|hit| hit.end <= bytes.start);
                let inside = |hit: &&Range<usize>| hit.start < bytes.end;
                let own: Vec<Range<usize>> = hits
                    .get(from..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(inside)
                    .map(|hit| hit.start.saturating_sub(bytes.start)..(hit.end - bytes.start).min(part.len()))
                    .filter(|hit| part.is_char_boundary(hit.start) && part.is_char_boundary(hit.end))
                    .collect();
                let job = json_text::marked_job(ui, part, is_json, &own, current.checked_sub(from));
                ui.add(Label::new(job).extend().selectable(true));
            }
        });
    });
}

fn tree_ui(ui: &mut Ui, view: &mut BodyView, json: &serde_json::Value) {
    let Some(made) = &mut view.made else { return };
    if view.goes_to_hit
        && let Hits::Tree(hits) = &made.hits
        && let Some(pointer) = hits.get(view.hit)
    {
        found::reveal(json, pointer, &mut view.toggled);
        view.selected = Some(pointer.clone());
        made.rows = None;
    }
    let rows = made.rows.get_or_insert_with(|| found::rows(json, &view.toggled));
    let goes = std::mem::take(&mut view.goes_to_hit);
    let target = view.selected.as_ref().filter(|_| goes);
    let target = target.and_then(|pointer| rows.iter().position(|row| row.pointer == *pointer));
    let mut toggled = None;
    let is_flat = rows.iter().all(|row| row.open.is_none());
    reference::framed_ui(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical()
            .id_salt("api tree")
            .max_height(HEIGHT)
            .min_scrolled_height(HEIGHT)
            .auto_shrink([false, true]);
        if let Some(target) = target {
            #[expect(clippy::cast_precision_loss, reason = "there are at most 20,000 rows")]
            let top = target as f32 * size::ROW;
            area = area.vertical_scroll_offset((top - HEIGHT / 2.0).max(0.0));
        }
        area.show_rows(ui, size::ROW, rows.len(), |ui, range| {
            for row in range.filter_map(|index| rows.get(index)) {
                let is_selected = view.selected.as_deref() == Some(row.pointer.as_str());
                let line = TreeRow {
                    depth: row.depth,
                    text: &row.text,
                    secondary: &row.beside,
                    selected: is_selected,
                    expanded: row.open,
                    flat: is_flat,
                    ..TreeRow::default()
                };
                let shown = ui.push_id(&row.pointer, |ui| kit::tree_row(ui, line)).inner;
                if shown.toggled || shown.response.double_clicked() {
                    toggled = Some(row.pointer.clone());
                } else if shown.response.clicked() {
                    view.selected = Some(row.pointer.clone());
                }
            }
        });
        if rows.len() >= found::MAX_ROWS {
            kit::hint_text(ui, "Only the first 20,000 values are shown; search for the others.");
        }
    });
    if let Some(pointer) = toggled {
        if !view.toggled.remove(&pointer) {
            view.toggled.insert(pointer);
        }
        made.rows = None;
    }
}

/// The path of the selected value, and what can be copied of it.
fn selected_ui(
    ui: &mut Ui,
    path: &str,
    liquid: &str,
    value: impl FnOnce() -> String,
    actions: &mut Vec<Action>,
) {
    let color = Tokens::of(ui).text_2;
    let job = json_text::plain_job(liquid, color);
    ui.add(Label::new(job).wrap().selectable(true));
    let mut copy = |text: String, what: &str| actions.push(Action::Copy { text, what: what.to_owned() });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(space::M, space::XS);
        if kit::link_button(ui, "Copy as Liquid path").clicked() {
            copy(liquid.to_owned(), "the Liquid path");
        }
        if kit::link_button(ui, "Copy path").clicked() {
            copy(path.to_owned(), "the path");
        }
        if kit::link_button(ui, "Copy value").clicked() {
            copy(value(), "the value");
        }
    });
}

/// Where the time of a request went, as parts of a line.
pub(super) fn times_ui(ui: &mut Ui, times: &crate::api::Times) {
    use crate::editor::theme::Group;
    let tokens = Tokens::of(ui);
    let parts = [
        ("lookup", times.lookup, tokens.group(Group::FlowControl)),
        ("connect", times.connect, tokens.group(Group::Tools)),
        ("wait", times.wait, tokens.accent),
        ("read", times.read, tokens.ok),
    ];
    let known: Vec<(&str, u64, egui::Color32)> =
        parts.iter().filter_map(|(name, time, color)| Some((*name, (*time)?, *color))).collect();
    if known.is_empty() {
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "times are minutes at most")]
    let share = |millis: u64| millis as f32;
    let total: f32 = known.iter().map(|(_, time, _)| share(*time)).sum();
    // An answer of the mock takes less than a millisecond: there is nothing to be divided, and the figures say so.
    if total > 0.0 {
        let width = ui.available_width().min(420.0);
        let (bar, response) = ui.allocate_exact_size(Vec2::new(width, 6.0), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "Where the time went"));
        let painter = ui.painter().with_clip_rect(bar.intersect(ui.clip_rect()));
        painter.rect_filled(bar, 3.0, tokens.line);
        let mut left = bar.left();
        for (_, time, color) in known.iter().filter(|(_, time, _)| *time > 0) {
            let right = (left + width * share(*time) / total).min(bar.right());
            let corners = egui::CornerRadius {
                nw: if left <= bar.left() { 3 } else { 0 },
                sw: if left <= bar.left() { 3 } else { 0 },
                ne: if right >= bar.right() - 0.5 { 3 } else { 0 },
                se: if right >= bar.right() - 0.5 { 3 } else { 0 },
            };
            painter.rect_filled(Rect::from_x_y_ranges(left..=right, bar.y_range()), corners, *color);
            left = right;
        }
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(5.0, 2.0);
        ui.spacing_mut().interact_size.y = 0.0;
        for (name, time, color) in &known {
            let (dot, _) = ui.allocate_exact_size(Vec2::new(8.0, size::LINE), egui::Sense::hover());
            ui.painter().circle_filled(dot.center(), 3.5, *color);
            kit::hint_text(ui, &format!("{name} {time} ms"));
            ui.add_space(space::S);
        }
    });
}

//! What was found, by widget. Only the rows that are seen are laid out.

use egui::style::ScrollAnimation;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    EventFilter, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo,
};

use super::FindAction;
use super::search::{Answer, Group, Hit};
use super::texts::text_at;
use super::view::FindView;
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::state::State;
use crate::editor::theme::{self, Tokens, radius, size, tint};
use crate::editor::{group_color, icon_of};
use crate::widgets::widget_type;

/// The height of a widget's row, and of a place.
const HEAD: f32 = 30.0;
const PLACE: f32 = 40.0;

/// One row by its number in the answer.
#[derive(Clone, Copy)]
enum Row {
    Group(usize),
    Hit(usize),
}

/// Paints the list. A click or Enter goes to the place; the arrow keys choose.
pub(super) fn rows_ui(ui: &mut Ui, state: &State, view: &mut FindView, actions: &mut Vec<Action>) {
    let answer = std::sync::Arc::clone(view.answer());
    let list = ui.make_persistent_id("found");
    let (sight, keyboard) = (std::mem::take(&mut view.wants_sight), std::mem::take(&mut view.wants_row));
    let area = ScrollArea::vertical().id_salt("found").auto_shrink(false);
    area.show_viewport(ui, |ui, seen| {
        let origin = ui.max_rect().min;
        let width = ui.available_width();
        ui.set_height(height(&answer));
        let place = |top: f32, height: f32| {
            Rect::from_min_size(origin + Vec2::new(0.0, top), Vec2::new(width, height))
        };
        if let Some(at) = view.at.filter(|_| sight || keyboard) {
            let rect = place(top_of(&answer, at), PLACE).expand2(Vec2::new(0.0, HEAD));
            ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
        }
        let mut is_painted = false;
        for (row, top) in seen_rows(&answer, seen.min.y, seen.max.y) {
            match row {
                Row::Group(index) => {
                    if let Some(group) = answer.groups.get(index) {
                        head_ui(ui, list.with(("widget", index)), place(top, HEAD), state, group);
                    }
                }
                Row::Hit(index) => {
                    let Some(hit) = answer.hits.get(index) else { continue };
                    let rect = place(top, PLACE);
                    let response = hit_ui(ui, list.with(("place", index)), rect, state, view, (index, hit));
                    if view.at == Some(index) && keyboard {
                        response.request_focus();
                        is_painted = true;
                    }
                    if response.clicked() {
                        actions.push(Action::Find(FindAction::Go { hit: index, keeps_keyboard: false }));
                    } else if response.has_focus() {
                        keys(ui, &response, view, index, answer.hits.len());
                    }
                }
            }
        }
        // It comes into view in the next frame.
        view.wants_row |= keyboard && !is_painted && view.at.is_some();
    });
}

fn keys(ui: &Ui, response: &Response, view: &mut FindView, at: usize, count: usize) {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let to = if pressed(Key::ArrowDown) {
        Some(at + 1).filter(|next| *next < count)
    } else if pressed(Key::ArrowUp) {
        let above = at.checked_sub(1);
        // Above the first row is the query.
        view.wants_query |= above.is_none();
        above
    } else if pressed(Key::Home) {
        Some(0)
    } else if pressed(Key::End) {
        count.checked_sub(1)
    } else {
        None
    };
    if let Some(to) = to {
        view.at = Some(to);
        (view.wants_sight, view.wants_row) = (true, true);
        ui.ctx().request_repaint();
    }
}

fn number(count: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "nobody scrolls through millions of places")]
    let number = count as f32;
    number
}

fn height(answer: &Answer) -> f32 {
    number(answer.groups.len()) * HEAD + number(answer.hits.len()) * PLACE
}

/// Where the row of a widget begins.
fn top_of_group(answer: &Answer, group: usize) -> f32 {
    let before = answer.groups.get(group).map_or(answer.hits.len(), |group| group.hits.start);
    number(group) * HEAD + number(before) * PLACE
}

fn top_of(answer: &Answer, hit: usize) -> f32 {
    let group = group_of(answer, hit);
    number(group + 1) * HEAD + number(hit) * PLACE
}

/// The last group that begins at a hit or before it.
fn group_of(answer: &Answer, hit: usize) -> usize {
    answer.groups.partition_point(|group| group.hits.start <= hit).saturating_sub(1)
}

/// The rows that are seen, with where each begins.
fn seen_rows(answer: &Answer, from: f32, to: f32) -> Vec<(Row, f32)> {
    let (mut low, mut high) = (0, answer.groups.len());
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if top_of_group(answer, middle) <= from { low = middle } else { high = middle }
    }
    let mut rows = Vec::new();
    for (index, group) in answer.groups.iter().enumerate().skip(low) {
        let top = top_of_group(answer, index);
        if top > to {
            break;
        }
        rows.push((Row::Group(index), top));
        let first = top + HEAD;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from float to integer saturates, which is wanted here"
        )]
        let skipped = ((from - first) / PLACE).floor() as usize;
        for (nth, hit) in group.hits.clone().enumerate().skip(skipped) {
            let top = first + number(nth) * PLACE;
            if top > to {
                break;
            }
            rows.push((Row::Hit(hit), top));
        }
    }
    rows
}

/// The widget, with how often it was found there.
fn head_ui(ui: &Ui, id: Id, rect: Rect, state: &State, group: &Group) {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, id, Sense::hover());
    let count = group.hits.len();
    let name = format!("{}, {}, {count}", group.title, group.about);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::Heading);
        node.set_label(name.clone());
    });
    let widget = state.file(group.file).and_then(|file| file.flow().widget(group.widget?));
    let entry = widget.and_then(|widget| widget_type(widget.kind()?));
    let (sign, color) = match (group.widget, entry) {
        (None, _) => (icon::FILE, tokens.text_2),
        (Some(_), Some(entry)) => (icon_of(entry.icon), tokens.group(group_color(entry.group))),
        (Some(_), None) => (icon::UNKNOWN, tokens.text_2),
    };
    let middle = rect.center().y + 3.0;
    paint_icon(ui.painter(), egui::pos2(rect.left() + 9.0, middle), sign, 14.0, color);
    let left = rect.left() + 22.0;
    let right = rect.right() - 6.0;
    let total = kit::line(ui, &count.to_string(), theme::hint(), tokens.text_2, 40.0);
    let corner = egui::pos2(right - total.size().x, middle - total.size().y / 2.0);
    let room = corner.x - 6.0 - left;
    ui.painter().galley(corner, total, tokens.text_2);
    let title = kit::line(ui, &group.title, theme::semibold(size::SECONDARY), tokens.text, room);
    let about = kit::line(ui, &group.about, theme::hint(), tokens.text_2, room - title.size().x - 6.0);
    let about_left = left + title.size().x + 6.0;
    ui.painter().galley(egui::pos2(left, middle - title.size().y / 2.0), title, tokens.text);
    if room - (about_left - left) > 24.0 {
        let corner = egui::pos2(about_left, middle - about.size().y / 2.0);
        ui.painter().galley(corner, about, tokens.text_2);
    }
}

/// A place: what the inspector calls it, and what stands there.
fn hit_ui(
    ui: &Ui,
    id: Id,
    rect: Rect,
    state: &State,
    view: &FindView,
    (index, hit): (usize, &Hit),
) -> Response {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, id, Sense::click());
    let is_chosen = view.at == Some(index);
    let new = new_text(state, view, hit);
    response.widget_info(|| {
        let becomes = new.as_ref().map(|new| format!(", becomes {new}")).unwrap_or_default();
        let text = format!("{}: {}{becomes}", hit.label, hit.excerpt);
        WidgetInfo::labeled(Role::ListBoxOption, true, text)
    });
    ui.ctx().accesskit_node_builder(id, |node| node.set_selected(is_chosen));
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => Some(tint(tokens.accent, 0.16)),
        (false, true) => Some(tokens.raised),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 1.0)), radius::CONTROL, fill);
    }
    let left = rect.left() + 22.0;
    let room = rect.right() - 6.0 - left;
    let label = kit::line(ui, &hit.label, theme::hint(), tokens.text_2, room);
    ui.painter().galley(egui::pos2(left, rect.top() + 5.0), label, tokens.text_2);
    let galley = ui.painter().layout_job(excerpt_job(tokens, hit, new.as_deref(), room));
    ui.painter().galley(egui::pos2(left, rect.top() + 20.0), galley, tokens.text);
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(rect, radius::CONTROL, ring, StrokeKind::Inside);
    }
    response
}

/// What would stand there, where it is to be replaced.
fn new_text(state: &State, view: &FindView, hit: &Hit) -> Option<String> {
    let range = hit.range.as_ref().filter(|_| view.replaces)?;
    if !view.options.is_regex || !view.with.contains('$') {
        return Some(view.with.clone());
    }
    let flow = state.file(hit.file)?.flow();
    let widget = hit.widget.and_then(|id| flow.widget(id));
    let text = text_at(flow, widget.map(|widget| &**widget), &hit.pointer)?;
    text.get(range.clone())?;
    Some(view.answer().replacement(hit, &text, &view.with))
}

fn excerpt_job(tokens: &Tokens, hit: &Hit, new: Option<&str>, room: f32) -> LayoutJob {
    let plain = TextFormat::simple(theme::secondary(), tokens.text_2);
    let (before, rest) = hit.excerpt.split_at_checked(hit.mark.start).unwrap_or((&hit.excerpt, ""));
    let (found, after) = rest.split_at_checked(hit.mark.len()).unwrap_or((rest, ""));
    let mut job = LayoutJob::default();
    job.append(before, 0.0, plain.clone());
    let strong = TextFormat::simple(theme::semibold(size::SECONDARY), tokens.text);
    match new {
        None => {
            let marked = TextFormat {
                background: tint(tokens.warn, 0.3),
                underline: Stroke::new(size::BORDER, tokens.warn),
                ..strong
            };
            job.append(found, 0.0, marked);
        }
        Some(new) => {
            let old = TextFormat { strikethrough: Stroke::new(size::BORDER, tokens.error), ..plain.clone() };
            job.append(found, 0.0, old);
            let marked = TextFormat {
                background: tint(tokens.ok, 0.22),
                underline: Stroke::new(size::BORDER, tokens.ok),
                ..strong
            };
            let new: String = new.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
            job.append(&new, 2.0, marked);
        }
    }
    job.append(after, 0.0, plain);
    job.wrap = TextWrapping::truncate_at_width(room.max(0.0));
    job
}

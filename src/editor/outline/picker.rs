//! What an output could lead to, to be picked by typing: a widget, a new one, or nothing.

use std::sync::Arc;

use egui::{Area, Context, Id, Key, Modifiers, Order, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::tree::Node;
use super::view::OutlineView;
use crate::editor::action::Action;
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::kit;
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, tint};
use crate::editor::widget_palette::placeable;
use crate::editor::{group_color, icon_of};
use crate::flow::{Edit, Flow, Output, WidgetId};
use crate::widgets::{Group, label_of, output_label, widget_type};

/// So many are listed; who looks for another one types more of its name.
const MOST: usize = 60;
const WIDTH: f32 = 280.0;
const ROW: f32 = 28.0;

/// The list while it is open.
#[derive(Clone, Debug)]
pub struct Picker {
    output: Output,
    only_new: bool,
    filter: String,
    at: usize,
    is_new: bool,
    /// What can be picked, as it was made last: of which version, and for which filter.
    listed: Option<(Flow, String, Arc<Vec<Item>>)>,
}

impl Picker {
    /// A list for an output; `only_new` offers nothing but new widgets.
    pub fn new(output: Output, only_new: bool) -> Self {
        Self { output, only_new, filter: String::new(), at: 0, is_new: true, listed: None }
    }
}

impl Picker {
    /// What can be picked now: made again where the flow or what was typed is another.
    fn items(&mut self, file: &OpenFlow) -> Arc<Vec<Item>> {
        let is_fresh =
            |(flow, filter, _): &&(Flow, String, _)| *filter == self.filter && flow.is_same_as(file.flow());
        if let Some((_, _, items)) = self.listed.as_ref().filter(is_fresh) {
            return Arc::clone(items);
        }
        let items = Arc::new(items(file, self));
        self.listed = Some((file.flow().clone(), self.filter.clone(), Arc::clone(&items)));
        items
    }
}

/// What can be picked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Choice {
    Nowhere,
    Widget(WidgetId),
    New(&'static str),
}

#[derive(Debug)]
struct Item {
    choice: Choice,
    text: String,
    about: String,
    icon: Icon,
    group: Option<Group>,
}

/// Shows the list below the row that it is for.
pub(super) fn picker_ui(ctx: &Context, file: &OpenFlow, view: &mut OutlineView, actions: &mut Vec<Action>) {
    let Some(mut picker) = view.picker.take() else { return };
    let Some(widget) = file.flow().widget(picker.output.widget) else { return };
    if picker.output.index >= widget.transitions().len() {
        return;
    }
    let items = picker.items(file);
    picker.at = picker.at.min(items.len().saturating_sub(1));
    let screen = ctx.content_rect();
    let id = Id::unique("outline picker");
    let pos = egui::pos2(size::RAIL + 30.0, screen.center().y - 190.0);
    let label = output_label(widget, picker.output.index);
    let title = match picker.only_new {
        true => format!("New widget behind {label} of {}", widget.title()),
        false => format!("Connect {label} of {} to", widget.title()),
    };
    let mut picked = None;
    let mut is_over = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let shown = Area::new(id).fixed_pos(pos).order(Order::Foreground).show(ctx, |ui| {
        kit::popup_frame(ui, 10).show(ui, |ui| {
            ui.set_width(WIDTH);
            picked = contents_ui(ui, &mut picker, &title, &items);
        });
    });
    let is_elsewhere = ctx.input(|input| input.pointer.any_pressed())
        && ctx.pointer_latest_pos().is_some_and(|pos| !shown.response.rect.contains(pos));
    is_over |= is_elsewhere && !picker.is_new;
    picker.is_new = false;
    let output = picker.output;
    match picked {
        Some(Choice::Nowhere) => connect(actions, output, None),
        Some(Choice::Widget(target)) => connect(actions, output, Some(target)),
        Some(Choice::New(kind)) => {
            // What the output led to follows the new one.
            let next =
                widget.transitions().get(output.index).and_then(|transition| transition.next.as_deref());
            let onward = next.and_then(|next| file.derived.graph.named(next));
            actions.push(Action::Insert { kind, at: None, from: Some(output), onward });
        }
        None if !is_over => {
            view.picker = Some(picker);
            return;
        }
        None => {}
    }
    if !is_elsewhere {
        view.at = view.at.or(Some(Node::Output(output)));
        view.ask_for_keyboard();
    }
    ctx.request_repaint();
}

fn connect(actions: &mut Vec<Action>, output: Output, target: Option<WidgetId>) {
    actions.extend([Action::Seal, Action::Edit(Edit::Connect { output, target }), Action::Seal]);
}

fn items(file: &OpenFlow, picker: &Picker) -> Vec<Item> {
    let flow = file.flow();
    let wanted = picker.filter.trim().to_lowercase();
    let mut items = Vec::new();
    if !picker.only_new {
        if "nowhere".contains(&*wanted) {
            let (text, about) = ("Nowhere".to_owned(), String::new());
            items.push(Item { choice: Choice::Nowhere, text, about, icon: icon::CLOSE, group: None });
        }
        let start = file.derived.graph.start();
        let fits = |widget: &&Arc<crate::flow::Widget>| {
            Some(widget.id()) != start
                && widget.name().is_some_and(|name| name.to_lowercase().contains(&wanted))
        };
        items.extend(flow.widgets().iter().filter(fits).take(MOST).map(|widget| {
            let entry = widget.kind().and_then(widget_type);
            Item {
                choice: Choice::Widget(widget.id()),
                text: widget.title().to_owned(),
                about: label_of(widget.kind().unwrap_or_default()).into_owned(),
                icon: entry.map_or(icon::UNKNOWN, |entry| icon_of(entry.icon)),
                group: entry.map(|entry| entry.group),
            }
        }));
        // What was typed is more often a name than the word that stands first.
        if !wanted.is_empty()
            && items.len() > 1
            && items.first().is_some_and(|item| item.choice == Choice::Nowhere)
        {
            items.rotate_left(1);
        }
    }
    let filter = wanted.strip_prefix("new ").unwrap_or(&wanted);
    let filter = if filter == "new" { "" } else { filter };
    items.extend(placeable(filter, Some(flow)).into_iter().filter(|entry| !entry.is_start).map(|entry| {
        Item {
            choice: Choice::New(entry.id),
            text: format!("New {}", entry.label),
            about: entry.group.label().to_owned(),
            icon: icon_of(entry.icon),
            group: Some(entry.group),
        }
    }));
    items
}

fn contents_ui(ui: &mut Ui, picker: &mut Picker, title: &str, items: &[Item]) -> Option<Choice> {
    let tokens = Tokens::of(ui);
    let head = kit::line(ui, title, theme::semibold(size::SECONDARY), tokens.text, WIDTH);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(WIDTH, head.size().y), Sense::hover());
    ui.painter().galley(rect.min, head, tokens.text);
    kit::as_heading(&response, title);
    ui.add_space(4.0);
    // The arrows go through the list while the keyboard is in the field.
    let (up, down) = ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        (pressed(Key::ArrowUp), pressed(Key::ArrowDown))
    });
    picker.at = match (up, down) {
        (true, _) => picker.at.saturating_sub(1),
        (_, true) => (picker.at + 1).min(items.len().saturating_sub(1)),
        _ => picker.at,
    };
    let name = if picker.only_new { "Type of the new widget" } else { "Widget to lead to" };
    let shown = kit::search_field(ui, "pick", name, &mut picker.filter, "Type a name…");
    if picker.is_new {
        shown.response.request_focus();
    }
    if shown.changed {
        picker.at = 0;
    }
    let is_enter = shown.lost_focus && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(4.0);
    let mut picked = items.get(picker.at).filter(|_| is_enter).map(|item| item.choice);
    if items.is_empty() {
        kit::hint_text(ui, "No widget and no type of this name");
        if is_enter {
            shown.response.request_focus();
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
        for (index, item) in items.iter().enumerate() {
            let is_at = picker.at == index;
            let response = item_ui(ui, item, is_at);
            if is_at && (up || down) {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                picked = Some(item.choice);
            }
        }
    });
    picked
}

fn item_ui(ui: &mut Ui, item: &Item, is_at: bool) -> egui::Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::CLICK);
    response.widget_info(|| {
        let text =
            if item.about.is_empty() { item.text.clone() } else { format!("{}, {}", item.text, item.about) };
        WidgetInfo::labeled(Role::ListBoxOption, true, text)
    });
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_at));
    let fill = match (is_at, response.hovered()) {
        (true, _) => tint(tokens.accent, 0.16),
        (false, true) => tokens.raised,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, radius::SMALL, fill);
    let color = item.group.map_or(tokens.text_2, |group| tokens.group(group_color(group)));
    let middle = rect.center().y;
    paint_icon(ui.painter(), egui::pos2(rect.left() + 14.0, middle), item.icon, 15.0, color);
    let left = rect.left() + 30.0;
    let right = rect.right() - 8.0;
    let text = kit::line(ui, &item.text, theme::body(), tokens.text, right - left);
    let room = right - left - text.size().x - 10.0;
    ui.painter().galley(egui::pos2(left, middle - text.size().y / 2.0), text, tokens.text);
    if room > 40.0 {
        let about = kit::line(ui, &item.about, theme::hint(), tokens.text_3, room);
        let corner = egui::pos2(right - about.size().x, middle - about.size().y / 2.0);
        ui.painter().galley(corner, about, tokens.text_3);
    }
    response
}

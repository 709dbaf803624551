//! The menu of widgets at a place of the canvas: what is picked stands there, connected to where the wire came from.
//! It stays open for a chain, and it leads an output to a widget by name.

mod rows;

use egui::{Area, Context, Key, Modifiers, Order, Pos2, Response, ScrollArea, Stroke, Ui, Vec2};

use self::rows::{Listed, Row};
use super::action::Action;
use super::arranging::{Adding, ArrangeAction};
use super::kit::{self, FieldOptions, TileRow};
use super::state::{OpenFlow, State};
use super::theme::{Tokens, radius, size};
use super::widget_palette::tile_of;
use super::{group_color, icon, icon_of};
use crate::check::Standing;
use crate::flow::{Flow, Offset, Output, WidgetId};
use crate::picture::Point;
use crate::widgets::widget_type;

const WIDTH: f32 = 300.0;
const LIST: f32 = 300.0;
/// The most room that it takes on the screen.
const MOST: Vec2 = Vec2::new(WIDTH + 24.0, LIST + 110.0);
/// How far below a card it stands that it goes on from.
const BELOW: f32 = 26.0;

/// The menu while it is open.
#[derive(Clone, Debug)]
pub struct AddMenu {
    pos_in_screen: Option<Pos2>,
    at: Option<Offset>,
    from: Option<Output>,
    /// The widget whose output is to be led to another one by name.
    connects: Option<WidgetId>,
    /// The card that it stands below, wherever that is on the screen.
    below: Option<WidgetId>,
    filter: String,
    chosen: usize,
    /// How many rows were shown last.
    shown: usize,
    /// Shows what does not fit, too.
    shows_all: bool,
    /// The field takes the keyboard in the first frame.
    is_new: bool,
    /// What an execution has behind the output, as of the version that is looked at.
    standing: Option<(Flow, Option<Output>, Standing)>,
    /// The rows as they were made last.
    listed: Option<Listed>,
}

/// What was chosen.
enum Picked {
    Row(Row),
    /// The same, and the menu stays open.
    Chained(Row),
}

impl AddMenu {
    /// A menu that opens at a place.
    pub fn new(pos_in_screen: Option<Pos2>, at: Option<Offset>, from: Option<Output>) -> Self {
        Self {
            pos_in_screen,
            at,
            from,
            connects: None,
            below: None,
            filter: String::new(),
            chosen: 0,
            shown: 0,
            shows_all: false,
            is_new: true,
            standing: None,
            listed: None,
        }
    }

    /// A menu below a card, for what follows one of its outputs.
    pub fn after(card: WidgetId, from: Option<Output>) -> Self {
        Self { below: Some(card), ..Self::new(None, None, from) }
    }

    /// A menu that leads an output of a card to a widget by name; it asks for the output first where there are several.
    pub fn connecting(card: WidgetId, only: Option<Output>) -> Self {
        Self { connects: Some(card), below: Some(card), ..Self::new(None, None, only) }
    }

    fn standing(&self) -> &Standing {
        const NOTHING: &Standing = &Standing::UNKNOWN;
        self.standing.as_ref().map_or(NOTHING, |(_, _, standing)| standing)
    }

    /// Works out what an execution has behind the output, once for each version of the flow.
    fn look(&mut self, flow: &Flow) {
        let is_known = self
            .standing
            .as_ref()
            .is_some_and(|(known, from, _)| known.is_same_as(flow) && *from == self.from);
        if !is_known {
            let standing = self.from.map_or(Standing::UNKNOWN, |from| Standing::after(flow, from));
            self.standing = Some((flow.clone(), self.from, standing));
        }
    }

    fn place(&self, ctx: &Context, file: &OpenFlow) -> Pos2 {
        let screen = ctx.content_rect();
        let card = self.below.and_then(|id| file.shown_rect(id));
        let below = card.map(|card| {
            let corner = Point::new(card.min.x, card.max.y);
            let below = file.view.screen_from_world(corner) + Vec2::new(0.0, BELOW);
            if below.y + MOST.y <= screen.max.y {
                return below;
            }
            // Where there is no room below the card it stands beside it, and does not cover it.
            let (left, right) = (card.min, Point::new(card.max.x, card.min.y));
            let right = file.view.screen_from_world(right) + Vec2::new(BELOW, 0.0);
            let left = file.view.screen_from_world(left) - Vec2::new(MOST.x + BELOW, 0.0);
            if right.x + MOST.x <= screen.max.x { right } else { left }
        });
        let wanted = below.or(self.pos_in_screen).unwrap_or(screen.center() - MOST / 2.0);
        wanted.min(screen.max - MOST).max(screen.min + Vec2::splat(8.0))
    }

    /// The wire that waits for what is picked: where it comes from and where it ends.
    pub fn pending(&self) -> Option<(Output, Offset)> {
        Some((self.from?, self.at.filter(|_| self.connects.is_none())?))
    }

    /// The words of the field and below the list.
    fn words(&self) -> (&'static str, &'static str, &'static str) {
        match (self.connects, self.from) {
            (Some(_), None) => ("Choose an output", "Which output…", "Enter chooses  ·  Esc leaves"),
            (Some(_), Some(_)) => (
                "Connect to",
                "Name of a widget…",
                "Enter connects  ·  Backspace: other output  ·  Esc leaves",
            ),
            (None, _) => (
                "Add widget",
                "Add widget, or type what it says…",
                "Enter adds  ·  Shift+Enter adds and goes on  ·  Esc closes",
            ),
        }
    }
}

/// The keys that the menu takes while the field keeps the keyboard.
struct Keys {
    step: isize,
    enter: bool,
    chain: bool,
    escape: bool,
    back: bool,
}

impl Keys {
    fn take(ctx: &Context, is_empty: bool) -> Self {
        ctx.input_mut(|input| {
            let none = Modifiers::NONE;
            let mut step = 0;
            step += isize::from(input.consume_key(none, Key::ArrowDown));
            step -= isize::from(input.consume_key(none, Key::ArrowUp));
            step += if input.consume_key(none, Key::PageDown) { 8 } else { 0 };
            step -= if input.consume_key(none, Key::PageUp) { 8 } else { 0 };
            let chain = input.consume_key(Modifiers::SHIFT, Key::Enter)
                | input.consume_key(Modifiers::COMMAND, Key::Enter);
            Self {
                step,
                chain,
                enter: input.consume_key(none, Key::Enter),
                escape: input.consume_key(none, Key::Escape),
                back: is_empty && input.consume_key(none, Key::Backspace),
            }
        })
    }
}

/// Shows the menu.
pub fn add_menu_ui(ctx: &Context, state: &mut State, actions: &mut Vec<Action>) {
    let Some(mut menu) = state.add_menu.take() else { return };
    let placed_last = std::mem::take(&mut state.placed_last);
    let done = match state.active_mut() {
        Some(file) => {
            let done = menu_ui(ctx, &mut menu, file, &placed_last, actions);
            if done {
                file.view.take_keyboard();
            }
            done
        }
        None => true,
    };
    state.placed_last = placed_last;
    if !done {
        state.add_menu = Some(menu);
    }
}

/// Answers whether the menu is done.
fn menu_ui(
    ctx: &Context,
    menu: &mut AddMenu,
    file: &OpenFlow,
    placed_last: &[&'static str],
    actions: &mut Vec<Action>,
) -> bool {
    menu.look(file.flow());
    let keys = Keys::take(ctx, menu.filter.is_empty());
    if keys.back && menu.connects.is_some() && menu.from.is_some() {
        menu.from = None;
        menu.chosen = 0;
    }
    let rows = Listed::of(menu, file, placed_last);
    if menu.shown != rows.len() {
        // The list takes its new height in the frame after.
        menu.shown = rows.len();
        ctx.request_repaint();
    }
    let last = rows.iter().filter(|row| row.can_be_chosen()).count().saturating_sub(1);
    menu.chosen = match (menu.chosen.min(last), keys.step) {
        // Behind the last comes the first, and the other way round.
        (0, -1) => last,
        (at, 1) if at == last => 0,
        (at, step) => at.saturating_add_signed(step).min(last),
    };
    let chosen = rows.iter().filter(|row| row.can_be_chosen()).nth(menu.chosen);
    let mut picked = match chosen {
        Some(row) if keys.chain => Some(Picked::Chained(row.clone())),
        Some(row) if keys.enter => Some(Picked::Row(row.clone())),
        _ => None,
    };
    let held = ctx.input(|input| input.modifiers.shift || input.modifiers.command);
    let area = Area::new(egui::Id::unique("add menu")).fixed_pos(menu.place(ctx, file));
    let shown = area.order(Order::Foreground).show(ctx, |ui| {
        kit::popup_frame(ui, 8)
            .show(ui, |ui| {
                ui.set_width(WIDTH);
                if let Some(row) = contents_ui(ui, menu, file, &rows, keys.step != 0) {
                    picked = Some(if held { Picked::Chained(row) } else { Picked::Row(row) });
                }
            })
            .response
    });
    let clicked_elsewhere = ctx.input(|input| input.pointer.any_pressed())
        && ctx.pointer_latest_pos().is_some_and(|pos| !shown.response.rect.expand(2.0).contains(pos));
    let is_done = picked.is_some_and(|picked| take(menu, picked, actions));
    is_done || keys.escape || clicked_elsewhere
}

/// Does what was picked. Answers whether the menu is done.
fn take(menu: &mut AddMenu, picked: Picked, actions: &mut Vec<Action>) -> bool {
    let (row, goes_on) = match picked {
        Picked::Row(row) => (row, false),
        Picked::Chained(row) => (row, true),
    };
    let mut add = |kind: &'static str, said: Option<String>| {
        let adding = Adding { kind, at: menu.at, from: menu.from, said, goes_on };
        actions.push(Action::Arrange(ArrangeAction::Add(adding)));
        !goes_on
    };
    match row {
        Row::Heading(_) => false,
        Row::Widget { entry, .. } => add(entry.id, None),
        Row::Sentence { entry, said } => add(entry.id, Some(said)),
        Row::More(_) => {
            menu.shows_all = true;
            menu.is_new = true;
            false
        }
        Row::Output { output, .. } => {
            menu.from = Some(output);
            menu.filter.clear();
            menu.chosen = 0;
            menu.is_new = true;
            false
        }
        Row::Target { id, .. } => {
            actions.extend(
                menu.from.map(|output| Action::Arrange(ArrangeAction::Connect { output, target: Some(id) })),
            );
            true
        }
        Row::Nowhere => {
            actions.extend(
                menu.from.map(|output| Action::Arrange(ArrangeAction::Connect { output, target: None })),
            );
            true
        }
    }
}

/// Answers with the row that was clicked.
fn contents_ui(
    ui: &mut Ui,
    menu: &mut AddMenu,
    file: &OpenFlow,
    rows: &[Row],
    has_stepped: bool,
) -> Option<Row> {
    let (name, hint, foot) = menu.words();
    let options = FieldOptions { focus: menu.is_new, icon: Some(icon::SEARCH), ..FieldOptions::default() };
    if let Some(title) = title(menu, file) {
        kit::secondary_text(ui, &title);
        ui.add_space(4.0);
    }
    let field = kit::text_field(ui, "add filter", name, &mut menu.filter, hint, &options);
    menu.is_new = false;
    if field.changed {
        menu.chosen = 0;
    }
    ui.add_space(4.0);
    let mut clicked = None;
    ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
        // The floating scroll bar would lie over the rows' ends.
        ui.set_max_width(ui.available_width() - 6.0);
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut number = 0;
        for row in rows {
            if let Row::Heading(text) = row {
                ui.add_space(4.0);
                kit::secondary_text(ui, text);
                continue;
            }
            let response = row_ui(ui, row, file);
            if number == menu.chosen {
                mark_chosen(ui, &response, has_stepped);
            }
            number += 1;
            if response.clicked() {
                clicked = Some(row.clone());
            }
        }
        if number == 0 {
            kit::secondary_text(ui, nothing(menu));
        }
    });
    kit::separator(ui);
    kit::hint_text(ui, foot);
    clicked
}

/// What the menu is about, where that is not to be seen.
fn title(menu: &AddMenu, file: &OpenFlow) -> Option<String> {
    let name = |id| file.flow().widget(id).map(|widget| widget.title().to_owned());
    let card = menu.connects.and_then(name)?;
    Some(match menu.from.and_then(|output| Some((file.flow().widget(output.widget)?, output.index))) {
        Some((widget, index)) => {
            format!("{card} · {}", crate::widgets::output_label(widget, index))
        }
        None => card,
    })
}

fn nothing(menu: &AddMenu) -> &'static str {
    match (menu.connects, menu.from) {
        (Some(_), None) => "No output of this name",
        _ => "No widget of this name",
    }
}

fn mark_chosen(ui: &Ui, response: &Response, has_stepped: bool) {
    if has_stepped {
        response.scroll_to_me(None);
    }
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(true));
    let stroke = Stroke::new(size::FOCUS, Tokens::of(ui).accent);
    ui.painter().rect_stroke(response.rect, radius::CONTROL, stroke, egui::StrokeKind::Inside);
}

fn row_ui(ui: &mut Ui, row: &Row, file: &OpenFlow) -> Response {
    let tokens = Tokens::of(ui);
    match row {
        Row::Heading(_) => ui.label(""),
        Row::Widget { entry, lacks } => {
            let row = tile_of(tokens, entry);
            let row = match lacks {
                Some(why) => row.secondary(why),
                None => row,
            };
            row.show(ui).on_hover_text(entry.help)
        }
        Row::Sentence { entry, said } => {
            let words = entry.sentence.map_or(entry.label, |sentence| sentence.words);
            let text = format!("{words} “{said}”");
            let color = tokens.group(group_color(entry.group));
            TileRow::new(icon_of(entry.icon), color, &text).secondary(entry.label).show(ui)
        }
        Row::Output { label, leads, .. } => {
            TileRow::new(icon::CHEVRON_RIGHT, tokens.text_2, label).secondary(leads).show(ui)
        }
        Row::Target { id, name, kind } => {
            let entry = file.flow().widget(*id).and_then(|widget| widget_type(widget.kind()?));
            let (sign, color) = match entry {
                Some(entry) => (icon_of(entry.icon), tokens.group(group_color(entry.group))),
                None => (icon::UNKNOWN, tokens.text_2),
            };
            TileRow::new(sign, color, name).secondary(kind).show(ui)
        }
        Row::Nowhere => {
            TileRow::new(icon::CLOSE, tokens.text_2, "Nowhere").secondary("cuts the wire").show(ui)
        }
        Row::More(count) => {
            let text = if *count == 1 {
                "Show 1 that does not fit here".to_owned()
            } else {
                format!("Show {count} that do not fit here")
            };
            TileRow::new(icon::CHEVRON_DOWN, tokens.text_2, &text).show(ui)
        }
    }
}

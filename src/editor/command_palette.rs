//! The command palette: every command, every widget of the flow and every widget that can be placed, by a few
//! letters.

use egui::{Align2, Area, Context, Key, Order, ScrollArea, Stroke};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::action::Action;
use super::command::{COMMANDS, Command};
use super::icon::{self, Icon};
use super::kit::{self, FieldOptions};
use super::state::State;
use super::theme::{Tokens, radius, size};
use super::widget_palette::placeable;
use super::{group_color, icon_of};
use crate::widgets::{label_of, widget_type};

/// At most so many lines are shown.
const MAX_ROWS: usize = 60;

/// The palette while it is open.
#[derive(Clone, Debug, Default)]
pub struct CommandPalette {
    query: String,
    chosen: usize,
    is_open: bool,
    only_widgets: bool,
}

/// One line.
struct Row {
    text: String,
    detail: String,
    icon: Icon,
    color: egui::Color32,
    disabled: Option<&'static str>,
    action: Action,
}

impl CommandPalette {
    /// A palette that looks only among the flow's widgets.
    pub fn for_widgets() -> Self {
        Self { only_widgets: true, ..Self::default() }
    }
}

/// Shows the palette.
pub fn command_palette_ui(ctx: &Context, state: &mut State, actions: &mut Vec<Action>) {
    let Some(mut palette) = state.palette.take() else { return };
    let rows = matching(rows(ctx, state, palette.only_widgets), &palette.query);
    let none = egui::Modifiers::NONE;
    let (down, up, enter, escape) = ctx.input_mut(|input| {
        (
            input.consume_key(none, Key::ArrowDown),
            input.consume_key(none, Key::ArrowUp),
            input.consume_key(none, Key::Enter),
            input.consume_key(none, Key::Escape),
        )
    });
    let last = rows.len().saturating_sub(1);
    palette.chosen = (palette.chosen + usize::from(down)).saturating_sub(usize::from(up)).min(last);
    let mut picked: Option<&Row> = rows.get(palette.chosen).filter(|_| enter);
    let top = ctx.content_rect().height() * 0.12;
    let area = Area::new(egui::Id::unique("command palette"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, [0.0, top]);
    let shown = area.show(ctx, |ui| {
        let frame = kit::popup_frame(ui, 8);
        frame.show(ui, |ui| {
            ui.set_width(520.0_f32.min(ui.ctx().content_rect().width() - 40.0));
            let (name, hint) = if palette.only_widgets {
                ("Find widget", "Name, type or text of a widget…")
            } else {
                ("Search commands and widgets", "Search or run a command…")
            };
            let options =
                FieldOptions { focus: !palette.is_open, icon: Some(icon::SEARCH), ..FieldOptions::default() };
            let field = kit::text_field(ui, "palette query", name, &mut palette.query, hint, &options);
            palette.is_open = true;
            if field.changed {
                palette.chosen = 0;
            }
            ui.add_space(4.0);
            ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                for (index, row) in rows.iter().enumerate() {
                    let response = row_ui(ui, row, index == palette.chosen);
                    if index == palette.chosen && (down || up) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        picked = Some(row);
                    }
                }
                if rows.is_empty() {
                    kit::secondary_text(ui, "Nothing is called that");
                }
            });
        });
    });
    let clicked_elsewhere = ctx.input(|input| input.pointer.any_pressed())
        && ctx.pointer_latest_pos().is_some_and(|pos| !shown.response.rect.contains(pos));
    let picked = picked.filter(|row| row.disabled.is_none());
    actions.extend(picked.map(|row| row.action.clone()));
    if picked.is_none() && !escape && !clicked_elsewhere {
        state.palette = Some(palette);
    }
}

fn row_ui(ui: &mut egui::Ui, row: &Row, is_chosen: bool) -> egui::Response {
    let tokens = Tokens::of(ui);
    let response = ui
        .add_enabled_ui(row.disabled.is_none(), |ui| kit::tile_row(ui, row.icon, row.color, &row.text))
        .inner;
    let place = response.rect.right_center() - egui::vec2(10.0, 0.0);
    ui.painter().text(place, Align2::RIGHT_CENTER, &row.detail, super::theme::hint(), tokens.text_3);
    if is_chosen {
        let stroke = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(response.rect, radius::CONTROL, stroke, egui::StrokeKind::Inside);
    }
    match row.disabled {
        Some(why) => response.on_disabled_hover_text(why),
        None => response,
    }
}

fn rows(ctx: &Context, state: &State, only_widgets: bool) -> Vec<Row> {
    let tokens = Tokens::of(ctx);
    let mut rows = Vec::new();
    if !only_widgets {
        rows.extend(COMMANDS.iter().filter(|entry| entry.command != Command::Palette).map(|entry| Row {
            text: entry.text.to_owned(),
            detail: entry.shortcut.map(|shortcut| ctx.format_shortcut(&shortcut)).unwrap_or_default(),
            icon: icon::CHEVRON_RIGHT,
            color: tokens.text_2,
            disabled: entry.command.disabled_because(state),
            action: Action::Command(entry.command),
        }));
    }
    let Some(file) = state.active() else { return rows };
    rows.extend(file.flow().widgets().iter().map(|widget| {
        let entry = widget.kind().and_then(widget_type);
        let text = crate::widgets::card_text(widget).unwrap_or_default();
        let detail = label_of(widget.kind().unwrap_or("(no type)")).into_owned();
        Row {
            text: if only_widgets && !text.is_empty() {
                format!("{} — {}", widget.title(), shortened(text.lines().next().unwrap_or_default()))
            } else {
                format!("Go to {}", widget.title())
            },
            detail,
            icon: entry.map_or(icon::UNKNOWN, |entry| icon_of(entry.icon)),
            color: entry.map_or(tokens.text_2, |entry| tokens.group(group_color(entry.group))),
            disabled: None,
            action: Action::Reveal { widget: widget.id(), field: None },
        }
    }));
    if !only_widgets {
        rows.extend(placeable("", Some(file.flow())).into_iter().map(|entry| Row {
            text: format!("Add {}", entry.label),
            detail: entry.group.label().to_owned(),
            icon: icon_of(entry.icon),
            color: tokens.group(group_color(entry.group)),
            disabled: None,
            action: Action::Insert { kind: entry.id, at: None, from: None, onward: None },
        }));
    }
    rows
}

/// The beginning of a text, so that it does not run into what stands at the right.
fn shortened(text: &str) -> String {
    const MOST: usize = 36;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// The lines that match, best first; all of them where nothing is asked.
fn matching(mut rows: Vec<Row>, query: &str) -> Vec<Row> {
    if query.trim().is_empty() {
        rows.truncate(MAX_ROWS);
        return rows;
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, Row)> = rows
        .into_iter()
        .filter_map(|row| {
            let text = format!("{} {}", row.text, row.detail);
            let score = pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)?;
            Some((score, row))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().take(MAX_ROWS).map(|(_, row)| row).collect()
}

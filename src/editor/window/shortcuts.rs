//! All keys by menu, to be looked up and changed.

use egui::{Context, Event, Frame, Key, KeyboardShortcut, Margin, Modifiers, RichText, ScrollArea, Ui, Vec2};

use super::gestures::{GESTURES, Gesture};
use crate::editor::command::{COMMANDS, Command, Entry, Keys, Menu, all_keys_text, pressed_as, refused};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::icon;
use crate::editor::kit::{self, Answer, DialogButton, IconButton, Severity};
use crate::editor::state::State;
use crate::editor::theme::{self, Tokens, radius, size, space, tint};

const WIDTH: f32 = 640.0;
const ROW: f32 = 30.0;
/// The column of keys.
const KEYS: f32 = 150.0;
const GESTURE: f32 = 360.0;

/// The sheet as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShortcutSheet {
    /// What is searched for.
    pub query: String,
    /// The command whose new keys are waited for.
    pub waits_for: Option<Command>,
    /// Keys that cannot be given to a command just like that.
    pub trouble: Option<Trouble>,
    /// Whether the search has had the keyboard.
    pub is_open: bool,
}

/// Why keys were not given to a command at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// Another command has them.
    Taken(Command, KeyboardShortcut, Command),
    /// They mean something else.
    Refused(Command, KeyboardShortcut, &'static str),
}

/// What is to be changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyChange {
    /// A command gets these keys, or none; who had them loses them.
    Give(Command, Option<KeyboardShortcut>),
    /// All commands get their own keys again.
    ResetAll,
}

/// Shows the sheet.
pub fn shortcuts_ui(ctx: &Context, state: &State, sheet: &ShortcutSheet) -> Option<DialogAnswer> {
    let mut edited = sheet.clone();
    let mut change = None;
    let is_same = state.settings.keys.is_empty().then_some("All commands have their own keys");
    let buttons = [DialogButton::secondary("Reset all").disabled(is_same), DialogButton::primary("Close")];
    let answer = kit::dialog(ctx, "Keyboard shortcuts", WIDTH, &buttons, |ui| {
        // Before anything else sees them: Escape would close the dialog, and Enter press a button.
        change = take_pressed(ui, &mut edited);
        search_ui(ui, &mut edited);
        ui.add_space(space::S);
        let height = (ui.ctx().content_rect().height() - 250.0).max(120.0);
        ScrollArea::vertical().id_salt("shortcuts").max_height(height).auto_shrink([false, true]).show(
            ui,
            |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if let Some(wanted) = list_ui(ui, state, &mut edited) {
                    change = Some(wanted);
                }
            },
        );
    });
    match answer {
        Some(Answer::Button(0)) => change = Some(KeyChange::ResetAll),
        Some(Answer::Button(_) | Answer::Dismissed) => return Some(DialogAnswer::Cancel),
        None => {}
    }
    let is_changed = change.is_some() || edited != *sheet;
    is_changed.then(|| DialogAnswer::Shortcuts(Box::new(edited), change))
}

fn search_ui(ui: &mut Ui, sheet: &mut ShortcutSheet) {
    let options =
        kit::FieldOptions { focus: !sheet.is_open, icon: Some(icon::SEARCH), ..kit::FieldOptions::default() };
    sheet.is_open = true;
    let hint = "A command, or keys such as ctrl+s";
    kit::text_field(ui, "shortcuts.search", "Search shortcuts", &mut sheet.query, hint, &options);
}

/// The keys that a command waits for. All keys of the frame are used up by that.
fn take_pressed(ui: &Ui, sheet: &mut ShortcutSheet) -> Option<KeyChange> {
    let command = sheet.waits_for?;
    let mut pressed = None;
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let keys = match event {
                Event::Key { key, pressed: true, repeat: false, modifiers, .. } => Some((*modifiers, *key)),
                // The system turns these keys into events of their own.
                Event::Copy => Some((Modifiers::COMMAND, Key::C)),
                Event::Cut => Some((Modifiers::COMMAND, Key::X)),
                Event::Paste(_) => Some((Modifiers::COMMAND, Key::V)),
                Event::Key { .. } | Event::Text(_) => None,
                _ => return true,
            };
            pressed = pressed.or(keys.filter(|(_, key)| !is_modifier(*key)));
            false
        });
    });
    let (modifiers, key) = pressed?;
    sheet.waits_for = None;
    if key == Key::Escape && modifiers.is_none() {
        return None;
    }
    let keys = pressed_as(modifiers, key);
    if let Some(why) = refused(command, &keys) {
        sheet.trouble = Some(Trouble::Refused(command, keys, why));
        return None;
    }
    give(ui, sheet, command, keys)
}

/// Gives keys to a command, or asks where another one has them.
fn give(ui: &Ui, sheet: &mut ShortcutSheet, command: Command, keys: KeyboardShortcut) -> Option<KeyChange> {
    match Keys::of(ui).holder(&keys) {
        Some(other) if other != command => {
            sheet.trouble = Some(Trouble::Taken(command, keys, other));
            None
        }
        _ => Some(KeyChange::Give(command, Some(keys))),
    }
}

fn is_modifier(key: Key) -> bool {
    let name = key.name();
    ["Shift", "Control", "Alt", "Super"].iter().any(|held| name.starts_with(held))
}

/// The letters of a text that a search looks at: `Ctrl + S` is found by `ctrl+s`.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn list_ui(ui: &mut Ui, state: &State, sheet: &mut ShortcutSheet) -> Option<KeyChange> {
    let mut change = None;
    let query = plain(&sheet.query);
    let mut is_empty = true;
    for menu in Menu::ALL {
        let rows: Vec<(&Entry, String)> = COMMANDS
            .iter()
            .filter(|entry| entry.menu == menu)
            .map(|entry| (entry, all_keys_text(ui, entry.command)))
            .filter(|(entry, keys)| {
                [entry.text, keys, entry.tooltip, menu.label()]
                    .iter()
                    .any(|text| plain(text).contains(&query))
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        is_empty = false;
        head_ui(ui, menu.label());
        for (entry, keys) in rows {
            let wanted = ui.push_id(entry.command, |ui| row_ui(ui, state, sheet, entry, &keys)).inner;
            change = wanted.or(change);
        }
    }
    for (name, gestures) in GESTURES {
        let is_found = |gesture: &&Gesture| {
            [gesture.text, gesture.how, name].iter().any(|text| plain(text).contains(&query))
        };
        let found: Vec<&Gesture> = gestures.iter().filter(is_found).collect();
        if !found.is_empty() {
            is_empty = false;
            head_ui(ui, name);
            found.into_iter().for_each(|gesture| gesture_ui(ui, gesture));
        }
    }
    if is_empty {
        kit::empty_state(ui, icon::SEARCH, "Nothing found", "No command and no keys are called that.", &[]);
    }
    change
}

fn head_ui(ui: &mut Ui, text: &str) {
    ui.add_space(space::M);
    let color = Tokens::of(ui).text_2;
    let label = ui.label(RichText::new(text).font(theme::semibold(size::SECONDARY)).color(color));
    kit::as_heading(&label, text);
    ui.add_space(2.0);
}

/// One command: its text, its keys, which are pressed to change them, and a way back to its own.
fn row_ui(
    ui: &mut Ui,
    state: &State,
    sheet: &mut ShortcutSheet,
    entry: &Entry,
    keys: &str,
) -> Option<KeyChange> {
    let tokens = Tokens::of(ui);
    let command = entry.command;
    let waits = sheet.waits_for == Some(command);
    let mut change = None;
    let row = Vec2::new(ui.available_width() - space::S, ROW);
    let ground = ui.painter().add(egui::Shape::Noop);
    let shown = ui.allocate_ui_with_layout(row, egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.set_min_size(row);
        ui.spacing_mut().item_spacing.x = space::XS;
        if waits {
            if kit::link_button(ui, "No keys").clicked() {
                sheet.waits_for = None;
                change = Some(KeyChange::Give(command, None));
            }
            ui.add_space(space::S);
            let text = RichText::new("Press the new keys; Esc keeps the old ones").font(theme::secondary());
            ui.label(text.color(tokens.accent));
        } else {
            change = keys_ui(ui, state, sheet, entry, keys);
        }
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add_space(6.0);
            let text = RichText::new(entry.text).font(theme::body()).color(tokens.text);
            ui.add(egui::Label::new(text).truncate()).on_hover_text(entry.tooltip);
        });
    });
    let rect = shown.response.rect;
    if waits {
        let fill = egui::Shape::rect_filled(rect, radius::SMALL, tint(tokens.accent, theme::NOTICE_ALPHA));
        ui.painter().set(ground, fill);
    } else if ui.rect_contains_pointer(rect) {
        ui.painter().set(ground, egui::Shape::rect_filled(rect, radius::SMALL, tokens.raised));
    }
    trouble_ui(ui, sheet, command).or(change)
}

fn keys_ui(
    ui: &mut Ui,
    state: &State,
    sheet: &mut ShortcutSheet,
    entry: &Entry,
    keys: &str,
) -> Option<KeyChange> {
    let tokens = Tokens::of(ui);
    let command = entry.command;
    let mut change = None;
    let fixed = command.keys_fixed_because();
    let told = if keys.is_empty() { "none" } else { keys };
    let name = format!("Keys of {}: {told}", entry.text);
    let wanted = Vec2::new(KEYS, 24.0);
    let sense = if fixed.is_some() { egui::Sense::hover() } else { egui::Sense::click() };
    let response = ui.allocate_response(wanted, sense);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, fixed.is_none(), &name));
    let rect = response.rect;
    let is_own = command.has_own_keys(&state.settings.keys);
    let (text, color) = match (keys, response.hovered() && fixed.is_none()) {
        ("", true) => ("Add keys…", tokens.accent),
        ("", false) => ("–", tokens.text_2),
        (keys, _) if is_own => (keys, tokens.accent),
        (keys, _) => (keys, tokens.text),
    };
    if fixed.is_none() && (response.hovered() || response.has_focus()) {
        let line = if response.has_focus() { tokens.accent } else { tokens.line_strong };
        let stroke = egui::Stroke::new(size::FOCUS, line);
        ui.painter().rect_stroke(rect, radius::SMALL, stroke, egui::StrokeKind::Inside);
    }
    let place = egui::pos2(rect.right() - 8.0, rect.center().y);
    ui.painter().text(place, egui::Align2::RIGHT_CENTER, text, theme::secondary(), color);
    let hint = fixed.unwrap_or("Press to give it other keys");
    if response.on_hover_text(hint).clicked() {
        sheet.waits_for = Some(command);
        sheet.trouble = None;
        // What is pressed next is for this and for no field.
        ui.memory_mut(|memory| memory.stop_text_input());
    }
    if is_own {
        let own = entry.shortcut.map_or_else(|| "none".to_owned(), |own| ui.ctx().format_shortcut(&own));
        let reset = format!("Reset the keys of {} to {own}", entry.text);
        if IconButton::new(icon::UNDO, &reset).edge(22.0, 12.0).show(ui).clicked() {
            sheet.trouble = None;
            change = match entry.shortcut {
                Some(own) => give(ui, sheet, command, own),
                None => Some(KeyChange::Give(command, None)),
            };
        }
    }
    change
}

/// What stands in the way of keys that were pressed for a command.
fn trouble_ui(ui: &mut Ui, sheet: &mut ShortcutSheet, command: Command) -> Option<KeyChange> {
    let trouble = sheet.trouble.clone()?;
    let mut change = None;
    match trouble {
        Trouble::Taken(to, keys, other) if to == command => {
            let title = format!("{} belongs to {}.", ui.ctx().format_shortcut(&keys), other.text());
            boxed(ui, |ui| {
                kit::problem_box(ui, Severity::Warning, &title, "", None);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = space::M;
                    let take = format!("Take it from {}", other.text());
                    if kit::link_button(ui, &take).clicked() {
                        change = Some(KeyChange::Give(command, Some(keys)));
                        sheet.trouble = None;
                    }
                    choose_ui(ui, sheet, command);
                });
            });
        }
        Trouble::Refused(to, keys, why) if to == command => {
            let title = format!("{} cannot be used:", ui.ctx().format_shortcut(&keys));
            boxed(ui, |ui| {
                kit::problem_box(ui, Severity::Warning, &title, &format!("{why}."), None);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = space::M;
                    choose_ui(ui, sheet, command);
                });
            });
        }
        _ => {}
    }
    change
}

fn choose_ui(ui: &mut Ui, sheet: &mut ShortcutSheet, command: Command) {
    if kit::link_button(ui, "Press other keys").clicked() {
        sheet.trouble = None;
        sheet.waits_for = Some(command);
    }
    if kit::link_button(ui, "Keep it as it was").clicked() {
        sheet.trouble = None;
    }
}

fn boxed(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let margin = Margin { left: 8, right: 16, top: 2, bottom: 8 };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        contents(ui);
    });
}

fn gesture_ui(ui: &mut Ui, gesture: &Gesture) {
    let tokens = Tokens::of(ui);
    let row = Vec2::new(ui.available_width() - space::S, ROW);
    ui.allocate_ui_with_layout(row, egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.set_min_height(ROW);
        let room = GESTURE.min(row.x * 0.62);
        let line = |text: &str, color| {
            egui::Label::new(RichText::new(text).font(theme::secondary()).color(color)).wrap()
        };
        ui.add_space(space::S);
        ui.allocate_ui_with_layout(
            Vec2::new(room, ROW),
            egui::Layout::right_to_left(egui::Align::Center),
            |ui| ui.add(line(gesture.how, tokens.text_2).halign(egui::Align::Max)),
        );
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add_space(6.0);
            let text = RichText::new(gesture.text).font(theme::body()).color(tokens.text);
            ui.add(egui::Label::new(text).truncate());
        });
    });
}

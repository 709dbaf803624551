//! The clipboard, as text: widgets are copied as a `states` array, and whatever holds widgets or a flow can be pasted.

use std::collections::HashSet;

use egui::{Context, Event, ViewportCommand};
use serde_json::Value;

use super::edits::BESIDE;
use crate::editor::action::Action;
use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::command::Command;
use crate::editor::convert::ConvertQuestion;
use crate::editor::counts::counted;
use crate::editor::dialogs::Dialog;
use crate::editor::extract::{Beside, ChangeMenu, ExtractAction, Purpose, Wish};
use crate::editor::findings::with_quotes;
use crate::editor::kit::Severity;
use crate::editor::notes::adding;
use crate::editor::settings::LeftPanel;
use crate::editor::state::OpenFlow;
use crate::flow::convert::Source;
use crate::flow::edit::copies;
use crate::flow::file::OnDisk;
use crate::flow::side::{NoteChange, SideChange};
use crate::flow::{Document, Edit, Flow, Offset, SideFile, WidgetId};
use crate::picture::{NEW_CARD, on_grid};
use crate::widgets::change_type::change_type;
use crate::widgets::{flow_of_states, is_start, label_of, missing_reads, states_of};

/// What a flow from the clipboard is called until it has a file.
const NAME: &str = "clipboard.flow.json";
/// The system answers in the next frame, or in one soon after.
const FRAMES: u64 = 10;
/// So many of what is missing are named.
const MOST_NAMED: usize = 3;

/// What a text holds that can be pasted.
enum Held {
    /// States.
    States(Vec<Value>),
    /// The states of a whole definition.
    Definition(Vec<Value>),
    /// So many definitions.
    Several(usize),
}

impl App {
    /// Does what a command of this group says.
    pub(super) fn clipboard_command(&mut self, ctx: &Context, command: Command) {
        match command {
            Command::NewFromClipboard => self.ask_clipboard(ctx, Purpose::NewFlow),
            Command::ChangeType => {
                let pos = self.under_pointer(ctx).and_then(|_| ctx.pointer_latest_pos());
                if let Some(file) = self.state.active()
                    && let Some(widget) = file.selected_widget()
                {
                    self.state.extract.change = Some(ChangeMenu::new(file, widget, pos));
                }
            }
            Command::ExtractSubflow => self.ask_to_extract(),
            Command::InlineSubflow => self.inline_selected(),
            Command::ShowHistory => self.show_history(ctx),
            _ => {}
        }
    }

    /// Does what the user wants of it.
    pub(super) fn clipboard_action(&mut self, ctx: &Context, action: ExtractAction) {
        match action {
            ExtractAction::PasteAt(at) => self.ask_clipboard(ctx, Purpose::Widgets(Some(at))),
            ExtractAction::NewFrom(text) => self.new_from(&text),
            ExtractAction::ChangeType { widget, kind } => self.change_type(widget, kind),
        }
    }

    /// Asks the system for the clipboard's text, which comes as an event in one of the next frames.
    pub(super) fn ask_clipboard(&mut self, ctx: &Context, purpose: Purpose) {
        ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
        let until = ctx.cumulative_frame_nr() + FRAMES;
        self.state.extract.wish = Some(Wish { purpose, until });
        ctx.request_repaint();
    }

    /// Takes the text that was asked for, before a field that has the keyboard could take it.
    pub(in crate::editor) fn take_wished_paste(&mut self, ctx: &Context) {
        let Some(wish) = self.state.extract.wish else { return };
        let text = ctx.input_mut(|input| {
            let at = input.events.iter().position(|event| matches!(event, Event::Paste(_)))?;
            match input.events.remove(at) {
                Event::Paste(text) => Some(text),
                _ => None,
            }
        });
        match text {
            Some(text) => {
                self.state.extract.wish = None;
                self.commit_draft();
                match wish.purpose {
                    Purpose::NewFlow => self.new_from(&text),
                    Purpose::Widgets(at) => self.paste(&text, at),
                }
            }
            None if ctx.cumulative_frame_nr() > wish.until => {
                self.state.extract.wish = None;
                self.state.toasts.push(Severity::Warning, "The clipboard holds no text", None);
            }
            None => ctx.request_repaint(),
        }
    }

    /// The place of the canvas under the pointer.
    pub(super) fn under_pointer(&self, ctx: &Context) -> Option<Offset> {
        let file = self.state.active()?;
        let pos = ctx.pointer_latest_pos().filter(|pos| file.view.contains(*pos))?;
        let point = file.view.world_from_screen(pos);
        Some(Offset { x: point.x.into(), y: point.y.into() })
    }

    /// The selected widgets' states, in the order of the file.
    fn selected_states(&self, with_start: bool) -> Vec<Value> {
        let Some(file) = self.state.active() else { return Vec::new() };
        let start = file.derived.graph.start();
        file.flow()
            .widgets()
            .iter()
            .filter(|widget| file.selection.cards.contains(&widget.id()))
            .filter(|widget| with_start || Some(widget.id()) != start)
            .map(|widget| widget.json().to_value())
            .collect()
    }

    /// Copies the selected widgets as a `states` array, which Studio's JSON view takes too.
    pub(super) fn copy_selection(&mut self, ctx: &Context) {
        let states = self.selected_states(true);
        if let Some((text, notes)) = self.keep_beside(&states) {
            self.apply(ctx, Action::Copy { text, what: things(states.len(), notes) });
        }
    }

    /// The text of what is copied, and of how many notes: what that has no room for is kept beside it. `None` where there
    /// is nothing.
    fn keep_beside(&mut self, states: &[Value]) -> Option<(String, usize)> {
        let beside = Beside::of(self.state.active()?, states);
        let (text, notes) = match states {
            [] => (beside.texts(), beside.notes.len()),
            states => (states_text(states), beside.notes.len()),
        };
        self.state.extract.beside = Some(beside.with(&text));
        (!states.is_empty() || notes > 0).then_some((text, notes))
    }

    /// Copies the selected widgets and deletes them: one step of undo.
    pub(super) fn cut_selection(&mut self, ctx: &Context) {
        let states = self.selected_states(false);
        let Some((text, notes)) = self.keep_beside(&states) else {
            let text = "The flow starts at its trigger, so it stays";
            return self.state.toasts.push(Severity::Info, text, None);
        };
        ctx.copy_text(text);
        let Some(file) = self.state.active() else { return };
        let start = file.derived.graph.start();
        let widgets: Vec<WidgetId> =
            file.selection.cards.iter().copied().filter(|id| Some(*id) != start).collect();
        let what = match widgets.as_slice() {
            [only] if notes == 0 => {
                file.flow().widget(*only).map_or_else(String::new, |widget| widget.title().to_owned())
            }
            many => things(many.len(), notes),
        };
        let is_one = widgets.len() + notes == 1;
        let ids: Vec<String> = file.selection.notes.iter().cloned().collect();
        let mut edits = vec![Edit::Delete { widgets }];
        if !ids.is_empty() {
            edits.push(Edit::Beside(SideChange::Note(NoteChange::Remove(ids))));
        }
        self.edit(&Edit::Together { name: format!("Cut {what}"), edits });
        // That several are gone is told by every change that takes them away.
        if is_one {
            self.tell_with_undo(format!("Cut {what}"));
        }
    }

    /// Inserts the widgets that a text holds: at a place, beside their originals, or in the middle of what is seen. Where
    /// no flow is open they become one.
    pub(super) fn paste(&mut self, text: &str, at: Option<Offset>) {
        let Some(file) = self.state.active() else { return self.new_from(text) };
        let beside = self.state.extract.beside.clone().filter(|beside| beside.goes_with(text));
        let is_all = |beside: &&Beside| !beside.notes.is_empty() && held(text).is_err();
        if let Some(beside) = beside.as_ref().filter(is_all) {
            return self.paste_notes(beside, at);
        }
        let held = match held(text) {
            Ok(held) => held,
            Err(why) => return self.state.toasts.push(Severity::Warning, why, None),
        };
        let again = || Action::Extract(ExtractAction::NewFrom(text.to_owned()));
        let (states, is_whole) = match held {
            Held::States(states) => (states, false),
            Held::Definition(states) => (states, true),
            Held::Several(count) => {
                let said = format!("The clipboard holds {count} flows: they can be opened as new ones");
                return self.state.toasts.push(Severity::Warning, said, Some(("Open", again())));
            }
        };
        let (starts, states): (Vec<Value>, Vec<Value>) = states.into_iter().partition(is_start);
        if states.is_empty() {
            let said = "The clipboard holds nothing but a trigger, and this flow has its own";
            return self.state.toasts.push(Severity::Warning, said, None);
        }
        let before = file.flow().clone();
        let center = file.view.center_in_world();
        let middle = Offset { x: center.x.into(), y: center.y.into() };
        let by = paste_offset(&before, &states, at, middle);
        let originals = states;
        let states = copies(&before, &originals, by);
        let side = file.document.side().clone();
        let beside = beside.unwrap_or_default();
        let mut beside_it = beside.grouping(&side, &originals, &states);
        if side.trouble().is_none() {
            beside_it.extend(adding(file.noted.new_notes(&beside.notes, by)));
        }
        let what = things(states.len(), beside.notes.len());
        let mut edits = vec![Edit::Add { states }];
        edits.extend(beside_it);
        self.edit(&Edit::Together { name: format!("Paste {what}"), edits });
        self.select_added(&before);
        self.select_new_notes(&side, true);
        let Some(file) = self.state.active() else { return };
        let added = before.added_in(file.flow());
        let missing = missing_reads(file.flow(), &added);
        if let Some(first) = missing.first() {
            let place = Action::Reveal { widget: first.widget, field: Some(first.field.clone()) };
            let mut names: Vec<String> =
                missing.iter().take(MOST_NAMED).map(|missing| missing.what.to_string()).collect();
            if missing.len() > MOST_NAMED {
                names.push(format!("{} more", missing.len() - MOST_NAMED));
            }
            let (verb, names) = match names.as_slice() {
                [rest @ .., last] if !rest.is_empty() => ("do", format!("{} and {last}", rest.join(", "))),
                _ => ("does", names.concat()),
            };
            let said = format!("Pasted {what}; {names} {verb} not exist here");
            self.state.toasts.push(Severity::Warning, with_quotes(&said), Some(("Show", place)));
        } else if is_whole {
            let left = if starts.is_empty() { "" } else { " without their trigger" };
            let said = format!("Pasted {what}{left}");
            self.state.toasts.push(Severity::Info, said, Some(("As new flow", again())));
        }
    }

    /// Inserts notes that were copied without widgets: at a place, beside their originals, or in the middle of what is
    /// seen.
    fn paste_notes(&mut self, beside: &Beside, at: Option<Offset>) {
        let Some(file) = self.state.active() else { return };
        let side = file.document.side().clone();
        let Some(corner) = beside.corner() else { return };
        let place = |at: Offset| (at.x.to_bits(), at.y.to_bits());
        let places: HashSet<_> = beside.notes.iter().map(|note| place(note.at)).collect();
        let is_here = side.notes().iter().any(|known| places.contains(&place(known.at)));
        let center = file.view.center_in_world();
        let by = match at {
            None if is_here => BESIDE,
            at => {
                let to = at.unwrap_or(Offset { x: center.x.into(), y: center.y.into() });
                Offset { x: on_grid(to.x - corner.x), y: on_grid(to.y - corner.y) }
            }
        };
        let notes = file.noted.new_notes(&beside.notes, by);
        let name = format!("Paste {}", things(0, notes.len()));
        self.edit(&Edit::Together { name, edits: adding(notes).into_iter().collect() });
        self.select_new_notes(&side, false);
    }

    /// Selects the notes that a side file did not have, with the widgets that are selected or alone.
    pub(super) fn select_new_notes(&mut self, before: &SideFile, with_widgets: bool) {
        let Some(file) = self.state.active_mut() else { return };
        let known: HashSet<String> = before.notes().into_iter().map(|note| note.id).collect();
        let new: Vec<_> =
            file.document.side().notes().into_iter().filter(|note| !known.contains(&note.id)).collect();
        if !with_widgets && !new.is_empty() {
            file.selection = Selection::default();
        }
        file.selection.notes.extend(new.into_iter().map(|note| note.id));
    }

    /// Opens what a text holds as new flows.
    fn new_from(&mut self, text: &str) {
        let states = serde_json::from_str::<Value>(text).ok().and_then(|value| states_of(&value));
        if let Some(states) = states {
            return self.open_text(&flow_of_states(&states));
        }
        let source = match Source::read(without_mark(text)) {
            Ok(source) => source,
            Err(error) => {
                let said = refusal(text, &error.to_string());
                return self.state.toasts.push(Severity::Warning, said, None);
            }
        };
        let only = if source.flows().len() == 1 { source.convert(0) } else { None };
        match only.filter(|only| only.was.is_current()) {
            Some(only) => self.open_text(&only.text),
            None => match ConvertQuestion::new("Clipboard".into(), without_mark(text), None) {
                Ok(question) => self.state.dialogs.push(Dialog::Convert(Box::new(question))),
                Err(why) => self.state.toasts.push(Severity::Warning, why, None),
            },
        }
    }

    fn open_text(&mut self, text: &str) {
        match Document::pulled(text, NAME.to_owned(), SideFile::default()) {
            Ok(document) => self.show_document(document, OnDisk::default(), None),
            Err(error) => {
                let said = refusal(text, &error.to_string());
                self.state.toasts.push(Severity::Warning, said, None);
            }
        }
    }

    /// Gives a widget another type, and says what was lost by it.
    fn change_type(&mut self, widget: WidgetId, kind: &str) {
        self.commit_draft();
        let Some(file) = self.state.active() else { return };
        let Some(changed) = change_type(file.flow(), widget, kind) else { return };
        let Some(old) = file.flow().widget(widget) else { return };
        let (edit, title) = (changed.edit(old), old.title().to_owned());
        self.edit(&edit);
        let (severity, lost) = match changed.loss() {
            Some(loss) => (Severity::Warning, format!("; lost: {loss}")),
            None => (Severity::Info, String::new()),
        };
        let said = format!("{title} is {} now{lost}", label_of(kind));
        let undo = self.state.active().and_then(OpenFlow::taking_back);
        self.state.toasts.push(severity, said, undo);
    }

    /// Shows the list of changes and gives it the keyboard; hides it where it has the keyboard already.
    fn show_history(&mut self, ctx: &Context) {
        let is_shown = self.state.shows_left(LeftPanel::History);
        let has_keyboard = self.state.extract.history.has_keyboard;
        if !is_shown || has_keyboard {
            self.apply(ctx, Action::ToggleLeft(LeftPanel::History));
        }
        if !(is_shown && has_keyboard) {
            let at = self.state.active().map_or(0, |file| file.document.history().at());
            self.state.extract.history.ask_for_keyboard(at);
        }
    }
}

/// `2 widgets and 1 note`.
fn things(widgets: usize, notes: usize) -> String {
    match (widgets, notes) {
        (widgets, 0) => counted(widgets, "widget"),
        (0, notes) => counted(notes, "note"),
        _ => format!("{} and {}", counted(widgets, "widget"), counted(notes, "note")),
    }
}

fn states_text(states: &[Value]) -> String {
    serde_json::to_string_pretty(states).unwrap_or_default()
}

fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

/// What a text holds; else why it cannot be pasted.
fn held(text: &str) -> Result<Held, String> {
    let value = serde_json::from_str::<Value>(without_mark(text)).ok();
    if let Some(states) = value.as_ref().and_then(states_of) {
        return Ok(Held::States(states));
    }
    let source = Source::read(without_mark(text)).map_err(|error| refusal(text, &error.to_string()))?;
    if source.flows().len() > 1 {
        return Ok(Held::Several(source.flows().len()));
    }
    let definition = source.convert(0).and_then(|converted| {
        let document = Document::from_bytes(None, converted.text.as_bytes()).ok()?;
        Some(document.flow().widgets().iter().map(|widget| widget.json().to_value()).collect())
    });
    definition.map(Held::Definition).ok_or_else(|| refusal(text, "the definition is larger than 64 MiB"))
}

/// Why nothing of the clipboard can be used, as a sentence.
fn refusal(text: &str, why: &str) -> String {
    match text.trim() {
        "" => "The clipboard holds no text".to_owned(),
        _ => with_quotes(&format!("The clipboard holds no widgets and no flow: {why}")),
    }
}

/// How far pasted states go: to a place where one is given, beside their originals where those are still in the flow,
/// else to the middle of what is seen.
fn paste_offset(flow: &Flow, states: &[Value], at: Option<Offset>, middle: Offset) -> Offset {
    let is_here = states.iter().any(|state| {
        state.get("name").and_then(Value::as_str).is_some_and(|name| flow.named(name).is_some())
    });
    if is_here && at.is_none() {
        return BESIDE;
    }
    let place = |state: &Value, axis: &str| {
        state.pointer(&format!("/properties/offset/{axis}")).and_then(Value::as_f64).unwrap_or(0.0)
    };
    let least = |axis: &str| states.iter().map(|state| place(state, axis)).fold(f64::INFINITY, f64::min);
    // The first card's middle stands under the pointer.
    let to = at.map_or(middle, |at| Offset { x: at.x - f64::from(NEW_CARD.x) / 2.0, y: at.y });
    Offset { x: on_grid(to.x - least("x")), y: on_grid(to.y - least("y")) }
}

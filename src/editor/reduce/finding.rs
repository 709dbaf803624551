//! Finding and replacing, and the JSON view.

use std::sync::Arc;

use crate::check::Place;
use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::command::Command;
use crate::editor::counts::counted;
use crate::editor::finding::{self, FindAction, FindWish, Hit};
use crate::editor::findings::output_in;
use crate::editor::json_view::{flow_edit, flow_trouble};
use crate::editor::kit::Severity;
use crate::editor::settings::LeftPanel;
use crate::editor::state::{FileKey, OpenFlow};
use crate::editor::tasks::Done;
use crate::flow::Flow;

impl App {
    /// Does what a command of this group says.
    pub(super) fn find_command(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::FindInFlow => self.show_find(false),
            Command::ReplaceInFlow => self.show_find(true),
            Command::FindNext => self.step_found(true, false),
            Command::FindPrevious => self.step_found(false, false),
            Command::ShowJson => {
                self.state.settings.shows_json = !self.state.settings.shows_json;
                if let Some(file) = self.state.active_mut() {
                    file.json.ask_for_keyboard();
                }
            }
            _ => {}
        }
        ctx.request_repaint();
    }

    /// Does what the user wants of it.
    pub(super) fn find_action(&mut self, action: FindAction) {
        match action {
            FindAction::Go { hit, keeps_keyboard } => self.go_to_found(hit, keeps_keyboard),
            FindAction::Step { is_forward, keeps_keyboard } => self.step_found(is_forward, keeps_keyboard),
            FindAction::Replace(hit) => self.replace_one(hit),
            FindAction::ReplaceAll => self.wish_found(FindWish::ReplaceAll),
            FindAction::Show(selection) => self.select_and_show(selection),
        }
    }

    /// Searches again where the query or a version is another one than was searched last, and does what waited for that.
    pub(in crate::editor) fn keep_found(&mut self) {
        let state = &mut self.state;
        let has_wish = state.finding.has_wish();
        if state.active().is_none() {
            state.finding.take_wish();
            return;
        }
        let is_shown = state.shows_left(LeftPanel::Find) && !state.finding.is_waiting();
        if !has_wish && (!is_shown || state.finding.is_settled(&state.open, state.shown)) {
            return;
        }
        let question = state.finding.question(&state.open, state.shown);
        if has_wish && state.finding.is_answered(&question) {
            if let Some(wish) = state.finding.take_wish() {
                self.do_find_wish(wish);
            }
            return;
        }
        let Some(number) = state.finding.ask(&question) else { return };
        self.tasks.block(move || Done::Found { number, answer: Arc::new(finding::search(&question)) });
    }

    /// Does something with what is found in the flows as they are now: at once where that is known, else as soon as it
    /// was searched for, beside the window.
    fn wish_found(&mut self, wish: FindWish) {
        self.commit_draft();
        let question = self.state.finding.question(&self.state.open, self.state.shown);
        if !self.state.finding.has_wish() && self.state.finding.is_answered(&question) {
            self.do_find_wish(wish);
        } else {
            self.state.finding.wish(wish);
        }
    }

    fn do_find_wish(&mut self, wish: FindWish) {
        match wish {
            FindWish::Step { is_forward, keeps_keyboard } => self.go_step(is_forward, keeps_keyboard),
            FindWish::Replace { index, hit } => self.replace_hit(index, &hit),
            FindWish::After { index, hit, end } => self.go_behind(index, &hit, end),
            FindWish::ReplaceAll => self.replace_found(),
        }
    }

    /// What the panel lights on the canvas, while it is seen.
    pub(in crate::editor) fn lit_by_find(&mut self) -> Option<Arc<crate::editor::canvas::Lit>> {
        let key = self.state.active().map(|file| file.key)?;
        let is_seen = self.state.shows_left(LeftPanel::Find) && !self.state.finding.text.trim().is_empty();
        is_seen.then(|| self.state.finding.lit(key)).flatten()
    }

    fn show_find(&mut self, replaces: bool) {
        let state = &mut self.state;
        state.settings.left = LeftPanel::Find;
        if state.is_narrow {
            state.shows_left_overlay = true;
        } else {
            state.settings.shows_left = true;
        }
        state.finding.replaces |= replaces;
        state.finding.ask_for_keyboard();
    }

    fn step_found(&mut self, is_forward: bool, keeps_keyboard: bool) {
        if self.state.finding.text.trim().is_empty() {
            return self.show_find(false);
        }
        self.wish_found(FindWish::Step { is_forward, keeps_keyboard });
    }

    fn go_step(&mut self, is_forward: bool, keeps_keyboard: bool) {
        match self.state.finding.step(is_forward) {
            Some(next) => self.go_to_found(next, keeps_keyboard),
            None => {
                if keeps_keyboard {
                    self.state.finding.keep_keyboard();
                }
                let text = format!("“{}” was not found", self.state.finding.text.trim());
                self.state.toasts.push(Severity::Info, text, None);
            }
        }
    }

    fn go_to_found(&mut self, index: usize, keeps_keyboard: bool) {
        let Some(hit) = self.state.finding.answer().hits.get(index).cloned() else { return };
        if self.state.active().is_none_or(|file| file.key != hit.file) {
            self.commit_draft();
            if let Some(shown) = self.state.open.iter().position(|file| file.key == hit.file) {
                self.state.shown = shown;
            }
        }
        let Some(file) = self.state.active().filter(|file| file.key == hit.file) else { return };
        let place = place_of(file.flow(), &hit);
        self.go_to(&place);
        self.state.finding.choose(index);
        if keeps_keyboard {
            self.state.finding.keep_keyboard();
        }
    }

    /// Replaces one place and goes on to the next one behind it.
    fn replace_one(&mut self, index: usize) {
        if let Some(hit) = self.state.finding.answer().hits.get(index).cloned() {
            self.wish_found(FindWish::Replace { index, hit });
        }
    }

    fn replace_hit(&mut self, index: usize, wanted: &Hit) {
        let answer = Arc::clone(self.state.finding.answer());
        let Some(hit) = answer.hits.iter().find(|hit| *hit == wanted) else {
            let text = "The flow has changed, and this place is not there any more";
            return self.state.toasts.push(Severity::Info, text, None);
        };
        if hit.range.is_none() {
            // What cannot be replaced is passed over.
            return self.step_found(true, false);
        }
        let with = self.state.finding.with.clone();
        let left = self.replace_in(hit.file, &answer, &[hit], &with).1;
        if let Some(why) = left.first() {
            self.state.toasts.push(Severity::Warning, format!("Left as it is: {why}"), None);
        }
        let end = hit.range.as_ref().map_or(0, |range| range.start + with.len());
        self.wish_found(FindWish::After { index, hit: hit.clone(), end });
    }

    /// What was found behind a place has its number now, unless the new text has what is searched for in it.
    fn go_behind(&mut self, index: usize, hit: &Hit, end: usize) {
        let hits = &self.state.finding.answer().hits;
        let is_behind = |(at, found): &(usize, &Hit)| {
            let is_same = (found.widget, &found.pointer) == (hit.widget, &hit.pointer);
            *at >= index && (!is_same || found.range.as_ref().is_none_or(|range| range.start >= end))
        };
        match hits.iter().enumerate().find(is_behind).map(|(at, _)| at) {
            Some(next) => self.go_to_found(next, false),
            None => self.state.finding.at_end(),
        }
    }

    fn replace_found(&mut self) {
        let answer = Arc::clone(self.state.finding.answer());
        let with = self.state.finding.with.clone();
        let mut keys: Vec<FileKey> = answer.groups.iter().map(|group| group.file).collect();
        keys.dedup();
        let (mut count, mut left) = (0, Vec::new());
        let flows = keys.len();
        let only = keys.first().copied().filter(|_| flows == 1);
        for key in keys {
            let hits: Vec<&Hit> = answer.hits.iter().filter(|hit| hit.file == key).collect();
            let (done, stayed) = self.replace_in(key, &answer, &hits, &with);
            count += done;
            left.extend(stayed);
        }
        let places = counted(count, "place");
        let mut text = format!("Replaced {places}");
        if flows > 1 {
            text.push_str(&format!(" in {flows} flows"));
        }
        if answer.is_cut {
            text.push_str("; there are more, so do it once more");
        }
        if let Some(first) = left.first() {
            let others = match left.len() {
                1 => String::new(),
                more => format!(" (and {} more)", more - 1),
            };
            text.push_str(&format!("; left as it is: {first}{others}"));
        }
        let severity = if left.is_empty() { Severity::Info } else { Severity::Warning };
        let undo = only.filter(|_| count > 0).and_then(|key| self.state.file(key)?.taking_back());
        self.state.toasts.push(severity, text, undo);
    }

    /// How many places were replaced, and why others stay.
    fn replace_in(
        &mut self,
        key: FileKey,
        answer: &finding::Answer,
        hits: &[&Hit],
        with: &str,
    ) -> (usize, Vec<String>) {
        let Some(file) = self.state.file_mut(key) else { return (0, Vec::new()) };
        let mut done = finding::replace(file.flow(), answer, hits, with);
        let Some(edit) = done.edit else { return (0, done.left) };
        file.document.history_mut().seal();
        let result = file.document.edit(&edit);
        file.document.history_mut().seal();
        match result {
            Ok(()) => (done.count, done.left),
            Err(error) => {
                done.left.push(error.to_string());
                (0, done.left)
            }
        }
    }

    /// Puts a text in the place of the whole flow's.
    pub(super) fn take_flow_text(&mut self, text: &str) -> Result<(), String> {
        if let Some(why) = flow_trouble(text) {
            return Err(why);
        }
        self.edit(&flow_edit(text.to_owned()));
        Ok(())
    }

    /// Selects something and brings it into view; the keyboard stays where it is.
    fn select_and_show(&mut self, selection: Selection) {
        self.commit_draft();
        let Some(file) = self.state.active_mut() else { return };
        if !selection.cards.is_empty() && !file.is_running() {
            file.right = crate::editor::state::RightPanel::Inspector;
        }
        let shown = selection.only_card().or_else(|| selection.wires.first().map(|wire| wire.widget));
        if let Some(widget) = shown {
            file.show_card(widget);
        }
        file.selection = selection;
    }
}

/// The place that a hit is at, as the places of problems are.
fn place_of(flow: &Flow, hit: &Hit) -> Place {
    let Some(widget) = hit.widget else {
        return Place { pointer: hit.pointer.clone(), range: hit.range.clone(), ..Place::default() };
    };
    let index = flow.index_of(widget).unwrap_or_default();
    let pointer = format!("/states/{index}{}", hit.pointer);
    let mut steps = hit.pointer.split('/').skip(1);
    let field = match (steps.next(), steps.next()) {
        (Some("properties"), Some(key)) => Some(key.replace("~1", "/").replace("~0", "~")),
        (Some("transitions"), _) => Some("transitions".to_owned()),
        _ => None,
    };
    let output = output_in(&pointer);
    Place { widget: Some(widget), field, output, pointer, range: hit.range.clone() }
}

impl OpenFlow {
    /// The text that the JSON view has for the whole flow, where it was typed and is not taken over yet.
    pub(in crate::editor) fn flow_draft(&self) -> Option<&str> {
        let draft = self.draft.as_ref()?;
        (draft.target == crate::editor::action::DraftTarget::Flow).then_some(&draft.text)
    }
}

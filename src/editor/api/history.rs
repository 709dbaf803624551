//! What was sent from this window for one operation, the newest first: each can be looked at, sent again, its values
//! taken back, and two be compared. It holds no secret: requests are kept as they were filled in.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use egui::{Label, RichText, Ui};

use super::ApiAction;
use super::answered::Answered;
use super::keeping::without_secrets;
use super::key::World;
use super::state::{Outcome, Try};
use super::target::carried;
use crate::api::{Changed, Compared, Parameter, Place, Prepared, status_meaning};
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, TreeRow};
use crate::editor::theme::{self, Tokens, size, space};

/// So many are kept.
const MOST: usize = 50;
/// The bodies of all of them are at most so large.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// One request with what became of it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Its number in this window.
    pub number: u64,
    /// When it was sent, as a time of the day.
    pub at: String,
    /// What was filled in.
    pub prepared: Prepared,
    /// Where it went.
    pub world: World,
    /// The document's server that was chosen.
    pub server: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What was filled in that the one before had not, in a few words.
    pub told: String,
    /// The document was read again since, and may have another operation now.
    pub is_outdated: bool,
}

impl Exchange {
    fn answered(&self) -> Option<&Arc<Answered>> {
        match &self.outcome {
            Outcome::Answered(answered) => Some(answered),
            Outcome::Failed(_) | Outcome::Cancelled(_) => None,
        }
    }

    fn title(&self) -> String {
        match &self.outcome {
            Outcome::Answered(answered) => {
                let status = answered.answer.status;
                format!("{status} {} · {}", status_meaning(status), self.at)
            }
            Outcome::Failed(_) => format!("No answer · {}", self.at),
            Outcome::Cancelled(_) => format!("Given up · {}", self.at),
        }
    }

    fn beside(&self) -> String {
        let to = self.world.label_of(self.prepared.operation());
        match self.answered() {
            Some(answered) => format!("{} ms · {to}", answered.answer.millis),
            None => to.to_owned(),
        }
    }

    fn size(&self) -> usize {
        let answer = self.answered().map_or(0, |answered| {
            let binary = answered.answer.binary.as_ref().map_or(0, |bytes| bytes.len());
            // The text, the laid-out text, and the value made of it.
            answered.answer.body.len() + answered.pretty.len() * 3 + binary
        });
        // A file that was chosen is a value, too.
        answer + self.prepared.filled_parameters().map(|(_, value)| value.len()).sum::<usize>()
    }
}

/// All that was sent for one operation.
#[derive(Clone, Debug, Default)]
pub struct History {
    all: VecDeque<Exchange>,
    opened: Option<u64>,
    beside: Option<u64>,
    compared: Option<(u64, u64, Arc<Compared>)>,
}

impl History {
    /// Keeps one more.
    pub fn push(&mut self, exchange: Exchange) {
        self.close();
        self.all.push_front(exchange);
        self.all.truncate(MOST);
        let mut bytes = 0_usize;
        let fits = self.all.iter().take_while(|exchange| {
            bytes += exchange.size();
            bytes <= MOST_BYTES
        });
        let fits = fits.count().max(1);
        self.all.truncate(fits);
    }

    /// What a request that is to be kept has that the last one had not, in a few words.
    pub(super) fn told(&self, prepared: &Prepared) -> String {
        told(prepared, self.newest().map(|before| &before.prepared))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The one that was sent last.
    pub fn newest(&self) -> Option<&Exchange> {
        self.all.front()
    }

    /// The one of this number.
    pub fn get(&self, number: u64) -> Option<&Exchange> {
        self.all.iter().find(|exchange| exchange.number == number)
    }

    /// Shows the last again.
    pub(super) fn close(&mut self) {
        (self.opened, self.beside, self.compared) = (None, None, None);
    }

    fn opened(&self) -> Option<&Exchange> {
        self.get(self.opened?)
    }

    /// The one that is looked at, where it is not the last.
    pub(super) fn looked_at(&self) -> Option<&Exchange> {
        let is_last = |opened: &Exchange| self.newest().is_some_and(|last| last.number == opened.number);
        self.opened().filter(|opened| !is_last(opened))
    }

    /// The document was read again.
    pub(super) fn outdate(&mut self) {
        self.all.iter_mut().for_each(|exchange| exchange.is_outdated = true);
    }

    /// Environments have other names now.
    pub(super) fn rename(&mut self, rename: &dyn Fn(&mut World)) {
        self.all.iter_mut().for_each(|exchange| rename(&mut exchange.world));
    }

    /// How the one that is opened differs from the other, the older one first.
    fn compared(&mut self) -> Option<(String, String, Arc<Compared>)> {
        let (one, other) = (self.opened?, self.beside?);
        let (old, new) = (self.get(one.min(other))?, self.get(one.max(other))?);
        let made = match &self.compared {
            Some((a, b, made)) if (*a, *b) == (old.number, new.number) => Arc::clone(made),
            _ => Arc::new(Compared::of(&old.answered()?.answer, &new.answered()?.answer)),
        };
        let told = (old.at.clone(), new.at.clone(), Arc::clone(&made));
        self.compared = Some((old.number, new.number, made));
        Some(told)
    }
}

/// What a request has that the one before had not; of the first, what it has. Values that are secrets are not shown.
fn told(prepared: &Prepared, before: Option<&Prepared>) -> String {
    /// So much of a value tells it from another.
    const MOST_LETTERS: usize = 48;
    /// More does not fit into a line.
    const MOST_VALUES: usize = 4;
    let (operation, bare) = (prepared.operation(), without_secrets(prepared));
    let old: HashMap<(Place, &str), &str> = before
        .map(|before| before.filled_parameters().map(|(own, value)| ((own.place, own.name.as_str()), value)))
        .into_iter()
        .flatten()
        .collect();
    let mut parts = Vec::new();
    if prepared.raw_body() != before.and_then(Prepared::raw_body) {
        parts.push(match (bare.raw_body(), prepared.raw_body()) {
            (Some(body), _) => format!("body by hand: {}", beginning(body, MOST_LETTERS)),
            (None, Some(_)) => "body by hand".to_owned(),
            (None, None) => "body from its fields".to_owned(),
        });
    }
    let is_by_hand = prepared.raw_body().is_some();
    // What is written tells more than whom it is about.
    let mut order: Vec<(usize, &Parameter)> = operation.parameters.iter().enumerate().collect();
    order.sort_by_key(|(_, own)| match own.place {
        Place::Body => 0,
        Place::Query => 1,
        Place::Header | Place::Cookie => 2,
        Place::Path => 3,
    });
    for (index, own) in order {
        let (value, was) = (prepared.at(index), old.get(&(own.place, own.name.as_str())).copied());
        if value == was.unwrap_or_default() || is_by_hand && own.place == Place::Body {
            continue;
        }
        let name = &own.name;
        parts.push(if value.is_empty() {
            format!("no {name}")
        } else if bare.at(index).is_empty() {
            format!("{} {name}", if was.is_some() { "another" } else { "with" })
        } else {
            format!("{name}: {}", beginning(bare.at(index), MOST_LETTERS))
        });
    }
    match (parts.is_empty(), before.is_some()) {
        (true, true) => return "The same as before".to_owned(),
        (true, false) => return "No values".to_owned(),
        (false, _) => {}
    }
    let more = parts.len().saturating_sub(MOST_VALUES);
    parts.truncate(MOST_VALUES);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    parts.join(", ")
}

/// The beginning of a text, on one line.
fn beginning(text: &str, most: usize) -> String {
    let mut letters = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut shown: String = letters.by_ref().take(most).collect();
    if letters.next().is_some() {
        shown.truncate(shown.trim_end().len());
        shown.push('…');
    }
    shown
}

/// Paints the list, and what can be done with the one that is chosen.
pub(super) fn history_ui(ui: &mut Ui, shown: &mut Try, actions: &mut Vec<Action>) {
    if shown.past.count() == 0 {
        return;
    }
    ui.spacing_mut().item_spacing.y = 4.0;
    kit::section(ui, "History", false, |ui| {
        let mut opened = None;
        for exchange in &shown.past.all {
            let tokens = Tokens::of(ui);
            let sign = match exchange.answered() {
                Some(answered) if answered.answer.is_success() => (icon::CHECK, tokens.ok),
                _ => (icon::ERROR, tokens.error),
            };
            let title = exchange.title();
            let beside = exchange.beside();
            let row = TreeRow {
                icon: Some(sign),
                text: &title,
                secondary: &beside,
                below: &exchange.told,
                selected: shown.past.opened == Some(exchange.number),
                flat: true,
                ..TreeRow::default()
            };
            let response = ui.push_id(exchange.number, |ui| kit::tree_row(ui, row).response).inner;
            if response.clicked() {
                opened = Some(exchange.number);
            }
        }
        if opened.is_some() {
            let is_same = shown.past.opened == opened;
            shown.past.close();
            shown.past.opened = opened.filter(|_| !is_same);
        }
        chosen_ui(ui, shown, actions);
        ui.horizontal(|ui| {
            if kit::link_button(ui, "Clear the history").clicked() {
                shown.past = History::default();
            }
        });
    });
}

fn chosen_ui(ui: &mut Ui, shown: &mut Try, actions: &mut Vec<Action>) {
    let opened = shown.past.opened().map(|opened| (opened.number, opened.answered().is_some()));
    let Some((opened, is_answered)) = opened else {
        kit::hint_text(ui, "Choose one to look at it, to send it again, or to compare it with another.");
        return;
    };
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::S, space::S);
        let busy = shown.sending.is_some().then_some("A request is on its way");
        if kit::Button::secondary("Send again").disabled(busy).show(ui).clicked() {
            actions.push(Action::Api(ApiAction::SendAgain(shown.key.clone(), opened)));
        }
        if kit::secondary_button(ui, "Take its values").clicked()
            && let Some((prepared, is_outdated)) =
                shown.past.get(opened).map(|opened| (opened.prepared.clone(), opened.is_outdated))
        {
            let carried = if is_outdated { carried(&prepared, &shown.root) } else { prepared };
            shown.take(carried);
        }
    });
    if shown.past.opened().is_some_and(|opened| opened.is_outdated) {
        let text = "The document was read again since: Send again asks as it was then, and of its values those \
                    are taken that still have a place.";
        kit::hint_text(ui, text);
    }
    if !is_answered {
        return;
    }
    let others: Vec<(u64, String)> = shown
        .past
        .all
        .iter()
        .filter(|other| other.number != opened && other.answered().is_some())
        .map(|other| (other.number, other.title()))
        .collect();
    if !others.is_empty() {
        let mut rows: Vec<(Option<u64>, &str)> = vec![(None, "Nothing")];
        rows.extend(others.iter().map(|(number, title)| (Some(*number), title.as_str())));
        let mut beside = shown.past.beside;
        kit::labelled(ui, "Compare with", false, |ui| {
            kit::choice(ui, "api.history.compare", "Compare with", &rows, &mut beside)
        });
        shown.past.beside = beside;
    }
    if let Some((old, new, compared)) = shown.past.compared() {
        compared_ui(ui, &old, &new, &compared);
    }
}

fn compared_ui(ui: &mut Ui, old: &str, new: &str, compared: &Compared) {
    if compared.is_same() {
        kit::secondary_text(ui, "Both answers are the same.");
        return;
    }
    kit::secondary_text(ui, &format!("Left {old}, right {new}"));
    if let Some((before, after)) = compared.status {
        let row = Changed {
            path: "status".to_owned(),
            before: Some(before.to_string()),
            after: Some(after.to_string()),
        };
        group_ui(ui, "Status", std::slice::from_ref(&row));
    }
    group_ui(ui, "Body", &compared.body);
    group_ui(ui, "Headers", &compared.headers);
    if compared.is_cut {
        kit::hint_text(ui, "There are more differences than are shown.");
    }
}

fn group_ui(ui: &mut Ui, title: &str, rows: &[Changed]) {
    /// So many are painted.
    const MOST_ROWS: usize = 100;
    if rows.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui);
    let heading = RichText::new(title).font(theme::semibold(size::SECONDARY)).color(tokens.text);
    let label = ui.label(heading);
    kit::as_heading(&label, &format!("{title} differs"));
    for row in rows.iter().take(MOST_ROWS) {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let path = if row.path.is_empty() { "all of it" } else { &row.path };
            let path = RichText::new(path).font(theme::mono()).color(tokens.text_2);
            ui.add(Label::new(path).wrap().selectable(true));
            ui.columns(2, |sides| {
                for (side, text) in sides.iter_mut().zip([&row.before, &row.after]) {
                    let (text, color) = match text {
                        Some(text) => (text.as_str(), tokens.text),
                        None => ("(not there)", tokens.text_3),
                    };
                    let text = RichText::new(text).font(theme::mono()).color(color);
                    let left = egui::Layout::top_down(egui::Align::Min);
                    side.with_layout(left, |side| side.add(Label::new(text).wrap().selectable(true)));
                }
            });
        });
    }
    if let Some(more) = rows.len().checked_sub(MOST_ROWS).filter(|more| *more > 0) {
        kit::hint_text(ui, &format!("… and {more} more"));
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use serde_json::json;

    use super::*;
    use crate::api;

    /// What is told of a request with these values after one with those; `body` is that by hand.
    #[track_caller]
    fn check(before: Option<&[(&str, &str)]>, now: &[(&str, &str)], expected: &str) {
        let text = |kind: &str| json!({"schema": {"type": "string", "format": kind}});
        let header = |name: &str| {
            let mut header = text("");
            header["name"] = json!(name);
            header["in"] = json!("header");
            header
        };
        let names = ["A", "B", "C", "D", "E", "X-Api-Key"].map(header);
        let file = json!({"content": {"image/png": text("binary")}});
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/x": {"post": {"operationId": "x", "parameters": names, "requestBody": file}}},
        });
        let library = api::import(&document.to_string(), "test", &mut |_| ControlFlow::Continue(())).unwrap();
        let operation = library.operations.first().unwrap();
        let filled = |values: &[(&str, &str)]| {
            let mut prepared = Prepared::new(operation);
            for (name, value) in values {
                match *name {
                    "body" => prepared.set_raw_body(Some((*value).to_owned())),
                    name => assert!(prepared.set(name, *value)),
                }
            }
            prepared
        };
        assert_eq!(told(&filled(now), before.map(filled).as_ref()), expected);
    }

    #[test]
    fn a_request_is_told_by_what_is_another() {
        check(None, &[], "No values");
        check(None, &[("A", "1"), ("B", "2")], "A: 1, B: 2");
        check(Some(&[("A", "1")]), &[("A", "1")], "The same as before");
        check(Some(&[("A", "1"), ("B", "2")]), &[("A", "two\nlines")], "A: two lines, no B");
        let long = "é".repeat(60);
        check(Some(&[]), &[("A", &long)], &format!("A: {}…", "é".repeat(48)));
        let many = ["A", "B", "C", "D", "E"].map(|name| (name, "1"));
        check(Some(&[]), &many, "A: 1, B: 1, C: 1, D: 1, 1 more");
        check(Some(&[]), &[("body", "{}")], "body by hand: {}");
        check(Some(&[("body", "{}")]), &[], "body from its fields");
    }

    #[test]
    fn no_secret_is_told() {
        check(None, &[("X-Api-Key", "hush")], "with X-Api-Key");
        check(Some(&[("X-Api-Key", "hush")]), &[("X-Api-Key", "hash")], "another X-Api-Key");
        check(Some(&[("X-Api-Key", "hush")]), &[("X-Api-Key", "{{env.KEY}}")], "X-Api-Key: {{env.KEY}}");
    }
}

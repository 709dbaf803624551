//! What was sent from this window for one operation, the newest first: each can be looked at, sent again, its values
//! taken back, and two be compared. It holds no secret: requests are kept as they were filled in.

use std::collections::VecDeque;
use std::sync::Arc;

use egui::{Label, RichText, Ui};

use super::ApiAction;
use super::answered::Answered;
use super::key::World;
use super::state::{Outcome, Try};
use crate::api::{Changed, Compared, Prepared, status_meaning};
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
            && let Some(prepared) = shown.past.get(opened).map(|opened| opened.prepared.clone())
        {
            shown.take(prepared);
        }
    });
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

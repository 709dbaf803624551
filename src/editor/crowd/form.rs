//! The answers to "who are the contacts, and what do they do?", as they are typed.

use std::collections::{HashMap, HashSet};

use crate::editor::counts::percent;
use crate::flow::side::{Answers, HttpAnswer};
use crate::flow::{Flow, WidgetId};
use crate::sim::crowd::{Asks, Doing, Ending, Outward, Plan, Weighted, asks, outward};
use crate::sim::world::Stub;
use crate::sim::{has_event, not_left_by};

/// More contacts than this tell nothing that fewer do not.
const MOST_CONTACTS: u32 = 1_000_000;

/// How many contacts there are and what they do.
#[derive(Clone, Debug, PartialEq)]
pub struct CrowdForm {
    /// How many.
    pub contacts: String,
    /// What everything is drawn from.
    pub seed: String,
    /// The widgets that wait for the contact.
    pub asks: Vec<AskForm>,
    /// What is answered to all others, as those of subflows.
    pub otherwise: AskForm,
    /// The widgets whose work can fail.
    pub outward: Vec<OutwardForm>,
    /// The widget whose answers are open.
    pub open: Option<Part>,
}

/// A part of the form that can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A widget that waits.
    Ask(WidgetId),
    /// All other widgets that wait.
    Otherwise,
    /// A widget whose work can fail.
    Outward(WidgetId),
}

/// A text with a weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The text.
    pub text: String,
    /// The weight, as it is typed.
    pub weight: String,
    /// What a server says that it is, where that was decided with it.
    pub content_type: Option<String>,
}

impl Row {
    /// A text with a weight.
    pub fn of(text: impl Into<String>, weight: impl ToString) -> Self {
        Self { text: text.into(), weight: weight.to_string(), content_type: None }
    }
}

/// What is answered to a widget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskForm {
    /// The widget; none for all others.
    pub widget: Option<WidgetId>,
    /// Its name.
    pub name: String,
    /// Whether it is on a call.
    pub is_voice: bool,
    /// The answers.
    pub rows: Vec<Row>,
    /// The weight of silence.
    pub silent: String,
    /// The weight of a hang-up.
    pub hangs_up: String,
    /// Whether somebody has changed it: a proposal goes along with the flow, what was typed stays.
    pub is_own: bool,
    /// The event that was decided for it beside the flow. It holds as long as nobody has changed anything here.
    pub decided: Option<String>,
}

/// How the work of a widget ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutwardForm {
    /// The widget.
    pub widget: WidgetId,
    /// Its name.
    pub name: String,
    /// The event of a failure.
    pub failure: &'static str,
    /// Whether it asks a server.
    pub fetches: bool,
    /// The bodies of answers, where it does.
    pub bodies: Vec<Row>,
    /// The weight of a failure. Where no server is asked, of a hundred.
    pub fails: String,
    /// Whether somebody has changed it.
    pub is_own: bool,
    /// The event that was decided for it beside the flow. It holds as long as nobody has changed anything here.
    pub decided: Option<String>,
}

impl Default for CrowdForm {
    fn default() -> Self {
        Self {
            contacts: "1000".to_owned(),
            seed: "1".to_owned(),
            asks: Vec::new(),
            otherwise: AskForm {
                name: "All other widgets".to_owned(),
                rows: vec![Row::of("yes", 90)],
                silent: "10".to_owned(),
                hangs_up: "0".to_owned(),
                ..AskForm::default()
            },
            outward: Vec::new(),
            open: None,
        }
    }
}

impl CrowdForm {
    /// The form for another version of the flow: what was typed stays with its widget.
    pub fn follow(&mut self, flow: &Flow, kept: &Answers) {
        let mut own: HashMap<WidgetId, AskForm> = std::mem::take(&mut self.asks)
            .into_iter()
            .filter(|ask| ask.is_own)
            .filter_map(|ask| Some((ask.widget?, ask)))
            .collect();
        self.asks = asks(flow)
            .into_iter()
            .map(|proposed| {
                let fresh = AskForm::of(proposed);
                let decided = fresh.widget.and_then(|widget| decided(flow, kept, widget));
                match fresh.widget.and_then(|widget| own.remove(&widget)) {
                    Some(typed) => AskForm { name: fresh.name, is_voice: fresh.is_voice, decided, ..typed },
                    None => AskForm { decided, ..fresh },
                }
            })
            .collect();
        let mut own: HashMap<WidgetId, OutwardForm> = std::mem::take(&mut self.outward)
            .into_iter()
            .filter(|form| form.is_own)
            .map(|form| (form.widget, form))
            .collect();
        self.outward = outward(flow)
            .into_iter()
            .map(|proposed| {
                let fresh = OutwardForm::of(proposed, kept);
                let decided = decided(flow, kept, fresh.widget);
                match own.remove(&fresh.widget) {
                    Some(typed) if typed.fetches == fresh.fetches => {
                        OutwardForm { name: fresh.name, failure: fresh.failure, decided, ..typed }
                    }
                    _ => OutwardForm { decided, ..fresh },
                }
            })
            .collect();
    }

    /// How many contacts there are to be; `None` where that is no number from 1 to a million.
    pub fn count(&self) -> Option<u32> {
        // A thousand is written with a comma or a space as well as without.
        let digits: String = self.contacts.chars().filter(|c| !matches!(c, ',' | ' ' | '.' | '\'')).collect();
        digits.parse().ok().filter(|count| (1..=MOST_CONTACTS).contains(count))
    }

    /// What keeps it from being run, as a sentence.
    pub fn problem(&self) -> Option<&'static str> {
        if self.count().is_none() {
            return Some("The number of contacts is 1 to 1,000,000");
        }
        if self.seed.trim().parse::<u64>().is_err() {
            return Some("The seed is a whole number");
        }
        let has_bad = |ask: &AskForm| {
            let weights = ask.rows.iter().map(|row| &row.weight).chain([&ask.silent, &ask.hangs_up]);
            weights.into_iter().any(|text| weight(text).is_none())
        };
        let out_bad = |out: &OutwardForm| {
            let weights = out.bodies.iter().map(|row| &row.weight).chain([&out.fails]);
            weights.into_iter().any(|text| weight(text).is_none())
        };
        if self.asks.iter().chain([&self.otherwise]).any(has_bad) || self.outward.iter().any(out_bad) {
            return Some("A weight is a whole number from 0 to 1,000,000");
        }
        let over = |out: &OutwardForm| out.fails_of_hundred().is_some_and(|fails| fails > 100);
        self.outward.iter().any(over).then_some("A failure happens at most 100 times of 100")
    }

    /// Puts what was typed into a plan. What is no number counts as 0; see [`CrowdForm::problem`]. Where something was
    /// typed for a widget, what was decided for it beside the flow does not count.
    pub fn fill(&self, plan: &mut Plan) {
        plan.contacts = self.count().unwrap_or(1);
        plan.seed = self.seed.trim().parse().unwrap_or_default();
        plan.otherwise = self.otherwise.weighted();
        plan.answers = self.asks.iter().map(|ask| (ask.name.clone(), ask.weighted())).collect();
        plan.endings = self
            .outward
            .iter()
            .filter(|out| out.decided().is_none())
            .filter(|out| out.fetches || weight(&out.fails).is_some_and(|fails| fails > 0))
            .map(|out| (out.name.clone(), out.weighted()))
            .collect();
        let asks = self.asks.iter().filter(|ask| ask.is_own).map(|ask| &ask.name);
        let outward = self.outward.iter().filter(|out| out.is_own).map(|out| &out.name);
        let own: HashSet<&String> = asks.chain(outward).collect();
        plan.start.forced.retain(|forced| !own.contains(&forced.widget));
    }
}

impl AskForm {
    fn of(proposed: Asks) -> Self {
        let mut form = Self {
            widget: Some(proposed.widget),
            name: proposed.name,
            is_voice: proposed.is_voice,
            silent: "0".to_owned(),
            hangs_up: "0".to_owned(),
            ..Self::default()
        };
        for (doing, weight) in proposed.answers {
            match doing {
                Doing::Says(text) => form.rows.push(Row::of(text, weight)),
                Doing::Silent => form.silent = weight.to_string(),
                Doing::HangsUp => form.hangs_up = weight.to_string(),
            }
        }
        form
    }

    fn weighted(&self) -> Weighted<Doing> {
        let says = self.rows.iter().map(|row| (Doing::Says(row.text.clone()), number(&row.weight)));
        let others = [(Doing::Silent, number(&self.silent)), (Doing::HangsUp, number(&self.hangs_up))];
        says.chain(others).collect()
    }

    /// All weights together.
    pub fn total(&self) -> u64 {
        self.weighted().iter().map(|(_, weight)| u64::from(*weight)).sum()
    }

    /// The event that it is left by, whatever stands here.
    pub fn decided(&self) -> Option<&str> {
        self.decided.as_deref().filter(|_| !self.is_own)
    }

    /// What is answered, on one line.
    pub fn summary(&self) -> String {
        if let Some(event) = self.decided() {
            return left_by(event);
        }
        let total = self.total();
        if total == 0 {
            return "always silent".to_owned();
        }
        let mut parts: Vec<String> = self
            .rows
            .iter()
            .filter(|row| number(&row.weight) > 0)
            .map(|row| format!("{} {}", row.text, percent(number(&row.weight), total)))
            .collect();
        for (weight, word) in [(&self.silent, "silent"), (&self.hangs_up, "hangs up")] {
            if number(weight) > 0 {
                parts.push(format!("{word} {}", percent(number(weight), total)));
            }
        }
        parts.join(" · ")
    }
}

impl OutwardForm {
    fn of(proposed: Outward, kept: &Answers) -> Self {
        let mut form = Self {
            widget: proposed.widget,
            name: proposed.name,
            failure: proposed.failure,
            fetches: proposed.fetches,
            bodies: Vec::new(),
            fails: "0".to_owned(),
            is_own: false,
            decided: None,
        };
        for (ending, weight) in proposed.endings {
            match ending {
                Ending::Answered(stub) => {
                    form.bodies.push(Row::of(stub.body, weight));
                }
                Ending::Leaves { .. } => form.fails = weight.to_string(),
                Ending::AsUsual => {}
            }
        }
        // What was decided for a run holds for many contacts, too.
        if let Some(answers) = kept.http_of(&form.name).filter(|_| form.fetches) {
            let count = u32::try_from(answers.len()).unwrap_or(u32::MAX).max(1);
            let each = (100_u32.saturating_sub(number(&form.fails)) / count).max(1).to_string();
            let text = |answer: &HttpAnswer| match answer.status {
                // A body that begins like a status is not taken for one.
                200 if stub_of(&answer.body, None).body == answer.body => answer.body.clone(),
                status => format!("{status} {}", answer.body),
            };
            let row = |answer: &HttpAnswer| Row {
                content_type: answer.content_type.clone(),
                ..Row::of(text(answer), &each)
            };
            form.bodies = answers.iter().map(row).collect();
        }
        form
    }

    fn fails_of_hundred(&self) -> Option<u32> {
        (!self.fetches).then(|| number(&self.fails))
    }

    fn weighted(&self) -> Weighted<Ending> {
        let fails = number(&self.fails);
        let failed = (Ending::Leaves { event: self.failure.to_owned(), result: None }, fails);
        let answered = |row: &Row| Ending::Answered(stub_of(&row.text, row.content_type.clone()));
        let bodies = self.bodies.iter().map(|row| (answered(row), number(&row.weight)));
        match self.fetches {
            true => bodies.chain([failed]).collect(),
            false => vec![(Ending::AsUsual, 100_u32.saturating_sub(fails)), failed],
        }
    }

    /// All weights together.
    pub fn total(&self) -> u64 {
        self.weighted().iter().map(|(_, weight)| u64::from(*weight)).sum()
    }

    /// The event that it is left by, whatever stands here.
    pub fn decided(&self) -> Option<&str> {
        self.decided.as_deref().filter(|_| !self.is_own)
    }

    /// How it ends, on one line.
    pub fn summary(&self) -> String {
        if let Some(event) = self.decided() {
            return left_by(event);
        }
        let fails = number(&self.fails);
        let words = match percent(fails, self.total().max(1)) {
            _ if fails == 0 => "never fails".to_owned(),
            share => format!("fails {share}"),
        };
        match (self.fetches, self.bodies.len()) {
            (true, 0) => "no answer: fails".to_owned(),
            (true, 1) => format!("1 answer · {words}"),
            (true, count) => format!("{count} answers · {words}"),
            (false, _) => words,
        }
    }
}

/// The event that was decided for a widget beside the flow, where the widget has it.
fn decided(flow: &Flow, kept: &Answers, widget: WidgetId) -> Option<String> {
    let widget = flow.widget(widget)?;
    let outcome = kept.outcome_of(widget.title()).filter(|outcome| !outcome.is_usual)?;
    let is_unknown = |leaves| not_left_by(widget, &outcome.event, leaves).is_some();
    let fits = has_event(widget, &outcome.event) && !outcome.leaves.as_ref().is_some_and(is_unknown);
    fits.then(|| outcome.event.clone())
}

fn left_by(event: &str) -> String {
    format!("left by {event}, as decided beside the flow")
}

/// An answer as it is typed: a body, or a status and a body.
fn stub_of(text: &str, content_type: Option<String>) -> Stub {
    let status = text.get(..3).and_then(|start| start.parse::<u16>().ok());
    let status = status.filter(|status| (100..=599).contains(status));
    let rest = text.get(3..).filter(|rest| rest.is_empty() || rest.starts_with(' '));
    match (status, rest) {
        (Some(status), Some(rest)) => Stub { status, body: rest.trim_start().to_owned(), content_type },
        _ => Stub { status: 200, body: text.to_owned(), content_type },
    }
}

/// A weight as it is typed.
pub fn weight(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() {
        return Some(0);
    }
    text.parse().ok().filter(|weight| *weight <= 1_000_000)
}

/// A weight as it is typed, 0 where it is none.
pub fn number(text: &str) -> u32 {
    weight(text).unwrap_or_default()
}

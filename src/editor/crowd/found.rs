//! The counts, made ready to be looked at: lines for the list and marks for the canvas. Worked out beside the window.

use std::sync::Arc;
use std::time::Duration;

use crate::editor::canvas::{CardHeat, HeatMarks, WireHeat};
use crate::editor::counts::{grouped, percent};
use crate::flow::{Flow, Output, Widget, WidgetId};
use crate::sim::crowd::{Fate, Totals, WidgetCount};
use crate::sim::trace::Reason;
use crate::widgets::widget_type;

/// The worst ends that are listed.
const WORST: usize = 8;

/// What was counted, to be shown.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The counts.
    pub totals: Totals,
    /// What the canvas shows of them.
    pub heat: Arc<HeatMarks>,
    /// What the list shows of them.
    pub lines: Vec<Line>,
    /// How long it has taken.
    pub took: Duration,
}

/// A line of the list; all are equally high.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// What it is about.
    pub text: String,
    /// The same where nothing stands around it: an output with its widget.
    pub name: String,
    /// The count, in words.
    pub count: String,
    /// The part of all contacts, 0 to 1.
    pub share: f32,
    /// What a click leads to.
    pub widget: Option<WidgetId>,
    /// A contact of whom it is true.
    pub example: Option<u32>,
    /// More of it, to be read on hover.
    pub detail: String,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// The title of those below.
    Title,
    /// A place where contacts drop off.
    DroppedOff,
    /// A place where something goes wrong.
    Failed,
    /// A code of Twilio's.
    Trouble,
    /// A widget.
    Widget,
    /// An output of the widget above.
    Output,
}

impl Found {
    /// Makes counts ready.
    pub fn of(totals: &Totals, flow: &Flow, took: Duration) -> Self {
        let mut totals = totals.clone();
        totals.ends.sort_by(|one, two| two.contacts.cmp(&one.contacts).then(one.widget.cmp(&two.widget)));
        let heat = Arc::new(heat_of(&totals));
        let lines = lines_of(&totals, flow);
        Self { totals, heat, lines, took }
    }
}

fn heat_of(totals: &Totals) -> HeatMarks {
    let mut heat = HeatMarks { contacts: totals.contacts, ..HeatMarks::default() };
    for count in &totals.widgets {
        heat.cards.insert(
            count.widget,
            CardHeat {
                contacts: count.contacts,
                entered: count.entered,
                reached_end: count.reached_end,
                lost: count.dropped_off.saturating_add(count.failed),
                failed: count.failed,
            },
        );
        for (index, output) in count.outputs.iter().enumerate() {
            let key = Output { widget: count.widget, index };
            heat.outputs.insert(key, WireHeat { contacts: output.contacts, taken: output.taken });
        }
    }
    heat
}

fn share_of(part: u32, whole: u32) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits than a float has")]
    let share = (f64::from(part) / f64::from(whole.max(1))) as f32;
    share
}

fn lines_of(totals: &Totals, flow: &Flow) -> Vec<Line> {
    let all = totals.contacts;
    let told = |part: u32| format!("{} · {}", grouped(u64::from(part)), percent(part, all));
    let title = |text: &str| Line {
        kind: LineKind::Title,
        text: text.to_owned(),
        name: text.to_owned(),
        count: String::new(),
        share: 0.0,
        widget: None,
        example: None,
        detail: String::new(),
    };
    let mut lines = Vec::new();
    let lost = totals.ends.iter().filter(|end| end.fate != Fate::ReachedEnd);
    for (index, end) in lost.take(WORST).enumerate() {
        if index == 0 {
            lines.push(title("Where they are lost"));
        }
        let widget = end.widget.and_then(|id| flow.widget(id));
        let name = widget.map_or("before the first widget", |widget| widget.title());
        let why = reason_in_words(end.reason, end.fate);
        let then = end.last.filter(|last| end.widget != Some(*last)).and_then(|last| flow.widget(last));
        let text = match (then, &end.event) {
            (Some(then), _) => format!("{name}, then {}", then.title()),
            (None, Some(event)) => format!("{name} · {}", event_label(widget, event)),
            (None, None) => name.to_owned(),
        };
        lines.push(Line {
            kind: if end.fate == Fate::Failed { LineKind::Failed } else { LineKind::DroppedOff },
            name: text.clone(),
            text,
            count: format!("−{}", told(end.contacts)),
            share: share_of(end.contacts, all),
            widget: end.widget,
            example: end.examples.first().copied(),
            detail: why.to_owned(),
        });
    }
    for (index, (code, trouble)) in totals.troubles.iter().enumerate() {
        if index == 0 {
            lines.push(title("Warnings and errors"));
        }
        lines.push(Line {
            kind: LineKind::Trouble,
            name: code.to_string(),
            text: format!("{code} {}", trouble.message),
            count: told(trouble.contacts),
            share: share_of(trouble.contacts, all),
            widget: trouble.widget,
            example: Some(trouble.example),
            detail: format!("{}: {} times", trouble.message, grouped(trouble.times)),
        });
    }
    lines.push(title("Widget by widget"));
    for count in &totals.widgets {
        if let Some(widget) = flow.widget(count.widget) {
            widget_lines(&mut lines, count, widget, all, &told);
        }
    }
    lines
}

fn widget_lines(
    lines: &mut Vec<Line>,
    count: &WidgetCount,
    widget: &Arc<Widget>,
    all: u32,
    told: &dyn Fn(u32) -> String,
) {
    let lost = count.dropped_off.saturating_add(count.failed);
    let mut detail = format!("entered {} times", grouped(count.entered));
    if lost > 0 {
        detail.push_str(&format!(", {} lost here", grouped(u64::from(lost))));
    }
    lines.push(Line {
        kind: LineKind::Widget,
        text: widget.title().to_owned(),
        name: widget.title().to_owned(),
        count: told(count.contacts),
        share: share_of(count.contacts, all),
        widget: Some(count.widget),
        example: None,
        detail,
    });
    for (way, output) in widget.transitions().iter().zip(&count.outputs) {
        let condition = way.conditions.first().map(|condition| &*condition.friendly_name);
        let label = condition
            .filter(|label| !label.is_empty())
            .unwrap_or_else(|| event_label(Some(widget), &way.event));
        lines.push(Line {
            kind: LineKind::Output,
            text: label.to_owned(),
            name: format!("{label} of {}", widget.title()),
            count: told(output.contacts),
            share: share_of(output.contacts, all),
            widget: Some(count.widget),
            example: output.examples.first().copied(),
            detail: match &way.next {
                Some(next) => format!("to {next}, {} times", grouped(output.taken)),
                None => format!("leads nowhere, {} times", grouped(output.taken)),
            },
        });
    }
}

/// An event as the card of its widget shows it.
fn event_label<'e>(widget: Option<&Arc<Widget>>, event: &'e str) -> &'e str {
    let kind = widget.and_then(|widget| widget_type(widget.kind()?));
    kind.and_then(|kind| kind.event(event)).map_or(event, |event| event.short)
}

fn reason_in_words(reason: Reason, fate: Fate) -> &'static str {
    match (reason, fate) {
        (Reason::Completed, Fate::DroppedOff) => {
            "The contact was silent, and nothing was heard of it after that"
        }
        (Reason::Completed, _) => "The flow is over",
        (Reason::HungUp, _) => "The contact hung up",
        (Reason::Expired, _) => "The contact was silent until the execution was too old",
        (Reason::UnhandledFailure, _) => "A failure leads nowhere",
        (Reason::MaxSteps, _) => "More steps than Studio allows",
        (Reason::WidgetLoop, _) => "One widget ran too often in a row",
        (Reason::NoMatch, _) => "No condition matched, and no match leads nowhere",
        (Reason::Unsupported, _) => "Nobody knows what this widget does",
        (Reason::Stopped, _) => "Nothing more would have happened",
    }
}

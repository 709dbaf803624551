//! Where the two part first, and why, as far as that is known.

use super::drive::Ours;
use super::real::{Real, RealStep};
use super::rows::{OurStep, Row, Sign};
use crate::flow::counted;

/// In what two steps differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parted {
    /// They are of different widgets.
    Widget,
    /// The same widget was left by another event.
    Event,
    /// The same event has led elsewhere.
    Next,
    /// Our run has ended, or waits, where the real one goes on.
    OursEnds,
    /// The real execution has ended where ours goes on.
    RealEnds,
}

/// Where they part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// The row.
    pub row: usize,
    /// In what.
    pub parted: Parted,
    /// The widget that both stood on.
    pub widget: String,
    /// What each has done, as a sentence.
    pub text: String,
    /// Why, as sentences; what is not known is not made up.
    pub why: Vec<String>,
    /// The flow at Twilio was another one there.
    pub is_other_revision: bool,
}

/// The first row in which the two part.
pub(super) fn first(real: &Real, rows: &[Row], ours: &Ours, revision: &[String]) -> Option<First> {
    let (index, row) = rows
        .iter()
        .enumerate()
        .find(|(_, row)| matches!(row.sign, Sign::Differs | Sign::OnlyReal | Sign::OnlyOurs))?;
    let step = row.real.and_then(|index| real.steps.get(index));
    let number = index + 1;
    let (parted, widget, text) = match (step, &row.ours) {
        (Some(step), Some(mine)) => parted(number, step, mine),
        (Some(step), None) => {
            let title = step.title();
            let stands = match (&ours.stands, ours.ended) {
                (Some((widget, awaited)), _) if awaited.is_empty() => format!("ours stops at `{widget}`"),
                (Some((widget, awaited)), _) => format!("ours still waits at `{widget}` for {awaited}"),
                (None, Some(reason)) => format!("ours has ended before ({})", reason.name()),
                (None, None) => "ours has no such step".to_owned(),
            };
            let text =
                format!("Step {number}: the real execution left `{title}` by `{}`, and {stands}", step.event);
            (Parted::OursEnds, title, text)
        }
        (None, mine) => {
            let title = mine.as_ref().map(|mine| mine.widget.clone()).unwrap_or_default();
            let event = mine.as_ref().map(|mine| mine.event.clone()).unwrap_or_default();
            let how = if real.is_active == Some(false) { "has ended" } else { "has no further step" };
            let text =
                format!("Step {number}: the real execution {how}, and ours leaves `{title}` by `{event}`");
            (Parted::RealEnds, title, text)
        }
    };
    // The same event cannot lead to two places in one flow; a path that does not fit was another flow's.
    let is_other_revision = step
        .is_some_and(|step| revision.iter().any(|told| told.contains(&format!("`{}`", step.widget))))
        || (parted == Parted::Next && !revision.is_empty());
    let mut why = Vec::new();
    if is_other_revision {
        why.push(
            "The flow at Twilio was another one there, so this says nothing of the engine: pull the revision that ran"
                .to_owned(),
        );
    }
    if let Some(mine) = &row.ours {
        why.extend(reasons(mine));
    }
    why.extend(earlier(rows, index));
    Some(First { row: index, parted, widget, text, why, is_other_revision })
}

fn parted(number: usize, step: &RealStep, mine: &OurStep) -> (Parted, String, String) {
    let title = step.title();
    let to = |next: Option<&str>| match next {
        Some(next) => format!("to `{next}`"),
        None => "to the end".to_owned(),
    };
    let (theirs, own) = (to(step.next.as_deref()), to(mine.next.as_deref()));
    if title != mine.widget {
        let text = format!("Step {number}: the real execution left `{title}`, ours left `{}`", mine.widget);
        return (Parted::Widget, mine.widget.clone(), text);
    }
    let text = format!(
        "Step {number}: the real execution left `{title}` by `{}` {theirs}, ours by `{}` {own}",
        step.event, mine.event
    );
    let parted = if step.event == mine.event { Parted::Next } else { Parted::Event };
    (parted, title, text)
}

/// What our engine says of its own way.
fn reasons(mine: &OurStep) -> Vec<String> {
    let mut why: Vec<String> =
        mine.why.iter().map(|why| format!("Ours went this way because {why}")).collect();
    why.extend(mine.warnings.iter().map(|warning| format!("Ours warned: {warning}")));
    why.extend(mine.assumptions.iter().map(|(id, took)| {
        format!("Ours rests on `{id}`, which nobody outside Twilio has confirmed: {took}")
    }));
    why
}

/// The variable that differed first before they parted: what follows may follow from it.
fn earlier(rows: &[Row], before: usize) -> Option<String> {
    let (index, row) = rows.iter().enumerate().take(before).find(|(_, row)| row.has_differing_variables())?;
    let difference = row.variables.iter().find(|difference| difference.kind.counts())?;
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    Some(format!(
        "Already after step {} `{}` differs: {} there, {} here",
        index + 1,
        difference.path,
        shown(&difference.real),
        shown(&difference.ours)
    ))
}

/// The verdict as a sentence.
pub(super) fn summary(
    verdict: super::Verdict,
    rows: &[Row],
    first: Option<&First>,
    first_variables: Option<usize>,
) -> String {
    let same = rows.iter().take_while(|row| matches!(row.sign, Sign::Same | Sign::Given)).count();
    let steps = |count: usize| counted(count, "step");
    match (verdict, first, first_variables) {
        (super::Verdict::NotRun, ..) => format!("{} were read, and nothing was compared", steps(rows.len())),
        (super::Verdict::Equal, ..) => {
            format!("{} and their variables are the same as far as they can be compared", steps(same))
        }
        (_, Some(first), _) => first.text.clone(),
        (_, None, Some(row)) => {
            format!("{} are the same; after step {} variables differ", steps(same), row + 1)
        }
        (_, None, None) => format!("{} are the same", steps(same)),
    }
}

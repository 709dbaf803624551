//! `--compare`: an execution that took place at Twilio, beside what the engine does with the same inputs.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{Arguments, Format, program};
use crate::cli::beside::Beside;
use crate::cli::output::Output;
use crate::cli::settings::Finder;
use crate::cli::{Outcome, input};
use crate::sim::compare::{Comparison, Options, Real, Row, Sign, Verdict, compare, read};

/// Compares, and prints both paths and where they part.
pub(super) fn run(path: &Path, arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let name = input::name_of(path);
    let bytes = input::bytes(path).map_err(|error| format!("--compare: {}", error.text(&name)))?;
    let text = input::text(&bytes).map_err(|error| format!("--compare: {}", error.text(&name)))?;
    let real = read(text).map_err(|error| format!("--compare: {name}: {error}"))?;
    let flow = input::current_flow(&arguments.flow)?;
    let beside = Beside::read(&arguments.flow)?;
    let program = program(arguments, flow.document.flow(), &beside, output)?;
    let mut options = Options::at(arguments.now.unwrap_or_else(Timestamp::now));
    options.assume = arguments.assume.over(&*Finder::default().of(&arguments.flow)?)?;
    if let Some(zone) = &arguments.zone {
        options.zone = TimeZone::get(zone).map_err(|_| format!("--zone: there is no time zone `{zone}`"))?;
    }
    let comparison = compare(&program, &real, &options);
    match arguments.format {
        Format::Json => output.line(&as_json(&comparison, &real)),
        Format::Text => print(&comparison, &real, output),
    }
    match comparison.verdict {
        Verdict::Equal => Ok(Outcome::Well),
        Verdict::Differs | Verdict::OtherRevision => Ok(Outcome::Findings),
        Verdict::NotRun => Err(format!("--compare: {name}: {}", comparison.not_compared.join("; "))),
    }
}

fn word(sign: Sign) -> &'static str {
    match sign {
        Sign::Same => "same",
        Sign::Given => "given",
        Sign::Differs => "differs",
        Sign::OnlyReal => "only-real",
        Sign::OnlyOurs => "only-ours",
        Sign::NotCompared => "not-compared",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Equal => "equal",
        Verdict::Differs => "differs",
        Verdict::OtherRevision => "other-revision",
        Verdict::NotRun => "not-run",
    }
}

fn as_json(comparison: &Comparison, real: &Real) -> String {
    let steps = comparison.rows.iter().map(|row| {
        let step = row.real.and_then(|index| real.steps.get(index));
        let variables = row.variables.iter().map(|difference| {
            json!({"path": difference.path, "real": difference.real, "ours": difference.ours,
                "counts": difference.kind.counts()})
        });
        let variables: Vec<_> = variables.collect();
        json!({
            "sign": word(row.sign),
            "real": step.map(|step| json!({"widget": step.title(), "event": step.event, "next": step.next})),
            "ours": row.ours.as_ref().map(|ours| {
                json!({"widget": ours.widget, "event": ours.event, "next": ours.next, "why": ours.why})
            }),
            "variables": variables,
        })
    });
    let steps: Vec<_> = steps.collect();
    let first = comparison.first.as_ref().map(
        |first| json!({"step": first.row + 1, "widget": first.widget, "text": first.text, "why": first.why}),
    );
    json!({"version": 1, "verdict": verdict(comparison.verdict), "summary": comparison.summary, "first": first,
        "steps": steps, "revision": comparison.revision, "not_compared": comparison.not_compared})
    .to_string()
}

fn print(comparison: &Comparison, real: &Real, output: &Output) {
    for (index, row) in comparison.rows.iter().enumerate() {
        output.line(&line(index, row, real));
        for difference in row.variables.iter().filter(|difference| difference.kind.counts()) {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
            let (theirs, ours) = (shown(&difference.real), shown(&difference.ours));
            output.line(&format!("      {}: real {theirs}, ours {ours}", difference.path));
        }
    }
    output.line(&comparison.summary);
    let reasons = comparison.first.iter().flat_map(|first| &first.why);
    for text in reasons.chain(&comparison.revision).chain(&comparison.not_compared) {
        output.line(&format!("  {text}"));
    }
}

fn line(index: usize, row: &Row, real: &Real) -> String {
    let way = |widget: &str, event: &str, next: Option<&str>| {
        format!("{widget} {event} → {}", next.unwrap_or("end"))
    };
    let theirs = row.real.and_then(|index| real.steps.get(index));
    let theirs = theirs.map(|step| way(&step.title(), &step.event, step.next.as_deref()));
    let ours = row.ours.as_ref().map(|ours| way(&ours.widget, &ours.event, ours.next.as_deref()));
    let number = index + 1;
    match (row.sign, theirs, ours) {
        (Sign::Same, Some(theirs), _) => format!("{number:4} = {theirs}"),
        (Sign::Given, Some(theirs), _) => format!("{number:4} ≈ {theirs}"),
        (Sign::NotCompared, theirs, ours) => {
            format!("{number:4} · real {}; ours {}", theirs.unwrap_or("–".into()), ours.unwrap_or("–".into()))
        }
        (_, theirs, ours) => {
            format!("{number:4} ≠ real {}; ours {}", theirs.unwrap_or("–".into()), ours.unwrap_or("–".into()))
        }
    }
}

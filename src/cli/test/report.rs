//! The report of flow tests for people, and as JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::collect::Suite;
use super::{Done, Report};
use crate::sim::flow_test::{Failure, FlowCoverage, Unreached};

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

struct Painter(bool);

impl Painter {
    fn paint(&self, colour: &str, text: &str) -> String {
        if self.0 { format!("{colour}{text}{RESET}") } else { text.to_owned() }
    }
}

/// The report for people.
pub(super) fn text(report: &Report<'_>, is_colored: bool) -> String {
    let painter = Painter(is_colored);
    let mut out = String::new();
    for (suite, done) in report.by_suite() {
        let failed: Vec<(&Done, &Failure)> =
            done.iter().filter_map(|done| Some((done, done.played.failure.as_ref()?))).collect();
        let all = count(done.len(), "test");
        // Writing to a string cannot fail.
        let _ = match failed.len() {
            0 => writeln!(out, "{}    {} ({all})", painter.paint(GREEN, "ok"), clean(&suite.name)),
            many => {
                let word = painter.paint(RED, "FAILED");
                writeln!(out, "{word} {} ({many} of {all})", clean(&suite.name))
            }
        };
        for (done, failure) in failed {
            tell(&mut out, &painter, suite, done, failure);
        }
    }
    if let Some(coverage) = &report.coverage {
        out.push('\n');
        for (flow, of_flow) in coverage {
            tell_coverage(&mut out, flow, of_flow);
        }
    }
    let (tests, failed) = (report.done.len(), report.failed());
    let files = count(report.by_suite().count(), "file");
    let mut end = match (tests, failed) {
        (0, _) => "nothing was played".to_owned(),
        (_, 0) => painter.paint(GREEN, "all passed"),
        (_, failed) => painter.paint(RED, &format!("{} passed, {failed} failed", tests - failed)),
    };
    let mistaken: BTreeSet<&str> =
        report.loaded.mistakes.iter().map(|mistake| mistake.file.as_str()).collect();
    if !mistaken.is_empty() {
        let told = format!("{} not played for mistakes", count(mistaken.len(), "file"));
        let _ = write!(end, "; {}", painter.paint(RED, &told));
    }
    let _ = write!(out, "\n{} in {files}: {end}", count(tests, "test"));
    out
}

fn tell(out: &mut String, painter: &Painter, suite: &Suite, done: &Done, failure: &Failure) {
    let (line, column) = suite.position(failure.offset);
    let name = suite.file.tests.get(done.test).map(|test| test.name.value.as_str()).unwrap_or_default();
    let _ = writeln!(out, "\n  {}:{line}:{column}: {}", clean(&suite.name), clean(name));
    for line in &failure.dialogue {
        let text = indented(line, "      ");
        let text = if line.starts_with(' ') { painter.paint(DIM, &text) } else { text };
        let _ = writeln!(out, "    {text}");
    }
    let _ = writeln!(out, "    expected: {}", painter.paint(GREEN, &indented(&failure.expected, "      ")));
    let _ = writeln!(out, "    but:      {}\n", painter.paint(RED, &indented(&failure.came, "      ")));
}

/// Later lines of a text stand below its first one.
fn indented(text: &str, margin: &str) -> String {
    clean(text).replace('\n', &format!("\n    {margin}"))
}

fn tell_coverage(out: &mut String, flow: &str, of_flow: &FlowCoverage) {
    let FlowCoverage { widgets, unreached_widgets, transitions, unreached_transitions } = of_flow;
    let share = |whole: &usize, missing: usize| {
        let reached = whole.saturating_sub(missing);
        // Rounded down: 100 % is only what is whole.
        let percent = if *whole == 0 { 100 } else { reached * 100 / whole };
        format!("{reached} of {whole} ({percent} %)")
    };
    let _ = writeln!(
        out,
        "coverage of {}: widgets {}, transitions {}",
        clean(flow),
        share(widgets, unreached_widgets.len()),
        share(transitions, unreached_transitions.len())
    );
    for widget in unreached_widgets {
        let _ = writeln!(out, "  no test reaches {}", clean(widget));
    }
    for Unreached { widget, event, condition, next, .. } in unreached_transitions {
        let condition = if condition.is_empty() { String::new() } else { format!(" “{condition}”") };
        let _ =
            writeln!(out, "  no test takes {}", clean(&format!("{widget} — {event}{condition} → {next}")));
    }
}

fn count(many: usize, what: &str) -> String {
    if many == 1 { format!("1 {what}") } else { format!("{many} {what}s") }
}

/// A flow's text must not steer the terminal.
fn clean(text: &str) -> String {
    text.chars().map(|char| if char.is_control() && char != '\n' { '\u{fffd}' } else { char }).collect()
}

/// The report as one JSON document.
pub(super) fn json(report: &Report<'_>) -> String {
    let files: Vec<Value> = report
        .by_suite()
        .map(|(suite, done)| {
            let tests: Vec<Value> = done.iter().map(|done| of_test(suite, done)).collect();
            json!({"file": suite.name, "flow": suite.flow, "tests": tests})
        })
        .collect();
    let mistakes: Vec<Value> = report
        .loaded
        .mistakes
        .iter()
        .map(|at| {
            let place = |number: usize| if number == 0 { Value::Null } else { json!(number) };
            let mistake = &at.mistake;
            json!({"file": at.file, "line": place(mistake.line), "column": place(mistake.column), "message": mistake.message})
        })
        .collect();
    let (tests, failed) = (report.done.len(), report.failed());
    let document = json!({
        "version": 1,
        "summary": {"files": files.len(), "tests": tests, "passed": tests - failed, "failed": failed},
        "files": files,
        "mistakes": mistakes,
    });
    let Value::Object(mut document) = document else { return String::new() };
    if let Some(coverage) = &report.coverage {
        let coverage = coverage.iter().map(|(flow, of_flow)| of_coverage(flow, of_flow)).collect();
        document.insert("coverage".to_owned(), coverage);
    }
    Value::Object(document).to_string()
}

fn of_test(suite: &Suite, done: &Done) -> Value {
    let place = |offset: usize| {
        let (line, column) = suite.position(offset);
        (json!(line), json!(column))
    };
    let test = suite.file.tests.get(done.test);
    let (line, column) = place(test.map(|test| test.name.offset).unwrap_or_default());
    let failure = done.played.failure.as_ref().map(|failure| {
        let (line, column) = place(failure.offset);
        json!({"line": line, "column": column, "expected": failure.expected, "came": failure.came, "dialogue": failure.dialogue})
    });
    json!({
        "name": test.map(|test| test.name.value.as_str()),
        "line": line,
        "column": column,
        "passed": failure.is_none(),
        "steps": done.played.steps,
        "failure": failure,
    })
}

fn of_coverage(flow: &str, of_flow: &FlowCoverage) -> Value {
    let unreached: Vec<Value> = of_flow
        .unreached_transitions
        .iter()
        .map(|way| {
            json!({"widget": way.widget, "index": way.index, "event": way.event, "condition": way.condition, "next": way.next})
        })
        .collect();
    json!({
        "flow": flow,
        "widgets": {
            "all": of_flow.widgets,
            "reached": of_flow.widgets - of_flow.unreached_widgets.len(),
            "unreached": of_flow.unreached_widgets,
        },
        "transitions": {
            "all": of_flow.transitions,
            "reached": of_flow.transitions - unreached.len(),
            "unreached": unreached,
        },
    })
}

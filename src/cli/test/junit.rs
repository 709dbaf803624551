//! The report of flow tests as XML in the shape that JUnit's takers read. Times are left at zero, so that the same
//! tests give the same report.

use std::fmt::Write as _;

use super::Report;
use super::collect::FileMistake;

/// The report.
pub(super) fn xml(report: &Report<'_>) -> String {
    let (tests, failed, errors) = (report.done.len(), report.failed(), report.loaded.mistakes.len());
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<testsuites name=\"cordboard\" tests=\"{}\" failures=\"{failed}\" errors=\"{errors}\" time=\"0\">",
        tests + errors
    );
    for (suite, done) in report.by_suite() {
        let file = escaped(&suite.name);
        let failed = done.iter().filter(|done| done.played.failure.is_some()).count();
        let tests = done.len();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{file}\" tests=\"{tests}\" failures=\"{failed}\" errors=\"0\" time=\"0\">"
        );
        for done in done {
            let test = suite.file.tests.get(done.test);
            let name = escaped(test.map(|test| test.name.value.as_str()).unwrap_or_default());
            let (line, _) = suite.position(test.map(|test| test.name.offset).unwrap_or_default());
            let head = format!(
                "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\" time=\"0\""
            );
            let Some(failure) = &done.played.failure else {
                let _ = writeln!(out, "{head}/>");
                continue;
            };
            let (line, column) = suite.position(failure.offset);
            let message = format!("expected: {}; but: {}", failure.expected, failure.came);
            let text = format!(
                "{}:{line}:{column}\n{}\nexpected: {}\nbut:      {}",
                suite.name,
                failure.dialogue.join("\n"),
                failure.expected,
                failure.came
            );
            let _ = writeln!(
                out,
                "{head}>\n      <failure message=\"{}\" type=\"difference\">{}</failure>\n    </testcase>",
                escaped(&message),
                escaped(&text)
            );
        }
        out.push_str("  </testsuite>\n");
    }
    for mistakes in report.loaded.mistakes.chunk_by(|one, two| one.file == two.file) {
        of_mistakes(&mut out, mistakes);
    }
    out.push_str("</testsuites>");
    out
}

/// A file that could not be played is a suite of errors.
fn of_mistakes(out: &mut String, mistakes: &[FileMistake]) {
    let Some(first) = mistakes.first() else { return };
    let (file, many) = (escaped(&first.file), mistakes.len());
    let _ = writeln!(
        out,
        "  <testsuite name=\"{file}\" tests=\"{many}\" failures=\"0\" errors=\"{many}\" time=\"0\">"
    );
    for mistake in mistakes {
        let text = escaped(&mistake.text());
        let _ = writeln!(
            out,
            "    <testcase name=\"the file can be played\" classname=\"{file}\" file=\"{file}\" time=\"0\">\n      \
             <error message=\"{text}\" type=\"mistake\"/>\n    </testcase>"
        );
    }
    out.push_str("  </testsuite>\n");
}

/// A text in XML: what has a meaning there, and what no XML may hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => {
                out.push('\u{fffd}');
            }
            other => out.push(other),
        }
    }
    out
}

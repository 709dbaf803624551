//! What the gallery's test cannot reach from the outside.

use std::ops::Range;

use egui::FontFamily;
use egui::text::LayoutJob;
use egui::text_edit::Suggestion;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{FieldOptions, Highlight, Severity, Toasts, liquid_field, liquid_job, rich_text};
use crate::editor::theme;

/// The parts of a text as they are painted, those in monospace in square brackets.
fn painted(job: &LayoutJob) -> String {
    job.sections
        .iter()
        .map(|section| {
            let range = section.byte_range.start.0..section.byte_range.end.0;
            let text = &job.text[range];
            if section.format.font_id.family == FontFamily::Monospace {
                format!("[{text}]")
            } else {
                text.to_owned()
            }
        })
        .collect()
}

fn check_highlight(text: &'static str, highlighter: super::Highlighter, expected: &str) {
    let ctx = egui::Context::default();
    theme::apply(&ctx);
    let mut found = String::new();
    let output = ctx.run_ui(egui::RawInput::default(), |ui| {
        let job = liquid_job(ui, text, highlighter, &theme::body(), egui::Color32::WHITE);
        assert_eq!(job.text, text, "what is painted is what was written");
        found = painted(&job);
    });
    output.drop_without_applying_deltas();
    assert_eq!(found, expected);
}

#[test]
fn liquid_stands_out_and_no_text_is_lost_whatever_the_highlighter_says() {
    check_highlight("Hi {{a}}!", |_| vec![(3..8, Highlight::Liquid)], "Hi [{{a}}]!");
    check_highlight(
        "{{a}}{{b}}",
        |_| vec![(0..5, Highlight::Liquid), (5..10, Highlight::Problem)],
        "[{{a}}][{{b}}]",
    );
    check_highlight("", |_| Vec::new(), "");
    // Outside of the text, inside of a character, backwards, and over each other.
    check_highlight("äö", |_| vec![(0..99, Highlight::Liquid)], "äö");
    check_highlight("äö", |_| vec![(1..2, Highlight::Liquid)], "äö");
    #[expect(clippy::reversed_empty_ranges, reason = "a mistake that a highlighter can make")]
    check_highlight("abcd", |_| vec![(3..1, Highlight::Liquid)], "abcd");
    check_highlight("abcd", |_| vec![(0..3, Highlight::Liquid), (1..4, Highlight::Liquid)], "[abc]d");
}

#[test]
fn back_quotes_mark_monospace() {
    let check = |text: &str, expected: &str| {
        assert_eq!(painted(&rich_text(text, &theme::body(), egui::Color32::WHITE)), expected);
    };
    check("`a.b` has not run", "[][a.b] has not run".trim_start_matches("[]"));
    check("plain", "plain");
    check("odd ` quote", "odd [ quote]");
}

/// What a completer answers.
type Completion = Option<(Range<usize>, Vec<Suggestion>)>;

/// Types `typed` into an empty field, accepts the first suggestion, and compares the text.
fn check_completion(typed: &str, completer: fn(&str, usize) -> Completion, expected: &str) {
    let mut harness = Harness::builder().with_context_setup(theme::apply).with_max_steps(16).build_ui_state(
        move |ui, text: &mut String| {
            let options = FieldOptions::default();
            let mut completer = completer;
            liquid_field(ui, "field", "Body", text, "", &options, |_| Vec::new(), Some(&mut completer));
        },
        String::new(),
    );
    harness.get_by_label("Body").focus();
    harness.run();
    harness.get_by_label("Body").type_text(typed);
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(harness.state(), expected);
}

#[test]
fn a_suggestion_replaces_what_the_caller_says() {
    // As much as the word, more than it, and less than it.
    check_completion("{{wid", |_, cursor| Some((2..cursor, vec![Suggestion::new("widgets")])), "{{widgets");
    check_completion(
        "ä | up",
        |_, cursor| Some((0..cursor, vec![Suggestion::new("ä | upcase")])),
        "ä | upcase",
    );
    check_completion(
        "{{flow.da",
        |_, cursor| Some((7..cursor, vec![Suggestion::new("data")])),
        "{{flow.data",
    );
    // What would change the text before the word cannot be done, and nonsense does no harm.
    check_completion("{{a b", |_, cursor| Some((0..cursor, vec![Suggestion::new("other b")])), "{{a b");
    check_completion("abc", |_, _| Some((70..90, vec![Suggestion::new("x")])), "abc");
}

#[test]
fn at_most_three_messages_are_shown_and_errors_stay_longest() {
    let mut toasts: Toasts<()> = Toasts::default();
    toasts.push(Severity::Error, "one", None);
    toasts.push(Severity::Info, "two", None);
    toasts.push(Severity::Warning, "three", None);
    toasts.push(Severity::Info, "four", None);
    toasts.push(Severity::Info, "four", None);
    assert_eq!(toasts.shown_count(), 3, "the oldest that goes by itself made room; the same again is one");
    let log: Vec<_> = toasts.log().map(|(_, text)| text).collect();
    assert_eq!(log, ["four", "four", "three", "two", "one"]);
    for number in 0..500 {
        toasts.push(Severity::Error, number.to_string(), None);
    }
    assert_eq!(toasts.shown_count(), 3);
    assert_eq!(toasts.log().count(), 200);
}

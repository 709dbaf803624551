//! The seventeen predicates, and regular expressions as Java reads them.

use serde_json::{Value, json};

use crate::widgets::condition::{PREDICATES, Problem, Verdict, evaluate};

fn run(kind: &str, argument: Value, value: &str) -> Result<Verdict, Problem> {
    let now = "2026-11-21T09:00:00-08:00[America/Los_Angeles]".parse().expect("a time");
    evaluate(kind, &argument, value, &now, &Default::default())
}

#[track_caller]
fn check(kind: &str, argument: Value, value: &str, expected: bool) {
    match run(kind, argument.clone(), value) {
        Ok(verdict) => assert_eq!(verdict.holds, expected, "{kind} {argument} {value:?}: {}", verdict.why),
        Err(problem) => panic!("{kind} {argument} {value:?}: {problem}"),
    }
}

#[test]
fn text_is_compared_without_case_and_margins() {
    check("equal_to", json!(" YES\n"), "yes ", true);
    check("equal_to", json!("É"), "é", true);
    check("equal_to", json!(5), "5", true);
    check("equal_to", Value::Null, "", true);
    check("not_equal_to", json!("no"), "yes", true);
    check("contains", json!("aab"), "A", true);
    check("contains", json!("aab"), "ba", false);
    check("does_not_contain", json!("aab"), "ba", true);
    check("starts_with", json!("Hello"), "he", true);
    check("does_not_start_with", json!("Hello"), "he", false);
}

#[test]
fn lists_are_separated_by_commas() {
    check("matches_any_of", json!("YES"), "yes,yeah,yup", true);
    check("matches_any_of", json!("yup"), "yes, yeah , yup", true);
    check("matches_any_of", json!("ye"), "yes,yeah", false);
    check("matches_any_of", json!(""), "a,,b", false);
    check("does_not_match_any_of", json!("maybe"), "yes,no", true);
    check("does_not_match_any_of", json!("No"), "yes,no", false);
}

#[test]
fn blank_is_white_space_or_nothing() {
    check("is_blank", json!(" \t"), "Is Blank", true);
    check("is_blank", json!("Twilio"), "Is Blank", false);
    check("is_not_blank", json!("x"), "Is Not Blank", true);
    check("is_not_blank", Value::Null, "", false);
}

#[test]
fn numbers_times_and_dates() {
    check("greater_than", json!(900), "1000", false);
    check("less_than", json!(9), "10", true);
    check("less_than", json!("9"), "10", true);
    check("less_than", json!("abc"), "10", false);
    check("greater_than", json!("inf"), "10", false);
    check("is_before_time", json!("17:00"), "16:35", false);
    check("is_after_time", json!("9:05"), "09:04", true);
    check("is_before_time", json!("10:00"), "10:00", false);
    check("is_before_time", json!("25:00"), "10:00", false);
    check("is_after_date", json!("2019-08-12"), "2017-09-04", true);
    check("is_before_date", json!("tomorrow"), "2017-09-04", false);
    // 03:00 in London is still the day before in Los Angeles.
    check("is_before_date", json!("2026-11-21T03:00:00Z"), "2026-11-21", true);
    let assumed =
        |kind, argument, value| run(kind, argument, value).expect("a verdict").assumption.map(|a| a.id);
    assert_eq!(assumed("less_than", json!("9"), "10"), Some("text-as-number"));
    assert_eq!(assumed("less_than", json!(9), "10"), None);
    assert_eq!(assumed("is_after_time", json!("10:00"), "10:00"), Some("equal-moments"));
}

#[test]
fn wrong_conditions_are_problems() {
    let check = |kind: &str, value: &str, expected: &str| {
        let problem = run(kind, json!("1"), value).expect_err(value).to_string();
        assert!(problem.contains(expected), "{problem}");
    };
    check("less_than", "ten", "`ten` is no number");
    check("is_after_time", "noon", "no time of day");
    check("is_before_date", "4.9.2017", "no date");
    check("sounds_like", "x", "no condition type `sounds_like`");
    check("regex", "(", "was not checked");
}

#[test]
fn every_predicate_is_decided() {
    for predicate in PREDICATES {
        let value = match predicate.kind {
            kind if kind.ends_with("time") => "10:00",
            kind if kind.ends_with("date") => "2026-01-01",
            _ => "1",
        };
        assert!(run(predicate.kind, json!("1"), value).is_ok(), "{}", predicate.kind);
    }
}

#[test]
fn a_regex_must_match_the_whole_text() {
    let check = |pattern: &str, text: &str, expected: bool| check("regex", json!(text), pattern, expected);
    check("[1-5]", "6", false);
    check("[1-5]", "55", false);
    check("yes|no", "no", true);
    check("yes|no", "yes please", false);
    check("^yes$", "YES", true);
    check(r"\d{5}(-\d{4})?", "12345-6789", true);
    check(r"(?=.*a)[a-z]++", "bab", true);
    check(r"(a)\1", "AA", true);
    check(r"\Qa.b\E", "a.b", true);
    check(r"\Qa.b\E", "axb", false);
    check(r".+\@.+", "a@b", true);
    check(r"[\w.-]+", "a_b.c-d", true);
    check(r"[^\d]+", "abc", true);
    check(r"a{2}+", "aa", true);
    check(r"[+\-*/]", "-", true);
    check(r"[]a]+", "]a", true);
    check(r"[a-z&&[^b]]", "b", false);
    check(r"\p{Alpha}+", "abc", true);
}

#[test]
fn a_regex_means_what_it_means_to_java() {
    let check = |pattern: &str, text: &str, expected: bool| check("regex", json!(text), pattern, expected);
    check(r"\d", "٣", false);
    check(r"\w+", "é", false);
    check(r"a\hb", "a b", true);
    check(r"a.b", "a\rb", false);
    check(r"(?s)a.b", "a\rb", true);
    check(r"[[:x]]+", ":x", true);
    check(r"[a--]+", "a-", true);
    check("\\u0041", "a", true);
}

#[test]
fn what_java_refuses_or_means_otherwise_is_not_guessed() {
    for pattern in [
        "(", ")", "a{", "a{,3}", r"\K", r"\g<1>", "(?P<a>b)", "(?(1)a)", "(?x)a b", "(?U)a*", "*", r"\",
        "[a", "(?~a)",
    ] {
        assert!(run("regex", json!("a"), pattern).is_err(), "{pattern}");
    }
    // It would run for ages: stopped, and said.
    let slow = run("regex", json!("a".repeat(60) + "!"), r"(?:(a|a)\2?)*b");
    assert!(slow.is_err() || slow.is_ok_and(|verdict| !verdict.holds));
}

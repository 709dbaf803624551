//! Tests of what is asked for and told: rules by code, places, fixes and reports.

use serde_json::{Value, json};

use super::{open, sound};
use crate::check::message::estimate;
use crate::check::report::{self, File};
use crate::check::*;
use crate::flow::Flow;

#[test]
fn the_published_flow_is_checked_harder() {
    let mut flow = sound();
    flow["states"][3]["properties"]["body"] = json!("");
    let flow = open(&flow.to_string());
    let severity = |publish| {
        let found = check(&flow, &Options { publish, ..Options::default() });
        found.iter().map(|found| (found.severity, found.blocks)).collect::<Vec<_>>()
    };
    assert_eq!(severity(false), [(Severity::Warning, Blocks::Publish)]);
    assert_eq!(severity(true), [(Severity::Error, Blocks::Publish)]);
}

#[test]
fn rules_are_chosen_by_code() {
    let mut flow = sound();
    flow["states"][3]["properties"]["body"] = json!("");
    flow["states"][3]["properties"]["media_url"] = json!(" x y");
    flow["states"][1]["properties"]["timeout"] = json!(60);
    let flow = open(&flow.to_string());
    let found = |only: &[&str], skip: &[&str]| {
        let list = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let options = Options { only: list(only), skip: list(skip), ..Options::default() };
        check(&flow, &options).iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(found(&[], &[]), ["old-type", "bad-url"]);
    assert_eq!(found(&["old-type"], &[]), ["old-type"]);
    assert_eq!(found(&[], &["old-type"]), ["bad-url"]);
    assert_eq!(unknown_codes(&["bad-url".to_owned(), "nonsense".to_owned()]), ["nonsense"]);
    let mut codes = std::collections::HashSet::new();
    assert!(rules().all(|rule| codes.insert(rule.code) && !rule.why.is_empty()));
}

#[test]
fn places_are_lines_and_columns() {
    let text = "{\n  \"states\": [\n    {\"name\": \"é\\ud83d\\ude00\", \"type\": \"send-message\", \"transitions\": [],\n     \
                \"properties\": {\"from\": \"x\", \"body\": \"\\u00e9 \\\"😀 {{ | }}\"}}\n  ],\n  \"initial_state\": \"é😀\"\n}";
    let flow = open(text);
    let mut found = check(&flow, &Options::default());
    locate(&flow, &mut found);
    let spans: Vec<String> = found
        .iter()
        .map(|found| {
            let span = found.span.expect("a span");
            format!(
                "{} {}:{}-{}:{}",
                found.code, span.start.line, span.start.column, span.end.line, span.end.column
            )
        })
        .collect();
    assert!(spans.contains(&"no-trigger 2:13-5:4".to_owned()), "{spans:?}");
    assert!(spans.contains(&"bad-name 3:14-3:29".to_owned()), "{spans:?}");
    // Where something is missing, at what it is missing from.
    assert!(spans.contains(&"missing-event 3:70-3:72".to_owned()), "{spans:?}");
    let template = found.iter().find(|found| found.code == "bad-template").expect("found");
    let range = template.place.range.clone().expect("a range");
    let span = template.span.expect("a span");
    // `\u00e9 \"` is nine characters in the file and four bytes of meaning, the face one and four.
    assert_eq!(span.start.line, 4);
    let body = text.lines().nth(3).expect("a line");
    let written: String =
        body.chars().skip(span.start.column - 1).take(span.end.column - span.start.column).collect();
    assert_eq!(Some(&*written), "é \"😀 {{ | }}".get(range));
}

#[test]
fn safe_fixes_are_applied_and_the_rest_remains() {
    let mut flow = sound();
    flow["flags"] = json!({});
    flow["states"][1]["properties"]["timeout"] = json!(60);
    flow["states"][3]["properties"]["shorten_urls"] = json!("true");
    flow["states"][3]["properties"]["body"] = json!(12);
    flow["states"][3]["transitions"][1]["next"] = json!("goodbye");
    let flow = open(&flow.to_string());
    let fixed = fix_all(&flow, &Options::default());
    assert_eq!(fixed.done.len(), 4, "{:?}", fixed.done);
    let remaining: Vec<_> = fixed.remaining.iter().map(|found| found.code).collect();
    assert_eq!(remaining, ["unknown-target", "unreachable"]);
    let value = fixed.flow.to_value();
    assert_eq!(value["states"][1]["properties"]["timeout"], "60");
    assert_eq!(value["states"][3]["properties"]["shorten_urls"], true);
    assert_eq!(value["states"][3]["properties"]["body"], "12");
}

#[test]
fn every_safe_fix_removes_its_finding() {
    let mut flow = sound();
    flow["states"][3]["name"] = json!("ask_name");
    flow["states"][4].as_object_mut().expect("an object").shift_remove("name");
    flow["states"][2]["transitions"] = json!([]);
    flow["states"][0].as_object_mut().expect("an object").shift_remove("transitions");
    flow.as_object_mut().expect("an object").shift_remove("initial_state");
    let flow = open(&flow.to_string());
    for found in check(&flow, &Options::default()) {
        let Some(fix) = found.fix.filter(|fix| fix.is_safe) else { continue };
        let after = fix.edit.apply(&flow).expect("applies");
        let still = check(&after, &Options::default());
        assert!(
            still.iter().all(|other| (other.code, &other.message) != (found.code, &found.message)),
            "{}: {}",
            found.code,
            fix.title
        );
    }
}

#[test]
fn reports_have_the_shape_of_the_contract() {
    let mut flow = sound();
    flow["states"][3]["transitions"][1]["next"] = json!("ask-name");
    let flow = open(&serde_json::to_string_pretty(&flow).expect("JSON"));
    let mut found = check(&flow, &Options::default());
    found.retain(|found| found.code == "unknown-target");
    locate(&flow, &mut found);
    let failed = File::failed("b.json", "not-json", "this is no JSON", "it cannot be read", Some((3, 7)));
    let files = [File::of("a.json", &flow, &found), failed];
    let json = report::json(&files);
    assert_eq!(json["version"], 1);
    let entry = &json["files"][0]["diagnostics"][0];
    let keys: Vec<&String> = entry.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "code",
            "severity",
            "blocks",
            "message",
            "why",
            "widget",
            "pointer",
            "line",
            "column",
            "end_line",
            "end_column",
            "fix"
        ]
    );
    assert_eq!(entry["severity"], "error");
    assert_eq!(entry["blocks"], "draft");
    assert_eq!(entry["widget"], "thanks");
    assert_eq!(entry["pointer"], "/states/3/transitions/1/next");
    assert_eq!(
        entry["end_column"].as_u64().zip(entry["column"].as_u64()).map(|(end, start)| end - start),
        Some(10)
    );
    assert_eq!(entry["fix"], json!({"title": "Connect to ask_name"}));
    assert_eq!(json["files"][1]["diagnostics"][0]["line"], 3);
    assert_eq!(json["files"][1]["diagnostics"][0]["fix"], Value::Null);
    let text = report::text(&files);
    assert!(text.contains("a.json:") && text.contains(": error[unknown-target]: thanks: "), "{text}");
    assert!(text.ends_with("2 errors, 0 warnings, 0 pieces of advice in 2 files\n"), "{text}");
    assert_eq!(files[0].worst(), Some(Severity::Error));
}

#[test]
fn messages_are_estimated() {
    let check =
        |template: &str, expected: &str| assert_eq!(estimate(template).text(), expected, "{template}");
    check("Hello", "5 characters");
    check("", "0 characters");
    check("Hi {{ name }}!", "at least 4 characters, plus 1 variable");
    check(
        "Thank you, {{flow.data.name}}. You are booked for {{widgets.find.day}}.",
        "at least 33 characters, plus 2 variables",
    );
    check("a {% if x %}b {{c}}{% else %}d{% endif %} e", "at least 4 characters, plus 1 variable");
    check("a {%- if x -%} b {%- endif -%} e", "at least 2 characters");
    check("{% assign a = 'long text' %}x", "1 character");
    check("x {{ open", "at least 2 characters, plus 1 variable");
    assert_eq!(estimate("é€ñ 😀{{x}}").segments.culprit, Some('😀'));
}

#[test]
fn all_of_one_kind_are_fixed_and_nothing_else() {
    let mut value = sound();
    value["states"][1]["transitions"][1]["next"] = json!("gone");
    value["states"][2]["transitions"][0]["next"] = json!("gone too");
    value["states"][2]["transitions"][1]["next"] = json!("gone as well");
    value["states"][3]["properties"]["made_up"] = json!(1);
    let flow = open(&value.to_string());
    let options = Options::default();
    let count =
        |flow: &Flow, code: &str| check(flow, &options).iter().filter(|found| found.code == code).count();
    assert_eq!((count(&flow, "unknown-target"), count(&flow, "unknown-property")), (3, 1));
    let fixed = fix_kind(&flow, &options, "unknown-target");
    assert_eq!(fixed.done.len(), 3);
    assert!(fixed.remaining.is_empty(), "{:?}", fixed.remaining);
    assert_eq!((count(&fixed.flow, "unknown-target"), count(&fixed.flow, "unknown-property")), (0, 1));
    // The same as one change, which a history undoes in one step.
    let edit = fixed.edit("Fix").expect("something was done");
    assert_eq!(edit.apply(&flow).expect("it can be applied").write(), fixed.flow.write());
    assert!(fix_kind(&fixed.flow, &options, "unknown-target").edit("Fix").is_none());
}

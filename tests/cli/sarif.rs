//! `cordboard check --format sarif`: that the schema of SARIF 2.1.0 takes each report, and what the report is for:
//! places, fingerprints and fixes that are true of the file.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::support::{Flows, cordboard, cordboard_fed, send, to, trigger};
use jsonschema::Validator;
use serde_json::{Value, json};

/// The report and the exit status. What the schema asks for is checked each time.
fn check(arguments: &[&str]) -> (Option<i32>, Value) {
    let ran = cordboard(&[&["check", "--format", "sarif"], arguments].concat());
    (ran.code, accepted(&ran.out))
}

/// A report that the schema takes.
fn accepted(text: &str) -> Value {
    let report: Value = serde_json::from_str(text).expect(text);
    let wrong: Vec<String> =
        schema().iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    report
}

/// The schema as OASIS publishes it.
fn schema() -> &'static Validator {
    static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
        let schema = include_str!("../schemas/sarif-2.1.0.json");
        jsonschema::validator_for(&serde_json::from_str(schema).expect("JSON")).expect("a schema")
    });
    &SCHEMA
}

fn results(report: &Value) -> Vec<Value> {
    report["runs"][0]["results"].as_array().unwrap().clone()
}

/// The text with a fix applied, its regions counted in Unicode characters.
fn fixed(text: &str, fix: &Value) -> String {
    let offset = |line: &Value, column: &Value| {
        let line = usize::try_from(line.as_u64().unwrap()).unwrap() - 1;
        let column = usize::try_from(column.as_u64().unwrap()).unwrap() - 1;
        let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        before + text[before..].chars().take(column).map(char::len_utf8).sum::<usize>()
    };
    let replacements = fix["artifactChanges"][0]["replacements"].as_array().unwrap();
    let mut pieces: Vec<(usize, usize, &str)> = replacements
        .iter()
        .map(|replacement| {
            let region = &replacement["deletedRegion"];
            let start = offset(&region["startLine"], &region["startColumn"]);
            let end = offset(&region["endLine"], &region["endColumn"]);
            (start, end, replacement["insertedContent"]["text"].as_str().unwrap_or_default())
        })
        .collect();
    pieces.sort_unstable();
    let mut out = text.to_owned();
    for (start, end, new) in pieces.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

const BROKEN: &str = r#"{
  "description": "😀 é", "states": [
    {"name": "Trigger", "type": "trigger", "properties": {},
     "transitions": [{"event": "incomingMessage", "next": "Say_It"}, {"event": "incomingCall", "next": "nobody at all"}]},
    {"name": "say_it", "type": "send-message", "transitions": [{"event": "sent"}, {"event": "failed", "next": "say_it"}],
     "properties": {"body": 5, "to": "😀", "from": "{{flow.channel.address}}", "media_url": null}}
  ],
  "initial_state": "Trigger",
  "flags": {"allow_concurrent_calls": true}
}
"#;

#[test]
fn a_fix_is_a_change_that_removes_its_finding() {
    let flows = Flows::new();
    let file = flows.text("f.json", BROKEN);
    let (code, report) = check(&[&file]);
    assert_eq!(code, Some(1));
    let mut applied = 0;
    for result in results(&report) {
        let Some(fix) = result.get("fixes").map(|fixes| &fixes[0]) else { continue };
        let after = flows.text("after.json", &fixed(BROKEN, fix));
        let print = &result["partialFingerprints"]["cordboardFinding/v1"];
        let (_, after) = check(&[&after]);
        let remains = results(&after).iter().any(|other| {
            other["ruleId"] == result["ruleId"]
                && other["partialFingerprints"]["cordboardFinding/v1"] == *print
        });
        assert!(!remains, "{result:#}");
        applied += 1;
    }
    assert!(applied >= 4, "there are few fixes: {applied}");
}

#[test]
fn a_finding_has_its_place_and_keeps_its_fingerprint_when_it_moves() {
    let flows = Flows::new();
    let file = flows.text("a b#ü.json", BROKEN);
    let (_, report) = check(&[&file, "--only", "unknown-target"]);
    let found = results(&report);
    let region = &found[1]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(*region, json!({"startLine": 4, "startColumn": 104, "endLine": 4, "endColumn": 119}));
    assert_eq!(found[1]["level"], "error");
    assert!(found[1]["message"]["text"].as_str().unwrap().starts_with("Trigger: "), "{found:#?}");
    let uri = found[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.starts_with("file:///") && uri.ends_with("/a%20b%23%C3%BC.json"), "{uri}");
    let prints = |report: &Value| -> Vec<Value> {
        results(report).iter().map(|result| result["partialFingerprints"].clone()).collect()
    };
    let moved = BROKEN.replace("\"states\": [", "\"states\": [\n\n  {\"name\": \"new\", \"type\": \"set-variables\", \"transitions\": [], \"properties\": {}},\n");
    let moved = flows.text("a b#ü.json", &moved);
    let (_, after) = check(&[&moved, "--only", "unknown-target"]);
    assert_eq!(prints(&after), prints(&report));
    let distinct: HashSet<String> = prints(&report).iter().map(Value::to_string).collect();
    assert_eq!(distinct.len(), found.len());
}

#[test]
fn files_that_cannot_be_checked_are_results_too() {
    let flows = Flows::new();
    let broken = flows.text("broken.json", "{\n  \"states\": [,]\n}");
    let wrapped = flows.text("wrapped.json", r#"{"definition": {"states": []}}"#);
    let good = "flows/opt-in.json";
    let (code, report) = check(&[&broken, "nowhere.json", &wrapped, good, good]);
    assert_eq!(code, Some(2));
    let rules: Vec<Value> = results(&report).iter().map(|result| result["ruleId"].clone()).take(3).collect();
    assert_eq!(rules, ["not-json", "unreadable", "wrapped-definition"]);
    assert_eq!(report["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert_eq!(report["runs"][0]["artifacts"].as_array().unwrap().len(), 4);
    let (code, report) = check(&[good]);
    assert_eq!((code, &report["runs"][0]["invocations"][0]["executionSuccessful"]), (Some(0), &json!(true)));
    assert_eq!(report["runs"][0]["artifacts"][0]["location"]["uri"], good);
}

#[test]
fn severities_follow_the_options() {
    let flows = Flows::new();
    let states =
        json!([trigger("incomingMessage", "say"), send("say", "x", "", json!([to("failed", "say")]))]);
    let file = flows.flow("f.json", states);
    let level = |more: &[&str]| {
        let (_, report) = check(&[&[&*file, "--only", "empty-body"], more].concat());
        results(&report)[0]["level"].clone()
    };
    assert_eq!(level(&[]), "warning");
    assert_eq!(level(&["--publish"]), "error");
    flows.text("cordboard.toml", "[check.rules]\nempty-body = \"advice\"");
    assert_eq!(level(&[]), "note");
}

#[test]
fn standard_input_can_be_reported() {
    let ran = cordboard_fed(&["check", "-", "--format", "sarif"], BROKEN);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    accepted(&ran.out);
}

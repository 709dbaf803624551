//! `cordboard check --format sarif`: the structure that the SARIF 2.1.0 schema asks for, checked by hand, and what the
//! report is for: places, fingerprints and fixes that are true of the file.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "in tests a panic is the report"
)]

mod cli_support;

use std::collections::HashSet;

use cli_support::{Flows, cordboard, cordboard_fed, send, to, trigger};
use serde_json::{Map, Value, json};

/// The report and the exit status. What the schema asks for is checked each time.
fn check(arguments: &[&str]) -> (Option<i32>, Value) {
    let ran = cordboard(&[&["check", "--format", "sarif"], arguments].concat());
    let report: Value = serde_json::from_str(&ran.out).expect(&ran.out);
    let mut schema = Schema::default();
    schema.log(&report);
    assert!(schema.wrong.is_empty(), "{:#?}", schema.wrong);
    (ran.code, report)
}

fn results(report: &Value) -> Vec<Value> {
    report["runs"][0]["results"].as_array().unwrap().clone()
}

/// The rules of the published schema for the objects that a report of this program has. The schema allows no other
/// keys in them (`additionalProperties: false`), so that whatever is not named here is wrong.
#[derive(Default)]
struct Schema {
    wrong: Vec<String>,
}

impl Schema {
    fn expect(&mut self, holds: bool, place: &str, what: &str) {
        if !holds {
            self.wrong.push(format!("{place}: {what}"));
        }
    }

    /// An object with these required keys and at most the optional ones.
    fn object<'v>(
        &mut self,
        value: &'v Value,
        place: &str,
        required: &[&str],
        optional: &[&str],
    ) -> &'v Map<String, Value> {
        static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        let Some(object) = value.as_object() else {
            self.wrong.push(format!("{place}: no object"));
            return &EMPTY;
        };
        for key in required {
            self.expect(object.contains_key(*key), place, &format!("`{key}` is missing"));
        }
        for key in object.keys() {
            let known = required.contains(&&**key) || optional.contains(&&**key);
            self.expect(known, place, &format!("`{key}` is not known"));
        }
        object
    }

    fn text(&mut self, value: &Value, place: &str) {
        self.expect(value.is_string(), place, "no string");
    }

    fn one_of(&mut self, value: &Value, place: &str, allowed: &[&str]) {
        self.expect(
            value.as_str().is_some_and(|text| allowed.contains(&text)),
            place,
            &format!("{value} is not allowed"),
        );
    }

    fn list<'v>(&mut self, value: &'v Value, place: &str, min: usize) -> &'v [Value] {
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        self.expect(value.is_array() && items.len() >= min, place, "no list, or too short");
        items
    }

    fn unique(&mut self, value: &Value, place: &str) {
        let items: Vec<String> = value.as_array().into_iter().flatten().map(Value::to_string).collect();
        let distinct: HashSet<&String> = items.iter().collect();
        self.expect(distinct.len() == items.len(), place, "the items are not unique");
    }

    fn log(&mut self, log: &Value) {
        self.object(log, "log", &["version", "runs"], &["$schema"]);
        self.one_of(&log["version"], "version", &["2.1.0"]);
        self.expect(
            log["$schema"].as_str().is_some_and(|uri| uri.contains("2.1.0")),
            "$schema",
            "another version",
        );
        for run in self.list(&log["runs"], "runs", 1) {
            self.run(run);
        }
    }

    fn run(&mut self, run: &Value) {
        let keys = ["results", "columnKind", "artifacts", "invocations"];
        self.object(run, "run", &["tool"], &keys);
        self.one_of(&run["columnKind"], "columnKind", &["utf16CodeUnits", "unicodeCodePoints"]);
        self.object(&run["tool"], "tool", &["driver"], &[]);
        let driver = &run["tool"]["driver"];
        self.object(driver, "driver", &["name"], &["version", "semanticVersion", "rules"]);
        self.unique(&driver["rules"], "rules");
        for rule in self.list(&driver["rules"], "rules", 1) {
            let place = format!("rule {}", rule["id"]);
            let optional =
                ["shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"];
            self.object(rule, &place, &["id"], &optional);
            self.text(&rule["id"], &place);
            for key in ["shortDescription", "fullDescription", "help"] {
                self.message(&rule[key], &format!("{place} {key}"));
            }
            self.object(&rule["defaultConfiguration"], &place, &[], &["level"]);
            self.one_of(
                &rule["defaultConfiguration"]["level"],
                &place,
                &["none", "note", "warning", "error"],
            );
        }
        for invocation in self.list(&run["invocations"], "invocations", 0) {
            self.object(invocation, "invocation", &["executionSuccessful"], &[]);
            self.expect(invocation["executionSuccessful"].is_boolean(), "invocation", "no boolean");
        }
        self.unique(&run["artifacts"], "artifacts");
        for artifact in self.list(&run["artifacts"], "artifacts", 0) {
            self.object(artifact, "artifact", &[], &["location", "mimeType"]);
            self.location(&artifact["location"], "artifact", usize::MAX);
            self.expect(
                artifact["mimeType"].as_str().is_some_and(|kind| kind.contains('/')),
                "artifact",
                "mimeType",
            );
        }
        let artifacts = run["artifacts"].as_array().map_or(0, Vec::len);
        for (index, result) in self.list(&run["results"], "results", 0).iter().enumerate() {
            self.result(result, &format!("result {index}"), driver, artifacts);
        }
    }

    fn result(&mut self, result: &Value, place: &str, driver: &Value, artifacts: usize) {
        let optional =
            ["ruleId", "ruleIndex", "level", "locations", "partialFingerprints", "fixes", "properties"];
        self.object(result, place, &["message"], &optional);
        self.message(&result["message"], place);
        self.one_of(&result["level"], place, &["none", "note", "warning", "error"]);
        let rule =
            result["ruleIndex"].as_u64().and_then(|index| driver["rules"].get(usize::try_from(index).ok()?));
        self.expect(
            rule.is_some_and(|rule| rule["id"] == result["ruleId"]),
            place,
            "the rule is not that of its index",
        );
        for (key, print) in self.object(&result["partialFingerprints"], place, &["cordboardFinding/v1"], &[])
        {
            self.text(print, &format!("{place} {key}"));
        }
        for location in self.list(&result["locations"], place, 1) {
            self.object(location, place, &[], &["physicalLocation", "logicalLocations"]);
            let physical = &location["physicalLocation"];
            self.object(physical, place, &["artifactLocation"], &["region"]);
            self.location(&physical["artifactLocation"], place, artifacts);
            if let Some(region) = physical.get("region") {
                self.region(region, place);
            }
            for logical in self.list(&location["logicalLocations"], place, 0) {
                self.object(logical, place, &[], &["name", "fullyQualifiedName"]);
            }
        }
        for fix in
            result.get("fixes").map_or(&[][..], |fixes| fixes.as_array().map_or(&[][..], Vec::as_slice))
        {
            self.object(fix, place, &["artifactChanges"], &["description"]);
            self.message(&fix["description"], place);
            for change in self.list(&fix["artifactChanges"], place, 1) {
                self.object(change, place, &["artifactLocation", "replacements"], &[]);
                self.location(&change["artifactLocation"], place, artifacts);
                for replacement in self.list(&change["replacements"], place, 1) {
                    self.object(replacement, place, &["deletedRegion"], &["insertedContent"]);
                    self.region(&replacement["deletedRegion"], place);
                    if let Some(content) = replacement.get("insertedContent") {
                        self.object(content, place, &["text"], &[]);
                    }
                }
            }
        }
    }

    fn message(&mut self, message: &Value, place: &str) {
        self.object(message, place, &["text"], &[]);
        let text = message["text"].as_str().unwrap_or_default();
        self.expect(text.ends_with(['.', '?', '!']), place, "the message is no sentence");
    }

    fn location(&mut self, location: &Value, place: &str, artifacts: usize) {
        self.object(location, place, &["uri"], &["index"]);
        let uri = location["uri"].as_str().unwrap_or_default();
        let is_uri = |char: char| char.is_ascii_alphanumeric() || "-._~/%:".contains(char);
        self.expect(
            !uri.is_empty() && uri.chars().all(is_uri),
            place,
            &format!("`{uri}` is no URI reference"),
        );
        if artifacts < usize::MAX {
            let index = location["index"].as_u64().and_then(|index| usize::try_from(index).ok());
            self.expect(index.is_some_and(|index| index < artifacts), place, "no such artifact");
        }
    }

    fn region(&mut self, region: &Value, place: &str) {
        let keys = ["startLine", "startColumn", "endLine", "endColumn"];
        self.object(region, place, &keys, &[]);
        let [start_line, start_column, end_line, end_column] =
            keys.map(|key| region[key].as_u64().unwrap_or(0));
        let in_order = (start_line, start_column) <= (end_line, end_column);
        self.expect(start_line > 0 && start_column > 0 && end_column > 0 && in_order, place, "no region");
    }
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
    let mut schema = Schema::default();
    schema.log(&serde_json::from_str(&ran.out).unwrap());
    assert!(schema.wrong.is_empty(), "{:#?}", schema.wrong);
}

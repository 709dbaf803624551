//! `cordboard test` as a process: reports that are read back, mistakes with their places, parts of the tests.

use std::collections::BTreeMap;

use crate::support::{Flows, Ran, cordboard, send, state, to, trigger};
use serde_json::{Value, json};

/// A folder with a flow that asks for a name.
fn greeter() -> Flows {
    let flows = Flows::new();
    let ask = state(
        "ask",
        "send-and-wait-for-reply",
        json!([to("incomingMessage", "hello"), to("timeout", "bye")]),
        json!({"from": "{{flow.channel.address}}", "body": "Name?", "timeout": "60"}),
    );
    let hello = send("hello", "{{contact.channel.address}}", "Hello {{widgets.ask.inbound.Body}}", json!([]));
    let bye = send("bye", "{{contact.channel.address}}", "Bye <&> \"you\"", json!([]));
    flows.flow("greeter.json", json!([trigger("incomingMessage", "ask"), ask, hello, bye]));
    flows
}

const GOOD: &str = r#"flow = "greeter.json"

[[test]]
name = "a name & a greeting"
trigger = { message = "hi" }
steps = [{ sends = "Name?" }, { reply = "Ada" }, { sends = "Hello Ada" }, { ends = true }]
"#;

const BAD: &str = r#"flow = "greeter.json"

[[test]]
name = "silence <1>"
trigger = { message = "hi" }
steps = [
  { sends = "Name?" },
  { timeout = true },
  { sends = { contains = "See you", widget = "bye" } },
]
"#;

fn test(flows: &Flows, options: &[&str]) -> Ran {
    let folder = flows.path("").display().to_string();
    cordboard(&[&["test", &folder], options].concat())
}

fn report(flows: &Flows, options: &[&str]) -> Value {
    serde_json::from_str(&test(flows, &[&["--format", "json"], options].concat()).out).unwrap()
}

#[test]
fn tests_that_pass_and_tests_that_fail() {
    let flows = greeter();
    flows.text("good.test.toml", GOOD);
    let ran = test(&flows, &[]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{}", ran.out);
    assert!(ran.out.ends_with("1 test in 1 file: all passed\n"), "{}", ran.out);
    let bad = flows.text("bad.test.toml", BAD);
    let ran = test(&flows, &[]);
    assert_eq!(ran.code, Some(1));
    for line in [
        format!("  {bad}:9:3: silence <1>"),
        "    contact: hi".to_owned(),
        "    flow:    Name?".to_owned(),
        "      · ask — timeout → bye".to_owned(),
        "    expected: the flow sends something with “See you” from `bye`".to_owned(),
        "    but:      the flow sends “Bye <&> \"you\"” from `bye`".to_owned(),
        "2 tests in 2 files: 1 passed, 1 failed".to_owned(),
    ] {
        assert!(ran.out.lines().any(|found| found == line), "{line}\n{}", ran.out);
    }
    let filtered = test(&flows, &["--filter", "GREETING"]);
    assert_eq!(filtered.code, Some(0), "{}", filtered.out);
    assert_eq!(test(&flows, &["--filter", "nowhere"]).code, Some(2));
}

#[test]
fn json_says_the_same() {
    let flows = greeter();
    flows.text("good.test.toml", GOOD);
    flows.text("bad.test.toml", BAD);
    let found = report(&flows, &[]);
    assert_eq!(found["version"], 1);
    assert_eq!(found["summary"], json!({"files": 2, "tests": 2, "passed": 1, "failed": 1}));
    let bad = &found["files"][0]["tests"][0];
    assert_eq!(
        (&bad["name"], &bad["passed"], &bad["line"]),
        (&json!("silence <1>"), &json!(false), &json!(4))
    );
    assert_eq!((&bad["failure"]["line"], &bad["failure"]["column"]), (&json!(9), &json!(3)));
    assert_eq!(found["files"][1]["tests"][0]["failure"], Value::Null);
    assert_eq!(found["mistakes"], json!([]));
}

#[test]
fn coverage_names_what_no_test_reaches() {
    let flows = greeter();
    flows.text("good.test.toml", GOOD);
    let found = report(&flows, &["--coverage"]);
    let coverage = &found["coverage"][0];
    assert_eq!(coverage["widgets"], json!({"all": 4, "reached": 3, "unreached": ["bye"]}));
    assert_eq!(
        coverage["transitions"],
        json!({"all": 3, "reached": 2, "unreached": [
            {"widget": "ask", "index": 1, "event": "timeout", "condition": "", "next": "bye"}]})
    );
    let text = test(&flows, &["--coverage"]).out;
    assert!(text.contains("widgets 3 of 4 (75 %), transitions 2 of 3 (66 %)"), "{text}");
    assert!(text.contains("no test takes ask — timeout → bye"), "{text}");
}

/// Elements in order: name, attributes and the text in them. Anything that is no XML panics.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>, String)> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let elements = document.descendants().filter(roxmltree::Node::is_element);
    elements
        .map(|element| {
            let attributes = element.attributes().map(|one| (one.name().to_owned(), one.value().to_owned()));
            let text = element.text().unwrap_or_default().to_owned();
            (element.tag_name().name().to_owned(), attributes.collect(), text)
        })
        .collect()
}

#[test]
fn junit_is_xml() {
    let flows = greeter();
    flows.text("good.test.toml", GOOD);
    flows.text("bad.test.toml", BAD);
    let broken = flows.text("broken.test.toml", "flow = \"greeter.json\"\ntset = 1\n");
    let ran = test(&flows, &["--format", "junit"]);
    assert_eq!(ran.code, Some(2));
    let found = elements(&ran.out);
    let (name, attributes, _) = &found[0];
    let count = |key: &str| attributes[key].as_str();
    assert_eq!(
        (name.as_str(), count("tests"), count("failures"), count("errors")),
        ("testsuites", "4", "1", "2")
    );
    let cases: Vec<&str> = found
        .iter()
        .filter(|(name, ..)| name == "testcase")
        .map(|(_, all, _)| all["name"].as_str())
        .collect();
    let whole = "the file can be played";
    assert_eq!(cases, ["silence <1>", "a name & a greeting", whole, whole]);
    let (_, attributes, text) = found.iter().find(|(name, ..)| name == "failure").unwrap();
    assert!(attributes["message"].contains("but: the flow sends “Bye <&> \"you\"”"), "{attributes:?}");
    assert!(
        text.contains(
            "bad.test.toml:9:3\ncontact: hi\n  · Trigger — incomingMessage → ask\nflow:    Name?\n"
        ),
        "{text}"
    );
    let (_, attributes, _) = found.iter().find(|(name, ..)| name == "error").unwrap();
    assert!(attributes["message"].starts_with(&broken), "{attributes:?}");
    let refused = test(&flows, &["--format", "junit", "--coverage"]);
    assert_eq!((refused.code, &*refused.out), (Some(2), ""));
}

#[test]
fn mistakes_are_named_and_the_other_files_are_played() {
    let flows = greeter();
    flows.text("good.test.toml", GOOD);
    let wrong = flows.text("wrong.test.toml", &GOOD.replace("{ reply =", "{ replay ="));
    let lost = flows.text("lost.test.toml", &GOOD.replace("greeter.json", "nowhere.json"));
    let ran = test(&flows, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert!(lines[0].starts_with(&format!("{lost}:1:8: the flow cannot be read: ")), "{}", ran.err);
    assert_eq!(lines[1], format!("{wrong}:6:33: there is no step `replay`; did you mean `reply`?"));
    assert!(
        ran.out.ends_with("1 test in 1 file: all passed; 2 files not played for mistakes\n"),
        "{}",
        ran.out
    );
    let found = report(&flows, &[]);
    assert_eq!((&found["mistakes"][1]["line"], &found["mistakes"][1]["column"]), (&json!(6), &json!(33)));
}

#[test]
fn several_contacts_talk_in_one_test() {
    let flows = greeter();
    let with = |last: &str| {
        format!(
            "flow = \"greeter.json\"\n[[test]]\nname = \"two\"\ntrigger = \"message\"\ncontacts = {{ bob = \"+15551230002\" }}\n\
             steps = [{{ sends = \"Name?\" }}, {{ contact = \"bob\", sends = \"Name?\" }},\n\
             {{ contact = \"bob\", reply = \"Bob\" }}, {{ reply = \"Ada\" }}, {{ contact = \"bob\", sends = \"Hello Bob\" }},\n{last}]\n"
        )
    };
    flows.text("two.test.toml", &with("{ sends = \"Hello Ada\" }"));
    assert_eq!(test(&flows, &[]).code, Some(0));
    let file = flows.text("two.test.toml", &with("{ sends = \"Hello Bob\" }"));
    let ran = test(&flows, &[]);
    assert_eq!(ran.code, Some(1));
    for line in [
        format!("  {file}:8:1: two"),
        "    flow to bob: Hello Bob".to_owned(),
        "    expected: with `contact`: the flow sends “Hello Bob”".to_owned(),
        "    but:      the flow sends “Hello Ada” from `hello`".to_owned(),
    ] {
        assert!(ran.out.lines().any(|found| found == line), "{line}\n{}", ran.out);
    }
    let file = flows.text("two.test.toml", &with("{ contact = \"bop\", sends = \"x\" }"));
    let ran = test(&flows, &[]);
    assert_eq!(ran.code, Some(2));
    let told = format!("{file}:8:13: there is no contact `bop`; did you mean `bob`?");
    assert!(ran.err.contains(&told), "{}", ran.err);
}

#[test]
fn the_schema_is_printed() {
    let ran = cordboard(&["test", "--schema"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(ran.out, include_str!("../../docs/flow-test.schema.json"));
    assert_eq!(cordboard(&["test", "--schema", "flows"]).code, Some(2));
}

#[test]
fn no_test_is_no_success() {
    let flows = greeter();
    std::fs::create_dir(flows.path("target")).unwrap();
    std::fs::create_dir(flows.path(".hidden")).unwrap();
    flows.text("target/good.test.toml", GOOD);
    flows.text(".hidden/good.test.toml", GOOD);
    let ran = test(&flows, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("no *.test.toml was found"), "{}", ran.err);
    assert_eq!(cordboard(&["test", "nowhere"]).code, Some(2));
}

#[test]
fn parts_hold_each_test_once_and_reports_are_the_same_each_time() {
    let flows = greeter();
    for file in 0..7 {
        let tests: String =
            (0..file).map(|test| GOOD.replace("a name & a greeting", &format!("{file} {test}"))).collect();
        // One flow for the file, then its tests.
        let tests = tests.replace("flow = \"greeter.json\"\n", "");
        if file > 0 {
            flows.text(&format!("f{file}.test.toml"), &format!("flow = \"greeter.json\"\n{tests}"));
        }
    }
    let names = |report: &Value| -> Vec<String> {
        let files = report["files"].as_array().unwrap().iter();
        let tests = files.flat_map(|file| file["tests"].as_array().unwrap());
        tests.map(|test| test["name"].as_str().unwrap().to_owned()).collect()
    };
    let all = names(&report(&flows, &[]));
    assert_eq!(all.len(), 21);
    let mut parts: Vec<String> = Vec::new();
    for part in ["1/4", "2/4", "3/4", "4/4"] {
        let part = names(&report(&flows, &["--shard", part]));
        assert!((5..=6).contains(&part.len()), "{part:?}");
        parts.extend(part);
    }
    parts.sort();
    assert_eq!(parts, all);
    assert_eq!(report(&flows, &["--coverage"]), report(&flows, &["--coverage"]));
    for wrong in ["0/4", "5/4", "1", "a/b"] {
        assert_eq!(test(&flows, &["--shard", wrong]).code, Some(2), "{wrong}");
    }
}

#[test]
fn a_run_becomes_a_test_that_passes() {
    let flows = greeter();
    let flow = flows.path("greeter.json").display().to_string();
    for options in [&["--reply", "Ada"][..], &[]] {
        let start = ["run", &flow, "--body", "hi", "--format", "json", "--now", "2026-11-21T09:00:00Z"];
        let run = cordboard(&[&start[..], options].concat());
        let trace = flows.text("run.jsonl", &run.out);
        let written = cordboard(&["test", "--from", &trace]);
        assert_eq!(written.code, Some(0), "{}", written.err);
        flows.text("written.test.toml", &written.out);
        let ran = test(&flows, &[]);
        assert_eq!(ran.code, Some(0), "{}{}{}", written.out, ran.out, ran.err);
    }
    let broken = flows.text("broken.jsonl", "{\"kind\": \"started\"}\n");
    let ran = cordboard(&["test", "--from", &broken]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with(&format!("{broken}:1:")), "{}", ran.err);
}

#[test]
fn the_sample_flows_are_tested_through_and_through() {
    let ran = cordboard(&["test", "flows", "--format", "json", "--coverage"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let flows = found["coverage"].as_array().unwrap();
    let samples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/flows")).unwrap().flatten();
    let is_flow = |name: &str| name.ends_with(".json") && !name.ends_with(".cordboard.json");
    let samples = samples.filter(|entry| is_flow(entry.file_name().to_str().unwrap())).count();
    assert_eq!(flows.len(), samples);
    for flow in flows {
        let file = &flow["flow"];
        assert_eq!(flow["widgets"]["unreached"], json!([]), "{file}");
        assert_eq!(flow["transitions"]["unreached"], json!([]), "{file}");
    }
}

#[test]
fn what_was_not_played_did_not_pass() {
    let flows = greeter();
    flows.text("wrong.test.toml", &GOOD.replace("{ reply =", "{ replay ="));
    let ran = test(&flows, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.out.contains("0 tests in 0 files: nothing was played; 1 file not played"), "{}", ran.out);
    let empty = greeter();
    empty.text("good.test.toml", GOOD);
    let part = test(&empty, &["--shard", "3/3"]);
    assert_eq!((part.code, part.out.trim()), (Some(0), "0 tests in 0 files: nothing was played"));
}

#[test]
fn what_is_no_trace_becomes_no_test() {
    let flows = greeter();
    let flow = flows.path("greeter.json").display().to_string();
    let refused = |name: &str, text: &str, place: &str| {
        let path = flows.text(name, text);
        let ran = cordboard(&["test", "--from", &path]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        assert!(ran.err.starts_with(&format!("{path}:{place}: ")), "{}", ran.err);
        assert!(ran.err.contains("`cordboard run FLOW --format json` writes a trace"), "{}", ran.err);
    };
    refused("empty.jsonl", "", "1:1");
    refused("object.jsonl", "{}", "1:1");
    refused("words.jsonl", "hello", "1:1");
    refused("flow.jsonl", &std::fs::read_to_string(&flow).unwrap(), "1:1");
    let run = cordboard(&["run", &flow, "--body", "hi", "--format", "json"]);
    refused(
        "cut.jsonl",
        run.out.get(..run.out.len() - 9).unwrap(),
        &format!("{}:{}", run.out.lines().count(), run.out.lines().last().unwrap().len() - 8),
    );
    refused("headless.jsonl", run.out.split_once('\n').unwrap().1, "1:1");
}

#[test]
fn a_long_dialogue_is_played_to_the_limit_of_steps() {
    let flows = Flows::new();
    let ask = |name: &str, next: &str| {
        let properties = json!({"from": "{{flow.channel.address}}", "body": "Q", "timeout": "60"});
        state(name, "send-and-wait-for-reply", json!([to("incomingMessage", next)]), properties)
    };
    flows.flow("loop.json", json!([trigger("incomingMessage", "a"), ask("a", "b"), ask("b", "a")]));
    let steps = "  { sends = 'Q' },\n  { reply = 'ß 🙂' },\n".repeat(5_000);
    let head = "flow = 'loop.json'\n[[test]]\nname = 'Ünï 👩‍👩‍👧'\ntrigger = { message = 'hé' }\nsteps = [\n";
    flows.text("long.test.toml", &format!("{head}{steps}]\n"));
    let found = report(&flows, &["--filter", "ÜNÏ"]);
    let failure = &found["files"][0]["tests"][0]["failure"];
    assert_eq!(failure["came"], "the flow has ended with max-steps at `b`", "{found}");
    // The trigger's step and 999 answers.
    assert_eq!((&failure["line"], &failure["column"]), (&json!(6 + 2 * 999), &json!(3)));
}

//! `cordboard check` as CI sees it.

use crate::support::{Flows, Ran, cordboard, cordboard_fed, send, to, trigger};
use cordboard::flow::side::is_side_path;
use serde_json::{Value, json};

/// The document of `--format json`, and the exit status.
fn check(arguments: &[&str]) -> (Option<i32>, Value, Ran) {
    let ran = cordboard(&[&["check", "--format", "json"], arguments].concat());
    let document =
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
    (ran.code, document, ran)
}

fn codes(file: &Value) -> Vec<&str> {
    file["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect()
}

#[test]
fn the_samples_have_neither_errors_nor_warnings() {
    let mut samples: Vec<String> = std::fs::read_dir("flows")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json") && !is_side_path(path))
        .map(|path| path.to_str().unwrap().to_owned())
        .collect();
    samples.sort();
    let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
    let (code, document, ran) = check(&[&samples[..], &["--publish", "--deny", "warning"]].concat());
    assert_eq!(code, Some(0), "{}", ran.out);
    assert_eq!(document["version"], 1);
    let files: Vec<&str> =
        document["files"].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap()).collect();
    assert_eq!(files, samples);
    assert!(samples.len() >= 6);
}

#[test]
fn the_samples_have_a_widget_of_every_group_of_the_palette() {
    use cordboard::widgets::{CATALOGUE, Placing, widget_type};
    let mut groups = std::collections::HashSet::new();
    for entry in std::fs::read_dir("flows").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let flow: Value = serde_json::from_str(&text).unwrap();
        for state in flow["states"].as_array().into_iter().flatten() {
            groups.extend(widget_type(state["type"].as_str().unwrap()).map(|entry| entry.group));
        }
    }
    for entry in CATALOGUE.iter().filter(|entry| entry.placing == Placing::Palette) {
        assert!(groups.contains(&entry.group), "no sample has a widget of {}", entry.group.label());
    }
}

#[test]
fn what_stands_beside_flows_is_no_flow_to_check() {
    let flows = Flows::new();
    let flow = flows.text("flow.json", cordboard::flow::NEW_FLOW);
    let side = flows.text("flow.cordboard.json", "{\"version\": 1, \"subflows\": {}}");
    let (code, document, _) = check(&[&flow, &side]);
    let files: Vec<&Value> = document["files"].as_array().unwrap().iter().map(|file| &file["file"]).collect();
    assert_eq!((code, files), (Some(0), vec![&json!(flow)]));
    assert_eq!(check(&[&side]).0, Some(2));
}

#[test]
fn a_finding_has_the_contract_s_keys_and_its_place() {
    let flows = Flows::new();
    let flow = flows.text(
        "f.json",
        r#"{
  "states": [
    {"name": "Trigger", "type": "trigger", "properties": {},
     "transitions": [{"event": "incomingMessage", "next": "nobody"}]}
  ],
  "initial_state": "Trigger",
  "flags": {"allow_concurrent_calls": true}
}
"#,
    );
    let (code, document, _) = check(&[&flow, "--only", "unknown-target"]);
    assert_eq!(code, Some(1));
    let found = &document["files"][0]["diagnostics"][0];
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
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
    assert_eq!((&found["code"], &found["severity"]), (&json!("unknown-target"), &json!("error")));
    assert_eq!(found["pointer"], "/states/0/transitions/0/next");
    let place = ["line", "column", "end_line", "end_column"].map(|key| found[key].as_u64().unwrap());
    assert_eq!(place, [4, 59, 4, 67]);
    assert_eq!(cordboard(&["check", &flow, "--skip", "unknown-target"]).code, Some(0));
    let text = cordboard(&["check", &flow]);
    assert!(text.out.starts_with(&format!("{flow}:4:59: error[unknown-target]: Trigger: ")), "{}", text.out);
}

#[test]
fn what_is_denied_decides_the_status() {
    let flows = Flows::new();
    let flow = flows.flow(
        "f.json",
        json!([trigger("incomingMessage", "say"), send("say", "{{contact.channel.address}}", "", json!([]))]),
    );
    let (code, document, _) = check(&[&flow]);
    assert_eq!(code, Some(0));
    assert!(codes(&document["files"][0]).contains(&"empty-body"), "{document}");
    assert_eq!(check(&[&flow, "--deny", "warning"]).0, Some(1));
    assert_eq!(cordboard(&["check", &flow, "--only", "no-such-rule"]).code, Some(2));
}

#[test]
fn files_that_are_no_flows_do_not_hide_the_others() {
    let flows = Flows::new();
    let broken = flows.text("broken.json", "{\n  \"states\": [,]\n}");
    let list = flows.text("list.json", "[]");
    let nowhere = flows.path("nowhere.json").display().to_string();
    let good = "flows/opt-in.json";
    let (code, document, ran) = check(&[&broken, &nowhere, &list, good]);
    assert_eq!(code, Some(2));
    let files = document["files"].as_array().unwrap();
    let found: Vec<Vec<&str>> = files.iter().take(3).map(codes).collect();
    assert_eq!(found, [["not-json"], ["unreadable"], ["not-a-flow"]]);
    assert_eq!(files.len(), 4);
    let place = &files[0]["diagnostics"][0];
    assert_eq!((&place["line"], &place["column"]), (&json!(2), &json!(14)));
    assert!(ran.err.contains(&format!("{broken}:2:14: ")) && ran.err.contains(&nowhere), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 3);
}

#[test]
fn old_and_wrapped_definitions_are_findings_that_name_the_way_out() {
    let flows = Flows::new();
    let legacy = flows.text("legacy.json", r#"{"states": [{"name": "Trigger", "type": "InitialState"}]}"#);
    let wrapped = flows.text("wrapped.json", r#"{"sid": "FW1", "definition": {"states": []}}"#);
    for (file, expected) in [(legacy, "legacy-export"), (wrapped, "wrapped-definition")] {
        let (code, document, ran) = check(&[&file]);
        assert_eq!((code, codes(&document["files"][0])), (Some(1), vec![expected]), "{}", ran.err);
        assert!(ran.out.contains("convert"), "{}", ran.out);
        // Nothing else can be said of it, whatever was asked for.
        let (code, document, _) = check(&["--only", "bad-name", "--skip", "legacy-export", &file]);
        assert_eq!((code, codes(&document["files"][0])), (Some(1), vec![expected]));
    }
}

#[test]
fn safe_fixes_are_written_and_only_they_change() {
    let flows = Flows::new();
    let path = flows.text(
        "f.json",
        "\u{feff}{\n  \"states\": [\n    {\"name\": \"Trigger\", \"type\": \"trigger\", \"transitions\": [], \"properties\": {}}\n  ]\n}",
    );
    let before = std::fs::read_to_string(&path).unwrap();
    let (_, document, _) = check(&[&path]);
    let fixable: Vec<&Value> = document["files"][0]["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| !found["fix"].is_null())
        .collect();
    assert!(!fixable.is_empty(), "{document}");
    let ran = cordboard(&["check", &path, "--fix"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.contains(": fixed: "), "{}", ran.out);
    let after = std::fs::read_to_string(&path).unwrap();
    assert_ne!(after, before);
    let first_lines = |text: &str| text.lines().take(3).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(first_lines(&after), first_lines(&before), "what is right stays as it is");
    assert_eq!(cordboard(&["check", &path, "--fix"]).code, Some(0));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), after);
}

#[test]
fn a_flow_can_come_from_standard_input_but_cannot_be_fixed_there() {
    let text = serde_json::to_string(&json!({
        "states": [trigger("incomingMessage", "nobody"), send("x", "y", "z", json!([to("sent", "x")]))],
        "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true},
    }))
    .unwrap();
    let ran = cordboard_fed(&["check", "-"], &text);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.starts_with("-:1:"), "{}", ran.out);
    assert_eq!(cordboard(&["check", "-", "--fix"]).code, Some(2));
}

#[test]
fn only_what_is_chosen_is_fixed_and_what_remains_decides_the_status() {
    let flows = Flows::new();
    let path = flows.text(
        "f.json",
        "{\"states\": [{\"name\": \"Trigger\", \"type\": \"trigger\", \"transitions\": [{\"event\": \"incomingCall\", \"next\": \"Say_It\"}],\n\
         \"properties\": {}},\n{\"name\": \"say_it\", \"type\": \"send-message\", \"transitions\": [], \"properties\": {\"body\": 5}}],\n\
         \"initial_state\": \"Trigger\", \"flags\": {\"allow_concurrent_calls\": true}}",
    );
    let before = std::fs::read_to_string(&path).unwrap();
    let (code, document, _) = check(&[&path, "--fix", "--only", "unknown-target", "--only", "no-states"]);
    assert_eq!((code, codes(&document["files"][0])), (Some(0), vec![]));
    let after = std::fs::read_to_string(&path).unwrap();
    assert_eq!(after, before.replace("Say_It", "say_it"));
    let (code, document, _) = check(&[&path, "--fix", "--skip", "wrong-type", "--skip", "missing-property"]);
    assert_eq!(code, Some(0), "{document}");
    assert!(std::fs::read_to_string(&path).unwrap().contains("\"body\": 5"));
    let (_, document, _) = check(&[&path, "--fix"]);
    assert!(std::fs::read_to_string(&path).unwrap().contains("\"body\": \"5\""), "{document}");
}

#[test]
#[cfg(target_os = "linux")]
fn fixes_that_cannot_be_written_hide_nothing() {
    let it = json!({"name": "it", "type": "set-variables", "properties": {"variables": null},
        "transitions": [{"event": "next"}]});
    let flow = json!({"states": [trigger("incomingMessage", "it"), it], "initial_state": "Trigger",
        "description": "", "flags": {"allow_concurrent_calls": true}});
    // A pipe can be read, and not be replaced by another file.
    let ran = cordboard_fed(&["check", "--fix", "--format", "json", "/dev/stdin"], &flow.to_string());
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("could not be written"), "{}", ran.err);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(codes(&document["files"][0]).contains(&"wrong-type"), "{}", ran.out);
}

#[test]
fn a_rule_is_explained_with_its_examples() {
    let ran = cordboard(&["check", "--explain", "unknown-target"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    for part in ["unknown-target: A transition", "error. Studio refuses", "^^^", "fix: Connect to", "\n+ "] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let misspelled = cordboard(&["check", "--explain", "unknown-traget"]);
    assert_eq!((misspelled.code, &*misspelled.out), (Some(2), ""));
    assert!(misspelled.err.contains("did you mean `unknown-target`?"), "{}", misspelled.err);
    // It checks nothing, so that a flow beside it would be passed over without a word.
    assert_eq!(cordboard(&["check", "--explain", "unknown-target", "flows/opt-in.json"]).code, Some(2));
    assert_eq!(cordboard(&["check"]).code, Some(2));
}

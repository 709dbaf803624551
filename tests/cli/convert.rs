//! `cordboard convert`: from whatever holds a definition to a bare current one.
//!
//! `CORDBOARD_ODD` names a folder of old exports, answers of the REST API and files of code; each of them that is no
//! bare definition must convert into one that Studio takes.

use std::fs;

use crate::support::{Flows, cordboard, cordboard_fed};
use serde_json::{Value, json};

/// A flow of one trigger, as convert writes it.
fn flow(description: &str) -> Value {
    json!({
        "description": description,
        "states": [{"name": "Trigger", "type": "trigger", "transitions": [], "properties": {"offset": {"x": 0, "y": 0}}}],
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true},
    })
}

/// Converts a file and compares the definition; what was said on standard error is returned.
fn check(input: &str, more: &[&str], expected: &Value) -> String {
    let flows = Flows::new();
    let file = flows.text("in.json", input);
    let ran = cordboard(&[&["convert", &file], more].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(&serde_json::from_str::<Value>(&ran.out).expect(&ran.out), expected);
    let out = flows.text("out.json", &ran.out);
    assert_eq!(cordboard(&["fmt", "--check", &out]).code, Some(0), "what is converted is canonical");
    assert!(ran.err.lines().all(|line| line.starts_with(&file)), "{}", ran.err);
    ran.err
}

#[test]
fn an_answer_of_the_rest_api_gives_its_definition() {
    let text = flow("one").to_string();
    for definition in [flow("one"), json!(text)] {
        let answer = json!({"sid": "FW1", "friendly_name": "One", "definition": definition, "revision": 3});
        let said = check(&answer.to_string(), &[], &flow("one"));
        for dropped in ["dropped /sid: \"FW1\"", "dropped /friendly_name: \"One\"", "dropped /revision: 3"] {
            assert!(said.contains(dropped), "{said}");
        }
    }
}

#[test]
fn of_several_flows_one_is_chosen() {
    let entry = |sid: &str, name: &str| json!({"sid": sid, "friendly_name": name, "definition": flow(name)});
    let list = json!({"meta": {"page": 0}, "flows": [entry("FW1", "One"), entry("FW2", "Two"), entry("FW3", "Two")]});
    let list = list.to_string();
    let flows = Flows::new();
    let file = flows.text("list.json", &list);
    let ran = cordboard(&["convert", &file]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    for part in ["--flow", "FW1", "One", "FW2", "FW3", "/flows/2/definition"] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
    for (wanted, name) in [("FW2", "Two"), ("One", "One"), ("3", "Two")] {
        let said = check(&list, &["--flow", wanted], &flow(name));
        assert!(said.contains("dropped /meta: an object with 1 key"), "{said}");
        assert!(said.contains("dropped /flows/"), "{said}");
    }
    for (wanted, part) in
        [("Two", "several"), ("4", "no flow in it"), ("0", "no flow in it"), ("x", "no flow in it")]
    {
        let ran = cordboard(&["convert", &file, "--flow", wanted]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{wanted}");
        assert!(ran.err.contains(part) && ran.err.contains("FW3"), "{}", ran.err);
    }
}

#[test]
fn a_current_definition_is_written_unchanged() {
    let flows = Flows::new();
    let text = "\u{feff}{\"states\" : [],\r\n\"states\":[ ], \"x\": 1.0}";
    let (file, out) = (flows.text("in.json", text), flows.path("out.json"));
    let ran = cordboard(&["convert", &file, "-o", &out.display().to_string()]);
    assert_eq!((ran.code, &*ran.out), (Some(0), ""));
    assert!(ran.err.contains("unchanged"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&out).unwrap(), text);
    let piped = cordboard_fed(&["convert", "-"], text);
    assert_eq!((piped.code, &*piped.out), (Some(0), text));
}

#[test]
fn a_definition_in_code_is_found_by_all_who_open_files() {
    let flows = Flows::new();
    let code = flows.text("flow.js", &format!("const flow = JSON.parse('{}');\n", flow("js")));
    let said = check(&fs::read_to_string(&code).unwrap(), &[], &flow("js"));
    assert!(said.contains("dropped the code around the definition"), "{said}");
    let ran = cordboard(&["check", &code, "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("wrapped-definition") && ran.out.contains("convert"), "{}", ran.out);
    for subcommand in ["fmt", "run"] {
        let ran = cordboard(&[subcommand, &code]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{subcommand}");
        assert!(ran.err.starts_with(&format!("{code}:1:")) && ran.err.contains("convert"), "{}", ran.err);
    }
}

#[test]
fn what_holds_no_flow_is_refused_with_its_place() {
    let flows = Flows::new();
    let null = r#"{"flows": [{"sid": "FW1", "definition": null}]}"#;
    for (text, part) in [
        ("{\n  \"states\": [,]}", ":2:14: this is no JSON"),
        ("[]", ":1:1: no flow definition"),
        ("console.log('hello');", ":1:1: no flow definition"),
        (null, "fetch each flow by its SID"),
    ] {
        let file = flows.text("in.json", text);
        let ran = cordboard(&["convert", &file]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{text}");
        assert!(ran.err.starts_with(&file) && ran.err.contains(part), "{}", ran.err);
    }
    assert_eq!(cordboard(&["convert", "nowhere.json"]).code, Some(2));
    let good = flows.text("good.json", &json!({"definition": flow("x")}).to_string());
    assert_eq!(cordboard(&["convert", &good, "-o", "/nowhere/at/all.json"]).code, Some(2));
}

#[test]
fn the_odd_files_become_flows_that_studio_takes() {
    let Some(folder) = std::env::var_os("CORDBOARD_ODD") else {
        println!("convert: no odd files given (CORDBOARD_ODD)");
        return;
    };
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.extension().is_some_and(|ending| ending != "tsv"))
        .collect();
    files.sort();
    let flows = Flows::new();
    let (mut converted, mut dropped) = (0, 0);
    for path in &files {
        let name = path.display().to_string();
        let out = flows.path("out.json").display().to_string();
        let ran = cordboard(&["convert", &name, "-o", &out, "--flow", "1"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        if ran.err.contains("unchanged") {
            assert_eq!(fs::read(path).unwrap(), fs::read(&out).unwrap(), "{name}");
            continue;
        }
        converted += 1;
        dropped += ran.err.matches(": dropped ").count();
        // Each old name, and every wrapping, is gone; the rest is for `check` to say.
        let report = cordboard(&["check", &out, "--format", "json"]);
        let report: Value = serde_json::from_str(&report.out).unwrap();
        let found = report["files"][0]["diagnostics"].as_array().unwrap().clone();
        let errors: Vec<&Value> = found.iter().filter(|found| found["severity"] == "error").collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        assert_eq!(cordboard(&["fmt", "--check", &out]).code, Some(0), "{name}");
        let again = cordboard(&["convert", &out]);
        assert!(again.err.contains("unchanged"), "{name}: {}", again.err);
    }
    println!(
        "convert: of {} odd files {converted} were converted, {dropped} things dropped and told",
        files.len()
    );
    assert!(converted > 0 || files.is_empty(), "nothing was converted");
    if files.is_empty() {
        panic!("the folder of odd files is empty");
    }
}

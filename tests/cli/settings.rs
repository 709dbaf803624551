//! `cordboard.toml`: found beside the flow and upwards, believed by `check`, overruled by options.

use std::fs;

use crate::support::{Flows, command, cordboard, cordboard_fed, send, to, trigger};
use cordboard::check::{Level, Settings, Severity};
use serde_json::{Value, json};

/// A folder with a flow in `a/b/`; it has an `empty-body` warning and a `leads-nowhere` advice.
fn folder() -> (Flows, String) {
    let flows = Flows::new();
    fs::create_dir_all(flows.path("a/b")).unwrap();
    let states = json!([
        trigger("incomingMessage", "say"),
        send("say", "{{contact.channel.address}}", "", json!([to("failed", "say")]))
    ]);
    let flow = flows.flow("a/b/f.json", states);
    (flows, flow)
}

/// The severity of each code that is found, and the exit status.
fn check(flow: &str, more: &[&str]) -> (Option<i32>, Value) {
    let ran = cordboard(&[&["check", "--format", "json", flow], more].concat());
    let document: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| json!(ran.err));
    let found = document["files"][0]["diagnostics"].as_array().cloned().unwrap_or_default();
    let found = found
        .iter()
        .map(|found| (found["code"].as_str().unwrap().to_owned(), found["severity"].clone()))
        .collect::<serde_json::Map<String, Value>>();
    (ran.code, Value::Object(found))
}

#[test]
fn the_nearest_settings_count() {
    let (flows, flow) = folder();
    let (code, found) = check(&flow, &[]);
    assert_eq!((code, &found["empty-body"]), (Some(0), &json!("warning")));
    flows.text("cordboard.toml", "[check]\ndeny = \"warning\"\n");
    assert_eq!(check(&flow, &[]).0, Some(1));
    flows.text("a/cordboard.toml", "[check.rules]\nempty-body = \"advice\"\n");
    let (code, found) = check(&flow, &[]);
    assert_eq!((code, &found["empty-body"]), (Some(0), &json!("advice")));
    flows.text("a/b/cordboard.toml", "check.rules.empty-body = \"off\" # a comment\ncheck.deny = \"advice\"");
    let (_, found) = check(&flow, &[]);
    assert_eq!(found.get("empty-body"), None);
    flows.text("a/b/cordboard.toml", "\u{feff}[check.rules]\r\nempty-body = \"error\"\r\n");
    let (code, found) = check(&flow, &[]);
    assert_eq!((code, &found["empty-body"]), (Some(1), &json!("error")));
}

#[test]
fn options_win() {
    let (flows, flow) = folder();
    flows.text("a/cordboard.toml", "[check]\ndeny = \"advice\"\n[check.rules]\nempty-body = \"off\"\n");
    assert_eq!(check(&flow, &["--deny", "error"]).0, Some(0));
    assert_eq!(check(&flow, &[]).0, Some(1));
    let (_, found) = check(&flow, &["--only", "empty-body"]);
    assert_eq!(found, json!({"empty-body": "warning"}));
    flows.text("a/cordboard.toml", "[check.rules]\nempty-body = \"error\"\n");
    assert_eq!(check(&flow, &["--skip", "empty-body"]).0, Some(0));
}

#[test]
fn what_blocks_publishing_is_an_error_where_the_settings_or_the_option_say_so() {
    let (flows, flow) = folder();
    assert_eq!(check(&flow, &["--publish"]).1["empty-body"], "error");
    flows.text("a/cordboard.toml", "[check]\npublish = true\n");
    let (code, found) = check(&flow, &[]);
    assert_eq!((code, &found["empty-body"]), (Some(1), &json!("error")));
    // A rule that is named has its own level, until the option asks for more.
    flows.text("a/cordboard.toml", "[check]\npublish = true\n[check.rules]\nempty-body = \"advice\"\n");
    assert_eq!(check(&flow, &[]).1["empty-body"], "advice");
    assert_eq!(check(&flow, &["--publish"]).1["empty-body"], "error");
}

#[test]
fn mistakes_in_the_settings_have_a_place_and_stop_the_check() {
    let (flows, flow) = folder();
    for (text, line, column, part) in [
        ("[check.rules]\nempty-bdy = \"off\"", 2, 1, "did you mean `empty-body`?"),
        ("[check.rules]\nempty-body = \"of\"", 2, 14, "did you mean `off`?"),
        ("[check.rules]\nempty-body = true", 2, 14, "`empty-body` has to be a text"),
        ("[check]\n  denny = \"error\"", 2, 3, "did you mean `deny`?"),
        ("[check]\ndeny = \"fatal\"", 2, 8, "no severity `fatal`"),
        ("[check]\npublish = \"yes\"", 2, 11, "true or false"),
        ("[checks]\n", 1, 2, "did you mean `check`?"),
        ("check = 1\n", 1, 9, "has to be a table"),
        ("[check]\ndeny = \"error\"\ndeny = \"error\"\n", 3, 1, "no TOML"),
        ("[check\n", 1, 7, "no TOML"),
        ("[check.rules]\n\"é\" = \"off\"\nwrong = \"off\"", 2, 1, "no rule `é`"),
    ] {
        let file = flows.text("a/cordboard.toml", text);
        let before = fs::read(&flow).unwrap();
        let ran = cordboard(&["check", &flow, "--fix", "--format", "json"]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{text}");
        let place = format!("/a/cordboard.toml:{line}:{column}: ");
        assert!(ran.err.contains(&place) && ran.err.contains(part), "{file} {text}: {}", ran.err);
        assert_eq!(fs::read(&flow).unwrap(), before, "{text}");
    }
    fs::write(flows.path("a/cordboard.toml"), b"[check]\n\xff").unwrap();
    let ran = cordboard(&["check", &flow]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("cordboard.toml:2:1: "), "{}", ran.err);
}

#[test]
fn standard_input_has_the_settings_of_the_folder() {
    let (flows, flow) = folder();
    flows.text("a/cordboard.toml", "[check]\ndeny = \"warning\"\n");
    let text = fs::read_to_string(flow).unwrap();
    assert_eq!(
        cordboard_fed(&["check", "-"], &text).code,
        Some(0),
        "the project's own folder has no settings"
    );
    let mut child = command(&["check", "-"])
        .current_dir(flows.path("a/b"))
        .stdin(fs::File::open(flows.path("a/b/f.json")).unwrap())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn the_settings_are_there_for_the_editor_too() {
    let settings = Settings::parse("[check]\npublish = true\n[check.rules]\nempty-body = \"error\"").unwrap();
    assert_eq!((settings.publish, settings.deny), (Some(true), None));
    assert_eq!(settings.rules.get("empty-body"), Some(&Level::At(Severity::Error)));
    assert_eq!(Settings::parse("").unwrap(), Settings::default());
    let (_flows, flow) = folder();
    let document = cordboard::flow::Document::from_bytes(None, &fs::read(flow).unwrap()).unwrap();
    let found = cordboard::check::check_with(document.flow(), &settings);
    assert!(found.iter().any(|one| one.code == "empty-body" && one.severity == Severity::Error));
    let plain = cordboard::check::check_with(document.flow(), &Settings::default());
    assert!(plain.iter().any(|one| one.code == "empty-body" && one.severity == Severity::Warning));
}

//! What needs no server: places, differences, spelling, and the curl command.

use std::fmt::Write as _;

use super::*;
use crate::check::Blocks;
use crate::twilio::studio::Mistake;
use crate::twilio::{Base, Credentials, Place};

const FLOW: &str = r#"{
  "description": "d",
  "states": [
    {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "ask"}], "properties": {}},
    {
      "name": "ask",
      "type": "send-and-wait-for-reply",
      "transitions": [],
      "properties": {"timeout": 3600, "body": "Hi {{flow.data.name}} {{trigger.request.parameters.day}} {{flow.data.name}}"}
    }
  ],
  "initial_state": "Trigger"
}
"#;

fn flow(text: &str) -> Flow {
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

#[track_caller]
fn check_place(path: &str, widget: Option<&str>, field: Option<&str>, line: usize) {
    let flow = flow(FLOW);
    let mistake = Mistake { message: "m".to_owned(), property_path: path.to_owned() };
    let validation = Validation::of(&flow, &[mistake], &[], Blocks::Draft);
    let found = &validation.errors[0].diagnostic;
    let named = found.place.widget.and_then(|id| flow.widget(id)).and_then(|widget| widget.name());
    assert_eq!((named, found.place.field.as_deref()), (widget, field), "{path}");
    assert_eq!(found.span.unwrap().start.line, line, "{path}");
}

#[test]
fn a_property_path_is_a_place_in_the_file() {
    check_place("#/states/1/properties/timeout", Some("ask"), Some("timeout"), 9);
    check_place("#/states[1].properties.body", Some("ask"), Some("body"), 9);
    check_place("#/states/1/type", Some("ask"), None, 7);
    // What is missing is shown at what it is missing from.
    check_place("#/states/1/properties/from", Some("ask"), Some("from"), 9);
    check_place("#/states/0/transitions/0/next", Some("Trigger"), None, 4);
    for path in ["#", "", "#/states/99/name", "#/states/x", "#/%/~1", "$..", "#/states/18446744073709551616"]
    {
        let flow = flow(FLOW);
        let mistake = Mistake { message: "m".to_owned(), property_path: path.to_owned() };
        assert!(
            Validation::of(&flow, &[mistake], &[], Blocks::Draft).errors[0].diagnostic.place.widget.is_none(),
            "{path}"
        );
    }
}

#[test]
fn what_means_the_same_keeps_its_spelling() {
    let here = flow(FLOW);
    let there = |text: &str| flow(&crate::flow::canonical(text).unwrap());
    assert_eq!(kept(&here, &there(FLOW)), None);
    let text = kept(&here, &there(&FLOW.replace("3600", "60"))).unwrap();
    let trigger = FLOW.lines().nth(3).unwrap();
    assert!(text.contains(trigger) && text.contains(r#""timeout": 60"#), "{text}");
    assert_eq!(meaning(&flow(&text)), meaning(&there(&FLOW.replace("3600", "60"))));
    // On one line it stays on one line.
    let flat = r#"{"states":[{"name":"a","type":"trigger"}],"description":"d"}"#;
    let text = kept(&flow(flat), &there(&flat.replace(r#""d""#, r#""e""#))).unwrap();
    assert!(!text.contains('\n') && text.contains(r#"{"name":"a","type":"trigger"}"#), "{text}");
}

#[test]
fn the_meaning_knows_no_white_space_and_no_order() {
    let one = flow(r#"{"states": [{"a": 1, "b": "é"}], "description": "d"}"#);
    let two = flow("{\"description\":\"d\",\"states\":[{\"b\":\"\\u00e9\",\"a\":1}]}");
    let three = flow(r#"{"states": [{"a": 1, "b": "e"}], "description": "d"}"#);
    assert_eq!(meaning(&one), meaning(&two));
    assert_ne!(meaning(&one), meaning(&three));
}

/// A shell's own reading of a command's words: single quotes, double quotes, backslashes.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut is_word) = (Vec::new(), String::new(), false);
    let mut chars = command.chars();
    while let Some(char) = chars.next() {
        match char {
            '\'' => {
                is_word = true;
                word.extend(chars.by_ref().take_while(|char| *char != '\''));
            }
            '"' => {
                is_word = true;
                word.extend(chars.by_ref().take_while(|char| *char != '"'));
            }
            '\\' => match chars.next() {
                Some('\n') | None => {}
                Some(other) => word.push(other),
            },
            ' ' | '\n' => {
                if is_word || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                is_word = false;
            }
            other => word.push(other),
        }
    }
    if is_word || !word.is_empty() {
        words.push(word);
    }
    words
}

#[test]
fn curl_starts_the_flow_with_what_it_reads() {
    let sid = format!("FW{}", "a".repeat(32));
    let command =
        start_flow(&flow(FLOW), &sid, "+15551230001", "it's $HOME `x`", &Base::Twilio, None).unwrap();
    let words = words(&command);
    let mut expected = String::new();
    write!(expected, "https://studio.twilio.com/v2/Flows/{sid}/Executions").unwrap();
    assert_eq!(words[..4], ["curl", "-X", "POST", &expected]);
    assert!(words.contains(&"From=it's $HOME `x`".to_owned()), "{command}");
    assert!(words.contains(&r#"Parameters={"name":"","day":""}"#.to_owned()), "{command}");
    assert!(words.contains(&"$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN".to_owned()), "{command}");
    let base = Base::parse("http://127.0.0.1:4010/").unwrap();
    let plain = start_flow(&flow(r#"{"states": []}"#), &sid, "+1", "+2", &base, None).unwrap();
    assert!(
        plain.contains("http://127.0.0.1:4010/studio/v2/Flows/") && !plain.contains("Parameters"),
        "{plain}"
    );
    let (account, key) = (format!("AC{}", "a".repeat(32)), format!("SK{}", "b".repeat(32)));
    let known = Credentials::with_key(&account, &key, "hush".to_owned().into()).unwrap();
    let known = known.at(Place::new(Some("ie1"), None).unwrap());
    let plain = start_flow(&flow(FLOW), &sid, "+1", "+2", &Base::Twilio, Some(&known)).unwrap();
    assert!(plain.contains("https://studio.ie1.twilio.com/v2/") && !plain.contains("hush"), "{plain}");
    assert!(plain.contains(&format!("\"{key}:$TWILIO_API_SECRET\"")), "{plain}");
}

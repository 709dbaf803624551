//! `cordboard widgets` as scripts and people see it.

use std::collections::HashSet;

use crate::support::cordboard;
use cordboard::widgets::CATALOGUE;
use serde_json::{Value, json};

/// The widgets of `--format json`.
fn widgets(arguments: &[&str]) -> Vec<Value> {
    let ran = cordboard(&[&["widgets", "--format", "json"], arguments].concat());
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["version"], 1);
    document["widgets"].as_array().unwrap().clone()
}

fn one(kind: &str) -> Value {
    let found = widgets(&[kind]);
    assert_eq!(found.len(), 1);
    found[0].clone()
}

fn by<'v>(list: &'v Value, key: &str, value: &str) -> &'v Value {
    list.as_array().unwrap().iter().find(|one| one[key] == value).unwrap()
}

#[test]
fn the_contract_s_example_is_so() {
    let send = one("send-message");
    let head = ["type", "label", "group", "grade", "placing"].map(|key| send[key].as_str().unwrap());
    assert_eq!(head, ["send-message", "Send Message", "Messaging", "A", "palette"]);
    let body = by(&send["fields"], "key", "body");
    let contract = json!({"key": "body", "label": "Message Body", "accepts": ["string"], "writes": "string",
        "required": false, "default": ""});
    for (key, value) in contract.as_object().unwrap() {
        assert_eq!(&body[key], value, "{key}");
    }
    assert_eq!(send["events"][0]["event"], "sent");
    assert_eq!(send["events"][0]["label"], "Sent");
    assert_eq!(by(&send["outputs"], "path", "outbound.Sid")["type"], "string");
}

#[test]
fn what_a_new_widget_has_is_told_from_what_counts_without() {
    let send = one("send-message");
    let of = |key: &str| {
        let field = by(&send["fields"], "key", key);
        (
            field.get("default").cloned(),
            field["written"].as_bool().unwrap(),
            field["required"].as_bool().unwrap(),
        )
    };
    assert_eq!(of("from"), (Some(json!("{{flow.channel.address}}")), true, true));
    assert_eq!(of("shorten_urls"), (Some(json!(false)), false, false));
    assert_eq!(of("media_url"), (None, false, false));
    let wait = one("send-and-wait-for-reply");
    let timeout = by(&wait["fields"], "key", "timeout");
    assert_eq!(timeout["accepts"], json!(["string", "integer"]));
    assert_eq!((&timeout["writes"], &timeout["default"]), (&json!("string"), &json!("3600")));
}

#[test]
fn limits_choices_and_conditions_are_there() {
    let send = one("send-message");
    assert_eq!(by(&send["fields"], "key", "body")["limits"], json!({"max_chars": 1600}));
    assert_eq!(
        by(&send["fields"], "key", "content_sid")["condition"],
        json!({"key": "message_type", "is": ["content_template"]})
    );
    assert_eq!(by(&send["fields"], "key", "message_type")["choices"][0]["value"], "custom");
    let split = one("split-based-on");
    let conditions = &by(&split["events"], "event", "match")["conditions"];
    assert_eq!(conditions.as_array().map(Vec::len), Some(17));
    assert_eq!(by(conditions, "type", "matches_any_of")["takes"], "list");
    assert_eq!(by(&split["events"], "event", "noMatch").get("conditions"), None);
}

#[test]
fn every_type_is_there_once_and_says_all_of_the_contract() {
    let all = widgets(&[]);
    assert_eq!(all.len(), CATALOGUE.len());
    let mut seen = HashSet::new();
    for widget in &all {
        let kind = widget["type"].as_str().unwrap();
        assert!(seen.insert(kind.to_owned()), "{kind} is doubled");
        for key in ["label", "group", "grade", "placing"] {
            assert!(widget[key].is_string(), "{kind}: {key}");
        }
        let listed = |list: &str, keys: &[&str]| {
            for item in widget[list].as_array().unwrap() {
                for key in keys {
                    assert!(item.get(key).is_some(), "{kind}: {list}: {key} of {item}");
                }
            }
        };
        listed("fields", &["key", "label", "accepts", "writes", "required", "written", "kind", "help"]);
        listed("events", &["event", "label", "kind", "grade"]);
        listed("outputs", &["path", "type", "help", "grade"]);
        let is_open = widget.get("events_known") == Some(&json!(false));
        assert_eq!(is_open, widget["events"] == json!([]), "{kind}");
    }
    assert_eq!(all[1], one(all[1]["type"].as_str().unwrap()));
    assert_eq!(by(&json!(all), "type", "create-task")["placing"], "keep-only");
    assert_eq!(by(&json!(all), "type", "connect-virtual-agent")["placing"], "legacy");
}

#[test]
fn an_unknown_type_is_refused_with_a_guess() {
    let check = |kind: &str, expected: &str| {
        for format in ["text", "json"] {
            let ran = cordboard(&["widgets", kind, "--format", format]);
            assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{kind}");
            assert_eq!(ran.err.trim_end(), format!("there is no widget type `{kind}`: {expected}"));
        }
    };
    check("send-mesage", "did you mean `send-message`?");
    check("Send Message", "did you mean `send-message`?");
    check("sendToFlex", "did you mean `send-to-flex`?");
    check("gather", "did you mean `gather-input-on-call`?");
    check("gather-input", "did you mean `gather-input-on-call`?");
    check("teleport", "`cordboard widgets` lists them");
    check("", "`cordboard widgets` lists them");
    check(&"x".repeat(10_000), "`cordboard widgets` lists them");
}

#[test]
fn the_table_is_grouped_as_the_palette_is() {
    let ran = cordboard(&["widgets"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let headings: Vec<&str> =
        ran.out.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
    assert_eq!(
        headings,
        [
            "Messaging",
            "Flow Control",
            "Voice",
            "Tools & Code Execution",
            "Connect Other Products",
            "Legacy, offered only where a flow has one",
            "Kept where a file has them, never placed"
        ]
    );
    for entry in CATALOGUE {
        let lines = ran.out.lines().filter(|line| line.split_whitespace().next() == Some(entry.id));
        assert_eq!(lines.count(), 1, "{}", entry.id);
    }
    assert!(!ran.out.contains('\u{1b}'), "no colours but on a terminal");
    assert!(ran.out.lines().all(|line| line == line.trim_end()));
}

#[test]
fn a_page_says_what_is_known_and_how_well() {
    let page = |kind: &str| {
        let ran = cordboard(&["widgets", kind]);
        assert_eq!((ran.code, &*ran.err), (Some(0), ""));
        ran.out
    };
    let check = |page: &str, expected: &[&str]| {
        let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
        for text in expected {
            assert!(words.contains(text), "{text}\n{page}");
        }
    };
    let send = page("send-message");
    check(
        &send,
        &[
            "Send Message (send-message)",
            "from — Send Message From, string, required",
            "A new widget has \"{{flow.channel.address}}\".",
            "Left out it counts as false.",
            "Counts only where Message Type is Content template.",
            "at most 1,600 characters",
            "failed Failed to Send something went wrong",
            "{{widgets.NAME.outbound.Sid}} string The message's SID",
            "Your account's SID [C]",
            "[C] only from prose of Twilio's",
            "https://www.twilio.com/docs/studio/widget-library/send-message",
        ],
    );
    assert!(send.lines().all(|line| line.chars().count() < 140), "{send}");
    check(
        &page("split-based-on"),
        &["noMatch", "81005", "is_before_date Is Before Date a date, YYYY-MM-DD", "Nothing under widgets."],
    );
    check(
        &page("create-task"),
        &["D: only the name is known", "Nobody outside Twilio knows its events", "never placed"],
    );
}

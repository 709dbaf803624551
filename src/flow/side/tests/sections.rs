//! Start sets and prepared answers: read, written beside what else is there, renamed with their widgets, undone.

use serde_json::{Map, Value, json};

use super::text;
use crate::flow::edit::EditError;
use crate::flow::side::{HttpAnswer, OutcomeAnswer, SideChange, SideFile, StartSet};
use crate::flow::{Document, Edit};

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn http(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), content_type: None }
}

/// What stands in the file after some changes.
fn check(before: &str, changes: &[SideChange], expected: Option<&str>) -> SideFile {
    let side = if before.is_empty() { SideFile::default() } else { SideFile::read(before.as_bytes()) };
    let after = changes.iter().fold(side, |side, change| change.apply(&side).expect("it can be changed"));
    assert_eq!(text(&after).as_deref(), expected);
    assert_eq!(after.mistake(), None);
    after
}

fn ann() -> StartSet {
    StartSet {
        name: "Ann by WhatsApp".to_owned(),
        trigger: Some("message".to_owned()),
        channel: Some("whatsapp".to_owned()),
        contact: Some("+15551230009".to_owned()),
        flow_address: Some("+15005550006".to_owned()),
        body: Some("Hi".to_owned()),
        media: vec!["https://example.org/a.png".to_owned()],
        parameters: object(json!({"name": "Ann", "items": [1, 2]})),
        chat_service: None,
        chat_channel: None,
        now: Some("Sunday 23:59".to_owned()),
        zone: Some("Africa/Kigali".to_owned()),
    }
}

#[test]
fn a_start_set_comes_back_as_it_was_kept() {
    let side = SideFile::default().with_start(&ann()).unwrap();
    let again = SideFile::read(&side.bytes().unwrap());
    assert_eq!(again.starts(), [ann()]);
    assert_eq!(again.start("Ann by WhatsApp"), Some(ann()));
    assert_eq!(again.start("Bob"), None);
    let plain = StartSet { name: "Plain".to_owned(), ..StartSet::default() };
    let two = again.with_start(&plain).unwrap();
    assert_eq!(two.starts(), [ann(), plain]);
    assert!(two.has_only_what_is_known());
    assert_eq!(text(&two.without_start("Plain").unwrap()), text(&again));
    assert_eq!(text(&again.without_start("Ann by WhatsApp").unwrap()), None);
}

#[test]
fn what_is_not_known_of_a_start_set_stays_letter_by_letter() {
    let before =
        "{\"version\":1,\r\n \"starts\" : { \"A\": {\"note\": 1.0e0 , \"body\":\"caf\\u00e9\"}, \"B\":{} } }";
    let set = StartSet { name: "A".to_owned(), body: Some("café".to_owned()), ..StartSet::default() };
    check(before, &[SideChange::SetStart { set: Box::new(set.clone()) }], Some(before));
    let with = StartSet { body: Some("No".to_owned()), ..set };
    let after = before.replace("caf\\u00e9", "No");
    check(before, &[SideChange::SetStart { set: Box::new(with) }], Some(&after));
    let renamed = SideChange::RenameStart { from: "A".to_owned(), to: "\"Z\"".to_owned() };
    check(before, &[renamed], Some(&before.replace("\"A\"", "\"\\\"Z\\\"\"")));
}

#[test]
fn answers_are_written_beside_each_other_and_read_back() {
    let answer = |widget: &str, answers: &[HttpAnswer]| SideChange::SetHttp {
        widget: widget.to_owned(),
        answers: answers.to_vec(),
    };
    let outcome = OutcomeAnswer {
        event: "assigned".to_owned(),
        leaves: Some(object(json!({"sid": "WT1"}))),
        is_usual: false,
    };
    let all = [
        answer("lookup", &[http(200, "{}")]),
        answer(
            "again",
            &[http(500, ""), HttpAnswer { content_type: Some("text/html".to_owned()), ..http(200, "x") }],
        ),
        SideChange::SetOutcome { widget: "queue".to_owned(), outcome: Some(outcome.clone()) },
        SideChange::SetHost { host: "api.example.org".to_owned(), is_allowed: true },
        SideChange::SetHost { host: "API.example.org".to_owned(), is_allowed: true },
        SideChange::SetContent { sid: "HX1".to_owned(), text: Some("Hello {{1}}".to_owned()) },
    ];
    let expected = r#"{
  "version": 1,
  "answers": {
    "http": {
      "lookup": {
        "status": 200,
        "body": "{}"
      },
      "again": [
        {
          "status": 500,
          "body": ""
        },
        {
          "status": 200,
          "body": "x",
          "content_type": "text/html"
        }
      ]
    },
    "outcomes": {
      "queue": {
        "event": "assigned",
        "leaves": {
          "sid": "WT1"
        }
      }
    },
    "hosts": [
      "api.example.org"
    ],
    "contents": {
      "HX1": {
        "text": "Hello {{1}}"
      }
    }
  }
}
"#;
    let side = check("", &all, Some(expected));
    let answers = SideFile::read(expected.as_bytes()).answers();
    assert_eq!(answers, side.answers());
    assert_eq!(answers.http_of("lookup"), Some([http(200, "{}")].as_slice()));
    assert_eq!(answers.http_of("again").map(<[_]>::len), Some(2));
    assert_eq!(answers.outcome_of("queue"), Some(&outcome));
    assert_eq!(answers.hosts, ["api.example.org"]);
    assert_eq!(answers.content_of("HX1"), Some("Hello {{1}}"));
    let none = [
        answer("lookup", &[]),
        answer("again", &[]),
        SideChange::SetOutcome { widget: "queue".to_owned(), outcome: None },
        SideChange::SetHost { host: "api.example.org".to_owned(), is_allowed: false },
        SideChange::SetContent { sid: "HX1".to_owned(), text: None },
    ];
    check(expected, &none, None);
}

#[test]
fn a_widget_is_answered_or_ends_by_decision_and_not_both() {
    let outcome = OutcomeAnswer { event: "failed".to_owned(), leaves: None, is_usual: false };
    let ends = SideFile::default().with_http("lookup", &[http(200, "")]).unwrap();
    let ends = ends.with_outcome("lookup", Some(&outcome)).unwrap();
    assert_eq!(ends.answers().http, []);
    let answered = ends.with_http("lookup", &[http(404, "no")]).unwrap();
    assert_eq!(answered.answers().outcomes, []);
    assert_eq!(answered.answers().http_of("lookup"), Some([http(404, "no")].as_slice()));
}

#[test]
fn answers_written_by_hand_keep_their_spelling() {
    let before =
        r#"{"version": 1, "answers": {"http": {"a": [{"body": {"n":1.0}, "why": "x"}]}, "later": {}}}"#;
    let side = SideFile::read(before.as_bytes());
    assert_eq!(side.answers().http_of("a"), Some([http(200, r#"{"n":1.0}"#)].as_slice()));
    let again = side.with_http("a", &[http(200, r#"{"n":1.0}"#), http(503, "")]).unwrap();
    let after = before.replace(r#""why": "x"}"#, r#""why": "x"},{"status": 503,"body": ""}"#);
    assert_eq!(text(&again).as_deref(), Some(&*after));
    assert_eq!(text(&again.with_http("a", &[http(200, r#"{"n":1.0}"#)]).unwrap()).as_deref(), Some(before));
}

fn mistake(body: &str, expected: &str) {
    let side = SideFile::read(format!("{{\"version\": 1,\n{body}}}").as_bytes());
    assert_eq!(side.mistake().map(|mistake| mistake.to_string()).as_deref(), Some(expected), "{body}");
}

#[test]
fn what_cannot_be_understood_has_a_place() {
    mistake("\"starts\": []", "2:11: `starts` is an object, this is array");
    mistake("\"starts\": {\"a~/b\": {\"zone\": 5}}", "2:29: `zone` is a text, this is integer");
    mistake("\"starts\": {\"a\": 5}", "2:17: the start set `a` is an object, this is integer");
    mistake("\"starts\": {\"a\": {\"media\": [1]}}", "2:28: the address of a medium is a text");
    mistake("\"starts\": {\"a\": {\"parameters\": []}}", "2:32: `parameters` is an object, this is array");
    mistake("\"answers\": {\"http\": 1}", "2:21: `http` is an object, this is integer");
    mistake("\"answers\": {\"hosts\": {}}", "2:22: `hosts` is a list, this is object");
    mistake("\"answers\": {\"hosts\": [1]}", "2:23: a host is a text");
    mistake(
        "\"answers\": {\"http\": {\"a\": [{}, {\"status\": 99}]}}",
        "2:43: a `status` is a whole number from 100 to 599",
    );
    mistake("\"answers\": {\"outcomes\": {\"a\": {}}}", "2:31: an outcome is an object with an `event`");
    mistake(
        "\"answers\": {\"contents\": {\"HX\": \"a\"}}",
        "2:32: a content template is an object with a `text`",
    );
    let odd = SideFile::read(b"{\"version\": 1, \"answers\": {\"http\": {\"a\": {\"status\": 99}}}}");
    assert_eq!(odd.trouble(), None, "one odd entry does not keep the file from being changed");
    assert!(odd.answers().is_empty());
}

const FLOW: &str = r#"{"states": [
  {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "ask"}], "properties": {}},
  {"name": "ask", "type": "make-http-request", "transitions": [], "properties": {}},
  {"name": "asked", "type": "make-http-request", "transitions": [], "properties": {}}
], "initial_state": "Trigger"}"#;

fn opened() -> Document {
    Document::from_bytes(Some("a.json".into()), FLOW.as_bytes()).unwrap()
}

fn beside(document: &Document) -> Vec<String> {
    document.side().answers().http.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn what_was_decided_follows_a_widget_that_is_renamed_and_survives_one_that_is_deleted() {
    let mut document = opened();
    for widget in ["ask", "asked", "ask/inner", "other"] {
        let widget = widget.to_owned();
        let answer = SideChange::SetHttp { widget, answers: vec![http(200, "")] };
        document.edit(&Edit::Beside(answer)).unwrap();
    }
    assert_eq!(document.history().undo_name(), Some("Answer other"));
    let id = |document: &Document, name: &str| document.flow().named(name).map(|widget| widget.id()).unwrap();
    let ask = id(&document, "ask");
    document.edit(&Edit::Rename { widget: ask, name: "lookup".to_owned() }).unwrap();
    assert_eq!(beside(&document), ["lookup", "asked", "lookup/inner", "other"]);
    document.edit(&Edit::Delete { widgets: vec![ask] }).unwrap();
    assert_eq!(beside(&document), ["lookup", "asked", "lookup/inner", "other"]);
    document.history_mut().undo();
    document.history_mut().undo();
    assert_eq!(beside(&document), ["ask", "asked", "ask/inner", "other"]);
    // Names that are swapped in one step are followed one after the other.
    let asked = id(&document, "asked");
    let rename = |widget, name: &str| Edit::Rename { widget, name: name.to_owned() };
    let swap = Edit::Together {
        name: "Swap".to_owned(),
        edits: vec![rename(ask, "between"), rename(asked, "ask"), rename(ask, "asked")],
    };
    document.edit(&swap).unwrap();
    assert_eq!(beside(&document), ["asked", "ask", "asked/inner", "other"]);
}

#[test]
fn another_set_is_not_lost_by_a_rename_and_a_side_file_left_alone_stops_no_rename() {
    let mut document = opened();
    for name in ["One", "Two"] {
        let set = StartSet { name: name.to_owned(), ..StartSet::default() };
        document.edit(&Edit::Beside(SideChange::SetStart { set: Box::new(set) })).unwrap();
    }
    let rename = |from: &str, to: &str| {
        Edit::Beside(SideChange::RenameStart { from: from.to_owned(), to: to.to_owned() })
    };
    assert_eq!(document.edit(&rename("One", "Two")), Err(EditError::StartTaken("Two".to_owned())));
    document.edit(&rename("One", "Three")).unwrap();
    let names: Vec<String> = document.side().starts().into_iter().map(|set| set.name).collect();
    assert_eq!(names, ["Three", "Two"]);
    let later = "{\"version\": 9, \"answers\": {\"http\": {\"ask\": {\"body\": \"x\"}}}}";
    let mut document = opened().with_side(SideFile::read(later.as_bytes()));
    let ask = document.flow().named("ask").map(|widget| widget.id()).unwrap();
    document.edit(&Edit::Rename { widget: ask, name: "lookup".to_owned() }).unwrap();
    assert_eq!(text(document.side()).as_deref(), Some(later));
    assert_eq!(beside(&document), ["ask"]);
}

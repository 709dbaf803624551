use serde_json::json;

use super::{Document, Edit, EditError, Flow, Graph, NEW_FLOW, Offset, Output, WidgetId, console};

const FLOW: &str = r#"{
  "description": "caf\u00e9",
  "states": [
    {
      "name": "Trigger",
      "type": "trigger",
      "transitions": [
        {
          "next": "ask",
          "event": "incomingMessage"
        },
        {
          "event": "incomingCall"
        }
      ],
      "properties": {
        "offset": {
          "x": 0.0,
          "y": 1e1
        }
      }
    },
    {
      "name": "ask",
      "type": "send-and-wait-for-reply",
      "transitions": [
        {
          "next": "split",
          "event": "incomingMessage"
        }
      ],
      "properties": {
        "offset": {
          "x": 10,
          "y": 200
        },
        "from": "{{flow.channel.address}}",
        "body": "widgets.ask is text, {{ widgets.ask.inbound.Body }} is not \u00e9",
        "timeout": "3600"
      }
    },
    {
      "name": "split",
      "type": "split-based-on",
      "transitions": [
        {
          "next": "ask",
          "event": "noMatch"
        },
        {
          "next": "ask",
          "event": "match",
          "conditions": [
            {
              "friendly_name": "yes",
              "arguments": [
                "{{widgets['ask'].inbound.Body}}"
              ],
              "type": "equal_to",
              "value": "yes"
            }
          ]
        }
      ],
      "properties": {
        "input": "{{widgets.ask.inbound.Body}}",
        "offset": {
          "x": 10,
          "y": 400
        }
      }
    }
  ],
  "initial_state": "Trigger",
  "flags": {
    "allow_concurrent_calls": true
  }
}"#;

const ASK: WidgetId = WidgetId(1);
const SPLIT: WidgetId = WidgetId(2);

fn open(text: &str) -> Document {
    Document::from_bytes(Some("flow.json".into()), text.as_bytes()).expect("a flow")
}

/// The lines that differ after an edit: `-old` and `+new`.
fn changed_lines(edit: &Edit) -> Vec<String> {
    let mut document = open(FLOW);
    document.edit(edit).expect("can be done");
    let after = String::from_utf8(document.bytes()).expect("UTF-8");
    let lines = line_difference(FLOW, &after);
    document.history_mut().undo();
    assert_eq!(document.bytes(), FLOW.as_bytes(), "undo gives the bytes back");
    assert!(!document.is_modified());
    document.history_mut().redo();
    assert_eq!(document.bytes(), after.as_bytes(), "redo gives the edit back");
    lines
}

fn line_difference(before: &str, after: &str) -> Vec<String> {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let mut table = vec![vec![0_usize; after.len() + 1]; before.len() + 1];
    for (i, old) in before.iter().enumerate().rev() {
        for (j, new) in after.iter().enumerate().rev() {
            table[i][j] =
                if old == new { table[i + 1][j + 1] + 1 } else { table[i + 1][j].max(table[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            (i, j) = (i + 1, j + 1);
        } else if j < after.len() && (i == before.len() || table[i][j + 1] >= table[i + 1][j]) {
            out.push(format!("+{}", after[j].trim()));
            j += 1;
        } else {
            out.push(format!("-{}", before[i].trim()));
            i += 1;
        }
    }
    out
}

#[test]
fn moving_touches_the_offset_alone() {
    let edit = Edit::Move { to: vec![(ASK, Offset { x: 10.0, y: 230.0 })] };
    assert_eq!(changed_lines(&edit), ["+\"y\": 230", "-\"y\": 200"]);
    let nothing = Edit::Move { to: vec![(WidgetId(0), Offset { x: 0.0, y: 10.0 })] };
    assert_eq!(changed_lines_of_no_change(&nothing), FLOW);
}

fn changed_lines_of_no_change(edit: &Edit) -> String {
    let mut document = open(FLOW);
    document.edit(edit).expect("can be done");
    assert_eq!(document.history().entries().len(), 1, "no step of undo for no change");
    String::from_utf8(document.bytes()).expect("UTF-8")
}

#[test]
fn renaming_follows_every_reference_that_meant_the_widget() {
    let edit = Edit::Rename { widget: ASK, name: "ask_name".into() };
    assert_eq!(
        changed_lines(&edit),
        [
            "+\"next\": \"ask_name\",",
            "-\"next\": \"ask\",",
            "+\"name\": \"ask_name\",",
            "-\"name\": \"ask\",",
            r#"+"body": "widgets.ask is text, {{ widgets.ask_name.inbound.Body }} is not \u00e9","#,
            r#"-"body": "widgets.ask is text, {{ widgets.ask.inbound.Body }} is not \u00e9","#,
            "+\"next\": \"ask_name\",",
            "-\"next\": \"ask\",",
            "+\"next\": \"ask_name\",",
            "-\"next\": \"ask\",",
            "+\"{{widgets['ask_name'].inbound.Body}}\"",
            "-\"{{widgets['ask'].inbound.Body}}\"",
            "+\"input\": \"{{widgets.ask_name.inbound.Body}}\",",
            "-\"input\": \"{{widgets.ask.inbound.Body}}\",",
        ]
    );
}

#[test]
fn renaming_keeps_the_spelling_between_two_references() {
    let text = r#"{"states": [{"name": "ask"}, {"name": "b", "properties": {"body": "{{widgets.ask.x}} caf\u00e9 \/ {{widgets.ask.y}}"}}]}"#;
    let document = Document::from_bytes(None, text.as_bytes()).unwrap();
    let edit = Edit::Rename { widget: WidgetId(0), name: "question".to_owned() };
    let renamed = edit.apply(document.flow()).unwrap().write();
    assert_eq!(renamed, text.replace("\"ask\"", "\"question\"").replace("widgets.ask", "widgets.question"));
}

#[test]
fn a_new_name_must_be_good_and_free() {
    let flow = open(FLOW).flow().clone();
    let rename = |name: &str| Edit::Rename { widget: ASK, name: name.into() }.apply(&flow).map(|_| ());
    assert_eq!(rename("split"), Err(EditError::NameTaken("split".into())));
    for bad in ["", "1st", "a b", "a.b", "é"] {
        assert_eq!(rename(bad), Err(EditError::BadName(bad.into())));
    }
    assert_eq!(rename("ask"), Ok(()));
}

#[test]
fn connecting_writes_next_before_event_as_the_console_does() {
    let output = Output { widget: WidgetId(0), index: 1 };
    let edit = Edit::Connect { output, target: Some(SPLIT) };
    assert_eq!(changed_lines(&edit), ["+\"next\": \"split\","]);
    let cut = Edit::Connect { output: Output { widget: WidgetId(0), index: 0 }, target: None };
    assert_eq!(changed_lines(&cut), ["-\"next\": \"ask\","]);
    let back = Edit::Connect { output, target: Some(WidgetId(0)) };
    assert!(matches!(back.apply(open(FLOW).flow()), Err(EditError::InitialHasNoInput(_))));
}

#[test]
fn a_property_goes_where_the_console_would_write_it() {
    let set = |key: &str, value| Edit::SetProperty { widget: ASK, key: key.into(), value };
    assert_eq!(
        changed_lines(&set("timeout", None)).first().map(String::as_str),
        Some("+\"body\": \"widgets.ask is text, {{ widgets.ask.inbound.Body }} is not \\u00e9\"")
    );
    assert_eq!(
        changed_lines(&set("body", Some("widgets.ask is \u{e9}".into()))),
        [
            r#"+"body": "widgets.ask is \u00e9","#,
            r#"-"body": "widgets.ask is text, {{ widgets.ask.inbound.Body }} is not \u00e9","#
        ]
    );
}

#[test]
fn the_console_writes_properties_in_the_order_of_a_java_hash_map() {
    let keys = ["service", "channel", "from", "to", "body", "offset"];
    let order: Vec<&str> = console::property_order(&keys).into_iter().map(|index| keys[index]).collect();
    assert_eq!(order, ["offset", "service", "channel", "from", "to", "body"]);
}

#[test]
fn deleting_cuts_what_led_there_and_keeps_the_start() {
    let mut document = open(FLOW);
    document.edit(&Edit::Delete { widgets: vec![ASK] }).expect("can be done");
    let flow = document.flow();
    assert_eq!(flow.widgets().len(), 2);
    assert!(flow.widgets().iter().flat_map(|w| w.transitions()).all(|t| t.next.is_none()));
    assert!(flow.write().contains("    }\n  ],\n  \"initial_state\""), "{}", flow.write());
    let refused = Edit::Delete { widgets: vec![WidgetId(0)] }.apply(flow);
    assert_eq!(refused.map(|_| ()), Err(EditError::InitialStays("Trigger".into())));
    document.edit(&Edit::Delete { widgets: vec![SPLIT] }).expect("can be done");
    assert!(document.flow().write().contains("      }\n    }\n  ],\n"), "{}", document.flow().write());
}

#[test]
fn copies_keep_the_connections_among_them_and_refer_to_each_other() {
    let flow = open(FLOW).flow().clone();
    let by = Offset { x: 20.0, y: 20.0 };
    let after = Edit::Duplicate { widgets: vec![ASK, SPLIT], by }.apply(&flow).expect("can be done");
    let copies: Vec<_> = flow
        .added_in(&after)
        .into_iter()
        .map(|id| after.widget(id).expect("added").json().to_value())
        .collect();
    assert_eq!(copies[0]["name"], "ask_1");
    assert_eq!(copies[0]["transitions"][0]["next"], "split_1");
    assert_eq!(copies[0]["properties"]["offset"], json!({"x": 30, "y": 220}));
    assert_eq!(copies[1]["properties"]["input"], "{{widgets.ask_1.inbound.Body}}");
    assert_eq!(copies[1]["transitions"][1]["next"], "ask_1");
    let alone = Edit::Duplicate { widgets: vec![SPLIT], by }.apply(&flow).expect("can be done");
    let copy = alone.widgets().last().expect("added").json().to_value();
    assert_eq!(copy["transitions"][0], json!({"event": "noMatch"}), "connections to others are cut");
    assert_eq!(copy["properties"]["input"], "{{widgets.ask.inbound.Body}}");
}

#[test]
fn steps_of_one_gesture_join_and_others_do_not() {
    let mut document = open(FLOW);
    let typed = |text: &str| Edit::SetProperty { widget: ASK, key: "body".into(), value: Some(text.into()) };
    document.edit(&typed("H")).expect("can be done");
    document.edit(&typed("Hi")).expect("can be done");
    assert_eq!(document.history().entries().len(), 2);
    document.history_mut().seal();
    document.edit(&typed("Hi!")).expect("can be done");
    assert_eq!(document.history().entries().len(), 3);
    assert_eq!(document.history().undo_name(), Some("Change body of ask"));
    document.mark_saved("flow.json".into());
    document.edit(&typed("Hi!!")).expect("can be done");
    document.history_mut().undo();
    assert!(!document.is_modified(), "typing after a save does not join what was saved");
}

#[test]
fn a_flow_with_mistakes_opens_and_is_kept() {
    for text in [
        r#"{"states":[]}"#,
        r#"{"states":[1,"x",null,{"name":"a"},{"name":"a","type":5,"transitions":{},"properties":[]}]}"#,
    ] {
        let document = open(text);
        assert_eq!(document.bytes(), text.as_bytes());
        for widget in document.flow().widgets() {
            let moved = Edit::Move { to: vec![(widget.id(), Offset { x: 1.0, y: 2.0 })] };
            let _either = moved.apply(document.flow());
        }
    }
}

#[test]
fn what_is_no_flow_is_refused_with_a_place() {
    let refuse = |bytes: &[u8]| Document::from_bytes(None, bytes).expect_err("refused").to_string();
    assert_eq!(
        refuse(b"\n  [1]"),
        "2:3: this JSON is no flow: a flow definition is an object, this is array"
    );
    assert_eq!(refuse(b"{}"), "1:1: this JSON is no flow: it has no `states` array");
    assert!(refuse(br#"{"definition":{"states":[]}}"#).contains("cordboard convert"));
    assert!(refuse(br#""{\"states\": []}""#).contains("cordboard convert"), "a flow inside a string");
    assert_eq!(refuse(b"{\"a\":\n\xff}"), "2:1: the text is not UTF-8 here");
    assert_eq!(refuse("{\"é\":!}".as_bytes()), "1:6: this is no JSON: a value is expected here");
}

#[test]
fn a_byte_order_mark_is_kept() {
    let text = format!("\u{feff}{NEW_FLOW}");
    assert_eq!(open(&text).bytes(), text.as_bytes());
}

#[test]
fn a_widget_is_added_in_the_layout_of_the_document() {
    let compact: String = serde_json::from_str::<serde_json::Value>(NEW_FLOW).expect("JSON").to_string();
    let document = open(&compact);
    let after =
        Edit::Add { states: vec![json!({"name": "a", "type": "x"})] }.apply(document.flow()).expect("added");
    assert!(after.write().contains(r#"}}},{"name":"a","type":"x"}],"#), "{}", after.write());
    let pretty = open(NEW_FLOW);
    let after = Edit::Add { states: vec![json!({"name": "a"})] }.apply(pretty.flow()).expect("added");
    assert!(after.write().contains("    },\n    {\n      \"name\": \"a\"\n    }\n  ],"), "{}", after.write());
    let empty = open("{\n  \"states\": []\n}");
    let after = Edit::Add { states: vec![json!({"name": "a"})] }.apply(empty.flow()).expect("added");
    assert_eq!(after.write(), "{\n  \"states\": [\n    {\n      \"name\": \"a\"\n    }\n  ]\n}");
    assert!(!Flow::is_legacy(&after));
}

#[test]
fn a_saved_version_counts_even_where_an_equal_one_stands_later() {
    let mut document = open(FLOW);
    let to = |x: f64| Edit::Move { to: vec![(ASK, Offset { x, y: 200.0 })] };
    for x in [20.0, 10.0] {
        document.edit(&to(x)).expect("can be done");
        document.history_mut().seal();
    }
    document.history_mut().go_to(0);
    let flow = document.flow().clone();
    document.mark_saved_as(&flow, "flow.json".into());
    assert!(!document.is_modified());
}

#[test]
fn an_id_is_never_given_twice() {
    let mut document = open(FLOW);
    let add = |name: &str| Edit::Add { states: vec![json!({"name": name})] };
    document.edit(&add("one")).expect("can be done");
    let first = document.flow().widgets().last().expect("added").id();
    document.history_mut().undo();
    document.edit(&add("two")).expect("can be done");
    assert_ne!(document.flow().widgets().last().expect("added").id(), first);
}

#[test]
fn properties_that_are_no_object_are_not_thrown_away() {
    let text = r#"{"states":[{"name":"a","type":"x","properties":["keep"],"transitions":[]}]}"#;
    let flow = open(text).flow().clone();
    let id = WidgetId(0);
    let moved = Edit::Move { to: vec![(id, Offset { x: 1.0, y: 2.0 })] }.apply(&flow);
    assert_eq!(moved.map(|_| ()), Err(EditError::PropertiesNotAnObject));
    let set = Edit::SetProperty { widget: id, key: "body".into(), value: Some("x".into()) }.apply(&flow);
    assert_eq!(set.map(|_| ()), Err(EditError::PropertiesNotAnObject));
}

#[test]
fn typing_a_state_without_its_doubled_key_takes_that_out() {
    let flow = open(r#"{"states":[{"name":"a","name":"b"}]}"#).flow().clone();
    let edit = Edit::SetState { widget: WidgetId(0), state: json!({"name": "b"}) };
    assert_eq!(edit.apply(&flow).expect("can be done").write(), r#"{"states":[{"name":"b"}]}"#);
}

#[test]
fn a_flow_in_anothers_place_keeps_what_is_the_same_and_gives_no_id_twice() {
    let mut document = open(FLOW);
    let before = document.flow().clone();
    let names = |flow: &Flow| -> Vec<(u32, String)> {
        let named = flow.widgets().iter();
        named.map(|widget| (widget.id().0, widget.name().unwrap_or_default().to_owned())).collect()
    };
    let mut value = before.to_value();
    let states = value["states"].as_array_mut().expect("states");
    states.insert(1, json!({"name": "new", "type": "send-message", "transitions": [], "properties": {}}));
    let text = value.to_string();
    document.edit(&Edit::Replace { text: text.clone() }).expect("can be done");
    assert_eq!(document.flow().to_value(), value);
    assert_eq!(document.flow().write(), text);
    let (old, new) = (names(&before), names(document.flow()));
    assert_eq!(old[0], new[0], "what stands before the first change is the same widget");
    assert!(new.windows(2).all(|pair| pair[0].0 < pair[1].0), "{new:?}");
    let last = old.last().expect("widgets").0;
    assert!(new[1..].iter().all(|(id, _)| *id > last), "{new:?}");
    // Nothing new in the same order keeps every widget.
    let same = Edit::Replace { text: before.write() }.apply(&before).expect("can be done");
    assert!(same.is_same_as(&before));
    document.history_mut().undo();
    assert!(document.flow().is_same_as(&before));
    for no_flow in ["", "{", "[]", "{}"] {
        let edit = Edit::Replace { text: no_flow.to_owned() };
        assert!(matches!(edit.apply(&before), Err(EditError::NoFlow(_))), "{no_flow}");
    }
}

#[test]
fn a_change_of_a_part_says_which() {
    let flow = open(FLOW).flow().clone();
    let id = flow.widgets()[1].id();
    let name = |pointer: &str| {
        let edit = Edit::SetPart { widget: id, pointer: pointer.to_owned(), value: None };
        edit.name(&flow)
    };
    let title = flow.widgets()[1].title().to_owned();
    for (pointer, part) in [
        ("/properties/body", "body"),
        ("/properties/variables/0/value", "variables"),
        ("/transitions/1/conditions/0/value", "conditions"),
        ("/transitions", "transitions"),
        ("/name", "name"),
    ] {
        assert_eq!(name(pointer), format!("Change {part} of {title}"));
    }
}

#[test]
fn many_copies_of_one_widget_are_counted_on_and_follow_the_first_of_doubled_names() {
    let flow = open(FLOW).flow().clone();
    let state = |name: &str, next: &str| {
        json!({"name": name, "type": "send-message", "properties": {"body": "{{widgets.ask.outbound.Sid}}"},
            "transitions": [{"event": "sent", "next": next}, {"event": "failed", "next": "elsewhere"}]})
    };
    let states = [state("ask", "ask_1"), state("ask_1", "ask"), state("ask", "ask")];
    let copies = super::edit::copies(&flow, &states, Offset::default());
    let names: Vec<&str> = copies.iter().filter_map(|copy| copy["name"].as_str()).collect();
    assert_eq!(names, ["ask_1", "ask_2", "ask_3"]);
    let next: Vec<&str> = copies.iter().filter_map(|copy| copy["transitions"][0]["next"].as_str()).collect();
    assert_eq!(next, ["ask_2", "ask_1", "ask_1"]);
    assert!(copies.iter().all(|copy| copy["properties"]["body"] == "{{widgets.ask_1.outbound.Sid}}"));
    assert!(copies.iter().all(|copy| copy["transitions"][1].get("next").is_none()));
    let thousand = vec![state("ask", "ask"); 5_000];
    let names: std::collections::HashSet<String> = super::edit::copies(&flow, &thousand, Offset::default())
        .iter()
        .filter_map(|copy| copy["name"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(names.len(), 5_000);
}

#[test]
fn a_text_that_changes_leaves_the_graph_as_it_is() {
    let text = json!({"states": [
        {"name": "a", "type": "x", "transitions": [{"event": "e", "next": "b"}], "properties": {"body": "one"}},
        {"name": "b", "type": "x", "transitions": [{"event": "e"}], "properties": {}},
    ], "initial_state": "a"});
    let before = Document::from_bytes(None, text.to_string().as_bytes()).unwrap().flow().clone();
    let ids: Vec<WidgetId> = before.widgets().iter().map(|widget| widget.id()).collect();
    let check = |edit: Edit, is_same: bool| {
        let after = edit.apply(&before).unwrap();
        assert_eq!(Graph::is_same(&before, &after), is_same, "{edit:?}");
    };
    check(Edit::SetProperty { widget: ids[0], key: "body".to_owned(), value: Some(json!("two")) }, true);
    check(Edit::Move { to: vec![(ids[1], Offset { x: 1.0, y: 2.0 })] }, true);
    check(Edit::Rename { widget: ids[1], name: "c".to_owned() }, false);
    check(Edit::Connect { output: Output { widget: ids[1], index: 0 }, target: Some(ids[1]) }, false);
    check(Edit::SetTransitions { widget: ids[1], transitions: Vec::new() }, false);
    check(Edit::SetEnvelope { key: "initial_state".to_owned(), value: Some(json!("b")) }, false);
    check(Edit::Delete { widgets: vec![ids[1]] }, false);
}

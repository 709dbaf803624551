use proptest::prelude::*;
use serde_json::{Value, json};

use super::{DoubtKind, Mentions, is_good_name, mentions};
use crate::flow::{Document, Edit, EditError, WidgetId};

/// A flow of a widget `set` (id 1) that sets variables, and one named `send` (id 2) with these properties.
fn flow(keys: &[&str], properties: &Value) -> Document {
    let entries: Vec<Value> = keys.iter().map(|key| json!({"value": "v", "key": key})).collect();
    let states = vec![
        json!({"name": "set", "type": "set-variables", "transitions": [], "properties": {"variables": entries}}),
        json!({"name": "send", "type": "send-message", "transitions": [], "properties": properties}),
    ];
    let mut document = Document::default();
    document.edit(&Edit::Add { states }).unwrap();
    document
}

fn lists() -> Vec<(WidgetId, String)> {
    vec![(WidgetId(1), "variables".to_owned())]
}

fn rename(from: &str, to: &str) -> Edit {
    Edit::RenameVariable { from: from.to_owned(), to: to.to_owned(), lists: lists() }
}

/// Renames `old` to `new` in a body, and compares; the number of places is that of the preview.
fn check(before: &str, after: &str, places: usize) -> Mentions {
    let mut document = flow(&["old"], &json!({"body": before}));
    let found = mentions(document.flow(), "old", &lists());
    // The entry itself is one more.
    assert_eq!(found.count(), places + 1, "{before}");
    document.edit(&rename("old", "new")).unwrap();
    let widget = document.flow().widget(WidgetId(2)).unwrap();
    assert_eq!(widget.property_text("body").unwrap(), after, "{before}");
    assert_eq!(mentions(document.flow(), "old", &lists()).count(), 0, "{before}");
    found
}

#[test]
fn every_way_to_read_a_variable_follows() {
    check("{{flow.variables.old}}", "{{flow.variables.new}}", 1);
    check("{{ flow['variables'][\"old\"].part }}", "{{ flow['variables'][\"new\"].part }}", 1);
    check(
        "{% if flow.variables.old == flow.variables.older %}{{flow.variables.old | upcase}}{% endif %}",
        "{% if flow.variables.new == flow.variables.older %}{{flow.variables.new | upcase}}{% endif %}",
        2,
    );
    check(
        "{{flow.data.items[flow.variables.old]}} {{flow.variables.old[flow.variables.old]}}",
        "{{flow.data.items[flow.variables.new]}} {{flow.variables.new[flow.variables.new]}}",
        3,
    );
    // What a widget sets it also leaves under its own name.
    check("{{widgets.set.old}} {{widgets.send.old}}", "{{widgets.set.new}} {{widgets.send.old}}", 1);
    check("flow.variables.old {{flow.data.old}}", "flow.variables.old {{flow.data.old}}", 0);
    check("{% assign flow = 1 %}{{flow.variables.old}}", "{% assign flow = 1 %}{{flow.variables.old}}", 0);
}

#[test]
fn lists_conditions_and_parameters_follow() {
    let mut document = flow(
        &["old", " old ", "older"],
        &json!({"attributes": "{\"a\": \"{{flow.variables.old}}\"}", "parameters": [{"key": "old", "value": "{{flow.variables.old}}"}]}),
    );
    let transitions = vec![json!({"event": "match", "conditions": [
        {"type": "equal_to", "arguments": ["{{flow.variables.old}}"], "value": "{{flow.variables.old}}"}]})];
    document.edit(&Edit::SetTransitions { widget: WidgetId(2), transitions }).unwrap();
    let found = mentions(document.flow(), "old", &lists());
    let pointers: Vec<(u32, &str, bool)> =
        found.places.iter().map(|place| (place.widget.0, &*place.pointer, place.is_write)).collect();
    assert_eq!(
        pointers,
        [
            (1, "/properties/variables/0/key", true),
            (1, "/properties/variables/1/key", true),
            (2, "/properties/attributes", false),
            (2, "/properties/parameters/0/value", false),
            (2, "/transitions/0/conditions/0/arguments/0", false),
            (2, "/transitions/0/conditions/0/value", false),
        ]
    );
    assert_eq!((found.count(), found.widgets()), (6, 2));
    document.edit(&rename("old", "new")).unwrap();
    assert_eq!(document.history().undo_name(), Some("Rename variable old to new"));
    let text = document.flow().write();
    // The parameter of a subflow has a name of its own, and white space around a key stays.
    assert_eq!(text.matches(r#""old""#).count(), 1, "{text}");
    assert_eq!(text.matches(r#"" new ""#).count(), 1, "{text}");
    assert_eq!(text.matches("flow.variables.new").count(), 4, "{text}");
}

#[test]
fn what_cannot_be_followed_is_told() {
    let doubt = |body: &str, expected: Option<DoubtKind>| {
        let document = flow(&["old"], &json!({"body": body}));
        let found = mentions(document.flow(), "old", &lists()).doubts;
        assert_eq!(found.first().map(|doubt| doubt.why), expected, "{body}");
        assert!(found.iter().all(|doubt| doubt.pointer == "/properties/body"), "{body}");
    };
    doubt("{{flow.variables[flow.data.key]}}", Some(DoubtKind::Dynamic));
    doubt("{{flow[flow.data.key].old}}", Some(DoubtKind::Dynamic));
    doubt("{{widgets.set[flow.data.key]}}", Some(DoubtKind::Dynamic));
    doubt("{{flow.variables | json}}", Some(DoubtKind::Whole));
    doubt("{% assign all = flow.variables %}{{all.old}}", Some(DoubtKind::Whole));
    doubt("{{flow.variables.old }", Some(DoubtKind::Broken));
    doubt("{{flow.variables.other }", None);
    doubt("{{flow.variables.old}} {{flow.data}} {{widgets.send}}", None);
}

#[test]
fn a_bad_name_is_refused_and_one_that_exists_joins_both() {
    for name in ["", " ", "two words", "1st", "a-", "é", "a.b"] {
        assert!(!is_good_name(name), "{name}");
        let error = rename("old", name).apply(flow(&["old"], &json!({})).flow()).unwrap_err();
        assert_eq!(error, EditError::BadVariable(name.to_owned()));
    }
    let mut document =
        flow(&["old", "new"], &json!({"body": "{{flow.variables.old}}{{flow.variables.new}}"}));
    document.edit(&rename("old", "new")).unwrap();
    let text = document.flow().write();
    assert!(text.contains("{{flow.variables.new}}{{flow.variables.new}}"), "{text}");
    document.history_mut().undo();
    assert!(document.flow().write().contains("{{flow.variables.old}}{{flow.variables.new}}"));
}

/// Pieces of a body, with what a JSON file may spell in more than one way.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{{flow.variables.old}}",
        "{{ flow.variables['old'] | default: 'old' }}",
        "{% if flow.variables.old %}old{% endif %}",
        "{{flow.variables[flow.variables.old]}}",
        "{{flow.variables.older}}",
        "{{widgets.set.old}}",
        "{{flow.variables.old",
        "caf\\u00e9 \\/ old ",
        " \\n \\t ",
        "}} {% ",
        "old",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn there_and_back_gives_the_same_bytes(pieces in prop::collection::vec(piece(), 0..12), to in "[a-z_][a-z0-9_]{0,7}") {
        let body = pieces.concat();
        let text = format!(
            "{{ \"states\":[ {{\"name\":\"set\",  \"properties\":{{\"variables\":[{{\"key\":\"o\\u006cd\"}}, {{\"key\": \"old\"}}]}}}},\n\
             {{\"name\":\"send\", \"properties\" : {{ \"body\" : \"{body}\", \"old\": \"old\" }}}}] }}"
        );
        prop_assume!(to != "older" && to != "old");
        let lists = vec![(WidgetId(0), "variables".to_owned())];
        let edit = |from: &str, to: &str| Edit::RenameVariable {
            from: from.to_owned(), to: to.to_owned(), lists: lists.clone(),
        };
        let document = Document::from_bytes(None, text.as_bytes()).unwrap();
        let found = mentions(document.flow(), "old", &lists);
        let renamed = edit("old", &to).apply(document.flow()).unwrap();
        let there = renamed.write();
        // As many names as were counted are others now, and nothing else is: the length tells.
        let spelled = text.replace("\"o\\u006cd\"", "\"old\"");
        prop_assert_eq!(
            there.len() + found.count() * "old".len(),
            spelled.len() + found.count() * to.len()
        );
        let back = edit(&to, "old").apply(&renamed).unwrap().write();
        prop_assert_eq!(back, spelled);
    }
}

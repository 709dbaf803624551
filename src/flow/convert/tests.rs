use super::{NoteKind, Source};

/// Converts the only definition of a text and compares it, white space aside; returns the notes.
fn check(input: &str, expected: &str) -> Vec<String> {
    let source = Source::read(input).unwrap_or_else(|error| panic!("{error}: {input}"));
    assert_eq!(source.flows().len(), 1, "{input}");
    let converted = source.convert(0).unwrap();
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&converted.text), value(expected), "{input}");
    converted.notes.iter().map(ToString::to_string).collect()
}

fn refuses(input: &str, line: usize, column: usize, part: &str) {
    let error = Source::read(input).unwrap_err();
    assert_eq!((error.line, error.column), (line, column), "{error}");
    assert!(error.message.contains(part), "{error}");
}

const FLOW: &str = r#"{"states": [{"name": "Trigger", "type": "trigger", "transitions": [], "properties": {}}], "initial_state": "Trigger"}"#;

#[test]
fn a_current_definition_is_left_alone() {
    let text = " {\"states\":[ ], \"a\":1,\"a\":2}";
    let converted = Source::read(text).unwrap().convert(0).unwrap();
    assert!(converted.was.is_current() && converted.notes.is_empty());
    assert_eq!(converted.text, text);
}

#[test]
fn what_stands_around_a_definition_is_listed() {
    let answer =
        format!(r#"{{"sid": "FW1", "friendly_name": "Hello", "definition": {FLOW}, "links": {{"a": 1}}}}"#);
    let notes = check(&answer, FLOW);
    assert_eq!(
        notes,
        [
            "dropped /sid: \"FW1\"",
            "dropped /friendly_name: \"Hello\"",
            "dropped /links: an object with 1 key"
        ]
    );
    let found = &Source::read(&answer).unwrap().flows()[0].clone();
    assert_eq!((found.sid.as_deref(), found.name.as_deref()), (Some("FW1"), Some("Hello")));
    assert_eq!(found.pointer, "/definition");
}

#[test]
fn a_definition_in_a_string_in_a_string_is_found() {
    let once = serde_json::to_string(FLOW).unwrap();
    assert_eq!(check(&once, FLOW), [""; 0]);
    assert_eq!(check(&format!("{{\"Definition\": {once}}}"), FLOW), [""; 0]);
    let body = serde_json::to_string(&format!("{{\"Definition\": {once}, \"Status\": \"draft\"}}")).unwrap();
    let notes = check(&format!("{{\"request\": {{\"body\": {{\"raw\": {body}}}}}}}"), FLOW);
    assert_eq!(notes, ["dropped /request/body/raw/Status: \"draft\""]);
}

#[test]
fn doubled_keys_are_told() {
    let text = r#"{"definition": {"states": [{"name": "a", "type": "t", "name": "b"}]}}"#;
    let notes = check(text, r#"{"states": [{"name": "b", "type": "t"}]}"#);
    assert_eq!(notes, ["dropped /definition/states/0/name: \"a\", since the key stands again below"]);
}

#[test]
fn code_is_understood_as_far_as_it_is_data() {
    let expected = r#"{"states": [{"name": "T", "type": "trigger", "transitions": [], "x": "it's \"é\" 😀\n",
        "sid": "${process.env.SID}", "n": null, "b": true}], "initial_state": "T"}"#;
    let literal = r#"// don't stop here {
const other = { a: 1 };
module.exports = { // data
  states: [{ name: 'T', 'type': `trigger`, transitions: [],
    x: "it's \"\xe9\" \u{1F600}\n", sid: process.env.SID, n: null, b: true, },],
  initial_state: 'T' };
"#;
    let notes = check(literal, expected);
    assert_eq!(
        notes,
        [
            "dropped the code around the definition",
            "changed line 5: the expression `process.env.SID` is the text `${process.env.SID}` now, to be filled in",
            "dropped 1 comment within the definition"
        ]
    );
    let hcl = "resource \"flow\" \"f\" {\n  name = \"[x]\"\n  definition = jsonencode({\n states = [{ name = \"T\"\n type : \"trigger\"\n\
        transitions = []\n sid = data.a[0].sid\n}]\n initial_state = \"T\"\n})\n}\n";
    check(
        hcl,
        r#"{"states": [{"name": "T", "type": "trigger", "transitions": [], "sid": "${data.a[0].sid}"}], "initial_state": "T"}"#,
    );
}

#[test]
fn a_string_in_code_is_read() {
    let plain = FLOW.to_owned();
    let escaped = FLOW.replace('"', "\\\"");
    for (before, text, after) in [
        ("const flow = JSON.parse('", &plain, "');"),
        ("String json = \"", &escaped, "\";"),
        ("flow = json.loads(\"\"\"\n", &plain, "\"\"\")"),
        ("x = `", &plain, "`;"),
        ("locals {\n  flow = <<EOF\n", &plain, "\nEOF\n}"),
        ("# it's a comment\nputs '", &plain, "'"),
    ] {
        let notes = check(&[before, text, after].concat(), FLOW);
        assert_eq!(notes, ["dropped the code around the definition"], "{before}");
    }
}

#[test]
fn what_holds_no_definition_is_refused_with_its_place() {
    refuses("{\n  \"states\": [,]\n}", 2, 14, "no JSON");
    refuses("{\"countries\": {\"states\": [\"CA\"]}}", 1, 1, "no flow definition");
    refuses("\n{\"flows\": [{\"sid\": \"FW1\", \"definition\": null}]}", 2, 1, "fetch each flow");
    refuses("const x = { states: ['CA'] };", 1, 1, "no flow definition");
    refuses("", 1, 1, "no JSON");
}

#[test]
fn hopeless_code_is_read_to_its_end() {
    for piece in ["{a:", "'{", "\"[\\", "{'", "`{`", "{a:[", "/*{"] {
        let text = format!("states {}", piece.repeat(30_000));
        assert!(Source::read(&text).is_err(), "{piece}");
    }
}

#[test]
fn old_exports_get_todays_words() {
    let (trigger, ask) = (format!("FF{}", "a".repeat(32)), format!("FF{}", "b".repeat(32)));
    let old = format!(
        r#"{{"description": "d", "states": [
        {{"name": "Trigger", "type": "InitialState", "sid": "{trigger}", "properties": {{"offset": {{"x": 0, "y": 1}}, "flow_url": "u"}},
          "transitions": [{{"event": "incomingMessage", "conditions": [], "next": "{ask}", "uuid": "1"}},
                          {{"event": "incomingCall", "conditions": [], "next": null, "uuid": "2"}}]}},
        {{"name": "ask", "type": "MessagePrompt", "sid": "{ask}", "properties": {{"body": "b", "timeout": 3600, "media_url": null}},
          "transitions": [{{"event": "timeout", "next": "FF0", "conditions": [{{"type": "x"}}]}}]}},
        {{"name": "voice", "type": "Record", "properties": {{"parameters": [{{"key": "k", "value": "v", "index": null}}]}}, "transitions": []}}
        ]}}"#
    );
    let notes = check(
        &old,
        r#"{"description": "d", "states": [
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 1}},
          "transitions": [{"event": "incomingMessage", "next": "ask"}, {"event": "incomingCall"}]},
        {"name": "ask", "type": "send-and-wait-for-reply", "properties": {"body": "b", "timeout": "3600"},
          "transitions": [{"event": "timeout", "next": "FF0", "conditions": [{"type": "x"}]}]},
        {"name": "voice", "type": "Record", "properties": {"parameters": [{"key": "k", "value": "v"}]}, "transitions": []}
        ], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}}"#,
    );
    for expected in [
        format!("dropped /states/0/sid: \"{trigger}\""),
        "dropped /states/0/transitions/1/next: null".to_owned(),
        "dropped /states/0/transitions/0/conditions: []".to_owned(),
        "dropped /states/0/properties/flow_url: \"u\"".to_owned(),
        "dropped /states/1/properties/media_url: null".to_owned(),
        "dropped /states/2/properties/parameters/0/index: null".to_owned(),
        "changed /states/1/properties/timeout: 3600 is \"3600\" now".to_owned(),
        "kept /states/1/transitions/0/next: no widget has the SID or name `FF0`".to_owned(),
        "kept /states/2/type: what the type `Record` is called today is not known".to_owned(),
        "added /initial_state: \"Trigger\"".to_owned(),
        "added /flags/allow_concurrent_calls: true".to_owned(),
    ] {
        assert!(notes.contains(&expected), "{expected} is not among {notes:#?}");
    }
    let converted = Source::read(&old).unwrap().convert(0).unwrap();
    let translated = converted.notes.iter().filter(|note| note.kind == NoteKind::Translated).count();
    assert_eq!((translated, notes.len()), (3, 18), "{notes:#?}");
    let again = Source::read(&converted.text).unwrap().convert(0).unwrap();
    assert!(again.was.is_current());
}

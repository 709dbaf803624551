//! The words and the JSON pointers of Studio's own validator, as far as they are known, in what the checker says.
//!
//! A row for each keyword of JSON Schema that the validator can tell of, and for each of Studio's own messages. Rows
//! that no flow can bring about say why.

use cordboard::check::{Options, check};
use cordboard::flow::Document;
use serde_json::{Value, json};

/// One keyword: what brings it about, or why nothing does.
struct Row {
    keyword: &'static str,
    cases: Result<Vec<Case>, &'static str>,
}

/// A change to a flow in which nothing is wrong.
struct Case {
    /// Where.
    at: &'static str,
    /// What stands there then; nothing where it is taken out.
    to: Option<Value>,
    /// Studio's words, and the path that it would give.
    words: &'static str,
    path: &'static str,
}

/// A case whose path is the place of the change.
fn case(at: &'static str, to: impl Into<Option<Value>>, words: &'static str) -> Case {
    Case { at, to: to.into(), words, path: at }
}

const MISSING: &str = "is missing but it is required";
const STRANGE: &str = "is not defined in the schema and the schema does not allow additional properties";

fn rows() -> Vec<Row> {
    let ok = |keyword, cases| Row { keyword, cases: Ok(cases) };
    let never = |keyword, why| Row { keyword, cases: Err(why) };
    vec![
        ok("type", types()),
        ok(
            "enum",
            vec![
                case("/states/0/type", json!("zzz"), "does not have a value in the enumeration [trigger, "),
                case(
                    "/states/6/properties/noun",
                    json!("phone"),
                    "does not have a value in the enumeration [number, number-multi, client, sip, sim, conference]",
                ),
                case(
                    "/states/3/transitions/1/conditions/0/type",
                    json!("sounds_like"),
                    "does not have a value in the enumeration [equal_to, ",
                ),
                case(
                    "/$schema",
                    json!("https://example.com"),
                    "does not have a value in the enumeration [https://schemas.twilio.com/",
                ),
            ],
        ),
        ok(
            "const",
            vec![
                case("/states/1/transitions/0/event", json!("delivered"), "must be a constant value `sent`"),
                case("/states/3/transitions/0/event", json!("else"), "must be a constant value `noMatch`"),
            ],
        ),
        ok("required", required()),
        ok(
            "additionalProperties",
            vec![
                case("/friendly_name", json!("Office"), STRANGE),
                case("/flags/debug", json!(true), STRANGE),
                case("/states/1/comment", json!("to be written"), STRANGE),
                case("/states/1/transitions/0/uuid", json!("x"), STRANGE),
                case("/states/3/transitions/1/conditions/0/id", json!("x"), STRANGE),
            ],
        ),
        ok(
            "minLength",
            vec![
                case("/initial_state", json!(""), "must be at least 1 characters long"),
                case("/states/1/name", json!(""), "must be at least 1 characters long"),
            ],
        ),
        // Whether the schema has these limits is not known; Twilio has them.
        ok(
            "maxLength",
            vec![
                case(
                    "/states/1/properties/body",
                    json!("x".repeat(1601)),
                    "may only be 1600 characters long",
                ),
                case(
                    "/states/7/properties/attributes",
                    json!(format!("{{\"a\": \"{}\"}}", "x".repeat(1024))),
                    "may only be 1024 characters long",
                ),
            ],
        ),
        ok("minItems", vec![case("/states", json!([]), "there must be a minimum of 1 items in the array")]),
        ok(
            "maxItems",
            vec![
                case("/states", states(1001), "there must be a maximum of 1000 items in the array"),
                case("/states", states(2001), "there must be a maximum of 2000 items in the array"),
                Case {
                    at: "/states/6/properties",
                    to: Some(json!({"noun": "number-multi", "to": "+15551230100,".repeat(11)})),
                    words: "there must be a maximum of 10 items in the array",
                    path: "/states/6/properties/to",
                },
            ],
        ),
        ok("minimum", vec![case("/states/2/properties/loop", json!(0), "must have a minimum value of 1")]),
        ok(
            "maximum",
            vec![
                case("/states/2/properties/loop", json!(100), "must have a maximum value of 99"),
                case(
                    "/states/7/properties/timeout",
                    json!("1209601"),
                    "must have a maximum value of 1209600",
                ),
            ],
        ),
        ok(
            "pattern",
            vec![case(
                "/states/4/properties/flow_sid",
                json!("FW12"),
                "does not match the regex pattern ^FW[0-9a-fA-F]{32}$",
            )],
        ),
        never("oneOf", "the text lists whole schemas of widgets, which nobody outside Twilio has"),
        never("anyOf", "as oneOf"),
        never("uniqueItems", "no list of the format is known to want items that differ"),
        ok(
            "must not be null",
            vec![
                case("/states/1/properties/from", Value::Null, "must not be null"),
                case("/states/4/properties/flow_sid", Value::Null, "must not be null"),
            ],
        ),
        ok(
            "flow sid",
            vec![
                case("/states/4/properties/flow_sid", json!("other"), "must be a valid, non-liquid flow sid"),
                case(
                    "/states/4/properties/flow_sid",
                    json!("{{flow.data.sid}}"),
                    "must be a valid, non-liquid flow sid",
                ),
            ],
        ),
        ok(
            "REST API",
            vec![Case {
                at: "/states/0/transitions/3/next",
                to: None,
                words: "resume can only be used in flows triggered by the REST API",
                path: "/states/5",
            }],
        ),
        never("a doubled name", "what Studio says of it is not known"),
        never("a transition to nowhere", "what Studio says of it is not known"),
    ]
}

fn types() -> Vec<Case> {
    vec![
        case("/states/1/properties/from", json!(true), "boolean found, string expected"),
        case("/states/1/properties/body", json!(5), "integer found, string expected"),
        case("/states/1/properties/body", json!(["a"]), "array found, string expected"),
        case("/states/1/properties/body", json!({}), "object found, string expected"),
        case("/states/1/properties/media_url", Value::Null, "null found, string expected"),
        case("/states/2/properties/stop_gather", json!("true"), "string found, boolean expected"),
        case("/states/2/properties/timeout", json!("5"), "string found, integer expected"),
        case("/states/2/properties/timeout", json!(5.5), "number found, integer expected"),
        case("/states/4/properties/parameters", json!({}), "object found, array expected"),
        case("/states/4/properties/parameters/0", json!("a"), "string found, object expected"),
        case("/states/4/properties/parameters/0/value", json!(1), "integer found, string expected"),
        case("/states/1", json!([]), "array found, object expected"),
        case("/states/1/name", json!(1), "integer found, string expected"),
        case("/states/1/type", json!(1), "integer found, string expected"),
        case("/states/1/transitions", json!({}), "object found, array expected"),
        case("/states/1/properties", json!([]), "array found, object expected"),
        case("/states/1/properties/offset", json!(""), "string found, object expected"),
        case("/states/1/properties/offset/x", json!(1.5), "number found, integer expected"),
        case("/states/1/transitions/0", json!("sent"), "string found, object expected"),
        case("/states/1/transitions/0/event", json!(0), "integer found, string expected"),
        case("/states/1/transitions/0/next", json!(0), "integer found, string expected"),
        case("/states/3/transitions/1/conditions", json!({}), "object found, array expected"),
        case("/states/3/transitions/1/conditions/0", json!(1), "integer found, object expected"),
        case("/states/3/transitions/1/conditions/0/value", json!(1), "integer found, string expected"),
        case("/states/3/transitions/1/conditions/0/arguments", json!("x"), "string found, array expected"),
        case("/states/3/transitions/1/conditions/0/arguments/0", json!(1), "integer found, string expected"),
        case("/initial_state", json!(["Trigger"]), "array found, string expected"),
        case("/description", Value::Null, "null found, string expected"),
        case("/flags", json!([]), "array found, object expected"),
        case("/flags/allow_concurrent_calls", json!("true"), "string found, boolean expected"),
    ]
}

/// A document without `states` is no flow at all: that is told when it is opened.
fn required() -> Vec<Case> {
    [
        "/initial_state",
        "/flags/allow_concurrent_calls",
        "/states/1/name",
        "/states/1/type",
        "/states/1/transitions",
        "/states/1/properties",
        "/states/1/properties/from",
        "/states/1/properties/offset/x",
        "/states/1/transitions/0/event",
        "/states/3/properties/input",
        "/states/3/transitions/1/conditions",
        "/states/3/transitions/1/conditions/0/friendly_name",
        "/states/3/transitions/1/conditions/0/arguments",
        "/states/3/transitions/1/conditions/0/type",
        "/states/3/transitions/1/conditions/0/value",
        "/states/4/properties/flow_sid",
        "/states/4/properties/parameters/0/key",
        "/states/5/properties/conversation_service_sid",
        "/states/6/properties/noun",
        // Kept as a draft, since real exports lack such values; the words are the same.
        "/states/7/properties/workflow",
    ]
    .map(|at| case(at, None, MISSING))
    .into()
}

/// The office: it writes, asks, branches, runs another flow, comes back to a conversation and calls.
fn sound() -> Value {
    let state = |name: &str, kind: &str, transitions: Value, mut properties: Value| {
        properties["offset"] = json!({"x": 0, "y": 0});
        json!({"name": name, "type": kind, "transitions": transitions, "properties": properties})
    };
    let digits = "{{widgets.ask_key.Digits}}";
    json!({
        "description": "An office",
        "states": [
            state("Trigger", "trigger", json!([{"event": "incomingMessage", "next": "send_note"},
                {"event": "incomingCall", "next": "ask_key"}, {"event": "incomingConversationMessage"},
                {"event": "incomingRequest", "next": "resume"}, {"event": "incomingParent"}]), json!({})),
            state("send_note", "send-message",
                json!([{"event": "sent", "next": "to_desk"}, {"event": "failed", "next": "to_desk"}]),
                json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Hello"})),
            state("ask_key", "gather-input-on-call", json!([{"event": "keypress", "next": "check_key"},
                {"event": "speech", "next": "check_key"}, {"event": "timeout", "next": "call_office"}]),
                json!({"say": "Press one.", "loop": 1, "timeout": 5, "stop_gather": true})),
            state("check_key", "split-based-on", json!([{"event": "noMatch", "next": "call_office"},
                {"event": "match", "next": "run_other", "conditions": [{"friendly_name": "1", "type": "equal_to",
                    "arguments": [digits], "value": "1"}]}]), json!({"input": digits})),
            state("run_other", "run-subflow",
                json!([{"event": "completed", "next": "call_office"}, {"event": "failed", "next": "call_office"}]),
                json!({"flow_sid": format!("FW{}", "0a".repeat(16)), "flow_revision": "LatestPublished",
                    "parameters": [{"key": "a", "value": "b"}]})),
            state("resume", "resume-conversation", json!([{"event": "resumed"}, {"event": "failed"}]),
                json!({"conversation_service_sid": format!("IS{}", "0a".repeat(16)),
                    "conversation_sid": format!("CH{}", "0a".repeat(16))})),
            state("call_office", "connect-call-to", json!([{"event": "callCompleted"}, {"event": "hangup"}]),
                json!({"noun": "number", "to": "+15551230100", "caller_id": "{{contact.channel.address}}"})),
            state("to_desk", "send-to-flex",
                json!([{"event": "callComplete"}, {"event": "failedToEnqueue"}, {"event": "callFailure"}]),
                json!({"workflow": format!("WW{}", "0a".repeat(16)), "channel": format!("TC{}", "0a".repeat(16))})),
        ],
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true},
    })
}

/// So many states, each leading to the next.
fn states(count: usize) -> Value {
    let state = |index: usize| {
        json!({"name": format!("s{index}"), "type": "set-variables", "properties": {"variables": []},
            "transitions": [{"event": "next", "next": format!("s{}", index + 1)}]})
    };
    let mut states: Vec<Value> = (1..count).map(state).collect();
    states.insert(0, sound()["states"][0].clone());
    states.into()
}

/// Each finding as Studio would tell it: the path and the message.
fn told(flow: &Value) -> Vec<(String, String)> {
    let document = Document::from_bytes(None, flow.to_string().as_bytes()).unwrap();
    let found = check(document.flow(), &Options::default());
    found.into_iter().map(|found| (format!("#{}", found.place.pointer), found.message)).collect()
}

fn changed(case: &Case) -> Value {
    let mut flow = sound();
    let (above, key) = case.at.rsplit_once('/').unwrap();
    let object = flow.pointer_mut(above).unwrap();
    match (&case.to, object) {
        (Some(to), Value::Array(items)) => items[key.parse::<usize>().unwrap()] = to.clone(),
        (Some(to), object) => object[key] = to.clone(),
        (None, object) => drop(object.as_object_mut().unwrap().shift_remove(key).unwrap()),
    }
    flow
}

#[test]
fn nothing_is_wrong_to_begin_with() {
    assert_eq!(told(&sound()), []);
}

#[test]
fn findings_have_the_words_and_the_path_of_the_validator() {
    let mut wrong = Vec::new();
    for row in rows() {
        let Ok(cases) = row.cases else { continue };
        assert!(!cases.is_empty(), "{}", row.keyword);
        for case in cases {
            let told = told(&changed(&case));
            let path = format!("#{}", case.path);
            if !told.iter().any(|(at, message)| *at == path && message.contains(case.words)) {
                wrong.push(format!("{} {path}: {}\n    {told:?}", row.keyword, case.words));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rows_that_cannot_be_brought_about_say_why() {
    let reasons = rows().into_iter().filter_map(|row| row.cases.err()).collect::<Vec<_>>();
    assert!(reasons.iter().all(|why| !why.is_empty()));
    assert_eq!(reasons.len(), 5);
}

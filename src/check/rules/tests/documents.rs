//! Tests of rules about the document, its keys and the flows that it runs, both ways.

use serde_json::{Value, json};

use super::{check, check_widget, flow, state};

fn subflow(name: &str, sid: usize, revision: &str, next: &str) -> Value {
    state(
        name,
        "run-subflow",
        &json!({"flow_sid": format!("FW{sid:032x}"), "flow_revision": revision}),
        &json!([{"event": "completed", "next": next}]),
    )
}

/// So many widgets in a row that run so many flows.
fn subflows(widgets: usize, flows: usize) -> Value {
    let all: Vec<Value> = (0..widgets)
        .map(|index| {
            subflow(&format!("s{index}"), index % flows, "LatestPublished", &format!("s{}", index + 1))
        })
        .collect();
    flow("incomingCall", &all)
}

#[test]
fn subflows_are_counted() {
    let code = "too-many-subflows";
    check(code, &subflows(150, 50), &[]);
    check(code, &subflows(151, 1), &["/states/151 this is the flow's subflow widget number 151, of 150"]);
    check(
        code,
        &subflows(52, 51),
        &["/states/51/properties/flow_sid this is the flow's subflow number 51, of 50"],
    );
}

#[test]
fn subflows_are_one_deep_and_of_one_revision() {
    let code = "nested-subflow";
    let one = |event: &str| flow(event, &[subflow("a", 1, "LatestPublished", "")]);
    check(code, &one("incomingCall"), &[]);
    check(
        code,
        &one("incomingParent"),
        &["/states/1 this flow may be a subflow itself, and a subflow cannot run another"],
    );
    // Only a way from the parent's output counts.
    let mut both = one("incomingCall");
    if let Some(outputs) = both["states"][0]["transitions"].as_array_mut() {
        outputs.push(json!({"event": "incomingParent", "next": "b"}));
    }
    if let Some(states) = both["states"].as_array_mut() {
        states.push(state("b", "set-variables", &json!({"variables": []}), &json!([{"event": "next"}])));
    }
    check(code, &both, &[]);

    let code = "subflow-revisions";
    let two = |sid: usize, revision: &str| {
        flow("incomingCall", &[subflow("a", 1, "7", "b"), subflow("b", sid, revision, "")])
    };
    check(code, &two(1, " 7"), &[]);
    check(code, &two(2, "8"), &[]);
    check(
        code,
        &two(1, "8"),
        &["/states/2/properties/flow_revision a runs revision `7` of the same flow, this one `8`"],
    );
    let code = "bad-revision";
    for right in ["7", "LatestPublished", "LatestDraft", "LatestRevision", ""] {
        check(code, &two(1, right), &[]);
    }
    check(
        code,
        &two(1, "{{flow.data.revision}}"),
        &[
            "/states/2/properties/flow_revision Subflow Revision: `{{flow.data.revision}}` is neither a whole number nor one of [LatestPublished, LatestDraft, LatestRevision]",
        ],
    );
}

#[test]
fn keys_are_those_of_the_format() {
    let strange = "is not defined in the schema and the schema does not allow additional properties";
    let with = |pointer: &str, key: &str| {
        let conditions =
            json!([{"friendly_name": "a", "arguments": ["a"], "type": "equal_to", "value": "a"}]);
        let outputs = json!([{"event": "noMatch"}, {"event": "match", "conditions": conditions}]);
        let mut value =
            flow("incomingMessage", &[state("s", "split-based-on", &json!({"input": "a"}), &outputs)]);
        if let Some(object) = value.pointer_mut(pointer).and_then(Value::as_object_mut) {
            object.insert(key.to_owned(), json!([]));
        }
        value
    };
    for known in ["description", "$schema"] {
        check("unknown-key", &with("", known), &[]);
    }
    check("unknown-key", &with("", "a/b"), &[&format!("/a~1b `a/b` {strange}")]);
    check(
        "unknown-key",
        &with("", "Description"),
        &[&format!("/Description `Description` {strange}: did you mean `description`?")],
    );
    check("unknown-key", &with("/flags", "debug"), &[&format!("/flags/debug `debug` {strange}")]);
    let code = "unknown-widget-key";
    check(code, &with("", "sid"), &[]);
    check(code, &with("/states/1", "sid"), &[&format!("/states/1/sid `sid` {strange}")]);
    check(
        code,
        &with("/states/1/transitions/0", "conditions"),
        &[&format!("/states/1/transitions/0/conditions `conditions` {strange}")],
    );
    check(
        code,
        &with("/states/1/transitions/1/conditions/0", "id"),
        &[&format!("/states/1/transitions/1/conditions/0/id `id` {strange}")],
    );
}

#[test]
fn values_of_the_document_and_places_are_checked() {
    let at = |offset: Value| json!({"variables": [], "offset": offset});
    let code = "bad-offset";
    check_widget(code, "set-variables", &at(json!({"x": -10, "y": 0})), &[]);
    check_widget(code, "set-variables", &json!({"variables": []}), &[]);
    check_widget(
        code,
        "set-variables",
        &at(json!({"x": "1", "y": 1e300})),
        &[
            "/states/1/properties/offset/x `x`: string found, integer expected",
            "/states/1/properties/offset/y `y`: number found, integer expected",
        ],
    );
    let code = "starts-elsewhere";
    let mut value = flow("incomingCall", &[state("a", "say-play", &json!({"say": "x"}), &json!([]))]);
    check(code, &value, &[]);
    value["initial_state"] = json!("a");
    check(code, &value, &["/initial_state the flow begins at `a`, which is no trigger"]);
    value["states"][0]["type"] = json!("say-play");
    check(code, &value, &[]);
}

#[test]
fn an_event_has_one_transition() {
    let code = "doubled-event";
    let outputs = |events: &[&str]| {
        let all: Vec<Value> = events.iter().map(|event| json!({"event": event})).collect();
        flow("incomingMessage", &[state("s", "split-based-on", &json!({"input": "a"}), &json!(all))])
    };
    check(code, &outputs(&["noMatch", "match", "match"]), &[]);
    check(
        code,
        &outputs(&["noMatch", "match", "noMatch"]),
        &["/states/1/transitions/2/event `noMatch` has a transition already"],
    );
}

#[test]
fn requests_have_json_and_free_names() {
    let request = |method: &str, kind: &str, body: &str| json!({"method": method, "url": "https://a.example", "content_type": kind, "body": body});
    let code = "bad-json";
    let json_kind = "application/json;charset=utf-8";
    let of = |method: &str, kind: &str, body: &str, expected: &[&str]| {
        check_widget(code, "make-http-request", &request(method, kind, body), expected);
    };
    of("POST", json_kind, r#"{"a": 1}"#, &[]);
    of("POST", json_kind, r#"{"a": {{flow.data.a}}}"#, &[]);
    of("GET", json_kind, "a=1", &[]);
    of("POST", "application/x-www-form-urlencoded;charset=utf-8", "a=1", &[]);
    of(
        "POST",
        json_kind,
        "a=1",
        &["/states/1/properties/body Request Body is no JSON: expected value at line 1 column 1"],
    );
    let code = "reserved-parameter";
    let form = |key: &str| json!({"method": "POST", "url": "https://a.example", "parameters": [{"key": key, "value": "1"}]});
    check_widget(code, "make-http-request", &form("methods"), &[]);
    check_widget(
        code,
        "make-http-request",
        &form("method"),
        &["/states/1/properties/parameters/0/key Http Parameters: Studio keeps the name `method` for itself"],
    );
}

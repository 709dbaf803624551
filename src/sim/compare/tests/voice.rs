//! Calls that took place: keys, speech, silence and the end of the call; and what a subflow has done.

use super::*;

/// A menu by phone: 1 or "sales" goes to sales, anything else is said bye to.
fn menu() -> Arc<Program> {
    let on = |event: &str, next: &str| json!({"event": event, "next": next});
    let say = |name: &str, words: &str| {
        json!({"name": name, "type": "say-play", "transitions": [{"event": "audioComplete"}],
            "properties": {"say": words, "loop": 1, "voice": "default", "language": "en"}})
    };
    let is = |left: &str, value: &str| {
        json!({"event": "match", "next": "sales", "conditions": [{"friendly_name": value,
            "arguments": [left], "type": "equal_to", "value": value}]})
    };
    let flow = json!({"initial_state": "Trigger", "states": [
        {"name": "Trigger", "type": "trigger", "transitions": [on("incomingCall", "gather")], "properties": {}},
        {"name": "gather", "type": "gather-input-on-call", "transitions": [on("keypress", "keys"),
            on("speech", "words"), on("timeout", "voicemail")], "properties": {"say": "One for sales", "timeout": 5,
            "loop": 1, "stop_gather": true, "gather_language": "en", "voice": "default", "number_of_digits": 1}},
        {"name": "keys", "type": "split-based-on", "transitions": [on("noMatch", "bye"),
            is("{{widgets.gather.Digits}}", "1")], "properties": {"input": "{{widgets.gather.Digits}}"}},
        {"name": "words", "type": "split-based-on", "transitions": [on("noMatch", "bye"),
            is("{{widgets.gather.SpeechResult}}", "sales")],
            "properties": {"input": "{{widgets.gather.SpeechResult}}"}},
        say("sales", "Sales"), say("bye", "Bye"),
        {"name": "voicemail", "type": "record-voicemail", "transitions": [{"event": "recordingComplete"},
            {"event": "noAudio"}, {"event": "hangup"}], "properties": {"timeout": 5, "max_length": 60}},
    ]});
    Program::compile(Document::from_bytes(None, flow.to_string().as_bytes()).unwrap().flow())
}

/// What a widget of a call leaves: what Twilio tells of the call, and something of its own.
fn left(own: Value) -> Value {
    let mut left = of_call("in-progress");
    left.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    left
}

fn of_call(status: &str) -> Value {
    json!({"From": THEM, "To": US, "Caller": THEM, "Called": US,
        "CallSid": "CA55555555555555555555555555555555", "Direction": "inbound", "CallStatus": status})
}

/// The steps of a call as the API tells them.
fn call(rows: &[(&str, &str, &str, u32, Value)]) -> String {
    let text = text_of(rows);
    let mut all: Value = serde_json::from_str(&text).unwrap();
    for context in all["contexts"].as_array_mut().unwrap() {
        context["context"]["trigger"] = json!({"call": of_call("ringing")});
    }
    all.to_string()
}

#[track_caller]
fn compared(rows: &[(&str, &str, &str, u32, Value)], verdict: Verdict, signs: &str) {
    let real = read(&call(rows)).unwrap();
    let options = Options::at("2026-01-01T00:00:00Z".parse().unwrap());
    check(&compare(&menu(), &real, &options), verdict, signs);
}

#[test]
fn keys_that_were_pressed_are_pressed_again() {
    for (key, event, to) in [("1", "match", "sales"), ("2", "noMatch", "bye")] {
        compared(
            &[
                ("Trigger", "incomingCall", "gather", 0, Value::Null),
                ("gather", "keypress", "keys", 4, left(json!({"Digits": key}))),
                ("keys", event, to, 4, Value::Null),
                (to, "audioComplete", "Ended", 6, left(json!({}))),
            ],
            Verdict::Equal,
            "===g",
        );
    }
}

#[test]
fn what_was_said_is_said_again() {
    compared(
        &[
            ("Trigger", "incomingCall", "gather", 0, Value::Null),
            ("gather", "speech", "words", 4, left(json!({"SpeechResult": "sales", "Confidence": "0.9"}))),
            ("words", "match", "sales", 4, Value::Null),
            ("sales", "audioComplete", "Ended", 6, left(json!({}))),
        ],
        Verdict::Equal,
        "===g",
    );
}

#[test]
fn silence_and_the_end_of_the_call_go_as_they_went() {
    compared(
        &[
            ("Trigger", "incomingCall", "gather", 0, Value::Null),
            ("gather", "timeout", "voicemail", 9, left(json!({}))),
            ("voicemail", "hangup", "Ended", 11, left(json!({}))),
        ],
        Verdict::Equal,
        "==g",
    );
}

#[test]
fn a_key_that_the_flow_reads_in_another_way_parts_the_two() {
    compared(
        &[
            ("Trigger", "incomingCall", "gather", 0, Value::Null),
            ("gather", "keypress", "keys", 4, left(json!({"Digits": "1"}))),
            ("keys", "noMatch", "bye", 4, Value::Null),
            ("bye", "audioComplete", "Ended", 6, left(json!({}))),
        ],
        Verdict::Differs,
        "==≠.",
    );
}

//! The catalogue against what Studio itself writes.
//!
//! `CORDBOARD_CORPUS` names a folder of exports, `CORDBOARD_ODD` one with a folder `widget-fixtures` of single states
//! in it. Whatever stands there, the catalogue must know, or it is listed here with the reason. Without them only
//! the new widgets are looked at.

use std::path::{Path, PathBuf};

use cordboard::flow::{Document, Offset};
use cordboard::widgets::{CATALOGUE, Placing, widget_type};
use serde_json::Value;

/// Properties that the catalogue does not know, as `type.key`, each with the reason.
const UNKNOWN_PROPERTIES: [(&str, &str); 0] = [];

/// Events that the catalogue does not know, as `type.event`, each with the reason.
const UNKNOWN_EVENTS: [(&str, &str); 0] = [];

/// JSON types that the catalogue does not accept, as `type.key: found`, each with the reason.
const UNKNOWN_JSON: [(&str, &str); 0] = [];

/// What was looked at.
#[derive(Default)]
struct Count {
    files: usize,
    states: usize,
    properties: usize,
    events: usize,
    listed: usize,
    unknown: Vec<String>,
}

impl Count {
    fn state(&mut self, file: &Path, state: &Value) {
        self.states += 1;
        let name = state.get("name").and_then(Value::as_str).unwrap_or_default();
        let at = |what: String| format!("{}: {name}: {what}", file.display());
        let Some(entry) = state.get("type").and_then(Value::as_str).and_then(widget_type) else {
            self.unknown.push(at(format!("type {}", state.get("type").unwrap_or(&Value::Null))));
            return;
        };
        if entry.is_open() {
            return;
        }
        for (key, value) in state.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.properties += 1;
            // Where the card stands belongs to every type.
            if key == "offset" {
                continue;
            }
            let path = format!("{}.{key}", entry.id);
            let found = json_type(value);
            match entry.field(key) {
                None => self.miss(&UNKNOWN_PROPERTIES, &path, &at),
                Some(field) if field.accepts.iter().all(|accepted| accepted.name() != found) => {
                    self.miss(&UNKNOWN_JSON, &format!("{path}: {found}"), &at);
                }
                Some(_) => {}
            }
        }
        for transition in state.get("transitions").and_then(Value::as_array).into_iter().flatten() {
            self.events += 1;
            let event = transition.get("event").and_then(Value::as_str).unwrap_or_default();
            if entry.event(event).is_none() {
                self.miss(&UNKNOWN_EVENTS, &format!("{}.{event}", entry.id), &at);
            }
        }
    }

    fn miss(&mut self, listed: &[(&str, &str)], what: &str, at: &impl Fn(String) -> String) {
        if listed.iter().any(|(name, _)| *name == what) {
            self.listed += 1;
        } else {
            self.unknown.push(at(what.to_owned()));
        }
    }
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The JSON files of a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{error}: {}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

#[test]
fn everything_in_real_flows_is_known() {
    let mut count = Count::default();
    if let Some(folder) = std::env::var_os("CORDBOARD_CORPUS") {
        for path in files(Path::new(&folder)) {
            count.files += 1;
            let bytes = std::fs::read(&path).expect("a readable file");
            match Document::from_bytes(None, &bytes) {
                Ok(document) => {
                    let flow = document.flow();
                    flow.widgets().iter().for_each(|widget| count.state(&path, &widget.json().to_value()));
                }
                Err(error) => count.unknown.push(format!("{}: {error}", path.display())),
            }
        }
    }
    if let Some(folder) = std::env::var_os("CORDBOARD_ODD") {
        for path in files(&Path::new(&folder).join("widget-fixtures")) {
            count.files += 1;
            let bytes = std::fs::read(&path).expect("a readable file");
            let state = serde_json::from_slice(&bytes).expect("JSON");
            count.state(&path, &state);
        }
    }
    println!(
        "catalogue: {} files, {} states, {} properties, {} events; {} listed, {} unknown",
        count.files,
        count.states,
        count.properties,
        count.events,
        count.listed,
        count.unknown.len()
    );
    assert!(count.unknown.is_empty(), "{}", count.unknown.join("\n"));
}

/// A new widget of each type that the palette offers, as text.
///
/// Events in the order of the reference's tables, properties in that of Java's `HashMap` (worked out apart from this
/// program). Which properties a new widget has: those that practically every real state of the type has. For types
/// of which there is no or one real state: what Studio's service requires, empty, and what has a default there.
const NEW: &[(&str, &str)] = &[
    (
        "send-message",
        r#"{"name":"a","type":"send-message","transitions":[{"event":"sent"},{"event":"failed"}],"properties":{"offset":{"x":10,"y":-30},"service":"{{trigger.message.InstanceSid}}","channel":"{{trigger.message.ChannelSid}}","from":"{{flow.channel.address}}","message_type":"custom","to":"{{contact.channel.address}}","body":""}}"#,
    ),
    (
        "send-and-wait-for-reply",
        r#"{"name":"a","type":"send-and-wait-for-reply","transitions":[{"event":"incomingMessage"},{"event":"timeout"},{"event":"deliveryFailure"}],"properties":{"offset":{"x":10,"y":-30},"service":"{{trigger.message.InstanceSid}}","channel":"{{trigger.message.ChannelSid}}","from":"{{flow.channel.address}}","body":"","timeout":"3600"}}"#,
    ),
    (
        "start-conversation",
        r#"{"name":"a","type":"start-conversation","transitions":[{"event":"created"},{"event":"failed"}],"properties":{"offset":{"x":10,"y":-30},"conversation_service_sid":"","participants":[]}}"#,
    ),
    (
        "resume-conversation",
        r#"{"name":"a","type":"resume-conversation","transitions":[{"event":"resumed"},{"event":"failed"}],"properties":{"offset":{"x":10,"y":-30},"conversation_service_sid":""}}"#,
    ),
    (
        "split-based-on",
        r#"{"name":"a","type":"split-based-on","transitions":[{"event":"noMatch"}],"properties":{"input":"","offset":{"x":10,"y":-30}}}"#,
    ),
    (
        "set-variables",
        r#"{"name":"a","type":"set-variables","transitions":[{"event":"next"}],"properties":{"variables":[],"offset":{"x":10,"y":-30}}}"#,
    ),
    (
        "say-play",
        r#"{"name":"a","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"offset":{"x":10,"y":-30},"loop":1,"say":""}}"#,
    ),
    (
        "gather-input-on-call",
        r##"{"name":"a","type":"gather-input-on-call","transitions":[{"event":"keypress"},{"event":"speech"},{"event":"timeout"}],"properties":{"speech_timeout":"auto","offset":{"x":10,"y":-30},"loop":1,"finish_on_key":"#","say":"","stop_gather":true,"gather_language":"en","profanity_filter":"true","timeout":5}}"##,
    ),
    (
        "connect-call-to",
        r#"{"name":"a","type":"connect-call-to","transitions":[{"event":"callCompleted"},{"event":"hangup"}],"properties":{"offset":{"x":10,"y":-30},"caller_id":"{{contact.channel.address}}","noun":"number","to":"","timeout":30}}"#,
    ),
    (
        "make-outgoing-call-v2",
        r#"{"name":"a","type":"make-outgoing-call-v2","transitions":[{"event":"answered"},{"event":"busy"},{"event":"noAnswer"},{"event":"failed"}],"properties":{"machine_detection_speech_threshold":"2400","detect_answering_machine":false,"send_digits":"","sip_auth_username":"","offset":{"x":10,"y":-30},"recording_status_callback":"","sip_auth_password":"","recording_channels":"mono","timeout":60,"machine_detection":"Enable","trim":"do-not-trim","record":false,"machine_detection_speech_end_threshold":"1200","machine_detection_timeout":"30","from":"{{flow.channel.address}}","to":"{{contact.channel.address}}","machine_detection_silence_timeout":"5000"}}"#,
    ),
    (
        "record-voicemail",
        r#"{"name":"a","type":"record-voicemail","transitions":[{"event":"recordingComplete"},{"event":"noAudio"},{"event":"hangup"}],"properties":{"transcribe":false,"offset":{"x":10,"y":-30},"trim":"trim-silence","play_beep":"true","timeout":5,"max_length":3600}}"#,
    ),
    (
        "record-call",
        r#"{"name":"a","type":"record-call","transitions":[{"event":"success"},{"event":"failed"}],"properties":{"record_call":true,"offset":{"x":10,"y":-30}}}"#,
    ),
    (
        "enqueue-call",
        r#"{"name":"a","type":"enqueue-call","transitions":[{"event":"callComplete"},{"event":"failedToEnqueue"},{"event":"callFailure"}],"properties":{"offset":{"x":10,"y":-30}}}"#,
    ),
    (
        "capture-payments",
        r#"{"name":"a","type":"capture-payments","transitions":[{"event":"success"},{"event":"maxFailedAttempts"},{"event":"providerError"},{"event":"payInterrupted"},{"event":"hangup"},{"event":"validationError"}],"properties":{"security_code":true,"offset":{"x":10,"y":-30},"max_attempts":2,"currency":"usd","language":"en-US","postal_code":"true","timeout":5}}"#,
    ),
    (
        "fork-stream",
        r#"{"name":"a","type":"fork-stream","transitions":[{"event":"next"}],"properties":{"offset":{"x":10,"y":-30},"stream_action":"start"}}"#,
    ),
    (
        "connect-virtual-agent-v2",
        r#"{"name":"a","type":"connect-virtual-agent-v2","transitions":[{"event":"completed"},{"event":"live-agent-handoff"},{"event":"hangup"},{"event":"failed"},{"event":"paused"},{"event":"timeout"}],"properties":{"offset":{"x":10,"y":-30},"status_callback_method":"POST"}}"#,
    ),
    (
        "run-conversation-relay",
        r#"{"name":"a","type":"run-conversation-relay","transitions":[{"event":"success"},{"event":"failed"}],"properties":{"offset":{"x":10,"y":-30},"url":""}}"#,
    ),
    (
        "make-http-request",
        r#"{"name":"a","type":"make-http-request","transitions":[{"event":"success"},{"event":"failed"}],"properties":{"offset":{"x":10,"y":-30},"method":"GET","content_type":"application/x-www-form-urlencoded;charset=utf-8","url":""}}"#,
    ),
    (
        "run-function",
        r#"{"name":"a","type":"run-function","transitions":[{"event":"success"},{"event":"fail"}],"properties":{"offset":{"x":10,"y":-30},"url":""}}"#,
    ),
    (
        "add-twiml-redirect",
        r#"{"name":"a","type":"add-twiml-redirect","transitions":[{"event":"return"},{"event":"timeout"},{"event":"fail"}],"properties":{"offset":{"x":10,"y":-30},"method":"POST","url":"","timeout":"14400"}}"#,
    ),
    (
        "run-subflow",
        r#"{"name":"a","type":"run-subflow","transitions":[{"event":"completed"},{"event":"failed"}],"properties":{"flow_sid":"","flow_revision":"LatestPublished","offset":{"x":10,"y":-30}}}"#,
    ),
    (
        "send-to-flex",
        r#"{"name":"a","type":"send-to-flex","transitions":[{"event":"callComplete"},{"event":"failedToEnqueue"},{"event":"callFailure"}],"properties":{"offset":{"x":10,"y":-30},"workflow":"","channel":""}}"#,
    ),
];

#[test]
fn new_widgets_have_the_console_s_text() {
    let offered: Vec<&str> =
        CATALOGUE.iter().filter(|entry| entry.placing == Placing::Palette).map(|entry| entry.id).collect();
    let listed: Vec<&str> = NEW.iter().map(|(id, _)| *id).collect();
    assert_eq!(offered, listed);
    let mut wrong = Vec::new();
    for (id, expected) in NEW {
        let state = widget_type(id).expect(id).new_state("a", Offset { x: 10.0, y: -30.0 });
        let found = serde_json::to_string(&state).expect("JSON");
        if found != *expected {
            wrong.push(format!("{id}\n    found {found}\n expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn studio_would_take_a_new_widget_as_a_draft() {
    for entry in CATALOGUE.iter().filter(|entry| entry.placing != Placing::KeepOnly) {
        let state = entry.new_state("a", Offset { x: 0.0, y: 0.0 });
        for field in entry.fields.iter().filter(|field| field.required_by_service) {
            let value = state.get("properties").and_then(|properties| properties.get(field.key));
            let value = value.unwrap_or_else(|| panic!("{}.{} is missing", entry.id, field.key));
            assert_eq!(json_type(value), field.writes.name(), "{}.{}", entry.id, field.key);
        }
    }
}

#[test]
fn every_type_of_studio_s_list_is_there() {
    let of = |placing: Placing| -> Vec<&str> {
        CATALOGUE.iter().filter(|entry| entry.placing == placing).map(|entry| entry.id).collect()
    };
    assert_eq!(of(Placing::Legacy), ["make-outgoing-call-v1", "connect-virtual-agent"]);
    let kept = [
        "trigger",
        "send-to-auto-pilot",
        "run-function-v2",
        "create-task",
        "add-member-to-chat-channel",
        "create-chat-channel",
        "understand",
        "update-sync-object",
    ];
    assert_eq!(of(Placing::KeepOnly), kept);
    assert_eq!(CATALOGUE.len(), 32);
}

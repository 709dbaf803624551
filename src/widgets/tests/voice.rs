//! Tests of what the catalogue says of the voice widgets.

use super::*;

const VOICE: [&str; 13] = [
    "say-play",
    "gather-input-on-call",
    "connect-call-to",
    "make-outgoing-call-v2",
    "make-outgoing-call-v1",
    "record-voicemail",
    "record-call",
    "enqueue-call",
    "capture-payments",
    "fork-stream",
    "connect-virtual-agent-v2",
    "connect-virtual-agent",
    "run-conversation-relay",
];

fn entry_of(kind: &str) -> &'static WidgetType {
    widget_type(kind).expect(kind)
}

fn field_of(kind: &str, key: &str) -> &'static Field {
    entry_of(kind).field(key).unwrap_or_else(|| panic!("{kind}.{key}"))
}

#[test]
fn new_voice_widgets_are_what_the_console_makes() {
    // The keys stand in the order of a Java `HashMap`, worked out apart from this program's code.
    let check = |kind: &str, transitions: &[&str], properties: &str| {
        let state = entry_of(kind).new_state("a", Offset { x: 0.0, y: 0.0 });
        let transitions: Vec<String> =
            transitions.iter().map(|event| format!(r#"{{"event":"{event}"}}"#)).collect();
        let expected = format!(
            r#"{{"name":"a","type":"{kind}","transitions":[{}],"properties":{properties}}}"#,
            transitions.join(",")
        );
        assert_eq!(serde_json::to_string(&state).expect("JSON"), expected);
    };
    check("say-play", &["audioComplete"], r#"{"offset":{"x":0,"y":0},"loop":1,"say":""}"#);
    check(
        "gather-input-on-call",
        &["keypress", "speech", "timeout"],
        r##"{"speech_timeout":"auto","offset":{"x":0,"y":0},"loop":1,"finish_on_key":"#","say":"","stop_gather":true,"gather_language":"en","profanity_filter":"true","timeout":5}"##,
    );
    check(
        "connect-call-to",
        &["callCompleted", "hangup"],
        r#"{"offset":{"x":0,"y":0},"caller_id":"{{contact.channel.address}}","noun":"number","to":"","timeout":30}"#,
    );
    check(
        "make-outgoing-call-v2",
        &["answered", "busy", "noAnswer", "failed"],
        r#"{"machine_detection_speech_threshold":"2400","detect_answering_machine":false,"send_digits":"","sip_auth_username":"","offset":{"x":0,"y":0},"recording_status_callback":"","sip_auth_password":"","recording_channels":"mono","timeout":60,"machine_detection":"Enable","trim":"do-not-trim","record":false,"machine_detection_speech_end_threshold":"1200","machine_detection_timeout":"30","from":"{{flow.channel.address}}","to":"{{contact.channel.address}}","machine_detection_silence_timeout":"5000"}"#,
    );
    check(
        "make-outgoing-call-v1",
        &["answered", "busy", "noAnswer", "failed", "answeredByMachine", "hangup"],
        r#"{"offset":{"x":0,"y":0},"from":"{{flow.channel.address}}","to":"{{contact.channel.address}}"}"#,
    );
    check(
        "record-voicemail",
        &["recordingComplete", "noAudio", "hangup"],
        r#"{"transcribe":false,"offset":{"x":0,"y":0},"trim":"trim-silence","play_beep":"true","timeout":5,"max_length":3600}"#,
    );
    check("record-call", &["success", "failed"], r#"{"record_call":true,"offset":{"x":0,"y":0}}"#);
    check("enqueue-call", &["callComplete", "failedToEnqueue", "callFailure"], r#"{"offset":{"x":0,"y":0}}"#);
    check(
        "capture-payments",
        &["success", "maxFailedAttempts", "providerError", "payInterrupted", "hangup", "validationError"],
        r#"{"security_code":true,"offset":{"x":0,"y":0},"max_attempts":2,"currency":"usd","language":"en-US","postal_code":"true","timeout":5}"#,
    );
    check("fork-stream", &["next"], r#"{"offset":{"x":0,"y":0},"stream_action":"start"}"#);
    check(
        "connect-virtual-agent-v2",
        &["completed", "live-agent-handoff", "hangup", "failed", "paused", "timeout"],
        r#"{"offset":{"x":0,"y":0},"status_callback_method":"POST"}"#,
    );
    check("connect-virtual-agent", &["return", "hangup"], r#"{"offset":{"x":0,"y":0},"connector":""}"#);
    check("run-conversation-relay", &["success", "failed"], r#"{"offset":{"x":0,"y":0},"url":""}"#);
}

#[test]
fn numbers_and_booleans_are_written_as_each_property_has_them() {
    let check = |kind: &str, key: &str, expected: JsonType| {
        let field = field_of(kind, key);
        assert_eq!(field.writes, expected, "{kind}.{key}");
        // A number or a boolean has no place for a template.
        let is_text = expected == JsonType::String;
        assert_eq!(field.template, is_text, "{kind}.{key}");
    };
    check("gather-input-on-call", "timeout", JsonType::Integer);
    check("gather-input-on-call", "speech_timeout", JsonType::String);
    check("gather-input-on-call", "profanity_filter", JsonType::String);
    check("gather-input-on-call", "stop_gather", JsonType::Boolean);
    check("connect-call-to", "timeout", JsonType::Integer);
    check("connect-call-to", "time_limit", JsonType::String);
    check("make-outgoing-call-v2", "machine_detection_timeout", JsonType::String);
    check("make-outgoing-call-v2", "timeout", JsonType::Integer);
    check("record-voicemail", "play_beep", JsonType::String);
    check("record-voicemail", "transcribe", JsonType::Boolean);
    check("enqueue-call", "priority", JsonType::Integer);
    check("capture-payments", "security_code", JsonType::Boolean);
    check("capture-payments", "postal_code", JsonType::String);
    check("record-call", "recording_status_callback_events", JsonType::String);
    check("run-conversation-relay", "interruptible", JsonType::String);
    assert_eq!(field_of("capture-payments", "valid_card_types").writes, JsonType::Array);
    assert_eq!(field_of("connect-virtual-agent-v2", "connector_details").writes, JsonType::Object);
}

#[test]
fn fields_count_where_the_others_call_for_them() {
    // In a new widget, with one property set.
    let counting = |kind: &str, key: &str, value: &str| -> Vec<&str> {
        let entry = entry_of(kind);
        let counts = |field: &&Field| {
            field.condition.is_some_and(|when| {
                let text = if when.key() == key {
                    value.to_owned()
                } else {
                    field_of(kind, when.key()).meaning_when_missing().unwrap_or_default()
                };
                when.holds(&text)
            })
        };
        entry.fields.iter().filter(counts).map(|field| field.key).collect()
    };
    let check = |kind: &str, key: &str, value: &str, expected: &[&str]| {
        assert_eq!(counting(kind, key, value), expected, "{kind}: {key} = {value}");
    };
    check("connect-call-to", "noun", "number", &["to"]);
    check("connect-call-to", "noun", "conference", &["to"]);
    check("connect-call-to", "noun", "sip", &["sip_endpoint", "sip_username", "sip_password"]);
    check("gather-input-on-call", "stop_gather", "false", &[]);
    check("gather-input-on-call", "stop_gather", "true", &["finish_on_key"]);
    check("record-voicemail", "transcribe", "false", &[]);
    check("record-voicemail", "transcribe", "true", &["transcription_callback_url"]);
    check("record-call", "record_call", "false", &[]);
    let told = ["recording_channels", "trim", "recording_status_callback"];
    check("record-call", "record_call", "true", &told);
    check("make-outgoing-call-v2", "record", "false", &[]);
    let recording = ["recording_channels", "recording_status_callback", "trim"];
    check("make-outgoing-call-v2", "record", "true", &recording);
    let detection = [
        "machine_detection",
        "machine_detection_timeout",
        "machine_detection_speech_threshold",
        "machine_detection_speech_end_threshold",
        "machine_detection_silence_timeout",
    ];
    check("make-outgoing-call-v2", "detect_answering_machine", "true", &detection);
    check("capture-payments", "payment_method", "ACH_DEBIT", &["bank_account_type"]);
    let card = ["valid_card_types", "security_code", "postal_code", "min_postal_code_length"];
    check("capture-payments", "payment_connector", "x", &card);
    check("fork-stream", "stream_action", "stop", &[]);
    let started = ["stream_transport_type", "stream_track", "stream_parameters"];
    check("fork-stream", "stream_name", "x", &started);
    check("connect-virtual-agent-v2", "timeout", "", &["connector_name"]);
    check("connect-virtual-agent-v2", "channel", "conversations", &["connector_details", "timeout"]);
    check("enqueue-call", "wait_url", "https://example.com", &["wait_url_method"]);
}

#[test]
fn alternatives_name_fields_that_exist_once() {
    let mut with_alternatives = Vec::new();
    for kind in VOICE {
        let entry = entry_of(kind);
        let Some(alternatives) = entry.alternatives else { continue };
        with_alternatives.push((kind, alternatives.options.len(), alternatives.required));
        let mut seen = std::collections::HashSet::new();
        for key in alternatives.options.iter().flat_map(|option| option.keys) {
            assert!(seen.insert(key), "{kind}: {key} is of two options");
            // Which option is chosen says whether it counts; a mark of its own would contradict that.
            let field = field_of(kind, key);
            assert!(!field.required_by_service && !field.required_in_console, "{kind}.{key}");
        }
        for option in alternatives.options {
            let first = field_of(kind, option.keys.first().expect("a key"));
            assert_eq!(first.writes, JsonType::String, "{kind}: {}", option.label);
        }
    }
    let expected = [("say-play", 3, true), ("gather-input-on-call", 2, false), ("enqueue-call", 2, true)];
    assert_eq!(with_alternatives, expected);
}

#[test]
fn voice_entries_say_all_that_a_reader_needs() {
    for kind in VOICE {
        let entry = entry_of(kind);
        assert_eq!(entry.group, Group::Voice, "{kind}");
        assert!(!entry.summary.is_empty() && !entry.summary.ends_with('.'), "{kind}: {}", entry.summary);
        assert!(entry.docs.len() > "https://www.twilio.com/docs/studio/widget-library/".len(), "{kind}");
        for event in entry.events.known() {
            assert!(event.short.chars().count() <= 14, "{kind}: {}", event.short);
        }
        let mut keys = std::collections::HashSet::new();
        for field in entry.fields {
            assert!(keys.insert(field.key), "{kind}.{} is doubled", field.key);
            assert!(field.help.ends_with('.'), "{kind}.{}", field.key);
            for written in [field.default, field.when_absent].into_iter().flatten() {
                let value: Value = serde_json::from_str(written).expect(written);
                let fits = match field.writes {
                    JsonType::String => value.is_string(),
                    JsonType::Integer => value.is_i64(),
                    JsonType::Boolean => value.is_boolean(),
                    JsonType::Array => value.is_array(),
                    JsonType::Object => value.is_object(),
                };
                assert!(fits, "{kind}.{}: {written}", field.key);
            }
        }
        let mut paths = std::collections::HashSet::new();
        for output in entry.outputs {
            assert!(paths.insert(output.path), "{kind}: {} is doubled", output.path);
        }
    }
    // What the caller pressed stands before the many parameters of the call.
    let gather = variables_of(&widget_of("gather-input-on-call", json!({}), json!([])));
    assert_eq!(gather.first().map(String::as_str), Some("{{widgets.it.Digits}}"));
    assert!(gather.contains(&"{{widgets.it.CallSid}}".to_owned()));
}

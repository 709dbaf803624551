//! A widget of each type that the palette offers, placed, filled and saved as a person would, by role and name: what
//! stands in the file is what Studio's console would have written.

use std::fs;

use crate::support::{Editor, editor_sized, until};
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::widgets::{CATALOGUE, Placing, widget_type};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use serde_json::Value;

/// One thing that is done in the inspector.
enum Do {
    /// A button, by its name.
    Press(&'static str),
    /// A field of one line, by its label, and what is written into it.
    Line(&'static str, &'static str),
    /// A field of several lines.
    Lines(&'static str, &'static str),
}
use Do::{Line, Lines, Press};

/// What is done with a new widget, and what it has then: the reference's events in their order, and as properties
/// those of a new one and what was filled in, in the order of Java's `HashMap`, worked out apart from this program.
struct Filled {
    kind: &'static str,
    events: &'static [&'static str],
    steps: &'static [Do],
    properties: &'static str,
}

const FILLED: &[Filled] = &[
    Filled {
        kind: "send-message",
        events: &["sent", "failed"],
        steps: &[Lines("Message Body", "Hello Ann"), Line("Media URL", "https://example.com/owl.png")],
        properties: r#"{"offset":OFFSET,"service":"{{trigger.message.InstanceSid}}","channel":"{{trigger.message.ChannelSid}}","from":"{{flow.channel.address}}","message_type":"custom","to":"{{contact.channel.address}}","body":"Hello Ann","media_url":"https://example.com/owl.png"}"#,
    },
    Filled {
        kind: "send-and-wait-for-reply",
        events: &["incomingMessage", "timeout", "deliveryFailure"],
        steps: &[Lines("Message Body", "Which day?"), Line("Stop gathering after", "600")],
        properties: r#"{"offset":OFFSET,"service":"{{trigger.message.InstanceSid}}","channel":"{{trigger.message.ChannelSid}}","from":"{{flow.channel.address}}","body":"Which day?","timeout":"600"}"#,
    },
    Filled {
        kind: "start-conversation",
        events: &["created", "failed"],
        steps: &[
            Line("Conversation Service", "IS00112233445566778899aabbccddeeff"),
            Line("Friendly Name", "Order 7"),
        ],
        properties: r#"{"friendly_name":"Order 7","offset":OFFSET,"conversation_service_sid":"IS00112233445566778899aabbccddeeff","participants":[]}"#,
    },
    Filled {
        kind: "resume-conversation",
        events: &["resumed", "failed"],
        steps: &[
            Line("Conversation Service", "IS00112233445566778899aabbccddeeff"),
            Line("Conversation", "CH00112233445566778899aabbccddeeff"),
        ],
        properties: r#"{"conversation_sid":"CH00112233445566778899aabbccddeeff","offset":OFFSET,"conversation_service_sid":"IS00112233445566778899aabbccddeeff"}"#,
    },
    Filled {
        kind: "split-based-on",
        events: &["noMatch"],
        steps: &[Line("Variable to Test", "{{trigger.message.Body}}")],
        properties: r#"{"input":"{{trigger.message.Body}}","offset":OFFSET}"#,
    },
    Filled {
        kind: "set-variables",
        events: &["next"],
        steps: &[Press("Add variable"), Line("Key 1", "day"), Line("Value 1", "Monday")],
        properties: r#"{"variables":[{"value":"Monday","key":"day"}],"offset":OFFSET}"#,
    },
    Filled {
        kind: "say-play",
        events: &["audioComplete"],
        steps: &[Lines("Text to Say", "Welcome.")],
        properties: r#"{"offset":OFFSET,"loop":1,"say":"Welcome."}"#,
    },
    Filled {
        kind: "gather-input-on-call",
        events: &["keypress", "speech", "timeout"],
        steps: &[Lines("Text to Say", "Press 1."), Line("Stop Gathering After (Digits)", "1")],
        properties: r##"{"number_of_digits":1,"speech_timeout":"auto","offset":OFFSET,"loop":1,"finish_on_key":"#","say":"Press 1.","stop_gather":true,"gather_language":"en","profanity_filter":"true","timeout":5}"##,
    },
    Filled {
        kind: "connect-call-to",
        events: &["callCompleted", "hangup"],
        steps: &[Line("Number, Client, SIM or Conference", "+15551230002"), Line("Timeout", "20")],
        properties: r#"{"offset":OFFSET,"caller_id":"{{contact.channel.address}}","noun":"number","to":"+15551230002","timeout":20}"#,
    },
    Filled {
        kind: "make-outgoing-call-v2",
        events: &["answered", "busy", "noAnswer", "failed"],
        steps: &[Line("Timeout", "20")],
        properties: r#"{"machine_detection_speech_threshold":"2400","detect_answering_machine":false,"send_digits":"","sip_auth_username":"","offset":OFFSET,"recording_status_callback":"","sip_auth_password":"","recording_channels":"mono","timeout":20,"machine_detection":"Enable","trim":"do-not-trim","record":false,"machine_detection_speech_end_threshold":"1200","machine_detection_timeout":"30","from":"{{flow.channel.address}}","to":"{{contact.channel.address}}","machine_detection_silence_timeout":"5000"}"#,
    },
    Filled {
        kind: "record-voicemail",
        events: &["recordingComplete", "noAudio", "hangup"],
        steps: &[Line("Max Recording Length", "120")],
        properties: r#"{"transcribe":false,"offset":OFFSET,"trim":"trim-silence","play_beep":"true","timeout":5,"max_length":120}"#,
    },
    Filled {
        kind: "record-call",
        events: &["success", "failed"],
        steps: &[Line("Recording Status Callback URL", "https://example.com/done")],
        properties: r#"{"record_call":true,"offset":OFFSET,"recording_status_callback":"https://example.com/done"}"#,
    },
    Filled {
        kind: "enqueue-call",
        events: &["callComplete", "failedToEnqueue", "callFailure"],
        steps: &[Line("Hold Music TwiML URL", "https://example.com/music")],
        properties: r#"{"wait_url":"https://example.com/music","offset":OFFSET}"#,
    },
    Filled {
        kind: "capture-payments",
        events: &[
            "success",
            "maxFailedAttempts",
            "providerError",
            "payInterrupted",
            "hangup",
            "validationError",
        ],
        steps: &[Line("Pay Connector", "Default"), Line("Charge Card with Amount", "9.90")],
        properties: r#"{"security_code":true,"offset":OFFSET,"max_attempts":2,"payment_connector":"Default","payment_amount":"9.90","currency":"usd","language":"en-US","postal_code":"true","timeout":5}"#,
    },
    Filled {
        kind: "fork-stream",
        events: &["next"],
        steps: &[Line("Stream Name", "ears")],
        properties: r#"{"offset":OFFSET,"stream_name":"ears","stream_action":"start"}"#,
    },
    Filled {
        kind: "connect-virtual-agent-v2",
        events: &["completed", "live-agent-handoff", "hangup", "failed", "paused", "timeout"],
        steps: &[Line("Connector Name", "agent")],
        properties: r#"{"offset":OFFSET,"status_callback_method":"POST","connector_name":"agent"}"#,
    },
    Filled {
        kind: "run-conversation-relay",
        events: &["success", "failed"],
        steps: &[Line("WebSocket URL", "wss://example.com/talk"), Lines("Welcome Greeting", "Hello.")],
        properties: r#"{"offset":OFFSET,"welcome_greeting":"Hello.","url":"wss://example.com/talk"}"#,
    },
    Filled {
        kind: "make-http-request",
        events: &["success", "failed"],
        steps: &[
            Line("Request URL", "https://example.com/orders"),
            Press("Add row"),
            Line("Key 1", "id"),
            Line("Value 1", "7"),
        ],
        properties: r#"{"offset":OFFSET,"method":"GET","content_type":"application/x-www-form-urlencoded;charset=utf-8","parameters":[{"value":"7","key":"id"}],"url":"https://example.com/orders"}"#,
    },
    Filled {
        kind: "run-function",
        events: &["success", "fail"],
        steps: &[Line("Function URL", "https://example-1234.twil.io/hello")],
        properties: r#"{"offset":OFFSET,"url":"https://example-1234.twil.io/hello"}"#,
    },
    Filled {
        kind: "add-twiml-redirect",
        events: &["return", "timeout", "fail"],
        steps: &[Line("URL", "https://example.com/twiml"), Line("Timeout", "60")],
        properties: r#"{"offset":OFFSET,"method":"POST","url":"https://example.com/twiml","timeout":"60"}"#,
    },
    Filled {
        kind: "run-subflow",
        events: &["completed", "failed"],
        steps: &[Line("Subflow", "FW00112233445566778899aabbccddeeff")],
        properties: r#"{"flow_sid":"FW00112233445566778899aabbccddeeff","flow_revision":"LatestPublished","offset":OFFSET}"#,
    },
    Filled {
        kind: "send-to-flex",
        events: &["callComplete", "failedToEnqueue", "callFailure"],
        steps: &[
            Line("Workflow", "WW00112233445566778899aabbccddeeff"),
            Line("Task Channel", "TC00112233445566778899aabbccddeeff"),
            Lines("Attributes", "{\"topic\": \"order\"}"),
        ],
        properties: r#"{"offset":OFFSET,"workflow":"WW00112233445566778899aabbccddeeff","channel":"TC00112233445566778899aabbccddeeff","attributes":"{\"topic\": \"order\"}"}"#,
    },
];

/// Lets the window come to rest. A field with the keyboard asks for frames for ever: its cursor blinks.
fn settle(editor: &mut Editor) {
    editor.run_steps(3);
}

fn press(editor: &mut Editor, role: Role, name: &str) {
    editor.get_by_role_and_label(role, name).scroll_to_me();
    settle(editor);
    editor.get_by_role_and_label(role, name).click();
    settle(editor);
}

fn fill(editor: &mut Editor, role: Role, label: &str, text: &str) {
    editor.get_by_role_and_label(role, label).focus();
    settle(editor);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.step();
    editor.get_by_role_and_label(role, label).type_text(text);
    settle(editor);
    // Completion may offer something: Escape is for it and for the field, not for the text.
    editor.key_press(Key::Escape);
    settle(editor);
}

#[test]
fn each_type_placed_filled_and_saved_is_what_the_console_writes() {
    let offered: Vec<&str> =
        CATALOGUE.iter().filter(|entry| entry.placing == Placing::Palette).map(|entry| entry.id).collect();
    assert_eq!(FILLED.iter().map(|filled| filled.kind).collect::<Vec<_>>(), offered);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.json");
    let path_answers = PathAnswers::Scripted([vec![path.clone()]].into());
    let mut editor = editor_sized(Options { path_answers, ..Options::default() }, [1440.0, 2400.0]);
    editor.run();
    editor.get_by_label("New flow").click();
    editor.run();
    for filled in FILLED {
        let entry = widget_type(filled.kind).expect(filled.kind);
        press(&mut editor, Role::Button, entry.label);
        for step in filled.steps {
            match step {
                Press(name) => press(&mut editor, Role::Button, name),
                Line(label, text) => fill(&mut editor, Role::TextInput, label, text),
                Lines(label, text) => fill(&mut editor, Role::MultilineTextInput, label, text),
            }
        }
        // Nothing selected: what the next step finds in the inspector belongs to the next widget.
        editor.key_press(Key::Escape);
        settle(&mut editor);
    }
    editor.key_press_modifiers(Modifiers::COMMAND, Key::S);
    until(&mut editor, |_| path.exists());

    let saved: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let states = saved["states"].as_array().unwrap();
    assert_eq!(states.len(), FILLED.len() + 1);
    let mut wrong = Vec::new();
    for (state, filled) in states.iter().skip(1).zip(FILLED) {
        let entry = widget_type(filled.kind).expect(filled.kind);
        let offset = &state["properties"]["offset"];
        assert!(["x", "y"].iter().all(|key| offset[key].as_i64().is_some_and(|at| at % 10 == 0)), "{offset}");
        let transitions: Vec<String> =
            filled.events.iter().map(|event| format!(r#"{{"event":"{event}"}}"#)).collect();
        let expected = format!(
            r#"{{"name":"{}_1","type":"{}","transitions":[{}],"properties":{}}}"#,
            entry.base_name,
            filled.kind,
            transitions.join(","),
            filled.properties.replace("OFFSET", &offset.to_string())
        );
        let found = state.to_string();
        if found != expected {
            wrong.push(format!("   found {found}\nexpected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

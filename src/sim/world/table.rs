//! How things end that neither the mock nor the REST API of messages knows: what is done on a call, or by another
//! product. One table; every answer says what it takes to be true.

use serde_json::{Map, Value, json};

use crate::sim::context::overlay;
use crate::twilio::SidSource;
use crate::widgets::run::{Act, Answer, Done};
use crate::widgets::speech_secs;

/// The usual outcome of something that is done.
pub(super) fn outcome(act: &Act, sids: &mut SidSource) -> Answer {
    let sent = |key: &str| act.sent.get(key).cloned().unwrap_or(Value::Null);
    let text = |key: &str| act.sent.get(key).and_then(Value::as_str).unwrap_or_default();
    let (event, took, result) = match act.kind {
        "say" => {
            let mut left = json!({});
            for key in ["language", "voice"].into_iter().filter(|key| !text(key).is_empty()) {
                overlay(&mut left, &json!({key: text(key)}));
            }
            ("audioComplete", "the audio is played to its end", left)
        }
        "dial" => (
            "callCompleted",
            "somebody answers and hangs up, as after a minute",
            json!({
                "DialCallStatus": "completed",
                "DialCallSid": sids.next("CA"),
                "DialCallDuration": "60",
            }),
        ),
        "call" => {
            let mut call = json!({
                "CallSid": sids.next("CA"),
                "CallStatus": "in-progress",
                "Direction": "outbound-api",
                "From": sent("from"),
                "To": sent("to"),
            });
            if act.sent.get("detect_answering_machine") == Some(&json!(true)) {
                overlay(&mut call, &json!({"AnsweredBy": "human", "MachineDetectionDuration": "2500"}));
            }
            ("answered", "somebody answers", call)
        }
        "voicemail" => {
            let sid = sids.next("RE");
            let url = format!("https://api.twilio.com/2010-04-01/Recordings/{sid}");
            let left = json!({"RecordingUrl": url, "RecordingSid": sid, "RecordingDuration": "10", "Digits": "hangup"});
            ("recordingComplete", "a message is left, as one of ten seconds", left)
        }
        "record-call" => (
            "success",
            if sent("record_call") == json!(false) { "the recording stops" } else { "the recording begins" },
            json!({
                "Sid": sids.next("RE"),
                "Status": if sent("record_call") == json!(false) { "stopped" } else { "in-progress" },
                "Channels": if text("recording_channels") == "mono" { 1 } else { 2 },
                "Source": "StartCallRecordingAPI",
            }),
        ),
        "enqueue" => {
            let mut left = json!({"QueueResult": "bridged", "QueueSid": sids.next("QU"), "QueueTime": "10"});
            if !text("workflow_sid").is_empty() {
                let sid = sids.next("WT");
                overlay(&mut left, &json!({"QueueResult": "bridging-in-process", "TaskSid": sid}));
            }
            ("callComplete", "somebody takes the call out of the queue, as after ten seconds", left)
        }
        "task" => (
            "callComplete",
            "the task is made",
            json!({
                "sid": sids.next("WT"),
                "attributes": if text("attributes").is_empty() { "{}" } else { text("attributes") },
            }),
        ),
        "pay" if text("payment_method") == "ACH_DEBIT" => (
            "success",
            "the bank account is taken",
            json!({"Result": "success", "PaymentToken": "tok_simulated", "PaymentConfirmationCode": "simulated"}),
        ),
        "pay" => (
            "success",
            "the card is taken",
            json!({
                "Result": "success",
                "PaymentToken": "tok_simulated",
                "PaymentConfirmationCode": "simulated",
                "PaymentCardNumber": "xxxxxxxxxxxx4242",
                "PaymentCardType": "visa",
                "PaymentCardPostalCode": "94105",
                "ExpirationDate": "1230",
                "SecurityCode": "xxx",
                "ProfileId": "",
            }),
        ),
        "redirect" => ("return", "the TwiML there returns at once, without parameters", json!({})),
        "stream" => ("next", "the stream is started or stopped", json!({})),
        "agent" => (
            "completed",
            "the virtual agent finishes",
            json!({"VirtualAgentProvider": "dialogflow", "VirtualAgentStatus": "completed"}),
        ),
        "agent-v1" => ("return", "the virtual agent finishes", json!({})),
        "relay" => (
            "success",
            "the session ends well",
            json!({"SessionId": sids.next("VX"), "SessionStatus": "ended", "SessionDuration": "60"}),
        ),
        "autopilot" => ("sessionEnded", "the assistant finishes", json!({})),
        "start-conversation" => (
            "created",
            "the conversation is opened",
            conversation(sids.next("CH"), text("friendly_name"), sids),
        ),
        "resume-conversation" => {
            let named = text("conversation_sid").to_owned();
            let sid = if named.is_empty() { sids.next("CH") } else { named };
            ("resumed", "the conversation is there", conversation(sid, "", sids))
        }
        other => return Answer::Unreachable(format!("nobody knows how `{other}` ends")),
    };
    let result = match result {
        Value::Object(result) => result,
        _ => Map::new(),
    };
    Answer::Done(Done { event: event.to_owned(), result, secs: secs(act), took: took.to_owned() })
}

/// Whether people or another product decide how it ends, so that nobody here can know.
pub(super) fn is_up_to_others(kind: &str) -> bool {
    !matches!(kind, "say" | "record-call" | "stream" | "start-conversation" | "resume-conversation")
}

/// The event by which something usually ends.
pub(super) fn usual_event(act: &Act) -> Option<String> {
    match outcome(act, &mut SidSource::new(0)) {
        Answer::Done(done) => Some(done.event),
        _ => None,
    }
}

/// How long it usually takes, in seconds; 0 where the flow does not wait for it.
fn secs(act: &Act) -> f64 {
    match act.kind {
        "say" => {
            let spoken = act.sent.get("say").and_then(Value::as_str).map_or(0, |text| text.chars().count());
            let times = act.sent.get("loop").and_then(Value::as_u64).unwrap_or(1).clamp(1, 99);
            (0..times).map(|_| speech_secs(spoken)).sum()
        }
        "dial" | "agent" | "agent-v1" | "relay" | "autopilot" => 60.0,
        "voicemail" | "enqueue" => 10.0,
        "call" => 15.0,
        "pay" => 30.0,
        _ => 0.0,
    }
}

fn conversation(sid: String, name: &str, sids: &mut SidSource) -> Value {
    json!({
        "conversation": {"sid": sid, "friendly_name": name, "state": "active", "participants": []},
        "webhook_sid": sids.next("WH"),
        "close_channel_on_execution_end": false,
    })
}

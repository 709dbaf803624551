//! A property that the widget does not have.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::nearest;

pub(super) const RULE: Rule = Rule {
    code: "unknown-property",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A property that the widget does not have",
    why: "Studio's schema does not name it, so that it has no effect; whether the service refuses it is not known",
    run: Run::Own(look),
};

/// Names that are in circulation, some in texts of Twilio's own, and what real exports have instead.
const WRONG_NAMES: &[(&str, &str)] = &[
    ("num_digits", "number_of_digits"),
    ("speech_recognition_language", "gather_language"),
    ("silence_timeout", "timeout"),
    ("transcribe_callback", "transcription_callback_url"),
    ("recording_status_events", "recording_status_callback_events"),
    ("task_router_workflow", "workflow_sid"),
    ("hold_music_url", "wait_url"),
    ("hold_music_url", "waitUrl"),
    ("twiml_request_method", "wait_url_method"),
    ("url_method", "waitUrlMethod"),
    ("charge_amount", "payment_amount"),
    ("stream_connector_name", "stream_connector"),
    ("chat_service_instance_sid", "service"),
    ("chat_channel_sid", "channel"),
    ("messaging_service_sid", "from"),
    ("send_twilio_credentials", "add_twilio_auth"),
];

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| !entry.is_open()) else { return };
    // Whatever a trigger has is Studio's own.
    if entry.is_start {
        return;
    }
    for (key, value) in at.widget.properties() {
        if entry.field(&key).is_some() {
            continue;
        }
        let known = WRONG_NAMES
            .iter()
            .find(|(wrong, right)| *wrong == key && entry.field(right).is_some())
            .map(|(_, right)| *right)
            .or_else(|| nearest(&key, entry.fields.iter().map(|field| field.key)));
        let mut message = format!("{} has no property `{key}`", entry.label);
        if let Some(right) = known {
            message.push_str(&format!(": did you mean `{right}`?"));
        }
        let found = sink.add(message, at.field(&key));
        let set = |key: &str, value| Edit::SetProperty { widget: at.widget.id(), key: key.to_owned(), value };
        match known.filter(|right| at.widget.property(right).is_none()) {
            Some(right) => {
                let edits = vec![set(&key, None), set(right, Some(value.to_value()))];
                let name = format!("Rename {key} of {} to {right}", at.widget.title());
                found.fix(format!("Rename it to {right}"), Edit::Together { name, edits })
            }
            None => found.fix(format!("Take out {key}"), set(&key, None)),
        };
    }
}

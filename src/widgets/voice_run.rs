//! How the widgets of calls run that do more than one thing: gathering input, calling out, connecting.

use serde_json::{Map, Value, json};

use super::acts;
use super::assumptions::{self, assume};
use super::run::{Act, Answer, Awaited, Behaviour, Done, Effect, HANG_UP, Leave, Outcome, Resume, Step};

/// Gather Input On Call: speaks, then waits for keys or speech.
pub(super) struct Gather;

/// How fast a text is spoken.
const CHARS_PER_SEC: f64 = 15.0;
const DEFAULT_TIMEOUT_SECS: f64 = 5.0;

/// How long so many characters are spoken.
pub fn speech_secs(chars: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "texts are far shorter than 2^53 characters")]
    let chars = chars as f64;
    chars / CHARS_PER_SEC
}

impl Behaviour for Gather {
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        let sent = acts::sent(step);
        let spoken = sent.get("say").and_then(Value::as_str).map_or(0, |text| text.chars().count());
        let times = sent.get("loop").and_then(Value::as_f64).filter(|times| *times >= 1.0).unwrap_or(1.0);
        let timeout = sent.get("timeout").and_then(Value::as_f64).unwrap_or(DEFAULT_TIMEOUT_SECS).max(0.0);
        let mut prompt_secs = (speech_secs(spoken) * times).ceil();
        if spoken > 0 && assume(step.scope, assumptions::PROMPT_LENGTH) == "no-time" {
            prompt_secs = 0.0;
        }
        step.scope.tell("gather", sent);
        Outcome::Wait { awaited: "key press or speech", timeout_secs: Some(prompt_secs + timeout) }
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let mut outputs = call_parameters(step);
        let event = match with {
            Resume::Keys(keys) => {
                outputs.insert("Digits".to_owned(), json!(digits(step, keys)));
                "keypress"
            }
            Resume::Speech(text) => {
                let confidence = assume(step.scope, assumptions::SPEECH_CONFIDENCE);
                outputs.insert("SpeechResult".to_owned(), json!(text));
                outputs.insert("Confidence".to_owned(), json!(confidence));
                "speech"
            }
            _ => "timeout",
        };
        Outcome::Leave(Leave::by(event).with(outputs))
    }

    fn awaits(&self) -> &'static [Awaited] {
        &[Awaited::Voice, Awaited::Deadline]
    }
}

/// What counts of the keys: up to the finish key, and at most as many as are gathered.
fn digits(step: &mut Step<'_>, keys: &str) -> String {
    let finish = if step.widget.property("finish_on_key").is_some() {
        step.render("finish_on_key").chars().next()
    } else {
        Some('#')
    };
    let most = step.widget.property("number_of_digits").and_then(|json| json.as_number());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts from float saturate")]
    let most = most.map_or(usize::MAX, |most| most.max(1.0) as usize);
    keys.chars()
        .filter(|key| matches!(key, '0'..='9' | '*' | '#'))
        .take_while(|key| Some(*key) != finish)
        .take(most)
        .collect()
}

/// What Twilio tells of the call with each of its requests.
pub(super) fn call_parameters(step: &Step<'_>) -> Map<String, Value> {
    let mut call = match step.scope.variable(&["trigger", "call"]) {
        Some(Value::Object(call)) => call,
        _ => step.scope.made_call(),
    };
    call.insert("CallStatus".to_owned(), json!("in-progress"));
    call
}

/// Make Outgoing Call: there is a call once somebody answers.
pub(super) struct CallOut;

impl Behaviour for CallOut {
    fn acts(&self) -> bool {
        true
    }

    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        if step.scope.on_call() {
            step.scope.warn(Some(81020), "there is a call already, so none can be made".to_owned());
            return Outcome::Leave(Leave::by("failed"));
        }
        let sent = acts::sent(step);
        *step.memory = Value::Object(sent.clone());
        Outcome::Perform(Effect::Act(Act { kind: "call", sent }))
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let mut leave = acts::done(step, with);
        if matches!(with, Resume::Answer(Answer::Done(_))) {
            // Whoever tells how it ended need not tell what is known anyway.
            for (key, sent) in [("From", "from"), ("To", "to")] {
                if let (None, Some(number)) = (leave.outputs.get(key), step.memory.get(sent)) {
                    leave.outputs.insert(key.to_owned(), number.clone());
                }
            }
            if !leave.outputs.contains_key("CallSid") {
                leave.outputs.insert("CallSid".to_owned(), json!(step.scope.sid("CA")));
            }
            leave.outputs.entry("Direction").or_insert_with(|| json!("outbound-api"));
            let mut outputs = of_made_call(step, &leave.outputs);
            outputs.append(&mut leave.outputs);
            leave.outputs = outputs;
        }
        self.forced(step, &leave.event);
        if &*leave.event == "answered" {
            step.scope.set_made_call(leave.outputs.clone());
        }
        Outcome::Leave(leave)
    }

    fn forced(&self, step: &mut Step<'_>, event: &str) {
        if event == "answered" {
            step.scope.set_call(true);
        }
    }
}

/// What Twilio tells of any call, of one that was made with `made`.
fn of_made_call(step: &Step<'_>, made: &Map<String, Value>) -> Map<String, Value> {
    let mut call = Map::new();
    call.insert("AccountSid".to_owned(), json!(step.scope.account_sid()));
    call.insert("ApiVersion".to_owned(), json!("2010-04-01"));
    for (key, from) in [("From", "From"), ("Caller", "From"), ("To", "To"), ("Called", "To")] {
        let Some(number) = made.get(from) else { continue };
        call.insert(key.to_owned(), number.clone());
        let country = if number.as_str().is_some_and(|number| number.starts_with("+1")) { "US" } else { "" };
        for (part, value) in [("City", ""), ("State", ""), ("Zip", ""), ("Country", country)] {
            call.insert(format!("{key}{part}"), json!(value));
        }
    }
    call
}

/// A widget of a call that adds to its outputs what Twilio tells of the call, and after whose hang-up there is none.
pub(super) struct OnCall(pub &'static str);

impl Behaviour for OnCall {
    fn acts(&self) -> bool {
        true
    }

    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        acts::perform(step, self.0)
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let mut leave = acts::done(step, with);
        if matches!(with, Resume::Answer(Answer::Done(Done { .. }))) {
            let mut outputs = call_parameters(step);
            outputs.append(&mut leave.outputs);
            leave.outputs = outputs;
        }
        if &*leave.event == HANG_UP {
            step.scope.set_call(false);
        }
        Outcome::Leave(leave)
    }
}

//! Runs our engine with what came from outside in the real execution: every visit of a widget gets what the same visit
//! of it got there.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::left::left_by;
use super::real::{Real, RealStep, Told};
use crate::sim::debug::Times;
use crate::sim::trace::{self, Direction, Reason, Record};
use crate::sim::world::{Outside, ScriptedWorld};
use crate::sim::{Context, EffectId, Emitted, Execution, History, Inbound, Input, MAX_STEPS, Program, Start};
use crate::twilio::{Response, error, error_title};
use crate::widgets::run::{Answer, Done, Effect, HANG_UP, Send};

/// By how much two times may differ that are told in whole seconds.
const TOLERANCE_SECS: f64 = 2.0;
/// What Twilio puts before the text of a trial account's messages.
const TRIAL: &str = "Sent from your Twilio trial account - ";
/// Events by which messages fail.
const FAILS: [&str; 2] = ["failed", "deliveryFailure"];

/// Our run.
pub(super) struct Ours {
    pub steps: Vec<Taken>,
    pub ended: Option<Reason>,
    /// The widget that it stands on, and what for, where it has not ended.
    pub stands: Option<(String, String)>,
    /// Why it could not go on.
    pub stopped: Option<String>,
    pub history: History,
    pub context: Context,
}

/// A step of it.
pub(super) struct Taken {
    pub title: String,
    pub step: trace::Step,
    /// Its outcome was taken over from the real execution.
    pub is_given: bool,
    /// What it rests on, and what it warned of.
    pub assumptions: Vec<trace::Assumption>,
    pub warnings: Vec<trace::Warning>,
    /// What is to be known when the two are compared.
    pub remarks: Vec<String>,
}

struct Driver<'r> {
    real: &'r Real,
    /// For each widget the steps of the real execution that left it, and our run has not.
    visits: HashMap<String, VecDeque<usize>>,
    execution: Execution,
    world: ScriptedWorld,
    effects: VecDeque<(EffectId, String, Effect)>,
    /// The SID of the message that each widget sent last.
    sent: HashMap<String, String>,
    /// Widgets whose present visit is decided by the real execution.
    given: HashSet<String>,
    assumptions: Vec<trace::Assumption>,
    warnings: Vec<trace::Warning>,
    remarks: Vec<String>,
    steps: Vec<Taken>,
    history: History,
    stopped: Option<String>,
}

/// Runs it as far as the real execution tells what came from outside.
pub(super) fn drive(program: &Arc<Program>, real: &Real, path: &[usize], mut start: Start) -> Ours {
    let mut visits: HashMap<String, VecDeque<usize>> = HashMap::new();
    for index in path {
        if let Some(step) = real.steps.get(*index) {
            visits.entry(step.title()).or_default().push_back(*index);
        }
    }
    let given = start.forced.iter().map(|forced| forced.widget.clone()).collect();
    let world = ScriptedWorld::new(&mut start, Outside::default());
    let (execution, emitted) = Execution::start(Arc::clone(program), start);
    let mut driver = Driver {
        real,
        visits,
        execution,
        world,
        effects: VecDeque::new(),
        sent: HashMap::new(),
        given,
        assumptions: Vec::new(),
        warnings: Vec::new(),
        remarks: Vec::new(),
        steps: Vec::new(),
        history: History::default(),
        stopped: None,
    };
    driver.note(emitted);
    driver.go_on();
    driver.into_ours()
}

impl<'r> Driver<'r> {
    fn go_on(&mut self) {
        // Every round performs something or leaves a widget; a step performs a few things at most.
        for _ in 0..MAX_STEPS.saturating_mul(8) {
            if self.execution.ended().is_some() {
                return;
            }
            if let Some((id, widget, effect)) = self.effects.pop_front() {
                // A message is sent as soon as its widget is entered; anything else is left when its answer comes.
                match effect {
                    Effect::Send(_) => self.clock_to_entry(&widget),
                    Effect::Fetch(_) | Effect::Act(_) => self.clock_to_real(&widget),
                }
                let Some(answer) = self.answer(&widget, &effect) else { return };
                self.apply(Input::Answer { id, answer });
            } else if !self.wait() {
                return;
            }
        }
    }

    fn into_ours(self) -> Ours {
        let stands = self.execution.waiting().map(|waiting| waiting.awaited.to_owned());
        let title = self.execution.current_title();
        Ours {
            ended: self.execution.ended(),
            stands: (!title.is_empty()).then(|| (title, stands.unwrap_or_default())),
            stopped: self.stopped,
            context: self.execution.context().clone(),
            history: self.history,
            steps: self.steps,
        }
    }

    fn apply(&mut self, input: Input) {
        let emitted = self.execution.apply(input);
        self.note(emitted);
    }

    fn note(&mut self, emitted: Vec<Emitted>) {
        for emitted in emitted {
            match emitted {
                Emitted::Effect { id, widget, effect } => self.effects.push_back((id, widget, effect)),
                Emitted::Record(mut record) => {
                    self.history.take(&mut record);
                    self.record(record);
                }
            }
        }
    }

    fn record(&mut self, record: Record) {
        match record {
            Record::Assumption(assumption) => self.assumptions.push(assumption),
            Record::Warning(warning) => self.warnings.push(warning),
            Record::Message(message) if message.direction == Direction::Outbound => {
                self.sent.extend(message.sid.map(|sid| (message.widget, sid)));
            }
            Record::Step(step) => {
                let title = step_title(&step);
                if let Some(visits) = self.visits.get_mut(&title) {
                    visits.pop_front();
                }
                self.steps.push(Taken {
                    is_given: step.why.as_deref() == Some("forced") || self.given.contains(&title),
                    title,
                    step,
                    assumptions: std::mem::take(&mut self.assumptions),
                    warnings: std::mem::take(&mut self.warnings),
                    remarks: std::mem::take(&mut self.remarks),
                });
            }
            _ => {}
        }
    }

    /// The same visit of a widget in the real execution.
    fn visit(&self, widget: &str) -> Option<(usize, &'r RealStep)> {
        let index = *self.visits.get(widget)?.front()?;
        Some((index, self.real.steps.get(index)?))
    }

    fn clock_to_real(&mut self, widget: &str) {
        if let Some(to_secs) = self.visit(widget).and_then(|(_, step)| step.at_secs) {
            self.apply(Input::Clock { to_secs });
        }
    }

    /// Moves the clock to when the real execution came to a widget: when it left the one before.
    fn clock_to_entry(&mut self, widget: &str) {
        let before = self.visit(widget).and_then(|(index, _)| index.checked_sub(1));
        if let Some(to_secs) = before.and_then(|before| self.real.steps.get(before)?.at_secs) {
            self.apply(Input::Clock { to_secs });
        }
    }

    fn answer(&mut self, widget: &str, effect: &Effect) -> Option<Answer> {
        let Some((index, step)) = self.visit(widget) else {
            if let (Effect::Send(_), true) = (effect, self.has_visits_left()) {
                return Some(self.world.perform(widget, effect, self.execution.clock_secs()));
            }
            let what = match effect {
                Effect::Send(_) => "sends its message",
                Effect::Fetch(_) => "asks a server",
                Effect::Act(_) => "does its work",
            };
            self.stopped = Some(format!(
                "our run stops where `{widget}` {what}: the real execution never came past it, so its answer is not \
                 known"
            ));
            return None;
        };
        let left = left_by(self.real, index);
        Some(match effect {
            Effect::Send(send) => self.sent_as(widget, send, effect, step, left),
            Effect::Fetch(_) => self.answered_as(widget, step, left),
            Effect::Act(_) => {
                self.given.insert(widget.to_owned());
                let result = match &step.told {
                    Some(Told::Left(left)) => left.clone(),
                    _ => left.cloned().unwrap_or_default(),
                };
                Answer::Done(Done { event: step.event.clone(), result, secs: 0.0, took: String::new() })
            }
        })
    }

    /// Whether the real execution came to widgets to which ours has not come, or not so often.
    fn has_visits_left(&self) -> bool {
        self.visits.values().any(|visits| !visits.is_empty())
    }

    /// What Twilio has said to a message: all but what our own request says is taken over.
    fn sent_as(
        &mut self,
        widget: &str,
        send: &Send,
        effect: &Effect,
        step: &RealStep,
        left: Option<&Map<String, Value>>,
    ) -> Answer {
        let outbound = left.and_then(|left| left.get("outbound")).and_then(Value::as_object);
        let has_sid = outbound.is_some_and(|outbound| {
            outbound.get("Sid").and_then(Value::as_str).is_some_and(|sid| !sid.is_empty())
        });
        if FAILS.contains(&&*step.event) && !has_sid {
            let code = outbound.and_then(|outbound| code_of(outbound.get("ErrorCode")?));
            let told = outbound.and_then(|outbound| outbound.get("ErrorMessage")?.as_str());
            return match code {
                Some(code) => Answer::Response(refusal(code, told)),
                None => Answer::Unreachable("the real message failed, and it is not told why".to_owned()),
            };
        }
        let answer = self.world.perform(widget, effect, self.execution.clock_secs());
        let Answer::Response(response) = &answer else { return answer };
        let (Some(Value::Object(made)), Some(outbound)) = (&response.json, outbound) else { return answer };
        if !response.is_success() {
            return answer;
        }
        let mut taken: Map<String, Value> =
            outbound.iter().map(|(key, value)| (snake_case(key), value.clone())).collect();
        let says = |name: &str| send.request.form.iter().any(|(key, _)| key == name);
        for (field, key) in
            [("To", "to"), ("From", "from"), ("Author", "author"), ("Attributes", "attributes")]
        {
            if says(field)
                && let Some(value) = made.get(key)
            {
                taken.insert(key.to_owned(), value.clone());
            }
        }
        if says("Body") {
            let real = taken.get("body").and_then(Value::as_str).unwrap_or_default();
            let body = made.get("body").and_then(Value::as_str).unwrap_or_default();
            if real.strip_prefix(TRIAL) != Some(body) {
                taken.insert("body".to_owned(), json!(body));
            }
        }
        Answer::Response(Response::of_json(response.status, Value::Object(taken)))
    }

    fn answered_as(&mut self, widget: &str, step: &RealStep, left: Option<&Map<String, Value>>) -> Answer {
        match &step.told {
            Some(Told::Answer(status, content_type, body)) => {
                return Answer::Response(response(*status, content_type, body.clone()));
            }
            Some(Told::Nothing(why)) => return Answer::Unreachable(why.clone()),
            _ => {}
        }
        let has_failed = step.event != "success";
        let status = left.and_then(|left| code_of(left.get("status_code")?));
        // What an earlier visit left may still stand there where this one left nothing.
        let status = status.filter(|status| !(has_failed && *status < 300));
        let Some((status, left)) = status.zip(left) else {
            if has_failed {
                let why = "it failed there, and it is not told what the server answered";
                return Answer::Unreachable(why.to_owned());
            }
            self.remarks.push(format!(
                "What the server answered to `{widget}` is not told; an empty answer was taken in its place"
            ));
            return Answer::Response(response(200, "text/plain", String::new()));
        };
        let text = |key: &str| left.get(key).and_then(Value::as_str).map(str::to_owned);
        let parsed = left.get("parsed").filter(|parsed| !parsed.is_null());
        let (body, usual) = match (left.get("body"), parsed) {
            (Some(Value::String(body)), parsed) => {
                (body.clone(), if parsed.is_some() { "application/json" } else { "text/plain" })
            }
            (Some(Value::Null) | None, Some(parsed)) => (parsed.to_string(), "application/json"),
            (Some(Value::Null) | None, None) => (String::new(), "text/plain"),
            (Some(body), _) => (body.to_string(), "application/json"),
        };
        let content_type = text("content_type").unwrap_or_else(|| usual.to_owned());
        Answer::Response(response(u16::try_from(status).unwrap_or(500), &content_type, body))
    }

    /// Lets happen what ended the wait in the real execution; `false` where nothing did.
    fn wait(&mut self) -> bool {
        let Some(waiting) = self.execution.waiting() else { return false };
        let (for_message, for_voice, deadline) =
            (waiting.for_message, waiting.for_voice, waiting.deadline_secs);
        let awaits_news = waiting.awaited == "delivery";
        let widget = self.execution.current_title();
        let Some((index, step)) = self.visit(&widget) else {
            if self.has_visits_left() {
                self.stopped = Some(format!(
                    "our run waits at `{widget}`, which the real execution never came past: nothing more is known"
                ));
            }
            return false;
        };
        let left = left_by(self.real, index);
        let before = (self.execution.steps(), self.execution.current_title());
        let event = &*step.event;
        let has_left = |driver: &Self| {
            driver.execution.ended().is_some()
                || (driver.execution.steps(), driver.execution.current_title()) != before
        };
        if event == "timeout" && deadline.is_some() {
            self.let_time_pass(step, deadline.unwrap_or_default());
        } else if for_message && (is_reply(event) || matches!(step.told, Some(Told::Message { .. }))) {
            self.clock_before(step, deadline);
            if !has_left(self) {
                self.write(&widget, step, left);
            }
        } else if FAILS.contains(&event) || (awaits_news && event == "sent") {
            self.clock_before(step, deadline);
            if !has_left(self) {
                self.deliver(&widget, event, left);
            }
        } else if for_voice {
            self.clock_before(step, deadline);
            if !has_left(self) {
                self.speak(step, left);
            }
        } else if awaits_news && deadline.is_some() {
            self.let_time_pass(step, deadline.unwrap_or_default());
        }
        if !has_left(self) {
            // Whatever led out there does not lead out here: its outcome is taken over.
            self.given.insert(widget.clone());
            self.apply(Input::Force { widget: widget.clone(), event: event.to_owned(), times: Times::Once });
            self.given.remove(&widget);
        }
        has_left(self)
    }

    /// Moves the clock to what happened there, where that was before our deadline; what is told in whole seconds may be
    /// a little late.
    fn clock_before(&mut self, step: &RealStep, deadline: Option<f64>) {
        let Some(at) = step.at_secs else { return };
        let to_secs = match deadline {
            Some(deadline) if at >= deadline && at < deadline + TOLERANCE_SECS => {
                self.execution.clock_secs().max(deadline - 0.001)
            }
            _ => at,
        };
        self.apply(Input::Clock { to_secs });
    }

    fn let_time_pass(&mut self, step: &RealStep, deadline: f64) {
        if let Some(at) = step.at_secs
            && (at - deadline).abs() > TOLERANCE_SECS
        {
            let waited = |until: f64| format!("{:.0} s", until - self.execution.clock_secs());
            self.remarks.push(format!(
                "The real execution waited {} and ours {}. Unverified: that a step's date is that of leaving the widget",
                waited(at),
                waited(deadline)
            ));
        }
        self.apply(Input::Clock { to_secs: deadline });
    }

    fn write(&mut self, widget: &str, step: &RealStep, left: Option<&Map<String, Value>>) {
        if let Some(Told::Message { body, media }) = &step.told {
            return self.apply(Input::Message(Inbound { body: body.clone(), media: media.clone() }));
        }
        let inbound = left.and_then(|left| left.get("inbound")).and_then(Value::as_object);
        let Some(parameters) = inbound else {
            self.remarks.push(format!(
                "What the contact wrote to `{widget}` is not told; an empty message was taken in its place"
            ));
            return self.apply(Input::Message(Inbound::default()));
        };
        let text = |key: &str| parameters.get(key).and_then(Value::as_str).map(str::to_owned);
        let media = (0..100).map_while(|index| text(&format!("MediaUrl{index}"))).collect();
        let inbound = Inbound { body: text("Body").unwrap_or_default(), media };
        self.apply(Input::Arrival { inbound, parameters: parameters.clone() });
    }

    fn deliver(&mut self, widget: &str, event: &str, left: Option<&Map<String, Value>>) {
        let Some(sid) = self.sent.get(widget).cloned() else { return };
        let outbound = left.and_then(|left| left.get("outbound"));
        let code = outbound.and_then(|outbound| code_of(outbound.get("ErrorCode")?));
        let status = if event == "sent" { "delivered" } else { "undelivered" };
        self.apply(Input::Delivery { sid, status: status.to_owned(), code });
    }

    fn speak(&mut self, step: &RealStep, left: Option<&Map<String, Value>>) {
        let text = |key: &str| {
            left.and_then(|left| left.get(key)?.as_str()).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let input = match (&step.told, &*step.event) {
            (Some(Told::Keys(keys)), _) => Some(Input::Press(keys.clone())),
            (Some(Told::Speech(speech)), _) => Some(Input::Speak(speech.clone())),
            (_, HANG_UP) => Some(Input::HangUp),
            (_, "keypress") => text("Digits").map(Input::Press),
            (_, "speech") => text("SpeechResult").map(Input::Speak),
            _ => None,
        };
        if let Some(input) = input {
            self.apply(input);
        }
    }
}

fn step_title(step: &trace::Step) -> String {
    match &step.within {
        Some(within) => format!("{within}/{}", step.widget),
        None => step.widget.clone(),
    }
}

fn is_reply(event: &str) -> bool {
    matches!(event, "incomingMessage" | "incomingConversationMessage")
}

/// A number that may stand in a text.
fn code_of(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => u32::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn response(status: u16, content_type: &str, body: String) -> Response {
    Response::new(status, vec![("content-type".to_owned(), content_type.to_owned())], body)
}

fn refusal(code: u32, told: Option<&str>) -> Response {
    let title = told.or_else(|| error_title(code)).unwrap_or("the API refused the message");
    let more_info = error::more_info(code);
    Response::of_json(400, json!({"code": code, "message": title, "more_info": more_info, "status": 400}))
}

/// `NumSegments` as the API spells it: `num_segments`.
fn snake_case(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 4);
    for (index, char) in key.char_indices() {
        if char.is_ascii_uppercase() {
            if index > 0 {
                out.push('_');
            }
            out.push(char.to_ascii_lowercase());
        } else {
            out.push(char);
        }
    }
    out
}

//! What the widgets do, against a small scope of their own.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::widget_of;
use crate::twilio::Response;
use crate::widgets::assumptions::Assumptions;
use crate::widgets::run::{Answer, Effect, Leave, Outcome, Resume, Scope, Send, Step, Trigger};
use crate::widgets::widget_type;

const SERVICE: &str = "MG0123456789abcdef0123456789abcdef";

/// Knows `{{path}}` and nothing else of templates.
struct Fake {
    context: Value,
    trigger: Trigger,
    variables: BTreeMap<String, Value>,
    warnings: Vec<(Option<u32>, String)>,
    assumed: Vec<&'static str>,
    taken: Assumptions,
}

impl Fake {
    fn new(trigger: Trigger, context: Value) -> Self {
        Self {
            context,
            trigger,
            variables: BTreeMap::new(),
            warnings: Vec::new(),
            assumed: Vec::new(),
            taken: Assumptions::default(),
        }
    }

    fn sms() -> Self {
        let context = json!({"flow": {"channel": {"address": "+15005550006"}},
            "contact": {"channel": {"address": "+15551230001"}}, "trigger": {"message": {"Body": "hi"}},
            "n": 7, "text": "12", "object": {"a": 1}});
        Self::new(Trigger::Message, context)
    }
}

impl Scope for Fake {
    fn render(&mut self, _field: &str, template: &str) -> String {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let (path, after) = after.split_once("}}").expect("closed");
            out.push_str(before);
            match self.variable(&path.split('.').collect::<Vec<_>>()) {
                Some(Value::String(text)) => out.push_str(&text),
                Some(value) => out.push_str(&value.to_string()),
                None => {}
            }
            rest = after;
        }
        out + rest
    }

    fn evaluate(&mut self, field: &str, template: &str) -> Value {
        let only = template.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        match only.filter(|path| !path.contains('{')) {
            Some(path) => self.variable(&path.split('.').collect::<Vec<_>>()).unwrap_or_default(),
            None => Value::String(self.render(field, template)),
        }
    }

    fn variable(&self, path: &[&str]) -> Option<Value> {
        path.iter().try_fold(&self.context, |value, key| value.get(key)).cloned()
    }

    fn set_flow_variable(&mut self, key: &str, value: Value) {
        self.variables.insert(key.to_owned(), value);
    }

    fn trigger(&self) -> Trigger {
        self.trigger
    }

    fn account_sid(&self) -> &str {
        "AC0"
    }

    fn elapsed_secs(&self) -> f64 {
        0.0
    }

    fn now(&self) -> jiff::Zoned {
        "2026-11-21T09:00:00-08:00[America/Los_Angeles]".parse().expect("a time")
    }

    fn warn(&mut self, code: Option<u32>, message: String) {
        self.warnings.push((code, message));
    }

    fn sid(&mut self, prefix: &str) -> String {
        format!("{prefix}{:032}", 0)
    }

    fn on_call(&self) -> bool {
        self.trigger == Trigger::Call
    }

    fn set_call(&mut self, _going_on: bool) {}

    fn made_call(&self) -> Map<String, Value> {
        Map::new()
    }

    fn set_made_call(&mut self, _call: Map<String, Value>) {}

    fn set_channel(&mut self, _channel: Map<String, Value>) {}

    fn tell(&mut self, _kind: &'static str, _about: Map<String, Value>) {}

    fn assumptions(&self) -> &Assumptions {
        &self.taken
    }

    fn assume(&mut self, id: &'static str, _took: &str) {
        self.assumed.push(id);
    }
}

/// Enters a widget, and resumes it with each of these in turn.
fn run(
    fake: &mut Fake,
    kind: &str,
    properties: Value,
    transitions: Value,
    resumes: &[Resume],
) -> (Option<Send>, Outcome) {
    let widget = widget_of(kind, properties, transitions);
    let behaviour = widget_type(kind).expect(kind).behaviour;
    let mut memory = Value::Null;
    let mut step = Step { widget: &widget, scope: fake, memory: &mut memory };
    let mut outcome = behaviour.enter(&mut step);
    let sent = match &outcome {
        Outcome::Perform(Effect::Send(send)) => Some(send.clone()),
        _ => None,
    };
    for resume in resumes {
        outcome = behaviour.resume(&mut step, resume);
    }
    (sent, outcome)
}

fn sent(fake: &mut Fake, kind: &str, properties: Value) -> (String, Vec<(String, String)>) {
    let (send, _) = run(fake, kind, properties, json!([]), &[]);
    let request = send.expect("a message").request;
    (format!("{} {}", request.product().map_or("", crate::twilio::Product::name), request.path), request.form)
}

fn left(outcome: Outcome) -> Leave {
    match outcome {
        Outcome::Leave(leave) => leave,
        other => panic!("{other:?}"),
    }
}

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn answer(status: u16, body: Value) -> Resume {
    Resume::Answer(Answer::Response(Response::new(status, Vec::new(), body.to_string())))
}

fn message(body: &str) -> Value {
    json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body,
        "service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}"})
}

#[test]
fn the_trigger_leaves_by_what_began_it() {
    let (_, outcome) = run(&mut Fake::new(Trigger::Request, json!({})), "trigger", json!({}), json!([]), &[]);
    assert_eq!(&*left(outcome).event, "incomingRequest");
}

#[test]
fn an_sms_goes_to_messages() {
    let path = "api /2010-04-01/Accounts/AC0/Messages.json".to_owned();
    let to = ("To", "+15551230001");
    let from = ("From", "+15005550006");
    let mut properties = message("Hello {{trigger.message.Body}}");
    assert_eq!(
        sent(&mut Fake::sms(), "send-message", properties.clone()),
        (path.clone(), form(&[to, from, ("Body", "Hello hi")]))
    );
    properties["media_url"] = json!("https://demo.twilio.com/owl.png");
    properties["body"] = json!("{{nothing}}");
    properties["attributes"] = json!("{}");
    assert_eq!(
        sent(&mut Fake::sms(), "send-message", properties.clone()),
        (path.clone(), form(&[to, from, ("MediaUrl", "https://demo.twilio.com/owl.png")]))
    );
    properties["from"] = json!(SERVICE);
    properties["shorten_urls"] = json!(true);
    properties["message_type"] = json!("content_template");
    properties["content_sid"] = json!("HX1");
    properties["content_variables"] =
        json!([{"key": "1", "value": "{{n}}"}, {"key": "{{2}}", "value": "x\"y"}]);
    assert_eq!(
        sent(&mut Fake::sms(), "send-message", properties),
        (
            path,
            form(&[
                to,
                ("MessagingServiceSid", SERVICE),
                ("ContentSid", "HX1"),
                ("ContentVariables", r#"{"1":"7","2":"x\"y"}"#),
                ("ShortenUrls", "true"),
            ])
        )
    );
}

#[test]
fn link_shortening_looks_for_a_messaging_service() {
    let mut properties = message("see https://example.com");
    properties["shorten_urls"] = json!(true);
    let mut fake = Fake::sms();
    fake.context["trigger"]["message"]["MessagingServiceSid"] = json!(SERVICE);
    let (_, fields) = sent(&mut fake, "send-message", properties.clone());
    assert!(fields.contains(&("MessagingServiceSid".to_owned(), SERVICE.to_owned())), "{fields:?}");
    assert_eq!(fake.warnings, []);
    let mut fake = Fake::sms();
    sent(&mut fake, "send-message", properties);
    assert_eq!(fake.warnings.len(), 1);
}

#[test]
fn a_chat_goes_to_its_channel() {
    let mut fake = Fake::sms();
    fake.context["trigger"]["message"] = json!({"InstanceSid": "IS/1", "ChannelSid": "CH1"});
    let mut properties = message("Hello");
    properties["attributes"] = json!(r#"{"n":{{n}}}"#);
    properties["media_url"] = json!("https://demo.twilio.com/owl.png");
    let (send, outcome) = run(
        &mut fake,
        "send-message",
        properties,
        json!([]),
        &[answer(
            201,
            json!({"sid": "IM1", "to": "CH1", "from": "+15005550006", "body": "Hello", "media": null}),
        )],
    );
    let send = send.expect("a message");
    assert_eq!(send.request.path, "/v2/Services/IS%2F1/Channels/CH1/Messages");
    assert_eq!(
        send.request.form,
        form(&[("From", "+15005550006"), ("Body", "Hello"), ("Attributes", r#"{"n":7}"#)])
    );
    assert_eq!(send.summary.to, "CH1");
    assert_eq!(fake.assumed, ["media-in-conversation", "sent-on-acceptance"]);
    assert_eq!(
        Value::Object(left(outcome).outputs),
        json!({"outbound": {"Sid": "IM1", "To": "CH1", "From": "+15005550006", "Body": "Hello"}})
    );
}

#[test]
fn a_conversation_gets_its_message() {
    let check = |conversation: Value, path: &str| {
        let mut fake = Fake::sms();
        fake.trigger = Trigger::Conversation;
        fake.context["trigger"] = json!({"conversation": conversation});
        let (found, fields) = sent(&mut fake, "send-and-wait-for-reply", message("Hello"));
        assert_eq!(found, path);
        fields
    };
    let fields = check(json!({"ConversationSid": "CH1"}), "conversations /v1/Conversations/CH1/Messages");
    assert_eq!(fields, form(&[("Author", "+15005550006"), ("Body", "Hello")]));
    check(
        json!({"ConversationSid": "CH1", "ChatServiceSid": "IS1"}),
        "conversations /v1/Services/IS1/Conversations/CH1/Messages",
    );
    // A conversation that is not named cannot be written to.
    check(json!({}), "api /2010-04-01/Accounts/AC0/Messages.json");
}

#[test]
fn an_answer_becomes_outputs() {
    let taken = json!({"sid": "SM1", "num_segments": "1", "from": null, "status": "queued", "uri": "/x",
        "subresource_uris": {}});
    let (_, outcome) =
        run(&mut Fake::sms(), "send-message", message("Hello"), json!([]), &[answer(201, taken)]);
    let leave = left(outcome);
    assert_eq!(&*leave.event, "sent");
    assert_eq!(
        Value::Object(leave.outputs),
        json!({"outbound": {"Sid": "SM1", "NumSegments": "1", "Status": "queued"}})
    );
}

#[test]
fn a_refusal_leaves_its_code() {
    let refusal = || answer(400, json!({"code": 21211, "message": "bad", "status": 400}));
    for (kind, event) in [("send-message", "failed"), ("send-and-wait-for-reply", "deliveryFailure")] {
        let mut fake = Fake::sms();
        let (_, outcome) = run(&mut fake, kind, message("Hello"), json!([]), &[refusal()]);
        let leave = left(outcome);
        assert_eq!(&*leave.event, event);
        assert_eq!(leave.outputs["outbound"]["ErrorCode"], 21211);
        assert_eq!(leave.outputs["outbound"]["Status"], "failed");
        assert_eq!(fake.warnings.first().and_then(|(code, _)| *code), Some(81011));
        assert_eq!(fake.assumed, ["failure-outputs"]);
        let lost = Resume::Answer(Answer::Unreachable("no route".to_owned()));
        let (_, outcome) = run(&mut Fake::sms(), kind, message("Hello"), json!([]), &[lost]);
        let leave = left(outcome);
        assert_eq!((&*leave.event, leave.outputs.len()), (event, 0));
    }
}

#[test]
fn a_question_waits_for_its_answer() {
    let kind = "send-and-wait-for-reply";
    let taken = || answer(201, json!({"sid": "SM1"}));
    let waits = |timeout: Value, expected: f64| {
        let mut properties = message("Hello");
        properties["timeout"] = timeout;
        let mut fake = Fake::sms();
        match run(&mut fake, kind, properties, json!([]), &[taken()]).1 {
            Outcome::Wait { awaited: "reply", timeout_secs } => assert_eq!(timeout_secs, Some(expected)),
            other => panic!("{other:?}"),
        }
        fake.assumed
    };
    assert!(waits(json!("60"), 60.0).is_empty());
    assert!(waits(json!(90), 90.0).is_empty());
    assert_eq!(waits(json!("soon"), 3600.0), ["unreadable-timeout"]);
    waits(json!("99999999"), 99_999_999.0);
    waits(json!("-5"), 0.0);

    let ends =
        |resume: Resume| left(run(&mut Fake::sms(), kind, message("?"), json!([]), &[taken(), resume]).1);
    let mut reply = Map::new();
    reply.insert("Body".to_owned(), json!("yes"));
    let leave = ends(Resume::Inbound(reply));
    assert_eq!(&*leave.event, "incomingMessage");
    assert_eq!(Value::Object(leave.outputs), json!({"inbound": {"Body": "yes"}, "outbound": {"Sid": "SM1"}}));
    let leave = ends(Resume::Deadline);
    assert_eq!(&*leave.event, "timeout");
    assert_eq!(Value::Object(leave.outputs), json!({"outbound": {"Sid": "SM1"}}));
    let leave = ends(Resume::DeliveryFailed { code: 30003 });
    assert_eq!(&*leave.event, "deliveryFailure");
    assert_eq!(leave.outputs["outbound"]["ErrorCode"], 30003);
}

#[test]
fn a_split_takes_the_first_branch_that_holds() {
    let branch = |kind: &str, value: &str| {
        json!({"event": "match", "conditions": [{"friendly_name": "", "arguments": ["{{trigger.message.Body}}"],
            "type": kind, "value": value}]})
    };
    let check = |branches: Vec<Value>, transition: Option<usize>, warnings: usize| {
        let mut fake = Fake::sms();
        let mut transitions = vec![json!({"event": "noMatch"})];
        transitions.extend(branches);
        let (_, outcome) = run(
            &mut fake,
            "split-based-on",
            json!({"input": "{{trigger.message.Body}}"}),
            json!(transitions),
            &[],
        );
        let leave = left(outcome);
        assert_eq!(leave.transition, transition);
        assert_eq!(&*leave.event, if transition.is_some() { "match" } else { "noMatch" });
        assert_eq!(fake.warnings.len(), warnings, "{:?}", fake.warnings);
        leave.why.unwrap_or_default()
    };
    let why =
        check(vec![branch("equal_to", "no"), branch("contains", "H"), branch("equal_to", "hi")], Some(2), 0);
    assert_eq!(why, r#""hi" contains "H""#);
    check(vec![branch("equal_to", "no")], None, 0);
    check(vec![branch("regex", "("), branch("equal_to", "{{trigger.message.Body}}")], Some(2), 1);
    check(vec![json!({"event": "match", "next": "x"})], None, 1);
    check(vec![branch("is_not_blank", "Is Not Blank")], Some(1), 0);
    let mut both = branch("equal_to", "hi");
    let other = branch("equal_to", "no")["conditions"][0].clone();
    both["conditions"].as_array_mut().expect("a list").push(other);
    check(vec![both], None, 0);
}

#[test]
fn variables_get_types() {
    let check = |value: &str, expected: Value| {
        let mut fake = Fake::sms();
        let properties = json!({"variables": [{"key": "k", "value": value}]});
        let (_, outcome) = run(&mut fake, "set-variables", properties, json!([]), &[]);
        assert_eq!(fake.variables["k"], expected, "{value}");
        assert_eq!(left(outcome).outputs["k"], expected);
    };
    check("0", json!(0));
    check(" 1 ", json!(1));
    check("2.5", json!(2.5));
    check("\"1\"", json!("1"));
    check("\"one\"", json!("\"one\""));
    check("{{n}}", json!(7));
    check("{{text}}", json!(12));
    check("{{object}}", json!(r#"{"a":1}"#));
    check("{{nothing}}", json!(""));
    // These would not be the same text as numbers.
    check("{{contact.channel.address}}", json!("+15551230001"));
    check("007", json!("007"));
    check("1.50", json!("1.50"));
    check("1e3", json!("1e3"));
}

#[test]
fn variables_change_at_the_end_of_the_step() {
    let mut fake = Fake::sms();
    let properties = json!({"variables": [
        {"key": "a", "value": "1"}, {"key": "b", "value": "x{{flow.variables.a}}"}, {"key": "a", "value": "2"},
        {"value": "lost"}, {"key": "j", "value": "{\"x\": [1]}", "parse_as_json": true},
        {"key": "bad", "value": "{", "type": "json"}]});
    run(&mut fake, "set-variables", properties, json!([]), &[]);
    let expected = json!({"a": 2, "b": "x", "j": {"x": [1]}, "bad": "{"});
    assert_eq!(json!(fake.variables), expected);
    let codes: Vec<_> = fake.warnings.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, [None, Some(81027)]);
}

//! For each thing that nobody knows, a run that rests on it: the trace says so, and each other choice makes a run that
//! differs in more than what it says.

use cordboard::sim::{Channel, Record};
use cordboard::widgets::assumptions::{Assumptions, all};
use cordboard::widgets::run::Trigger;
use serde_json::{Value, json};

use super::{Do, SUBFLOW, Setup, state, trigger};

/// A flow that sets a variable to a template's value.
fn template(text: &str) -> Setup {
    let properties = json!({"variables": [{"key": "it", "value": text}]});
    Setup::one("set-variables", Trigger::Message, properties).with(|s| {
        s.start.now = "2026-07-21T09:00:00Z".parse().unwrap();
        s.start.overlay =
            Some(json!({"flow": {"data": {"many": (0..20).collect::<Vec<_>>(), "list": ["a", null],
            "object": {"a": 1}, "my-key": "x", "key": "x"}}}));
    })
}

fn of_template(id: &str) -> Option<Setup> {
    let text = match id.strip_prefix("template-")? {
        "negative-index" => "{{ flow.data.many[-1] }}",
        "fractions" => "{{ 0.1 | times: 3 }}",
        "undefined-operand" => "{{ 10 | plus: nobody }}",
        "no-number" => "{{ 'abc' | plus: 2 }}",
        "modulo-sign" => "{{ -7 | modulo: 3 }}",
        "object-text" => "x{{ flow.data.object }}",
        "nil-in-list" => "x{{ flow.data.list }}",
        "capitalize" => "{{ 'hELLO' | capitalize }}",
        "split-at-space" => "{{ 'a  b' | split: ' ' | size }}",
        "first-of-text" => "{{ 'x,y' | first }}",
        "mixed-order" => "{% if '2' > 1 %}y{% endif %}",
        "text-order" => "{% if 'abc' < 'acb' %}y{% endif %}",
        "parentheses" => "{% if (flow.data.key) %}y{% endif %}",
        "contains-nil" => "{% if flow.data.key contains nobody %}y{% endif %}",
        "blank" => "{% if '' == blank %}y{% endif %}",
        "range" => "{{ (1..5) | join }}",
        "reversed" => "{% for i in (1..2) reversed %}{{ i }}{% endfor %}",
        "loop-offset" => "{% for i in flow.data.many offset: 18 %}{{ forloop.length }}{% endfor %}",
        "unless-elsif" => "{% unless flow.data.key %}{% elsif flow.data.key %}y{% endunless %}",
        "extra-arguments" => "{{ flow.data.key | upcase: 1 }}",
        "hyphen" => "{{ flow.data.my-key }}",
        "digit-after-dot" => "{{ flow.data.list.0 }}",
        "date-spelling" => "{{ '2024-03-05T13:04:05Z' | date: '%Y' }}",
        "date-flags" => "{{ 'now' | date: '%-d' }}",
        "summer-time" => "{{ 'now' | date: '%H' }}",
        other => panic!("no run for template-{other}"),
    };
    Some(template(text))
}

/// A split with these conditions in one branch: each is arguments, type and value.
fn split(conditions: &[(&[&str], &str, &str)]) -> Setup {
    let conditions: Vec<Value> = conditions
        .iter()
        .map(|(arguments, kind, value)| json!({"friendly_name": "c", "arguments": arguments, "type": kind, "value": value}))
        .collect();
    let transitions = json!([{"event": "noMatch"}, {"event": "match", "conditions": conditions}]);
    Setup::of(Trigger::Message, vec![state("it", "split-based-on", transitions, json!({"input": "x"}))])
}

fn message(kind: &str, on: Trigger, more: Value) -> Setup {
    let mut properties = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "hi",
        "timeout": "60", "service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}"});
    properties.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Setup::one(kind, on, properties)
}

fn set(variable: Value) -> Setup {
    Setup::one("set-variables", Trigger::Message, json!({"variables": [variable]})).with(|s| {
        s.start.overlay = Some(json!({"flow": {"data": {"object": {"a": 1}}}}));
    })
}

/// A flow that runs one whose only widget reads `text`, or fails.
fn subflow(text: &str, fails: bool) -> Setup {
    let kind = if fails { "make-http-request" } else { "set-variables" };
    let properties = json!({"url": "nothing", "variables": [{"key": "read", "value": text}]});
    let inner = vec![trigger(Trigger::Parent, "inner"), state("inner", kind, json!([]), properties)];
    let properties = json!({"flow_sid": SUBFLOW, "parameters": [{"key": "n", "value": "1"}]});
    Setup::one("run-subflow", Trigger::Message, properties).with(|s| s.subflow = Some(inner))
}

/// Runs that rest on an assumption: each other choice makes a difference in one of them.
fn setups(id: &str) -> Vec<Setup> {
    let send = |more| message("send-message", Trigger::Message, more);
    let ask = |on, more| message("send-and-wait-for-reply", on, more);
    let media = json!({"media_url": "https://a.example/owl.png"});
    let conversation = || message("send-message", Trigger::Conversation, media.clone());
    let loops =
        state("it", "set-variables", json!([{"event": "next", "next": "it"}]), json!({"variables": []}));
    let function = json!([{"event": "success", "next": "it"}]);
    let function = Setup::of(
        Trigger::Message,
        vec![state("it", "run-function", function, json!({"url": "https://a.example/f"}))],
    );
    let http = Setup::one("make-http-request", Trigger::Message, json!({"url": "https://a.example"}));
    let gather = Setup::one("gather-input-on-call", Trigger::Call, json!({"say": "Say it", "timeout": 5}));
    let only = match id {
        "sent-on-acceptance" => send(json!({})).does(&[Do::News("undelivered")]),
        "failure-outputs" => send(json!({})).with(|s| s.refuse = Some(21610)),
        "media-in-conversation" | "conversation-author" => conversation(),
        "template-on-chat" => {
            let template = json!({"message_type": "content_template", "content_sid": "HX1"});
            send(template).with(|s| s.start.channel = Channel::Chat)
        }
        "conversation-reply-event" => ask(Trigger::Conversation, json!({})).does(&[Do::Say("yes")]),
        "unreadable-timeout" => ask(Trigger::Message, json!({"timeout": "soon"})).does(&[Do::LetTimePass]),
        "several-conditions" => {
            return vec![
                split(&[(&["a"], "equal_to", "b"), (&["a"], "equal_to", "a")]),
                split(&[(&["a"], "equal_to", "a"), (&["a"], "equal_to", "b")]),
            ];
        }
        "several-arguments" => {
            return vec![split(&[(&["b", "a"], "equal_to", "a")]), split(&[(&["a", "b"], "equal_to", "a")])];
        }
        "equal-moments" => split(&[(&["2026-01-05"], "is_before_date", "2026-01-05")]),
        "moment-as-date" => {
            return vec![
                split(&[(&["2026-01-06T01:00:00Z"], "is_after_date", "2026-01-05")]),
                split(&[(&["2026-01-07T01:00:00Z"], "is_after_date", "2026-01-05")]),
            ];
        }
        "text-as-number" => split(&[(&["5"], "greater_than", "3")]),
        "regex-case" => split(&[(&["É"], "regex", "[à-ÿ]")]),
        "quoted-number" => set(json!({"key": "n", "value": "\"1\""})),
        "object-as-text" => set(json!({"key": "n", "value": "{{ flow.data.object }}"})),
        "json-flag" => {
            let marked =
                |mark: &str, value: Value| set(json!({"key": "n", "value": "{\"a\": 1}", mark: value}));
            return vec![marked("type", json!("json")), marked("parse_as_json", json!(true))];
        }
        "no-resource" | "acts-take-time" => {
            Setup::one("connect-call-to", Trigger::Call, json!({"noun": "number", "to": "+15551230009"}))
        }
        "failed-answer" => http.stub(500, "no"),
        "parsed-merge" => {
            function.stub(200, r#"{"a": {"b": 1}, "d": 1}"#).stub(200, r#"{"a": {"c": 2}}"#).stub(500, "")
        }
        "unsupported-trigger" => Setup::of(
            Trigger::Message,
            vec![
                state(
                    "it",
                    "enqueue-call",
                    json!([{"event": "failedToEnqueue", "next": "then"}]),
                    json!({"queue_name": "q"}),
                ),
                state("then", "set-variables", json!([]), json!({"variables": []})),
            ],
        ),
        "subflow-failure" => subflow("", true),
        "subflow-data" => subflow("{{ flow.data.n }}", false),
        "parent-trigger-type" => subflow("{{ trigger.parent.trigger_type }}", false),
        "speech-confidence" => gather.does(&[Do::Speak("sales")]),
        "prompt-length" => gather.does(&[Do::LetTimePass]),
        "widget-loop" => Setup::of(Trigger::Message, vec![loops]),
        "too-many-widgets" => {
            let unreached = |n: usize| state(&format!("u{n}"), "set-variables", json!([]), json!({}));
            let first = state("it", "set-variables", json!([]), json!({"variables": []}));
            Setup::of(Trigger::Message, std::iter::once(first).chain((0..1999).map(unreached)).collect())
        }
        "after-81018" => template("a{{ 1 | divided_by: 0 }}b"),
        "zone" => template("{{ 'now' | date: '%H' }}"),
        other => of_template(other).unwrap_or_else(|| panic!("no run for {other}")),
    };
    vec![only]
}

/// What happened, without what was told of assumptions.
fn happened(records: &[Record]) -> Vec<String> {
    let records = records.iter().filter_map(|record| match record {
        Record::Assumption(_) => None,
        Record::Started(_) => None,
        other => Some(other.to_json()),
    });
    records.collect()
}

fn tells(records: &[Record], id: &str, took: &str) -> bool {
    records
        .iter()
        .any(|record| matches!(record, Record::Assumption(told) if told.id == id && told.took.contains(took)))
}

#[test]
fn each_choice_is_told_and_makes_a_difference() {
    for assumption in all() {
        let setups = setups(assumption.id);
        let usual: Vec<Vec<Record>> = setups.iter().map(Setup::run).collect();
        let id = assumption.id;
        let took = if id == "no-resource" || id == "zone" { "" } else { assumption.usual.took };
        assert!(usual.iter().any(|records| tells(records, id, took)), "{id} is not told: {usual:#?}");
        let mut seen = vec![usual.iter().map(|records| happened(records)).collect::<Vec<_>>()];
        for choice in assumption.others {
            let mut assume = Assumptions::default();
            assume.set(id, choice.name).unwrap();
            let runs: Vec<Vec<Record>> = setups
                .iter()
                .map(|setup| setup.clone().with(|s| s.start.assume = assume.clone()).run())
                .collect();
            assert!(
                runs.iter().any(|records| tells(records, id, choice.took)),
                "{id} {}: {runs:#?}",
                choice.name
            );
            let now: Vec<_> = runs.iter().map(|records| happened(records)).collect();
            assert!(!seen.contains(&now), "{id}: {} makes no difference of its own", choice.name);
            seen.push(now);
        }
    }
}

#[test]
fn a_message_that_arrives_is_sent_and_silence_is_an_arrival() {
    let check = |does: &[Do], event: &str, at: f64| {
        let mut setup = message("send-message", Trigger::Message, json!({})).does(does);
        setup.start.assume.set("sent-on-acceptance", "delivery").unwrap();
        let records = setup.run();
        assert_eq!(super::events(&records, "it"), [event]);
        let left = records.iter().find(|record| matches!(record, Record::Step(step) if step.widget == "it"));
        assert_eq!(left.map(Record::at_secs), Some(at));
    };
    check(&[Do::News("sent"), Do::News("delivered")], "sent", 0.0);
    check(&[Do::News("undelivered")], "failed", 0.0);
    check(&[Do::LetTimePass], "sent", 10.0);
}

#[test]
fn only_what_is_not_usual_is_kept() {
    let mut assume = Assumptions::default();
    assume.set("several-conditions", "any").unwrap();
    assume.set("template-blank", "known").unwrap();
    assert_eq!(
        assume.changed().collect::<Vec<_>>(),
        [("several-conditions", "any"), ("template-blank", "known")]
    );
    assume.set("several-conditions", "all").unwrap();
    assume.set("template-blank", "unknown").unwrap();
    assert_eq!(assume, Assumptions::default());
    assert!(assume.dialect().is_none());
}

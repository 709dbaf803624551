//! How executions begin: what each trigger gives, and what a flow wants from whoever starts it.

use super::*;

#[track_caller]
fn check_start(change: impl FnOnce(&mut Start), template: &str, expected: &str) {
    let mut start = start();
    change(&mut start);
    let states = json!([
        state(
            "Trigger",
            "trigger",
            Trigger::ALL.iter().map(|trigger| to(trigger.event(), "set")).collect(),
            json!({})
        ),
        state("set", "set-variables", json!([]), json!({"variables": [{"key": "x", "value": template}]})),
    ]);
    let (execution, _) = run(start, &flow(states), World::Accepts, &[]);
    let value = execution.context().get(&["flow", "variables", "x"]).unwrap();
    assert_eq!(value.as_str().map_or_else(|| value.to_string(), str::to_owned), expected);
}

#[test]
fn each_trigger_gives_what_studio_gives() {
    let call = |start: &mut Start| start.trigger = Trigger::Call;
    let request = |start: &mut Start| {
        start.trigger = Trigger::Request;
        start.parameters = json!({"name": "Ann"});
    };
    check_start(|_| (), "{{contact.channel.address}} {{flow.channel.address}}", "+15551230001 +15005550006");
    check_start(
        |start| start.body = "hi".to_owned(),
        "{{trigger.message.Body}} {{trigger.message.NumMedia}}",
        "hi 0",
    );
    check_start(
        |start| start.media = vec!["https://example.com/a.png".to_owned()],
        "{{trigger.message.MediaUrl0}} {{trigger.message.NumMedia}}",
        "https://example.com/a.png 1",
    );
    check_start(
        |start| start.channel = crate::sim::Channel::Whatsapp,
        "{{trigger.message.From}} {{contact.channel.address}} {{trigger.message.WaId}}",
        "whatsapp:+15551230001 whatsapp:+15551230001 15551230001",
    );
    check_start(call, "{{trigger.call.From}} {{trigger.call.Called}}", "+15551230001 +15005550006");
    check_start(request, "{{flow.data.name}} {{trigger.request.parameters.name}}", "Ann Ann");
    check_start(request, "{{trigger.request.to}} {{trigger.request.from}}", "+15551230001 +15005550006");
    check_start(
        |start| {
            start.trigger = Trigger::Parent;
            start.parameters = json!({"name": "Ann"});
        },
        "{{trigger.parent.parameters.name}}",
        "Ann",
    );
    check_start(
        |start| {
            start.trigger = Trigger::Conversation;
            start.channel = crate::sim::Channel::Conversation;
            start.chat.channel = "CH1".to_owned();
        },
        "{{trigger.conversation.ConversationSid}} {{trigger.conversation.Author}}",
        "CH1 +15551230001",
    );
    check_start(
        |start| {
            start.overlay =
                Some(json!({"flow": {"variables": {"y": 1}}, "trigger": {"message": {"Body": "over"}}}))
        },
        "{{trigger.message.Body}} {{flow.variables.y}}",
        "over 1",
    );
    check_start(|start| start.now = "2026-01-01T00:30:00Z".parse().unwrap(), "{{'now' | date: '%d'}}", "31");
}

#[test]
fn a_program_tells_what_its_starter_has_to_give() {
    let states = json!([
        state(
            "Trigger",
            "trigger",
            json!([{"event": "incomingMessage"}, to("incomingRequest", "hello"), to("incomingCall", "hello")]),
            json!({})
        ),
        send(
            "hello",
            "{{flow.data.name}} {{trigger.request.parameters.name}} {{flow.data['day']}}",
            json!([])
        ),
        send("other", "{% if trigger.parent.parameters.vip %}!{% endif %}", json!([])),
    ]);
    let program = Program::compile(&flow(states));
    assert_eq!(program.connected_triggers(), [Trigger::Request, Trigger::Call]);
    let parameters: Vec<Parameter> = program.parameters().into_iter().collect();
    assert_eq!(
        parameters,
        [
            Parameter::Data("day".to_owned()),
            Parameter::Data("name".to_owned()),
            Parameter::Parent("vip".to_owned()),
        ]
    );
}

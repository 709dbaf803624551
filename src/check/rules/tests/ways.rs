//! Tests of rules that look at the ways through a flow, both ways.

use serde_json::{Value, json};

use super::{check, flow, state};

/// Widgets in a row from an event, each by its first output to the next.
fn row(event: &str, kinds: &[(&str, Value)]) -> Value {
    let outputs = |kind: &str| {
        crate::widgets::widget_type(kind)
            .and_then(|entry| entry.events.known().first())
            .map_or("next", |event| event.event)
    };
    let states: Vec<Value> = kinds
        .iter()
        .enumerate()
        .map(|(index, (kind, properties))| {
            let mut out = json!({"event": outputs(kind)});
            if index + 1 < kinds.len() {
                out["next"] = json!(format!("w{}", index + 1));
            }
            state(&format!("w{index}"), kind, properties, &json!([out]))
        })
        .collect();
    flow(event, &states)
}

#[test]
fn a_widget_that_needs_a_call_is_on_one() {
    let code = "wrong-trigger";
    let say = ("say-play", json!({"say": "Hello"}));
    check(code, &row("incomingCall", std::slice::from_ref(&say)), &[]);
    check(code, &row("incomingParent", std::slice::from_ref(&say)), &[]);
    check(
        code,
        &row("incomingMessage", std::slice::from_ref(&say)),
        &["/states/1 Say/Play needs a call, and no way here has one"],
    );
    let call = ("make-outgoing-call-v2", json!({}));
    check(code, &row("incomingRequest", &[call, say.clone()]), &[]);
    let mut both = row("incomingCall", &[say]);
    both["states"][0]["transitions"]
        .as_array_mut()
        .expect("transitions")
        .push(json!({"event": "incomingMessage", "next": "w0"}));
    check(code, &both, &["/states/1 Say/Play needs a call, and some ways here have none"]);
    let flex = ("send-to-flex", json!({}));
    check(code, &row("incomingMessage", std::slice::from_ref(&flex)), &[]);
    check(
        code,
        &row("incomingRequest", &[flex]),
        &["/states/1 Send To Flex needs a call, a message or a conversation, and no way here has one"],
    );
}

#[test]
fn a_widget_of_the_rest_api_is_in_a_flow_that_it_starts() {
    let resume = ("resume-conversation", json!({}));
    check("needs-request", &row("incomingRequest", std::slice::from_ref(&resume)), &[]);
    check(
        "needs-request",
        &row("incomingMessage", &[resume]),
        &["/states/1 w0 can only be used in flows triggered by the REST API (Resume Conversation)"],
    );
}

#[test]
fn a_first_message_over_whatsapp_is_a_template() {
    let code = "whatsapp-without-template";
    let to = |to: &str| ("send-message", json!({"from": "x", "to": to, "body": "Hello"}));
    let template =
        ("send-message", json!({"to": "whatsapp:+15551230001", "message_type": "content_template"}));
    let set = ("set-variables", json!({"variables": []}));
    let whatsapp = to("whatsapp:{{flow.data.number}}");
    check(code, &row("incomingMessage", std::slice::from_ref(&whatsapp)), &[]);
    check(code, &row("incomingRequest", &[to("+15551230001")]), &[]);
    check(code, &row("incomingRequest", &[template, whatsapp.clone()]), &[]);
    let told = "/states/2/properties/to the first message over WhatsApp is not made from a template";
    check(code, &row("incomingRequest", &[set, whatsapp.clone(), whatsapp]), &[told]);
}

#[test]
fn loops_have_a_wait_or_a_way_out() {
    let code = "endless-loop";
    let set = |name: &str, next: &str| {
        state(name, "set-variables", &json!({"variables": []}), &json!([{"event": "next", "next": next}]))
    };
    let told = "/states/1 these 2 widgets lead to each other and nowhere else, and none of them waits";
    check(code, &flow("incomingMessage", &[set("a", "b"), set("b", "a")]), &[told]);
    check(code, &flow("incomingMessage", &[set("a", "b"), set("b", "")]), &[]);
    check(
        code,
        &flow("incomingMessage", &[set("a", "a")]),
        &["/states/1 this widget leads back to itself and nowhere else"],
    );
    let ask = state(
        "ask",
        "send-and-wait-for-reply",
        &json!({}),
        &json!([{"event": "incomingMessage", "next": "a"},
        {"event": "timeout", "next": "a"}, {"event": "deliveryFailure", "next": "a"}]),
    );
    check(code, &flow("incomingMessage", &[set("a", "ask"), ask]), &[]);
    let split = state(
        "s",
        "split-based-on",
        &json!({}),
        &json!([{"event": "noMatch", "next": "a"}, {"event": "match"}]),
    );
    check(code, &flow("incomingMessage", &[set("a", "s"), split]), &[]);
    let send = |failed: &str| {
        state(
            "m",
            "send-message",
            &json!({}),
            &json!([{"event": "sent", "next": "a"}, {"event": "failed", "next": failed}]),
        )
    };
    let told = "/states/1 these 2 widgets lead to each other and nowhere else, and none of them waits";
    check(code, &flow("incomingMessage", &[set("a", "m"), send("")]), &[told]);
    check("own-loop", &flow("incomingMessage", &[set("a", "b"), set("b", "a")]), &[]);
    check(
        "own-loop",
        &flow("incomingMessage", &[set("a", "a")]),
        &["/states/1/transitions/0/next `Next` leads back to the widget itself"],
    );
}

#[test]
fn silence_leads_somewhere() {
    let ask = |timeout: Value| {
        let properties = json!({});
        flow("incomingMessage", &[state("ask", "send-and-wait-for-reply", &properties, &timeout)])
    };
    check("unwired-timeout", &ask(json!([{"event": "timeout", "next": "ask"}])), &[]);
    check(
        "unwired-timeout",
        &ask(json!([{"event": "timeout"}])),
        &["/states/1/transitions/0 No Reply leads nowhere"],
    );
    check("unwired-timeout", &ask(json!([])), &["/states/1/transitions No Reply leads nowhere"]);
    check("never-starts", &ask(json!([])), &[]);
    let mut never = ask(json!([]));
    never["states"][0]["transitions"] = json!([{"event": "incomingCall"}]);
    check("never-starts", &never, &["/states/0/transitions no output of the trigger leads to a widget"]);
}

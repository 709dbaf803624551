//! To whom a contact's message goes: an execution, a webhook, a conversation, a flow.

use crate::support::flows::{
    begin, begins, context, echo, ends, flow, greeter, publish, said, state, steps, to, trigger, waits,
};
use crate::support::receiver::{Receiver, is_signed};
use crate::support::{Bench, OURS, THEIRS};
use cordboard::mock::{Config, Inbound, Rules};
use cordboard::sim::trace::Reason;
use cordboard::twilio::Method::{Get, Post};
use cordboard::twilio::Product::{Api, Conversations, Messaging};
use serde_json::json;

fn writes(bench: &Bench, from: &str, to: &str, body: &str) -> String {
    let inbound =
        Inbound { from: from.to_owned(), to: to.to_owned(), body: body.to_owned(), ..Inbound::default() };
    bench.mock.receive(inbound).unwrap().message.sid
}

/// Buys a number; gives its SID.
async fn buy(bench: &Bench, number: &str, more: &[(&str, &str)]) -> String {
    let path = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", bench.account);
    let mut fields = vec![("PhoneNumber", number)];
    fields.extend_from_slice(more);
    bench.done(Api, Post, &path, &fields).await["sid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_contact_writes_to_the_flow_of_a_number() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &greeter()).await;
    publish(&bench, &echo()).await;
    // With two flows a number has to be attached.
    writes(&bench, THEIRS, "+15005550009", "hi");
    assert!(bench.mock.attach_number(OURS, &flow));
    for (from, to) in [(THEIRS, OURS.to_owned()), ("whatsapp:+15551230001", format!("whatsapp:{OURS}"))] {
        let sid = writes(&bench, from, &to, "hi");
        let execution = begins(&mut events).await;
        waits(&mut events, &execution).await;
        writes(&bench, from, &to, "Ada");
        assert_eq!(ends(&mut events, &execution).await, Reason::Completed, "{from}");
        assert_eq!(said(&bench).last().unwrap(), &(to.clone(), "Hello Ada".to_owned()));
        let context = context(&bench, &flow, &execution).await;
        let message = &context["trigger"]["message"];
        assert_eq!(
            (&message["MessageSid"], &message["From"], &message["To"]),
            (&json!(sid), &json!(from), &json!(to))
        );
        assert_eq!(context["widgets"]["name"]["inbound"]["Body"], "Ada");
    }
    assert_eq!(bench.mock.executions().len(), 2);
}

#[tokio::test]
async fn the_address_of_a_pooled_number_is_its_service() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &greeter()).await;
    let number = buy(&bench, "+15005550007", &[]).await;
    let made = bench.done(Messaging, Post, "/v1/Services", &[("FriendlyName", "Pool")]).await;
    let service = made["sid"].as_str().unwrap();
    let path = format!("/v1/Services/{service}/PhoneNumbers");
    bench.done(Messaging, Post, &path, &[("PhoneNumberSid", &number)]).await;
    let over_rest = begin(&bench, &flow, THEIRS, "+15005550009").await;
    waits(&mut events, &over_rest).await;
    writes(&bench, THEIRS, "+15005550007", "hi");
    let execution = begins(&mut events).await;
    waits(&mut events, &execution).await;
    assert_eq!(bench.mock.execution(&execution).unwrap().flow_address, service);
    writes(&bench, THEIRS, "+15005550007", "Ada");
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    assert!(bench.mock.execution(&over_rest).unwrap().is_active);
    let message = &context(&bench, &flow, &execution).await["trigger"]["message"];
    assert_eq!((&message["To"], &message["MessagingServiceSid"]), (&json!("+15005550007"), &json!(service)));
}

#[tokio::test]
async fn a_pooled_number_that_answers_for_itself_is_the_flows_address() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &greeter()).await;
    let number = buy(&bench, "+15005550017", &[]).await;
    let settings = [("FriendlyName", "Pool"), ("UseInboundWebhookOnNumber", "true")];
    let made = bench.done(Messaging, Post, "/v1/Services", &settings).await;
    let path = format!("/v1/Services/{}/PhoneNumbers", made["sid"].as_str().unwrap());
    bench.done(Messaging, Post, &path, &[("PhoneNumberSid", &number)]).await;
    let over_rest = begin(&bench, &flow, THEIRS, "+15005550017").await;
    waits(&mut events, &over_rest).await;
    writes(&bench, THEIRS, "+15005550017", "Ada");
    assert_eq!(ends(&mut events, &over_rest).await, Reason::Completed);
    assert_eq!(bench.mock.executions().len(), 1);
}

#[tokio::test]
async fn a_number_with_a_webhook_of_its_own_tells_that_unless_a_flow_waits() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let mut receiver = Receiver::start(&[]).await;
    let flow = publish(&bench, &greeter()).await;
    buy(&bench, "+15005550009", &[("SmsUrl", &format!("{}/sms", receiver.url))]).await;
    let sid = writes(&bench, THEIRS, "+15005550009", "hi");
    let got = receiver.next().await;
    assert_eq!(
        (got.target.as_str(), got.field("MessageSid"), got.field("Body")),
        ("/sms", sid.as_str(), "hi")
    );
    assert!(is_signed(&got, "mock", &receiver.url));
    assert!(bench.mock.executions().is_empty());
    let execution = begin(&bench, &flow, THEIRS, "+15005550009").await;
    waits(&mut events, &execution).await;
    writes(&bench, THEIRS, "+15005550009", "Ada");
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    assert_eq!(steps(&bench, &flow, &execution).await[1], "name incomingMessage>hello");
    assert!(receiver.rest().is_empty());
    // The flow's own webhook address does as a number's webhook too.
    let address = bench.mock.webhook_url(&bench.account, &flow);
    buy(&bench, "+15005550019", &[("SmsUrl", &address)]).await;
    writes(&bench, "+15551230005", "+15005550019", "hi");
    let execution = begins(&mut events).await;
    waits(&mut events, &execution).await;
    let logged = bench.mock.log();
    assert!(logged.iter().any(|entry| entry.contains("/Flows/")), "the webhook address is logged");
}

#[tokio::test]
async fn a_message_that_does_not_arrive_ends_the_wait_at_its_moment() {
    let rules = "[[rule]]\nstatus = { end = \"undelivered\", code = 30003, after = 3.0 }\n";
    let bench = Bench::start(Config { fault_rules: Rules::parse(rules).unwrap(), ..Config::default() }).await;
    let mut events = bench.mock.events();
    let lost = flow(&[
        trigger("name"),
        state(
            "name",
            "send-and-wait-for-reply",
            json!([{"event": "incomingMessage"}, {"event": "timeout"}, to("deliveryFailure", "note")]),
            json!({"from": "{{flow.channel.address}}", "body": "Name?", "timeout": "60"}),
        ),
        state(
            "note",
            "set-variables",
            json!([{"event": "next"}]),
            json!({"variables": [{"key": "code", "value": "{{widgets.name.outbound.ErrorCode}}"}]}),
        ),
    ]);
    let lost = publish(&bench, &lost).await;
    let execution = begin(&bench, &lost, THEIRS, OURS).await;
    waits(&mut events, &execution).await;
    bench.wait(2_999);
    assert!(bench.mock.execution(&execution).unwrap().is_active);
    // The clock goes past the end of waiting at once, but the news came before that.
    bench.wait(3_600_000);
    ends(&mut events, &execution).await;
    assert_eq!(steps(&bench, &lost, &execution).await[1], "name deliveryFailure>note");
    let variables = context(&bench, &lost, &execution).await["flow"]["variables"].clone();
    assert_eq!(variables["code"].to_string().trim_matches('"'), "30003");
}

#[tokio::test]
async fn a_configured_address_makes_a_conversation_with_a_flow_in_it() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let flow = publish(&bench, &echo()).await;
    let fields = [
        ("Type", "sms"),
        ("Address", OURS),
        ("AutoCreation.Enabled", "true"),
        ("AutoCreation.Type", "studio"),
        ("AutoCreation.StudioFlowSid", flow.as_str()),
    ];
    bench.done(Conversations, Post, "/v1/Configuration/Addresses", &fields).await;
    writes(&bench, THEIRS, OURS, "hi");
    let execution = begins(&mut events).await;
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    let list = bench.done(Conversations, Get, "/v1/Conversations", &[]).await;
    let conversations = list["conversations"].as_array().unwrap();
    assert_eq!(conversations.len(), 1);
    let path = format!("/v1/Conversations/{}/Messages", conversations[0]["sid"].as_str().unwrap());
    let list = bench.done(Conversations, Get, &path, &[]).await;
    let texts: Vec<_> = list["messages"].as_array().unwrap().iter().map(|m| m["body"].clone()).collect();
    assert_eq!(texts, ["hi", "You said hi"]);
    let conversation = &context(&bench, &flow, &execution).await["trigger"]["conversation"];
    assert_eq!((&conversation["Source"], &conversation["Author"]), (&json!("SMS"), &json!(THEIRS)));
    // The next message is for the same conversation.
    writes(&bench, THEIRS, OURS, "again");
    let execution = begins(&mut events).await;
    ends(&mut events, &execution).await;
    let list = bench.done(Conversations, Get, "/v1/Conversations", &[]).await;
    assert_eq!(list["conversations"].as_array().unwrap().len(), 1);
}

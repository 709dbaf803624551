//! To whom a message goes that a phone sends.

use std::sync::Arc;

use serde_json::json;

use super::begin::{InboundMessage, route_inbound};
use crate::flow::{Document, Flow};
use crate::mock::call::Call;
use crate::mock::hooks::{self, By};
use crate::mock::talk::{self, Draft};
use crate::mock::{Config, Mock, SetClock};
use crate::sim::{Source, Start};
use crate::widgets::run::Trigger;

const ONE: &str = "FW00000000000000000000000000000001";
const TWO: &str = "FW00000000000000000000000000000002";
const OURS: &str = "+15005550006";
const THEIRS: &str = "+15551230001";

/// A flow that asks, whatever began it, and waits.
fn flow() -> Flow {
    let transitions: Vec<_> = ["incomingMessage", "incomingConversationMessage", "incomingRequest"]
        .map(|event| json!({"event": event, "next": "ask"}))
        .into();
    let ask = json!({"from": "{{flow.channel.address}}", "body": "?", "timeout": "60"});
    let text = json!({"description": "", "initial_state": "Trigger", "flags": {}, "states": [
        {"name": "Trigger", "type": "trigger", "transitions": transitions, "properties": {}},
        {"name": "ask", "type": "send-and-wait-for-reply", "transitions": [], "properties": ask},
    ]});
    Document::from_bytes(None, text.to_string().as_bytes()).unwrap().flow().clone()
}

async fn mock(flows: &[&str]) -> (Mock, String) {
    let clock = SetClock::at("2026-11-21T09:00:00Z".parse().unwrap());
    let mock = Mock::start_with_clock(Config::default(), Arc::new(clock)).await.unwrap();
    for sid in flows {
        mock.set_flow(sid, "Asks", &flow()).unwrap();
    }
    let account = mock.credentials().account_sid;
    (mock, account)
}

/// A message of the contact; gives the flow whose execution has it now, and that execution.
fn write(mock: &Mock, account: &str, to: &str, service: Option<&str>) -> Option<(String, String)> {
    let message = InboundMessage {
        from: THEIRS.to_owned(),
        to: to.to_owned(),
        service: service.map(str::to_owned),
        flow_address: service.unwrap_or(to).to_owned(),
        body: "hi".to_owned(),
        sid: "SM1".to_owned(),
        ..InboundMessage::default()
    };
    let sid = mock.shared.with_world(|world| route_inbound(world, account, message, true))?;
    let execution = mock.execution(&sid)?;
    Some((execution.flow_sid, sid))
}

fn begin(mock: &Mock, account: &str, flow: &str) -> String {
    let mut start = Start::new(Source::default(), Trigger::Request, "2026-11-21T09:00:00Z".parse().unwrap());
    start.contact = THEIRS.to_owned();
    start.flow_address = OURS.to_owned();
    mock.shared
        .with_world(|world| super::begin::begin(world, account, flow, start, None, None, None))
        .unwrap()
}

#[tokio::test]
async fn the_flow_of_a_number_answers_and_a_single_flow_answers_everywhere() {
    let (mock, account) = mock(&[ONE]).await;
    let first = write(&mock, &account, OURS, None).unwrap();
    assert_eq!(first.0, ONE);
    // The next message is for the same execution, one to another number is not.
    assert_eq!(write(&mock, &account, OURS, None).unwrap(), first);
    assert_ne!(write(&mock, &account, "+15005550009", None).unwrap(), first);
    mock.set_flow(TWO, "Asks too", &flow()).unwrap();
    assert_eq!(write(&mock, &account, "+15005550008", None), None);
    assert!(mock.attach_number("+15005550008", TWO));
    assert_eq!(write(&mock, &account, "+15005550008", None).unwrap().0, TWO);
    assert!(!mock.attach_number("+15005550008", "FW00000000000000000000000000000009"));
}

#[tokio::test]
async fn an_execution_of_another_flow_keeps_its_contact() {
    let (mock, account) = mock(&[ONE, TWO]).await;
    assert!(mock.attach_number(OURS, ONE));
    let other = begin(&mock, &account, TWO);
    assert_eq!(write(&mock, &account, OURS, None).unwrap(), (TWO.to_owned(), other));
    // The flow of the number itself comes first.
    let own = begin(&mock, &account, ONE);
    assert_eq!(write(&mock, &account, OURS, None).unwrap(), (ONE.to_owned(), own));
}

#[tokio::test]
async fn a_number_in_a_messaging_service_is_not_the_flows_address() {
    let (mock, account) = mock(&[ONE]).await;
    let service = "MG00000000000000000000000000000001";
    let over_rest = begin(&mock, &account, ONE);
    let (flow, reply) = write(&mock, &account, OURS, Some(service)).unwrap();
    assert_eq!(flow, ONE);
    assert_ne!(reply, over_rest);
    let begun = mock.execution(&reply).unwrap();
    assert_eq!(begun.flow_address, service);
    let message = |key: &str| begun.context.get(&["trigger", "message", key]).cloned();
    assert_eq!((message("To"), message("MessagingServiceSid")), (Some(json!(OURS)), Some(json!(service))));
    assert_eq!(write(&mock, &account, OURS, Some(service)).unwrap().1, reply);
}

#[tokio::test]
async fn a_first_message_to_a_configured_address_makes_a_conversation() {
    let (mock, account) = mock(&[ONE]).await;
    let fields = [
        ("Type", "sms"),
        ("Address", OURS),
        ("AutoCreation.Enabled", "true"),
        ("AutoCreation.Type", "studio"),
        ("AutoCreation.StudioFlowSid", ONE),
    ];
    let thread = mock.shared.with_world(|world| {
        hooks::addresses(world, &Call::inner(&account, &fields), &[]).unwrap();
        assert_eq!(hooks::claim(world, &account, THEIRS, "+15005550009"), None);
        let thread = hooks::claim(world, &account, THEIRS, OURS).unwrap();
        assert_eq!(hooks::claim(world, &account, THEIRS, OURS), None, "the pair has its conversation");
        let call = Call::inner(&account, &[]);
        let draft = Draft { author: THEIRS.to_owned(), body: Some("hi".to_owned()), ..Draft::default() };
        let post = talk::add_post(world, &call, &thread, draft).unwrap();
        hooks::added(world, &account, &thread, &post, &By::Phone("SMS"));
        thread
    });
    let executions = mock.executions();
    assert_eq!(executions.len(), 1);
    let told = |key: &str| executions[0].context.get(&["trigger", "conversation", key]).cloned();
    assert_eq!(executions[0].contact, THEIRS);
    assert_eq!((told("ConversationSid"), told("Source")), (Some(json!(thread)), Some(json!("SMS"))));
    assert!(told("ParticipantSid").is_some());
}

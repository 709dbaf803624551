//! Tasks as Conductor takes them: forms encoded, templates as references, secrets by name, branches as a SWITCH.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::api::{find, import};
use crate::flow::{Flow, json::parse};

/// A shipped operation with these values.
fn exported(id: &str, values: &[(&str, &str)]) -> Exported {
    let mut prepared = Prepared::example(find(id).unwrap());
    for (name, value) in values {
        assert!(prepared.set(name, *value), "{name}");
    }
    request(&prepared)
}

/// The HTTP request of the last task.
fn call(exported: &Exported) -> &Value {
    &exported.tasks.last().unwrap()["inputParameters"]["http_request"]
}

#[test]
fn a_form_goes_as_encoded_text() {
    let exported = exported("create-message", &[("AccountSid", "AC1"), ("Body", "Tom & Ann")]);
    assert_eq!(exported.tasks.len(), 1);
    let task = exported.tasks.first().unwrap();
    assert_eq!((&task["type"], &task["taskReferenceName"]), (&json!("HTTP"), &json!("create_message")));
    let request = call(&exported);
    assert_eq!(request["uri"], "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json");
    assert_eq!(
        (&request["method"], &request["contentType"]),
        (&json!("POST"), &json!("application/x-www-form-urlencoded"))
    );
    assert_eq!(request["body"], "To=%2B15551230001&From=%2B15005550006&Body=Tom+%26+Ann");
    assert_eq!(request["headers"], json!({"Authorization": "Basic ${workflow.secrets.TWILIO_BASIC_AUTH}"}));
    assert_eq!(exported.secrets, BTreeSet::from(["TWILIO_BASIC_AUTH".to_owned()]));
    let workflow = exported.workflow("Send it!", "x");
    assert_eq!((&workflow["name"], &workflow["schemaVersion"]), (&json!("Send_it"), &json!(2)));
}

#[test]
fn what_is_put_in_later_is_encoded_by_a_task_before() {
    let values = [
        ("ConversationSid", "{{trigger.conversation.ConversationSid}}"),
        ("Body", "Hello {{flow.data.name}}, {{ flow.variables.x | upcase }}"),
        ("X-Twilio-Webhook-Enabled", "true"),
    ];
    let exported = exported("create-service-conversation-message", &values);
    let [inline, _] = exported.tasks.as_slice() else { panic!("{:?}", exported.tasks) };
    let inputs = &inline["inputParameters"];
    assert_eq!((&inline["type"], &inputs["evaluatorType"]), (&json!("INLINE"), &json!("javascript")));
    assert!(inputs["expression"].as_str().unwrap().contains("'Author=' + encoded($.value0)"), "{inputs}");
    assert_eq!(inputs["value1"], "Hello ${workflow.input.name}, {{ flow.variables.x | upcase }}");
    let request = call(&exported);
    assert_eq!(request["body"], "${create_service_conversation_message_form.output.result}");
    assert!(
        request["uri"]
            .as_str()
            .unwrap()
            .contains("/Conversations/${workflow.input.conversation.ConversationSid}/")
    );
    assert_eq!(request["headers"]["X-Twilio-Webhook-Enabled"], "true");
    assert_eq!(exported.inputs, BTreeSet::from(["conversation".to_owned(), "name".to_owned()]));
    assert!(exported.notes.iter().any(|note| note.contains("has filters")), "{:?}", exported.notes);
}

#[test]
fn json_stays_json_and_others_prove_themselves_by_a_secret() {
    let content = exported("create-content", &[]);
    assert_eq!(call(&content)["body"]["types"]["twilio/text"]["body"], "Your table is booked for {{1}}.");
    let document = r#"{"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "servers": [{"url": "https://a.example/v1"}],
        "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "X-Key"}}}, "security": [{"k": []}],
        "paths": {"/x/{id}": {"get": {"operationId": "x", "parameters": [{"name": "id", "in": "path", "required": true,
        "schema": {"type": "string"}}, {"name": "q", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"description": "ok"}}}}}}"#;
    let library = import(document, "x", &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
    let mut prepared = Prepared::new(library.find("x").unwrap());
    prepared.set("q", "a b");
    let exported = request(&prepared);
    assert_eq!(call(&exported)["uri"], "https://a.example/v1/x/${workflow.input.id}?q=a+b");
    assert_eq!(call(&exported)["headers"], json!({"X-Key": "${workflow.secrets.API_TOKEN}"}));
    assert!(call(&exported).get("body").is_none());
}

fn flow_of(states: Value) -> Flow {
    let trigger = json!({"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "ask"}],
        "properties": {}});
    let mut all = vec![trigger];
    all.extend(states.as_array().unwrap().iter().cloned());
    let root = json!({"description": "x", "states": all, "initial_state": "Trigger", "flags": {}});
    Flow::from_json(parse(&root.to_string()).unwrap()).unwrap()
}

#[test]
fn a_flow_becomes_calls_a_switch_and_notes() {
    let flow = flow_of(json!([
        {"name": "ask", "type": "send-and-wait-for-reply", "properties": {"body": "Tea?", "from": "{{flow.channel.address}}"},
         "transitions": [{"event": "incomingMessage", "next": "split"}, {"event": "timeout", "next": "bye"}]},
        {"name": "split", "type": "split-based-on", "properties": {"input": "{{widgets.ask.inbound.Body}}"},
         "transitions": [{"event": "noMatch", "next": "bye"}, {"event": "match", "next": "order", "conditions": [
            {"friendly_name": "Yes", "arguments": ["{{widgets.ask.inbound.Body}}"], "type": "matches_any_of", "value": "Yes, y"}]},
            {"event": "match", "next": "bye", "conditions": [
            {"friendly_name": "Odd", "arguments": ["{{widgets.ask.inbound.Body}}"], "type": "regex", "value": ".*"}]}]},
        {"name": "order", "type": "make-http-request", "properties": {"method": "POST", "url": "https://me:hush@a.example/o",
            "content_type": "application/x-www-form-urlencoded;charset=utf-8",
            "parameters": [{"key": "what", "value": "tea"}, {"key": "who", "value": "{{contact.channel.address}}"}]},
         "transitions": [{"event": "success", "next": "bye"}, {"event": "failed", "next": "ask"}]},
        {"name": "bye", "type": "send-message", "properties": {"body": "{{widgets.order.parsed.text}}", "from": "MG1", "to": "+1"},
         "transitions": [{"event": "sent"}, {"event": "failed"}]}
    ]));
    let exported = super::flow(&flow, None);
    let kinds: Vec<&str> = exported.tasks.iter().map(|task| task["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["INLINE", "HTTP", "WAIT", "SWITCH"]);
    let split = exported.tasks.last().unwrap();
    assert_eq!(split["inputParameters"]["input"], "${ask_reply.output.Body}");
    let script = split["expression"].as_str().unwrap();
    assert!(script.contains(r#"(["yes", "y"].indexOf(text) >= 0)"#), "{script}");
    let yes = split["decisionCases"]["1_Yes"].as_array().unwrap();
    let kinds: Vec<&str> = yes.iter().map(|task| task["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["INLINE", "HTTP", "SWITCH"]);
    let order = yes.get(1).unwrap();
    assert_eq!(
        (&order["optional"], &order["inputParameters"]["http_request"]["uri"]),
        (&json!(true), &json!("https://a.example/o"))
    );
    let well = &yes.get(2).unwrap()["decisionCases"]["well"];
    assert_eq!(well[0]["inputParameters"]["value2"], "${order.output.response.body.text}");
    // The same widget stands in the other branch, where the order was never asked for.
    assert_eq!(split["defaultCase"][0]["name"], "bye_2");
    assert_eq!(split["defaultCase"][0]["type"], "HTTP");
    let all = format!("{:?}", exported);
    assert!(!all.contains("hush"), "{all}");
    for part in [
        "(regex) is not carried over",
        "leads back to `ask`",
        "what follows `timeout`",
        "`{{widgets.order.parsed.text}}`",
    ] {
        assert!(exported.notes.iter().any(|note| note.contains(part)), "{part}: {:#?}", exported.notes);
    }
}

#[test]
fn branches_that_meet_again_and_again_come_to_an_end() {
    let states: Vec<Value> = (0..60)
        .map(|at| {
            let next = format!("w{}", at + 1);
            let name = if at == 0 { "ask".to_owned() } else { format!("w{at}") };
            json!({"name": name, "type": "make-http-request", "properties": {"url": "https://a.example"},
                "transitions": [{"event": "success", "next": next}, {"event": "failed", "next": next}]})
        })
        .collect();
    let exported = flow(&flow_of(Value::from(states)), None);
    assert!(exported.notes.iter().any(|note| note.contains("too much")), "{:?}", exported.notes);
    assert!(!exported.tasks.is_empty());
}

#[test]
fn every_shipped_operation_can_be_exported() {
    for operation in crate::api::catalog() {
        let exported = request(&Prepared::example(operation));
        let request = call(&exported);
        assert!(request["uri"].as_str().unwrap().starts_with("https://"), "{}", operation.id);
        let text = serde_json::to_string(&exported.workflow(&operation.id, &operation.summary)).unwrap();
        // The places of a content template are no Liquid: Twilio fills them.
        let text = text.replace("{{1}}", "");
        assert!(!text.contains("%7B%7B") && !text.contains("{{"), "{}: {text}", operation.id);
    }
}

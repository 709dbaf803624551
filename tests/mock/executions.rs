//! Executions in the mock: begun over REST, by a message, by a call; they run in the engine, on the mock's clock.

use crate::support::flows::{
    ask, begin, begins, context, echo, ends, flow, greeter, publish, said, send, state, steps, to, trigger,
    waits,
};
use crate::support::{Bench, OURS, THEIRS, error, keys, plain_http};
use cordboard::mock::Config;
use cordboard::sim::trace::Reason;
use cordboard::sim::world::Stub;
use cordboard::twilio::Method::{Delete, Get, Post};
use cordboard::twilio::Product::Studio;
use cordboard::twilio::is_sid;
use serde_json::{Value, json};

/// Tells the flow of something at its webhook address; gives status, content type and body.
async fn tell(bench: &Bench, flow: &str, query: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
    let url = format!("{}{query}", bench.mock.webhook_url(&bench.account, flow));
    let http = plain_http();
    let answer = http.post(url).form(fields).send().await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    (answer.status().as_u16(), kind, answer.text().await.unwrap())
}

/// A message for the flow.
async fn write(bench: &Bench, flow: &str, from: &str, body: &str) {
    let fields = [("From", from), ("To", OURS), ("Body", body), ("MessageSid", "SM1"), ("FromCity", "Graz")];
    let answer = tell(bench, flow, "", &fields).await;
    let empty = r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#;
    assert_eq!(answer, (200, "text/xml".to_owned(), empty.to_owned()));
}

#[tokio::test]
async fn an_execution_over_rest_really_runs() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let data = flow(&[
        trigger("hello"),
        send("hello", "Hello {{flow.data.name}} {{trigger.request.parameters.n}}", None),
    ]);
    let sid = publish(&bench, &data).await;
    let path = format!("/v2/Flows/{sid}/Executions");
    let fields = [("To", THEIRS), ("From", OURS), ("Parameters", r#"{"name": "Ada", "n": 5}"#)];
    let response = bench.ask(Studio, Post, &path, &fields).await;
    assert_eq!(response.status, 201, "{}", response.body);
    let made = response.json.unwrap();
    let execution = made["sid"].as_str().unwrap();
    assert!(is_sid(execution, "FN") && is_sid(made["contact_sid"].as_str().unwrap(), "FC"));
    assert!(is_sid(made["initiated_by"].as_str().unwrap(), "RQ"));
    let url = format!("{}/studio{path}/{execution}", bench.mock.base_url());
    assert_eq!(
        (
            &made["contact_channel_address"],
            &made["flow_version"],
            &made["status"],
            &made["context"],
            &made["url"]
        ),
        (&json!(THEIRS), &json!(1), &json!("active"), &json!({}), &json!(url))
    );
    assert_eq!(
        made["links"],
        json!({"steps": format!("{url}/Steps"), "execution_context": format!("{url}/Context")})
    );
    assert_eq!(ends(&mut events, execution).await, Reason::Completed);
    assert_eq!(said(&bench), [(OURS.to_owned(), "Hello Ada 5".to_owned())]);
    assert_eq!(steps(&bench, &sid, execution).await, ["Trigger incomingRequest>hello", "hello sent>Ended"]);
    let shown = bench.done(Studio, Get, &format!("{path}/{execution}"), &[]).await;
    assert_eq!((&shown["status"], keys(&shown)), (&json!("ended"), keys(&made)));
    let context = context(&bench, &sid, execution).await;
    assert_eq!(context["flow"]["sid"], execution);
    assert_eq!(context["flow"]["flow_sid"], sid);
    assert_eq!(context["widgets"]["hello"]["outbound"]["Sid"], bench.mock.messages()[0].sid);
    // A step, and what was known after it.
    let list = bench.done(Studio, Get, &format!("{path}/{execution}/Steps"), &[]).await;
    let first = &list["steps"][1];
    assert_eq!((&first["type"], &first["parent_step_sid"]), (&json!("trigger"), &Value::Null));
    let step = format!("{path}/{execution}/Steps/{}", first["sid"].as_str().unwrap());
    assert_eq!(bench.done(Studio, Get, &step, &[]).await, *first);
    let before = bench.done(Studio, Get, &format!("{step}/Context"), &[]).await;
    assert_eq!((&before["context"]["widgets"], &before["step_sid"]), (&json!({}), &first["sid"]));
    assert_eq!(bench.ask(Studio, Delete, &format!("{path}/{execution}"), &[]).await.status, 204);
    assert_eq!(bench.ask(Studio, Get, &step, &[]).await.status, 404);
}

#[tokio::test]
async fn what_keeps_an_execution_from_beginning() {
    let bench = Bench::start(Config { max_active: 2, ..Config::default() }).await;
    let mut events = bench.mock.events();
    let sid = publish(&bench, &greeter()).await;
    let path = format!("/v2/Flows/{sid}/Executions");
    let check = async |path: &str, fields: &[(&str, &str)], expected: (u16, u64)| {
        let answer = bench.ask(Studio, Post, path, fields).await;
        let json = answer.json.unwrap();
        assert_eq!((answer.status, json["code"].as_u64().unwrap()), expected, "{fields:?}");
        json
    };
    check(&path, &[("From", OURS)], (400, 20001)).await;
    check(&path, &[("To", THEIRS)], (400, 20001)).await;
    check(&path, &[("To", &"1".repeat(200)), ("From", &"2".repeat(101))], (400, 81023)).await;
    for parameters in ["[]", "5", "{"] {
        check(&path, &[("To", THEIRS), ("From", OURS), ("Parameters", parameters)], (400, 20001)).await;
    }
    let running = begin(&bench, &sid, THEIRS, OURS).await;
    waits(&mut events, &running).await;
    let busy = check(&path, &[("To", THEIRS), ("From", OURS)], (409, 20409)).await;
    assert_eq!(busy["details"], json!({"conflicting_execution_sid": running}));
    let text = format!(
        "Execution {running} is already active for this contact. End the active Execution before creating a new one"
    );
    assert_eq!(busy["message"], text);
    // Another number of ours, or another contact, is another pair.
    begin(&bench, &sid, THEIRS, "+15005550009").await;
    check(&path, &[("To", "+15551230009"), ("From", OURS)], (429, 20429)).await;
    bench.done(Studio, Post, &format!("{path}/{running}"), &[("Status", "ended")]).await;
    assert_eq!(ends(&mut events, &running).await, Reason::Stopped);
    begin(&bench, &sid, THEIRS, OURS).await;
    check(&format!("{path}/{running}"), &[("Status", "paused")], (400, 20001)).await;
    let unknown = "/v2/Flows/FW00000000000000000000000000000000/Executions";
    check(unknown, &[("To", THEIRS), ("From", OURS)], (404, 20404)).await;
    // A draft cannot be begun, nor what does not wait for a request.
    let draft = [("FriendlyName", "D"), ("Status", "draft"), ("Definition", &echo())];
    let draft = bench.done(Studio, Post, "/v2/Flows", &draft).await;
    let draft = format!("/v2/Flows/{}/Executions", draft["sid"].as_str().unwrap());
    check(&draft, &[("To", "+15551230004"), ("From", OURS)], (400, 20422)).await;
    let mut deaf: Value = serde_json::from_str(&echo()).unwrap();
    deaf["states"][0]["transitions"][3] = json!({"event": "incomingRequest"});
    let deaf = publish(&bench, &deaf.to_string()).await;
    check(&format!("/v2/Flows/{deaf}/Executions"), &[("To", "+15551230004"), ("From", OURS)], (400, 20422))
        .await;
}

#[tokio::test]
async fn a_message_begins_an_execution_and_the_next_one_goes_on_with_it() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let sid = publish(&bench, &greeter()).await;
    write(&bench, &sid, THEIRS, "hi").await;
    let execution = begins(&mut events).await;
    assert_eq!(waits(&mut events, &execution).await, "name");
    write(&bench, &sid, "+15551230002", "hi").await;
    let other = begins(&mut events).await;
    waits(&mut events, &other).await;
    write(&bench, &sid, THEIRS, "Ada").await;
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    let texts: Vec<String> = said(&bench).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["Name?", "Name?", "Hello Ada"]);
    let context = context(&bench, &sid, &execution).await;
    // What the webhook said counts; what it left out is made up.
    let message = &context["trigger"]["message"];
    assert_eq!(
        (&message["FromCity"], &message["MessageSid"], &message["NumMedia"]),
        (&json!("Graz"), &json!("SM1"), &json!("0"))
    );
    assert_eq!(context["widgets"]["name"]["inbound"]["FromCity"], "Graz");
    let path = format!("/v2/Flows/{sid}/Executions/{execution}");
    assert_eq!(bench.done(Studio, Get, &path, &[]).await["initiated_by"], "SM1");
    assert!(bench.mock.execution(&other).unwrap().is_active);
}

#[tokio::test]
async fn time_is_the_mocks() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let sid = publish(&bench, &greeter()).await;
    let execution = begin(&bench, &sid, THEIRS, OURS).await;
    waits(&mut events, &execution).await;
    bench.wait(59_000);
    assert!(bench.mock.execution(&execution).unwrap().is_active);
    bench.wait(1_000);
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    assert_eq!(
        steps(&bench, &sid, &execution).await,
        ["Trigger incomingRequest>name", "name timeout>bye", "bye sent>Ended"]
    );
    let list = bench.done(Studio, Get, &format!("/v2/Flows/{sid}/Executions/{execution}/Steps"), &[]).await;
    assert_eq!(list["steps"][0]["date_created"], "2026-11-21T09:01:00Z");
    assert_eq!(list["steps"][2]["date_created"], "2026-11-21T09:00:00Z");
    // A reply after the time is up finds the execution gone on.
    let late = begin(&bench, &sid, THEIRS, OURS).await;
    waits(&mut events, &late).await;
    bench.wait(61_000);
    write(&bench, &sid, THEIRS, "late").await;
    assert_eq!(ends(&mut events, &late).await, Reason::Completed);
    assert_eq!(steps(&bench, &sid, &late).await[1], "name timeout>bye");
    // Nothing lives longer than thirty days.
    let patient = flow(&[trigger("name"), ask("name", "Name?", "1000000", "name", Some("name"))]);
    let patient = publish(&bench, &patient).await;
    let old = begin(&bench, &patient, "+15551230003", OURS).await;
    waits(&mut events, &old).await;
    bench.wait(31 * 24 * 3_600_000);
    assert_eq!(ends(&mut events, &old).await, Reason::Expired);
}

#[tokio::test]
async fn executions_are_listed_filtered_and_bounded() {
    let bench = Bench::start(Config { keep_executions: 3, ..Config::default() }).await;
    let mut events = bench.mock.events();
    let sid = publish(&bench, &echo()).await;
    let waiting = publish(&bench, &greeter()).await;
    let path = format!("/v2/Flows/{sid}/Executions");
    let mut made = Vec::new();
    for _ in 0..5 {
        let execution = begin(&bench, &sid, THEIRS, OURS).await;
        ends(&mut events, &execution).await;
        made.push(execution);
        bench.wait(60_000);
    }
    let active = begin(&bench, &waiting, THEIRS, OURS).await;
    waits(&mut events, &active).await;
    let list = async |path: &str, query: &[(&str, &str)]| {
        let list = bench.done(Studio, Get, path, query).await;
        let rows = list["executions"].as_array().unwrap();
        rows.iter().map(|row| row["sid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    made.reverse();
    made.truncate(3);
    assert_eq!(list(&path, &[]).await, made);
    assert_eq!(list(&path, &[("PageSize", "2")]).await, made[..2]);
    for name in ["Status", "status"] {
        assert!(list(&path, &[(name, "active")]).await.is_empty(), "{name}");
        assert_eq!(list(&path, &[(name, "ended")]).await, made, "{name}");
        assert_eq!(
            list(&format!("/v2/Flows/{waiting}/Executions"), &[(name, "active")]).await,
            std::slice::from_ref(&active)
        );
    }
    let at = "2026-11-21T09:03:00Z";
    assert_eq!(list(&path, &[("DateCreatedFrom", at)]).await, made[..2]);
    assert_eq!(list(&path, &[("DateCreatedTo", at)]).await, made[2..]);
    assert_eq!(bench.ask(Studio, Get, &path, &[("Status", "done")]).await.status, 400);
    assert_eq!(bench.ask(Studio, Get, &path, &[("DateCreatedTo", "soon")]).await.status, 400);
    // One that is removed while it runs is gone, and its contact free.
    let gone = format!("/v2/Flows/{waiting}/Executions/{active}");
    assert_eq!(bench.ask(Studio, Delete, &gone, &[]).await.status, 204);
    assert_eq!(error(&bench.ask(Studio, Get, &gone, &[]).await).0, 404);
    begin(&bench, &waiting, THEIRS, OURS).await;
}

#[tokio::test]
async fn a_server_is_asked_only_where_that_was_allowed() {
    let fetch = |name: &str, next: &str| {
        let properties = json!({"method": "GET", "content_type": "application/json;charset=utf-8",
            "url": "http://orders.example/1"});
        state(name, "make-http-request", json!([to("success", next), to("failed", "sorry")]), properties)
    };
    let definition = flow(&[
        trigger("look"),
        fetch("look", "tell"),
        send("tell", "It is {{widgets.look.parsed.state}}", None),
        send("sorry", "Sorry", None),
    ]);
    let stub = Stub { status: 200, body: r#"{"state": "ready"}"#.to_owned(), content_type: None };
    for (stubs, expected) in [(vec![], "Sorry"), (vec![("look".to_owned(), stub)], "It is ready")] {
        let bench = Bench::start(Config { stubs, ..Config::default() }).await;
        let mut events = bench.mock.events();
        let sid = publish(&bench, &definition).await;
        // The stub counts in each execution.
        for _ in 0..2 {
            let execution = begin(&bench, &sid, THEIRS, OURS).await;
            ends(&mut events, &execution).await;
            assert_eq!(said(&bench).last().unwrap().1, expected);
        }
    }
}

#[tokio::test]
async fn a_subflow_is_another_flow_of_the_mock() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let mut inner: Value = serde_json::from_str(&flow(&[
        trigger("say"),
        send("say", "inner {{trigger.parent.parameters.n}}", None),
    ]))
    .unwrap();
    inner["states"][0]["transitions"][4] = to("incomingParent", "say");
    let inner = publish(&bench, &inner.to_string()).await;
    let run = state(
        "run",
        "run-subflow",
        json!([to("completed", "done"), {"event": "failed"}]),
        json!({"flow_sid": inner, "flow_revision": "LatestPublished", "parameters": [{"key": "n", "value": "7", "type": "string"}]}),
    );
    let outer = publish(&bench, &flow(&[trigger("run"), run, send("done", "outer", None)])).await;
    let execution = begin(&bench, &outer, THEIRS, OURS).await;
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    let texts: Vec<String> = said(&bench).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["inner 7", "outer"]);
    let list = bench.done(Studio, Get, &format!("/v2/Flows/{outer}/Executions/{execution}/Steps"), &[]).await;
    let rows = list["steps"].as_array().unwrap();
    let row = |name: &str| rows.iter().find(|row| row["transitioned_from"] == name).unwrap();
    assert_eq!(row("say")["parent_step_sid"], row("run")["sid"]);
    assert_eq!(row("run")["parent_step_sid"], Value::Null);
}

#[tokio::test]
async fn a_call_runs_by_the_table_and_keys_come_by_form() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let gather = state(
        "menu",
        "gather-input-on-call",
        json!([to("keypress", "pressed"), {"event": "speech"}, {"event": "timeout"}]),
        json!({"say": "Press", "timeout": 5, "loop": 1, "number_of_digits": 1, "voice": "alice", "language": "en"}),
    );
    let say = state(
        "pressed",
        "say-play",
        json!([{"event": "audioComplete"}]),
        json!({"say": "{{widgets.menu.Digits}}", "loop": 1}),
    );
    let sid = publish(&bench, &flow(&[trigger("menu"), gather, say])).await;
    let call = [("CallSid", "CA1"), ("From", THEIRS), ("To", OURS), ("CallStatus", "ringing")];
    assert_eq!(tell(&bench, &sid, "", &call).await.0, 200);
    let execution = begins(&mut events).await;
    waits(&mut events, &execution).await;
    // A second call of the same number is another execution, as the flow allows that.
    let second = [("CallSid", "CA2"), ("From", THEIRS), ("To", OURS), ("CallStatus", "ringing")];
    tell(&bench, &sid, "", &second).await;
    let other = begins(&mut events).await;
    waits(&mut events, &other).await;
    tell(&bench, &sid, "", &[("CallSid", "CA1"), ("From", THEIRS), ("To", OURS), ("Digits", "2")]).await;
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    tell(
        &bench,
        &sid,
        "",
        &[("CallSid", "CA2"), ("From", THEIRS), ("To", OURS), ("CallStatus", "completed")],
    )
    .await;
    assert_eq!(ends(&mut events, &other).await, Reason::HungUp);
    let context = context(&bench, &sid, &execution).await;
    assert_eq!(context["widgets"]["menu"]["Digits"], "2");
    assert_eq!(context["trigger"]["call"]["CallSid"], "CA1");
}

#[tokio::test]
async fn a_redirect_comes_back_to_the_webhook_address() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let redirect = state(
        "away",
        "add-twiml-redirect",
        json!([to("return", "back"), to("timeout", "lost"), {"event": "fail"}]),
        json!({"url": "https://example.com/twiml", "method": "POST", "timeout": "600"}),
    );
    let definition = flow(&[
        trigger("away"),
        redirect,
        send("back", "x is {{widgets.away.x}}", None),
        send("lost", "lost", None),
    ]);
    let sid = publish(&bench, &definition).await;
    write(&bench, &sid, THEIRS, "hi").await;
    let execution = begins(&mut events).await;
    assert_eq!(tell(&bench, &sid, "?FlowEvent=return&x=1", &[("From", THEIRS), ("To", OURS)]).await.0, 200);
    assert_eq!(ends(&mut events, &execution).await, Reason::Completed);
    assert_eq!(said(&bench).last().unwrap().1, "x is 1");
    // Nobody is there to come back to.
    assert_eq!(tell(&bench, &sid, "?FlowEvent=return&x=1", &[("From", THEIRS), ("To", OURS)]).await.0, 400);
    write(&bench, &sid, THEIRS, "hi").await;
    let execution = begins(&mut events).await;
    // The widget is reached before its time can be up.
    while steps(&bench, &sid, &execution).await.is_empty() {}
    bench.wait(601_000);
    ends(&mut events, &execution).await;
    assert_eq!(said(&bench).last().unwrap().1, "lost");
}

#[tokio::test]
async fn the_webhook_address_refuses_what_it_cannot_place() {
    let bench = Bench::start(Config::default()).await;
    let sid = publish(&bench, &echo()).await;
    let unknown = "FW00000000000000000000000000000000";
    assert_eq!(tell(&bench, unknown, "", &[("From", THEIRS), ("To", OURS), ("Body", "x")]).await.0, 404);
    assert_eq!(tell(&bench, &sid, "", &[("From", THEIRS), ("To", OURS)]).await.0, 400);
    assert_eq!(tell(&bench, &sid, "", &[("Body", "x")]).await.0, 400);
    assert!(bench.mock.executions().is_empty());
    // By host, by prefix and by path.
    let http = plain_http();
    let base = bench.mock.base_url();
    let path = format!("/v1/Accounts/{}/Flows/{sid}", bench.account);
    for (url, host, status) in [
        (format!("{base}/webhooks{path}"), None, 200),
        (format!("{base}{path}"), Some("webhooks.twilio.com"), 200),
        (format!("{base}{path}"), Some("chat.twilio.com"), 404),
        (format!("{base}{path}"), Some("evil.example"), 403),
    ] {
        let mut request = http.post(url).form(&[("From", THEIRS), ("To", OURS), ("Body", "x")]);
        if let Some(host) = host {
            request = request.header("host", host);
        }
        let answered = request.send().await.unwrap().status().as_u16();
        assert_eq!(answered, status, "{host:?}");
    }
}

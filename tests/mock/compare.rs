//! A real execution compared with the engine, over HTTP: one that the mock ran is the same in all; one of which an
//! answer was altered parts where that counts.

use crate::support::flows::{ask, begin, ends, flow, publish, send, state, to, trigger, waits};
use crate::support::{Bench, OURS, THEIRS, plain_http};
use cordboard::flow::Document;
use cordboard::mock::Config;
use cordboard::remote::{fetch_execution, fetch_step_context, newest_executions};
use cordboard::sim::Program;
use cordboard::sim::compare::{Comparison, Options, Verdict, compare, from_answers};
use serde_json::{Value, json};

/// Asks, splits by the answer, and sends with a loop back where it was no answer.
fn definition() -> String {
    let condition = |value: &str| {
        json!([{"friendly_name": value, "arguments": ["{{widgets.ask.inbound.Body}}"], "type": "equal_to",
            "value": value}])
    };
    let branches = json!([
        to("noMatch", "again"),
        {"event": "match", "next": "thanks", "conditions": condition("yes")},
        {"event": "match", "next": "bye", "conditions": condition("no")},
    ]);
    let variables = json!({"variables": [{"key": "n", "value": "{{flow.variables.n | plus: 1}}"}]});
    flow(&[
        trigger("ask"),
        ask("ask", "Shall we, {{flow.data.name}}?", "3600", "count", Some("bye")),
        state("count", "set-variables", json!([to("next", "check")]), variables),
        state("check", "split-based-on", branches, json!({"input": "{{widgets.ask.inbound.Body}}"})),
        send("again", "Yes or no?", Some("ask")),
        send("thanks", "Thanks after {{flow.variables.n}}", None),
        send("bye", "Bye", None),
    ])
}

/// Everything that the API says of an execution.
async fn fetched(bench: &Bench, flow: &str, sid: &str) -> Vec<Value> {
    let fetched = fetch_execution(&bench.client, flow, sid).await.unwrap();
    assert!(!fetched.has_more);
    let mut answers = fetched.answers;
    for step in &fetched.steps {
        answers.push(fetch_step_context(&bench.client, flow, sid, step).await.unwrap());
    }
    answers
}

fn compared(definition: &str, answers: Vec<Value>) -> Comparison {
    let document = Document::from_bytes(None, definition.as_bytes()).unwrap();
    let real = from_answers(answers).unwrap();
    compare(&Program::compile(document.flow()), &real, &Options::at(jiff::Timestamp::UNIX_EPOCH))
}

/// A contact answers "perhaps" and then "yes".
async fn ran(bench: &Bench, definition: &str) -> (String, String) {
    let mut events = bench.mock.events();
    let flow = publish(bench, definition).await;
    let sid = begin(bench, &flow, THEIRS, OURS).await;
    for reply in ["perhaps", " YES "] {
        waits(&mut events, &sid).await;
        bench.wait(7_000);
        let url = bench.mock.webhook_url(&bench.account, &flow);
        let http = plain_http();
        let fields = [("From", THEIRS), ("To", OURS), ("Body", reply), ("MessageSid", "SM1")];
        assert!(http.post(url).form(&fields).send().await.unwrap().status().is_success());
    }
    ends(&mut events, &sid).await;
    (flow, sid)
}

#[tokio::test]
async fn what_the_mock_ran_is_the_same_and_an_altered_answer_is_named() {
    let bench = Bench::start(Config::default()).await;
    let definition = definition();
    let (flow, sid) = ran(&bench, &definition).await;
    let answers = fetched(&bench, &flow, &sid).await;
    let comparison = compared(&definition, answers.clone());
    assert_eq!(comparison.verdict, Verdict::Equal, "{comparison:#?}");
    assert_eq!((comparison.rows.len(), &comparison.not_compared), (9, &Vec::new()));
    assert!(comparison.rows.iter().all(|row| row.has_variables));

    // The contact wrote something else: the split after that goes another way, and only there.
    let mut altered = answers.clone();
    for answer in &mut altered {
        let body = answer.pointer_mut("/context/widgets/ask/inbound/Body");
        if let Some(body) = body.filter(|body| *body == " YES ") {
            *body = json!("no");
        }
    }
    let comparison = compared(&definition, altered);
    assert_eq!(comparison.verdict, Verdict::Differs);
    let first = comparison.first.unwrap();
    assert_eq!((first.row, &*first.widget), (7, "check"));
    assert!(first.text.contains("to `thanks`") && first.text.contains("to `bye`"), "{}", first.text);

    // The flow has changed since: that is told, and not taken for the engine's fault.
    let renamed = definition.replace("\"thanks\"", "\"cheers\"");
    let comparison = compared(&renamed, answers);
    assert_eq!(comparison.verdict, Verdict::OtherRevision, "{comparison:#?}");
    assert!(comparison.revision.iter().any(|told| told.contains("`thanks`")), "{:?}", comparison.revision);
}

#[tokio::test]
async fn executions_are_listed_and_their_steps_come_page_by_page() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    // A loop that ends by the limit of steps.
    let looping = flow(&[trigger("one"), send("one", "1", Some("two")), send("two", "2", Some("one"))]);
    let flow = publish(&bench, &looping).await;
    let sid = begin(&bench, &flow, THEIRS, OURS).await;
    ends(&mut events, &sid).await;
    let rows = newest_executions(&bench.client, &flow, 20).await.unwrap();
    assert_eq!(rows.iter().map(|row| &*row.sid).collect::<Vec<_>>(), [&*sid]);
    assert_eq!((&*rows[0].contact, &*rows[0].status), (THEIRS, "ended"));
    let fetched = fetch_execution(&bench.client, &flow, &sid).await.unwrap();
    assert_eq!((fetched.steps.len(), fetched.has_more), (1000, false));
    let comparison = compared(&looping, fetched.answers);
    assert_eq!((comparison.verdict, comparison.rows.len()), (Verdict::Equal, 1000), "{}", comparison.summary);

    let nobody = "FN00000000000000000000000000000000";
    let error = fetch_execution(&bench.client, &flow, nobody).await.unwrap_err();
    assert!(error.to_string().contains("404") || error.remedy().is_some(), "{error}");
}

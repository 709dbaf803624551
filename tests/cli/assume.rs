//! What nobody knows can be chosen: by option and by file, and a trace says what was chosen.

use crate::support::{Flows, Ran, cordboard, send, state, to, trigger};
use serde_json::{Value, json};

/// A split of which one condition of two holds.
fn flow(flows: &Flows) -> String {
    let condition = |value: &str| json!({"friendly_name": "c", "arguments": ["{{trigger.message.Body}}"], "type": "equal_to", "value": value});
    let split = state(
        "split",
        "split-based-on",
        json!([
            to("noMatch", "no"),
            {"event": "match", "next": "yes", "conditions": [condition("a"), condition("b")]},
        ]),
        json!({"input": "{{trigger.message.Body}}"}),
    );
    let says = |name: &str| send(name, "{{contact.channel.address}}", name, json!([]));
    flows.flow("f.json", json!([trigger("incomingMessage", "split"), split, says("yes"), says("no")]))
}

fn run(flow: &str, options: &[&str]) -> Ran {
    let fixed = ["run", flow, "--body", "a", "--now", "2026-11-21T09:00:00Z", "--format", "json"];
    cordboard(&[&fixed[..], options].concat())
}

#[track_caller]
fn check(ran: &Ran, sent: &str, assume: &Value) {
    assert_eq!(ran.sent(), [sent], "{}{}", ran.out, ran.err);
    assert_eq!(ran.of_kind("started")[0].get("assume"), Some(assume).filter(|assume| !assume.is_null()));
    let told = ran.of_kind("assumption");
    assert!(told.iter().any(|told| told["id"] == "several-conditions"), "{}", ran.out);
}

#[track_caller]
fn refused(ran: &Ran, expected: &str) {
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn an_option_wins_over_the_file_and_only_what_is_not_usual_is_recorded() {
    let flows = Flows::new();
    let flow = flow(&flows);
    check(&run(&flow, &[]), "no", &Value::Null);
    check(&run(&flow, &["--assume", "several-conditions=all"]), "no", &Value::Null);
    let any = json!({"several-conditions": "any"});
    check(&run(&flow, &["--assume", "several-conditions=any"]), "yes", &any);
    flows.text(
        "cordboard.toml",
        "[run.assume]\nseveral-conditions = \"any\"\n[check.rules]\nunnamed = \"off\"\n",
    );
    check(&run(&flow, &[]), "yes", &any);
    check(&run(&flow, &["--assume", "several-conditions=all"]), "no", &Value::Null);
}

#[test]
fn a_replay_takes_what_the_trace_says() {
    let flows = Flows::new();
    let flow = flow(&flows);
    let trace = flows.text("run.jsonl", &run(&flow, &["--assume", "several-conditions=any"]).out);
    let again = cordboard(&["run", &flow, "--replay", &trace, "--format", "json"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    check(&again, "yes", &json!({"several-conditions": "any"}));
    let both = cordboard(&["run", &flow, "--replay", &trace, "--assume", "several-conditions=all"]);
    refused(&both, "--assume");
}

#[test]
fn what_is_not_known_is_refused_with_what_may_be_meant() {
    let flows = Flows::new();
    let flow = flow(&flows);
    refused(&run(&flow, &["--assume", "several-condition=any"]), "did you mean `several-conditions`?");
    refused(&run(&flow, &["--assume", "several-conditions=anny"]), "did you mean `any`?");
    refused(&run(&flow, &["--assume", "several-conditions=x"]), "there is: all, any, first");
    refused(&run(&flow, &["--assume", "several-conditions"]), "is not ID=CHOICE");
    for (text, expected) in [
        (
            "[run.assume]\nseveral-condition = \"any\"",
            "cordboard.toml:2:1: there is no assumption `several-condition`",
        ),
        (
            "[run.assume]\nseveral-conditions = \"most\"",
            "cordboard.toml:2:22: `several-conditions` has no choice `most`",
        ),
        ("[run.assume]\nzone = 1", "cordboard.toml:2:8: `zone` has to be a text"),
        ("[run]\nassume = 1", "cordboard.toml:2:10: `assume` has to be a table"),
        ("[run]\nassumed = {}", "cordboard.toml:2:1: there is no setting `assumed`; did you mean `assume`?"),
        ("[runs]", "cordboard.toml:1:2: there is no setting `runs`; did you mean `run`?"),
        ("run = 1", "cordboard.toml:1:7: `run` has to be a table"),
    ] {
        flows.text("cordboard.toml", text);
        refused(&run(&flow, &[]), expected);
        // The file has one reader: a check minds what is wrong for runs.
        refused(&cordboard(&["check", &flow]), expected);
    }
}

#[test]
fn tests_are_played_with_what_the_folder_takes_and_with_the_option() {
    let flows = Flows::new();
    flow(&flows);
    let tests = flows.text(
        "f.test.toml",
        "flow = \"f.json\"\n[[test]]\nname = \"any\"\ntrigger = { message = \"a\" }\nsteps = [ { sends = \"yes\" }, { ends = true } ]\n",
    );
    let code = |options: &[&str]| cordboard(&[&["test", tests.as_str()][..], options].concat()).code;
    assert_eq!(code(&[]), Some(1));
    assert_eq!(code(&["--assume", "several-conditions=any"]), Some(0));
    // A flow that waits for the delivery of its messages goes on by itself.
    assert_eq!(
        code(&["--assume", "several-conditions=any", "--assume", "sent-on-acceptance=delivery"]),
        Some(0)
    );
    flows.text("cordboard.toml", "[run.assume]\nseveral-conditions = \"any\"");
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--assume", "several-conditions=first"]), Some(0));
    assert_eq!(code(&["--assume", "several-conditions=all"]), Some(1));
    refused(&cordboard(&["test", &tests, "--assume", "nothing=x"]), "there is no assumption `nothing`");
}

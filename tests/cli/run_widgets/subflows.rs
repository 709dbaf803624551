//! Flows that run other flows.

use super::*;

const SUB: &str = "FW0123456789abcdef0123456789abcdef";

#[test]
fn a_subflow_gets_parameters_and_gives_its_variables_back() {
    let flows = Flows::new();
    let double = state(
        "double",
        "set-variables",
        json!([]),
        json!({"variables": [{"key": "twice", "value": "{{trigger.parent.parameters.n | times: 2}}"},
            {"key": "said", "value": "{{trigger.message.Body}}"}]}),
    );
    flows.flow("sub.json", json!([trigger("incomingParent", "double"), double]));
    let properties = json!({"flow_sid": SUB, "flow_revision": "LatestPublished",
        "parameters": [{"type": "string", "value": "21", "key": "n"}]});
    let it = state("it", "run-subflow", json!([to("completed", "tell")]), properties.clone());
    let tell = send(
        "tell",
        "{{contact.channel.address}}",
        "{{widgets.it.twice}} {{flow.variables.twice}}",
        json!([]),
    );
    let flow = flows.flow("main.json", json!([trigger("incomingMessage", "it"), it, tell]));
    flows.text("main.cordboard.json", &json!({"version": 1, "subflows": {SUB: "sub.json"}}).to_string());
    let ran = check(
        &flow,
        &["--body", "hi"],
        "completed",
        &["Trigger incomingMessage", "Trigger incomingParent", "double next", "it completed", "tell sent"],
    );
    assert_eq!(ran.sent(), ["42 "], "the subflow's variables are its own");
    assert_eq!(ran.context()["widgets"]["it"], json!({"twice": 42, "said": "hi"}));
    assert_eq!(ran.of_kind("step")[2]["within"], "it");
    assert_eq!(ran.of_kind("step")[3]["within"], Value::Null);
    // Without the file the widget fails, and says what it lacks.
    let lone = flows.flow(
        "lone.json",
        json!([trigger("incomingMessage", "it"), state("it", "run-subflow", json!([]), properties)]),
    );
    let ran = check(&lone, &[], "unhandled-failure", &["Trigger incomingMessage", "it failed"]);
    assert_eq!(warnings(&ran), [81024]);
    let named = format!("{SUB}={}", flows.path("sub.json").display());
    assert_eq!(run(&lone, &["--subflow", &named]).reason(), "completed");
    assert_eq!(cordboard(&["run", &lone, "--subflow", "x=y"]).code, Some(2));
}

#[test]
fn a_subflow_cannot_run_a_subflow() {
    let flows = Flows::new();
    let it = |transitions| {
        state("it", "run-subflow", transitions, json!({"flow_sid": SUB, "flow_revision": "LatestPublished"}))
    };
    let flow = flows.flow(
        "self.json",
        json!([
            state(
                "Trigger",
                "trigger",
                json!([to("incomingMessage", "it"), to("incomingParent", "it")]),
                json!({})
            ),
            it(json!([])),
        ]),
    );
    let ran = run(&flow, &["--subflow", &format!("{SUB}={flow}")]);
    assert_eq!(ran.reason(), "unhandled-failure", "{}", ran.out);
    assert!(warnings(&ran).iter().all(|code| *code == 81024) && !warnings(&ran).is_empty(), "{}", ran.out);
}

#[test]
fn names_of_a_flow_and_of_its_subflow_are_told_apart() {
    let flows = Flows::new();
    let set = |name: &str, next: Value| {
        state(name, "set-variables", next, json!({"variables": [{"key": "y", "value": "1"}]}))
    };
    let sub = flows.flow(
        "sub.json",
        json!([
            trigger("incomingParent", "dup"),
            set("dup", json!([to("next", "lone")])),
            set("lone", json!([]))
        ]),
    );
    let it = state(
        "it",
        "run-subflow",
        json!([to("completed", "dup")]),
        json!({"flow_sid": SUB, "flow_revision": "LatestPublished"}),
    );
    let flow = flows.flow("main.json", json!([trigger("incomingMessage", "it"), it, set("dup", json!([]))]));
    let named = format!("{SUB}={sub}");
    let forced = |on: &str| {
        let ran = run(&flow, &["--subflow", &named, "--on", on]);
        let steps = ran.of_kind("step").into_iter().filter(|step| step["why"] == "forced");
        steps.map(|step| format!("{} in {}", step["widget"], step["within"])).collect::<Vec<_>>()
    };
    assert_eq!(forced("dup=next"), ["\"dup\" in null"]);
    assert_eq!(forced("it/dup=next"), ["\"dup\" in \"it\""]);
    assert_eq!(forced("lone=next"), ["\"lone\" in \"it\""]);
    // Where the subflow ends the execution, what is left is the flow's own.
    flows.flow("sub.json", json!([trigger("incomingParent", "dup"), set("dup", json!([to("next", "dup")]))]));
    let ran = run(&flow, &["--subflow", &named]);
    assert_eq!(ran.reason(), "widget-loop");
    assert_eq!(ran.of_kind("ended")[0]["last"]["widget"], "it/dup");
    assert_eq!(ran.context()["trigger"]["parent"], Value::Null);
}

#[test]
fn a_noted_subflow_that_is_gone_is_told_and_an_answer_for_nobody_is_refused() {
    let flows = Flows::new();
    let it =
        state("it", "run-subflow", json!([]), json!({"flow_sid": SUB, "flow_revision": "LatestPublished"}));
    let flow = flows.flow("main.json", json!([trigger("incomingMessage", "it"), it]));
    flows.text("main.cordboard.json", &json!({"version": 1, "subflows": {SUB: "gone.json"}}).to_string());
    let ran = run(&flow, &["--on", "it=completed"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("gone.json") && ran.err.contains("--subflow"), "{}", ran.err);
    let refused = cordboard(&["run", &flow, "--stub", "it=200"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("asks no server"), "{}", refused.err);
}

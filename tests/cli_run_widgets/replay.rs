//! Runs that are repeated from their trace.

use super::*;

/// Runs once more from the trace of a run.
fn again(flows: &Flows, flow: &str, trace: &Ran) -> Ran {
    let trace = flows.text("run.jsonl", &trace.out);
    cordboard(&["run", flow, "--replay", &trace, "--format", "json"])
}

#[test]
fn a_run_is_repeated_from_its_trace() {
    let flows = Flows::new();
    let call =
        ["--press", "1", "--say", "nonsense", "--press", "2", "--on", "connect=hangup", "--say", "unused"];
    let order = ["--body", "hi", "--reply", "a-1042", "--stub", "fetch_order=200:{\"state\": \"paid\"}"];
    let chat = ["--channel", "chat", "--from", "mia", "--reply", "opening hours", "--seed", "9"];
    let sub = ["--body", "hi", "--stub", "look_up=200:{\"name\": \"Ann\"}", "--zone", "Africa/Kigali"];
    for (flow, options) in [
        ("flows/voice-menu.json", &call[..]),
        ("flows/order-status.json", &order[..]),
        ("flows/chat-greeter.json", &chat[..]),
        ("flows/support-desk.json", &sub[..]),
        (
            "flows/order-status.json",
            &["--from", "whatsapp:+15551230009", "--channel", "whatsapp", "--reply", "x"],
        ),
    ] {
        let first = run(flow, options);
        let second = again(&flows, flow, &first);
        assert_eq!(second.code, Some(0), "{flow}: {}", second.err);
        assert_eq!(second.out, first.out, "{flow}");
    }
}

#[test]
fn a_run_that_goes_another_way_is_told_with_its_first_difference() {
    let flows = Flows::new();
    let flow = |body: &str| {
        let it = send("it", "{{contact.channel.address}}", body, json!([]));
        flows.flow("f.json", json!([trigger("incomingMessage", "it"), it]))
    };
    let first = run(&flow("one"), &[]);
    let other = again(&flows, &flow("two"), &first);
    assert_eq!(other.code, Some(1));
    assert!(other.err.contains("line 3") && other.err.contains("two"), "{}", other.err);
    let bad = flows.text("bad.jsonl", "{\"kind\": \"started\"}\n");
    let refused = cordboard(&["run", "flows/opt-in.json", "--replay", &bad]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("bad.jsonl:1:"), "{}", refused.err);
    let both = cordboard(&["run", "flows/opt-in.json", "--replay", &bad, "--body", "x"]);
    assert_eq!(both.code, Some(2));
}

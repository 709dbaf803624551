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

/// A run of one message, and what is told of a replay of its trace after a change.
#[track_caller]
fn differs(change: impl Fn(&str) -> String, code: i32, expected: &str) {
    let flows = Flows::new();
    let it = send("it", "{{contact.channel.address}}", "one", json!([]));
    let flow = flows.flow("f.json", json!([trigger("incomingMessage", "it"), it]));
    let mut trace = run(&flow, &["--body", "hi"]);
    assert_eq!(trace.out.lines().count(), 6, "{}", trace.out);
    trace.out = change(&trace.out);
    let second = again(&flows, &flow, &trace);
    assert_eq!(second.code, Some(code), "{}{}", second.out, second.err);
    assert!(second.err.contains(expected), "{}", second.err);
    // A trace that cannot be read is refused before anything runs.
    assert_eq!(second.out.is_empty(), code == 2, "{}", second.out);
}

#[test]
fn the_first_difference_is_told_with_its_line_and_value() {
    differs(str::to_owned, 0, "");
    let edited = |from: &'static str, to: &'static str| move |text: &str| text.replace(from, to);
    differs(
        edited("\"body\":\"one\"", "\"body\":\"two\""),
        1,
        "line 3, body of the message of `it`:\n  before: \"two\"\n  now:    \"one\"",
    );
    // Blank lines count as lines.
    differs(
        |text| text.replace("\"body\":\"one\"", "\"body\":\"two\"").replacen('\n', "\n\n", 1),
        1,
        "line 4, body of the message",
    );
    differs(edited("\"steps\":2", "\"steps\":3"), 1, "line 6, steps of the ended:\n  before: 3\n  now:    2");
    differs(
        edited("\"status\":\"queued\",", ""),
        1,
        "line 3, status of the message of `it`:\n  before: nothing",
    );
    // Cut off: what comes after it is the difference. Too long: so is what does not come.
    differs(
        |text| text.lines().take(3).map(|line| format!("{line}\n")).collect(),
        1,
        "after line 3: the run went on with\n  {\"kind\":\"assumption\"",
    );
    let longer = |text: &str| format!("{text}{}\n", text.lines().nth(2).unwrap());
    differs(longer, 1, "line 7: the run ended before\n  {\"kind\":\"message\"");
    // Another kind of record in its place.
    let swapped = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(2, 3);
        lines.join("\n")
    };
    differs(swapped, 1, "line 3:\n  before: {\"kind\":\"assumption\"");
}

#[test]
fn what_is_no_trace_is_refused_with_place_and_remedy() {
    const REMEDY: &str = "`cordboard run FLOW --format json` writes a trace";
    for (text, place) in [
        (String::new(), "run.jsonl:1:1: "),
        ("\n\n".to_owned(), "run.jsonl:1:1: "),
        ("hello".to_owned(), "run.jsonl:1:"),
        ("{\"states\": []}".to_owned(), "run.jsonl:1:"),
        ("[]".to_owned(), "run.jsonl:1:"),
    ] {
        differs(move |_| text.clone(), 2, place);
    }
    differs(|_| "x".to_owned(), 2, REMEDY);
    differs(|_| String::new(), 2, REMEDY);
    // In the middle of a line.
    differs(|text| text.get(..text.len() - 9).unwrap().to_owned(), 2, "run.jsonl:6:");
    let edited = |from: &'static str, to: &'static str| move |text: &str| text.replacen(from, to, 1);
    differs(edited("incomingMessage", "incomingFax"), 2, "run.jsonl:1: `trigger` is no trigger: incomingFax");
    differs(
        edited("America/Los_Angeles", "Mars/Olympus"),
        2,
        "run.jsonl:1: `zone` is no time zone: Mars/Olympus",
    );
    differs(edited("2026-11-21T09:00:00Z", "yesterday"), 2, "run.jsonl:1: `now` is no moment: yesterday");
    let lost = cordboard(&["run", "flows/opt-in.json", "--replay", "nowhere.jsonl"]);
    assert_eq!(lost.code, Some(2));
    assert!(lost.err.contains("nowhere.jsonl"), "{}", lost.err);
    let both = cordboard(&["run", "flows/opt-in.json", "--replay", "x.jsonl", "--body", "x"]);
    assert_eq!(both.code, Some(2));
}

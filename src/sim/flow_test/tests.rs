//! The format and its mistakes, and what a dialogue asks of a flow.

use super::{Played, TestFile, play};
use crate::flow::Document;
use crate::sim::{Program, Record};

const FLOW: &str = r#"{"description": "", "initial_state": "Trigger", "flags": {}, "states": [
  {"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{"event": "incomingMessage", "next": "ask"}]},
  {"name": "ask", "type": "send-and-wait-for-reply", "properties": {"from": "{{flow.channel.address}}", "body": "Name?", "timeout": "60"},
   "transitions": [{"event": "incomingMessage", "next": "hello"}, {"event": "timeout", "next": "ask"}, {"event": "deliveryFailure"}]},
  {"name": "hello", "type": "send-message", "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Hello {{widgets.ask.inbound.Body}}"},
   "transitions": [{"event": "sent", "next": "bye"}, {"event": "failed"}]},
  {"name": "bye", "type": "send-message", "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Bye"},
   "transitions": [{"event": "sent"}, {"event": "failed"}]}]}"#;

fn program() -> std::sync::Arc<Program> {
    Program::compile(Document::from_bytes(None, FLOW.as_bytes()).unwrap().flow())
}

fn played(steps: &str) -> Played {
    let text = format!(
        "flow = \"f.json\"\n[[test]]\nname = \"t\"\ntrigger = {{ message = \"hi\" }}\nsteps = [{steps}]"
    );
    let file = TestFile::parse(&text).unwrap();
    let program = program();
    file.resolve(&text, &program).unwrap();
    play(&program, file.tests.first().unwrap(), "f.json")
}

/// What is told of the difference; empty where the test passes.
#[track_caller]
fn check(steps: &str, expected: &str, came: &str) {
    let failure = played(steps).failure;
    let told = failure.map(|failure| (failure.expected, failure.came)).unwrap_or_default();
    assert_eq!(told, (expected.to_owned(), came.to_owned()), "{steps}");
}

#[track_caller]
fn passes(steps: &str) {
    assert_eq!(played(steps).failure, None, "{steps}");
}

#[test]
fn what_the_flow_says_has_to_be_expected() {
    const ASK: &str = "{ sends = 'Name?' }, { reply = 'Ada' }";
    passes(&format!("{ASK}, {{ sends = 'Hello Ada' }}, {{ sends = 'Bye' }}, {{ ends = true }}"));
    passes("{ sends = 'Name?' }");
    let said = "the flow sends “Hello Ada” from `hello`";
    check(ASK, "nothing more, as the test ends here", said);
    check(&format!("{ASK}, {{ sends = 'Bye' }}"), "the flow sends “Bye”", said);
    check(&format!("{ASK}, {{ ends = true }}"), "the flow has ended well", said);
    check(
        "{ reply = 'Ada' }",
        "nothing more before the contact replies “Ada”",
        "the flow sends “Name?” from `ask`",
    );
    let waits = "the flow waits at `ask` for a reply until second 60";
    check("{ sends = 'Name?' }, { sends = 'x' }", "the flow sends “x”", waits);
    check("{ sends = 'Name?' }, { ends = 'completed' }", "the flow has ended with completed", waits);
    check(
        "{ sends = 'Name?' }, { press = '1' }",
        "that the contact presses 1",
        "the flow waits at `ask` for a reply until second 60",
    );
}

#[test]
fn in_any_order_each_message_is_the_counterpart_of_one() {
    const ASK: &str = "{ sends = 'Name?' }, { reply = 'Ada' }";
    // The wider expectation stands first and must leave the message that only the other one fits.
    passes(&format!(
        "{ASK}, {{ any_order = [{{ sends = {{ regex = '.' }} }}, {{ sends = 'Hello Ada' }}] }}, {{ ends = true }}"
    ));
    check(
        &format!("{ASK}, {{ any_order = [{{ sends = 'Bye' }}, {{ sends = 'Bye' }}] }}"),
        "the flow sends “Bye”, in any order",
        "the flow sends “Hello Ada” from `hello`; the flow sends “Bye” from `bye`",
    );
}

#[test]
fn time_passes_as_the_test_says() {
    passes("{ sends = 'Name?' }, { timeout = true }, { sends = 'Name?' }");
    passes("{ sends = 'Name?' }, { wait = 59 }, { wait = 1 }, { sends = 'Name?' }");
    // Two deadlines at their own times: the third question waits until second 180.
    passes(
        "{ sends = 'Name?' }, { wait = 130 }, { sends = 'Name?' }, { sends = 'Name?' }, { wait = 49 }, { reply = 'x', after = 0.5 }, { sends = 'Hello x' }, { sends = 'Bye' }",
    );
    check(
        "{ sends = 'Name?' }, { reply = 'Ada', after = 61 }",
        "that the contact replies “Ada”",
        "the flow sends “Name?” from `ask` before that",
    );
}

#[test]
fn variables_and_ways() {
    passes(
        "{ sends = 'Name?' }, { variable = 'widgets.ask', absent = true }, { reaches = 'ask' }, { not_reached = 'hello' }",
    );
    passes(
        "{ sends = 'Name?' }, { delivery_fails = 30003 }, { variable = 'widgets.ask.outbound.ErrorCode', equals = '30003' }, { ends = 'unhandled-failure' }",
    );
    check(
        "{ sends = 'Name?' }, { variable = 'contact.channel.address', contains = '999' }",
        "`contact.channel.address` is something with “999”",
        "`contact.channel.address` is “+15551230001”",
    );
    check(
        "{ sends = 'Name?' }, { not_reached = 'ask' }",
        "the flow has not reached `ask`",
        "the flow has reached `ask`",
    );
}

#[test]
fn mistakes_have_their_place() {
    let check = |text: &str, expected: &[&str]| {
        let mistakes = match TestFile::parse(text) {
            Ok(file) => file.resolve(text, &program()).err().unwrap_or_default(),
            Err(mistakes) => mistakes,
        };
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(told, expected, "{text}");
    };
    let head = "flow = \"f.json\"\n[[test]]\nname = \"t\"\n";
    let with = |rest: &str| format!("{head}{rest}");
    check(&with("steps = [{ sends = 'x' }]"), &[]);
    check(
        "",
        &[
            "1:1: a test file has to name its flow: flow = \"NAME.json\"",
            "1:1: there is no test here; one begins with [[test]]",
        ],
    );
    check(&with("step = []\nsteps = []"), &["4:1: there is no key of a test `step`; did you mean `steps`?"]);
    check(&with("steps = [\n  { send = 'x' },\n]"), &["5:5: there is no step `send`; did you mean `sends`?"]);
    check(&with("steps = [{ sends = 'x', reply = 'y' }]"), &["4:33: `sends` and `reply` are two steps"]);
    check(&with("steps = [{ reply = 7 }]"), &["4:20: `reply` has to be a text; this is a TOML integer"]);
    check(&with("steps = [{ press = '1a' }]"), &["4:20: keys are 0 to 9, * and #"]);
    check(
        &with("steps = [{ reaches = 'helo' }]"),
        &["4:22: there is no widget `helo`; did you mean `hello`?"],
    );
    check(
        &with("steps = []\n[test.on]\nask = 'timeot'"),
        &["6:7: there is no event of `ask` called `timeot`; did you mean `timeout`?"],
    );
    check(
        &with("trigger = 'mesage'\nsteps = []"),
        &["4:11: there is no trigger `mesage`; did you mean `message`?"],
    );
    check(&with("zone = 'Mars/Olympus'\nsteps = []"), &["4:8: there is no time zone `Mars/Olympus`"]);
    check(
        &with("now = 2026-01-05\nsteps = []"),
        &["4:7: `now` has to be a time with its offset, as 2026-01-05T09:00:00Z; this is a TOML datetime"],
    );
    let regex = with("steps = [{ sends = { regex = '(' } }]");
    let told = TestFile::parse(&regex).unwrap_err().first().unwrap().to_string();
    assert!(told.starts_with("4:30: this is no regular expression: "), "{told}");
    let told = TestFile::parse("flow = ").unwrap_err().first().unwrap().to_string();
    assert!(told.starts_with("1:8: this is no TOML: "), "{told}");
}

#[test]
fn a_test_that_is_written_from_a_trace_is_read_back() {
    let lines = [
        r#"{"kind":"started","execution":"FN0","flow":{"file":"f.json","sha256":""},"trigger":"incomingMessage","seed":3,"now":"2026-01-05T17:00:00Z","zone":"UTC","context":{"trigger":{"message":{"Body":"h\"i"}},"contact":{"channel":{"address":"+15551230001"}},"flow":{"channel":{"address":"+15005550006"}}},"at":0}"#,
        r#"{"kind":"message","direction":"outbound","widget":"ask","from":"a","to":"b","body":"Name?","media":[],"status":"queued","sid":"SM0","at":0}"#,
        r#"{"kind":"waiting","widget":"ask","for":"reply","deadline":60,"at":0}"#,
        r#"{"kind":"step","index":2,"widget":"ask","type":"send-and-wait-for-reply","event":"timeout","next":"ask","at":60}"#,
        r#"{"kind":"message","direction":"outbound","widget":"ask","from":"a","to":"b","body":"Name?","media":[],"status":"queued","sid":"SM1","at":60}"#,
        r#"{"kind":"waiting","widget":"ask","for":"reply","deadline":120,"at":60}"#,
        r#"{"kind":"message","direction":"inbound","widget":"ask","from":"a","to":"b","body":"Ada","media":[],"at":70}"#,
    ];
    let records: Vec<Record> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = super::from_trace(&records).unwrap();
    let file = TestFile::parse(&text).unwrap();
    assert_eq!(file.resolve(&text, &program()), Ok(()), "{text}");
    assert!(text.contains("message = \"h\\\"i\""), "{text}");
    let steps: Vec<&str> = text.lines().filter(|line| line.starts_with("  {")).collect();
    assert_eq!(
        steps,
        [
            "  { sends = { equals = \"Name?\", widget = \"ask\" } },",
            "  { timeout = true },",
            "  { sends = { equals = \"Name?\", widget = \"ask\" } },",
            "  { reply = \"Ada\", after = 10 },",
        ]
    );
    let failure = play(&program(), file.tests.first().unwrap(), "f.json").failure.unwrap();
    assert_eq!(failure.came, "the flow sends “Hello Ada” from `hello`");
}

//! The format and its mistakes, and what a dialogue asks of a flow.

mod given;

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
    let bob = "contacts = { bob = '+15551230002' }\n";
    check(&with(&format!("{bob}steps = [{{ contact = 'bob', sends = 'Name?' }}]")), &[]);
    check(
        &with(&format!("{bob}steps = [{{ contact = 'bop', sends = 'Name?' }}]")),
        &["5:22: there is no contact `bop`; did you mean `bob`?"],
    );
    check(&with(&format!("{bob}steps = []")), &["4:14: no step names the contact `bob`"]);
    check(
        &with("contacts = { bob = { message = 'x' } }\nsteps = [{ contact = 'bob', sends = 'x' }]"),
        &["4:20: a contact has to have an address of its own: `from`"],
    );
    check(
        &with(&format!("{bob}steps = [{{ contact = 'bob', sends = 'x' }}, {{ contact = 'bob', wait = 3 }}]")),
        &["5:46: there is no key of this step `contact`; there is: wait"],
    );
    check(
        &with(&format!("{bob}steps = [{{ any_order = [{{ contact = 'bob', sends = 'x' }}] }}]")),
        &["5:37: `contact` stands beside `any_order`, for all of it"],
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

/// A flow with a booking that is asked for over HTTP after the answer.
const BOOKING: &str = r#"{"description": "", "initial_state": "Trigger", "flags": {}, "states": [
  {"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{"event": "incomingMessage", "next": "ask"}, {"event": "incomingRequest", "next": "ask"}]},
  {"name": "ask", "type": "send-and-wait-for-reply", "properties": {"from": "{{flow.channel.address}}", "body": "When?", "timeout": "60"},
   "transitions": [{"event": "incomingMessage", "next": "book"}, {"event": "timeout", "next": "late"}, {"event": "deliveryFailure"}]},
  {"name": "late", "type": "send-message", "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Too late"},
   "transitions": [{"event": "sent"}, {"event": "failed"}]},
  {"name": "book", "type": "make-http-request", "properties": {"method": "POST", "url": "https://example.com/book", "body": "day={{widgets.ask.inbound.Body}}", "content_type": "application/x-www-form-urlencoded;charset=utf-8"},
   "transitions": [{"event": "success", "next": "yes"}, {"event": "failed", "next": "no"}]},
  {"name": "yes", "type": "send-message", "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Booked"},
   "transitions": [{"event": "sent"}, {"event": "failed"}]},
  {"name": "no", "type": "send-message", "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Taken"},
   "transitions": [{"event": "sent"}, {"event": "failed"}]}]}"#;

/// The test file of a booking with these steps, and with Bob as another contact.
fn booking(steps: &str) -> String {
    format!(
        "flow = \"f.json\"\n[[test]]\nname = \"t\"\ntrigger = {{ message = \"hi\" }}\nsteps = [\n{steps}\n]\n\
         contacts = {{ bob = \"+15551230002\" }}\n[test.http]\nbook = [200, 409]\n"
    )
}

fn played_booking(steps: &str) -> Played {
    let text = booking(steps);
    let file = TestFile::parse(&text).unwrap();
    let program = Program::compile(Document::from_bytes(None, BOOKING.as_bytes()).unwrap().flow());
    file.resolve(&text, &program).unwrap();
    play(&program, file.tests.first().unwrap(), "f.json")
}

#[test]
fn several_contacts_share_the_world_and_its_clock() {
    // The answers of a request go to whoever asks next, and each contact has variables and messages of their own.
    let played = played_booking(
        "{ sends = 'When?' },
         { contact = 'bob', sends = { equals = 'When?', to = '+15551230002' } },
         { contact = 'bob', reply = 'Monday' },
         { reply = 'Monday' },
         { contact = 'bob', sends = 'Booked' },
         { sends = { equals = 'Taken', to = '+15551230001' } },
         { contact = 'bob', variable = 'widgets.book.status_code', equals = 200 },
         { variable = 'widgets.book.status_code', equals = 409 },
         { not_reached = 'yes' }, { contact = 'bob', not_reached = 'no' },
         { ends = true }, { contact = 'bob', ends = true }",
    );
    assert_eq!(played.failure, None);
    assert!(played.steps >= 6, "{}", played.steps);
    // Bob comes 40 seconds later, so his time is up 40 seconds later.
    let played = played_booking(
        "{ sends = 'When?' }, { wait = 40 }, { contact = 'bob', sends = 'When?' }, { wait = 20 },
         { sends = 'Too late' }, { wait = 39 }, { contact = 'bob', reply = 'Monday', after = 0.5 },
         { contact = 'bob', sends = 'Booked' }",
    );
    assert_eq!(played.failure, None);
    // Whoever waits until their time is up lets it pass for the others, too.
    let played = played_booking(
        "{ sends = 'When?' }, { wait = 40 }, { contact = 'bob', sends = 'When?' },
         { contact = 'bob', timeout = true }, { contact = 'bob', sends = 'Too late' }, { sends = 'Too late' }",
    );
    assert_eq!(played.failure, None);
}

#[test]
fn a_difference_with_one_of_several_contacts_says_with_whom() {
    let failure = |steps: &str| played_booking(steps).failure.unwrap();
    let told = failure(
        "{ sends = 'When?' }, { contact = 'bob', sends = 'When?' }, { contact = 'bob', reply = 'x' }, { contact = 'bob', sends = 'Taken' }",
    );
    assert_eq!(
        (&*told.expected, &*told.came),
        ("with `bob`: the flow sends “Taken”", "the flow sends “Booked” from `yes`")
    );
    assert_eq!(
        told.dialogue.iter().filter(|line| !line.starts_with(' ')).collect::<Vec<_>>(),
        [
            "contact: hi",
            "flow to contact: When?",
            "bob: hi",
            "flow to bob: When?",
            "bob: x",
            "flow to bob: Booked"
        ]
    );
    // What is said to anybody has to be expected before time passes for all, and before the end.
    let told = failure("{ contact = 'bob', sends = 'When?' }, { wait = 1 }");
    assert_eq!(told.expected, "with `contact`: nothing more before 1 seconds pass");
    let told = failure("{ sends = 'When?' }, { contact = 'bob', reaches = 'ask' }");
    assert_eq!(told.expected, "with `bob`: nothing more, as the test ends here");
    // Between two addresses there is one execution at a time.
    let text = booking("{ sends = 'When?' }, { contact = 'bob', sends = 'When?' }").replace("0002", "0001");
    let file = TestFile::parse(&text).unwrap();
    let program = Program::compile(Document::from_bytes(None, BOOKING.as_bytes()).unwrap().flow());
    let told = play(&program, file.tests.first().unwrap(), "f.json").failure.unwrap();
    assert_eq!(told.expected, "that the execution of `bob` begins");
    assert!(
        told.came.starts_with("that of `contact`, between the same two addresses, has not ended"),
        "{}",
        told.came
    );
}

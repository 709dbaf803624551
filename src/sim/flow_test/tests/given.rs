//! What a test decides about the world: outcomes with what they leave, templates, assumptions; and starts that are
//! refused.

use super::*;

const CONTENT: &str = "HX00000000000000000000000000000001";

/// A flow that is redirected, tells what came back, and greets by a template.
const REDIRECT: &str = r#"{"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": false}, "states": [
  {"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{"event": "incomingMessage", "next": "away"}, {"event": "incomingRequest", "next": "away"}, {"event": "incomingCall", "next": "away"}]},
  {"name": "away", "type": "add-twiml-redirect", "properties": {"url": "https://example.com"},
   "transitions": [{"event": "return", "next": "told"}, {"event": "timeout", "next": "away"}, {"event": "fail"}]},
  {"name": "told", "type": "send-message", "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "x is {{widgets.away.x}}"},
   "transitions": [{"event": "sent", "next": "greet"}, {"event": "failed"}]},
  {"name": "greet", "type": "send-and-wait-for-reply", "properties": {"from": "{{flow.channel.address}}", "timeout": "60", "message_type": "content_template", "content_sid": "HX00000000000000000000000000000001", "content_variables": [{"key": "1", "value": "{{widgets.away.x}}"}]},
   "transitions": [{"event": "incomingMessage"}, {"event": "timeout"}, {"event": "deliveryFailure"}]}]}"#;

fn redirect() -> std::sync::Arc<Program> {
    Program::compile(Document::from_bytes(None, REDIRECT.as_bytes()).unwrap().flow())
}

/// The first mistake of a test with these lines, or else the difference; empty where it passes.
fn told(lines: &str) -> String {
    let text = format!("flow = \"f.json\"\n[[test]]\nname = \"t\"\n{lines}");
    let program = redirect();
    let file = TestFile::parse(&text).and_then(|file| file.resolve(&text, &program).map(|()| file));
    match file {
        Err(mistakes) => mistakes.first().unwrap().to_string(),
        Ok(file) => match play(&program, file.tests.first().unwrap(), "f.json").failure {
            Some(failure) => format!("{}: {}", failure.expected, failure.came),
            None => String::new(),
        },
    }
}

#[track_caller]
fn check(lines: &str, expected: &str) {
    assert_eq!(told(lines), expected, "{lines}");
}

#[test]
fn an_outcome_can_say_what_it_leaves() {
    let with = |on: &str| {
        format!(
            "steps = [{{ sends = 'x is 7' }}, {{ sends = {{ widget = 'greet' }} }}]\n[test.on]\naway = {on}"
        )
    };
    check(&with("{ event = 'return', leaves = { x = '7', y = '8' } }"), "");
    // In order, and mixed with events alone; the last for good.
    check(
        &with(
            "['timeout', { event = 'timeout', leaves = { x = '6' } }, { event = 'return', leaves = { x = '7' } }]",
        ),
        "",
    );
    check(&with("'return'"), "the flow sends “x is 7”: the flow sends “x is ” from `told`");
    check(
        "steps = [{ sends = { widget = 'told' } }, { sends = { widget = 'greet' } }, { variable = 'widgets.greet.inbound.Body', equals = 'yes' }, { ends = true }]\n[test.on]\ngreet = { event = 'incomingMessage', leaves = { inbound = { Body = 'yes' } } }",
        "the flow sends something from `greet`: the flow has ended at `greet`",
    );
    check(
        "steps = [{ sends = { widget = 'told' } }, { variable = 'widgets.greet.inbound.Body', equals = 'yes' }, { ends = true }]\n[test.on]\ngreet = { event = 'incomingMessage', leaves = { inbound = { Body = 'yes' } } }",
        "",
    );
    let mistaken = |on: &str| format!("steps = []\n[test.on]\ngreet = {on}");
    check(
        &mistaken("{ event = 'timeout', leaves = { inbound = { Body = 'yes' } } }"),
        "6:39: `inbound` is left by incomingMessage alone, not by timeout",
    );
    assert!(
        told(&mistaken("{ event = 'timeout', leaves = { nonsense = 1 } }"))
            .starts_with("6:39: a Send & Wait For Reply leaves no `nonsense`")
    );
    check(
        &mistaken("{ event = 'timeout', leaves = 1 }"),
        "6:39: `leaves` has to be a table; this is a TOML integer",
    );
    check(
        &mistaken("[7]"),
        "6:10: `on` has to be an event, or a table with `event` and `leaves`; this is a TOML integer",
    );
    check(&mistaken("[]"), "6:9: a list of events must not be empty");
}

#[test]
fn a_template_has_the_text_that_the_test_gives_it() {
    let with = |content: &str| {
        format!(
            "steps = [{{ sends = 'x is 7' }}, {{ sends = {{ equals = 'Hello 7, {{{{2}}}}!', widget = 'greet' }} }}]\n\
             [test.on]\naway = {{ event = 'return', leaves = {{ x = '7' }} }}\n[test.content]\n{content}"
        )
    };
    check(&with(&format!("{CONTENT} = 'Hello {{{{1}}}}, {{{{2}}}}!'")), "");
    let difference = told(&with(""));
    assert!(
        difference.ends_with(&format!("the flow sends “{CONTENT} · 1 = 7” from `greet`")),
        "{difference}"
    );
    check(&with("HX1 = 'x'"), "8:1: a content template is named by its SID, HX and 32 hexadecimal digits");
    check(&with(&format!("{CONTENT} = 7")), "8:38: `content` has to be a text; this is a TOML integer");
}

#[test]
fn another_start_for_a_contact_is_refused() {
    let check = |lines: &str, expected: &str| {
        let returns = "[test.on]\naway = { event = 'return', leaves = { x = '7' } }";
        check(&format!("{lines}\n{returns}"), expected);
    };
    let bob = |start: &str, steps: &str| {
        format!(
            "trigger = {{ request = true }}\ncontacts = {{ bob = {{ {start}, from = '+15551230001' }} }}\nsteps = [{steps}]"
        )
    };
    let both = "{ sends = { widget = 'told' } }, { sends = { widget = 'greet' } }";
    let refused = "{ contact = 'bob', refused = 20409 }";
    check(&bob("request = true", &format!("{refused}, {both}")), "");
    // Of the trigger's own contact, too; after the end a start is none that is refused.
    check(&format!("trigger = {{ request = true }}\nsteps = [{{ refused = 20409 }}, {both}]"), "");
    let free =
        "that another start is refused (20409): no execution has these two addresses, so it would begin";
    check(
        &format!(
            "trigger = {{ request = true }}\nsteps = [{both}, {{ timeout = true }}, {{ refused = 20409 }}]"
        ),
        free,
    );
    check(
        &bob("request = true", &format!("{both}, {{ contact = 'bob', refused = 409 }}")),
        "with `bob`: that another start is refused (409): it is refused with 20409",
    );
    // A refused contact can begin later.
    check(
        &bob(
            "request = true",
            &format!(
                "{both}, {refused}, {{ timeout = true }}, {{ contact = 'bob', sends = {{ widget = 'told' }} }}, {{ contact = 'bob', sends = {{ widget = 'greet' }} }}"
            ),
        ),
        "",
    );
    // A call meets a warning where the flow allows one at a time; a message is the contact's in the execution.
    check(&bob("call = true", &format!("{{ contact = 'bob', refused = 81002 }}, {both}")), "");
    check(
        &bob("message = 'x'", &format!("{both}, {refused}")),
        "with `bob`: that another start is refused (20409): a message goes to the execution that there is",
    );
    check(
        "steps = [{ refused = 'x' }]",
        "4:22: `refused` has to be a code of Twilio's, as 20409; this is a TOML string",
    );
    check(
        "steps = [{ any_order = [{ refused = 20409 }] }]",
        "4:25: only what the flow does can stand in `any_order`",
    );
}

#[test]
fn a_test_can_say_what_it_takes_for_granted() {
    let text = |file: &str, test: &str| {
        format!("flow = \"f.json\"\n{file}\n[[test]]\nname = \"t\"\n{test}\nsteps = []")
    };
    let assume = |file: &str, test: &str| -> Result<Vec<(String, String)>, String> {
        match TestFile::parse(&text(file, test)) {
            Ok(read) => Ok(read.tests.first().unwrap().assume.clone()),
            Err(mistakes) => Err(mistakes.first().unwrap().to_string()),
        }
    };
    let pair = |id: &str, choice: &str| (id.to_owned(), choice.to_owned());
    let at_ten = "assume = { widget-loop = 'at-ten' }";
    assert_eq!(assume(at_ten, ""), Ok(vec![pair("widget-loop", "at-ten")]));
    // The test's own comes after the file's, and counts.
    let own = assume(at_ten, "assume = { widget-loop = 'after-ten' }").unwrap();
    assert_eq!(own.last(), Some(&pair("widget-loop", "after-ten")));
    let refused = |test: &str, expected: &str| {
        let told = assume("", test).unwrap_err();
        assert!(told.starts_with(expected), "{told}");
    };
    refused("assume = { widget-lop = 'at-ten' }", "5:12: ");
    refused("assume = { widget-loop = 'at-eleven' }", "5:26: ");
    refused("assume = { widget-loop = 10 }", "5:26: `widget-loop` has to be a text");
    refused("assume = 'x'", "5:10: `assume` has to be a table");
}

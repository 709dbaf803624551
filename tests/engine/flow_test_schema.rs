//! The schema of test files takes what the reader takes, and refuses what it refuses.

use std::collections::BTreeSet;
use std::path::Path;

use cordboard::sim::flow_test::{ENDING, TestFile, schema};
use cordboard::widgets::assumptions;
use serde_json::Value;

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(&schema()).unwrap()).unwrap()
}

/// A TOML text as an editor hands it to its schema: dates are texts.
fn json(text: &str) -> Value {
    fn of(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(time) => Value::String(time.to_string()),
            toml::Value::Array(items) => items.into_iter().map(of).collect(),
            toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, of(value))).collect(),
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(is) => is.into(),
        }
    }
    of(toml::Value::Table(text.parse().unwrap()))
}

#[track_caller]
fn check(validator: &jsonschema::Validator, text: &str, is_right: bool) {
    let read = TestFile::parse(text);
    assert_eq!(read.is_ok(), is_right, "the reader: {text}\n{:?}", read.err());
    let told: Vec<String> = validator.iter_errors(&json(text)).map(|error| error.to_string()).collect();
    assert_eq!(told.is_empty(), is_right, "the schema: {text}\n{told:?}");
}

#[test]
fn every_sample_is_taken() {
    let validator = validator();
    let mut count = 0;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("flows")).unwrap().flatten() {
        if entry.file_name().to_str().unwrap().ends_with(ENDING) {
            check(&validator, &std::fs::read_to_string(entry.path()).unwrap(), true);
            count += 1;
        }
    }
    assert!(count >= 7, "{count}");
}

/// A file with these lines in its test.
fn with(rest: &str) -> String {
    format!("flow = 'f.json'\n[[test]]\nname = 't'\n{rest}")
}

/// A right value for each key that may stand in each kind of table: `PLACE KEY` and the text of a file.
fn right() -> Vec<(&'static str, String)> {
    let step = |step: &str| with(&format!("steps = [{step}]"));
    let trigger = |part: &str| with(&format!("trigger = {{ {part} }}\nsteps = []"));
    let bob = |part: &str| {
        with(&format!("contacts = {{ bob = '+15551230002' }}\nsteps = [{{ {part}, contact = 'bob' }}]"))
    };
    vec![
        ("file flow", with("steps = []")),
        ("file test", with("steps = []\n[[test]]\nname = 'u'\nsteps = []")),
        (
            "file subflows",
            format!("subflows = {{ FW{} = 'g.json' }}\n{}", "0a".repeat(16), with("steps = []")),
        ),
        ("file now", format!("now = 2026-01-05T09:00:00+01:00\n{}", with("steps = []"))),
        ("file zone", format!("zone = 'Europe/Berlin'\n{}", with("steps = []"))),
        ("file seed", format!("seed = 9223372036854775807\n{}", with("steps = []"))),
        ("file assume", {
            let usual = assumptions::all().map(|one| format!("{} = '{}'", one.id, one.usual.name));
            format!(
                "flow = 'f.json'\n[assume]\n{}\n[[test]]\nname = 't'\nsteps = []",
                usual.collect::<Vec<_>>().join("\n")
            )
        }),
        ("test assume", with("assume = { several-conditions = 'any' }\nsteps = []")),
        (
            "test content",
            with(&format!("steps = []\n[test.content]\nHX{} = 'Hello {{{{1}}}}'", "0a".repeat(16))),
        ),
        ("test name", with("steps = []")),
        ("test steps", with("steps = []")),
        ("test now", with("now = '2026-01-05T09:00:00Z'\nsteps = []")),
        ("test zone", with("zone = 'UTC'\nsteps = []")),
        ("test seed", with("seed = 3\nsteps = []")),
        ("test trigger", with("trigger = 'call'\nsteps = []")),
        ("test contacts", bob("sends = 'x'")),
        ("test http", with("steps = []\n[test.http]\nask = 200\nbook = [{ status = 500, body = '' }, 404]")),
        (
            "test on",
            with(
                "steps = []\n[test.on]\nask = 'timeout'\nb = ['x', 'y']\nc = { event = 'x', leaves = { y = 1 } }\nd = ['x', { event = 'y' }]",
            ),
        ),
        ("test api_errors", with("steps = []\n[test.api_errors]\nask = 21610")),
        ("trigger message", trigger("message = ''")),
        ("trigger call", trigger("call = true")),
        ("trigger conversation", trigger("conversation = true, channel = 'conversation'")),
        ("trigger request", trigger("request = { day = 'Monday' }")),
        ("trigger parent", trigger("parent = true")),
        ("trigger from", trigger("from = '+15551230001'")),
        ("trigger to", trigger("to = '+15005550006'")),
        ("trigger channel", trigger("channel = 'whatsapp'")),
        ("trigger data", trigger("data = { a = [1, 2.5] }")),
        ("trigger context", trigger("context = { flow = { data = {} } }")),
        ("trigger media", trigger("media = ['https://example.com/a.png']")),
        ("trigger chat_service", trigger("chat_service = 'IS0'")),
        ("trigger chat_channel", trigger("chat_channel = 'CH0'")),
        (
            "contact from",
            with(
                "contacts = { b = { message = 'x', from = '+15551230002' } }\nsteps = [{ contact = 'b', ends = true }]",
            ),
        ),
        ("outcome event", with("steps = []\n[test.on]\na = { event = 'x' }")),
        ("outcome leaves", with("steps = []\n[test.on]\na = { event = 'x', leaves = {} }")),
        ("answer status", with("steps = []\n[test.http]\na = { status = 599 }")),
        ("answer json", with("steps = []\n[test.http]\na = { json = [true] }")),
        ("answer body", with("steps = []\n[test.http]\na = { body = 'x' }")),
        ("answer content_type", with("steps = []\n[test.http]\na = { content_type = 'text/plain' }")),
        ("step sends", step("{ sends = 'x' }, { sends = {} }, { sends = { regex = '^a' } }")),
        ("sends widget", step("{ sends = { equals = 'x', widget = 'a' } }")),
        ("sends media", step("{ sends = { media = { contains = 'png' } } }")),
        ("sends to", step("{ sends = { to = '+15551230002' } }")),
        ("step says", step("{ says = { contains = 'x', widget = 'a' } }")),
        ("step reply", step("{ reply = '', media = 'https://example.com/a.png', after = 0.5 }")),
        ("step press", step("{ press = '1*#', after = 1 }")),
        ("step say", step("{ say = 'yes', after = 1 }")),
        ("step hangs_up", step("{ hangs_up = true, after = 1 }")),
        ("step wait", step("{ wait = 0.5 }")),
        ("step timeout", step("{ timeout = true }")),
        ("step silence", step("{ silence = true }")),
        ("step refused", step("{ refused = 20409 }")),
        ("step delivery_fails", step("{ delivery_fails = 30003, after = 3 }")),
        ("variable equals", step("{ variable = 'flow.variables.a', equals = { b = 1 } }")),
        ("variable contains", step("{ variable = 'widgets.a', contains = 'x' }")),
        ("variable regex", step("{ variable = 'trigger.message', regex = 'x' }")),
        ("variable absent", step("{ variable = 'contact', absent = true }")),
        ("step reaches", step("{ reaches = 'a' }")),
        ("step not_reached", step("{ not_reached = 'a' }")),
        ("step requests", step("{ requests = 'example.com' }")),
        (
            "requests all",
            step("{ requests = { widget = 'a', method = 'GET', url = { regex = 'x' }, body = 'y' } }"),
        ),
        (
            "step any_order",
            step(
                "{ any_order = [{ sends = 'x' }, { variable = 'flow.a', absent = true }, { ends = true }] }",
            ),
        ),
        ("step ends", step("{ ends = 'unhandled-failure' }")),
        ("step of a contact", bob("variable = 'flow.a', equals = 1")),
        ("any order of a contact", bob("any_order = []")),
        ("an answer of a contact", bob("reply = 'x', after = 1")),
    ]
}

#[test]
fn what_is_right_is_taken_by_both() {
    let validator = validator();
    for (_, text) in right() {
        check(&validator, &text, true);
    }
}

#[test]
fn what_is_wrong_is_refused_by_both() {
    let validator = validator();
    let step = |step: &str| with(&format!("steps = [{step}]"));
    let trigger = |part: &str| with(&format!("trigger = {part}\nsteps = []"));
    let test = |part: &str| with(&format!("steps = []\n{part}"));
    let wrong = [
        "[[test]]\nname = 't'\nsteps = []".to_owned(),
        "flow = 'f.json'".to_owned(),
        "flow = ' '\n[[test]]\nname = 't'\nsteps = []".to_owned(),
        "flow = 'f.json'\ntest = {}".to_owned(),
        "flow = 'f.json'\n[[test]]\nsteps = []".to_owned(),
        "flow = 'f.json'\nflows = 'x'\n[[test]]\nname = 't'\nsteps = []".to_owned(),
        format!("subflows = {{ FW12 = 'g.json' }}\n{}", test("")),
        format!("seed = -1\n{}", test("")),
        format!("now = 2026-01-05\n{}", test("")),
        format!("now = 2026-01-05T09:00:00\n{}", test("")),
        format!("zone = 1\n{}", test("")),
        with(""),
        with("step = []\nsteps = []"),
        trigger("'mesage'"),
        trigger("{ message = 'x', call = true }"),
        trigger("{ call = false }"),
        trigger("{ request = 'x' }"),
        trigger("{ message = 1 }"),
        trigger("{ channel = 'fax' }"),
        trigger("{ from = '' }"),
        trigger("{ media = [1] }"),
        trigger("{ data = 'x' }"),
        trigger("{ form = 'x' }"),
        with("contacts = { bob = { message = 'x' } }\nsteps = [{ contact = 'bob', ends = true }]"),
        with("contacts = { bob = 5 }\nsteps = [{ contact = 'bob', ends = true }]"),
        with(
            "contacts = { bob = 'b' }\nsteps = [{ contact = 'bob', wait = 1 }, { contact = 'bob', ends = true }]",
        ),
        with("contacts = { bob = 'b' }\nsteps = [{ any_order = [{ contact = 'bob', ends = true }] }]"),
        test("[test.http]\na = 99"),
        test("[test.http]\na = []"),
        test("[test.http]\na = { json = 1, body = 'x' }"),
        test("[test.http]\na = { stats = 200 }"),
        test("[test.http]\na = 'x'"),
        test("[test.on]\na = []"),
        test("[test.on]\na = 1"),
        test("[test.on]\na = { leaves = {} }"),
        test("[test.on]\na = { event = 'x', leaves = 1 }"),
        test("[test.api_errors]\na = 'x'"),
        test("[test.api_errors]\na = 4294967296"),
        step("{}"),
        step("'x'"),
        step("{ send = 'x' }"),
        step("{ sends = 'x', reply = 'y' }"),
        step("{ sends = 'x', after = 1 }"),
        step("{ sends = { equals = 'x', contains = 'y' } }"),
        step("{ sends = { media = {} } }"),
        step("{ sends = { to = { equals = 'x', regex = 'y' } } }"),
        step("{ says = { to = 'x' } }"),
        step("{ sends = 5 }"),
        step("{ reply = 7 }"),
        step("{ reply = 'x', media = [''] }"),
        step("{ press = '1a' }"),
        step("{ press = '' }"),
        step("{ say = '' }"),
        step("{ hangs_up = false }"),
        step("{ wait = -1 }"),
        step("{ wait = '1' }"),
        step("{ wait = 1, after = 1 }"),
        step("{ timeout = 5 }"),
        step("{ reply = 'x', after = -1 }"),
        step("{ delivery_fails = -3 }"),
        step("{ refused = 'busy' }"),
        step("{ refused = 20409, after = 3 }"),
        step("{ any_order = [{ refused = 20409 }] }"),
        with("steps = []\nassume = { widget-lop = 'at-ten' }"),
        with("steps = []\nassume = { widget-loop = 'at-nine' }"),
        with("steps = []\n[test.content]\nHX1 = 'x'"),
        with("steps = []\n[test.on]\na = [{ leaves = {} }]"),
        step("{ variable = 'flow.x' }"),
        step("{ variable = 'flows.x', equals = 1 }"),
        step("{ variable = 'flow.x', equals = 1, absent = true }"),
        step("{ variable = 'flow.x', equals = 1, contains = 'x' }"),
        step("{ variable = 'flow.x', contains = 'x', absent = true }"),
        step("{ variable = 'flow.x', contains = 1 }"),
        step("{ variable = 'flow.x', absent = false }"),
        step("{ reaches = '' }"),
        step("{ requests = { method = 'PUT' } }"),
        step("{ requests = { uri = 'x' } }"),
        step("{ any_order = [{ reply = 'x' }] }"),
        step("{ any_order = [{ timeout = true }] }"),
        step("{ any_order = [{ any_order = [] }] }"),
        step("{ any_order = { sends = 'x' } }"),
        step("{ ends = false }"),
        step("{ ends = 'well' }"),
    ];
    for text in &wrong {
        check(&validator, text, false);
    }
}

#[test]
fn each_key_of_the_schema_is_one_that_the_table_above_uses_and_each_is_explained() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    let mut keys: BTreeSet<String> = BTreeSet::new();
    let mut open = vec![&schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::Object(properties)) = members.get("properties") {
                    for (key, of_key) in properties {
                        let is_told = of_key["description"].as_str().is_some_and(|told| !told.is_empty());
                        assert!(is_told || of_key.get("$ref").is_some(), "{key}: {of_key}");
                        keys.insert(key.clone());
                    }
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    let texts: String = right().into_iter().map(|(_, text)| text).collect();
    let is_used = |key: &str| {
        texts
            .split(|char: char| !char.is_alphanumeric() && !matches!(char, '_' | '-'))
            .any(|word| word == key)
    };
    let unused: Vec<&String> = keys.iter().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
    assert!(keys.len() > 45, "{}", keys.len());
}

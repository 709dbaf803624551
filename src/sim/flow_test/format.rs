//! The shape of a file with flow tests.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::keys::{ANSWER, FILE, OUTCOME, TEST, TRIGGER};
use super::read::{At, Mistake, Node, Reader, in_order, json, object};
use super::steps::{Step, read_step};
use crate::sim::world::Stub;
use crate::sim::{Channel, Start};
use crate::twilio::{is_sid, sid::prefix};
use crate::widgets::assumptions::{Assumptions, NoChoice};
use crate::widgets::run::Trigger;

/// When a test begins that does not say so: tests must not depend on the day on which they run.
const NOW: &str = "2026-01-05T17:00:00Z";

/// More people than that are no dialogue.
pub(super) const MAX_CONTACTS: usize = 100;
const OUTCOME_IS: &str = "an event, or a table with `event` and `leaves`";

/// A file with flow tests.
#[derive(Clone, Debug)]
pub struct TestFile {
    /// The flow's file, relative to this one.
    pub flow: At<String>,
    /// The files that SIDs of subflows mean, relative to this one.
    pub subflows: Vec<(String, At<String>)>,
    /// The tests, in the order of the file.
    pub tests: Vec<Test>,
}

/// One test: how the execution begins, what the world answers, and the dialogue.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its name.
    pub name: At<String>,
    pub(super) trigger: Opening,
    /// Those besides the one of the trigger, each with an execution of their own.
    pub(super) contacts: Vec<Contact>,
    pub(super) now: Timestamp,
    pub(super) zone: TimeZone,
    pub(super) seed: u64,
    /// What is taken of that which nobody knows, whatever else is chosen: id and choice.
    pub(super) assume: Vec<(String, String)>,
    /// The texts of content templates, by SID.
    pub(super) contents: Vec<(String, String)>,
    pub(super) steps: Vec<Step>,
    pub(super) given: Vec<(At<String>, Given)>,
}

/// What a test decides for a widget.
#[derive(Clone, Debug)]
pub enum Given {
    /// It is left like this, in order, the last for good.
    Forced(Vec<Told>),
    /// Its request is answered with these, in order, the last for good.
    Answers(Vec<Stub>),
    /// The API refuses its messages with this code.
    Refused(u32),
}

/// How a widget is left.
#[derive(Clone, Debug)]
pub struct Told {
    /// By which event.
    pub event: At<String>,
    /// With what under `widgets.NAME`.
    pub leaves: Option<At<Map<String, Value>>>,
}

/// A contact besides the one of the trigger. Their execution begins with the first step that names them.
#[derive(Clone, Debug)]
pub(super) struct Contact {
    pub name: At<String>,
    pub opening: Opening,
}

/// The channels by name.
pub(super) const CHANNELS: [(&str, Channel); 4] = [
    ("sms", Channel::Sms),
    ("whatsapp", Channel::Whatsapp),
    ("chat", Channel::Chat),
    ("conversation", Channel::Conversation),
];

/// How the execution begins.
#[derive(Clone, Debug, Default)]
pub(super) struct Opening {
    /// What; `None`: the first trigger event that is connected.
    pub trigger: Option<Trigger>,
    pub offset: usize,
    pub body: String,
    pub media: Vec<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub channel: Option<At<Channel>>,
    pub data: Map<String, Value>,
    pub context: Option<Value>,
    pub chat_service: String,
    pub chat_channel: String,
}

/// What holds for all tests of a file that do not say otherwise.
#[derive(Clone)]
struct Common {
    now: Timestamp,
    zone: TimeZone,
    seed: u64,
    assume: Vec<(String, String)>,
}

impl TestFile {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// All mistakes, in the order of the text: a key that does nothing would be believed.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let root = DeTable::parse(text).map_err(|error| {
            let message = error.message().trim().replace('\n', ", ");
            vec![Mistake::at(
                text,
                error.span().map_or(0, |span| span.start),
                format!("this is no TOML: {message}"),
            )]
        })?;
        let mut reader = Reader::default();
        let file = read_file(&mut reader, root.get_ref());
        if reader.mistakes.is_empty() {
            return Ok(file);
        }
        Err(Mistake::all(text, reader.mistakes))
    }
}

fn read_file(reader: &mut Reader, root: &DeTable<'_>) -> TestFile {
    reader.only(root, "key of a test file", &FILE);
    let flow = match root.get("flow") {
        Some(node) => reader.name(node, "flow"),
        None => {
            reader.mistake(0, "a test file has to name its flow: flow = \"NAME.json\"");
            None
        }
    };
    let mut common = Common { now: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC, seed: 0, assume: Vec::new() };
    // Both are known to be right; a test of this module says so.
    common.now = NOW.parse().unwrap_or(common.now);
    common.zone = TimeZone::get(Start::ZONE).unwrap_or(common.zone);
    read_common(reader, root, &mut common);
    let mut subflows = Vec::new();
    if let Some(table) = root.get("subflows").and_then(|node| reader.table(node, "subflows")) {
        for (key, node) in in_order(table) {
            let sid = key.get_ref().to_string();
            if !is_sid(&sid, prefix::FLOW) {
                reader
                    .mistake(key.span().start, "a subflow is named by its SID, FW and 32 hexadecimal digits");
            }
            subflows.extend(reader.name(node, "subflows").map(|file| (sid, file)));
        }
    }
    let mut tests = Vec::new();
    match root.get("test") {
        Some(node) => {
            for item in reader.list(node, "test") {
                tests.extend(read_test(reader, item, &common));
            }
        }
        None => reader.mistake(0, "there is no test here; one begins with [[test]]"),
    }
    TestFile { flow: flow.unwrap_or(At { value: String::new(), offset: 0 }), subflows, tests }
}

/// `now`, `zone`, `seed` and `assume`.
fn read_common(reader: &mut Reader, table: &DeTable<'_>, common: &mut Common) {
    if let Some(node) = table.get("now") {
        match (node.get_ref(), json(node.get_ref()).as_str().map(str::parse)) {
            (DeValue::String(_) | DeValue::Datetime(_), Some(Ok(now))) => common.now = now,
            _ => reader.wrong(node, "now", "a time with its offset, as 2026-01-05T09:00:00Z"),
        }
    }
    if let Some(zone) = table.get("zone").and_then(|node| reader.name(node, "zone")) {
        match TimeZone::get(&zone.value) {
            Ok(found) => common.zone = found,
            Err(_) => reader.mistake(zone.offset, format!("there is no time zone `{}`", zone.value)),
        }
    }
    if let Some(node) = table.get("seed") {
        common.seed = reader.whole(node, "seed", "a whole number, not negative").unwrap_or(common.seed);
    }
    if let Some(assume) = table.get("assume").and_then(|node| reader.table(node, "assume")) {
        read_assume(reader, assume, &mut common.assume);
    }
}

/// What is taken of that which nobody knows. What a test says counts after what its file says.
fn read_assume(reader: &mut Reader, table: &DeTable<'_>, assume: &mut Vec<(String, String)>) {
    for (key, node) in in_order(table) {
        let id = key.get_ref().to_string();
        let Some(choice) = reader.name(node, &id) else { continue };
        match Assumptions::default().set(&id, &choice.value) {
            Ok(()) => assume.push((id, choice.value)),
            Err(error @ NoChoice::Assumption { .. }) => reader.mistake(key.span().start, error.to_string()),
            Err(error @ NoChoice::Choice { .. }) => reader.mistake(choice.offset, error.to_string()),
        }
    }
}

/// The texts of content templates.
fn read_contents(reader: &mut Reader, table: &DeTable<'_>) -> Vec<(String, String)> {
    let mut contents = Vec::new();
    let Some(table) = table.get("content").and_then(|node| reader.table(node, "content")) else {
        return contents;
    };
    for (key, node) in in_order(table) {
        let sid = key.get_ref().to_string();
        if !is_sid(&sid, prefix::CONTENT) {
            let message = "a content template is named by its SID, HX and 32 hexadecimal digits";
            reader.mistake(key.span().start, message);
        }
        contents.extend(reader.text(node, "content").map(|text| (sid, text.value)));
    }
    contents
}

fn read_test(reader: &mut Reader, node: &Node<'_>, common: &Common) -> Option<Test> {
    let offset = node.span().start;
    let table = reader.table(node, "test")?;
    reader.only(table, "key of a test", &TEST);
    let name = match table.get("name") {
        Some(node) => reader.name(node, "name"),
        None => {
            reader.mistake(offset, "a test has to have a name");
            None
        }
    };
    let mut common = common.clone();
    read_common(reader, table, &mut common);
    let trigger = table.get("trigger").map(|node| read_trigger(reader, node)).unwrap_or_default();
    let contacts = read_contacts(reader, table, &trigger);
    let names: Vec<&str> = contacts.iter().map(|contact| contact.name.value.as_str()).collect();
    let mut steps = Vec::new();
    match table.get("steps") {
        Some(node) => {
            let before = reader.mistakes.len();
            for item in reader.list(node, "steps") {
                steps.extend(read_step(reader, item, &names));
            }
            // A step that is wrong may be the one that names them.
            if reader.mistakes.len() == before {
                all_are_named(reader, &contacts, &steps);
            }
        }
        None => reader.mistake(offset, "a test has to have steps"),
    }
    let mut given = Vec::new();
    read_given(reader, table, "on", &mut given, |reader, node| {
        let nodes = Reader::one_or_many(node);
        if nodes.is_empty() {
            reader.mistake(node.span().start, "a list of events must not be empty");
            return None;
        }
        Some(Given::Forced(nodes.into_iter().filter_map(|node| read_told(reader, node)).collect()))
    });
    read_given(reader, table, "http", &mut given, |reader, node| {
        let nodes = Reader::one_or_many(node);
        if nodes.is_empty() {
            reader.mistake(node.span().start, "a list of answers must not be empty");
            return None;
        }
        Some(Given::Answers(nodes.into_iter().filter_map(|node| read_stub(reader, node)).collect()))
    });
    read_given(reader, table, "api_errors", &mut given, |reader, node| {
        reader.whole(node, "api_errors", "a code of Twilio's, as 21610").map(Given::Refused)
    });
    let contents = read_contents(reader, table);
    let name = name.unwrap_or(At { value: String::new(), offset });
    let Common { now, zone, seed, assume } = common;
    Some(Test { name, trigger, contacts, now, zone, seed, assume, contents, steps, given })
}

/// The contacts besides the one of the trigger, in the order of the file.
fn read_contacts(reader: &mut Reader, table: &DeTable<'_>, trigger: &Opening) -> Vec<Contact> {
    let Some(node) = table.get("contacts") else { return Vec::new() };
    let Some(table) = reader.table(node, "contacts") else { return Vec::new() };
    if table.len() > MAX_CONTACTS {
        reader.mistake(node.span().start, format!("a test has at most {MAX_CONTACTS} contacts"));
        return Vec::new();
    }
    let mut contacts = Vec::new();
    for (key, node) in in_order(table) {
        let name = At { value: key.get_ref().to_string(), offset: key.span().start };
        if name.value.trim().is_empty() {
            reader.mistake(name.offset, "a contact has to have a name");
        }
        let opening = match node.get_ref() {
            DeValue::String(_) => {
                // They begin as the test does, from an address of their own.
                let from = reader.name(node, "contacts").map(|address| address.value);
                let (chat_channel, offset) = (String::new(), node.span().start);
                Opening { from, chat_channel, offset, ..trigger.clone() }
            }
            DeValue::Table(_) => {
                let opening = read_trigger(reader, node);
                if opening.from.is_none() {
                    let message = "a contact has to have an address of its own: `from`";
                    reader.mistake(node.span().start, message);
                }
                opening
            }
            _ => {
                reader.wrong(node, "contacts", "an address, or a table as that of a trigger");
                continue;
            }
        };
        contacts.push(Contact { name, opening });
    }
    contacts
}

/// A contact whom no step names would be believed to have done something.
fn all_are_named(reader: &mut Reader, contacts: &[Contact], steps: &[Step]) {
    let mut is_named = vec![false; contacts.len()];
    for step in steps {
        if let Some(named) = step.contact.checked_sub(1).and_then(|index| is_named.get_mut(index)) {
            *named = true;
        }
    }
    for (contact, _) in contacts.iter().zip(is_named).filter(|(_, is_named)| !is_named) {
        let message = format!("no step names the contact `{}`", contact.name.value);
        reader.mistake(contact.name.offset, message);
    }
}

/// A table whose keys are widgets.
fn read_given(
    reader: &mut Reader,
    table: &DeTable<'_>,
    key: &str,
    given: &mut Vec<(At<String>, Given)>,
    mut read: impl FnMut(&mut Reader, &Node<'_>) -> Option<Given>,
) {
    let Some(table) = table.get(key).and_then(|node| reader.table(node, key)) else { return };
    for (name, node) in in_order(table) {
        let widget = At { value: name.get_ref().to_string(), offset: name.span().start };
        given.extend(read(reader, node).map(|read| (widget, read)));
    }
}

/// How a widget is left: an event, or a table.
fn read_told(reader: &mut Reader, node: &Node<'_>) -> Option<Told> {
    match node.get_ref() {
        DeValue::String(_) => Some(Told { event: reader.name(node, "event")?, leaves: None }),
        DeValue::Table(table) => {
            reader.only(table, "key of an outcome", &OUTCOME);
            let Some(event) = table.get("event") else {
                reader.mistake(node.span().start, "an outcome has to have an `event`");
                return None;
            };
            let event = reader.name(event, "event")?;
            let leaves = table.get("leaves").and_then(|node| {
                Some(At { value: object(reader.table(node, "leaves")?), offset: node.span().start })
            });
            Some(Told { event, leaves })
        }
        _ => {
            reader.wrong(node, "on", OUTCOME_IS);
            None
        }
    }
}

/// An answer: a status alone, or a table.
fn read_stub(reader: &mut Reader, node: &Node<'_>) -> Option<Stub> {
    const STATUS: &str = "an HTTP status from 100 to 599";
    let mut status_of = |node: &Node<'_>| {
        let status = reader.whole::<u16>(node, "status", STATUS)?;
        if !(100..600).contains(&status) {
            reader.mistake(node.span().start, format!("`status` has to be {STATUS}"));
        }
        Some(status)
    };
    let DeValue::Table(table) = node.get_ref() else {
        let status = status_of(node)?;
        return Some(Stub { status, body: String::new(), content_type: None });
    };
    let status = match table.get("status") {
        Some(node) => status_of(node)?,
        None => 200,
    };
    reader.only(table, "key of an answer", &ANSWER);
    let body = match (table.get("json"), table.get("body")) {
        (Some(_), Some(node)) => {
            reader.mistake(node.span().start, "`json` and `body` cannot stand together");
            return None;
        }
        (Some(node), None) => json(node.get_ref()).to_string(),
        (None, Some(node)) => reader.text(node, "body")?.value,
        (None, None) => String::new(),
    };
    let content_type =
        table.get("content_type").and_then(|node| reader.name(node, "content_type")).map(|text| text.value);
    Some(Stub { status, body, content_type })
}

fn read_trigger(reader: &mut Reader, node: &Node<'_>) -> Opening {
    let mut opening = Opening { offset: node.span().start, ..Opening::default() };
    if let DeValue::String(name) = node.get_ref() {
        opening.trigger = Trigger::ALL.into_iter().find(|trigger| trigger.name() == name);
        if opening.trigger.is_none() {
            reader.unknown(opening.offset, "trigger", name, Trigger::ALL.map(Trigger::name));
        }
        return opening;
    }
    let Some(table) = reader.table(node, "trigger") else { return opening };
    reader.only(table, "key of a trigger", &TRIGGER);
    for trigger in Trigger::ALL {
        let Some(node) = table.get(trigger.name()) else { continue };
        if let Some(other) = opening.trigger {
            let message = format!("`{}` and `{}` are two triggers", other.name(), trigger.name());
            reader.mistake(node.span().start, message);
            continue;
        }
        opening.trigger = Some(trigger);
        read_what_begins(reader, trigger, node, &mut opening);
    }
    let mut text = |key: &str| {
        let text = table.get(key).and_then(|node| reader.name(node, key));
        text.map(|text| text.value)
    };
    opening.from = text("from");
    opening.to = text("to");
    opening.chat_service = text("chat_service").unwrap_or_default();
    opening.chat_channel = text("chat_channel").unwrap_or_default();
    for item in table.get("media").map(Reader::one_or_many).unwrap_or_default() {
        opening.media.extend(reader.name(item, "media").map(|text| text.value));
    }
    if let Some(data) = table.get("data").and_then(|node| reader.table(node, "data")) {
        opening.data.extend(object(data));
    }
    let context = table.get("context").and_then(|node| reader.table(node, "context"));
    opening.context = context.map(|context| Value::Object(object(context)));
    if let Some(name) = table.get("channel").and_then(|node| reader.name(node, "channel")) {
        match CHANNELS.into_iter().find(|(known, _)| *known == name.value) {
            Some((_, channel)) => opening.channel = Some(At { value: channel, offset: name.offset }),
            None => reader.unknown(name.offset, "channel", &name.value, CHANNELS.map(|(known, _)| known)),
        }
    }
    opening
}

/// The value of `message`, `call`, …: the text of a message, the parameters of a request, or `true`.
fn read_what_begins(reader: &mut Reader, trigger: Trigger, node: &Node<'_>, opening: &mut Opening) {
    match (trigger, node.get_ref()) {
        (_, DeValue::Boolean(true)) => {}
        (Trigger::Message | Trigger::Conversation, DeValue::String(text)) => opening.body = text.to_string(),
        (Trigger::Request | Trigger::Parent, DeValue::Table(table)) => opening.data = object(table),
        (Trigger::Message | Trigger::Conversation, _) => {
            reader.wrong(node, trigger.name(), "the text of the message, or true");
        }
        (Trigger::Request | Trigger::Parent, _) => {
            reader.wrong(node, trigger.name(), "a table of parameters, or true");
        }
        (Trigger::Call, _) => reader.wrong(node, trigger.name(), "true"),
    }
}

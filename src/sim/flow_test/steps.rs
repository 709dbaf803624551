//! The steps of a test: what the contact does, and what the flow has to say and do.

use toml::de::{DeTable, DeValue};

use super::keys::{COMPARE, CONTACT, REQUESTS, ROOTS, SAYS, SENDS, STEPS};
use super::matcher::{TextMatch, ValueMatch};
use super::read::{At, Node, Reader};
use crate::sim::trace::Reason;

/// One line of the dialogue.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Where it stands.
    pub offset: usize,
    /// Whose it is: a number of the test's contacts, 0 the one of its trigger.
    pub contact: usize,
    pub kind: StepKind,
}

#[derive(Clone, Debug)]
pub(super) enum StepKind {
    /// Something happens outside of the flow.
    Do { doing: Doing, after_secs: Option<f64> },
    /// The flow does something.
    Expect(Expectation),
    /// It does all of these, in whatever order.
    AnyOrder(Vec<Expectation>),
}

/// What happens outside of the flow.
#[derive(Clone, Debug)]
pub(super) enum Doing {
    Reply {
        body: String,
        media: Vec<String>,
    },
    Press(String),
    Say(String),
    HangUp,
    Wait(f64),
    Timeout,
    DeliveryFails(u32),
    /// Somebody tries to begin an execution of the contact, and is refused with this code.
    Refused(u32),
}

/// How the flow speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    Message,
    Prompt,
}

/// What the flow has to do.
#[derive(Clone, Debug)]
pub(super) enum Expectation {
    Speaks {
        voice: Voice,
        text: Option<TextMatch>,
        widget: Option<At<String>>,
        media: Option<TextMatch>,
        to: Option<TextMatch>,
    },
    Variable {
        path: String,
        value: ValueMatch,
    },
    Reaches(At<String>),
    NotReached(At<String>),
    Requests {
        widget: Option<At<String>>,
        method: Option<String>,
        url: Option<TextMatch>,
        body: Option<TextMatch>,
    },
    /// It ends well, or for this reason.
    Ends(Option<Reason>),
}

/// All reasons for which an execution ends.
pub(super) const REASONS: [Reason; 9] = [
    Reason::Completed,
    Reason::HungUp,
    Reason::UnhandledFailure,
    Reason::MaxSteps,
    Reason::WidgetLoop,
    Reason::NoMatch,
    Reason::Unsupported,
    Reason::Stopped,
    Reason::Expired,
];

/// Reads one step of a test with contacts of these names.
pub(super) fn read_step(reader: &mut Reader, node: &Node<'_>, contacts: &[&str]) -> Option<Step> {
    let (table, kind, others, value) = kind_of(reader, node)?;
    reader.only(table, "key of this step", &[&[kind], others].concat());
    let contact = table.get(CONTACT).filter(|_| others.contains(&CONTACT));
    let contact = contact.map_or(Some(0), |node| {
        let name = reader.name(node, CONTACT)?;
        let found = contacts.iter().position(|known| *known == name.value);
        if found.is_none() {
            reader.unknown(name.offset, "contact", &name.value, contacts.iter().copied());
        }
        found.map(|index| index + 1)
    });
    let kind = read_kind(reader, node.span().start, (table, kind, value));
    Some(Step { offset: node.span().start, contact: contact?, kind: kind? })
}

/// A step within others, which is of the contact that these are of.
fn read_inner(reader: &mut Reader, node: &Node<'_>) -> Option<StepKind> {
    let (table, kind, others, value) = kind_of(reader, node)?;
    let others: Vec<&str> = others.iter().copied().filter(|key| *key != CONTACT).collect();
    if let Some(contact) = table.get(CONTACT) {
        reader.mistake(contact.span().start, "`contact` stands beside `any_order`, for all of it");
    }
    reader.only(table, "key of this step", &[&[kind, CONTACT], &*others].concat());
    read_kind(reader, node.span().start, (table, kind, value))
}

fn read_kind(
    reader: &mut Reader,
    offset: usize,
    (table, kind, value): (&DeTable<'_>, &'static str, &Node<'_>),
) -> Option<StepKind> {
    if kind == "any_order" {
        let mut all = Vec::new();
        for item in reader.list(value, kind) {
            match read_inner(reader, item) {
                Some(StepKind::Expect(expectation)) => all.push(expectation),
                Some(StepKind::Do { .. } | StepKind::AnyOrder(_)) => {
                    let message = "only what the flow does can stand in `any_order`";
                    reader.mistake(item.span().start, message);
                }
                None => {}
            }
        }
        return Some(StepKind::AnyOrder(all));
    }
    Some(match doing(reader, kind, value, table) {
        Some(doing) => {
            let after = table.get("after").filter(|_| takes_time(&doing));
            StepKind::Do { doing, after_secs: after.and_then(|node| reader.seconds(node, "after")) }
        }
        None => StepKind::Expect(expectation(reader, kind, value, table, offset)?),
    })
}

/// A step's table, the one key that says what it is, the other keys that it may have, and the value.
type Found<'a, 'i> = (&'a DeTable<'i>, &'static str, &'static [&'static str], &'a Node<'i>);

fn kind_of<'a, 'i>(reader: &mut Reader, node: &'a Node<'i>) -> Option<Found<'a, 'i>> {
    let offset = node.span().start;
    let table = reader.table(node, "a step")?;
    let mut found = STEPS.into_iter().filter_map(|(kind, others)| Some((kind, others, table.get(kind)?)));
    match (found.next(), found.next()) {
        (Some((kind, others, value)), None) => Some((table, kind, others, value)),
        (Some((one, ..)), Some((two, _, node))) => {
            reader.mistake(node.span().start, format!("`{one}` and `{two}` are two steps"));
            None
        }
        (None, _) => {
            match table.keys().min_by_key(|key| key.span().start) {
                Some(key) => {
                    reader.unknown(key.span().start, "step", key.get_ref(), STEPS.map(|(kind, _)| kind));
                }
                None => reader.mistake(offset, "a step is empty"),
            }
            None
        }
    }
}

fn takes_time(doing: &Doing) -> bool {
    !matches!(doing, Doing::Wait(_) | Doing::Timeout | Doing::Refused(_))
}

/// What happens outside; `None` for what the flow does, and after a mistake was noted for `kind`.
fn doing(reader: &mut Reader, kind: &str, value: &Node<'_>, table: &DeTable<'_>) -> Option<Doing> {
    Some(match kind {
        "reply" => {
            let body = reader.text(value, kind).map(|text| text.value).unwrap_or_default();
            let mut media = Vec::new();
            for item in table.get("media").map(Reader::one_or_many).unwrap_or_default() {
                media.extend(reader.name(item, "media").map(|text| text.value));
            }
            Doing::Reply { body, media }
        }
        "press" => {
            let keys = reader.name(value, kind);
            if let Some(keys) = &keys
                && !keys.value.chars().all(|key| matches!(key, '0'..='9' | '*' | '#'))
            {
                reader.mistake(keys.offset, "keys are 0 to 9, * and #");
            }
            Doing::Press(keys.map(|keys| keys.value).unwrap_or_default())
        }
        "say" => Doing::Say(reader.name(value, kind).map(|text| text.value).unwrap_or_default()),
        "hangs_up" => {
            reader.yes(value, kind);
            Doing::HangUp
        }
        "wait" => Doing::Wait(reader.seconds(value, kind).unwrap_or_default()),
        "timeout" | "silence" => {
            reader.yes(value, kind);
            Doing::Timeout
        }
        "delivery_fails" => Doing::DeliveryFails(
            reader.whole(value, kind, "a code of Twilio's, as 30003").unwrap_or_default(),
        ),
        "refused" => {
            Doing::Refused(reader.whole(value, kind, "a code of Twilio's, as 20409").unwrap_or_default())
        }
        _ => return None,
    })
}

fn expectation(
    reader: &mut Reader,
    kind: &str,
    value: &Node<'_>,
    table: &DeTable<'_>,
    offset: usize,
) -> Option<Expectation> {
    if kind == "variable" {
        let path = reader.name(value, kind)?;
        let root = path.value.split('.').next().unwrap_or_default();
        if !ROOTS.contains(&root) {
            reader.unknown(path.offset, "variable that begins with", root, ROOTS);
        }
        let value = ValueMatch::read(reader, table, offset)?;
        return Some(Expectation::Variable { path: path.value, value });
    }
    match kind {
        "sends" => speaks(reader, kind, value, Voice::Message),
        "says" => speaks(reader, kind, value, Voice::Prompt),
        "reaches" => reader.name(value, kind).map(Expectation::Reaches),
        "not_reached" => reader.name(value, kind).map(Expectation::NotReached),
        "requests" => requests(reader, value),
        _ => ends(reader, value),
    }
}

fn speaks(reader: &mut Reader, kind: &str, value: &Node<'_>, voice: Voice) -> Option<Expectation> {
    if matches!(value.get_ref(), DeValue::String(_)) {
        let text = TextMatch::read_value(reader, value, kind, "equals");
        return Some(Expectation::Speaks { voice, text, widget: None, media: None, to: None });
    }
    let DeValue::Table(table) = value.get_ref() else {
        reader.wrong(value, kind, "a text, or a table");
        return None;
    };
    let own: &[&str] = match voice {
        Voice::Message => &SENDS,
        Voice::Prompt => &SAYS,
    };
    reader.only(table, &format!("key of `{kind}`"), &[&COMPARE, own].concat());
    let text = TextMatch::read(reader, table);
    let widget = table.get("widget").and_then(|node| reader.name(node, "widget"));
    let mut part = |key: &str, plain: &str| {
        table.get(key).and_then(|node| TextMatch::read_value(reader, node, key, plain))
    };
    let (media, to) = match voice {
        Voice::Message => (part("media", "equals"), part("to", "equals")),
        Voice::Prompt => (None, None),
    };
    Some(Expectation::Speaks { voice, text, widget, media, to })
}

fn requests(reader: &mut Reader, value: &Node<'_>) -> Option<Expectation> {
    if matches!(value.get_ref(), DeValue::String(_)) {
        let url = TextMatch::read_value(reader, value, "requests", "contains");
        return Some(Expectation::Requests { widget: None, method: None, url, body: None });
    }
    let DeValue::Table(table) = value.get_ref() else {
        reader.wrong(value, "requests", "a part of the address, or a table");
        return None;
    };
    reader.only(table, "key of `requests`", &REQUESTS);
    let widget = table.get("widget").and_then(|node| reader.name(node, "widget"));
    let method = table.get("method").and_then(|node| reader.name(node, "method"));
    if let Some(method) = &method
        && !matches!(&*method.value, "GET" | "POST")
    {
        reader.unknown(method.offset, "method", &method.value, ["GET", "POST"]);
    }
    let mut part =
        |key: &str| table.get(key).and_then(|node| TextMatch::read_value(reader, node, key, "contains"));
    let (url, body) = (part("url"), part("body"));
    Some(Expectation::Requests { widget, method: method.map(|method| method.value), url, body })
}

fn ends(reader: &mut Reader, value: &Node<'_>) -> Option<Expectation> {
    match value.get_ref() {
        DeValue::Boolean(true) => Some(Expectation::Ends(None)),
        DeValue::String(name) => {
            let reason = REASONS.into_iter().find(|reason| reason.name() == name);
            if reason.is_none() {
                reader.unknown(value.span().start, "way to end", name, REASONS.map(Reason::name));
            }
            Some(Expectation::Ends(reason))
        }
        _ => {
            reader.wrong(value, "ends", "true, or the reason as a text");
            None
        }
    }
}

/// The widgets that an expectation names.
pub(super) fn named_widget(expectation: &Expectation) -> Option<&At<String>> {
    match expectation {
        Expectation::Speaks { widget, .. } | Expectation::Requests { widget, .. } => widget.as_ref(),
        Expectation::Reaches(widget) | Expectation::NotReached(widget) => Some(widget),
        Expectation::Variable { .. } | Expectation::Ends(_) => None,
    }
}

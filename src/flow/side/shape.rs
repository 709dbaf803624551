//! Whether the sections of a side file have the shape that they are read with, and where they have not.

use super::answers::{ANSWERS, CONTENTS, HOSTS, HTTP, OUTCOMES, entries, status_of};
use super::starts::{MEDIA, PARAMETERS, STARTS, TEXTS};
use super::{SUBFLOWS, SideFile, SideTrouble};
use crate::flow::json::{self, Json, Kind, Places, position};

/// A place as a JSON pointer, and what is wrong there.
pub(super) type Wrong = (String, String);

/// A section that is not what sections are: nothing can be kept in it.
pub(super) fn wrong_section(root: &Json) -> Option<Wrong> {
    let within = |name: &str| root.get(ANSWERS).and_then(|answers| answers.get(name));
    let objects = [
        (SUBFLOWS, format!("/{SUBFLOWS}"), root.get(SUBFLOWS)),
        (STARTS, format!("/{STARTS}"), root.get(STARTS)),
        (ANSWERS, format!("/{ANSWERS}"), root.get(ANSWERS)),
        (HTTP, format!("/{ANSWERS}/{HTTP}"), within(HTTP)),
        (OUTCOMES, format!("/{ANSWERS}/{OUTCOMES}"), within(OUTCOMES)),
        (CONTENTS, format!("/{ANSWERS}/{CONTENTS}"), within(CONTENTS)),
    ];
    for (name, pointer, section) in objects {
        if let Some(section) = section.filter(|section| section.as_object().is_none()) {
            return Some((pointer, format!("`{name}` is an object, this is {}", section.type_name())));
        }
    }
    let hosts = within(HOSTS).filter(|hosts| hosts.as_array().is_none())?;
    Some((format!("/{ANSWERS}/{HOSTS}"), format!("`{HOSTS}` is a list, this is {}", hosts.type_name())))
}

/// An entry of a section that cannot be understood.
fn wrong_entry(root: &Json) -> Option<Wrong> {
    wrong_start(root).or_else(|| wrong_answer(root.get(ANSWERS)?))
}

fn wrong_start(root: &Json) -> Option<Wrong> {
    for member in root.get(STARTS)?.as_object()? {
        let pointer = format!("/{STARTS}/{}", escaped(&member.name()));
        let set = &member.value;
        if set.as_object().is_none() {
            let name = member.name();
            return Some((
                pointer,
                format!("the start set `{name}` is an object, this is {}", set.type_name()),
            ));
        }
        let not_text = TEXTS.into_iter().find_map(|key| not_text(&pointer, set, key));
        let not_list = || {
            let media = set.get(MEDIA)?;
            let texts = media.as_array()?;
            let at = texts.iter().position(|text| text.as_text().is_none())?;
            Some((format!("{pointer}/{MEDIA}/{at}"), "the address of a medium is a text".to_owned()))
        };
        let media = || {
            let media = set.get(MEDIA).filter(|media| media.as_array().is_none())?;
            let message = format!("`{MEDIA}` is a list of addresses, this is {}", media.type_name());
            Some((format!("{pointer}/{MEDIA}"), message))
        };
        let parameters = || {
            let given = set.get(PARAMETERS).filter(|given| given.as_object().is_none())?;
            let message = format!("`{PARAMETERS}` is an object, this is {}", given.type_name());
            Some((format!("{pointer}/{PARAMETERS}"), message))
        };
        if let Some(wrong) = not_text.or_else(media).or_else(not_list).or_else(parameters) {
            return Some(wrong);
        }
    }
    None
}

fn wrong_answer(answers: &Json) -> Option<Wrong> {
    let members = |section: &str| answers.get(section).and_then(Json::as_object).unwrap_or_default();
    for member in members(HTTP) {
        let pointer = format!("/{ANSWERS}/{HTTP}/{}", escaped(&member.name()));
        let is_list = member.value.as_array().is_some();
        for (index, answer) in entries(&member.value).iter().enumerate() {
            let pointer = if is_list { format!("{pointer}/{index}") } else { pointer.clone() };
            if let Some(wrong) = wrong_http(&pointer, answer) {
                return Some(wrong);
            }
        }
    }
    for member in members(OUTCOMES) {
        let pointer = format!("/{ANSWERS}/{OUTCOMES}/{}", escaped(&member.name()));
        let outcome = &member.value;
        if outcome.get("event").is_none() {
            return Some((pointer, "an outcome is an object with an `event`".to_owned()));
        }
        let leaves = || {
            let leaves = outcome.get("leaves").filter(|leaves| leaves.as_object().is_none())?;
            let message = format!("`leaves` is an object, this is {}", leaves.type_name());
            Some((format!("{pointer}/leaves"), message))
        };
        if let Some(wrong) = not_text(&pointer, outcome, "event").or_else(leaves) {
            return Some(wrong);
        }
    }
    for member in members(CONTENTS) {
        let pointer = format!("/{ANSWERS}/{CONTENTS}/{}", escaped(&member.name()));
        if member.value.get("text").is_none() {
            return Some((pointer, "a content template is an object with a `text`".to_owned()));
        }
        if let Some(wrong) = not_text(&pointer, &member.value, "text") {
            return Some(wrong);
        }
    }
    let hosts = answers.get(HOSTS).and_then(Json::as_array).unwrap_or_default();
    let at = hosts.iter().position(|host| host.as_text().is_none())?;
    Some((format!("/{ANSWERS}/{HOSTS}/{at}"), "a host is a text".to_owned()))
}

fn wrong_http(pointer: &str, answer: &Json) -> Option<Wrong> {
    if answer.as_object().is_none() {
        let message =
            format!("an answer is an object with a `status` and a `body`, this is {}", answer.type_name());
        return Some((pointer.to_owned(), message));
    }
    if answer.get("status").is_some_and(|status| status_of(status).is_none()) {
        return Some((
            format!("{pointer}/status"),
            "a `status` is a whole number from 100 to 599".to_owned(),
        ));
    }
    not_text(pointer, answer, "content_type")
}

fn not_text(pointer: &str, object: &Json, key: &str) -> Option<Wrong> {
    let value = object.get(key).filter(|value| !matches!(value.kind, Kind::String(_)))?;
    Some((format!("{pointer}/{key}"), format!("`{key}` is a text, this is {}", value.type_name())))
}

/// A key as a step of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Where something is wrong, with its line and column.
pub(super) fn placed(root: &Json, text: &str, (pointer, message): Wrong) -> SideTrouble {
    let mut places = Places::of([pointer.as_str()]);
    json::write(root, &mut String::new(), &mut places);
    let (line, column) = position(text, places.range(&pointer).map_or(0, |range| range.start));
    SideTrouble::Broken { line, column, message }
}

impl SideFile {
    /// Why not all of it can be understood: why it is left alone, or what first stands in its sections that is left
    /// out when they are read. It does not keep the file from being changed.
    pub fn mistake(&self) -> Option<SideTrouble> {
        self.trouble().or_else(|| {
            let root = self.tree()?;
            wrong_entry(root).map(|wrong| placed(root, &root.to_string(), wrong))
        })
    }
}

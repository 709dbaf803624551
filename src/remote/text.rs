//! The text of a definition that came from Twilio: as the console would export it, or spelled as the file that it
//! replaces wherever both mean the same.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::flow::json::{self, Json, Kind, Places, Style};
use crate::flow::{Flow, canonical};

/// The definition within an answer, in the canonical text. An error is why there is none.
pub(super) fn definition(body: &str) -> Result<String, String> {
    let root = json::parse(body).map_err(|error| error.message)?;
    let definition = root.get("definition").ok_or("it has no definition")?;
    let text = match (&definition.kind, definition.as_text()) {
        // Unverified: whether it ever comes back as the text that it was sent as.
        (Kind::String(_), Some(text)) => text.into_owned(),
        _ => {
            let mut text = String::new();
            json::write(definition, &mut text, &mut Places::default());
            text
        }
    };
    canonical(&text).map_err(|error| error.to_string())
}

/// A hash of what a flow means: white space, the order of keys and the spelling of texts do not count.
pub fn meaning(flow: &Flow) -> String {
    let mut hash = Sha256::new();
    feed(&flow.to_value(), &mut hash);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The nesting is bounded, as every flow was read by a parser that bounds it.
fn feed(value: &Value, hash: &mut Sha256) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            hash.update(b"{");
            for name in names {
                feed(&Value::from(name.as_str()), hash);
                feed(members.get(name).unwrap_or(&Value::Null), hash);
            }
            hash.update(b"}");
        }
        Value::Array(items) => {
            hash.update(b"[");
            items.iter().for_each(|item| feed(item, hash));
            hash.update(b"]");
        }
        plain => {
            hash.update(plain.to_string());
            hash.update(b",");
        }
    }
}

/// The text of `there` for a file that holds `here`: what both mean keeps the file's spelling, what differs is laid out
/// as the file is. `None` where both mean the same, so that the file can stay as it is.
pub fn kept(here: &Flow, there: &Flow) -> Option<String> {
    let wanted = meaning(there);
    if meaning(here) == wanted {
        return None;
    }
    let merged = merged(here, there);
    // What was put together has to mean what it was made from, whatever the two look like.
    let means_it = json::parse(&merged).ok().and_then(|root| Flow::from_json(root).ok());
    let is_right = means_it.is_some_and(|flow| meaning(&flow) == wanted);
    Some(if is_right { merged } else { there.write() })
}

fn merged(here: &Flow, there: &Flow) -> String {
    let style = here.style();
    let mut root = if style == Style::default() {
        match json::parse(&there.write()) {
            Ok(root) => root,
            Err(_) => return there.write(),
        }
    } else {
        style.lay_out(&there.to_value(), Some(""))
    };
    let envelope = here.envelope_json();
    root.lead = envelope.lead.clone();
    root.trail = envelope.trail.clone();
    let Kind::Object(list) = &mut root.kind else { return there.write() };
    for member in &mut list.items {
        let name = member.name().into_owned();
        if name == "states" {
            if let Kind::Array(states) = &mut member.value.kind {
                states.items.iter_mut().for_each(|state| keep_state(here, state));
            }
        } else if let Some(old) = envelope.get(&name).filter(|old| old.to_value() == member.value.to_value())
        {
            member.value.kind = old.kind.clone();
        }
    }
    let mut text = String::new();
    json::write(&root, &mut text, &mut Places::default());
    text
}

fn keep_state(here: &Flow, state: &mut Json) {
    let name = state.get("name").and_then(Json::as_text).map(|name| name.into_owned());
    let old = name.and_then(|name| here.named(&name).cloned());
    if let Some(old) = old.filter(|old| old.json().to_value() == state.to_value()) {
        state.kind = old.json().kind.clone();
    }
}

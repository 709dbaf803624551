//! A phone number or other address that is none.

use super::{Rule, Run, counts, is_placeholder};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::twilio::is_sid;
use crate::twilio::phone::{Address, is_e164, looks_like_phone};
use crate::twilio::sid::prefix;
use crate::widgets::{Field, FieldKind};

pub(super) const RULE: Rule = Rule {
    code: "bad-address",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A phone number that is none",
    why: "Twilio wants phone numbers with a plus sign and the country's code, and digits alone (21211, 21212)",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    let may_hold = |field: &&Field| {
        matches!(field.kind, FieldKind::Sender | FieldKind::Recipient) || !field.phones.is_empty()
    };
    for field in entry.fields.iter().filter(may_hold).filter(|field| counts(field, at.widget)) {
        let Some(text) = at.settled(field.key) else { continue };
        let text = text.trim();
        if is_placeholder(text) {
            continue;
        }
        if matches!(field.kind, FieldKind::Sender | FieldKind::Recipient) {
            // In a chat, people and services have identities of any form.
            if !(is_address(text, field.kind == FieldKind::Sender) || is_sid(text, prefix::MESSAGING_SERVICE))
            {
                tell(at, sink, field, text, text);
            }
        } else if let Some(most) = entry.phones(field, at.widget) {
            // Before the limit is told nothing is known to be wrong with so many.
            let all: Vec<&str> = if most == 1 { vec![text] } else { text.split(',').take(MOST).collect() };
            if all.len() > most {
                let message = format!(
                    "{}: there must be a maximum of {most} items in the array, and there are {} numbers",
                    field.label,
                    all.len()
                );
                sink.add(message, at.field(field.key));
            }
            for number in all.into_iter().map(str::trim).filter(|number| !is_address(number, false)) {
                tell(at, sink, field, number, text);
            }
        }
    }
}

/// So many numbers in one field are looked at.
const MOST: usize = 50;

pub(super) fn is_address(text: &str, sends: bool) -> bool {
    text.is_empty()
        || match Address::parse(text) {
            Some(Address::Phone(_) | Address::Channel(..)) => true,
            Some(Address::ShortCode(_) | Address::Sender(_)) if sends => true,
            // The other channels know their people by names, too.
            _ => !text.starts_with("whatsapp:") && !tries_to_be_a_number(text),
        }
}

/// Tells of an address that is none, within the whole text of the field.
fn tell(at: &At<'_>, sink: &mut Sink<'_>, field: &Field, address: &str, whole: &str) {
    let found = sink.add(format!("{}: `{address}` is no phone number", field.label), at.field(field.key));
    let digits: String = address.chars().filter(char::is_ascii_digit).collect();
    let mended = format!("+{digits}");
    if address.starts_with('+') && is_e164(&mended) {
        let edit = Edit::SetProperty {
            widget: at.widget.id(),
            key: field.key.to_owned(),
            value: Some(whole.replacen(address, &mended, 1).into()),
        };
        found.fix(format!("Write it as {mended}"), edit);
    }
}

/// Whether a text is nothing but what numbers are written with.
fn tries_to_be_a_number(text: &str) -> bool {
    looks_like_phone(text)
        || text.chars().any(|char| char.is_ascii_digit())
            && text.chars().all(|char| char.is_ascii_digit() || "+-().  /".contains(char))
}

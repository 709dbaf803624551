//! A phone number or other address that is none.

use super::{Rule, Run, counts, is_placeholder};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::twilio::is_sid;
use crate::twilio::phone::{Address, is_e164, looks_like_phone};
use crate::twilio::sid::prefix;
use crate::widgets::FieldKind;

pub(super) const RULE: Rule = Rule {
    code: "bad-address",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A phone number that is none",
    why: "Twilio wants phone numbers with a plus sign and the country's code, and digits alone (21211, 21212)",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        if !matches!(field.kind, FieldKind::Sender | FieldKind::Recipient) || !counts(field, at.widget) {
            continue;
        }
        let Some(text) = at.settled(field.key) else { continue };
        let address = text.trim();
        if address.is_empty() || is_placeholder(address) {
            continue;
        }
        let is_good = match Address::parse(address) {
            Some(Address::Phone(_) | Address::Channel(..)) => true,
            Some(Address::ShortCode(_) | Address::Sender(_)) => field.kind == FieldKind::Sender,
            // In a chat, people and services have identities of any form.
            None => is_sid(address, prefix::MESSAGING_SERVICE) || !tries_to_be_a_number(address),
        };
        if is_good {
            continue;
        }
        let found = sink.add(format!("{}: `{address}` is no phone number", field.label), at.field(field.key));
        let digits: String = address.chars().filter(char::is_ascii_digit).collect();
        let mended = format!("+{digits}");
        if address.starts_with('+') && is_e164(&mended) {
            let edit = Edit::SetProperty {
                widget: at.widget.id(),
                key: field.key.to_owned(),
                value: Some(mended.clone().into()),
            };
            found.fix(format!("Write it as {mended}"), edit);
        }
    }
}

/// Whether a text is nothing but what numbers are written with.
fn tries_to_be_a_number(text: &str) -> bool {
    looks_like_phone(text)
        || text.chars().any(|char| char.is_ascii_digit())
            && text.chars().all(|char| char.is_ascii_digit() || "+-().  /".contains(char))
}

//! A web address that is none.

use super::{Rule, Run, counts, is_placeholder};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::widgets::FieldKind;

pub(super) const RULE: Rule = Rule {
    code: "bad-url",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A web address that is none",
    why: "Twilio fetches the address itself, so it must be a full and public one that begins with `https://` or `http://` (21620), or `wss://` where it opens a WebSocket",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        let is_address = field.kind == FieldKind::Url || field.scheme.is_some();
        if !is_address || !counts(field, at.widget) {
            continue;
        }
        let Some(text) = at.settled(field.key) else { continue };
        let text = text.trim();
        if text.is_empty() || is_placeholder(text) && field.scheme.is_some() {
            continue;
        }
        let place = at.field(field.key);
        match field.scheme {
            Some(scheme) if host(text, scheme).is_none() => {
                let message = format!("{}: `{text}` does not begin with `{scheme}`", field.label);
                let found = sink.add(message, place);
                if let Some(rest) = SCHEMES.iter().find_map(|scheme| after(text, scheme))
                    && host(rest, "").is_some()
                {
                    let text = format!("{scheme}{rest}");
                    let edit = Edit::SetProperty {
                        widget: at.widget.id(),
                        key: field.key.to_owned(),
                        value: Some(text.clone().into()),
                    };
                    found.fix(format!("Write it as {text}"), edit);
                }
            }
            None if !is_web_address(text) => {
                sink.add(format!("{}: `{text}` is no web address", field.label), place);
            }
            scheme => {
                let mut schemes = scheme.into_iter().chain(SCHEMES);
                if let Some(host) =
                    schemes.find_map(|scheme| host(text, scheme)).filter(|host| is_private(host))
                {
                    let message = format!("{}: nobody but your own network knows `{host}`", field.label);
                    sink.add(message, place);
                }
            }
        }
    }
}

const SCHEMES: [&str; 2] = ["https://", "http://"];

pub(super) fn is_web_address(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| host(text, scheme).is_some())
}

/// What comes after the scheme, whatever the case of its letters.
fn after<'t>(text: &'t str, scheme: &str) -> Option<&'t str> {
    text.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme))?;
    text.get(scheme.len()..)
}

/// The host of an address of this scheme, without user and port.
fn host<'t>(text: &'t str, scheme: &str) -> Option<&'t str> {
    let authority = after(text, scheme)?.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || text.contains(char::is_whitespace) {
        return None;
    }
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    Some(match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    })
}

/// Whether a host is known only to one computer or within one network.
fn is_private(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if host.contains(':') {
        return host == "::1"
            || host == "::"
            || ["fc", "fd", "fe80:"].iter().any(|start| host.starts_with(start));
    }
    let parts: Vec<Option<u8>> = host.split('.').take(5).map(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        [Some(first), Some(second), Some(_), Some(_)] => {
            matches!((first, second), (0 | 10 | 127, _) | (192, 168) | (169, 254) | (172, 16..=31))
        }
        _ => {
            host == "localhost" || [".localhost", ".local", ".internal"].iter().any(|end| host.ends_with(end))
        }
    }
}

//! Liquid as Conductor's references, where one says the same. What has filters or tags has no plain equivalent.

use std::collections::BTreeMap;

use super::Exported;

/// What templates may read: widgets that were carried over before, by their name.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The reference of the task that a widget became.
    pub(super) tasks: BTreeMap<String, String>,
    /// The reference of the task that waits for its reply.
    pub(super) replies: BTreeMap<String, String>,
}

/// A text with its templates as references. `place` names it in a note.
pub(super) fn translated(text: &str, place: &str, known: &Known, exported: &mut Exported) -> String {
    if text.contains("${") {
        exported.note(format!("{place} holds `${{`, which Conductor would take for a reference of its own."));
    }
    if text.contains("{%") {
        exported
            .note(format!("{place} has tags of Liquid, which Conductor does not know; it stays as it is."));
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, behind)) = after.split_once("}}") else { break };
        out.push_str(before);
        match reference(inside.trim().trim_matches('-').trim(), known, exported) {
            Some(reference) => out.push_str(&reference),
            None => {
                let why = if inside.contains('|') {
                    "has filters, which Conductor has not"
                } else {
                    "has nothing like it in Conductor"
                };
                exported.note(format!("{place}: `{{{{{inside}}}}}` {why}; it stays as it is."));
                out.push_str(&format!("{{{{{inside}}}}}"));
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Whether a text has something that is put in when the workflow runs.
pub(super) fn has_reference(text: &str) -> bool {
    text.contains("${")
}

/// What a variable is in Conductor.
fn reference(path: &str, known: &Known, exported: &mut Exported) -> Option<String> {
    let parts = parts(path)?;
    let texts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let below = |rest: &[&str]| rest.iter().map(|part| step(part)).collect::<String>();
    let of_input = |name: &str, rest: &[&str], exported: &mut Exported| {
        exported.inputs.insert(name.to_owned());
        format!("${{workflow.input.{name}{}}}", below(rest))
    };
    Some(match texts.as_slice() {
        ["flow", "data", name, rest @ ..]
        | ["trigger", "request" | "parent", "parameters", name, rest @ ..] => of_input(name, rest, exported),
        ["trigger", kind @ ("message" | "conversation" | "call"), rest @ ..] if !rest.is_empty() => {
            of_input(kind, rest, exported)
        }
        ["contact", "channel", "address"] => of_input("contact_address", &[], exported),
        ["flow", "channel", "address"] => of_input("flow_address", &[], exported),
        ["flow", "variables", rest @ ..] if !rest.is_empty() => {
            format!("${{workflow.variables{}}}", below(rest))
        }
        ["widgets", widget, "inbound", rest @ ..] if !rest.is_empty() => {
            format!("${{{}.output{}}}", known.replies.get(*widget)?, below(rest))
        }
        ["widgets", widget, rest @ ..] => {
            let task = known.tasks.get(*widget)?;
            match rest {
                ["parsed", rest @ ..] => format!("${{{task}.output.response.body{}}}", below(rest)),
                ["body"] => format!("${{{task}.output.response.body}}"),
                ["status_code"] => format!("${{{task}.output.response.statusCode}}"),
                ["outbound", name] => format!("${{{task}.output.response.body.{}}}", snake_case(name)),
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// A variable's path, part by part; nothing where it is more than a path.
fn parts(path: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        rest = if let Some(inside) = rest.strip_prefix('[') {
            let (key, behind) = inside.split_once(']')?;
            let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
            let quoted =
                ['\'', '"'].into_iter().find_map(|quote| key.strip_prefix(quote)?.strip_suffix(quote));
            parts.push(if is_number { format!("[{key}]") } else { quoted?.to_owned() });
            behind
        } else {
            let dotless = if parts.is_empty() { rest } else { rest.strip_prefix('.')? };
            let end = dotless.find(['.', '[']).unwrap_or(dotless.len());
            let (name, behind) = dotless.split_at_checked(end)?;
            let is_plain = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
            if name.is_empty() || !name.chars().all(is_plain) {
                return None;
            }
            parts.push(name.to_owned());
            behind
        };
    }
    (!parts.is_empty()).then_some(parts)
}

/// A part of a path, as JSONPath has it.
fn step(part: &str) -> String {
    let is_plain = part.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
    if part.starts_with('[') {
        part.to_owned()
    } else if is_plain {
        format!(".{part}")
    } else {
        format!("['{}']", part.replace('\'', "\\'"))
    }
}

/// `ErrorCode` as the answer itself has it: `error_code`.
fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for char in name.chars() {
        if char.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(char.to_ascii_lowercase());
    }
    out
}

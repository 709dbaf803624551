//! How Make HTTP Request and Run Function run: what goes out, and what an answer means.

use serde_json::{Map, Value, json};

use super::acts;
use super::assumptions::{self, assume};
use super::run::{Answer, Behaviour, Effect, Fetch, Leave, Outcome, Resume, Step};
use super::widget_type::widget_type;
use crate::twilio::{Method, Response};

/// The most bytes of an answer that Studio reads.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// Names that a parameter cannot have.
const RESERVED: &[&str] = &["method"];
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Make HTTP Request.
pub(super) struct AskServer;

impl Behaviour for AskServer {
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        let url = step.render("url").trim().to_owned();
        let method = if step.render("method").trim().eq_ignore_ascii_case("POST") {
            Method::Post
        } else {
            Method::Get
        };
        let mut content_type = step.render("content_type").trim().to_owned();
        if content_type.is_empty() {
            content_type = format!("{FORM};charset=utf-8");
        }
        let counts = |key: &str| {
            let entry = step.widget.kind().and_then(widget_type);
            let field = entry.and_then(|entry| Some((entry, entry.field(key)?)));
            field.is_none_or(|(entry, field)| entry.counts(field, step.widget))
        };
        let parameters = if counts("parameters") { acts::pairs(step, "parameters") } else { Vec::new() };
        let reserved =
            parameters.iter().map(|(key, _)| key).find(|key| RESERVED.contains(&key.as_str())).cloned();
        if let Some(reserved) = reserved {
            let message = format!("a parameter cannot be called `{reserved}`: the name is reserved");
            return fails(step, 81014, message, "failed");
        }
        let Some(url) = with_query(&url, if method == Method::Get { Some(&parameters) } else { None }) else {
            let message = format!("`{url}` is no web address");
            return fails(step, 81014, message, "failed");
        };
        let body = match method {
            Method::Get => String::new(),
            _ if content_type.to_ascii_lowercase().starts_with(FORM) && !parameters.is_empty() => {
                form(&parameters)
            }
            _ => step.render("body"),
        };
        let with_credentials =
            step.widget.property("add_twilio_auth").is_some_and(|json| json.to_value() == json!(true));
        Outcome::Perform(Effect::Fetch(Fetch {
            kind: "http",
            method,
            url,
            content_type,
            body,
            with_credentials,
        }))
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let response = match answer(with) {
            Ok(response) => response,
            Err(why) => return fails(step, 81016, why, "failed"),
        };
        if response.body.len() > MAX_ANSWER_BYTES {
            return fails(step, 81016, "the answer has more than 64 kB".to_owned(), "failed");
        }
        let outputs = outputs(response);
        if response.is_success() {
            return Outcome::Leave(Leave::by("success").with(outputs));
        }
        step.scope.warn(Some(81016), format!("the server answered with status {}", response.status));
        if assume(step.scope, assumptions::FAILED_ANSWER) == "nothing" {
            return Outcome::Leave(Leave { clears: true, ..Leave::by("failed") });
        }
        Outcome::Leave(Leave::by("failed").with(outputs))
    }
}

/// Run Function.
pub(super) struct CallFunction;

impl Behaviour for CallFunction {
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        let url = step.render("url").trim().to_owned();
        let parameters = acts::pairs(step, "parameters");
        let Some(url) = with_query(&url, None) else {
            return fails(step, 81010, format!("`{url}` is no web address of a Function"), "fail");
        };
        Outcome::Perform(Effect::Fetch(Fetch {
            kind: "function",
            method: Method::Post,
            url,
            content_type: format!("{FORM};charset=utf-8"),
            body: form(&parameters),
            with_credentials: false,
        }))
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let response = match answer(with) {
            Ok(response) => response,
            Err(why) => return fails(step, 81010, why, "fail"),
        };
        if response.status >= 400 {
            let message = format!("the Function answered with status {}", response.status);
            return fails(step, 81010, message, "fail");
        }
        let mut outputs = outputs(response);
        // The members of an earlier answer stay where the new one does not have them.
        let name = step.widget.name().unwrap_or_default();
        let earlier = step.scope.variable(&["widgets", name, "parsed"]);
        if let Some(Value::Object(mut merged)) = earlier {
            match (assume(step.scope, assumptions::PARSED_MERGE), outputs.remove("parsed")) {
                ("replace", parsed) => outputs.extend(parsed.map(|parsed| ("parsed".to_owned(), parsed))),
                (how, parsed) => {
                    match parsed {
                        Some(Value::Object(parsed)) if how == "deep" => merge_deep(&mut merged, parsed),
                        Some(Value::Object(parsed)) => merged.extend(parsed),
                        _ => {}
                    }
                    outputs.insert("parsed".to_owned(), Value::Object(merged));
                }
            }
        }
        Outcome::Leave(Leave::by("success").with(outputs))
    }
}

/// Lays one object over another, objects within them too. A parsed answer is no deeper than its parser allows.
fn merge_deep(under: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Object(there)), Value::Object(value)) => merge_deep(there, value),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// Without an answer nothing is left, not even what an earlier run had left.
fn fails(step: &mut Step<'_>, code: u32, message: String, event: &str) -> Outcome {
    step.scope.warn(Some(code), message);
    Outcome::Leave(Leave { clears: event == "failed", ..Leave::by(event) })
}

fn answer(with: &Resume) -> Result<&Response, String> {
    match with {
        Resume::Answer(Answer::Response(response)) => Ok(response),
        Resume::Answer(Answer::Unreachable(why) | Answer::Withheld(why)) => Err(why.clone()),
        _ => Err("there was no answer".to_owned()),
    }
}

/// What an answer leaves. Only a JSON object is taken apart.
fn outputs(response: &Response) -> Map<String, Value> {
    let content_type = response.header("content-type").unwrap_or_default();
    let mut outputs = Map::new();
    outputs.insert("body".to_owned(), json!(response.body));
    outputs.insert("content_type".to_owned(), json!(content_type));
    outputs.insert("status_code".to_owned(), json!(response.status));
    let is_json = content_type
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if is_json && let Ok(Value::Object(parsed)) = serde_json::from_str(&response.body) {
        outputs.insert("parsed".to_owned(), Value::Object(parsed));
    }
    outputs
}

pub(super) fn form(parameters: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// The address with parameters in its query; `None` where it is no web address.
pub(super) fn with_query(url: &str, parameters: Option<&[(String, String)]>) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let host = rest.split(['/', '?', '#']).next()?;
    if host.is_empty() || url.contains(char::is_whitespace) {
        return None;
    }
    let query = parameters.map(form).unwrap_or_default();
    if query.is_empty() {
        return Some(url.to_owned());
    }
    let (address, fragment) = match url.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (url, String::new()),
    };
    let sign = if address.contains('?') { '&' } else { '?' };
    Some(format!("{address}{sign}{query}{fragment}"))
}

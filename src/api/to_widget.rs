//! A prepared request as a widget of Studio, and what of it Studio cannot carry over.

use serde_json::{Value, json};

use super::address::{self, Address, escaped, has_template, is_twilio_host, outside};
use super::aside::Aside;
use super::body;
use super::encode::{self, Pair};
use super::environment::Variable;
use super::operation::{BodyKind, Kind, Operation, Place, SecurityKind};
use super::prepared::Prepared;
use super::schema::Types;
use super::send::Answered;
use crate::twilio::Method;
use crate::widgets::request_type;

/// The content types that Studio's console offers.
const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";
const JSON: &str = "application/json;charset=utf-8";

/// What Studio reads of an answer, and how long it waits for it.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
const MAX_MILLIS: u64 = 10_000;

/// The limits of every request of a flow, as a sentence.
pub const LIMITS: &str = "Studio waits 10 seconds, reads up to 64 kB of an answer, sends GET and POST only, and no headers of yours.";

/// A widget that asks the same.
#[derive(Clone, Debug)]
pub struct WidgetMade {
    /// Its type.
    pub kind: &'static str,
    /// Its properties; nothing takes one out.
    pub properties: Vec<(&'static str, Option<Value>)>,
    /// What cannot be carried over.
    pub left_out: Vec<LeftOut>,
}

/// Something that Studio cannot carry over, as a sentence; back quotes mark code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut(pub String);

impl WidgetMade {
    /// A property's value.
    pub fn property(&self, key: &str) -> Option<&Value> {
        self.properties.iter().find(|(known, _)| *known == key).and_then(|(_, value)| value.as_ref())
    }
}

/// Makes the widget that asks any server. `variables` stand for `{{env.NAME}}`, which Studio does not know.
pub fn to_widget(prepared: &Prepared, variables: &[Variable]) -> WidgetMade {
    let mut left_out = Vec::new();
    let prepared = &without_environment(prepared, variables, &mut left_out);
    risks(prepared, &mut left_out);
    let operation = prepared.operation();
    let method = method(operation, &mut left_out);
    // Nothing that is encoded here is a template: those go into the flow as they are.
    let (aside, signed) = signed(prepared);
    let original = prepared;
    let prepared = &signed;
    let mut url = server(operation, &mut left_out) + &prepared.path();
    let mut parameters: Vec<(String, String)> = Vec::new();
    let mut body = None;
    let mut content_type = FORM;
    let query: Vec<Pair> = in_place(prepared, Place::Query)
        .flat_map(|(parameter, value)| encode::in_fields(parameter, value))
        .collect();
    let plain = plain_pairs(&query);
    match plain {
        Some(pairs) if method == Method::Get => parameters = pairs,
        _ => add_query(&mut url, &query),
    }
    if method == Method::Post {
        match operation.body.kind {
            BodyKind::Form => match (prepared.raw_body(), body::fields(prepared)) {
                (Some(raw), _) => body = Some(raw.to_owned()),
                (None, fields) => match plain_pairs(&fields) {
                    Some(pairs) => parameters = pairs,
                    None => body = Some(encode::encoded(&fields)),
                },
            },
            BodyKind::Json => {
                content_type = JSON;
                body = prepared.raw_body().map(str::to_owned).or_else(|| prepared.json_body());
            }
            BodyKind::None => {}
            BodyKind::Text => {
                let text = in_place(prepared, Place::Body).next().map(|(_, text)| text.to_owned());
                body = prepared.raw_body().map(str::to_owned).or(text);
                tell(
                    &mut left_out,
                    format!(
                        "A body of `{}` goes out labelled as a form: Studio sends forms and JSON.",
                        operation.body.media_type
                    ),
                );
            }
            BodyKind::Multipart => tell(
                &mut left_out,
                "The body is left out: Studio sends no parts of a form (multipart), and so no files.",
            ),
            BodyKind::Binary => tell(&mut left_out, "The body is left out: Studio sends text, no bytes."),
        }
    } else if prepared.raw_body().is_some() || in_place(prepared, Place::Body).next().is_some() {
        tell(&mut left_out, "The body is left out: Studio sends none with a GET.");
    }
    headers_left_out(original, &mut left_out);
    proof_left_out(operation, &mut left_out);
    if parameters.iter().any(|(name, _)| name == "method") {
        tell(
            &mut left_out,
            "A parameter called `method` stops the widget: Studio keeps the name for itself (error 81014).",
        );
    }
    let url = aside.back(&url);
    let body = body.map(|body| aside.back(&body)).filter(|body| !body.is_empty());
    let list: Vec<Value> =
        parameters.iter().map(|(key, value)| json!({"key": key, "value": aside.back(value)})).collect();
    let adds = Address::of(&url).is_twilio();
    WidgetMade {
        kind: request_type().id,
        properties: vec![
            ("method", Some(Value::from(if method == Method::Post { "POST" } else { "GET" }))),
            ("url", Some(Value::from(url))),
            ("content_type", Some(Value::from(content_type))),
            ("body", body.map(Value::from)),
            ("parameters", (!list.is_empty()).then(|| Value::from(list))),
            // Nobody else is to get the account's credentials.
            ("add_twilio_auth", adds.then_some(Value::Bool(true))),
        ],
        left_out,
    }
}

/// What an answer has that a flow would not see.
pub fn unlike_studio(answer: &Answered) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    if answer.size > MAX_ANSWER_BYTES {
        tell(
            &mut left_out,
            format!("The answer has {} bytes: in a flow more than 64 kB is a failure.", answer.size),
        );
    }
    if answer.millis > MAX_MILLIS {
        tell(&mut left_out, "The answer took more than 10 seconds: a flow waits no longer, and fails.");
    }
    if answer.json.as_ref().is_some_and(|json| !json.is_object()) {
        tell(&mut left_out, "The answer is no JSON object, so `parsed` is not there; `body` holds its text.");
    }
    let content_type = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let is_json = content_type
        .is_some_and(|(_, value)| value.trim_start().to_ascii_lowercase().starts_with("application/json"));
    if answer.json.as_ref().is_some_and(Value::is_object) && !is_json {
        tell(
            &mut left_out,
            "The content type is not `application/json`, so `parsed` is not there; `body` holds the text.",
        );
    }
    left_out
}

pub(super) fn tell(left_out: &mut Vec<LeftOut>, sentence: impl Into<String>) {
    let sentence = LeftOut(sentence.into());
    if !left_out.contains(&sentence) {
        left_out.push(sentence);
    }
}

fn in_place(prepared: &Prepared, place: Place) -> impl Iterator<Item = (&super::Parameter, &str)> {
    prepared.filled_parameters().filter(move |(parameter, _)| parameter.place == place)
}

fn method(operation: &Operation, left_out: &mut Vec<LeftOut>) -> Method {
    let meant = operation.method;
    let taken = match meant {
        Method::Get | Method::Post => return meant,
        // What changes nothing is the safer of the two.
        _ if meant.is_bodiless() => Method::Get,
        _ => Method::Post,
    };
    tell(
        left_out,
        format!(
            "The method `{}` is not there in Studio, which sends GET and POST only: the widget sends `{}`, which asks something else.",
            meant.name(),
            taken.name()
        ),
    );
    taken
}

/// Where it is asked, without what proves who asks.
fn server(operation: &Operation, left_out: &mut Vec<LeftOut>) -> String {
    let server = operation.first_server();
    if server.is_empty() {
        if let Some(product) = operation.product {
            return format!("https://{}", product.host());
        }
        tell(left_out, "The document names no server: put one before the path in the address.");
        return server;
    }
    let Some((scheme, rest)) = server.split_once("://") else { return server };
    let host = rest.split('/').next().unwrap_or_default();
    match host.rsplit_once('@') {
        Some((_, bare)) => {
            tell(
                left_out,
                "User and password in the address are left out: they would stand readable in the flow.",
            );
            format!("{scheme}://{}", rest.replacen(host, bare, 1))
        }
        None => server,
    }
}

/// The request with values in place of an environment's variables.
pub(super) fn without_environment(
    prepared: &Prepared,
    variables: &[Variable],
    left_out: &mut Vec<LeftOut>,
) -> Prepared {
    prepared.with_each(|_, text| resolved(text, variables, left_out))
}

/// The request with signs in place of its templates, which no encoding changes.
fn signed(prepared: &Prepared) -> (Aside, Prepared) {
    let operation = prepared.operation();
    let mut texts = vec![operation.path.as_str(), operation.server.as_str()];
    texts.extend(prepared.raw_body());
    texts.extend(prepared.filled_parameters().flat_map(|(own, value)| [own.name.as_str(), value]));
    let mut aside = Aside::new(&texts);
    let is_json = operation.body.kind == BodyKind::Json;
    let made = prepared.with_each(|parameter, text| {
        // What was written by hand goes out as it is.
        let Some(parameter) = parameter else { return text.to_owned() };
        let is_value =
            is_json && parameter.place == Place::Body && !body::types(parameter).allows(Types::STRING);
        let begin = text.trim_start();
        let is_open = begin.starts_with(['[', '{']) && !begin.starts_with("{{") && !begin.starts_with("{%");
        match parameter.kind {
            Kind::Object | Kind::Json | Kind::List if is_open => aside.json(text),
            Kind::List if is_value => {
                let items: Vec<String> = text.lines().map(|item| aside.value(item)).collect();
                items.join("\n")
            }
            _ if is_value => aside.value(text),
            _ => aside.text(text),
        }
    });
    (aside, made)
}

/// Where a run puts values in as they are, what they hold may break what stands around them: the page encodes them.
fn risks(prepared: &Prepared, left_out: &mut Vec<LeftOut>) {
    let kind = prepared.operation().body.kind;
    let mut fields = in_place(prepared, Place::Body);
    if prepared.raw_body().is_some() || !fields.any(|(_, value)| has_template(value)) {
        return;
    }
    if kind == BodyKind::Json {
        tell(
            left_out,
            "Studio puts values into a JSON body as they are: one with a quote or a line break stops the widget, \
             unless its template escapes it.",
        );
    } else if kind == BodyKind::Form && plain_pairs(&body::fields(prepared)).is_none() {
        tell(
            left_out,
            "Studio puts values into a form that is written as one text as they are: one with `&`, `+` or `%` needs \
             the filter `url_encode`.",
        );
    }
}

/// The pairs, where all of them are plain.
fn plain_pairs(pairs: &[Pair]) -> Option<Vec<(String, String)>> {
    let plain = pairs.iter().map(|pair| match pair {
        Pair::Plain(name, value) => Some((name.clone(), value.clone())),
        Pair::Encoded(_) => None,
    });
    plain.collect()
}

fn add_query(url: &mut String, pairs: &[Pair]) {
    for pair in pairs {
        // A sign within a template begins no query.
        url.push(if address::split_once(url, '?').1.is_some() { '&' } else { '?' });
        match pair {
            Pair::Plain(name, value) => url.push_str(&format!("{}={}", escaped(name), escaped(value))),
            Pair::Encoded(text) => url.push_str(text),
        }
    }
}

fn headers_left_out(prepared: &Prepared, left_out: &mut Vec<LeftOut>) {
    for (parameter, value) in prepared.filled_parameters() {
        let name = parameter.name.as_str();
        match parameter.place {
            Place::Header if name.eq_ignore_ascii_case("Content-Type") => {}
            Place::Header if name.eq_ignore_ascii_case("X-Twilio-Webhook-Enabled") => {
                // `false` is what counts without it.
                if value.eq_ignore_ascii_case("true") {
                    tell(
                        left_out,
                        format!(
                            "The header `{name}` is left out, as Studio sends none of yours: webhooks do not hear of it."
                        ),
                    );
                }
            }
            Place::Header => {
                tell(left_out, format!("The header `{name}` is left out: Studio sends none of yours."));
            }
            Place::Cookie => tell(left_out, format!("The cookie `{name}` is left out: Studio sends none.")),
            Place::Path | Place::Query | Place::Body => {}
        }
    }
}

/// Twilio's own proof is what `add_twilio_auth` is for.
fn proof_left_out(operation: &Operation, left_out: &mut Vec<LeftOut>) {
    let is_open = operation.security.iter().any(Vec::is_empty);
    let host = Address::of(&operation.server);
    if operation.product.is_some() || is_open || is_twilio_host(host.host()) {
        return;
    }
    let Some(first) = operation.security.first().and_then(|way| way.first()) else { return };
    let sentence = match &first.kind {
        SecurityKind::Basic => {
            "Who asks is left out: `user:password@` before the host would do it, and would stand readable in the flow."
                .to_owned()
        }
        SecurityKind::Query(name) => {
            format!("The key `{name}` in the address is left out: it would stand readable in the flow.")
        }
        SecurityKind::Cookie(name) => format!("The cookie `{name}` that proves who asks is left out."),
        SecurityKind::Other(_) => "What proves who asks is left out.".to_owned(),
        SecurityKind::Header(_)
        | SecurityKind::Bearer
        | SecurityKind::OAuth2 { .. }
        | SecurityKind::OpenIdConnect { .. } => {
            "The header that proves who asks is left out: Studio sends none of yours. A Function can send it."
                .to_owned()
        }
    };
    tell(left_out, sentence);
}

/// A text in which no variable of an environment is left, but for secrets and what is not known.
pub(super) fn resolved(text: &str, variables: &[Variable], left_out: &mut Vec<LeftOut>) -> String {
    if !text.contains("env.") {
        return text.to_owned();
    }
    let mut made = String::with_capacity(text.len());
    for (is_template, piece) in address::pieces(text) {
        let inside = piece.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
        let name = inside.filter(|_| is_template).and_then(|inside| inside.strip_prefix("env."));
        let Some(name) = name else {
            made.push_str(piece);
            continue;
        };
        match variables.iter().find(|variable| variable.name == name) {
            Some(variable) if !variable.is_secret => made.push_str(&outside(&variable.value, str::to_owned)),
            Some(_) => {
                tell(left_out, format!("The secret `{name}` of the environment is written into no flow."));
                made.push_str(piece);
            }
            None => {
                tell(
                    left_out,
                    format!("Studio has no environments, and `{{{{env.{name}}}}}` stands for nothing here."),
                );
                made.push_str(piece);
            }
        }
    }
    made
}

#[cfg(test)]
mod runs;
#[cfg(test)]
mod tests;

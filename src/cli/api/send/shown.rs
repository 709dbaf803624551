//! What is printed: the request that would go, or the one that went with its answer.

use serde_json::{Map, Value, json};

use super::route::{Destination, other_route};
use super::{Arguments, Form};
use crate::api::{self, Answered, Auth, Operation, Route};
use crate::cli::Outcome;
use crate::cli::account;
use crate::cli::api::Format;
use crate::cli::output::Output;
use crate::flow::file;
use crate::twilio::{Base, ClientError, Credentials, CredentialsError, Request, Service};

/// Prints what would go. The mock's address is known only while it runs, so what would go there is shown as for Twilio.
pub(super) fn dry_run(
    arguments: &Arguments,
    (request, auth): (&Request, Auth),
    destination: &Destination,
    output: &mut Output,
) -> Result<Outcome, String> {
    let base = match destination {
        Destination::Embedded => Base::Twilio,
        Destination::Local(base) | Destination::Live(base) | Destination::Other(base) => base.clone(),
    };
    if let (Service::Elsewhere(server), Base::Twilio) = (&request.service, &base)
        && !server.contains("://")
    {
        output.error("warning: the document names no server: say where it goes with --base-url URL");
    }
    let is_other = matches!(destination, Destination::Other(_)) || request.product().is_none();
    if is_other {
        let mut route = other_route(base, auth)?;
        if route.secret.is_none() && request.product().is_some() {
            route.auth = Auth::None;
        }
        if !arguments.show_secret {
            route.secret = None;
        }
        return show(arguments, request, &route, output);
    }
    // A dry run needs nobody's key store: what the environment lacks is named by its variable.
    let credentials = match Credentials::from_env(account::variable) {
        Ok(credentials) => Some(credentials),
        Err(CredentialsError::Missing("TWILIO_ACCOUNT_SID")) => None,
        Err(error) => {
            return Err(format!("the credentials in the environment cannot be used: {error}"));
        }
    };
    let route = Route {
        auth,
        base,
        place: credentials.as_ref().map(|credentials| credentials.place.clone()).unwrap_or_default(),
        user: credentials.as_ref().map(|credentials| credentials.user.clone()),
        secret: credentials
            .as_ref()
            .filter(|_| arguments.show_secret)
            .map(|credentials| credentials.secret.clone()),
    };
    show(arguments, request, &route, output)
}

fn show(arguments: &Arguments, request: &Request, route: &Route, output: &Output) -> Result<Outcome, String> {
    if arguments.form == Form::Http {
        // The very bytes: nothing follows the body.
        output.bytes(&api::wire::http_bytes(request, route).map_err(|error| error.to_string())?);
        return Ok(Outcome::Well);
    }
    let text = match arguments.form {
        Form::Python => api::python(request, route),
        Form::Http | Form::Curl => api::curl(request, route),
    }
    .map_err(|error| error.to_string())?;
    output.line(&text);
    Ok(Outcome::Well)
}

/// What went and what came.
pub(super) struct Done<'a> {
    /// The request as it may be seen.
    pub request: &'a Request,
    /// How it went.
    pub route: &'a Route,
    /// What came.
    pub answered: &'a Answered,
    /// What was asked.
    pub operation: &'a Operation,
    /// The body with its secrets, where they are wanted in the file.
    pub bytes: Option<Vec<u8>>,
}

pub(super) fn print(arguments: &Arguments, done: &Done<'_>, output: &Output) -> Result<(), String> {
    let answered = done.answered;
    if let Some(path) = &arguments.output {
        let bytes = done.bytes.as_deref().unwrap_or_else(|| answered.bytes());
        file::save(path, bytes, None).map_err(|error| error.to_string())?;
    } else if answered.binary.is_some() {
        let kind = answered.header("content-type").unwrap_or("bytes");
        output.error(&format!("the answer is {kind}, which is no text; --output FILE keeps it"));
    }
    if answered.is_cut {
        let limit = api::send::MAX_ANSWER_BYTES / 1024 / 1024;
        output.error(&format!("the answer is longer than {limit} MB, and was cut there"));
    }
    match arguments.format {
        Format::Text => text(arguments, done, output),
        Format::Json => {
            output.line(&format!("{:#}", document(arguments, done)?));
            Ok(())
        }
    }
}

fn failed(error: ClientError) -> String {
    error.to_string()
}

fn text(arguments: &Arguments, done: &Done<'_>, output: &Output) -> Result<(), String> {
    let answered = done.answered;
    let sent = api::http(done.request, done.route).map_err(failed)?.replace("\r\n", "\n");
    output.line(&sent);
    output.line("");
    for hop in &answered.hops {
        output.line(&format!("{} {} -> {}", hop.status, hop.from, hop.to));
    }
    let meaning = api::status_meaning(answered.status);
    output.line(&format!("{} {meaning}, {} ms, {} bytes", answered.status, answered.millis, answered.size));
    let times = answered.times;
    let parts =
        [("lookup", times.lookup), ("connect", times.connect), ("wait", times.wait), ("read", times.read)];
    let parts: Vec<String> =
        parts.iter().filter_map(|(name, time)| Some(format!("{name} {} ms", (*time)?))).collect();
    output.line(&parts.join(", "));
    for (name, value) in &answered.headers {
        output.line(&format!("{name}: {value}"));
    }
    match &arguments.output {
        Some(path) => output.line(&format!("\nThe body is in {}.", path.display())),
        None if answered.binary.is_some() => {}
        None => output.line(&format!("\n{}", answered.pretty())),
    }
    let found = answered.differences(done.operation).unwrap_or_default();
    if !found.is_empty() {
        output.line("\nNot as the document says:");
    }
    for found in found {
        let path = if found.path.is_empty() { "the body" } else { &found.path };
        let note = if found.is_error() { "" } else { " (often so)" };
        let line = format!("  {path}: it says {}, there is {}{note}", found.expected, found.came);
        output.line(&line.replace('`', ""));
    }
    Ok(())
}

/// Headers by their names: a list where one came more than once.
fn by_name(headers: &[(String, String)]) -> Map<String, Value> {
    let mut got: Map<String, Value> = Map::new();
    for (name, value) in headers {
        match got.get_mut(name) {
            None => {
                got.insert(name.clone(), json!(value));
            }
            Some(Value::Array(values)) => values.push(json!(value)),
            Some(one) => *one = json!([one.take(), value]),
        }
    }
    got
}

fn document(arguments: &Arguments, done: &Done<'_>) -> Result<Value, String> {
    let (request, route, answered) = (done.request, done.route, done.answered);
    let sent: Map<String, Value> =
        api::wire::headers(request, route).map_err(failed)?.into_iter().map(|(n, v)| (n, json!(v))).collect();
    let body = request.body().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let got = by_name(&answered.headers);
    let kept = arguments.output.as_ref().map(|path| path.display().to_string());
    let came = match (&kept, &answered.binary) {
        (None, None) => answered.json.clone().unwrap_or_else(|| json!(answered.body)),
        _ => Value::Null,
    };
    let times = answered.times;
    let hops: Vec<Value> = answered
        .hops
        .iter()
        .map(|hop| json!({"status": hop.status, "from": hop.from, "to": hop.to}))
        .collect();
    let differences = answered.differences(done.operation).map(|found| {
        let one = |found: api::Difference| {
            let weight = if found.is_error() { "error" } else { "note" };
            json!({"path": found.path, "expected": found.expected, "came": found.came, "weight": weight})
        };
        found.into_iter().map(one).collect::<Vec<Value>>()
    });
    let error = answered.explained(done.operation).map(|explained| {
        json!({
            "code": explained.code,
            "title": explained.title.map_or(explained.message, str::to_owned),
            "help": explained.help,
            "page": explained.page,
        })
    });
    Ok(json!({
        "request": {
            "method": request.method.name(),
            "url": route.base.address(&route.place, request).map_err(failed)?,
            "headers": sent,
            "body": body,
        },
        "response": {
            "status": answered.status,
            "headers": got,
            "body": came,
            "binary": answered.binary.is_some(),
            "output": kept,
            "millis": answered.millis,
            "size": answered.size,
            "cut": answered.is_cut,
            "times": {
                "lookup": times.lookup, "connect": times.connect, "wait": times.wait, "read": times.read,
            },
            "redirects": hops,
            "differences": differences,
            "error": error,
        },
    }))
}

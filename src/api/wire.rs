//! A request as text: the bytes that go over the wire, and the commands that would send the same.
//!
//! A secret stands in none of them unless whoever asks for the text gives it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use crate::twilio::curl::{self, Curl, FORM};
use crate::twilio::{Base, ClientError, Method, Place, Request};

/// What stands where a secret would.
const HIDDEN: &str = "••••••••";

/// Where a request goes and who sends it.
#[derive(Clone, Debug)]
pub struct Route {
    /// Where it goes.
    pub base: Base,
    /// Where the credentials hold at Twilio: its region and edge.
    pub place: Place,
    /// The user of basic authentication; without one, an environment variable stands there.
    pub user: Option<String>,
    /// The secret, where it may be seen; without it, an environment variable stands there.
    pub secret: Option<SecretString>,
}

impl Route {
    /// To Twilio, with what the environment holds.
    pub fn twilio() -> Self {
        Self { base: Base::Twilio, place: Place::default(), user: None, secret: None }
    }

    /// The names of the environment variables that user and secret come from.
    fn variables(&self) -> (&'static str, &'static str) {
        curl::variables(self.user.as_deref())
    }

    /// The user, where it is what a user looks like.
    fn plain_user(&self) -> Option<&str> {
        self.user.as_deref().filter(|user| user.chars().all(|char| char.is_ascii_alphanumeric()))
    }
}

/// The headers as they go out, in their order.
///
/// # Errors
/// Where the base address cannot be used.
pub fn headers(request: &Request, route: &Route) -> Result<Vec<(String, String)>, ClientError> {
    let url = route.base.address(&route.place, request)?;
    let proof = match (&route.user, &route.secret) {
        (Some(user), Some(secret)) => STANDARD.encode(format!("{user}:{}", secret.expose_secret())),
        _ => HIDDEN.to_owned(),
    };
    let line = |name: &str, value: String| (name.to_owned(), value);
    let mut lines =
        vec![line("authorization", format!("Basic {proof}")), line("accept", "application/json".to_owned())];
    lines.extend(request.headers.iter().map(|(name, value)| line(&name.to_ascii_lowercase(), value.clone())));
    if !request.has_query() {
        lines.push(line("content-type", FORM.to_owned()));
    }
    lines.push(line("user-agent", format!("cordboard/{}", env!("CARGO_PKG_VERSION"))));
    lines.push(line("host", host_and_path(&url).0.to_owned()));
    if !request.has_query() {
        lines.push(line("content-length", request.encoded().len().to_string()));
    }
    Ok(lines)
}

/// The bytes of the request as HTTP/1.1, lines ended as on the wire.
///
/// # Errors
/// Where the base address cannot be used.
pub fn http(request: &Request, route: &Route) -> Result<String, ClientError> {
    let url = route.base.address(&route.place, request)?;
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method.name(), host_and_path(&url).1);
    for (name, value) in headers(request, route)? {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    if !request.has_query() {
        text.push_str(&request.encoded());
    }
    Ok(text)
}

/// The host with its port, and the path with its query.
fn host_and_path(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, "/"))
}

/// A curl command that sends the same.
///
/// # Errors
/// Where the base address cannot be used.
pub fn curl(request: &Request, route: &Route) -> Result<String, ClientError> {
    let url = route.base.address(&route.place, request)?;
    let secret = route.secret.as_ref().map(|secret| secret.expose_secret());
    let mut command =
        Curl::new(request.method.name()).url(&url).user(&curl::user_word(route.user.as_deref(), secret));
    if !request.has_query() {
        command = command.header("Content-Type", FORM);
    }
    Ok(command.request(request).lines())
}

/// A Python program that sends the same with nothing but the standard library.
///
/// # Errors
/// Where the base address cannot be used.
pub fn python(request: &Request, route: &Route) -> Result<String, ClientError> {
    let (user_variable, secret_variable) = route.variables();
    let variable = |name: &str| format!("os.environ[{}]", python_text(name));
    let user = route.plain_user().map_or_else(|| variable(user_variable), python_text);
    let secret = match (&route.user, &route.secret) {
        (Some(_), Some(secret)) => python_text(secret.expose_secret()),
        _ => variable(secret_variable),
    };
    let needs_os = user.starts_with("os.") || secret.starts_with("os.");
    let mut lines = vec!["import base64".to_owned()];
    if needs_os {
        lines.push("import os".to_owned());
    }
    lines.extend(["import urllib.parse".to_owned(), "import urllib.request".to_owned(), String::new()]);
    lines.push(format!("user = {user}"));
    lines.push(format!("secret = {secret}"));
    let has_body = request.method != Method::Get && !request.has_query();
    if has_body {
        lines.push("fields = [".to_owned());
        let fields = request.form.iter();
        lines.extend(
            fields.map(|(name, value)| format!("    ({}, {}),", python_text(name), python_text(value))),
        );
        lines.push("]".to_owned());
    }
    lines.push("request = urllib.request.Request(".to_owned());
    lines.push(format!("    {},", python_text(&route.base.address(&route.place, request)?)));
    lines.push(format!("    method={},", python_text(request.method.name())));
    if has_body {
        lines.push("    data=urllib.parse.urlencode(fields).encode(),".to_owned());
    }
    lines.push("    headers={".to_owned());
    lines.push(
        "        \"Authorization\": \"Basic \" + base64.b64encode(f\"{user}:{secret}\".encode()).decode(),"
            .to_owned(),
    );
    if has_body {
        lines.push(format!("        \"Content-Type\": {},", python_text(FORM)));
    }
    for (name, value) in &request.headers {
        lines.push(format!("        {}: {},", python_text(name), python_text(value)));
    }
    lines.extend(["    },", ")", "with urllib.request.urlopen(request) as answer:"].map(str::to_owned));
    lines.push("    print(answer.status, answer.read().decode())".to_owned());
    Ok(lines.join("\n"))
}

/// A text as a literal of Python.
pub fn python_text(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for char in text.chars() {
        match char {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            // Also what editors and Python itself take for the end of a line.
            char if char.is_control() || matches!(char, '\u{2028}' | '\u{2029}') => {
                literal.push_str(&format!("\\U{:08x}", u32::from(char)));
            }
            char => literal.push(char),
        }
    }
    literal.push('"');
    literal
}

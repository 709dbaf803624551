//! A request as text: the bytes that go over the wire, and the commands that would send the same.
//!
//! A secret stands in none of them unless whoever asks for the text gives it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use super::environment::MASK;
use super::operation::{Operation, Security, SecurityKind};

use crate::twilio::curl::{self, Curl};
use crate::twilio::{Base, ClientError, Method, Place, Proof, Request};

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
    /// How user and secret travel.
    pub auth: Auth,
}

/// How user and secret travel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Auth {
    /// Both, as basic authentication.
    #[default]
    Basic,
    /// The secret, as a bearer token.
    Bearer,
    /// The secret, in this header.
    Header(String),
    /// The secret, as this parameter of the query.
    Query(String),
    /// The secret, as this cookie.
    Cookie(String),
    /// Nothing proves who asks.
    None,
}

impl Auth {
    /// The first way of an operation that can be gone here. Twilio's products take basic authentication.
    pub fn of(operation: &Operation) -> Self {
        if operation.product.is_some() {
            return Self::Basic;
        }
        Self::chosen(operation).map_or(Self::None, |(auth, _)| auth)
    }

    /// What an operation asks for beside this, in words: it is not put in here, so that the request is refused.
    pub fn lacks(operation: &Operation) -> Vec<String> {
        // Without any proof is a way, too.
        if operation.product.is_some() || operation.security.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let (own, way) = match Self::chosen(operation) {
            Some((auth, way)) => (Some(auth), Some(way)),
            None => (None, operation.security.first()),
        };
        let parts =
            way.into_iter().flatten().filter(|part| own.is_none() || Self::of_kind(&part.kind) != own);
        parts.map(|part| part.kind.name()).collect()
    }

    /// The first way that takes one proof alone, else the first of which a part can be put in.
    fn chosen(operation: &Operation) -> Option<(Self, &Vec<Security>)> {
        let alone = operation.security.iter().filter(|way| way.len() == 1);
        let mut ways = alone.chain(&operation.security);
        ways.find_map(|way| Some((way.iter().find_map(|part| Self::of_kind(&part.kind))?, way)))
    }

    /// The way that this kind of proof travels here, if it does.
    pub(crate) fn of_kind(kind: &SecurityKind) -> Option<Self> {
        Some(match kind {
            SecurityKind::Basic => Self::Basic,
            SecurityKind::Bearer | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
                Self::Bearer
            }
            SecurityKind::Header(name) => Self::Header(name.clone()),
            SecurityKind::Query(name) => Self::Query(name.clone()),
            SecurityKind::Cookie(name) => Self::Cookie(name.clone()),
            SecurityKind::Other(_) => return None,
        })
    }
}

/// The variable that holds the secret of somebody else than Twilio, of an environment or of the surroundings.
pub const TOKEN: &str = "API_TOKEN";
/// The one that holds the user, for basic authentication.
pub const USER: &str = "API_USER";

impl Route {
    /// To Twilio, with what the environment holds.
    pub fn twilio() -> Self {
        Self { base: Base::Twilio, place: Place::default(), user: None, secret: None, auth: Auth::Basic }
    }

    /// What the client is to prove itself with to somebody else than Twilio; nothing without a secret.
    pub fn proof(&self) -> Option<Proof> {
        let secret = self.secret.as_ref()?.expose_secret();
        let in_header = |name: &str, value: String| Proof {
            header: Some(name.to_owned()),
            parameter: String::new(),
            value: SecretString::from(value),
        };
        Some(match &self.auth {
            Auth::Basic => {
                let user = self.user.as_deref().unwrap_or_default();
                in_header("authorization", format!("Basic {}", STANDARD.encode(format!("{user}:{secret}"))))
            }
            Auth::Bearer => in_header("authorization", format!("Bearer {secret}")),
            Auth::Header(name) => in_header(name, secret.to_owned()),
            Auth::Cookie(name) => in_header("cookie", format!("{name}={secret}")),
            Auth::Query(name) => {
                Proof { header: None, parameter: name.clone(), value: SecretString::from(secret) }
            }
            Auth::None => return None,
        })
    }

    /// The address of a request as it goes out. `secret` stands where a key travels in the query.
    fn address(&self, request: &Request, secret: &str) -> Result<String, ClientError> {
        let mut url = self.base.address(&self.place, request)?;
        if let Auth::Query(name) = &self.auth {
            let mut encoder = form_urlencoded::Serializer::new(String::new());
            // What stands in its place is to be read, not sent.
            let is_real = secret != MASK;
            encoder.append_pair(name, if is_real { secret } else { "" });
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&encoder.finish());
            url.push_str(if is_real { "" } else { secret });
        }
        Ok(url)
    }

    /// The secret as it may be seen.
    fn shown(&self) -> &str {
        self.secret.as_ref().map_or(MASK, |secret| secret.expose_secret())
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
    let url = route.address(request, route.shown())?;
    let proof = route.secret.as_ref().map_or_else(
        || MASK.to_owned(),
        |secret| {
            let user = route.user.as_deref().unwrap_or_default();
            STANDARD.encode(format!("{user}:{}", secret.expose_secret()))
        },
    );
    let line = |name: &str, value: String| (name.to_owned(), value);
    let mut lines = match &proving(request, route) {
        Auth::Basic => vec![line("authorization", format!("Basic {proof}"))],
        Auth::Bearer => vec![line("authorization", format!("Bearer {}", route.shown()))],
        Auth::Header(name) => vec![line(&name.to_ascii_lowercase(), route.shown().to_owned())],
        Auth::Cookie(name) => {
            vec![line("cookie", request.cookies_after(&format!("{name}={}", route.shown())))]
        }
        Auth::Query(_) | Auth::None => Vec::new(),
    };
    if !request.has_header("accept") {
        lines.push(line("accept", "application/json".to_owned()));
    }
    lines.extend(
        own_headers(request, route).map(|(name, value)| line(&name.to_ascii_lowercase(), value.clone())),
    );
    let body = request.body();
    if let (Some(media_type), true) = (request.content_type(), body.is_some()) {
        lines.push(line("content-type", media_type.to_owned()));
    }
    if !request.has_header("user-agent") {
        lines.push(line("user-agent", format!("cordboard/{}", env!("CARGO_PKG_VERSION"))));
    }
    if !request.has_header("host") {
        lines.push(line("host", host_and_path(&url).0.to_owned()));
    }
    if let Some(body) = body {
        lines.push(line("content-length", body.len().to_string()));
    }
    for (name, value) in &mut lines {
        (*name, *value) = (on_a_line(name), on_a_line(value));
    }
    Ok(lines)
}

/// How user and secret travel, as far as the request does not say so itself: its own header counts.
fn proving(request: &Request, route: &Route) -> Auth {
    let is_own = match &route.auth {
        Auth::Basic | Auth::Bearer => request.has_header("authorization"),
        Auth::Header(name) => request.has_header(name),
        Auth::Query(_) | Auth::Cookie(_) | Auth::None => false,
    };
    if is_own { Auth::None } else { route.auth.clone() }
}

/// The request's own headers, without the cookies that stand in one header with the proof.
fn own_headers<'a>(request: &'a Request, route: &Route) -> impl Iterator<Item = &'a (String, String)> {
    let is_joined = matches!(route.auth, Auth::Cookie(_));
    request.headers.iter().filter(move |(name, _)| !is_joined || !name.eq_ignore_ascii_case("cookie"))
}

/// The request's own cookies, as they stand behind the one that proves who asks.
fn more_cookies(request: &Request) -> String {
    if request.has_header("cookie") { request.cookies_after("") } else { String::new() }
}

/// What ends a line would begin another header. It is never sent, and shows as what it is.
fn on_a_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() && char != '\t' { '\u{FFFD}' } else { char }).collect()
}

/// The request as HTTP/1.1, lines ended as on the wire. Bytes of a body that are no text are replaced.
///
/// # Errors
/// Where the base address cannot be used.
pub fn http(request: &Request, route: &Route) -> Result<String, ClientError> {
    let bytes = http_bytes(request, route)?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// The very bytes of the request as HTTP/1.1.
///
/// # Errors
/// Where the base address cannot be used.
pub fn http_bytes(request: &Request, route: &Route) -> Result<Vec<u8>, ClientError> {
    let url = route.address(request, route.shown())?;
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method.name(), host_and_path(&url).1);
    for (name, value) in headers(request, route)? {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend(request.body().unwrap_or_default());
    Ok(bytes)
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
    let secret = route.secret.as_ref().map(|secret| secret.expose_secret());
    let body = request.body();
    // Only a GET with a body needs its method named: with data, curl would make it a POST.
    let mut command = match request.method {
        Method::Get if body.is_none() => Curl::new("GET"),
        method => Curl::exactly(method.name()),
    };
    // What is not known is named by its variable, in double quotes so that the shell puts it in.
    let variable = || format!("${TOKEN}");
    command = match (&route.auth, secret) {
        (Auth::Query(_), None) => {
            command.url_word(&format!("{}\"{}\"", curl::quoted(&route.address(request, "")?), variable()))
        }
        (_, secret) => command.url(&route.address(request, secret.unwrap_or_default())?),
    };
    command = match (&proving(request, route), secret) {
        (Auth::Basic, secret) if request.product().is_some() => {
            command.user(&curl::user_word(route.user.as_deref(), secret))
        }
        (Auth::Basic, Some(secret)) => {
            let user = route.user.as_deref().unwrap_or_default();
            command.user(&curl::quoted(&format!("{user}:{secret}")))
        }
        (Auth::Basic, None) => command.user(&format!("\"$API_USER:{}\"", variable())),
        (Auth::Bearer, Some(secret)) => command.header("Authorization", &format!("Bearer {secret}")),
        (Auth::Bearer, None) => command.header_word(&format!("\"Authorization: Bearer {}\"", variable())),
        (Auth::Header(name), Some(secret)) => command.header(name, secret),
        (Auth::Header(name), None) => {
            command.header_word(&format!("{}\"{}\"", curl::quoted(&format!("{name}: ")), variable()))
        }
        (Auth::Cookie(name), Some(secret)) => {
            command.header("Cookie", &request.cookies_after(&format!("{name}={secret}")))
        }
        (Auth::Cookie(name), None) => {
            let more = Some(more_cookies(request)).filter(|more| !more.is_empty());
            let more = more.map(|more| curl::quoted(&on_a_line(&more))).unwrap_or_default();
            let begins = curl::quoted(&format!("Cookie: {name}="));
            command.header_word(&format!("{begins}\"{}\"{more}", variable()))
        }
        (Auth::Query(_) | Auth::None, _) => command,
    };
    if let (Some(media_type), Some(_)) = (request.content_type(), &body) {
        command = command.header("Content-Type", media_type);
    }
    for (name, value) in own_headers(request, route) {
        command = command.header(&on_a_line(name), &on_a_line(value));
    }
    if request.content.is_none() {
        let rest = Request { headers: Vec::new(), ..request.clone() };
        return Ok(command.request(&rest).lines());
    }
    Ok(match body.map(String::from_utf8) {
        None => command.lines(),
        Some(Ok(text)) if !text.contains('\0') => command.body(&text).lines(),
        Some(text) => {
            // No argument can hold such bytes, so they come over standard input.
            let bytes = text.map_or_else(|error| error.into_bytes(), String::into_bytes);
            format!(
                "printf %s {} | base64 -d | {}",
                STANDARD.encode(bytes),
                command.body_from_input().lines()
            )
        }
    })
}

/// A Python program that sends the same with nothing but the standard library.
///
/// # Errors
/// Where the base address cannot be used.
pub fn python(request: &Request, route: &Route) -> Result<String, ClientError> {
    let (user_variable, secret_variable) =
        if request.product().is_some() { route.variables() } else { ("API_USER", TOKEN) };
    let variable = |name: &str| format!("os.environ[{}]", python_text(name));
    let plain = if request.product().is_some() { route.plain_user() } else { route.user.as_deref() };
    let user = plain.map_or_else(|| variable(user_variable), python_text);
    let secret = match (&route.user, &route.secret) {
        (None, Some(_)) if route.auth == Auth::Basic => variable(secret_variable),
        (_, Some(secret)) => python_text(secret.expose_secret()),
        _ => variable(secret_variable),
    };
    let auth = proving(request, route);
    let (is_basic, has_secret) = (auth == Auth::Basic, auth != Auth::None);
    let needs_os = has_secret && secret.starts_with("os.") || is_basic && user.starts_with("os.");
    let body = request.body();
    let has_bytes = body.as_ref().is_some_and(|body| std::str::from_utf8(body).is_err());
    let is_form = body.is_some() && request.content.is_none();
    let mut lines = Vec::new();
    for (name, is_needed) in [
        ("base64", is_basic || has_bytes),
        ("os", needs_os),
        ("urllib.parse", is_form || matches!(route.auth, Auth::Query(_))),
        ("urllib.request", true),
    ] {
        lines.extend(is_needed.then(|| format!("import {name}")));
    }
    lines.push(String::new());
    lines.extend(is_basic.then(|| format!("user = {user}")));
    lines.extend(has_secret.then(|| format!("secret = {secret}")));
    if is_form {
        lines.push("fields = [".to_owned());
        let fields = request.form.iter();
        lines.extend(
            fields.map(|(name, value)| format!("    ({}, {}),", python_text(name), python_text(value))),
        );
        lines.push("]".to_owned());
    }
    lines.push("request = urllib.request.Request(".to_owned());
    let address = python_text(&route.address(request, "")?);
    let address = match route.auth {
        Auth::Query(_) => format!("{address} + urllib.parse.quote(secret)"),
        _ => address,
    };
    lines.push(format!("    {address},"));
    lines.push(format!("    method={},", python_text(request.method.name())));
    match body {
        Some(_) if is_form => lines.push("    data=urllib.parse.urlencode(fields).encode(),".to_owned()),
        Some(body) => lines.push(match String::from_utf8(body) {
            Ok(text) => format!("    data={}.encode(),", python_text(&text)),
            Err(bytes) => format!("    data=base64.b64decode(\"{}\"),", STANDARD.encode(bytes.as_bytes())),
        }),
        None => {}
    }
    lines.push("    headers={".to_owned());
    lines.extend(python_proof(&auth, &more_cookies(request)));
    if let Some(media_type) = request.content_type() {
        lines.push(format!("        \"Content-Type\": {},", python_text(media_type)));
    }
    for (name, value) in own_headers(request, route) {
        lines.push(format!("        {}: {},", python_text(name), python_text(value)));
    }
    lines.extend(["    },", ")", "with urllib.request.urlopen(request) as answer:"].map(str::to_owned));
    lines.push("    print(answer.status, answer.read().decode())".to_owned());
    Ok(lines.join("\n"))
}

fn python_proof(auth: &Auth, more_cookies: &str) -> Option<String> {
    let value = match auth {
        Auth::Basic => "\"Basic \" + base64.b64encode(f\"{user}:{secret}\".encode()).decode()".to_owned(),
        Auth::Bearer => "\"Bearer \" + secret".to_owned(),
        Auth::Header(name) => return Some(format!("        {}: secret,", python_text(name))),
        Auth::Cookie(name) => {
            let more = Some(more_cookies).filter(|more| !more.is_empty());
            let more = more.map(|more| format!(" + {}", python_text(more))).unwrap_or_default();
            return Some(format!("        \"Cookie\": {} + secret{more},", python_text(&format!("{name}="))));
        }
        Auth::Query(_) | Auth::None => return None,
    };
    Some(format!("        \"Authorization\": {value},"))
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

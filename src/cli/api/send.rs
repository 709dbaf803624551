//! `cordboard api send`: to the mock inside the program unless told otherwise, and to the world behind the guards of
//! a live run.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::Format;
use crate::api::{self, Answered, Auth, Finding, Prepared, Route, Severity};
use crate::cli::output::Output;
use crate::cli::{Outcome, account, runtime};
use crate::flow::nearest;
use crate::mock::{Config, Mock};
use crate::sim::world::{LiveGuard, Refusal};
use crate::twilio::{Base, Client, Credentials, CredentialsError, Place, Request, Service, segment};

/// Sends a request and prints it with its answer.
///
/// Without `--base-url` it goes to a mock inside the program, where what the request names is made first.
/// The exit status is 1 where the answer is an error.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard api send create-service-conversation-message --example --set Body=Hello
  cordboard api send create-service-conversation-message --example --dry-run --as curl
  cordboard api send create-service-conversation-message --set ChatServiceSid=IS… --set ConversationSid=CH… \\
    --set Body=Hello --base-url https://conversations.twilio.com --allow-to CH…")]
pub(super) struct Arguments {
    /// The operation, as `list` names it.
    #[arg(value_name = "ID")]
    id: String,
    /// An OpenAPI or Swagger document, JSON or YAML, in place of the shipped operations; `-` reads standard input.
    ///
    /// To somebody else than Twilio the secret in API_TOKEN proves who asks (and API_USER, for basic authentication).
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// The kind of body, where the operation takes several.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// All of the body as it is, in place of its parameters.
    #[arg(long, value_name = "TEXT")]
    body: Option<String>,
    /// A parameter's value; the last one counts, and an empty one leaves the parameter out.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    values: Vec<String>,
    /// Begins with the values of the operation's example.
    #[arg(long)]
    example: bool,
    /// Where it goes instead of the mock inside the program.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Sends nothing: prints the bytes that would go.
    #[arg(long)]
    dry_run: bool,
    /// What `--dry-run` prints.
    #[arg(long = "as", value_name = "FORM", default_value = "http")]
    form: Form,
    /// Puts the secret into what `--dry-run` prints.
    #[arg(long)]
    show_secret: bool,
    /// Beyond this machine: whom it may reach, such as the conversation's SID. Repeat it for more.
    #[arg(long, value_name = "ADDRESS")]
    allow_to: Vec<String>,
    /// Beyond this machine: does not ask before it sends.
    #[arg(long)]
    yes: bool,
    /// One JSON document, or text for people.
    #[arg(long, default_value = "json")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Http,
    Curl,
    Python,
}

/// Where it goes.
enum Destination {
    /// To a mock of our own.
    Embedded,
    /// To something on this machine.
    Local(Base),
    /// Out into the world.
    Live(Base),
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let prepared = prepare(arguments, output)?;
    let request = api::request(&prepared);
    let destination = destination(arguments.base_url.as_deref(), &request, arguments.dry_run)?;
    let auth = Auth::of(prepared.operation());
    let findings = api::check(&prepared);
    tell(&findings, output);
    if arguments.dry_run {
        return dry_run(arguments, (&request, auth), &destination, output);
    }
    if findings.iter().any(Finding::blocks) {
        let hint = "give values with --set NAME=VALUE, or begin with --example";
        return Err(format!("the request is not complete, and was not sent: {hint}"));
    }
    let (route, answered) = match destination {
        Destination::Local(base) if request.product().is_none() => elsewhere(base, auth, &request, output)?,
        Destination::Live(base) if request.product().is_none() => {
            let host = reachable(arguments, &base, &request, output)?;
            output.error(&format!("This request really goes out, to {host}."));
            elsewhere(base, auth, &request, output)?
        }
        Destination::Embedded => runtime()?.block_on(to_mock(&request, output))?,
        Destination::Local(base) => {
            let credentials = account::local_credentials(output)?;
            let client = Client::new(base.clone(), credentials).map_err(|error| account::unsent(&error))?;
            to(base, &client, &request)?
        }
        Destination::Live(base) => live(arguments, base, &request, output)?,
    };
    print(arguments, &request, &route, &answered, output)?;
    if let Some(explained) = answered.explained(prepared.operation()) {
        let title = explained.title.unwrap_or(&explained.message);
        output.error(&match (explained.code, explained.page) {
            (Some(code), Some(page)) => format!("{code}: {title} ({page})"),
            _ => title.to_owned(),
        });
        if let Some(help) = explained.help {
            output.error(&format!("  {}", help.replace('`', "")));
        }
    }
    Ok(if answered.is_success() { Outcome::Well } else { Outcome::Findings })
}

fn prepare(arguments: &Arguments, output: &Output) -> Result<Prepared, String> {
    let operations = super::operations(arguments.document.as_deref(), output)?.0;
    let operation = &super::find(&operations, &arguments.id, arguments.content_type.as_deref())?;
    let mut prepared =
        if arguments.example { Prepared::example(operation) } else { Prepared::new(operation) };
    prepared.set_raw_body(arguments.body.clone());
    for value in &arguments.values {
        let (name, value) =
            value.split_once('=').ok_or_else(|| format!("--set {value}: it needs NAME=VALUE"))?;
        if !prepared.set(name, value) {
            let names = operation.parameters.iter().map(|parameter| parameter.name.as_str());
            let hint =
                nearest(name, names).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            return Err(format!("{} has no parameter `{name}`{hint}", operation.id));
        }
    }
    Ok(prepared)
}

fn destination(base_url: Option<&str>, request: &Request, is_dry: bool) -> Result<Destination, String> {
    let url = match (base_url, &request.service) {
        (Some(url), _) => url,
        (None, Service::Twilio(_)) => return Ok(Destination::Embedded),
        (None, Service::Elsewhere(_)) if is_dry => return Ok(Destination::Embedded),
        (None, Service::Elsewhere(server)) if server.contains("://") => server,
        (None, Service::Elsewhere(_)) => {
            return Err("the document names no server: say where it goes with --base-url URL".to_owned());
        }
    };
    let base = match request.product() {
        Some(product) => Base::parse_for(url, product),
        None => Base::parse(url),
    }
    .map_err(|error| account::unsent(&error))?;
    base.address(&Place::default(), request).map_err(|error| account::unsent(&error))?;
    Ok(if base.is_local() { Destination::Local(base) } else { Destination::Live(base) })
}

fn tell(findings: &[Finding], output: &Output) {
    for finding in findings {
        let word = if finding.severity == Severity::Error { "error" } else { "warning" };
        let code = finding.code.map(|code| format!(" ({code})")).unwrap_or_default();
        output.error(&format!("{word}: {}{code}", finding.message.replace('`', "")));
    }
}

/// Prints what would go. The mock's address is known only while it runs, so what would go there is shown as for Twilio.
fn dry_run(
    arguments: &Arguments,
    (request, auth): (&Request, Auth),
    destination: &Destination,
    output: &mut Output,
) -> Result<Outcome, String> {
    let base = match destination {
        Destination::Embedded => Base::Twilio,
        Destination::Local(base) | Destination::Live(base) => base.clone(),
    };
    // A dry run needs nobody's key store: what the environment lacks is named by its variable.
    let credentials = match Credentials::from_env(account::variable) {
        Ok(credentials) => Some(credentials),
        Err(CredentialsError::Missing("TWILIO_ACCOUNT_SID")) => None,
        Err(error) => {
            return Err(format!("the credentials in the environment cannot be used: {error}"));
        }
    };
    if request.product().is_none() {
        let mut route = other_route(base, auth);
        if !arguments.show_secret {
            route.secret = None;
        }
        return show(arguments, request, &route, output);
    }
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

/// To somebody else than Twilio, with what the environment holds for it.
fn other_route(base: Base, auth: Auth) -> Route {
    let variable = |name: &str| account::variable(name).filter(|value| !value.is_empty());
    let secret = variable("API_TOKEN").map(SecretString::from);
    // What needs no proof, or has none, goes without.
    Route { base, place: Place::default(), user: variable("API_USER"), secret, auth }
}

/// Sends to somebody else than Twilio, which Twilio's credentials never reach.
fn elsewhere(
    base: Base,
    auth: Auth,
    request: &Request,
    output: &mut Output,
) -> Result<(Route, Answered), String> {
    let mut route = other_route(base.clone(), auth);
    let nobody = Credentials::new(&format!("AC{}", "0".repeat(32)), SecretString::from("none"));
    let nobody = nobody.map_err(|error| error.to_string())?;
    if let Some(secret) = &route.secret {
        // No line that is printed holds it.
        output.keep_secret(&Credentials { secret: secret.clone(), ..nobody.clone() });
    }
    let mut client = Client::new(base, nobody).map_err(|error| account::unsent(&error))?;
    match route.proof() {
        Some(proof) => client = client.proving(proof),
        None => route.auth = Auth::None,
    }
    let answered =
        runtime()?.block_on(api::send(&client, request)).map_err(|error| account::unsent(&error))?;
    route.secret = None;
    Ok((route, answered))
}

/// The host beyond this machine, where a request may go there: what changes something needs it to be allowed by name.
fn reachable(
    arguments: &Arguments,
    base: &Base,
    request: &Request,
    output: &mut Output,
) -> Result<String, String> {
    let host = match base {
        Base::At(url) => url.split("://").nth(1).unwrap_or(url).split(['/', '?']).next().unwrap_or_default(),
        Base::Twilio | Base::TwilioAt(_) => "twilio.com",
    };
    let reads = LiveGuard::new([], 1).admit(request).is_ok();
    if !reads && !arguments.allow_to.iter().any(|allowed| allowed.trim() == host) {
        return Err(format!("beyond this machine it needs --allow-to {host}; nothing was sent"));
    }
    if !arguments.yes {
        if !output.can_ask() {
            let why = "it asks before it sends, and there is no terminal to ask on; add --yes";
            return Err(why.to_owned());
        }
        if !output.confirm(&format!("Send this to {host} for real?")) {
            return Err("nothing was sent".to_owned());
        }
    }
    Ok(host.to_owned())
}

async fn to_mock(request: &Request, output: &Output) -> Result<(Route, Answered), String> {
    let mock = Mock::start(Config::default()).await.map_err(|error| error.to_string())?;
    let made = mock.provide_for(request).await?;
    if !made.is_empty() {
        output.error(&format!("made in the mock: {}", made.join(", ")));
    }
    let credentials = mock.credentials();
    let base = Base::At(mock.base_url());
    let client = Client::new(base.clone(), credentials.clone()).map_err(|error| account::unsent(&error))?;
    let answered = api::send(&client, request).await.map_err(|error| account::unsent(&error))?;
    mock.stop().await;
    // The mock's token is no secret.
    Ok((
        Route {
            base,
            place: credentials.place,
            user: Some(credentials.user),
            secret: Some(credentials.secret),
            auth: Auth::Basic,
        },
        answered,
    ))
}

fn to(base: Base, client: &Client, request: &Request) -> Result<(Route, Answered), String> {
    let credentials = client.credentials();
    let route = Route {
        user: Some(credentials.user.clone()),
        place: credentials.place.clone(),
        base,
        ..Route::twilio()
    };
    let answered = runtime()?.block_on(api::send(client, request));
    Ok((route, answered.map_err(|error| account::unsent(&error))?))
}

/// As for a live run: who is reached is allowed by name, the account is looked at, and it asks.
fn live(
    arguments: &Arguments,
    base: Base,
    request: &Request,
    output: &mut Output,
) -> Result<(Route, Answered), String> {
    let allowed: Vec<&str> =
        arguments.allow_to.iter().map(|to| to.trim()).filter(|to| !to.is_empty()).collect();
    if allowed.is_empty() {
        return Err("beyond this machine it needs --allow-to ADDRESS for whom it may reach".to_owned());
    }
    let reached = recipient(&allowed, request)?;
    let credentials = account::credentials("what goes beyond this machine", output)?;
    if !arguments.yes && !output.can_ask() {
        let why = "it asks before it sends, and there is no terminal to ask on; add --yes";
        return Err(why.to_owned());
    }
    let client = Client::new(base.clone(), credentials.clone()).map_err(|error| account::unsent(&error))?;
    let address = client.url(request).map_err(|error| account::unsent(&error))?;
    output.error("This request really goes out.");
    output.error(&format!("  account  {}", credentials.account_sid));
    output.error(&format!("  request  {} {address}", request.method.name()));
    output.error(&format!("  reaches  {}", reached.unwrap_or("nobody: it only reads")));
    match runtime()?.block_on(account::standing(&client))? {
        Ok(standing) => standing.notes().iter().for_each(|note| output.error(note)),
        Err(unknown) => output.error(&unknown),
    }
    if !arguments.yes && !output.confirm("Send for real?") {
        return Err("nothing was sent".to_owned());
    }
    to(base, &client, request)
}

/// Whom the request reaches, as the list has it: the guard of a live run reads that from the request, and it has to be
/// allowed. A name with odd letters stands encoded in the path.
fn recipient<'a>(allowed: &[&'a str], request: &Request) -> Result<Option<&'a str>, String> {
    let refused = match LiveGuard::new([], 1).admit(request) {
        Ok(()) => return Ok(None),
        Err(refusal) => refusal,
    };
    if let Refusal::Recipient(to) = &refused
        && let Some(allowed) = allowed.iter().find(|allowed| *allowed == to || segment(allowed) == *to)
    {
        return Ok(Some(allowed));
    }
    Err(format!("{refused}; nothing was sent"))
}

fn print(
    arguments: &Arguments,
    request: &Request,
    route: &Route,
    answered: &Answered,
    output: &Output,
) -> Result<(), String> {
    let failed = |error: crate::twilio::ClientError| error.to_string();
    if arguments.format == Format::Text {
        let sent = api::http(request, route).map_err(failed)?.replace("\r\n", "\n");
        output.line(&sent);
        let meaning = api::status_meaning(answered.status);
        output.line(&format!(
            "\n{} {meaning}, {} ms, {} bytes",
            answered.status, answered.millis, answered.size
        ));
        for (name, value) in &answered.headers {
            output.line(&format!("{name}: {value}"));
        }
        output.line(&format!("\n{}", answered.pretty()));
        return Ok(());
    }
    let sent: Map<String, Value> =
        api::wire::headers(request, route).map_err(failed)?.into_iter().map(|(n, v)| (n, json!(v))).collect();
    let body = request.body().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let got: Map<String, Value> =
        answered.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let document = json!({
        "request": {
            "method": request.method.name(),
            "url": route.base.address(&route.place, request).map_err(failed)?,
            "headers": sent,
            "body": body,
        },
        "response": {
            "status": answered.status,
            "headers": got,
            "body": answered.json.clone().unwrap_or_else(|| json!(answered.body)),
            "millis": answered.millis,
            "size": answered.size,
        },
    });
    output.line(&format!("{document:#}"));
    Ok(())
}

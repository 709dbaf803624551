//! Where a request goes, and what stands between it and the world: the guards of a live run.

use secrecy::SecretString;

use super::Arguments;
use crate::api::{self, Answered, Auth, Route, wire};
use crate::cli::output::Output;
use crate::cli::{account, runtime};
use crate::mock::{Config, Mock};
use crate::sim::world::{LiveGuard, Refusal};
use crate::twilio::{Base, Client, Place, Request, Service, segment};

/// Where it goes.
pub(super) enum Destination {
    /// To a mock of our own.
    Embedded,
    /// To something on this machine.
    Local(Base),
    /// Out into the world.
    Live(Base),
    /// To somebody else than Twilio, here or in the world, which Twilio's credentials never reach.
    Other(Base),
}

/// `named` is an address of the command line, `own` that of an environment: it comes from a file that anybody may have
/// written. `proves` says whether the request holds a secret.
pub(super) fn destination(
    (named, own): (Option<&str>, Option<&str>),
    request: &Request,
    (is_dry, proves): (bool, bool),
) -> Result<Destination, String> {
    let url = match (named.or(own), &request.service) {
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
        None => Base::elsewhere(url, proves),
    }
    .map_err(|error| account::unsent(&error))?;
    base.address(&Place::default(), request).map_err(|error| account::unsent(&error))?;
    let is_other = request.product().is_none() || named.is_none() && matches!(base, Base::At(_));
    Ok(match base {
        base if is_other => Destination::Other(base),
        base if base.is_local() => Destination::Local(base),
        base => Destination::Live(base),
    })
}

/// Sends a request to where it goes, and gives the route by which it went.
pub(super) fn send(
    arguments: &Arguments,
    (request, auth): (&Request, Auth),
    destination: Destination,
    output: &mut Output,
) -> Result<(Route, Answered), String> {
    match destination {
        Destination::Other(base) if base.is_local() => elsewhere(base, auth, request, output),
        Destination::Other(base) => {
            let host = reachable(arguments, &base, request, output)?;
            output.error(&format!("This request really goes out, to {host}."));
            elsewhere(base, auth, request, output)
        }
        Destination::Embedded => runtime()?.block_on(to_mock(request, output)),
        Destination::Local(base) => {
            let credentials = account::local_credentials(output)?;
            let client = Client::new(base.clone(), credentials).map_err(|error| account::unsent(&error))?;
            to(base, &client, request)
        }
        Destination::Live(base) => live(arguments, base, request, output),
    }
}

/// To somebody else than Twilio, with what the environment holds for it.
pub(super) fn other_route(base: Base, auth: Auth) -> Result<Route, String> {
    let secret = proof(wire::TOKEN)?.map(SecretString::from);
    // What needs no proof, or has none, goes without.
    Ok(Route { base, place: Place::default(), user: proof(wire::USER)?, secret, auth })
}

/// A variable that proves who asks. A file that it was read from ends its last line, which is no part of it.
pub(super) fn proof(name: &str) -> Result<Option<String>, String> {
    let value =
        account::variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    if value.as_ref().is_some_and(|value| value.chars().any(char::is_control)) {
        return Err(format!("{name} holds a line break or another control character; nothing was sent"));
    }
    Ok(value)
}

/// Sends to somebody else than Twilio, which Twilio's credentials never reach.
fn elsewhere(
    base: Base,
    auth: Auth,
    request: &Request,
    output: &mut Output,
) -> Result<(Route, Answered), String> {
    let mut route = other_route(base.clone(), auth)?;
    if let Some(secret) = &route.secret {
        output.hide(route.user.as_deref().unwrap_or_default(), secret);
    }
    let proof = route.proof();
    if proof.is_none() {
        route.auth = Auth::None;
    }
    let client = Client::elsewhere(base, proof).map_err(|error| account::unsent(&error))?;
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
        Base::At(url) => api::host_of(url),
        Base::Twilio | Base::TwilioAt(_) => "twilio.com".to_owned(),
    };
    let reads = LiveGuard::new([], 1).admit(request).is_ok();
    if !reads && !arguments.allow_to.iter().any(|allowed| allowed.trim() == host) {
        return Err(format!("beyond this machine it needs --allow-to {host}; nothing was sent"));
    }
    if !arguments.source.project.yes {
        if !output.can_ask() {
            let why = "it asks before it sends, and there is no terminal to ask on; add --yes";
            return Err(why.to_owned());
        }
        if !output.confirm(&format!("Send this to {host} for real?")) {
            return Err("nothing was sent".to_owned());
        }
    }
    Ok(host)
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
    if !arguments.source.project.yes && !output.can_ask() {
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
    if !arguments.source.project.yes && !output.confirm("Send for real?") {
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

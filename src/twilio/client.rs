//! The REST client: carries a [`Request`] to Twilio, or to an address that stands in for it.
//!
//! It is the one door to the network here, so the guards are here too: loopback is never reached through a proxy,
//! a redirect never leads off the host, and no error text holds a secret, a number or a body.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Url, redirect};
use secrecy::{ExposeSecret as _, SecretString};

mod base;
mod retry;

pub use base::Base;
pub use retry::Retries;

use base::{LOOPBACK, is_loopback, loopback_name};

use super::credentials::Credentials;
use super::request::{Method, Product, Request, Response, Service};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);
/// Far above the largest answer that Twilio gives (a page of 1,000 messages).
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;
const MAX_REDIRECTS: usize = 5;

/// Why there is no answer. Each is a sentence for people; none repeats what was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The base address cannot be used.
    #[error("the base address cannot be used: {0}")]
    Base(&'static str),
    /// The base address is the host of another product.
    #[error("this is at https://{own}, not at https://{named}")]
    Product {
        /// The host of the product that is asked.
        own: String,
        /// The host that was named.
        named: String,
    },
    /// The request cannot be put on the wire.
    #[error("the request cannot be sent: {0}")]
    Request(&'static str),
    /// The client could not be made, for instance as the machine has no certificates.
    #[error("the connection could not be prepared: {0}")]
    Setup(String),
    /// Nobody listens.
    #[error("{0} refused the connection")]
    Refused(String),
    /// No connection in time: nothing was sent.
    #[error("{0} did not take the connection in time")]
    Unreached(String),
    /// No answer in time.
    #[error("{0} did not answer in time")]
    TimedOut(String),
    /// The host name is unknown.
    #[error("the name {0} could not be found")]
    Name(String),
    /// The secure connection failed.
    #[error("no secure connection to {0} could be made (TLS)")]
    Tls(String),
    /// The answer leads somewhere else.
    #[error("{from} answered with a redirect to {to}, which is not followed")]
    Redirect {
        /// Who answered.
        from: String,
        /// Where it leads, without its path.
        to: String,
    },
    /// The answer is too long.
    #[error("the answer of {0} is too long")]
    TooLong(String),
    /// This machine has no way to the host.
    #[error("there is no way from this machine to {0}")]
    Offline(String),
    /// The connection broke.
    #[error("the connection to {0} broke")]
    Broken(String),
}

impl ClientError {
    /// Whether the request may have been carried out although there is no answer to it.
    pub fn may_be_done(&self) -> bool {
        matches!(self, Self::TimedOut(_) | Self::Broken(_) | Self::TooLong(_))
    }

    /// What can be done about it.
    pub fn remedy(&self) -> Option<&'static str> {
        Some(match self {
            Self::Base(_) | Self::Product { .. } | Self::Request(_) => return None,
            Self::Setup(_) => {
                "Look whether the system's certificates are installed (package `ca-certificates`)."
            }
            Self::Refused(_) => "Look whether the address and port are right and something listens there.",
            Self::Unreached(_) => {
                "Nothing was sent: look at the network connection, and whether a firewall or proxy stands in between."
            }
            Self::TimedOut(_) | Self::Broken(_) | Self::TooLong(_) => {
                "Whether the request was carried out is not known: look at the message log before you send it again."
            }
            Self::Name(_) | Self::Offline(_) => {
                "This machine seems to be offline: look at the network connection, and at TWILIO_REGION and TWILIO_EDGE \
                 where they are set."
            }
            Self::Tls(_) => {
                "Look at the machine's date and certificates, and whether a proxy stands in between."
            }
            Self::Redirect { .. } => {
                "Name the address that it leads to as the base address, if that is right."
            }
        })
    }
}

/// Sends requests with one account's credentials.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Option<Url>,
    credentials: Credentials,
    retries: Retries,
    proof: Option<Proof>,
}

/// What proves to somebody else than Twilio who asks.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The header that it travels in; without one it is a parameter of the query.
    pub header: Option<String>,
    /// The parameter's name; unused where it is a header.
    pub parameter: String,
    /// All of the value.
    pub value: SecretString,
}

impl Client {
    /// A client for `base`. It opens no connection yet.
    pub fn new(base: Base, credentials: Credentials) -> Result<Self, ClientError> {
        let credentials = match base.place() {
            Some(place) => credentials.at(place.clone()),
            None => credentials,
        };
        let base = base.url()?;
        // Redirects are followed by hand in `send`, which knows what may be asked again and where.
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("cordboard/", env!("CARGO_PKG_VERSION")));
        if let Some(base) = &base {
            if is_loopback(base) {
                builder = builder.no_proxy();
            }
            if let Some(name) = loopback_name(base) {
                builder = builder.resolve_to_addrs(name, &LOOPBACK);
            }
            if base.scheme() == "http" {
                // Without TLS the system's certificates are not needed, and a machine may have none.
                builder = builder.tls_certs_only([]);
            }
        }
        let http = builder.build().map_err(|error| ClientError::Setup(deepest(&error)))?;
        Ok(Self { http, base, credentials, retries: Retries::default(), proof: None })
    }

    /// The same with other patience.
    #[must_use]
    pub fn with_retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// The same, proving to others than Twilio who asks. Twilio gets the credentials and never this.
    #[must_use]
    pub fn proving(mut self, proof: Proof) -> Self {
        self.proof = Some(proof);
        self
    }

    /// Whether requests go to Twilio itself.
    pub fn is_twilio(&self) -> bool {
        self.base.is_none()
    }

    /// Whether requests stay on this machine.
    pub fn is_local(&self) -> bool {
        self.base.as_ref().is_some_and(is_loopback)
    }

    /// The host that a product's requests go to.
    pub fn host(&self, product: Product) -> String {
        let target = self.target(&Request::new(product, Method::Get, "/"));
        target.ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Who asks.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The full address that a request goes to, with its query.
    pub fn url(&self, request: &Request) -> Result<String, ClientError> {
        self.target(request).map(String::from)
    }

    /// Sends a request and reads the answer to its end. An error answer is an answer, not a [`ClientError`].
    ///
    /// What is known not to have been carried out is sent again, see [`Retries`]. To give up, drop the future: nothing
    /// is sent any more then.
    pub async fn send(&self, request: &Request) -> Result<Response, ClientError> {
        let mut waits = self.retries.waits();
        loop {
            let result = self.attempt(request).await;
            match retry::wish(request.method, &result).and_then(|wish| waits.next(wish)) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return result,
            }
        }
    }

    async fn attempt(&self, request: &Request) -> Result<Response, ClientError> {
        let mut url = self.target(request)?;
        let headers = headers_of(request)?;
        for _ in 0..=MAX_REDIRECTS {
            let host = authority(&url);
            let answer = self.once(&url, &headers, request).await.map_err(|e| plain(&e, &host))?;
            let status = answer.status().as_u16();
            if !matches!(status, 301 | 302 | 303 | 307 | 308) {
                return read(answer, &host).await;
            }
            let Some(next) = answer
                .headers()
                .get(LOCATION)
                .and_then(|location| location.to_str().ok())
                .and_then(|location| url.join(location).ok())
            else {
                return read(answer, &host).await;
            };
            // A 301 to 303 would turn a POST into a GET: the message would be lost without a word.
            let may_repeat =
                matches!(request.method, Method::Get | Method::Head) || matches!(status, 307 | 308);
            if !may_repeat || !may_follow(&url, &next) {
                return Err(ClientError::Redirect { from: host, to: authority(&next) });
            }
            url = next;
        }
        let host = authority(&url);
        Err(ClientError::Redirect { from: host.clone(), to: host })
    }

    async fn once(
        &self,
        url: &Url,
        headers: &HeaderMap,
        request: &Request,
    ) -> Result<reqwest::Response, reqwest::Error> {
        let verb = reqwest::Method::from_bytes(request.method.name().as_bytes()).unwrap_or_default();
        let mut builder = self.http.request(verb, url.clone());
        match (&request.service, &self.proof) {
            (Service::Twilio(_), _) => {
                let secret = self.credentials.secret.expose_secret();
                builder = builder.basic_auth(&self.credentials.user, Some(secret));
            }
            (Service::Elsewhere(_), Some(Proof { header: Some(name), value, .. })) => {
                if let Ok(mut value) = HeaderValue::from_str(value.expose_secret()) {
                    value.set_sensitive(true);
                    builder = builder.header(name, value);
                }
            }
            (Service::Elsewhere(_), Some(Proof { header: None, parameter, value })) => {
                builder = builder.query(&[(parameter, value.expose_secret())]);
            }
            (Service::Elsewhere(_), None) => {}
        }
        if !headers.contains_key("accept") {
            builder = builder.header("Accept", "application/json");
        }
        builder = builder.headers(headers.clone());
        if let (Some(media_type), Some(body)) = (request.content_type(), request.body()) {
            builder = builder.header("Content-Type", media_type).body(body);
        }
        builder.send().await
    }

    fn target(&self, request: &Request) -> Result<Url, ClientError> {
        if !request.path.starts_with('/') || request.path.contains(['?', '#']) {
            return Err(ClientError::Request("its path must begin with a slash and hold no query"));
        }
        if self.base.is_none() && request.product().is_none() {
            // Proxies, loopback and secrets are looked after when the client is made for an address.
            return Err(ClientError::Request(
                "it is for no product of Twilio's: its address has to be named",
            ));
        }
        let text = base::address(self.base.as_ref(), &self.credentials.place, request);
        let mut url = Url::parse(&text).map_err(|_| ClientError::Request("its path is not valid"))?;
        let query = request.full_query();
        if !query.is_empty() {
            url.set_query(Some(&query));
        }
        Ok(url)
    }
}

/// A redirect leads only to the same scheme, host and port. The credentials go along, so this is the place that keeps
/// them where they belong: on one machine, too, another port is another program.
fn may_follow(from: &Url, to: &Url) -> bool {
    from.origin() == to.origin()
}

fn headers_of(request: &Request) -> Result<HeaderMap, ClientError> {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| ClientError::Request("a header's name is not valid"))?;
        let value = HeaderValue::from_str(value)
            .map_err(|_| ClientError::Request("a header's value holds a line break or the like"))?;
        headers.append(name, value);
    }
    Ok(headers)
}

async fn read(mut answer: reqwest::Response, host: &str) -> Result<Response, ClientError> {
    let status = answer.status().as_u16();
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| plain(&error, host))? {
        if bytes.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(ClientError::TooLong(host.to_owned()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Response::new(status, headers, String::from_utf8_lossy(&bytes).into_owned()))
}

/// The host and port of a URL, without user name or path.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Turns the HTTP library's error into one sentence of ours; its own text would name the whole URL.
fn plain(error: &reqwest::Error, host: &str) -> ClientError {
    let host = host.to_owned();
    if error.is_timeout() {
        // The connection with its handshakes comes first: nothing of the request has gone out before it stands.
        return if error.is_connect() { ClientError::Unreached(host) } else { ClientError::TimedOut(host) };
    }
    if error.is_dns() {
        return ClientError::Name(host);
    }
    if error.is_builder() {
        return ClientError::Request("its address or a header is not valid");
    }
    let mut secure = false;
    let mut source = error.source();
    while let Some(cause) = source {
        match cause.downcast_ref::<io::Error>().map(innermost_kind) {
            Some(io::ErrorKind::ConnectionRefused) => return ClientError::Refused(host),
            Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
                return ClientError::Offline(host);
            }
            // The TLS library reports what it refuses as invalid data.
            Some(io::ErrorKind::InvalidData) => secure = true,
            _ => {}
        }
        source = cause.source();
    }
    if secure && error.is_connect() { ClientError::Tls(host) } else { ClientError::Broken(host) }
}

/// The kind of the I/O error inside of an I/O error: `source` skips what a wrapper holds.
fn innermost_kind(error: &io::Error) -> io::ErrorKind {
    let mut error = error;
    while let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()) {
        error = inner;
    }
    error.kind()
}

fn deepest(error: &reqwest::Error) -> String {
    let mut text = String::from("unknown reason");
    let mut source = error.source();
    while let Some(cause) = source {
        text = cause.to_string();
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_that_never_stood_is_no_lost_answer() {
        // Nobody takes the connection up, so the handshake of TLS never ends.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let builder = reqwest::Client::builder().no_proxy().tls_certs_only([]);
        let ask = |http: reqwest::Client, scheme: &str| http.get(format!("{scheme}://{address}/")).send();
        let short = Duration::from_millis(50);
        let http = builder.connect_timeout(short).build().unwrap();
        let error = plain(&ask(http, "https").await.unwrap_err(), "there");
        assert_eq!(error, ClientError::Unreached("there".to_owned()));
        assert!(!error.may_be_done() && error.remedy().unwrap().starts_with("Nothing was sent"));
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).timeout(short).build().unwrap();
        let error = plain(&ask(http, "http").await.unwrap_err(), "there");
        assert_eq!(error, ClientError::TimedOut("there".to_owned()));
        assert!(error.may_be_done());
    }
}

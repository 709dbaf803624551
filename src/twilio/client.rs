//! The REST client: carries a [`Request`] to Twilio, or to an address that stands in for it.
//!
//! It is the one door to the network here, so the guards are here too: loopback is never reached through a proxy,
//! a redirect never leads off the host, and no error text holds a secret, a number or a body.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Url, redirect};
use secrecy::{ExposeSecret as _, SecretString};

mod base;
mod error;
mod exchange;
mod retry;
mod watch;

pub use base::Base;
pub use error::{ClientError, Phase, TlsFault};
pub use exchange::{Exchange, Led};
pub use retry::Retries;

pub(crate) use base::{LOOPBACK, is_loopback, loopback_name};
use error::deepest;
pub(crate) use error::plain;

use super::credentials::Credentials;
use super::request::{Method, Product, Request, Response, Service};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);
/// Far above the largest answer that Twilio gives (a page of 1,000 messages).
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;
const MAX_REDIRECTS: usize = 5;

/// Sends requests with one account's credentials.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Option<Url>,
    credentials: Credentials,
    retries: Retries,
    proof: Option<Proof>,
    is_nameless: bool,
    patience: Duration,
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
        if let Some(url) = base.url()? {
            base::only_tls(&url)?;
        }
        Self::build(base, credentials)
    }

    /// A client for somebody else, who gets no credentials of Twilio's: who asks is told by a proof alone, which travels
    /// in the open nowhere but on this machine.
    pub fn elsewhere(base: Base, proof: Option<Proof>) -> Result<Self, ClientError> {
        if let (Some(url), Some(_)) = (base.url()?, &proof) {
            base::only_tls(&url)?;
        }
        let nobody = Credentials::new(&format!("AC{}", "0".repeat(32)), SecretString::from("none"));
        let nobody = nobody.map_err(|_| ClientError::Request("nobody can be named who sends it"))?;
        Ok(Self { is_nameless: true, proof, ..Self::build(base, nobody)? })
    }

    fn build(base: Base, credentials: Credentials) -> Result<Self, ClientError> {
        let credentials = match base.place() {
            Some(place) => credentials.at(place.clone()),
            None => credentials,
        };
        let base = base.url()?;
        // Redirects are followed by hand in `send`, which knows what may be asked again and where.
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(redirect::Policy::none())
            .dns_resolver(watch::Lookup)
            .connector_layer(watch::Watching)
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
        Ok(Self {
            http,
            base,
            credentials,
            retries: Retries::default(),
            proof: None,
            is_nameless: false,
            patience: TOTAL_TIMEOUT,
        })
    }

    /// The same with other patience.
    #[must_use]
    pub fn with_retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// The same, waiting this long for an answer to its last byte.
    #[must_use]
    pub fn waiting(mut self, patience: Duration) -> Self {
        self.patience = patience;
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
        let mut headers = headers.clone();
        let verb = reqwest::Method::from_bytes(request.method.name().as_bytes()).unwrap_or_default();
        let mut builder = self.http.request(verb, url.clone()).timeout(self.patience);
        let takes_credentials = matches!(request.service, Service::Twilio(_)) && !self.is_nameless;
        match (takes_credentials, &self.proof) {
            (true, _) => {
                let secret = self.credentials.secret.expose_secret();
                builder = builder.basic_auth(&self.credentials.user, Some(secret));
            }
            (false, Some(Proof { header: Some(name), value, .. })) => {
                let is_cookie = name.eq_ignore_ascii_case("cookie");
                let value = value.expose_secret();
                let value = if is_cookie { request.cookies_after(value) } else { value.to_owned() };
                if let Ok(mut value) = HeaderValue::from_str(&value) {
                    if is_cookie {
                        headers.remove("cookie");
                    }
                    value.set_sensitive(true);
                    builder = builder.header(name, value);
                }
            }
            (false, Some(Proof { header: None, parameter, value })) => {
                builder = builder.query(&[(parameter, value.expose_secret())]);
            }
            (false, None) => {}
        }
        if !headers.contains_key("accept") {
            builder = builder.header("Accept", "application/json");
        }
        builder = builder.headers(headers);
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
        base::whole(&text, request).ok_or(ClientError::Request("its path is not valid"))
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

#[cfg(test)]
mod tests;

//! Fetches a document by its address. Besides `send` the one place of this layer that does I/O.
//!
//! Whoever asks has typed the address, so it may be one of this machine or of a private network. A redirect is somebody
//! else's word: it never leads there, and never from an encrypted address to one that is not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::LOCATION;
use reqwest::{Response, Url, redirect};

use super::send::status_meaning;
use crate::twilio::{ClientError, LOOPBACK, is_loopback, loopback_name, plain};

#[cfg(test)]
mod tests;

/// No document is larger.
pub const MAX_DOCUMENT_BYTES: usize = 16 * 1024 * 1024;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_REDIRECTS: usize = 5;

/// A document as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Its text.
    pub text: String,
    /// Where it was found in the end: what it refers to is meant from there.
    pub address: String,
}

/// Why there is no document. Each is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address cannot be used.
    #[error("the address cannot be used: {0}")]
    Address(&'static str),
    /// There is no answer.
    #[error(transparent)]
    NoAnswer(#[from] ClientError),
    /// The answer is an error.
    #[error("{host} answered {status} {}", status_meaning(*status))]
    Status {
        /// Who answered.
        host: String,
        /// What.
        status: u16,
    },
    /// It leads to an address that is not encrypted.
    #[error("{from} leads to {to}, which is not encrypted")]
    Downgrade {
        /// Who answered.
        from: String,
        /// Where it leads.
        to: String,
    },
    /// It leads into a private network.
    #[error("{from} leads to {to}, an address of this machine or of a private network")]
    Private {
        /// Who answered.
        from: String,
        /// Where it leads.
        to: String,
    },
    /// It leads on and on.
    #[error("{0} leads on and on")]
    Redirects(String),
    /// It is too large.
    #[error("the document of {host} is larger than {limit_mib} MiB")]
    TooLarge {
        /// Who answered.
        host: String,
        /// The limit.
        limit_mib: usize,
    },
    /// It is no text.
    #[error("what {0} answered is no text")]
    NoText(String),
}

impl FetchError {
    /// What can be done about it.
    pub fn remedy(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoAnswer(ClientError::Unreached(_) | ClientError::TimedOut(_) | ClientError::Broken(_)) => {
                "Try it again; or save the document in a browser and import the file."
            }
            Self::NoAnswer(error) => return error.remedy(),
            Self::Address(_) => "It has to look like `https://example.com/openapi.json`.",
            Self::Status { status: 401 | 403, .. } => {
                "It needs a sign-in: save the document in a browser and import the file."
            }
            Self::Status { .. } => "Look whether the address is right, in a browser for instance.",
            Self::Downgrade { .. } | Self::Private { .. } => {
                "Give the address that it leads to, if that is right."
            }
            Self::Redirects(_) | Self::TooLarge { .. } => {
                "Save the document in a browser and import the file."
            }
            Self::NoText(_) => "The address has to be that of the document itself, as JSON or YAML.",
        })
    }
}

/// Whether a text is an address rather than a file.
pub fn is_address(text: &str) -> bool {
    let start = text.trim_start().split("://").next().unwrap_or_default();
    text.contains("://") && (start.eq_ignore_ascii_case("http") || start.eq_ignore_ascii_case("https"))
}

/// Whether an address stays on this machine.
pub fn is_local(address: &str) -> bool {
    Url::parse(address.trim()).is_ok_and(|url| is_loopback(&url))
}

/// Fetches a document of at most `limit` bytes. `progress` hears how many have come, and how many there are where that is
/// told. To give up, drop the future.
///
/// # Errors
/// Where there is no such document.
pub async fn fetch(
    address: &str,
    limit: usize,
    progress: &mut (dyn FnMut(usize, Option<usize>) + Send),
) -> Result<Fetched, FetchError> {
    let mut url = usable(address)?;
    // What was typed may be private; what a server says may not.
    let mut is_trusted = true;
    for _ in 0..=MAX_REDIRECTS {
        let host = authority(&url);
        let answer = ask(&url, is_trusted).await?;
        let status = answer.status().as_u16();
        let next = answer.headers().get(LOCATION).and_then(|location| location.to_str().ok());
        let next = next.filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308));
        let Some(next) = next else {
            if !answer.status().is_success() {
                return Err(FetchError::Status { host, status });
            }
            return read(answer, &url, limit, progress).await;
        };
        let next = url.join(next).map_err(|_| FetchError::Address("a redirect leads to what is none"))?;
        let next = usable(next.as_str())?;
        let (from, to) = (host, authority(&next));
        if url.scheme() == "https" && next.scheme() == "http" {
            return Err(FetchError::Downgrade { from, to });
        }
        is_trusted = is_trusted && next.origin() == url.origin();
        if !is_trusted && (is_loopback(&next) || literal(&next).is_some_and(is_private)) {
            return Err(FetchError::Private { from, to });
        }
        url = next;
    }
    Err(FetchError::Redirects(authority(&url)))
}

fn usable(address: &str) -> Result<Url, FetchError> {
    let mut url = Url::parse(address.trim()).map_err(|_| FetchError::Address("it is no URL"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(FetchError::Address("it must begin with http:// or https:// and a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Address("it must hold no user name or password"));
    }
    url.set_fragment(None);
    Ok(url)
}

async fn ask(url: &Url, is_trusted: bool) -> Result<Response, FetchError> {
    let host = authority(url);
    let was_private = Arc::new(AtomicBool::new(false));
    let mut builder = reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TOTAL_TIMEOUT)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("cordboard/", env!("CARGO_PKG_VERSION")));
    if !is_trusted {
        builder = builder.dns_resolver(PublicOnly { was_private: Arc::clone(&was_private) });
    }
    if is_loopback(url) {
        builder = builder.no_proxy();
    }
    if let Some(name) = loopback_name(url) {
        builder = builder.resolve_to_addrs(name, &LOOPBACK);
    }
    if url.scheme() == "http" {
        // Without TLS the system's certificates are not needed, and a machine may have none.
        builder = builder.tls_certs_only([]);
    }
    let client = builder.build().map_err(|error| ClientError::Setup(error.to_string()))?;
    // What it says it is, is not relied on; a server that can choose is asked for JSON.
    let wanted = "application/json, application/yaml;q=0.9, text/yaml;q=0.9, */*;q=0.5";
    let answer = client.get(url.clone()).header("Accept", wanted).send().await;
    answer.map_err(|error| {
        if was_private.load(Ordering::Relaxed) {
            return FetchError::Private { from: "a redirect".to_owned(), to: host.clone() };
        }
        plain(&error, &host).into()
    })
}

async fn read(
    mut answer: Response,
    url: &Url,
    limit: usize,
    progress: &mut (dyn FnMut(usize, Option<usize>) + Send),
) -> Result<Fetched, FetchError> {
    let host = authority(url);
    let of = answer.headers().get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
    let too_large = || FetchError::TooLarge { host: host.clone(), limit_mib: limit.div_ceil(1024 * 1024) };
    if of.is_some_and(|of: usize| of > limit) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    progress(0, of);
    while let Some(chunk) = answer.chunk().await.map_err(|error| plain(&error, &host))? {
        if bytes.len() + chunk.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
        progress(bytes.len(), of);
    }
    let text = match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding.decode_with_bom_removal(&bytes).0.into_owned(),
        None => String::from_utf8(bytes).map_err(|_| FetchError::NoText(host))?,
    };
    Ok(Fetched { text, address: url.to_string() })
}

/// The host and port of a URL.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The address that stands in a URL in place of a name.
fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether an address is not one of the public net.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || first == 0
        || first >= 240
        // What providers share among their customers.
        || (first == 100 && (64..128).contains(&second))
        || (first == 198 && (18..20).contains(&second))
        || (first == 192 && second == 0 && address.octets().get(2) == Some(&0))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let [first, second, third, .., high, low] = segments;
    // An address of version 4 may stand inside of one of version 6.
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || (segments.iter().take(6).all(|segment| *segment == 0) && embedded(high, low))
        || ((first, second) == (0x64, 0xff9b) && embedded(high, low))
        || (first == 0x2002 && embedded(second, third))
}

/// Looks names up, and takes no private address for an answer.
struct PublicOnly {
    was_private: Arc<AtomicBool>,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let was_private = Arc::clone(&self.was_private);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let (closed, open): (Vec<_>, Vec<_>) = found.partition(|address| is_private(address.ip()));
            if open.is_empty() && !closed.is_empty() {
                was_private.store(true, Ordering::Relaxed);
                return Err("the name leads into a private network".into());
            }
            let open: Addrs = Box::new(open.into_iter());
            Ok(open)
        })
    }
}

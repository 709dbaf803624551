//! Where requests go: what an address stands for that somebody has typed in, and what may stand there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;

use super::ClientError;
use crate::twilio::credentials::Place;
use crate::twilio::request::{Product, Request, Service};

/// Where requests go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Twilio itself, at the place of the credentials: the host tells the product.
    Twilio,
    /// Twilio itself, at a place that was named, whatever the place of the credentials is.
    TwilioAt(Place),
    /// An address that stands in for it, such as `http://127.0.0.1:4010`: a path prefix tells the product.
    At(String),
}

impl Base {
    /// What somebody means by an address: a host of Twilio's is Twilio itself with the place that it names; any other
    /// address stands in for it.
    ///
    /// # Errors
    /// Where it cannot be used.
    pub fn parse(text: &str) -> Result<Self, ClientError> {
        Self::read(text, None)
    }

    /// The address of somebody else, whoever that is: it may be `http://` where nothing that proves who asks goes along.
    ///
    /// # Errors
    /// Where it cannot be used.
    pub fn elsewhere(text: &str, proves: bool) -> Result<Self, ClientError> {
        let url = parse_url(text)?;
        if proves {
            only_tls(&url)?;
        }
        Ok(Self::At(text.trim().to_owned()))
    }

    /// As [`Base::parse`], for requests to one product: the host of another is refused.
    ///
    /// # Errors
    /// Where it cannot be used.
    pub fn parse_for(text: &str, product: Product) -> Result<Self, ClientError> {
        Self::read(text, Some(product))
    }

    fn read(text: &str, wanted: Option<Product>) -> Result<Self, ClientError> {
        let url = parse_base(text)?;
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        let Some(labels) =
            host.strip_suffix("twilio.com").filter(|rest| rest.is_empty() || rest.ends_with('.'))
        else {
            return Ok(Self::At(text.trim().to_owned()));
        };
        if url.port().is_some() || url.path() != "/" {
            return Err(ClientError::Base("an address of Twilio's is a host alone, without port and path"));
        }
        let labels: Vec<&str> = labels.split('.').filter(|label| !label.is_empty()).collect();
        let (name, region, edge) = match labels.as_slice() {
            [] => return Ok(Self::Twilio),
            [name] => (*name, None, None),
            [name, region] => (*name, Some(*region), None),
            [name, edge, region] => (*name, Some(*region), Some(*edge)),
            _ => return Err(ClientError::Base("Twilio has no such host")),
        };
        let Some(product) = Product::named(name) else {
            return Err(ClientError::Base("Cordboard knows no API of Twilio's at this host"));
        };
        let place = Place::new(region, edge)
            .map_err(|_| ClientError::Base("its host names no region or edge that could be one"))?;
        if let Some(wanted) = wanted.filter(|wanted| *wanted != product) {
            return Err(ClientError::Product { own: wanted.host_at(&place), named: host });
        }
        Ok(if place == Place::default() { Self::Twilio } else { Self::TwilioAt(place) })
    }

    /// The address that a request goes to, with its query, without a client that would send it: to be shown. `place` is
    /// where the credentials hold at Twilio.
    ///
    /// # Errors
    /// Where the base address cannot be used.
    pub fn address(&self, place: &Place, request: &Request) -> Result<String, ClientError> {
        let mut text = address(self.url()?.as_ref(), self.place().unwrap_or(place), request);
        // What is not filled in yet stays readable in its braces; it is not sent.
        if let Some(url) = whole(&text, request).filter(|_| !request.path.contains('{')) {
            return Ok(url.into());
        }
        let query = request.full_query();
        if !query.is_empty() {
            text.push('?');
            text.push_str(&query);
        }
        Ok(text)
    }

    /// Whether it stays on this machine.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Twilio | Self::TwilioAt(_) => false,
            Self::At(text) => parse_url(text).is_ok_and(|url| is_loopback(&url)),
        }
    }

    /// The host, to be shown; for Twilio itself that of the product.
    pub fn host(&self, product: Product) -> String {
        match self {
            Self::Twilio => product.host(),
            Self::TwilioAt(place) => product.host_at(place),
            Self::At(text) => parse_url(text).map(|url| super::authority(&url)).unwrap_or_default(),
        }
    }

    /// The place that it names.
    pub(super) fn place(&self) -> Option<&Place> {
        match self {
            Self::TwilioAt(place) => Some(place),
            Self::Twilio | Self::At(_) => None,
        }
    }

    /// The address that stands in for Twilio.
    pub(super) fn url(&self) -> Result<Option<Url>, ClientError> {
        match self {
            Self::Twilio | Self::TwilioAt(_) => Ok(None),
            Self::At(text) => parse_url(text).map(Some),
        }
    }
}

/// The address of a request without its query.
pub(super) fn address(base: Option<&Url>, place: &Place, request: &Request) -> String {
    let root = base.map(|base| base.as_str().trim_end_matches('/'));
    match (&request.service, root) {
        (Service::Twilio(product), None) => format!("https://{}{}", product.host_at(place), request.path),
        (Service::Twilio(Product::Api) | Service::Elsewhere(_), Some(root)) => {
            format!("{root}{}", request.path)
        }
        (Service::Twilio(product), Some(root)) => format!("{root}/{}{}", product.name(), request.path),
        (Service::Elsewhere(server), None) => format!("{}{}", server.trim_end_matches('/'), request.path),
    }
}

/// An address with the query of a request, as it goes out.
pub(super) fn whole(address: &str, request: &Request) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    let query = request.full_query();
    if !query.is_empty() {
        url.set_query(Some(&query));
    }
    Some(url)
}

fn parse_base(text: &str) -> Result<Url, ClientError> {
    let url = parse_url(text)?;
    only_tls(&url)?;
    Ok(url)
}

/// What proves who asks travels in the open over `http://`: beyond this machine it goes nowhere so.
pub(super) fn only_tls(url: &Url) -> Result<(), ClientError> {
    if url.scheme() == "http" && !is_loopback(url) {
        return Err(ClientError::Base("it must begin with https://: credentials go with every request"));
    }
    Ok(())
}

fn parse_url(text: &str) -> Result<Url, ClientError> {
    let url = Url::parse(text.trim()).map_err(|_| ClientError::Base("it is no URL"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(ClientError::Base("it must begin with http:// or https:// and a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ClientError::Base("it must hold no user name or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(ClientError::Base("it must hold no query or fragment"));
    }
    Ok(url)
}

/// Whether a URL stays on this machine: `localhost` and its subdomains, 127.0.0.0/8, `::1`.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    if loopback_name(url).is_some() {
        return true;
    }
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// The host, where it is a name of this machine. No server for names is asked about it: the answer could be any
/// machine.
pub(crate) fn loopback_name(url: &Url) -> Option<&str> {
    let host = url.host_str()?;
    let bare = host.trim_end_matches('.');
    (bare == "localhost" || bare.ends_with(".localhost")).then_some(host)
}

/// What a name of this machine stands for. The port is that of the URL.
pub(crate) const LOOPBACK: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, product: Option<Product>, expected: Result<&str, &str>) {
        let request = |product| Request::new(product, crate::twilio::Method::Get, "/x");
        let got = Base::read(text, product)
            .and_then(|base| base.address(&Place::default(), &request(product.unwrap_or(Product::Studio))));
        match (got, expected) {
            (Ok(got), Ok(expected)) => assert_eq!(got, expected, "{text}"),
            (Err(got), Err(part)) => assert!(got.to_string().contains(part), "{text}: {got}"),
            (got, _) => panic!("{text}: {got:?}"),
        }
    }

    #[test]
    fn an_address_is_twilio_or_stands_in_for_it() {
        check("https://api.twilio.com", None, Ok("https://studio.twilio.com/x"));
        check(" https://Studio.Twilio.com./ ", Some(Product::Studio), Ok("https://studio.twilio.com/x"));
        check("https://studio.ie1.twilio.com", None, Ok("https://studio.ie1.twilio.com/x"));
        check("https://api.dublin.ie1.twilio.com:443", None, Ok("https://studio.dublin.ie1.twilio.com/x"));
        check("https://twilio.com", Some(Product::Chat), Ok("https://chat.twilio.com/x"));
        let own = "https://conversations.ie1.twilio.com, not at https://chat.ie1.twilio.com";
        check("https://chat.ie1.twilio.com", Some(Product::Conversations), Err(own));
        check("https://www.twilio.com", None, Err("no API"));
        check("https://api.twilio.com:8443", None, Err("without port and path"));
        check("https://api.twilio.com/2010-04-01", None, Err("without port and path"));
        check("https://a.b.c.d.twilio.com", None, Err("no such host"));
        check("http://api.twilio.com", None, Err("https://"));
        check("https://eviltwilio.com/", None, Ok("https://eviltwilio.com/studio/x"));
        check("https://twilio.com.example", None, Ok("https://twilio.com.example/studio/x"));
        check("http://a.localhost.:1/", None, Ok("http://a.localhost.:1/studio/x"));
        check("far", None, Err("no URL"));
    }
}

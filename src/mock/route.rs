//! Which product a request is for, and what in it: by host, then by path prefix, then by path.

use std::net::IpAddr;

use crate::twilio::Product;

/// What kind of place the client believes to talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// This machine, or a name that the user let in.
    Local,
    /// A host of Twilio, with its product where the mock has that.
    Twilio(Option<Product>),
}

/// Where a request leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The product.
    pub(super) product: Product,
    /// What absolute addresses in the answer begin with.
    pub(super) root: String,
    /// The path as error texts name it: with the version in the first API, without it elsewhere.
    pub(super) resource: String,
    /// The account in the path, which only the first API has.
    pub(super) account: Option<String>,
    /// The rest of the path, decoded.
    pub(super) path: Vec<String>,
    /// Whether the answer is XML: the first API answers so where the path has no `.json`.
    pub(super) xml: bool,
}

/// Judges the host that a request names; `None` where the mock does not answer for it.
///
/// `here` is where the mock listens.
/// A page on the web can make a browser send requests here under a name of its own; such names are refused.
pub(super) fn ground(authority: &str, here: IpAddr, extra: &[String]) -> Option<Ground> {
    // Who names a user with the host means something else, and the password would stand in every link.
    if authority.contains('@') {
        return None;
    }
    let host = host_of(authority).to_ascii_lowercase();
    if host == "localhost"
        || host.ends_with(".localhost")
        || extra.iter().any(|e| e.eq_ignore_ascii_case(&host))
    {
        return Some(Ground::Local);
    }
    let is_here = |address: IpAddr| {
        let address = address.to_canonical();
        address.is_loopback() || address == here.to_canonical()
    };
    if host.parse::<IpAddr>().is_ok_and(is_here) {
        return Some(Ground::Local);
    }
    let labels = host.strip_suffix(".twilio.com")?;
    Some(Ground::Twilio(labels.split('.').next().and_then(Product::named)))
}

/// The host without port, brackets and final dot.
fn host_of(authority: &str) -> &str {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    host.trim_end_matches('.')
}

/// Finds what a path means. An error is the path as the answer should name it.
pub(super) fn find(ground: Ground, authority: &str, path: &str) -> Result<Target, String> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let (product, prefix, parts) = match ground {
        Ground::Twilio(product) => (product, String::new(), parts.as_slice()),
        Ground::Local => match parts.split_first() {
            Some((first, rest)) if Product::named(first).is_some() => {
                (Product::named(first), format!("/{first}"), rest)
            }
            _ => (by_path(&parts), String::new(), parts.as_slice()),
        },
    };
    if let (Ground::Local, ["_cordboard", "inbound"]) = (ground, parts) {
        // The mock's own door for what a contact sends; the account is the one that asks.
        let path = parts.iter().map(|part| (*part).to_owned()).collect();
        let (root, resource) = (format!("http://{authority}"), "/_cordboard/inbound".to_owned());
        return Ok(Target { product: Product::Api, root, resource, account: None, path, xml: false });
    }
    let scheme = if ground == Ground::Local { "http" } else { "https" };
    let all = format!("/{}", parts.join("/"));
    let (Some(product), Some((version, rest))) = (product, parts.split_first()) else { return Err(all) };
    let below = format!("/{}", rest.join("/"));
    let resource = if product == Product::Api { all } else { below };
    if *version != version_of(product) {
        return Err(resource);
    }
    let root = format!("{scheme}://{authority}{prefix}/{version}");
    let mut target = Target { product, root, resource, account: None, path: Vec::new(), xml: false };
    if product != Product::Api {
        target.path = rest.iter().map(|part| decode(part)).collect();
        return Ok(target);
    }
    let ["Accounts", account, rest @ ..] = rest else { return Err(target.resource) };
    let Some((last, before)) = rest.split_last() else { return Err(target.resource) };
    target.account = Some(decode(account));
    target.xml = !last.ends_with(".json");
    target.path = before.iter().map(|part| decode(part)).collect();
    target.path.push(decode(last.strip_suffix(".json").unwrap_or(last)));
    Ok(target)
}

fn by_path(parts: &[&str]) -> Option<Product> {
    match parts {
        ["2010-04-01", ..] => Some(Product::Api),
        ["v1", "Content", ..] => Some(Product::Content),
        ["v1", ..] => Some(Product::Conversations),
        ["v2", "Flows", ..] => Some(Product::Studio),
        ["v2", ..] => Some(Product::Chat),
        _ => None,
    }
}

fn version_of(product: Product) -> &'static str {
    match product {
        Product::Api => "2010-04-01",
        Product::Conversations | Product::Content | Product::Messaging => "v1",
        Product::Chat | Product::Studio | Product::Lookups | Product::Verify => "v2",
    }
}

/// Decodes `%41`; what is no such pair stays as it is, and a plus sign is a plus sign.
pub(super) fn decode(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        match (first, decode_pair(after)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two hexadecimal digits mean.
pub(super) fn decode_pair(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| digits.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    /// Where the mock listens that tests ask.
    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    fn check(authority: &str, path: &str, expected: Result<(Product, &str, &[&str]), &str>) {
        let ground = ground(authority, HERE, &["mock.test".to_owned()]).unwrap();
        let got = find(ground, authority, path);
        let got =
            got.as_ref().map(|t| (t.product, t.root.as_str(), t.path.iter().map(String::as_str).collect()));
        let expected = expected.map(|(product, root, path)| (product, root, path.to_vec()));
        assert_eq!(got.map_err(String::as_str), expected, "{authority}{path}");
    }

    #[test]
    fn hosts_that_are_neither_loopback_nor_twilio_are_strangers() {
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "twilio.com.evil.example",
            "10.0.0.1",
            "",
            "eviltwilio.com",
            "192.0.2.2",
            "ann:pw@127.0.0.1",
            "ann@a.localhost",
        ] {
            assert_eq!(ground(host, HERE, &[]), None, "{host}");
        }
        for host in [
            "localhost:1",
            "LOCALHOST",
            "127.8.0.1:9",
            "[::1]:4010",
            "a.localhost",
            "localhost.",
            "192.0.2.1:4010",
        ] {
            assert_eq!(ground(host, HERE, &[]), Some(Ground::Local), "{host}");
        }
        assert_eq!(ground("Mock.Test:1", HERE, &["mock.test".to_owned()]), Some(Ground::Local));
        assert_eq!(ground("chat.ie1.twilio.com", HERE, &[]), Some(Ground::Twilio(Some(Product::Chat))));
        assert_eq!(ground("video.twilio.com", HERE, &[]), Some(Ground::Twilio(None)));
    }

    #[test]
    fn the_product_is_found_by_host_then_prefix_then_path() {
        use Product::*;
        let here = "127.0.0.1:1";
        check("chat.twilio.com", "/v2/Services", Ok((Chat, "https://chat.twilio.com/v2", &["Services"])));
        check(
            here,
            "/conversations/v1/Services",
            Ok((Conversations, "http://127.0.0.1:1/conversations/v1", &["Services"])),
        );
        check(here, "/v1/Services", Ok((Conversations, "http://127.0.0.1:1/v1", &["Services"])));
        check(here, "/v2/Services/", Ok((Chat, "http://127.0.0.1:1/v2", &["Services"])));
        check(here, "/v2/Flows/FW1", Ok((Studio, "http://127.0.0.1:1/v2", &["Flows", "FW1"])));
        check(
            here,
            "/messaging/v1/Services",
            Ok((Messaging, "http://127.0.0.1:1/messaging/v1", &["Services"])),
        );
        check(
            "mock.test",
            "/2010-04-01/Accounts/AC1/Messages.json",
            Ok((Api, "http://mock.test/2010-04-01", &["Messages"])),
        );
        check(here, "/v1/a%20b%2fc/%zz+é", Ok((Conversations, "http://127.0.0.1:1/v1", &["a b/c", "%zz+é"])));
        check(here, "/conversations/v2/Services", Err("/Services"));
        check(here, "/2010-04-01/Accounts", Err("/2010-04-01/Accounts"));
        check(here, "/", Err("/"));
        check("video.twilio.com", "/v1/Rooms", Err("/v1/Rooms"));
    }
}

//! Which servers a flow's requests may reach: hosts that somebody has allowed, and among their addresses the public
//! ones. **An address of this machine or of a private network has to be named itself**: a public name that leads
//! there is refused. It sends nothing.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;

/// What somebody has allowed.
#[derive(Clone, Debug, Default)]
pub(super) struct Hosts {
    allowed: Vec<Allowed>,
    /// Names with the addresses that they mean here, whatever the system says, as a hosts file has them.
    known: HashMap<String, Vec<IpAddr>>,
}

impl Hosts {
    /// Allows a name, an address, or one of these with a port. What is none of these allows nothing.
    pub(super) fn allow(&mut self, host: &str) {
        self.allowed.extend(Allowed::parse(host));
    }

    /// Says which addresses a name means.
    pub(super) fn know(&mut self, host: &str, addresses: Vec<IpAddr>) {
        self.known.insert(plain(host.trim()), addresses);
    }

    /// Forgets what was allowed.
    pub(super) fn clear(&mut self) {
        self.allowed.clear();
    }

    /// Whether the host of an address was allowed, by name.
    pub(super) fn allows(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        self.names(host, url.port_or_known_default())
    }

    fn names(&self, host: &str, port: Option<u16>) -> bool {
        let host = plain(host);
        self.allowed
            .iter()
            .any(|allowed| allowed.host == host && allowed.port.is_none_or(|allowed| Some(allowed) == port))
    }

    /// The addresses that a request may go to. An error is why there are none, without the path, which may hold a
    /// password.
    pub(super) async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, String> {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err("the address has no host".to_owned());
        };
        let found: Vec<SocketAddr> = match (literal(host), self.known.get(&plain(host))) {
            (Some(address), _) => vec![SocketAddr::new(address, port)],
            (None, Some(known)) => known.iter().map(|address| SocketAddr::new(*address, port)).collect(),
            (None, None) => tokio::net::lookup_host((host, port))
                .await
                .map_err(|_| format!("the name {host} could not be found"))?
                .collect(),
        };
        let (open, closed): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|address| self.lets_in(host, *address));
        match closed.first() {
            Some(address) if open.is_empty() => Err(format!(
                "{host} leads to {0}, an address of this machine or of a private network; such an address has to be \
                 allowed itself (--allow-http {0})",
                bracketed(address.ip())
            )),
            _ if open.is_empty() => Err(format!("the name {host} could not be found")),
            _ => Ok(open),
        }
    }

    fn lets_in(&self, host: &str, address: SocketAddr) -> bool {
        let ip = address.ip().to_canonical();
        // The name was allowed, or nobody would ask. `localhost` says itself where it leads.
        if !is_private(ip) || literal(host).is_some() || (ip.is_loopback() && is_localhost(host)) {
            return true;
        }
        self.names(&bracketed(ip), Some(address.port()))
    }
}

/// A host that was allowed, perhaps at one port only.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Allowed {
    /// As [`plain`] writes it.
    host: String,
    port: Option<u16>,
}

impl Allowed {
    /// `api.example.com`, `10.0.0.5`, `[::1]` or `::1`; all but the last with a port, too.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some(Self { host: bracketed(address), port: None });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
            _ => (text, None),
        };
        let port = match port {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(port.parse().ok()?),
            Some(_) => return None,
            None => None,
        };
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/\\@?#%".contains(c)) {
            return None;
        }
        let url = Url::parse(&format!("http://{host}/")).ok()?;
        let known = url.host_str()?;
        // Old spellings of an address (`0x7f.1`) are refused: nobody sees what they mean.
        let is_disguised = literal(known).is_some() && literal(host).is_none();
        (url.port().is_none() && !is_disguised).then(|| Self { host: plain(known), port })
    }
}

/// Whether this can be allowed: a name or an address, alone or with a port.
pub fn is_host(text: &str) -> bool {
    Allowed::parse(text).is_some()
}

/// A host in the one spelling that is compared.
fn plain(host: &str) -> String {
    match literal(host) {
        Some(address) => bracketed(address),
        None => host.trim_end_matches('.').to_lowercase(),
    }
}

/// An address as it stands in a URL; one that stands for an IPv4 address is that.
fn bracketed(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

fn is_localhost(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether an address is none of the open network: of this machine, of a private network, of the link, or of none.
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [first, second, third, _] = ip.octets();
    ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_multicast()
        || first == 0
        || first >= 240
        // Shared by the customers of a carrier.
        || (first == 100 && (64..128).contains(&second))
        // For protocols and measurements.
        || (first, second, third) == (192, 0, 0)
        || (first == 198 && (18..20).contains(&second))
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    let [first, second, ..] = segments;
    let [.., high, low] = segments;
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_unique_local()
        || ip.is_unicast_link_local()
        // Old addresses that stand for an IPv4 address, and gateways to one.
        || (segments.iter().take(6).all(|segment| *segment == 0) && embedded(high, low))
        || (first == 0x64 && second == 0xff9b && embedded(high, low))
        || (first == 0x2002 && embedded(second, segments.get(2).copied().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(allowed: &[&str], url: &str, expected: Result<&str, &str>) {
        let mut hosts = Hosts::default();
        hosts.know("api.example.com", vec!["10.0.0.5".parse().unwrap()]);
        hosts.know("open.example.com", vec!["93.184.216.34".parse().unwrap(), "::1".parse().unwrap()]);
        hosts.know("localhost", vec!["127.0.0.1".parse().unwrap()]);
        hosts.know("six.example.com", vec!["fd00::1".parse().unwrap()]);
        hosts.know("xn--bcher-kva.example", vec!["93.184.216.34".parse().unwrap()]);
        allowed.iter().for_each(|host| hosts.allow(host));
        let url = Url::parse(url).unwrap();
        assert!(hosts.allows(&url), "{url}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        match (runtime.block_on(hosts.addresses(&url)), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, vec![expected.parse().unwrap()]),
            (Err(reason), Err(expected)) => assert!(reason.contains(expected), "{reason}"),
            (got, _) => panic!("{url}: {got:?}"),
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        let refused = [
            "", ":80", "a b", "http://x", "x/y", "u@x", "[::1", "x:port", "x:99999", "0x7f.1", "*.x:y",
            "a:1:2",
        ];
        for text in refused {
            assert!(!is_host(text), "{text}");
        }
        for text in ["x", "x.", "x:80", "10.0.0.5:81", "::1", "[::1]", "[::1]:80", "bücher.example"] {
            assert!(is_host(text), "{text}");
        }
        let mut hosts = Hosts::default();
        hosts.allow("x.example:80");
        assert!(hosts.allows(&Url::parse("http://x.example/").unwrap()));
        assert!(!hosts.allows(&Url::parse("https://x.example/").unwrap()));
    }

    #[test]
    fn a_private_address_has_to_be_named() {
        check(&["api.example.com"], "http://api.example.com/x", Err("--allow-http 10.0.0.5"));
        check(&["api.example.com", "10.0.0.5"], "http://api.example.com/x", Ok("10.0.0.5:80"));
        check(&["api.example.com", "10.0.0.5:81"], "http://api.example.com/x", Err("10.0.0.5"));
        check(&["10.0.0.5"], "http://10.0.0.5:8080/x", Ok("10.0.0.5:8080"));
        check(&["localhost:3000"], "http://localhost:3000/", Ok("127.0.0.1:3000"));
        check(&["[::1]"], "http://[::1]:1/", Ok("[::1]:1"));
        check(&["::1"], "http://[::1]:1/", Ok("[::1]:1"));
        check(&["[0:0:0:0:0:0:0:1]:1"], "http://[::1]:1/", Ok("[::1]:1"));
        check(&["six.example.com"], "http://six.example.com/", Err("--allow-http [fd00::1]"));
        check(&["Six.Example.com."], "http://six.example.com/", Err("fd00::1"));
        check(&["bücher.example"], "http://xn--bcher-kva.example/", Ok("93.184.216.34:80"));
        // What is not open among several addresses is not asked.
        check(&["open.example.com"], "https://open.example.com/", Ok("93.184.216.34:443"));
        // However it is written, it is this machine.
        check(&["127.0.0.1"], "http://2130706433/", Ok("127.0.0.1:80"));
    }

    #[test]
    fn what_is_private_is_known() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "ff02::1",
        ] {
            assert!(is_private(ip.parse().unwrap()), "{ip}");
        }
        for ip in
            ["8.8.8.8", "100.128.0.1", "172.32.0.1", "2606:4700::1", "64:ff9b::808:808", "2002:808:808::"]
        {
            assert!(!is_private(ip.parse().unwrap()), "{ip}");
        }
    }
}

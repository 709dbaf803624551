//! What fails before a request is on the wire, and how long it takes to get there.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use reqwest::dns::Resolve as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::watch::Marks;
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

/// A server with this certificate, which takes one connection.
fn secure_server(certificate: &'static [u8]) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let key = PrivatePkcs8KeyDer::from(include_bytes!("../../../tests/tls/key.p8").as_slice());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], PrivateKeyDer::Pkcs8(key))
        .unwrap();
    let serve = move || {
        let (stream, _) = listener.accept().unwrap();
        let session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = rustls::StreamOwned::new(session, stream);
        // A client that does not trust it hangs up here.
        if matches!(stream.read(&mut [0; 1024]), Ok(count) if count > 0) {
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
        }
    };
    std::thread::Builder::new().name("a server with TLS".to_owned()).spawn(serve).unwrap();
    address
}

/// What becomes of a request to a server with this certificate, for a client that trusts the tests' authority, or nobody.
async fn asked(certificate: &'static [u8], trusts: bool) -> Result<u16, ClientError> {
    let address = secure_server(certificate);
    let ca = reqwest::Certificate::from_der(include_bytes!("../../../tests/tls/ca.der")).unwrap();
    let builder = reqwest::Client::builder().no_proxy().connector_layer(watch::Watching);
    let http = builder.tls_certs_only(trusts.then_some(ca)).build().unwrap();
    let answer = http.get(format!("https://{address}/")).send().await;
    answer.map(|answer| answer.status().as_u16()).map_err(|error| plain(&error, "there"))
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_told_apart() {
    let good = include_bytes!("../../../tests/tls/good.der");
    assert_eq!(asked(good, true).await, Ok(204));
    let check = async |certificate: &'static [u8], trusts: bool, fault: TlsFault, words: &str| {
        let error = asked(certificate, trusts).await.unwrap_err();
        assert_eq!(error, ClientError::Untrusted { host: "there".to_owned(), fault });
        assert_eq!(error.to_string(), format!("the certificate of there {words}"));
        assert!(!error.may_be_done() && error.remedy().is_some());
    };
    check(good, false, TlsFault::Issuer, "comes from nobody whom this machine trusts").await;
    let expired = include_bytes!("../../../tests/tls/expired.der");
    check(expired, true, TlsFault::Expired, "has expired").await;
    let early = include_bytes!("../../../tests/tls/early.der");
    check(early, true, TlsFault::NotYet, "is not valid yet").await;
    let named = include_bytes!("../../../tests/tls/named.der");
    check(named, true, TlsFault::Name, "is for another name").await;
}

#[tokio::test]
async fn a_host_that_is_not_there_is_named() {
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).dns_resolver(watch::Lookup);
    let error = http.build().unwrap().get("http://nobody.invalid/").send().await.unwrap_err();
    let error = plain(&error, "nobody.invalid");
    assert_eq!(error.to_string(), "there is no host nobody.invalid");
}

#[tokio::test]
async fn a_lookup_is_noted_for_the_request_that_needs_it() {
    let (one, other) = (Marks::default(), Marks::default());
    let lookup = || async { watch::Lookup.resolve("localhost".parse().unwrap()).await.map(|_| ()).unwrap() };
    one.watching(lookup()).await;
    other.watching(async {}).await;
    // Without a connection there is nothing to tell of one.
    assert_eq!((one.took(), other.took()), ((None, None), (None, None)));
    assert!(one.has_looked_up() && !other.has_looked_up());
    // Nobody listens to what is done elsewhere.
    lookup().await;
}

//! The client's guards, and who the mock lets in.

use std::process::Command;

use crate::support::{Bench, THEIRS, plain_http};
use axum::response::IntoResponse as _;
use cordboard::mock::{Config, Mock, StartError};
use cordboard::twilio::{Base, Client, ClientError, Credentials, Method, Product, Request};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

fn credentials() -> Credentials {
    Credentials::new(&format!("AC{}", "a".repeat(32)), SecretString::from("hush")).unwrap()
}

fn client(base: &str) -> Client {
    Client::new(Base::At(base.to_owned()), credentials()).unwrap()
}

/// A port where nobody listens, and what keeps others from taking it meanwhile.
fn dead_port() -> (u16, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    (socket.local_addr().unwrap().port(), socket)
}

/// The child of the next test; without the variable it has nothing to do.
#[tokio::test]
async fn in_a_child_loopback_is_reached_without_the_proxy() {
    let Ok(base) = std::env::var("CORDBOARD_TEST_MOCK") else { return };
    let request = Request::new(Product::Conversations, Method::Get, "/v1/Services");
    let answer = client(&base).send(&request).await.unwrap();
    assert_eq!(answer.status, 200);
    // The proof that the variables are heard: a client without our guard ends at the dead proxy.
    let plain = reqwest::Client::new().get(&base).send().await;
    assert!(plain.unwrap_err().is_connect());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_in_the_environment_is_not_used_for_loopback() {
    let mock = Mock::start(Config::default()).await.unwrap();
    let (port, _held) = dead_port();
    let proxy = format!("http://127.0.0.1:{port}");
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", "client::in_a_child_loopback_is_reached_without_the_proxy", "--nocapture"])
        .env("CORDBOARD_TEST_MOCK", mock.base_url())
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("REQUEST_METHOD");
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(name, &proxy);
    }
    let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// A server that answers every request with a redirect.
async fn redirector(status: u16, location: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(move || {
        let location = location.clone();
        async move {
            (axum::http::StatusCode::from_u16(status).unwrap(), [("location", location)]).into_response()
        }
    });
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    base
}

#[tokio::test]
async fn no_redirect_is_followed_off_loopback() {
    let request = Request::new(Product::Api, Method::Get, "/2010-04-01/x.json");
    for target in ["http://192.0.2.1:9/steal", "https://api.twilio.com/", "http://127.0.0.1.example/"] {
        let base = redirector(302, target.to_owned()).await;
        let error = client(&base).send(&request).await.unwrap_err();
        assert!(matches!(error, ClientError::Redirect { .. }), "{target}: {error}");
        assert!(!error.to_string().contains("steal"));
    }
}

#[tokio::test]
async fn redirects_on_loopback_are_followed_but_never_lose_a_message() {
    let bench = Bench::start(Config::default()).await;
    let at = |base: String| Client::new(Base::At(base), bench.mock.credentials()).unwrap();
    // A server that leads from `/STATUS` to another path of its own.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(|request: axum::extract::Request| async move {
        let status = request.uri().path().trim_start_matches('/').parse::<u16>().unwrap_or(200);
        let has_proof = request.headers().contains_key("authorization");
        let status = if has_proof { status } else { 401 };
        let method = request.method().to_string();
        (axum::http::StatusCode::from_u16(status).unwrap(), [("location", "/done")], method).into_response()
    });
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let asked = |method, path: &str| Request::new(Product::Api, method, path);
    let kept = at(base.clone()).send(&asked(Method::Post, "/307")).await.unwrap();
    assert_eq!((kept.status, &*kept.body), (200, "POST"));
    let lost = at(base.clone()).send(&asked(Method::Post, "/302")).await.unwrap_err();
    assert!(matches!(lost, ClientError::Redirect { .. }));
    let read = asked(Method::Get, "/302");
    assert_eq!(at(base).send(&read).await.unwrap().status, 200);
    // Another port is another program: it does not get the credentials.
    let to = format!("{}{}", bench.mock.base_url(), bench.messages());
    let strange = at(redirector(307, to).await).send(&read).await.unwrap_err();
    assert!(matches!(strange, ClientError::Redirect { .. }));
    // A circle ends.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new()
        .fallback(|| async { (axum::http::StatusCode::FOUND, [("location", "/again")]).into_response() });
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    assert!(matches!(at(base).send(&read).await, Err(ClientError::Redirect { .. })));
}

#[tokio::test]
async fn failures_are_plain_sentences_without_secrets() {
    let request = Request::new(Product::Api, Method::Post, "/2010-04-01/x.json")
        .field("To", THEIRS)
        .field("Body", "private");
    let (port, _held) = dead_port();
    let error = client(&format!("http://127.0.0.1:{port}")).send(&request).await.unwrap_err();
    assert_eq!(error.to_string(), format!("127.0.0.1:{port} refused the connection"));

    // A server that speaks no TLS, and one that hangs up.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = [0; 16];
            let _ = stream.read(&mut bytes).await;
            if !bytes.starts_with(b"POST") {
                let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            }
        }
    });
    let error = client(&format!("https://{address}")).send(&request).await.unwrap_err();
    assert_eq!(error, ClientError::Tls(address.to_string()));
    let error = client(&format!("http://{address}")).send(&request).await.unwrap_err();
    assert_eq!(error, ClientError::Broken(address.to_string()));
    for secret in ["hush", "private", THEIRS] {
        assert!(!format!("{error} {error:?}").contains(secret));
    }
}

#[tokio::test]
async fn headers_and_base_paths_reach_the_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/under/", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(|request: axum::extract::Request| async move {
        let header = |name: &str| request.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        let enabled = header("X-Twilio-Webhook-Enabled").unwrap_or_default();
        format!("{} {} {enabled}", request.method(), request.uri())
    });
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let request =
        Request::new(Product::Studio, Method::Post, "/v2/Flows").header("X-Twilio-Webhook-Enabled", "true");
    let answer = client(&base).send(&request).await.unwrap();
    assert_eq!((answer.body.as_str(), answer.json.is_none()), ("POST /under/studio/v2/Flows true", true));
    let split = request.header("X-Odd", "a\r\nInjected: b");
    assert!(matches!(client(&base).send(&split).await, Err(ClientError::Request(_))));
}

/// Asks the mock with these headers and gives the status.
async fn status(mock: &Mock, path: &str, headers: &[(&str, &str)]) -> u16 {
    let http = plain_http();
    let user = format!("AC{}", "a".repeat(32));
    let mut request = http.get(format!("{}{path}", mock.base_url())).basic_auth(user, Some("x"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn web_pages_and_strange_hosts_are_refused() {
    let config = Config { extra_hosts: vec!["twilio-mock".to_owned()], ..Config::default() };
    let mock = Mock::start(config).await.unwrap();
    let services = "/v1/Services";
    assert_eq!(status(&mock, services, &[]).await, 200);
    assert_eq!(status(&mock, services, &[("Origin", "http://127.0.0.1:1")]).await, 403);
    assert_eq!(status(&mock, services, &[("Host", "evil.example")]).await, 403);
    assert_eq!(status(&mock, services, &[("Host", "twilio-mock:4010")]).await, 200);
    assert_eq!(status(&mock, services, &[("Host", "conversations.twilio.com")]).await, 200);
    // The host decides first: Chat has no v1, and Video is not there at all.
    assert_eq!(status(&mock, services, &[("Host", "chat.twilio.com")]).await, 404);
    assert_eq!(status(&mock, services, &[("Host", "video.twilio.com")]).await, 404);
    assert_eq!(status(&mock, "/chat/v2/Services", &[]).await, 200);
    assert_eq!(status(&mock, "/v2/Services", &[]).await, 200);
}

#[tokio::test]
async fn a_mock_that_cannot_start_says_why() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let start = async |config: Config| Mock::start(config).await.map(|_| ()).unwrap_err();
    assert!(matches!(start(Config { port, ..Config::default() }).await, StartError::Port { .. }));
    let account_sid = Some("AC1".to_owned());
    assert!(matches!(start(Config { account_sid, ..Config::default() }).await, StartError::AccountSid(_)));
    assert!(matches!(start(Config { speed: f64::NAN, ..Config::default() }).await, StartError::Speed));
    let flows = vec![(None, "no/such/flow.json".into())];
    assert!(matches!(start(Config { flows, ..Config::default() }).await, StartError::FlowFile(_)));
    let flows = vec![(None, "Cargo.toml".into())];
    assert!(matches!(start(Config { flows, ..Config::default() }).await, StartError::NoFlow { .. }));
}

#[tokio::test]
async fn flows_get_a_sid_that_stays() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a.json", "b.json"].map(|name| folder.path().join(name));
    for path in &paths {
        std::fs::write(path, cordboard::flow::NEW_FLOW).unwrap();
    }
    let chosen = format!("FW{}", "1".repeat(32));
    let config = Config {
        flows: vec![(None, paths[0].clone()), (Some(chosen.clone()), paths[1].clone())],
        ..Config::default()
    };
    let first = Mock::start(config.clone()).await.unwrap();
    let second = Mock::start(config.clone()).await.unwrap();
    assert_eq!(first.flows(), second.flows());
    assert!(cordboard::twilio::is_sid(&first.flows()[0].0, "FW"));
    assert_eq!(first.flows()[1], (chosen.clone(), paths[1].clone()));
    let twice = Config {
        flows: vec![(Some(chosen.clone()), paths[0].clone()), (Some(chosen), paths[1].clone())],
        ..config
    };
    assert!(matches!(Mock::start(twice).await, Err(StartError::FlowTwice(_))));
}

#[tokio::test]
async fn a_mock_that_is_stopped_or_dropped_hangs_up() {
    for drop_only in [false, true] {
        let mock = Mock::start(Config::default()).await.unwrap();
        let mut stream = TcpStream::connect(mock.address()).await.unwrap();
        stream.write_all(b"GET /v1/Services HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).await.unwrap();
        assert_eq!(&start, b"HTTP/1.1 401");
        // The connection stays open for the next request until the mock goes.
        if drop_only {
            drop(mock)
        } else {
            mock.stop().await
        }
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        assert!(rest.ends_with(b"}"));
    }
}

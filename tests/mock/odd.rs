//! Requests that no sane client sends: each gets an answer in Twilio's shape, and the mock lives on.

use std::time::Duration;

use crate::support::Bench;
use cordboard::mock::{Config, Mock};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// `AC` and 32 times `a`, with a token, as a header.
fn login() -> String {
    use base64::Engine as _;
    let text = format!("AC{}:x", "a".repeat(32));
    format!("Authorization: Basic {}\r\n", base64::engine::general_purpose::STANDARD.encode(text))
}

/// Sends bytes and gives status and body of the answer.
async fn raw(bench: &Bench, head: &str, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(bench.mock.address()).await.unwrap();
    let head = format!("{head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    // The mock may answer and hang up before it has read everything.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("{text}"));
    (status, text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

#[tokio::test]
async fn odd_requests_are_answered() {
    let bench = Bench::start(Config::default()).await;
    let login = login();
    let check = async |line: &str, headers: &str, body: &[u8], expected: (u16, &str)| {
        let (status, text) = raw(&bench, &format!("{line} HTTP/1.1\r\n{headers}{login}X-Odd: 1"), body).await;
        assert!(status == expected.0 && text.contains(expected.1), "{line} {headers}: {status} {text}");
    };
    let here = "Host: 127.0.0.1\r\n";
    let messages = format!("/2010-04-01/Accounts/AC{}/Messages.json", "a".repeat(32));
    let post = format!("POST {messages}");
    let services = "GET /v1/Services";
    check(services, "", b"", (400, "20422")).await;
    check(services, "Host: 127.0.0.1@evil.example\r\n", b"", (403, "20403")).await;
    check("GET http://evil.example/v1/Services", here, b"", (400, "20422")).await;
    check("GET http://evil.example/v1/Services", "Host: evil.example\r\n", b"", (403, "20403")).await;
    check("GET http://127.0.0.1/v1/Services", here, b"", (200, "services")).await;
    check("OPTIONS /v1/Services", here, b"", (405, "20004")).await;
    check("DELETE /v1/Services", here, b"", (405, "20004")).await;
    check("GET /v1/Services//Conversations", here, b"", (404, "/Services//Conversations")).await;
    check("GET /v1/Services/..%2f..%2f/x", here, b"", (404, "20404")).await;
    check("GET /v1/Services?Page=18446744073709551616", here, b"", (400, "20422")).await;
    let far = "GET /v1/Services?Page=18446744073709551615&PageToken=PBISffffffffffffffffffffffffffffffff";
    check(far, here, b"", (400, "21481")).await;
    let last = "GET /v1/Services?Page=18446744073709551615&PageToken=PAIS0000000000000000ffffffffffffffff";
    check(last, here, b"", (200, "18446744073709551615")).await;
    check(&post, here, b"%zz=%&&&==&From=%ff%fe", (400, "21212")).await;
    let json = format!("{here}Content-Type: application/json\r\n");
    check(&post, &json, b"{\"From\": \"+15005550006\"}", (400, "21603")).await;
    check(&post, here, &vec![b'a'; 2 * 1024 * 1024], (413, "20422")).await;
    let deep = format!("Body=x&Attributes={}", "[".repeat(2000));
    check("POST /v1/Conversations", here, deep.as_bytes(), (400, "50304")).await;
    let gone = "Authorization: Bearer x\r\n";
    let (status, text) = raw(&bench, &format!("{services} HTTP/1.1\r\n{here}{gone}X-Odd: 1"), b"").await;
    assert!(status == 401 && text.contains("No credentials provided"), "{status} {text}");
}

/// Writes bytes, hangs up the writing half, and reads until the mock has hung up too.
async fn blurt(bench: &Bench, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(bench.mock.address()).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(120), end).await.expect("the mock lets go");
    answer
}

#[tokio::test]
async fn heads_are_bounded() {
    let bench = Bench::start(Config::default()).await;
    let check = async |head: String, expected: &str| {
        let answer = blurt(&bench, format!("{head}\r\n\r\n").as_bytes()).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected}")), "{answer}");
    };
    let line = "GET /v1/Services HTTP/1.1\r\nHost: localhost\r\nConnection: close";
    check(line.to_owned(), "401").await;
    check(format!("{line}\r\nX-Long: {}", "a".repeat(64 * 1024)), "431").await;
    check(format!("{line}{}", "\r\nX-Many: a".repeat(200)), "431").await;
    check(format!("GET /{} HTTP/1.1\r\nHost: localhost", "a".repeat(128 * 1024)), "4").await;
    check("nonsense".to_owned(), "400").await;
}

#[tokio::test]
async fn it_listens_on_this_machine_only_unless_told_otherwise() {
    let start = async |bind: &str, expose: bool| {
        let config = Config { bind: bind.parse().unwrap(), expose, ..Config::default() };
        Mock::start(config).await.map(|mock| format!("{} {}", mock.base_url(), mock.address()))
    };
    assert!(start("127.0.0.1", false).await.unwrap().starts_with("http://127.0.0.1:"));
    for outside in ["0.0.0.0", "::", "192.0.2.1"] {
        let error = start(outside, false).await.unwrap_err().to_string();
        assert!(error.contains("--expose"), "{error}");
    }
    // Who listens everywhere is reached on loopback.
    let everywhere = start("0.0.0.0", true).await.unwrap();
    assert!(everywhere.starts_with("http://127.0.0.1:") && everywhere.contains(" 0.0.0.0:"), "{everywhere}");
    // A machine may have no IPv6, which is then what it says.
    match start("::1", false).await {
        Ok(url) => assert!(url.starts_with("http://[::1]:"), "{url}"),
        Err(error) => assert!(error.to_string().contains("cannot listen on [::1]:0"), "{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_to_the_socket_the_mock_lives_on(
        method in "(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|[!-~]{0,8})",
        path in "(/v1/Conversations|/2010-04-01/Accounts/x/Messages.json|/_cordboard/(log|rules|x)|\\*|[ -~]{0,20})",
        version in "(HTTP/1.1|HTTP/1.0|HTTP/2|[!-~]{0,9})",
        headers in prop::collection::vec(
            ("(Host|Authorization|Content-Length|Transfer-Encoding|Content-Type|Prefer|Expect|Origin|[!-~]{0,10})",
             "(localhost|chunked|gzip|100-continue|[0-9]{1,20}|Basic [A-Za-z0-9=]{0,12}|code=[0-9]{0,6}|[\\x00-\\xff]{0,20})"),
            0..6,
        ),
        body in prop::collection::vec(any::<u8>(), 0..200),
        cut in prop::option::of(0..400_usize),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let bench = Bench::start(Config::default()).await;
            let mut bytes = format!("{method} {path} {version}\r\n").into_bytes();
            for (name, value) in &headers {
                bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
            }
            bytes.extend_from_slice(b"\r\n");
            bytes.extend_from_slice(&body);
            bytes.truncate(cut.unwrap_or(usize::MAX));
            let answer = blurt(&bench, &bytes).await;
            assert!(answer.is_empty() || answer.starts_with(b"HTTP/1."), "{answer:?}");
            let head = format!("GET /v1/Services HTTP/1.1\r\nHost: localhost\r\n{}X-Odd: 1", login());
            assert_eq!(raw(&bench, &head, b"").await.0, 200);
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_path_or_form_brings_the_mock_down(
        prefix in prop::sample::select(vec!["/v1/", "/v2/", "/2010-04-01/Accounts/", "/messaging/v1/", "/content/v1/"]),
        path in prop::collection::vec("(Services|Channels|Conversations|Messages|Participants|[!-~&&[^ ?#]]{0,6})", 0..5),
        fields in prop::collection::vec(
            ("(Body|To|From|Attributes|UniqueName|State|Timers.Closed|DateCreated|PageSize|ContentSid|Identity)", "\\PC{0,12}"),
            0..6,
        ),
        post in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let bench = Bench::start(Config::default()).await;
            let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
            let path = path.join("/");
            let (line, body) = if post {
                (format!("POST {prefix}{path}"), form)
            } else {
                (format!("GET {prefix}{path}?{form}"), String::new())
            };
            let head = format!("{line} HTTP/1.1\r\nHost: localhost\r\n{}X-Odd: 1", login());
            let (status, text) = raw(&bench, &head, body.as_bytes()).await;
            assert!((200..500).contains(&status), "{line}: {status} {text}");
            let head = format!("GET /v1/Services HTTP/1.1\r\nHost: localhost\r\n{}X-Odd: 1", login());
            assert_eq!(raw(&bench, &head, b"").await.0, 200);
        });
    }
}

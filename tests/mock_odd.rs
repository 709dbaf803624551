//! Requests that no sane client sends: each gets an answer in Twilio's shape, and the mock lives on.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in tests a panic is the report")]

mod mock_support;

use cordboard::mock::Config;
use mock_support::Bench;
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

//! Sending: what is told of an answer, and of why there is none, by servers that do what they are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cordboard::api::{self, Answered};
use cordboard::twilio::{Base, Client, ClientError, Credentials, Method, Phase, Proof, Request, Service};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket};

/// What a server does with the head of a request: what it sends, and whether it then keeps the connection.
type Act = dyn Fn(&str) -> (Vec<u8>, After) + Send + Sync;

#[derive(Clone, Copy, PartialEq)]
enum After {
    /// Waits for the next request.
    Keep,
    /// Closes.
    Close,
    /// Does nothing any more.
    Hang,
}

/// A server, and how many connections it has taken.
async fn server(
    act: impl Fn(&str) -> (Vec<u8>, After) + Send + Sync + 'static,
) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (act, taken): (Arc<Act>, Arc<AtomicUsize>) = (Arc::new(act), Arc::default());
    let count = Arc::clone(&taken);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let act = Arc::clone(&act);
            tokio::spawn(async move {
                let mut got = Vec::new();
                loop {
                    let Ok(1..) = stream.read_buf(&mut got).await else { return };
                    let Some(end) = got.windows(4).position(|part| part == b"\r\n\r\n") else { continue };
                    let head = String::from_utf8(got.drain(..end + 4).collect()).unwrap();
                    let (bytes, after) = act(&head);
                    if stream.write_all(&bytes).await.is_err() || after == After::Close {
                        return;
                    }
                    if after == After::Hang {
                        std::future::pending::<()>().await;
                    }
                }
            });
        }
    });
    (address, taken)
}

fn client(address: &str) -> Client {
    let nobody = Credentials::new(&format!("AC{}", "0".repeat(32)), "none".to_owned().into()).unwrap();
    Client::new(Base::At(format!("http://{address}")), nobody).unwrap()
}

fn get(address: &str, path: &str) -> Request {
    Request::new(Service::Elsewhere(format!("http://{address}")), Method::Get, path)
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// What comes back for this answer.
async fn sent(bytes: Vec<u8>, after: After) -> Result<Answered, ClientError> {
    let (address, _) = server(move |_| (bytes.clone(), after)).await;
    api::send(&client(&address), &get(&address, "/x")).await
}

#[tokio::test]
async fn each_request_tells_of_its_own_connection_only() {
    let (address, taken) = server(|_| (answer("200 OK", b"{}"), After::Keep)).await;
    let client = client(&address);
    let request = get(&address, "/x");
    let first = api::send(&client, &request).await.unwrap();
    assert!(first.times.connect.is_some() && first.times.wait.is_some() && first.times.read.is_some());
    // The address is none that has to be looked up.
    assert_eq!(first.times.lookup, None);
    let second = api::send(&client, &request).await.unwrap();
    assert_eq!((second.times.connect, taken.load(Ordering::SeqCst)), (None, 1));
    let both = tokio::join!(api::send(&client, &request), api::send(&client, &request));
    let connected = [both.0.unwrap(), both.1.unwrap()].iter().filter(|it| it.times.connect.is_some()).count();
    assert_eq!(connected, taken.load(Ordering::SeqCst) - 1);
    assert!(first.millis >= first.times.wait.unwrap());
}

#[tokio::test]
async fn redirects_within_a_server_are_followed_and_listed() {
    let (address, _) = server(|head| {
        let to = |status: &str, path: &str| answer(&format!("{status}\r\nlocation: {path}"), b"");
        let bytes = match head.split(' ').nth(1).unwrap() {
            "/a" => to("301 Moved", "/b?x=1#part"),
            "/b?x=1" => to("307 Moved", "c"),
            "/c" => answer("200 OK", b"done"),
            "/round" => to("302 Found", "/again"),
            "/again" => to("302 Found", "/round"),
            path => to("302 Found", &format!("{path}1")),
        };
        (bytes, After::Keep)
    })
    .await;
    let client = client(&address);
    let answered = api::send(&client, &get(&address, "/a")).await.unwrap();
    assert_eq!((answered.status, answered.body.as_str()), (200, "done"));
    let hops: Vec<(u16, &str, &str)> =
        answered.hops.iter().map(|hop| (hop.status, hop.from.as_str(), hop.to.as_str())).collect();
    let at = |path: &str| format!("http://{address}{path}");
    let expected = [(301, at("/a"), at("/b?x=1")), (307, at("/b?x=1"), at("/c"))];
    assert_eq!(hops, expected.iter().map(|(s, a, b)| (*s, a.as_str(), b.as_str())).collect::<Vec<_>>());
    // A circle is an error, a long way ends at its fifth step, and what changes something is never sent again.
    let error = api::send(&client, &get(&address, "/round")).await.unwrap_err();
    assert_eq!(error, ClientError::Circle(address.clone()));
    let long = api::send(&client, &get(&address, "/long")).await.unwrap();
    assert_eq!((long.status, long.hops.len(), long.leads_to()), (302, 5, Some("/long111111")));
    let post = Request { method: Method::Post, ..get(&address, "/a") };
    let told = api::send(&client, &post).await.unwrap();
    assert_eq!((told.status, told.hops.len(), told.leads_to()), (301, 0, Some("/b?x=1#part")));
}

#[tokio::test]
async fn no_redirect_leads_to_another_server_and_none_shows_the_key() {
    let (other, taken) = server(|_| (answer("200 OK", b"stolen"), After::Keep)).await;
    let there = format!("http://{other}/x");
    let (address, _) = server(move |head| {
        let to = |place: &str| answer(&format!("302 Found\r\nlocation: {place}"), b"");
        let path = head.split(' ').nth(1).unwrap();
        let bytes = match path.split('?').next().unwrap() {
            "/away" => to(&there),
            "/own" => to("/end?key=hush%2Bhush"),
            _ => answer("200 OK", path.as_bytes()),
        };
        (bytes, After::Keep)
    })
    .await;
    let proof = Proof { header: None, parameter: "key".to_owned(), value: "hush+hush".to_owned().into() };
    let client = Client::elsewhere(Base::At(format!("http://{address}")), Some(proof)).unwrap();
    let answered = api::send(&client, &get(&address, "/away")).await.unwrap();
    assert_eq!((answered.status, taken.load(Ordering::SeqCst)), (302, 0));
    let answered = api::send(&client, &get(&address, "/own")).await.unwrap();
    assert!(answered.body.contains("hush"), "{}", answered.body);
    let hops = format!("{:?}", answered.hops);
    assert!(!hops.contains("hush") && hops.contains("/end?key=•"), "{hops}");
}

#[tokio::test]
async fn a_long_answer_is_cut_and_says_how_long_it_is() {
    let mut long =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 11000000\r\n\r\n".to_vec();
    long.resize(long.len() + 11_000_000, b'a');
    let answered = sent(long, After::Keep).await.unwrap();
    assert_eq!((answered.is_cut, answered.size, answered.body.len()), (true, 11_000_000, 10 * 1024 * 1024));
    // Without its length nobody knows.
    let mut long = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    long.resize(long.len() + 11_000_000, b'1');
    let answered = sent(long, After::Close).await.unwrap();
    assert_eq!((answered.is_cut, answered.size, answered.json), (true, 10 * 1024 * 1024, None));
}

#[tokio::test]
async fn bytes_are_no_text_and_text_has_its_letters() {
    let png = b"\x89PNG\r\n\x1a\n\0\xFF";
    let answered = sent(answer("200 OK\r\ncontent-type: image/png", png), After::Keep).await.unwrap();
    assert_eq!((answered.binary.as_deref(), answered.body.as_str()), (Some(png.as_slice()), ""));
    assert_eq!((answered.size, answered.file_name().as_str()), (png.len(), "answer.png"));
    let latin = answer("200 OK\r\ncontent-type: text/plain; charset=iso-8859-1", b"Gr\xFC\xDFe");
    let answered = sent(latin, After::Keep).await.unwrap();
    assert_eq!((answered.body.as_str(), answered.binary, answered.size), ("Grüße", None, 5));
    let empty = sent(answer("204 No Content", b""), After::Keep).await.unwrap();
    assert_eq!((empty.binary, empty.body.as_str(), empty.is_cut), (None, "", false));
}

#[tokio::test]
async fn what_fails_is_told_in_a_sentence() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n0123456789ab".to_vec();
    let error = sent(half, After::Close).await.unwrap_err();
    assert!(error.to_string().ends_with("broke after 12 of 40 bytes of the answer"), "{error}");
    assert!(error.may_be_done());
    let error = sent(Vec::new(), After::Close).await.unwrap_err();
    assert!(matches!(error, ClientError::Broken(_)), "{error}");

    let late = async |bytes: &'static [u8]| {
        let (address, _) = server(move |_| (bytes.to_vec(), After::Hang)).await;
        let client = client(&address).waiting(Duration::from_millis(900));
        api::send(&client, &get(&address, "/x")).await.unwrap_err()
    };
    let error = late(b"").await;
    assert!(matches!(error, ClientError::Late { phase: Phase::Wait, seconds: 1, .. }), "{error}");
    assert!(error.to_string().ends_with("took the request and did not begin to answer in one second"));
    let error = late(b"HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n01").await;
    assert!(matches!(error, ClientError::Late { phase: Phase::Read, .. }), "{error}");
    assert!(error.may_be_done());

    // Something that takes connections and never speaks: the handshake of TLS hangs.
    let (address, _) = server(|_| (Vec::new(), After::Hang)).await;
    let nobody = Credentials::new(&format!("AC{}", "0".repeat(32)), "none".to_owned().into()).unwrap();
    let secure = Client::new(Base::At(format!("https://{address}")), nobody).unwrap();
    let secure = secure.waiting(Duration::from_millis(900));
    let error = api::send(&secure, &get(&address, "/x")).await.unwrap_err();
    assert!(matches!(error, ClientError::Late { phase: Phase::Connect, .. }), "{error}");
    assert!(!error.may_be_done() && error.remedy().unwrap().starts_with("Nothing was sent"));

    // A port that is taken, and on which nobody listens.
    let closed = TcpSocket::new_v4().unwrap();
    closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let closed_at = closed.local_addr().unwrap().to_string();
    let error = api::send(&client(&closed_at), &get(&closed_at, "/x")).await.unwrap_err();
    assert_eq!(error, ClientError::Refused(closed_at));
}

#[test]
fn every_status_has_a_meaning() {
    let check = |status: u16, expected: &str| assert_eq!(api::status_meaning(status), expected, "{status}");
    check(206, "Partial content");
    check(304, "Not modified");
    check(422, "Content cannot be processed");
    check(511, "Network wants a sign-in");
    check(599, "Server error");
    check(299, "Success");
    check(999, "Unknown status");
}

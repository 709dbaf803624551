//! The REST client when Twilio is busy or broken, and what nobody may read.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::twilio::{FakeTwilio, Told, fault, told};
use cordboard::twilio::keys::{KeyStore as _, MemoryStore, keep, stored};
use cordboard::twilio::{Base, Client, Credentials, Method, Place, Product, Request, Retries, account};
use serde_json::json;

const SECRET: &str = "5ecret5ecret5ecret5ecret5ecret00";

fn credentials() -> Credentials {
    Credentials::new(&format!("AC{}", "a".repeat(32)), SECRET.to_owned().into()).unwrap()
}

fn client(url: &str) -> Client {
    let quick = Retries { first_pause: Duration::from_millis(1), ..Retries::default() };
    Client::new(Base::At(url.to_owned()), credentials()).unwrap().with_retries(quick)
}

/// A server that fails so often and is well then.
fn failing(times: usize, failure: fn() -> Told) -> FakeTwilio {
    let asked = AtomicUsize::new(0);
    FakeTwilio::start(move |_| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        Some(if number < times { failure() } else { told(200, json!({"ok": true})) })
    })
}

#[track_caller]
fn check(method: Method, times: usize, failure: fn() -> Told, status: u16, asked: usize) {
    let server = failing(times, failure);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(client(&server.url).send(&Request::new(Product::Api, method, "/x")));
    assert_eq!((answer.unwrap().status, server.asked().len()), (status, asked));
}

#[test]
fn what_was_not_carried_out_is_sent_again_and_nothing_else() {
    check(Method::Post, 2, || fault(429, 20429), 200, 3);
    check(Method::Get, 1, || told(503, json!("busy")), 200, 2);
    check(Method::Post, 1, || told(503, json!("busy")), 503, 1);
    check(Method::Post, 1, || fault(500, 20500), 500, 1);
    check(Method::Post, 1, || fault(429, 21611), 429, 1);
    check(Method::Get, 99, || fault(429, 20429), 429, 5);
    // Who wants to be left alone longer than anybody waits is not asked again.
    check(Method::Get, 1, || (429, vec![("retry-after", "3600".to_owned())], json!({"code": 20429})), 429, 1);
}

#[tokio::test]
async fn a_post_whose_answer_was_lost_is_not_sent_again() {
    // The server takes the request and closes the connection.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let mut bytes = [0; 1024];
            stream.readable().await.unwrap();
            let _ = stream.try_read(&mut bytes);
        }
    });
    let request = Request::new(Product::Api, Method::Post, "/x").field("To", "+15551230001");
    let error = client(&url).send(&request).await.unwrap_err();
    assert!(error.remedy().unwrap().contains("message log"), "{error}");
    assert_eq!(taken.load(Ordering::SeqCst), 1);
}

#[test]
fn a_name_of_this_machine_is_looked_up_nowhere() {
    let server = FakeTwilio::start(|_| Some(told(200, json!({}))));
    let port = server.url.rsplit(':').next().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for name in ["localhost", "no-server-knows-this.localhost", "No-Server-Knows-This.LocalHost."] {
        let client = client(&format!("http://{name}:{port}"));
        let answer = runtime.block_on(client.send(&Request::new(Product::Api, Method::Get, "/x")));
        assert_eq!(answer.map(|answer| answer.status), Ok(200), "{name}");
    }
}

#[test]
fn a_place_is_part_of_the_host() {
    let host = |region: Option<&str>, edge: Option<&str>| {
        let place = Place::new(region, edge).unwrap();
        let client = Client::new(Base::Twilio, credentials().at(place)).unwrap();
        let url = client.url(&Request::new(Product::Studio, Method::Get, "/v2/Flows")).unwrap();
        url.strip_suffix("/v2/Flows").unwrap().strip_prefix("https://").unwrap().to_owned()
    };
    assert_eq!(host(None, None), "studio.twilio.com");
    assert_eq!(host(Some("ie1"), Some("dublin")), "studio.dublin.ie1.twilio.com");
    assert_eq!(host(Some("AU1"), None), "studio.au1.twilio.com");
    assert_eq!(host(None, Some("sydney")), "studio.sydney.us1.twilio.com");
    for bad in ["evil.example", "a/", "a@b", "-a", "a b", "ü"] {
        assert!(Place::new(Some(bad), None).is_err() && Place::new(None, Some(bad)).is_err(), "{bad}");
    }
}

/// Takes what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_secret_shows_nowhere() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let server = FakeTwilio::start(|asked| {
        Some(if asked.method == "GET" { fault(401, 20003) } else { fault(400, 21211) })
    });
    let mut shown = Vec::new();
    tracing::subscriber::with_default(subscriber, || {
        tracing::trace!("the log works");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for url in [&*server.url, "http://127.0.0.1:1", "https://name.invalid"] {
            let client = client(url);
            for request in [account::fetch("AC1"), Request::new(Product::Api, Method::Post, "/x")] {
                shown.push(format!("{client:?} {request:?} {:?}", runtime.block_on(client.send(&request))));
            }
        }
    });
    let store = MemoryStore::default();
    keep(&store, &credentials()).unwrap();
    shown.push(format!("{:?} {store:?} {:?} {:?}", credentials(), store.read(), stored(&store)));
    shown.push(String::from_utf8(log.0.lock().unwrap().clone()).unwrap());
    assert!(shown.last().unwrap().contains("the log works"));
    let basic = {
        use base64::Engine as _;
        let pair = format!("{}:{SECRET}", credentials().user);
        base64::engine::general_purpose::STANDARD.encode(pair)
    };
    for text in &shown {
        assert!(!text.contains(SECRET) && !text.contains(&basic), "{text}");
    }
}

//! Fetching from servers of the test's own.

use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse as _;
use tokio::net::TcpListener;

use super::*;

/// A server that answers each path with a status, a place that it leads to, and a text.
async fn server(answer: fn(&str) -> (u16, String, Vec<u8>)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(move |uri: Uri| async move {
        let (status, location, body) = answer(uri.path());
        (StatusCode::from_u16(status).unwrap(), [("location", location)], body).into_response()
    });
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    base
}

fn answer(path: &str) -> (u16, String, Vec<u8>) {
    let to = |to: &str| (302, to.to_owned(), Vec::new());
    match path {
        "/a.yaml" => (200, String::new(), b"openapi: 3.0.0".to_vec()),
        "/marked" => (200, String::new(), "\u{feff}{}".as_bytes().to_vec()),
        "/bytes" => (200, String::new(), b"\x89PNG\xFF".to_vec()),
        "/large" => (200, String::new(), vec![b' '; 5000]),
        "/moved" => to("/a.yaml#part"),
        "/circle" => to("/circle"),
        "/away" => to("http://127.0.0.2:9/a.yaml"),
        "/name" => to("http://localhost:9/a.yaml"),
        "/intranet" => to("http://[::ffff:10.0.0.1]/a.yaml"),
        "/file" => to("file:///etc/passwd"),
        _ => (404, String::new(), Vec::new()),
    }
}

#[tokio::test]
async fn a_document_comes_with_its_last_address() {
    let base = server(answer).await;
    let mut heard = Vec::new();
    let mut progress = |done: usize, of: Option<usize>| heard.push((done, of));
    let fetched = fetch(&format!("{base}/moved"), 100, &mut progress).await.unwrap();
    assert_eq!((fetched.text.as_str(), fetched.address), ("openapi: 3.0.0", format!("{base}/a.yaml")));
    assert_eq!((heard.first(), heard.last()), (Some(&(0, Some(14))), Some(&(14, Some(14)))));
    let marked = fetch(&format!("{base}/marked"), 100, &mut |_, _| ()).await.unwrap();
    assert_eq!(marked.text, "{}");
}

#[tokio::test]
async fn what_is_no_document_is_told_in_words() {
    let base = server(answer).await;
    let check = async |path: &str, expected: &str| {
        let error = fetch(&format!("{base}{path}"), 1000, &mut |_, _| ()).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{path}: {error}");
        assert!(error.remedy().is_some(), "{path}");
    };
    check("/none", "answered 404 Not found").await;
    check("/bytes", "is no text").await;
    check("/large", "larger than 1 MiB").await;
    check("/circle", "leads on and on").await;
    check("/away", "leads to 127.0.0.2:9, an address of this machine").await;
    check("/name", "leads to localhost:9, an address of this machine").await;
    check("/intranet", "of a private network").await;
    check("/file", "must begin with http:// or https://").await;
    let error = fetch("http://u:p@127.0.0.1/", 10, &mut |_, _| ()).await.unwrap_err();
    assert!(error.to_string().contains("no user name") && !error.to_string().contains("p@"), "{error}");
    let refused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = fetch(&format!("http://{refused}/"), 10, &mut |_, _| ()).await.unwrap_err();
    assert_eq!(error, FetchError::NoAnswer(ClientError::Refused(refused.to_string())));
}

#[tokio::test]
async fn a_name_that_a_server_gave_leads_to_no_private_address() {
    // Whatever the machine's own name server says of it, this one is of this machine.
    let was_private = Arc::new(AtomicBool::new(false));
    let resolver = PublicOnly { was_private: Arc::clone(&was_private) };
    let found = resolver.resolve("localhost".parse().unwrap()).await;
    assert!(found.is_err() && was_private.load(Ordering::Relaxed));
}

#[test]
fn private_addresses_are_known_in_every_spelling() {
    let check =
        |text: &str, expected: bool| assert_eq!(is_private(text.parse().unwrap()), expected, "{text}");
    for private in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fd00::1",
        "fe80::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "::10.0.0.1",
    ] {
        check(private, true);
    }
    for public in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1"] {
        check(public, false);
    }
}

#[test]
fn an_address_is_told_from_a_file() {
    assert!(is_address("https://a.example/x") && is_address("HTTP://a") && !is_address("a.json"));
    assert!(!is_address("C://a") && !is_address("ftp://a") && !is_address("http"));
    assert!(
        is_local("http://localhost:1/x?y") && is_local("http://[::1]/") && !is_local("https://a.example/")
    );
}

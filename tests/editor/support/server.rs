//! A small HTTP server on this machine.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

/// A server that answers each request with what this makes of it, and counts them.
pub fn server(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it listens");
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let serve = move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("somebody asks");
            let mut all = Vec::new();
            let mut part = [0; 4096];
            loop {
                let read = stream.read(&mut part).unwrap_or_default();
                all.extend_from_slice(&part[..read]);
                let text = String::from_utf8_lossy(&all).into_owned();
                let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
                let head = text.find("\r\n\r\n").map_or(usize::MAX, |at| at + 4);
                if read == 0 || all.len() >= head.saturating_add(length) {
                    counted.fetch_add(1, Ordering::SeqCst);
                    let _ = stream.write_all(&answer(&text));
                    break;
                }
            }
        }
    };
    std::thread::Builder::new().name("a server".to_owned()).spawn(serve).expect("a thread begins");
    (format!("http://{address}"), count)
}

/// A server that answers each request so, and tells what came.
pub fn telling(answer: Vec<u8>) -> (String, mpsc::Receiver<String>) {
    let (tell, told) = mpsc::channel();
    let (url, _) = server(move |came| {
        let _ = tell.send(came.to_owned());
        answer.clone()
    });
    (url, told)
}

/// A server that takes every request and answers none.
pub fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it listens");
    let keep = move || listener.incoming().collect::<Vec<_>>();
    std::thread::Builder::new().name("a server".to_owned()).spawn(keep).expect("a thread begins");
    format!("http://{address}")
}

/// An answer of this media type.
pub fn ok(media_type: &str, body: &[u8]) -> Vec<u8> {
    answer(&format!("200 OK\r\nContent-Type: {media_type}"), body)
}

/// An answer with this status and further head lines, and this body.
pub fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let all = format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    [all.as_bytes(), body].concat()
}

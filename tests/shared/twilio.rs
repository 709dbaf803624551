//! A Twilio of a test's own: it answers what a function says, and remembers what it was asked.

#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::unwrap_used,
    reason = "each test file uses a part of it, and in tests a panic is the report"
)]

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    /// The query's fields, or the form's.
    pub fields: Vec<(String, String)>,
}

impl Asked {
    /// As `GET /path`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }
}

/// An answer: status, headers, body.
pub type Told = (u16, Vec<(&'static str, String)>, Value);

pub fn told(status: u16, body: Value) -> Told {
    (status, Vec::new(), body)
}

pub fn fault(status: u16, code: u32) -> Told {
    told(status, json!({"code": code, "message": format!("fault {code}"), "status": status}))
}

impl Drop for FakeTwilio {
    fn drop(&mut self) {
        // Tests that are tasks themselves may not wait here.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A server in a thread of its own, as long as the value lives.
pub struct FakeTwilio {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl FakeTwilio {
    /// Starts it. A function that gives `None` lets the asker wait for good.
    pub fn start(answer: impl Fn(&Asked) -> Option<Told> + Send + Sync + 'static) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let log = Arc::clone(&asked);
        let answer = Arc::new(answer);
        let app = axum::Router::new().fallback(move |method: Method, uri: Uri, body: Bytes| {
            let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
            async move {
                let query = uri.query().unwrap_or_default().as_bytes().to_vec();
                let raw = if body.is_empty() { query } else { body.to_vec() };
                let fields = form_urlencoded::parse(&raw).into_owned().collect();
                let asked = Asked { method: method.to_string(), path: uri.path().to_owned(), fields };
                log.lock().unwrap().push(asked.clone());
                match answer(&asked) {
                    None => std::future::pending().await,
                    Some((status, headers, body)) => {
                        let mut response: Response = body.to_string().into_response();
                        *response.status_mut() = StatusCode::from_u16(status).unwrap();
                        response.headers_mut().insert("content-type", "application/json".parse().unwrap());
                        for (name, value) in headers {
                            response.headers_mut().insert(name, value.parse().unwrap());
                        }
                        response
                    }
                }
            }
        });
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await
        });
        Self { url, asked, runtime: Some(runtime) }
    }

    /// Everything that was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The lines of what was asked.
    pub fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }
}

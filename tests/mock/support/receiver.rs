//! A server of the test's own that takes what the mock sends out.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use cordboard::twilio::signature;
use secrecy::SecretString;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A request that came.
#[derive(Clone, Debug)]
pub struct Got {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub fields: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Got {
    /// The first value of a field; empty where there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }
}

/// Takes requests and answers each with the next of some statuses, then with 204.
pub struct Receiver {
    pub url: String,
    requests: UnboundedReceiver<Got>,
}

impl Receiver {
    /// Starts it; `statuses` are what the first requests get.
    pub async fn start(statuses: &'static [u16]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = unbounded_channel();
        let count = Arc::new(AtomicUsize::new(0));
        let app = axum::Router::new().fallback(move |request: Request| {
            let (sender, count) = (sender.clone(), Arc::clone(&count));
            async move {
                let (parts, body) = request.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap();
                let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
                let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), text(value)));
                sender
                    .send(Got {
                        method: parts.method.to_string(),
                        target: parts.uri.to_string(),
                        headers: headers.collect(),
                        fields: form_urlencoded::parse(&body).into_owned().collect(),
                        body: body.to_vec(),
                    })
                    .unwrap();
                let status = statuses.get(count.fetch_add(1, Ordering::SeqCst)).copied().unwrap_or(204);
                (StatusCode::from_u16(status).unwrap(), "thanks").into_response()
            }
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, requests }
    }

    /// Waits for the next request.
    pub async fn next(&mut self) -> Got {
        let next = tokio::time::timeout(std::time::Duration::from_secs(120), self.requests.recv()).await;
        next.unwrap_or_else(|_| panic!("nothing came")).unwrap()
    }

    /// What came and was not taken yet.
    pub fn rest(&mut self) -> Vec<Got> {
        std::iter::from_fn(|| self.requests.try_recv().ok()).collect()
    }
}

/// Whether a request to `url` was signed with this token.
pub fn is_signed(got: &Got, token: &str, url: &str) -> bool {
    let given = got.header("x-twilio-signature");
    signature::verify(&SecretString::from(token), &format!("{url}{}", got.target), &got.fields, given)
}

//! What servers answered once, to be answered again without asking them. **As few secrets as can be told are kept**: of
//! an answer only status, content type and body; of an address no user name, no password, no fragment and no value of a
//! parameter whose name sounds like a secret; of what was sent only a hash. A secret in a path, in an answer's body or
//! under a harmless name stays, so a recording is as private as the answers are.

use std::collections::HashMap;

use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::twilio::Response;
use crate::widgets::run::Fetch;

const VERSION: u64 = 1;
const HIDDEN: &str = "hidden";

/// Why a recording cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// It is no JSON.
    #[error("{line}:{column}: this is no JSON")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A later version of the program made it.
    #[error("its version is not {VERSION}, which is what this program knows")]
    Version,
    /// An answer lacks something.
    #[error("answer {0} needs `method`, `url`, `status` and `body`")]
    Answer(usize),
}

/// Answers of servers, by what was asked.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    answers: Vec<Recorded>,
    /// How many of the answers were read from a file: only those are given.
    known: usize,
    /// For each question where its next answer is found.
    next: HashMap<Question, usize>,
}

/// What tells one request from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question {
    method: String,
    url: String,
    sent_sha256: Option<String>,
}

#[derive(Clone, Debug)]
struct Recorded {
    question: Question,
    status: u16,
    content_type: String,
    body: String,
}

impl Recording {
    /// Reads the text of a recording.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, RecordingError> {
        let json: Value = serde_json::from_str(text)
            .map_err(|error| RecordingError::NotJson { line: error.line(), column: error.column() })?;
        if json.get("version").and_then(Value::as_u64) != Some(VERSION) {
            return Err(RecordingError::Version);
        }
        let items = json.get("answers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let answers: Option<Vec<Recorded>> = items.iter().map(recorded).collect();
        match answers {
            Some(answers) => Ok(Self { known: answers.len(), answers, next: HashMap::new() }),
            None => {
                let bad = items.iter().position(|item| recorded(item).is_none()).unwrap_or_default();
                Err(RecordingError::Answer(bad + 1))
            }
        }
    }

    /// The text to be written.
    pub fn text(&self) -> String {
        let answers: Vec<Value> = self
            .answers
            .iter()
            .map(|recorded| {
                json!({
                    "method": recorded.question.method,
                    "url": recorded.question.url,
                    "sent_sha256": recorded.question.sent_sha256,
                    "status": recorded.status,
                    "content_type": recorded.content_type,
                    "body": recorded.body,
                })
            })
            .collect();
        format!("{:#}\n", json!({"version": VERSION, "answers": answers}))
    }

    /// Whether something was noted since it was read.
    pub fn has_grown(&self) -> bool {
        self.answers.len() > self.known
    }

    /// What was answered before. Several answers to one question come in their order; the last one repeats.
    pub(super) fn answer(&mut self, fetch: &Fetch) -> Option<Response> {
        let question = Question::of(fetch);
        let from = self.next.get(&question).copied().unwrap_or_default();
        let known = self.answers.iter().take(self.known).enumerate();
        let is_asked = |(_, recorded): &(usize, &Recorded)| recorded.question == question;
        let found = known.clone().skip(from).find(is_asked).or_else(|| known.rev().find(is_asked));
        let (at, recorded) = found?;
        let headers = vec![("content-type".to_owned(), recorded.content_type.clone())];
        let response = Response::new(recorded.status, headers, recorded.body.clone());
        self.next.insert(question, at + 1);
        Some(response)
    }

    /// Notes an answer. In this run it is not given again: who asks twice may get two answers.
    pub(super) fn note(&mut self, fetch: &Fetch, response: &Response) {
        self.answers.push(Recorded {
            question: Question::of(fetch),
            status: response.status,
            content_type: response.header("content-type").unwrap_or_default().to_owned(),
            body: response.body.clone(),
        });
    }
}

fn recorded(item: &Value) -> Option<Recorded> {
    let text = |key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    let question = Question { method: text("method")?, url: text("url")?, sent_sha256: text("sent_sha256") };
    let status = item.get("status")?.as_u64().and_then(|status| u16::try_from(status).ok())?;
    Some(Recorded {
        question,
        status,
        content_type: text("content_type").unwrap_or_default(),
        body: text("body")?,
    })
}

impl Question {
    fn of(fetch: &Fetch) -> Self {
        let sent = (!fetch.body.is_empty()).then(|| {
            Sha256::digest(fetch.body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        });
        Self { method: fetch.method.name().to_owned(), url: harmless(&fetch.url), sent_sha256: sent }
    }
}

/// An address without what may be a secret.
fn harmless(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else { return String::new() };
    // Neither fails for an address that has a host; one without has no such part.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    let hides = url.query_pairs().any(|(name, _)| is_secret(&name));
    if hides {
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| {
                let value = if is_secret(&name) { HIDDEN.into() } else { value };
                (name.into_owned(), value.into_owned())
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    url.into()
}

/// Whether a parameter of this name usually holds a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    // These are parts of longer names; the others below are words of their own, as in `user_pin`, but not in `shipping`.
    let parts = [
        "key",
        "token",
        "secret",
        "passw",
        "passphrase",
        "pwd",
        "auth",
        "sig",
        "credential",
        "session",
        "jwt",
        "cookie",
        "bearer",
    ];
    let words = ["pin", "otp", "pass", "access", "hmac", "nonce"];
    // A country's or a currency's code is none; one that is called nothing else comes from a sign-in.
    name == "code"
        || parts.iter().any(|part| name.contains(part))
        || name.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twilio::Method;

    fn fetch(method: Method, url: &str, body: &str) -> Fetch {
        Fetch {
            kind: "http",
            method,
            url: url.to_owned(),
            content_type: "application/json".to_owned(),
            body: body.to_owned(),
            with_credentials: false,
        }
    }

    #[track_caller]
    fn check(recording: &mut Recording, fetch: &Fetch, expected: Option<&str>) {
        let got = recording.answer(fetch).map(|response| response.body);
        assert_eq!(got.as_deref(), expected);
    }

    #[test]
    fn answers_come_again_in_their_order_and_the_last_repeats() {
        let ask = fetch(Method::Get, "https://a.example/x?n=1", "");
        let post = |body| fetch(Method::Post, "https://a.example/x?n=1", body);
        let mut first = Recording::default();
        let answer = |body: &str| {
            let headers = vec![("Content-Type".to_owned(), "text/plain".to_owned())];
            Response::new(200, headers, body.to_owned())
        };
        first.note(&ask, &answer("one"));
        first.note(&post("{}"), &answer("posted"));
        first.note(&ask, &answer("two"));
        check(&mut first, &ask, None);
        assert!(first.has_grown());
        let mut again = Recording::read(&first.text()).unwrap();
        for expected in ["one", "two", "two"] {
            check(&mut again, &ask, Some(expected));
        }
        check(&mut again, &post("{}"), Some("posted"));
        check(&mut again, &post("{ }"), None);
        assert_eq!((again.has_grown(), again.text()), (false, first.text()));
    }

    #[test]
    fn no_secret_is_written() {
        let mut recording = Recording::default();
        let secret = fetch(Method::Post, "https://me:hush@a.example/x?api_key=hush&q=1#hush", "hush");
        let headers = [("set-cookie", "hush"), ("authorization", "hush"), ("content-type", "a/b")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        recording.note(&secret, &Response::new(200, headers, "fine".to_owned()));
        let text = recording.text();
        assert!(!text.contains("hush") && text.contains("q=1"), "{text}");
        let mut again = Recording::read(&text).unwrap();
        check(&mut again, &secret, Some("fine"));
    }

    #[test]
    fn the_name_of_a_parameter_tells_whether_it_is_a_secret() {
        let names = "code session jwt pin access access_token auth signature api_key apiKey X-Amz-Signature user-pin otp pass";
        for name in names.split(' ') {
            let url = harmless(&format!("https://a.example/?{name}=hush"));
            assert!(!url.contains("hush"), "{name}: {url}");
        }
        for name in ["q", "country_code", "shipping", "page", "passenger"] {
            let url = harmless(&format!("https://a.example/?{name}=plain"));
            assert!(url.contains("plain"), "{name}: {url}");
        }
    }

    #[test]
    fn what_is_no_recording_is_refused() {
        for (text, expected) in [
            ("{", "1:1: this is no JSON"),
            ("{}", "its version is not 1, which is what this program knows"),
            (r#"{"version": 1, "answers": [{}]}"#, "answer 1 needs `method`, `url`, `status` and `body`"),
        ] {
            assert_eq!(Recording::read(text).unwrap_err().to_string(), expected, "{text}");
        }
    }
}

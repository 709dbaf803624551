//! A request of the flow with its answer, as the panel shows it.

use std::sync::Arc;

use crate::widgets::run::Answer;

/// A request of the flow and its answer. Neither holds credentials: those are added on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// The widget that asked.
    pub widget: String,
    /// `POST`.
    pub method: &'static str,
    /// The path, without the host.
    pub path: String,
    /// What was sent, in order.
    pub form: Vec<(String, String)>,
    /// The HTTP status, or why nobody answered.
    pub status: Result<u16, String>,
    /// The answer's body, made readable and cut where it is very long.
    pub body: String,
}

impl Exchange {
    /// Longer bodies are cut: the whole one is in the mock.
    const MAX_BODY_CHARS: usize = 20_000;

    pub(super) fn of(exchange: &Arc<crate::sim::world::Exchange>) -> Self {
        let request = &exchange.request;
        let (status, body) = match &exchange.answer {
            Answer::Response(response) => {
                let body = match &response.json {
                    Some(json) => serde_json::to_string_pretty(json).unwrap_or_default(),
                    None => response.body.clone(),
                };
                (Ok(response.status), body)
            }
            Answer::Unreachable(reason) | Answer::Withheld(reason) => (Err(reason.clone()), String::new()),
            Answer::Done(done) => (Err(done.event.clone()), String::new()),
        };
        Self {
            widget: exchange.widget.clone(),
            method: request.method.name(),
            path: request.path.clone(),
            form: request
                .form
                .iter()
                .map(|(name, value)| (name.clone(), cut(value, Self::MAX_BODY_CHARS)))
                .collect(),
            status,
            body: cut(&body, Self::MAX_BODY_CHARS),
        }
    }
}

/// A text of at most so many characters.
pub(in crate::editor) fn cut(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        None => text.to_owned(),
        Some((end, _)) => {
            // By bytes: counting the characters of a very long text in every frame takes too long.
            let left = match (text.len() - end) / 1024 {
                0 => "and a little more".to_owned(),
                kilobytes => format!("and {kilobytes} KB more"),
            };
            format!("{}… ({left})", text.get(..end).unwrap_or_default())
        }
    }
}

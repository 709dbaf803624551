//! The list of everything that was decided beside a flow, and the entry that is being edited.

use serde_json::Value;

use super::form::status_of;
use crate::editor::state::FileKey;
use crate::flow::side::{Answers, HttpAnswer, OutcomeAnswer, SideChange};

/// The dialog with the list.
#[derive(Clone, Debug)]
pub struct KeptQuestion {
    /// The open flow.
    pub key: FileKey,
    /// The entry that is being edited.
    pub edit: Option<KeptEdit>,
}

/// An entry that is being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptEdit {
    /// What a server answers.
    Http {
        /// The widget.
        widget: String,
        /// Which of its answers.
        index: usize,
        /// The status.
        status: String,
        /// The content type; empty: what the body looks like.
        content_type: String,
        /// The body.
        body: String,
    },
    /// How a widget ends.
    Outcome {
        /// The widget.
        widget: String,
        /// The event.
        event: String,
        /// What it leaves, as JSON; empty: nothing is done.
        leaves: String,
    },
    /// What a content template says.
    Content {
        /// `HX…`.
        sid: String,
        /// The text.
        text: String,
    },
}

/// An entry of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptRow {
    /// What it is about: a widget, a host, a template.
    pub about: String,
    /// What was decided.
    pub told: String,
    /// What it looks like when it is edited; `None` where there is nothing to edit.
    pub edit: Option<KeptEdit>,
    /// How it is forgotten.
    pub forget: SideChange,
}

/// Everything that was decided, as a list.
pub fn rows(answers: &Answers) -> Vec<KeptRow> {
    let mut rows = Vec::new();
    for (widget, told) in &answers.http {
        rows.extend(told.iter().enumerate().map(|(index, answer)| {
            let rest =
                told.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, answer)| answer.clone());
            let number =
                if told.len() > 1 { format!(" ({} of {})", index + 1, told.len()) } else { String::new() };
            KeptRow {
                about: format!("{widget}{number}"),
                told: format!("answers {} {}", answer.status, first_line(&answer.body)),
                edit: Some(KeptEdit::Http {
                    widget: widget.clone(),
                    index,
                    status: answer.status.to_string(),
                    content_type: answer.content_type.clone().unwrap_or_default(),
                    body: answer.body.clone(),
                }),
                forget: SideChange::SetHttp { widget: widget.clone(), answers: rest.collect() },
            }
        }));
    }
    rows.extend(answers.outcomes.iter().map(|(widget, outcome)| KeptRow {
        about: widget.clone(),
        told: match outcome.is_usual {
            true => "ends as usual, and nobody is asked".to_owned(),
            false => format!("is left by {}", outcome.event),
        },
        edit: (!outcome.is_usual).then(|| KeptEdit::Outcome {
            widget: widget.clone(),
            event: outcome.event.clone(),
            leaves: match &outcome.leaves {
                Some(leaves) => serde_json::to_string_pretty(leaves).unwrap_or_default(),
                None => String::new(),
            },
        }),
        forget: SideChange::SetOutcome { widget: widget.clone(), outcome: None },
    }));
    rows.extend(answers.hosts.iter().map(|host| KeptRow {
        about: host.clone(),
        told: "may be asked: requests to it leave this machine".to_owned(),
        edit: None,
        forget: SideChange::SetHost { host: host.clone(), is_allowed: false },
    }));
    rows.extend(answers.contents.iter().map(|(sid, text)| KeptRow {
        about: sid.clone(),
        told: format!("says “{}”", first_line(text)),
        edit: Some(KeptEdit::Content { sid: sid.clone(), text: text.clone() }),
        forget: SideChange::SetContent { sid: sid.clone(), text: None },
    }));
    rows
}

fn first_line(text: &str) -> String {
    let line = text.split_whitespace().take(40).collect::<Vec<_>>().join(" ");
    crate::editor::run::cut(&line, 160)
}

impl KeptEdit {
    /// The change that keeps it. `answers` is what is kept now.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn change(&self, answers: &Answers) -> Result<SideChange, String> {
        match self {
            Self::Http { widget, index, status, content_type, body } => {
                let status = status_of(status)?;
                let content_type = Some(content_type.trim().to_owned()).filter(|text| !text.is_empty());
                let answer = HttpAnswer { status, body: body.clone(), content_type };
                let mut all = answers.http_of(widget).map(<[_]>::to_vec).unwrap_or_default();
                match all.get_mut(*index) {
                    Some(known) => *known = answer,
                    None => all.push(answer),
                }
                Ok(SideChange::SetHttp { widget: widget.clone(), answers: all })
            }
            Self::Outcome { widget, event, leaves } => {
                let event = event.trim();
                if event.is_empty() {
                    return Err("Name the event".to_owned());
                }
                let leaves = match leaves.trim() {
                    "" => None,
                    text => match serde_json::from_str(text) {
                        Ok(Value::Object(leaves)) => Some(leaves),
                        _ => return Err("What it leaves has to be a JSON object, or nothing".to_owned()),
                    },
                };
                let outcome = Some(OutcomeAnswer { event: event.to_owned(), leaves, is_usual: false });
                Ok(SideChange::SetOutcome { widget: widget.clone(), outcome })
            }
            Self::Content { sid, text } if text.trim().is_empty() => {
                Err(format!("{sid} has to say something"))
            }
            Self::Content { sid, text } => {
                Ok(SideChange::SetContent { sid: sid.clone(), text: Some(text.clone()) })
            }
        }
    }

    /// Whether it is the entry of this row.
    pub fn is_of(&self, row: &KeptRow) -> bool {
        match (self, &row.edit) {
            (Self::Http { widget, index, .. }, Some(Self::Http { widget: other, index: at, .. })) => {
                (widget, index) == (other, at)
            }
            (Self::Outcome { widget, .. }, Some(Self::Outcome { widget: other, .. })) => widget == other,
            (Self::Content { sid, .. }, Some(Self::Content { sid: other, .. })) => sid == other,
            _ => false,
        }
    }
}

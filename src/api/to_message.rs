//! A prepared request as a Send Message widget, where it is a message.

use serde_json::{Value, json};

use super::environment::Variable;
use super::operation::{Operation, Place};
use super::prepared::Prepared;
use super::to_widget::{LeftOut, WidgetMade, tell, without_environment};
use crate::twilio::{Method, Product};
use crate::widgets::message_type;

/// How each message resource names what the widget has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Message,
    Conversation,
    Channel,
}

fn kind(operation: &Operation) -> Option<Kind> {
    if operation.method != Method::Post {
        return None;
    }
    match (operation.product?, operation.path.as_str()) {
        (Product::Api, path) if path.ends_with("}/Messages.json") => Some(Kind::Message),
        (Product::Conversations, path) if path.ends_with("/Conversations/{ConversationSid}/Messages") => {
            Some(Kind::Conversation)
        }
        (Product::Chat, path) if path.ends_with("/Channels/{ChannelSid}/Messages") => Some(Kind::Channel),
        _ => None,
    }
}

/// Whether an operation writes a message as the widget does.
pub fn is_message(operation: &Operation) -> bool {
    kind(operation).is_some()
}

/// Makes the widget; `None` where the request is no message.
pub fn to_message(prepared: &Prepared, variables: &[Variable]) -> Option<WidgetMade> {
    let kind = kind(prepared.operation())?;
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut prepared = without_environment(prepared, variables, &mut left_out);
    if let Some(raw) = prepared.raw_body().map(str::to_owned)
        && !prepared.fill_from_form(&raw)
    {
        prepared.set_raw_body(None);
        tell(
            &mut left_out,
            "The body that was written by hand is left out, as not all of it fits into the fields of a message: theirs \
             are taken.",
        );
    }
    let mut properties: Vec<(&'static str, Option<Value>)> = Vec::new();
    for (parameter, value) in prepared.filled_parameters() {
        let name = parameter.name.as_str();
        let key = match (parameter.place, name) {
            (Place::Body, "Body") => "body",
            (Place::Body, "To") => "to",
            (Place::Body, "From" | "MessagingServiceSid" | "Author") => "from",
            (Place::Body, "Attributes") => "attributes",
            (Place::Body, "ShortenUrls") => {
                properties.push(("shorten_urls", Some(Value::Bool(value == "true"))));
                continue;
            }
            (Place::Body, "MediaUrl") => {
                let mut all = super::encode::items(value).into_iter();
                properties.push(("media_url", all.next().map(Value::from)));
                if all.next().is_some() {
                    tell(&mut left_out, "Of several media the first is taken: the widget has room for one.");
                }
                continue;
            }
            (Place::Body, "ContentSid") => {
                properties.push(("message_type", Some(Value::from("content_template"))));
                "content_sid"
            }
            (Place::Body, "ContentVariables") => {
                match serde_json::from_str::<Value>(value) {
                    Ok(Value::Object(object)) => {
                        let text =
                            |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                        let pairs =
                            object.into_iter().map(|(key, value)| json!({"key": key, "value": text(value)}));
                        properties.push(("content_variables", Some(pairs.collect())));
                    }
                    _ => tell(&mut left_out, "`ContentVariables` is left out: it is no JSON object."),
                }
                continue;
            }
            (Place::Path, "ServiceSid") if kind == Kind::Channel => "service",
            (Place::Path, "ChannelSid") if kind == Kind::Channel => "channel",
            (Place::Path, "AccountSid") => continue,
            (Place::Path, "ConversationSid") => {
                tell(
                    &mut left_out,
                    "The conversation is left out: the widget writes into the one that began the execution.",
                );
                continue;
            }
            (Place::Path, _) => continue,
            (Place::Header, "X-Twilio-Webhook-Enabled") if value != "true" => continue,
            (Place::Header, _) => {
                tell(
                    &mut left_out,
                    format!("The header `{name}` is left out: the widget sends none of yours."),
                );
                continue;
            }
            _ => {
                tell(&mut left_out, format!("`{name}` is left out: the widget has nothing for it."));
                continue;
            }
        };
        if properties.iter().any(|(known, _)| *known == key) {
            tell(&mut left_out, format!("`{name}` is left out: the widget takes one sender."));
            continue;
        }
        properties.push((key, Some(Value::from(value))));
    }
    Some(WidgetMade { kind: message_type().id, properties, left_out })
}

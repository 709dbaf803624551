//! What a widget asks of a server, read from its fields as they are written: for whoever shows, tries or makes such a
//! request. Templates stay templates.

use super::make_http_request::MAKE_HTTP_REQUEST;
use super::run::Fetch;
use super::run_function::RUN_FUNCTION;
use super::send_message::SEND_MESSAGE;
use super::web_run::{FORM, form, with_query};
use super::widget_type::WidgetType;
use crate::flow::Widget;
use crate::flow::json::Json;
use crate::twilio::Method;

/// The type that asks any server.
pub fn request_type() -> &'static WidgetType {
    &MAKE_HTTP_REQUEST
}

/// The type that sends a message and goes on.
pub fn message_type() -> &'static WidgetType {
    &SEND_MESSAGE
}

/// A request as the fields of a widget have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// GET or POST: Studio sends no other.
    pub method: Method,
    /// The address.
    pub url: String,
    /// The content type of a body.
    pub content_type: String,
    /// The body, where no parameters make it.
    pub body: String,
    /// Names and values.
    pub parameters: Vec<(String, String)>,
    /// Whether the account's credentials go along.
    pub with_credentials: bool,
    /// It calls a Function: all its other fields are fixed.
    pub is_function: bool,
}

impl Asked {
    /// What a widget asks; `None` where its type asks no server.
    pub fn of(widget: &Widget) -> Option<Self> {
        let kind = widget.kind()?;
        let text = |key: &str| widget.property_text(key).unwrap_or_default().trim().to_owned();
        if kind == RUN_FUNCTION.id {
            return Some(Self {
                method: Method::Post,
                url: text("url"),
                content_type: format!("{FORM};charset=utf-8"),
                parameters: pairs(widget),
                is_function: true,
                ..Self::default()
            });
        }
        if kind != MAKE_HTTP_REQUEST.id {
            return None;
        }
        let is_post = text("method").eq_ignore_ascii_case("POST");
        let mut content_type = text("content_type");
        if content_type.is_empty() {
            content_type = format!("{FORM};charset=utf-8");
        }
        let field = MAKE_HTTP_REQUEST.field("parameters");
        let counts = field.is_none_or(|field| MAKE_HTTP_REQUEST.counts(field, widget));
        let adds = widget.property("add_twilio_auth").is_some_and(|json| json.to_value() == true);
        Some(Self {
            method: if is_post { Method::Post } else { Method::Get },
            url: text("url"),
            content_type,
            body: widget.property_text("body").unwrap_or_default().into_owned(),
            parameters: if counts { pairs(widget) } else { Vec::new() },
            with_credentials: adds,
            is_function: false,
        })
    }

    /// Whether the body is a form.
    pub fn is_form(&self) -> bool {
        self.content_type.to_ascii_lowercase().starts_with(FORM)
    }

    /// All texts that may hold templates.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let values = self.parameters.iter().map(|(_, value)| value.as_str());
        [self.url.as_str(), self.body.as_str(), self.content_type.as_str()].into_iter().chain(values)
    }

    /// The same with each text made of it by `render`.
    #[must_use]
    pub fn rendered(&self, render: impl Fn(&str) -> String) -> Self {
        let pair = |(key, value): &(String, String)| (key.clone(), render(value));
        Self {
            url: render(&self.url).trim().to_owned(),
            content_type: render(&self.content_type).trim().to_owned(),
            body: render(&self.body),
            parameters: self.parameters.iter().map(pair).collect(),
            ..self.clone()
        }
    }

    /// What Studio sends, where all of it is rendered; `None` where the address is no web address.
    pub fn fetch(&self) -> Option<Fetch> {
        let in_address = (self.method == Method::Get).then_some(self.parameters.as_slice());
        let body = match self.method {
            Method::Get => String::new(),
            _ if self.is_form() && (!self.parameters.is_empty() || self.is_function) => {
                form(&self.parameters)
            }
            _ => self.body.clone(),
        };
        Some(Fetch {
            kind: if self.is_function { "function" } else { "http" },
            method: self.method,
            url: with_query(&self.url, in_address)?,
            content_type: self.content_type.clone(),
            body,
            with_credentials: self.with_credentials,
        })
    }
}

/// The parameters of a widget, without those that have no name.
fn pairs(widget: &Widget) -> Vec<(String, String)> {
    let text = |entry: &Json, key: &str| match entry.get(key) {
        Some(json) => {
            json.as_text().map_or_else(|| json.to_string().trim().to_owned(), |text| text.into_owned())
        }
        None => String::new(),
    };
    let entries = widget.property("parameters").and_then(Json::as_array).unwrap_or_default();
    let read = entries.iter().map(|entry| (text(entry, "key").trim().to_owned(), text(entry, "value")));
    read.filter(|(key, _)| !key.is_empty()).collect()
}

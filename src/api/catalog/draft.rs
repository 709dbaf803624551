//! Short ways to write an operation down. What all operations have alike is put in here: path parameters by their name
//! and what they stand behind, errors that everything can give, examples of what is required.

use serde_json::Value;

use crate::api::operation::{
    Answer, Body, BodyKind, Check, Kind, KnownError, OneOf, Operation, Output, Parameter, Place,
};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, Product};

/// The digits of every SID in an example.
const DIGITS: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

/// An operation that is being written down.
pub(super) struct Draft {
    operation: Operation,
    extra: Vec<(String, String)>,
}

fn draft(product: Product, method: Method, id: &str, path: &str, summary: &str) -> Draft {
    let operation = Operation {
        id: id.to_owned(),
        product: Some(product),
        server: format!("https://{}", product.host()),
        method,
        path: path.to_owned(),
        summary: summary.to_owned(),
        body: if method.is_bodiless() { Body::default() } else { Body::form() },
        ..Operation::default()
    };
    Draft { operation, extra: Vec::new() }
}

/// An operation that reads.
pub(super) fn get(product: Product, id: &str, path: &str, summary: &str) -> Draft {
    draft(product, Method::Get, id, path, summary)
}

/// An operation that creates or changes.
pub(super) fn post(product: Product, id: &str, path: &str, summary: &str) -> Draft {
    draft(product, Method::Post, id, path, summary)
}

/// An operation that replaces.
pub(super) fn put(product: Product, id: &str, path: &str, summary: &str) -> Draft {
    draft(product, Method::Put, id, path, summary)
}

/// An operation that removes. It answers nothing.
pub(super) fn delete(product: Product, id: &str, path: &str, summary: &str) -> Draft {
    draft(product, Method::Delete, id, path, summary).answers(204, "It is gone; the answer has no body", "")
}

impl Draft {
    /// What there is to know about it.
    pub(super) fn about(mut self, text: &str) -> Self {
        self.operation.description = text.to_owned();
        self
    }

    /// What it is found by.
    pub(super) fn tags(mut self, tags: &[&str]) -> Self {
        self.operation.tags.extend(tags.iter().map(|tag| (*tag).to_owned()));
        self
    }

    /// With these parameters; those of a body stand in the query where there is no body.
    pub(super) fn with(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        let bodiless = self.operation.method.is_bodiless();
        self.operation.parameters.extend(parameters.into_iter().map(|mut parameter| {
            if bodiless && parameter.place == Place::Body {
                parameter.place = Place::Query;
            }
            parameter
        }));
        self
    }

    /// One of these has to be there.
    pub(super) fn one_of(mut self, names: &[&str], code: Option<u32>, message: &str) -> Self {
        let parameters = names.iter().map(|name| (*name).to_owned()).collect();
        self.operation.one_of.push(OneOf { parameters, code, message: message.to_owned() });
        self
    }

    /// What it answers: a field on each line as `name: help`, `name?: help` for one that may be null.
    pub(super) fn answers(mut self, status: u16, meaning: &str, fields: &str) -> Self {
        let fields = outputs(fields);
        self.operation.answers.push(Answer {
            status,
            meaning: meaning.to_owned(),
            fields,
            ..Answer::default()
        });
        self
    }

    /// What such an answer looks like: JSON, in which `CH…` is a whole SID.
    pub(super) fn shows(mut self, answer: &str) -> Self {
        self.operation.example_answer = laid_out(&sids(answer));
        self
    }

    /// It answers a page of rows below `key`, at most so many at once.
    pub(super) fn lists(self, key: &str, most: i64, row: &str) -> Self {
        let usual = most.min(50);
        let size = whole("PageSize", &format!("How many rows a page has; {usual} where nothing is said."))
            .between(1, most)
            .example("20");
        let token = text(
            "PageToken",
            "Where a page begins. It comes from the address of the next page in the answer before.",
        );
        let page = whole("Page", "The number of the page, from 0. Twilio needs the token beside it.");
        let url = format!("https://{}{}?PageSize=50&Page=0", self.host(), self.operation.path);
        let url = self.filled_path(&url);
        let shown = format!(
            r#"{{"meta": {{"page": 0, "page_size": 50, "first_page_url": "{url}", "previous_page_url": null,
                "next_page_url": null, "url": "{url}", "key": "{key}"}}, "{key}": [{row}]}}"#
        );
        let fields = format!(
            "{key}: The rows of this page.\n\
             meta: The page: `key`, `page`, `page_size`, and the whole addresses `url`, `first_page_url`, \
             `previous_page_url` and `next_page_url`; the last is null at the end."
        );
        self.with([size, page, token]).answers(200, "One page of what was found", &fields).shows(&shown)
    }

    fn host(&self) -> String {
        self.operation.product.map(Product::host).unwrap_or_default()
    }

    /// An address with the examples of its path parameters.
    fn filled_path(&self, url: &str) -> String {
        let mut url = url.to_owned();
        for parameter in in_path(&self.operation) {
            url = url.replace(&format!("{{{}}}", parameter.name), &parameter.example);
        }
        url
    }

    /// What it is known to refuse, besides what everything can.
    pub(super) fn fails(mut self, errors: &[(u32, &str)]) -> Self {
        self.operation.errors.extend(errors.iter().map(|(code, help)| KnownError::new(*code, help)));
        self
    }

    /// More values of the example; those of the path and of what is required are there anyway.
    pub(super) fn example(mut self, values: &[(&str, &str)]) -> Self {
        self.extra.extend(values.iter().map(|(name, value)| ((*name).to_owned(), sids(value))));
        self
    }

    /// Its body is JSON, and each parameter of it a property.
    pub(super) fn json(mut self) -> Self {
        self.operation.body = Body {
            kind: BodyKind::Json,
            media_type: "application/json".to_owned(),
            is_required: true,
            ..Body::default()
        };
        self
    }

    /// It belongs to something that Twilio gives up.
    pub(super) fn deprecated(mut self) -> Self {
        self.operation.is_deprecated = true;
        self
    }

    /// The operation.
    pub(super) fn done(self) -> Operation {
        let mut operation = self.operation;
        let mut parameters = in_path(&operation);
        let named: Vec<Parameter> = std::mem::take(&mut operation.parameters);
        // What says more about a parameter of the path than its name does takes its place.
        parameters.retain(|own| !named.iter().any(|it| it.place == Place::Path && it.name == own.name));
        parameters.extend(named);
        parameters.sort_by_key(|it| (Place::ALL.iter().position(|place| *place == it.place), !it.required));
        if operation.body.kind == BodyKind::Json {
            for parameter in parameters.iter_mut().filter(|it| it.place == Place::Body) {
                parameter.keys = vec![parameter.name.clone()];
            }
        }
        let needed = parameters.iter().filter(|it| it.required && !it.example.is_empty());
        let needed = needed.map(|it| (it.name.clone(), it.example.clone()));
        operation.example =
            needed.filter(|(name, _)| !self.extra.iter().any(|(own, _)| own == name)).collect();
        operation.example.extend(self.extra);
        operation.parameters = parameters;
        let has = |code: u32| operation.errors.iter().any(|error| error.code == code);
        let mut common = Vec::new();
        if !has(20404) && operation.path.contains('{') {
            common.push((
                20404,
                "What the path names does not exist, belongs to another account, or was removed. Look at each of its \
                 fields.",
            ));
        }
        if !has(20003) {
            common.push((20003, "Account SID and token do not belong together, or the API key was revoked."));
        }
        if !has(20429) {
            common.push((20429, "Too many requests at once. Wait, then send again."));
        }
        operation.errors.extend(common.iter().map(|(code, help)| KnownError::new(*code, help)));
        operation
    }
}

/// `CH…` as a whole SID, wherever two capital letters stand before the dots.
pub(super) fn sids(text: &str) -> String {
    text.replace('…', DIGITS)
}

/// JSON as it is shown.
fn laid_out(text: &str) -> String {
    let json: Result<Value, _> = serde_json::from_str(text);
    json.and_then(|json| serde_json::to_string_pretty(&json)).unwrap_or_else(|_| text.to_owned())
}

/// The fields of an answer, one on each line.
fn outputs(text: &str) -> Vec<Output> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let field = |line: &str| {
        let (name, help) = line.split_once(": ").unwrap_or((line, ""));
        match name.strip_suffix('?') {
            Some(name) => Output::new(name, help).nullable(),
            None => Output::new(name, help),
        }
    };
    lines.map(field).collect()
}

/// The parameters that a path names, by their names and by what they stand behind.
fn in_path(operation: &Operation) -> Vec<Parameter> {
    let mut found = Vec::new();
    let mut before = "";
    for part in operation.path.split('/') {
        let part = part.strip_suffix(".json").unwrap_or(part);
        match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => found.push(path_parameter(operation.product, before, name)),
            None => before = part,
        }
    }
    found
}

/// What a parameter of the path is, known by its name and by the word before it.
fn path_parameter(product: Option<Product>, before: &str, name: &str) -> Parameter {
    let path = |help: &str| Parameter::new(Place::Path, name, Kind::Text, help).required();
    let sid = |prefix: &'static str, help: &str| {
        let check = Check::Sid { prefix, code: Some(20404) };
        path(help).check(check).example(&format!("{prefix}{DIGITS}"))
    };
    let named = |prefix: &'static str, help: &str| {
        path(help).check(Check::SidOrName { prefix }).example(&format!("{prefix}{DIGITS}"))
    };
    match (before, product) {
        ("Accounts", _) => sid(prefix::ACCOUNT, "The account that the message belongs to."),
        ("Services", Some(Product::Verify)) => sid("VA", "The Verify service."),
        ("Services", _) => sid(prefix::CHAT_SERVICE, "The service."),
        ("Conversations", _) => {
            named(prefix::CONVERSATION, "The conversation: its SID, or the unique name that it was given.")
        }
        ("Channels", _) => named(prefix::CONVERSATION, "The channel: its SID, or the unique name that it was given."),
        ("Messages", Some(Product::Api)) => path("The message: `SM`, or `MM` where it has media.")
            .check(Check::AnySid { prefixes: &[prefix::SMS, prefix::MMS], code: Some(20404) })
            .example(&format!("SM{DIGITS}")),
        ("Messages", _) => sid(prefix::CHAT_MESSAGE, "The message."),
        ("Media", _) => sid(prefix::MEDIA, "The medium."),
        ("Receipts", _) => sid(prefix::RECEIPT, "The delivery receipt."),
        ("Participants", _) => path(
            "The participant: its SID. Unverified: that the identity of a chat user is taken in its place.",
        )
        .check(Check::SidOrName { prefix: prefix::PARTICIPANT })
        .example(&format!("MB{DIGITS}")),
        ("Members", _) => named(prefix::PARTICIPANT, "The member: its SID, or the user's identity."),
        ("Users", _) => named(prefix::USER, "The user: its SID, or its identity."),
        ("Webhooks", _) => sid(prefix::WEBHOOK, "The webhook."),
        ("Addresses", _) => named(prefix::ADDRESS, "The configuration: its SID, or the address itself."),
        ("Flows", _) => sid(prefix::FLOW, "The flow."),
        ("Executions", _) => sid(prefix::EXECUTION, "The execution."),
        ("Steps", _) => sid(prefix::STEP, "The step."),
        ("Content", _) => sid(prefix::CONTENT, "The content template."),
        ("Verifications", _) => path("The verification: its SID, or the number or address that it was sent to.")
            .check(Check::SidOrName { prefix: "VE" })
            .example(&format!("VE{DIGITS}")),
        ("PhoneNumbers", _) => path(
            "The number, as `+` with country code, or as it is written in one country together with `CountryCode`.",
        )
        .example("+15551230001"),
        _ => path("A part of the path."),
    }
}

/// A text.
pub(super) fn text(name: &str, help: &str) -> Parameter {
    Parameter::new(Place::Body, name, Kind::Text, help)
}

/// A text of several lines.
pub(super) fn long(name: &str, help: &str) -> Parameter {
    Parameter::new(Place::Body, name, Kind::LongText, help)
}

/// A text that holds JSON.
pub(super) fn json(name: &str, help: &str) -> Parameter {
    Parameter::new(Place::Body, name, Kind::Json, help)
}

/// A date and time.
pub(super) fn time(name: &str, help: &str) -> Parameter {
    Parameter::new(Place::Body, name, Kind::Time, help)
        .check(Check::Time { code: None })
        .example("2026-11-22T09:30:00Z")
}

/// One of some words.
pub(super) fn choice(name: &str, choices: &[&str], help: &str) -> Parameter {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    Parameter::new(Place::Body, name, Kind::Choice(choices), help)
}

/// `true` or `false`.
pub(super) fn flag(name: &str, help: &str) -> Parameter {
    choice(name, &["true", "false"], help)
}

/// A whole number.
pub(super) fn whole(name: &str, help: &str) -> Parameter {
    Parameter::new(Place::Body, name, Kind::Whole, help)
}

/// A field that may be there several times.
pub(super) fn list(name: &str, help: &str) -> Parameter {
    Parameter::new(Place::Body, name, Kind::List, help)
}

/// The SID of something.
pub(super) fn sid(name: &str, prefix: &'static str, code: Option<u32>, help: &str) -> Parameter {
    text(name, help).check(Check::Sid { prefix, code }).example(&format!("{prefix}{DIGITS}"))
}

/// The header that lets webhooks hear of a change over REST.
pub(super) fn webhook_header(what: &str) -> Parameter {
    let mut header = flag(
        "X-Twilio-Webhook-Enabled",
        &format!("Whether webhooks hear that {what}. Without it what is done over REST is told to nobody."),
    );
    header.place = Place::Header;
    header.default("false")
}

/// More that can be said about a parameter, in few words.
pub(super) trait More {
    /// It has at most so many characters.
    fn chars(self, limit: usize, code: Option<u32>) -> Self;
    /// It has at most so many kilobytes.
    fn kilobytes(self, limit: usize, code: u32) -> Self;
    /// It is a number between these two.
    fn between(self, low: i64, high: i64) -> Self;
    /// It makes sense only beside another parameter.
    fn needs(self, parameter: &'static str, code: Option<u32>) -> Self;
    /// It is JSON.
    fn json_checked(self, code: Option<u32>) -> Self;
}

impl More for Parameter {
    fn chars(self, limit: usize, code: Option<u32>) -> Self {
        self.check(Check::MaxChars { limit, code })
    }

    fn kilobytes(self, limit: usize, code: u32) -> Self {
        self.check(Check::MaxBytes { limit: limit * 1024, code: Some(code) })
    }

    fn between(self, low: i64, high: i64) -> Self {
        self.check(Check::Between { low, high, code: None })
    }

    fn needs(self, parameter: &'static str, code: Option<u32>) -> Self {
        self.check(Check::Needs { parameter, code })
    }

    fn json_checked(self, code: Option<u32>) -> Self {
        self.check(Check::Json { code })
    }
}

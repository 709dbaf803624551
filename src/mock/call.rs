//! One request as the resources see it, and what they answer. No HTTP library here.

use serde_json::Value;

use super::errors::Failure;
use super::policy::Plan;
use crate::twilio::{Method, Product};

/// Form or query fields, in order; a name may be repeated.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Decodes `a=b&c=d`.
    pub(super) fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The first value of this name. Names are case-sensitive, as Twilio's are.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value, where it is not empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Every value of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All fields.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl From<Vec<(String, String)>> for Fields {
    fn from(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }
}

/// A request that was let in.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The product it is for.
    pub(super) product: Product,
    /// The method.
    pub(super) method: Method,
    /// The account that asks.
    pub(super) account: String,
    /// What follows the version (and, in the first API, the account), decoded, without `.json`.
    pub(super) path: Vec<String>,
    /// The path as error texts name it.
    pub(super) resource: String,
    /// What absolute addresses in answers begin with: scheme, host, prefix and version as the client used them,
    /// so that every link in an answer leads back here.
    pub(super) root: String,
    /// The query.
    pub(super) query: Fields,
    /// The form.
    pub(super) form: Fields,
    /// The body, where it is JSON.
    pub(super) json: Option<Value>,
    /// Whether the header `X-Twilio-Webhook-Enabled` says `true`.
    pub(super) webhooks: bool,
    /// What a rule wants to become of the message that this creates.
    pub(super) plan: Option<Plan>,
    /// Whether a path of the first API ends without `.json`.
    pub(super) is_plain: bool,
    /// The flow that the request brings.
    pub(super) prepared: Option<super::studio::Prepared>,
}

impl Call {
    /// What the mock does of itself, with these form fields, as if this account had asked.
    pub(super) fn inner(account: &str, fields: &[(&str, &str)]) -> Self {
        let form = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self {
            product: Product::Conversations,
            method: Method::Post,
            account: account.to_owned(),
            path: Vec::new(),
            resource: String::new(),
            root: String::new(),
            query: Fields::default(),
            form: Fields(form),
            json: None,
            webhooks: false,
            plan: None,
            is_plain: false,
            prepared: None,
        }
    }

    /// The path's parts, to be matched.
    pub(super) fn parts(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// The failure that names this address.
    pub(super) fn not_found(&self) -> Failure {
        Failure::not_found(&self.resource)
    }

    /// There is nothing of this kind here.
    pub(super) fn unserved(&self) -> Failure {
        Failure::unserved(&self.resource)
    }
}

/// What a resource answers when all went well.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The body; none for a deletion.
    pub(super) body: Option<Value>,
    /// Where else to look, for a redirect.
    pub(super) location: Option<String>,
}

impl Answer {
    /// Something was made.
    pub(super) fn created(body: Value) -> Reply {
        Ok(Self { status: 201, body: Some(body), location: None })
    }

    /// What was asked for is somewhere else.
    pub(super) fn elsewhere(url: &str) -> Reply {
        Ok(Self { status: 307, body: None, location: Some(url.to_owned()) })
    }

    /// Something is shown or was changed.
    pub(super) fn ok(body: Value) -> Reply {
        Ok(Self { status: 200, body: Some(body), location: None })
    }

    /// Something is gone.
    pub(super) fn gone() -> Reply {
        Ok(Self { status: 204, body: None, location: None })
    }
}

/// An answer or a refusal.
pub(super) type Reply = Result<Answer, Failure>;

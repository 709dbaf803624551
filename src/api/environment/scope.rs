//! Puts values in place of the templates of a request: once to be shown, once to be sent. Only what is sent holds secrets.

use std::borrow::Cow;
use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

use crate::api::prepared::{self, Prepared};
use crate::api::{Finding, check};
use crate::liquid::{self, FindingKind, Key, Options, Variables};
use crate::twilio::Request;

/// What stands where a secret would.
pub const MASK: &str = "••••••••";

/// More than any request that is sent; Studio's own limit is that of a widget, not that of a request.
const MAX_OUTPUT: usize = 1024 * 1024;

/// The values of secrets by name. It prints none of them.
#[derive(Clone, Debug, Default)]
pub struct Secrets(Vec<(String, SecretString)>);

impl Secrets {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a value in, in place of what was there.
    pub fn set(&mut self, name: &str, value: SecretString) {
        self.0.retain(|(other, _)| other != name);
        self.0.push((name.to_owned(), value));
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| other != name);
    }

    /// Whether there is a value of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&SecretString> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The values, which are for the client and for the veil alone.
    pub fn values(&self) -> impl Iterator<Item = &SecretString> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The names, in the order in which they were put in.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl FromIterator<(String, SecretString)> for Secrets {
    fn from_iter<T: IntoIterator<Item = (String, SecretString)>>(values: T) -> Self {
        let mut secrets = Self::default();
        for (name, value) in values {
            secrets.set(&name, value);
        }
        secrets
    }
}

/// What templates are rendered from.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    values: &'a Value,
    environment: Map<String, Value>,
    secrets: Option<&'a Secrets>,
    options: Options,
}

/// A request whose templates have become what they stand for, to be shown: it holds no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The request; `••••••••` stands where a secret goes.
    pub prepared: Prepared,
    /// What was not there and became nothing.
    pub missing: Vec<Missing>,
    /// What is wrong with its templates.
    pub problems: Vec<Problem>,
    /// Whether it reads a secret.
    pub uses_secret: bool,
}

/// A variable that a template reads and that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The parameter whose value reads it; `body` for a body by hand.
    pub parameter: String,
    /// The variable.
    pub path: String,
}

/// A template that cannot be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The parameter; `body` for a body by hand.
    pub parameter: String,
    /// What is wrong, as a sentence without capital and full stop.
    pub message: String,
}

/// A request with its secrets, that can be sent and not looked at.
#[derive(Clone)]
pub struct Sealed {
    request: Request,
    is_blocked: bool,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A secret may stand in its path, its headers and its body.
        formatter.debug_struct("Sealed").field("method", &self.request.method).finish_non_exhaustive()
    }
}

impl Rendered {
    /// A request that has no templates, whatever its values look like.
    pub fn plain(prepared: &Prepared) -> Self {
        Self { prepared: prepared.clone(), missing: Vec::new(), problems: Vec::new(), uses_secret: false }
    }
}

impl Sealed {
    /// A request that has no templates, whatever its values look like.
    pub fn plain(prepared: &Prepared) -> Self {
        let is_blocked = check(prepared).iter().any(Finding::blocks);
        Self { request: prepared::request(prepared), is_blocked }
    }

    /// What goes out. It may hold secrets: it is for the client alone.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Whether what is wrong with it keeps it from being sent. What is wrong is told of the one that is shown.
    pub fn is_blocked(&self) -> bool {
        self.is_blocked
    }
}

impl<'a> Scope<'a> {
    /// From an object of `widgets`, `trigger`, `contact`, `flow` and `env`, each of which may be missing.
    pub fn new(values: &'a Value) -> Self {
        let environment = match values.get("env") {
            Some(Value::Object(members)) => members.clone(),
            _ => Map::new(),
        };
        let options = Options { max_output: MAX_OUTPUT, ..Options::default() };
        Self { values, environment, secrets: None, options }
    }

    /// The same with these variables in `env`, over what stands there.
    #[must_use]
    pub fn with_environment(mut self, environment: &super::Environment) -> Self {
        if let Value::Object(members) = environment.values() {
            self.environment.extend(members);
        }
        self
    }

    /// The same with these secrets in `env`.
    #[must_use]
    pub fn with_secrets(mut self, secrets: &'a Secrets) -> Self {
        self.secrets = Some(secrets);
        self
    }

    /// The same at this moment, which is what `now` means.
    #[must_use]
    pub fn at(mut self, now: jiff::Timestamp) -> Self {
        self.options.now = now;
        self
    }

    /// The request with values in place of its templates, to be shown.
    pub fn rendered(&self, prepared: &Prepared) -> Rendered {
        let variables = self.variables(|_| MASK.to_owned());
        let mut rendered = Rendered::plain(prepared);
        let mut each = |name: &str, text: &str| {
            let template = liquid::parse(text);
            let made = template.render(&variables, &self.options);
            for finding in made.findings {
                let parameter = name.to_owned();
                match finding.kind {
                    FindingKind::Undefined(path) => {
                        let missing = Missing { parameter, path };
                        if !rendered.missing.contains(&missing) {
                            rendered.missing.push(missing);
                        }
                    }
                    kind if kind.is_error() => {
                        rendered.problems.push(Problem { parameter, message: finding.message });
                    }
                    _ => {}
                }
            }
            rendered.uses_secret |= template.reads().iter().any(|read| self.is_secret(read));
            made.text
        };
        let made = replaced(prepared, &mut each);
        rendered.prepared = made;
        rendered
    }

    /// The request with values and secrets in place of its templates, to be sent.
    pub fn sealed(&self, prepared: &Prepared) -> Sealed {
        let secret = |name: &str| {
            let value = self.secrets.and_then(|secrets| secrets.get(name));
            value.map(|value| value.expose_secret().to_owned()).unwrap_or_default()
        };
        let variables = self.variables(secret);
        let made =
            replaced(prepared, &mut |_, text| liquid::parse(text).render(&variables, &self.options).text);
        Sealed::plain(&made)
    }

    fn variables(&self, secret: impl Fn(&str) -> String) -> Known<'_> {
        let mut environment = self.environment.clone();
        for name in self.secrets.into_iter().flat_map(Secrets::names) {
            environment.insert(name.to_owned(), Value::String(secret(name)));
        }
        Known { values: self.values, environment: Value::Object(environment) }
    }

    /// Whether a path leads to a secret, or may do so.
    fn is_secret(&self, read: &liquid::Read) -> bool {
        let Some(secrets) = self.secrets.filter(|secrets| !secrets.0.is_empty()) else { return false };
        let mut keys = read.path.iter().map(|segment| &segment.key);
        if !matches!(keys.next(), Some(Key::Name(root)) if &**root == "env") {
            return false;
        }
        match keys.next() {
            Some(Key::Name(name)) => secrets.has(name),
            _ => true,
        }
    }
}

/// The request with each template replaced.
fn replaced(prepared: &Prepared, each: &mut dyn FnMut(&str, &str) -> String) -> Prepared {
    let mut made = prepared.clone();
    for (index, parameter) in prepared.operation().parameters.iter().enumerate() {
        if let Some(value) = made.at_mut(index).filter(|value| value.contains('{')) {
            *value = each(&parameter.name, value);
        }
    }
    if let Some(body) = prepared.raw_body().filter(|body| body.contains('{')) {
        made.set_raw_body(Some(each("body", body)));
    }
    made
}

/// What templates read.
struct Known<'a> {
    values: &'a Value,
    environment: Value,
}

impl Variables for Known<'_> {
    fn root<'a>(&'a self, name: &str) -> Option<Cow<'a, Value>> {
        match name {
            "env" => Some(Cow::Borrowed(&self.environment)),
            name => self.values.get(name).map(Cow::Borrowed),
        }
    }
}

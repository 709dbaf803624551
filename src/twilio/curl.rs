//! Requests as curl commands that can be pasted into a POSIX shell as they are. A secret stands in one only where whoever
//! asks for the command gives it; else it is named by its environment variable.

use super::request::Request;
use super::sid::{is_sid, prefix};

/// What the fields of a request are sent as.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// A text as one word of a POSIX shell, whatever it holds.
pub fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/:=@,+%".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    // Between single quotes nothing has a meaning but a single quote. A null byte cannot be an argument at all.
    format!("'{}'", text.replace('\0', "").replace('\'', r"'\''"))
}

/// The names of the environment variables that the user and the secret come from: those of an API key for a key.
pub fn variables(user: Option<&str>) -> (&'static str, &'static str) {
    match user {
        Some(user) if is_sid(user, prefix::API_KEY) => ("TWILIO_API_KEY", "TWILIO_API_SECRET"),
        _ => ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
    }
}

/// User and secret as one word of a shell; what is not given is named by its environment variable. In double quotes
/// the shell puts the values in, and an empty one stays a word.
pub fn user_word(user: Option<&str>, secret: Option<&str>) -> String {
    let (user_variable, secret_variable) = variables(user);
    let user = user.filter(|user| user.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    match (user, secret) {
        (Some(user), Some(secret)) => quoted(&format!("{user}:{secret}")),
        (Some(user), None) => format!("\"{user}:${secret_variable}\""),
        (None, _) => format!("\"${user_variable}:${secret_variable}\""),
    }
}

/// A curl command, put together part by part.
#[derive(Clone, Debug)]
pub struct Curl(Vec<String>);

impl Curl {
    /// A command with this method.
    pub fn new(method: &str) -> Self {
        let mut first = "curl".to_owned();
        if method != "GET" {
            first.push_str(" -X ");
            first.push_str(&quoted(method));
        }
        Self(vec![first])
    }

    /// A command whose method is named in any case, as one with a body needs it.
    pub fn exactly(method: &str) -> Self {
        Self(vec![if method == "HEAD" {
            "curl --head".to_owned()
        } else {
            format!("curl -X {}", quoted(method))
        }])
    }

    /// To this address, with its query.
    #[must_use]
    pub fn url(mut self, url: &str) -> Self {
        // Without it curl takes brackets and braces for patterns of its own.
        let globs = if url.contains(['[', ']', '{', '}']) { "-g " } else { "" };
        self.0.push(format!("{globs}{}", quoted(url)));
        self
    }

    /// To this address: a word of the shell, taken as it is.
    #[must_use]
    pub fn url_word(mut self, word: &str) -> Self {
        let globs = if word.contains(['[', ']', '{', '}']) { "-g " } else { "" };
        self.0.push(format!("{globs}{word}"));
        self
    }

    /// With a header: a word of the shell, taken as it is.
    #[must_use]
    pub fn header_word(mut self, word: &str) -> Self {
        self.0.push(format!("-H {word}"));
        self
    }

    /// With a body that comes over standard input.
    #[must_use]
    pub fn body_from_input(mut self) -> Self {
        self.0.push("--data-binary @-".to_owned());
        self
    }

    /// By this user: a word as [`user_word`] makes it, taken as it is.
    #[must_use]
    pub fn user(mut self, word: &str) -> Self {
        self.0.push(format!("-u {word}"));
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
        self
    }

    /// With a field of a form.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        // No argument can hold a null byte, and a name is sent as it stands: an odd one goes encoded.
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
        self.0.push(if value.contains('\0') || !name.chars().all(is_plain) || name.is_empty() {
            let mut encoder = form_urlencoded::Serializer::new(String::new());
            encoder.append_pair(name, value);
            format!("--data-raw {}", quoted(&encoder.finish()))
        } else {
            format!("--data-urlencode {}", quoted(&format!("{name}={value}")))
        });
        self
    }

    /// With a body as it is.
    #[must_use]
    pub fn body(mut self, body: &str) -> Self {
        self.0.push(format!("--data-raw {}", quoted(body)));
        self
    }

    /// With the headers and fields of a request; those of a query stand in the address already.
    #[must_use]
    pub fn request(mut self, request: &Request) -> Self {
        for (name, value) in &request.headers {
            self = self.header(name, value);
        }
        if !request.has_query() {
            for (name, value) in &request.form {
                self = self.field(name, value);
            }
        }
        self
    }

    /// On one line.
    pub fn line(&self) -> String {
        self.0.join(" ")
    }

    /// A line for each part.
    pub fn lines(&self) -> String {
        self.0.join(" \\\n  ")
    }
}

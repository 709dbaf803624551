//! Requests as curl commands that can be pasted into a POSIX shell as they are. Secrets are never part of one: they
//! are named by their environment variables.

use super::request::{Method, Request};

/// A text as one word of a POSIX shell, whatever it holds.
pub fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/:=@,+%".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    // Between single quotes nothing has a meaning but a single quote. A null byte cannot be an argument at all.
    format!("'{}'", text.replace('\0', "").replace('\'', r"'\''"))
}

/// The command that sends a request to `url`, which is its full address with the query.
pub fn command(request: &Request, url: &str) -> String {
    let mut parts = vec!["curl".to_owned()];
    if request.method != Method::Get {
        parts.push(format!("-X {}", request.method.name()));
    }
    parts.push(quoted(url));
    parts.extend(
        request.headers.iter().map(|(name, value)| format!("-H {}", quoted(&format!("{name}: {value}")))),
    );
    if !request.has_query() {
        parts.extend(
            request
                .form
                .iter()
                .map(|(name, value)| format!("--data-urlencode {}", quoted(&format!("{name}={value}")))),
        );
    }
    // In double quotes the shell puts the values in, and an empty one stays an argument.
    parts.push(r#"-u "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN""#.to_owned());
    parts.join(" \\\n  ")
}

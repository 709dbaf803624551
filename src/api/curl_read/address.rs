//! Puts what was read of a command together: its address without secrets, its method and its body.

use super::words::Word;
use super::{Command, NotCurl, Read};
use crate::api::wire::Auth;
use crate::twilio::curl::FORM;
use crate::twilio::{Content, Method};

impl Command {
    pub(super) fn done(mut self) -> Result<Read, NotCurl> {
        let url = self.url.take().filter(|url| !url.is_empty()).ok_or(NotCurl::NoAddress)?;
        let url = if url.contains("://") { url } else { format!("http://{url}") };
        let url = self.without_user(&url).ok_or(NotCurl::BadAddress)?;
        if self.is_get {
            let data = self.data.take().map(|data| String::from_utf8_lossy(&data).into_owned());
            self.query.extend(data.filter(|data| !data.is_empty()));
        }
        let url = self.without_secret(&with_query(&url, &self.query));
        let method = self.method()?;
        let media_type = self.take_header("content-type");
        let body = self.data.take().map(|bytes| Content {
            media_type: media_type.clone().unwrap_or_else(|| {
                if self.is_json { "application/json".to_owned() } else { FORM.to_owned() }
            }),
            bytes,
        });
        // A type without data is that of an empty body, where the method has one.
        let body = match (body, media_type) {
            (None, Some(media_type)) if self.parts.is_empty() && !method.is_bodiless() => {
                Some(Content { media_type, bytes: Vec::new() })
            }
            (None, Some(media_type)) if self.parts.is_empty() => {
                self.headers.push(("Content-Type".to_owned(), media_type));
                None
            }
            (body, _) => body,
        };
        if body.is_some() && !self.parts.is_empty() {
            self.warn("A form of parts and other data cannot go together: the parts are left out.");
            self.parts.clear();
        }
        Ok(Read {
            method,
            url,
            headers: self.headers,
            body,
            parts: self.parts,
            auth: self.auth.unwrap_or(Auth::None),
            user: self.user,
            secret: self.secret,
            warnings: self.warnings,
        })
    }

    fn method(&self) -> Result<Method, NotCurl> {
        match &self.method {
            Some(name) => Method::named(name).ok_or(NotCurl::BadMethod),
            None if self.is_head => Ok(Method::Head),
            None if self.data.is_some() || !self.parts.is_empty() => Ok(Method::Post),
            None => Ok(Method::Get),
        }
    }

    /// Takes a header out.
    fn take_header(&mut self, name: &str) -> Option<String> {
        let at = self.headers.iter().position(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some(self.headers.remove(at).1)
    }

    /// The address without what stands before `@` in its host; nothing where it is none.
    fn without_user(&mut self, url: &str) -> Option<String> {
        let (scheme, rest) = url.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let host = match authority.rsplit_once('@') {
            Some((user, host)) => {
                let decoded = percent_decoded(user);
                let word = Word { text: decoded.clone(), holes: Vec::new() };
                self.basic(&word);
                host
            }
            None => authority,
        };
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let is_plain =
            !host.is_empty() && !host.contains(|char: char| char.is_whitespace() || char.is_control());
        let path = path.split('#').next().unwrap_or(path);
        (is_web && is_plain).then(|| format!("{}://{host}{path}", scheme.to_ascii_lowercase()))
    }

    /// The address without a key in its query.
    fn without_secret(&mut self, url: &str) -> String {
        let Some((path, query)) = url.split_once('?') else { return url.to_owned() };
        let mut kept = Vec::new();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = percent_decoded(&name.replace('+', " "));
            if is_secret_name(&name) {
                let text = percent_decoded(&value.replace('+', " "));
                let holes = if text.starts_with('$') { vec![text.clone()] } else { Vec::new() };
                self.prove(Auth::Query(name), None, &Word { text: text.clone(), holes }, &text);
            } else {
                if value.contains('$') {
                    self.warn(format!(
                        "The value of `{name}` in the address may be put in by the shell; it stays as it is."
                    ));
                }
                kept.push(pair);
            }
        }
        if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
    }
}

fn with_query(url: &str, added: &[String]) -> String {
    let mut url = url.to_owned();
    for part in added {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(part);
    }
    url
}

/// Decodes `%41`.
pub(super) fn percent_decoded(text: &str) -> String {
    String::from_utf8_lossy(&crate::api::address::decoded(text.as_bytes(), false)).into_owned()
}

/// Whether a header or a parameter of this name most likely holds what proves who asks.
pub(super) fn is_secret_name(name: &str) -> bool {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is_whole =
        matches!(plain.as_str(), "auth" | "passwd" | "pwd" | "pass" | "sig" | "jwt" | "authorization");
    // What ends so is a secret, but for what only turns a page or names a thing.
    let ends = ["token", "secret", "password", "passphrase", "key", "signature"];
    let is_plain = ["page", "next", "continuation", "cursor", "sync", "maxtokens"];
    let is_name = [
        "idempotency",
        "public",
        "primary",
        "foreign",
        "sort",
        "partition",
        "routing",
        "object",
        "item",
        "unique",
        "mon",
        "tur",
        "hot",
        "cache",
        "group",
        "project",
        "issue",
    ];
    let is_end = ends.iter().any(|end| {
        plain.strip_suffix(end).is_some_and(|before| match *end {
            "token" => !is_plain.iter().any(|word| before.ends_with(word)),
            "key" => !is_name.iter().any(|word| before.ends_with(word)),
            _ => true,
        })
    });
    is_whole
        || is_end
        || [
            "apikey",
            "apitoken",
            "accesstoken",
            "authtoken",
            "xauth",
            "clientsecret",
            "accesskey",
            "subscriptionkey",
            "secretkey",
            "privatetoken",
            "csrftoken",
            "sessiontoken",
        ]
        .iter()
        .any(|part| plain.contains(part))
}

/// What of an address proves who asks: the name of a parameter of its query, or what stands before its host. Nothing
/// where nothing seems to.
pub fn secret_in_address(url: &str) -> Option<String> {
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let authority = before.split_once("://").map_or(before, |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Some("the user before its host".to_owned());
    }
    let query = query.split('#').next().unwrap_or_default();
    let mut names = form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty());
    names.find(|(name, _)| is_secret_name(name)).map(|(name, _)| format!("`{name}` in its query"))
}

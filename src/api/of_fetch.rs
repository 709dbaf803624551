//! What a widget asks of a server, byte for byte as a run asks it, as a request that can be sent and looked at.

use secrecy::SecretString;

use super::address::decoded;
use crate::twilio::{Content, Request, Service};
use crate::widgets::run::Fetch;

/// A request of a widget.
#[derive(Clone, Debug)]
pub struct OfFetch {
    /// The address of the server, without who asks.
    pub server: String,
    /// The request.
    pub request: Request,
    /// User and password, where the address has them: they go as basic authentication.
    pub user: Option<(String, SecretString)>,
}

/// The request.
pub fn of_fetch(fetch: &Fetch) -> OfFetch {
    let url = fetch.url.split('#').next().unwrap_or_default();
    let (whole, query) = url.split_once('?').unwrap_or((url, ""));
    let begin = whole.find("://").map_or(0, |at| at + "://".len());
    let end = whole.get(begin..).and_then(|rest| rest.find('/')).map_or(whole.len(), |at| begin + at);
    let (server, path) = (whole.get(..end).unwrap_or(whole), whole.get(end..).unwrap_or_default());
    let path = if path.is_empty() { "/" } else { path };
    let (server, user) = without_user(server);
    let mut request = Request::new(Service::Elsewhere(server.clone()), fetch.method, path);
    query.clone_into(&mut request.query);
    if !fetch.method.is_bodiless() {
        let (media_type, bytes) = (fetch.content_type.clone(), fetch.body.clone().into_bytes());
        request.content = Some(Content { media_type, bytes });
    }
    OfFetch { server, request, user }
}

/// An address without who asks, and who that is.
fn without_user(server: &str) -> (String, Option<(String, SecretString)>) {
    let Some((scheme, rest)) = server.split_once("://") else { return (server.to_owned(), None) };
    let Some((user, host)) = rest.rsplit_once('@') else { return (server.to_owned(), None) };
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let read = |text: &str| String::from_utf8_lossy(&decoded(text.as_bytes(), false)).into_owned();
    (format!("{scheme}://{host}"), Some((read(user), SecretString::from(read(password)))))
}

#[cfg(test)]
mod tests {
    use super::{OfFetch, of_fetch};
    use crate::twilio::Method;
    use crate::widgets::run::Fetch;

    fn check(method: Method, url: &str, expected: (&str, &str, &str, Option<&[u8]>)) {
        let fetch = Fetch {
            kind: "http",
            method,
            url: url.to_owned(),
            content_type: "application/x-www-form-urlencoded".to_owned(),
            body: "a=&b=1".to_owned(),
            with_credentials: false,
        };
        let OfFetch { server, request, user } = of_fetch(&fetch);
        assert_eq!(user.is_some(), url.contains('@'), "{url}");
        assert!(!format!("{user:?} {request:?}").contains("hush"));
        let body = request.body();
        let came = (server.as_str(), request.path.as_str(), request.query.as_str(), body.as_deref());
        assert_eq!(came, expected, "{url}");
    }

    #[test]
    fn a_request_goes_out_as_a_run_sends_it() {
        let body = Some(&b"a=&b=1"[..]);
        check(Method::Post, "https://x.example/a/b", ("https://x.example", "/a/b", "", body));
        check(Method::Post, "https://x.example?a=/b", ("https://x.example", "/", "a=/b", body));
        check(Method::Get, "https://me:hu%2Fsh@x.example/a@b", ("https://x.example", "/a@b", "", None));
        check(Method::Get, "http://x.example:8/a?flag&e=#top", ("http://x.example:8", "/a", "flag&e=", None));
    }
}

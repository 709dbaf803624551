//! What a widget asks of a server, byte for byte as a run asks it, as a request that can be sent and looked at.

use crate::twilio::{Content, Request, Service};
use crate::widgets::run::Fetch;

/// The address of the server, and the request.
pub fn of_fetch(fetch: &Fetch) -> (String, Request) {
    let url = fetch.url.split('#').next().unwrap_or_default();
    let (whole, query) = url.split_once('?').unwrap_or((url, ""));
    let begin = whole.find("://").map_or(0, |at| at + "://".len());
    let end = whole.get(begin..).and_then(|rest| rest.find('/')).map_or(whole.len(), |at| begin + at);
    let (server, path) = (whole.get(..end).unwrap_or(whole), whole.get(end..).unwrap_or_default());
    let path = if path.is_empty() { "/" } else { path };
    let mut request = Request::new(Service::Elsewhere(server.to_owned()), fetch.method, path);
    query.clone_into(&mut request.query);
    if !fetch.method.is_bodiless() {
        let (media_type, bytes) = (fetch.content_type.clone(), fetch.body.clone().into_bytes());
        request.content = Some(Content { media_type, bytes });
    }
    (server.to_owned(), request)
}

#[cfg(test)]
mod tests {
    use super::of_fetch;
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
        let (server, request) = of_fetch(&fetch);
        let body = request.body();
        let came = (server.as_str(), request.path.as_str(), request.query.as_str(), body.as_deref());
        assert_eq!(came, expected, "{url}");
    }

    #[test]
    fn a_request_goes_out_as_a_run_sends_it() {
        let body = Some(&b"a=&b=1"[..]);
        check(Method::Post, "https://x.example/a/b", ("https://x.example", "/a/b", "", body));
        check(Method::Post, "https://x.example?a=/b", ("https://x.example", "/", "a=/b", body));
        check(Method::Get, "http://x.example:8/a?flag&e=#top", ("http://x.example:8", "/a", "flag&e=", None));
    }
}

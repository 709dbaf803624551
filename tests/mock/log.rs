//! The log of a mock: what came, what was answered, bounded and without secrets.

use crate::support::receiver::Receiver;
use crate::support::{Bench, OURS, THEIRS, plain_http};
use base64::Engine as _;
use cordboard::mock::Config;
use cordboard::twilio::{Method, Product};
use secrecy::SecretString;
use serde_json::Value;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// Asks the mock itself.
async fn control(bench: &Bench, method: reqwest::Method, path: &str) -> (u16, Value) {
    let url = format!("{}/_cordboard/{path}", bench.mock.base_url());
    let answer = plain_http().request(method, url).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
}

#[tokio::test]
async fn requests_and_answers_are_kept_and_found() {
    let bench = Bench::start(Config::default()).await;
    let mut changes = bench.mock.log_changes();
    let sent = bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "it's ä test")]).await;
    bench.send_with(&[("Prefer", "code=21610")], &[("From", OURS), ("To", THEIRS), ("Body", "no")]).await;
    changes.changed().await.unwrap();
    let log = bench.mock.log();
    let (first, second) = (&log[0], &log[1]);
    assert_eq!((first.what.as_ref(), first.status, first.answer.as_ref()), ("api", Some(201), &*sent.body));
    assert_eq!((second.status, second.rule.as_deref()), (Some(400), Some("Prefer")));
    assert_eq!(first.target.as_ref(), bench.messages());
    assert_eq!(bench.mock.log_since(first.number).len(), 1);
    let base = bench.mock.base_url();
    let expected = format!(
        "curl -X POST -u \"{account}:$TWILIO_AUTH_TOKEN\" {base}{path} --data-raw \
         'From=%2B15005550006&To=%2B15551230001&Body=it%27s+%C3%A4+test'",
        account = bench.account,
        path = bench.messages(),
    );
    assert_eq!(first.curl(&base), expected);
    let prefer = second.curl(&base);
    assert!(prefer.contains(" -H 'prefer: code=21610' "), "{prefer}");

    let check = async |query: &str, expected: &[u64]| {
        let (status, found) = control(&bench, reqwest::Method::GET, &format!("log?{query}")).await;
        let numbers =
            found["entries"].as_array().unwrap().iter().map(|entry| entry["number"].as_u64().unwrap());
        assert_eq!((status, numbers.collect::<Vec<_>>().as_slice()), (200, expected), "{query}");
    };
    check("", &[1, 2]).await;
    check("limit=1", &[2]).await;
    check("since=1", &[2]).await;
    check("search=%C3%84%20TEST", &[1]).await;
    check("search=21610", &[2]).await;
    check("search=prefer", &[2]).await;
    check("search=nothing+like+it", &[]).await;
    assert_eq!(control(&bench, reqwest::Method::GET, "log?limit=x").await.0, 400);
    assert_eq!(control(&bench, reqwest::Method::POST, "log").await.0, 405);
    assert_eq!(control(&bench, reqwest::Method::GET, "lag").await.0, 404);
    assert_eq!(control(&bench, reqwest::Method::DELETE, "log").await.0, 204);
    check("", &[]).await;
    bench.mock.set_log(false);
    bench.read(&bench.messages(), &[]).await;
    assert_eq!(bench.mock.log().len(), 0);
    bench.mock.set_log(true);
    bench.read(&bench.messages(), &[]).await;
    assert_eq!(bench.mock.log()[0].number, 3);
}

#[tokio::test]
async fn no_secret_gets_into_the_log() {
    let token = Some(SecretString::from(TOKEN));
    let bench = Bench::start(Config { token, speed: 0.0, ..Config::default() }).await;
    let mut receiver = Receiver::start(&[]).await;
    let callback = format!("{}/?token={TOKEN}", receiver.url.replace("://", "://ann:hunter2hunter2@"));
    let fields = [("From", OURS), ("To", THEIRS), ("Body", TOKEN), ("StatusCallback", callback.as_str())];
    assert_eq!(bench.send(&fields).await.status, 201);
    let mut changes = bench.mock.log_changes();
    receiver.next().await;
    receiver.next().await;
    while bench.mock.log().len() < 3 {
        tokio::time::timeout(std::time::Duration::from_secs(120), changes.changed()).await.unwrap().unwrap();
    }
    let login = base64::engine::general_purpose::STANDARD.encode(format!("{}:{TOKEN}", bench.account));
    for entry in bench.mock.log() {
        let text = format!("{entry:?} {} {}", entry.answer, entry.curl("http://127.0.0.1:1"));
        for secret in [TOKEN, login.as_str(), "hunter2"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    // Where a token is insisted on, the log is not for everybody either.
    assert_eq!(control(&bench, reqwest::Method::GET, "log").await.0, 401);
    let url = format!("{}/_cordboard/log", bench.mock.base_url());
    let http = plain_http();
    let answer = http.get(&url).basic_auth("x", Some(TOKEN)).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(http.get(&url).header("Origin", "null").send().await.unwrap().status().as_u16(), 403);
}

#[tokio::test]
async fn the_log_is_bounded_by_number_and_by_bytes() {
    let bench = Bench::start(Config::default()).await;
    let long = "a".repeat(30_000);
    for _ in 0..600 {
        bench.done(Product::Conversations, Method::Post, "/v1/Conversations", &[]).await;
        let odd = [("Attributes", "{}"), ("FriendlyName", long.as_str())];
        bench.ask(Product::Conversations, Method::Post, "/v1/Conversations", &odd).await;
    }
    let log = bench.mock.log();
    let bytes: usize = log.iter().map(|entry| entry.body.len() + entry.answer.len()).sum();
    assert!(log.len() < 1200 && bytes <= 8 * 1024 * 1024, "{} entries, {bytes} bytes", log.len());
    assert_eq!(log.last().unwrap().number, 1200);
    assert!(log.iter().all(|entry| entry.body.len() <= 16 * 1024));
    for _ in 0..2_100 {
        bench.read(&bench.messages(), &[]).await;
    }
    assert_eq!(bench.mock.log().len(), 2_000);
}

#[tokio::test]
async fn a_path_that_nobody_signed_in_for_is_no_account_and_no_command() {
    let bench = Bench::start(Config::default()).await;
    let path = "/v1/Accounts/$(id)/Flows/FWx%60id%60'";
    let answer = plain_http().get(format!("{}{path}", bench.mock.base_url())).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 404);
    let log = bench.mock.log();
    let entry = &log[0];
    assert_eq!((entry.account.as_deref(), entry.status, entry.what.as_ref()), (None, Some(404), "studio"));
    assert_eq!(entry.target.as_ref(), path);
    let quoted = path.replace('\'', r"'\''");
    assert_eq!(
        entry.curl("http://127.0.0.1:1"),
        format!("curl 'http://127.0.0.1:1{quoted}' -H 'Host: {}'", entry.host)
    );
}

#[tokio::test]
async fn no_password_of_an_address_and_no_learned_token_gets_into_the_log() {
    let bench = Bench::start(Config::default()).await;
    let token = "learned+token/99=";
    let base = bench.mock.base_url();
    let http = plain_http();
    let ask = async |path: &str, kind: &str, headers: &[(&str, &str)], body: String| {
        let mut request = http.post(format!("{base}{path}")).basic_auth(&bench.account, Some(token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.header("Content-Type", kind).body(body).send().await.unwrap();
        answer.status().as_u16()
    };
    let form = |fields: &[(&str, &str)]| {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    };
    let urlencoded = "application/x-www-form-urlencoded";
    let url = "https://ann:hunter2@hooks.example/x";
    let numbers = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", bench.account);
    let bought = form(&[("PhoneNumber", "+15005550006"), ("SmsUrl", url)]);
    assert_eq!(ask(&numbers, urlencoded, &[], bought).await, 201);
    let service = form(&[("FriendlyName", token), ("InboundRequestUrl", url), ("StatusCallback", url)]);
    assert_eq!(ask("/messaging/v1/Services", urlencoded, &[], service).await, 201);
    let definition = format!(r#"{{"a":"http://plain","b":"{}"}}"#, url.replace('/', r"\/"));
    ask("/v2/Flows", urlencoded, &[], form(&[("FriendlyName", "x"), ("Definition", &definition)])).await;
    let content = format!(r#"{{"language":"en","types":{{"twilio/text":{{"body":"{url} {token}"}}}}}}"#);
    assert_eq!(ask("/v1/Content", "application/json", &[], content).await, 201);
    let twice = form(&[("Url", "http://a.example:80/x"), ("Other", &form(&[("u", url), ("t", token)]))]);
    ask(&format!("/v1/Conversations?{twice}"), urlencoded, &[("Prefer", url)], twice.clone()).await;
    assert_eq!(
        ask("/v1/Conversations", urlencoded, &[("Host", "ann:hunter2@a.localhost")], String::new()).await,
        403
    );
    let log = bench.mock.log();
    assert_eq!(log.len(), 6);
    for entry in log {
        let text = format!("{entry:?} {}", entry.curl("http://127.0.0.1:1"));
        for secret in ["hunter2", token, "learned%2Btoken", "learned%252Btoken", r"token\/99"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert!(text.contains("•••"), "{text}");
    }
}

#[tokio::test]
async fn large_answers_do_not_push_everything_else_out() {
    let bench = Bench::start(Config::default()).await;
    let long = "ä".repeat(1_500);
    for _ in 0..100 {
        assert_eq!(bench.send(&[("From", OURS), ("To", THEIRS), ("Body", &long)]).await.status, 201);
    }
    // Each of these answers has some 300 KB.
    for _ in 0..40 {
        bench.read(&bench.messages(), &[("PageSize", "100")]).await;
    }
    let log = bench.mock.log();
    assert_eq!(log.len(), 140);
    let last = &log.last().unwrap().answer;
    assert!((16_000..=16 * 1024).contains(&last.len()) && last.ends_with('ä'), "{}", last.len());
}

//! Commands as they are pasted, and what our own writer makes, read back.

use proptest::prelude::*;
use secrecy::{ExposeSecret as _, SecretString};

use super::*;
use crate::api::{self, Route};
use crate::twilio::{Base, Place, Product, Request};

fn of(command: &str) -> Read {
    read(command).unwrap_or_else(|why| panic!("{command}: {why}"))
}

/// Reads a command and shows it as `METHOD url | headers | body | user:secret`, which has to be this.
#[track_caller]
fn check(command: &str, expected: &str) {
    let read = of(command);
    let headers: Vec<String> = read.headers.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let body = match (&read.body, read.parts.is_empty()) {
        (Some(body), _) => format!("{} {}", body.media_type, String::from_utf8_lossy(&body.bytes)),
        (None, true) => String::new(),
        (None, false) => format!("{:?}", read.parts),
    };
    let secret = read.secret.as_ref().map(|secret| secret.expose_secret().to_owned());
    let who = match (&read.user, secret) {
        (None, None) => String::new(),
        (user, secret) => format!("{}:{}", user.clone().unwrap_or_default(), secret.unwrap_or_default()),
    };
    let shown = format!("{} {} | {} | {body} | {who}", read.method.name(), read.url, headers.join(", "));
    assert_eq!(shown, expected, "{command}");
}

/// What is told of a command.
#[track_caller]
fn warns(command: &str, expected: &[&str]) {
    let told = of(command).warnings;
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, part) in told.iter().zip(expected) {
        assert!(told.contains(part), "{told} has no {part}");
    }
}

#[test]
fn commands_are_read_as_curl_reads_them() {
    let form = "application/x-www-form-urlencoded";
    check("curl https://a.example/x", "GET https://a.example/x |  |  | ");
    check("curl -d a=1 -d b=2 a.example", &format!("POST http://a.example |  | {form} a=1&b=2 | "));
    check(
        "curl -G -d a=1 --data-urlencode 'b=x y' 'https://a.example/?z=0'",
        "GET https://a.example/?z=0&a=1&b=x+y |  |  | ",
    );
    check(
        "curl -sSLXPUT --url https://a.example -H'X-A: 1' --data-raw=",
        "PUT https://a.example | X-A=1 |  | ",
    );
    check(
        "curl --json '{\"a\":1}' https://a.example",
        "POST https://a.example |  | application/json {\"a\":1} | ",
    );
    check("curl -I https://a.example", "HEAD https://a.example |  |  | ");
    check(
        "curl -F a=1 --form-string 'b=@c' https://a.example",
        r#"POST https://a.example |  | [("a", "1"), ("b", "@c")] | "#,
    );
    check(
        "curl -A me/1 -e https://b.example https://a.example",
        "GET https://a.example | User-Agent=me/1, Referer=https://b.example |  | ",
    );
    check(
        "curl -X POST https://a.example \\\n  -d 'it'\\''s' # done\n",
        &format!("POST https://a.example |  | {form} it's | "),
    );
    check(
        "curl -d $'a=\\u00e9\\n\\x41\\'' https://a.example",
        &format!("POST https://a.example |  | {form} a=é\nA' | "),
    );
    check(
        "curl -d $'\\ud83d\\ude00\\xc3\\xa9' https://a.example",
        &format!("POST https://a.example |  | {form} 😀é | "),
    );
    check(
        "curl -H 'Content-Type: text/plain' -d hi https://a.example",
        "POST https://a.example |  | text/plain hi | ",
    );
    check("curl -H 'X-Empty;' -H 'Accept:' https://a.example", "GET https://a.example | X-Empty= |  | ");
    check("/usr/bin/curl -- https://a.example | jq .", "GET https://a.example |  |  | ");
}

#[test]
fn a_command_for_a_windows_prompt_is_read_too() {
    let old = "curl \"https://a.example/x?a=1^&b=2\" ^\r\n  -H \"X-A: 1\" ^\r\n  --data-raw \"{\\\"a\\\": 1}\" --compressed";
    let form = "application/x-www-form-urlencoded";
    check(old, &format!("POST https://a.example/x?a=1^&b=2 | X-A=1 | {form} {{\"a\": 1}} | "));
    let new = "curl ^\"https://a.example/x?a=1^&b=2^\" ^\n  -H ^\"X-A: 50^%^\" ^\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"";
    check(new, &format!("POST https://a.example/x?a=1&b=2 | X-A=50% | {form} {{\"a\":1}} | "));
}

#[test]
fn secrets_are_taken_out_of_where_they_stand() {
    check("curl -u AC1:hush https://a.example", "GET https://a.example |  |  | AC1:hush");
    check("curl https://me:h%40sh@a.example/x", "GET https://a.example/x |  |  | me:h@sh");
    check("curl -H 'Authorization: Bearer hush' https://a.example", "GET https://a.example |  |  | :hush");
    check(
        "curl -H 'authorization: Basic bWU6aHVzaA==' https://a.example",
        "GET https://a.example |  |  | me:hush",
    );
    check("curl -H 'X-Api-Key: hush' https://a.example", "GET https://a.example |  |  | :hush");
    check("curl -b sid=hush https://a.example", "GET https://a.example |  |  | :hush");
    check("curl -b 'a=hush; b=2' https://a.example", "GET https://a.example |  |  | :a=hush; b=2");
    check("curl 'https://a.example/?a=1&api_key=hush'", "GET https://a.example/?a=1 |  |  | :hush");
    check("curl -u \"$SID:$TOKEN\" https://a.example", "GET https://a.example |  |  | ");
    assert_eq!(of("curl -b sid=x https://a.example").auth, Auth::Cookie("sid".to_owned()));
    for command in
        ["curl -u AC1:hush https://a.example/hash", "curl -H 'X-Auth-Token: hush' https://a.example"]
    {
        let read = of(command);
        let told = format!("{read:?} {:?}", read.prepared(api::catalog()));
        assert!(!told.contains("hush"), "{told}");
    }
}

#[test]
fn every_secret_is_taken_out_though_one_proof_is_kept() {
    let twice = "more than one proof";
    for (command, warnings) in [
        ("curl -u u:pw 'https://a.example/x?api_key=hush'", 1),
        ("curl -H 'Authorization: Bearer t' 'https://a.example/x?access_token=hush'", 1),
        ("curl 'https://a.example/x?password=one&token=hush'", 1),
        ("curl 'https://a.example/x?X-Amz-Signature=hush'", 0),
        ("curl -H 'X-Vault-Token: hush' https://a.example/x", 0),
        ("curl -H 'X-Vault-Token: hush' -H 'App_Secret: hush' https://a.example/x", 1),
    ] {
        warns(command, &vec![twice; warnings]);
        let read = of(command);
        let told = format!("{read:?} {:?}", read.prepared(&[]));
        assert!(!told.contains("hush"), "{command}: {told}");
        assert_eq!(read.url, "https://a.example/x", "{command}");
    }
    // What turns a page or names a thing is none.
    for name in ["PageToken", "next_token", "Idempotency-Key", "monkey", "public_key"] {
        check(
            &format!("curl 'https://a.example/?{name}=kept'"),
            &format!("GET https://a.example/?{name}=kept |  |  | "),
        );
    }
    for (address, expected) in [
        ("https://a.example/x?api_key=1", Some("`api_key` in its query")),
        ("https://me:pw@a.example/x", Some("the user before its host")),
        ("https://a.example/@me?page=1&token=", None),
    ] {
        assert_eq!(secret_in_address(address).as_deref(), expected, "{address}");
    }
}

#[test]
fn what_no_field_can_hold_stays_as_it_came() {
    let sent = |command: &str| {
        let request = api::request(&of(command).prepared(api::catalog()));
        (request.full_query(), String::from_utf8_lossy(&request.body().unwrap_or_default()).into_owned())
    };
    let both = |command: &str, query: &str, body: &str| {
        assert_eq!(sent(command), (query.to_owned(), body.to_owned()), "{command}");
        // The operation that it becomes sends the same.
        let made = api::request(&api::Prepared::new(&of(command).operation()));
        assert_eq!(made.full_query(), query, "{command}");
    };
    both("curl -d 'a=&b=1' 'https://x.example/a?flag&x=1&empty='", "flag&empty=&x=1", "a=&b=1");
    both("curl -d 'a=1&b=2&a=3' https://x.example/a", "", "a=1&b=2&a=3");
    both("curl -d 'a=%FF' 'https://x.example/a?b=%FE&{c}'", "b=%FE&%7Bc%7D", "a=%FF");
    both("curl 'https://x.example/a?x=1&y=a%20b'", "x=1&y=a+b", "");
    let message = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json";
    let empty = of(&format!("curl {message} -d Body= -d To=x")).prepared(api::catalog());
    assert_eq!((empty.operation().id.as_str(), empty.raw_body()), ("create-message", Some("Body=&To=x")));
    // The order of different fields is no loss.
    let other = of(&format!("curl {message} -d Body=Hi -d To=x")).prepared(api::catalog());
    assert_eq!((other.value("Body"), other.raw_body()), ("Hi", None));
    warns("curl -F a= -H 'X-Empty;' https://x.example", &["part `a` is empty", "header `X-Empty` is empty"]);
}

#[test]
fn what_is_not_carried_over_is_told() {
    warns("curl -s -o out.json --compressed https://a.example", &[]);
    warns("curl --frobnicate -k https://a.example", &["`--frobnicate`", "`-k`"]);
    warns("curl -d @body.json -F 'f=@pic.png;type=image/png' https://a.example", &["body.json", "pic.png"]);
    warns("curl -d \"To=$TO\" https://a.example", &["`$TO`"]);
    warns("curl -d 'To=$TO' https://a.example", &[]);
    warns("curl https://a.example https://b.example -x proxy:1", &["first address", "`-x`"]);
    warns("cd /tmp && curl https://a.example; rm x", &["before `curl`", "behind"]);
    warns("curl -u a:b -H 'X-Api-Key: c' https://a.example", &["more than one proof"]);
    warns("curl https://a.example -H", &["`-H` has no value"]);
    for (text, why) in [
        ("wget https://a.example", NotCurl::NoCurl),
        ("", NotCurl::NoCurl),
        ("curl -s", NotCurl::NoAddress),
        ("curl file:///etc/passwd", NotCurl::BadAddress),
        ("curl -X FROB https://a.example", NotCurl::BadMethod),
    ] {
        assert_eq!(read(text).err(), Some(why), "{text}");
    }
}

#[test]
fn a_command_finds_its_operation_and_loses_nothing() {
    let find = |command: &str| of(command).prepared(api::catalog());
    let base =
        "curl https://conversations.ie1.twilio.com/v1/Services/IS1/Conversations/front%20desk/Messages";
    let prepared = find(&format!(
        "{base} -d Body=Hi+you -d Odd=1 -H 'X-Twilio-Webhook-Enabled: true' -H 'X-Own: 2' -u AC1:x"
    ));
    assert_eq!(prepared.operation().id, "create-service-conversation-message");
    for (name, value) in [
        ("ConversationSid", "front desk"),
        ("Body", "Hi you"),
        ("Odd", "1"),
        ("X-Own", "2"),
        ("X-Twilio-Webhook-Enabled", "true"),
        ("Author", ""),
    ] {
        assert_eq!(prepared.value(name), value, "{name}");
    }
    for host in ["127.0.0.1:4010", "127.0.0.2:4010", "[::1]:4010", "localhost", "mock.localhost:1"] {
        let local = find(&format!("curl http://{host}/studio/v2/Flows/Validate -d Status=draft"));
        assert_eq!(local.operation().id, "validate-flow", "{host}");
    }
    let media =
        find("curl https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -d MediaUrl=a -d MediaUrl=b");
    assert_eq!(media.value("MediaUrl"), "a\nb");
    let content = find(
        r#"curl --json '{"language": "en", "types": {}, "odd": [1]}' https://content.twilio.com/v1/Content"#,
    );
    assert_eq!(
        (content.operation().id.as_str(), content.raw_body()),
        ("create-content", Some(r#"{"language": "en", "types": {}, "odd": [1]}"#))
    );
    let own = find("curl 'https://a.example/x/{y}?q=1&q=2' --json '[ 1 ]' -H 'X-A: b'");
    assert_eq!((own.operation().id.as_str(), own.value("q"), own.value("X-A")), ("from-curl", "1\n2", "b"));
    let request = api::request(&own);
    assert_eq!((request.path.as_str(), request.full_query().as_str()), ("/x/%7By%7D", "q=1&q=2"));
    assert_eq!(request.body(), Some(b"[ 1 ]".to_vec()));
}

fn route(request: &Request, secret: bool) -> Route {
    Route {
        base: Base::Twilio,
        place: Place::default(),
        user: Some(format!("AC{}", "a".repeat(32))),
        secret: secret.then(|| SecretString::from("hush '$x")),
        auth: if request.product().is_some() { Auth::Basic } else { Auth::Bearer },
    }
}

/// The command of a request, read back, asks the same.
fn round_trip(request: &Request, secret: bool) -> Result<(), TestCaseError> {
    let route = route(request, secret);
    let command = api::curl(request, &route).map_err(|why| TestCaseError::fail(why.to_string()))?;
    let read = read(&command).map_err(|why| TestCaseError::fail(format!("{command}: {why}")))?;
    prop_assert_eq!(&read.warnings, &Vec::<String>::new(), "{}", command);
    prop_assert_eq!(read.method, request.method);
    let address =
        route.base.address(&route.place, request).map_err(|why| TestCaseError::fail(why.to_string()))?;
    prop_assert_eq!(&read.url, &address);
    prop_assert_eq!(&read.headers, &request.headers);
    prop_assert_eq!(read.body.as_ref().map(|body| body.bytes.clone()), request.body(), "{}", command);
    prop_assert_eq!(read.secret.is_some(), secret);
    Ok(())
}

#[test]
fn every_example_of_the_catalogue_comes_back_as_the_same_request() {
    for operation in api::catalog() {
        let prepared = api::Prepared::example(operation);
        let request = api::request(&prepared);
        round_trip(&request, true).unwrap();
        let command = api::curl(&request, &route(&request, false)).unwrap();
        let back = of(&command).prepared(api::catalog());
        assert_eq!(back.operation().id, operation.id, "{command}");
        assert_eq!(api::request(&back), request, "{command}");
    }
}

fn requests() -> impl Strategy<Value = Request> {
    let name = "[A-Za-z.&=@ é]{1,8}";
    let fields = proptest::collection::vec((name, any::<String>()), 0..4);
    let headers = proptest::collection::vec(("X-[A-Z][a-z]{1,6}", "[!-~]([ -~]{0,10}[!-~])?"), 0..3);
    let content =
        proptest::option::of((proptest::collection::vec(any::<u8>(), 1..40), "[a-z]{1,5}/[a-z]{1,5}"));
    let parts = (any::<bool>(), 0..4_usize, "(/[a-zA-Z0-9._~-]{1,8}){1,4}", fields, headers, content);
    let requests = parts.prop_map(|(is_twilio, method, path, fields, headers, content)| {
        let service = match is_twilio {
            true => crate::twilio::Service::Twilio(Product::Studio),
            false => crate::twilio::Service::Elsewhere("https://a.example".to_owned()),
        };
        let methods = [Method::Get, Method::Post, Method::Put, Method::Delete];
        let method = methods.get(method).copied().unwrap_or_default();
        let mut request = Request::new(service, method, path);
        for (name, value) in fields {
            request = request.field(name, value);
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.content = content.map(|(bytes, media_type)| Content { media_type, bytes });
        request
    });
    // A field called `Key` is read as what proves who asks, which has its own test.
    requests.prop_filter("no name is that of a proof", |request| {
        let mut names = request.form.iter().chain(&request.headers).map(|(name, _)| name);
        !names.any(|name| is_secret_name(name))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn our_own_commands_come_back(request in requests(), secret in any::<bool>()) {
        round_trip(&request, secret)?;
    }

    #[test]
    fn nothing_that_is_pasted_upsets_the_reader(text in any::<String>()) {
        if let Ok(read) = read(&format!("curl {text}")) {
            let prepared = read.prepared(api::catalog());
            api::check(&prepared);
            api::request(&prepared);
        }
        let _ = read(&text);
    }

    #[test]
    fn odd_commands_are_read_to_their_end(
        parts in proptest::collection::vec("(-[a-zA-Z#:]{1,3}|--[a-z-]{1,12}|'[^']{0,6}|\"[^\"]{0,6}|\\$'[^']{0,6}'|[\\\\^$`{}&|;]|https://a\\.example/\\?a=1|[ -~]{0,6})", 0..12),
    ) {
        if let Ok(read) = read(&format!("curl {}", parts.join(" "))) {
            api::request(&read.prepared(api::catalog()));
            read.operation();
        }
    }
}

//! What is found wrong, what goes out, and whether a shell and the wire agree.

use std::process::Command;
use std::sync::Arc;

use proptest::prelude::*;
use secrecy::SecretString;

use super::wire::python_text;
use super::*;
use crate::twilio::curl::quoted;
use crate::twilio::{Base, Place, Request};

const ID: &str = "create-service-conversation-message";

fn operation() -> Arc<Operation> {
    Arc::clone(find(ID).unwrap())
}

fn filled(values: &[(&str, &str)]) -> Prepared {
    let mut prepared = Prepared::example(&operation());
    prepared.set("Attributes", "");
    for (name, value) in values {
        assert!(prepared.set(name, *value), "{name}");
    }
    prepared
}

/// What is found, as `parameter severity code`.
fn check(values: &[(&str, &str)], expected: &[&str]) {
    let found = super::check(&filled(values));
    let told: Vec<String> = found
        .iter()
        .map(|finding| {
            let code = finding.code.map_or_else(|| "-".to_owned(), |code| code.to_string());
            format!("{} {:?} {code}", finding.parameter, finding.severity)
        })
        .collect();
    assert_eq!(told, expected, "{values:?}");
}

#[test]
fn the_example_is_right_and_an_empty_form_names_what_is_missing() {
    check(&[], &[]);
    assert_eq!(super::check(&Prepared::example(&operation())), []);
    let found = super::check(&Prepared::new(&operation()));
    let named: Vec<(&str, bool)> =
        found.iter().map(|finding| (finding.parameter.as_str(), finding.blocks())).collect();
    assert_eq!(named, [("ConversationSid", true), ("ChatServiceSid", true), ("Body", false)]);
}

#[test]
fn each_field_has_its_check() {
    let ascii = |count: usize| "x".repeat(count);
    let content = format!("HX{}", "0".repeat(32));
    check(&[("ChatServiceSid", "CH1")], &["ChatServiceSid Error 20404"]);
    check(&[("ConversationSid", "support-desk")], &[]);
    check(&[("ConversationSid", "Check-in desk")], &[]);
    check(&[("ConversationSid", "CH0123456789abcdef0123456789abcde")], &["ConversationSid Warning -"]);
    check(&[("X-Twilio-Webhook-Enabled", "yes")], &["X-Twilio-Webhook-Enabled Error -"]);
    check(&[("Body", &ascii(1600))], &[]);
    check(&[("Body", &ascii(1601))], &["Body Warning -"]);
    check(&[("Body", &"ü".repeat(1601))], &["Body Warning -"]);
    check(&[("Body", &ascii(32 * 1024 + 1))], &["Body Error 50504", "Body Warning -"]);
    check(&[("Attributes", "{x}")], &["Attributes Error 50304"]);
    check(&[("Attributes", "7")], &[]);
    check(&[("Attributes", &format!("\"{}\"", ascii(4095)))], &["Attributes Error 50303"]);
    check(&[("ContentSid", &content)], &["Body Warning -"]);
    check(&[("ContentVariables", "{}")], &["ContentVariables Error 50528"]);
    let variables = |text: &str, expected: &[&str]| {
        check(&[("Body", ""), ("ContentSid", &content), ("ContentVariables", text)], expected);
    };
    variables(r#"{"1": "Tuesday"}"#, &[]);
    variables("[1]", &["ContentVariables Error 50527"]);
    variables(r#"{"12345678901234567": ""}"#, &["ContentVariables Error 50540"]);
    variables(&format!(r#"{{"1": "{}"}}"#, ascii(257)), &["ContentVariables Error 50541"]);
    check(&[("MediaSid", "https://example.com/cat.jpg")], &["MediaSid Error 50510"]);
    check(&[("DateCreated", "2026-11-22T09:30:00Z"), ("DateUpdated", "today")], &["DateUpdated Error 50309"]);
    check(&[("Subject", &ascii(257))], &["Subject Error -"]);
    check(&[("Author", &ascii(257))], &["Author Error 50310"]);
    check(&[("Body", "")], &["Body Error 50503"]);
}

#[test]
fn the_request_holds_what_was_filled_in_and_nothing_else() {
    let prepared = filled(&[
        ("ConversationSid", "a/b c"),
        ("Body", "Grüße & mehr"),
        ("Author", ""),
        ("X-Twilio-Webhook-Enabled", "true"),
    ]);
    let request = request(&prepared);
    assert_eq!(
        request.path,
        "/v1/Services/ISa1b2c3d4e5f60718293a4b5c6d7e8f90/Conversations/a%2Fb%20c/Messages"
    );
    assert_eq!(request.headers, [("X-Twilio-Webhook-Enabled".to_owned(), "true".to_owned())]);
    assert_eq!(request.encoded(), "Body=Gr%C3%BC%C3%9Fe+%26+mehr");
    let new = super::request(&Prepared::new(&operation()));
    assert_eq!(new.path, operation().path);
}

/// What is found by a few words.
fn finds(query: &str, expected: bool) {
    assert_eq!(!search(catalog(), query).is_empty(), expected, "{query}");
}

#[test]
fn search_finds_words_in_any_order_and_spelled_nearly() {
    for query in
        ["", "conversation message", "MESSAGE convers", "conversationsid", "mesage", "messages webhook"]
    {
        finds(query, true);
    }
    // Signs of a path ask for nothing, and other signs stand nowhere.
    for query in ["/", " ", "/{"] {
        finds(query, true);
    }
    for query in ["zebra", "conversation zebra", "!!!", "☎"] {
        finds(query, false);
    }
    let mut other = (*operation()).clone();
    other.summary = "Verify a number".to_owned();
    other.tags.clear();
    other.path = "/v2/Verifications".to_owned();
    other.id = "verify".to_owned();
    let both = [Arc::new(other), operation()];
    assert_eq!(search(&both, "message").first().map(|hit| hit.index), Some(1));
    assert_eq!(search(&both, "verify").len(), 1);
}

#[test]
fn search_forgives_slips_behind_what_is_written_so() {
    for query in
        ["conversatoin", "convarsation", "mesasge", "partisipant", "convresation message", "onversation"]
    {
        finds(query, true);
    }
    let with = |summary: &str| {
        let id = summary.to_owned();
        Arc::new(Operation { id, summary: summary.to_owned(), ..Operation::default() })
    };
    // What stands there as it was asked for comes first, however little it weighs.
    let mut precise = (*with("Other")).clone();
    precise.description = "About a massage.".to_owned();
    let all = [with("Message"), Arc::new(precise), with("Zebra")];
    let found = |query: &str| search(&all, query).iter().map(|hit| hit.index).collect::<Vec<_>>();
    assert_eq!(found("massage"), [1, 0]);
    assert_eq!(found("message"), [0, 1]);
    // Nothing that was found is lost from one key to the next on the way to a word with a slip.
    for word in ["mesasge", "massage", "mesage"] {
        for end in 3..=word.len() {
            assert!(found(&word[..end]).contains(&0) || word[..end].len() < 4, "{}", &word[..end]);
        }
    }
}

fn route(secret: Option<&str>) -> Route {
    Route {
        base: Base::Twilio,
        place: Place::default(),
        user: Some(format!("AC{}", "a".repeat(32))),
        secret: secret.map(SecretString::from),
        auth: Auth::Basic,
    }
}

#[test]
fn a_secret_shows_only_where_it_was_given() {
    let request = request(&filled(&[]));
    let texts = |route: &Route| {
        [http(&request, route), curl(&request, route), python(&request, route)].map(Result::unwrap)
    };
    let [bytes, command, program] = texts(&route(None));
    assert!(bytes.contains("authorization: Basic •"), "{bytes}");
    assert!(command.contains("$TWILIO_AUTH_TOKEN\""), "{command}");
    assert!(program.contains("os.environ[\"TWILIO_AUTH_TOKEN\"]"), "{program}");
    let [bytes, command, program] = texts(&route(Some("hush")));
    assert!(!bytes.contains('•') && command.contains(":hush") && program.contains("\"hush\""));
    assert!(!format!("{:?}", route(Some("hush"))).contains("hush"));
    let unknown = Route::twilio();
    assert!(curl(&request, &unknown).unwrap().contains("\"$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN\""));
    let key = Route { user: Some(format!("SK{}", "0".repeat(32))), ..Route::twilio() };
    assert!(curl(&request, &key).unwrap().contains("$TWILIO_API_SECRET"));
}

#[test]
fn an_error_that_the_operation_does_not_list_is_explained_too() {
    let check = |status: u16, body: &str, code: Option<u32>, part: Option<&str>| {
        let json = serde_json::from_str(body).ok();
        let (headers, size) = (Vec::new(), body.len());
        let answered =
            Answered { status, millis: 1, headers, body: body.to_owned(), json, size, ..Answered::default() };
        let explained = answered.explained(&operation());
        let got = explained.as_ref().map(|explained| explained.code);
        assert_eq!(got, part.map(|_| code), "{body}");
        if let (Some(explained), Some(part)) = (explained, part) {
            assert!(explained.help.clone().unwrap_or_default().contains(part), "{explained:?}");
        }
    };
    check(403, r#"{"code": 20403, "message": "m"}"#, Some(20403), Some("permissions"));
    check(403, r#"{"code": 20008, "message": "m"}"#, Some(20008), Some("test credentials"));
    check(503, "busy", None, Some("status.twilio.com"));
    // What the operation itself knows comes first.
    check(404, r#"{"code": 20404, "message": "m"}"#, Some(20404), Some("below its own service"));
    check(418, "tea", None, None);
    check(200, r#"{"code": 20404}"#, None, None);
    assert!(operation().errors.iter().all(|error| error.status >= 400));
}

/// What a shell makes of some text.
fn through_shell(text: &str) -> String {
    let output = Command::new("sh").arg("-c").arg(format!("printf %s {text}")).output().unwrap();
    assert!(output.status.success(), "{text}");
    String::from_utf8(output.stdout).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_gets_out_of_its_quotes(text in "[^\0]{0,40}") {
        prop_assert_eq!(through_shell(&quoted(&text)), text);
    }

    #[test]
    fn a_command_holds_every_field(value in any::<String>(), name in "[A-Za-z.=@]{1,12}") {
        let request = Request::new(crate::twilio::Product::Api, crate::twilio::Method::Post, "/x")
            .field(name.as_str(), value.as_str());
        let command = curl(&request, &route(None)).unwrap();
        prop_assert!(!command.contains('\0'));
        let last = command.rsplit(" \\\n  ").next().unwrap_or_default();
        let plain = format!("--data-urlencode {}", quoted(&format!("{name}={value}")));
        let encoded = format!("--data-raw {}", quoted(&request.encoded()));
        prop_assert!(command.ends_with(&plain) || last == encoded, "{}", command);
    }

    #[test]
    fn a_literal_of_python_stays_on_its_line(text in any::<String>()) {
        let literal = python_text(&text);
        let inside = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
        prop_assert!(!inside.chars().any(char::is_control));
        let bare = inside.replace("\\\\", "").replace("\\\"", "");
        prop_assert!(!bare.contains('"'), "{}", literal);
    }

    #[test]
    fn no_values_upset_checks_or_texts(values in proptest::collection::vec(any::<String>(), 13)) {
        let mut prepared = Prepared::new(&operation());
        for (index, value) in values.into_iter().enumerate() {
            if let Some(place) = prepared.at_mut(index) {
                *place = value;
            }
        }
        super::check(&prepared);
        let request = request(&prepared);
        prop_assert!(http(&request, &route(None)).is_ok());
        prop_assert!(search(catalog(), prepared.at(0)).len() <= catalog().len());
    }
}

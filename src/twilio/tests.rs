//! What the vocabulary promises, as tables.

use secrecy::SecretString;
use serde_json::json;

use super::phone::{self, Address, Channel};
use super::*;

fn check<T: std::fmt::Debug + PartialEq>(got: T, expected: T) {
    assert_eq!(got, expected);
}

#[test]
fn a_sid_is_a_prefix_and_32_digits() {
    let hex = "0123456789abcdefABCDEF0123456789";
    check(is_sid(&format!("MG{hex}"), "MG"), true);
    check(is_sid(&format!("mg{hex}"), "MG"), false);
    check(is_sid(&format!("MG{hex}0"), "MG"), false);
    check(is_sid("MG0123456789abcdefABCDEF01234567é", "MG"), false);
    check(is_sid("{{widgets.pick.parsed.service}}", "MG"), false);
}

#[test]
fn sids_repeat_with_the_seed_and_count_by_prefix() {
    let take = |seed, prefixes: &[&str]| {
        let mut source = SidSource::new(seed);
        prefixes.iter().map(|prefix| source.next(prefix)).collect::<Vec<_>>()
    };
    let first = take(1, &["SM", "SM", "CH"]);
    check(take(1, &["CH", "SM", "SM"]), vec![first[2].clone(), first[0].clone(), first[1].clone()]);
    assert_ne!(first[0], first[1]);
    assert_ne!(first[0], take(2, &["SM"])[0]);
    assert!(is_sid(&first[0], "SM") && first[0][2..].chars().all(|c| !c.is_ascii_uppercase()));
    let source = SidSource::new(1);
    check(source.named("FW", "a.json"), source.named("FW", "a.json"));
    assert_ne!(source.named("FW", "a.json"), source.named("FW", "b.json"));
}

#[test]
fn addresses_are_told_apart() {
    check(Address::parse("+15005550006"), Some(Address::Phone("+15005550006")));
    check(Address::parse("12345"), Some(Address::ShortCode("12345")));
    check(Address::parse("Owl & Co"), Some(Address::Sender("Owl & Co")));
    check(Address::parse("whatsapp:+15551230001"), Some(Address::Channel(Channel::Whatsapp, "+15551230001")));
    check(Address::parse("messenger:10158"), Some(Address::Channel(Channel::Messenger, "10158")));
    for none in [
        "",
        "+",
        "+123",
        "+05005550006",
        "+1500555000612345",
        "whatsapp:15551230001",
        "Owl!",
        "fax:+15005550006",
        "twelve chars",
    ] {
        check(Address::parse(none), None);
    }
    check(phone::is_recipient("rcs:+15551230001"), true);
    check(phone::is_recipient("12345"), false);
    check(phone::is_recipient(" 15005550006"), false);
    check(phone::mask("+15555551234"), "+1555555XXXX".to_owned());
    check(phone::mask("12é"), "XXX".to_owned());
}

#[test]
fn segments_follow_the_alphabet() {
    fn check(text: &str, encoding: Encoding, units: usize, segments: usize, culprit: Option<char>) {
        let got = measure(text);
        assert_eq!(
            (got.encoding, got.units, got.segments, got.culprit),
            (encoding, units, segments, culprit)
        );
        assert_eq!(got.characters, text.chars().count());
    }
    use Encoding::{Gsm7, Ucs2};
    check("", Gsm7, 0, 0, None);
    check(&"a".repeat(160), Gsm7, 160, 1, None);
    check(&"a".repeat(161), Gsm7, 161, 2, None);
    check(&"a".repeat(306), Gsm7, 306, 2, None);
    check(&"a".repeat(307), Gsm7, 307, 3, None);
    check(&"€".repeat(80), Gsm7, 160, 1, None);
    check("[x]{y}^~|\\", Gsm7, 18, 1, None);
    check("Çà_@$Ω", Gsm7, 6, 1, None);
    check("it`s ç", Ucs2, 6, 1, Some('`'));
    check("ç", Ucs2, 1, 1, Some('ç'));
    check(&"щ".repeat(70), Ucs2, 70, 1, Some('щ'));
    check(&"щ".repeat(71), Ucs2, 71, 2, Some('щ'));
    // 67 is odd: the 34th pair does not fit into the rest of a segment.
    check(&"😀".repeat(67), Ucs2, 134, 3, Some('😀'));
    assert_eq!(measure("ab").per_segment, 160);
    assert_eq!(measure(&"щ".repeat(71)).per_segment, 67);
}

#[test]
fn error_answers_are_read_in_any_shape() {
    let body = json!({"code": 21211, "message": "Invalid", "more_info": "https://x", "status": 400});
    let error = ApiError::read(400, Some(&body));
    check((error.code, error.message.as_str()), (Some(21211), "Invalid"));
    check(error.to_string(), "21211: Invalid".to_owned());
    check(ApiError::read(502, None).to_string(), "the answer was HTTP 502".to_owned());
    check(ApiError::read(400, Some(&json!([1]))).code, None);
    check(error_title(21211).is_some() && error_title(81005).is_some(), true);
    check(error_title(1), None);
}

#[test]
fn credentials_come_from_the_environment_and_stay_hidden() {
    let account = format!("AC{}", "a".repeat(32));
    let key = format!("SK{}", "b".repeat(32));
    let read = |pairs: &[(&str, &str)]| {
        Credentials::from_env(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, v)| (*v).to_owned()))
    };
    let token = read(&[("TWILIO_ACCOUNT_SID", &account), ("TWILIO_AUTH_TOKEN", "hush")]).unwrap();
    check((token.user.as_str(), token.gives_away("a hush b")), (account.as_str(), true));
    assert!(!format!("{token:?}").contains("hush"));
    let both = [
        ("TWILIO_ACCOUNT_SID", account.as_str()),
        ("TWILIO_AUTH_TOKEN", "hush"),
        ("TWILIO_API_KEY", &key),
        ("TWILIO_API_SECRET", "still"),
    ];
    check(read(&both).unwrap().user, key.clone());
    check(read(&[]).unwrap_err(), CredentialsError::Missing("TWILIO_ACCOUNT_SID"));
    check(
        read(&[("TWILIO_ACCOUNT_SID", &account), ("TWILIO_AUTH_TOKEN", " ")]).unwrap_err(),
        CredentialsError::Missing("TWILIO_AUTH_TOKEN"),
    );
    let swapped = read(&[("TWILIO_ACCOUNT_SID", "hush"), ("TWILIO_AUTH_TOKEN", &account)]).unwrap_err();
    assert!(!swapped.to_string().contains("hush"));
    check(Credentials::with_key(&account, "SK1", SecretString::from("x")).is_err(), true);
}

#[test]
fn urls_carry_the_product_by_host_or_by_prefix() {
    let credentials = Credentials::new(&format!("AC{}", "a".repeat(32)), SecretString::from("t")).unwrap();
    let url = |base: Base, product, path: &str| {
        let client = Client::new(base, credentials.clone())?;
        client.url(&Request::new(product, Method::Get, path).field("To", "+1 5&"))
    };
    let at = |text: &str| Base::At(text.to_owned());
    check(
        url(Base::Twilio, Product::Conversations, "/v1/Conversations"),
        Ok("https://conversations.twilio.com/v1/Conversations?To=%2B1+5%26".to_owned()),
    );
    check(
        url(at("http://127.0.0.1:4010/"), Product::Api, "/2010-04-01/x.json"),
        Ok("http://127.0.0.1:4010/2010-04-01/x.json?To=%2B1+5%26".to_owned()),
    );
    check(
        url(at("http://127.0.0.1:4010"), Product::Chat, "/v2/Services"),
        Ok("http://127.0.0.1:4010/chat/v2/Services?To=%2B1+5%26".to_owned()),
    );
    for text in ["..", ".", "a/../../b", "%2e%2e", "a?b#c", "ü \\", "%252E"] {
        let got = url(at("http://127.0.0.1:1"), Product::Api, &format!("/x/{}/y", segment(text))).unwrap();
        let path =
            got.strip_prefix("http://127.0.0.1:1/x/").and_then(|rest| rest.strip_suffix("/y?To=%2B1+5%26"));
        assert!(path.is_some_and(|part| !part.contains('/')), "{text}: {got}");
    }
    for bad in ["mock", "ftp://x", "http://user:hush@x", "http://x?y=1"] {
        let error = url(at(bad), Product::Api, "/x").unwrap_err();
        assert!(matches!(error, ClientError::Base(_)) && !error.to_string().contains("hush"), "{bad}");
    }
    assert!(matches!(url(Base::Twilio, Product::Api, ".evil.example/"), Err(ClientError::Request(_))));
}

#[test]
fn signatures_are_those_of_other_implementations() {
    let sign = |token: &str, url: &str, fields: &[(&str, &str)]| {
        let token = SecretString::from(token);
        let mut fields: Vec<_> = fields.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let signature = signature::sign(&token, url, &fields);
        assert!(signature::verify(&token, url, &fields, &signature), "{url}");
        assert!(!signature::verify(&SecretString::from("other"), url, &fields, &signature), "{url}");
        assert!(!signature::verify(&token, &format!("{url}?"), &fields, &signature), "{url}");
        fields.push(("More".to_owned(), String::new()));
        assert!(!signature::verify(&token, url, &fields, &signature), "{url}");
        assert!(!signature::verify(&token, url, &fields, "no base64!"), "{url}");
        signature
    };
    // The example that the helper libraries test themselves with.
    let example = [
        ("Digits", "1234"),
        ("CallSid", "CA1234567890ABCDE"),
        ("To", "+18005551212"),
        ("Caller", "+14158675309"),
        ("From", "+14158675309"),
    ];
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    check(sign("12345", url, &example).as_str(), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    // Computed with Python's `hmac`: no form, a name that stands twice, and text beyond ASCII.
    check(sign("12345", url, &[]).as_str(), "zYQTYrRWXE7LtzbG4PfP7/bkkGo=");
    let odd = [("b", "2"), ("a", "ü €"), ("b", "1"), ("b", "2")];
    check(sign("", "http://127.0.0.1:1/", &odd).as_str(), "yl2RlGehVqiozWBbkPGcBj8IJB8=");
}

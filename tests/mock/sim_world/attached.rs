//! What else answers the contact: what is told of it, and where it is told that it is not known.

use cordboard::sim::world::{Known, attached};
use cordboard::sim::{Channel, Chat};
use cordboard::twilio::{Base, Client, Credentials};
use cordboard::widgets::run::Trigger;
use serde_json::json;

use super::start;

fn client(url: &str, account: &str) -> Client {
    Client::new(Base::At(url.to_owned()), Credentials::new(account, "x".to_owned().into()).unwrap()).unwrap()
}

/// What was found, and a part of each thing that is not known.
#[track_caller]
fn check(twilio: &crate::twilio::FakeTwilio, known: &Known, found: &[&str], unknown: &[&str]) {
    let got: Vec<String> = known.attached.iter().map(ToString::to_string).collect();
    assert_eq!(got, found, "{:?}", twilio.lines());
    assert_eq!(known.unknown.len(), unknown.len(), "{:?}", known.unknown);
    for (got, part) in known.unknown.iter().zip(unknown) {
        assert!(got.contains(part), "{got}");
    }
}

#[tokio::test]
async fn what_else_answers_is_named() {
    let account = format!("AC{}", "f".repeat(32));
    let start = start(Trigger::Message, &account);
    let mg = format!("MG{}", "a".repeat(32));
    // By what the service says: it calls somebody itself, leaves it to the number, or has no such number.
    for (service, number, expected) in [
        (
            json!({"inbound_request_url": "https://u:p@x.example/in?key=1", "use_inbound_webhook_on_number": false}),
            "+15005550006",
            vec![format!("the Messaging Service Support ({mg}) calls https://x.example/in")],
        ),
        (
            json!({"inbound_request_url": "https://x.example/in", "use_inbound_webhook_on_number": true}),
            "+15005550006",
            vec!["the number +15005550006 calls https://demo.example/sms".to_owned()],
        ),
        (
            json!({"inbound_request_url": null, "use_inbound_webhook_on_number": false}),
            "+15005550006",
            vec![],
        ),
        (
            json!({"inbound_request_url": "https://x.example/in"}),
            "+15005559999",
            vec!["the number +15005550006 calls https://demo.example/sms".to_owned()],
        ),
    ] {
        let (sid, folder) = (mg.clone(), format!("/2010-04-01/Accounts/{account}"));
        let twilio = crate::twilio::FakeTwilio::start(move |asked| {
            let mut row = service.clone();
            row["sid"] = json!(sid);
            row["friendly_name"] = json!("Support");
            let body = match &*asked.path {
                // The second page is found by the absolute address of the first one.
                "/messaging/v1/Services" if asked.field("Page").is_none() => {
                    json!({"services": [], "meta": {"next_page_url": "https://messaging.twilio.com/v1/Services?Page=1"}})
                }
                "/messaging/v1/Services" => json!({"services": [row], "meta": {"next_page_url": null}}),
                path if path.ends_with("/PhoneNumbers") => {
                    json!({"phone_numbers": [{"phone_number": number}]})
                }
                path if path == format!("{folder}/IncomingPhoneNumbers.json") => {
                    let row = json!({"phone_number": asked.field("PhoneNumber"), "sms_url": "https://demo.example/sms"});
                    json!({"incoming_phone_numbers": [row]})
                }
                _ => return Some(crate::twilio::fault(404, 20404)),
            };
            Some(crate::twilio::told(200, body))
        });
        let known = attached(&client(&twilio.url, &account), &start, &[]).await;
        let expected: Vec<&str> = expected.iter().map(|text| &**text).collect();
        check(&twilio, &known, &expected, &[]);
    }
    let nobody = crate::twilio::FakeTwilio::start(|_| Some(crate::twilio::fault(404, 20404)));
    let known = attached(&client(&nobody.url, &account), &start, &[]).await;
    check(&nobody, &known, &[], &["20404"]);
}

#[tokio::test]
async fn no_secret_of_a_webhook_is_shown() {
    let account = format!("AC{}", "f".repeat(32));
    let flow = format!("FW{}", "1".repeat(32));
    let rows = json!([
        {"target": "webhook", "configuration": {"url": "https://me:hush@x.example/hook?token=hush#hush"}},
        {"target": "webhook", "configuration": {"url": "https://me:hush@:port/?hush"}},
        {"target": "studio", "configuration": {"flow_sid": flow}},
        {"type": "trigger"},
        {},
    ]);
    let twilio = crate::twilio::FakeTwilio::start(move |asked| {
        let body = json!({"webhooks": rows, "meta": {"next_page_url": null}});
        Some(crate::twilio::told(if asked.path.ends_with("/Webhooks") { 200 } else { 404 }, body))
    });
    let mut start = start(Trigger::Conversation, &account);
    start.channel = Channel::Conversation;
    start.chat = Chat { channel: format!("CH{}", "1".repeat(32)), ..Chat::default() };
    let known = attached(&client(&twilio.url, &account), &start, &[]).await;
    let expected = [
        "calls https://x.example/hook".to_owned(),
        "calls an unreadable address".to_owned(),
        format!("calls {flow}"),
        "calls trigger".to_owned(),
        "calls a webhook".to_owned(),
    ];
    let expected = expected.map(|text| format!("the conversation {text}"));
    check(&twilio, &known, &expected.each_ref().map(|text| &**text), &[]);
}

#[tokio::test]
async fn where_settings_cannot_be_read_it_is_not_said_that_nothing_answers() {
    let account = format!("AC{}", "f".repeat(32));
    let folder = format!("/2010-04-01/Accounts/{account}");
    // One service more than is looked at, none with the number, and one number with an address.
    let twilio = crate::twilio::FakeTwilio::start(move |asked| {
        let services: Vec<_> = (0..51).map(|at| json!({"sid": format!("MG{at:032x}")})).collect();
        let is_hooked = asked.field("PhoneNumber") == Some("+15005550009");
        let row = json!({"phone_number": asked.field("PhoneNumber"), "sms_url": "https://x.example/in"});
        let rows: Vec<_> = is_hooked.then_some(row).into_iter().collect();
        let body = match &*asked.path {
            "/messaging/v1/Services" => json!({"services": services, "meta": {}}),
            path if path.ends_with("/PhoneNumbers") => json!({"phone_numbers": [], "meta": {}}),
            path if path == format!("{folder}/IncomingPhoneNumbers.json") => {
                json!({"incoming_phone_numbers": rows})
            }
            _ => return Some(crate::twilio::fault(404, 20404)),
        };
        Some(crate::twilio::told(200, body))
    });
    let senders = ["+15005550009", "12345", "Owls", "whatsapp:+15005550009", "12345"].map(str::to_owned);
    let start = start(Trigger::Message, &account);
    let known = attached(&client(&twilio.url, &account), &start, &senders).await;
    check(
        &twilio,
        &known,
        &["the number +15005550009 calls https://x.example/in"],
        &[
            "of the 51 Messaging Services only 50",
            "the number +15005550006 is none of the account's",
            "the sender 12345",
            "the sender Owls",
            "the sender whatsapp:+15005550009",
        ],
    );
}

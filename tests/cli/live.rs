//! The live world, pointed at a mock: what its guards let through, and what nobody may read.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use crate::support::{
    ACCOUNT, Flows, MockProcess, Ran, TOKEN, cordboard, cordboard_with_credentials, send, state, to, trigger,
};
use crate::twilio::{FakeTwilio, Told, fault, told};
use serde_json::{Value, json};

const CONTACT: &str = "+15551230001";
const OTHER: &str = "+15551230002";

/// The bodies that the mock holds, the oldest first; asked with the live client's own account.
fn held(mock: &MockProcess) -> Vec<String> {
    use cordboard::twilio::{Base, Client, Credentials, Method, Product, Request};
    let credentials = Credentials::new(ACCOUNT, TOKEN.to_owned().into()).unwrap();
    let client = Client::new(Base::At(mock.url.clone()), credentials).unwrap();
    let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(client.send(&Request::new(Product::Api, Method::Get, path))).unwrap();
    let messages = answer.json.unwrap()["messages"].as_array().unwrap().clone();
    messages.iter().rev().map(|message: &Value| message["body"].as_str().unwrap().to_owned()).collect()
}

fn live(mock: &MockProcess, flow: &str, options: &[&str]) -> Ran {
    let all = [
        &["run", flow, "--world", "live", "--base-url", &mock.url, "--format", "json", "--reply-after", "0"],
        options,
    ];
    let ran = cordboard_with_credentials(&all.concat());
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{}{}", ran.out, ran.err);
    ran
}

#[test]
fn a_live_run_sends_and_says_what_before() {
    let mock = MockProcess::start(&["--account-sid", ACCOUNT]);
    let ran = live(
        &mock,
        "flows/appointment-reminder.json",
        &["--allow-to", CONTACT, "--yes", "--reply", "yes", "--trigger", "request"],
    );
    assert_eq!((ran.code, &*ran.reason()), (Some(0), "completed"), "{}", ran.err);
    assert_eq!(held(&mock), ran.sent());
    assert_eq!(ran.sent().len(), 2);
    for said in [ACCOUNT, "+15005550006", CONTACT, "at most     10 messages", "2 messages, 2 segments"] {
        assert!(ran.err.contains(said), "{said} is missing in {}", ran.err);
    }
}

#[test]
fn nobody_beyond_the_list_is_written_to() {
    let mock = MockProcess::start(&[]);
    let flows = Flows::new();
    let flow = flows.flow(
        "f.json",
        json!([
            trigger("incomingMessage", "one"),
            send("one", "{{contact.channel.address}}", "one", json!([to("sent", "two")])),
            send("two", OTHER, "two", json!([])),
        ]),
    );
    let ran = live(&mock, &flow, &["--allow-to", CONTACT, "--yes"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains(OTHER) && ran.err.contains("refused"), "{}", ran.err);
    assert_eq!(held(&mock), Vec::<String>::new());
    let ran = live(&mock, &flow, &["--allow-to", CONTACT, "--allow-to", OTHER, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(held(&mock), ["one", "two"]);
}

#[test]
fn no_more_messages_go_out_than_agreed() {
    let mock = MockProcess::start(&[]);
    let flow = "flows/appointment-reminder.json";
    let ran = live(&mock, flow, &["--allow-to", CONTACT, "--yes", "--reply", "yes", "--max-messages", "1"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("the rehearsal sends 2 messages, and --max-messages allows 1"), "{}", ran.err);
    assert_eq!(held(&mock), Vec::<String>::new(), "it is told before anything is sent");
}

#[test]
fn without_list_credentials_or_consent_nothing_is_sent() {
    let mock = MockProcess::start(&[]);
    let flow = "flows/opt-in.json";
    let ran = live(&mock, flow, &["--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains("--allow-to"), "{}", ran.err);
    let ran = live(&mock, flow, &["--allow-to", CONTACT]);
    assert!(ran.code == Some(2) && ran.err.contains("--yes"), "{}", ran.err);
    let arguments = ["run", flow, "--world", "live", "--base-url", &mock.url, "--allow-to", CONTACT, "--yes"];
    let ran = cordboard(&arguments);
    assert!(ran.code == Some(2) && ran.err.contains("TWILIO_ACCOUNT_SID is not set"), "{}", ran.err);
    assert_eq!(held(&mock), Vec::<String>::new());
}

/// A Twilio with an account, a number and a contact.
struct Scene {
    account: Told,
    sms_url: &'static str,
    /// What the contact answers.
    reply: Option<&'static str>,
}

impl Default for Scene {
    fn default() -> Self {
        let account = told(200, json!({"friendly_name": "Owls", "type": "Full", "status": "active"}));
        Self { account, sms_url: "", reply: None }
    }
}

impl Scene {
    fn start(self) -> FakeTwilio {
        let sent = AtomicUsize::new(0);
        FakeTwilio::start(move |asked| {
            let date = "Sat, 21 Nov 2026 09:00:10 +0000";
            let account = format!("/2010-04-01/Accounts/{ACCOUNT}");
            Some(match (&*asked.method, asked.path.strip_prefix(&account).unwrap_or(&asked.path)) {
                ("GET", ".json") => self.account.clone(),
                ("GET", "/IncomingPhoneNumbers.json") => {
                    let row = json!({"phone_number": asked.field("PhoneNumber"), "sms_url": self.sms_url});
                    told(200, json!({"incoming_phone_numbers": [row]}))
                }
                ("GET", "/messaging/v1/Services") => told(200, json!({"services": [], "meta": {}})),
                ("POST", "/Messages.json") => {
                    let sid = format!("SM{:032x}", sent.fetch_add(1, SeqCst) + 1);
                    told(201, json!({"sid": sid, "status": "delivered", "date_created": date}))
                }
                ("GET", "/Messages.json") => {
                    let reply = self.reply.filter(|_| sent.load(SeqCst) > 0);
                    let row = |body| {
                        json!({"sid": "SMreply", "direction": "inbound", "status": "received", "from": CONTACT,
                            "to": "+15005550006", "body": body, "num_media": "0", "date_sent": date})
                    };
                    told(200, json!({"messages": reply.map(row).into_iter().collect::<Vec<_>>()}))
                }
                _ => fault(404, 20404),
            })
        })
    }
}

const FLOW: &str = "flows/appointment-reminder.json";

fn arguments<'a>(url: &'a str, options: &[&'a str]) -> Vec<&'a str> {
    let all = [
        &["run", FLOW, "--world", "live", "--base-url", url, "--format", "json", "--trigger", "request"],
        &["--allow-to", CONTACT, "--yes"][..],
        options,
    ];
    all.concat()
}

#[track_caller]
fn check(scene: Scene, options: &[&str], code: i32, said: &[&str], sent: usize) -> Ran {
    let twilio = scene.start();
    let ran = cordboard_with_credentials(&arguments(&twilio.url, options));
    assert_eq!(ran.code, Some(code), "{}", ran.err);
    for said in said {
        assert!(ran.err.contains(said), "{said} is missing in {}", ran.err);
    }
    assert_eq!(twilio.lines().iter().filter(|line| line.starts_with("POST")).count(), sent);
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{}{}", ran.out, ran.err);
    ran
}

#[test]
fn the_account_is_looked_at_first() {
    let with = |account| Scene { account, ..Scene::default() };
    let reply = ["--reply", "yes", "--reply-after", "0"];
    check(Scene::default(), &reply, 0, &["(Owls)"], 2);
    let trial = told(200, json!({"friendly_name": "Owls", "type": "Trial", "status": "active"}));
    check(with(trial), &reply, 0, &["trial account", "verified numbers only"], 2);
    check(with(fault(403, 20008)), &reply, 0, &["test credentials: nothing will be delivered"], 2);
    check(with(fault(401, 20003)), &reply, 2, &["20003", "api-keys", "Nothing was sent"], 0);
}

#[test]
fn what_else_answers_has_to_be_allowed() {
    let hooked = || Scene { sms_url: "https://x.example/sms", ..Scene::default() };
    let reply = ["--reply", "yes", "--reply-after", "0"];
    let said = "the number +15005550006 calls https://x.example/sms";
    check(hooked(), &reply, 2, &[said, "--both-answer"], 0);
    check(hooked(), &[&reply[..], &["--both-answer"]].concat(), 0, &[said], 2);
}

#[test]
fn without_a_prepared_reply_the_contact_is_heard() {
    let scene = Scene { reply: Some("yes"), ..Scene::default() };
    let ran = check(scene, &[], 0, &["Waiting for +15551230001 to answer"], 2);
    let heard: Vec<_> = ran.of_kind("message").into_iter().filter(|m| m["direction"] == "inbound").collect();
    assert_eq!((heard.len(), &heard[0]["body"], &*ran.reason()), (1, &json!("yes"), "completed"));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_run_and_its_trace() {
    use std::io::{BufRead as _, BufReader, Read as _};
    let twilio = Scene::default().start();
    let mut command = crate::support::command(&arguments(&twilio.url, &[]));
    command.env("TWILIO_ACCOUNT_SID", ACCOUNT).env("TWILIO_AUTH_TOKEN", TOKEN);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let waits =
        BufReader::new(child.stderr.take().unwrap()).lines().any(|line| line.unwrap().contains("Ctrl-C"));
    assert!(waits);
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let last: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!((&last["kind"], &last["reason"]), (&json!("ended"), &json!("stopped")));
}

#[test]
fn a_live_chat_has_to_be_named_and_allowed() {
    use cordboard::twilio::{Base, Client, Credentials, Method, Product, Request};
    let mock = MockProcess::start(&[]);
    let flow = "flows/chat-greeter.json";
    let ran = live(&mock, flow, &["--channel", "chat", "--allow-to", CONTACT, "--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains("needs the SIDs"), "{}", ran.err);

    let credentials = Credentials::new(ACCOUNT, TOKEN.to_owned().into()).unwrap();
    let client = Client::new(Base::At(mock.url.clone()), credentials).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let make = |path: String| {
        let request = Request::new(Product::Chat, Method::Post, path).field("FriendlyName", "x");
        let answer = runtime.block_on(client.send(&request)).unwrap();
        answer.json.unwrap()["sid"].as_str().unwrap().to_owned()
    };
    let service = make("/v2/Services".to_owned());
    let channel = make(format!("/v2/Services/{service}/Channels"));
    let named = ["--channel", "chat", "--chat-service", &service, "--chat-channel", &channel, "--yes"];
    let ran = live(&mock, flow, &[&named[..], &["--allow-to", CONTACT]].concat());
    assert!(ran.code == Some(2) && ran.err.contains(&channel), "{}", ran.err);
    let ran = live(&mock, flow, &[&named[..], &["--allow-to", &channel, "--reply", "hours"]].concat());
    assert_eq!((ran.code, &*ran.reason()), (Some(0), "completed"), "{}", ran.err);
    // Only what the flow wrote: in the real world the contact writes by themselves.
    assert_eq!(ran.context()["widgets"]["hours"]["outbound"]["Index"], 1);
}

#[test]
fn the_senders_of_the_rehearsal_are_looked_at() {
    let flows = Flows::new();
    let mut one = send("one", "{{contact.channel.address}}", "one", json!([]));
    one["properties"]["from"] = json!("12345");
    let flow = flows.flow("f.json", json!([trigger("incomingMessage", "one"), one]));
    let twilio = Scene::default().start();
    let arguments =
        ["run", &flow, "--world", "live", "--base-url", &twilio.url, "--allow-to", CONTACT, "--yes"];
    let ran = cordboard_with_credentials(&arguments);
    let said = "not known: the sender 12345 has settings that cannot be read";
    assert!(ran.err.contains(said), "{}", ran.err);
}

#[test]
fn a_proxy_is_not_asked_for_what_a_flow_asks() {
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let flows = Flows::new();
    // Packets to this network lead nowhere.
    let properties = json!({"method": "GET", "content_type": "application/x-www-form-urlencoded",
        "url": "http://[100::1]/"});
    let ask = state("ask", "make-http-request", json!([]), properties);
    let flow = flows.flow("f.json", json!([trigger("incomingMessage", "ask"), ask]));
    let mut command =
        crate::support::command(&["run", &flow, "--format", "json", "--body", "x", "--allow-http", "100::1"]);
    command.env("http_proxy", format!("http://{}", proxy.local_addr().unwrap()));
    let output = command.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains(r#""kind":"http""#) && !out.contains("withheld"), "{out}");
    assert_eq!(proxy.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn an_outcome_that_is_kept_is_not_taken_as_done_in_the_real_world() {
    let flows = Flows::new();
    let route = state(
        "route",
        "send-to-flex",
        json!([to("callComplete", "done"), to("failedToEnqueue", "sorry"), to("callFailure", "sorry")]),
        json!({"channel": "TC0123456789abcdef0123456789abcdef", "workflow": "WW0123456789abcdef0123456789abcdef",
            "attributes": "{}"}),
    );
    let done = send("done", "{{contact.channel.address}}", "You were put through", json!([]));
    let sorry = send("sorry", "{{contact.channel.address}}", "Nobody is there", json!([]));
    let flow = flows.flow("kept.json", json!([trigger("incomingMessage", "route"), route, done, sorry]));
    let side = json!({"version": 1, "answers": {"outcomes": {"route": {"event": "callComplete"}}}});
    flows.text("kept.cordboard.json", &side.to_string());
    let mock = MockProcess::start(&["--account-sid", ACCOUNT]);
    let options = ["--trigger", "message", "--allow-to", CONTACT, "--yes"];
    let ran = live(&mock, &flow, &options);
    assert!(!ran.sent().contains(&"You were put through".to_owned()), "{}", ran.out);
    assert!(ran.err.contains("`callComplete` of `route` does not count in the live world"), "{}", ran.err);
    // What is said for this very run counts.
    let ran = live(&mock, &flow, &[&options[..], &["--on", "route=callComplete"]].concat());
    assert_eq!(ran.sent(), ["You were put through"], "{}", ran.err);
}

//! `validate`, `pull` and `push` against a Studio of the test's own.

use std::sync::{Arc, Mutex};

use crate::support::{
    Flows, MockProcess, Ran, TOKEN, cordboard, cordboard_with_credentials, send, to, trigger,
};
use crate::twilio::{Asked, FakeTwilio, Told, fault, told};
use serde_json::{Value, json};

const SID: &str = "FW0123456789abcdef0123456789abcdef";

/// A Studio that holds one flow at most.
struct Studio {
    server: FakeTwilio,
    held: Arc<Mutex<Option<Value>>>,
}

impl Studio {
    fn start() -> Self {
        let held: Arc<Mutex<Option<Value>>> = Arc::default();
        let store = Arc::clone(&held);
        let server = FakeTwilio::start(move |asked| Some(answer(asked, &mut store.lock().unwrap())));
        Self { server, held }
    }

    /// Somebody saves something there.
    fn save(&self, revision: u64, definition: &Value) {
        *self.held.lock().unwrap() = Some(flow_answer(SID, "Greeting", revision, "published", definition));
    }

    fn definition(&self) -> Value {
        self.held.lock().unwrap().clone().unwrap()["definition"].clone()
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let ran = cordboard_with_credentials(&[arguments, &["--base-url", &self.server.url]].concat());
        assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{}{}", ran.out, ran.err);
        ran
    }
}

fn flow_answer(sid: &str, name: &str, revision: u64, status: &str, definition: &Value) -> Value {
    json!({"sid": sid, "friendly_name": name, "revision": revision, "status": status, "definition": definition,
        "valid": true, "errors": [], "warnings": [], "commit_message": null})
}

fn answer(asked: &Asked, held: &mut Option<Value>) -> Told {
    let definition = || serde_json::from_str::<Value>(asked.field("Definition").unwrap()).unwrap();
    let field = |name: &str| asked.field(name).unwrap_or_default().to_owned();
    match (&*asked.method, asked.path.strip_prefix("/studio/v2/Flows")) {
        ("POST", Some("/Validate")) => match definition()["states"][1]["properties"].get("timeout") {
            Some(Value::Number(_)) => {
                let error = json!({"message": "integer found, string expected", "property_path": "#/states/1/properties/timeout"});
                told(
                    400,
                    json!({"code": 81022, "message": "Flow definition validation failed", "status": 400,
                    "details": {"errors": [error], "warnings": []}}),
                )
            }
            _ => told(200, json!({"valid": true})),
        },
        ("POST", Some("")) => {
            *held = Some(flow_answer(SID, &field("FriendlyName"), 1, &field("Status"), &definition()));
            told(201, held.clone().unwrap())
        }
        ("POST", Some(_)) => {
            let old = held.clone().unwrap();
            let revision = old["revision"].as_u64().unwrap() + 1;
            let name = asked.field("FriendlyName").or(old["friendly_name"].as_str()).unwrap().to_owned();
            *held = Some(flow_answer(SID, &name, revision, &field("Status"), &definition()));
            told(200, held.clone().unwrap())
        }
        ("GET", Some(path)) if path == format!("/{SID}") && held.is_some() => {
            told(200, held.clone().unwrap())
        }
        _ => fault(404, 20404),
    }
}

fn definition(body: &str) -> Value {
    json!({
        "description": "greets",
        "states": [trigger("incomingMessage", "greet"), send("greet", "{{contact.channel.address}}", body, json!([to("sent", "greet_2")])),
            send("greet_2", "{{contact.channel.address}}", "bye", json!([{"event": "sent"}, {"event": "failed"}]))],
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true},
    })
}

fn read(flows: &Flows, name: &str) -> Value {
    serde_json::from_str(&text(flows, name)).unwrap()
}

fn text(flows: &Flows, name: &str) -> String {
    std::fs::read_to_string(flows.path(name)).unwrap()
}

fn path(flows: &Flows, name: &str) -> String {
    flows.path(name).display().to_string()
}

#[test]
fn validate_names_the_place_and_stores_nothing() {
    let (studio, flows) = (Studio::start(), Flows::new());
    let mut bad = definition("hi");
    bad["states"][1]["properties"]["timeout"] = json!(5);
    let file = flows.text("bad.json", &serde_json::to_string_pretty(&bad).unwrap());
    let ran = studio.run(&["validate", &file, "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let error = &report["errors"][0];
    assert_eq!((&report["valid"], &error["widget"]), (&json!(false), &json!("greet")));
    assert_eq!(error["pointer"], "/states/1/properties/timeout");
    let line = text(&flows, "bad.json").lines().position(|line| line.contains("\"timeout\"")).unwrap() + 1;
    assert_eq!(error["line"], line);
    let ran = studio.run(&["validate", &file]);
    assert!(
        ran.out.contains(&format!("bad.json:{line}:")) && ran.out.contains("integer found"),
        "{}",
        ran.out
    );
    let good = flows.text("good.json", &definition("hi").to_string());
    let ran = studio.run(&["validate", &good, "--publish"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let asked = studio.server.asked();
    assert_eq!(asked.last().unwrap().field("Status"), Some("published"));
    // Where the file lies is nobody else's business.
    assert_eq!(asked.last().unwrap().field("FriendlyName"), Some("good"));
    flows.text(
        "good.cordboard.json",
        &json!({"version": 1, "studio": {"flow_sid": SID, "friendly_name": "Greeting",
        "revision": 1, "sha256": "0".repeat(64)}})
        .to_string(),
    );
    assert_eq!(studio.run(&["validate", &good]).code, Some(0));
    assert_eq!(studio.server.asked().last().unwrap().field("FriendlyName"), Some("Greeting"));
    assert!(asked.iter().all(|asked| asked.path.ends_with("/Validate")));
    assert!(studio.held.lock().unwrap().is_none());
}

#[test]
fn a_new_flow_is_made_once_and_saved_from_then_on() {
    let (studio, flows) = (Studio::start(), Flows::new());
    let file = flows.text("greeting.json", &serde_json::to_string_pretty(&definition("hi")).unwrap());
    let ran = studio.run(&["push", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let side = read(&flows, "greeting.cordboard.json");
    assert_eq!(side["studio"]["flow_sid"], SID);
    assert_eq!(
        (&side["studio"]["revision"], &side["studio"]["friendly_name"]),
        (&json!(1), &json!("greeting"))
    );
    flows.text("greeting.json", &serde_json::to_string_pretty(&definition("hello")).unwrap());
    let ran = studio.run(&["push", &file, "--publish", "--message", "Nicer", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&report["revision"], &report["created"], &report["status"]),
        (&json!(2), &json!(false), &json!("published"))
    );
    let last = studio.server.asked().pop().unwrap();
    assert_eq!((last.field("CommitMessage"), last.field("FriendlyName")), (Some("Nicer"), None));
    assert_eq!(studio.definition(), definition("hello"));
    assert_eq!(read(&flows, "greeting.cordboard.json")["studio"]["revision"], 2);
}

#[test]
fn what_somebody_else_saved_is_not_written_over() {
    let (studio, flows) = (Studio::start(), Flows::new());
    studio.save(3, &definition("hi"));
    let file = path(&flows, "f.json");
    assert_eq!(studio.run(&["pull", SID, "-o", &file]).code, Some(0));
    flows.text("f.json", &definition("mine").to_string());
    let mut theirs = definition("theirs");
    theirs["states"].as_array_mut().unwrap().remove(2);
    studio.save(4, &theirs);
    let ran = studio.run(&["push", &file]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for part in
        ["revision 4 stands there", "came from revision 3", "+ greet_2 (send-message)", "~ greet: body"]
    {
        assert!(ran.err.contains(part), "{part} is missing in {}", ran.err);
    }
    let ran = studio.run(&["push", &file, "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&report["refused"], &report["revision_there"], &report["revision_pulled"]),
        (&json!("moved"), &json!(4), &json!(3))
    );
    assert_eq!(studio.definition(), theirs);
    // A flow that was never pulled is not one's own, whatever its SID is.
    let other = flows.text("other.json", &definition("other").to_string());
    let ran = studio.run(&["push", &other, "--sid", SID]);
    assert!(ran.code == Some(1) && ran.err.contains("never pulled"), "{}", ran.err);
    assert_eq!(studio.run(&["push", &file, "--force"]).code, Some(0));
    assert_eq!(studio.definition(), definition("mine"));
}

#[test]
fn what_stands_there_may_be_broken() {
    let flows = Flows::new();
    // A key that stands twice: the definition cannot be understood.
    let broken = r#"{"states": [], "states": [], "initial_state": "Trigger"}"#;
    let server = FakeTwilio::start(move |asked| {
        Some(match &*asked.method {
            "GET" => told(200, flow_answer(SID, "Greeting", 4, "draft", &json!(broken))),
            _ => told(200, flow_answer(SID, "Greeting", 5, "draft", &json!({}))),
        })
    });
    let file = flows.text("f.json", &definition("hi").to_string());
    let push = |more: &[&str]| {
        let arguments = ["push", &file, "--sid", SID, "--base-url", &server.url];
        cordboard_with_credentials(&[&arguments[..], more].concat())
    };
    let ran = push(&[]);
    assert!(ran.code == Some(1) && ran.err.contains("revision 4 stands there"), "{}", ran.err);
    assert!(ran.err.contains("cannot be understood"), "{}", ran.err);
    let ran = push(&["--force"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(read(&flows, "f.cordboard.json")["studio"]["revision"], 5);
}

#[test]
fn a_push_whose_answer_was_lost_is_told_as_such() {
    let flows = Flows::new();
    let file = flows.text("f.json", &definition("hi").to_string());
    let server = FakeTwilio::start(|asked| {
        Some(match &*asked.method {
            "GET" => told(200, flow_answer(SID, "Greeting", 4, "draft", &definition("hi"))),
            _ => told(504, json!("gone")),
        })
    });
    let push = |more: &[&str]| {
        let ran = cordboard_with_credentials(&[&["push", &file, "--base-url", &server.url], more].concat());
        assert!(ran.code == Some(2) && !ran.err.contains("message log"), "{}", ran.err);
        ran.err
    };
    let said = push(&["--sid", SID, "--force"]);
    assert!(said.contains("look at the flow's revisions at Twilio"), "{said}");
    let said = push(&[]);
    assert!(said.contains("Whether the flow was made is not known") && said.contains("--sid"), "{said}");
    assert!(!flows.path("f.cordboard.json").exists());
}

#[test]
fn a_file_that_appears_meanwhile_is_not_written_over() {
    let flows = Flows::new();
    let target = flows.path("new.json");
    let appears = target.clone();
    let server = FakeTwilio::start(move |_| {
        std::fs::write(&appears, "somebody's work").unwrap();
        Some(told(200, flow_answer(SID, "Greeting", 4, "draft", &definition("hi"))))
    });
    let file = target.display().to_string();
    let ran = cordboard_with_credentials(&["pull", SID, "-o", &file, "--base-url", &server.url]);
    assert!(ran.code == Some(2) && ran.err.contains("appeared"), "{}", ran.err);
    assert_eq!(text(&flows, "new.json"), "somebody's work");
    assert!(!flows.path("new.cordboard.json").exists());
    // A side file that cannot be read is not taken for none.
    std::fs::create_dir(flows.path("odd.cordboard.json")).unwrap();
    let asked = server.asked().len();
    let ran = cordboard_with_credentials(&[
        "pull",
        SID,
        "-o",
        &path(&flows, "odd.json"),
        "--base-url",
        &server.url,
    ]);
    assert_eq!((ran.code, server.asked().len()), (Some(2), asked), "{}", ran.err);
}

#[test]
fn the_mock_needs_nobodys_credentials() {
    let (mock, flows) = (MockProcess::start(&[]), Flows::new());
    let file = flows.text("f.json", &definition("hi").to_string());
    for command in ["validate", "push", "pull"] {
        let ran = cordboard(&[command, &file, "--base-url", &mock.url]);
        assert_eq!(ran.code, Some(0), "{command}: {}", ran.err);
    }
    // The half of a set is a mistake here, too.
    let mut command = crate::support::command(&["validate", &file, "--base-url", &mock.url]);
    let output = command.env("TWILIO_ACCOUNT_SID", crate::support::ACCOUNT).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn pull_keeps_what_was_not_sent_and_the_spelling_of_the_rest() {
    let (studio, flows) = (Studio::start(), Flows::new());
    studio.save(1, &definition("hi"));
    let file = path(&flows, "f.json");
    let ran = studio.run(&["pull", SID, "-o", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let first = text(&flows, "f.json");
    assert_eq!(read(&flows, "f.json"), definition("hi"));
    assert_eq!(
        cordboard(&["fmt", "--check", &file]).code,
        Some(0),
        "a new file is written as `fmt` writes it"
    );

    // Another spelling of the same meaning stays.
    let respelled = first.replacen("\"greets\"", "\"gr\\u0065ets\"", 1);
    flows.text("f.json", &respelled);
    let ran = studio.run(&["pull", &file]);
    assert_eq!((ran.code, text(&flows, "f.json")), (Some(0), respelled.clone()), "{}", ran.err);
    studio.save(2, &definition("hello"));
    assert_eq!(studio.run(&["pull", &file]).code, Some(0));
    assert_eq!(text(&flows, "f.json"), respelled.replace("\"hi\"", "\"hello\""));
    assert_eq!(read(&flows, "f.cordboard.json")["studio"]["revision"], 2);

    // Unsent work stays, and is shown.
    flows.text("f.json", &definition("mine").to_string());
    studio.save(3, &definition("theirs"));
    let ran = studio.run(&["pull", &file]);
    assert!(ran.code == Some(1) && ran.err.contains("~ greet: body"), "{}", ran.err);
    assert_eq!(read(&flows, "f.json"), definition("mine"));
    assert_eq!(studio.run(&["pull", &file, "--force"]).code, Some(0));
    assert_eq!(read(&flows, "f.json"), definition("theirs"));
    let ran = studio.run(&["pull", SID]);
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), definition("theirs"));
}

#[test]
fn a_side_file_that_cannot_be_read_is_left_alone() {
    let (studio, flows) = (Studio::start(), Flows::new());
    studio.save(1, &definition("hi"));
    let file = flows.text("f.json", &definition("hi").to_string());
    for side in ["{", r#"{"version": 9, "studio": 1}"#] {
        flows.text("f.cordboard.json", side);
        for command in [&["push", &file][..], &["pull", SID, "-o", &file]] {
            let ran = studio.run(command);
            assert!(ran.code == Some(2) && ran.err.contains("side file"), "{}", ran.err);
        }
        assert_eq!(text(&flows, "f.cordboard.json"), side);
    }
    assert!(studio.server.asked().is_empty());
    // What is not ours in a side file stays, also where the flow itself is gone.
    std::fs::remove_file(&file).unwrap();
    flows.text("f.cordboard.json", r#"{"version": 1, "notes": {"a":  1}, "studio": {"hue": 3}}"#);
    assert_eq!(studio.run(&["pull", SID, "-o", &file]).code, Some(0));
    let side = text(&flows, "f.cordboard.json");
    assert!(
        side.contains(r#""notes": {"a":  1}"#) && side.contains(r#""hue": 3"#) && side.contains(SID),
        "{side}"
    );
}

#[test]
fn our_own_checks_look_first() {
    let (studio, flows) = (Studio::start(), Flows::new());
    let mut bad = definition("hi");
    bad["states"][1]["transitions"][0]["next"] = json!("nowhere");
    let file = flows.text("f.json", &bad.to_string());
    let ran = studio.run(&["push", &file, "--publish"]);
    assert!(ran.code == Some(1) && ran.err.contains("unknown-target"), "{}{}", ran.out, ran.err);
    assert!(studio.server.asked().is_empty());
    let ran = studio.run(&["push", &file, "--publish", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&report["refused"], &report["files"][0]["diagnostics"][0]["code"]),
        (&json!("check"), &json!("unknown-target"))
    );
}

#[test]
fn failures_are_sentences_with_a_way_out() {
    let flows = Flows::new();
    let file = flows.text("f.json", &definition("hi").to_string());
    #[track_caller]
    fn check(ran: &Ran, parts: &[&str]) {
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        for part in parts {
            assert!(ran.err.contains(part), "{part} is missing in {}", ran.err);
        }
    }
    let ran = cordboard(&["validate", &file]);
    check(&ran, &["TWILIO_ACCOUNT_SID is not set", "CORDBOARD_KEY_STORE"]);
    let refuses = FakeTwilio::start(|_| Some(fault(401, 20003)));
    let at = |url: &str, arguments: &[&str]| {
        cordboard_with_credentials(&[arguments, &["--base-url", url]].concat())
    };
    check(&at(&refuses.url, &["validate", &file]), &["20003", "api-keys"]);
    check(&at(&refuses.url, &["pull", SID]), &["20003"]);
    let test = FakeTwilio::start(|_| Some(fault(403, 20008)));
    check(&at(&test.url, &["push", &file]), &["20008", "test credentials"]);
    // A port that is taken, and on which nobody listens.
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let closed = format!("http://{}", taken.local_addr().unwrap());
    check(&at(&closed, &["pull", SID]), &["refused the connection", "address and port"]);
    check(&at("http://far.example", &["pull", SID]), &["must begin with https://"]);
    check(&at("https://chat.twilio.com", &["pull", SID]), &["https://studio.twilio.com, not at"]);
    check(&at(&refuses.url, &["pull", "FW12"]), &["neither FW and 32"]);
}

#[test]
fn login_shows_no_secret_and_needs_a_store() {
    let ran = crate::support::cordboard_fed(&["login", "--account-sid", crate::support::ACCOUNT], TOKEN);
    assert!(ran.code == Some(2) && ran.err.contains("no key store that answers"), "{}", ran.err);
    assert!(!ran.err.contains(TOKEN) && !ran.out.contains(TOKEN));
    let ran = cordboard(&["login", "--status"]);
    assert!(ran.code == Some(1) && ran.out.contains("no credentials"), "{}{}", ran.out, ran.err);
    let ran = cordboard_with_credentials(&["login", "--status"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        ran.out.trim(),
        format!("{} with its auth token, from the environment", crate::support::ACCOUNT)
    );
    // There is no option that takes it.
    let ran = cordboard(&["login", "--account-sid", crate::support::ACCOUNT, "--auth-token", TOKEN]);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn the_mocks_studio_takes_it_all() {
    let (mock, flows) = (MockProcess::start(&[]), Flows::new());
    let run = |arguments: &[&str]| {
        cordboard_with_credentials(&[arguments, &["--base-url", &mock.url, "--format", "json"]].concat())
    };
    let report = |ran: &Ran| serde_json::from_str::<Value>(&ran.out).unwrap();
    let file = flows.text("f.json", &serde_json::to_string_pretty(&definition("hi")).unwrap());
    assert_eq!(report(&run(&["validate", &file]))["valid"], true);
    let mut bad = definition("hi");
    bad["states"][1]["transitions"][0]["next"] = json!("nowhere");
    let wrong = flows.text("bad.json", &bad.to_string());
    let ran = run(&["validate", &wrong]);
    assert_eq!((ran.code, &report(&ran)["errors"][0]["widget"]), (Some(1), &json!("greet")), "{}", ran.out);

    let ran = run(&["push", &file]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let sid = report(&ran)["sid"].as_str().unwrap().to_owned();
    let copy = path(&flows, "copy.json");
    assert_eq!(run(&["pull", &sid, "-o", &copy]).code, Some(0));
    assert_eq!(read(&flows, "copy.json"), definition("hi"));
    flows.text("f.json", &definition("hello").to_string());
    let ran = run(&["push", &file, "--publish"]);
    assert_eq!((ran.code, &report(&ran)["revision"]), (Some(0), &json!(2)), "{}", ran.err);
    // The copy came from the first revision.
    let ran = run(&["push", &copy]);
    assert_eq!((ran.code, &report(&ran)["refused"]), (Some(1), &json!("moved")), "{}", ran.err);
    assert_eq!(run(&["pull", &copy]).code, Some(0));
    assert_eq!(read(&flows, "copy.json"), definition("hello"));
}

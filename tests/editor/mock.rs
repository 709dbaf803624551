//! The mock inside the window, driven from outside by role and name: its log, failures on purpose, and executions that
//! others begin over HTTP.

use std::path::{Path, PathBuf};

use crate::support::{Editor, fill, labels, press, shows, until, until_shown};
use cordboard::editor::app::{App, Options};
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::Value;

/// A frame takes some milliseconds.
const MOST_STEPS: usize = 4_000;

const MENU: &str = "More: breakpoints, webhooks, curl, failures";

/// Greets, waits for a word, thanks; what fails is noted.
const FLOW: &str = r#"{"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true},
 "states": [
  {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
   "transitions": [{"event": "incomingMessage", "next": "greet"}, {"event": "incomingRequest", "next": "greet"}]},
  {"name": "greet", "type": "send-message",
   "properties": {"body": "Welcome {{flow.data.name}}", "from": "{{flow.channel.address}}", "offset": {"x": 0, "y": 200},
                  "to": "{{contact.channel.address}}", "service": "{{trigger.message.InstanceSid}}",
                  "channel": "{{trigger.message.ChannelSid}}"},
   "transitions": [{"event": "sent", "next": "ask"}, {"event": "failed", "next": "note_it"}]},
  {"name": "ask", "type": "send-and-wait-for-reply",
   "properties": {"body": "How are you?", "timeout": "3600", "from": "{{flow.channel.address}}",
                  "offset": {"x": 0, "y": 400}, "service": "{{trigger.message.InstanceSid}}",
                  "channel": "{{trigger.message.ChannelSid}}"},
   "transitions": [{"event": "incomingMessage", "next": "note_it"}, {"event": "timeout"},
                   {"event": "deliveryFailure"}]},
  {"name": "note_it", "type": "set-variables",
   "properties": {"variables": [{"key": "noted", "value": "yes"}], "offset": {"x": 300, "y": 400}},
   "transitions": [{"event": "next"}]}
 ]}"#;

fn flow_in(folder: &Path) -> PathBuf {
    let path = folder.join("greeter.json");
    std::fs::write(&path, FLOW).unwrap();
    path
}

fn window_on(flow: &Path) -> Editor {
    let files = vec![flow.to_owned()];
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .build_eframe(move |cc| App::new(&cc.egui_ctx, Options { files, ..Options::default() }).unwrap());
    until(&mut harness, |harness| harness.state().state().active().is_some());
    harness.key_press_modifiers(Modifiers::ALT, Key::Num5);
    harness.run_steps(2);
    harness
}

/// Chooses something in the panel's menu.
fn choose(harness: &mut Editor, entry: &str) {
    press(harness, Role::Button, MENU);
    press(harness, Role::Button, entry);
}

/// Presses something and waits for what it puts on the clipboard.
fn copied(harness: &mut Editor, role: Role, label: &str) -> String {
    harness.run_steps(3);
    harness.get_by_role_and_label(role, label).click();
    for _ in 0..MOST_STEPS {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        let text = commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        if let Some(text) = text {
            harness.step();
            return text;
        }
        std::thread::yield_now();
    }
    panic!("waited in vain for {label} on the clipboard: {}", labels(harness).join(" | "));
}

/// The same for something in the panel's menu.
fn copied_by(harness: &mut Editor, entry: &str) -> String {
    press(harness, Role::Button, MENU);
    copied(harness, Role::Button, entry)
}

/// Runs by SMS with the usual answers.
fn run(harness: &mut Editor) {
    harness.key_press(Key::F5);
    until_shown(harness, "Flow address");
    press(harness, Role::Button, "Start");
}

/// A curl command as a request, read as a POSIX shell reads it.
struct Curl {
    url: String,
    user: (String, String),
    headers: Vec<(String, String)>,
    form: Vec<(String, String)>,
}

impl Curl {
    fn parse(text: &str) -> Self {
        let words = words(text);
        let mut curl = Self { url: String::new(), user: Default::default(), headers: vec![], form: vec![] };
        let mut words = words.into_iter();
        assert_eq!(words.next().as_deref(), Some("curl"));
        let pair = |text: String, sign: &str| {
            let (name, value) = text.split_once(sign).unwrap();
            (name.to_owned(), value.trim_start().to_owned())
        };
        while let Some(word) = words.next() {
            match &*word {
                "-X" => assert_eq!(words.next().as_deref(), Some("POST")),
                "-u" => curl.user = pair(words.next().unwrap(), ":"),
                "-H" => curl.headers.push(pair(words.next().unwrap(), ":")),
                "--data-urlencode" => curl.form.push(pair(words.next().unwrap(), "=")),
                "--data-raw" => {
                    let fields = words.next().unwrap();
                    curl.form.extend(form_urlencoded::parse(fields.as_bytes()).into_owned());
                }
                _ => curl.url = word,
            }
        }
        curl
    }

    fn perform(&self) -> (u16, Value) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.form).finish();
            let mut request = client
                .post(&self.url)
                .basic_auth(&self.user.0, Some(&self.user.1))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(body);
            for (name, value) in &self.headers {
                request = request.header(name, value);
            }
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16();
            (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
        })
    }
}

/// The words of a command; quotes, continued lines and the two ways that variables are written here.
fn words(text: &str) -> Vec<String> {
    let text = text.replace("${CORDBOARD_MOCK_TOKEN:-mock}", "mock").replace("$TWILIO_AUTH_TOKEN", "mock");
    let account = format!("AC{}", "1".repeat(32));
    let text = text.replace("$TWILIO_ACCOUNT_SID", &account).replace("\\\n", " ");
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for char in text.chars() {
        match (quote, char) {
            (Some(open), char) if open == char => quote = None,
            (None, '\'' | '"') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (None, char) if char.is_whitespace() => words.extend(word.take()),
            (_, char) => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}

#[test]
fn the_log_is_searched_opened_copied_and_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_on(&flow_in(folder.path()));
    run(&mut harness);
    until_shown(&mut harness, "ask waits for a reply");
    press(&mut harness, Role::Tab, "Requests");
    press(&mut harness, Role::RadioButton, "Everything at the mock");
    until_shown(&mut harness, "In POST /2010-04-01");

    fill(&mut harness, "Search the log", "no such text");
    until_shown(&mut harness, "Nothing that was asked has this text in it.");
    // A form is searched as it was before it was encoded.
    fill(&mut harness, "Search the log", "how are you?");
    until_shown(&mut harness, "In POST /2010-04-01");
    let rows: Vec<String> =
        labels(&harness).into_iter().filter(|label| label.starts_with("In POST /2010")).collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].ends_with(" 201"), "{rows:?}");

    press(&mut harness, Role::DisclosureTriangle, &rows[0]);
    until_shown(&mut harness, "Body = How are you?");
    assert!(shows(&harness, "Answered with 201"));
    assert!(harness.try_run().is_ok(), "an idle window paints frame after frame");
    harness.get_by_role_and_label(Role::Link, "Copy as curl").scroll_to_me();
    let curl = Curl::parse(&copied(&mut harness, Role::Link, "Copy as curl"));
    assert!(curl.form.contains(&("Body".to_owned(), "How are you?".to_owned())), "{:?}", curl.form);
    let (status, answer) = curl.perform();
    assert_eq!((status, &answer["body"]), (201, &Value::from("How are you?")));
    until(&mut harness, |harness| {
        labels(harness).iter().filter(|label| label.starts_with("In POST /2010")).count() == 2
    });

    press(&mut harness, Role::Button, "Clear the log");
    until_shown(&mut harness, "Nothing was asked yet.");
}

#[test]
fn a_send_fails_on_purpose_and_the_flow_takes_its_failed_output() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_on(&flow_in(folder.path()));
    choose(&mut harness, "Failures…");
    until_shown(&mut harness, "Failures at the mock");
    // A mistake is told with its place, and cannot be applied.
    fill(&mut harness, "Rules", "[[rule]]\nwhen = { nexd = 1 }");
    until_shown(&mut harness, "Line 2, column 10:");
    let apply = harness.get_by_role_and_label(Role::Button, "Apply");
    assert!(apply.accesskit_node().is_disabled());
    fill(&mut harness, "Rules", "# mine");
    press(&mut harness, Role::Button, "Next send → 21610 opted out");
    press(&mut harness, Role::Button, "Apply");
    until_shown(&mut harness, "Failures on purpose: 1 rule");

    run(&mut harness);
    until_shown(&mut harness, "completed · the flow came to its end");
    assert!(shows(&harness, "21610"), "{}", labels(&harness).join(" | "));
    press(&mut harness, Role::Tab, "Trace");
    until(&mut harness, |harness| {
        labels(harness)
            .iter()
            .any(|label| label.starts_with("Step 2: greet,") && label.contains("next note_it"))
    });
    press(&mut harness, Role::Tab, "Requests");
    press(&mut harness, Role::RadioButton, "Everything at the mock");
    until_shown(&mut harness, "In POST /2010-04-01");
    fill(&mut harness, "Search the log", "opted out");
    until(&mut harness, |harness| {
        labels(harness).iter().any(|label| label.starts_with("In POST /2010") && label.ends_with(" 400"))
    });

    press(&mut harness, Role::Link, "Remove failures");
    assert!(!shows(&harness, "Failures on purpose"));
    press(&mut harness, Role::Tab, "Phone");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until_shown(&mut harness, "ask waits for a reply");
}

#[test]
fn the_webhook_curl_works_as_pasted_and_its_executions_are_shown_and_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_on(&flow_in(folder.path()));
    let text = copied_by(&mut harness, "Copy webhook curl");
    until_shown(&mut harness, "Copied the webhook curl for the channel CH");
    let curl = Curl::parse(&text);
    let (status, hook) = curl.perform();
    assert_eq!(status, 201, "{hook}");
    let sid = hook["configuration"]["flow_sid"].as_str().unwrap().to_owned();
    // It is kept beside the flow, and can be undone.
    {
        let file = harness.state().state().active().unwrap();
        assert_eq!(file.document.side().flow_sid(), Some(sid));
        assert_eq!(file.document.history().undo_name(), Some("Give the flow a SID"));
    }

    // Somebody's server writes into the channel.
    let message = Curl {
        url: curl.url.replace("/Webhooks", "/Messages"),
        headers: vec![("X-Twilio-Webhook-Enabled".to_owned(), "true".to_owned())],
        form: vec![("From".to_owned(), "ann".to_owned()), ("Body".to_owned(), "Good day".to_owned())],
        user: curl.user.clone(),
    };
    assert_eq!(message.perform().0, 201);
    until_shown(&mut harness, "Executions at the mock");
    harness.get_by_role_and_label(Role::ListBoxOption, "ann · message");
    until_shown(&mut harness, "How are you?");
    assert!(shows(&harness, "Good day"));
    until_shown(&mut harness, "ask waits for a reply");

    // The contact answers from the panel, as a client of the SDK.
    fill(&mut harness, "Reply as the contact", "Fine");
    harness.key_press(Key::Enter);
    until_shown(&mut harness, "completed · the flow came to its end");
    press(&mut harness, Role::Tab, "Variables");
    fill(&mut harness, "Search the variables", "noted");
    until_shown(&mut harness, "flow.variables.noted = yes");
    press(&mut harness, Role::Tab, "Trace");
    until_shown(&mut harness, "Step 4: note_it");

    // A change of the open flow is what the next execution runs, unsaved as it is.
    harness.state_mut().press(Command::SelectAll);
    harness.state_mut().press(Command::Duplicate);
    harness.run_steps(3);
    let widgets = harness.state().state().active().unwrap().flow().widgets().len();
    assert!(widgets > 4);
    press(&mut harness, Role::Tab, "Phone");
    fill(&mut harness, "Reply as the contact", "Once more");
    harness.key_press(Key::Enter);
    until(&mut harness, |harness| harness.state().state().active().unwrap().mocked.executions().len() == 2);
    until_shown(&mut harness, "Once more");
    until(&mut harness, |harness| shown(harness).flow().widgets().len() == widgets);
}

#[test]
fn what_is_written_in_a_run_whose_channel_has_a_webhook_goes_as_a_clients() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_on(&flow_in(folder.path()));
    harness.key_press(Key::F5);
    until_shown(&mut harness, "Flow address");
    press(&mut harness, Role::ComboBox, "Channel");
    press(&mut harness, Role::ListBoxOption, "Chat");
    press(&mut harness, Role::Button, "Start");
    until_shown(&mut harness, "ask waits for a reply");
    // The command is for the channel that the run takes place in.
    let channel = shown(&harness).thread().unwrap().channel.clone();
    let curl = Curl::parse(&copied_by(&mut harness, "Copy webhook curl"));
    assert!(curl.url.contains(&channel), "{} {channel}", curl.url);
    assert_eq!(curl.perform().0, 201);
    until(&mut harness, |harness| shown(harness).writes_as_client());
    fill(&mut harness, "Reply as the contact", "Anybody there?");
    harness.key_press(Key::Enter);
    until(&mut harness, |harness| shown(harness).execution().is_some());
    until_shown(&mut harness, "How are you?");
    assert!(shows(&harness, "Anybody there?"));
    press(&mut harness, Role::ListBoxOption, "This run");
    until_shown(&mut harness, "the flow of its webhook answers");
}

fn shown(harness: &Editor) -> &cordboard::editor::run::Run {
    harness.state().state().active().unwrap().shown_run().unwrap()
}

#[test]
fn what_starts_the_flow_over_rest_is_copied_and_works_at_the_mock() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_on(&flow_in(folder.path()));
    // Before the mock runs, the command is for Twilio.
    let text = copied_by(&mut harness, "Copy as curl: start this flow");
    assert!(text.contains("https://studio.twilio.com/v2/Flows/FW"), "{text}");
    let address = copied_by(&mut harness, "Copy webhook address");
    let sid = harness.state().state().active().unwrap().mock_sid().unwrap();
    assert!(
        address.starts_with("http://127.0.0.1:") && address.ends_with(&format!("/Flows/{sid}")),
        "{address}"
    );
    let curl = Curl::parse(&copied_by(&mut harness, "Copy as curl: start this flow"));
    assert!(curl.url.starts_with("http://127.0.0.1:") && curl.url.contains(&sid), "{}", curl.url);
    let (status, answer) = curl.perform();
    assert_eq!(status, 201, "{answer}");
    until_shown(&mut harness, "Executions at the mock");
    until_shown(&mut harness, "ask waits for a reply");
    // It is only looked at: there is no channel to write into.
    assert!(!harness.state().state().active().unwrap().shown_run().unwrap().can_be_written_to());
    let stop = harness.get_by_role_and_label(Role::Button, "Stop the run");
    assert!(stop.accesskit_node().is_disabled());
    // An undo takes the SID out of the side file, and what was copied goes on to mean the flow.
    harness.state_mut().press(Command::Undo);
    harness.run_steps(2);
    let file = harness.state().state().active().unwrap();
    assert_eq!(file.document.side().flow_sid(), None);
    assert_eq!(file.mock_sid(), Some(sid));
    assert_eq!(curl.perform().0, 409, "the first execution goes on");
}

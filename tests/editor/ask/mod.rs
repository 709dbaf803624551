//! What a run asks of whoever sits in front of it, through the whole editor: answers, outcomes, hosts, files and texts,
//! and what of them is kept.

mod contact;
mod subflows;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::server::{ok, telling};
use crate::support::{Editor, editor_on, until};
use cordboard::flow::side::Answers;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

const CTRL: Modifiers = Modifiers::COMMAND;
const SID: &str = "FW0123456789abcdef0123456789abcdef";
const CONTENT: &str = "HX0123456789abcdef0123456789abcdef";

/// A folder with a flow, and the window on it.
struct Desk {
    folder: tempfile::TempDir,
    editor: Editor,
}

impl Desk {
    /// Widgets as name, type, what each event leads to, and properties.
    fn new(trigger: &str, widgets: &[(&str, &str, Value, Value)]) -> Self {
        Self::beside(trigger, widgets, &[])
    }

    fn beside(trigger: &str, widgets: &[(&str, &str, Value, Value)], files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("desk.json"), flow(trigger, widgets)).unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let editor = editor_on(&folder.path().join("desk.json"));
        Self { folder, editor }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("desk.json")
    }

    /// Starts a run as the last time.
    fn run(&mut self) {
        self.editor.key_press_modifiers(CTRL, Key::Enter);
        self.editor.run_steps(2);
    }

    fn until_shows(&mut self, text: &str) {
        until(&mut self.editor, |editor| shows(editor, text));
        self.editor.run_steps(3);
    }

    fn press(&mut self, role: Role, label: &str) {
        self.editor.run_steps(3);
        self.editor.get_by_role_and_label(role, label).click();
        self.editor.run_steps(3);
    }

    fn fill(&mut self, label: &str, text: &str) {
        self.editor.run_steps(2);
        field(&self.editor, label).focus();
        self.editor.run_steps(2);
        self.editor.key_press_modifiers(CTRL, Key::A);
        self.editor.run_steps(1);
        self.editor.input_mut().events.push(egui::Event::Text(text.to_owned()));
        self.editor.run_steps(3);
    }

    fn choose(&mut self, name: &str, option: &str) {
        self.press(Role::ComboBox, name);
        let row = |editor: &Editor| editor.query_by_role_and_label(Role::ListBoxOption, option).is_some();
        until(&mut self.editor, row);
        self.press(Role::ListBoxOption, option);
    }

    fn answers(&self) -> Answers {
        self.editor.state().state().active().unwrap().document.side().answers()
    }

    fn is_over(&self) -> bool {
        let file = self.editor.state().state().active().unwrap();
        file.runs.shown().is_some_and(|run| !run.is_live())
    }

    fn until_over(&mut self) {
        // What is pressed comes to the run in a later frame.
        self.editor.run_steps(2);
        until(&mut self.editor, |editor| {
            let file = editor.state().state().active().unwrap();
            file.runs.shown().is_some_and(|run| !run.is_live())
        });
        self.editor.run_steps(2);
    }
}

fn flow(trigger: &str, widgets: &[(&str, &str, Value, Value)]) -> String {
    let first = widgets.first().unwrap().0;
    let mut states = vec![json!({"name": "Trigger", "type": "trigger",
        "transitions": [{"event": trigger, "next": first}], "properties": {"offset": {"x": 0, "y": 0}}})];
    for (index, (name, kind, ways, properties)) in widgets.iter().enumerate() {
        let ways = ways.as_object().unwrap().iter();
        let ways: Vec<Value> = ways.map(|(event, next)| json!({"event": event, "next": next})).collect();
        let mut properties = properties.clone();
        properties["offset"] = json!({"x": 0, "y": 200 * (index + 1)});
        states.push(json!({"name": name, "type": kind, "transitions": ways, "properties": properties}));
    }
    let flow = json!({"description": "", "states": states, "initial_state": "Trigger"});
    serde_json::to_string_pretty(&flow).unwrap()
}

fn shows(editor: &Editor, text: &str) -> bool {
    editor.query_all_by_label_contains(text).next().is_some()
        || editor
            .root()
            .children_recursive()
            .any(|node| node.accesskit_node().value().is_some_and(|value| value.contains(text)))
}

fn field<'a>(editor: &'a Editor, label: &'a str) -> egui_kittest::Node<'a> {
    editor
        .query_all_by_role(Role::TextInput)
        .chain(editor.query_all_by_role(Role::MultilineTextInput))
        .find(|node| {
            let own = node.accesskit_node().label();
            own.as_deref() == Some(label)
                || node.accesskit_node().labelled_by().any(|by| by.value().as_deref() == Some(label))
        })
        .unwrap_or_else(|| panic!("no field {label}"))
}

fn value(editor: &Editor, label: &str) -> String {
    field(editor, label).accesskit_node().value().unwrap_or_default()
}

fn lookup(url: &str) -> [(&'static str, &'static str, Value, Value); 3] {
    let send = |body: &str| json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body});
    [
        (
            "find_slot",
            "make-http-request",
            json!({"success": "tell", "failed": "sorry"}),
            json!({"method": "GET", "url": url, "content_type": "application/json;charset=utf-8", "body": ""}),
        ),
        ("tell", "send-message", json!({}), send("Slot {{widgets.find_slot.parsed.slot}}")),
        ("sorry", "send-message", json!({}), send("No slot today")),
    ]
}

const ASKS: &str = "find_slot asks a server: what does it answer to this GET?";

#[test]
fn an_answer_is_given_kept_and_used_by_later_runs_and_the_command_line() {
    let mut desk = Desk::new("incomingMessage", &lookup("https://desk.example/slots?day=monday"));
    desk.run();
    desk.until_shows(ASKS);
    assert!(shows(&desk.editor, "GET https://desk.example/slots?day=monday"));
    assert_eq!(
        value(&desk.editor, "Body"),
        "{\n  \"slot\": \"\"\n}",
        "what the flow reads is there as an example"
    );
    desk.fill("Body", "{\"slot\": ");
    assert!(shows(&desk.editor, "This is no JSON"));
    desk.fill("Body", "{\"slot\": \"10:30\"}");
    assert!(!shows(&desk.editor, "This is no JSON"));
    desk.press(Role::Button, "Answer with 200");
    desk.until_shows("Slot 10:30");
    desk.until_over();
    assert!(!shows(&desk.editor, ASKS));
    let kept = desk.answers();
    assert_eq!(kept.http_of("find_slot").map(|answers| answers.len()), Some(1));

    // The line opens to what was sent and what came back.
    desk.press(Role::DisclosureTriangle, "find_slot · GET https://desk.example/slots?day=monday → 200");
    assert!(shows(&desk.editor, "\"slot\": \"10:30\""));

    desk.run();
    desk.until_over();
    let file = desk.editor.state().state().active().unwrap();
    assert_eq!(file.runs.iter().count(), 2);
    assert!(shows(&desk.editor, "Slot 10:30"), "the next run does not ask");

    desk.editor.key_press_modifiers(CTRL, Key::S);
    desk.editor.step();
    until(&mut desk.editor, |editor| !editor.state().state().active().unwrap().document.is_modified());
    let output = Command::new(env!("CARGO_BIN_EXE_cordboard")).arg("run").arg(desk.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("Slot 10:30"), "{told}");
}

#[test]
fn the_keyboard_goes_to_the_question_and_enter_takes_the_first_way() {
    let mut desk = Desk::new("incomingMessage", &lookup("https://desk.example/slots"));
    desk.run();
    desk.until_shows(ASKS);
    desk.editor.key_press(Key::Enter);
    desk.until_over();
    assert!(shows(&desk.editor, "completed"));
    desk.editor.key_press_modifiers(CTRL, Key::Z);
    desk.editor.run_steps(2);
    assert!(desk.answers().is_empty(), "what is kept can be undone");
}

#[test]
fn an_outcome_that_is_not_kept_holds_once() {
    let mut desk = Desk::new("incomingMessage", &lookup("https://desk.example/slots"));
    for _ in 0..2 {
        desk.run();
        desk.until_shows(ASKS);
        desk.press(Role::RadioButton, "Outcome");
        desk.choose("The widget is left by", "Failed");
        desk.press(Role::CheckBox, "Keep this answer");
        desk.press(Role::Button, "Leave by Failed");
        desk.until_shows("No slot today");
        desk.until_over();
        assert!(shows(&desk.editor, "find_slot · forced → Failed"), "the failure is told");
        assert!(desk.answers().is_empty());
    }
}

#[test]
fn no_answer_in_time_is_an_answer() {
    let mut desk = Desk::new("incomingMessage", &lookup("https://desk.example/slots"));
    desk.run();
    desk.until_shows(ASKS);
    desk.press(Role::RadioButton, "Timeout");
    desk.press(Role::Button, "Let it time out");
    desk.until_shows("No slot today");
    assert_eq!(
        desk.answers().outcome_of("find_slot").map(|outcome| outcome.event.clone()),
        Some("failed".into())
    );
}

#[test]
fn an_allowed_host_is_really_asked() {
    let (url, told) = telling(ok("application/json", b"{\"slot\": \"11:00\"}"));
    let url = format!("{url}/slots");
    let mut desk = Desk::new("incomingMessage", &lookup(&url));
    desk.run();
    desk.until_shows(ASKS);
    desk.press(Role::RadioButton, "Send it");
    assert!(shows(&desk.editor, "This really leaves the machine, to 127.0.0.1."));
    desk.press(Role::Button, "Allow 127.0.0.1");
    desk.until_shows("Slot 11:00");
    assert!(told.recv().unwrap().starts_with("GET /slots "));
    assert_eq!(desk.answers().hosts, ["127.0.0.1"]);
}

fn queue() -> [(&'static str, &'static str, Value, Value); 2] {
    [
        (
            "queue",
            "enqueue-call",
            json!({"callComplete": "bye", "failedToEnqueue": null, "callFailure": null}),
            json!({"queue_name": "desk"}),
        ),
        (
            "bye",
            "say-play",
            json!({"audioComplete": null}),
            json!({"say": "You were {{widgets.queue.QueueResult}}"}),
        ),
    ]
}

#[test]
fn a_queue_ends_as_somebody_says_and_leaves_what_they_say() {
    let mut desk = Desk::new("incomingCall", &queue());
    desk.run();
    desk.until_shows("queue (Enqueue Call): others decide how that ends.");
    // The usual way stands first.
    assert!(desk.editor.query_by_role_and_label(Role::Button, "As usual").is_some());
    desk.choose("The widget is left by", "Call Complete");
    assert_eq!(value(&desk.editor, "QueueResult"), "bridged");
    desk.fill("QueueResult", "leave");
    desk.press(Role::Button, "Leave by Call Complete");
    desk.until_shows("You were leave");
    let kept = desk.answers();
    let leaves = kept.outcome_of("queue").unwrap().leaves.clone().unwrap();
    assert_eq!(leaves.get("QueueResult"), Some(&json!("leave")));
    desk.until_over();

    desk.run();
    desk.until_over();
    assert!(shows(&desk.editor, "You were leave"), "the next run does not ask");

    // It can be edited, and forgotten: then it is asked again.
    desk.press(Role::Button, "More: breakpoints, webhooks, curl, failures");
    desk.press(Role::Button, "Kept answers…");
    desk.press(Role::Button, "Edit queue");
    desk.fill("What it leaves", "{\"QueueResult\": \"hangup\"}");
    desk.press(Role::Button, "Save");
    assert_eq!(desk.answers().outcome_of("queue").unwrap().leaves.clone().unwrap().len(), 1);
    desk.press(Role::Button, "Forget queue");
    assert!(desk.answers().is_empty());
    desk.press(Role::Button, "Close");
    desk.run();
    desk.until_shows("queue (Enqueue Call): others decide how that ends.");
}

#[test]
fn the_usual_way_is_kept_without_what_it_left_for_one_contact() {
    let mut desk = Desk::new("incomingCall", &queue());
    desk.run();
    desk.until_shows("queue (Enqueue Call): others decide how that ends.");
    desk.press(Role::Button, "As usual");
    desk.until_over();
    let kept = desk.answers().outcome_of("queue").unwrap().clone();
    assert!(kept.is_usual && kept.leaves.is_none(), "{kept:?}");
    desk.run();
    desk.until_over();
    assert!(shows(&desk.editor, "You were bridged"), "it is done anew, and nobody is asked");
}

#[test]
fn after_an_answer_the_keyboard_is_in_the_reply() {
    let ask = json!({"body": "What is your name?", "timeout": "3600", "from": "{{flow.channel.address}}"});
    let url = json!({"method": "GET", "url": "https://desk.example/x",
        "content_type": "application/x-www-form-urlencoded;charset=utf-8"});
    let widgets = [
        ("look_up", "make-http-request", json!({"success": "name", "failed": null}), url),
        (
            "name",
            "send-and-wait-for-reply",
            json!({"incomingMessage": null, "timeout": null, "deliveryFailure": null}),
            ask,
        ),
    ];
    let mut desk = Desk::new("incomingMessage", &widgets);
    desk.run();
    desk.until_shows("what does it answer to this GET?");
    desk.editor.key_press(Key::Enter);
    desk.until_shows("name waits for a reply");
    desk.editor.run_steps(3);
    desk.editor.input_mut().events.push(egui::Event::Text("Ann".to_owned()));
    desk.editor.run_steps(2);
    desk.editor.key_press(Key::Enter);
    desk.until_over();
    assert!(shows(&desk.editor, "Ann"));
}

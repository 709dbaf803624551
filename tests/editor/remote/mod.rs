//! The editor and a flow's copy at Twilio, driven by role and name: validate, pull, push and publish over a mock's real
//! HTTP, the account that they use, and live runs against a Twilio of the test's own.

mod account;
mod live;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::support::{
    Editor, command, editor_sized, fill, labels, press, sample, shows, until, until_shown, was_told,
};
use crate::twilio::{FakeTwilio, Told, fault, told};
use cordboard::editor::account::Surroundings;
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use cordboard::mock::{Config, Mock};
use cordboard::twilio::keys::{self, MemoryStore};
use cordboard::twilio::studio::{self, Status};
use cordboard::twilio::{Base, Client, Credentials};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "5ecret5ecret5ecret5ecret5ecret00";
const CONTACT: &str = "+15551230001";

/// An editor whose environment has credentials, or none, and whose key store is memory.
fn open(files: Vec<PathBuf>, has_environment: bool, store: &MemoryStore) -> Editor {
    let variable = move |name: &str| match name {
        "TWILIO_ACCOUNT_SID" if has_environment => Some(ACCOUNT.to_owned()),
        "TWILIO_AUTH_TOKEN" if has_environment => Some(TOKEN.to_owned()),
        _ => None,
    };
    let count = files.len();
    let surroundings = Surroundings::new(variable, store.clone());
    let mut editor = editor_sized(Options { files, surroundings, ..Options::default() }, [1280.0, 800.0]);
    until(&mut editor, |editor| editor.state().state().open.len() == count);
    editor
}

/// A toast goes by itself, but is remembered.
#[track_caller]
fn until_told(editor: &mut Editor, text: &str) {
    until(editor, |editor| was_told(editor, text));
}

fn is_off(editor: &Editor, button: &str) -> bool {
    editor.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

/// Leads the window to what stands in for Twilio, in the dialog that is open.
fn choose_base(editor: &mut Editor, url: &str) {
    press(editor, Role::Link, "Account…");
    until_shown(editor, "Twilio account");
    fill(editor, "Base address", url);
    press(editor, Role::Button, "Use");
}

/// The same before anything else.
fn lead_to(editor: &mut Editor, url: &str) {
    command(editor, Command::PullFlow);
    until_shown(editor, "Pull a flow from Twilio");
    choose_base(editor, url);
    press(editor, Role::Button, "Cancel");
}

/// No secret in anything that could be logged.
fn hides_secrets(editor: &Editor) {
    let state = format!("{:?}", editor.state().state());
    assert!(state.contains("Account") && !state.contains(TOKEN), "{state}");
    assert!(!labels(editor).iter().any(|label| label.contains(TOKEN)));
}

/// A mock beside the window, and somebody else who works with it.
struct Beside {
    runtime: tokio::runtime::Runtime,
    mock: Option<Mock>,
    client: Client,
}

impl Beside {
    fn start() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mock = runtime.block_on(Mock::start(Config::default())).unwrap();
        let credentials = Credentials::new(ACCOUNT, TOKEN.to_owned().into()).unwrap();
        let client = Client::new(Base::At(mock.base_url()), credentials).unwrap();
        Self { runtime, mock: Some(mock), client }
    }

    fn url(&self) -> String {
        self.mock.as_ref().unwrap().base_url()
    }

    fn send(&self, request: &cordboard::twilio::Request) -> Value {
        let response = self.runtime.block_on(self.client.send(request)).unwrap();
        assert!(response.status < 300, "{}", response.body);
        response.json.unwrap()
    }

    fn flow(&self, sid: &str) -> Value {
        self.send(&studio::fetch(sid))
    }

    fn create(&self, definition: &str) -> String {
        let made = self.send(&studio::create("Opt In!", Status::Published, definition, None));
        made["sid"].as_str().unwrap().to_owned()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(mock) = self.mock.take() {
            self.runtime.block_on(mock.stop());
        }
    }
}

fn definition(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("flows").join(name)).unwrap()
}

fn without_a_body(text: &str) -> String {
    let mut flow: Value = serde_json::from_str(text).unwrap();
    let states = flow["states"].as_array_mut().unwrap();
    let ask = states.iter_mut().find(|state| state["type"] == "send-and-wait-for-reply").unwrap();
    ask["properties"].as_object_mut().unwrap().remove("body");
    serde_json::to_string_pretty(&flow).unwrap()
}

fn file_side(path: &Path) -> Value {
    let side = path.with_extension("cordboard.json");
    serde_json::from_str(&std::fs::read_to_string(side).unwrap_or_default()).unwrap_or_default()
}

#[test]
fn validate_says_what_twilio_says_and_jumps_to_the_field() {
    let (beside, folder) = (Beside::start(), tempfile::tempdir().unwrap());
    let path = folder.path().join("bad.json");
    std::fs::write(&path, without_a_body(&definition("appointment-reminder.json"))).unwrap();
    let mut editor = open(vec![path], true, &MemoryStore::default());
    lead_to(&mut editor, &beside.url());
    command(&mut editor, Command::ValidateFlow);
    until_shown(&mut editor, "Twilio says");
    let rows: Vec<String> =
        labels(&editor).into_iter().filter(|label| label.starts_with("Twilio says, at ")).collect();
    let row = rows.iter().find(|row| row.contains("· body")).unwrap_or_else(|| panic!("{rows:?}")).clone();
    press(&mut editor, Role::Button, &row);
    let state = editor.state().state();
    let file = state.active().unwrap();
    let selected = file.selected_widget().and_then(|id| file.flow().widget(id)).unwrap();
    assert_eq!(selected.kind(), Some("send-and-wait-for-reply"));
    let focused = editor.ctx.memory(|memory| memory.focused());
    assert!(focused.is_some(), "the field has the keyboard");
    hides_secrets(&editor);

    // What is well is told, and the list goes.
    let good = sample(folder.path(), "opt-in.json");
    let mut editor = open(vec![good], true, &MemoryStore::default());
    lead_to(&mut editor, &beside.url());
    command(&mut editor, Command::ValidateFlow);
    until_told(&mut editor, "Twilio finds nothing wrong");
    assert!(!shows(&editor, "Twilio says"));
    assert!(!editor.state().state().active().unwrap().document.is_modified());
}

#[test]
fn pull_opens_a_new_document_and_later_replaces_it_as_one_step() {
    let beside = Beside::start();
    let sid = beside.create(&definition("opt-in.json"));
    let mut editor = open(Vec::new(), true, &MemoryStore::default());
    command(&mut editor, Command::PullFlow);
    until_shown(&mut editor, "Pull a flow from Twilio");
    choose_base(&mut editor, &beside.url());
    assert!(is_off(&editor, "Pull"));
    fill(&mut editor, "Flow SID", &sid);
    press(&mut editor, Role::Button, "Pull");
    until_told(&mut editor, "Pulled “Opt In!”, revision 1, published");
    let file = |editor: &Editor| {
        let file = editor.state().state().active().unwrap();
        (file.flow().to_value(), file.document.side().studio().unwrap().revision, file.document.title())
    };
    let (flow, revision, title) = file(&editor);
    let first: Value = serde_json::from_str(&definition("opt-in.json")).unwrap();
    assert_eq!((flow, revision, &*title), (first.clone(), 1, "opt-in.json"));
    assert!(editor.state().state().active().unwrap().document.is_modified(), "it stands in no file yet");

    // Pulled again, it is what it was.
    command(&mut editor, Command::PullFlow);
    until_shown(&mut editor, "Pull a flow from Twilio");
    press(&mut editor, Role::Button, "Pull");
    until_told(&mut editor, "The flow is the same as revision 1");

    let mut second = first.clone();
    second["description"] = json!("somebody else's");
    beside.send(&studio::update(&sid, None, Status::Draft, &second.to_string(), Some("Try it")));
    command(&mut editor, Command::PullFlow);
    until_shown(&mut editor, "Pull a flow from Twilio");
    press(&mut editor, Role::Button, "Pull");
    until_shown(&mut editor, "This flow is open already");
    assert!(shows(&editor, "the flow's description") && shows(&editor, "“Try it”"), "{:?}", labels(&editor));
    press(&mut editor, Role::Button, "Replace");
    until_told(&mut editor, "Pulled revision 2, draft");
    let (flow, revision, _) = file(&editor);
    assert_eq!((flow, revision), (second, 2));
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    editor.run_steps(3);
    let (flow, revision, _) = file(&editor);
    assert_eq!((flow, revision), (first, 1), "one step takes all of it back");
    assert_eq!(editor.state().state().open.len(), 1);
}

#[test]
fn push_makes_a_flow_then_a_revision_and_notes_it_beside_the_file_alone() {
    let (beside, folder) = (Beside::start(), tempfile::tempdir().unwrap());
    let path = sample(folder.path(), "opt-in.json");
    let mut editor = open(vec![path.clone()], true, &MemoryStore::default());
    lead_to(&mut editor, &beside.url());
    command(&mut editor, Command::PushFlow);
    until_shown(&mut editor, "Push as a draft");
    fill(&mut editor, "Name of the new flow", "");
    editor.key_press(Key::Backspace);
    editor.run_steps(2);
    assert!(is_off(&editor, "Push"), "a new flow needs a name");
    fill(&mut editor, "Name of the new flow", "Greeting");
    press(&mut editor, Role::Button, "Push");
    until_told(&mut editor, "Made “Greeting”, revision 1, draft");
    until(&mut editor, |_| file_side(&path)["studio"]["revision"] == 1);
    let sid = file_side(&path)["studio"]["flow_sid"].as_str().unwrap().to_owned();
    assert_eq!(
        (&beside.flow(&sid)["status"], &beside.flow(&sid)["friendly_name"]),
        (&json!("draft"), &json!("Greeting"))
    );
    until(&mut editor, |editor| !editor.state().state().active().unwrap().document.is_modified());

    // A change that is not saved is pushed; of it only the revision is noted beside the file.
    let before = std::fs::read(&path).unwrap();
    fill(&mut editor, "Description", "Asks whether it may write");
    editor.run_steps(10);
    assert!(editor.state().state().active().unwrap().document.is_modified());
    command(&mut editor, Command::PublishFlow);
    until_shown(&mut editor, "Publish the flow");
    fill(&mut editor, "Commit message", "Wider");
    press(&mut editor, Role::Button, "Publish");
    until_told(&mut editor, "Published “Greeting”, revision 2, published");
    until(&mut editor, |_| file_side(&path)["studio"]["revision"] == 2);
    let there = beside.flow(&sid);
    assert_eq!((&there["commit_message"], &there["status"]), (&json!("Wider"), &json!("published")));
    let mine = editor.state().state().active().unwrap().flow().to_value();
    assert_eq!(there["definition"], mine);
    assert_eq!(std::fs::read(&path).unwrap(), before, "the flow's own file is not written unasked");
    // What stands there is so whatever is undone.
    command(&mut editor, Command::Undo);
    until(&mut editor, |editor| !editor.state().state().active().unwrap().document.is_modified());
    let side = editor.state().state().active().unwrap().document.side().studio().unwrap();
    assert_eq!(side.revision, 2);
}

#[test]
fn a_foreign_revision_refuses_a_push_and_shows_the_difference() {
    let (beside, folder) = (Beside::start(), tempfile::tempdir().unwrap());
    let path = sample(folder.path(), "opt-in.json");
    let sid = beside.create(&definition("opt-in.json"));
    let side = json!({"version": 1, "studio": {"flow_sid": sid, "friendly_name": "Opt In!", "revision": 1, "sha256": ""}});
    std::fs::write(folder.path().join("opt-in.cordboard.json"), side.to_string()).unwrap();
    let mut other: Value = serde_json::from_str(&definition("opt-in.json")).unwrap();
    other["states"][1]["name"] = json!("theirs");
    let text = other.to_string().replace(
        &format!(
            "\"next\":{}",
            serde_json::from_str::<Value>(&definition("opt-in.json")).unwrap()["states"][1]["name"]
        ),
        "\"next\":\"theirs\"",
    );
    beside.send(&studio::update(&sid, None, Status::Draft, &text, None));
    let mut editor = open(vec![path], true, &MemoryStore::default());
    lead_to(&mut editor, &beside.url());
    command(&mut editor, Command::PushFlow);
    until_shown(&mut editor, "Push as a draft");
    press(&mut editor, Role::Button, "Push");
    until_shown(&mut editor, "Another revision stands at Twilio");
    assert!(
        shows(&editor, "read_keyword, was theirs") && shows(&editor, "This flow came from revision 1."),
        "{:?}",
        labels(&editor)
    );
    assert_eq!(beside.flow(&sid)["revision"], 2, "nothing was saved");
    press(&mut editor, Role::Button, "Pull instead…");
    until_shown(&mut editor, "This flow is open already");
    press(&mut editor, Role::Button, "Cancel");
    assert_eq!(beside.flow(&sid)["revision"], 2);

    command(&mut editor, Command::PushFlow);
    until_shown(&mut editor, "Push as a draft");
    press(&mut editor, Role::Button, "Push");
    until_shown(&mut editor, "Another revision stands at Twilio");
    press(&mut editor, Role::Button, "Push anyway");
    until_told(&mut editor, "Pushed “Opt In!”, revision 3, draft");
    let mine = editor.state().state().active().unwrap().flow().to_value();
    assert_eq!(beside.flow(&sid)["definition"], mine);
}

#[test]
fn a_flow_that_is_gone_there_and_what_our_checks_refuse_are_told_with_the_way_out() {
    let (beside, folder) = (Beside::start(), tempfile::tempdir().unwrap());
    let path = sample(folder.path(), "opt-in.json");
    let side = json!({"version": 1, "studio": {"flow_sid": format!("FW{}", "9".repeat(32)), "friendly_name": "Gone", "revision": 4, "sha256": ""}});
    std::fs::write(folder.path().join("opt-in.cordboard.json"), side.to_string()).unwrap();
    let bad = folder.path().join("bad.json");
    std::fs::write(&bad, without_a_body(&definition("appointment-reminder.json"))).unwrap();
    let mut editor = open(vec![path, bad], true, &MemoryStore::default());
    lead_to(&mut editor, &beside.url());
    command(&mut editor, Command::PublishFlow);
    until_shown(&mut editor, "Publish the flow");
    press(&mut editor, Role::Button, "Publish");
    until_shown(&mut editor, "Studio would not publish this flow");
    assert!(shows(&editor, "Nothing was sent to Twilio."));
    let links = editor.query_all_by_role_and_label(Role::Link, "Go there").count();
    assert_eq!(links, 1);
    press(&mut editor, Role::Link, "Go there");
    let file = editor.state().state().active().unwrap();
    assert!(file.selected_widget().is_some() && !shows(&editor, "Nothing was sent to Twilio."));

    command(&mut editor, Command::PreviousTab);
    command(&mut editor, Command::PushFlow);
    until_shown(&mut editor, "“Gone”");
    press(&mut editor, Role::Button, "Push");
    until_shown(&mut editor, "There is no such flow in this account");
    press(&mut editor, Role::CheckBox, "Make a new flow instead");
    press(&mut editor, Role::Button, "Push");
    until_told(&mut editor, "Made “opt-in”, revision 1, draft");
}

#[test]
fn a_question_that_hangs_can_be_cancelled_and_wrong_credentials_be_changed() {
    let twilio = FakeTwilio::start(|asked| match asked.path.contains("hang") || asked.method == "POST" {
        true => None,
        false => Some(fault(401, 20003)),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(vec![sample(folder.path(), "opt-in.json")], true, &MemoryStore::default());
    lead_to(&mut editor, &twilio.url);
    command(&mut editor, Command::ValidateFlow);
    until_shown(&mut editor, "Asking Twilio…");
    until(&mut editor, |_| !twilio.asked().is_empty());
    press(&mut editor, Role::Button, "Cancel");
    assert!(!shows(&editor, "Asking Twilio…"));

    command(&mut editor, Command::PullFlow);
    fill(&mut editor, "Flow SID", &format!("FW{}", "1".repeat(32)));
    press(&mut editor, Role::Button, "Pull");
    until_shown(&mut editor, "The flow was not pulled");
    assert!(shows(&editor, "The credentials are wrong or may not do this (Twilio says 20003: fault 20003)."));
    assert!(shows(&editor, "https://console.twilio.com"), "{:?}", labels(&editor));
    press(&mut editor, Role::Button, "Account…");
    until_shown(&mut editor, "Twilio account");
    hides_secrets(&editor);
}

//! Environments as a user works with them: what is written and comes back, and what is kept in the key store.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::ThreadId;

use super::api_answers::{fill, opened, press, reads, settle, shows};
use crate::support::{Editor, editor, folders, sample, until, was_told};
use cordboard::editor::account::Surroundings;
use cordboard::editor::api::World;
use cordboard::editor::app::Options;
use cordboard::editor::command::Command;
use cordboard::twilio::keys::{KeyError, KeyStore, MemoryStore, NoStore};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use secrecy::SecretString;

pub const SECRET: &str = "Hush-Hush/8!";
pub const TICK: &str = "Keep in the system's key store";

/// The editor on a flow, or on none, with a key store of the test's own, and an operation shown.
pub fn start(root: &Path, flow: Option<&Path>, store: impl KeyStore + 'static) -> Editor {
    opened(bare(root, flow, store))
}

pub fn bare(root: &Path, flow: Option<&Path>, store: impl KeyStore + 'static) -> Editor {
    let options = Options {
        files: flow.iter().map(|path| path.to_path_buf()).collect(),
        folders: Some(folders(root)),
        surroundings: Surroundings::new(|_| None, store),
        ..Options::default()
    };
    let mut editor = editor(options);
    if flow.is_some() {
        until(&mut editor, |editor| editor.state().state().active().is_some());
    }
    editor
}

pub fn dialog(editor: &mut Editor) {
    press(editor, Role::Link, "Environments…");
}

/// Makes an environment with a plain variable and a secret one, in the dialog that stays open.
pub fn fill_in(editor: &mut Editor, name: &str, base: &str) {
    dialog(editor);
    press(editor, Role::Link, "New environment");
    fill(editor, Role::TextInput, "Name of the environment", name);
    fill(editor, Role::TextInput, "Base address", base);
    press(editor, Role::Link, "Add a variable");
    fill(editor, Role::TextInput, "Variable 1", "city");
    fill(editor, Role::TextInput, "Value of variable 1", "Bonn");
    press(editor, Role::Link, "Add a variable");
    fill(editor, Role::TextInput, "Variable 2", "key");
    press(editor, Role::CheckBox, "Variable 2 is a secret");
    fill(editor, Role::PasswordInput, "Value of variable 2", SECRET);
}

pub fn keep(editor: &mut Editor) {
    press(editor, Role::Button, "Keep");
    assert!(editor.state().state().dialogs.is_empty());
}

/// The value of a secret in memory.
pub fn secret(editor: &Editor, environment: &str, variable: &str) -> Option<String> {
    let held = editor.state().state().api.secrets.get(environment)?;
    held.values.get(variable).map(|value| secrecy::ExposeSecret::expose_secret(value).to_owned())
}

/// No file below a folder holds the secret, and nothing that the window would print does.
pub fn hides(editor: &Editor, root: &Path) {
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let text = String::from_utf8_lossy(&bytes);
                assert!(!text.contains(SECRET), "{} holds the secret", path.display());
            }
        }
    }
    assert!(!format!("{:?}", editor.state().state()).contains(SECRET));
    assert!(!reads(editor, SECRET));
}

#[test]
fn a_secret_in_the_key_store_comes_back_and_goes_with_its_tick() {
    let root = tempfile::tempdir().unwrap();
    let (flow, store) = (sample(root.path(), "opt-in.json"), MemoryStore::default());
    let mut editor = start(root.path(), Some(&flow), store.clone());
    fill_in(&mut editor, "staging", "");
    press(&mut editor, Role::CheckBox, TICK);
    assert!(store.names().is_empty(), "nothing is kept before the dialog is");
    keep(&mut editor);
    until(&mut editor, |_| store.names().len() == 1);
    let kept = root.path().join("cordboard.api.json");
    until(&mut editor, |_| std::fs::read_to_string(&kept).is_ok_and(|text| text.contains("staging")));
    hides(&editor, root.path());
    let name = store.names().concat();
    assert!(name.contains("staging") && name.contains("key") && !name.contains(SECRET), "{name}");
    drop(editor);

    let mut editor = start(root.path(), Some(&flow), store.clone());
    until(&mut editor, |editor| secret(editor, "staging", "key").is_some());
    assert_eq!(secret(&editor, "staging", "key").as_deref(), Some(SECRET));
    press(&mut editor, Role::RadioButton, "Environment");
    fill(&mut editor, Role::MultilineTextInput, "Body", "{{env.city}} {{env.key}}");
    assert!(reads(&editor, "Becomes: Bonn ••••••••"));
    // A new name of the variable, and then of the environment, takes it along.
    let renames = [("Variable 2", "token", "token"), ("Name of the environment", "tests", "tests")];
    for (field, name, part) in renames {
        dialog(&mut editor);
        let tick = editor.get_by_role_and_label(Role::CheckBox, TICK);
        assert_eq!(tick.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
        fill(&mut editor, Role::TextInput, field, name);
        keep(&mut editor);
        until(&mut editor, |_| store.names().len() == 1 && store.names().concat().contains(part));
    }
    assert_eq!(secret(&editor, "tests", "token").as_deref(), Some(SECRET));
    // So does the request that goes to it, here and in the file.
    assert_eq!(editor.state().state().api.current().unwrap().world, World::Own("tests".into()));
    let text = |_: &Editor| std::fs::read_to_string(&kept).is_ok_and(|text| !text.contains("staging"));
    until(&mut editor, text);
    assert!(std::fs::read_to_string(&kept).unwrap().contains("\"environment\": \"tests\""));
    hides(&editor, root.path());
    // Without its tick it is in memory alone.
    dialog(&mut editor);
    press(&mut editor, Role::CheckBox, TICK);
    keep(&mut editor);
    until(&mut editor, |_| store.names().is_empty());
    assert_eq!(secret(&editor, "tests", "token").as_deref(), Some(SECRET));
}

#[test]
fn what_is_deleted_is_deleted_from_the_key_store() {
    let root = tempfile::tempdir().unwrap();
    let (flow, store) = (sample(root.path(), "opt-in.json"), MemoryStore::default());
    let mut editor = start(root.path(), Some(&flow), store.clone());
    fill_in(&mut editor, "staging", "");
    press(&mut editor, Role::CheckBox, TICK);
    press(&mut editor, Role::Link, "Copy it");
    keep(&mut editor);
    until(&mut editor, |_| store.names().len() == 2);
    dialog(&mut editor);
    press(&mut editor, Role::Button, "Remove variable 2");
    keep(&mut editor);
    until(&mut editor, |_| store.names().len() == 1);
    assert!(store.names().concat().contains("staging copy"), "the copy has its own");
    dialog(&mut editor);
    press(&mut editor, Role::ComboBox, "Environment");
    editor.query_all_by_label("staging copy").last().unwrap().click();
    settle(&mut editor);
    press(&mut editor, Role::Link, "Delete it");
    keep(&mut editor);
    until(&mut editor, |_| store.names().is_empty());
}

#[test]
fn without_a_key_store_the_tick_says_why() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = start(root.path(), None, NoStore("it is switched off by CORDBOARD_KEY_STORE"));
    fill_in(&mut editor, "staging", "");
    assert!(editor.get_by_role_and_label(Role::CheckBox, TICK).accesskit_node().is_disabled());
    assert!(shows(
        &editor,
        "Without a key store secrets last as long as this window: it is switched off by CORDBOARD_KEY_STORE."
    ));
    keep(&mut editor);
    assert_eq!(secret(&editor, "staging", "key").as_deref(), Some(SECRET));
    hides(&editor, root.path());
}

/// A store that waits until it is unlocked, refuses to write, and notes who asks it.
#[derive(Clone, Default)]
struct Locked {
    inner: MemoryStore,
    gate: Arc<(Mutex<bool>, Condvar)>,
    asked_by: Arc<Mutex<Vec<ThreadId>>>,
}

impl Locked {
    fn unlock(&self) {
        *self.gate.0.lock().unwrap() = true;
        self.gate.1.notify_all();
    }

    fn wait(&self) {
        self.asked_by.lock().unwrap().push(std::thread::current().id());
        let open = self.gate.0.lock().unwrap();
        drop(self.gate.1.wait_while(open, |is_open| !*is_open).unwrap());
    }
}

impl KeyStore for Locked {
    fn name(&self) -> &'static str {
        "a locked store"
    }

    fn read_entry(&self, entry: &str) -> Result<Option<SecretString>, KeyError> {
        self.wait();
        self.inner.read_entry(entry)
    }

    fn write_entry(&self, _: &str, _: &SecretString) -> Result<(), KeyError> {
        self.wait();
        Err(KeyError::Refused("it is full".to_owned()))
    }

    fn remove_entry(&self, entry: &str) -> Result<bool, KeyError> {
        self.wait();
        self.inner.remove_entry(entry)
    }
}

#[test]
fn no_frame_waits_for_the_key_store() {
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "opt-in.json");
    let store = Locked::default();
    let mut editor = start(root.path(), Some(&flow), store.inner.clone());
    fill_in(&mut editor, "staging", "");
    press(&mut editor, Role::CheckBox, TICK);
    keep(&mut editor);
    until(&mut editor, |_| store.inner.names().len() == 1);
    drop(editor);

    let mut editor = start(root.path(), Some(&flow), store.clone());
    until(&mut editor, |_| !store.asked_by.lock().unwrap().is_empty());
    dialog(&mut editor);
    assert!(shows(&editor, "The key store is still asked for the secrets"));
    assert!(editor.get_by_role_and_label(Role::Button, "Keep").accesskit_node().is_disabled());
    press(&mut editor, Role::Button, "Cancel");
    press(&mut editor, Role::RadioButton, "Environment");
    fill(&mut editor, Role::TextInput, "ChatServiceSid", "IS1");
    fill(&mut editor, Role::TextInput, "ConversationSid", "CH1");
    press(&mut editor, Role::Button, "Test request");
    assert!(shows(&editor, "The key store is still asked for the secrets of this environment"));
    assert!(editor.state().state().dialogs.is_empty(), "nothing goes out without its secret");
    dialog(&mut editor);
    store.unlock();
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::CheckBox, TICK).is_some());
    settle(&mut editor);
    // It refuses to take another value: that is told, and the tick goes.
    fill(&mut editor, Role::PasswordInput, "Value of variable 2", "another one");
    keep(&mut editor);
    until(&mut editor, |editor| shows(editor, "key of staging is kept in memory only"));
    let page = &editor.state().state().api;
    assert!(page.secrets.get("staging").unwrap().kept.is_empty());
    let asked = store.asked_by.lock().unwrap().clone();
    assert!(!asked.is_empty() && !asked.contains(&std::thread::current().id()));
}

/// What a hand has written into the file of a folder, and what the window says of it.
fn check_left_alone(text: &str, told: &str) {
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "opt-in.json");
    let file = root.path().join("cordboard.api.json");
    std::fs::write(&file, text).unwrap();
    let mut editor = start(root.path(), Some(&flow), MemoryStore::default());
    until(&mut editor, |editor| was_told(editor, told));
    assert!(editor.state().state().api.environments.is_empty());
    fill_in(&mut editor, "staging", "");
    keep(&mut editor);
    until(&mut editor, |editor| was_told(editor, "What belongs to the API library cannot be kept"));
    drop(editor);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_broken_or_newer_file_is_left_alone_and_told() {
    check_left_alone("{\"version\": 1, \"environments\": [", "cannot be read and is left as it is");
    check_left_alone("{\"version\": 999, \"environments\": []}\n", "cannot be read and is left as it is");
}

#[test]
fn environments_belong_to_the_folder_and_what_a_hand_adds_stays() {
    let root = tempfile::tempdir().unwrap();
    let other = root.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let first = sample(root.path(), "opt-in.json");
    let second = sample(&other, "opt-in.json");
    let mut editor = start(root.path(), Some(&first), MemoryStore::default());
    fill_in(&mut editor, "staging", "");
    keep(&mut editor);
    let file = root.path().join("cordboard.api.json");
    until(&mut editor, |_| std::fs::read_to_string(&file).is_ok_and(|text| text.contains("staging")));
    // Another folder has none of it, and coming back brings all of it.
    editor.input_mut().dropped_files.push(Arc::new(super::api_libraries::Dropped(second)));
    until(&mut editor, |editor| editor.state().state().open.len() == 2);
    editor.run_steps(3);
    let page = &editor.state().state().api;
    assert!(page.environments.is_empty() && page.secrets.is_empty());
    assert!(!other.join("cordboard.api.json").exists());
    editor.state_mut().press(Command::PreviousTab);
    editor.run_steps(3);
    assert_eq!(secret(&editor, "staging", "key").as_deref(), Some(SECRET), "in memory it stays");
    // Somebody adds one by hand while the window is open.
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replacen("\"environments\": [", "\"environments\": [\n    {\"name\": \"by hand\"},", 1);
    std::fs::write(&file, &text).unwrap();
    let mut editor = opened(editor);
    dialog(&mut editor);
    fill(&mut editor, Role::TextInput, "Value of variable 1", "Köln");
    keep(&mut editor);
    until(&mut editor, |editor| editor.state().state().api.environments.len() == 2);
    assert!(shows(&editor, "was changed elsewhere, too"));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("by hand") && text.contains("Köln") && !text.contains("Bonn"), "{text}");
    drop(editor);
    let mut editor = start(root.path(), Some(&first), MemoryStore::default());
    until(&mut editor, |editor| editor.state().state().api.environments.len() == 2);
    press(&mut editor, Role::RadioButton, "Environment");
    assert_eq!(secret(&editor, "staging", "key"), None, "without its tick a secret is typed in anew");
}

/// Pastes a curl command and has it prepared.
fn paste_curl(editor: &mut Editor, command: &str) {
    editor.state_mut().press(Command::PasteCurl);
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::MultilineTextInput, "curl command").focus();
    editor.run_steps(2);
    editor.event(egui::Event::Paste(command.to_owned()));
    editor.run_steps(4);
    press(editor, Role::Button, "Prepare the request");
}

#[test]
fn a_secret_of_a_curl_command_is_kept_where_that_is_ticked_and_goes_to_its_own_host() {
    let root = tempfile::tempdir().unwrap();
    let (flow, store) = (sample(root.path(), "opt-in.json"), MemoryStore::default());
    let host = "orders.example.com";
    let file = root.path().join("cordboard.api.json");
    // Somebody else's environment of that name leads elsewhere.
    let theirs = format!("{{\"name\": \"{host}\", \"base\": \"https://evil.example\"}}");
    std::fs::write(&file, format!("{{\"version\": 1, \"environments\": [{theirs}]}}\n")).unwrap();
    let mut editor = start(root.path(), Some(&flow), store.clone());
    paste_curl(&mut editor, &format!("curl https://{host}/v1/orders -H 'Authorization: Bearer first-one'"));
    let name = format!("{host} 2");
    assert_eq!(secret(&editor, host, "API_TOKEN"), None, "the other one does not get it");
    assert_eq!(secret(&editor, &name, "API_TOKEN").as_deref(), Some("first-one"));
    dialog(&mut editor);
    press(&mut editor, Role::CheckBox, TICK);
    keep(&mut editor);
    until(&mut editor, |_| store.names().len() == 1);
    until(&mut editor, |_| std::fs::read_to_string(&file).is_ok_and(|text| text.contains(&name)));
    drop(editor);
    // The command of another day brings a newer one.
    let mut editor = bare(root.path(), Some(&flow), store.clone());
    until(&mut editor, |editor| editor.state().state().api.environments.len() == 2);
    paste_curl(&mut editor, &format!("curl https://{host}/v1/orders -H 'Authorization: Bearer second-one'"));
    assert!(was_told(
        &editor,
        &format!("for the environment {name}, and in the key store where that had one")
    ));
    let entry = store.names().concat();
    until(&mut editor, |_| {
        let value = store.read_entry(&entry).unwrap().unwrap();
        secrecy::ExposeSecret::expose_secret(&value) == "second-one"
    });
    assert_eq!(secret(&editor, &name, "API_TOKEN").as_deref(), Some("second-one"));
}

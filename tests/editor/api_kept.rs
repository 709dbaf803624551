//! What a folder of flows keeps of the API library: what goes into its file and what comes back, and that projects do
//! not mix.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use super::api_answers::{SUMMARY, fill, opened, press, reads, settle, shows};
use super::api_libraries::Dropped;
use crate::support::server::{ok, server};
use crate::support::{Editor, editor, folders, press as quickly, sample, until, until_at_once};
use cordboard::editor::account::Surroundings;
use cordboard::editor::api::World;
use cordboard::editor::api::libraries::Entry;
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use cordboard::twilio::keys::MemoryStore;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

const KEPT: &str = "cordboard.api.json";

const PETS: &str = r#"openapi: 3.0.3
info: {title: Pets, version: '1'}
servers:
  - url: https://pets.example
  - url: https://{region}.pets.example
    variables:
      region: {default: eu}
paths:
  /pets:
    get:
      operationId: listPets
      summary: List the pets
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses: {'200': {description: ok}}
    post:
      operationId: addPet
      summary: Add a pet
      parameters:
        - {name: photo, in: query, description: Which of them it replaces, schema: {type: string}}
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [photo]
              properties:
                photo: {type: string, format: binary}
                name: {type: string}
      responses: {'201': {description: ok}}
"#;

/// A window on flows, in which file dialogs answer with these files, one after the other.
pub fn start(root: &Path, flows: &[&Path], answers: &[&Path]) -> Editor {
    let options = Options {
        files: flows.iter().map(|path| path.to_path_buf()).collect(),
        folders: Some(folders(root)),
        path_answers: PathAnswers::Scripted(answers.iter().map(|path| vec![path.to_path_buf()]).collect()),
        surroundings: Surroundings::new(|_| None, MemoryStore::default()),
    };
    let mut editor = editor(options);
    let count = flows.len();
    until(&mut editor, |editor| editor.state().state().open.len() == count);
    editor.run_steps(3);
    editor
}

/// Opens one more flow, which is shown then.
fn open(editor: &mut Editor, flow: PathBuf) {
    let count = editor.state().state().open.len();
    editor.input_mut().dropped_files.push(Arc::new(Dropped(flow)));
    until_at_once(editor, |editor| editor.state().state().open.len() == count + 1);
    editor.run_steps(3);
}

fn show_page(editor: &mut Editor) {
    if !editor.state().state().api.is_open {
        editor.state_mut().press(Command::ShowApi);
    }
    settle(editor);
}

fn entries(editor: &Editor) -> &[Entry] {
    &editor.state().state().api.libraries.entries
}

pub fn import(editor: &mut Editor) {
    let count = entries(editor).len();
    editor.state_mut().press(Command::ImportApi);
    editor.run_steps(3);
    // A message is gone after a few seconds, so no step is taken that is not needed.
    quickly(editor, Role::Button, "Choose a file…");
    until_at_once(editor, |editor| {
        let entries = entries(editor);
        entries.len() > count && entries.iter().all(|entry| entry.library().is_some())
    });
    editor.run_steps(3);
}

pub fn value(editor: &Editor, name: &str) -> String {
    editor.state().state().api.current().unwrap().prepared.value(name).to_owned()
}

pub fn kept(folder: &Path) -> String {
    std::fs::read_to_string(folder.join(KEPT)).unwrap_or_default()
}

fn make_environment(editor: &mut Editor, name: &str, base: &str) {
    press(editor, Role::Link, "Environments…");
    press(editor, Role::Link, "New environment");
    fill(editor, Role::TextInput, "Name of the environment", name);
    fill(editor, Role::TextInput, "Base address", base);
    press(editor, Role::Button, "Keep");
}

fn folder(root: &Path, name: &str) -> PathBuf {
    let folder = root.join(name);
    std::fs::create_dir(&folder).unwrap();
    folder
}

pub fn pets(root: &Path, name: &str) -> PathBuf {
    let path = root.join(name);
    std::fs::write(&path, PETS).unwrap();
    path
}

/// Has a disk that was slow answer whoever reads a folder's file through a pipe; from then on the file is there.
#[cfg(unix)]
fn answer_late(pipe: &Path, folder: &Path, text: &str) {
    // This waits until somebody reads.
    let mut late = std::fs::OpenOptions::new().write(true).open(pipe).unwrap();
    std::fs::remove_file(folder.join(KEPT)).unwrap();
    std::fs::write(folder.join(KEPT), text).unwrap();
    late.write_all(text.as_bytes()).unwrap();
}

#[cfg(unix)]
#[test]
fn a_project_that_was_left_before_it_was_read_is_read_when_it_is_shown_again() {
    let root = tempfile::tempdir().unwrap();
    let (one, other) = (folder(root.path(), "one"), folder(root.path(), "other"));
    let (first, second) = (sample(&one, "opt-in.json"), sample(&other, "opt-in.json"));
    pets(&one, "pets.yaml");
    let text = r#"{"version": 1, "documents": [{"id": "pets", "title": "Pets", "source": "pets.yaml"}],
      "environments": [{"name": "staging"}]}"#;
    // A disk that is slow to answer: who reads waits for who writes.
    let pipe = root.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink(&pipe, one.join(KEPT)).unwrap();
    let mut editor = start(root.path(), &[&first], &[]);
    open(&mut editor, second);
    answer_late(&pipe, &one, text);
    editor.run_steps(5);
    assert!(entries(&editor).is_empty(), "that is of another folder");

    editor.state_mut().press(Command::PreviousTab);
    until(&mut editor, |editor| entries(editor).first().is_some_and(|entry| entry.library().is_some()));
    show_page(&mut editor);
    press(&mut editor, Role::Button, "List the pets");
    make_environment(&mut editor, "mine", "");
    until(&mut editor, |_| kept(&one).contains("mine"));
    assert!(kept(&one).contains("staging"), "{}", kept(&one));
    let names: Vec<_> = editor.state().state().api.environments.iter().map(|own| &own.name).collect();
    assert_eq!(names, ["staging", "mine"]);
}

#[cfg(unix)]
#[test]
fn what_is_imported_before_the_project_is_read_takes_no_name_of_it() {
    let root = tempfile::tempdir().unwrap();
    let one = folder(root.path(), "one");
    let flow = sample(&one, "opt-in.json");
    let (theirs, mine) = (pets(&one, "theirs.yaml"), pets(&one, "mine.yaml"));
    let text = r#"{"version": 1, "documents": [{"id": "pets", "title": "Pets", "source": "theirs.yaml"}]}"#;
    let pipe = root.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink(&pipe, one.join(KEPT)).unwrap();
    let mut editor = start(root.path(), &[&flow], &[&mine]);
    editor.state_mut().press(Command::ImportApi);
    settle(&mut editor);
    press(&mut editor, Role::Button, "Choose a file…");
    answer_late(&pipe, &one, text);
    until(&mut editor, |editor| {
        entries(editor).len() == 2 && entries(editor).iter().all(|entry| entry.library().is_some())
    });
    until(&mut editor, |_| kept(&one).contains("mine.yaml"));
    assert!(kept(&one).contains("theirs.yaml"), "{}", kept(&one));
    assert!(theirs.exists());
}

/// A server that answers nobody before it is told to.
fn slow() -> (String, mpsc::Sender<()>) {
    let (go, may_go) = mpsc::channel();
    let (base, _) = server(move |_| {
        let _ = may_go.recv();
        ok("application/json", b"{}")
    });
    (base, go)
}

#[test]
fn a_request_on_its_way_stays_with_its_project() {
    let (base, go) = slow();
    let root = tempfile::tempdir().unwrap();
    let (one, other) = (folder(root.path(), "one"), folder(root.path(), "other"));
    let (first, second) = (sample(&one, "opt-in.json"), sample(&other, "opt-in.json"));
    let mut editor = opened(start(root.path(), &[&first], &[]));
    make_environment(&mut editor, "slow", &base);
    press(&mut editor, Role::RadioButton, "Environment");
    fill(&mut editor, Role::TextInput, "ChatServiceSid", "IS1");
    fill(&mut editor, Role::TextInput, "ConversationSid", "CH1");
    fill(&mut editor, Role::MultilineTextInput, "Body", "of the first");
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().sending.is_some());

    open(&mut editor, second);
    show_page(&mut editor);
    press(&mut editor, Role::Button, SUMMARY);
    let shown = editor.state().state().api.current().unwrap();
    assert!(shown.sending.is_none() && shown.world == World::Mock);
    assert_ne!(value(&editor, "Body"), "of the first");
    fill(&mut editor, Role::MultilineTextInput, "Body", "of the second");
    until(&mut editor, |_| kept(&other).contains("of the second"));
    assert!(!kept(&other).contains("of the first"), "{}", kept(&other));

    go.send(()).unwrap();
    until(&mut editor, |editor| {
        let mut aside = editor.state().state().api.libraries.projects_aside();
        aside.any(|aside| aside.tries.values().any(|shown| shown.outcome.is_some()))
    });
    assert!(editor.state().state().api.current().unwrap().outcome.is_none());
    editor.state_mut().press(Command::PreviousTab);
    editor.run_steps(3);
    show_page(&mut editor);
    assert_eq!(value(&editor, "Body"), "of the first");
    assert!(shows(&editor, "200 OK"), "its answer is found when it is shown again");
}

#[test]
fn a_variable_that_is_renamed_takes_only_its_own_secret_along() {
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "opt-in.json");
    let mut editor = opened(start(root.path(), &[&flow], &[]));
    press(&mut editor, Role::Link, "Environments…");
    press(&mut editor, Role::Link, "New environment");
    for (number, (name, secret)) in [("A", "first"), ("AB", "second")].into_iter().enumerate() {
        press(&mut editor, Role::Link, "Add a variable");
        fill(&mut editor, Role::TextInput, &format!("Variable {}", number + 1), name);
        let boxes: Vec<_> = editor.query_all_by_role(Role::CheckBox).collect();
        let boxes = boxes.into_iter().filter(|node| {
            node.accesskit_node()
                .label()
                .is_some_and(|label| label.starts_with("Secret") || label.starts_with("Variable"))
        });
        boxes.last().unwrap().click();
        settle(&mut editor);
        fill(&mut editor, Role::PasswordInput, &format!("Value of variable {}", number + 1), secret);
    }
    press(&mut editor, Role::Button, "Keep");
    press(&mut editor, Role::Link, "Environments…");
    // Letter by letter it is called as the other one for a moment.
    for name in ["A", "AB", "ABC"] {
        fill(&mut editor, Role::TextInput, "Variable 1", name);
    }
    press(&mut editor, Role::Button, "Keep");
    let secret = |name: &str| {
        let held = editor.state().state().api.secrets.values().next().unwrap();
        held.values.get(name).map(|value| secrecy::ExposeSecret::expose_secret(value).to_owned())
    };
    assert_eq!(secret("ABC").as_deref(), Some("first"));
    assert_eq!(secret("AB").as_deref(), Some("second"));
    assert_eq!(secret("A"), None);
}

#[test]
fn two_windows_that_change_one_environment_lose_nothing() {
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "opt-in.json");
    let text = r#"{"version": 1, "environments": [{"name": "own", "base": "https://a.example", "variables": [{"name": "city", "value": "Bonn"}]}, {"name": "old"}]}"#;
    std::fs::write(root.path().join(KEPT), text).unwrap();
    let mut editor = opened(start(root.path(), &[&flow], &[]));
    until(&mut editor, |editor| editor.state().state().api.environments.len() == 2);
    let theirs = text.replace("https://a.example", "https://b.example").replace(", {\"name\": \"old\"}", "");
    std::fs::write(root.path().join(KEPT), theirs).unwrap();
    press(&mut editor, Role::Link, "Environments…");
    fill(&mut editor, Role::TextInput, "Value of variable 1", "Jena");
    press(&mut editor, Role::Button, "Keep");
    until(&mut editor, |_| kept(root.path()).contains("Jena"));
    let text = kept(root.path());
    assert!(text.contains("https://b.example") && !text.contains("old"), "{text}");
    until(&mut editor, |editor| shows(editor, "was changed elsewhere, too"));
    let environments = &editor.state().state().api.environments;
    assert_eq!((environments.len(), environments[0].base.as_str()), (1, "https://b.example"));
}

#[test]
fn an_example_that_was_emptied_does_not_come_back() {
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "opt-in.json");
    let mut editor = opened(start(root.path(), &[&flow], &[]));
    let filled = editor.state().state().api.current().unwrap().prepared.clone();
    let filled: Vec<String> =
        filled.filled_parameters().map(|(parameter, _)| parameter.name.clone()).collect();
    // That one is the same in each request.
    let filled: Vec<String> = filled.into_iter().filter(|name| name != "Content-Type").collect();
    assert!(filled.contains(&"Body".to_owned()));
    for name in &filled {
        let roles = [Role::TextInput, Role::MultilineTextInput];
        let role = roles.into_iter().find(|role| editor.query_by_role_and_label(*role, name).is_some());
        match role {
            Some(role) => fill(&mut editor, role, name, ""),
            None => {
                press(&mut editor, Role::ComboBox, name);
                editor.query_all_by_label("Not sent").last().unwrap().click();
                settle(&mut editor);
            }
        }
    }
    drop(editor);
    let mut editor = start(root.path(), &[&flow], &[]);
    until(&mut editor, |editor| editor.state().state().api.libraries.is_read());
    let editor = opened(editor);
    for name in &filled {
        // What the path names is made up for the mock, and without it nothing can be sent there.
        let is_made_up = name.ends_with("Sid");
        assert_eq!(value(&editor, name).is_empty(), !is_made_up, "{name}");
    }
}

#[test]
fn where_a_request_goes_comes_back() {
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "opt-in.json");
    let document = pets(root.path(), "pets.yaml");
    let mut editor = opened(start(root.path(), &[&flow], &[&document]));
    make_environment(&mut editor, "staging", "");
    press(&mut editor, Role::RadioButton, "Environment");
    import(&mut editor);
    press(&mut editor, Role::Button, "List the pets");
    press(&mut editor, Role::ComboBox, "Server");
    editor.query_all_by_label("https://{region}.pets.example").last().unwrap().click();
    settle(&mut editor);
    fill(&mut editor, Role::TextInput, "region", "us");
    until(&mut editor, |_| kept(root.path()).contains("\"us\""));
    drop(editor);

    let mut editor = start(root.path(), &[&flow], &[]);
    until(&mut editor, |editor| entries(editor).first().is_some_and(|entry| entry.library().is_some()));
    show_page(&mut editor);
    press(&mut editor, Role::Button, "List the pets");
    assert!(reads(&editor, "us.pets.example"));
    let region = editor.get_by_role_and_label(Role::TextInput, "region").accesskit_node().value();
    assert_eq!(region.as_deref(), Some("us"));
    if editor.query_by_role_and_label(Role::Button, SUMMARY).is_none() {
        fill(&mut editor, Role::TextInput, "Search APIs", SUMMARY);
    }
    press(&mut editor, Role::Button, SUMMARY);
    assert_eq!(editor.state().state().api.current().unwrap().world, World::Own("staging".into()));
}

/// A folder with one library, filled in and removed.
fn removed(root: &Path, answers: &[&Path]) -> (Editor, PathBuf) {
    let one = folder(root, "one");
    let flow = sample(&one, "opt-in.json");
    let document = pets(root, "pets.yaml");
    let answers: Vec<&Path> = std::iter::once(document.as_path()).chain(answers.iter().copied()).collect();
    let mut editor = start(root, &[&flow], &answers);
    import(&mut editor);
    press(&mut editor, Role::Button, "List the pets");
    fill(&mut editor, Role::TextInput, "limit", "42");
    press(&mut editor, Role::Button, "About Pets");
    quickly(&mut editor, Role::Button, "Remove");
    assert!(entries(&editor).is_empty());
    (editor, one)
}

fn sources(text: &str) -> Vec<(String, String)> {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let documents = value["documents"].as_array().unwrap();
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    documents.iter().map(|document| (word(&document["id"]), word(&document["source"]))).collect()
}

#[test]
fn what_is_put_back_beside_another_of_its_title_keeps_its_name() {
    let root = tempfile::tempdir().unwrap();
    let other = pets(root.path(), "other.yaml");
    let (mut editor, one) = removed(root.path(), &[&other]);
    import(&mut editor);
    quickly(&mut editor, Role::Link, "Undo");
    assert_eq!(entries(&editor).len(), 2);
    assert_ne!(entries(&editor)[0].id, entries(&editor)[1].id);
    until(&mut editor, |_| kept(&one).contains("pets.yaml"));
    drop(editor);
    let sources = sources(&kept(&one));
    assert_eq!(sources.len(), 2);
    assert!(sources.contains(&("pets".to_owned(), "../pets.yaml".to_owned())), "{sources:?}");
    assert!(sources.contains(&("pets-2".to_owned(), "../other.yaml".to_owned())), "{sources:?}");
}

#[test]
fn the_same_document_imported_again_gets_back_what_was_filled_in() {
    let root = tempfile::tempdir().unwrap();
    let again = root.path().join("pets.yaml");
    let (mut editor, one) = removed(root.path(), &[&again]);
    import(&mut editor);
    quickly(&mut editor, Role::Link, "Undo");
    assert_eq!(entries(&editor).len(), 1);
    assert!(shows(&editor, "Pets was imported again: what was filled in is back in it"));
    press(&mut editor, Role::Button, "List the pets");
    assert_eq!(value(&editor, "limit"), "42");
    until(&mut editor, |_| kept(&one).contains("42"));
    assert_eq!(sources(&kept(&one)).len(), 1);
}

#[test]
fn what_is_put_back_goes_to_its_own_project() {
    let root = tempfile::tempdir().unwrap();
    let (mut editor, one) = removed(root.path(), &[]);
    let other = folder(root.path(), "other");
    open(&mut editor, sample(&other, "opt-in.json"));
    quickly(&mut editor, Role::Link, "Undo");
    assert!(entries(&editor).is_empty(), "it is of another folder");
    assert!(shows(&editor, "Pets is back with the flows in"));
    until(&mut editor, |_| kept(&one).contains("pets.yaml"));
    assert!(!other.join(KEPT).exists());
    editor.state_mut().press(Command::PreviousTab);
    editor.run_steps(3);
    assert_eq!(entries(&editor).len(), 1);
    show_page(&mut editor);
    press(&mut editor, Role::Button, "List the pets");
    assert_eq!(value(&editor, "limit"), "42");
}

#[cfg(unix)]
#[test]
fn a_late_look_does_not_mark_what_was_read_again() {
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "opt-in.json");
    let document = pets(root.path(), "pets.yaml");
    let mut editor = start(root.path(), &[&flow], &[&document]);
    import(&mut editor);
    let pipe = root.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::fs::remove_file(&document).unwrap();
    std::os::unix::fs::symlink(&pipe, &document).unwrap();
    editor.input_mut().focused = false;
    editor.run_steps(2);
    editor.input_mut().focused = true;
    editor.run_steps(5);
    // While somebody still looks at the old file, the new one is read.
    let mut look = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    std::fs::remove_file(&document).unwrap();
    std::fs::write(&document, PETS.replace("listPets", "allPets")).unwrap();
    press(&mut editor, Role::Button, "Read again");
    until(&mut editor, |editor| shows(editor, "Read Pets again"));
    look.write_all(b"something else").unwrap();
    drop(look);
    // Nothing tells that the look is over, so that there is nothing to wait for but frames.
    for _ in 0..300 {
        editor.step();
        std::thread::yield_now();
    }
    assert!(!entries(&editor)[0].is_changed);
}

//! What comes along when a flow is saved for the first time.

use std::path::{Path, PathBuf};

use super::api_answers::{fill, press};
use super::api_environments::{SECRET, TICK, bare, fill_in, hides, keep, secret};
use super::api_guards::{PETS, import_next};
use crate::support::{Editor, editor, folders, until, was_told};
use cordboard::editor::account::Surroundings;
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use cordboard::twilio::keys::MemoryStore;
use egui::accesskit::Role;

/// A window with a library and an environment, and a flow that is saved for the first time.
fn saved_for_the_first_time(root: &Path, folder: &Path, store: &MemoryStore) -> (Editor, PathBuf) {
    let (document, flow) = (root.join("pets.yaml"), folder.join("mine.json"));
    std::fs::write(&document, PETS).unwrap();
    std::fs::create_dir_all(folder).unwrap();
    let options = Options {
        folders: Some(folders(root)),
        path_answers: PathAnswers::Scripted([vec![document], vec![flow.clone()]].into()),
        surroundings: Surroundings::new(|_| None, store.clone()),
        ..Options::default()
    };
    let mut editor = editor(options);
    import_next(&mut editor);
    editor.state_mut().press(Command::New);
    editor.run_steps(3);
    editor.state_mut().press(Command::ShowApi);
    editor.run_steps(5);
    press(&mut editor, Role::Button, "List the pets");
    fill_in(&mut editor, "staging", "");
    press(&mut editor, Role::CheckBox, TICK);
    keep(&mut editor);
    until(&mut editor, |_| store.names().len() == 1);
    fill(&mut editor, Role::TextInput, "limit", "7");
    editor.state_mut().press(Command::Save);
    until(&mut editor, |_| flow.exists());
    until(&mut editor, |editor| editor.state().state().api.libraries.project.as_deref() == Some(folder));
    (editor, flow)
}

fn limit(editor: &Editor) -> Option<String> {
    editor.state().state().api.current().map(|shown| shown.prepared.value("limit").to_owned())
}

#[test]
fn libraries_come_along_when_a_flow_is_saved_for_the_first_time() {
    let root = tempfile::tempdir().unwrap();
    let (folder, store) = (root.path().join("flows"), MemoryStore::default());
    let (mut editor, flow) = saved_for_the_first_time(root.path(), &folder, &store);
    until(&mut editor, |editor| {
        let libraries = &editor.state().state().api.libraries;
        libraries.entries.first().is_some_and(|entry| entry.library().is_some())
    });
    until(&mut editor, |_| store.names().len() == 2);
    assert!(was_told(&editor, "The API library came along"));
    let text = std::fs::read_to_string(folder.join("cordboard.api.json")).unwrap();
    assert!(text.contains("../pets.yaml") && text.contains("staging") && text.contains("\"7\""), "{text}");
    assert_eq!(secret(&editor, "staging", "key").as_deref(), Some(SECRET));
    editor.state_mut().press(Command::ShowApi);
    editor.run_steps(5);
    assert_eq!(limit(&editor).as_deref(), Some("7"), "what was shown is shown");
    hides(&editor, root.path());
    drop(editor);
    // Nothing is taken from where it was, and the folder has it after a restart.
    let before = std::fs::read_to_string(root.path().join("api").join("cordboard.api.json")).unwrap();
    assert!(before.contains("pets.yaml") && before.contains("staging"), "{before}");
    let mut editor = bare(root.path(), Some(&flow), store.clone());
    assert_eq!(secret(&editor, "staging", "key"), None, "the store is not asked before the page is open");
    editor.state_mut().press(Command::ShowApi);
    until(&mut editor, |editor| secret(editor, "staging", "key").is_some());
    assert_eq!(editor.state().state().api.libraries.entries.len(), 1);
}

#[test]
fn a_folder_with_libraries_of_its_own_keeps_them() {
    let root = tempfile::tempdir().unwrap();
    let (folder, store) = (root.path().join("flows"), MemoryStore::default());
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("cordboard.api.json");
    let own = "{\"version\": 1, \"environments\": [{\"name\": \"theirs\"}]}\n";
    std::fs::write(&file, own).unwrap();
    let (mut editor, _) = saved_for_the_first_time(root.path(), &folder, &store);
    until(&mut editor, |editor| editor.state().state().api.environments.len() == 1);
    assert!(was_told(&editor, "of its own"));
    assert_eq!(editor.state().state().api.environments[0].name, "theirs");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), own);
    assert_eq!(store.names().len(), 1);
    editor.state_mut().press(Command::New);
    until(&mut editor, |editor| editor.state().state().api.environments[0].name == "staging");
    assert_eq!(editor.state().state().api.libraries.entries.len(), 1, "nothing is lost");
}

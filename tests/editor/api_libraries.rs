//! Imported libraries as a user works with them: import, find, fill in, read again, remove; and what is kept.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the report")]

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::server::{ok, server};
use crate::support::{Editor, editor, folders, sample, until};
use cordboard::editor::api::libraries::Entry;
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// A document with a bit of everything, and one thing that cannot be read.
const PETS: &str = r#"openapi: 3.0.3
info:
  title: Pets
  version: 1.2.3
  description: "All about **pets**. See [the shop](https://pets.example/shop)."
servers:
  - url: https://{region}.pets.example
    variables:
      region: {default: eu, enum: [eu, us]}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
paths:
  /pets:
    get:
      operationId: listPets
      summary: List the pets
      tags: [pets]
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: colour, in: query, schema: {type: string}}
      responses:
        '200':
          description: The pets
          content:
            application/json:
              schema:
                type: array
                items:
                  type: object
                  required: [name]
                  properties:
                    name: {type: string, description: What it is called}
                    owner: {type: object, properties: {email: {type: string}}}
    post:
      operationId: addPet
      summary: Add a pet
      tags: [pets]
      parameters:
        - {name: pin, in: query, schema: {type: string, format: password}}
      responses: {'201': {description: Added}}
  /stores/{id}:
    get:
      operationId: getStore
      summary: Fetch a store
      tags: [stores]
      deprecated: true
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses: {'200': {description: The store}}
  /broken:
    get: 7
"#;

/// The editor in which a file dialog answers with these files, one after the other.
pub fn start(root: &Path, answers: &[&Path], files: Vec<PathBuf>) -> Editor {
    let answers: VecDeque<Vec<PathBuf>> = answers.iter().map(|path| vec![(*path).to_owned()]).collect();
    let options = Options {
        files,
        folders: Some(folders(root)),
        path_answers: PathAnswers::Scripted(answers),
        ..Options::default()
    };
    let mut editor = editor(options);
    editor.run_steps(3);
    editor
}

fn pets(root: &Path) -> PathBuf {
    let path = root.join("pets.yaml");
    std::fs::write(&path, PETS).unwrap();
    path
}

pub fn press(editor: &mut Editor, role: Role, name: &str) {
    editor.get_by_role_and_label(role, name).click();
    editor.run_steps(3);
}

fn shows(editor: &Editor, text: &str) -> bool {
    editor.query_all_by_label_contains(text).next().is_some()
}

pub fn has(editor: &Editor, role: Role, name: &str) -> bool {
    editor.query_by_role_and_label(role, name).is_some()
}

pub fn entries(editor: &Editor) -> &[Entry] {
    &editor.state().state().api.libraries.entries
}

pub fn is_idle(editor: &Editor) -> bool {
    let libraries = &editor.state().state().api.libraries;
    libraries.jobs.is_empty() && libraries.is_known
}

/// Imports the file that the dialog answers with next.
fn import_file(editor: &mut Editor) {
    editor.state_mut().press(Command::ImportApi);
    editor.run_steps(3);
    press(editor, Role::Button, "Choose a file…");
    until(editor, is_idle);
    editor.run_steps(3);
}

fn fill(editor: &mut Editor, name: &str, text: &str) {
    editor.get_by_role_and_label(Role::TextInput, name).focus();
    editor.run_steps(2);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.run_steps(1);
    editor.get_by_role_and_label(Role::TextInput, name).type_text(text);
    editor.run_steps(3);
}

/// A field that is in sight only after scrolling, or behind *More fields*.
fn value(editor: &Editor, name: &str) -> String {
    editor.state().state().api.current().unwrap().prepared.value(name).to_owned()
}

fn open_pets_list(editor: &mut Editor) {
    press(editor, Role::Button, "List the pets");
}

#[test]
fn a_file_becomes_a_library_with_a_page_and_rows() {
    let root = tempfile::tempdir().unwrap();
    let file = pets(root.path());
    let mut editor = start(root.path(), &[&file], Vec::new());
    press(&mut editor, Role::Button, "API library");
    press(&mut editor, Role::Button, "Import an API…");
    press(&mut editor, Role::Button, "Choose a file…");
    until(&mut editor, is_idle);
    editor.run_steps(3);
    assert!(has(&editor, Role::Heading, "Pets"), "the page of the library is the result");
    assert!(shows(&editor, "3 operations, 1 of them deprecated"));
    assert!(shows(&editor, "1.2.3"));
    assert!(shows(&editor, "{region}.pets.example"));
    assert!(has(&editor, Role::Link, "the shop"), "links are to be pressed");
    press(&mut editor, Role::Tab, "Warnings (1)");
    assert!(shows(&editor, "/paths/~1broken/get"), "a warning says where");
    // The list has the library, its tags and its operations.
    assert!(has(&editor, Role::TreeItem, "Pets"));
    assert!(has(&editor, Role::TreeItem, "stores"));
    press(&mut editor, Role::Button, "Fetch a store");
    if has(&editor, Role::Tab, "Reference") {
        press(&mut editor, Role::Tab, "Reference");
    }
    assert!(shows(&editor, "This operation is deprecated."));
    // A library that is folded shows no rows.
    press(&mut editor, Role::TreeItem, "Pets");
    assert!(!has(&editor, Role::Button, "Fetch a store"));
}

#[test]
fn fields_of_an_answer_are_a_tree() {
    let root = tempfile::tempdir().unwrap();
    let file = pets(root.path());
    let mut editor = start(root.path(), &[&file], Vec::new());
    import_file(&mut editor);
    open_pets_list(&mut editor);
    if has(&editor, Role::Tab, "Reference") {
        press(&mut editor, Role::Tab, "Reference");
    }
    assert!(has(&editor, Role::TreeItem, "name, string · required"));
    assert!(!has(&editor, Role::TreeItem, "email, string"));
    press(&mut editor, Role::TreeItem, "owner, object");
    assert!(has(&editor, Role::TreeItem, "email, string"));
}

#[test]
fn what_is_dropped_is_told_apart_by_what_it_holds() {
    let root = tempfile::tempdir().unwrap();
    let json = root.path().join("api.json");
    std::fs::write(&json, r#"{"swagger": "2.0", "info": {"title": "Old"}, "paths": {}}"#).unwrap();
    let flow = sample(root.path(), "appointment-reminder.json");
    let mut editor = start(root.path(), &[], vec![pets(root.path()), json]);
    until(&mut editor, |editor| entries(editor).len() == 2);
    assert!(editor.state().state().open.is_empty());
    editor.input_mut().dropped_files.push(Arc::new(Dropped(flow)));
    until(&mut editor, |editor| editor.state().state().open.len() == 1);
    assert!(editor.state().state().dialogs.is_empty());
}

#[test]
fn pasted_text_is_imported_and_kept() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = start(root.path(), &[], Vec::new());
    editor.state_mut().press(Command::ImportApi);
    editor.run_steps(3);
    press(&mut editor, Role::RadioButton, "Text");
    editor.get_by_role_and_label(Role::MultilineTextInput, "Document").focus();
    editor.run_steps(2);
    editor.event(egui::Event::Paste(PETS.to_owned()));
    editor.run_steps(3);
    // The dialog grows with the text.
    editor.run_steps(10);
    press(&mut editor, Role::Button, "Import");
    assert!(editor.state().state().dialogs.is_empty());
    until(&mut editor, |editor| entries(editor).len() == 1);
    drop(editor);
    let mut editor = start(root.path(), &[], Vec::new());
    until(&mut editor, |editor| entries(editor).first().is_some_and(|entry| entry.library().is_some()));
    assert_eq!(entries(&editor).first().unwrap().title, "Pets");
}

/// A server that gives the document to whoever asks, and counts that.
fn serve() -> (String, Arc<AtomicUsize>) {
    let (base, count) = server(|_| ok("text/yaml", PETS.as_bytes()));
    (format!("{base}/pets.yaml"), count)
}

#[test]
fn an_address_is_asked_about_fetched_and_there_without_the_network() {
    let root = tempfile::tempdir().unwrap();
    let (address, count) = serve();
    let host = address.trim_start_matches("http://").trim_end_matches("/pets.yaml").to_owned();
    let mut editor = start(root.path(), &[], Vec::new());
    editor.state_mut().press(Command::ImportApi);
    editor.run_steps(3);
    press(&mut editor, Role::RadioButton, "Address");
    let button = editor.get_by_role_and_label(Role::Button, "Fetch");
    assert!(button.accesskit_node().is_disabled(), "without a host there is nobody to be asked");
    assert!(editor.get_by_role_and_label(Role::TextInput, "Address").is_focused());
    editor.get_by_role_and_label(Role::TextInput, "Address").type_text(&address);
    editor.run_steps(3);
    assert!(shows(&editor, "This leaves the machine."));
    assert_eq!(count.load(Ordering::SeqCst), 0, "nothing goes out before the button is pressed");
    press(&mut editor, Role::Button, &format!("Fetch from {host}"));
    until(&mut editor, |editor| entries(editor).len() == 1);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    drop(editor);

    let mut editor = start(root.path(), &[], Vec::new());
    until(&mut editor, |editor| entries(editor).first().is_some_and(|entry| entry.library().is_some()));
    assert_eq!(count.load(Ordering::SeqCst), 1, "it is read from what is kept");
    press(&mut editor, Role::Button, "API library");
    press(&mut editor, Role::Button, "About Pets");
    press(&mut editor, Role::Button, "Read again…");
    assert!(shows(&editor, "Read the document again?"), "each fetch is asked about");
    press(&mut editor, Role::Button, &format!("Fetch from {host}"));
    until(&mut editor, is_idle);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert_eq!(entries(&editor).len(), 1);
}

#[test]
fn an_address_that_holds_a_secret_is_not_kept() {
    let root = tempfile::tempdir().unwrap();
    let (address, _) = serve();
    let mut editor = start(root.path(), &[], Vec::new());
    editor.state_mut().press(Command::ImportApi);
    editor.run_steps(3);
    press(&mut editor, Role::RadioButton, "Address");
    editor.get_by_role_and_label(Role::TextInput, "Address").type_text(&format!("{address}?api_key=hush"));
    editor.run_steps(3);
    let host = address.trim_start_matches("http://").trim_end_matches("/pets.yaml");
    press(&mut editor, Role::Button, &format!("Fetch from {host}"));
    until(&mut editor, |editor| entries(editor).len() == 1);
    let toasts = format!("{:?}", editor.state().state().toasts);
    assert!(
        toasts.contains("Pets is not kept with the project") && toasts.contains("api_key in its query"),
        "{toasts}"
    );
    // Taken out and put back it is there, and not kept either.
    press(&mut editor, Role::Button, "About Pets");
    press(&mut editor, Role::Button, "Remove");
    assert!(entries(&editor).is_empty());
    editor.get_by_role_and_label(Role::Link, "Undo").click();
    until(&mut editor, |editor| entries(editor).len() == 1);
    drop(editor);
    let kept =
        std::fs::read_to_string(root.path().join("api").join("cordboard.api.json")).unwrap_or_default();
    assert!(!kept.contains("hush"), "{kept}");
    let mut editor = start(root.path(), &[], Vec::new());
    until(&mut editor, is_idle);
    editor.run_steps(5);
    assert!(entries(&editor).is_empty());
}

#[test]
fn what_is_no_document_says_where_and_what_helps() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("bad.yaml");
    std::fs::write(&file, "openapi: 3.0.0\npaths: [\n").unwrap();
    let mut editor = start(root.path(), &[&file], Vec::new());
    import_file(&mut editor);
    assert!(shows(&editor, "The document cannot be imported"));
    assert!(shows(&editor, "line 3"), "the place is told");
    assert!(shows(&editor, "cut off"), "what helps is told");
    assert!(entries(&editor).is_empty());
}

#[test]
fn the_same_file_twice_is_one_library() {
    let root = tempfile::tempdir().unwrap();
    let file = pets(root.path());
    let mut editor = start(root.path(), &[&file, &file], Vec::new());
    import_file(&mut editor);
    import_file(&mut editor);
    assert_eq!(entries(&editor).len(), 1);
    assert!(shows(&editor, "no operation is another one"));
}

#[test]
fn what_is_filled_in_comes_back_and_secrets_do_not() {
    let root = tempfile::tempdir().unwrap();
    let (file, flow) = (pets(root.path()), sample(root.path(), "appointment-reminder.json"));
    let kept = root.path().join("cordboard.api.json");
    let mut editor = start(root.path(), &[&file], vec![flow.clone()]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    import_file(&mut editor);
    open_pets_list(&mut editor);
    fill(&mut editor, "limit", "42");
    until(&mut editor, |_| std::fs::read_to_string(&kept).is_ok_and(|text| text.contains("\"42\"")));
    press(&mut editor, Role::Button, "Add a pet");
    fill(&mut editor, "pin", "0815");
    drop(editor);
    let text = std::fs::read_to_string(&kept).unwrap();
    assert!(text.contains("pets.yaml") && !text.contains(root.path().to_str().unwrap()), "{text}");
    assert!(!text.contains("0815"), "a password is never written: {text}");

    let mut editor = start(root.path(), &[], vec![flow]);
    until(&mut editor, |editor| entries(editor).first().is_some_and(|entry| entry.library().is_some()));
    press(&mut editor, Role::Button, "API library");
    open_pets_list(&mut editor);
    assert_eq!(value(&editor, "limit"), "42");
}

#[test]
fn each_folder_of_flows_has_its_own_libraries() {
    let root = tempfile::tempdir().unwrap();
    let other = root.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let file = pets(root.path());
    let first = sample(root.path(), "appointment-reminder.json");
    let second = sample(&other, "appointment-reminder.json");
    let mut editor = start(root.path(), &[&file], vec![first]);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    import_file(&mut editor);
    assert_eq!(entries(&editor).len(), 1);
    editor.input_mut().dropped_files.push(Arc::new(Dropped(second)));
    until(&mut editor, |editor| editor.state().state().open.len() == 2);
    editor.run_steps(2);
    assert!(entries(&editor).is_empty(), "the other folder has none");
    editor.state_mut().press(Command::PreviousTab);
    editor.run_steps(3);
    assert_eq!(entries(&editor).len(), 1);
    assert!(entries(&editor).iter().all(|entry| entry.library().is_some()), "and is not read again");
}

#[derive(Debug)]
pub struct Dropped(pub PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn a_changed_file_is_told_and_read_again_with_what_has_changed() {
    let root = tempfile::tempdir().unwrap();
    let file = pets(root.path());
    let mut editor = start(root.path(), &[&file], Vec::new());
    import_file(&mut editor);
    open_pets_list(&mut editor);
    fill(&mut editor, "limit", "42");
    fill(&mut editor, "colour", "red");
    let changed = PETS
        .replace("operationId: addPet", "operationId: putPet")
        .replace("        - {name: colour, in: query, schema: {type: string}}\n", "")
        .replace("schema: {type: integer, maximum: 100}", "required: true, schema: {type: integer}");
    std::fs::write(&file, changed).unwrap();
    editor.input_mut().focused = false;
    editor.run_steps(2);
    editor.input_mut().focused = true;
    until(&mut editor, |editor| shows(editor, "The document of Pets has changed on disk"));
    press(&mut editor, Role::Link, "Read again");
    until(&mut editor, is_idle);
    editor.run_steps(3);
    press(&mut editor, Role::Tab, "Changes (4)");
    assert!(shows(&editor, "New: POST /pets"));
    assert!(shows(&editor, "Gone: POST /pets"));
    assert!(shows(&editor, "Changed: GET /pets, limit in the query is required now"));
    assert!(shows(&editor, "Lost: GET /pets, colour in the query"));
    open_pets_list(&mut editor);
    assert_eq!(value(&editor, "limit"), "42", "what was filled in stays");
}

#[test]
fn a_library_that_is_removed_can_be_put_back() {
    let root = tempfile::tempdir().unwrap();
    let file = pets(root.path());
    let mut editor = start(root.path(), &[&file], Vec::new());
    import_file(&mut editor);
    open_pets_list(&mut editor);
    fill(&mut editor, "limit", "42");
    press(&mut editor, Role::Button, "About Pets");
    press(&mut editor, Role::Button, "Remove");
    assert!(entries(&editor).is_empty());
    assert!(!has(&editor, Role::Button, "List the pets"));
    press(&mut editor, Role::Link, "Undo");
    assert_eq!(entries(&editor).len(), 1);
    open_pets_list(&mut editor);
    assert_eq!(value(&editor, "limit"), "42");
}

#[test]
fn the_list_is_searched_and_walked_by_keys() {
    let root = tempfile::tempdir().unwrap();
    let file = pets(root.path());
    let mut editor = start(root.path(), &[&file], Vec::new());
    import_file(&mut editor);
    editor.get_by_role_and_label(Role::TextInput, "Search APIs").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Search APIs").type_text("pet");
    editor.run_steps(3);
    assert!(!has(&editor, Role::TreeItem, "Pets"), "a search is one list over all libraries");
    let row = editor.get_by_role_and_label(Role::Button, "List the pets");
    let description = row.accesskit_node().description().unwrap_or_default();
    assert!(description.contains("Pets · /pets") && description.contains("GET"), "{description}");
    editor.key_press(Key::ArrowDown);
    editor.run_steps(3);
    let focused = |editor: &Editor, name: &str| {
        editor.query_by_role_and_label(Role::Button, name).is_some_and(|node| node.is_focused())
    };
    assert!(focused(&editor, "List the pets") || focused(&editor, "Add a pet"), "down leads into the list");
    let was_first = focused(&editor, "List the pets");
    editor.key_press(Key::ArrowDown);
    editor.run_steps(3);
    assert!(focused(&editor, if was_first { "Add a pet" } else { "List the pets" }));
    editor.key_press(Key::Enter);
    editor.run_steps(3);
    let shown = editor.state().state().api.current().unwrap().prepared.operation().summary.clone();
    assert_eq!(shown, if was_first { "Add a pet" } else { "List the pets" });
    editor.key_press(Key::Escape);
    editor.run_steps(3);
    assert!(editor.get_by_role_and_label(Role::TextInput, "Search APIs").is_focused());
}

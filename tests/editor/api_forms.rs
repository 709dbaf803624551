//! Choices that may be templates, and objects with a field for each property.

use super::api_answers::{fill, press, settle, shows};
use crate::support::api_page::import_next;
use crate::support::{Editor, editor, folders};
use cordboard::api;
use cordboard::editor::app::{Options, PathAnswers};
use egui::accesskit::Role;

const DOCUMENT: &str = r#"openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: "https://pets.example"}]
paths:
  /pets:
    get:
      operationId: listPets
      summary: List the pets
      parameters:
        - {name: colour, in: query, schema: {type: string, enum: [red, blue]}}
        - name: filter
          in: query
          style: deepObject
          explode: true
          schema:
            type: object
            properties:
              status: {type: string, enum: [new, old]}
              age: {type: integer}
              name: {type: string, description: What it is called}
      responses: {'200': {description: The pets}}
"#;

fn opened(root: &std::path::Path) -> Editor {
    let file = root.join("pets.yaml");
    std::fs::write(&file, DOCUMENT).unwrap();
    let path_answers = PathAnswers::Scripted([vec![file]].into());
    let mut editor = editor(Options { folders: Some(folders(root)), path_answers, ..Options::default() });
    import_next(&mut editor);
    press(&mut editor, Role::Button, "List the pets");
    editor
}

fn value(editor: &Editor, name: &str) -> String {
    editor.state().state().api.current().unwrap().prepared.value(name).to_owned()
}

/// The query that would be sent.
fn query(editor: &Editor) -> String {
    let request = api::request(&editor.state().state().api.current().unwrap().prepared);
    format!("{request:?}")
}

#[test]
fn a_choice_may_be_a_template() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = opened(root.path());
    press(&mut editor, Role::ComboBox, "colour");
    press(&mut editor, Role::ListBoxOption, "Template…");
    assert_eq!(value(&editor, "colour"), "{{}}");
    // The keyboard is between the braces.
    editor.event(egui::Event::Text("flow.data.colour".to_owned()));
    settle(&mut editor);
    assert_eq!(value(&editor, "colour"), "{{flow.data.colour}}");
    // An empty one is a choice again.
    fill(&mut editor, Role::TextInput, "colour", "");
    press(&mut editor, Role::ComboBox, "colour");
    press(&mut editor, Role::ListBoxOption, "blue");
    assert_eq!(value(&editor, "colour"), "blue");
}

#[test]
fn an_object_has_a_field_for_each_property_and_stays_json() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = opened(root.path());
    fill(&mut editor, Role::TextInput, "filter[age]", "7");
    fill(&mut editor, Role::TextInput, "filter[name]", "7");
    press(&mut editor, Role::ComboBox, "filter[status]");
    press(&mut editor, Role::ListBoxOption, "old");
    assert_eq!(value(&editor, "filter"), r#"{"age":7,"name":"7","status":"old"}"#);
    assert!(shows(&editor, "What it is called"));
    let sent = query(&editor);
    assert!(sent.contains("(\"filter[status]\", \"old\")"), "{sent}");
    // By hand, with more than the document names.
    press(&mut editor, Role::Link, "Write it as JSON");
    fill(&mut editor, Role::MultilineTextInput, "filter", r#"{"age": 8, "more": [1]}"#);
    press(&mut editor, Role::Link, "Back to fields");
    assert!(shows(&editor, "One more is in it that the document does not name."));
    fill(&mut editor, Role::TextInput, "filter[age]", "");
    assert_eq!(value(&editor, "filter"), r#"{"more":[1]}"#);
}

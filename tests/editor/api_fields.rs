//! The form of a request: what stands first, bodies by hand, templates, and environments with their secrets.

use super::api_answers::{fill, opened, press, reads, send, shows};
use crate::support::api_page::import_next;
use crate::support::server::{ok, telling};
use crate::support::{Editor, editor, folders, until};
use cordboard::editor::account::Surroundings;
use cordboard::editor::api::Outcome;
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::twilio::keys::MemoryStore;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

fn has(editor: &Editor, role: Role, name: &str) -> bool {
    editor.query_by_role_and_label(role, name).is_some()
}

#[test]
fn what_is_not_needed_stands_behind_a_heading() {
    let mut editor = opened(editor(Options::default()));
    assert!(has(&editor, Role::TextInput, "ChatServiceSid"));
    assert!(has(&editor, Role::MultilineTextInput, "Body"), "the example fills it in");
    let is_shown = |editor: &Editor| editor.query_all_by_label("MediaSid").next().is_some();
    assert!(!is_shown(&editor));
    press(&mut editor, Role::DisclosureTriangle, "More fields");
    assert!(is_shown(&editor));
    fill(&mut editor, Role::MultilineTextInput, "Body", "");
    assert!(has(&editor, Role::MultilineTextInput, "Body"), "what was emptied stays where it is");
}

#[test]
fn a_body_can_be_written_by_hand() {
    let mut editor = opened(editor(Options::default()));
    press(&mut editor, Role::Link, "Write the body by hand");
    assert!(!has(&editor, Role::MultilineTextInput, "Body"));
    fill(&mut editor, Role::MultilineTextInput, "Body by hand", "Body=by+hand");
    send(&mut editor);
    let held = editor.state().mock_messages();
    let bodies: Vec<&str> = held.iter().filter_map(|message| message.body.as_deref()).collect();
    assert_eq!(bodies, ["by hand"]);
    fill(&mut editor, Role::MultilineTextInput, "Body by hand", "Body=by+hand&Unknown=1");
    press(&mut editor, Role::Button, "Back to fields");
    assert!(shows(&editor, "Not all of it fits into fields"));
    fill(&mut editor, Role::MultilineTextInput, "Body by hand", "Body=by+hand&Author=Ada%20L");
    press(&mut editor, Role::Button, "Back to fields");
    assert!(has(&editor, Role::MultilineTextInput, "Body"));
    let prepared = &editor.state().state().api.current().unwrap().prepared;
    assert_eq!((prepared.value("Body"), prepared.value("Author")), ("by hand", "Ada L"));
    assert_eq!(prepared.raw_body(), None);
}

#[test]
fn an_environment_gives_an_address_variables_and_secrets() {
    let (base, told) = telling(ok("application/json", b"{\"ok\":true}"));
    let surroundings = Surroundings::new(|_| None, MemoryStore::default());
    let mut editor = opened(editor(Options { surroundings, ..Options::default() }));
    press(&mut editor, Role::Link, "Environments…");
    press(&mut editor, Role::Link, "New environment");
    fill(&mut editor, Role::TextInput, "Name of the environment", "staging");
    fill(&mut editor, Role::TextInput, "Base address", &base);
    press(&mut editor, Role::Link, "Add a variable");
    fill(&mut editor, Role::TextInput, "Variable 1", "city");
    fill(&mut editor, Role::TextInput, "Value of variable 1", "Bonn");
    press(&mut editor, Role::Link, "Add a variable");
    fill(&mut editor, Role::TextInput, "Variable 2", "key");
    press(&mut editor, Role::CheckBox, "Variable 2 is a secret");
    fill(&mut editor, Role::PasswordInput, "Value of variable 2", "hush-hush");
    press(&mut editor, Role::Button, "Keep");
    press(&mut editor, Role::RadioButton, "Environment");
    assert!(shows(&editor, "on this machine"));
    fill(&mut editor, Role::TextInput, "ChatServiceSid", "IS1");
    fill(&mut editor, Role::TextInput, "ConversationSid", "CH1");
    fill(&mut editor, Role::MultilineTextInput, "Body", "{{env.city}} {{env.key}} {{env.nothing}}");
    assert!(reads(&editor, "Becomes: Bonn ••••••••"), "a secret is dots");
    assert!(shows(&editor, "Nothing is there for env.nothing."));
    assert!(!reads(&editor, "hush-hush"));
    assert!(has(&editor, Role::CheckBox, "As templates"));
    send(&mut editor);
    let sent = told.recv().unwrap();
    assert!(sent.contains("Body=Bonn+hush-hush"), "{sent}");
    assert!(shows(&editor, "200 OK"));
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().sending.is_none());
    assert!(!format!("{:?}", editor.state().state()).contains("hush-hush"));
    let page = &editor.state().state().api;
    let kept = page.current().unwrap();
    assert!(!format!("{:?} {:?}", kept.past, page.environments).contains("hush-hush"));
}

/// An editor that keeps its settings below this folder, without a flow.
fn editor_at(root: &std::path::Path) -> Editor {
    let surroundings = Surroundings::new(|_| None, MemoryStore::default());
    opened(editor(Options { folders: Some(folders(root)), surroundings, ..Options::default() }))
}

#[test]
fn environments_come_back_without_their_secrets() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = editor_at(root.path());
    press(&mut editor, Role::Link, "Environments…");
    press(&mut editor, Role::Link, "New environment");
    fill(&mut editor, Role::TextInput, "Name of the environment", "staging");
    press(&mut editor, Role::Link, "Add a variable");
    fill(&mut editor, Role::TextInput, "Variable 1", "city");
    fill(&mut editor, Role::TextInput, "Value of variable 1", "Bonn");
    press(&mut editor, Role::Link, "Add a variable");
    fill(&mut editor, Role::TextInput, "Variable 2", "key");
    press(&mut editor, Role::CheckBox, "Variable 2 is a secret");
    fill(&mut editor, Role::PasswordInput, "Value of variable 2", "hush-hush");
    press(&mut editor, Role::Button, "Keep");
    let kept = root.path().join("api").join("cordboard.api.json");
    until(&mut editor, |_| std::fs::read_to_string(&kept).is_ok_and(|text| text.contains("staging")));
    drop(editor);
    let text = std::fs::read_to_string(&kept).unwrap();
    assert!(text.contains("Bonn") && text.contains("key") && !text.contains("hush-hush"), "{text}");

    let mut editor = editor_at(root.path());
    until(&mut editor, |editor| !editor.state().state().api.environments.is_empty());
    press(&mut editor, Role::RadioButton, "Environment");
    fill(&mut editor, Role::MultilineTextInput, "Body", "{{env.city}} {{env.key}}");
    assert!(reads(&editor, "Becomes: Bonn"));
    assert!(shows(&editor, "Nothing is there for env.key."), "a secret is typed in anew");
}

#[test]
fn what_a_document_describes_is_sent_to_its_server() {
    let (base, told) = telling(ok("application/json", b"{\"ok\":true}"));
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("pets.yaml");
    let document = format!(
        r#"openapi: 3.0.3
info: {{title: Pets, version: '1'}}
servers: [{{url: "{base}/v1"}}]
paths:
  /stores/{{id}}/pets:
    get:
      operationId: listPets
      summary: List the pets
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}}}
        - {{name: limit, in: query, schema: {{type: integer}}}}
      responses:
        '200':
          description: The pets
          content:
            application/json:
              schema: {{type: object, required: [pets], properties: {{pets: {{type: array, items: {{}}}}}}}}
"#
    );
    std::fs::write(&file, document).unwrap();
    let options = Options {
        folders: Some(folders(root.path())),
        path_answers: PathAnswers::Scripted([vec![file]].into()),
        ..Options::default()
    };
    let mut editor = editor(options);
    import_next(&mut editor);
    press(&mut editor, Role::Button, "List the pets");
    fill(&mut editor, Role::TextInput, "id", "a b");
    fill(&mut editor, Role::TextInput, "limit", "7");
    assert!(shows(&editor, "on this machine"));
    send(&mut editor);
    let sent = told.recv().unwrap();
    assert!(sent.starts_with("GET /v1/stores/a%20b/pets?limit=7 HTTP/1.1"), "{sent}");
    assert!(!sent.to_lowercase().contains("authorization"), "nobody else gets Twilio's credentials: {sent}");
    assert!(shows(&editor, "200 OK"));
    let outcome = editor.state().state().api.current().unwrap().outcome.clone();
    let Some(Outcome::Answered(answered)) = outcome else { panic!("{outcome:?}") };
    let differences = answered.differences.as_deref().unwrap_or_default();
    assert!(!differences.is_empty(), "the document asks for pets, and none came");
}

#[test]
fn the_fields_of_a_path_stand_in_its_order() {
    let editor = opened(editor(Options::default()));
    let top = |name: &str| editor.get_by_role_and_label(Role::TextInput, name).rect().top();
    assert!(top("ChatServiceSid") < top("ConversationSid"), "as in /v1/Services/…/Conversations/…");
    assert!(!has(&editor, Role::TextInput, "Content-Type"), "it can be nothing else: it is no field");
    assert!(reads(&editor, "application/x-www-form-urlencoded"));
}

#[test]
fn the_figures_of_no_time_at_all_have_no_bar() {
    let mut editor = opened(editor(Options::default()));
    send(&mut editor);
    let Some(Outcome::Answered(answered)) = &editor.state().state().api.current().unwrap().outcome else {
        panic!("the mock answers");
    };
    let times = &answered.answer.times;
    let total: u64 = [times.lookup, times.connect, times.wait, times.read].into_iter().flatten().sum();
    assert_eq!(has(&editor, Role::Image, "Where the time went"), total > 0, "{times:?}");
    assert!(shows(&editor, &format!("wait {} ms", times.wait.unwrap())));
}

#[test]
fn a_page_without_an_operation_leads_to_search_and_import() {
    let mut editor = editor(Options::default());
    editor.key_press_modifiers(egui::Modifiers::ALT, egui::Key::Num7);
    editor.run_steps(5);
    press(&mut editor, Role::Button, "Close the API page");
    editor.key_press_modifiers(egui::Modifiers::ALT, egui::Key::Num7);
    editor.run_steps(5);
    press(&mut editor, Role::Button, "Search the APIs");
    let search = editor.get_by_role_and_label(Role::TextInput, "Search APIs");
    assert!(search.is_focused());
    press(&mut editor, Role::Button, "Import a document…");
    assert!(has(&editor, Role::RadioButton, "Address"), "the question where the document is");
    editor.key_press(egui::Key::Escape);
    editor.run_steps(5);
    assert!(!has(&editor, Role::RadioButton, "Address"));
}

#[test]
fn below_each_other_the_page_scrolls_as_one() {
    let mut narrow = editor(Options::default());
    narrow.set_size(egui::vec2(760.0, 700.0));
    narrow.key_press_modifiers(egui::Modifiers::ALT, egui::Key::Num7);
    narrow.run_steps(5);
    let row = |name: &str| narrow.get_by_role_and_label(Role::Button, name).rect().center().y;
    assert!((row("Close the API page") - row("Import an API…")).abs() < 4.0, "no row for the way back alone");
    narrow.key_press_modifiers(egui::Modifiers::ALT, egui::Key::Num7);
    narrow.run_steps(5);
    let mut narrow = opened(narrow);
    // A column that scrolls by itself would end above what it holds.
    let by_hand = narrow.get_by_role_and_label(Role::Link, "Write the body by hand").rect();
    let text = narrow.get_by_role_and_label(Role::Tab, "HTTP").rect();
    assert!(by_hand.bottom() < text.top(), "{by_hand} {text}");
    press(&mut narrow, Role::Tab, "Reference");
    let errors = narrow.query_all_by_role_and_label(Role::Heading, "Errors").next().unwrap().rect();
    let text = narrow.get_by_role_and_label(Role::Tab, "HTTP").rect();
    assert!(errors.bottom() < text.top(), "{errors} {text}");
}

#[test]
fn what_the_mock_makes_and_what_it_lacks_is_told_before_it_is_asked() {
    let mut editor = opened(editor(Options::default()));
    assert!(reads(&editor, "Ready to try"));
    fill(&mut editor, Role::TextInput, "Search APIs", "lookup");
    press(&mut editor, Role::Button, "Look a number up");
    assert!(reads(&editor, "Not in the mock") && !reads(&editor, "Ready to try"));
    press(&mut editor, Role::RadioButton, "Live");
    assert!(!reads(&editor, "Not in the mock"));
}

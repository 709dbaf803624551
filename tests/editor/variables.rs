//! The variables of a run, driven by role and name: what a step changed, search, copying as Liquid, watches, and putting
//! a variable into a field by drag and drop and by the keyboard.

use std::path::Path;

use crate::support::{Editor, command, editor_on, field, fill, press, sample, shows, until_shown};
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// The sample, answered with "Yes" and over, with its variables shown.
fn after_a_run(root: &Path) -> Editor {
    let mut editor = editor_on(&sample(root, "appointment-reminder.json"));
    editor.key_press(Key::F5);
    until_shown(&mut editor, "Flow address");
    press(&mut editor, Role::Button, "Start");
    until_shown(&mut editor, "remind waits for a reply");
    press(&mut editor, Role::Tab, "Variables");
    until_shown(&mut editor, "flow.variables");
    editor
}

fn body(editor: &Editor) -> String {
    let flow = editor.state().state().active().unwrap().flow().clone();
    let widget = flow.widgets().iter().find(|widget| widget.name() == Some("remind")).unwrap();
    widget.property_text("body").unwrap().into_owned()
}

/// Shows the fields of a widget.
fn inspect(editor: &mut Editor, card: &str) {
    editor.get_by_label_contains(card).click();
    editor.run_steps(3);
    if editor.query_by_role_and_label(Role::Tab, "Configure").is_none() {
        press(editor, Role::Button, "Show the inspector");
    }
    editor.run_steps(2);
}

#[test]
fn the_tree_tells_what_a_step_changed_and_copies_by_key() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = after_a_run(root.path());
    // Set Variables was the last step before the wait.
    assert!(shows(&editor, "Step 2, prepare changed 4 variables"));
    press(&mut editor, Role::CheckBox, "Changed");
    until_shown(&mut editor, "flow.variables.day = Thursday, new");
    assert!(!shows(&editor, "trigger.message"));
    press(&mut editor, Role::CheckBox, "Changed");

    fill(&mut editor, "Search the variables", "thursday");
    until_shown(&mut editor, "flow.variables.day = Thursday");
    assert!(!shows(&editor, "flow.variables.time"));
    let row = "flow.variables.day = Thursday, new";
    editor.get_by_role_and_label(Role::TreeItem, row).focus();
    editor.run_steps(2);
    editor.event(Event::Copy);
    until_shown(&mut editor, "Copied {{flow.variables.day}}");
    assert!(editor.query_by_role_and_label(Role::Button, "Copy {{flow.variables.day}}").is_some());
    // With the arrows to the branch above, which closes and opens.
    editor.key_press(Key::ArrowUp);
    editor.run_steps(2);
    let branch = editor.get_by_role_and_label(Role::TreeItem, "flow.variables, changed below");
    assert!(branch.is_focused());
}

#[test]
fn watches_follow_the_run_and_tell_their_mistakes() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = after_a_run(root.path());
    press(&mut editor, Role::DisclosureTriangle, "Watches");
    for watch in
        ["widgets.remind.inbound.Body", "{{ flow.variables.day | upcase }}!", "{{ flow | nofilter }}"]
    {
        fill(&mut editor, "Watch an expression", watch);
        editor.key_press(Key::Escape);
        editor.run_steps(1);
        field(&editor, "Watch an expression").focus();
        editor.run_steps(2);
        editor.key_press(Key::Enter);
        editor.run_steps(3);
    }
    until_shown(&mut editor, "Watch {{ flow.variables.day | upcase }}! = THURSDAY!");
    assert!(
        shows(&editor, "Watch widgets.remind.inbound.Body = nothing")
            || shows(&editor, "Watch widgets.remind.inbound.Body = (empty)")
    );
    let wrong = editor.get_by_label_contains("Watch {{ flow | nofilter }}:");
    assert!(wrong.accesskit_node().label().unwrap().contains("nofilter"));

    press(&mut editor, Role::Tab, "Phone");
    fill(&mut editor, "Reply as the contact", "tuesday");
    editor.key_press(Key::Enter);
    until_shown(&mut editor, "completed · the flow came to its end");
    press(&mut editor, Role::Tab, "Variables");
    until_shown(&mut editor, "Watch widgets.remind.inbound.Body = tuesday");
    until_shown(&mut editor, "Watch {{ flow.variables.day | upcase }}! = TUESDAY!");
    press(&mut editor, Role::Button, "Watch widgets.remind.inbound.Body no more");
    assert!(!shows(&editor, "Watch widgets.remind.inbound.Body ="));
}

#[test]
fn a_watch_is_completed_with_what_is_there() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = after_a_run(root.path());
    press(&mut editor, Role::DisclosureTriangle, "Watches");
    fill(&mut editor, "Watch an expression", "flow.variables.da");
    until_shown(&mut editor, "day");
    editor.key_press(Key::Enter);
    editor.run_steps(2);
    assert_eq!(editor.state().state().active().unwrap().why.draft, "flow.variables.day");
}

#[test]
fn a_variable_is_sent_to_the_field_that_had_the_caret_as_one_step_of_undo() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = after_a_run(root.path());
    let before = body(&editor);
    inspect(&mut editor, "Send & Wait For Reply remind");
    field(&editor, "Message Body").focus();
    editor.run_steps(2);
    for _ in 0.."it.".len() {
        editor.key_press(Key::ArrowLeft);
        editor.run_steps(1);
    }
    command(&mut editor, Command::ShowSimulator);
    press(&mut editor, Role::Tab, "Variables");
    editor.get_by_role_and_label(Role::TreeItem, "flow.variables, changed below").click_secondary();
    editor.run_steps(3);
    press(&mut editor, Role::Button, "Insert into remind.Message Body");
    editor.run_steps(4);
    // Where the caret was: before the last word.
    let now = body(&editor);
    assert!(now.ends_with("to move {{flow.variables}}it."), "{now}");
    assert_eq!(now.replacen("{{flow.variables}}", "", 1), before);
    editor.key_press(Key::Escape);
    editor.run_steps(2);
    command(&mut editor, Command::Undo);
    assert_eq!(body(&editor), before);
}

fn pointer(editor: &mut Editor, to: Pos2, steps: usize) {
    editor.event(Event::PointerMoved(to));
    editor.run_steps(steps);
}

fn button(editor: &mut Editor, pos: Pos2, pressed: bool) {
    let modifiers = Modifiers::NONE;
    editor.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
    editor.run_steps(2);
}

#[test]
fn a_variable_is_dragged_over_a_card_into_its_field() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = after_a_run(root.path());
    let before = body(&editor);
    fill(&mut editor, "Search the variables", "variables.day");
    let row = editor.get_by_role_and_label(Role::TreeItem, "flow.variables.day = Thursday, new").rect();
    let from = row.left_center() + egui::vec2(60.0, 0.0);
    pointer(&mut editor, from, 2);
    button(&mut editor, from, true);
    pointer(&mut editor, from + egui::vec2(-40.0, 0.0), 2);
    // Resting on the card opens its fields.
    let card = editor.get_by_label_contains("Send & Wait For Reply remind").rect().center();
    pointer(&mut editor, card, 6);
    let field = editor
        .get_all_by_role(Role::MultilineTextInput)
        .find(|node| node.accesskit_node().label().as_deref() == Some("Message Body"))
        .unwrap()
        .rect()
        .center();
    pointer(&mut editor, field, 3);
    button(&mut editor, field, false);
    editor.run_steps(4);
    assert_eq!(body(&editor), format!("{before}{{{{flow.variables.day}}}}"));
}

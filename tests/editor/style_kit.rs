//! Every building block of the style kit, found by role and name, and used as a person would.

#[path = "../../examples/gallery/gallery.rs"]
mod gallery;

use cordboard::editor::{kit, theme};
use egui::{Key, Role, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gallery::Gallery;

fn open(theme: Theme) -> Harness<'static, Gallery> {
    let mut harness = Harness::builder()
        .with_size([1180.0, 860.0])
        .with_theme(theme)
        .with_max_steps(16)
        .with_step_dt(0.1)
        .with_context_setup(theme::apply)
        .build_ui_state(|ui, gallery: &mut Gallery| gallery.ui(ui), Gallery::default());
    harness.run();
    harness
}

/// Presses the block of this role and name, and compares what came of it.
fn check_press(harness: &mut Harness<'static, Gallery>, role: Role, name: &str, expected: &str) {
    harness.get_by_role_and_label(role, name).click();
    harness.run();
    assert_eq!(harness.state().pressed.last().map(String::as_str), Some(expected), "{role:?} {name}");
}

#[test]
fn every_button_has_a_role_and_a_name_and_answers() {
    for theme in [Theme::Dark, Theme::Light] {
        let mut harness = open(theme);
        let buttons = [
            (Role::Button, "Run", "run"),
            (Role::Button, "Mock", "mock"),
            (Role::Button, "Save", "save"),
            (Role::Link, "Show all", "show all"),
            (Role::Button, "Monday", "Monday"),
            (Role::Button, "Step back", "Step back"),
            (Role::Button, "Send To Flex", "Send To Flex"),
            (Role::Link, "Add a default", "add a default"),
            (Role::Button, "Close appointment-reminder.json", "close first"),
            (Role::Button, "Open a flow…", "empty 1"),
        ];
        for (role, name, expected) in buttons {
            check_press(&mut harness, role, name, expected);
        }
    }
}

#[test]
fn the_keyboard_presses_what_it_is_on() {
    let mut harness = open(Theme::Dark);
    harness.get_by_role_and_label(Role::Button, "Save").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().pressed, ["save"]);
}

#[test]
fn a_disabled_button_says_why_and_does_nothing() {
    let mut harness = open(Theme::Dark);
    for (name, reason) in
        [("Publish", "2 errors must be repaired first"), ("Undo", "There is nothing to undo")]
    {
        let node = harness.get_by_role_and_label(Role::Button, name);
        assert!(node.accesskit_node().is_disabled(), "{name}");
        assert_eq!(node.accesskit_node().data().description(), Some(reason));
        node.hover();
        harness.run_steps(8);
        assert!(harness.query_by_label(reason).is_some(), "the tooltip of {name}");
    }
}

#[test]
fn a_field_is_named_by_its_label_and_commits_once() {
    let mut harness = open(Theme::Dark);
    let field = harness.get_by_role_and_label(Role::TextInput, "Send message from");
    field.focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Send message from").type_text("+15551230001");
    harness.step();
    assert!(harness.state().committed.is_empty(), "not while typing");
    harness.run_steps(8);
    assert_eq!(harness.state().committed, ["+15551230001"], "after a pause");
    harness.get_by_role_and_label(Role::TextInput, "Send message from").type_text("9");
    harness.step();
    harness.key_press(Key::Enter);
    harness.step();
    harness.run_steps(8);
    assert_eq!(
        harness.state().committed,
        ["+15551230001", "+155512300019"],
        "when it is left, and then no more"
    );
}

#[test]
fn a_label_names_fields_of_every_kind() {
    let harness = open(Theme::Light);
    for (role, name) in [
        (Role::MultilineTextInput, "Message body"),
        (Role::TextInput, "Media URL"),
        (Role::ComboBox, "Message type"),
        (Role::MultilineTextInput, "Message attributes"),
        (Role::TextInput, "Filter"),
    ] {
        harness.get_by_role_and_label(role, name);
    }
    assert!(harness.get_by_role_and_label(Role::TextInput, "Chat service").accesskit_node().is_disabled());
}

#[test]
fn liquid_completes_where_the_cursor_is() {
    let mut harness = open(Theme::Dark);
    harness.state_mut().body.clear();
    harness.get_by_role_and_label(Role::MultilineTextInput, "Message body").focus();
    harness.run();
    harness.get_by_role_and_label(Role::MultilineTextInput, "Message body").type_text("Hi {{ wid");
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    assert_eq!(harness.state().body, "Hi {{ widgets.find_slot");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().body, "Hi {{ widgets.find_slot\n", "Enter is a new line again");
}

#[test]
fn a_choice_is_made_with_the_keyboard_or_the_pointer() {
    let mut harness = open(Theme::Dark);
    harness.get_by_role_and_label(Role::ComboBox, "Message type").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "Content template").click();
    harness.run();
    assert_eq!(harness.state().kind, 1);
    assert!(harness.query_by_role(Role::ListBoxOption).is_none(), "the list closes");
    harness.get_by_role_and_label(Role::CheckBox, "Smart encoding").click();
    harness.run();
    assert!(!harness.state().ticked);
}

#[test]
fn tabs_sections_and_trees_tell_what_is_open() {
    let mut harness = open(Theme::Light);
    let is_selected = |harness: &Harness<'static, Gallery>, name: &str| {
        harness.get_by_role_and_label(Role::Tab, name).accesskit_node().is_selected()
    };
    assert_eq!(is_selected(&harness, "Configure"), Some(true));
    harness.get_by_role_and_label(Role::Tab, "References").click();
    harness.run();
    assert_eq!(harness.state().tab, 2);
    assert_eq!(is_selected(&harness, "Configure"), Some(false));
    assert_eq!(is_selected(&harness, "appointment-reminder.json"), Some(true));

    harness.get_by_role_and_label(Role::DisclosureTriangle, "Programmable Chat").click();
    harness.run();
    assert!(harness.query_by_role_and_label(Role::TextInput, "Chat service").is_none());

    harness.get_by_role_and_label(Role::TreeItem, "check_reply").focus();
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert!(!harness.state().tree_open);
    assert!(harness.query_by_role_and_label(Role::TreeItem, "thanks").is_none());
}

#[test]
fn a_search_can_be_cleared() {
    let mut harness = open(Theme::Dark);
    harness.get_by_role_and_label(Role::TextInput, "Filter").focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Filter").type_text("split");
    harness.run();
    assert_eq!(harness.state().filter, "split");
    harness.get_by_role_and_label(Role::Button, "Clear Filter").click();
    harness.run();
    assert_eq!(harness.state().filter, "");
}

#[test]
fn messages_go_by_themselves_but_errors_wait() {
    let mut harness = open(Theme::Dark);
    harness.get_by_label("Toast: Remark").click();
    harness.run();
    harness.get_by_label("Toast: Error").click();
    harness.run();
    harness.get_by_role_and_label(Role::Status, "Remark: the flow was saved");
    assert_eq!(harness.state().toasts.shown_count(), 2);
    harness.run_steps(85);
    assert_eq!(harness.state().toasts.shown_count(), 1);
    harness.run_steps(200);
    harness.get_by_role_and_label(Role::Alert, "Error: the flow was saved");
    harness.get_by_role_and_label(Role::Link, "Show").click();
    harness.run();
    assert_eq!(harness.state().pressed, ["shown"]);
    assert_eq!(harness.state().toasts.shown_count(), 0);
}

#[test]
fn a_dialog_is_answered_by_keys_and_buttons() {
    type Act = fn(&mut Harness<'static, Gallery>);
    let answers: [(Act, kit::Answer); 3] = [
        (|harness| harness.key_press(Key::Escape), kit::Answer::Dismissed),
        (|harness| harness.key_press(Key::Enter), kit::Answer::Button(1)),
        (|harness| harness.get_by_label("Keep").click(), kit::Answer::Button(0)),
    ];
    for (act, expected) in answers {
        let mut harness = open(Theme::Dark);
        harness.get_by_role_and_label(Role::Button, "Delete…").click();
        harness.run();
        assert!(harness.state().answer.is_none());
        act(&mut harness);
        harness.run();
        assert_eq!(harness.state().answer, Some(expected));
    }
}

#[test]
fn a_key_that_is_held_down_answers_no_dialog() {
    let mut harness = open(Theme::Dark);
    harness.key_down(Key::Enter);
    harness.run();
    harness.get_by_role_and_label(Role::Button, "Delete…").click();
    harness.run();
    harness.key_down(Key::Enter);
    harness.run();
    assert_eq!(harness.state().answer, None);
}

#[cfg(feature = "pictures")]
#[test]
fn the_dark_gallery_looks_as_it_did() {
    open(Theme::Dark).snapshot("gallery-dark");
}

#[cfg(feature = "pictures")]
#[test]
fn the_light_gallery_looks_as_it_did() {
    open(Theme::Light).snapshot("gallery-light");
}

#[test]
fn segments_chips_and_suggestions_are_chosen_by_name() {
    let mut harness = open(Theme::Dark);
    let press = |harness: &mut Harness<'static, Gallery>, role: Role, name: &str| {
        harness.get_by_role_and_label(role, name).scroll_to_me();
        harness.run();
        harness.get_by_role_and_label(role, name).click();
        harness.run();
    };
    press(&mut harness, Role::RadioButton, "Digits");
    press(&mut harness, Role::CheckBox, "Maestro");
    press(&mut harness, Role::Button, "Suggestions for Language");
    press(&mut harness, Role::ListBoxOption, "German");
    let gallery = harness.state();
    assert_eq!(
        (gallery.segment, gallery.chips, gallery.language.as_str()),
        (Some(2), [true, true, false], "de-DE")
    );
}

#[test]
fn a_row_is_put_elsewhere_with_the_keyboard() {
    let mut harness = open(Theme::Light);
    harness.get_by_role_and_label(Role::Button, "Reorder yes").focus();
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert_eq!(harness.state().rows, ["a weekday", "nothing", "yes"]);
}

//! The head, the other tabs, and what is shown while not exactly one widget is selected.

use super::desk::*;
use super::*;

#[test]
fn help_opens_the_page_on_the_type() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    press(&mut driver, Role::Button, "Help on Send Message");
    assert_eq!(driver.state().opened, [widget_type("send-message").expect("known").docs]);
}

#[test]
fn an_output_is_led_to_a_widget_that_is_searched_for_and_cut_again() {
    let mut driver = open(vec![
        fresh("send-message", "first"),
        fresh("send-message", "second"),
        fresh("send-message", "ask"),
    ]);
    press(&mut driver, Role::Tab, "Transitions");
    assert_eq!(driver.state().file.inspector_tab, InspectorTab::Transitions);
    press(&mut driver, Role::ComboBox, "Sent");
    driver.get_by_role_and_label(Role::TextInput, "Filter widgets").type_text("sec");
    settle(&mut driver);
    assert!(driver.query_by_role_and_label(Role::Button, "first").is_none());
    press(&mut driver, Role::Button, "second");
    assert_eq!(driver.state().widget()["transitions"][0], json!({"next": "second", "event": "sent"}));
    press(&mut driver, Role::Button, "Go to second");
    let second = driver.state().file.flow().named("second").map(|widget| widget.id()).expect("it is there");
    assert_eq!(driver.state().revealed, [(second, None)]);
    press(&mut driver, Role::ComboBox, "Sent");
    press(&mut driver, Role::Button, "Disconnect");
    assert_eq!(driver.state().widget()["transitions"][0], json!({"event": "sent"}));
}

#[test]
fn references_lead_to_who_reads_and_who_leads_here() {
    let mut reader = fresh("send-message", "reader");
    reader["properties"]["body"] = json!("{{widgets.ask.inbound.Body}}");
    reader["transitions"][0]["next"] = json!("ask");
    let mut driver = open(vec![reader, fresh("send-and-wait-for-reply", "ask")]);
    press(&mut driver, Role::Tab, "References");
    press(&mut driver, Role::TreeItem, "reader");
    press(&mut driver, Role::TreeItem, "reader · Message Body");
    let id = driver.state().file.flow().named("reader").map(|widget| widget.id()).expect("it is there");
    assert_eq!(driver.state().revealed, [(id, None), (id, Some("body".to_owned()))]);
}

#[test]
fn json_is_taken_over_once_it_is_json() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    press(&mut driver, Role::Tab, "JSON");
    fill(&mut driver, Role::MultilineTextInput, "Widget JSON", "{\"name\": \"thanks\",\n \"type\" 5}");
    assert!(driver.query_by_label_contains("Line 2, column 9").is_some());
    press(&mut driver, Role::Button, "Revert");
    assert_eq!(driver.state().file.draft, None);
    fill(&mut driver, Role::MultilineTextInput, "Widget JSON", "{\"name\": \"thanks\", \"type\": \"x\"}");
    press(&mut driver, Role::Button, "Apply");
    assert_eq!(driver.state().widget(), json!({"name": "thanks", "type": "x"}));
}

#[test]
fn the_flow_itself_is_described_while_nothing_is_selected() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    driver.state_mut().file.selection = Selection::default();
    settle(&mut driver);
    fill(&mut driver, Role::MultilineTextInput, "Description", "Says thanks");
    let before = driver.state().file.flow().envelope("flags").map(|flags| flags.to_value());
    press(&mut driver, Role::CheckBox, "Allow concurrent calls");
    let flow = driver.state().file.flow();
    assert_eq!(flow.envelope("description").map(|text| text.to_value()), Some(json!("Says thanks")));
    let flags = flow.envelope("flags").map(|flags| flags.to_value());
    assert_ne!(flags, before);
    assert!(flags.is_some_and(|flags| flags["allow_concurrent_calls"].is_boolean()));
}

#[test]
fn several_widgets_are_listed_with_what_can_be_done_with_them() {
    let mut driver = open(vec![fresh("send-message", "one"), fresh("send-message", "two")]);
    let flow = driver.state().file.flow().clone();
    let ids: Vec<WidgetId> = flow.widgets().iter().skip(1).map(|widget| widget.id()).collect();
    driver.state_mut().file.selection = Selection::cards(ids.iter().copied());
    settle(&mut driver);
    assert!(driver.query_by_label("2 widgets").is_some());
    press(&mut driver, Role::Button, "Duplicate");
    press(&mut driver, Role::Button, "Delete");
    press(&mut driver, Role::Button, "two");
    assert_eq!(driver.state().commands, [Command::Duplicate, Command::Delete]);
    assert_eq!(driver.state().revealed, [(ids[1], None)]);
}

#[test]
fn a_problem_is_told_in_its_place_and_mended_there() {
    let mut state = fresh("send-message", "thanks");
    state["transitions"][0]["next"] = json!("gone");
    let mut driver = open(vec![state]);
    press(&mut driver, Role::Link, "2 problems under Transitions");
    press(&mut driver, Role::Link, "Disconnect");
    assert_eq!(driver.state().widget()["transitions"][0], json!({"event": "sent"}));
}

#[test]
fn a_state_that_is_no_object_is_shown_and_left_alone() {
    let text = br#"{"states": [{"name": "Trigger", "type": "trigger", "transitions": []}, 5], "initial_state": "Trigger"}"#;
    let mut driver = open_document(Document::from_bytes(None, text).expect("it opens"));
    for tab in ["Transitions", "References", "JSON", "Configure"] {
        press(&mut driver, Role::Tab, tab);
    }
    assert_eq!(driver.state().file.document.bytes(), text);
}
#[test]
fn a_name_is_taken_over_on_enter_and_a_bad_one_is_explained() {
    let reader = json!({"name": "reader", "type": "send-message", "transitions": [],
        "properties": {"body": "{{widgets.ask.outbound.Sid}}", "offset": {"x": 0, "y": 0}}});
    let mut driver = open(vec![reader, fresh("send-message", "ask")]);
    press(&mut driver, Role::Button, "Rename ask");
    let check = |driver: &mut Driver, text: &str, words: &str| {
        driver.key_press_modifiers(Modifiers::COMMAND, Key::A);
        driver.step();
        driver.get_by_role_and_label(Role::TextInput, "Name").type_text(text);
        settle(driver);
        driver.key_press(Key::Enter);
        settle(driver);
        assert!(driver.query_by_label_contains(words).is_some(), "{text} must be explained by {words:?}");
        assert_eq!(driver.state().widget()["name"], "ask");
    };
    check(&mut driver, "two words", "begins with a letter");
    check(&mut driver, "reader", "is named reader already");
    driver.key_press_modifiers(Modifiers::COMMAND, Key::A);
    driver.step();
    driver.get_by_role_and_label(Role::TextInput, "Name").type_text("greet");
    settle(&mut driver);
    driver.key_press(Key::Enter);
    settle(&mut driver);
    let flow = driver.state().file.flow();
    assert_eq!(driver.state().widget()["name"], "greet");
    let body =
        flow.named("reader").and_then(|widget| widget.property_text("body").map(|text| text.into_owned()));
    assert_eq!(body.as_deref(), Some("{{widgets.greet.outbound.Sid}}"));
    assert_eq!(driver.state().file.draft, None);
}

#[test]
fn escape_gives_a_name_up() {
    let mut driver = open(vec![fresh("send-message", "ask")]);
    press(&mut driver, Role::Button, "Rename ask");
    driver.get_by_role_and_label(Role::TextInput, "Name").type_text("x y");
    settle(&mut driver);
    driver.key_press(Key::Escape);
    settle(&mut driver);
    assert_eq!(driver.state().file.draft, None);
    assert!(driver.query_by_role_and_label(Role::Button, "Rename ask").is_some());
}

#[test]
fn a_variable_is_copied_under_the_real_name_of_its_widget() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    press(&mut driver, Role::Button, "{{widgets.thanks.outbound.Sid}}");
    assert_eq!(driver.state().copied, ["{{widgets.thanks.outbound.Sid}}"]);
}

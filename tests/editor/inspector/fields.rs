//! Fields of every kind.

use super::desk::*;
use super::*;

#[test]
fn every_field_of_a_send_message_is_filled_by_its_label() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    fill(&mut driver, Role::MultilineTextInput, "Message Body", "Thank you, {{flow.data.name}}.");
    press(&mut driver, Role::ComboBox, "Kind of Send Message From");
    press(&mut driver, Role::Button, "Messaging Service SID");
    let service = "MG00112233445566778899aabbccddeeff";
    fill(&mut driver, Role::TextInput, "Send Message From", service);
    fill(&mut driver, Role::TextInput, "Send Message To", "{{flow.data.to}}");
    fill(&mut driver, Role::TextInput, "Media URL", "https://demo.twilio.com/owl.png");
    fill(&mut driver, Role::TextInput, "Programmable Chat Service", "IS1");
    fill(&mut driver, Role::TextInput, "Programmable Chat Channel", "CH1");
    fill(&mut driver, Role::MultilineTextInput, "Message Attributes", "{\"a\": 1}");
    press(&mut driver, Role::DisclosureTriangle, "Advanced");
    press(&mut driver, Role::CheckBox, "Use Link Shortening");
    pick(&mut driver, "Message Type", "Content template");
    fill(&mut driver, Role::TextInput, "Content Template SID", "HX00112233445566778899aabbccddeeff");
    press(&mut driver, Role::Button, "Add row");
    fill(&mut driver, Role::TextInput, "Placeholder 1", "1");
    fill(&mut driver, Role::TextInput, "Value 1", "{{flow.data.name}}");
    let expected = json!({
        "offset": {"x": 0, "y": 200},
        "body": "Thank you, {{flow.data.name}}.",
        "from": service,
        "to": "{{flow.data.to}}",
        "media_url": "https://demo.twilio.com/owl.png",
        "service": "IS1",
        "channel": "CH1",
        "attributes": "{\"a\": 1}",
        "shorten_urls": true,
        "message_type": "content_template",
        "content_sid": "HX00112233445566778899aabbccddeeff",
        "content_variables": [{"value": "{{flow.data.name}}", "key": "1"}],
    });
    assert_eq!(driver.state().widget()["properties"], expected);

    // Each field was one step of undo, however many letters it has.
    let before = driver.state().file.document.history().at();
    assert!(before < 20, "{before} steps");
    while driver.state_mut().file.document.history_mut().undo() {}
    driver.run_steps(3);
    assert_eq!(driver.state().file.flow().widgets().len(), 1, "all of it is undone");
}

#[test]
fn an_optional_field_that_is_emptied_has_no_key_and_a_required_one_keeps_it() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    assert_eq!(driver.state().property("service"), json!("{{trigger.message.InstanceSid}}"));
    fill(&mut driver, Role::TextInput, "Programmable Chat Service", "");
    fill(&mut driver, Role::TextInput, "Send Message From", "");
    let properties = driver.state().widget()["properties"].clone();
    assert_eq!(properties.get("service"), None);
    assert_eq!(properties.get("from"), Some(&json!("")));

    press(&mut driver, Role::ComboBox, "Kind of Send Message From");
    press(&mut driver, Role::Button, "Flow default");
    assert_eq!(driver.state().property("from"), json!("{{flow.channel.address}}"));
}

#[test]
fn a_field_that_does_not_count_is_hidden_until_it_holds_something() {
    let mut state = fresh("send-message", "thanks");
    let mut driver = open(vec![state.clone()]);
    assert!(driver.query_by_role_and_label(Role::TextInput, "Content Template SID").is_none());

    state["properties"]["content_sid"] = json!("HX1");
    driver = open(vec![state]);
    assert_eq!(
        driver.get_by_role_and_label(Role::TextInput, "Content Template SID").accesskit_node().value(),
        Some("HX1".to_owned())
    );
    press(&mut driver, Role::Link, "Clear it");
    assert_eq!(driver.state().property("content_sid"), Value::Null);
}

#[test]
fn a_timeout_keeps_the_type_that_the_file_has() {
    let check = |before: Value, typed: &str, expected: Value| {
        let mut state = fresh("send-and-wait-for-reply", "ask");
        state["properties"]["timeout"] = before;
        let mut driver = open(vec![state]);
        fill(&mut driver, Role::TextInput, "Stop gathering after", typed);
        assert_eq!(driver.state().property("timeout"), expected);
    };
    check(json!("3600"), "60", json!("60"));
    check(json!(3600), "60", json!(60));
    check(json!(3600), "sixty", json!(3600));
    check(json!(3600), "{{flow.data.wait}}", json!("{{flow.data.wait}}"));
    check(json!(3600), "", Value::Null);
}

#[test]
fn an_unknown_type_has_its_properties_as_json() {
    let mut driver = open(vec![json!({"name": "mystery", "type": "say-something-new",
        "transitions": [{"event": "done"}],
        "properties": {"offset": {"x": 0, "y": 0}, "loud": true, "rest": {"a": [1, 2]}}})]);
    fill(&mut driver, Role::TextInput, "loud", "{");
    assert_eq!(driver.state().property("loud"), json!(true), "half a value is none");
    assert!(driver.query_by_label_contains("Line 1, column").is_some());
    fill(&mut driver, Role::TextInput, "loud", "{\"how\": \"very\"}");
    fill(&mut driver, Role::TextInput, "New key", "voice");
    fill(&mut driver, Role::TextInput, "New value", "\"alice\"");
    press(&mut driver, Role::Button, "Add property");
    press(&mut driver, Role::Button, "Remove rest");
    let expected = json!({"offset": {"x": 0, "y": 0}, "loud": {"how": "very"}, "voice": "alice"});
    assert_eq!(driver.state().widget()["properties"], expected);
}

#[test]
fn a_field_that_is_asked_for_takes_the_keyboard_once() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    let id = driver.state().file.selected_widget().expect("one is selected");
    driver.state_mut().file.focus_field = Some((id, "shorten_urls".to_owned()));
    settle(&mut driver);
    let node = driver.get_by_role_and_label(Role::CheckBox, "Use Link Shortening");
    assert!(node.is_focused(), "the folded section was opened for it");
    driver.get_by_role_and_label(Role::TextInput, "Media URL").focus();
    settle(&mut driver);
    assert!(driver.get_by_role_and_label(Role::TextInput, "Media URL").is_focused(), "a request counts once");
}

#[test]
fn keys_and_values_that_the_catalogue_does_not_know_are_shown_and_kept() {
    let mut state = fresh("send-message", "thanks");
    state["properties"]["odd"] = json!(5);
    state["properties"]["media_url"] = json!(7);
    let mut driver = open(vec![state]);
    fill(&mut driver, Role::TextInput, "odd", "[1]");
    fill(&mut driver, Role::TextInput, "Media URL", "8");
    assert_eq!(driver.state().property("odd"), json!([1]));
    assert_eq!(driver.state().property("media_url"), json!(8), "what is no text stays what it is");
}

#[test]
fn a_whole_number_is_literal_and_says_its_range() {
    let mut driver = open(vec![fresh_with("say-play", "greet", &json!({"say": "Hello", "loop": 2}))]);
    assert!(driver.query_by_label_contains("1 to 99").is_some(), "the help says the range");
    fill(&mut driver, Role::TextInput, "Loops", "{{flow.data.times}}");
    assert!(driver.query_by_label_contains("a whole number from 1 to 99").is_some());
    assert_eq!(driver.state().property("loop"), json!(2), "a template is no number");
    fill(&mut driver, Role::TextInput, "Loops", "12");
    assert_eq!(driver.state().property("loop"), json!(12));
    fill(&mut driver, Role::TextInput, "Loops", "120");
    assert_eq!(driver.state().property("loop"), json!(120));
    assert!(driver.query_by_label_contains("must have a maximum value of 99").is_some(), "the check tells");
}

#[test]
fn what_counts_while_a_key_is_missing_stands_in_the_empty_field() {
    let mut state = fresh_with("say-play", "greet", &json!({"say": "Hello"}));
    state["properties"].as_object_mut().expect("an object").shift_remove("loop");
    let mut driver = open(vec![state]);
    let placeholder = |driver: &Driver| {
        let node = driver.get_by_role_and_label(Role::TextInput, "Loops");
        node.accesskit_node().data().placeholder().map(str::to_owned)
    };
    assert_eq!(placeholder(&driver).as_deref(), Some("1 (default)"));
    assert_eq!(driver.state().property("loop"), Value::Null);
    fill(&mut driver, Role::TextInput, "Loops", "3");
    assert_eq!(driver.state().property("loop"), json!(3));
}

#[test]
fn any_json_is_a_draft_until_it_is_json() {
    let mut driver = open(vec![fresh("start-conversation", "talk")]);
    let entry = widget_type("start-conversation").expect("known");
    let field = entry.field("timers").expect("a field for any JSON");
    assert_eq!(field.kind, FieldKind::Value);
    press(&mut driver, Role::DisclosureTriangle, "Advanced");
    fill(&mut driver, Role::MultilineTextInput, field.label, "{\"a\": ");
    assert_eq!(driver.state().property(field.key), Value::Null, "half of it is nothing");
    assert!(driver.query_by_label_contains("Line 1, column").is_some());
    assert_eq!(shown(&driver, Role::MultilineTextInput, field.label), "{\"a\": ");
    fill(&mut driver, Role::MultilineTextInput, field.label, "{\"a\": [1, 2]}");
    assert_eq!(driver.state().property(field.key), json!({"a": [1, 2]}));
    fill(&mut driver, Role::MultilineTextInput, field.label, "");
    assert_eq!(driver.state().property(field.key), Value::Null);
}

#[test]
fn a_box_is_written_where_it_differs_from_what_counts_anyway() {
    let mut driver = open(vec![fresh("make-http-request", "call")]);
    let label = "Authenticate with Twilio";
    press(&mut driver, Role::CheckBox, label);
    assert_eq!(driver.state().property("add_twilio_auth"), json!(true));
    press(&mut driver, Role::CheckBox, label);
    assert_eq!(driver.state().property("add_twilio_auth"), Value::Null);
}

#[test]
fn every_type_shows_and_leaves_its_widget_alone() {
    for entry in cordboard::widgets::CATALOGUE {
        let mut driver = open(vec![fresh(entry.id, "it")]);
        let before = driver.state().widget();
        for tab in ["Transitions", "References", "JSON", "Configure"] {
            press(&mut driver, Role::Tab, tab);
        }
        assert_eq!(driver.state().widget(), before, "{}", entry.id);
        for field in entry.fields.iter().filter(|field| field.section == cordboard::widgets::Section::Main) {
            let is_waiting =
                field.condition.is_some() || entry.alternatives.is_some_and(|all| all.has(field.key));
            let is_named = driver.query_all_by_label_contains(field.label).next().is_some();
            assert!(is_named || is_waiting, "{}: {}", entry.id, field.label);
        }
    }
}

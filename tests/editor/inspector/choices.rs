//! Fields with values to pick from: alternatives, chips, suggestions, choices with a default.

use super::desk::*;
use super::*;

const MODES: [&str; 3] = ["Say a Message", "Play a Message", "Play Digits"];

#[test]
fn one_of_several_options_is_chosen_in_one_step() {
    let said = json!({"say": "Hello", "language": "en-US", "voice": "alice"});
    let mut driver = open(vec![fresh_with("say-play", "greet", &said)]);
    assert!(is_on(&driver, Role::RadioButton, MODES[0]));
    assert!(!has(&driver, Role::TextInput, "Digits to Play"), "only what is chosen shows");
    let before = driver.state().widget();

    press(&mut driver, Role::RadioButton, MODES[2]);
    let properties = driver.state().widget()["properties"].clone();
    assert_eq!(properties["digits"], "");
    for gone in ["say", "language", "voice"] {
        assert_eq!(properties.get(gone), None, "{gone}");
    }
    fill(&mut driver, Role::TextInput, "Digits to Play", "12#");
    assert_eq!(driver.state().property("digits"), json!("12#"));
    undo(&mut driver);
    undo(&mut driver);
    assert_eq!(driver.state().widget(), before, "the change of the option was one step");
}

#[test]
fn arrow_keys_go_from_option_to_option() {
    let mut driver = open(vec![fresh_with("say-play", "greet", &json!({"say": "Hello"}))]);
    driver.get_by_role_and_label(Role::RadioButton, MODES[0]).focus();
    settle(&mut driver);
    driver.key_press(Key::ArrowRight);
    settle(&mut driver);
    assert!(driver.get_by_role_and_label(Role::RadioButton, MODES[1]).is_focused());
    assert!(is_on(&driver, Role::RadioButton, MODES[1]));
    assert_eq!(driver.state().property("play"), json!(""));
    assert_eq!(driver.state().property("say"), Value::Null);
}

#[test]
fn several_options_at_once_are_shown_and_settled() {
    let both = json!({"say": "Hello", "play": "https://x.example/a.mp3"});
    let mut driver = open(vec![fresh_with("say-play", "greet", &both)]);
    assert!(driver.query_by_label_contains("exclude each other").is_some());
    assert!(MODES.iter().all(|mode| !is_on(&driver, Role::RadioButton, mode)));
    press(&mut driver, Role::Button, "Keep Play a Message");
    assert_eq!(driver.state().property("say"), Value::Null);
    assert_eq!(driver.state().property("play"), json!("https://x.example/a.mp3"));
    assert!(driver.query_by_label_contains("exclude each other").is_none());
}

#[test]
fn a_widget_without_any_of_the_options_says_so() {
    let mut state = fresh("say-play", "greet");
    let properties = state["properties"].as_object_mut().expect("an object");
    properties.retain(|key, _| !["say", "play", "digits"].contains(&key.as_str()));
    let mut driver = open(vec![state]);
    assert!(driver.query_by_label_contains("Choose Say a Message, Play a Message or Play Digits").is_some());
    press(&mut driver, Role::RadioButton, MODES[0]);
    assert_eq!(driver.state().property("say"), json!(""));
    assert!(driver.query_by_label_contains("Choose Say a Message").is_none());
}

#[test]
fn chips_write_what_is_on_and_keep_what_nobody_knows() {
    let check = |before: Value, press_chip: &str, expected: Value| {
        let mut state = fresh("capture-payments", "pay");
        state["properties"]["valid_card_types"] = before.clone();
        let mut driver = open(vec![state]);
        press(&mut driver, Role::CheckBox, press_chip);
        let found = driver.state().property("valid_card_types");
        assert_eq!(found, expected, "{before} and {press_chip}");
    };
    check(json!(["visa", "tally"]), "Mastercard", json!(["visa", "tally", "master-card"]));
    check(json!(["visa", "tally"]), "tally", json!(["visa"]));
    check(json!(["visa"]), "Visa", Value::Null);
}

#[test]
fn chips_of_one_text_are_written_with_spaces() {
    let mut state = fresh("record-call", "record");
    state["properties"]["recording_status_callback_events"] = json!("in-progress");
    let mut driver = open(vec![state]);
    let label = |value: &str| {
        let field =
            widget_type("record-call").and_then(|entry| entry.field("recording_status_callback_events"));
        match field.expect("the field is known").kind {
            FieldKind::Several(choices) => {
                choices.iter().find(|choice| choice.value == value).expect("offered").label
            }
            other => panic!("{other:?}"),
        }
    };
    assert!(is_on(&driver, Role::CheckBox, label("in-progress")));
    press(&mut driver, Role::CheckBox, label("completed"));
    let found = driver.state().property("recording_status_callback_events");
    assert_eq!(found, json!("in-progress completed"));
}

#[test]
fn suggestions_are_offered_in_a_list_and_while_one_types() {
    let mut driver = open(vec![fresh_with("say-play", "greet", &json!({"say": "Hello"}))]);
    press(&mut driver, Role::Button, "Suggestions for Language");
    driver.get_by_role_and_label(Role::ListBoxOption, "German").scroll_to_me();
    settle(&mut driver);
    press(&mut driver, Role::ListBoxOption, "German");
    assert_eq!(driver.state().property("language"), json!("de-DE"));

    // Whoever passes through the field with Tab changes nothing.
    driver.get_by_role_and_label(Role::TextInput, "Language").focus();
    settle(&mut driver);
    driver.key_press(Key::Tab);
    settle(&mut driver);
    assert_eq!(driver.state().property("language"), json!("de-DE"));

    driver.get_by_role_and_label(Role::TextInput, "Language").focus();
    settle(&mut driver);
    driver.key_press_modifiers(Modifiers::COMMAND, Key::A);
    driver.step();
    driver.get_by_role_and_label(Role::TextInput, "Language").type_text("fr-FR");
    settle(&mut driver);
    driver.key_press_modifiers(Modifiers::COMMAND, Key::A);
    driver.step();
    driver.get_by_role_and_label(Role::TextInput, "Language").type_text("french");
    settle(&mut driver);
    driver.key_press(Key::Enter);
    settle(&mut driver);
    let found = driver.state().property("language");
    assert!(found.as_str().is_some_and(|text| text.starts_with("fr-")), "{found}");
    // Any other text can stand there as well.
    fill(&mut driver, Role::TextInput, "Language", "{{flow.data.language}}");
    assert_eq!(driver.state().property("language"), json!("{{flow.data.language}}"));
}

#[test]
fn a_default_is_shown_and_not_written() {
    let mut state = fresh("make-http-request", "call");
    state["properties"].as_object_mut().expect("an object").shift_remove("method");
    let mut driver = open(vec![state]);
    assert_eq!(shown(&driver, Role::ComboBox, "Request Method"), "GET (default)");
    assert_eq!(driver.state().property("method"), Value::Null);
    pick(&mut driver, "Request Method", "POST");
    assert_eq!(driver.state().property("method"), json!("POST"));
    assert_eq!(shown(&driver, Role::ComboBox, "Request Method"), "POST");
}

#[test]
fn a_choice_that_takes_templates_can_be_one() {
    let mut driver = open(vec![fresh("make-http-request", "call")]);
    pick(&mut driver, "Content Type", "Template or other value…");
    fill(&mut driver, Role::TextInput, "Content Type", "{{flow.data.type}}");
    assert_eq!(driver.state().property("content_type"), json!("{{flow.data.type}}"));
    pick(&mut driver, "Content Type", "Application/JSON");
    assert_eq!(driver.state().property("content_type"), json!("application/json;charset=utf-8"));
    assert!(!has(&driver, Role::TextInput, "Content Type"));
}

#[test]
fn a_field_that_waits_for_another_shows_once_that_says_so() {
    let mut driver = open(vec![fresh("make-http-request", "call")]);
    assert!(has(&driver, Role::Button, "Add row"), "a form has parameters");
    pick(&mut driver, "Content Type", "Application/JSON");
    assert!(!has(&driver, Role::Button, "Add row"));
    let kept =
        json!({"content_type": "application/json;charset=utf-8", "parameters": [{"value": "1", "key": "a"}]});
    driver = open(vec![fresh_with("make-http-request", "call", &kept)]);
    assert!(
        driver.query_by_label_contains("It counts only where Content Type is “Form URL Encoded”").is_some()
    );
    press(&mut driver, Role::Link, "Clear it");
    assert_eq!(driver.state().property("parameters"), Value::Null);
}

#[test]
fn what_was_typed_comes_back_with_its_option_until_the_widget_is_left() {
    let said = json!({"say": "Hello", "language": "en-US"});
    let bye = fresh_with("say-play", "bye", &json!({"say": "Bye"}));
    // The last one is selected.
    let mut driver = open(vec![bye, fresh_with("say-play", "greet", &said)]);
    press(&mut driver, Role::RadioButton, MODES[1]);
    fill(&mut driver, Role::TextInput, "URL of Audio File", "https://x.example/a.mp3");
    press(&mut driver, Role::RadioButton, MODES[0]);
    for (key, expected) in [("say", json!("Hello")), ("language", json!("en-US")), ("play", Value::Null)] {
        assert_eq!(driver.state().property(key), expected, "{key}");
    }
    press(&mut driver, Role::RadioButton, MODES[1]);
    assert_eq!(driver.state().property("play"), json!("https://x.example/a.mp3"));
    // Somebody who comes back later begins anew.
    let other = driver.state().file.flow().named("bye").expect("it is there").id();
    let own = driver.state().file.selection.clone();
    driver.state_mut().file.selection = Selection::card(other);
    settle(&mut driver);
    driver.state_mut().file.selection = own;
    settle(&mut driver);
    press(&mut driver, Role::RadioButton, MODES[0]);
    assert_eq!(driver.state().property("say"), json!(""));
}

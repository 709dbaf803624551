//! Fields for templates: completion, mistakes, lengths.

use super::desk::*;
use super::*;

#[test]
fn names_are_completed_from_what_the_flow_has() {
    let check = |typed: &str, offer: &str, expected: &str| {
        let mut driver = open(vec![fresh("send-and-wait-for-reply", "ask"), fresh("send-message", "thanks")]);
        driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").focus();
        settle(&mut driver);
        driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").type_text(typed);
        settle(&mut driver);
        driver.get_by_label_contains(offer).click();
        settle(&mut driver);
        assert_eq!(driver.state().property("body"), json!(expected));
    };
    // Everything that is offered says what it is.
    check("Hi {{wid", "widgets What widgets have left", "Hi {{widgets.");
    check("Hi {{tri", "trigger What began the execution", "Hi {{trigger.");
    check("Hi {{flow.va", "variables What Set Variables stored", "Hi {{flow.variables.");
    check("Hi {{widgets.as", "ask Send & Wait For Reply", "Hi {{widgets.ask.");
    check("Hi {{widgets.ask.inbound.Bo", "Body The text of the answer", "Hi {{widgets.ask.inbound.Body}}");
    check("Hi {{bod", "widgets.ask.inbound.Body The text", "Hi {{widgets.ask.inbound.Body}}");
    check("Hi {{flow.data.x | upc", "upcase ", "Hi {{flow.data.x | upcase");
}

#[test]
fn the_length_of_a_message_is_told_below_it() {
    let check = |body: &str, words: &str| {
        let mut state = fresh("send-message", "thanks");
        state["properties"]["body"] = json!(body);
        let driver = open(vec![state]);
        assert!(driver.query_by_label(words).is_some(), "{body:?} must be {words:?}");
        assert!(driver.query_by_label("of 1,600").is_some());
    };
    check("Hello", "5 characters · 1 segment");
    check(&"a".repeat(1601), "1,601 characters · 11 segments");
    check("Thanks ł", "8 characters · 1 segment of UCS-2, because of “ł”");
    check(
        "Thank you, {{flow.data.name}}. Booked for {{flow.data.day}}.",
        "at least 25 characters, plus 2 variables · 1 segment",
    );
    check("{% if flow.data.x %}a long text{% endif %}ok", "at least 2 characters · 1 segment");
}

#[test]
fn only_what_one_types_is_completed() {
    let mut driver = open(vec![fresh_with("send-message", "thanks", &json!({"body": "Hi {{flow.da"}))]);
    driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").focus();
    settle(&mut driver);
    driver.key_press(Key::Tab);
    settle(&mut driver);
    assert_eq!(driver.state().property("body"), json!("Hi {{flow.da"), "passing through changes nothing");
}

#[test]
fn a_mistake_is_told_where_it_is_and_below() {
    let body = "Hi {{ flow.data.name | shout }} and so on";
    let mut driver = open(vec![fresh_with("send-message", "thanks", &json!({"body": body}))]);
    let problems = cordboard::liquid::parse(body).errors().to_vec();
    let message = problems.first().expect("an unknown filter").message.clone();
    let below = driver.query_all_by_label_contains("shout").count();
    assert!(below > 0, "the problem is told below the field");
    let field = driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").rect();
    // The field's text begins at its left; the name of the filter is in the middle of its first line.
    let mut is_told = false;
    for step in 0..40 {
        let pos = field.left_top() + egui::vec2(8.0 + 7.0 * step as f32, 15.0);
        driver.hover_at(pos);
        driver.run_steps(8);
        let words: String = message.chars().skip(1).take(12).collect();
        is_told |= driver.query_all_by_label_contains(&words).count() > below;
    }
    assert!(is_told, "{message} is told under the pointer");
}

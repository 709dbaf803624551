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
fn behind_half_an_end_nothing_is_offered() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    let offers = |driver: &Driver| driver.query_by_label_contains("widgets What widgets have left").is_some();
    driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").focus();
    settle(&mut driver);
    driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").type_text("{{");
    settle(&mut driver);
    assert!(offers(&driver));
    driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").type_text("flow.variables.name}");
    settle(&mut driver);
    assert!(!offers(&driver));
}

/// A flow of a question, of which only one way sets `city`, and a message at its end, which is selected. Behind the
/// message another widget sets `late`.
fn forked(body: &str) -> Driver {
    let set = |name: &str, key: &str, next: &str| {
        json!({"name": name, "type": "set-variables", "transitions": [{"event": "next", "next": next}],
            "properties": {"variables": [{"key": key, "value": "x"}], "offset": {"x": 0, "y": 0}}})
    };
    let states = json!([
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
            "transitions": [{"event": "incomingMessage", "next": "set_name"}]},
        set("set_name", "name", "ask"),
        {"name": "ask", "type": "send-and-wait-for-reply", "properties": {"body": "?", "timeout": "60"},
            "transitions": [{"event": "incomingMessage", "next": "set_city"}, {"event": "timeout", "next": "thanks"}]},
        set("set_city", "city", "thanks"),
        set("set_late", "late", "set_last"),
        set("set_last", "last", "no_such"),
        {"name": "thanks", "type": "send-message", "properties": {"body": body, "from": "{{flow.variables.nobody}}"},
            "transitions": [{"event": "sent", "next": "set_late"}]},
    ]);
    let flow = json!({"states": states, "initial_state": "Trigger"}).to_string();
    let mut driver = open_document(Document::from_bytes(None, flow.as_bytes()).expect("a flow"));
    driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").focus();
    settle(&mut driver);
    driver
}

#[test]
fn what_can_exist_here_is_offered_first_and_the_rest_is_marked() {
    let offers = |typed: &str| -> Vec<String> {
        let mut driver = forked("");
        driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").type_text(typed);
        settle(&mut driver);
        let all = driver.query_all_by_role(Role::Button).filter(|node| node.rect().top() > 0.0);
        let names = all.filter_map(|node| node.accesskit_node().label());
        let offered = |name: &String| name.starts_with(|first: char| first.is_ascii_lowercase());
        names.filter(offered).filter(|name| !name.starts_with("hang")).collect()
    };
    assert_eq!(
        offers("{{flow.variables."),
        [
            "name ",
            "city only after some ways",
            "last cannot exist yet here",
            "late cannot exist yet here",
            "nobody nothing sets it",
        ]
    );
    assert_eq!(
        offers("{{widgets."),
        [
            "ask Send & Wait For Reply",
            "set_name Set Variables",
            "set_city only after some ways",
            "set_last cannot exist yet here",
            "set_late cannot exist yet here",
            "thanks cannot exist yet here",
        ]
    );
    assert_eq!(
        offers("{{cit"),
        [
            "trigger.call.FromCity The caller's city",
            "trigger.message.FromCity The sender's city",
            "flow.variables.city only after some ways",
        ]
    );
    // What cannot exist yet can still be chosen.
    let mut driver = forked("");
    driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").type_text("{{flow.variables.lat");
    settle(&mut driver);
    driver.get_by_label("late cannot exist yet here").click();
    settle(&mut driver);
    assert_eq!(driver.state().property("body"), json!("{{flow.variables.late}}"));
}

#[test]
fn a_name_that_matches_nothing_is_asked_about() {
    let check = |typed: &str, offer: &str, expected: &str| {
        let mut driver = forked("");
        driver.get_by_role_and_label(Role::MultilineTextInput, "Message Body").type_text(typed);
        settle(&mut driver);
        driver.get_by_label_contains(offer).click();
        settle(&mut driver);
        assert_eq!(driver.state().property("body"), json!(expected), "{typed}");
    };
    check("{{flow.variables.nmae", "name did you mean this?", "{{flow.variables.name}}");
    check("{{flow.variables.ctiy", "city did you mean this?", "{{flow.variables.city}}");
    check("{{flow.varibles", "variables did you mean this?", "{{flow.variables.");
    check("{{flow.data.anything", "Message Body", "{{flow.data.anything");
    check("{{widgets.sett_na", "set_name did you mean this?", "{{widgets.set_name.");
    check("{{widgets.ask.inbuond", "inbound did you mean this?", "{{widgets.ask.inbound.");
    check("{{nmae", "flow.variables.name did you mean this?", "{{flow.variables.name}}");
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

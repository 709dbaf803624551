//! Branches and lists of keys and values.

use super::desk::*;
use super::*;

#[test]
fn branches_are_added_filled_moved_and_removed() {
    let mut driver = open(vec![fresh("split-based-on", "check")]);
    fill(&mut driver, Role::TextInput, "Variable to Test", "{{trigger.message.Body}}");
    press(&mut driver, Role::Button, "Add branch");
    fill(&mut driver, Role::TextInput, "Branch 1 value", "yes, y");
    pick(&mut driver, "Branch 1 condition", "Matches Any Of");
    press(&mut driver, Role::Button, "Add branch");
    pick(&mut driver, "Branch 2 condition", "Is Blank");
    assert!(
        driver.query_by_role_and_label(Role::TextInput, "Branch 2 value").is_none(),
        "nothing to compare with"
    );
    fill(&mut driver, Role::TextInput, "Branch 2 label", "nothing said");
    press(&mut driver, Role::Button, "Move branch 2 up");
    let branch = |name: &str, kind: &str, value: &str| {
        json!({"event": "match", "conditions": [{"friendly_name": name,
            "arguments": ["{{trigger.message.Body}}"], "type": kind, "value": value}]})
    };
    let yes = branch("If value matches_any_of yes, y", "matches_any_of", "yes, y");
    let blank = branch("nothing said", "is_blank", "Is Blank");
    assert_eq!(driver.state().widget()["transitions"], json!([{"event": "noMatch"}, blank, yes]));
    press(&mut driver, Role::Button, "Remove branch 1");
    assert_eq!(driver.state().widget()["transitions"], json!([{"event": "noMatch"}, yes]));

    // What is tested and what the branches compare stay the same.
    fill(&mut driver, Role::TextInput, "Variable to Test", "{{flow.data.answer}}");
    let argument = driver.state().widget()["transitions"][1]["conditions"][0]["arguments"].clone();
    assert_eq!(argument, json!(["{{flow.data.answer}}"]));
}

#[test]
fn variables_keep_what_else_they_have() {
    let mut state = fresh("set-variables", "prepare");
    state["properties"]["variables"] = json!([{"index": "0", "value": "1", "key": "a", "type": "string"}]);
    let mut driver = open(vec![state]);
    fill(&mut driver, Role::TextInput, "Value 1", "{{flow.data.day}}");
    press(&mut driver, Role::Button, "Add variable");
    fill(&mut driver, Role::TextInput, "Key 2", "b");
    press(&mut driver, Role::Button, "Move variable 2 up");
    assert_eq!(
        driver.state().property("variables"),
        json!([
            {"value": "", "key": "b"},
            {"index": "0", "value": "{{flow.data.day}}", "key": "a", "type": "string"},
        ])
    );
    press(&mut driver, Role::Button, "Remove variable 1");
    press(&mut driver, Role::Button, "Remove variable 1");
    assert_eq!(driver.state().property("variables"), json!([]), "the default is an empty list");
}

fn variables(driver: &Driver) -> Vec<(String, String)> {
    let list = driver.state().property("variables");
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or("?").to_owned();
    list.as_array().expect("a list").iter().map(|entry| (text(entry, "key"), text(entry, "value"))).collect()
}

fn keys(driver: &Driver) -> String {
    variables(driver).into_iter().map(|(key, _)| key).collect::<Vec<_>>().join(" ")
}

/// A Set Variables with these keys, each with what older exports have besides.
fn of_keys(keys: &[&str]) -> Driver {
    let list: Vec<Value> = keys
        .iter()
        .enumerate()
        .map(|(index, key)| json!({"index": index.to_string(), "value": "1", "key": key, "type": "string"}))
        .collect();
    open(vec![fresh_with("set-variables", "prepare", &json!({"variables": list}))])
}

/// Drags the middle of one block to another, below or above its middle.
fn drag(driver: &mut Driver, from: &str, to: &str, by: f32) {
    let from = driver.get_by_role_and_label(Role::Button, from).rect().center();
    let to = driver.get_by_role_and_label(Role::Button, to).rect().center() + egui::vec2(0.0, by);
    driver.hover_at(from);
    driver.step();
    driver.drag_at(from);
    driver.step();
    driver.hover_at(from.lerp(to, 0.5));
    driver.step();
    driver.hover_at(to);
    driver.step();
    driver.drop_at(to);
    settle(driver);
}

#[test]
fn rows_are_dragged_into_another_order_in_one_step() {
    let mut driver = of_keys(&["a", "b", "c"]);
    let before = driver.state().property("variables");
    drag(&mut driver, "Reorder variable 1", "Reorder variable 3", 60.0);
    assert_eq!(keys(&driver), "b c a");
    let moved = driver.state().property("variables")[2].clone();
    assert_eq!(moved, before[0], "it keeps all that it has");
    drag(&mut driver, "Reorder variable 3", "Reorder variable 1", -40.0);
    assert_eq!(keys(&driver), "a b c");
    drag(&mut driver, "Reorder variable 2", "Reorder variable 2", 4.0);
    assert_eq!(keys(&driver), "a b c", "what is let go where it was stays");
    undo(&mut driver);
    undo(&mut driver);
    assert_eq!(driver.state().property("variables"), before);
}

#[test]
fn escape_gives_a_drag_up() {
    let mut driver = of_keys(&["a", "b"]);
    let from = driver.get_by_role_and_label(Role::Button, "Reorder variable 1").rect().center();
    driver.hover_at(from);
    driver.step();
    driver.drag_at(from);
    driver.step();
    driver.hover_at(from + egui::vec2(0.0, 200.0));
    driver.step();
    driver.key_press(Key::Escape);
    driver.step();
    driver.drop_at(from + egui::vec2(0.0, 200.0));
    settle(&mut driver);
    assert_eq!(keys(&driver), "a b");
}

#[test]
fn the_arrow_keys_move_a_row_whose_handle_has_the_keyboard() {
    let mut driver = of_keys(&["a", "b", "c"]);
    driver.get_by_role_and_label(Role::Button, "Reorder variable 1").focus();
    settle(&mut driver);
    for (key, expected) in [
        (Key::ArrowUp, "a b c"),
        (Key::ArrowDown, "b a c"),
        (Key::ArrowDown, "b c a"),
        (Key::ArrowDown, "b c a"),
        (Key::ArrowUp, "b a c"),
    ] {
        driver.key_press(key);
        settle(&mut driver);
        assert_eq!(keys(&driver), expected, "the keyboard stays with the row");
    }
    assert!(driver.get_by_role_and_label(Role::Button, "Reorder variable 2").is_focused());
}

#[test]
fn branches_are_dragged_and_what_is_tried_first_follows() {
    let branch = |value: &str| {
        json!({"event": "match", "next": "check", "conditions": [{"friendly_name": value,
            "arguments": ["x"], "type": "equal_to", "value": value}]})
    };
    let mut state = fresh("split-based-on", "check");
    // Older exports have the other outputs anywhere.
    state["transitions"] = json!([branch("a"), {"event": "noMatch"}, branch("b"), branch("c")]);
    let mut driver = open(vec![state]);
    let order = |driver: &Driver| -> Vec<String> {
        let transitions = driver.state().widget()["transitions"].clone();
        let name = |at: &Value| at["conditions"][0]["friendly_name"].as_str().unwrap_or("-").to_owned();
        transitions.as_array().expect("a list").iter().map(name).collect()
    };
    drag(&mut driver, "Reorder branch 3", "Reorder branch 1", -30.0);
    assert_eq!(order(&driver), ["c", "a", "-", "b"]);
    // The outputs on the card are named as the branches are, in their order.
    let flow = driver.state().file.flow();
    let widget = flow.named("check").expect("it is there");
    assert_eq!(cordboard::widgets::output_label(widget, 0), "c");
    driver.get_by_role_and_label(Role::Button, "Reorder branch 1").focus();
    settle(&mut driver);
    driver.key_press(Key::ArrowDown);
    settle(&mut driver);
    assert_eq!(order(&driver), ["a", "c", "-", "b"]);
}

#[test]
fn every_predicate_can_be_picked() {
    let mut driver = open(vec![fresh("split-based-on", "check")]);
    press(&mut driver, Role::Button, "Add branch");
    for predicate in cordboard::widgets::condition::PREDICATES.iter().rev() {
        pick(&mut driver, "Branch 1 condition", predicate.label);
        let condition = driver.state().widget()["transitions"][1]["conditions"][0].clone();
        assert_eq!(condition["type"], predicate.kind);
        let compares = predicate.takes != cordboard::widgets::condition::Takes::Nothing;
        assert_eq!(has(&driver, Role::TextInput, "Branch 1 value"), compares, "{}", predicate.kind);
    }
}

#[test]
fn several_lines_pasted_into_a_key_are_several_rows() {
    let mut driver = of_keys(&["a", "z"]);
    let before = driver.state().property("variables");
    let paste = |driver: &mut Driver, text: &str| {
        driver.get_by_role_and_label(Role::TextInput, "Key 1").focus();
        settle(driver);
        driver.event(egui::Event::Paste(text.to_owned()));
        settle(driver);
    };
    paste(&mut driver, "day: {{flow.data.day}}\ncity=Bern\n");
    assert_eq!(keys(&driver), "a day city z");
    assert_eq!(driver.state().property("variables")[3], before[1], "the others keep what they have");
    undo(&mut driver);
    assert_eq!(driver.state().property("variables"), before, "one step");
    paste(&mut driver, "one");
    assert_eq!(driver.state().property("variables")[0]["key"], "aone", "one word is text like any other");
}

#[test]
fn rows_are_pasted_with_a_look_at_what_is_read() {
    let mut driver = open(vec![fresh("make-http-request", "call")]);
    press(&mut driver, Role::Button, "Paste rows…");
    let field = "Rows to add";
    assert!(driver.get_by_role_and_label(Role::Button, "Add").accesskit_node().is_disabled());
    fill(&mut driver, Role::MultilineTextInput, field, "https://x.example/?q=tea%20pot&page=2");
    press(&mut driver, Role::Button, "Add 2 rows");
    let expected = json!([{"value": "tea pot", "key": "q"}, {"value": "2", "key": "page"}]);
    assert_eq!(driver.state().property("parameters"), expected);
    assert!(!has(&driver, Role::MultilineTextInput, field), "it is closed again");
    press(&mut driver, Role::Button, "Paste rows…");
    fill(&mut driver, Role::MultilineTextInput, field, r#"[{"key": "n", "value": "5", "type": "json"}]"#);
    press(&mut driver, Role::Button, "Add 1 row");
    let added = driver.state().property("parameters")[2].clone();
    assert_eq!(added, json!({"value": "5", "key": "n", "type": "json"}));
    press(&mut driver, Role::Button, "Paste rows…");
    press(&mut driver, Role::Button, "Cancel");
    assert!(!has(&driver, Role::MultilineTextInput, field));
}

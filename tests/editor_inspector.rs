//! The inspector, driven by role and name as a person would, and compared by the JSON that comes of it.

#![cfg(feature = "editor")]
#![expect(clippy::expect_used, clippy::panic, reason = "in tests a panic is the report")]

use cordboard::editor::action::Action;
use cordboard::editor::canvas::{SceneMaker, Selection};
use cordboard::editor::command::Command;
use cordboard::editor::inspector::inspector_ui;
use cordboard::editor::state::{FileKey, InspectorTab, OpenFlow};
use cordboard::editor::theme;
use cordboard::flow::{Document, Edit, Offset, WidgetId};
use cordboard::widgets::widget_type;
use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

/// The least that the inspector needs around it: a flow, and somebody who applies its actions.
struct Desk {
    file: OpenFlow,
    maker: Option<SceneMaker>,
    copied: Vec<String>,
    opened: Vec<String>,
    revealed: Vec<(WidgetId, Option<String>)>,
    commands: Vec<Command>,
}

impl Desk {
    fn ui(&mut self, ui: &mut egui::Ui) {
        let maker = self.maker.get_or_insert_with(|| SceneMaker::new(ui.ctx()));
        let flow = self.file.flow().clone();
        self.file.derived.follow(&flow, None, maker);
        let mut actions = Vec::new();
        inspector_ui(ui, &self.file, &mut actions);
        for action in actions {
            self.apply(action);
            ui.ctx().request_repaint();
        }
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Edit(edit) => {
                self.file.document.edit(&edit).expect("the inspector offers what can be done")
            }
            Action::Seal => self.file.document.history_mut().seal(),
            Action::Draft(draft) => self.file.draft = draft,
            Action::Inspect(tab) => self.file.inspector_tab = tab,
            Action::Copy { text, .. } => self.copied.push(text),
            Action::OpenUrl(url) => self.opened.push(url),
            Action::Reveal { widget, field } => self.revealed.push((widget, field)),
            Action::Command(command) => self.commands.push(command),
            other => panic!("{other:?} was not asked for"),
        }
    }

    fn widget(&self) -> Value {
        let id = self.file.selected_widget().expect("one widget is selected");
        self.file.flow().widget(id).expect("it is there").json().to_value()
    }

    fn property(&self, key: &str) -> Value {
        self.widget()
            .get("properties")
            .and_then(|properties| properties.get(key))
            .cloned()
            .unwrap_or(Value::Null)
    }
}

type Driver = Harness<'static, Desk>;

/// Opens a flow with these states behind the trigger; the last one is selected.
fn open(states: Vec<Value>) -> Driver {
    let mut document = Document::default();
    document.edit(&Edit::Add { states }).expect("states can be added");
    open_document(document)
}

fn open_document(document: Document) -> Driver {
    let mut file = OpenFlow::new(FileKey(1), document, None);
    file.selection = Selection::cards(file.flow().widgets().last().map(|widget| widget.id()));
    let desk = Desk {
        file,
        maker: None,
        copied: Vec::new(),
        opened: Vec::new(),
        revealed: Vec::new(),
        commands: Vec::new(),
    };
    let mut driver = Harness::builder()
        .with_size([360.0, 2000.0])
        .with_max_steps(24)
        .with_step_dt(0.1)
        .with_context_setup(theme::apply)
        .build_ui_state(|ui, desk: &mut Desk| desk.ui(ui), desk);
    driver.run();
    driver
}

/// A new widget as the palette makes it.
fn fresh(kind: &str, name: &str) -> Value {
    widget_type(kind).expect("the type is known").new_state(name, Offset { x: 0.0, y: 200.0 })
}

fn press(driver: &mut Driver, role: Role, name: &str) {
    driver.get_by_role_and_label(role, name).click();
    settle(driver);
}

/// Lets the window come to rest. A field with the keyboard asks for frames for ever: its cursor blinks.
fn settle(driver: &mut Driver) {
    driver.run_steps(9);
}

/// Replaces the text of a field.
fn fill(driver: &mut Driver, role: Role, name: &str, text: &str) {
    driver.get_by_role_and_label(role, name).focus();
    settle(driver);
    driver.key_press_modifiers(Modifiers::COMMAND, Key::A);
    driver.step();
    if text.is_empty() {
        driver.key_press(Key::Backspace);
    } else {
        driver.get_by_role_and_label(role, name).type_text(text);
    }
    settle(driver);
    driver.key_press(Key::Escape);
    settle(driver);
}

/// Picks from a drop-down list.
fn pick(driver: &mut Driver, name: &str, option: &str) {
    press(driver, Role::ComboBox, name);
    press(driver, Role::ListBoxOption, option);
}

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
fn a_variable_is_copied_under_the_real_name_of_its_widget() {
    let mut driver = open(vec![fresh("send-message", "thanks")]);
    press(&mut driver, Role::Button, "{{widgets.thanks.outbound.Sid}}");
    assert_eq!(driver.state().copied, ["{{widgets.thanks.outbound.Sid}}"]);
}

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
    check("Hi {{wid", "widgets …", "Hi {{widgets.");
    check("Hi {{widgets.as", "ask …", "Hi {{widgets.ask.");
    check("Hi {{widgets.ask.inbound.Bo", "Body string", "Hi {{widgets.ask.inbound.Body}}");
    check("Hi {{bod", "widgets.ask.inbound.Body", "Hi {{widgets.ask.inbound.Body}}");
    check("Hi {{flow.data.x | upc", "upcase ", "Hi {{flow.data.x | upcase");
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
fn a_state_that_is_no_object_is_shown_and_left_alone() {
    let text = br#"{"states": [{"name": "Trigger", "type": "trigger", "transitions": []}, 5], "initial_state": "Trigger"}"#;
    let mut driver = open_document(Document::from_bytes(None, text).expect("it opens"));
    for tab in ["Transitions", "References", "JSON", "Configure"] {
        press(&mut driver, Role::Tab, tab);
    }
    assert_eq!(driver.state().file.document.bytes(), text);
}

//! What a contact does besides writing: templates, keys, media, and the clock.

use super::*;

#[test]
fn a_template_shows_its_variables_until_its_text_is_entered() {
    let send = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
        "message_type": "content_template", "content_sid": CONTENT,
        "content_variables": [{"key": "1", "value": "Ann"}]});
    let mut desk = Desk::new("incomingMessage", &[("greet", "send-message", json!({}), send)]);
    desk.run();
    desk.until_shows("HX01…cdef · 1 = Ann");
    desk.press(Role::Link, "Enter its text…");
    desk.fill("Text", "Hello {{1}}, welcome");
    desk.press(Role::Button, "Keep the text");
    desk.until_shows("Hello Ann, welcome");
    assert!(!shows(&desk.editor, "Enter its text…"));
    assert_eq!(desk.answers().content_of(CONTENT), Some("Hello {{1}}, welcome"));
    desk.until_over();
    desk.run();
    desk.until_over();
    assert!(shows(&desk.editor, "Hello Ann, welcome"));
    assert!(
        desk.editor
            .state()
            .mock_messages()
            .iter()
            .any(|message| message.body.as_deref() == Some("Hello Ann, welcome"))
    );
}

#[test]
fn keys_of_the_keypad_are_pressed_on_the_call() {
    let widgets = [
        (
            "menu",
            "gather-input-on-call",
            json!({"keypress": "told", "speech": null, "timeout": null}),
            json!({"say": "Press two keys", "number_of_digits": 2, "stop_gather": true, "timeout": 5, "loop": 1}),
        ),
        (
            "told",
            "say-play",
            json!({"audioComplete": null}),
            json!({"say": "It was {{widgets.menu.Digits}}"}),
        ),
    ];
    let mut desk = Desk::new("incomingCall", &widgets);
    desk.run();
    until(&mut desk.editor, |editor| editor.query_by_role_and_label(Role::Button, "Key 4").is_some());
    desk.press(Role::Button, "Key 4");
    assert!(!desk.is_over());
    desk.press(Role::Button, "Key 2");
    desk.until_shows("It was 42");
    desk.until_over();
    assert!(desk.editor.query_by_role_and_label(Role::Button, "Key 4").is_none());
}

#[test]
fn the_contact_sends_media_and_the_clock_goes_forward() {
    let ask = json!({"from": "{{flow.channel.address}}", "body": "A photo?", "timeout": "3600"});
    let send = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
        "body": "Got {{widgets.ask.inbound.MediaUrl0}}"});
    let ways = json!({"incomingMessage": "tell", "timeout": null, "deliveryFailure": null});
    let widgets = [("ask", "send-and-wait-for-reply", ways, ask), ("tell", "send-message", json!({}), send)];
    let mut desk = Desk::new("incomingMessage", &widgets);
    desk.run();
    desk.until_shows("ask waits for a reply");
    desk.press(Role::Button, "Attach a medium");
    desk.fill("Address", "https://example.com/photo.jpg");
    desk.press(Role::Button, "Attach");
    assert!(desk.editor.query_by_role_and_label(Role::Button, "Do not send photo.jpg").is_some());
    desk.press(Role::Button, "Send the reply");
    desk.until_shows("Got https://example.com/photo.jpg");
    assert!(desk.editor.query_by_role_and_label(Role::Button, "Picture photo.jpg").is_some());
    desk.until_over();

    desk.run();
    desk.until_shows("ask waits for a reply");
    let clock = |editor: &Editor| {
        let mut buttons = editor.query_all_by_role(Role::Button);
        buttons.find_map(|node| {
            node.accesskit_node().label().filter(|label| label.starts_with("Set the clock: "))
        })
    };
    let label = clock(&desk.editor).unwrap();
    desk.press(Role::Button, &label);
    desk.fill("Moment", "yesterday");
    assert!(shows(&desk.editor, "The clock goes forward only"));
    desk.fill("Moment", "+2 h");
    desk.press(Role::Button, "Set the clock");
    desk.until_over();
    assert!(shows(&desk.editor, "completed"), "the wait of an hour is over");
}

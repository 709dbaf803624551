//! Questions about subflows: which file one is, and how it is left.

use super::*;

#[test]
fn a_run_goes_on_with_the_file_of_a_subflow() {
    let child = flow(
        "incomingParent",
        &[(
            "name",
            "set-variables",
            json!({"next": null}),
            json!({"variables": [{"key": "who", "value": "Ann"}]}),
        )],
    );
    let send = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
        "body": "Hello {{widgets.ask_name.who}}"});
    let widgets = [
        (
            "ask_name",
            "run-subflow",
            json!({"completed": "greet", "failed": null}),
            json!({"flow_sid": SID, "flow_revision": "LatestPublished"}),
        ),
        ("greet", "send-message", json!({}), send),
    ];
    let mut desk = Desk::beside("incomingMessage", &widgets, &[("child.json", child)]);
    desk.run();
    desk.until_shows("ask_name runs another flow, and nobody said which file that is.");
    desk.press(Role::Button, "Choose the file…");
    let row = |editor: &Editor| editor.query_by_role_and_label(Role::ListBoxOption, "child.json").is_some();
    until(&mut desk.editor, row);
    desk.press(Role::ListBoxOption, "child.json");
    desk.press(Role::Button, "Choose");
    desk.until_shows("Hello Ann");
    desk.until_over();
    let state = desk.editor.state().state();
    let file = state.active().unwrap();
    assert_eq!((state.open.len(), file.runs.iter().count()), (1, 1), "it goes on where it stood");
    assert_eq!(file.document.side().subflow(SID).as_deref(), Some("child.json"));
    assert!(file.document.is_modified());
}

#[test]
fn a_subflow_can_be_left_by_an_outcome() {
    let widgets = [(
        "ask_name",
        "run-subflow",
        json!({"completed": null, "failed": null}),
        json!({"flow_sid": SID, "flow_revision": "LatestPublished"}),
    )];
    let mut desk = Desk::new("incomingMessage", &widgets);
    desk.run();
    desk.until_shows("ask_name runs another flow, and nobody said which file that is.");
    desk.press(Role::RadioButton, "Outcome");
    desk.press(Role::Button, "Leave by Completed");
    desk.until_over();
    assert!(shows(&desk.editor, "completed"));
    assert!(desk.answers().outcome_of("ask_name").is_some_and(|outcome| outcome.event == "completed"));
}

//! The menu of widgets: what fits behind an output, sentences, chains, and connecting by name.

use crate::support::canvas::Desk;
use cordboard::editor::command::Command;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

const NONE: Modifiers = Modifiers::NONE;

/// Whether the menu offers something.
fn offers(desk: &Desk, label: &str) -> bool {
    desk.rows().iter().any(|row| row == label)
}

#[test]
fn behind_an_output_only_what_works_there_is_offered_first() {
    let mut desk = Desk::sample();
    let (from, to) = (desk.port("Output Sent of bye"), desk.at(300.0, 750.0));
    desk.drag(from, to, NONE);
    assert!(offers(&desk, "Send Message") && offers(&desk, "Make Outgoing Call"), "{:?}", desk.rows());
    desk.type_text("say");
    // What does not fit is told with the reason, as nothing else is called that.
    assert!(desk.editor.query_by_label("Does not fit here").is_some());
    let row = desk.row("Say/Play");
    use egui_kittest::kittest::NodeT as _;
    let node = row.accesskit_node();
    assert_eq!(node.description().as_deref(), Some("Needs a call, which no way here has"));
    desk.press(NONE, Key::Escape);
    assert!(!desk.has_menu());
    assert_eq!(desk.steps(), 0);
}

#[test]
fn a_call_brings_the_widgets_of_calls() {
    let mut desk = Desk::sample();
    let (from, to) = (desk.port("Output Complete of greet"), desk.at(-400.0, 600.0));
    desk.drag(from, to, NONE);
    desk.type_text("gather");
    assert!(offers(&desk, "Gather Input On Call"), "{:?}", desk.rows());
    assert!(desk.editor.query_by_label("Does not fit here").is_none());
    let before = desk.text();
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.next("greet", 0).as_deref(), Some("gather_1"));
    assert_eq!((desk.steps(), desk.has_menu()), (1, false));
    desk.undone_is(&before);
}

#[test]
fn what_does_not_fit_can_be_shown_and_placed_all_the_same() {
    let mut desk = Desk::sample();
    let (from, to) = (desk.port("Output Sent of bye"), desk.at(300.0, 750.0));
    desk.drag(from, to, NONE);
    desk.type_text("call");
    let more = desk.rows().into_iter().find(|row| row.contains("that do not fit here")).expect("the switch");
    // It is the last row, and the keyboard reaches it.
    desk.press(NONE, Key::ArrowUp);
    desk.press(NONE, Key::Enter);
    assert!(desk.has_menu() && !offers(&desk, &more));
    assert!(desk.editor.query_by_label("Does not fit here").is_some());
    let row = desk.row("Enqueue Call").rect().center();
    desk.click(row, NONE);
    assert_eq!(desk.next("bye", 0).as_deref(), Some("enqueue_1"));
}

#[test]
fn a_sentence_becomes_a_message_that_says_it() {
    let mut desk = Desk::sample();
    let before = desk.text();
    let (from, to) = (desk.port("Output Sent of bye"), desk.at(300.0, 750.0));
    desk.drag(from, to, NONE);
    desk.type_text("See you tomorrow at 9");
    assert_eq!(desk.rows().first().map(String::as_str), Some("Send message “See you tomorrow at 9”"));
    assert!(!offers(&desk, "Say “See you tomorrow at 9”"));
    desk.press(NONE, Key::Enter);
    let added = desk.next("bye", 0).expect("it leads there");
    let body = desk
        .flow()
        .named(&added)
        .and_then(|widget| widget.property_text("body").map(|text| text.into_owned()));
    assert_eq!(body.as_deref(), Some("See you tomorrow at 9"));
    assert_eq!((desk.steps(), desk.said()), (1, format!("Added {added}")));
    desk.undone_is(&before);
    // On a call it is spoken first.
    let (from, to) = (desk.port("Output Complete of greet"), desk.at(-400.0, 600.0));
    desk.drag(from, to, NONE);
    desk.type_text("See you tomorrow at 9");
    assert_eq!(desk.rows().first().map(String::as_str), Some("Say “See you tomorrow at 9”"));
}

#[test]
fn what_was_placed_last_stands_first_as_long_as_nothing_is_typed() {
    let mut desk = Desk::sample();
    for (kind, x) in [("split", 800.0), ("set var", 300.0)] {
        desk.double_click(desk.at(x, 700.0));
        desk.type_text(kind);
        desk.press(NONE, Key::Enter);
    }
    desk.double_click(desk.at(550.0, 300.0));
    let rows = desk.rows();
    assert_eq!(rows.iter().take(2).collect::<Vec<_>>(), ["Set Variables", "Split Based On…"], "{rows:?}");
    assert!(desk.editor.query_by_label("Placed last").is_some());
}

#[test]
fn a_chain_is_typed_in_one_go_each_below_the_last() {
    let mut desk = Desk::sample();
    desk.double_click(desk.at(650.0, 400.0));
    let foot = "Enter adds  ·  Shift+Enter adds and goes on  ·  Esc closes";
    assert!(desk.editor.query_by_label(foot).is_some());
    desk.type_text("Hello there you");
    desk.press(Modifiers::SHIFT, Key::Enter);
    assert!(desk.has_menu());
    desk.type_text("wait for reply");
    desk.press(Modifiers::COMMAND, Key::Enter);
    desk.type_text("Good bye then");
    desk.press(NONE, Key::Enter);
    assert!(!desk.has_menu());
    assert_eq!(desk.steps(), 3);
    assert_eq!(desk.next("send_message_1", 0).as_deref(), Some("send_and_reply_1"));
    assert_eq!(desk.next("send_and_reply_1", 0).as_deref(), Some("send_message_2"));
    let (first, second, third) =
        (desk.place("send_message_1"), desk.place("send_and_reply_1"), desk.place("send_message_2"));
    assert!(first.1 < second.1 && second.1 < third.1, "{first:?} {second:?} {third:?}");
    // The last one is selected and has the keyboard.
    assert_eq!(desk.selected(), ["send_message_2"]);
    assert_eq!(desk.file().view.focused_card(), Some(desk.id("send_message_2")));
}

#[test]
fn a_adds_at_the_pointer_or_behind_the_card_that_the_keyboard_is_on() {
    let mut desk = Desk::sample();
    let pos = desk.at(650.0, 500.0);
    desk.editor.hover_at(pos);
    desk.run();
    desk.press(NONE, Key::A);
    assert!(desk.has_menu());
    // The key is no text.
    desk.type_text("set var");
    desk.press(NONE, Key::Enter);
    let (x, y) = desk.place("set_variables_1");
    assert!((x - 530.0).abs() <= 10.0 && (y - 500.0).abs() <= 10.0, "{x} {y}");
    // With the keyboard on a card, it follows that one.
    desk.select(&["bye"]);
    desk.press(NONE, Key::ArrowUp);
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::A);
    desk.type_text("split");
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.next("bye", 0).as_deref(), Some("split_1"));
}

#[test]
fn c_connects_by_the_name_of_output_and_target() {
    let mut desk = Desk::sample();
    let before = desk.text();
    desk.select(&["thanks"]);
    desk.press(NONE, Key::C);
    assert_eq!(desk.rows(), ["Sent", "Failed"]);
    desk.type_text("fail");
    desk.press(NONE, Key::Enter);
    desk.type_text("lo");
    assert_eq!(desk.rows().first().map(String::as_str), Some("loose"));
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.next("thanks", 1).as_deref(), Some("loose"));
    assert_eq!((desk.steps(), desk.said()), (1, "Connected thanks to loose".to_owned()));
    desk.undone_is(&before);
}

#[test]
fn c_makes_a_new_widget_cuts_a_wire_and_leaves_by_escape() {
    let mut desk = Desk::sample();
    let before = desk.text();
    desk.select(&["thanks"]);
    desk.press(NONE, Key::C);
    desk.press(NONE, Key::Escape);
    assert!(!desk.has_menu());
    assert_eq!(desk.text(), before);
    // The first output is chosen, and a widget of a name that none has is made.
    desk.press(NONE, Key::C);
    desk.press(NONE, Key::Enter);
    desk.type_text("split");
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.next("thanks", 0).as_deref(), Some("split_1"));
    desk.undone_is(&before);
    desk.select(&["thanks"]);
    desk.press(NONE, Key::C);
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.rows().last().map(String::as_str), Some("Nowhere"));
    desk.type_text("nowhere");
    desk.press(NONE, Key::Enter);
    assert_eq!((desk.next("thanks", 0), desk.said()), (None, "Disconnected thanks".to_owned()));
    desk.undone_is(&before);
}

#[test]
fn c_is_about_the_card_with_the_keyboard_and_not_the_one_selected_before() {
    let mut desk = Desk::sample();
    desk.select(&["ask"]);
    desk.press(NONE, Key::CloseBracket);
    desk.press(NONE, Key::C);
    desk.type_text("fail");
    desk.press(NONE, Key::Enter);
    desk.type_text("loose");
    desk.press(NONE, Key::Enter);
    assert_eq!(
        (desk.next("thanks", 1).as_deref(), desk.next("ask", 1).as_deref()),
        (Some("loose"), Some("sorry"))
    );
}

#[test]
fn nothing_is_led_to_the_trigger() {
    let mut desk = Desk::sample();
    desk.select(&["greet"]);
    desk.command(Command::ConnectTo);
    // One output: its target is asked at once.
    let rows = desk.rows();
    assert!(rows.contains(&"ask".to_owned()) && !rows.contains(&"Trigger".to_owned()), "{rows:?}");
}

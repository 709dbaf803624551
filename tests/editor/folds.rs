//! Folded groups: what is done to the card that stands for widgets is done to them, and what is marked on them is seen
//! there. Groups and notes go along with what is copied, moved and replaced.
#![expect(clippy::unwrap_used, reason = "in tests a panic is the report")]

use crate::support::canvas::{Desk, message, sample_states};
use crate::support::until;
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;

/// `thanks` and `bye` are the folded group Closing.
fn closing() -> Desk {
    let side = json!({"version": 1, "groups": {"Closing": {"widgets": ["thanks", "bye"], "folded": true}},
        "notes": {"1": {"text": "Ask Ann", "x": 700, "y": 500, "width": 200, "height": 100}}});
    Desk::beside(&sample_states(), Some(&side))
}

fn groups(desk: &Desk) -> Vec<(String, Vec<String>, bool)> {
    let groups = desk.file().document.side().groups();
    groups.into_iter().map(|group| (group.name, group.widgets, group.is_folded)).collect()
}

fn one(name: &str, widgets: &[&str], is_folded: bool) -> Vec<(String, Vec<String>, bool)> {
    vec![(name.to_owned(), widgets.iter().map(|name| (*name).to_owned()).collect(), is_folded)]
}

fn label(desk: &Desk, part: &str) -> String {
    desk.editor.get_by_label_contains(part).accesskit_node().label().unwrap_or_default()
}

fn note_places(desk: &Desk) -> Vec<(String, f64, f64)> {
    let notes = desk.file().document.side().notes().into_iter();
    notes.map(|note| (note.text, note.at.x, note.at.y)).collect()
}

fn copied(desk: &Desk) -> String {
    let commands = &desk.editor.output().platform_output.commands;
    let texts = commands.iter().rev().filter_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    texts.into_iter().next().unwrap_or_default()
}

fn paste(desk: &mut Desk, text: &str) {
    desk.editor.event(Event::Paste(text.to_owned()));
    desk.editor.run_steps(4);
}

/// Selects a widget that is folded away, in the outline.
fn select_hidden(desk: &mut Desk, name: &str) {
    desk.command(Command::ShowOutline);
    let row = format!("Send Message {name}");
    let nodes: Vec<_> = desk.editor.query_all_by_label_contains(&row).collect();
    nodes.first().unwrap().click();
    drop(nodes);
    desk.run();
    desk.command(Command::ToggleLeft);
    assert_eq!(desk.selected(), [name]);
    assert!(desk.editor.query_by_label_contains("folded, with what is selected").is_some());
}

fn why(desk: &Desk, command: Command) -> Option<&'static str> {
    command.disabled_because(desk.editor.state().state())
}

fn name_of(desk: &Desk) -> String {
    desk.file().noted.groups().first().unwrap().words()
}

#[test]
fn the_card_of_a_folded_group_lies_on_no_other_card() {
    let mut states = sample_states();
    states.push(message("above", (20, 420), None, None));
    let side = json!({"version": 1, "groups": {
        "One": {"widgets": ["thanks", "loose"], "folded": true}, "Two": {"widgets": ["bye", "sorry"], "folded": true}}});
    let desk = Desk::beside(&states, Some(&side));
    let cards = desk.file().noted.scene().cards();
    assert_eq!(cards.len(), 6);
    for (index, card) in cards.iter().enumerate() {
        for other in cards.iter().skip(index + 1) {
            let names = (card.widget.title(), other.widget.title());
            assert!(!card.rect.intersects(&other.rect), "{names:?}");
        }
    }
}

#[test]
fn going_to_a_hidden_widget_unfolds_its_group_unless_that_would_cost_what_can_be_done_again() {
    let mut desk = closing();
    desk.command(Command::Find);
    desk.type_text("thanks");
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.selected(), ["thanks"]);
    assert_eq!(groups(&desk), one("Closing", &["thanks", "bye"], false));
    assert_eq!(desk.step_name(), "Unfold Closing");
    desk.command(Command::Undo);
    desk.command(Command::Find);
    desk.type_text("bye");
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.selected(), ["bye"]);
    assert_eq!(groups(&desk), one("Closing", &["thanks", "bye"], true));
    assert_eq!(why(&desk, Command::Redo), None);
    assert!(desk.editor.query_by_label_contains("folded, with what is selected").is_some());
}

#[test]
fn a_folded_group_is_lined_up_and_nudged_as_the_one_card_that_it_is() {
    let mut desk = closing();
    let group = desk.card("Closing");
    desk.click(group, NONE);
    assert_eq!(desk.selected(), ["thanks", "bye"]);
    let few = "What is selected is shown as fewer cards: unfold it to line it up";
    assert_eq!(why(&desk, Command::AlignLeft), Some(few));
    let sorry = desk.card("sorry");
    desk.click(sorry, SHIFT);
    assert_eq!(why(&desk, Command::AlignLeft), None);
    assert_eq!(why(&desk, Command::DistributeDown), Some(few));
    desk.command(Command::AlignRight);
    assert_eq!(desk.step_name(), "Align right edges of 2 cards");
    let (thanks, bye) = (desk.place("thanks"), desk.place("bye"));
    assert_eq!((bye.0 - thanks.0, bye.1 - thanks.1), (3.0, 200.0), "what is in it stays together");
    assert!(thanks.0 > 300.0, "{thanks:?}");
    desk.command(Command::Undo);
    desk.press(CTRL, Key::ArrowRight);
    assert_eq!((desk.place("thanks"), desk.place("bye")), ((10.0, 400.0), (13.0, 600.0)));
    assert_eq!(desk.place("sorry"), (410.0, 400.0));
}

#[test]
fn a_breakpoint_within_is_a_dot_on_the_card_and_the_dot_takes_it_away() {
    let mut desk = closing();
    select_hidden(&mut desk, "bye");
    desk.command(Command::ToggleBreakpoint);
    assert_eq!(desk.file().breakpoints.marks().spots.len(), 1);
    assert!(label(&desk, "Group Closing, 2 widgets, folded").contains("; breakpoint"));
    desk.editor.get_by_role_and_label(Role::Button, "Breakpoint on Closing").click();
    desk.run();
    assert!(!label(&desk, "Group Closing, 2 widgets, folded").contains("breakpoint"));
    assert!(desk.file().breakpoints.marks().spots.is_empty());
}

#[test]
fn what_differs_within_is_a_sign_on_the_card() {
    let mut desk = closing();
    select_hidden(&mut desk, "bye");
    desk.press(NONE, Key::F2);
    desk.press(CTRL, Key::A);
    desk.type_text("farewell");
    desk.press(NONE, Key::Enter);
    desk.command(Command::CompareSaved);
    let shows = |desk: &crate::support::Editor| {
        desk.query_by_label_contains("Group Closing, 2 widgets, folded")
            .is_some_and(|card| card.accesskit_node().label().unwrap_or_default().contains("; renamed"))
    };
    until(&mut desk.editor, shows);
}

#[test]
fn a_part_of_a_folded_group_stays_selected_when_more_is_selected() {
    let mut desk = closing();
    select_hidden(&mut desk, "bye");
    let sorry = desk.card("sorry");
    desk.click(sorry, SHIFT);
    let mut selected = desk.selected();
    selected.sort();
    assert_eq!(selected, ["bye", "sorry"]);
    desk.press(NONE, Key::Delete);
    assert!(!desk.names().contains(&"bye".to_owned()) && !desk.names().contains(&"sorry".to_owned()));
}

#[test]
fn a_card_is_spliced_into_a_wire_that_leads_into_a_folded_group() {
    let side = json!({"version": 1, "groups": {"Closing": {"widgets": ["thanks", "bye"], "folded": true}}});
    let mut desk = Desk::beside(&sample_states(), Some(&side));
    let output = cordboard::flow::Output { widget: desk.id("ask"), index: 0 };
    let middle = desk.file().noted.scene().wire(output).unwrap().path.middle();
    let (from, to) = (desk.card("loose"), desk.at(middle.x, middle.y));
    desk.drag(from, to, NONE);
    assert_eq!(desk.step_name(), "Splice loose between ask and thanks");
    assert_eq!(desk.next("ask", 0).as_deref(), Some("loose"));
    assert_eq!(desk.next("loose", 0).as_deref(), Some("thanks"));
}

#[test]
fn copies_are_in_the_group_of_their_originals_and_what_is_cut_comes_back_as_a_group() {
    let mut desk = closing();
    let group = desk.card("Closing");
    desk.click(group, NONE);
    desk.command(Command::Duplicate);
    assert_eq!(groups(&desk), one("Closing", &["thanks", "bye", "thanks_1", "bye_1"], true));
    desk.command(Command::Undo);
    let group = desk.card("Closing");
    desk.click(group, NONE);
    desk.editor.state_mut().press(Command::Cut);
    desk.editor.step();
    let text = copied(&desk);
    desk.run();
    assert_eq!(groups(&desk), []);
    paste(&mut desk, &text);
    assert_eq!(groups(&desk), one("Closing", &["thanks", "bye"], true));
    assert!(serde_json::from_str::<Value>(&text).unwrap().is_array(), "Studio takes it");
}

#[test]
fn notes_are_selected_copied_pasted_and_duplicated_with_the_rest() {
    let mut desk = closing();
    desk.command(Command::SelectAll);
    assert_eq!(desk.file().selection.notes.len(), 1);
    assert_eq!(desk.selected().len(), 7);
    let sorry = desk.card("sorry");
    desk.click(sorry, NONE);
    desk.editor.get_by_role_and_label(Role::Note, "Note: Ask Ann").click_modifiers(SHIFT);
    desk.run();
    desk.command(Command::Duplicate);
    assert_eq!(desk.step_name(), "Duplicate 2 things");
    assert_eq!(note_places(&desk).get(1), Some(&("Ask Ann".to_owned(), 740.0, 540.0)));
    assert_eq!((desk.selected(), desk.file().selection.notes.len()), (vec!["sorry_1".to_owned()], 1));
    desk.command(Command::Undo);
    // Notes alone are text for others, and notes again here.
    desk.editor.get_by_role_and_label(Role::Note, "Note: Ask Ann").click();
    desk.editor.run_steps(8);
    desk.editor.state_mut().press(Command::Copy);
    desk.editor.step();
    let text = copied(&desk);
    assert_eq!(text, "Ask Ann");
    desk.run();
    paste(&mut desk, &text);
    assert_eq!(desk.step_name(), "Paste 1 note");
    assert_eq!(note_places(&desk).len(), 2);
    desk.command(Command::FitSelection);
    assert!(desk.editor.query_all_by_role(Role::Note).next().is_some());
}

#[test]
fn the_space_tool_pushes_notes_too() {
    let mut desk = closing();
    let from = desk.at(700.0, 360.0);
    desk.editor.key_down(Key::S);
    desk.drag_by(from, (0.0, 100.0), NONE);
    desk.editor.key_up(Key::S);
    assert_eq!(desk.step_name(), "Make space");
    assert_eq!(note_places(&desk).first(), Some(&("Ask Ann".to_owned(), 700.0, 600.0)));
}

#[test]
fn a_folded_group_is_led_on_by_name_from_its_one_output() {
    let mut desk = closing();
    let group = desk.card("Closing");
    desk.click(group, NONE);
    assert_eq!(why(&desk, Command::ConnectTo), None);
    desk.command(Command::ConnectTo);
    assert!(!desk.has_menu(), "there are several ends, and nobody can tell which is meant");
    let said = desk.editor.state().state().toasts.log().next().map(|(_, text)| text.to_owned());
    assert!(said.unwrap().contains("select one of them, or unfold the group"), "{}", name_of(&desk));
}

#[test]
fn folded_groups_keep_their_cards_whatever_comes_before_them() {
    let side = json!({"version": 1, "groups": {
        "First": {"widgets": ["loose"]}, "Closing": {"widgets": ["thanks", "bye"], "folded": true}}});
    let mut desk = Desk::beside(&sample_states(), Some(&side));
    let id = |desk: &Desk| desk.file().noted.group("Closing").unwrap().stand_in;
    let before = id(&desk);
    desk.editor.get_by_role_and_label(Role::Group, "Group First, 1 widget").focus();
    desk.run();
    desk.press(NONE, Key::Delete);
    assert_eq!(groups(&desk).len(), 1);
    assert_eq!(id(&desk), before);
}

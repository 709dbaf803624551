//! Commands and keys on the canvas: lines, distances, what is connected, healing, going about with the keyboard, and
//! the places that were looked at.

use crate::support::canvas::{Desk, message};
use cordboard::editor::command::Command;
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::json;

const NONE: Modifiers = Modifiers::NONE;

fn xs(desk: &Desk, names: &[&str]) -> Vec<f64> {
    names.iter().map(|name| desk.place(name).0).collect()
}

fn ys(desk: &Desk, names: &[&str]) -> Vec<f64> {
    names.iter().map(|name| desk.place(name).1).collect()
}

#[test]
fn selected_widgets_are_put_on_a_line_each_way_in_one_step() {
    let mut desk = Desk::sample();
    let before = desk.text();
    let names = ["thanks", "sorry", "bye"];
    desk.select(&names);
    let size = {
        let scene = &desk.file().derived.scene;
        scene.card(desk.id("bye")).expect("a card").rect.size()
    };
    for (command, across, down) in [
        (Command::AlignLeft, Some(vec![0.0; 3]), None),
        (Command::AlignRight, Some(vec![400.0; 3]), None),
        (Command::AlignCenter, Some(vec![200.0; 3]), None),
        (Command::AlignTop, None, Some(vec![400.0; 3])),
        (Command::AlignBottom, None, Some(vec![600.0; 3])),
        (Command::AlignMiddle, None, Some(vec![500.0; 3])),
    ] {
        desk.command(command);
        assert_eq!(xs(&desk, &names), across.unwrap_or(vec![0.0, 400.0, 3.0]), "{command:?} {size:?}");
        assert_eq!(ys(&desk, &names), down.unwrap_or(vec![400.0, 400.0, 600.0]), "{command:?}");
        assert!(desk.step_name().starts_with("Align ") && desk.step_name().ends_with(" 3 widgets"));
        assert!(desk.said().starts_with("Aligned "), "{}", desk.said());
        desk.undone_is(&before);
    }
}

#[test]
fn gaps_become_equal_and_the_ends_stay() {
    let mut desk = Desk::sample();
    let names = ["loose", "bye", "Trigger"];
    desk.select(&names);
    desk.command(Command::DistributeDown);
    let scene = &desk.file().derived.scene;
    let mut rects: Vec<_> =
        names.iter().map(|name| scene.card(desk.id(name)).expect("a card").rect).collect();
    rects.sort_by(|one, two| one.min.y.total_cmp(&two.min.y));
    let gaps: Vec<f32> = rects.windows(2).map(|pair| pair[1].min.y - pair[0].max.y).collect();
    assert!(gaps.iter().all(|gap| (gap - gaps[0]).abs() <= 1.0), "{gaps:?}");
    assert_eq!((desk.place("Trigger").1, desk.place("bye").1), (0.0, 600.0));
    assert_eq!(desk.step_name(), "Distribute down 3 widgets");
}

#[test]
fn what_cannot_be_lined_up_says_why() {
    let mut desk = Desk::sample();
    let why = |desk: &Desk, command: Command| command.disabled_because(desk.editor.state().state());
    assert_eq!(why(&desk, Command::AlignLeft), Some("Select two widgets or more"));
    assert_eq!(why(&desk, Command::ConnectTo), Some("Select one widget"));
    desk.select(&["ask", "bye"]);
    assert_eq!(why(&desk, Command::AlignLeft), None);
    assert_eq!(why(&desk, Command::DistributeDown), Some("Select three widgets or more"));
    assert_eq!(why(&desk, Command::GoBack), Some("No other place was looked at before"));
}

#[test]
fn what_leads_here_what_follows_and_what_is_connected_is_selected() {
    let mut desk = Desk::sample();
    let sorted = |desk: &Desk| {
        let mut names = desk.selected();
        names.sort();
        names.join(" ")
    };
    desk.select(&["sorry"]);
    desk.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(sorted(&desk), "Trigger ask sorry");
    assert_eq!(desk.said(), "3 widgets selected");
    desk.select(&["thanks"]);
    desk.press(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(sorted(&desk), "bye thanks");
    desk.select(&["thanks"]);
    desk.command(Command::SelectConnected);
    assert_eq!(sorted(&desk), "Trigger ask bye greet sorry thanks");
    assert_eq!(desk.steps(), 0);
}

#[test]
fn delete_and_heal_joins_what_led_there_with_what_followed() {
    let mut desk = Desk::sample();
    let before = desk.text();
    desk.select(&["thanks"]);
    desk.press(Modifiers::COMMAND, Key::Delete);
    assert_eq!(
        (desk.next("ask", 0).as_deref(), desk.next("ask", 1).as_deref()),
        (Some("bye"), Some("sorry"))
    );
    assert_eq!((desk.steps(), &*desk.step_name()), (1, "Delete and heal thanks"));
    assert_eq!(desk.said(), "Deleted and healed thanks");
    desk.undone_is(&before);
    // A set is healed through, and the trigger stays.
    desk.select(&["Trigger", "ask", "thanks", "sorry"]);
    desk.press(Modifiers::COMMAND, Key::Delete);
    assert_eq!(desk.names(), ["Trigger", "bye", "loose", "greet"]);
    assert_eq!(desk.next("Trigger", 0).as_deref(), Some("bye"));
    assert_eq!(desk.step_name(), "Delete and heal 3 widgets");
    desk.undone_is(&before);
    desk.select(&["Trigger"]);
    desk.press(Modifiers::COMMAND, Key::Delete);
    assert_eq!(desk.text(), before);
}

#[test]
fn nudges_in_a_row_are_one_step_and_a_pause_begins_another() {
    let mut desk = Desk::sample();
    let before = desk.text();
    desk.select(&["bye", "sorry"]);
    for _ in 0..3 {
        desk.press(Modifiers::COMMAND, Key::ArrowRight);
    }
    desk.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!((desk.place("bye"), desk.place("sorry")), ((33.0, 500.0), (430.0, 300.0)));
    assert_eq!((desk.steps(), &*desk.step_name()), (1, "Move 2 widgets"));
    desk.editor.run_steps(30);
    desk.press(Modifiers::COMMAND, Key::ArrowLeft);
    assert_eq!((desk.steps(), desk.place("bye")), (2, (23.0, 500.0)));
    desk.press(Modifiers::COMMAND, Key::Z);
    desk.undone_is(&before);
}

#[test]
fn a_drag_after_nudges_is_a_step_of_its_own() {
    let mut desk = Desk::sample();
    desk.select(&["bye"]);
    desk.press(Modifiers::COMMAND, Key::ArrowRight);
    let from = desk.card("bye");
    desk.drag_by(from, (200.0, 100.0), NONE);
    assert_eq!(desk.steps(), 2);
}

/// The card that has the keyboard.
fn focused(desk: &Desk) -> String {
    let focused = desk.file().view.focused_card();
    focused.and_then(|id| desk.flow().widget(id)).map(|widget| widget.title().to_owned()).unwrap_or_default()
}

#[test]
fn brackets_go_along_wires_and_take_the_next_way_after_coming_back() {
    let mut desk = Desk::sample();
    desk.select(&["ask"]);
    let mut seen = Vec::new();
    for key in [
        Key::CloseBracket,
        Key::CloseBracket,
        Key::OpenBracket,
        Key::OpenBracket,
        Key::CloseBracket,
        Key::CloseBracket,
        Key::OpenBracket,
    ] {
        desk.press(NONE, key);
        seen.push(focused(&desk));
    }
    assert_eq!(seen, ["thanks", "bye", "thanks", "ask", "sorry", "bye", "sorry"]);
    // From where nobody came along a wire, all that lead there are shown in order.
    desk.click(desk.card("bye"), NONE);
    let mut seen = Vec::new();
    for key in [Key::OpenBracket, Key::CloseBracket, Key::OpenBracket] {
        desk.press(NONE, key);
        seen.push(focused(&desk));
    }
    assert_eq!(seen, ["thanks", "bye", "sorry"]);
    assert_eq!(desk.steps(), 0);
}

#[test]
fn arrows_go_to_the_nearest_card_and_move_nothing() {
    let mut desk = Desk::sample();
    let before = desk.text();
    desk.select(&["thanks"]);
    for (key, name) in [(Key::ArrowRight, "sorry"), (Key::ArrowLeft, "thanks"), (Key::ArrowUp, "ask")] {
        desk.press(NONE, key);
        assert_eq!(focused(&desk), name);
    }
    assert_eq!(desk.text(), before);
}

#[test]
fn the_menu_key_opens_the_menu_of_the_card() {
    let mut desk = Desk::sample();
    desk.select(&["thanks"]);
    desk.press(NONE, Key::Menu);
    assert!(desk.editor.get_by_label_contains("Rename…").is_focused());
    assert!(desk.editor.query_by_role_and_label(Role::Button, "Duplicate Ctrl+D").is_some());
    desk.press(NONE, Key::Escape);
    assert!(desk.editor.query_by_role_and_label(Role::Button, "Duplicate Ctrl+D").is_none());
    desk.press(NONE, Key::ArrowDown);
    assert_eq!(focused(&desk), "bye");
    // A row is chosen by the keys alone.
    desk.press(NONE, Key::Menu);
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::ArrowDown);
    desk.press(NONE, Key::Enter);
    assert!(desk.has_menu());
}

#[test]
fn back_and_forward_go_through_the_places_that_were_jumped_to() {
    let mut desk = Desk::sample();
    desk.select(&["ask"]);
    let home = desk.file().view.camera();
    // A jump by the minimap, then one to a widget.
    let map = desk.editor.get_by_label("Minimap").rect();
    desk.click(map.left_top() + egui::vec2(12.0, 12.0), NONE);
    let corner = desk.file().view.camera();
    assert_ne!(home, corner);
    desk.press(Modifiers::COMMAND, Key::P);
    desk.type_text("bye");
    desk.press(NONE, Key::Enter);
    assert_eq!(desk.selected(), ["bye"]);
    desk.press(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!((desk.file().view.camera(), desk.selected()), (corner, vec!["ask".to_owned()]));
    desk.press(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(desk.file().view.camera(), home);
    let why = Command::GoBack.disabled_because(desk.editor.state().state());
    assert_eq!(why, Some("No other place was looked at before"));
    desk.press(Modifiers::ALT, Key::ArrowRight);
    desk.press(Modifiers::ALT, Key::ArrowRight);
    assert_eq!(desk.selected(), ["bye"]);
    assert_eq!(desk.steps(), 0);
}

#[test]
fn scrolling_is_no_jump() {
    let mut desk = Desk::sample();
    let pos = desk.at(300.0, 300.0);
    desk.editor.hover_at(pos);
    desk.editor.event(egui::Event::Zoom(1.5));
    desk.run();
    assert!(!desk.file().can_go_back());
}

#[test]
fn a_file_opens_where_it_was_left_and_as_a_new_one_where_nothing_is_seen_there() {
    let mut desk = Desk::sample();
    let pos = desk.at(600.0, 300.0);
    desk.editor.hover_at(pos);
    desk.editor.event(egui::Event::Zoom(1.5));
    desk.editor.run();
    let left = desk.file().view.camera();
    // It is written once it has stood still.
    let path = desk.path.clone();
    crate::support::until(&mut desk.editor, |editor| {
        editor.state().state().settings.camera(&path).is_some_and(|kept| kept.zoom == left.zoom)
    });
    let file = desk.path.with_file_name("settings.json");
    crate::support::until(&mut desk.editor, |_| {
        std::fs::read_to_string(&file).is_ok_and(|text| text.contains("\"cameras\""))
    });
    let mut desk = desk.again();
    desk.run();
    assert_eq!(desk.file().view.camera(), left);
    let mut settings = cordboard::editor::settings::Settings::load(&file);
    settings.cameras[0].x = 1e6;
    settings.save(&file).expect("it can be written");
    let desk = desk.again();
    assert!(desk.file().view.camera().center.x.abs() < 2000.0);
}

#[test]
fn only_fifty_cameras_are_kept() {
    use cordboard::editor::settings::{KeptCamera, Settings};
    let mut settings = Settings::default();
    for number in 0..60 {
        let path = std::path::PathBuf::from(format!("flow{number}.json"));
        settings.keep_camera(KeptCamera { path, x: 1.0, y: 2.0, zoom: 1.0 });
    }
    assert_eq!(settings.cameras.len(), 50);
    assert!(settings.camera(std::path::Path::new("flow59.json")).is_some());
    assert!(settings.camera(std::path::Path::new("flow9.json")).is_none());
}

#[test]
fn cards_say_what_they_are_and_where_they_lead() {
    let desk = Desk::on(&[
        json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
            "transitions": [{"event": "incomingMessage", "next": "ask"}]}),
        message("ask", (0, 200), Some("ask"), None),
    ]);
    let nodes: Vec<String> = desk
        .editor
        .query_all_by_role(Role::TreeItem)
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    assert!(
        nodes
            .iter()
            .any(|name| name
                .starts_with("Send Message ask, 2 outputs: Sent leads to ask, Failed leads nowhere")),
        "{nodes:?}"
    );
}

//! Laying out, how wires are drawn, and what stands out, driven by role and name.

use std::path::Path;

use crate::support::*;
use cordboard::editor::app::Options;
use cordboard::editor::canvas::Selection;
use cordboard::editor::command::Command;
use cordboard::picture::{Piece, WireStyle};
use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Shape};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::Value;

fn window_on(path: &Path, root: &Path) -> Editor {
    let options =
        Options { files: vec![path.to_owned()], folders: Some(folders(root)), ..Options::default() };
    let mut editor = editor(options);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    editor.run();
    editor
}

/// Opens the menu of commands that arrange.
fn open_arrange(editor: &mut Editor) {
    press(editor, Role::Button, "Menu");
    press(editor, Role::Button, "Arrange");
}

/// A sample without any places, as old exports are.
fn without_places(root: &Path) -> std::path::PathBuf {
    let path = sample(root, "support-desk.json");
    let mut flow: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for state in flow["states"].as_array_mut().unwrap() {
        state["properties"].as_object_mut().unwrap().remove("offset");
    }
    std::fs::write(&path, serde_json::to_string_pretty(&flow).unwrap()).unwrap();
    path
}

fn overlaps(editor: &Editor) -> usize {
    let file = editor.state().state().active().unwrap();
    let cards = file.derived.scene.cards();
    let meets = |index: usize| {
        let one = &cards[index];
        cards.iter().skip(index + 1).filter(|two| one.rect.intersects(&two.rect)).count()
    };
    (0..cards.len()).map(meets).sum()
}

#[test]
fn a_flow_is_laid_out_in_one_step_that_can_be_taken_back() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&without_places(root.path()), root.path());
    let before = text(&editor);
    let is_modified = |editor: &Editor| editor.state().state().active().unwrap().document.is_modified();
    assert!(!is_modified(&editor), "what is only drawn is no change");
    assert_eq!(overlaps(&editor), 0);
    let drawn: Vec<_> = {
        let file = editor.state().state().active().unwrap();
        file.derived.scene.cards().iter().map(|card| card.rect).collect()
    };
    editor.key_press_modifiers(Modifiers::COMMAND, Key::L);
    editor.run();
    assert!(is_modified(&editor));
    {
        let file = editor.state().state().active().unwrap();
        // What was drawn is what is written.
        assert!(file.derived.scene.cards().iter().map(|card| card.rect).eq(drawn));
        assert!(file.derived.scene.cards().iter().all(|card| card.is_placed));
        assert_eq!(file.document.history().undo_name(), Some("Lay out"));
    }
    assert!(shows(&editor, "Laid out"));
    press(&mut editor, Role::Link, "Undo");
    assert_eq!(text(&editor), before);
    assert!(!is_modified(&editor));
}

#[test]
fn what_is_laid_out_already_stays() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&sample(root.path(), "voice-menu.json"), root.path());
    open_arrange(&mut editor);
    press(&mut editor, Role::Button, "Lay out Ctrl+L");
    let laid = text(&editor);
    assert_eq!(overlaps(&editor), 0);
    editor.state_mut().press(Command::LayOut);
    editor.run_steps(3);
    assert!(shows(&editor, "The flow is laid out already"));
    assert_eq!(text(&editor), laid);
}

#[test]
fn a_selection_is_laid_out_alone() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&sample(root.path(), "support-desk.json"), root.path());
    let ids: Vec<_> = {
        let file = editor.state().state().active().unwrap();
        let order = file.derived.scene.running_order();
        order.iter().skip(1).take(4).map(|index| file.derived.scene.cards()[*index].id()).collect()
    };
    let places = |editor: &Editor| -> Vec<_> {
        let file = editor.state().state().active().unwrap();
        let others = file.derived.scene.cards().iter().filter(|card| !ids.contains(&card.id()));
        others.map(|card| card.rect).collect()
    };
    let before = places(&editor);
    let centers: Vec<Pos2> = {
        let file = editor.state().state().active().unwrap();
        let center = |id| file.derived.scene.card(id).unwrap().rect.center();
        ids.iter().map(|id| file.view.screen_from_world(center(*id))).collect()
    };
    for pos in centers {
        for pressed in [true, false] {
            editor.event(Event::PointerMoved(pos));
            let (button, modifiers) = (PointerButton::Primary, Modifiers::SHIFT);
            editor.event(Event::PointerButton { pos, button, pressed, modifiers });
            editor.run_steps(2);
        }
    }
    let selected = &editor.state().state().active().unwrap().selection;
    assert_eq!(*selected, Selection::cards(ids.clone()));
    editor.key_press_modifiers(Modifiers::COMMAND, Key::L);
    editor.run();
    assert!(shows(&editor, "Laid out") || shows(&editor, "laid out already"));
    assert_eq!(places(&editor), before);
    assert_eq!(overlaps(&editor), 0);
}

#[test]
fn cards_glide_unless_motion_is_off_and_then_all_is_still() {
    for has_motion in [true, false] {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(
            root.path().join("settings.json"),
            format!("{{\"version\": 1, \"has_motion\": {has_motion}}}"),
        )
        .unwrap();
        let mut editor = window_on(&sample(root.path(), "voice-menu.json"), root.path());
        editor.state_mut().press(Command::LayOut);
        let mut was_gliding = false;
        for _ in 0..6 {
            editor.step();
            was_gliding |= editor.state().state().active().unwrap().view.is_gliding();
        }
        assert_eq!(was_gliding, has_motion);
        assert!(!editor.state().state().active().unwrap().view.is_gliding());
    }
}

#[test]
fn how_wires_are_drawn_is_chosen_in_the_menu_and_kept() {
    let root = tempfile::tempdir().unwrap();
    let path = sample(root.path(), "support-desk.json");
    let mut editor = window_on(&path, root.path());
    let curves = |editor: &Editor| {
        let file = editor.state().state().active().unwrap();
        let pieces = file.derived.scene.wires().iter().flat_map(|wire| wire.path.pieces());
        pieces.filter(|piece| matches!(piece, Piece::Curve(curve) if curve.length() > 30.0)).count()
    };
    assert!(curves(&editor) > 0);
    open_arrange(&mut editor);
    let smooth = editor.get_by_role_and_label(Role::MenuItemCheckBox, "Smooth wires");
    assert_eq!(smooth.accesskit_node().toggled(), Some(Toggled::True));
    press(&mut editor, Role::MenuItemCheckBox, "Right-angled wires");
    assert_eq!(curves(&editor), 0);
    assert_eq!(editor.state().state().settings.wires, WireStyle::RightAngled);
    assert!(!editor.state().state().active().unwrap().document.is_modified());
    until(&mut editor, |_| {
        std::fs::read_to_string(root.path().join("settings.json"))
            .is_ok_and(|text| text.contains("\"wires\": \"right-angled\""))
    });
    let again = window_on(&path, root.path());
    assert_eq!(curves(&again), 0);
}

/// How many times the whole canvas is covered: once by its ground, once more by what dims.
fn covers(editor: &Editor) -> usize {
    let mut largest: Vec<f32> = Vec::new();
    for shape in &editor.output().shapes {
        if let Shape::Rect(rect) = &shape.shape
            && rect.rect.width() > 500.0
            && rect.rect.height() > 500.0
            && rect.fill.a() > 0
            && rect.fill != egui::Color32::TRANSPARENT
        {
            largest.push(rect.rect.area());
        }
    }
    largest.len()
}

fn place_of(editor: &Editor, name: &str) -> Pos2 {
    editor.get_by_label_contains(name).rect().center()
}

#[test]
fn the_card_under_the_pointer_or_with_the_keyboard_stands_out() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&sample(root.path(), "voice-menu.json"), root.path());
    editor.hover_at(Pos2::new(700.0, 20.0));
    editor.run_steps(3);
    let plain = covers(&editor);
    let menu = place_of(&editor, "Gather Input On Call menu,");
    editor.hover_at(menu);
    editor.run_steps(3);
    assert_eq!(covers(&editor), plain + 1, "the rest is dimmed");
    editor.hover_at(Pos2::new(700.0, 20.0));
    editor.run_steps(3);
    assert_eq!(covers(&editor), plain);
    // A click leaves all as it is; a key that goes on to a card makes that one stand out.
    editor.hover_at(menu);
    editor.drag_at(menu);
    editor.drop_at(menu);
    editor.hover_at(Pos2::new(700.0, 20.0));
    editor.run_steps(3);
    assert_eq!(covers(&editor), plain);
    editor.key_press(Key::Tab);
    editor.run_steps(3);
    assert_eq!(covers(&editor), plain + 1);
}

#[test]
fn a_wire_tells_its_ends_and_its_condition_in_full() {
    let root = tempfile::tempdir().unwrap();
    let mut editor = window_on(&sample(root.path(), "voice-menu.json"), root.path());
    let (at, words) = {
        let file = editor.state().state().active().unwrap();
        let scene = &file.derived.scene;
        let wire = scene.wires().iter().max_by(|a, b| a.path.length().total_cmp(&b.path.length())).unwrap();
        let card = |id| scene.card(id).unwrap();
        let label = &card(wire.output.widget).face.outputs[wire.output.index].label;
        let (from, to) = (card(wire.output.widget).widget.title(), card(wire.target).widget.title());
        let free = (1..20_u8).map(|part| wire.path.at(f32::from(part) / 20.0).0);
        let free = free.filter(|at| scene.cards().iter().all(|card| !card.rect.expand(12.0).contains(*at)));
        let at = free.map(|at| file.view.screen_from_world(at)).nth(1).unwrap();
        (at, format!("{from}: {label} → {to}"))
    };
    assert!(!shows(&editor, &words));
    editor.hover_at(at);
    editor.run_steps(12);
    assert!(shows(&editor, &words), "{words}");
}

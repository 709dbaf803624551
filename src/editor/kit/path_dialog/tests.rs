use std::fs;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tempfile::TempDir;

use super::*;
use crate::editor::theme;

/// A dialog under test, with the folder it looks at and the answer it gave.
struct Scene {
    dialog: PathDialog,
    answer: Option<PathAnswer>,
}

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("flows")).expect("a folder in it");
    fs::write(folder.path().join("flows/inner.json"), "{}").expect("a file");
    for name in ["b.json", "A.JSON", "notes.txt", ".hidden.json"] {
        fs::write(folder.path().join(name), "{}").expect("a file");
    }
    folder
}

fn scene(dialog: PathDialog) -> Harness<'static, Scene> {
    let mut harness = Harness::builder()
        .with_size([900.0, 700.0])
        .with_context_setup(theme::apply)
        .with_max_steps(20)
        .build_ui_state(
            |ui, scene: &mut Scene| {
                if scene.answer.is_none() {
                    scene.answer = scene.dialog.show(ui.ctx());
                }
            },
            Scene { dialog, answer: None },
        );
    settle(&mut harness);
    harness
}

/// Lets the threads answer, then draws.
fn settle(harness: &mut Harness<'static, Scene>) {
    harness.run();
    let scene = harness.state_mut();
    let answer = scene.dialog.wait();
    scene.answer = scene.answer.take().or(answer);
    harness.run();
}

fn names(harness: &Harness<'static, Scene>) -> Vec<String> {
    harness
        .get_all_by_role(egui::Role::ListBoxOption)
        .filter_map(|node| node.accesskit_node().label())
        .collect()
}

fn type_path(harness: &mut Harness<'static, Scene>, path: &str) {
    harness.get_by_role_and_label(egui::Role::TextInput, "Path").focus();
    harness.run();
    harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    harness.get_by_role_and_label(egui::Role::TextInput, "Path").type_text(path);
    settle(harness);
}

#[test]
fn lists_folders_first_and_only_flows_unless_asked() {
    let folder = folder();
    let mut harness = scene(PathDialog::open(folder.path().to_owned(), Vec::new()));
    assert_eq!(names(&harness), ["flows", "A.JSON", "b.json"]);
    harness.get_by_label("Only .json files").click();
    harness.run();
    assert_eq!(names(&harness), ["flows", "A.JSON", "b.json", "notes.txt"]);
}

#[test]
fn opens_what_is_chosen_with_the_pointer() {
    let folder = folder();
    let mut harness = scene(PathDialog::open(folder.path().to_owned(), Vec::new()));
    assert!(harness.get_by_role_and_label(egui::Role::Button, "Open").accesskit_node().is_disabled());
    harness.get_by_label("A.JSON").click();
    harness.run();
    harness.get_by_label("b.json").click_modifiers(egui::Modifiers::COMMAND);
    harness.run();
    harness.get_by_role_and_label(egui::Role::Button, "Open").click();
    harness.run();
    let expected = vec![folder.path().join("A.JSON"), folder.path().join("b.json")];
    assert_eq!(harness.state().answer, Some(PathAnswer::Picked(expected)));
}

#[test]
fn walks_with_the_keyboard() {
    let folder = folder();
    let mut harness = scene(PathDialog::open(folder.path().to_owned(), Vec::new()));
    harness.get_by_role_and_label(egui::Role::ListBox, "Files").focus();
    harness.run();
    harness.key_press(egui::Key::Enter);
    settle(&mut harness);
    assert_eq!(names(&harness), ["inner.json"]);
    harness.key_press(egui::Key::Backspace);
    settle(&mut harness);
    assert_eq!(names(&harness), ["flows", "A.JSON", "b.json"]);
    harness.key_press(egui::Key::End);
    harness.run();
    harness.key_press(egui::Key::Enter);
    settle(&mut harness);
    assert_eq!(harness.state().answer, Some(PathAnswer::Picked(vec![folder.path().join("b.json")])));
}

#[test]
fn goes_where_a_typed_path_leads_and_completes_it() {
    let folder = folder();
    let mut harness = scene(PathDialog::open(folder.path().to_owned(), Vec::new()));
    type_path(&mut harness, &format!("{}/fl", folder.path().display()));
    harness.key_press(egui::Key::Enter);
    settle(&mut harness);
    assert!(harness.state().dialog.path_text.ends_with("/flows/"), "{}", harness.state().dialog.path_text);
    harness.get_by_role_and_label(egui::Role::TextInput, "Path").type_text("in");
    settle(&mut harness);
    harness.key_press(egui::Key::Enter);
    harness.run();
    harness.key_press(egui::Key::Enter);
    settle(&mut harness);
    let expected = folder.path().join("flows/inner.json");
    assert_eq!(harness.state().answer, Some(PathAnswer::Picked(vec![expected])));
}

#[test]
fn says_in_place_what_cannot_be_found() {
    let folder = folder();
    let mut harness = scene(PathDialog::open(folder.path().to_owned(), Vec::new()));
    type_path(&mut harness, "nowhere/at/all");
    harness.key_press(egui::Key::Enter);
    settle(&mut harness);
    assert_eq!(harness.state().answer, None);
    harness.get_by_label_contains("There is nothing at");
    assert_eq!(names(&harness), ["flows", "A.JSON", "b.json"], "what was listed stays");
}

#[test]
fn saves_under_a_new_name_and_asks_before_it_replaces() {
    let folder = folder();
    let mut harness = scene(PathDialog::save(folder.path().to_owned(), "new"));
    harness.get_by_role_and_label(egui::Role::Button, "Save").click();
    settle(&mut harness);
    assert_eq!(harness.state().answer, Some(PathAnswer::Picked(vec![folder.path().join("new.json")])));

    let mut harness = scene(PathDialog::save(folder.path().to_owned(), "b.json"));
    harness.get_by_role_and_label(egui::Role::Button, "Save").click();
    settle(&mut harness);
    assert_eq!(harness.state().answer, None);
    harness.get_by_label("Keep it").click();
    harness.run();
    assert_eq!(harness.state().answer, None, "keeping the old file leads back to the dialog");
    harness.get_by_role_and_label(egui::Role::Button, "Save").click();
    settle(&mut harness);
    harness.get_by_label("Replace").click();
    harness.run();
    assert_eq!(harness.state().answer, Some(PathAnswer::Picked(vec![folder.path().join("b.json")])));
}

#[test]
fn escape_cancels() {
    let folder = folder();
    let mut harness = scene(PathDialog::open(folder.path().to_owned(), Vec::new()));
    harness.key_press(egui::Key::Escape);
    harness.run();
    assert_eq!(harness.state().answer, Some(PathAnswer::Cancelled));
}

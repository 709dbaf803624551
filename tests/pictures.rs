//! Pictures of the main window, compared on software Vulkan. `UPDATE_SNAPSHOTS=true` writes them anew.
#![cfg(feature = "pictures")]
#![expect(clippy::expect_used, reason = "in tests a panic is the report")]

mod editor_support;

use std::path::Path;

use cordboard::editor::app::{App, Options};
use cordboard::editor::command::Command;
use editor_support::{Editor, checked, until};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

fn window(theme: egui::Theme) -> Editor {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/appointment-reminder.json");
    let options = Options { files: vec![sample], ..Options::default() };
    let mut editor = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_theme(theme)
        .with_step_dt(0.1)
        .with_max_steps(60)
        .with_context_setup(cordboard::editor::theme::apply)
        .wgpu()
        .build_eframe(move |cc| App::new(&cc.egui_ctx, options).expect("the editor starts"));
    until(&mut editor, |editor| editor.state().state().active().is_some());
    checked(&mut editor);
    let command = if theme == egui::Theme::Dark { Command::ThemeDark } else { Command::ThemeLight };
    editor.state_mut().press(command);
    editor.run();
    editor
}

/// Editing, a Send & Wait For Reply selected.
#[test]
fn editing_dark() {
    let mut editor = window(egui::Theme::Dark);
    editor.get_by_label_contains("Send & Wait For Reply remind").click();
    editor.run();
    editor.snapshot("main-dark");
}

#[test]
fn editing_light() {
    let mut editor = window(egui::Theme::Light);
    editor.get_by_label_contains("Send & Wait For Reply remind").click();
    editor.run();
    editor.snapshot("main-light");
}

/// A thousand contacts have gone through the flow: the page of the simulator, and their counts on the canvas.
fn contacts(theme: egui::Theme) -> Editor {
    let mut editor = window(theme);
    editor.state_mut().press(Command::ManyContacts);
    editor.run_steps(4);
    editor.get_by_role_and_label(Role::Button, "Run 1,000 contacts").click();
    editor.run_steps(2);
    until(&mut editor, |editor| {
        let crowd = &editor.state().state().active().expect("a flow is open").crowd;
        crowd.shown.is_some() && crowd.running.is_none()
    });
    editor.state_mut().press(Command::Fit);
    editor.run();
    editor
}

#[test]
fn contacts_dark() {
    contacts(egui::Theme::Dark).snapshot("contacts-dark");
}

#[test]
fn contacts_light() {
    contacts(egui::Theme::Light).snapshot("contacts-light");
}

/// Nothing is open.
#[test]
fn start_page() {
    let mut editor = Harness::builder()
        .with_size([1000.0, 640.0])
        .with_theme(egui::Theme::Dark)
        .with_context_setup(cordboard::editor::theme::apply)
        .wgpu()
        .build_eframe(|cc| App::new(&cc.egui_ctx, Options::default()).unwrap());
    editor.state_mut().press(Command::ThemeDark);
    editor.run();
    editor.snapshot("start-dark");
}

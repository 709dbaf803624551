//! Pictures of the main window, compared on software Vulkan. `UPDATE_SNAPSHOTS=true` writes them anew.
#![cfg(feature = "pictures")]
#![expect(clippy::expect_used, reason = "in tests a panic is the report")]

mod editor_support;

use std::path::Path;

use cordboard::editor::app::{App, Options};
use cordboard::editor::command::Command;
use editor_support::{Editor, checked, until};
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

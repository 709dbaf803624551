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

/// A run of the sample that is over, answered with "yes", with a tab of the simulator.
fn after_a_run(theme: egui::Theme, tab: &str) -> Editor {
    use egui::accesskit::Role;
    let mut editor = window(theme);
    editor.key_press(egui::Key::F5);
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Button, "Start").is_some());
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "Start").click();
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Button, "yes").is_some());
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "yes").click();
    until(&mut editor, |editor| {
        let run = editor.state().state().active().and_then(|file| file.shown_run());
        run.is_some_and(|run| !run.is_live())
    });
    editor.get_by_role_and_label(Role::Tab, tab).click();
    editor.run_steps(3);
    editor
}

/// Why a split went the way it went. Clocks and ports differ from run to run, so only what stands in the panel below
/// them is looked at by people; the pictures are compared with room for that.
fn why_a_branch(theme: egui::Theme, name: &str) {
    let mut editor = after_a_run(theme, "Trace");
    editor.get_by_label_contains("Step 4: read_reply").click();
    until(&mut editor, |editor| editor.query_all_by_label_contains("taken").next().is_some());
    editor.run_steps(5);
    let options = egui_kittest::SnapshotOptions::new().failed_pixel_count_threshold(4_000);
    editor.snapshot_options(name, &options);
}

#[test]
fn why_dark() {
    why_a_branch(egui::Theme::Dark, "why-dark");
}

#[test]
fn why_light() {
    why_a_branch(egui::Theme::Light, "why-light");
}

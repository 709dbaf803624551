//! The whole editor in a test: no window, no display, the same code.
#![allow(dead_code, unused_imports, reason = "each test file uses its own part of this")]

pub mod api_page;
mod by_name;
pub mod canvas;
pub mod server;

pub use by_name::{
    PATIENCE, command, field, fill, fill_with, labels, press, press_keys, shows, until, until_at_once,
    until_shown, was_told,
};

use std::path::{Path, PathBuf};

use cordboard::editor::app::{App, Options};
use cordboard::editor::settings::Folders;
use egui_kittest::Harness;

/// The editor, driven by role and name.
pub type Editor = Harness<'static, App>;

/// Starts the editor.
pub fn editor(options: Options) -> Editor {
    editor_sized(options, [1440.0, 900.0])
}

/// Starts the editor in a window of this size.
pub fn editor_sized(options: Options, size: [f32; 2]) -> Editor {
    Harness::builder()
        .with_size(size)
        .with_theme(egui::Theme::Dark)
        .with_step_dt(0.1)
        .with_max_steps(60)
        .with_context_setup(cordboard::editor::theme::apply)
        .build_eframe(move |cc| App::new(&cc.egui_ctx, options).expect("the editor starts"))
}

/// Starts the editor on a file, and waits until it is open.
pub fn editor_on(path: &Path) -> Editor {
    let mut editor = editor(Options { files: vec![path.to_owned()], ..Options::default() });
    until(&mut editor, |editor| editor.state().state().active().is_some());
    // Only cards that are seen can be found by name.
    editor.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num1);
    editor.run();
    editor
}

/// Goes on until the shown flow, as it is now, was checked with the settings of its folder. The checker works in a
/// thread of its own, which answers at once as far as a test can tell.
pub fn checked(editor: &mut Editor) {
    // What was done just now is seen in the next frame.
    editor.step();
    until(editor, |editor| {
        let file = editor.state().state().active().expect("a flow is open");
        file.rules.is_known() && file.derived.is_checked(file.flow()) && !file.derived.is_waiting()
    });
    editor.run_steps(2);
}

/// Folders of the program in a temporary folder.
pub fn folders(root: &Path) -> Folders {
    Folders { settings: root.join("settings.json"), journal: root.join("journal") }
}

/// A copy of a sample flow in a temporary folder.
pub fn sample(root: &Path, name: &str) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows").join(name);
    let to = root.join(name);
    std::fs::copy(from, &to).expect("the sample flow is there");
    to
}

/// The shown flow's text.
pub fn text(editor: &Editor) -> String {
    editor.state().state().active().expect("a flow is open").flow().write()
}

//! A document of thousands of operations: no frame waits for it, and it can be given up.

use std::fmt::Write as _;

use super::api_libraries::{entries, has, is_idle, press, start};
use crate::support::until;
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

/// A document of about 3 MB.
fn large() -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Large, version: '1'}\npaths:\n".to_owned();
    for number in 0..3000 {
        let words = "what nobody would otherwise know of it ".repeat(18);
        write!(
            text,
            "  /things/{number}:\n    get:\n      operationId: get{number}\n      summary: Thing {number}\n      tags: [group {}]\n      \
             description: {words}\n      parameters:\n        - {{name: limit, in: query, schema: {{type: integer}}}}\n      \
             responses: {{'200': {{description: ok}}}}\n",
            number % 40
        )
        .unwrap();
    }
    text
}

#[test]
fn a_large_document_blocks_no_frames_and_can_be_given_up() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("large.yaml");
    let text = large();
    assert!(text.len() > 2_500_000);
    std::fs::write(&file, text).unwrap();
    let mut editor = start(root.path(), &[&file, &file], Vec::new());
    editor.state_mut().press(Command::ImportApi);
    editor.run_steps(3);
    press(&mut editor, Role::Button, "Choose a file…");
    until(&mut editor, |editor| has(editor, Role::ProgressIndicator, "Import of large.yaml"));
    press(&mut editor, Role::Link, "Cancel");
    assert!(is_idle(&editor) && entries(&editor).is_empty(), "it is given up at once");
    editor.run_steps(10);
    assert!(entries(&editor).is_empty(), "and nothing comes after that");

    editor.state_mut().press(Command::ImportApi);
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "Choose a file…").click();
    let mut frames = 0;
    while entries(&editor).is_empty() {
        editor.step();
        frames += 1;
        assert!(frames < 1_000_000, "the import does not end");
    }
    assert!(frames > 3, "frames are painted while it is read: {frames}");
    editor.run_steps(3);
    // Only what is seen is painted: of three thousand operations a screen full.
    editor.get_by_role_and_label(Role::TextInput, "Search APIs").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Search APIs").type_text("thing");
    editor.run_steps(3);
    let rows = editor.query_all_by_label_contains("Thing ").count();
    assert!((5..100).contains(&rows), "{rows} rows are there");
}

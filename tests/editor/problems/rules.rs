//! Levels of rules for a folder: set in the window, obeyed by the command line.

use super::*;

/// The settings file of a folder.
fn settings(root: &Path) -> String {
    std::fs::read_to_string(root.join("cordboard.toml")).unwrap_or_default()
}

/// The codes that the command line finds.
fn command_line(flow: &Path) -> Vec<String> {
    let ran = Process::new(env!("CARGO_BIN_EXE_cordboard"))
        .args(["check", "--format", "json"])
        .arg(flow)
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let found = told["files"][0]["diagnostics"].as_array().unwrap().iter();
    found.map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_rule_is_switched_off_for_the_folder_and_the_command_line_obeys() {
    let folder = tempfile::tempdir().unwrap();
    let path = faulty(folder.path());
    std::fs::write(folder.path().join("cordboard.toml"), "# ours\n[check]\ndeny = \"error\" # as ever\n")
        .unwrap();
    let mut editor = open(&path);
    assert!(command_line(&path).contains(&"unknown-variable".to_owned()));
    step_to(&mut editor, "unknown-variable");
    press(&mut editor, Role::Link, "Turn off for this folder");
    until(&mut editor, |editor| found(editor, "unknown-variable") == 0);
    let expected =
        "# ours\n[check]\ndeny = \"error\" # as ever\n\n[check.rules]\nunknown-variable = \"off\"\n";
    assert_eq!(settings(folder.path()), expected);
    assert!(!listed(&editor).contains(&"unknown-variable".to_owned()));
    assert!(!command_line(&path).contains(&"unknown-variable".to_owned()));
    assert!(shows(&editor, "unknown-variable is off in"));
    press(&mut editor, Role::Link, "Undo");
    until(&mut editor, |editor| found(editor, "unknown-variable") == 1);
    assert_eq!(settings(folder.path()), "# ours\n[check]\ndeny = \"error\" # as ever\n");
}

#[test]
fn the_list_of_rules_sets_levels_and_resets_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&faulty(folder.path()));
    let errors =
        |editor: &Editor| editor.state().state().active().unwrap().derived.findings.count(Severity::Error);
    assert_eq!(errors(&editor), 3);
    press(&mut editor, Role::Button, "Rules…");
    editor.get_by_role_and_label(Role::TextInput, "Filter rules").focus();
    editor.run_steps(2);
    editor.get_by_role_and_label(Role::TextInput, "Filter rules").type_text("unknown-tar");
    editor.run_steps(4);
    assert!(shows(&editor, "unknown-target · 2 in this flow"));
    assert!(!shows(&editor, "bad-flags · 1"), "the search leaves the others out");
    press(&mut editor, Role::ComboBox, "Level of unknown-target");
    press(&mut editor, Role::ListBoxOption, "Advice");
    until(&mut editor, |editor| errors(editor) == 1);
    assert_eq!(settings(folder.path()), "[check.rules]\nunknown-target = \"advice\"\n");
    press(&mut editor, Role::Button, "Reset all");
    until(&mut editor, |editor| errors(editor) == 3);
    assert_eq!(settings(folder.path()), "[check.rules]\n");
    press(&mut editor, Role::Button, "Close");
    assert!(editor.query_by_role_and_label(Role::TextInput, "Filter rules").is_none());
}

#[test]
fn settings_that_cannot_be_read_are_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let broken = "[check.rules]\nunknown-variable = \"loud\"\n";
    std::fs::write(folder.path().join("cordboard.toml"), broken).unwrap();
    let mut editor = open(&faulty(folder.path()));
    assert!(
        shows(&editor, "cordboard.toml:2:20: there is no level `loud`")
            || shows(&editor, "cordboard.toml:2:20")
    );
    assert!(!shows(&editor, "?.") && !shows(&editor, "..") && shows(&editor, "“loud”"));
    assert_eq!(found(&editor, "unknown-variable"), 1, "each rule has its own level");
    step_to(&mut editor, "unknown-variable");
    let off = editor.get_by_role_and_label(Role::Link, "Turn off for this folder");
    assert!(off.accesskit_node().is_disabled());
    assert_eq!(settings(folder.path()), broken);
    // Mended by hand, it counts as soon as the window is looked at again.
    std::fs::write(folder.path().join("cordboard.toml"), broken.replace("loud", "off")).unwrap();
    editor.input_mut().focused = false;
    editor.step();
    editor.input_mut().focused = true;
    until(&mut editor, |editor| found(editor, "unknown-variable") == 0);
    assert!(!shows(&editor, "The settings are not used"));
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&faulty(folder.path()));
    let theirs = "[check.rules]\nbad-flags = \"off\"\n";
    std::fs::write(folder.path().join("cordboard.toml"), theirs).unwrap();
    step_to(&mut editor, "unknown-variable");
    press(&mut editor, Role::Link, "Turn off for this folder");
    until(&mut editor, |editor| found(editor, "bad-flags") == 0);
    assert_eq!(settings(folder.path()), theirs);
    assert!(shows(&editor, "it has changed on disk meanwhile"));
}

#[test]
fn a_flow_without_a_file_has_no_folder_to_set_rules_for() {
    let mut editor = editor(cordboard::editor::app::Options::default());
    editor.run();
    press(&mut editor, Role::Button, "New flow");
    editor.key_press_modifiers(Modifiers::ALT, Key::Num3);
    checked(&mut editor);
    editor.key_press(Key::F8);
    editor.run_steps(6);
    let off = editor.get_by_role_and_label(Role::Link, "Turn off for this folder");
    assert!(off.accesskit_node().is_disabled());
    assert_eq!(
        off.accesskit_node().description().unwrap_or_default(),
        "Save the flow first: rules are set for its folder"
    );
}

#[test]
fn the_list_of_rules_is_used_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(&faulty(folder.path()));
    editor.key_press_modifiers(Modifiers::COMMAND, Key::K);
    editor.run_steps(4);
    editor.event(egui::Event::Text("Rules".to_owned()));
    editor.run_steps(4);
    editor.key_press(Key::Enter);
    editor.run_steps(6);
    assert_eq!(focused(&editor), "Filter rules");
    editor.event(egui::Event::Text("unknown-tar".to_owned()));
    editor.run_steps(4);
    // A list of levels that is opened with the mouse takes the arrows.
    press(&mut editor, Role::ComboBox, "Level of unknown-target");
    for key in [Key::ArrowDown, Key::ArrowDown, Key::Enter] {
        editor.key_press(key);
        editor.run_steps(4);
    }
    let expected = "[check.rules]\nunknown-target = \"advice\"\n";
    until(&mut editor, |_| settings(folder.path()) == expected);
}

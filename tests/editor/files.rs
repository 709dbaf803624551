//! Opening, saving, closing and what survives, through the whole editor.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::{Editor, editor, editor_on, folders, sample, text, until};
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::flow::file;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

const CTRL: Modifiers = Modifiers::COMMAND;

fn duplicate_one(editor: &mut Editor) {
    editor.get_by_label_contains("Send Message confirmed").click();
    editor.run();
    editor.key_press_modifiers(CTRL, Key::D);
    editor.run();
}

fn duplicate_first(editor: &mut Editor) {
    let file = editor.state().state().active().unwrap();
    let widget = &file.flow().widgets()[1];
    let label = cordboard::widgets::label_of(widget.kind().unwrap());
    let card = format!("{label} {}, ", widget.title());
    editor.get_by_label_contains(&card).click();
    editor.run();
    editor.key_press_modifiers(CTRL, Key::D);
    editor.run();
}

fn is_modified(editor: &Editor) -> bool {
    editor.state().state().active().is_some_and(|file| file.document.is_modified())
}

fn save(editor: &mut Editor) {
    editor.key_press_modifiers(CTRL, Key::S);
    editor.step();
}

#[test]
fn saving_untouched_gives_the_same_bytes_and_undo_gives_them_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "appointment-reminder.json");
    let before = fs::read(&path).unwrap();
    let mut editor = editor_on(&path);
    save(&mut editor);
    until(&mut editor, |editor| editor.query_by_label_contains("Saved appointment-reminder.json").is_some());
    assert_eq!(fs::read(&path).unwrap(), before);

    duplicate_one(&mut editor);
    assert!(is_modified(&editor));
    save(&mut editor);
    until(&mut editor, |editor| !is_modified(editor));
    assert_ne!(fs::read(&path).unwrap(), before);
    editor.key_press_modifiers(CTRL, Key::Z);
    editor.run();
    save(&mut editor);
    until(&mut editor, |editor| !is_modified(editor));
    assert!(fs::read(&path).unwrap() == before, "undone and saved it is not the same");
}

#[test]
fn a_file_changed_by_somebody_else_is_not_written_over_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "opt-in.json");
    let mut editor = editor_on(&path);
    duplicate_first(&mut editor);
    let theirs = fs::read_to_string(&path).unwrap().replace("A New Flow", "Theirs") + "\n";
    fs::write(&path, &theirs).unwrap();
    save(&mut editor);
    until(&mut editor, |editor| editor.query_by_label("Keep mine").is_some());
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);

    editor.get_by_label("Reload").click();
    until(&mut editor, |editor| text(editor) == theirs);
    assert!(!is_modified(&editor));

    duplicate_first(&mut editor);
    fs::write(&path, "gone wrong").unwrap();
    save(&mut editor);
    until(&mut editor, |editor| editor.query_by_label("Keep mine").is_some());
    editor.get_by_label("Keep mine").click();
    until(&mut editor, |editor| !is_modified(editor));
    assert_eq!(fs::read_to_string(&path).unwrap(), text(&editor));
}

#[test]
fn what_is_no_flow_is_said_with_its_place_and_open_flows_stay() {
    let folder = tempfile::tempdir().unwrap();
    let good = sample(folder.path(), "opt-in.json");
    let bad = folder.path().join("bad.json");
    fs::write(&bad, "{\n  \"states\": [1,,]\n}").unwrap();
    let mut editor = editor_on(&good);
    let before = text(&editor);
    editor.input_mut().dropped_files.push(dropped(&bad));
    until(&mut editor, |editor| {
        editor.query_by_role_and_label(Role::Heading, "The file is no flow").is_some()
    });
    assert!(editor.query_by_label_contains("bad.json:2:16: this is no JSON").is_some());
    editor.get_by_role_and_label(Role::Button, "Close").click();
    editor.run();
    assert_eq!(text(&editor), before);
    assert_eq!(editor.state().state().open.len(), 1);
}

fn dropped(path: &Path) -> std::sync::Arc<dyn egui::DroppedFile + Send + Sync> {
    std::sync::Arc::new(Dropped(path.to_owned()))
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn closing_asks_about_unsaved_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "appointment-reminder.json");
    let before = fs::read(&path).unwrap();
    let mut editor = editor_on(&path);
    duplicate_one(&mut editor);
    editor.key_press_modifiers(CTRL, Key::W);
    editor.run();
    editor.get_by_label("Cancel").click();
    editor.run();
    assert_eq!(editor.state().state().open.len(), 1);
    editor.key_press_modifiers(CTRL, Key::W);
    editor.run();
    editor.get_by_label("Discard").click();
    editor.run();
    assert!(editor.state().state().open.is_empty());
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_new_flow_is_saved_where_the_dialog_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.json");
    let path_answers = PathAnswers::Scripted([vec![path.clone()]].into());
    let mut editor = editor(Options { path_answers, ..Options::default() });
    editor.run();
    editor.get_by_label("New flow").click();
    editor.run();
    assert!(!is_modified(&editor), "a new flow that nobody has touched is not worth a question");
    save(&mut editor);
    until(&mut editor, |_| path.exists());
    assert_eq!(fs::read_to_string(&path).unwrap(), cordboard::flow::NEW_FLOW);
}

#[test]
fn unsaved_work_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "appointment-reminder.json");
    let saved = fs::read(&path).unwrap();
    let mut child = start_child(folder.path(), "edit");
    let edited = read_until(&mut child, "journaled ");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(fs::read(&path).unwrap(), saved, "the file itself was never touched");

    let options = Options { folders: Some(folders(folder.path())), ..Options::default() };
    let mut editor = editor(options);
    until(&mut editor, |editor| {
        editor.query_by_role_and_label(Role::Heading, "Recover unsaved flows?").is_some()
    });
    editor.get_by_label("Recover").click();
    until(&mut editor, |editor| editor.state().state().active().is_some());
    assert!(is_modified(&editor));
    assert_eq!(editor.state().state().active().unwrap().document.path(), Some(&*path));
    let widgets = editor.state().state().active().unwrap().flow().widgets().len();
    assert_eq!(format!("journaled {widgets}"), edited);
    save(&mut editor);
    // The file was never changed by anybody, so it can be written; the fingerprint is not known, though.
    until(&mut editor, |editor| !is_modified(editor));
    drop(editor);
    let left = fs::read_dir(folder.path().join("journal")).unwrap().count();
    assert_eq!(left, 0, "once it is saved nothing is left to recover");
}

#[test]
fn a_recovered_flow_does_not_write_over_what_somebody_else_wrote_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "appointment-reminder.json");
    let mut child = start_child(folder.path(), "edit");
    read_until(&mut child, "journaled ");
    child.kill().unwrap();
    child.wait().unwrap();
    let theirs = fs::read_to_string(&path).unwrap() + "\n";
    fs::write(&path, &theirs).unwrap();
    let mut editor = editor(Options { folders: Some(folders(folder.path())), ..Options::default() });
    until(&mut editor, |editor| editor.query_by_label("Recover").is_some());
    editor.get_by_label("Recover").click();
    until(&mut editor, |editor| editor.state().state().active().is_some());
    save(&mut editor);
    until(&mut editor, |editor| editor.query_by_label("Keep mine").is_some());
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
}

#[test]
fn a_kill_in_the_middle_of_saving_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.json");
    let [first, second] = big_flows();
    fs::write(&path, &first).unwrap();
    for round in 0..12 {
        let mut child = start_child(folder.path(), "save");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for _ in 0..=round {
            lines.next().unwrap().unwrap();
        }
        // Somewhere in the next save; how far it has come differs from round to round.
        std::hint::black_box((0..round * 60_000).fold(0_u64, |sum, number| sum.wrapping_mul(31) + number));
        child.kill().unwrap();
        child.wait().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text == first || text == second, "round {round}: the file is torn");
    }
}

/// Two versions of a flow that take a while to write.
fn big_flows() -> [String; 2] {
    let state = |letter: &str| format!("{{\"name\": \"a\", \"body\": \"{}\"}}", letter.repeat(2_000_000));
    ["x", "y"].map(|letter| format!("{{\"states\": [{}]}}", state(letter)))
}

fn start_child(folder: &Path, what: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "files::a_process_to_be_killed", "--nocapture"])
        .env("CORDBOARD_TEST_FOLDER", folder)
        .env("CORDBOARD_TEST_DOES", what)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn read_until(child: &mut Child, begins: &str) -> String {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map_while(Result::ok).find(|line| line.starts_with(begins)).expect("the child says how far it is")
}

/// Does nothing on its own: the tests above start it in a process of its own, to kill that.
#[test]
fn a_process_to_be_killed() {
    let Some(folder) = std::env::var_os("CORDBOARD_TEST_FOLDER") else { return };
    let folder = PathBuf::from(folder);
    let mut out = std::io::stdout();
    if std::env::var_os("CORDBOARD_TEST_DOES").is_some_and(|what| what == "save") {
        let path = folder.join("big.json");
        for version in big_flows().iter().cycle() {
            file::save(&path, version.as_bytes(), None).unwrap();
            writeln!(out, "saved").unwrap();
            out.flush().unwrap();
        }
    }
    let options = Options {
        files: vec![folder.join("appointment-reminder.json")],
        folders: Some(folders(&folder)),
        ..Options::default()
    };
    let mut editor = editor(options);
    until(&mut editor, |editor| editor.state().state().active().is_some());
    editor.key_press_modifiers(CTRL, Key::Num1);
    editor.run();
    duplicate_one(&mut editor);
    let journal = folder.join("journal");
    let is_written = |_: &Editor| {
        fs::read_dir(&journal)
            .unwrap()
            .flatten()
            .any(|entry| entry.path().extension().is_some_and(|e| e == "json"))
    };
    until(&mut editor, is_written);
    let widgets = editor.state().state().active().unwrap().flow().widgets().len();
    writeln!(out, "\njournaled {widgets}").unwrap();
    out.flush().unwrap();
    // Waits to be killed, with the lock in its hands.
    loop {
        std::thread::park();
    }
}

#[cfg(unix)]
#[test]
fn a_flow_that_cannot_be_written_is_saved_elsewhere() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "opt-in.json");
    let elsewhere = folder.path().join("mine.json");
    let before = fs::read(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let path_answers = PathAnswers::Scripted([vec![elsewhere.clone()]].into());
    let mut editor = editor(Options { files: vec![path.clone()], path_answers, ..Options::default() });
    until(&mut editor, |editor| editor.state().state().active().is_some());
    duplicate_first(&mut editor);
    save(&mut editor);
    until(&mut editor, |editor| editor.query_by_label("Save as…").is_some());
    assert!(editor.query_all_by_label("The flow was not saved").next().is_some());
    assert!(is_modified(&editor) && fs::read(&path).unwrap() == before);
    editor.get_by_label("Save as…").click();
    until(&mut editor, |editor| !is_modified(editor));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), text(&editor));
}

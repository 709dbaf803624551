//! Opening the flow that a widget runs, and the file beside the flow that says which it is, through the whole editor.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Editor, editor, editor_on, folders, until};
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};

const CTRL: Modifiers = Modifiers::COMMAND;
const SID: &str = "FW0123456789abcdef0123456789abcdef";
const QUESTION: &str = "Which flow does ask_name run?";

fn flow(description: &str, sid: &str) -> String {
    let states = json!([
        {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "ask_name"}],
         "properties": {"offset": {"x": 0, "y": 0}}},
        {"name": "ask_name", "type": "run-subflow",
         "transitions": [{"event": "completed"}, {"event": "failed"}],
         "properties": {"flow_sid": sid, "flow_revision": "LatestPublished", "offset": {"x": 0, "y": 200}}},
    ]);
    let flow = json!({"description": description, "states": states, "initial_state": "Trigger"});
    serde_json::to_string_pretty(&flow).unwrap()
}

/// A folder with a flow that runs another one, two flows that may be it, and what is no flow.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self::with_sid(SID)
    }

    fn with_sid(sid: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::write(desk.parent(), flow("Greets", sid)).unwrap();
        fs::write(desk.path("child.json"), flow("Asks for the\nname", SID)).unwrap();
        fs::write(desk.path("other.json"), flow("", SID)).unwrap();
        fs::write(desk.path("package.json"), "{\"name\": \"no flow\"}").unwrap();
        fs::write(desk.path("other.cordboard.json"), "{\"version\": 1}").unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn parent(&self) -> PathBuf {
        self.path("parent.json")
    }

    fn side(&self) -> PathBuf {
        self.path("parent.cordboard.json")
    }

    fn side_json(&self) -> Value {
        serde_json::from_slice(&fs::read(self.side()).unwrap()).unwrap()
    }
}

fn shown(editor: &Editor) -> String {
    editor.state().state().active().map(|file| file.document.title()).unwrap_or_default()
}

fn is_modified(editor: &Editor) -> bool {
    editor.state().state().active().is_some_and(|file| file.document.is_modified())
}

fn double_click(editor: &mut Editor, card: &str) {
    let at = editor.get_by_label_contains(card).rect().center_top() + egui::vec2(0.0, 12.0);
    editor.hover_at(at);
    for pressed in [true, false, true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        editor.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
    }
    editor.run();
}

fn open_subflow(editor: &mut Editor) {
    double_click(editor, "Run Subflow ask_name, ");
}

fn asks(editor: &Editor) -> bool {
    editor.query_by_role_and_label(Role::Heading, QUESTION).is_some()
}

fn choose(editor: &mut Editor, name: &str) {
    let row = |editor: &Editor| editor.query_by_role_and_label(Role::ListBoxOption, name).is_some();
    until(editor, |editor| asks(editor) && row(editor));
    editor.get_by_role_and_label(Role::ListBoxOption, name).click();
    editor.run();
    editor.get_by_role_and_label(Role::Button, "Choose").click();
}

fn show_tab(editor: &mut Editor, name: &str) {
    while shown(editor) != name {
        editor.key_press_modifiers(CTRL, Key::PageDown);
        editor.run();
    }
}

fn save(editor: &mut Editor) {
    editor.key_press_modifiers(CTRL, Key::S);
    editor.step();
    until(editor, |editor| !is_modified(editor));
}

fn undo(editor: &mut Editor) {
    editor.key_press_modifiers(CTRL, Key::Z);
    editor.run();
}

#[test]
fn it_is_asked_once_and_kept_beside_the_flow() {
    let desk = Desk::new();
    let before = fs::read(desk.parent()).unwrap();
    let mut editor = editor_on(&desk.parent());
    open_subflow(&mut editor);
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::ListBoxOption, "other.json").is_some());
    for no_candidate in ["parent.json", "package.json", "other.cordboard.json"] {
        assert!(editor.query_by_role_and_label(Role::ListBoxOption, no_candidate).is_none());
    }
    choose(&mut editor, "child.json");
    until(&mut editor, |editor| shown(editor) == "child.json");
    assert!(!is_modified(&editor));

    show_tab(&mut editor, "parent.json");
    assert!(is_modified(&editor), "the answer is worth to be saved");
    // The tab that has it is shown, and no second one is opened.
    open_subflow(&mut editor);
    editor.run();
    assert_eq!((shown(&editor).as_str(), editor.state().state().open.len()), ("child.json", 2));
    show_tab(&mut editor, "parent.json");
    save(&mut editor);
    assert!(fs::read(desk.parent()).unwrap() == before, "the flow itself is not changed");
    assert_eq!(desk.side_json(), json!({"version": 1, "subflows": {SID: "child.json"}}));

    let mut editor = editor_on(&desk.parent());
    open_subflow(&mut editor);
    until(&mut editor, |editor| shown(editor) == "child.json");
    assert!(!asks(&editor));
}

#[test]
fn undo_brings_the_question_back_and_redo_the_answer() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.parent());
    open_subflow(&mut editor);
    choose(&mut editor, "child.json");
    until(&mut editor, |editor| shown(editor) == "child.json");
    show_tab(&mut editor, "parent.json");
    save(&mut editor);
    undo(&mut editor);
    assert!(is_modified(&editor));
    open_subflow(&mut editor);
    until(&mut editor, asks);
    editor.get_by_role_and_label(Role::Button, "Cancel").click();
    editor.run();
    save(&mut editor);
    assert!(!desk.side().exists(), "there is nothing to keep");
    editor.key_press_modifiers(CTRL | Modifiers::SHIFT, Key::Z);
    editor.run();
    open_subflow(&mut editor);
    assert_eq!(shown(&editor), "child.json");
}

#[test]
fn save_as_takes_it_along_and_means_the_same_file() {
    let desk = Desk::new();
    let folder = desk.path("copies");
    fs::create_dir(&folder).unwrap();
    let copy = folder.join("copy.json");
    let path_answers = PathAnswers::Scripted([vec![copy.clone()]].into());
    let files = vec![desk.parent()];
    let mut editor = editor(Options { files, path_answers, ..Options::default() });
    until(&mut editor, |editor| shown(editor) == "parent.json");
    editor.key_press_modifiers(CTRL, Key::Num1);
    editor.run();
    open_subflow(&mut editor);
    choose(&mut editor, "child.json");
    until(&mut editor, |editor| shown(editor) == "child.json");
    show_tab(&mut editor, "parent.json");
    editor.key_press_modifiers(CTRL | Modifiers::SHIFT, Key::S);
    until(&mut editor, |editor| shown(editor) == "copy.json" && !is_modified(editor));
    assert!(!desk.side().exists(), "where it came from nothing was saved");
    assert_eq!(fs::read(&copy).unwrap(), fs::read(desk.parent()).unwrap());
    let beside: Value =
        serde_json::from_slice(&fs::read(folder.join("copy.cordboard.json")).unwrap()).unwrap();
    assert_eq!(beside["subflows"][SID], "../child.json");
    open_subflow(&mut editor);
    editor.run();
    assert_eq!(shown(&editor), "child.json");
}

#[test]
fn a_file_that_is_gone_or_no_flow_is_said_and_asked_for_again() {
    let desk = Desk::new();
    for (known, why) in [("gone.json", "it is not there any more:"), ("package.json", "this JSON is no flow")]
    {
        fs::write(desk.side(), json!({"version": 1, "subflows": {SID: known}}).to_string()).unwrap();
        let mut editor = editor_on(&desk.parent());
        open_subflow(&mut editor);
        until(&mut editor, |editor| asks(editor) && editor.query_by_label_contains(why).is_some());
        choose(&mut editor, "child.json");
        until(&mut editor, |editor| shown(editor) == "child.json");
        show_tab(&mut editor, "parent.json");
        save(&mut editor);
        assert_eq!(desk.side_json()["subflows"][SID], "child.json");
    }
}

#[test]
fn another_file_is_found_by_the_usual_dialog() {
    let desk = Desk::new();
    let elsewhere = desk.path("deep/er");
    fs::create_dir_all(&elsewhere).unwrap();
    let far = elsewhere.join("far.json");
    fs::write(&far, flow("", SID)).unwrap();
    // Cancelled at first, which leads back to the question.
    let path_answers = PathAnswers::Scripted([vec![], vec![far]].into());
    let files = vec![desk.parent()];
    let mut editor = editor(Options { files, path_answers, ..Options::default() });
    until(&mut editor, |editor| shown(editor) == "parent.json");
    editor.key_press_modifiers(CTRL, Key::Num1);
    editor.run();
    open_subflow(&mut editor);
    for _ in 0..2 {
        until(&mut editor, asks);
        editor.get_by_role_and_label(Role::Button, "Choose another file…").click();
        editor.run();
    }
    until(&mut editor, |editor| shown(editor) == "far.json");
    show_tab(&mut editor, "parent.json");
    save(&mut editor);
    assert_eq!(desk.side_json()["subflows"][SID], "deep/er/far.json");
}

#[test]
fn the_question_is_answered_with_the_keyboard() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.parent());
    editor.get_by_label_contains("Run Subflow ask_name, ").click();
    editor.run();
    editor.key_press_modifiers(CTRL | Modifiers::SHIFT, Key::O);
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::ListBoxOption, "other.json").is_some());
    // The filter has the keyboard: a word of the description leaves one, which Enter opens.
    let filter = editor.get_by_label("Filter flows");
    assert!(filter.is_focused());
    filter.type_text("NAME");
    editor.run();
    assert!(editor.query_by_role_and_label(Role::ListBoxOption, "other.json").is_none());
    editor.key_press(Key::Enter);
    until(&mut editor, |editor| shown(editor) == "child.json");

    // The arrows go through those that are listed.
    show_tab(&mut editor, "parent.json");
    editor.state_mut().press(Command::ChooseSubflow);
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::ListBoxOption, "other.json").is_some());
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowDown, Key::ArrowUp, Key::ArrowDown] {
        editor.key_press(key);
        editor.run();
    }
    editor.key_press(Key::Enter);
    until(&mut editor, |editor| shown(editor) == "other.json");
}

#[test]
fn what_is_missing_is_said() {
    for (sid, says) in [
        ("", "ask_name does not say yet which flow it runs"),
        ("{{flow.variables.next}}", "ask_name has the template {{flow.variables.next}}"),
    ] {
        let desk = Desk::with_sid(sid);
        let mut editor = editor_on(&desk.parent());
        open_subflow(&mut editor);
        editor.run();
        assert!(editor.query_by_label_contains(says).is_some(), "{says}");
        assert!(!asks(&editor));
    }
    // A card that runs no other flow shows its fields, as ever.
    let desk = Desk::new();
    let mut editor = editor_on(&desk.parent());
    double_click(&mut editor, "Trigger Trigger, ");
    editor.run();
    assert!(!asks(&editor) && !is_modified(&editor));
    assert!(Command::OpenSubflow.disabled_because(editor.state().state()).is_some());
}

#[test]
fn the_menu_of_the_card_offers_it() {
    let desk = Desk::new();
    let mut editor = editor_on(&desk.parent());
    let click = |editor: &mut Editor, card: &str| {
        editor.get_by_label_contains(card).click_secondary();
        editor.run();
    };
    click(&mut editor, "Trigger Trigger, ");
    assert!(editor.query_by_label_contains("Open subflow").is_none());
    editor.key_press(Key::Escape);
    editor.run();
    click(&mut editor, "Run Subflow ask_name, ");
    editor.get_by_label_contains("Open subflow").click();
    until(&mut editor, asks);
    choose(&mut editor, "child.json");
    until(&mut editor, |editor| shown(editor) == "child.json");
    // The answer can be changed.
    show_tab(&mut editor, "parent.json");
    editor.state_mut().press(Command::ChooseSubflow);
    editor.step();
    choose(&mut editor, "other.json");
    until(&mut editor, |editor| shown(editor) == "other.json");
}

#[test]
fn what_cannot_be_read_is_said_and_left_and_the_flow_opens() {
    let desk = Desk::new();
    for (side, says) in [
        ("{\"version\": 1,", "parent.cordboard.json cannot be read and is left as it is: 1:15: "),
        ("{\"version\": 3}", "parent.cordboard.json is left as it is: its version is 3"),
    ] {
        fs::write(desk.side(), side).unwrap();
        let mut editor = editor_on(&desk.parent());
        assert!(editor.query_by_label_contains(says).is_some(), "{says}");
        open_subflow(&mut editor);
        until(&mut editor, |editor| editor.query_by_label_contains("so the choice is not kept").is_some());
        choose(&mut editor, "child.json");
        until(&mut editor, |editor| shown(editor) == "child.json");
        show_tab(&mut editor, "parent.json");
        assert!(!is_modified(&editor), "there is nothing that could be saved");
        editor.get_by_label_contains("Run Subflow ask_name, ").click();
        editor.run();
        editor.key_press_modifiers(CTRL, Key::D);
        editor.run();
        save(&mut editor);
        undo(&mut editor);
        save(&mut editor);
        assert_eq!(fs::read_to_string(desk.side()).unwrap(), side);
    }
}

#[test]
fn a_side_file_changed_by_somebody_else_is_not_written_over_unasked() {
    let desk = Desk::new();
    let before = fs::read(desk.parent()).unwrap();
    let mut editor = editor_on(&desk.parent());
    open_subflow(&mut editor);
    choose(&mut editor, "child.json");
    until(&mut editor, |editor| shown(editor) == "child.json");
    show_tab(&mut editor, "parent.json");
    let theirs = json!({"version": 1, "subflows": {SID: "other.json"}});
    fs::write(desk.side(), theirs.to_string()).unwrap();
    let changed =
        |editor: &Editor| editor.query_by_label_contains("has written parent.cordboard.json").is_some();
    editor.key_press_modifiers(CTRL, Key::S);
    until(&mut editor, changed);
    assert_eq!(desk.side_json(), theirs);
    editor.get_by_label("Keep mine").click();
    until(&mut editor, |editor| !is_modified(editor));
    assert_eq!(desk.side_json()["subflows"][SID], "child.json");
    assert_eq!(fs::read(desk.parent()).unwrap(), before);

    // When the window comes back, the change is seen; reading it again brings their answer.
    fs::write(desk.side(), theirs.to_string()).unwrap();
    for focused in [false, true] {
        editor.input_mut().focused = focused;
        editor.step();
    }
    until(&mut editor, |editor| {
        editor.query_by_label_contains("parent.cordboard.json has changed on disk").is_some()
    });
    editor.get_by_label("Reload").click();
    until(&mut editor, |editor| {
        let side = editor.state().state().active().unwrap().document.side().clone();
        side.subflow(SID).as_deref() == Some("other.json")
    });
    assert!(!is_modified(&editor));
}

#[test]
fn an_answer_that_was_not_saved_survives_a_crash() {
    let desk = Desk::new();
    let root = desk.path("state");
    let journal = root.join("journal");
    let options = || Options { folders: Some(folders(&root)), ..Options::default() };
    let mut first = editor(Options { files: vec![desk.parent()], ..options() });
    until(&mut first, |editor| shown(editor) == "parent.json");
    first.key_press_modifiers(CTRL, Key::Num1);
    first.run();
    open_subflow(&mut first);
    choose(&mut first, "child.json");
    let is_written = |_: &Editor| files_of(&journal).iter().any(|file| file.ends_with(".json"));
    until(&mut first, is_written);
    // As a crash leaves it: the copy is there, and nobody holds its lock.
    let left: Vec<_> = files_of(&journal)
        .into_iter()
        .filter(|name| name.ends_with(".json"))
        .map(|name| (name.clone(), fs::read(journal.join(name)).unwrap()))
        .collect();
    drop(first);
    for file in files_of(&journal) {
        fs::remove_file(journal.join(file)).unwrap();
    }
    for (_, bytes) in left {
        fs::write(journal.join("gone-0-1.json"), bytes).unwrap();
    }

    let mut editor = editor(options());
    until(&mut editor, |editor| editor.query_by_label("Recover").is_some());
    editor.get_by_label("Recover").click();
    until(&mut editor, |editor| shown(editor) == "parent.json");
    assert!(is_modified(&editor));
    editor.key_press_modifiers(CTRL, Key::Num1);
    editor.run();
    save(&mut editor);
    assert_eq!(desk.side_json()["subflows"][SID], "child.json");
    open_subflow(&mut editor);
    until(&mut editor, |editor| shown(editor) == "child.json");
}

fn files_of(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

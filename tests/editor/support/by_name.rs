//! What a test does with the window: it looks at names, and presses and fills in what has them.

use std::time::{Duration, Instant};

use cordboard::editor::command::Command;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::Editor;

/// How long is waited for what happens on other threads. Only a test that is about to fail waits so long, and a
/// machine that does much else is slow.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// All names and texts that the window shows.
pub fn labels(editor: &Editor) -> Vec<String> {
    let nodes = editor.root().children_recursive();
    // The text of a plain label is its value.
    nodes.filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value())).collect()
}

/// Whether something that is shown has this in its name or text.
pub fn shows(editor: &Editor, text: &str) -> bool {
    labels(editor).iter().any(|label| label.contains(text))
}

/// Whether a message has said this. Messages go by themselves, and are remembered.
pub fn was_told(editor: &Editor, text: &str) -> bool {
    editor.state().state().toasts.log().any(|(_, told)| told.contains(text))
}

/// Goes on until something holds. What is waited for happens on other threads, so steps alone are not enough.
#[track_caller]
pub fn until(editor: &mut Editor, holds: impl Fn(&Editor) -> bool) {
    wait(editor, holds, "", None);
}

/// Goes on until this is shown.
#[track_caller]
pub fn until_shown(editor: &mut Editor, text: &str) {
    wait(editor, |editor| shows(editor, text), text, None);
}

/// As [`until`], while no time passes for the window: what goes by itself is still there afterwards.
#[track_caller]
pub fn until_at_once(editor: &mut Editor, holds: impl Fn(&Editor) -> bool) {
    let now = editor.ctx.input(|input| input.time);
    wait(editor, holds, "", Some(now));
}

#[track_caller]
fn wait(editor: &mut Editor, holds: impl Fn(&Editor) -> bool, text: &str, time: Option<f64>) {
    let begun = Instant::now();
    while !holds(editor) {
        let is_late = begun.elapsed() > PATIENCE;
        assert!(!is_late, "waited in vain for {text}; the window shows: {}", labels(editor).join(" | "));
        editor.input_mut().time = time;
        editor.step();
        std::thread::yield_now();
    }
    editor.input_mut().time = None;
    editor.run_steps(3);
}

/// Presses something that has this name.
#[track_caller]
pub fn press(editor: &mut Editor, role: Role, name: &str) {
    // What has just opened may still move into its place.
    editor.run_steps(3);
    let found = editor.query_by_role_and_label(role, name);
    found.unwrap_or_else(|| panic!("no {role:?} {name}; there are: {}", labels(editor).join(" | "))).click();
    editor.run_steps(4);
}

/// A field for text that has this name.
#[track_caller]
pub fn field<'a>(editor: &'a Editor, name: &'a str) -> Node<'a> {
    let roles = [Role::TextInput, Role::MultilineTextInput, Role::PasswordInput];
    let fields = roles.into_iter().flat_map(|role| editor.query_all_by_role(role));
    let mut fields = fields.filter(move |node| node.accesskit_node().label().as_deref() == Some(name));
    fields.next().unwrap_or_else(|| panic!("no field {name}; there are: {}", labels(editor).join(" | ")))
}

/// Replaces the text of a field.
#[track_caller]
pub fn fill(editor: &mut Editor, name: &str, text: &str) {
    fill_with(editor, name, Event::Text(text.to_owned()));
}

/// Replaces the text of a field by what an event brings: letters, or what is pasted.
#[track_caller]
pub fn fill_with(editor: &mut Editor, name: &str, event: Event) {
    editor.run_steps(2);
    field(editor, name).focus();
    editor.run_steps(2);
    editor.key_press_modifiers(Modifiers::COMMAND, Key::A);
    editor.run_steps(1);
    editor.input_mut().events.push(event);
    editor.run_steps(3);
}

/// Presses keys.
pub fn press_keys(editor: &mut Editor, modifiers: Modifiers, key: Key) {
    editor.key_press_modifiers(modifiers, key);
    editor.run_steps(4);
}

/// Does what the menu's entry does.
pub fn command(editor: &mut Editor, command: Command) {
    editor.state_mut().press(command);
    editor.run_steps(4);
}

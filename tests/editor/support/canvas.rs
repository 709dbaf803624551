//! A flow on the canvas of the whole editor, and the gestures that people make on it.

use std::path::PathBuf;

use cordboard::editor::app::Options;
use cordboard::flow::{Output, WidgetId};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Role, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

use super::{Editor, editor_sized, folders, until};

/// The editor on a flow in a folder that goes with it.
pub struct Desk {
    pub editor: Editor,
    pub path: PathBuf,
    folder: tempfile::TempDir,
}

/// A message at a place, whose outputs lead to these.
pub fn message(name: &str, place: (i32, i32), sent: Option<&str>, failed: Option<&str>) -> Value {
    let mut state = json!({
        "name": name, "type": "send-message",
        "transitions": [{"event": "sent"}, {"event": "failed"}],
        "properties": {"body": format!("I am {name}"), "offset": {"x": place.0, "y": place.1}},
    });
    for (index, next) in [sent, failed].into_iter().enumerate() {
        let transition = state.pointer_mut(&format!("/transitions/{index}")).and_then(Value::as_object_mut);
        if let (Some(next), Some(transition)) = (next, transition) {
            transition.insert("next".to_owned(), json!(next));
        }
    }
    state
}

/// A message leads to `ask`, whose outputs lead to `thanks` and `sorry`, and both to `bye`; a call leads to `greet`;
/// `loose` stands aside.
pub fn sample_states() -> Vec<Value> {
    vec![
        json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
        "transitions": [
            {"event": "incomingMessage", "next": "ask"},
            {"event": "incomingCall", "next": "greet"},
            {"event": "incomingRequest"},
        ]}),
        message("ask", (0, 200), Some("thanks"), Some("sorry")),
        message("thanks", (0, 400), Some("bye"), None),
        message("sorry", (400, 400), Some("bye"), None),
        message("bye", (3, 600), None, None),
        message("loose", (650, 140), None, None),
        json!({"name": "greet", "type": "say-play", "transitions": [{"event": "audioComplete"}],
            "properties": {"say": "Hello", "offset": {"x": -450, "y": 200}}}),
    ]
}

impl Desk {
    /// The editor on these states.
    pub fn on(states: &[Value]) -> Self {
        Self::beside(states, None)
    }

    /// The editor on these states, with this beside them.
    pub fn beside(states: &[Value], side: Option<&Value>) -> Self {
        let flow = json!({"description": "A flow", "states": states, "initial_state": "Trigger",
            "flags": {"allow_concurrent_calls": true}});
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("flow.json");
        let text = serde_json::to_string_pretty(&flow).expect("JSON");
        std::fs::write(&path, text).expect("it can be written");
        if let Some(side) = side {
            let path = folder.path().join("flow.cordboard.json");
            std::fs::write(path, side.to_string()).expect("it can be written");
        }
        Self::in_folder(folder, path)
    }

    pub fn sample() -> Self {
        Self::on(&sample_states())
    }

    fn in_folder(folder: tempfile::TempDir, path: PathBuf) -> Self {
        let options = Options {
            files: vec![path.clone()],
            folders: Some(folders(folder.path())),
            ..Options::default()
        };
        let mut editor = editor_sized(options, [2000.0, 1200.0]);
        until(&mut editor, |editor| editor.state().state().active().is_some());
        editor.run();
        Self { editor, path, folder }
    }

    /// The editor closed and opened again on the same file.
    pub fn again(self) -> Self {
        let Self { editor, path, folder } = self;
        drop(editor);
        Self::in_folder(folder, path)
    }

    pub fn run(&mut self) {
        self.editor.run();
    }

    pub fn id(&self, name: &str) -> WidgetId {
        self.flow().named(name).expect("a widget of this name").id()
    }

    pub fn flow(&self) -> &cordboard::flow::Flow {
        self.editor.state().state().active().expect("a flow is open").flow()
    }

    pub fn names(&self) -> Vec<String> {
        self.flow().widgets().iter().map(|widget| widget.title().to_owned()).collect()
    }

    pub fn place(&self, name: &str) -> (f64, f64) {
        let widget = self.flow().named(name).expect("a widget of this name");
        let offset = widget.offset().expect("it has a place");
        (offset.x, offset.y)
    }

    /// Where an output leads.
    pub fn next(&self, name: &str, index: usize) -> Option<String> {
        let widget = self.flow().named(name).expect("a widget of this name");
        widget.transitions().get(index).expect("an output").next.as_deref().map(str::to_owned)
    }

    pub fn steps(&self) -> usize {
        self.file().document.history().at()
    }

    pub fn step_name(&self) -> String {
        self.file().document.history().undo_name().unwrap_or_default().to_owned()
    }

    pub fn file(&self) -> &cordboard::editor::state::OpenFlow {
        self.editor.state().state().active().expect("a flow is open")
    }

    /// The names of what is selected.
    pub fn selected(&self) -> Vec<String> {
        let cards = &self.file().selection.cards;
        cards.iter().map(|id| self.flow().widget(*id).expect("it is there").title().to_owned()).collect()
    }

    pub fn text(&self) -> String {
        self.flow().write()
    }

    /// What a screen reader was told last.
    pub fn said(&self) -> String {
        self.editor.state().state().announcer.said().to_owned()
    }

    /// Takes one step back and asserts that the file is what it was.
    pub fn undone_is(&mut self, before: &str) {
        let steps = self.steps();
        self.press(Modifiers::COMMAND, Key::Z);
        assert_eq!((self.steps(), &*self.text()), (steps - 1, before));
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.editor.key_press_modifiers(modifiers, key);
        self.editor.run();
    }

    pub fn type_text(&mut self, text: &str) {
        self.editor.event(Event::Text(text.to_owned()));
        self.editor.run();
    }

    /// The middle of a card, found as a screen reader finds it.
    pub fn card(&self, name: &str) -> Pos2 {
        let end = format!(" {name}");
        let is_it = |node: &egui_kittest::Node<'_>| {
            let label = node.accesskit_node().label().unwrap_or_default();
            label.split(", ").next().is_some_and(|title| title.ends_with(&end))
        };
        let nodes = self.editor.query_all_by_role(Role::TreeItem);
        let found: Vec<Pos2> = nodes.filter(is_it).map(|node| node.rect().center()).collect();
        let found = found.first().copied();
        found.ok_or_else(|| format!("{name} is not seen")).expect("a card")
    }

    pub fn port(&self, name: &str) -> Pos2 {
        self.editor.get_by_role_and_label(Role::Button, name).rect().center()
    }

    /// A place of the canvas.
    pub fn at(&self, x: f32, y: f32) -> Pos2 {
        self.file().view.screen_from_world(cordboard::picture::Point::new(x, y))
    }

    /// The middle of the wire of an output.
    pub fn wire(&self, name: &str, index: usize) -> Pos2 {
        let output = Output { widget: self.id(name), index };
        let wire = self.file().derived.scene.wire(output).expect("a wire").path.middle();
        self.at(wire.x, wire.y)
    }

    pub fn click(&mut self, pos: Pos2, modifiers: Modifiers) {
        self.editor.hover_at(pos);
        self.button(pos, true, modifiers);
        self.button(pos, false, modifiers);
        // The next click is another one, and not the second half of a double click.
        self.editor.run_steps(8);
    }

    pub fn double_click(&mut self, pos: Pos2) {
        self.editor.hover_at(pos);
        for _ in 0..2 {
            self.button(pos, true, Modifiers::NONE);
            self.button(pos, false, Modifiers::NONE);
        }
        self.editor.run_steps(3);
    }

    pub fn button(&mut self, pos: Pos2, pressed: bool, modifiers: Modifiers) {
        self.editor.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
    }

    /// Carries something without letting go.
    pub fn carry(&mut self, from: Pos2, to: Pos2, modifiers: Modifiers) {
        self.editor.event(Event::ModifiersChanged(modifiers));
        self.editor.hover_at(from);
        self.button(from, true, modifiers);
        for part in [0.1, 0.5, 1.0] {
            self.editor.hover_at(from + (to - from) * part);
        }
        self.editor.step();
    }

    pub fn drop_at(&mut self, pos: Pos2, modifiers: Modifiers) {
        self.button(pos, false, modifiers);
        self.editor.step();
        self.editor.event(Event::ModifiersChanged(Modifiers::NONE));
        self.editor.run_steps(3);
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2, modifiers: Modifiers) {
        self.carry(from, to, modifiers);
        self.drop_at(to, modifiers);
    }

    pub fn drag_by(&mut self, from: Pos2, by: (f32, f32), modifiers: Modifiers) {
        let zoom = self.file().view.zoom();
        self.drag(from, from + Vec2::new(by.0, by.1) * zoom, modifiers);
    }

    /// Selects widgets as the user does: a click, and more clicks with Shift.
    pub fn select(&mut self, names: &[&str]) {
        for (index, name) in names.iter().enumerate() {
            let modifiers = if index == 0 { Modifiers::NONE } else { Modifiers::SHIFT };
            let pos = self.card(name);
            self.click(pos, modifiers);
        }
        let mut selected = self.selected();
        let mut wanted: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        selected.sort();
        wanted.sort();
        assert_eq!(selected, wanted);
    }

    /// The rows of the menu, from above.
    pub fn rows(&self) -> Vec<String> {
        let nodes = self.row_nodes();
        nodes.into_iter().map(|node| node.accesskit_node().label().unwrap_or_default()).collect()
    }

    /// One row of the menu.
    pub fn row(&self, label: &str) -> egui_kittest::Node<'_> {
        let mut nodes = self.row_nodes().into_iter();
        nodes
            .find(|node| node.accesskit_node().label().as_deref() == Some(label))
            .ok_or_else(|| format!("{label} among {:?}", self.rows()))
            .expect("a row")
    }

    fn row_nodes(&self) -> Vec<egui_kittest::Node<'_>> {
        let field = self.menu().rect();
        let mut rows: Vec<egui_kittest::Node<'_>> = self
            .editor
            .query_all_by_role(Role::Button)
            .filter(|node| {
                let rect = node.rect();
                rect.top() > field.bottom()
                    && rect.left() >= field.left() - 8.0
                    && rect.right() <= field.right() + 8.0
                    && rect.width() > 200.0
            })
            .collect();
        rows.sort_by(|one, two| one.rect().top().total_cmp(&two.rect().top()));
        rows
    }

    fn menu(&self) -> egui_kittest::Node<'_> {
        let nodes = ["Add widget", "Connect to", "Choose an output"];
        nodes
            .iter()
            .find_map(|name| self.editor.query_by_role_and_label(Role::TextInput, name))
            .expect("the menu is open")
    }

    pub fn has_menu(&self) -> bool {
        self.editor.state().state().add_menu.is_some()
    }

    pub fn command(&mut self, command: cordboard::editor::command::Command) {
        self.editor.state_mut().press(command);
        self.editor.run();
    }
}

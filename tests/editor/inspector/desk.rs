//! A flow, the inspector, and hands that use it by role and name.

use cordboard::editor::action::Action;
use cordboard::editor::api::ApiPage;
use cordboard::editor::canvas::{SceneMaker, Selection};
use cordboard::editor::command::Command;
use cordboard::editor::inspector::inspector_ui;
use cordboard::editor::state::{FileKey, OpenFlow};
use cordboard::editor::theme;
use cordboard::flow::{Document, Edit, Offset, WidgetId};
use cordboard::widgets::widget_type;
use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::Value;

/// The least that the inspector needs around it: a flow, and somebody who applies its actions.
pub struct Desk {
    pub file: OpenFlow,
    page: ApiPage,
    maker: Option<SceneMaker>,
    pub copied: Vec<String>,
    pub opened: Vec<String>,
    pub revealed: Vec<(WidgetId, Option<String>)>,
    pub commands: Vec<Command>,
}

impl Desk {
    fn ui(&mut self, ui: &mut egui::Ui) {
        let maker = self.maker.get_or_insert_with(|| SceneMaker::new(ui.ctx()));
        let flow = self.file.flow().clone();
        self.file.derived.follow(&flow, maker);
        self.file.derived.check_now(&flow);
        let mut actions = Vec::new();
        inspector_ui(ui, &self.file, &mut self.page, &mut actions);
        for action in actions {
            self.apply(action);
            ui.ctx().request_repaint();
        }
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Edit(edit) => {
                self.file.document.edit(&edit).expect("the inspector offers what can be done")
            }
            Action::Fix(found) => {
                let fix = found.fix.expect("a fix was pressed");
                self.file.document.edit(&fix.edit).expect("the fix can be applied");
            }
            Action::Seal => self.file.document.history_mut().seal(),
            Action::Draft(draft) => self.file.draft = draft,
            Action::Inspect(tab) => self.file.inspector_tab = tab,
            Action::Copy { text, .. } => self.copied.push(text),
            Action::OpenUrl(url) => self.opened.push(url),
            Action::Reveal { widget, field } => self.revealed.push((widget, field)),
            Action::Command(command) => self.commands.push(command),
            other => panic!("{other:?} was not asked for"),
        }
    }

    pub fn widget(&self) -> Value {
        let id = self.file.selected_widget().expect("one widget is selected");
        self.file.flow().widget(id).expect("it is there").json().to_value()
    }

    pub fn property(&self, key: &str) -> Value {
        self.widget()
            .get("properties")
            .and_then(|properties| properties.get(key))
            .cloned()
            .unwrap_or(Value::Null)
    }
}

pub type Driver = Harness<'static, Desk>;

/// Opens a flow with these states behind the trigger; the last one is selected.
pub fn open(states: Vec<Value>) -> Driver {
    let mut document = Document::default();
    document.edit(&Edit::Add { states }).expect("states can be added");
    open_document(document)
}

pub fn open_document(document: Document) -> Driver {
    let mut file = OpenFlow::new(FileKey(1), document, None);
    file.selection = Selection::cards(file.flow().widgets().last().map(|widget| widget.id()));
    let desk = Desk {
        file,
        page: ApiPage::default(),
        maker: None,
        copied: Vec::new(),
        opened: Vec::new(),
        revealed: Vec::new(),
        commands: Vec::new(),
    };
    let mut driver = Harness::builder()
        .with_size([360.0, 2000.0])
        .with_max_steps(24)
        .with_step_dt(0.1)
        .with_context_setup(theme::apply)
        .build_ui_state(|ui, desk: &mut Desk| desk.ui(ui), desk);
    driver.run();
    driver
}

/// A new widget as the palette makes it.
pub fn fresh(kind: &str, name: &str) -> Value {
    widget_type(kind).expect("the type is known").new_state(name, Offset { x: 0.0, y: 200.0 })
}

pub fn press(driver: &mut Driver, role: Role, name: &str) {
    driver.get_by_role_and_label(role, name).click();
    settle(driver);
}

/// Lets the window come to rest. A field with the keyboard asks for frames for ever: its cursor blinks.
pub fn settle(driver: &mut Driver) {
    driver.run_steps(9);
}

/// Replaces the text of a field.
pub fn fill(driver: &mut Driver, role: Role, name: &str, text: &str) {
    driver.get_by_role_and_label(role, name).focus();
    settle(driver);
    driver.key_press_modifiers(Modifiers::COMMAND, Key::A);
    driver.step();
    if text.is_empty() {
        driver.key_press(Key::Backspace);
    } else {
        driver.get_by_role_and_label(role, name).type_text(text);
    }
    settle(driver);
    driver.key_press(Key::Escape);
    settle(driver);
}

/// Picks from a drop-down list.
pub fn pick(driver: &mut Driver, name: &str, option: &str) {
    press(driver, Role::ComboBox, name);
    // A long list scrolls.
    driver.get_by_role_and_label(Role::ListBoxOption, option).scroll_to_me();
    settle(driver);
    press(driver, Role::ListBoxOption, option);
}

/// Whether a block of this role and name is shown.
pub fn has(driver: &Driver, role: Role, name: &str) -> bool {
    driver.query_by_role_and_label(role, name).is_some()
}

/// What a field or a drop-down list shows.
pub fn shown(driver: &Driver, role: Role, name: &str) -> String {
    driver.get_by_role_and_label(role, name).accesskit_node().value().unwrap_or_default()
}

/// Whether a chip, a box or a segment is on.
pub fn is_on(driver: &Driver, role: Role, name: &str) -> bool {
    let node = driver.get_by_role_and_label(role, name);
    node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

/// Undoes one step.
pub fn undo(driver: &mut Driver) {
    assert!(driver.state_mut().file.document.history_mut().undo(), "there is a step to undo");
    settle(driver);
}

/// A new widget with other properties.
pub fn fresh_with(kind: &str, name: &str, properties: &Value) -> Value {
    let mut state = fresh(kind, name);
    let own = state.get_mut("properties").and_then(Value::as_object_mut).expect("an object");
    own.extend(properties.as_object().expect("an object").clone());
    state
}

//! What the palette can lead to.

use std::path::Path;

use crate::editor::action::Action;
use crate::editor::command::{COMMANDS, Command};
use crate::editor::icon::{self, Icon};
use crate::editor::state::{OpenFlow, State};
use crate::editor::theme::Group;
use crate::editor::widget_palette::placeable;
use crate::editor::window::{SettingsPart, WindowAction};
use crate::editor::{group_color, icon_of};
use crate::flow::Output;
use crate::widgets::{card_text, label_of, output_label, widget_type};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Command,
    Setting,
    Widget,
    File,
    Add,
}

/// What a row does.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Command(Command),
    Do(Box<Action>),
}

impl Target {
    /// Why it cannot be done now.
    pub(super) fn disabled_because(&self, state: &State) -> Option<&'static str> {
        match self {
            Self::Command(command) => command.disabled_because(state),
            Self::Do(_) => None,
        }
    }
}

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) detail: String,
    pub(super) icon: Icon,
    /// The colour of its tile; none for what is no widget.
    pub(super) group: Option<Group>,
    pub(super) target: Target,
}

/// All rows.
pub(super) fn rows(state: &State, only_widgets: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let file = state.active();
    if !only_widgets {
        rows.extend(COMMANDS.iter().filter(|entry| entry.command != Command::Palette).map(|entry| Row {
            kind: Kind::Command,
            text: entry.text.to_owned(),
            detail: entry.menu.label().to_owned(),
            icon: icon::CHEVRON_RIGHT,
            group: None,
            target: Target::Command(entry.command),
        }));
        files(state, &mut rows);
    }
    if let Some(file) = file {
        widgets(file, only_widgets, &mut rows);
    }
    if only_widgets {
        return rows;
    }
    if let Some(file) = file {
        additions(file, &mut rows);
    }
    rows.extend(SettingsPart::ALL.map(|part| Row {
        kind: Kind::Setting,
        text: format!("Settings: {}", part.label()),
        detail: part.about().to_owned(),
        icon: icon::SETTINGS,
        group: None,
        target: act(Action::Window(WindowAction::OpenSettings(part))),
    }));
    rows
}

fn act(action: Action) -> Target {
    Target::Do(Box::new(action))
}

/// The open flows, then files that were open before.
fn files(state: &State, rows: &mut Vec<Row>) {
    let row = |text: String, path: Option<&Path>, action: Action| Row {
        kind: Kind::File,
        text,
        detail: path.and_then(Path::parent).map(|folder| folder.display().to_string()).unwrap_or_default(),
        icon: icon::FILE,
        group: None,
        target: act(action),
    };
    for file in &state.open {
        let text = format!("Show {}", file.document.title());
        rows.push(row(text, file.document.path(), Action::Show(file.key)));
    }
    for path in &state.settings.recent {
        if state.index_of_path(path).is_none() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            rows.push(row(format!("Open {name}"), Some(path), Action::Open(vec![path.clone()])));
        }
    }
}

fn widgets(file: &OpenFlow, only_widgets: bool, rows: &mut Vec<Row>) {
    rows.extend(file.flow().widgets().iter().map(|widget| {
        let entry = widget.kind().and_then(widget_type);
        let told = card_text(widget).unwrap_or_default();
        let told = told.lines().next().unwrap_or_default();
        let text = match (only_widgets, told) {
            (false, _) => format!("Go to {}", widget.title()),
            (true, "") => widget.title().to_owned(),
            (true, told) => format!("{} — {told}", widget.title()),
        };
        Row {
            kind: Kind::Widget,
            text,
            detail: label_of(widget.kind().unwrap_or("(no type)")).into_owned(),
            icon: entry.map_or(icon::UNKNOWN, |entry| icon_of(entry.icon)),
            group: entry.map(|entry| group_color(entry.group)),
            target: act(Action::Reveal { widget: widget.id(), field: None }),
        }
    }));
}

/// The widgets that can be placed, and the outputs of the selected one that lead nowhere yet.
fn additions(file: &OpenFlow, rows: &mut Vec<Row>) {
    let selected = file.selected_widget().and_then(|id| file.flow().widget(id));
    for (widget, index) in selected.iter().flat_map(|widget| {
        let free = |index: &usize| widget.transitions().get(*index).is_some_and(|to| to.next.is_none());
        (0..widget.transitions().len()).filter(free).map(move |index| (widget, index))
    }) {
        let from = Output { widget: widget.id(), index };
        rows.push(Row {
            kind: Kind::Add,
            text: format!("Add after {} of {}…", output_label(widget, index), widget.title()),
            detail: "Leads nowhere yet".to_owned(),
            icon: icon::PLUS,
            group: None,
            target: act(Action::AddMenu { pos_in_screen: None, at: None, from: Some(from) }),
        });
    }
    rows.extend(placeable("", Some(file.flow())).into_iter().map(|entry| Row {
        kind: Kind::Add,
        text: format!("Add {}", entry.label),
        detail: entry.group.label().to_owned(),
        icon: icon_of(entry.icon),
        group: Some(group_color(entry.group)),
        target: act(Action::Insert { kind: entry.id, at: None, from: None, onward: None }),
    }));
}

//! Ways to start that have a name: choosing one, keeping the answers under one, renaming and deleting.

use egui::{Align, Key, Layout, Modifiers, Ui};

use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions, FieldState, IconButton};
use crate::editor::run::{Naming, RunForm};
use crate::editor::state::OpenFlow;
use crate::editor::theme::space;
use crate::flow::side::{SideChange, StartSet};

/// The start sets of a flow. Answers whether the form changed, and what is to be changed beside the flow.
pub(super) fn start_sets_ui(ui: &mut Ui, file: &OpenFlow, form: &mut RunForm) -> (bool, Option<SideChange>) {
    let sets = file.document.side().starts();
    match form.naming.take() {
        Some(naming) => naming_ui(ui, form, &sets, naming),
        None => choosing_ui(ui, file, form, &sets),
    }
}

/// Where the answers are from.
#[derive(Clone, PartialEq)]
enum Chosen {
    /// They are those of the last start, or the usual ones.
    Last,
    /// They were those of this set, and may be changed since.
    Set(String),
    /// They were typed, and stand nowhere.
    Own,
}

fn choosing_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    form: &mut RunForm,
    sets: &[StartSet],
) -> (bool, Option<SideChange>) {
    let trouble =
        file.document.side().trouble().map(|trouble| format!("The side file is left as it is: {trouble}"));
    let last = RunForm { set: None, ..file.run_form.asked_like(form) };
    let none = if last.was_started { "Last answers" } else { "Usual answers" };
    let mut options: Vec<(Chosen, &str)> = vec![(Chosen::Last, none)];
    options.extend(sets.iter().map(|set| (Chosen::Set(set.name.clone()), set.name.as_str())));
    let chosen = form.set.clone().filter(|name| sets.iter().any(|set| set.name == *name));
    let current = match &chosen {
        Some(name) => Chosen::Set(name.clone()),
        None if form.to_set("") == last.to_set("") => Chosen::Last,
        None => Chosen::Own,
    };
    if current == Chosen::Own {
        options.insert(0, (Chosen::Own, "As typed below"));
    }
    let mut picked = current.clone();
    let (mut is_changed, mut change) = (false, None);
    kit::labelled(ui, "Start set", false, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                let unchosen = (chosen.is_none()).then_some("Choose a start set first");
                let why = trouble.as_deref().or(unchosen);
                let delete = IconButton::new(icon::TRASH, "Delete start set").disabled(why).show(ui);
                let rename = IconButton::new(icon::EDIT, "Rename start set…").disabled(why).show(ui);
                let save = Button::secondary("Save as…")
                    .disabled(trouble.as_deref())
                    .tooltip("Keeps these answers under a name, beside the flow")
                    .show(ui);
                if save.clicked() {
                    let text = chosen.clone().unwrap_or_default();
                    form.naming = Some(Naming { text, renames: None, is_new: true });
                    is_changed = true;
                }
                if let (true, Some(name)) = (rename.clicked(), &chosen) {
                    form.naming =
                        Some(Naming { text: name.clone(), renames: Some(name.clone()), is_new: true });
                    is_changed = true;
                }
                if let (true, Some(name)) = (delete.clicked(), &chosen) {
                    form.set = None;
                    change = Some(SideChange::ForgetStart { name: name.clone() });
                }
                // What room the buttons leave.
                let shown = kit::choice(ui, "run.start_set", "Start set", &options, &mut picked);
                is_changed |= shown.changed();
            });
        });
    });
    match picked {
        picked if picked == current => {}
        Chosen::Set(name) => {
            if let Some(set) = sets.iter().find(|set| set.name == name) {
                *form = form.with_set(set);
            }
        }
        Chosen::Last | Chosen::Own => *form = last,
    }
    (is_changed, change)
}

fn naming_ui(
    ui: &mut Ui,
    form: &mut RunForm,
    sets: &[StartSet],
    mut naming: Naming,
) -> (bool, Option<SideChange>) {
    let name = naming.text.trim().to_owned();
    let is_taken = sets.iter().any(|set| set.name == name);
    let is_other = naming.renames.as_deref() != Some(&*name);
    let (verb, clash) = match naming.renames {
        Some(_) => ("Rename", (is_taken && is_other).then_some("another start set has this name")),
        None if is_taken => ("Replace", None),
        None => ("Save", None),
    };
    let why = name.is_empty().then_some("A start set needs a name").or(clash);
    let (mut done, mut cancelled) = (false, false);
    let focus = std::mem::take(&mut naming.is_new);
    let mut is_changed = focus;
    kit::labelled(ui, "Name of the start set", false, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                cancelled = Button::secondary("Back").show(ui).clicked();
                done = Button::secondary(verb).disabled(why).show(ui).clicked();
                let state = if clash.is_some() { FieldState::Error } else { FieldState::Normal };
                let options = FieldOptions { focus, state, ..FieldOptions::default() };
                let label = "Name of the start set";
                let hint = "Such as: Ann by WhatsApp, on Sunday";
                let field = kit::text_field(ui, "run.start_name", label, &mut naming.text, hint, &options);
                is_changed |= field.changed;
                // These keys are for the name, and not for the dialog around it.
                let takes = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
                if field.lost_focus && takes(Key::Enter) {
                    done = why.is_none();
                }
                cancelled |= (field.lost_focus || field.response.has_focus()) && takes(Key::Escape);
            });
        });
    });
    if let Some(clash) = clash {
        kit::problem_box(ui, kit::Severity::Error, "Name:", clash, None);
    } else if verb == "Replace" {
        kit::secondary_text(ui, "There is a set of this name: it gets these answers.");
    }
    if done && why.is_none() {
        form.set = Some(name.clone());
        return match naming.renames {
            Some(from) => (true, Some(SideChange::RenameStart { from, to: name })),
            None => (true, Some(SideChange::SetStart { set: Box::new(form.to_set(&name)) })),
        };
    }
    if !cancelled {
        form.naming = Some(naming);
    }
    (is_changed || cancelled, None)
}

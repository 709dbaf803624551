//! The user's own environments: their names, addresses and variables. A secret's value is kept in memory only; it is
//! typed in as dots and never shown.

use secrecy::{ExposeSecret as _, SecretString};

use crate::api::environment::Secrets;
use crate::api::{Environment, EnvironmentVariable};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::icon;
use crate::editor::kit::{self, Answer, Button, DialogButton, FieldOptions, FieldState, IconButton};
use crate::editor::theme::space;
use crate::twilio::Base;

/// The environments as they are being changed.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentsQuestion {
    /// All of them, each with its secrets.
    pub all: Vec<(Environment, Secrets)>,
    /// The one whose fields are shown.
    pub at: usize,
}

/// What becomes of them.
#[derive(Clone, Debug)]
pub enum EnvironmentsAnswer {
    /// They as they stand now.
    Changed(Box<EnvironmentsQuestion>),
    /// They hold from now on.
    Keep(Box<EnvironmentsQuestion>),
}

impl EnvironmentsQuestion {
    /// A name that no other has.
    fn fresh_name(&self, wish: &str) -> String {
        let is_free = |name: &str| self.all.iter().all(|(own, _)| own.name != name);
        if is_free(wish) {
            return wish.to_owned();
        }
        (2..).map(|number| format!("{wish} {number}")).find(|name| is_free(name)).unwrap_or_default()
    }

    /// Why they cannot be kept.
    pub(super) fn problem(&self) -> Option<String> {
        for (index, (own, _)) in self.all.iter().enumerate() {
            if own.name.trim().is_empty() {
                return Some("An environment needs a name".to_owned());
            }
            if self.all.iter().skip(index + 1).any(|(other, _)| other.name.trim() == own.name.trim()) {
                return Some(format!("Two environments are called {}", own.name.trim()));
            }
            let base = own.base.trim();
            if !base.is_empty()
                && let Err(error) = Base::parse(base)
            {
                return Some(format!("The address of {}: {error}", own.name));
            }
            for (at, variable) in own.variables.iter().enumerate() {
                let name = variable.name.as_str();
                if !crate::liquid::is_plain_name(name) {
                    return Some(format!("“{name}” is no name that a template can read"));
                }
                if own.variables.iter().skip(at + 1).any(|other| other.name == name) {
                    return Some(format!("{} has two variables called {name}", own.name));
                }
            }
        }
        None
    }
}

/// Shows the dialog.
pub(in crate::editor) fn environments_ui(
    ctx: &egui::Context,
    question: &EnvironmentsQuestion,
) -> Option<DialogAnswer> {
    let mut edited = question.clone();
    let problem = question.problem();
    let buttons =
        [DialogButton::secondary("Cancel"), DialogButton::primary("Keep").disabled(problem.as_deref())];
    let mut is_changed = false;
    let answer = kit::dialog(ctx, "Environments", 640.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        kit::secondary_text(
            ui,
            "An environment is an address that requests go to, with variables for their templates: {{env.NAME}}. \
             API_TOKEN and API_USER prove who asks, as the operation's document has it.",
        );
        is_changed |= list_ui(ui, &mut edited);
        let at = edited.at;
        if let Some((environment, secrets)) = edited.all.get_mut(at) {
            is_changed |= one_ui(ui, environment, secrets);
        }
        if let Some(problem) = &problem {
            kit::problem_box(ui, kit::Severity::Warning, "Not yet:", &format!("{problem}."), None);
        }
    });
    let kept = |answer: EnvironmentsAnswer| Some(DialogAnswer::ApiEnvironments(answer));
    match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => Some(DialogAnswer::Cancel),
        Some(Answer::Button(_)) => kept(EnvironmentsAnswer::Keep(Box::new(edited))),
        None if is_changed => kept(EnvironmentsAnswer::Changed(Box::new(edited))),
        None => None,
    }
}

/// Which one is shown, and what can be done with it.
fn list_ui(ui: &mut egui::Ui, edited: &mut EnvironmentsQuestion) -> bool {
    let mut is_changed = false;
    if !edited.all.is_empty() {
        let rows: Vec<(usize, String)> = edited
            .all
            .iter()
            .enumerate()
            .map(|(index, (own, _))| {
                (index, if own.name.is_empty() { "(no name)".to_owned() } else { own.name.clone() })
            })
            .collect();
        let rows: Vec<(usize, &str)> = rows.iter().map(|(index, name)| (*index, name.as_str())).collect();
        let mut at = edited.at;
        kit::labelled(ui, "Environment", false, |ui| {
            kit::choice(ui, "api.environments", "Environment", &rows, &mut at);
        });
        is_changed |= at != edited.at;
        edited.at = at;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        if Button::link("New environment").icon(icon::PLUS).show(ui).clicked() {
            let name = edited.fresh_name("Environment");
            edited.all.push((Environment { name, ..Environment::default() }, Secrets::new()));
            edited.at = edited.all.len() - 1;
            is_changed = true;
        }
        let Some((own, secrets)) = edited.all.get(edited.at).cloned() else { return };
        if kit::link_button(ui, "Copy it").clicked() {
            let name = edited.fresh_name(&format!("{} copy", own.name));
            edited.all.push((Environment { name, ..own }, secrets));
            edited.at = edited.all.len() - 1;
            is_changed = true;
        }
        if kit::link_button(ui, "Delete it").clicked() {
            edited.all.remove(edited.at);
            edited.at = edited.at.saturating_sub(1);
            is_changed = true;
        }
    });
    is_changed
}

fn one_ui(ui: &mut egui::Ui, environment: &mut Environment, secrets: &mut Secrets) -> bool {
    let mut is_changed = false;
    let options = FieldOptions::default();
    let name = "Name of the environment";
    is_changed |= kit::labelled(ui, name, true, |ui| {
        kit::text_field(ui, "api.environment.name", name, &mut environment.name, "", &options).changed
    })
    .inner;
    let (name, hint) = ("Base address", "https://staging.example/v1; empty: the operation's own");
    is_changed |= kit::labelled(ui, name, false, |ui| {
        kit::text_field(ui, "api.environment.base", name, &mut environment.base, hint, &options).changed
    })
    .inner;
    let mut removed = None;
    for (index, variable) in environment.variables.iter_mut().enumerate() {
        let number = index + 1;
        ui.push_id(index, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                is_changed |= variable_ui(ui, number, variable, secrets);
                let remove = format!("Remove variable {number}");
                if IconButton::new(icon::TRASH, &remove).edge(26.0, 14.0).show(ui).clicked() {
                    removed = Some(index);
                }
            });
        });
    }
    if let Some(index) = removed {
        let gone = environment.variables.remove(index);
        secrets.remove(&gone.name);
        is_changed = true;
    }
    if Button::link("Add a variable").icon(icon::PLUS).show(ui).clicked() {
        environment.variables.push(EnvironmentVariable::default());
        is_changed = true;
    }
    is_changed
}

fn variable_ui(
    ui: &mut egui::Ui,
    number: usize,
    variable: &mut EnvironmentVariable,
    secrets: &mut Secrets,
) -> bool {
    let room = ui.available_width() - 130.0;
    let is_name = variable.name.is_empty() || crate::liquid::is_plain_name(&variable.name);
    let state = if is_name { FieldState::Normal } else { FieldState::Error };
    let options =
        FieldOptions { width: Some((room * 0.4).max(70.0)), state, mono: true, ..FieldOptions::default() };
    let label = format!("Variable {number}");
    let before = variable.name.clone();
    let mut is_changed = kit::text_field(ui, "name", &label, &mut variable.name, "NAME", &options).changed;
    if before != variable.name
        && let Some(value) = secrets.get(&before).cloned()
    {
        secrets.remove(&before);
        secrets.set(&variable.name, value);
    }
    let width = Some((room * 0.6).max(90.0));
    let label = format!("Value of variable {number}");
    if variable.is_secret {
        // Dots show it; what was typed is not read back into any text that is shown.
        let mut value =
            secrets.get(&variable.name).map_or_else(String::new, |value| value.expose_secret().to_owned());
        let options = FieldOptions { width, password: true, ..FieldOptions::default() };
        if kit::text_field(ui, "value", &label, &mut value, "kept in memory", &options).changed {
            secrets.set(&variable.name, SecretString::from(value));
            is_changed = true;
        }
    } else {
        let options = FieldOptions { width, ..FieldOptions::default() };
        is_changed |= kit::text_field(ui, "value", &label, &mut variable.value, "", &options).changed;
    }
    let mut is_secret = variable.is_secret;
    kit::checkbox(ui, &mut is_secret, "Secret");
    if is_secret != variable.is_secret {
        variable.is_secret = is_secret;
        // A value that was a secret never becomes one that is shown.
        let value = std::mem::take(&mut variable.value);
        if is_secret {
            secrets.set(&variable.name, SecretString::from(value));
        } else {
            secrets.remove(&variable.name);
        }
        is_changed = true;
    }
    is_changed
}

#[cfg(test)]
mod tests {
    use super::{Environment, EnvironmentVariable, EnvironmentsQuestion, SecretString, Secrets};

    fn named(name: &str, base: &str, variables: &[&str]) -> (Environment, Secrets) {
        let variable =
            |name: &&str| EnvironmentVariable { name: (*name).to_owned(), ..EnvironmentVariable::default() };
        let variables = variables.iter().map(variable).collect();
        let mut secrets = Secrets::new();
        secrets.set("key", SecretString::from("hush-hush".to_owned()));
        (Environment { name: name.to_owned(), base: base.to_owned(), variables }, secrets)
    }

    fn check(all: Vec<(Environment, Secrets)>, expected: Option<&str>) {
        let question = EnvironmentsQuestion { all, at: 0 };
        let problem = question.problem();
        match expected {
            None => assert_eq!(problem, None),
            Some(part) => assert!(problem.as_ref().is_some_and(|told| told.contains(part)), "{problem:?}"),
        }
        assert!(!format!("{question:?}").contains("hush-hush"));
    }

    #[test]
    fn names_and_addresses_have_to_hold() {
        check(vec![named("a", "", &["key"]), named("b", "https://x.example/v1", &[])], None);
        check(vec![named(" ", "", &[])], Some("needs a name"));
        check(vec![named("a", "", &[]), named("a ", "", &[])], Some("Two environments are called a"));
        check(vec![named("a", "not an address", &[])], Some("The address of a"));
        check(vec![named("a", "", &["two words"])], Some("no name"));
        check(vec![named("a", "", &["x", "x"])], Some("two variables called x"));
    }
}

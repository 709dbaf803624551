//! The user's own environments: their names, addresses and variables. A secret's value is kept in memory, and in the
//! system's key store where that is ticked; it is typed in as dots and never shown.

use secrecy::{ExposeSecret as _, SecretString};

use super::secrets::{Held, HeldAll};
use crate::api::{Environment, EnvironmentVariable};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::icon;
use crate::editor::kit::{self, Answer, Button, DialogButton, FieldOptions, FieldState, IconButton};
use crate::editor::theme::space;
use crate::twilio::Base;

/// The environments as they are being changed.
#[derive(Clone, Debug)]
pub struct EnvironmentsQuestion {
    /// All of them.
    pub all: Vec<EnvironmentDraft>,
    /// The one whose fields are shown.
    pub at: usize,
    /// What can be had of the key store.
    pub store: StoreOffer,
}

/// What can be had of the key store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreOffer {
    /// It keeps secrets.
    There,
    /// It is still asked for those that it keeps.
    Asking,
    /// There is none, and why; a sentence without a full stop.
    Absent(String),
}

/// An environment that is being changed.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentDraft {
    /// The name by which it is known until the changes hold; nothing for a new one.
    pub known_as: Option<String>,
    /// Its name.
    pub name: String,
    /// Its base address.
    pub base: String,
    /// Its variables.
    pub variables: Vec<VariableDraft>,
}

/// A variable that is being changed.
#[derive(Clone, Debug, Default)]
pub struct VariableDraft {
    /// The variable; its value is empty where it is a secret.
    pub variable: EnvironmentVariable,
    /// The value of the secret.
    pub secret: SecretString,
    /// The secret is kept in the key store.
    pub is_kept: bool,
}

/// What becomes of them.
#[derive(Clone, Debug)]
pub enum EnvironmentsAnswer {
    /// They as they stand now.
    Changed(Box<EnvironmentsQuestion>),
    /// They hold from now on.
    Keep(Box<EnvironmentsQuestion>),
}

impl EnvironmentDraft {
    fn of(own: &Environment, held: Option<&Held>) -> Self {
        let variables = own.variables.iter().map(|variable| {
            let secret = held.and_then(|held| held.values.get(&variable.name)).filter(|_| variable.is_secret);
            VariableDraft {
                variable: variable.clone(),
                secret: secret.cloned().unwrap_or_default(),
                is_kept: secret.is_some() && held.is_some_and(|held| held.kept.contains(&variable.name)),
            }
        });
        Self {
            known_as: Some(own.name.clone()),
            name: own.name.clone(),
            base: own.base.clone(),
            variables: variables.collect(),
        }
    }

    fn kept(self) -> (Environment, Held) {
        let mut held = Held::default();
        let mut variables = Vec::new();
        for draft in self.variables {
            let name = &draft.variable.name;
            if draft.variable.is_secret && !draft.secret.expose_secret().is_empty() {
                if draft.is_kept {
                    held.kept.insert(name.clone());
                }
                held.values.set(name, draft.secret);
            }
            variables.push(draft.variable);
        }
        (Environment { name: self.name.trim().to_owned(), base: self.base, variables }, held)
    }
}

impl EnvironmentsQuestion {
    /// The environments as they are, to be changed.
    pub fn of(environments: &[Environment], secrets: &HeldAll, at: usize, store: StoreOffer) -> Self {
        let all = environments.iter().map(|own| EnvironmentDraft::of(own, secrets.get(&own.name)));
        Self { all: all.collect(), at, store }
    }

    /// The environments that get another name, each as it is known and as it will be called.
    pub fn renamed(&self) -> Vec<(String, String)> {
        let of = |own: &EnvironmentDraft| Some((own.known_as.clone()?, own.name.trim().to_owned()));
        self.all.iter().filter_map(of).filter(|(known, new)| known != new).collect()
    }

    /// The environments as they are now, and their secrets.
    pub fn kept(self) -> (Vec<Environment>, HeldAll) {
        let mut secrets = HeldAll::new();
        let mut environments = Vec::new();
        for draft in self.all {
            let (own, held) = draft.kept();
            secrets.insert(own.name.clone(), held);
            environments.push(own);
        }
        (environments, secrets)
    }

    /// A name that no other has.
    fn fresh_name(&self, wish: &str) -> String {
        let is_free = |name: &str| self.all.iter().all(|own| own.name != name);
        if is_free(wish) {
            return wish.to_owned();
        }
        (2..).map(|number| format!("{wish} {number}")).find(|name| is_free(name)).unwrap_or_default()
    }

    /// Why they cannot be kept.
    pub(super) fn problem(&self) -> Option<String> {
        if self.store == StoreOffer::Asking {
            return Some("The key store is still asked for the secrets".to_owned());
        }
        for (index, own) in self.all.iter().enumerate() {
            if own.name.trim().is_empty() {
                return Some("An environment needs a name".to_owned());
            }
            if self.all.iter().skip(index + 1).any(|other| other.name.trim() == own.name.trim()) {
                return Some(format!("Two environments are called {}", own.name.trim()));
            }
            let base = own.base.trim();
            if !base.is_empty()
                && let Some(why) = wrong_base(base)
            {
                return Some(format!("The address of {}: {why}", own.name));
            }
            for (at, draft) in own.variables.iter().enumerate() {
                let name = draft.variable.name.as_str();
                if name.is_empty() {
                    return Some(format!("Variable {} of {} needs a name", at + 1, own.name.trim()));
                }
                if !crate::liquid::is_plain_name(name) {
                    let names = "letters, digits and _, with no digit at the beginning";
                    return Some(format!("“{name}” is no name that a template can read: take {names}"));
                }
                if own.variables.iter().skip(at + 1).any(|other| other.variable.name == name) {
                    return Some(format!("{} has two variables called {name}", own.name));
                }
            }
        }
        None
    }
}

/// Why an environment cannot have this address.
fn wrong_base(base: &str) -> Option<String> {
    match Base::parse(base) {
        Ok(Base::TwilioAt(_)) => Some("regions and edges of Twilio are chosen with the account".to_owned()),
        // Plain http:// is refused where a request would take a secret along.
        _ => Base::elsewhere(base, false).err().map(|error| error.to_string()),
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
        // What the store holds is not known yet, so that nothing could be moved or removed there.
        if edited.store != StoreOffer::Asking {
            is_changed |= list_ui(ui, &mut edited);
            let (at, store) = (edited.at, edited.store.clone());
            if let Some(environment) = edited.all.get_mut(at) {
                is_changed |= one_ui(ui, environment, &store);
            }
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
            .map(|(index, own)| {
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
            edited.all.push(EnvironmentDraft { name, ..EnvironmentDraft::default() });
            edited.at = edited.all.len() - 1;
            is_changed = true;
        }
        let Some(own) = edited.all.get(edited.at).cloned() else { return };
        if kit::link_button(ui, "Copy it").clicked() {
            let name = edited.fresh_name(&format!("{} copy", own.name));
            edited.all.push(EnvironmentDraft { known_as: None, name, ..own });
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

fn one_ui(ui: &mut egui::Ui, environment: &mut EnvironmentDraft, store: &StoreOffer) -> bool {
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
    for (index, draft) in environment.variables.iter_mut().enumerate() {
        let number = index + 1;
        ui.push_id(index, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                is_changed |= variable_ui(ui, number, draft);
                let remove = format!("Remove variable {number}");
                if IconButton::new(icon::TRASH, &remove).edge(26.0, 14.0).show(ui).clicked() {
                    removed = Some(index);
                }
            });
            if draft.variable.is_secret {
                is_changed |= kept_ui(ui, draft, store);
            }
        });
    }
    if let Some(index) = removed {
        environment.variables.remove(index);
        is_changed = true;
    }
    if let StoreOffer::Absent(why) = store
        && environment.variables.iter().any(|draft| draft.variable.is_secret)
    {
        kit::hint_text(ui, &format!("Without a key store secrets last as long as this window: {why}."));
    }
    if Button::link("Add a variable").icon(icon::PLUS).show(ui).clicked() {
        environment.variables.push(VariableDraft::default());
        is_changed = true;
    }
    is_changed
}

/// Whether a secret is kept in the key store.
fn kept_ui(ui: &mut egui::Ui, draft: &mut VariableDraft, store: &StoreOffer) -> bool {
    let is_there = *store == StoreOffer::There;
    let indent = name_width(ui) + space::S;
    let row = ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(indent);
            ui.add_enabled_ui(is_there, |ui| {
                kit::checkbox(ui, &mut draft.is_kept, "Keep in the system's key store").changed()
            })
        })
    });
    row.inner.inner.inner
}

/// What a name and a value share: the rest is for the box and the button behind them.
fn shared_width(ui: &egui::Ui) -> f32 {
    ui.available_width() - 130.0
}

fn name_width(ui: &egui::Ui) -> f32 {
    (shared_width(ui) * 0.4).max(70.0)
}

fn variable_ui(ui: &mut egui::Ui, number: usize, draft: &mut VariableDraft) -> bool {
    let VariableDraft { variable, secret, is_kept } = draft;
    let (room, own) = (shared_width(ui), name_width(ui));
    let is_name = variable.name.is_empty() || crate::liquid::is_plain_name(&variable.name);
    let state = if is_name { FieldState::Normal } else { FieldState::Error };
    let options = FieldOptions { width: Some(own), state, mono: true, ..FieldOptions::default() };
    let label = format!("Variable {number}");
    let mut is_changed = kit::text_field(ui, "name", &label, &mut variable.name, "NAME", &options).changed;
    let width = Some((room * 0.6).max(90.0));
    let label = format!("Value of variable {number}");
    if variable.is_secret {
        // Dots show it; what was typed is not read back into any text that is shown.
        let mut value = secret.expose_secret().to_owned();
        let options = FieldOptions { width, password: true, ..FieldOptions::default() };
        let hint = if *is_kept { "kept in the key store" } else { "kept in memory" };
        if kit::text_field(ui, "value", &label, &mut value, hint, &options).changed {
            *secret = SecretString::from(value);
            is_changed = true;
        } else {
            secrecy::zeroize::Zeroize::zeroize(&mut value);
        }
    } else {
        let options = FieldOptions { width, ..FieldOptions::default() };
        is_changed |= kit::text_field(ui, "value", &label, &mut variable.value, "value", &options).changed;
    }
    let mut is_secret = variable.is_secret;
    let tick = kit::checkbox(ui, &mut is_secret, "Secret");
    ui.ctx().accesskit_node_builder(tick.id, |node| node.set_label(format!("Variable {number} is a secret")));
    if is_secret != variable.is_secret {
        variable.is_secret = is_secret;
        // A value that was a secret never becomes one that is shown.
        let value = std::mem::take(&mut variable.value);
        *secret = if is_secret { SecretString::from(value) } else { SecretString::default() };
        *is_kept = false;
        is_changed = true;
    }
    is_changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, base: &str, variables: &[&str]) -> EnvironmentDraft {
        let draft = |name: &&str| VariableDraft {
            variable: EnvironmentVariable { name: (*name).to_owned(), ..EnvironmentVariable::default() },
            secret: SecretString::from("hush-hush"),
            is_kept: true,
        };
        let variables = variables.iter().map(draft).collect();
        EnvironmentDraft { known_as: None, name: name.to_owned(), base: base.to_owned(), variables }
    }

    fn check(all: Vec<EnvironmentDraft>, expected: Option<&str>) {
        let question = EnvironmentsQuestion { all, at: 0, store: StoreOffer::There };
        let problem = question.problem();
        match expected {
            None => assert_eq!(problem, None),
            Some(part) => assert!(problem.as_ref().is_some_and(|told| told.contains(part)), "{problem:?}"),
        }
        assert!(!format!("{question:?}").contains("hush-hush"));
        let asking = EnvironmentsQuestion { store: StoreOffer::Asking, ..question };
        assert!(asking.problem().is_some_and(|told| told.contains("still asked")));
    }

    #[test]
    fn names_and_addresses_have_to_hold() {
        check(vec![named("a", "", &["key"]), named("b", "https://x.example/v1", &[])], None);
        check(vec![named(" ", "", &[])], Some("needs a name"));
        check(vec![named("a", "", &[]), named("a ", "", &[])], Some("Two environments are called a"));
        check(vec![named("a", "not an address", &[])], Some("The address of a"));
        check(vec![named("a", "https://api.ie1.twilio.com", &[])], Some("chosen with the account"));
        check(vec![named("a", "http://pets.example", &[]), named("b", "https://api.twilio.com", &[])], None);
        check(vec![named("a", "", &["two words"])], Some("no name"));
        check(vec![named("a", "", &["x", "x"])], Some("two variables called x"));
    }

    #[test]
    fn what_is_no_secret_any_more_leaves_nothing_behind() {
        let mut own = named("a", "", &["key", "plain"]);
        if let Some(draft) = own.variables.first_mut() {
            draft.variable.is_secret = true;
        }
        let question = EnvironmentsQuestion { all: vec![own], at: 0, store: StoreOffer::There };
        let (environments, secrets) = question.kept();
        let held = secrets.get("a").unwrap();
        assert_eq!(held.values.names().collect::<Vec<_>>(), ["key"]);
        assert_eq!(held.kept.iter().collect::<Vec<_>>(), ["key"]);
        let again = EnvironmentsQuestion::of(&environments, &secrets, 0, StoreOffer::There);
        let kept: Vec<bool> =
            again.all.iter().flat_map(|own| &own.variables).map(|draft| draft.is_kept).collect();
        assert_eq!(kept, [true, false]);
    }
}

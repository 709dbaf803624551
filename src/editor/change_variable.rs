//! The question for the value of a variable in a run that is held or waits.

use std::sync::Arc;

use egui::Context;
use serde_json::Value;

use super::dialogs::DialogAnswer;
use super::kit::{self, Answer, DialogButton, FieldOptions, FieldState, SUGGEST, Severity};
use super::run::{Run, RunAction};
use super::state::FileKey;
use super::theme::space;
use crate::sim;

const WIDTH: f32 = 460.0;
/// So many variables are offered at most.
const MAX_OFFERED: usize = 200;
/// Values deeper than this are not offered: they can be typed.
const MAX_DEPTH: usize = 6;

/// Which variable gets which value.
#[derive(Clone, Debug)]
pub struct ChangeQuestion {
    /// The flow.
    pub key: FileKey,
    /// The run.
    pub run: u64,
    path: String,
    value: String,
    is_json: bool,
    /// What there is to change, with the values.
    offered: Arc<[(String, Value)]>,
    /// Why it cannot be set like this.
    trouble: Option<String>,
    is_new: bool,
}

/// An answer to the question.
#[derive(Clone, Debug)]
pub enum ChangeAnswer {
    /// The question as it stands now.
    Changed(Box<ChangeQuestion>),
    /// Set it.
    Set,
}

impl ChangeQuestion {
    /// Offers the variables of a run as they are now.
    pub fn new(key: FileKey, run: &Run, path: Option<String>) -> Self {
        let mut offered = Vec::new();
        if let Some(context) = run.variables() {
            for root in [["flow", "variables"].as_slice(), &["widgets"]] {
                if let Some(Value::Object(members)) = context.get(root) {
                    let within = root.join(".");
                    members.iter().for_each(|(key, value)| offer(&mut offered, &within, key, value, 0));
                }
            }
        }
        let (path, is_given) = (path.clone().unwrap_or_else(|| "flow.variables.".to_owned()), path.is_some());
        let mut question = Self {
            key,
            run: run.number(),
            path,
            value: String::new(),
            is_json: false,
            offered: offered.into(),
            trouble: None,
            is_new: true,
        };
        if is_given {
            let keys = keys_of(&question.path).unwrap_or_default();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let value = run.variables().and_then(|context| context.get(&keys)).cloned();
            question.take_value(value.as_ref());
        }
        question
    }

    fn take_value(&mut self, value: Option<&Value>) {
        (self.value, self.is_json) = match value {
            Some(Value::String(text)) => (text.clone(), false),
            Some(other) => (serde_json::to_string_pretty(other).unwrap_or_default(), true),
            None => return,
        };
    }

    /// Looks again whether it can be set like this.
    pub(super) fn look(&mut self, context: Option<&sim::Context>) {
        self.trouble = self.read().and_then(|(path, value)| match context {
            Some(context) => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                context.can_be_set(&path, &value).then_some(()).ok_or_else(|| {
                    "Only what is below flow.variables and widgets can be set, and nothing below a text or number"
                        .to_owned()
                })
            }
            None => Err("The run is over".to_owned()),
        }).err();
    }

    /// What is to be done.
    pub(super) fn action(&self) -> Option<RunAction> {
        let (path, value) = self.read().ok()?;
        Some(RunAction::SetVariable { path, value })
    }

    fn read(&self) -> Result<(Vec<String>, Value), String> {
        let path = keys_of(&self.path).ok_or("This is no path of a variable, such as flow.variables.day")?;
        let value = match self.is_json {
            false => Value::String(self.value.clone()),
            true => serde_json::from_str(&self.value).map_err(|error| format!("This is no JSON: {error}"))?,
        };
        Ok((path, value))
    }
}

fn offer(offered: &mut Vec<(String, Value)>, within: &str, key: &str, value: &Value, depth: usize) {
    if offered.len() >= MAX_OFFERED || depth > MAX_DEPTH {
        return;
    }
    let is_plain =
        !key.is_empty() && key.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-'));
    let path = match (is_plain, key.contains('"')) {
        (true, _) => format!("{within}.{key}"),
        (false, false) => format!("{within}[\"{key}\"]"),
        (false, true) => format!("{within}['{key}']"),
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(key, value)| offer(offered, &path, key, value, depth + 1));
        }
        // Nobody edits a long text here.
        Value::String(text) if text.len() > 20_000 => {}
        _ => offered.push((path, value.clone())),
    }
}

/// The keys of a path: `widgets.ask.inbound.Body`, `flow.variables["first name"]`, `widgets.find.parsed[0]`.
fn keys_of(path: &str) -> Option<Vec<String>> {
    let path = path.trim();
    let mut rest = path.strip_prefix("{{").and_then(|inner| inner.strip_suffix("}}")).unwrap_or(path).trim();
    let mut keys = Vec::new();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let quote = inside.chars().next().filter(|first| matches!(first, '"' | '\''));
            let (key, after) = match quote {
                Some(quote) => inside
                    .get(1..)?
                    .split_once(quote)
                    .and_then(|(key, after)| Some((key, after.strip_prefix(']')?)))?,
                None => inside.split_once(']')?,
            };
            keys.push(key.to_owned());
            rest = after;
        } else {
            let rest_of_key = if keys.is_empty() { rest } else { rest.strip_prefix('.')? };
            let end = rest_of_key.find(['.', '[']).unwrap_or(rest_of_key.len());
            let (key, after) = rest_of_key.split_at_checked(end)?;
            if key.is_empty() {
                return None;
            }
            keys.push(key.to_owned());
            rest = after;
        }
    }
    (keys.len() > 1).then_some(keys)
}

/// Asks for path and value. What is typed comes back as [`ChangeAnswer::Changed`].
pub fn change_dialog_ui(ctx: &Context, question: &ChangeQuestion) -> Option<DialogAnswer> {
    let set = DialogButton::primary("Set the variable").disabled(question.trouble.as_deref());
    let buttons = [DialogButton::secondary("Cancel"), set];
    let mut edited = question.clone();
    let mut is_changed = question.is_new;
    edited.is_new = false;
    let answer = kit::dialog(ctx, "Change a variable", WIDTH, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let knows_path = !question.path.ends_with('.');
        let bad = question.trouble.is_some() && knows_path;
        let state = if bad { FieldState::Error } else { FieldState::Normal };
        let options = FieldOptions {
            mono: true,
            state,
            reserve: SUGGEST,
            focus: question.is_new && !knows_path,
            ..FieldOptions::default()
        };
        let field = kit::labelled(ui, "Variable", false, |ui| {
            kit::text_field(ui, "variable path", "Variable", &mut edited.path, "flow.variables.day", &options)
        })
        .inner;
        is_changed |= field.changed;
        let rows: Vec<(&str, &str)> = edited.offered.iter().map(|(path, _)| (&**path, &**path)).collect();
        let picked = kit::suggest_button(ui, &field.response, "Variables of the run", &rows, &question.path);
        if let Some((path, value)) = picked.and_then(|index| question.offered.get(index)) {
            edited.path.clone_from(path);
            edited.take_value(Some(value));
            is_changed = true;
        }
        let chosen =
            kit::segmented(ui, "The value is", &["Text", "JSON"], Some(usize::from(question.is_json)));
        if let Some(chosen) = chosen {
            edited.is_json = chosen == 1;
            is_changed = true;
        }
        let focus = question.is_new && knows_path;
        let options = FieldOptions { rows: 2, mono: question.is_json, focus, ..FieldOptions::default() };
        let hint = if question.is_json { "[\"Tuesday\"]" } else { "Tuesday" };
        let field = kit::labelled(ui, "Value", false, |ui| {
            kit::text_field(ui, "variable value", "Value", &mut edited.value, hint, &options)
        })
        .inner;
        is_changed |= field.changed;
        if let Some(trouble) = question.trouble.as_ref().filter(|_| knows_path) {
            kit::problem_box(ui, Severity::Error, "It cannot be set.", trouble, None);
        }
        kit::hint_text(ui, "It holds from here on. Outside the simulator nothing can be changed like this.");
    });
    match answer {
        Some(Answer::Button(1)) => Some(DialogAnswer::ChangeVariable(ChangeAnswer::Set)),
        Some(_) => Some(DialogAnswer::Cancel),
        None if is_changed => Some(DialogAnswer::ChangeVariable(ChangeAnswer::Changed(Box::new(edited)))),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::keys_of;

    #[test]
    fn paths_are_read_as_templates_write_them() {
        fn check(path: &str, expected: Option<&[&str]>) {
            let keys = keys_of(path);
            let keys: Option<Vec<&str>> = keys.as_ref().map(|keys| keys.iter().map(String::as_str).collect());
            assert_eq!(keys.as_deref(), expected, "{path}");
        }
        check("flow.variables.day", Some(&["flow", "variables", "day"]));
        check("{{ widgets.ask.inbound.Body }}", Some(&["widgets", "ask", "inbound", "Body"]));
        check("flow.variables[\"first name\"]", Some(&["flow", "variables", "first name"]));
        check("flow.variables['a\"b'].c", Some(&["flow", "variables", "a\"b", "c"]));
        check("widgets.find.parsed[0].id", Some(&["widgets", "find", "parsed", "0", "id"]));
        for wrong in ["", "flow", "flow.", "flow..day", "flow.variables[", "flow.variables[\"a", "flow[0]x"] {
            check(wrong, None);
        }
    }
}

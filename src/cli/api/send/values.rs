//! What templates of a request become: the variables of an environment, those of a file, and secrets from the
//! surrounding.

use std::path::{Path, PathBuf};

use clap::Args;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::api::environment::MASK;
use crate::api::{self, Environment, Prepared, Scope, Secrets};
use crate::cli::api::documents::Project;
use crate::cli::output::Output;
use crate::cli::{account, input};
use crate::flow::did_you_mean;
use crate::twilio::Request;

/// What templates are rendered from. Without either option they go out as they are written.
#[derive(Debug, Args)]
pub(super) struct Templates {
    /// An environment of the project file: its base address, and its variables as {{env.NAME}}.
    ///
    /// A variable NAME that is a secret comes from API_SECRET_NAME, in capitals and with _ for what is no letter or digit.
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Variables for templates: a JSON object of flow, trigger, contact and widgets, or the output of `cordboard run
    /// --format json`, of which the last context counts.
    #[arg(long, value_name = "FILE")]
    values: Option<PathBuf>,
}

/// A request with values in place of its templates.
pub(super) struct Filled {
    /// As it may be seen.
    pub shown: Prepared,
    /// As it goes out: it may hold secrets.
    pub sent: Request,
    /// A template in it reads a secret.
    pub uses_secret: bool,
    /// It lacks what it cannot go without.
    pub is_blocked: bool,
    /// Where the environment has it go.
    pub base: Option<String>,
}

pub(super) fn filled(
    templates: &Templates,
    project: &Project,
    prepared: &Prepared,
    output: &mut Output,
) -> Result<Filled, String> {
    if templates.env.is_none() && templates.values.is_none() {
        let sent = api::request(prepared);
        return Ok(Filled {
            shown: prepared.clone(),
            sent,
            uses_secret: false,
            is_blocked: false,
            base: None,
        });
    }
    let environment = match &templates.env {
        Some(name) => environment(name, project, output)?,
        None => Environment::default(),
    };
    let values = match &templates.values {
        Some(path) => context(path)?,
        None => json!({}),
    };
    let (mut known, mut shown) = (Secrets::new(), Secrets::new());
    for name in environment.secrets() {
        // To be shown, a secret needs no value.
        shown.set(name, SecretString::from(MASK));
        if let Some(value) = account::variable(&variable(name)).filter(|value| !value.is_empty()) {
            let value = SecretString::from(value);
            output.hide("", &value);
            known.set(name, value);
        }
    }
    let scope = Scope::new(&values).with_environment(&environment).at(jiff::Timestamp::now());
    let rendered = scope.clone().with_secrets(&shown).rendered(prepared);
    let mut is_blocked = !rendered.problems.is_empty();
    for problem in &rendered.problems {
        output.error(&format!("error: {}: {}", problem.parameter, problem.message.replace('`', "")));
    }
    for missing in &rendered.missing {
        output.error(&format!("warning: {}: there is no {}", missing.parameter, missing.path));
    }
    let scope = scope.with_secrets(&known);
    for missing in scope.rendered(prepared).missing.iter().filter(|one| !rendered.missing.contains(one)) {
        is_blocked = true;
        // A name with odd letters stands in brackets and quotes in the path.
        let names = environment.secrets().filter(|name| missing.path.contains(*name));
        let name = names.max_by_key(|name| name.len()).unwrap_or_default();
        let (parameter, path) = (&missing.parameter, &missing.path);
        output.error(&format!("error: {parameter}: {path} is a secret, and {} is not set", variable(name)));
    }
    let sealed = scope.sealed(prepared);
    is_blocked |= sealed.is_blocked();
    let base = Some(environment.base).filter(|base| !base.is_empty());
    let (sent, uses_secret) = (sealed.request().clone(), rendered.uses_secret);
    Ok(Filled { shown: rendered.prepared, sent, uses_secret, is_blocked, base })
}

fn environment(name: &str, project: &Project, output: &Output) -> Result<Environment, String> {
    let opened = project.open(output)?;
    let known = &opened.kept.environments;
    if let Some(found) = known.iter().find(|environment| environment.name == name) {
        return Ok(found.clone());
    }
    let names: Vec<&str> = known.iter().map(|environment| environment.name.as_str()).collect();
    let file = input::name_of(&opened.path);
    Err(match opened.text {
        None => format!("--env: there is no {file} here or in a folder above"),
        Some(_) => format!("--env: {file} has no environment `{name}`{}", did_you_mean(name, &names)),
    })
}

/// The variable of the surrounding that holds a secret.
fn variable(name: &str) -> String {
    let plain = |char: char| if char.is_ascii_alphanumeric() { char.to_ascii_uppercase() } else { '_' };
    format!("API_SECRET_{}", name.chars().map(plain).collect::<String>())
}

/// The variables of a file: an object, one with a `context`, or the records of a run.
fn context(path: &Path) -> Result<Value, String> {
    let name = input::name_of(path);
    let bytes = input::bytes(path).map_err(|error| error.text(&name))?;
    let text = input::text(&bytes).map_err(|error| error.text(&name))?;
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        Err(error) => {
            let records = text.lines().rev().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let mut contexts = records.filter(|record| record.get("context").is_some_and(Value::is_object));
            contexts.next().ok_or_else(|| {
                let reason = error.to_string();
                let reason = reason.split(" at line ").next().unwrap_or_default();
                format!("{name}:{}:{}: this is no JSON: {reason}", error.line(), error.column())
            })?
        }
    };
    match value {
        Value::Object(mut members) => match members.get_mut("context") {
            Some(context @ Value::Object(_)) => Ok(context.take()),
            _ => Ok(Value::Object(members)),
        },
        _ => Err(format!("{name}:1:1: variables are a JSON object")),
    }
}

//! What templates of a request are made of: the variables of the last run that is shown, and an environment's.

use std::ops::Range;
use std::sync::Arc;

use egui::text_edit::Suggestion;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::key::World;
use super::state::ApiPage;
use crate::api::curl_read;
use crate::api::environment::{Rendered, Scope, Sealed, Secrets};
use crate::api::{Auth, Environment, Operation, Prepared, Route, wire};
use crate::editor::inspector::suggest_names;
use crate::editor::state::{FileKey, OpenFlow};
use crate::twilio::Base;

/// What stands around a request.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Tells it from others.
    pub number: u64,
    /// The variables of the last run: `widgets`, `trigger`, `contact`, `flow`.
    pub values: Arc<Value>,
    /// Whether there was a run.
    pub has_run: bool,
    /// What `now` means.
    pub moment: jiff::Timestamp,
    /// The environment that it is sent to.
    pub environment: Option<Environment>,
    /// Its secrets, as far as they are known.
    pub secrets: Secrets,
    /// Templates are values already: what looks like one goes out as it is.
    pub is_rendered: bool,
}

impl Around {
    /// What stands around a request whose templates were rendered before.
    pub fn rendered_before() -> Self {
        Self { is_rendered: true, ..Self::default() }
    }

    fn scope(&self) -> Scope<'_> {
        let scope = Scope::new(&self.values).with_secrets(&self.secrets).at(self.moment);
        match &self.environment {
            Some(environment) => scope.with_environment(environment),
            None => scope,
        }
    }

    /// A request with values in place of its templates, to be shown. Nothing where it has none.
    pub fn rendered(&self, prepared: &Prepared) -> Rendered {
        if self.is_rendered { Rendered::plain(prepared) } else { self.scope().rendered(prepared) }
    }

    /// A request with values and secrets in place of its templates, to be sent.
    pub fn sealed(&self, prepared: &Prepared) -> Sealed {
        if self.is_rendered { Sealed::plain(prepared) } else { self.scope().sealed(prepared) }
    }

    /// Whether the environment has what proves who asks.
    fn has_token(&self) -> bool {
        self.secrets.has(wire::TOKEN) || self.variable(wire::TOKEN).is_some()
    }

    /// Whether something goes along with a request to somebody else that proves who asks. `uses_secret` says whether its
    /// templates read a secret.
    pub(in crate::editor) fn proves(&self, prepared: &Prepared, uses_secret: bool) -> bool {
        let by_token = self.has_token() && Auth::of(prepared.operation()) != Auth::None;
        by_token || uses_secret || curl_read::proves(prepared)
    }

    /// The way of a request to somebody else than Twilio, without the secret.
    pub(super) fn route_to(&self, base: Base, operation: &Operation) -> Route {
        let auth = if self.has_token() { Auth::of(operation) } else { Auth::None };
        let user = self.variable(wire::USER).map(str::to_owned);
        Route { base, place: Default::default(), user, secret: None, auth }
    }

    /// The same with the secret, which only who sends may ask for.
    pub(in crate::editor) fn proven_route(&self, base: Base, operation: &Operation) -> Route {
        let plain = || self.variable(wire::TOKEN).map(|value| SecretString::from(value.to_owned()));
        let secret = self.secrets.get(wire::TOKEN).cloned().or_else(plain);
        Route { secret, ..self.route_to(base, operation) }
    }

    /// The value of a variable of the environment that is no secret.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let variables = &self.environment.as_ref()?.variables;
        let found = variables.iter().find(|variable| variable.name == name && !variable.is_secret);
        found.map(|variable| variable.value.as_str()).filter(|value| !value.is_empty())
    }

    /// What could stand at a place of a template.
    pub(super) fn suggest(&self, text: &str, cursor: usize) -> Option<(Range<usize>, Vec<Suggestion>)> {
        /// So many are offered.
        const MOST: usize = 40;
        suggest_names(text, cursor, |path, typed, ends| {
            let typed = typed.to_lowercase();
            let found = self.names(path);
            let begins = found.into_iter().filter(|(name, ..)| name.to_lowercase().starts_with(&typed));
            let offer = |(name, about, has_parts): (String, String, bool)| {
                let end = if has_parts { ends.branch } else { ends.leaf };
                Suggestion::new(format!("{name}{end}")).description(about)
            };
            begins.take(MOST).map(offer).collect()
        })
    }

    /// What stands below a path: name, what it holds, and whether it has parts.
    fn names(&self, path: &[String]) -> Vec<(String, String, bool)> {
        let environment = || {
            let variables = self.environment.iter().flat_map(|environment| &environment.variables);
            variables.map(|variable| {
                let about = if variable.is_secret { "secret" } else { variable.value.as_str() };
                (variable.name.clone(), short(about), false)
            })
        };
        let Some((root, rest)) = path.split_first() else {
            let mut roots: Vec<_> =
                members(&self.values).into_iter().filter(|(.., has_parts)| *has_parts).collect();
            if environment().next().is_some() {
                roots.push(("env".to_owned(), "the environment".to_owned(), true));
            }
            return roots;
        };
        if root == "env" {
            return if rest.is_empty() { environment().collect() } else { Vec::new() };
        }
        let found = path.iter().try_fold(&*self.values, |value, key| match value {
            Value::Object(map) => map.get(key),
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        });
        found.map(members).unwrap_or_default()
    }
}

fn members(value: &Value) -> Vec<(String, String, bool)> {
    let Value::Object(map) = value else { return Vec::new() };
    let told = |(key, value): (&String, &Value)| {
        let about = match value {
            Value::Object(_) | Value::Array(_) => "…".to_owned(),
            Value::String(text) => short(text),
            value => value.to_string(),
        };
        (key.clone(), about, value.is_object() || value.is_array())
    };
    map.iter().filter(|(key, _)| crate::liquid::is_plain_name(key)).map(told).collect()
}

fn short(text: &str) -> String {
    const MOST: usize = 30;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// Which run was looked at: the flow, the run, and how far it was.
pub(super) type RunKey = Option<(FileKey, u64, usize)>;

/// What is known of the run that is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct RunValues {
    key: RunKey,
    values: Arc<Value>,
    moment: jiff::Timestamp,
}

impl ApiPage {
    /// Takes over the variables of the run that a flow shows, where they have changed.
    pub(in crate::editor) fn look_at_run(&mut self, file: Option<&OpenFlow>) {
        let run = file.and_then(|file| Some((file.key, file.runs.shown()?)));
        let key = run.as_ref().map(|(key, run)| (*key, run.number(), run.steps().len()));
        if key == self.run_values.key && self.has_looked {
            return;
        }
        self.has_looked = true;
        let context = run.as_ref().and_then(|(_, run)| run.variables());
        self.run_values = RunValues {
            key,
            values: Arc::new(context.map_or_else(|| Value::Object(Map::new()), |context| context.to_value())),
            moment: run.map_or_else(jiff::Timestamp::now, |(_, run)| run.moment()),
        };
        self.changed_around();
    }

    /// What stands around requests that go to this world.
    pub fn around(&mut self, world: &World) -> Arc<Around> {
        if let Some(known) = self.arounds.get(world) {
            return Arc::clone(known);
        }
        self.next_around += 1;
        let environment = match world {
            World::Own(name) => self.environments.iter().find(|environment| *environment.name == **name),
            World::Mock | World::Live => None,
        };
        let secrets = environment.and_then(|environment| self.secrets.get(environment.name.as_str()));
        let made = Arc::new(Around {
            number: self.next_around,
            values: Arc::clone(&self.run_values.values),
            has_run: self.run_values.key.is_some(),
            moment: self.run_values.moment,
            environment: environment.cloned(),
            secrets: secrets.map(|held| held.values.clone()).unwrap_or_default(),
            is_rendered: false,
        });
        self.arounds.insert(world.clone(), Arc::clone(&made));
        made
    }

    /// What stands around requests is made anew.
    pub fn changed_around(&mut self) {
        self.arounds.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::Around;
    use crate::api::EnvironmentVariable;
    use crate::api::environment::Environment;

    fn around() -> Around {
        let variable = |name: &str, value: &str, is_secret| EnvironmentVariable {
            name: name.to_owned(),
            value: value.to_owned(),
            is_secret,
        };
        Around {
            values: Arc::new(
                json!({"flow": {"variables": {"day": "Monday"}}, "widgets": {"ask": {"parsed": {}}}}),
            ),
            environment: Some(Environment {
                name: "test".to_owned(),
                base: String::new(),
                variables: vec![variable("city", "Köln", false), variable("key", "", true)],
            }),
            ..Around::default()
        }
    }

    /// What is offered at the end of a text.
    fn check(text: &str, expected: &[&str]) {
        let offered = around().suggest(text, text.len()).map(|(_, offered)| offered).unwrap_or_default();
        let names: Vec<&str> = offered.iter().map(|offer| offer.insert.as_str()).collect();
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn names_of_the_run_and_of_the_environment_are_offered() {
        check("{{flow.", &["variables."]);
        check("{{flow.variables.d", &["day}}"]);
        check("{{env.", &["city}}", "key}}"]);
        check("{{wid", &["widgets."]);
        check("plain", &[]);
        check("{{nothing.", &[]);
    }
}

//! A flow as tasks: its messages, HTTP calls and variables, in the order of an execution.
//!
//! A way of a flow may lead anywhere, and tasks of Conductor stand in lists: what several branches lead to is written in
//! each of them, and a way back to an earlier widget is told as not carried over.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::call::{Body, Call, json_of, proof};
use super::template::{Known, has_reference, translated};
use super::{Exported, reference_name, split};
use crate::api::wire::Auth;
use crate::flow::{Flow, Transition, Widget};

/// More tasks than anybody reads: branches that meet again are written in each.
const MAX_TASKS: usize = 300;

/// Deeper than Conductor's editor shows.
const MAX_DEPTH: usize = 24;

/// The messages, HTTP calls and variables of a flow as tasks. `event` is how its execution begins: `incomingMessage`,
/// `incomingRequest` and so on; the first that leads anywhere where it is not said.
pub fn flow(flow: &Flow, event: Option<&str>) -> Exported {
    let mut walk = Walk { flow, exported: Exported::default(), names: HashMap::new(), count: 0 };
    let start = flow.initial_state().and_then(|name| flow.named(&name).cloned());
    let Some(start) = start else {
        walk.exported.note("The flow has no trigger to begin with.");
        return walk.exported;
    };
    let ways: Vec<&Transition> = start.transitions().iter().filter(|way| way.next.is_some()).collect();
    let way = match event {
        Some(event) => ways.iter().find(|way| &*way.event == event).copied(),
        None => ways.first().copied(),
    };
    let Some(way) = way else {
        walk.exported.note("Nothing follows the trigger at this event.");
        return walk.exported;
    };
    for other in ways.iter().filter(|other| other.event != way.event && other.next != way.next) {
        walk.exported.note(format!(
            "What follows the trigger at `{}` is not carried over: export it by itself.",
            other.event
        ));
    }
    walk.exported.tasks = walk.list(way.next.as_deref(), &mut Path::default());
    walk.exported
}

/// What came before on this way.
#[derive(Clone, Default)]
struct Path {
    known: Known,
    /// The widgets that it went through.
    passed: Vec<String>,
    depth: usize,
}

struct Walk<'a> {
    flow: &'a Flow,
    exported: Exported,
    /// How many tasks have this reference already.
    names: HashMap<String, usize>,
    count: usize,
}

impl Walk<'_> {
    /// The tasks from a widget on.
    fn list(&mut self, from: Option<&str>, path: &mut Path) -> Vec<Value> {
        let mut tasks = Vec::new();
        let mut next = from.map(str::to_owned);
        while let Some(name) = next.take() {
            if path.passed.contains(&name) {
                self.exported.note(format!("A way leads back to `{name}`: a loop is not carried over."));
                break;
            }
            let Some(widget) = self.flow.named(&name).cloned() else {
                self.exported.note(format!("A way leads to `{name}`, which the flow does not have."));
                break;
            };
            if self.count >= MAX_TASKS || path.depth >= MAX_DEPTH {
                self.exported.note(format!(
                    "From `{name}` on it is too much for one definition: {MAX_TASKS} tasks, {MAX_DEPTH} deep."
                ));
                break;
            }
            path.passed.push(name);
            next = self.widget(&widget, &mut tasks, path);
        }
        tasks
    }

    /// Writes the tasks of a widget; answers where the way goes on, unless a SWITCH has all of the rest in it.
    fn widget(&mut self, widget: &Widget, tasks: &mut Vec<Value>, path: &mut Path) -> Option<String> {
        let title = widget.title().to_owned();
        match widget.kind().unwrap_or_default() {
            "make-http-request" => {
                let (name, failed) = (self.name(&title), target(widget, "failed"));
                let mut call = self.http(widget, path);
                call.may_fail = failed.is_some();
                self.call(&name, call, tasks);
                path.known.tasks.insert(title, name.clone());
                self.outcome(&name, target(widget, "success"), failed, tasks, path)
            }
            "send-message" => {
                let (name, failed) = (self.name(&title), target(widget, "failed"));
                let mut call = self.message(widget, path);
                call.may_fail = failed.is_some();
                self.call(&name, call, tasks);
                path.known.tasks.insert(title, name.clone());
                self.outcome(&name, target(widget, "sent"), failed, tasks, path)
            }
            "send-and-wait-for-reply" => {
                let name = self.name(&title);
                let call = self.message(widget, path);
                self.call(&name, call, tasks);
                path.known.tasks.insert(title.clone(), name);
                let reply = self.name(&format!("{title}_reply"));
                tasks.push(
                    json!({"name": reply, "taskReferenceName": reply, "type": "WAIT", "inputParameters": {}}),
                );
                self.exported.note(format!(
                    "`{reply}` waits for the reply: complete it from outside with the fields of the message as its \
                     output, such as `{{\"Body\": \"yes\"}}`."
                ));
                path.known.replies.insert(title.clone(), reply);
                for event in ["timeout", "deliveryFailure"] {
                    if target(widget, event).is_some() {
                        self.exported.note(format!("`{title}`: what follows `{event}` is not carried over."));
                    }
                }
                target(widget, "incomingMessage")
            }
            "set-variables" => {
                let name = self.name(&title);
                let variables = self.variables(widget, path);
                self.count += 1;
                tasks.push(json!({
                    "name": name,
                    "taskReferenceName": name,
                    "type": "SET_VARIABLE",
                    "inputParameters": variables,
                }));
                target(widget, "next")
            }
            "split-based-on" => {
                self.split(widget, tasks, path);
                None
            }
            kind => {
                self.exported.note(format!("`{title}` ({kind}) is not carried over."));
                let mut ways =
                    widget.transitions().iter().filter_map(|way| Some((&way.event, way.next.as_deref()?)));
                let first = ways.next();
                if let Some((event, next)) = first {
                    let others: Vec<String> =
                        ways.filter(|way| way.1 != next).map(|(event, _)| format!("`{event}`")).collect();
                    if !others.is_empty() {
                        self.exported.note(format!(
                            "`{title}`: only the way at `{event}` is carried over, not {}.",
                            others.join(", ")
                        ));
                    }
                }
                first.map(|(_, next)| next.to_owned())
            }
        }
    }

    fn call(&mut self, name: &str, call: Call, tasks: &mut Vec<Value>) {
        let made = call.tasks(name, &mut self.exported);
        self.count += made.len();
        tasks.extend(made);
    }

    /// A reference that no other task has.
    fn name(&mut self, title: &str) -> String {
        let base = reference_name(title);
        loop {
            let count = self.names.entry(base.clone()).or_insert(0);
            *count += 1;
            let name = if *count == 1 { base.clone() } else { format!("{base}_{count}") };
            if name == base || !self.names.contains_key(&name) {
                self.names.entry(name.clone()).or_insert(1);
                return name;
            }
        }
    }

    /// What follows a call: where a failure leads somewhere, a SWITCH; else it stops the workflow.
    fn outcome(
        &mut self,
        name: &str,
        well: Option<String>,
        failed: Option<String>,
        tasks: &mut Vec<Value>,
        path: &mut Path,
    ) -> Option<String> {
        let Some(failed) = failed else { return well };
        let switch = self.name(&format!("{name}_outcome"));
        let mut branch = |next: Option<&str>| self.list(next, &mut deeper(path));
        let cases = json!({"well": branch(well.as_deref())});
        let rest = branch(Some(&failed));
        let expression = "(function () { return $.status >= 200 && $.status < 300 ? 'well' : 'failed'; })();";
        let inputs = json!({"status": format!("${{{name}.output.response.statusCode}}")});
        tasks.push(switch_task(&switch, inputs, expression, cases, rest));
        self.count += 1;
        None
    }

    fn split(&mut self, widget: &Widget, tasks: &mut Vec<Value>, path: &mut Path) {
        let title = widget.title();
        let mut cases: Vec<(String, Vec<String>)> = Vec::new();
        let mut branches = Map::new();
        let mut input = widget.property_text("input").unwrap_or_default().into_owned();
        for way in widget.transitions().iter().filter(|way| !way.conditions.is_empty()) {
            let label = way
                .conditions
                .first()
                .map(|condition| condition.friendly_name.to_string())
                .unwrap_or_default();
            let arguments = way.conditions.iter().flat_map(|condition| &condition.arguments);
            let one = arguments.clone().next().map(|argument| argument.to_string());
            if arguments.clone().any(|argument| one.as_deref() != Some(&**argument)) {
                self.exported.note(format!(
                    "`{title}`: the branch `{label}` compares several things, and is not carried over."
                ));
                continue;
            }
            let tests: Option<Vec<String>> = way.conditions.iter().map(split::test).collect();
            let Some(tests) = tests else {
                let kinds: Vec<&str> = way.conditions.iter().map(|condition| &*condition.kind).collect();
                self.exported.note(format!(
                    "`{title}`: the branch `{label}` ({}) is not carried over.",
                    kinds.join(", ")
                ));
                continue;
            };
            if let Some(one) = one.filter(|one| *one != input) {
                if !cases.is_empty() {
                    self.exported.note(format!(
                        "`{title}`: the branch `{label}` compares something else, and is not carried over."
                    ));
                    continue;
                }
                input = one;
            }
            let name = format!("{}_{}", cases.len() + 1, reference_name(&label));
            let below = self.list(way.next.as_deref(), &mut deeper(path));
            branches.insert(name.clone(), Value::from(below));
            cases.push((name, tests));
        }
        let rest = target(widget, "noMatch");
        let rest = self.list(rest.as_deref(), &mut deeper(path));
        let name = self.name(title);
        let input = translated(&input, &format!("`{title}`"), &path.known, &mut self.exported);
        if !has_reference(&input) {
            self.exported.note(format!("`{title}` compares a text that stays the same: {input}."));
        }
        tasks.push(switch_task(
            &name,
            json!({"input": input}),
            &split::script(&cases),
            Value::from(branches),
            rest,
        ));
        self.count += 1;
    }

    fn text(&mut self, widget: &Widget, key: &str, path: &Path) -> String {
        let text = widget.property_text(key).unwrap_or_default();
        let place = format!("`{}`, {key}", widget.title());
        translated(&text, &place, &path.known, &mut self.exported)
    }

    fn pairs(&mut self, widget: &Widget, key: &str, path: &Path) -> Vec<(String, String)> {
        let rows = widget.property(key).map(|rows| rows.to_value());
        let rows = rows.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
        let mut pairs = Vec::new();
        for row in rows {
            let Some(name) = row.get("key").and_then(Value::as_str) else { continue };
            let value =
                row.get("value").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            let place = format!("`{}`, {name}", widget.title());
            let value = translated(&value.unwrap_or_default(), &place, &path.known, &mut self.exported);
            pairs.push((name.to_owned(), value));
        }
        pairs
    }

    fn variables(&mut self, widget: &Widget, path: &Path) -> Map<String, Value> {
        let pairs = self.pairs(widget, "variables", path);
        pairs.into_iter().map(|(name, value)| (name, Value::from(value))).collect()
    }

    /// A Make HTTP Request widget.
    fn http(&mut self, widget: &Widget, path: &Path) -> Call {
        let method =
            widget.property_text("method").map_or_else(|| "GET".to_owned(), |it| it.to_ascii_uppercase());
        let url = self.text(widget, "url", path);
        let kind = widget.property_text("content_type").unwrap_or_default().into_owned();
        let is_json = kind.starts_with("application/json");
        let mut parameters = self.pairs(widget, "parameters", path);
        let body = self.text(widget, "body", path);
        let is_twilio =
            widget.property("add_twilio_auth").is_some_and(|it| it.to_value() == Value::Bool(true));
        let (mut uri, has_user) = without_user(&url);
        let mut headers = Vec::new();
        if is_twilio || has_user {
            proof(&Auth::Basic, is_twilio, &mut uri, &mut headers, &mut self.exported);
        }
        let mut query = Vec::new();
        let sent = if method == "GET" || is_json && body.is_empty() {
            query = std::mem::take(&mut parameters);
            Body::None
        } else if is_json {
            match serde_json::from_str(&body) {
                Ok(value) => {
                    Body::Json(super::call::JSON.to_owned(), json_of(value, &path.known, &mut self.exported))
                }
                Err(_) => Body::Text("application/json".to_owned(), body),
            }
        } else if body.is_empty() {
            Body::Form(std::mem::take(&mut parameters))
        } else {
            if has_reference(&body) {
                self.exported.note(format!(
                    "`{}`: its body is a form with references, which Conductor puts in as they are, not encoded.",
                    widget.title()
                ));
            }
            Body::Text(crate::twilio::curl::FORM.to_owned(), body)
        };
        if !parameters.is_empty() {
            self.exported
                .note(format!("`{}`: its parameters beside a body are not carried over.", widget.title()));
        }
        Call { method, uri, query, headers, body: sent, may_fail: false }
    }

    /// A message, as the first API sends it.
    fn message(&mut self, widget: &Widget, path: &Path) -> Call {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut field = |name: &str, value: String| {
            if !value.is_empty() {
                fields.push((name.to_owned(), value));
            }
        };
        let to = match widget.property_text("to") {
            Some(_) => self.text(widget, "to", path),
            None => translated("{{contact.channel.address}}", "To", &path.known, &mut self.exported),
        };
        let from = self.text(widget, "from", path);
        field("To", to);
        field(if from.starts_with("MG") { "MessagingServiceSid" } else { "From" }, from);
        if widget.property_text("message_type").as_deref() == Some("content_template") {
            field("ContentSid", self.text(widget, "content_sid", path));
            let variables = self.pairs(widget, "content_variables", path);
            let object: Map<String, Value> =
                variables.into_iter().map(|(key, value)| (key, value.into())).collect();
            field(
                "ContentVariables",
                if object.is_empty() { String::new() } else { Value::from(object).to_string() },
            );
        } else {
            field("Body", self.text(widget, "body", path));
            field("MediaUrl", self.text(widget, "media_url", path));
        }
        self.exported.note(
            "Messages go out as SMS or over a channel of the first API. In a chat, take the Conversations message of \
             the library instead.",
        );
        let account = self.exported.secret("TWILIO_ACCOUNT_SID");
        let mut uri = format!("https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json");
        let mut headers = Vec::new();
        proof(&Auth::Basic, true, &mut uri, &mut headers, &mut self.exported);
        Call {
            method: "POST".to_owned(),
            uri,
            query: Vec::new(),
            headers,
            body: Body::Form(fields),
            may_fail: false,
        }
    }
}

fn deeper(path: &Path) -> Path {
    Path { depth: path.depth + 1, ..path.clone() }
}

fn switch_task(name: &str, mut inputs: Value, expression: &str, cases: Value, rest: Vec<Value>) -> Value {
    if let Some(inputs) = inputs.as_object_mut() {
        inputs.retain(|_, value| !value.is_null());
    }
    json!({
        "name": name,
        "taskReferenceName": name,
        "type": "SWITCH",
        "inputParameters": inputs,
        "evaluatorType": "javascript",
        "expression": expression,
        "decisionCases": cases,
        "defaultCase": rest,
    })
}

/// Where the way at this event leads.
fn target(widget: &Widget, event: &str) -> Option<String> {
    let way = widget.transitions().iter().find(|way| &*way.event == event)?;
    way.next.as_deref().map(str::to_owned)
}

/// An address without `user:password@`, and whether it had that: a definition must hold no secret.
fn without_user(url: &str) -> (String, bool) {
    let Some((scheme, rest)) = url.split_once("://") else { return (url.to_owned(), false) };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest.split_at_checked(end).and_then(|(host, path)| Some((host.rsplit_once('@')?.1, path))) {
        Some((host, path)) => (format!("{scheme}://{host}{path}"), true),
        None => (url.to_owned(), false),
    }
}

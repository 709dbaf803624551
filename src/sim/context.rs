//! An execution's variables, in parts that versions share: a copy costs four pointers.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::history::Replaced;
use crate::liquid::Variables;

/// The four roots that a template sees.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    trigger: Arc<Value>,
    flow: Arc<Value>,
    widgets: Arc<Value>,
    contact: Arc<Value>,
}

impl Context {
    /// From the tree that the REST API answers: `{"trigger", "flow", "widgets", "contact"}`. What is missing is an
    /// empty object.
    pub fn from_value(mut tree: Value) -> Self {
        let mut take = |name: &str| {
            let part = tree.get_mut(name).map(Value::take).filter(Value::is_object);
            Arc::new(part.unwrap_or_else(|| json!({})))
        };
        Self {
            trigger: take("trigger"),
            flow: take("flow"),
            widgets: take("widgets"),
            contact: take("contact"),
        }
    }

    /// The whole tree.
    pub fn to_value(&self) -> Value {
        json!({"trigger": *self.trigger, "flow": *self.flow, "widgets": *self.widgets, "contact": *self.contact})
    }

    /// A variable by path; an index into a list is a number in a path.
    pub fn get(&self, path: &[&str]) -> Option<&Value> {
        let (root, rest) = path.split_first()?;
        rest.iter().try_fold(self.part(root)?, |value, key| match value {
            Value::Object(map) => map.get(*key),
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Sets `flow.variables.KEY`.
    pub(super) fn set_flow_variable(&mut self, key: &str, value: Value) -> Replaced {
        let flow = Arc::make_mut(&mut self.flow);
        if !flow.get("variables").is_some_and(Value::is_object)
            && let Some(flow) = flow.as_object_mut()
        {
            flow.insert("variables".to_owned(), json!({}));
        }
        let variables = flow.get_mut("variables").and_then(Value::as_object_mut);
        Replaced::Variable(key.to_owned(), variables.and_then(|variables| put(variables, key, Some(value))))
    }

    /// Lays keys over `flow.channel`.
    pub(super) fn set_channel(&mut self, channel: Map<String, Value>) -> Replaced {
        let before = self.get(&["flow", "channel"]).cloned();
        overlay(Arc::make_mut(&mut self.flow), &json!({"channel": channel}));
        Replaced::Channel(before)
    }

    /// Sets a value below `flow.variables` or `widgets`; what is missing on the way to it is made. `None` for any other
    /// path, or one that leads through something that is neither object nor list.
    pub(super) fn set(&mut self, path: &[&str], value: Value) -> Option<Replaced> {
        match path {
            ["flow", "variables", key, rest @ ..] => {
                let value = within(self.get(&["flow", "variables", key]), rest, value)?;
                Some(self.set_flow_variable(key, value))
            }
            ["widgets", name, rest @ ..] => match within(self.get(&["widgets", name]), rest, value)? {
                Value::Object(outputs) => Some(self.set_widget(name, outputs)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a value can be set at a path, see [`Input::SetVariable`](super::Input::SetVariable).
    pub fn can_be_set(&self, path: &[&str], value: &Value) -> bool {
        match path {
            ["flow", "variables", key, rest @ ..] => {
                within(self.get(&["flow", "variables", key]), rest, value.clone()).is_some()
            }
            ["widgets", name, rest @ ..] => {
                let set = within(self.get(&["widgets", name]), rest, value.clone());
                set.is_some_and(|outputs| outputs.is_object())
            }
            _ => false,
        }
    }

    /// Puts in again what was replaced.
    pub(super) fn put_back(&mut self, replaced: &Replaced) {
        match replaced {
            Replaced::Variable(key, value) => {
                let flow = Arc::make_mut(&mut self.flow);
                if let Some(variables) = flow.get_mut("variables").and_then(Value::as_object_mut) {
                    put(variables, key, value.clone());
                }
            }
            Replaced::Widget(name, value) => {
                if let Some(widgets) = Arc::make_mut(&mut self.widgets).as_object_mut() {
                    put(widgets, name, value.clone());
                }
            }
            Replaced::Channel(value) => {
                if let Some(flow) = Arc::make_mut(&mut self.flow).as_object_mut() {
                    put(flow, "channel", value.clone());
                }
            }
            Replaced::All(context) => self.clone_from(context),
        }
    }

    /// What a subflow sees: its own flow and widgets, the contact and what began the flow that runs it.
    pub(super) fn of_subflow(&self, parent: &Value, flow_sid: &str, data: Value) -> Self {
        let mut trigger = (*self.trigger).clone();
        if let Some(trigger) = trigger.as_object_mut() {
            trigger.insert("parent".to_owned(), parent.clone());
        }
        let channel = self.get(&["flow", "channel"]).cloned().unwrap_or_default();
        let sid = self.get(&["flow", "sid"]).cloned().unwrap_or_default();
        let flow =
            json!({"sid": sid, "flow_sid": flow_sid, "channel": channel, "data": data, "variables": {}});
        Self {
            trigger: Arc::new(trigger),
            flow: Arc::new(flow),
            widgets: Arc::new(json!({})),
            contact: Arc::clone(&self.contact),
        }
    }

    /// Sets everything under `widgets.NAME`.
    pub(super) fn set_widget(&mut self, name: &str, outputs: Map<String, Value>) -> Replaced {
        let widgets = Arc::make_mut(&mut self.widgets).as_object_mut();
        let before = widgets.and_then(|widgets| put(widgets, name, Some(Value::Object(outputs))));
        Replaced::Widget(name.to_owned(), before)
    }

    /// Whether this is the same state of the variables, and not only an equal one: for who keeps what follows from it.
    pub fn is_same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.trigger, &other.trigger)
            && Arc::ptr_eq(&self.flow, &other.flow)
            && Arc::ptr_eq(&self.widgets, &other.widgets)
            && Arc::ptr_eq(&self.contact, &other.contact)
    }

    /// One of the four roots.
    pub fn part(&self, name: &str) -> Option<&Value> {
        Some(match name {
            "trigger" => &self.trigger,
            "flow" => &self.flow,
            "widgets" => &self.widgets,
            "contact" => &self.contact,
            _ => return None,
        })
    }
}

impl Variables for Context {
    fn root<'a>(&'a self, name: &str) -> Option<Cow<'a, Value>> {
        self.part(name).map(Cow::Borrowed)
    }
}

/// Sets or takes out a key, and gives what was there. What stays keeps its order.
fn put(map: &mut Map<String, Value>, key: &str, value: Option<Value>) -> Option<Value> {
    match (map.get_mut(key), value) {
        (Some(there), Some(value)) => Some(std::mem::replace(there, value)),
        (None, Some(value)) => map.insert(key.to_owned(), value),
        (_, None) => map.shift_remove(key),
    }
}

/// Lays `over` on `under`: objects are merged, anything else is replaced.
pub(super) fn overlay(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                match under.get_mut(key) {
                    Some(there) => overlay(there, value),
                    None => {
                        under.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (under, over) => *under = over.clone(),
    }
}

/// `whole` with another value at a path in it.
fn within(whole: Option<&Value>, path: &[&str], value: Value) -> Option<Value> {
    let Some((first, rest)) = path.split_first() else { return Some(value) };
    match whole.cloned().unwrap_or_else(|| json!({})) {
        Value::Object(mut members) => {
            let below = within(members.get(*first), rest, value)?;
            put(&mut members, first, Some(below));
            Some(Value::Object(members))
        }
        Value::Array(mut items) => {
            let item = items.get_mut(first.parse::<usize>().ok()?)?;
            *item = within(Some(item), rest, value)?;
            Some(Value::Array(items))
        }
        _ => None,
    }
}

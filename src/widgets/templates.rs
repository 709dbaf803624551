//! Where a widget's templates stand, and what a flow asks of whoever starts it.

use std::collections::HashSet;

use super::field::{Field, FieldKind};
use super::widget_type::widget_type;
use crate::flow::json::{Json, Kind};
use crate::flow::{Flow, Widget};
use crate::liquid::{self, Key};

/// A text of a widget that is rendered when it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateAt {
    /// The property's key; `transitions` for the texts of conditions.
    pub field: String,
    /// Where it stands in the state: a JSON pointer such as `/properties/body`.
    pub pointer: String,
    /// The template.
    pub text: String,
}

/// Every template of a widget that has anything to render, in the order of the file. Of types and properties that
/// the catalogue does not know, every text counts.
pub fn templates_of(widget: &Widget) -> Vec<TemplateAt> {
    let mut found = Vec::new();
    let entry = widget.kind().and_then(widget_type);
    for (key, value) in widget.properties() {
        let field = entry.and_then(|entry| entry.field(&key));
        if field.is_none_or(holds_templates) {
            let pointer = format!("/properties/{}", escaped(&key));
            collect(value, &key, pointer, field.is_some(), &mut found);
        }
    }
    let transitions = widget.json().get("transitions").and_then(Json::as_array).unwrap_or_default();
    for (index, transition) in transitions.iter().enumerate() {
        let conditions = transition.get("conditions").and_then(Json::as_array).unwrap_or_default();
        for (number, condition) in conditions.iter().enumerate() {
            for key in ["arguments", "value"] {
                if let Some(value) = condition.get(key) {
                    let pointer = format!("/transitions/{index}/conditions/{number}/{key}");
                    collect(value, "transitions", pointer, false, &mut found);
                }
            }
        }
    }
    found
}

fn holds_templates(field: &Field) -> bool {
    field.template || matches!(field.kind, FieldKind::KeyValues(..) | FieldKind::Variables)
}

/// `values_only`: of a list of keys and values, keys are taken literally.
fn collect(json: &Json, field: &str, pointer: String, values_only: bool, found: &mut Vec<TemplateAt>) {
    match &json.kind {
        Kind::Literal(_) => {}
        Kind::String(raw) => {
            if let Some(text) = json.as_text()
                && raw.contains('{')
                && has_liquid(&text)
            {
                found.push(TemplateAt { field: field.to_owned(), pointer, text: text.into_owned() });
            }
        }
        Kind::Array(list) => {
            for (index, item) in list.items.iter().enumerate() {
                collect(item, field, format!("{pointer}/{index}"), values_only, found);
            }
        }
        Kind::Object(list) => {
            for member in &list.items {
                let name = member.name();
                if !values_only || name == "value" {
                    let pointer = format!("{pointer}/{}", escaped(&name));
                    collect(&member.value, field, pointer, values_only, found);
                }
            }
        }
    }
}

/// Whether a text has anything in it that is rendered.
pub fn has_liquid(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// A key as a JSON pointer writes it.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Something that a flow reads and whoever starts it must give.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InputRead {
    /// Where it is read from.
    pub root: InputRoot,
    /// Its name.
    pub key: String,
}

/// Where inputs of a flow are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputRoot {
    /// `flow.data`: the parameters of a request to the REST API.
    Data,
    /// `trigger.request.parameters`: the same.
    Request,
    /// `trigger.parent.parameters`: what the flow that runs this one gives.
    Parent,
}

impl InputRoot {
    /// The path below which inputs stand.
    pub fn path(self) -> &'static str {
        match self {
            Self::Data => "flow.data",
            Self::Request => "trigger.request.parameters",
            Self::Parent => "trigger.parent.parameters",
        }
    }
}

/// Every input that the templates of a flow read, each once, in the order of the file.
pub fn inputs_read(flow: &Flow) -> Vec<InputRead> {
    let mut seen = HashSet::new();
    let mut inputs = Vec::new();
    for template in flow.widgets().iter().flat_map(|widget| templates_of(widget)) {
        for read in liquid::parse(&template.text).reads() {
            if let Some(input) = input_of(&read)
                && seen.insert(input.clone())
            {
                inputs.push(input);
            }
        }
    }
    inputs
}

fn input_of(read: &liquid::Read) -> Option<InputRead> {
    let names: Vec<&str> = read
        .path
        .iter()
        .map_while(|segment| match &segment.key {
            Key::Name(name) => Some(&**name),
            Key::Index(_) | Key::Dynamic => None,
        })
        .collect();
    let (root, key) = match names.as_slice() {
        ["flow", "data", key, ..] => (InputRoot::Data, key),
        ["trigger", "request", "parameters", key, ..] => (InputRoot::Request, key),
        ["trigger", "parent", "parameters", key, ..] => (InputRoot::Parent, key),
        _ => return None,
    };
    Some(InputRead { root, key: (*key).to_owned() })
}

//! What all readers of parts of a document share: the tree, references, warnings and schemas.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::source::Node;
use super::{ImportError, Warning};
use crate::api::schema::{Id, Schema, Shape};

/// More warnings than anybody reads.
const MAX_WARNINGS: usize = 500;
/// How many references may follow each other.
const MAX_HOPS: usize = 16;

/// Which form the document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Swagger 2.0.
    Swagger,
    /// OpenAPI 3.0.
    V30,
    /// OpenAPI 3.1.
    V31,
    /// OpenAPI 3.2 and what may follow.
    V32,
}

/// Where a reader stands, from the inside out; put into words only for a warning.
#[derive(Clone, Copy)]
pub(super) enum At<'p> {
    /// What has this pointer.
    Root(&'p str),
    /// A key of a map.
    Key(&'p At<'p>, &'p str),
    /// An item of a list.
    Index(&'p At<'p>, usize),
}

impl<'p> At<'p> {
    pub(super) fn key(&'p self, key: &'p str) -> Self {
        Self::Key(self, key)
    }

    pub(super) fn index(&'p self, index: usize) -> Self {
        Self::Index(self, index)
    }

    pub(super) fn pointer(&self) -> String {
        let mut steps: Vec<String> = Vec::new();
        let mut at = self;
        loop {
            match at {
                Self::Root(pointer) => {
                    steps.push((*pointer).to_owned());
                    break;
                }
                Self::Key(parent, key) => {
                    steps.push(format!("/{}", key.replace('~', "~0").replace('/', "~1")));
                    at = parent;
                }
                Self::Index(parent, index) => {
                    steps.push(format!("/{index}"));
                    at = parent;
                }
            }
        }
        steps.reverse();
        steps.concat()
    }
}

/// Reads one document.
pub(super) struct Reader<'a> {
    pub(super) root: &'a Node,
    pub(super) form: Form,
    pub(super) hook_count: usize,
    /// The store of all schemas, filled when they are all read.
    pub(super) store: Arc<OnceLock<Vec<Shape>>>,
    pub(super) shapes: Vec<Shape>,
    pub(super) by_pointer: HashMap<String, Id>,
    pub(super) by_node: HashMap<usize, Id>,
    pub(super) waiting: Vec<(Id, &'a Node, String)>,
    spelled_form: String,
    /// What has a name of its own in the document, found once it is asked for.
    anchors: OnceCell<HashMap<&'a str, &'a Node>>,
    warnings: Vec<Warning>,
    /// Those of the first round, which are about schemas alone.
    schema_warnings: Vec<Warning>,
    reads_schema: bool,
}

impl<'a> Reader<'a> {
    /// # Errors
    /// Where this is no document of an API.
    pub(super) fn new(root: &'a Node) -> Result<Self, ImportError> {
        let place = |node: &Node| (node.line as usize, node.column as usize);
        let wrong = |node: &Node, message: &str| {
            let (line, column) = place(node);
            Err(ImportError::NoDocument { line, column, message: message.to_owned() })
        };
        let Some(map) = root.map() else {
            return wrong(root, &format!("it is {}, not an object", root.type_name()));
        };
        let (form, node, name) = match (map.get("openapi"), map.get("swagger")) {
            (Some(node), _) => match node.text().unwrap_or_default() {
                text if text.starts_with("3.0") => (Form::V30, node, "OpenAPI"),
                text if text.starts_with("3.1") => (Form::V31, node, "OpenAPI"),
                text if text.starts_with('3') => (Form::V32, node, "OpenAPI"),
                text => return wrong(node, &format!("OpenAPI `{text}` is not known")),
            },
            (None, Some(node)) => match node.text().unwrap_or_default() {
                text if text.starts_with('2') => (Form::Swagger, node, "Swagger"),
                text => return wrong(node, &format!("Swagger `{text}` is not known")),
            },
            (None, None) => return wrong(root, "it has neither `openapi` nor `swagger`"),
        };
        Ok(Self {
            root,
            form,
            hook_count: 0,
            store: Arc::default(),
            // Number 0 is what says nothing.
            shapes: vec![Shape::default()],
            by_pointer: HashMap::new(),
            by_node: HashMap::new(),
            waiting: Vec::new(),
            spelled_form: format!("{name} {}", node.text().unwrap_or_default()),
            anchors: OnceCell::new(),
            warnings: Vec::new(),
            schema_warnings: Vec::new(),
            reads_schema: false,
        })
    }

    /// The form in words.
    pub(super) fn form(&self) -> String {
        self.spelled_form.clone()
    }

    /// Ends the first round: all schemas are read, and can be looked into.
    pub(super) fn freeze(&mut self) {
        // It is set once: a reader reads one document.
        let _ = self.store.set(std::mem::take(&mut self.shapes));
        self.warnings.clear();
        self.hook_count = 0;
    }

    pub(super) fn into_warnings(mut self) -> Vec<Warning> {
        self.warnings.append(&mut self.schema_warnings);
        self.warnings.truncate(MAX_WARNINGS);
        self.warnings
    }

    pub(super) fn warn(&mut self, at: &At<'_>, node: &Node, message: impl Into<String>) {
        let list = if self.reads_schema { &mut self.schema_warnings } else { &mut self.warnings };
        if list.len() < MAX_WARNINGS {
            let (line, column) = (node.line, node.column);
            list.push(Warning { pointer: at.pointer(), message: message.into(), line, column });
        }
    }

    /// The schema at a node. Each is read once, however often it is asked for.
    pub(super) fn schema(&mut self, node: &'a Node, at: &At<'_>) -> Schema {
        let address = std::ptr::from_ref(node).addr();
        let id = match self.by_node.get(&address) {
            Some(id) => *id,
            None if self.store.get().is_some() => Id(0),
            None => {
                self.reads_schema = true;
                let id = self.read_schema(node, at);
                self.reads_schema = false;
                self.by_node.insert(address, id);
                id
            }
        };
        Schema::new(&self.store, id)
    }

    /// What a node is in the end, where it may be a reference. What leads nowhere is nothing, with a warning.
    pub(super) fn follow(&mut self, node: &'a Node, at: &At<'_>) -> Option<&'a Node> {
        let mut found = node;
        for _ in 0..MAX_HOPS {
            let Some(reference) = found.get("$ref").and_then(Node::text) else { return Some(found) };
            match self.resolve(reference) {
                Ok(target) => found = target,
                Err(message) => {
                    self.warn(&at.key("$ref"), node, message);
                    return None;
                }
            }
        }
        self.warn(&at.key("$ref"), node, "The references go in a circle");
        None
    }

    /// What a reference leads to, or why it leads nowhere.
    pub(super) fn resolve(&self, reference: &str) -> Result<&'a Node, String> {
        // 3.2 lets a document say its own address, and references name it.
        let own = Some(self.root.text_of("$self")).filter(|own| !own.is_empty() && self.form >= Form::V32);
        let own = own.map(|own| own.split('#').next().unwrap_or(own));
        let local = own.and_then(|own| reference.strip_prefix(own));
        let local = local.filter(|rest| rest.is_empty() || rest.starts_with('#'));
        let local = local.map(|rest| if rest.is_empty() { "#" } else { rest });
        let Some(pointer) = local.unwrap_or(reference).strip_prefix('#') else {
            return Err(format!("`{reference}` is in another document, which is not read"));
        };
        let missing = || format!("There is no `{reference}` in this document");
        let mut found = self.root;
        if pointer.is_empty() {
            return Ok(found);
        }
        let Some(steps) = pointer.strip_prefix('/') else {
            return self.anchor(pointer).ok_or_else(missing);
        };
        for step in steps.split('/') {
            let exact = found.get(step);
            let next = exact.or_else(|| {
                let step = decoded(step);
                found.get(&step).or_else(|| found.list()?.get(step.parse::<usize>().ok()?))
            });
            found = next.ok_or_else(missing)?;
        }
        Ok(found)
    }

    /// What has this name of its own, as schemas may from 3.1 on. Of two the first counts.
    fn anchor(&self, name: &str) -> Option<&'a Node> {
        if self.form < Form::V31 {
            return None;
        }
        let anchors = self.anchors.get_or_init(|| {
            let mut found = HashMap::new();
            let mut waiting = vec![self.root];
            while let Some(node) = waiting.pop() {
                for key in ["$anchor", "$dynamicAnchor"] {
                    if let Some(name) = node.get(key).and_then(Node::text) {
                        found.entry(name).or_insert(node);
                    }
                }
                let map = node.map().into_iter().flat_map(|map| map.iter()).map(|(_, node)| node);
                let before = waiting.len();
                waiting.extend(map.chain(node.list().into_iter().flatten()));
                if let Some(added) = waiting.get_mut(before..) {
                    added.reverse();
                }
            }
            found
        });
        let decoded = decoded(name);
        anchors.get(decoded.as_str()).copied()
    }

    /// The examples of a parameter, header or media type, the first of `examples` first after `example`.
    pub(super) fn example(&mut self, node: &'a Node, at: &At<'_>) -> Option<&'a Node> {
        if let Some(example) = node.get("example") {
            return Some(example);
        }
        let examples = node.get("examples")?;
        let at = at.key("examples");
        if let Some(list) = examples.list() {
            return list.first();
        }
        for (name, example) in examples.map()?.iter() {
            let at = at.key(name);
            let Some(example) = self.follow(example, &at) else { continue };
            // 3.2 tells data from how it is written.
            if let Some(value) = example.get("value").or_else(|| example.get("dataValue")) {
                return Some(value);
            }
            if let Some(external) = example.get("externalValue") {
                self.warn(&at, external, "An example in another document is not read");
            }
        }
        None
    }
}

/// A step of a pointer: percent-encoding first, then `~1` and `~0`.
fn decoded(step: &str) -> String {
    let bytes = crate::api::address::decoded(step.as_bytes(), false);
    String::from_utf8_lossy(&bytes).replace("~1", "/").replace("~0", "~")
}

//! The operations of a document.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::bodies::{self, Offer};
use super::reader::{At, Form, Reader};
use super::source::Node;
use super::swagger::Parts;
use super::{ImportError, Library, Progress, Stage, Watch, words};
use crate::api::operation::{Answer, BodyKind, OneOf, Operation, Parameter, Place, Server};
use crate::twilio::{Method, Product};

/// The keys of a path that are methods.
const METHODS: [(&str, Method); 9] = [
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
    ("query", Method::Query),
];

/// Where an operation stands.
struct Spot<'a, 'p> {
    method: Method,
    path: &'a str,
    item: &'a Node,
    node: &'a Node,
    at: At<'p>,
    item_at: At<'p>,
}

impl<'a> Reader<'a> {
    /// Reads all operations.
    pub(super) fn operations(
        &mut self,
        library: &Library,
        stage: Stage,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<Arc<Operation>>, ImportError> {
        let mut ids: HashMap<String, usize> = HashMap::new();
        let mut found = Vec::new();
        let root = At::Root("");
        let at = At::Root("/paths");
        let node = self.root;
        let paths = node.get("paths");
        if let Some(paths) = paths.filter(|paths| paths.map().is_none()) {
            self.warn(&at, paths, "`paths` has to be an object");
        } else if paths.is_none() && self.form < Form::V31 {
            self.warn(&root, node, "The document has no `paths`");
        }
        let map = paths.and_then(Node::map);
        let of = map.map_or(0, |map| map.len());
        for (index, (path, item)) in map.into_iter().flat_map(|map| map.iter()).enumerate() {
            watch.tell(Progress { stage, done: index, of })?;
            if path.starts_with("x-") {
                continue;
            }
            let at = at.key(path);
            if !path.starts_with('/') {
                self.warn(&at, item, "A path has to begin with a slash; it is left out");
                continue;
            }
            if item.map().is_none() {
                self.warn(&at, item, format!("A path has to be an object, this is {}", item.type_name()));
                continue;
            }
            for (method, key, node, item) in self.methods_of(item, &at) {
                // One path may have very many operations, and each may be much work.
                watch.tell(Progress { stage, done: index, of })?;
                let own = At::Key(&at, key);
                let spot = Spot { method, path, item, node, at: own, item_at: at };
                if let Some(operation) = self.operation(&spot, library, &mut ids) {
                    found.push(operation);
                }
            }
        }
        watch.tell(Progress { stage, done: of, of })?;
        for key in ["webhooks", "x-webhooks"] {
            let hooks = self.root.get(key).and_then(Node::map);
            let items = hooks.into_iter().flat_map(|map| map.iter());
            self.hook_count += items.map(|(_, item)| hook_count(item)).sum::<usize>();
        }
        if stage == Stage::Operations {
            super::samples::fill(&mut found);
        }
        Ok(found.into_iter().map(Arc::new).collect())
    }

    /// The operations of a path, each with what it shares with the others of its path. A path may be a reference and have
    /// operations of its own beside it, which come first and hide those that the reference leads to.
    fn methods_of(&mut self, item: &'a Node, at: &At<'_>) -> Vec<(Method, &'a str, &'a Node, &'a Node)> {
        let target = self.follow(item, at);
        if target.is_some_and(|target| std::ptr::eq(target, item)) {
            return self
                .methods(item, at)
                .into_iter()
                .map(|(method, key, node)| (method, key, node, item))
                .collect();
        }
        let shared = target.filter(|_| item.get("parameters").is_none()).unwrap_or(item);
        let mut found: Vec<(Method, &str, &Node, &Node)> = Vec::new();
        for (method, key, node) in self.methods(item, at) {
            found.push((method, key, node, shared));
        }
        let own: Vec<Method> = found.iter().map(|(method, ..)| *method).collect();
        let Some(target) = target else { return found };
        if target.map().is_none() {
            self.warn(at, target, format!("A path has to be an object, this is {}", target.type_name()));
            return found;
        }
        for (method, key, node) in self.methods(target, at) {
            if !own.contains(&method) {
                found.push((method, key, node, target));
            }
        }
        found
    }

    /// The operations that stand at a path, in the order of the document.
    fn methods(&mut self, item: &'a Node, at: &At<'_>) -> Vec<(Method, &'a str, &'a Node)> {
        let mut found = Vec::new();
        for (key, node) in item.map().into_iter().flat_map(|map| map.iter()) {
            let method = METHODS.iter().find(|(name, _)| *name == key).map(|(_, method)| *method);
            match method {
                Some(Method::Query) if self.form < Form::V32 => {
                    self.warn(
                        &at.key(key),
                        node,
                        "`query` is a method only from OpenAPI 3.2 on; it is left out",
                    );
                }
                Some(method) => found.push((method, key, node)),
                None if key == "additionalOperations" => {
                    let at = at.key(key);
                    for (name, node) in node.map().into_iter().flat_map(|map| map.iter()) {
                        match Method::named(name) {
                            Some(method) => found.push((method, name, node)),
                            None => {
                                self.warn(&at.key(name), node, format!("The method `{name}` cannot be sent"))
                            }
                        }
                    }
                }
                None => {}
            }
        }
        found
    }

    fn operation(
        &mut self,
        spot: &Spot<'a, '_>,
        library: &Library,
        ids: &mut HashMap<String, usize>,
    ) -> Option<Operation> {
        let (node, at) = (spot.node, &spot.at);
        if node.map().is_none() {
            self.warn(at, node, format!("An operation has to be an object, this is {}", node.type_name()));
            return None;
        }
        let mut parts = Parts::default();
        let mut parameters = self.parameters(spot, &mut parts);
        self.match_path(spot, &mut parameters);
        parameters.sort_by_key(|parameter| {
            (parameter.place != Place::Path, parameter.place as u8, !parameter.required)
        });
        let mut offers = match self.form {
            Form::Swagger => parts.offers(self, node),
            _ => self.offers(node, at),
        };
        bodies::sort(&mut offers);
        let servers = self.servers_of(spot, library);
        let server = servers.first().map(|server| server.address(&[])).unwrap_or_default();
        let summary = words::plain(node.text_of("summary"));
        let description = node.text_of("description").trim().to_owned();
        let line = format!("{} {}", spot.method.name(), spot.path);
        let plain = words::plain(&description);
        let own = words::first_sentence(if summary.is_empty() { &plain } else { &summary });
        let answers = self.answers(node, at);
        let callbacks = node.get("callbacks").and_then(Node::map).into_iter().flat_map(|map| map.iter());
        self.hook_count += callbacks.map(|(_, callback)| hook_count_of(callback)).sum::<usize>();
        let mut operation = Operation {
            id: self.id(spot, ids),
            product: product(&server),
            server,
            servers,
            method: spot.method,
            path: spot.path.to_owned(),
            description: described(&description, &summary, spot.item),
            summary: if own.is_empty() { line } else { own },
            tags: node.texts("tags").into_iter().map(str::to_owned).collect(),
            one_of: Vec::new(),
            errors: Vec::new(),
            example: Vec::new(),
            example_answer: example_answer(&answers),
            answers,
            security: self.security(node, at, &library.security),
            is_deprecated: node.is("deprecated"),
            pointer: at.pointer(),
            parameters,
            ..Operation::default()
        };
        self.add_bodies(&mut operation, &offers, spot);
        Some(operation)
    }

    /// Puts in the first body, and the others as variants.
    fn add_bodies(&mut self, operation: &mut Operation, offers: &[Offer<'a>], spot: &Spot<'a, '_>) {
        let bare = operation.parameters.clone();
        let mut variants = Vec::new();
        for (index, offer) in offers.iter().enumerate() {
            let (body, fields, groups) = bodies::body_of(offer);
            let mut parameters = bare.clone();
            parameters.extend(fields);
            let mut one_of = conditional(spot.node, &parameters);
            one_of.extend(groups);
            if index == 0 {
                (operation.body, operation.parameters, operation.one_of) = (body, parameters, one_of);
            } else {
                variants.push(Operation { body, parameters, one_of, ..operation.clone() });
            }
        }
        if offers.is_empty() {
            operation.one_of = conditional(spot.node, &operation.parameters);
        }
        operation.variants = variants.into_iter().map(Arc::new).collect();
    }

    /// The parameters of the path and of the operation, which may say anew what the path says. Those of Swagger that are
    /// the body go into `parts`.
    fn parameters(&mut self, spot: &Spot<'a, '_>, parts: &mut Parts<'a>) -> Vec<Parameter> {
        let mut found: Vec<(String, Option<Parameter>)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut fields: HashMap<&str, usize> = HashMap::new();
        for (of, at) in [(spot.item, &spot.item_at), (spot.node, &spot.at)] {
            let at = at.key("parameters");
            for (index, node) in of.get("parameters").and_then(Node::list).into_iter().flatten().enumerate() {
                let at = at.index(index);
                let Some(node) = self.follow(node, &at) else { continue };
                match node.text_of("in") {
                    "body" if self.form == Form::Swagger => parts.body = Some((node, at.pointer())),
                    "formData" if self.form == Form::Swagger => {
                        let field = (node, at.pointer());
                        let known = fields.get(node.text_of("name"));
                        match known.and_then(|at| parts.fields.get_mut(*at)) {
                            Some(slot) => *slot = field,
                            None => {
                                fields.insert(node.text_of("name"), parts.fields.len());
                                parts.fields.push(field);
                            }
                        }
                    }
                    "querystring" if self.form >= Form::V32 => {
                        found.extend(
                            self.query_string(node, &at).into_iter().map(|it| (String::new(), Some(it))),
                        );
                    }
                    place => {
                        let key = format!("{place} {}", node.text_of("name"));
                        let parameter = self.parameter(node, &at);
                        match places.get(&key).and_then(|at| found.get_mut(*at)) {
                            Some(slot) => slot.1 = parameter,
                            None => {
                                places.insert(key.clone(), found.len());
                                found.push((key, parameter));
                            }
                        }
                    }
                }
            }
        }
        found.into_iter().filter_map(|(_, parameter)| parameter).collect()
    }

    /// The parameters of a query that is described as a whole, as 3.2 can: a form, whose fields are the parameters.
    fn query_string(&mut self, node: &'a Node, at: &At<'_>) -> Vec<Parameter> {
        let mut contents = node.get("content").and_then(Node::map).into_iter().flat_map(|map| map.iter());
        let is_form = |media_type: &str| bodies::kind_of_media(media_type) == BodyKind::Form;
        let Some((media_type, content)) = contents.find(|(media_type, _)| is_form(media_type)) else {
            self.warn(at, node, "A query string that is no form cannot be sent");
            return Vec::new();
        };
        let at = At::Key(at, "content");
        let at = At::Key(&at, media_type);
        let offer = Offer {
            media_type: media_type.to_owned(),
            is_required: node.is("required"),
            schema: content.get("schema").map(|schema| self.schema(schema, &at.key("schema"))),
            example: self.example(content, &at).or_else(|| self.example(node, &at)),
            encoding: content.get("encoding"),
            fields: None,
        };
        let (_, mut fields, _) = bodies::body_of(&offer);
        for field in &mut fields {
            field.place = Place::Query;
            field.required &= offer.is_required;
        }
        fields
    }

    /// Path parameters have to be in the path, and what is in its braces has to be a parameter.
    fn match_path(&mut self, spot: &Spot<'a, '_>, parameters: &mut Vec<Parameter>) {
        let names: Vec<&str> = spot
            .path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
            .collect();
        let known: HashSet<&str> = names.iter().copied().collect();
        let mut unused = Vec::new();
        parameters.retain(|parameter| {
            let is_used = parameter.place != Place::Path || known.contains(parameter.name.as_str());
            if !is_used {
                unused.push(parameter.name.clone());
            }
            is_used
        });
        for name in unused {
            let message = format!("The parameter `{name}` has no place in the path, and is left out");
            self.warn(&spot.at, spot.node, message);
        }
        let described: HashSet<String> = parameters
            .iter()
            .filter(|parameter| parameter.place == Place::Path)
            .map(|parameter| parameter.name.clone())
            .collect();
        let mut added = HashSet::new();
        for name in names.into_iter().filter(|name| !described.contains(*name)) {
            if added.insert(name) {
                self.warn(
                    &spot.at,
                    spot.node,
                    format!("The path names `{name}`, which no parameter describes"),
                );
                let help = "The path names it; the document does not describe it.";
                parameters.push(Parameter::new(Place::Path, name, crate::api::Kind::Text, help).required());
            }
        }
    }

    fn servers_of(&mut self, spot: &Spot<'a, '_>, library: &Library) -> Arc<[Server]> {
        if self.form == Form::Swagger {
            return Arc::clone(&library.servers);
        }
        for of in [spot.node, spot.item] {
            let own = self.servers(of, &library.source);
            if own.len() == 1 && library.servers.first() == own.first() {
                return Arc::clone(&library.servers);
            }
            if !own.is_empty() {
                return own.into();
            }
        }
        Arc::clone(&library.servers)
    }

    /// Its own id, or one from method and path; what comes twice gets a number.
    fn id(&mut self, spot: &Spot<'a, '_>, ids: &mut HashMap<String, usize>) -> String {
        let own = spot.node.text_of("operationId").trim();
        let from_path = || words::slug(&format!("{} {}", spot.method.name().to_ascii_lowercase(), spot.path));
        let wanted = match own {
            "" => from_path(),
            own if ids.contains_key(own) => {
                let message = format!("The id `{own}` is there twice; this operation gets another one");
                self.warn(&spot.at.key("operationId"), spot.node, message);
                from_path()
            }
            own => own.to_owned(),
        };
        let mut number = ids.get(&wanted).copied().unwrap_or_default();
        let mut id = wanted.clone();
        // The numbers that were given out are noted, so that many of one name are not tried again and again.
        while number > 0 && ids.contains_key(&id) {
            number += 1;
            id = format!("{wanted}-{number}");
        }
        ids.insert(wanted, number.max(1));
        ids.entry(id.clone()).or_insert(1);
        id
    }
}

/// What is said of an operation, with what is said of its path.
fn described(description: &str, summary: &str, item: &Node) -> String {
    let of_path = item.text_of("description").trim().to_owned();
    let own = if description.is_empty() { summary } else { description };
    if of_path.is_empty() || own.contains(&of_path) { own.to_owned() } else { format!("{own}\n\n{of_path}") }
}

fn example_answer(answers: &[Answer]) -> String {
    let fine =
        answers.iter().find(|answer| (200..300).contains(&answer.status) && !answer.example.is_empty());
    fine.map(|answer| answer.example.clone()).unwrap_or_default()
}

/// The product of Twilio's that a server is.
fn product(server: &str) -> Option<Product> {
    Product::named(server.strip_prefix("https://")?.strip_suffix(".twilio.com")?)
}

/// Twilio's `conditional`: lists of parameters of which one has to be given, spelled as in answers.
fn conditional(node: &Node, parameters: &[Parameter]) -> Vec<OneOf> {
    let groups = node.get("x-twilio").and_then(|twilio| twilio.get("conditional")).and_then(Node::list);
    let plain = |name: &str| name.replace(['_', '-', '.'], "").to_ascii_lowercase();
    let mut found = Vec::new();
    for group in groups.into_iter().flatten().filter_map(Node::list) {
        let named = group.iter().filter_map(Node::text).filter_map(|wanted| {
            let parameter = parameters.iter().find(|parameter| plain(&parameter.name) == plain(wanted));
            parameter.map(|parameter| parameter.name.clone())
        });
        let names: Vec<String> = named.collect();
        if !names.is_empty() {
            let message = format!("One of {} has to be given", words::one_of(&names));
            found.push(OneOf { parameters: names, code: None, message });
        }
    }
    found
}

/// How many operations a path of webhooks has.
fn hook_count(item: &Node) -> usize {
    let Some(map) = item.map() else { return 0 };
    METHODS.iter().filter(|(name, _)| map.get(name).is_some()).count()
}

/// How many operations a callback has.
fn hook_count_of(callback: &Node) -> usize {
    callback.map().into_iter().flat_map(|map| map.iter()).map(|(_, item)| hook_count(item)).sum()
}

//! The file of what is kept: from text and back, with everything else that stands in it left as it is.

use serde_json::{Map, Value, json};

use super::{Kept, KeptDocument, KeptRequest, KeptTarget, KeptValue};
use crate::api::environment::{Environment, Variable};
use crate::flow::json::{self, Json, Places, Style, position};

/// The version that is written.
pub const VERSION: u64 = 1;

const BOM: &str = "\u{feff}";

/// Why a file is left alone: it is never written over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeptError {
    /// It is no JSON, or not of this shape.
    #[error("{line}:{column}: {message}")]
    Broken {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// A later version of the program wrote it.
    #[error("{line}:{column}: its version is {version}, and this program knows version {VERSION}")]
    Newer {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// Its version.
        version: u64,
    },
}

impl Kept {
    /// Reads the file's text. What cannot be understood within it is left out with a note that says where, and stays in
    /// the file.
    ///
    /// # Errors
    /// Where the text is no such file, or a later version wrote it.
    pub fn read(text: &str) -> Result<(Self, Vec<String>), KeptError> {
        let (root, text) = tree(text)?;
        let mut kept = Self::default();
        let mut wrong: Vec<(String, String)> = Vec::new();
        for (index, item) in items(&root, "documents").iter().enumerate() {
            match document(item) {
                Ok(read) if kept.documents.iter().any(|other| other.id == read.id) => {
                    wrong.push((
                        format!("/documents/{index}"),
                        format!("there are two documents `{}`", read.id),
                    ));
                }
                Ok(read) => kept.documents.push(read),
                Err(why) => wrong.push((format!("/documents/{index}"), why)),
            }
        }
        for (index, item) in items(&root, "environments").iter().enumerate() {
            let at = format!("/environments/{index}");
            match environment(item, &at, &mut wrong) {
                Ok(read) if kept.environments.iter().any(|other| other.name == read.name) => {
                    wrong.push((at, format!("there are two environments `{}`", read.name)));
                }
                Ok(read) => kept.environments.push(read),
                Err(why) => wrong.push((at, why)),
            }
        }
        for (index, item) in items(&root, "requests").iter().enumerate() {
            let at = format!("/requests/{index}");
            match request(item, &at, &mut wrong) {
                Ok(read) => kept.requests.push(read),
                Err(why) => wrong.push((at, why)),
            }
        }
        let mut places = Places::of(wrong.iter().map(|(pointer, _)| pointer.as_str()));
        json::write(&root, &mut String::new(), &mut places);
        let notes = wrong.iter().map(|(pointer, why)| {
            let (line, column) = position(text, places.range(pointer).map_or(0, |range| range.start));
            format!("{line}:{column}: {why}")
        });
        Ok((kept, notes.collect()))
    }

    /// The file's text. `before` is what stands in the file: what is not changed keeps its spelling, and what is not known
    /// here stays. A file that is broken or newer is given back as it is. The value of a secret is never in it.
    pub fn write(&self, before: Option<&str>) -> String {
        let before = before.filter(|text| !text.trim().is_empty());
        let Some(before) = before else {
            let mut root = Style::default()
                .lay_out(&self.value(&Json::bare(json::Kind::Literal("null".into()))), Some(""));
            root.trail = "\n".into();
            return root.to_string();
        };
        let Ok((mut root, text)) = tree(before) else { return before.to_owned() };
        let bom = if text.len() == before.len() { "" } else { BOM };
        let style = Style::of(&root);
        let value = self.value(&root);
        root.assign(&value, &style, Some(""));
        format!("{bom}{root}")
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is kept as a value, laid over what stands in the file.
    fn value(&self, root: &Json) -> Value {
        let mut value = match root.to_value() {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        value.entry("version").or_insert_with(|| json!(VERSION));
        let documents = laid_over(
            root.get("documents"),
            &self.documents,
            |new, old| document(old).is_ok_and(|old| old.id == new.id),
            |old| document(old).is_ok(),
            |new, _| vec![("id", text(&new.id)), ("title", text(&new.title)), ("source", text(&new.source))],
        );
        let environments = laid_over(
            root.get("environments"),
            &self.environments,
            |new, old| name_of(old).as_deref() == Some(new.name.as_str()),
            |old| environment(old, "", &mut Vec::new()).is_ok(),
            |new, old| {
                let old = old.and_then(|old| old.get("variables"));
                vec![
                    ("name", text(&new.name)),
                    ("base", filled(&new.base)),
                    ("variables", variables(&new.variables, old)),
                ]
            },
        );
        let requests = laid_over(
            root.get("requests"),
            &self.requests,
            |new, old| {
                request(old, "", &mut Vec::new())
                    .is_ok_and(|old| (&old.library, &old.operation) == (&new.library, &new.operation))
            },
            |old| request(old, "", &mut Vec::new()).is_ok(),
            |new, old| {
                let (target, variables) = (&new.target, old.and_then(|old| old.get("server_variables")));
                let old = old.and_then(|old| old.get("values"));
                vec![
                    ("library", filled(&new.library)),
                    ("operation", text(&new.operation)),
                    ("media_type", filled(&new.media_type)),
                    ("environment", filled(&target.environment)),
                    ("server", filled(&target.server)),
                    ("server_variables", pairs(&target.variables, variables)),
                    ("values", values(&new.values, old)),
                    ("body", new.body.as_ref().map(|body| json!(body))),
                ]
            },
        );
        for (name, section) in
            [("documents", documents), ("environments", environments), ("requests", requests)]
        {
            set(&mut value, name, section);
        }
        Value::Object(value)
    }
}

/// Reads the tree of a file, and gives its text without a byte order mark.
fn tree(text: &str) -> Result<(Json, &str), KeptError> {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let at = |offset: usize, message: String| {
        let (line, column) = position(text, offset);
        KeptError::Broken { line, column, message }
    };
    let root =
        json::parse(text).map_err(|error| at(error.offset, format!("this is no JSON: {}", error.message)))?;
    let start = |pointer: &str| {
        let mut places = Places::of([pointer]);
        json::write(&root, &mut String::new(), &mut places);
        places.range(pointer).map_or(0, |range| range.start)
    };
    if root.as_object().is_none() {
        return Err(at(start(""), format!("this file is an object, this is {}", root.type_name())));
    }
    let Some(version) = root.get("version") else {
        return Err(at(start(""), "this file says its `version`, this does not".to_owned()));
    };
    match version.to_value().as_u64() {
        Some(1..=VERSION) => {}
        Some(version) if version > VERSION => {
            let (line, column) = position(text, start("/version"));
            return Err(KeptError::Newer { line, column, version });
        }
        _ => return Err(at(start("/version"), "the `version` is a whole number from 1".to_owned())),
    }
    for section in ["documents", "environments", "requests"] {
        if let Some(wrong) = root.get(section).filter(|section| section.as_array().is_none()) {
            let message = format!("`{section}` is a list, this is {}", wrong.type_name());
            return Err(at(start(&format!("/{section}")), message));
        }
    }
    Ok((root, text))
}

fn items<'a>(root: &'a Json, section: &str) -> &'a [Json] {
    root.get(section).and_then(Json::as_array).unwrap_or_default()
}

/// The text of a key; nothing where it is not there.
fn text_at(item: &Json, key: &str) -> Result<Option<String>, String> {
    match item.get(key) {
        None => Ok(None),
        Some(value) => match value.as_text() {
            Some(text) => Ok(Some(text.into_owned())),
            None => Err(format!("`{key}` is a text, this is {}", value.type_name())),
        },
    }
}

/// The text of a key that has to be there.
fn needed(item: &Json, key: &str) -> Result<String, String> {
    if item.as_object().is_none() {
        return Err(format!("an entry is an object, this is {}", item.type_name()));
    }
    text_at(item, key)?.filter(|text| !text.is_empty()).ok_or_else(|| format!("it has no `{key}`"))
}

/// The list of a key; nothing where it is not there.
fn list_at<'a>(item: &'a Json, key: &str) -> Result<&'a [Json], String> {
    match item.get(key) {
        None => Ok(&[]),
        Some(list) => {
            list.as_array().ok_or_else(|| format!("`{key}` is a list, this is {}", list.type_name()))
        }
    }
}

fn document(item: &Json) -> Result<KeptDocument, String> {
    let title = text_at(item, "title")?.unwrap_or_default();
    Ok(KeptDocument { id: needed(item, "id")?, title, source: needed(item, "source")? })
}

/// The name of an environment.
fn name_of(item: &Json) -> Option<String> {
    needed(item, "name").ok()
}

fn environment(item: &Json, at: &str, wrong: &mut Vec<(String, String)>) -> Result<Environment, String> {
    let name = needed(item, "name")?;
    let base = text_at(item, "base")?.unwrap_or_default();
    let mut variables: Vec<Variable> = Vec::new();
    for (index, item) in list_at(item, "variables")?.iter().enumerate() {
        let at = format!("{at}/variables/{index}");
        match variable(item) {
            Ok(read) if variables.iter().any(|other| other.name == read.name) => {
                wrong.push((at, format!("there are two variables `{}`", read.name)));
            }
            Ok(read) => {
                if read.is_secret && item.get("value").is_some() {
                    let why = "the value of a secret stands in the file: it is not used, and goes with the next change";
                    wrong.push((at, why.to_owned()));
                }
                variables.push(read);
            }
            Err(why) => wrong.push((at, why)),
        }
    }
    Ok(Environment { name, base, variables })
}

fn variable(item: &Json) -> Result<Variable, String> {
    let is_secret = match item.get("secret").map(Json::to_value) {
        None => false,
        Some(Value::Bool(is_secret)) => is_secret,
        // Whatever it says, it is safer to take it for one.
        Some(_) => true,
    };
    let name = needed(item, "name")?;
    let value = if is_secret { String::new() } else { text_at(item, "value")?.unwrap_or_default() };
    Ok(Variable { name, value, is_secret })
}

fn request(item: &Json, at: &str, wrong: &mut Vec<(String, String)>) -> Result<KeptRequest, String> {
    let mut values = Vec::new();
    for (index, item) in list_at(item, "values")?.iter().enumerate() {
        match value(item) {
            Ok(read) => values.push(read),
            Err(why) => wrong.push((format!("{at}/values/{index}"), why)),
        }
    }
    Ok(KeptRequest {
        library: text_at(item, "library")?.unwrap_or_default(),
        operation: needed(item, "operation")?,
        media_type: text_at(item, "media_type")?.unwrap_or_default(),
        values,
        body: text_at(item, "body")?,
        target: target(item, at, wrong)?,
    })
}

fn target(item: &Json, at: &str, wrong: &mut Vec<(String, String)>) -> Result<KeptTarget, String> {
    let mut variables: Vec<(String, String)> = Vec::new();
    for (index, item) in list_at(item, "server_variables")?.iter().enumerate() {
        let at = format!("{at}/server_variables/{index}");
        match pair(item) {
            Ok((name, _)) if variables.iter().any(|(other, _)| *other == name) => {
                wrong.push((at, format!("there are two variables `{name}`")));
            }
            Ok(read) => variables.push(read),
            Err(why) => wrong.push((at, why)),
        }
    }
    Ok(KeptTarget {
        environment: text_at(item, "environment")?.unwrap_or_default(),
        server: text_at(item, "server")?.unwrap_or_default(),
        variables,
    })
}

fn pair(item: &Json) -> Result<(String, String), String> {
    Ok((needed(item, "name")?, text_at(item, "value")?.unwrap_or_default()))
}

fn value(item: &Json) -> Result<KeptValue, String> {
    let value = text_at(item, "value")?.unwrap_or_default();
    Ok(KeptValue { place: needed(item, "in")?, name: needed(item, "name")?, value })
}

fn variables(new: &[Variable], old: Option<&Json>) -> Option<Value> {
    let is_same = |new: &Variable, old: &Json| name_of(old).as_deref() == Some(new.name.as_str());
    laid_over(
        old,
        new,
        is_same,
        |old| variable(old).is_ok(),
        |new, _| {
            let value = Some(json!(new.value)).filter(|_| !new.is_secret);
            vec![
                ("name", text(&new.name)),
                ("value", value),
                ("secret", Some(json!(true)).filter(|_| new.is_secret)),
            ]
        },
    )
}

fn values(new: &[KeptValue], old: Option<&Json>) -> Option<Value> {
    let is_same = |new: &KeptValue, old: &Json| {
        value(old).is_ok_and(|old| (old.place, old.name) == (new.place.clone(), new.name.clone()))
    };
    laid_over(
        old,
        new,
        is_same,
        |old| value(old).is_ok(),
        |new, _| vec![("in", text(&new.place)), ("name", text(&new.name)), ("value", text(&new.value))],
    )
}

fn pairs(new: &[(String, String)], old: Option<&Json>) -> Option<Value> {
    laid_over(
        old,
        new,
        |new, old| name_of(old).as_deref() == Some(new.0.as_str()),
        |old| pair(old).is_ok(),
        |(name, value), _| vec![("name", text(name)), ("value", text(value))],
    )
}

fn text(text: &str) -> Option<Value> {
    Some(json!(text))
}

/// A text that needs not stand there where it is empty.
fn filled(text: &str) -> Option<Value> {
    Some(json!(text)).filter(|_| !text.is_empty())
}

/// A list laid over the one that stands in the file: each entry keeps what is not known of it, found by what names it, else
/// by its place where that has got another name; and what cannot be read stays where it stood.
fn laid_over<T>(
    old: Option<&Json>,
    new: &[T],
    is_same: impl Fn(&T, &Json) -> bool,
    is_readable: impl Fn(&Json) -> bool,
    known: impl Fn(&T, Option<&Json>) -> Vec<(&'static str, Option<Value>)>,
) -> Option<Value> {
    let was_there = old.is_some();
    let old = old.and_then(Json::as_array).unwrap_or_default();
    let readable: Vec<bool> = old.iter().map(is_readable).collect();
    let mut is_used = vec![false; old.len()];
    let mut found: Vec<Option<usize>> = vec![None; new.len()];
    // Most stand where they stood, so that looking there first keeps long lists quick.
    for (index, (item, found)) in new.iter().zip(&mut found).enumerate() {
        let fits = |at: usize| {
            readable.get(at) == Some(&true)
                && is_used.get(at) == Some(&false)
                && old.get(at).is_some_and(|old| is_same(item, old))
        };
        *found = if fits(index) { Some(index) } else { (0..old.len()).find(|at| fits(*at)) };
        if let Some(used) = found.and_then(|at| is_used.get_mut(at)) {
            *used = true;
        }
    }
    // What stands at its place and is nobody else's is the same with another name.
    for (index, found) in found.iter_mut().enumerate() {
        if found.is_none() && readable.get(index) == Some(&true) && is_used.get(index) == Some(&false) {
            *found = Some(index);
            if let Some(used) = is_used.get_mut(index) {
                *used = true;
            }
        }
    }
    let mut made: Vec<Value> = new
        .iter()
        .zip(found)
        .map(|(item, at)| {
            let before = at.and_then(|at| old.get(at));
            let mut members = match before.map(Json::to_value) {
                Some(Value::Object(members)) => members,
                _ => Map::new(),
            };
            for (key, value) in known(item, before) {
                // A body by hand that is empty is another thing than none.
                let is_default =
                    key != "body" && value.as_ref().is_some_and(|v| *v == json!([]) || *v == json!(""));
                match value {
                    // What is not there reads as nothing; so it is not put there.
                    Some(_) if is_default && before.is_some() && !members.contains_key(key) => {}
                    value => set(&mut members, key, value),
                }
            }
            Value::Object(members)
        })
        .collect();
    for (index, old) in old.iter().enumerate() {
        if readable.get(index) == Some(&false) {
            made.insert(index.min(made.len()), old.to_value());
        }
    }
    (was_there || !made.is_empty()).then_some(Value::Array(made))
}

fn set(members: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    match value {
        Some(value) => {
            members.insert(key.to_owned(), value);
        }
        None => {
            members.shift_remove(key);
        }
    }
}

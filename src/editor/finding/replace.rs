//! What was found, replaced: always within one text, so that no JSON can break, and a name with all that refers to it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::search::{Answer, Hit};
use super::texts::{text_at, text_in};
use crate::flow::edit::is_good_name;
use crate::flow::{Edit, Flow, Widget, WidgetId};

/// A change that replaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Replacing {
    /// The change; nothing where there is nothing to replace.
    pub edit: Option<Edit>,
    /// How many places it replaces.
    pub count: usize,
    /// Why some places stay as they are.
    pub left: Vec<String>,
}

/// Replaces places of one flow, which must be those of this version.
pub fn replace(flow: &Flow, answer: &Answer, hits: &[&Hit], with: &str) -> Replacing {
    let mut done = Replacing { edit: None, count: 0, left: Vec::new() };
    let mut texts = Vec::new();
    let (mut renames, mut given) = (Vec::new(), HashSet::new());
    let mut names: HashMap<&str, WidgetId> = HashMap::new();
    for widget in flow.widgets() {
        names.extend(widget.name().map(|name| (name, widget.id())));
    }
    let mut begin = 0;
    while let Some(first) = hits.get(begin) {
        let same = hits.iter().skip(begin).take_while(|hit| is_same_text(first, hit)).count();
        let group = hits.get(begin..begin + same).unwrap_or_default();
        begin += same;
        let widget = first.widget.and_then(|id| flow.widget(id));
        let text = text_at(flow, widget.map(|widget| &**widget), &first.pointer);
        let Some((text, new, count)) = text.and_then(|text| {
            let (new, count) = replaced(answer, group, &text, with)?;
            Some((text, new, count))
        }) else {
            continue;
        };
        if text == new {
            continue;
        }
        match (first.widget, &*first.pointer) {
            (Some(widget), "/name") => {
                if let Some(why) = why_no_name(&names, widget, &new, &given) {
                    done.left.push(why);
                    continue;
                }
                given.insert(new.clone());
                renames.push(Edit::Rename { widget, name: new });
            }
            (Some(id), pointer) => {
                let mut pointers = vec![pointer.to_owned()];
                if let Some(widget) = widget.filter(|_| pointer == "/properties/input") {
                    pointers.extend(repeated(widget, &text));
                }
                texts.extend(pointers.into_iter().map(|pointer| {
                    let value = Some(Value::String(new.clone()));
                    Edit::SetPart { widget: id, pointer, value }
                }));
            }
            (None, pointer) => {
                let key = pointer.trim_start_matches('/').to_owned();
                texts.push(Edit::SetEnvelope { key, value: Some(Value::String(new)) });
            }
        }
        done.count += count;
    }
    // A renamed widget is followed by the texts as they are then.
    texts.extend(renames);
    if !texts.is_empty() {
        let name = match done.count {
            1 => "Replace once".to_owned(),
            count => format!("Replace {count} times"),
        };
        done.edit = Some(Edit::Together { name, edits: texts });
    }
    done
}

fn is_same_text(one: &Hit, two: &Hit) -> bool {
    (one.file, one.widget, &one.pointer) == (two.file, two.widget, &two.pointer)
}

/// Where a split repeats what it compares: in each of its branches.
fn repeated(widget: &Widget, input: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, transition) in widget.transitions().iter().enumerate() {
        for number in 0..transition.conditions.len() {
            let list = format!("/transitions/{index}/conditions/{number}/arguments");
            let at = |argument: usize| text_in(widget, &format!("{list}/{argument}"));
            let arguments = (0..).map_while(at).enumerate().filter(|(_, text)| text == input);
            found.extend(arguments.map(|(argument, _)| format!("{list}/{argument}")));
        }
    }
    found
}

/// The text with all of the places replaced, and how many these are.
fn replaced(answer: &Answer, hits: &[&Hit], text: &str, with: &str) -> Option<(String, usize)> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut count = 0;
    for hit in hits {
        let Some(range) = hit.range.as_ref().filter(|range| range.start >= done) else { continue };
        out.push_str(text.get(done..range.start)?);
        // A place that is not there any more is not touched.
        text.get(range.clone())?;
        out.push_str(&answer.replacement(hit, text, with));
        done = range.end;
        count += 1;
    }
    out.push_str(text.get(done..)?);
    (count > 0).then_some((out, count))
}

/// `given` are the names that others get in the same step.
fn why_no_name(
    names: &HashMap<&str, WidgetId>,
    widget: WidgetId,
    name: &str,
    given: &HashSet<String>,
) -> Option<String> {
    if !is_good_name(name) {
        return Some(format!("“{name}” is no name that Studio takes"));
    }
    let is_taken = given.contains(name) || names.get(name).is_some_and(|other| *other != widget);
    is_taken.then(|| format!("another widget is named “{name}” already"))
}

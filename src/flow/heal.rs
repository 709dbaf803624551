//! Taking widgets out of a flow without tearing it: what led to them leads to what followed them.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use super::edit::Edit;
use super::graph::Graph;
use super::model::Flow;
use super::widget::{Output, WidgetId};

/// The one step that deletes widgets and joins what led to them with what followed: for each of them that is what its
/// first connected output leads to, through others that are deleted, too. The widget on which the flow starts stays;
/// `None` where nothing is left to delete. Takes time in proportion to the flow.
pub fn delete_and_heal(flow: &Flow, widgets: &[WidgetId]) -> Option<Edit> {
    let graph = Graph::of(flow);
    let gone: Vec<WidgetId> = widgets.iter().copied().filter(|id| Some(*id) != graph.start()).collect();
    let name = match gone.as_slice() {
        [] => return None,
        [only] => flow.widget(*only).map_or("a widget", |widget| widget.title()).to_owned(),
        many => format!("{} widgets", many.len()),
    };
    let set: HashSet<WidgetId> = gone.iter().copied().collect();
    let followers = followers(&graph, &gone, &set);
    let doubled = flow.doubled_names();
    // Only a widget that can be named by a transition can be led to.
    let takes = |id: &WidgetId| {
        let named = flow.widget(*id).and_then(|widget| widget.name());
        Some(*id) != graph.start() && named.is_some_and(|name| !doubled.contains_key(name))
    };
    let joins = graph.links().iter().filter_map(|(output, to)| {
        let target = followers.get(to)?;
        let is_kept = !set.contains(&output.widget);
        // A widget that asked again after a detour would now only turn round in itself.
        (is_kept && *target != output.widget && takes(target))
            .then_some(Edit::Connect { output: Output { ..*output }, target: Some(*target) })
    });
    let mut edits: Vec<Edit> = joins.collect();
    edits.push(Edit::Delete { widgets: gone });
    Some(Edit::Together { name: format!("Delete and heal {name}"), edits })
}

/// What follows each widget that goes: the first that stays, depth first in the order of the outputs.
fn followers(graph: &Graph, gone: &[WidgetId], set: &HashSet<WidgetId>) -> HashMap<WidgetId, WidgetId> {
    let mut found: HashMap<WidgetId, WidgetId> = HashMap::new();
    let mut seen: HashSet<WidgetId> = HashSet::new();
    for first in gone {
        // Each widget on the way with the number of the output that is looked at; without recursion, as a chain may
        // be long.
        let mut way: Vec<(WidgetId, usize)> = Vec::new();
        if seen.insert(*first) {
            way.push((*first, 0));
        }
        while let Some((at, index)) = way.pop() {
            if found.contains_key(&at) {
                continue;
            }
            let Some(next) = graph.next_of(at).get(index).copied() else { continue };
            let known = if set.contains(&next) { found.get(&next).copied() } else { Some(next) };
            match known {
                Some(target) => {
                    found.insert(at, target);
                }
                None => {
                    if seen.insert(next) {
                        // Back here afterwards: what follows that one follows this one.
                        way.push((at, index));
                        way.push((next, 0));
                    } else {
                        way.push((at, index + 1));
                    }
                }
            }
        }
    }
    close_loops(graph, gone, set, &mut found);
    found
}

/// In a loop, a widget that only leads back to one that was still being looked at has what follows that one.
fn close_loops(
    graph: &Graph,
    gone: &[WidgetId],
    set: &HashSet<WidgetId>,
    found: &mut HashMap<WidgetId, WidgetId>,
) {
    let mut todo: Vec<WidgetId> = gone.iter().copied().filter(|id| found.contains_key(id)).collect();
    while let Some(at) = todo.pop() {
        let Some(target) = found.get(&at).copied() else { continue };
        for output in graph.into(at) {
            if set.contains(&output.widget) && !found.contains_key(&output.widget) {
                found.insert(output.widget, target);
                todo.push(output.widget);
            }
        }
    }
}

//! Checks versions of a flow one after another, and looks again only at what an edit touches.
//!
//! What a rule finds in a widget by itself is kept for as long as the widget stays the same; what it finds in a widget
//! among the others, for as long as these look the same to it, too. Rules that look at the whole flow are few and
//! always run.

use std::collections::HashSet;
use std::sync::Arc;

use super::diagnostic::Diagnostic;
use super::facts::{Facts, leads_as};
use super::rules::{Rule, Run, is_for_old_exports, wanted};
use super::sink::Sink;
use super::subject::{At, Led, Named, Options, Rendered, Subject};
use crate::flow::{Flow, Widget, WidgetId};

/// Checks versions of a flow one after another.
pub struct Checker {
    options: Options,
    rules: Vec<(usize, &'static Rule)>,
    last: Option<Last>,
}

/// What was found in the version before.
struct Last {
    flow: Flow,
    rendered: Rendered,
    named: Named,
    led: Led,
    facts: Vec<Arc<Facts>>,
    /// What rules found in each widget.
    seen: Vec<Seen>,
}

/// What rules found in a widget.
#[derive(Default)]
struct Seen {
    /// In the widget by itself.
    own: Vec<Finding>,
    /// In the widget and the names of the others.
    named: Vec<Finding>,
    /// In the widget and where the others lead.
    led: Vec<Finding>,
}

/// A finding with the number of its rule.
type Finding = (usize, Arc<Diagnostic>);

/// Where a widget of this version stood in the version before, if it is still the same.
#[derive(Clone, Copy)]
struct Kept {
    index: usize,
    /// Whether also what its templates gave is the same.
    whole: bool,
}

impl Checker {
    /// A checker that knows no flow yet.
    pub fn new(options: Options) -> Self {
        let rules = wanted(&options);
        Self { options, rules, last: None }
    }

    /// Everything that is wrong with a version of a flow, in the order of [`check`](super::check). `rendered` is what
    /// templates gave in the last run; that of the options does not count.
    pub fn check(&mut self, flow: &Flow, rendered: &Rendered) -> Vec<Arc<Diagnostic>> {
        let is_legacy = flow.is_legacy();
        let last = self.last.take().filter(|_| !is_legacy);
        let kept = last.as_ref().map(|last| kept(last, flow, rendered)).unwrap_or_default();
        let facts: Vec<Arc<Facts>> = flow
            .widgets()
            .iter()
            .enumerate()
            .map(|(index, widget)| {
                match (kept.get(index), &last) {
                    (Some(Some(kept)), Some(last)) => last.facts.get(kept.index).map(Arc::clone),
                    _ => None,
                }
                .unwrap_or_else(|| Arc::new(Facts::of(widget)))
            })
            .collect();
        let (named, led, alike, mut before) = match last {
            Some(last) => {
                let alike = alike(&last, flow, &facts);
                let Last { named, led, facts: old, seen, .. } = last;
                let named = if alike.named { named } else { Named::of(flow, &facts) };
                let mut led = if alike.led { led } else { Led::of(flow, &facts) };
                let both = old.iter().zip(&facts).filter(|(old, new)| alike.led && !Arc::ptr_eq(old, new));
                both.for_each(|(_, changed)| led.cover(&named, changed));
                (named, led, alike, seen)
            }
            None => (Named::of(flow, &facts), Led::of(flow, &facts), Alike::default(), Vec::new()),
        };
        let subject = Subject::new(flow, rendered, &facts, &named, &led);
        let mut seen: Vec<Seen> = Vec::with_capacity(facts.len());
        let mut runner = Runner { rules: &self.rules, options: &self.options, buffer: Vec::new() };
        for at in subject.each().filter(|_| !is_legacy) {
            let kept = kept.get(at.index).copied().flatten().filter(|kept| kept.whole);
            let old = kept.and_then(|kept| before.get_mut(kept.index)).map(std::mem::take);
            let is_kept = old.is_some();
            let mut now = old.unwrap_or_default();
            if !is_kept {
                now.own = runner.own(&at);
            } else if kept.is_some_and(|kept| kept.index != at.index) {
                now.own = now.own.into_iter().map(|found| relocated(found, at.index)).collect();
            }
            if !is_kept || !alike.named {
                now.named = runner.named(&subject, &at);
            }
            if !is_kept || !alike.led {
                now.led = runner.led(&subject, &at);
            }
            seen.push(now);
        }
        let whole = runner.whole(&subject, is_legacy);
        let found = in_order(flow, whole, &seen);
        let last = Last { flow: flow.clone(), rendered: rendered.clone(), named, led, facts, seen };
        self.last = Some(last).filter(|_| !is_legacy);
        found
    }
}

/// For each widget of a version, where the same one stood before.
fn kept(last: &Last, flow: &Flow, rendered: &Rendered) -> Vec<Option<Kept>> {
    let other = rendered_otherwise(&last.rendered, rendered);
    let mut old = last.flow.widgets().iter().enumerate().peekable();
    // Ids grow along the file, in both versions.
    let kept = |widget: &Arc<Widget>| {
        while old.next_if(|(_, old)| old.id() < widget.id()).is_some() {}
        let (index, _) = old.next_if(|(_, old)| Arc::ptr_eq(old, widget))?;
        Some(Kept { index, whole: !other.contains(&widget.id()) })
    };
    flow.widgets().iter().map(kept).collect()
}

/// The widgets whose templates gave something else.
fn rendered_otherwise(before: &Rendered, after: &Rendered) -> HashSet<WidgetId> {
    let differ = |one: &Rendered, other: &Rendered| {
        let differing = one.iter().filter(|(at, text)| other.get(*at) != Some(*text));
        differing.map(|((widget, _), _)| *widget).collect::<HashSet<_>>()
    };
    let mut found = differ(before, after);
    found.extend(differ(after, before));
    found
}

/// In what the widgets look the same to each other as in the version before.
#[derive(Clone, Copy, Default)]
struct Alike {
    /// In their names, types and variables.
    named: bool,
    /// And in where they lead.
    led: bool,
}

fn alike(last: &Last, flow: &Flow, facts: &[Arc<Facts>]) -> Alike {
    let (old, new) = (last.flow.widgets(), flow.widgets());
    let (before, after) = (last.flow.envelope_json(), flow.envelope_json());
    if old.len() != new.len() || !(std::ptr::eq(before, after) || before == after) {
        return Alike::default();
    }
    let mut alike = Alike { named: true, led: true };
    for ((old, old_facts), (new, new_facts)) in old.iter().zip(&last.facts).zip(new.iter().zip(facts)) {
        if Arc::ptr_eq(old, new) {
            continue;
        }
        alike.named &= old.id() == new.id() && old_facts.is_named_as(old, new_facts, new);
        alike.led &= alike.named && leads_as(old, new);
    }
    alike
}

/// The same finding in a widget that stands elsewhere in the file.
fn relocated((rule, mut found): Finding, index: usize) -> Finding {
    let pointer = found.place.pointer.strip_prefix("/states/");
    let below = pointer.and_then(|rest| rest.find('/').map_or(Some(""), |slash| rest.get(slash..)));
    if let Some(below) = below {
        let pointer = format!("/states/{index}{below}");
        Arc::make_mut(&mut found).place.pointer = pointer;
    }
    (rule, found)
}

/// First what concerns all of the flow, then widget by widget in the order of the file; of one widget in the order of
/// the rules.
fn in_order(flow: &Flow, whole: Vec<Finding>, seen: &[Seen]) -> Vec<Arc<Diagnostic>> {
    let place = |found: &Diagnostic| found.place.widget.and_then(|id| flow.index_of(id));
    let mut all: Vec<(Option<usize>, usize, Arc<Diagnostic>)> =
        whole.into_iter().map(|(rule, found)| (place(&found), rule, found)).collect();
    for (index, seen) in seen.iter().enumerate() {
        let both = seen.own.iter().chain(&seen.named).chain(&seen.led);
        all.extend(both.map(|(rule, found)| (Some(index), *rule, Arc::clone(found))));
    }
    // Stable: what one rule finds in one widget stays in the order in which it was found.
    all.sort_by_key(|(index, rule, _)| (*index, *rule));
    all.into_iter().map(|(.., found)| found).collect()
}

/// Runs rules and takes what they find.
struct Runner<'c> {
    rules: &'c [(usize, &'static Rule)],
    options: &'c Options,
    buffer: Vec<Diagnostic>,
}

impl Runner<'_> {
    fn own(&mut self, at: &At<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (number, rule) in self.rules {
            if let Run::Own(look) | Run::Both(_, look) = rule.run {
                self.take(*number, rule, &mut found, |sink| look(at, sink));
            }
        }
        found
    }

    fn named(&mut self, subject: &Subject<'_>, at: &At<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (number, rule) in self.rules {
            if let Run::Named(look) = rule.run {
                self.take(*number, rule, &mut found, |sink| look(subject, at, sink));
            }
        }
        found
    }

    fn led(&mut self, subject: &Subject<'_>, at: &At<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (number, rule) in self.rules {
            if let Run::Widget(look) = rule.run {
                self.take(*number, rule, &mut found, |sink| look(subject, at, sink));
            }
        }
        found
    }

    fn whole(&mut self, subject: &Subject<'_>, is_legacy: bool) -> Vec<Finding> {
        let mut found = Vec::new();
        for (number, rule) in self.rules.iter().filter(|(_, rule)| !is_legacy || is_for_old_exports(rule)) {
            if let Run::Flow(look) | Run::Both(look, _) = rule.run {
                self.take(*number, rule, &mut found, |sink| look(subject, sink));
            }
        }
        found
    }

    fn take(
        &mut self,
        number: usize,
        rule: &'static Rule,
        into: &mut Vec<Finding>,
        look: impl FnOnce(&mut Sink<'_>),
    ) {
        look(&mut Sink { rule, publish: self.options.publish, found: &mut self.buffer });
        for mut diagnostic in self.buffer.drain(..) {
            if let Some(severity) = self.options.severities.get(diagnostic.code) {
                diagnostic.severity = *severity;
            }
            into.push((number, Arc::new(diagnostic)));
        }
    }
}

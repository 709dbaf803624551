//! Checks versions of a flow one after another, and looks again only at what an edit touches.
//!
//! What a rule finds in a widget by itself is kept for as long as the widget stays the same; what it finds in a widget
//! among the others, for as long as these look the same to it, too. Rules that look at the whole flow are few and
//! always run.

use std::collections::HashSet;
use std::sync::Arc;

use super::diagnostic::Diagnostic;
use super::facts::{Facts, leads_as};
use super::named::Named;
use super::rules::{Rule, Run, is_for_old_exports, wanted};
use super::sink::Sink;
use super::subject::{At, Led, Options, Rendered, Subject};
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
        let changes = last.as_ref().map(|last| Changes::between(last, flow, &facts));
        let (named, led, mut before) = match (last, &changes) {
            (Some(last), Some(changes)) => follow(last, changes, flow, &facts),
            _ => (Named::of(flow, &facts), None, Vec::new()),
        };
        let is_led_alike = led.is_some();
        let led = led.unwrap_or_else(|| Led::of(flow, &facts));
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
                for found in [&mut now.own, &mut now.named, &mut now.led] {
                    found.iter_mut().for_each(|found| relocate(found, at.index));
                }
            }
            let touched = changes.as_ref().map(|changes| changes.touch(&at, facts.get(at.index)));
            let touched = touched.filter(|_| is_kept).unwrap_or(Touched::All);
            // The name that is nearest to one that nothing has may be another now.
            let may_mean = || match (&changes, facts.get(at.index)) {
                (Some(changes), Some(facts)) => facts.may_mean(at.widget, &changes.names),
                _ => true,
            };
            let is_near = touched == Touched::Names && !now.named.is_empty() && may_mean();
            if touched == Touched::All || is_near {
                now.named = runner.named(&subject, &at);
            }
            if touched == Touched::All || !is_led_alike {
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

/// What a version changed for widgets that are still the same.
#[derive(Default)]
struct Changes {
    /// The names of widgets that came, went, or mean something else now.
    names: Vec<String>,
    /// Whether other variables of the flow are set, or by others.
    variables: bool,
    /// Whether something changed that everything depends on.
    everything: bool,
    /// Whether the same widgets stand in the same places.
    same_places: bool,
}

/// How a change of names touches a widget that is still the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Touched {
    /// Not at all.
    Not,
    /// Other names than those that it has in it came or went.
    Names,
    /// What it says means something else now.
    All,
}

impl Changes {
    fn between(last: &Last, flow: &Flow, facts: &[Arc<Facts>]) -> Self {
        let everything = last.flow.initial_state() != flow.initial_state();
        let mut changes = Self { same_places: true, everything, ..Self::default() };
        let mut old = last.flow.widgets().iter().zip(&last.facts).peekable();
        let mut new = flow.widgets().iter().zip(facts).peekable();
        // Ids grow along the file, in both versions.
        loop {
            let (one, other) = (old.peek().map(|(old, _)| old.id()), new.peek().map(|(new, _)| new.id()));
            let gone = one.is_some_and(|one| other.is_none_or(|other| one < other));
            let came = other.is_some_and(|other| one.is_none_or(|one| other < one));
            let (gone, came) = match (one, other) {
                (None, None) => break,
                _ if gone => (old.next(), None),
                _ if came => (None, new.next()),
                _ => (old.next(), new.next()),
            };
            changes.same_places &= gone.is_some() && came.is_some();
            let is_same = match (gone, came) {
                (Some((gone, was)), Some((came, is))) => {
                    Arc::ptr_eq(gone, came) || was.is_named_as(gone, is, came)
                }
                _ => false,
            };
            if !is_same {
                for (widget, facts) in [gone, came].into_iter().flatten() {
                    changes.names.extend(widget.name().map(str::to_owned));
                    changes.variables |= !facts.sets.is_empty();
                }
            }
        }
        changes.names.sort_unstable();
        changes.names.dedup();
        // Each widget is asked whether it has one of them.
        changes.everything |= changes.names.len() > Self::MOST_NAMES;
        changes
    }

    const MOST_NAMES: usize = 8;

    /// Whether names and variables mean what they did.
    fn is_named_alike(&self) -> bool {
        self.same_places && !self.everything && self.names.is_empty() && !self.variables
    }

    fn touch(&self, at: &At<'_>, facts: Option<&Arc<Facts>>) -> Touched {
        match facts {
            _ if self.is_named_alike() => Touched::Not,
            Some(facts) if !self.everything && !facts.depends_on(at.widget, &self.names, self.variables) => {
                Touched::Names
            }
            _ => Touched::All,
        }
    }
}

/// What is still known of a version: what names mean, where widgets lead if that is the same, and what was found.
fn follow(
    last: Last,
    changes: &Changes,
    flow: &Flow,
    facts: &[Arc<Facts>],
) -> (Named, Option<Led>, Vec<Seen>) {
    let Last { flow: before, mut named, mut led, facts: old, seen, .. } = last;
    if !changes.same_places || changes.everything {
        return (Named::of(flow, facts), None, seen);
    }
    let widgets = before.widgets().iter().zip(flow.widgets()).enumerate();
    let changed: Vec<_> = widgets.filter(|(_, (old, new))| !Arc::ptr_eq(old, new)).collect();
    let lead_alike = |(_, (old, new)): &(usize, (&Arc<Widget>, &Arc<Widget>))| {
        old.kind() == new.kind() && leads_as(old, new)
    };
    let mut is_led_alike = !changes.variables && changed.iter().all(lead_alike);
    if changes.is_named_alike() {
        for (index, (_, widget)) in &changed {
            let led_to: Vec<_> = named.targets(*index).to_vec();
            facts.get(*index).into_iter().for_each(|facts| named.follow(*index, widget, facts));
            is_led_alike &= named.targets(*index) == led_to;
            led.cover(&named, *index);
        }
    } else {
        let fresh = Named::of(flow, facts);
        let start = |named: &Named| flow.initial_state().and_then(|name| named.names.first(&name));
        is_led_alike &= start(&named) == start(&fresh);
        is_led_alike &= (0..facts.len()).all(|index| named.targets(index) == fresh.targets(index));
        named = fresh;
        (0..old.len()).for_each(|index| led.cover(&named, index));
    }
    (named, Some(led).filter(|_| is_led_alike), seen)
}

/// Says of a finding that its widget stands elsewhere in the file.
fn relocate((_, found): &mut Finding, index: usize) {
    let pointer = found.place.pointer.strip_prefix("/states/");
    let below = pointer.and_then(|rest| rest.find('/').map_or(Some(""), |slash| rest.get(slash..)));
    if let Some(below) = below {
        let pointer = format!("/states/{index}{below}");
        Arc::make_mut(found).place.pointer = pointer;
    }
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
        // Most rules find nothing.
        if self.buffer.is_empty() {
            return;
        }
        for mut diagnostic in self.buffer.drain(..) {
            if let Some(severity) = self.options.severities.get(diagnostic.code) {
                diagnostic.severity = *severity;
            }
            into.push((number, Arc::new(diagnostic)));
        }
    }
}

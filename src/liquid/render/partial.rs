//! `include` and `render`: another template, with the names of this one or with none.

use super::super::FindingKind;
use super::super::loader::{Link, Loader, NotLoaded};
use super::super::tree::{Partial, Span};
use super::super::value::Value;
use super::loops::loop_members;
use super::{Failure, Flow, Outcome, Renderer};

impl<'r> Renderer<'r> {
    pub(super) fn partial(&mut self, node: &'r Partial, out: &mut String) -> Outcome<Flow> {
        self.spend(node.span, 10)?;
        // That there is nothing to load from has been said already, by what the parser found.
        let Some(loader) = self.options.loader.as_deref() else { return Ok(Flow::Next) };
        if self.isolated && !node.isolated {
            let message = "`include` cannot be used in a template that `render` loads";
            return Err(Failure::new(node.span, FindingKind::UnknownTag, message));
        }
        let name = self.primary(&node.name, false)?;
        let Some(name) = name.as_text() else {
            let message = "the name of the template is no text";
            return Err(Failure::new(node.span, FindingKind::Argument, message));
        };
        let link = self.load(name, loader, node.span)?;
        let called = match node.alias {
            Some(alias) => alias.of(self.source),
            None => link.name.rsplit('/').next().unwrap_or_default(),
        };
        let bound = match &node.with {
            Some(value) => Some(self.primary(value, false)?),
            None if node.isolated => None,
            None => self.named_root(&link.name),
        };
        let mut arguments = Vec::with_capacity(node.arguments.len() + 1);
        for (name, value) in &node.arguments {
            arguments.push((self.number_of(name.of(self.source)), self.primary(value, false)?));
        }
        let called = self.number_of(called);
        if node.isolated {
            self.rendered(node, link, (called, bound), arguments, out)
        } else {
            self.included(node, link, (called, bound), arguments, out)
        }
    }

    fn load(&mut self, name: &str, loader: &dyn Loader, span: Span) -> Outcome<&'r Link> {
        let loaded = self.loaded;
        let link = loaded.get(name, loader).map_err(|error| match error {
            NotLoaded::Unknown => {
                Failure::new(span, FindingKind::NoTemplate, format!("there is no template `{name}`"))
            }
            NotLoaded::TooMany => {
                Failure::new(span, FindingKind::WorkLimit, "this template loads too many others")
            }
        })?;
        if link.ids.get().is_none() {
            let template = &link.template;
            let names = template.parsed().names.iter().map(|span| span.of(template.source()));
            let ids = names.map(|name| self.number_of(name)).collect();
            _ = link.ids.set(ids);
        }
        Ok(link)
    }

    /// The render's number of a name: that of the main template's names, and on from there.
    fn number_of(&mut self, name: &'r str) -> u32 {
        if self.numbers.is_empty() {
            let main = self.template;
            let known = main.parsed().names.iter().map(|span| span.of(main.source()));
            self.numbers = known.zip(0..).collect();
            self.first_more = self.numbers.len();
        }
        let next = self.numbers.len();
        *self.numbers.entry(name).or_insert_with(|| {
            self.more.push(name);
            u32::try_from(next).unwrap_or(u32::MAX)
        })
    }

    /// With all names of this place; what is given to it hides them while it runs.
    fn included(
        &mut self,
        node: &'r Partial,
        link: &'r Link,
        (called, bound): (u32, Option<Value<'r>>),
        mut arguments: Vec<(u32, Value<'r>)>,
        out: &mut String,
    ) -> Outcome<Flow> {
        let items = bound.as_ref().and_then(Value::list_length);
        if items.is_none() {
            arguments.push((called, bound.clone().unwrap_or(Value::Nil)));
        }
        let mut hidden = Vec::with_capacity(arguments.len());
        for (id, value) in arguments {
            hidden.push((id, self.slot_of(id).looped.replace(value)));
        }
        let result = match (items, bound) {
            (Some(count), Some(list)) => {
                let before = self.slot_of(called).looped.take();
                let result = self.each_included(node, link, called, (&list, count), out);
                self.slot_of(called).looped = before;
                result
            }
            _ => self.inside(node, link, out),
        };
        for (id, value) in hidden.into_iter().rev() {
            self.slot_of(id).looped = value;
        }
        result
    }

    fn each_included(
        &mut self,
        node: &'r Partial,
        link: &'r Link,
        called: u32,
        (list, count): (&Value<'r>, usize),
        out: &mut String,
    ) -> Outcome<Flow> {
        for index in 0..count {
            self.spend_round(index, node.span)?;
            self.slot_of(called).looped = list.item(index);
            let flow = self.inside(node, link, out)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    /// With nothing but what is given to it.
    fn rendered(
        &mut self,
        node: &'r Partial,
        link: &'r Link,
        (called, bound): (u32, Option<Value<'r>>),
        arguments: Vec<(u32, Value<'r>)>,
        out: &mut String,
    ) -> Outcome<Flow> {
        let list = bound.as_ref().filter(|_| node.each).and_then(|value| match value.pairs() {
            Some(pairs) => Some(Value::list(pairs)),
            None => value.list_length().map(|_| value.clone()),
        });
        let Some(list) = list else { return self.alone(node, link, (called, bound), arguments, out) };
        let forloop = self.number_of("forloop");
        let count = list.list_length().unwrap_or_default();
        for index in 0..count {
            self.spend_round(index, node.span)?;
            let mut arguments = arguments.clone();
            arguments.push((forloop, Value::dict(loop_members(index, count))));
            let flow = self.alone(node, link, (called, list.item(index)), arguments, out)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn alone(
        &mut self,
        node: &'r Partial,
        link: &'r Link,
        (called, bound): (u32, Option<Value<'r>>),
        arguments: Vec<(u32, Value<'r>)>,
        out: &mut String,
    ) -> Outcome<Flow> {
        let slots = std::mem::take(&mut self.slots);
        let loops = std::mem::take(&mut self.loops);
        let resume = std::mem::take(&mut self.resume);
        let cycles = std::mem::take(&mut self.cycles);
        let changed = self.changed.take();
        let isolated = std::mem::replace(&mut self.isolated, true);
        let bound = bound.filter(|value| !value.is_nil()).map(|value| (called, value));
        for (id, value) in arguments.into_iter().chain(bound) {
            self.slot_of(id).assigned = Some(value);
        }
        let result = self.inside(node, link, out);
        self.slots = slots;
        self.loops = loops;
        self.resume = resume;
        self.cycles = cycles;
        self.changed = changed;
        self.isolated = isolated;
        // A `break` ends the template that it stands in.
        result.map(|flow| if flow == Flow::Stop { flow } else { Flow::Next })
    }

    fn inside(&mut self, node: &'r Partial, link: &'r Link, out: &mut String) -> Outcome<Flow> {
        let (template, source, ids) = (self.template, self.source, self.ids);
        let outermost = self.within.is_none();
        if outermost {
            self.within = Some((node.span, &link.name));
        }
        self.template = &link.template;
        self.source = link.template.source();
        self.ids = link.ids.get().map(Vec::as_slice);
        let broken = self.note_problems();
        let result = if broken && self.dialect.errors_end {
            Ok(Flow::Stop)
        } else {
            self.body(&link.template.parsed().body, out)
        };
        self.template = template;
        self.source = source;
        self.ids = ids;
        if !outermost {
            return result;
        }
        self.within = None;
        result.map_err(|mut failure| {
            failure.message = format!("in `{}`: {}", link.name, failure.message);
            failure.span = node.span;
            failure
        })
    }

    fn spend_round(&mut self, index: usize, span: Span) -> Outcome<()> {
        if index >= self.options.max_loop {
            return Err(self.too_many_rounds(span));
        }
        self.spend(span, 1)
    }
}

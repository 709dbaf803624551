//! `case`, `for`, `tablerow` and `cycle`.

use std::fmt::Write as _;

use super::super::FindingKind;
use super::super::tree::{Arm, Cycle, For, Offset, Primary, Span};
use super::super::unknown::Unknown;
use super::super::value::Value;
use super::{Failure, Flow, Outcome, Renderer, Round};

impl<'r> Renderer<'r> {
    pub(super) fn case(&mut self, subject: &'r Primary, arms: &'r [Arm], out: &mut String) -> Outcome<Flow> {
        let span = subject.span();
        let subject = self.primary(subject, true)?;
        self.spend_on(span, &subject)?;
        let mut matched = false;
        for arm in arms {
            let Some(values) = &arm.values else {
                if !matched {
                    let flow = self.body(&arm.body, out)?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                }
                continue;
            };
            for value in values {
                let value = self.primary(value, true)?;
                self.spend_on(span, &value)?;
                if !subject.equals(&value, self.dialect) {
                    continue;
                }
                matched = true;
                let flow = self.body(&arm.body, out)?;
                if flow != Flow::Next || !self.dialect.all_arms {
                    return Ok(flow);
                }
            }
        }
        Ok(Flow::Next)
    }

    /// What a loop runs over: any object is a list of pairs, and a text is one item.
    fn items(value: Value<'r>) -> Value<'r> {
        if let Some(pairs) = value.pairs() {
            return Value::list(pairs);
        }
        if value.list_length().is_some() {
            return value;
        }
        match value.as_text() {
            Some(text) if !text.is_empty() => Value::list(vec![value.share()]),
            _ => Value::list(Vec::new()),
        }
    }

    fn whole(&mut self, value: &'r Primary, what: &str, span: Span) -> Outcome<Option<usize>> {
        let value = self.primary(value, false)?;
        let number = match &value {
            Value::Nil => return Ok(None),
            Value::Int(number) => Some(*number),
            #[expect(clippy::cast_possible_truncation, reason = "a float's whole part, saturating")]
            Value::Float(number) => Some(number.trunc() as i64),
            other => other.as_text().and_then(|text| text.trim().parse().ok()),
        };
        match number {
            Some(number) => Ok(Some(usize::try_from(number).unwrap_or_default())),
            None => {
                Err(Failure::new(span, FindingKind::Argument, format!("`{what}` must be a whole number")))
            }
        }
    }

    /// The items of a loop, the first one's index, and how many.
    fn slice(&mut self, node: &'r For, over: Value<'r>) -> Outcome<(Value<'r>, usize, usize)> {
        let items = Self::items(over);
        let length = items.list_length().unwrap_or_default();
        let key = (node.name_span.of(self.source), node.over_span.of(self.source));
        let start = match &node.offset {
            None => 0,
            Some(Offset::Skip(value)) => self.whole(value, "offset", node.span)?.unwrap_or_default(),
            Some(Offset::Resume) if !self.dialect.offsets_count => 0,
            Some(Offset::Resume) => self.resume.get(&key).copied().unwrap_or_default(),
        }
        .min(length);
        let mut count = length - start;
        if let Some(limit) = &node.limit {
            count = self.whole(limit, "limit", node.span)?.map_or(count, |limit| limit.min(count));
        }
        if self.template.parsed().resumes {
            self.resume.insert(key, start + count);
        }
        if node.offset.is_some() {
            self.assume(node.span, Unknown::LoopOffset);
        }
        Ok((items, start, count))
    }

    pub(super) fn too_many_rounds(&self, span: Span) -> Box<Failure> {
        let message = format!("this loop has more than {} rounds", self.options.max_loop);
        Failure::new(span, FindingKind::LoopLimit, message)
    }

    pub(super) fn loop_over(&mut self, node: &'r For, out: &mut String) -> Outcome<Flow> {
        let over = self.primary(&node.over, true)?;
        let (items, start, count) = self.slice(node, over)?;
        if count == 0 {
            return match &node.otherwise {
                Some(body) => self.body(body, out),
                None => Ok(Flow::Next),
            };
        }
        let name = (node.name_span.of(self.source), node.over_span.of(self.source));
        let shadowed = self.slot(node.name).looped.take();
        let length = if self.dialect.offsets_count { count } else { start + count };
        self.loops.push(Round { index: 0, length, name });
        let result = self.rounds(node, &items, start, count, out);
        self.loops.pop();
        self.slot(node.name).looped = shadowed;
        result
    }

    fn rounds(
        &mut self,
        node: &'r For,
        items: &Value<'r>,
        start: usize,
        count: usize,
        out: &mut String,
    ) -> Outcome<Flow> {
        for index in 0..count {
            if index >= self.options.max_loop {
                return Err(self.too_many_rounds(node.span));
            }
            self.spend(node.span, 1)?;
            let at = if node.reversed { start + count - 1 - index } else { start + index };
            self.slot(node.name).looped = items.item(at);
            if let Some(round) = self.loops.last_mut() {
                round.index = index;
            }
            match self.body(&node.body, out)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                Flow::Stop => return Ok(Flow::Stop),
            }
        }
        Ok(Flow::Next)
    }

    pub(super) fn table(&mut self, node: &'r For, out: &mut String) -> Outcome<Flow> {
        let over = self.primary(&node.over, true)?;
        if !over.truthy() {
            return Ok(Flow::Next);
        }
        let (items, start, count) = self.slice(node, over)?;
        let cols = match &node.cols {
            Some(cols) => self.whole(cols, "cols", node.span)?.unwrap_or(count),
            None => count,
        }
        .max(1);
        let own = self.template.parsed().names.iter().position(|span| span.of(self.source) == "tablerowloop");
        let own = own.and_then(|at| u32::try_from(at).ok());
        let before = self.slot(node.name).looped.take();
        out.push_str("<tr class=\"row1\">\n");
        let result = self.cells(node, own, (&items, start, count), cols, out);
        out.push_str("</tr>\n");
        self.slot(node.name).looped = before;
        if let Some(own) = own {
            self.slot(own).looped = None;
        }
        result
    }

    fn cells(
        &mut self,
        node: &'r For,
        own: Option<u32>,
        (items, start, count): (&Value<'r>, usize, usize),
        cols: usize,
        out: &mut String,
    ) -> Outcome<Flow> {
        for index in 0..count {
            if index >= self.options.max_loop {
                return Err(self.too_many_rounds(node.span));
            }
            self.spend(node.span, 1)?;
            let (row, col) = (index / cols + 1, index % cols + 1);
            if let Some(own) = own {
                self.slot(own).looped = Some(cell(index, count, row, col, cols));
            }
            self.slot(node.name).looped = items.item(start + index);
            _ = write!(out, "<td class=\"col{col}\">");
            let flow = self.body(&node.body, out)?;
            out.push_str("</td>");
            match flow {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                Flow::Stop => return Ok(Flow::Stop),
            }
            if col == cols && index + 1 < count {
                _ = write!(out, "</tr>\n<tr class=\"row{}\">", row + 1);
            }
        }
        Ok(Flow::Next)
    }

    /// A cycle is known by its name, else by its values.
    pub(super) fn cycle(&mut self, cycle: &'r Cycle, out: &mut String) -> Outcome<()> {
        let key = match &cycle.group {
            Some(group) => {
                let group = self.primary(group, false)?;
                format!("name {}", group.to_text(self.dialect))
            }
            None => format!("values {}", cycle.identity),
        };
        self.spend(cycle.span, 1 + key.len() / 16)?;
        let at = self.cycles.get(&key).copied().unwrap_or_default();
        let at = if at < cycle.values.len() { at } else { 0 };
        self.cycles.insert(key, (at + 1) % cycle.values.len().max(1));
        if let Some(value) = cycle.values.get(at) {
            let value = self.primary(value, false)?;
            value.write(out, self.dialect);
        }
        self.fits(cycle.span, out)
    }
}

fn cell<'r>(index: usize, length: usize, row: usize, col: usize, cols: usize) -> Value<'r> {
    let mut members = loop_members(index, length);
    members.extend([
        ("row".into(), number(row)),
        ("col".into(), number(col)),
        ("col0".into(), number(col - 1)),
        ("col_first".into(), Value::Bool(col == 1)),
        ("col_last".into(), Value::Bool(col == cols)),
    ]);
    Value::dict(members)
}

fn number<'r>(value: usize) -> Value<'r> {
    Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// What every loop says of its round.
pub(super) fn loop_members<'r>(index: usize, length: usize) -> Vec<(String, Value<'r>)> {
    vec![
        ("index".into(), number(index + 1)),
        ("index0".into(), number(index)),
        ("rindex".into(), number(length.saturating_sub(index))),
        ("rindex0".into(), number(length.saturating_sub(index + 1))),
        ("length".into(), number(length)),
        ("first".into(), Value::Bool(index == 0)),
        ("last".into(), Value::Bool(index + 1 == length)),
    ]
}

//! Expressions, paths and conditions to values.

use std::cmp::Ordering;

use super::super::filters::{Call, Standing};
use super::super::tree::{
    Condition, Expression, FilterCall, Join, Operator, Path, Primary, Root, Span, StepKey, Term,
};
use super::super::unknown::Unknown;
use super::super::value::Value;
use super::super::{FindingKind, Profile};
use super::{Failure, Outcome, Renderer};

/// See where it is used.
const FEW_ARGUMENTS: usize = 2;

impl<'r> Renderer<'r> {
    /// A value through its filters; `tested` when the template only asks whether it is there.
    pub(super) fn expression(&mut self, expression: &'r Expression, tested: bool) -> Outcome<Value<'r>> {
        let defaulted = expression.filters.first().is_some_and(|call| call.filter.name == "default");
        let mut value = self.primary(&expression.primary, tested || defaulted)?;
        for call in &expression.filters {
            let arguments = expression.arguments.get(call.arguments.clone()).unwrap_or_default();
            value = self.filter(call, arguments, value)?;
        }
        Ok(value)
    }

    fn filter(&mut self, call: &'r FilterCall, given: &'r [Primary], input: Value<'r>) -> Outcome<Value<'r>> {
        let filter = call.filter;
        // Nearly all filters take few arguments: those need no list of their own.
        let mut few = [const { Value::Nil }; FEW_ARGUMENTS];
        let mut many = Vec::new();
        let arguments: &[Value<'r>] = if given.len() <= FEW_ARGUMENTS {
            for (place, argument) in few.iter_mut().zip(given) {
                *place = self.primary(argument, false)?;
            }
            few.get(..given.len()).unwrap_or_default()
        } else {
            for argument in given {
                many.push(self.primary(argument, false)?);
            }
            &many
        };
        let mut named = Vec::with_capacity(call.named.len());
        for (name, argument) in &call.named {
            named.push((name.of(self.source), self.primary(argument, false)?));
        }
        let given = arguments.len();
        if given > filter.most {
            self.assume(call.span, Unknown::ExtraArguments);
        }
        let too_many = self.dialect.counts_arguments && given > filter.most;
        if given < filter.least || too_many {
            let wanted = if filter.least == filter.most {
                filter.least.to_string()
            } else {
                format!("{} to {}", filter.least, filter.most)
            };
            let message = format!("`{}` takes {wanted} arguments, not {given}", filter.name);
            return Err(Failure::new(call.span, FindingKind::Argument, message));
        }
        if filter.standing == Standing::NotListed && self.options.profile == Profile::Studio {
            let message = format!("`{}` is not in Twilio's list of filters", filter.name);
            self.note(Failure::new(call.span, FindingKind::NotListed, message));
        }
        self.spend_on(call.span, &input)?;
        for argument in arguments {
            self.spend_on(call.span, argument)?;
        }
        let mut run = Call {
            dialect: self.dialect,
            options: self.options,
            arguments,
            named: &named,
            coerced: false,
            assumed: Vec::new(),
        };
        let result = (filter.run)(&mut run, input);
        let (coerced, assumed) = (run.coerced, run.assumed);
        if coerced {
            let message = format!("`{}` took something for a number that is none", filter.name);
            self.note(Failure::new(call.span, FindingKind::Coerced, message));
        }
        for unknown in assumed {
            self.assume(call.span, unknown);
        }
        let value = result.map_err(|(kind, message)| {
            Failure::new(call.span, kind, format!("`{}`: {message}", filter.name))
        })?;
        self.spend_on(call.span, &value)?;
        Ok(value)
    }

    /// A literal, range or path.
    pub(super) fn primary(&mut self, primary: &'r Primary, tested: bool) -> Outcome<Value<'r>> {
        Ok(match primary {
            Primary::Nil => Value::Nil,
            Primary::Bool(value) => Value::Bool(*value),
            Primary::Empty => Value::Empty,
            Primary::Blank => Value::Blank,
            Primary::Int(value) => Value::Int(*value),
            Primary::Float(value) => Value::Float(*value),
            Primary::Text(span) => Value::Text(span.of(self.source)),
            Primary::Range(ends, _) => {
                let from = self.primary(&ends.0, false)?;
                let to = self.primary(&ends.1, false)?;
                Value::Range(whole_or_zero(&from), whole_or_zero(&to))
            }
            Primary::Path(path) => self.path(path, tested)?,
        })
    }

    fn path(&mut self, path: &'r Path, tested: bool) -> Outcome<Value<'r>> {
        let root = match &path.root {
            Root::Name { id, .. } => self.root(*id),
            Root::Dynamic(inside) => {
                let name = self.primary(inside, false)?;
                let name = name.to_text(self.dialect).into_owned();
                self.named_root(&name)
            }
        };
        let Some(mut value) = root else { return Ok(self.undefined(path, tested)) };
        self.work = self.work.saturating_sub(path.segments.len() as u64);
        for step in &path.segments {
            let next = match &step.key {
                StepKey::Dotted => self.property(&value, step.span.of(self.source)),
                StepKey::Quoted => value.member(step.span.of(self.source)),
                StepKey::Index(index) => self.index(&value, *index, step.outer)?,
                StepKey::Dynamic(inside) => {
                    let key = self.primary(inside, false)?;
                    match &key {
                        Value::Int(index) => self.index(&value, *index, step.outer)?,
                        key => key.as_text().and_then(|key| value.member(key)),
                    }
                }
            };
            match next {
                Some(next) => value = next,
                None => return Ok(self.undefined(path, tested)),
            }
        }
        Ok(value)
    }

    fn root(&self, id: u32) -> Option<Value<'r>> {
        if self.template.parsed().forloop == Some(id) && !self.loops.is_empty() {
            return Some(Value::Loop(self.loops.len() - 1));
        }
        self.root_of(self.ids.and_then(|ids| ids.get(id as usize).copied()).unwrap_or(id))
    }

    /// The same by the name's number in this render.
    fn root_of(&self, id: u32) -> Option<Value<'r>> {
        if let Some(slot) = self.slots.get(id as usize) {
            let local = slot.looped.as_ref().or(slot.assigned.as_ref()).cloned();
            if let Some(value) = local.or(slot.counter.map(Value::Int)) {
                return Some(value);
            }
        }
        if self.isolated {
            return None;
        }
        let roots = self.roots;
        if let Some(root) = roots.get(id as usize) {
            return root.as_ref().map(|json| Value::of(json));
        }
        let variables = self.variables;
        let name = self.more.get((id as usize).checked_sub(self.first_more)?)?;
        variables.root(name).map(Value::of_cow)
    }

    /// A root whose name is only known now.
    pub(super) fn named_root(&self, name: &str) -> Option<Value<'r>> {
        if let Some(id) = self.numbers.get(name) {
            return self.root_of(*id);
        }
        if self.isolated {
            return None;
        }
        let names = &self.template.parsed().names;
        match names.iter().position(|span| span.of(self.source) == name) {
            Some(at) => self.root(u32::try_from(at).ok()?),
            None => {
                let variables = self.variables;
                variables.root(name).map(Value::of_cow)
            }
        }
    }

    /// `.name`: a member, or what every list and text has.
    fn property(&self, value: &Value<'r>, name: &str) -> Option<Value<'r>> {
        if let Value::Loop(depth) = value {
            return self.round(*depth, name);
        }
        if let Some(found) = value.member(name) {
            return Some(found);
        }
        let length = value.list_length();
        match name {
            "size" => match value.as_text() {
                Some(text) => Some(text.chars().count()),
                None => value.count(),
            }
            .map(|size| Value::Int(i64::try_from(size).unwrap_or(i64::MAX))),
            "first" => match length {
                Some(_) => value.item(0).or(Some(Value::Nil)),
                None => value.pairs().and_then(|pairs| pairs.into_iter().next()),
            },
            "last" => length.map(|length| value.item(length.wrapping_sub(1)).unwrap_or(Value::Nil)),
            _ => None,
        }
    }

    /// A member of `forloop`.
    fn round(&self, depth: usize, name: &str) -> Option<Value<'r>> {
        let round = self.loops.get(depth)?;
        let number = |value: usize| Some(Value::Int(i64::try_from(value).unwrap_or(i64::MAX)));
        match name {
            "index" => number(round.index + 1),
            "index0" => number(round.index),
            "rindex" => number(round.length.saturating_sub(round.index)),
            "rindex0" => number(round.length.saturating_sub(round.index + 1)),
            "length" => number(round.length),
            "first" => Some(Value::Bool(round.index == 0)),
            "last" => Some(Value::Bool(round.index + 1 == round.length)),
            "name" => Some(Value::text(format!("{}-{}", round.name.0, round.name.1))),
            "parentloop" => depth.checked_sub(1).map(Value::Loop),
            _ => None,
        }
    }

    fn index(&mut self, value: &Value<'r>, index: i64, span: Span) -> Outcome<Option<Value<'r>>> {
        let Some(length) = value.list_length() else {
            return Ok(value.member(&index.to_string()));
        };
        let out_of_range = || {
            let message = format!("there is no item {index} in a list of {length}");
            Failure::new(span, FindingKind::IndexOutOfRange, message)
        };
        let at = if index < 0 {
            self.assume(span, Unknown::NegativeIndex);
            if self.dialect.negative_index_fails {
                return Err(out_of_range());
            }
            usize::try_from(index.unsigned_abs()).ok().and_then(|back| length.checked_sub(back))
        } else {
            usize::try_from(index).ok()
        };
        let item = at.and_then(|at| value.item(at));
        if item.is_none() && self.dialect.index_past_end_fails {
            return Err(out_of_range());
        }
        Ok(item)
    }

    fn undefined(&mut self, path: &'r Path, tested: bool) -> Value<'r> {
        if self.findings.len() >= super::MAX_FINDINGS {
            return Value::Nil;
        }
        let source = self.source;
        let mut text = path.root_span.of(source).to_string();
        for step in &path.segments {
            match step.key {
                StepKey::Dotted => {
                    text.push('.');
                    text.push_str(step.span.of(source));
                }
                _ => text.push_str(step.outer.of(source)),
            }
        }
        let message = format!("`{text}` is not defined");
        let kind = if tested { FindingKind::UndefinedTested(text) } else { FindingKind::Undefined(text) };
        self.note(Failure::new(path.span, kind, message));
        Value::Nil
    }

    /// `and` and `or` bind from right to left: what joins the first term joins it to all the rest.
    pub(super) fn condition(&mut self, condition: &'r Condition) -> Outcome<bool> {
        for (term, join) in &condition.terms {
            let holds = self.term(term)?;
            match join {
                Join::And if !holds => return Ok(false),
                Join::Or if holds => return Ok(true),
                Join::Last => return Ok(holds),
                _ => {}
            }
        }
        Ok(false)
    }

    fn term(&mut self, term: &'r Term) -> Outcome<bool> {
        match term {
            Term::Truthy(value) => {
                self.work = self.work.saturating_sub(1);
                Ok(self.primary(value, true)?.truthy())
            }
            Term::Group(condition) => self.condition(condition),
            Term::Compare(left, operator, right, span) => {
                let left = self.primary(left, true)?;
                let right = self.primary(right, true)?;
                self.spend_on(*span, &left)?;
                self.spend_on(*span, &right)?;
                self.compare(&left, *operator, &right, *span)
            }
        }
    }

    fn compare(
        &mut self,
        left: &Value<'r>,
        operator: Operator,
        right: &Value<'r>,
        span: Span,
    ) -> Outcome<bool> {
        let wanted: fn(Ordering) -> bool = match operator {
            Operator::Equal | Operator::Different => {
                if matches!(left, Value::Blank) || matches!(right, Value::Blank) {
                    self.assume(span, Unknown::Blank);
                }
                return Ok(left.equals(right, self.dialect) == (operator == Operator::Equal));
            }
            Operator::Contains => return Ok(self.contains(left, right, span)),
            Operator::Less => Ordering::is_lt,
            Operator::LessOrEqual => Ordering::is_le,
            Operator::Greater => Ordering::is_gt,
            Operator::GreaterOrEqual => Ordering::is_ge,
        };
        if let (Value::Int(a), Value::Int(b)) = (left, right) {
            return Ok(wanted(a.cmp(b)));
        }
        if let (Some(a), Some(b)) = (left.number(), right.number()) {
            return Ok(a.partial_cmp(&b).is_some_and(wanted));
        }
        let nothing = |value: &Value<'_>| matches!(value, Value::Nil | Value::Empty | Value::Blank);
        if nothing(left) || nothing(right) {
            return Ok(false);
        }
        if let (Some(a), Some(b)) = (left.as_text(), right.as_text()) {
            self.assume(span, Unknown::TextOrder);
            return Ok(self.dialect.orders_text && wanted(a.cmp(b)));
        }
        self.assume(span, Unknown::MixedOrder);
        if self.dialect.mixed_order_fails {
            return Err(Failure::new(span, FindingKind::Argument, "these two cannot be put in order"));
        }
        Ok(false)
    }

    fn contains(&mut self, left: &Value<'r>, right: &Value<'r>, span: Span) -> bool {
        if let Some(text) = left.as_text() {
            if right.is_nil() {
                self.assume(span, Unknown::ContainsNil);
                return self.dialect.text_contains_nil;
            }
            return text.contains(right.to_text(self.dialect).as_ref());
        }
        if !right.truthy() {
            return false;
        }
        if let Some(length) = left.list_length() {
            if let (Value::Range(from, to), Value::Int(number)) = (left, right) {
                return (from..=to).contains(&number);
            }
            return (0..length.min(super::MAX_ITEMS))
                .filter_map(|at| left.item(at))
                .any(|item| item.equals(right, self.dialect));
        }
        right.as_text().is_some_and(|key| left.member(key).is_some())
    }
}

/// The ends of a range: text as far as it is a number.
fn whole_or_zero(value: &Value<'_>) -> i64 {
    match value {
        Value::Int(number) => *number,
        #[expect(clippy::cast_possible_truncation, reason = "a float's whole part, saturating")]
        Value::Float(number) => number.trunc() as i64,
        _ => value.as_text().map_or(0, super::super::filters::leading_int),
    }
}

//! Searching versions of flows. Pure: it runs beside the window, once for a version and a query.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::pattern::{Pattern, TooLong};
use super::query::{self, Options};
use super::terms::{
    On, Ready, Standing, Test, Wrong, digits, is_about_texts, is_of_type, pattern_of, ready, uses,
};
use super::texts::{self, Sort};
use crate::check::{Diagnostic, Severity};
use crate::editor::findings::{Findings, below_state, with_quotes};
use crate::editor::state::FileKey;
use crate::flow::{Flow, Graph, Widget, WidgetId};
use crate::widgets::label_of;

/// More places than this are not listed.
const MOST: usize = 20_000;

/// A version of an open flow, with what is known of it.
#[derive(Clone)]
pub struct Source {
    /// The open flow.
    pub key: FileKey,
    /// What its tab says.
    pub title: String,
    /// The version.
    pub flow: Flow,
    /// Its number.
    pub revision: u64,
    /// Where everything leads.
    pub graph: Arc<Graph>,
    /// What is wrong.
    pub findings: Arc<Findings>,
}

/// What is asked, and of which flows.
#[derive(Clone, Default)]
pub struct Question {
    /// The flows.
    pub sources: Vec<Source>,
    /// What is typed.
    pub text: String,
    /// How it is compared.
    pub options: Options,
}

/// A place that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The open flow.
    pub file: FileKey,
    /// The widget; none for what belongs to the whole flow.
    pub widget: Option<WidgetId>,
    /// A JSON pointer within the state, or within the definition.
    pub pointer: String,
    /// The bytes of the text there; none where the widget as such was found, or something that is no text.
    pub range: Option<Range<usize>>,
    /// What the inspector calls the place.
    pub label: String,
    /// The text around it, on one line.
    pub excerpt: String,
    /// What was found of it.
    pub mark: Range<usize>,
    /// Which pattern found it.
    pattern: Option<usize>,
}

/// The places in one widget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The open flow.
    pub file: FileKey,
    /// The widget; none for the flow as a whole.
    pub widget: Option<WidgetId>,
    /// Its name.
    pub title: String,
    /// Its type, or where flows are searched together, the file.
    pub about: String,
    /// Which of the hits are its.
    pub hits: Range<usize>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// All places in the order of the files.
    pub hits: Vec<Hit>,
    /// The same by widget.
    pub groups: Vec<Group>,
    /// What is wrong with the query.
    pub trouble: Option<String>,
    /// There are more than are listed.
    pub is_cut: bool,
    patterns: Vec<Pattern>,
}

/// Answers a question.
pub fn search(question: &Question) -> Answer {
    let terms = query::parse(&question.text);
    let mut answer = Answer::default();
    let ready: Result<Vec<Ready>, String> =
        terms.into_iter().map(|term| ready(term, question.options, &mut answer.patterns)).collect();
    let ready = match ready {
        Ok(ready) => ready,
        Err(trouble) => {
            answer.trouble = Some(trouble);
            return answer;
        }
    };
    if ready.is_empty() {
        return answer;
    }
    for source in &question.sources {
        if let Err(trouble) = Search::new(source, &ready, question.sources.len() > 1).run(&mut answer) {
            answer.trouble = Some(trouble);
        }
    }
    answer
}

impl Answer {
    /// What comes in the place of a hit in `text`.
    pub fn replacement(&self, hit: &Hit, text: &str, with: &str) -> String {
        let pattern = hit.pattern.and_then(|pattern| self.patterns.get(pattern));
        match (pattern, &hit.range) {
            (Some(pattern), Some(range)) => pattern.replacement(text, range, with),
            _ => with.to_owned(),
        }
    }

    /// The group of a hit.
    pub fn group_of(&self, hit: usize) -> Option<usize> {
        self.groups.iter().position(|group| group.hits.contains(&hit))
    }
}

struct Search<'a> {
    source: &'a Source,
    terms: &'a [Ready],
    reached: HashSet<WidgetId>,
    names_file: bool,
}

/// What the terms found in one widget.
#[derive(Default)]
struct Found {
    hits: Vec<Hit>,
    /// For each term, whether it holds.
    holds: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(source: &'a Source, terms: &'a [Ready], names_file: bool) -> Self {
        let asks = terms
            .iter()
            .any(|term| matches!(term.test, Test::Is(Standing::Reachable | Standing::Unreachable)));
        let reached = if asks { source.graph.reachable().into_iter().collect() } else { HashSet::new() };
        Self { source, terms, reached, names_file }
    }

    fn run(&self, answer: &mut Answer) -> Result<(), String> {
        self.in_flow(answer)?;
        for widget in self.source.flow.widgets() {
            let found = self.in_widget(widget, answer)?;
            let holds = self.terms.iter().zip(&found.holds).all(|(term, holds)| term.is_not != *holds);
            if !holds {
                continue;
            }
            let mut hits = merged(found.hits);
            if hits.is_empty() {
                hits.push(self.whole(widget));
            }
            let kind = label_of(widget.kind().unwrap_or_default()).into_owned();
            self.keep(answer, Some(widget.id()), widget.title().to_owned(), kind, hits);
            if answer.is_cut {
                break;
            }
        }
        Ok(())
    }

    fn keep(
        &self,
        answer: &mut Answer,
        widget: Option<WidgetId>,
        title: String,
        kind: String,
        mut hits: Vec<Hit>,
    ) {
        let room = MOST.saturating_sub(answer.hits.len());
        answer.is_cut |= hits.len() > room;
        hits.truncate(room);
        if hits.is_empty() {
            return;
        }
        let begin = answer.hits.len();
        answer.hits.extend(hits);
        let about = if self.names_file { self.source.title.clone() } else { kind };
        let hits = begin..answer.hits.len();
        answer.groups.push(Group { file: self.source.key, widget, title, about, hits });
    }

    /// The flow's own description. It has no type and no outputs, so other terms than those about texts find nothing.
    fn in_flow(&self, answer: &mut Answer) -> Result<(), String> {
        let Some(text) = texts::text_at(&self.source.flow, None, "/description") else { return Ok(()) };
        if !self.terms.iter().all(is_about_texts) {
            return Ok(());
        }
        let mut hits = Vec::new();
        for term in self.terms {
            let found = self.in_text(term, answer, &text, Sort::Text)?;
            if found.is_empty() != term.is_not {
                return Ok(());
            }
            let pattern = pattern_of(term);
            hits.extend(found.into_iter().map(|range| {
                self.hit(None, "/description", &text, range, "Description".to_owned(), pattern, Sort::Text)
            }));
        }
        self.keep(answer, None, "The flow".to_owned(), "Flow".to_owned(), merged(hits));
        Ok(())
    }

    fn in_widget(&self, widget: &Widget, answer: &Answer) -> Result<Found, String> {
        let mut found = Found { hits: Vec::new(), holds: vec![false; self.terms.len()] };
        let mut trouble = None;
        let mut asks_texts = false;
        for (term, holds) in self.terms.iter().zip(&mut found.holds) {
            match &term.test {
                Test::Type(wanted) => *holds = is_of_type(widget, wanted),
                Test::Is(standing) => *holds = self.stands(widget, *standing),
                Test::Has(wrong) => {
                    let problems: Vec<&Diagnostic> = self.problems(widget, *wrong).collect();
                    *holds = !problems.is_empty();
                    if !term.is_not {
                        found.hits.extend(problems.into_iter().map(|problem| self.wrong(widget, problem)));
                    }
                }
                Test::Words { .. } | Test::Token { .. } | Test::Uses { .. } => asks_texts = true,
            }
            // Reading texts takes the time: not where something else says no already.
            if !is_about_texts(term) && term.is_not == *holds {
                return Ok(found);
            }
        }
        if !asks_texts {
            return Ok(found);
        }
        texts::each_text(widget, &mut |pointer, text, sort| {
            for (term, holds) in self.terms.iter().zip(&mut found.holds) {
                if !is_about_texts(term) || (term.is_not && *holds) {
                    continue;
                }
                match self.in_text(term, answer, text, sort) {
                    Ok(ranges) if ranges.is_empty() => {}
                    Ok(ranges) => {
                        *holds = true;
                        if !term.is_not {
                            let pattern = pattern_of(term);
                            found.hits.extend(ranges.into_iter().map(|range| {
                                let label = texts::label(widget, pointer);
                                self.hit(Some(widget.id()), pointer, text, range, label, pattern, sort)
                            }));
                        }
                    }
                    Err(error) => trouble = Some(error),
                }
            }
        });
        trouble.map_or(Ok(found), Err)
    }

    /// Where a term holds in a text.
    fn in_text(
        &self,
        term: &Ready,
        answer: &Answer,
        text: &str,
        sort: Sort,
    ) -> Result<Vec<Range<usize>>, String> {
        Ok(match &term.test {
            Test::Words { pattern, on } => {
                let is_on = match on {
                    On::All => true,
                    On::Name => sort == Sort::Name,
                    On::Text => sort != Sort::Name,
                };
                let pattern = answer.patterns.get(*pattern).filter(|_| is_on);
                let found = pattern.map(|pattern| pattern.find(text)).transpose();
                found
                    .map_err(|TooLong| "This regular expression takes too long".to_owned())?
                    .unwrap_or_default()
            }
            Test::Token { .. } if sort == Sort::Name => Vec::new(),
            Test::Token { regex, wanted, is_number } => {
                let fits = |token: &str| match is_number {
                    true => digits(token).contains(&digits(wanted)) && digits(token).len() >= 7,
                    false => token.to_lowercase().contains(&**wanted),
                };
                regex
                    .find_iter(text)
                    .flatten()
                    .filter(|found| fits(found.as_str()))
                    .map(|found| found.range())
                    .collect()
            }
            Test::Uses { path } if sort == Sort::Text => uses(text, path),
            _ => Vec::new(),
        })
    }

    fn stands(&self, widget: &Widget, standing: Standing) -> bool {
        let graph: &Graph = &self.source.graph;
        let id = widget.id();
        let is_start = graph.start() == Some(id);
        match standing {
            Standing::Unreachable => !self.reached.contains(&id),
            Standing::Reachable => self.reached.contains(&id),
            Standing::Unconnected => widget.transitions().iter().any(|transition| transition.next.is_none()),
            Standing::Orphan => !is_start && graph.into(id).is_empty(),
            Standing::End => graph.next_of(id).is_empty(),
            Standing::Start => is_start,
        }
    }

    fn problems(&self, widget: &Widget, wrong: Wrong) -> impl Iterator<Item = &'a Diagnostic> {
        self.source.findings.of_widget(widget.id()).filter(move |found| match wrong {
            Wrong::Only(severity) => found.severity == severity,
            Wrong::Problem => found.severity != Severity::Advice,
        })
    }

    fn wrong(&self, widget: &Widget, problem: &Diagnostic) -> Hit {
        let pointer = below_state(&problem.place.pointer);
        let pointer = if pointer.is_empty() { "/name" } else { pointer };
        Hit {
            file: self.source.key,
            widget: Some(widget.id()),
            pointer: pointer.to_owned(),
            range: None,
            label: texts::label(widget, pointer),
            excerpt: one_line(&with_quotes(&problem.message)),
            mark: 0..0,
            pattern: None,
        }
    }

    /// A widget that fits as such.
    fn whole(&self, widget: &Widget) -> Hit {
        let text = crate::widgets::card_text(widget).unwrap_or_default();
        let excerpt = text.lines().next().unwrap_or_default();
        Hit {
            file: self.source.key,
            widget: Some(widget.id()),
            pointer: "/name".to_owned(),
            range: None,
            label: "Widget".to_owned(),
            excerpt: excerpt.chars().take(AFTER).collect(),
            mark: 0..0,
            pattern: None,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a part of what is made")]
    fn hit(
        &self,
        widget: Option<WidgetId>,
        pointer: &str,
        text: &str,
        range: Range<usize>,
        label: String,
        pattern: Option<usize>,
        sort: Sort,
    ) -> Hit {
        let (excerpt, mark) = excerpt(text, &range);
        let range = (sort != Sort::Value).then_some(range);
        let file = self.source.key;
        Hit { file, widget, pointer: pointer.to_owned(), range, label, excerpt, mark, pattern }
    }
}

/// Places in order of the file, of which none lies over another: two terms may find the same.
fn merged(mut hits: Vec<Hit>) -> Vec<Hit> {
    let order: Vec<String> = hits.iter().fold(Vec::new(), |mut order, hit| {
        if !order.contains(&hit.pointer) {
            order.push(hit.pointer.clone());
        }
        order
    });
    if order.len() < 200 {
        hits.sort_by_key(|hit| {
            let place = order.iter().position(|pointer| *pointer == hit.pointer);
            (place, hit.range.as_ref().map(|range| range.start))
        });
    }
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        let lies_over = kept.last().is_some_and(|last| {
            last.pointer == hit.pointer
                && match (&last.range, &hit.range) {
                    (Some(last), Some(range)) => range.start < last.end,
                    _ => false,
                }
        });
        if !lies_over {
            kept.push(hit);
        }
    }
    kept
}

/// How many letters stand before what was found, and how many from there.
const BEFORE: usize = 14;
const AFTER: usize = 90;

/// What stands around a place, on one line, and where in that it is.
fn excerpt(text: &str, range: &Range<usize>) -> (String, Range<usize>) {
    let before = text.get(..range.start).unwrap_or_default();
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let after = text.get(range.start..).unwrap_or_default();
    let end = after.char_indices().nth(AFTER).map_or(text.len(), |(at, _)| range.start + at);
    let lead = if start > 0 { "…" } else { "" };
    let shown = text.get(start..end).unwrap_or_default();
    let trail = if end < text.len() { "…" } else { "" };
    let begin = lead.len() + range.start - start;
    let mark = begin..(begin + range.len()).min(lead.len() + shown.len());
    (format!("{lead}{}{trail}", one_line(shown)), mark)
}

/// White space of one byte stays one byte, so that places stay where they are.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_ascii_control() { ' ' } else { char }).collect()
}

//! What the panel *Find* shows, and where it stands.

use std::sync::Arc;

use super::query::Options;
use super::search::{Answer, Hit, Question, Source};
use crate::editor::canvas::Lit;
use crate::editor::findings::Findings;
use crate::editor::state::{FileKey, OpenFlow};
use crate::flow::Flow;

/// The state of the panel.
#[derive(Default)]
pub struct FindView {
    /// What is searched for.
    pub text: String,
    /// What comes in its place.
    pub with: String,
    /// How it is compared.
    pub options: Options,
    /// Whether what replaces it is asked for.
    pub replaces: bool,
    /// Whether all open flows are searched.
    pub is_everywhere: bool,
    answer: Arc<Answer>,
    /// What the answer is an answer to.
    answered: Option<Asked>,
    asked: Option<Asked>,
    number: u64,
    is_waiting: bool,
    /// The place that was gone to last.
    pub(super) at: Option<usize>,
    lit: Option<(FileKey, Arc<Lit>)>,
    /// The field for the query is to take the keyboard, once.
    pub(super) wants_query: bool,
    /// The list is to scroll to the place, once.
    pub(super) wants_sight: bool,
    /// The row of the place is to take the keyboard, once.
    pub(super) wants_row: bool,
    /// What is to be done as soon as it is known what is found.
    wish: Option<FindWish>,
    /// For how many frames the query takes the keyboard back from the place that was gone to.
    pub(super) keeps_keyboard: u8,
}

/// What is to be done with what is found, which has to be searched for first.
#[derive(Clone, Debug)]
pub enum FindWish {
    /// Goes to the next place, or to the one before.
    Step {
        /// Whether to the next one.
        is_forward: bool,
        /// Whether the keyboard stays where it is.
        keeps_keyboard: bool,
    },
    /// Replaces a place and goes to the next.
    Replace {
        /// Its number.
        index: usize,
        /// The place.
        hit: Hit,
    },
    /// Goes to what is found behind a place that was replaced.
    After {
        /// Its number.
        index: usize,
        /// The place.
        hit: Hit,
        /// Where the text that was put there ends.
        end: usize,
    },
    /// Replaces all places.
    ReplaceAll,
}

/// A name becomes a field, and takes the keyboard, some frames after it is gone to.
const FRAMES: u8 = 4;

/// What was asked, to be compared.
#[derive(Clone)]
struct Asked {
    text: String,
    options: Options,
    flows: Vec<Known>,
}

/// A version that was asked about.
#[derive(Clone)]
struct Known {
    key: FileKey,
    flow: Flow,
    revision: u64,
    findings: Arc<Findings>,
}

impl Asked {
    fn of(question: &Question) -> Self {
        let known = |source: &Source| Known {
            key: source.key,
            flow: source.flow.clone(),
            revision: source.revision,
            findings: Arc::clone(&source.findings),
        };
        let flows = question.sources.iter().map(known).collect();
        Self { text: question.text.clone(), options: question.options, flows }
    }

    fn is_same_as(&self, other: &Self) -> bool {
        // What is wrong only matters where it is asked for.
        let has = self.text.contains("has:");
        self.text == other.text
            && self.options == other.options
            && self.flows.len() == other.flows.len()
            && self.flows.iter().zip(&other.flows).all(|(one, two)| {
                one.key == two.key
                    && one.flow.is_same_as(&two.flow)
                    && (!has || Arc::ptr_eq(&one.findings, &two.findings))
            })
    }
}

impl FindView {
    /// Asks for the keyboard.
    pub fn ask_for_keyboard(&mut self) {
        self.wants_query = true;
    }

    /// What is known.
    pub fn answer(&self) -> &Arc<Answer> {
        &self.answer
    }

    /// Whether a search is under way, or something that has to wait for one.
    pub fn is_waiting(&self) -> bool {
        self.is_waiting || self.wish.is_some()
    }

    /// The place that was gone to last.
    pub fn current(&self) -> Option<(usize, &Hit)> {
        let at = self.at?;
        Some((at, self.answer.hits.get(at)?))
    }

    /// What is to be asked now of these flows.
    pub fn question(&self, open: &[OpenFlow], shown: usize) -> Question {
        let is_meant = |index: usize| self.is_everywhere || index == shown;
        let sources = open
            .iter()
            .enumerate()
            .filter(|(index, _)| is_meant(*index))
            .map(|(_, file)| Source {
                key: file.key,
                title: file.document.title(),
                flow: file.flow().clone(),
                revision: file.derived.revision,
                graph: Arc::clone(&file.derived.graph),
                findings: Arc::clone(&file.derived.findings),
            })
            .collect();
        Question { sources, text: self.text.clone(), options: self.options }
    }

    /// Whether all was asked already: a look at numbers, however large the flows are.
    pub fn is_settled(&self, open: &[OpenFlow], shown: usize) -> bool {
        let Some(asked) = &self.asked else { return false };
        let has = self.text.contains("has:");
        let is_meant = |(index, _): &(usize, &OpenFlow)| self.is_everywhere || *index == shown;
        let meant = || open.iter().enumerate().filter(is_meant).map(|(_, file)| file);
        asked.text == self.text
            && asked.options == self.options
            && meant().count() == asked.flows.len()
            && meant().zip(&asked.flows).all(|(file, known)| {
                file.key == known.key
                    && file.derived.revision == known.revision
                    && (!has || Arc::ptr_eq(&file.derived.findings, &known.findings))
            })
    }

    /// The number under which a question is to be answered; nothing where it was answered or is being answered.
    pub fn ask(&mut self, question: &Question) -> Option<u64> {
        let wanted = Asked::of(question);
        if self.is_waiting {
            return None;
        }
        if self.asked.as_ref().is_some_and(|asked| asked.is_same_as(&wanted)) {
            // The same version may have another number by now.
            self.asked = Some(wanted);
            return None;
        }
        self.number += 1;
        self.asked = Some(wanted);
        self.is_waiting = true;
        Some(self.number)
    }

    /// Takes an answer, unless something newer was asked.
    pub fn take(&mut self, number: u64, answer: Arc<Answer>) {
        if number == self.number {
            self.is_waiting = false;
            self.put(answer);
        }
    }

    /// Whether what is known is about these versions. Cheap: what two versions share is not looked into.
    pub fn is_answered(&self, question: &Question) -> bool {
        let wanted = Asked::of(question);
        self.answered.as_ref().is_some_and(|known| known.is_same_as(&wanted))
    }

    /// Keeps what is to be done with the answer when it comes. While something waits that changes a flow, nothing else is
    /// taken.
    pub fn wish(&mut self, wish: FindWish) {
        if self.wish.as_ref().is_none_or(|known| matches!(known, FindWish::Step { .. })) {
            self.wish = Some(wish);
        }
    }

    /// Whether something is to be done with the answer.
    pub fn has_wish(&self) -> bool {
        self.wish.is_some()
    }

    /// Whether something is to be done with the answer and nobody was asked yet.
    pub fn wants_asking(&self) -> bool {
        self.wish.is_some() && !self.is_waiting
    }

    /// What is to be done with the answer, once.
    pub fn take_wish(&mut self) -> Option<FindWish> {
        self.wish.take()
    }

    /// The place that was gone to is known again where it is still there.
    fn put(&mut self, answer: Arc<Answer>) {
        let is_same_query = match (&self.answered, &self.asked) {
            (Some(one), Some(two)) => one.text == two.text && one.options == two.options,
            _ => false,
        };
        let before = self.at.and_then(|at| self.answer.hits.get(at)).filter(|_| is_same_query);
        self.at = before.and_then(|before| {
            let is_same = |hit: &Hit| {
                (hit.file, hit.widget, &hit.pointer) == (before.file, before.widget, &before.pointer)
            };
            let start = |hit: &Hit| hit.range.as_ref().map_or(0, |range| range.start);
            let mut same = answer.hits.iter().enumerate().filter(|(_, hit)| is_same(hit)).peekable();
            let first = same.peek().map(|(index, _)| *index);
            same.find(|(_, hit)| start(hit) >= start(before)).map(|(index, _)| index).or(first)
        });
        self.answered = self.asked.clone();
        self.answer = answer;
        self.lit = None;
    }

    /// Goes on to the next place or back to the one before, around the ends. From nowhere, the first is the next.
    pub fn step(&mut self, is_forward: bool) -> Option<usize> {
        let last = self.answer.hits.len().checked_sub(1)?;
        let next = match (self.at, is_forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => at + 1,
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        };
        Some(if next > last { 0 } else { next })
    }

    /// Chooses a place.
    pub fn choose(&mut self, hit: usize) {
        self.at = self.answer.hits.get(hit).map(|_| hit);
        self.wants_sight = true;
    }

    /// There is nothing behind the place that was gone to.
    pub fn at_end(&mut self) {
        self.at = None;
    }

    /// The field that the keyboard is taken from is to have it back.
    pub fn keep_keyboard(&mut self) {
        self.keeps_keyboard = FRAMES;
    }

    /// What was found in a flow, to be lit on its canvas.
    pub fn lit(&mut self, key: FileKey) -> Option<Arc<Lit>> {
        if self.answer.hits.is_empty() {
            return None;
        }
        if self.lit.as_ref().is_none_or(|(of, _)| *of != key) {
            let groups = self.answer.groups.iter().filter(|group| group.file == key);
            let found = groups.filter_map(|group| group.widget).collect();
            self.lit = Some((key, Arc::new(Lit { found, ..Lit::default() })));
        }
        self.lit.as_ref().map(|(_, lit)| Arc::clone(lit))
    }
}

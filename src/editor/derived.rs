//! What follows from a version of a flow: where everything stands, where everything leads, and what is wrong. The
//! first two are made at once; the last comes from the checker's thread, and until then what was known stays.

use std::sync::Arc;

use super::canvas::SceneMaker;
use super::checks::Question;
use super::findings::Findings;
use crate::check::Settings;
use crate::flow::{Flow, Graph};
use crate::picture::Scene;

/// What follows from a version of a flow. Made again when the version changes, never during a frame that only
/// looks.
#[derive(Default)]
pub struct Derived {
    flow: Option<Flow>,
    /// Where everything stands.
    pub scene: Arc<Scene>,
    /// Where transitions lead.
    pub graph: Arc<Graph>,
    /// What is wrong, as far as it is known.
    pub findings: Arc<Findings>,
    /// Grows with each version that was derived.
    pub revision: u64,
    /// What the checker was asked last, and the number of that question.
    asked: Option<(u64, Question)>,
    /// The version that was checked last.
    checked: Option<Flow>,
    questions: u64,
    is_waiting: bool,
}

impl Derived {
    /// Whether this was derived from a version.
    pub fn is_of(&self, flow: &Flow) -> bool {
        self.flow.as_ref().is_some_and(|known| known.is_same_as(flow))
    }

    /// Whether what is known to be wrong is wrong with this version.
    pub fn is_checked(&self, flow: &Flow) -> bool {
        self.checked.as_ref().is_some_and(|known| known.is_same_as(flow))
    }

    /// Whether the checker was asked and has not answered yet.
    pub fn is_waiting(&self) -> bool {
        self.is_waiting
    }

    /// Brings everything but the findings up to a version. What widgets had that are gone is not wrong any more.
    pub fn follow(&mut self, flow: &Flow, maker: &SceneMaker) {
        if self.is_of(flow) {
            if self.scene.wire_style() != maker.wire_style() {
                self.scene = Arc::new(maker.scene(flow, Some(&self.scene)));
            }
            return;
        }
        self.scene = Arc::new(maker.scene(flow, Some(&self.scene)));
        if !self.flow.as_ref().is_some_and(|known| Graph::is_same(known, flow)) {
            self.graph = Arc::new(Graph::of(flow));
        }
        if let Some(findings) = self.findings.without_gone(flow) {
            self.findings = Arc::new(findings);
        }
        self.flow = Some(flow.clone());
        self.revision += 1;
    }

    /// Whether the checker was asked about this last.
    pub(super) fn is_asked(
        &self,
        flow: &Flow,
        settings: &Arc<Settings>,
        progress: Option<(u64, usize)>,
    ) -> bool {
        self.asked.as_ref().is_some_and(|(_, asked)| {
            Arc::ptr_eq(&asked.settings, settings)
                && asked.progress == progress
                && asked.flow.is_same_as(flow)
        })
    }

    /// Notes what the checker is to be asked, and numbers it.
    pub(super) fn ask(&mut self, question: &Question) -> u64 {
        self.questions += 1;
        self.is_waiting = true;
        self.asked = Some((self.questions, question.clone()));
        self.questions
    }

    /// Takes an answer, unless something newer was asked meanwhile. Widgets may have gone since then. Answers with what
    /// was known before: to let thousands of findings go takes time that a frame does not have.
    pub(super) fn take(&mut self, number: u64, findings: Arc<Findings>, current: &Flow) -> Arc<Findings> {
        let Some((_, question)) = self.asked.as_ref().filter(|(asked, _)| *asked == number) else {
            return findings;
        };
        self.is_waiting = false;
        self.checked = Some(question.flow.clone());
        let before = std::mem::replace(&mut self.findings, findings);
        if !self.is_checked(current)
            && let Some(findings) = self.findings.without_gone(current)
        {
            self.findings = Arc::new(findings);
        }
        before
    }

    /// Checks a version at once, for who has no thread to ask.
    pub fn check_now(&mut self, flow: &Flow) {
        if !self.is_checked(flow) {
            let question = Question::of(flow);
            let number = self.ask(&question);
            self.take(number, Arc::new(question.answer()), flow);
        }
    }
}

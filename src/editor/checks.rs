//! The thread that checks. A frame asks and never waits: the answer comes over the channel of the tasks.
//!
//! Of several questions about one flow only the newest is answered. Between two questions the thread keeps what helps
//! with the next one; while nobody asks, it sleeps.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};

use super::findings::Findings;
use super::run::Rendering;
use super::state::FileKey;
use super::tasks::{Done, Reply};
use crate::check::{self, Checker, Diagnostic, Options, Rendered, Settings};
use crate::flow::Flow;

/// What is to be checked, and how.
#[derive(Clone)]
pub struct Question {
    /// The version.
    pub flow: Flow,
    /// What the folder's settings say.
    pub settings: Arc<Settings>,
    /// How far the last run was: see [`Run::progress`](super::run::Run::progress).
    pub progress: Option<(u64, usize)>,
    /// What templates are rendered with, as the last run knows it.
    pub rendering: Option<Rendering>,
}

impl Question {
    /// A version by itself.
    pub fn of(flow: &Flow) -> Self {
        Self { flow: flow.clone(), settings: Arc::default(), progress: None, rendering: None }
    }

    /// The options of the check. Templates are rendered here.
    pub fn options(&self) -> Options {
        Options { rendered: self.rendered(), ..self.settings.options() }
    }

    fn rendered(&self) -> Rendered {
        self.rendering.as_ref().map(|run| run.fields(&self.flow)).unwrap_or_default()
    }

    /// The answer, worked out here and now.
    pub fn answer(&self) -> Findings {
        let found = check::check(&self.flow, &self.options());
        Findings::new(&self.flow, found.into_iter().map(Arc::new).collect())
    }
}

/// What the thread keeps of an open flow from one question to the next: what was found in widgets that stay the same.
struct Kept {
    settings: Arc<Settings>,
    checker: Checker,
}

impl Kept {
    fn of(settings: &Arc<Settings>) -> Self {
        Self { settings: Arc::clone(settings), checker: Checker::new(settings.options()) }
    }

    fn check(&mut self, question: &Question) -> Vec<Arc<Diagnostic>> {
        self.checker.check(&question.flow, &question.rendered())
    }
}

/// What the thread is told.
enum Order {
    Check { key: FileKey, number: u64, question: Box<Question> },
    Forget(FileKey),
}

/// The way to the thread.
pub struct Checks {
    orders: mpsc::Sender<Order>,
}

impl Checks {
    /// Starts the thread. It ends when nobody can ask it any more.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(reply: Reply) -> std::io::Result<Self> {
        let (orders, receiver) = mpsc::channel();
        std::thread::Builder::new()
            .name("cordboard-check".to_owned())
            .spawn(move || Desk::default().work(&receiver, &reply))?;
        Ok(Self { orders })
    }

    /// Asks about an open flow; what was asked about it before and is not answered yet is not answered any more.
    pub fn ask(&self, key: FileKey, number: u64, question: Question) {
        // A thread that is gone leaves what is known as it is.
        let _gone = self.orders.send(Order::Check { key, number, question: Box::new(question) });
    }

    /// Forgets what was kept of a flow that is closed.
    pub fn forget(&self, key: FileKey) {
        let _gone = self.orders.send(Order::Forget(key));
    }
}

/// What lies on the thread's desk.
#[derive(Default)]
struct Desk {
    /// The newest question about each flow, those first that were asked first.
    waiting: Vec<(FileKey, u64, Box<Question>)>,
    kept: HashMap<FileKey, Kept>,
}

impl Desk {
    fn work(mut self, orders: &mpsc::Receiver<Order>, reply: &Reply) {
        loop {
            if self.waiting.is_empty() {
                let Ok(order) = orders.recv() else { return };
                self.put(order);
            }
            orders.try_iter().for_each(|order| self.put(order));
            if !self.waiting.is_empty() {
                let (key, number, question) = self.waiting.remove(0);
                self.answer(key, number, &question, reply);
            }
        }
    }

    fn put(&mut self, order: Order) {
        match order {
            Order::Check { key, number, question } => {
                match self.waiting.iter_mut().find(|(waiting, ..)| *waiting == key) {
                    Some(older) => *older = (key, number, question),
                    None => self.waiting.push((key, number, question)),
                }
            }
            Order::Forget(key) => {
                self.waiting.retain(|(waiting, ..)| *waiting != key);
                self.kept.remove(&key);
            }
        }
    }

    fn answer(&mut self, key: FileKey, number: u64, question: &Question, reply: &Reply) {
        // Other settings want other rules.
        let kept = self.kept.remove(&key).filter(|kept| Arc::ptr_eq(&kept.settings, &question.settings));
        let mut kept = kept.unwrap_or_else(|| Kept::of(&question.settings));
        // A fault in a rule must neither end the thread nor leave it with half of what it kept.
        let checked = catch_unwind(AssertUnwindSafe(|| {
            let found = kept.check(question);
            (kept, Arc::new(Findings::new(&question.flow, found)))
        }));
        match checked {
            Ok((kept, findings)) => {
                self.kept.insert(key, kept);
                reply.send(Done::Checked { key, number, findings });
            }
            Err(_) => reply.send(Done::Trouble("This version of the flow could not be checked".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests;

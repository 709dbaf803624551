//! What takes time happens on a tokio runtime in threads of its own and answers over a channel. A frame never
//! waits for it.

use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};

use crate::flow::convert::Converted;
use crate::flow::file::{Fingerprint, PairRead, PairSaved, SaveError};
use crate::flow::{Document, Edit, Flow, SideFile};

use super::convert::ConvertQuestion;
use super::findings::Findings;
use super::folder_rules;
use super::state::FileKey;
use super::subflow::{Candidates, SubflowPlace};

/// What a task answers.
#[derive(Debug)]
pub enum Done {
    /// A flow's file was read, and what stands beside it.
    Read {
        /// What for.
        reading: Reading,
        /// The file.
        path: PathBuf,
        /// The bytes, or what the system says.
        result: Result<PairRead, SaveError>,
    },
    /// A flow was written, and what stands beside it.
    Saved {
        /// The open flow.
        key: FileKey,
        /// The version of it that was written.
        flow: Flow,
        /// What stands beside that version.
        side: SideFile,
        /// The file.
        path: PathBuf,
        /// What became of it.
        result: Result<PairSaved, SaveError>,
    },
    /// A flow was exported, which leaves the document's own file alone.
    Exported {
        /// The file.
        path: PathBuf,
        /// The fingerprint of what stands there now.
        result: Result<Fingerprint, SaveError>,
    },
    /// What became of the file in which a run is kept as a test.
    Keep(super::keep::KeepNews),
    /// A dialog of the system was answered.
    Picked {
        /// What was asked for.
        purpose: Purpose,
        /// The files; none where it was cancelled.
        paths: Vec<PathBuf>,
        /// Whether it came back so fast that no dialog can have been seen: there is no portal.
        was_instant: bool,
    },
    /// The files of an open flow were looked at again.
    DiskLooked {
        /// The open flow.
        key: FileKey,
        /// The one whose bytes are others now than were read or written, if there is one.
        changed: Option<PathBuf>,
    },
    /// The flows were found that lie beside one.
    Candidates {
        /// Where the subflow is.
        place: SubflowPlace,
        /// The flows.
        found: Candidates,
    },
    /// Flows were looked for in a file that is not a bare current one; the question about them, or why there are none.
    Recognised(Result<Box<ConvertQuestion>, String>),
    /// It was looked at what becomes of a flow.
    LookedAt {
        /// The file that it is in.
        path: PathBuf,
        /// Its number there.
        index: usize,
        /// What becomes of it; `None` where it would be too large.
        looked: Option<Arc<Converted>>,
    },
    /// Flows were converted.
    Converted {
        /// The file that they were in.
        path: PathBuf,
        /// Each, or why it could not be converted.
        documents: Vec<Result<Document, String>>,
    },
    /// The files that were open before were looked at.
    RecentLooked(Vec<super::window::RecentFile>),
    /// Flows were found that a crash left in the journal.
    Journal(Vec<super::journal::Leftover>),
    /// About a subflow that is made of a selection, or put back.
    Extract(Box<super::extract::ExtractNews>),
    /// Something that a background task wants the user to know.
    Trouble(String),
    /// A version of an open flow was checked.
    Checked {
        /// The open flow.
        key: FileKey,
        /// The number of the question.
        number: u64,
        /// What was found.
        findings: Arc<Findings>,
    },
    /// What was searched for was found, or was not.
    Found {
        /// The number of the question.
        number: u64,
        /// What was found.
        answer: Arc<super::finding::Answer>,
    },
    /// Many fixes were worked out at once.
    Mended {
        /// The open flow.
        key: FileKey,
        /// The version that they are for.
        flow: Flow,
        /// How many there are.
        count: usize,
        /// All of them as one change; nothing where none could be applied.
        edit: Option<Edit>,
    },
    /// The settings of the rules were looked for.
    RulesLooked {
        /// The open flow.
        key: FileKey,
        /// The file that they were looked for beside.
        beside: PathBuf,
        /// What was found.
        found: folder_rules::Found,
    },
    /// Levels of rules were written, or were not.
    RulesWritten {
        /// What they are now, as a sentence without a full stop.
        told: String,
        /// What was written, or why nothing was.
        result: Result<folder_rules::Written, String>,
    },
    /// What was written was taken back, or was not.
    RulesTakenBack {
        /// The file.
        file: PathBuf,
        /// Why not.
        result: Result<(), String>,
    },
    /// The tests beside a flow were played.
    Tested {
        /// The open flow.
        key: FileKey,
        /// What they gave.
        tested: Box<super::tested::Tested>,
    },
    /// News of the page of a real execution.
    Loaded {
        /// The open flow.
        key: FileKey,
        /// The number of the wish.
        number: u64,
        /// What is told.
        news: super::loaded::LoadedNews,
    },
    /// News of the mock inside the program.
    Mock(super::mocked::MockNews),
    /// News of the API page.
    Api(super::api::ApiNews),
    /// News of Twilio, or of the account that is used there.
    Twilio(super::at_twilio::Told),
    /// It was worked out why a step was left as it was.
    Explained {
        /// The open flow.
        key: FileKey,
        /// What was found out.
        answer: Box<super::why::WhyAnswer>,
    },
    /// News of many contacts.
    Crowd {
        /// The open flow.
        key: FileKey,
        /// Which run of them: news of an older one are dropped.
        number: u64,
        /// What is told.
        news: super::crowd::CrowdNews,
    },
    /// News of a comparison.
    Compared(super::compared::Told),
    /// What became of a picture of a flow.
    Picture(super::compared::PictureNews),
    /// News of a run.
    Run {
        /// The open flow.
        key: FileKey,
        /// Which run of it: news of an older one are dropped.
        number: u64,
        /// What happened.
        event: super::run::News,
    },
}

/// What a flow's file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// To be opened.
    New,
    /// To take the place of an open flow.
    Again(FileKey),
    /// To be opened as what a widget runs.
    Subflow {
        /// The widget.
        place: SubflowPlace,
        /// Whether the file was chosen just now, so that the choice is to be kept.
        is_chosen: bool,
    },
}

/// What a file dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Flows to open.
    Open,
    /// Where to save the flow.
    Save(FileKey),
    /// Where to export the flow.
    Export(FileKey),
    /// The flow that a widget runs.
    Subflow(SubflowPlace),
    /// What the flow is to be compared with.
    Compare(FileKey),
    /// The document of an API to import.
    ImportApi,
    /// Where to write the body of an answer of the API page.
    ApiBody,
    /// The file whose bytes become a value of a request of the API page.
    ApiFile,
    /// Where to write a picture of the flow.
    Picture {
        /// The flow.
        key: FileKey,
        /// Whether in dark colours.
        is_dark: bool,
    },
}

/// The runtime, and the two ends of the channel.
pub struct Tasks {
    runtime: Option<tokio::runtime::Runtime>,
    sender: mpsc::Sender<Done>,
    receiver: mpsc::Receiver<Done>,
    ctx: egui::Context,
    queue: Option<mpsc::Sender<Box<dyn FnOnce() + Send>>>,
    worker: Option<std::thread::JoinHandle<()>>,
}

/// What a task needs to answer.
#[derive(Clone)]
pub struct Reply {
    sender: mpsc::Sender<Done>,
    ctx: egui::Context,
}

impl Reply {
    /// Sends an answer and wakes the window.
    pub fn send(&self, done: Done) {
        // Where the window is gone nobody listens any more.
        let _closed = self.sender.send(done);
        self.ctx.request_repaint();
    }
}

impl Tasks {
    /// Starts the runtime.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn start(ctx: egui::Context) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("cordboard-io")
            .enable_all()
            .build()?;
        let (sender, receiver) = mpsc::channel();
        let (queue, work) = mpsc::channel::<Box<dyn FnOnce() + Send>>();
        let worker = std::thread::Builder::new()
            .name("cordboard-journal".to_owned())
            .spawn(move || work.iter().for_each(|work| work()))?;
        Ok(Self { runtime: Some(runtime), sender, receiver, ctx, queue: Some(queue), worker: Some(worker) })
    }

    /// What tasks answer through.
    pub fn reply(&self) -> Reply {
        Reply { sender: self.sender.clone(), ctx: self.ctx.clone() }
    }

    /// Runs a future.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(future);
        }
    }

    /// Runs a future that may be given up.
    pub fn spawn_to_cancel(
        &self,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Option<tokio::task::AbortHandle> {
        self.runtime.as_ref().map(|runtime| runtime.spawn(future).abort_handle())
    }

    /// Runs something that blocks, and sends what it answers.
    pub fn block(&self, work: impl FnOnce() -> Done + Send + 'static) {
        let reply = self.reply();
        if let Some(runtime) = &self.runtime {
            runtime.spawn_blocking(move || reply.send(work()));
        }
    }

    /// As [`Tasks::block`], with something to work on.
    pub fn block_with<T: Send + 'static>(&self, with: T, work: impl FnOnce(T) -> Done + Send + 'static) {
        self.block(move || work(with));
    }

    /// Runs something that blocks and has nothing to answer. One after another, in the order of the calls: the
    /// journal must not write a copy after it was to be forgotten.
    pub fn block_silently(&self, work: impl FnOnce() + Send + 'static) {
        if let Some(queue) = &self.queue {
            // The queue ends with the runtime.
            let _closed = queue.send(Box::new(work));
        }
    }

    /// The answers that have come.
    pub fn answers(&self) -> Vec<Done> {
        self.receiver.try_iter().collect()
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        // What the journal still has to write or forget is done before the program ends.
        drop(self.queue.take());
        if let Some(worker) = self.worker.take() {
            // A worker that panicked has said so already.
            let _panicked = worker.join();
        }
        // Closing the window must not wait for a server that does not answer; files are written synchronously
        // before the window closes.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(std::time::Duration::from_millis(200));
        }
    }
}

//! Reading a document beside the window: from a file, an address or a text, with progress, and to be given up.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ApiNews;
use super::changes::Changes;
use super::keeping::{self, Source};
use super::key::LibraryId;
use super::libraries::LibraryNews;
use super::shelf::Shelved;
use crate::api::{self, ImportError, Progress, Stage};
use crate::editor::tasks::{Done, Reply};
use crate::flow::file::Fingerprint;

/// What is done with a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// It waits for its turn.
    Waiting,
    /// It comes over the network: so many bytes of so many, where that is known.
    Fetching(u64, Option<u64>),
    /// It is read.
    Importing(Progress),
}

impl Step {
    /// What is done, in words.
    pub fn told(self) -> String {
        match self {
            Self::Waiting => "Waiting".to_owned(),
            Self::Fetching(done, of) => {
                let of = of.map(|of| format!(" of {}", size(of))).unwrap_or_default();
                format!("Fetching, {}{of}", size(done))
            }
            Self::Importing(Progress { stage: Stage::Reading, .. }) => "Reading the text".to_owned(),
            Self::Importing(Progress { stage: Stage::Schemas, done, of }) => {
                format!("Reading what values have to be, {done} of {of} paths")
            }
            Self::Importing(Progress { stage: Stage::Operations, done, of }) => {
                format!("Putting operations together, {done} of {of} paths")
            }
        }
    }

    /// How much is done, from 0 to 1.
    pub fn fraction(self) -> f32 {
        match self {
            Self::Waiting => 0.0,
            #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
            Self::Fetching(done, of) => of.map_or(0.0, |of| done as f32 / of.max(1) as f32).clamp(0.0, 1.0),
            Self::Importing(progress) => progress.fraction(),
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// Dropping it gives the import up.
#[derive(Debug, Default)]
pub struct GiveUp {
    flag: Arc<AtomicBool>,
    /// What waits for the network.
    pub(in crate::editor) task: Option<tokio::task::AbortHandle>,
}

impl GiveUp {
    /// What is set once it is given up.
    pub(in crate::editor) fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.flag)
    }
}

impl Drop for GiveUp {
    fn drop(&mut self) {
        self.flag.store(true, Ordering::Relaxed);
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// A document to be read.
#[derive(Debug)]
pub struct Errand {
    /// Which import it is.
    pub number: u64,
    /// Where it comes from.
    pub source: Source,
    /// Its text, where that is known already.
    pub text: Option<String>,
    /// The name of its library, where it has one.
    pub id: LibraryId,
    /// What it was before, to tell what has changed.
    pub before: Option<Arc<Shelved>>,
    /// Where texts are kept that come from no file.
    pub data: Option<PathBuf>,
    /// Set once it is given up.
    pub flag: Arc<AtomicBool>,
}

/// A document that was read.
#[derive(Debug)]
pub struct Imported {
    /// Its library.
    pub library: Arc<Shelved>,
    /// Its bytes, to see when the file changes.
    pub fingerprint: Fingerprint,
    /// When it was read, or fetched.
    pub at: Option<jiff::Timestamp>,
    /// What is not as before.
    pub changes: Option<Changes>,
    /// Its text is not kept, and why.
    pub not_kept: Option<String>,
}

/// Why a document was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was given up.
    Cancelled,
    /// A sentence, and perhaps one that says what helps.
    Because(String),
}

impl Errand {
    /// The same with its text, from its address. To give up, drop it.
    ///
    /// # Errors
    /// Where there is no such document.
    pub(in crate::editor) async fn fetched(mut self, reply: &Reply) -> Result<Self, Failure> {
        let Source::Address(address) = &self.source else { return Ok(self) };
        let mut told = 0_usize;
        let mut tell = |done: usize, of: Option<usize>| {
            // Each message paints a frame.
            if told == 0 || done >= told + of.map_or(200_000, |of| of / 50).max(1) {
                told = done.max(1);
                let step = Step::Fetching(done as u64, of.map(|of| of as u64));
                let news = LibraryNews::Step(self.number, step);
                reply.send(Done::Api(ApiNews::Library(Box::new(news))));
            }
        };
        let fetched = api::fetch(address, api::MAX_DOCUMENT_BYTES, &mut tell).await.map_err(|error| {
            let remedy = error.remedy().map(|remedy| format!(" {remedy}")).unwrap_or_default();
            Failure::Because(format!("{}.{remedy}", super::libraries::capital(&error.to_string())))
        })?;
        self.text = Some(fetched.text);
        Ok(self)
    }

    /// Reads it. It takes its time.
    pub fn perform(self, reply: &Reply) -> Result<Imported, Failure> {
        let (text, at, is_new) = self.find_text()?;
        let fingerprint = Fingerprint::of(text.as_bytes());
        let mut told = (Stage::Reading, -1.0_f32);
        let mut watch = |progress: Progress| {
            if self.flag.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            // Each message paints a frame: a hundred of them are enough.
            let fraction = progress.fraction();
            if progress.stage != told.0 || fraction - told.1 >= 0.01 {
                told = (progress.stage, fraction);
                let news = LibraryNews::Step(self.number, Step::Importing(progress));
                reply.send(Done::Api(ApiNews::Library(Box::new(news))));
            }
            ControlFlow::Continue(())
        };
        let shown = match &self.source {
            Source::Pasted(_) => "pasted text".to_owned(),
            source => source.shown(),
        };
        let mut library = api::import(&text, &shown, &mut watch).map_err(|error| failed(&error))?;
        // Deprecated operations are the last thing that one looks for; their order is the document's in each half.
        library.operations.sort_by_key(|operation| operation.is_deprecated);
        let library = Arc::new(Shelved::new(self.id, library));
        let changes = self.before.map(|before| Changes::between(&before.library, &library.library));
        let mut not_kept = None;
        if let (true, Some(file)) =
            (is_new, self.data.as_deref().and_then(|data| self.source.kept_text(data)))
        {
            not_kept = keeping::keep_text(&file, &text).err();
        }
        if self.flag.load(Ordering::Relaxed) {
            return Err(Failure::Cancelled);
        }
        Ok(Imported { library, fingerprint, at, changes, not_kept })
    }

    /// The text, when it was read, and whether it is not kept yet.
    fn find_text(&self) -> Result<(String, Option<jiff::Timestamp>, bool), Failure> {
        if let Some(text) = &self.text {
            return Ok((text.clone(), Some(jiff::Timestamp::now()), true));
        }
        let because = |text: String| Failure::Because(text);
        let (file, is_copy) = match (&self.source, &self.data) {
            (Source::File(file), _) => (file.clone(), false),
            (source, Some(data)) => (source.kept_text(data).unwrap_or_default(), true),
            (_, None) => return Err(because("Its text is not kept on this machine.".to_owned())),
        };
        let bytes = std::fs::read(&file).map_err(|error| {
            because(match (&self.source, error.kind()) {
                (Source::Address(_), std::io::ErrorKind::NotFound) => {
                    "Its text is not on this machine yet: *Read again* fetches it.".replace('*', "")
                }
                (Source::Pasted(_), std::io::ErrorKind::NotFound) => {
                    "Its text was pasted on another machine: paste it here once more, or remove it."
                        .to_owned()
                }
                (_, std::io::ErrorKind::NotFound) => {
                    format!("There is no file {} any more.", file.display())
                }
                _ => format!("{}: {error}.", file.display()),
            })
        })?;
        let at = if is_copy { keeping::written_at(&file) } else { Some(jiff::Timestamp::now()) };
        match String::from_utf8(bytes) {
            Ok(text) => Ok((text, at, false)),
            Err(error) => {
                let place = error.utf8_error().valid_up_to();
                let text = "it is not UTF-8. Save it as UTF-8, which every editor can.";
                Err(because(format!("{}: at byte {place} {text}", file.display())))
            }
        }
    }
}

/// Why an import failed, with what helps.
fn failed(error: &ImportError) -> Failure {
    if *error == ImportError::Cancelled {
        return Failure::Cancelled;
    }
    let mut text = super::libraries::capital(&error.to_string());
    if !text.ends_with('.') {
        text.push('.');
    }
    if let Some(remedy) = error.remedy() {
        text.push(' ');
        text.push_str(remedy);
    }
    Failure::Because(text)
}

/// The host of an address, with its port; nothing where it has none.
pub fn host_of(address: &str) -> Option<String> {
    let url = reqwest::Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

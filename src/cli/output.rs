//! The only place that writes to standard output and standard error.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, IsTerminal as _, Write as _};

use secrecy::SecretString;

use crate::api::Veil;

/// The two streams, and what must never appear on them.
#[derive(Debug, Default)]
pub(super) struct Output {
    veil: Veil,
    /// The first thing that could not be written: a cut report must not look like a whole one.
    failure: RefCell<Option<io::Error>>,
}

impl Output {
    /// Writes to the program's own streams.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// From now on the secret of these credentials is written nowhere.
    pub(super) fn keep_secret(&mut self, credentials: &crate::twilio::Credentials) {
        self.veil.add_pair(&credentials.user, &credentials.secret);
    }

    /// From now on no line that is written holds this secret; `user` is who may travel with it.
    pub(super) fn hide(&mut self, user: &str, secret: &SecretString) {
        self.veil.add_pair(user, secret);
    }

    /// What hides the secrets.
    pub(super) fn veil(&self) -> &Veil {
        &self.veil
    }

    /// A line on standard output. Nobody may be reading any more, which is no reason to fail.
    pub(super) fn line(&self, text: &str) {
        let mut out = io::stdout().lock();
        self.note(writeln!(out, "{}", self.harmless(text)).and_then(|()| out.flush()));
    }

    /// Bytes on standard output, as they are.
    pub(super) fn bytes(&self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        self.note(out.write_all(bytes).and_then(|()| out.flush()));
    }

    /// Remembers that something was not written, unless nobody is reading any more.
    fn note(&self, written: io::Result<()>) {
        if let Err(error) = written
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            self.failure.borrow_mut().get_or_insert(error);
        }
    }

    /// Why standard output is not whole, if it is not.
    pub(super) fn failure(&self) -> Option<String> {
        self.failure.borrow().as_ref().map(|error| format!("cannot write to standard output: {error}"))
    }

    /// A line on standard error.
    pub(super) fn error(&self, text: &str) {
        let mut out = io::stderr().lock();
        let _ = writeln!(out, "{}", self.harmless(text));
    }

    /// Asks a question that only `y` or `yes` affirms.
    pub(super) fn confirm(&self, question: &str) -> bool {
        let mut out = io::stderr().lock();
        let _ = write!(out, "{question} [y/N] ");
        let _ = out.flush();
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).is_ok()
            && matches!(&*answer.trim().to_ascii_lowercase(), "y" | "yes")
    }

    /// Whether somebody can be asked.
    pub(super) fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether standard output takes colours: a terminal, and `NO_COLOR` is not set.
    pub(super) fn is_colored(&self) -> bool {
        let has_no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        io::stdout().is_terminal() && !has_no_color
    }

    /// The text without secrets; a line of JSON stays one.
    fn harmless<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.veil.hide(text)
    }
}

//! A curl command that becomes a request of the API page: what it asks, what of it is not taken over, and the requests
//! that no library knows, which are kept while the window is open.
//!
//! A secret of the command goes into the memory of an environment, where that is wanted, and nowhere else.

use std::fmt;
use std::sync::Arc;

use egui::Ui;
use secrecy::{ExposeSecret as _, SecretString};

use super::key::{LibraryId, TryKey, World};
use super::shelf::{Found, Shelved};
use super::state::{ApiPage, MockAt, Try};
use super::way::host_of;
use crate::api::curl_read::{self, Read, ServerAsked};
use crate::api::environment::Variable;
use crate::api::wire::{TOKEN, USER};
use crate::api::{Auth, Environment, Library, Operation, Place, Prepared};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState};
use crate::editor::run::cut;
use crate::editor::theme::space;
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

/// A longer text is no command that anybody has typed.
const MAX_BYTES: usize = 512 * 1024;
/// So much of an address is shown.
const SHOWN: usize = 160;
/// The library of requests that no other library knows. No imported one is called so.
const FREE: &str = "curl";

/// Text that may hold secrets, and so is printed nowhere.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hidden({} bytes)", self.0.len())
    }
}

/// What a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// A request of the page.
    Page {
        /// An environment gets its secret.
        keeps: bool,
    },
    /// A widget.
    Widget {
        /// What Studio cannot carry over tells of its secret already.
        is_told: bool,
    },
}

/// What a command asks.
#[derive(Debug)]
pub struct ReadCurl {
    /// The request, without what proves who asks.
    pub prepared: Prepared,
    /// The operation that it asks, where a library has it.
    pub found: Option<Found>,
    read: Read,
    /// Fields that were emptied because their names say that they are secrets.
    emptied: Vec<String>,
    /// The server of the library's document that it asks.
    server: ServerAsked,
}

/// Whether a text is most likely a curl command.
pub(in crate::editor) fn is_curl(text: &str) -> bool {
    let text = text.trim_start();
    let text = text.strip_prefix("$ ").unwrap_or(text);
    let name = text.split_whitespace().next().unwrap_or_default();
    name.len() < text.trim_end().len() && (name == "curl" || name.eq_ignore_ascii_case("curl.exe"))
}

/// Takes a command out of what is pasted in this frame, before a field of one line has spoilt it.
pub(super) fn take_pasted(ui: &Ui) -> Option<Hidden> {
    let mut pasted = None;
    ui.input_mut(|input| {
        input.events.retain_mut(|event| match event {
            egui::Event::Paste(text) if is_curl(text) => {
                pasted = Some(Hidden(std::mem::take(text)));
                false
            }
            _ => true,
        });
    });
    pasted
}

impl ReadCurl {
    /// Reads a command.
    ///
    /// # Errors
    /// Why it is none, as a sentence without a full stop.
    pub fn new(text: &str, libraries: &[Arc<Shelved>]) -> Result<Self, String> {
        if text.len() > MAX_BYTES {
            return Err("this is longer than a command can be".to_owned());
        }
        let read = curl_read::read(text).map_err(|error| error.to_string())?;
        let all: Vec<Arc<Operation>> = libraries
            .iter()
            .filter(|library| *library.id.0 != *FREE)
            .flat_map(|library| library.library.operations.iter().cloned())
            .collect();
        let matched = curl_read::matched(&read, &all);
        let found = matched.as_ref().and_then(|prepared| found(prepared.operation(), libraries));
        let prepared = matched.unwrap_or_else(|| read.prepared(&[]));
        let (prepared, emptied) = curl_read::without_secrets(&prepared);
        // A default of an operation of its own is a value of the command.
        let prepared = if found.is_some() { prepared } else { prepared.of_its_own() };
        let operation = found.as_ref().map(|found| &found.operation);
        let server = operation.map_or(ServerAsked::Listed(0), |own| curl_read::server_asked(&read, own));
        Ok(Self { prepared, found, read, emptied, server })
    }

    /// The method and the address.
    pub(super) fn asks(&self) -> String {
        format!("{} {}", self.read.method.name(), cut(&self.read.url, SHOWN))
    }

    /// What is told of it, each a sentence.
    pub(super) fn notes(&self, goal: Goal) -> Vec<String> {
        let mut notes = self.read.warnings.clone();
        let has_proof = self.read.auth != Auth::None;
        let left_out = match goal {
            _ if !has_proof => None,
            Goal::Page { .. } if self.is_twilio() => {
                Some("Its account and token are left out: the mock and Live use their own.")
            }
            Goal::Widget { .. } if self.is_twilio() => {
                Some("Its token is left out: Studio sends the credentials of the flow's account.")
            }
            Goal::Page { keeps: true } | Goal::Widget { is_told: true } => None,
            Goal::Page { .. } | Goal::Widget { .. } => {
                Some("What proves who asks is left out: it would stand readable in a file.")
            }
        };
        notes.extend(left_out.map(str::to_owned));
        if matches!(goal, Goal::Page { keeps: false }) && self.server == ServerAsked::Unlisted {
            let server = self.server();
            notes.push(format!(
                "{server} is none of the servers that the document names: make an environment with this address to ask it."
            ));
        }
        if !self.emptied.is_empty() {
            let names = self.emptied.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            notes.push(format!("The value of {names} looks like a secret and is left out."));
        }
        notes
    }

    fn is_twilio(&self) -> bool {
        self.prepared.operation().product.is_some()
    }

    /// The host whose environment may get the secret.
    pub(super) fn host_of_secret(&self) -> Option<String> {
        let has_secret = self.read.secret.is_some() && !self.is_twilio();
        has_secret.then(|| host_of(&self.read.url)).filter(|host| !host.is_empty())
    }

    /// The address that stands before the operation's path.
    fn server(&self) -> String {
        let (scheme, rest) = self.read.url.split_once("://").unwrap_or(("https", &self.read.url));
        let bare = rest.split(['?', '#']).next().unwrap_or_default();
        let own = self.prepared.operation().path.trim_matches('/');
        let own = own.split('/').filter(|part| !part.is_empty()).count();
        let mut parts: Vec<&str> = bare.trim_end_matches('/').split('/').collect();
        // The host stays in any case.
        parts.truncate(parts.len().saturating_sub(own).max(1));
        format!("{scheme}://{}", parts.join("/"))
    }
}

/// The account of a command is not ours: what stands for one in a new request works on the mock, and is asked for where
/// the request really goes out.
fn as_here(prepared: &mut Prepared, operation: &Arc<Operation>, mock: Option<&MockAt>) {
    if operation.product.is_none() {
        return;
    }
    let example = Prepared::example(operation);
    let here = |name: &str| match mock {
        Some(mock) => mock.user.clone(),
        None => example.value(name).to_owned(),
    };
    let theirs: Vec<String> = prepared
        .filled(Place::Path)
        .filter(|(_, value)| is_sid(value, prefix::ACCOUNT))
        .map(|(name, _)| name.to_owned())
        .collect();
    for name in theirs {
        prepared.set_in(Place::Path, &name, here(&name));
    }
}

/// The operation as its library has it: what was matched may have got parameters more.
fn found(operation: &Operation, libraries: &[Arc<Shelved>]) -> Option<Found> {
    libraries.iter().find_map(|library| {
        let own = library.library.find(&operation.id)?;
        let is_same = own.path == operation.path && own.server == operation.server;
        let key = TryKey::Operation { library: library.id.clone(), id: own.id.clone() };
        is_same.then(|| Found { key, operation: Arc::clone(own), library: Arc::clone(library) })
    })
}

/// Requests that no library knows.
#[derive(Debug, Default)]
pub struct Free {
    operations: Vec<Arc<Operation>>,
    made: usize,
}

impl Free {
    /// Whether a request is one of these, which no file keeps.
    pub(in crate::editor) fn has(key: &TryKey) -> bool {
        matches!(key, TryKey::Operation { library, .. } if *library.0 == *FREE)
    }

    /// What stands in the list of libraries; nothing where there is none.
    pub(in crate::editor) fn shelved(&self) -> Option<Arc<Shelved>> {
        if self.operations.is_empty() {
            return None;
        }
        let library = Library {
            title: "From curl".to_owned(),
            form: "curl".to_owned(),
            operations: self.operations.clone(),
            ..Library::default()
        };
        Some(Arc::new(Shelved::new(LibraryId(FREE.into()), library)))
    }

    /// An operation of its own for a request; one for the same address is the same one.
    fn put(&mut self, prepared: &Prepared) -> Arc<Operation> {
        let mut operation = Operation::clone(prepared.operation());
        let is_same = |known: &&mut Arc<Operation>| {
            (known.method, &known.server, &known.path)
                == (operation.method, &operation.server, &operation.path)
        };
        if let Some(known) = self.operations.iter_mut().find(is_same) {
            operation.id.clone_from(&known.id);
            *known = Arc::new(operation);
            return Arc::clone(known);
        }
        self.made += 1;
        operation.id = format!("from-curl-{}", self.made);
        let operation = Arc::new(operation);
        self.operations.push(Arc::clone(&operation));
        operation
    }
}

impl ApiPage {
    /// Shows the request of a command, filled in. Answers the environment that was made or changed for its secret.
    pub(in crate::editor) fn take_curl(&mut self, curl: &ReadCurl, keeps: bool) -> Option<String> {
        self.search.clear();
        let key = match &curl.found {
            Some(found) => {
                self.open(found.key.clone(), &found.operation);
                if let Some(shown) = self.tries.get_mut(&found.key) {
                    let mut prepared = curl.prepared.clone();
                    as_here(&mut prepared, shown.prepared.operation(), self.mock.as_ref());
                    shown.take(prepared);
                    match curl.server {
                        ServerAsked::Listed(at) => {
                            shown.go_to(World::Live);
                            shown.server = (at, Vec::new());
                        }
                        ServerAsked::Unlisted | ServerAsked::Twilios => {}
                    }
                }
                found.key.clone()
            }
            None => {
                let operation = self.free.put(&curl.prepared);
                let id = operation.id.clone();
                let key = TryKey::Operation { library: LibraryId(FREE.into()), id };
                // What was filled in for another command of this address is not this command's.
                let mut shown = Try::new(key.clone(), &operation);
                // What no field can hold.
                shown.prepared.set_raw_body(curl.prepared.raw_body().map(str::to_owned));
                if let Some(old) = self.tries.remove(&key) {
                    shown.past = old.past;
                }
                self.tries.insert(key.clone(), shown);
                self.shelf.remove(&LibraryId(FREE.into()));
                self.free.shelved().into_iter().for_each(|library| self.shelf.put(library));
                self.forget_found();
                self.open(key.clone(), &operation);
                key
            }
        };
        let (Some(host), Some(secret), true) = (curl.host_of_secret(), &curl.read.secret, keeps) else {
            return None;
        };
        let name = self.put_secret(&host, &curl.server(), curl.read.user.as_deref(), secret);
        if let Some(shown) = self.tries.get_mut(&key) {
            shown.go_to(World::Own(name.as_str().into()));
        }
        Some(name)
    }

    /// Makes an environment that has a secret, or gives it to the one that there is, and tells its name. One that is
    /// called like the host and leads elsewhere is not meant: a file may hold it that anybody has written.
    fn put_secret(&mut self, host: &str, server: &str, user: Option<&str>, secret: &SecretString) -> String {
        let names =
            (1..).map(|number| if number == 1 { host.to_owned() } else { format!("{host} {number}") });
        let is_meant = |name: &String| {
            self.environments.iter().find(|own| own.name == *name).is_none_or(|own| own.base == server)
        };
        let name = { names }.find(is_meant).unwrap_or_default();
        let at = self.environments.iter().position(|own| own.name == name).unwrap_or_else(|| {
            let fresh = Environment { name: name.clone(), base: server.to_owned(), variables: Vec::new() };
            self.environments.push(fresh);
            self.environments.len() - 1
        });
        if let Some(environment) = self.environments.get_mut(at) {
            let mut put = |name: &str, value: &str, is_secret: bool| {
                let variables = &mut environment.variables;
                let fresh = Variable { name: name.to_owned(), value: value.to_owned(), is_secret };
                match variables.iter_mut().find(|own| own.name == name) {
                    Some(known) => *known = fresh,
                    None => variables.push(fresh),
                }
            };
            put(TOKEN, "", true);
            if let Some(user) = user {
                put(USER, user, false);
            }
        }
        let secret = SecretString::from(secret.expose_secret().to_owned());
        self.secrets.entry(name.clone()).or_default().values.set(TOKEN, secret);
        self.changed_around();
        name
    }
}

/// The question for a command.
#[derive(Clone, Debug)]
pub struct CurlForm {
    /// What was typed or pasted.
    pub text: Hidden,
    /// What it asks; nothing where there is no text yet.
    pub read: Option<Result<Arc<ReadCurl>, String>>,
    /// An environment gets its secret.
    pub keeps_secret: bool,
    /// The keyboard was given to the field.
    pub has_focus: bool,
}

impl Default for CurlForm {
    fn default() -> Self {
        Self { text: Hidden::default(), read: None, keeps_secret: true, has_focus: false }
    }
}

/// The answer to it.
#[derive(Clone, Debug)]
pub enum CurlAnswer {
    /// The form as it stands now; its text is another one.
    Typed(Box<CurlForm>),
    /// The form as it stands now.
    Changed(Box<CurlForm>),
    /// The request is to be shown.
    Take(Arc<ReadCurl>, bool),
}

/// Asks for a command.
pub(in crate::editor) fn curl_ui(
    ctx: &egui::Context,
    page: &ApiPage,
    form: &CurlForm,
) -> Option<DialogAnswer> {
    let mut edited = form.clone();
    let why_not = match &form.read {
        None => Some("There is no command yet"),
        Some(Err(_)) => Some("The text cannot be read as a curl command"),
        Some(Ok(_)) => None,
    };
    let buttons =
        [DialogButton::secondary("Cancel"), DialogButton::primary("Prepare the request").disabled(why_not)];
    let mut is_typed = false;
    let answer = kit::dialog(ctx, "Paste a curl command", 600.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        is_typed = field_ui(ui, &mut edited);
        match &form.read {
            None => {
                kit::hint_text(
                    ui,
                    "As documentation and browsers give it. Nothing is run, and nothing is sent.",
                );
            }
            Some(Err(why)) => {
                let why = format!("{}.", super::libraries::capital(&why.replace('`', "")));
                kit::problem_box(ui, kit::Severity::Error, "Not read.", &why, None);
            }
            Some(Ok(read)) => read_ui(ui, page, read, &mut edited.keeps_secret),
        }
    });
    let said = match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => return Some(DialogAnswer::Cancel),
        Some(Answer::Button(_)) => match &form.read {
            Some(Ok(read)) => CurlAnswer::Take(Arc::clone(read), form.keeps_secret),
            _ => return None,
        },
        None if is_typed => CurlAnswer::Typed(Box::new(edited)),
        None if edited.keeps_secret != form.keeps_secret || edited.has_focus != form.has_focus => {
            CurlAnswer::Changed(Box::new(edited))
        }
        None => return None,
    };
    Some(DialogAnswer::ApiCurl(said))
}

fn field_ui(ui: &mut Ui, form: &mut CurlForm) -> bool {
    const NAME: &str = "curl command";
    let focuses = !form.has_focus;
    form.has_focus = true;
    let is_wrong = matches!(form.read, Some(Err(_)));
    let state = if is_wrong { FieldState::Error } else { FieldState::Normal };
    let options =
        FieldOptions { rows: 6, max_rows: 10, mono: true, focus: focuses, state, ..FieldOptions::default() };
    let hint = "curl -X POST https://api.example.com/…";
    let field = kit::labelled(ui, NAME, false, |ui| {
        kit::text_field(ui, "api curl", NAME, &mut form.text.0, hint, &options)
    });
    field.inner.changed
}

fn read_ui(ui: &mut Ui, page: &ApiPage, read: &ReadCurl, keeps: &mut bool) {
    kit::body_text(ui, &read.asks());
    match &read.found {
        Some(found) => {
            let library = &found.library.library.title;
            let text = format!("It asks “{}” of {library}.", found.operation.summary);
            kit::secondary_text(ui, &text);
            if page.tries.contains_key(&found.key) || page.libraries.kept_of(&found.key).is_some() {
                kit::hint_text(ui, "What is filled in there now is replaced.");
            }
        }
        None => {
            let text = "No library has this operation: it becomes a request of its own, which stands under From curl \
                        while the window is open.";
            kit::secondary_text(ui, text);
        }
    }
    if let Some(host) = read.host_of_secret() {
        kit::checkbox(ui, keeps, &format!("Keep its secret, for an environment of {host}"));
    }
    notes_ui(ui, &read.notes(Goal::Page { keeps: *keeps && read.host_of_secret().is_some() }));
}

/// What is told of a command.
pub(super) fn notes_ui(ui: &mut Ui, notes: &[String]) {
    for note in notes {
        kit::problem_box(ui, kit::Severity::Info, "Careful:", note, None);
    }
}

#[cfg(test)]
mod tests {
    use super::is_curl;

    #[test]
    fn a_command_is_told_from_words() {
        for (text, expected) in [
            ("curl https://a.b", true),
            ("$ curl -X POST x", true),
            ("  curl.exe 'x'", true),
            ("curl", false),
            ("curl ", false),
            ("curling iron", false),
            ("conversation message", false),
            ("", false),
        ] {
            assert_eq!(is_curl(text), expected, "{text}");
        }
    }
}

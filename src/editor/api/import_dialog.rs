//! The question what is to be imported: a file, an address or a text. Nothing goes out before the host was shown and a
//! button with its name was pressed.

use std::sync::Arc;

use egui::Ui;

use super::importing::host_of;
use super::key::LibraryId;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState};
use crate::editor::theme::space;

/// The question.
#[derive(Clone, Debug, Default)]
pub struct ImportForm {
    /// Where the document is.
    pub way: Way,
    /// The address.
    pub address: String,
    /// The text.
    pub text: String,
    /// A text that is too long for a field.
    pub long_text: Option<Arc<str>>,
    /// The library that is read again from its address.
    pub again: Option<(LibraryId, String)>,
    /// The keyboard was given to the field.
    pub has_focus: bool,
}

impl ImportForm {
    /// With this text.
    pub fn of_text(text: &Arc<str>) -> Self {
        let (long_text, text) = match text.len() > LONG {
            true => (Some(Arc::clone(text)), String::new()),
            false => (None, text.to_string()),
        };
        Self { way: Way::Text, text, long_text, ..Self::default() }
    }
}

/// Where a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// In a file.
    #[default]
    File,
    /// At an address.
    Address,
    /// On the clipboard.
    Text,
}

/// What became of the question.
#[derive(Clone, Debug)]
pub enum ImportAnswer {
    /// The form as it stands now.
    Form(Box<ImportForm>),
    /// A file is to be chosen.
    File,
    /// The document is to be fetched from this address.
    Fetch(Box<ImportForm>),
    /// This text is to be read.
    Read(Arc<str>),
}

/// A longer text is not shown in a field.
const LONG: usize = 32 * 1024;

/// Asks.
pub(in crate::editor) fn import_dialog_ui(ctx: &egui::Context, form: &ImportForm) -> Option<DialogAnswer> {
    let mut edited = form.clone();
    let mut is_changed = take_long_text(ctx, &mut edited);
    let host = host_of(&form.address);
    let title = if form.again.is_some() { "Read the document again?" } else { "Import an API" };
    let fetch = host.as_ref().map_or("Fetch".to_owned(), |host| format!("Fetch from {host}"));
    let (button, why_not) = match form.way {
        Way::File => ("Choose a file…", None),
        Way::Address => (fetch.as_str(), host.is_none().then_some("An address begins with https://")),
        Way::Text => {
            let is_empty = form.long_text.is_none() && form.text.trim().is_empty();
            ("Import", is_empty.then_some("There is no text yet"))
        }
    };
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary(button).disabled(why_not)];
    let answer = kit::dialog(ctx, title, 560.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        match &form.again {
            Some((_, name)) => {
                let text = format!("{name} is fetched once more, and what you have filled in stays.");
                kit::body_text(ui, &text);
            }
            None => {
                let text = "Any OpenAPI 3 or Swagger 2 document, as YAML or JSON. It can be dropped on the window too.";
                kit::secondary_text(ui, text);
                let labels = ["File", "Address", "Text"];
                let ways = [Way::File, Way::Address, Way::Text];
                let at = ways.iter().position(|way| *way == form.way);
                let chosen = kit::segmented(ui, "Where the document is", &labels, at);
                if let Some(way) = chosen.and_then(|chosen| ways.get(chosen)) {
                    // Who goes from one to the next by keys keeps them.
                    let by_keys = !ui.input(|input| input.pointer.any_released());
                    (edited.way, edited.has_focus, is_changed) = (*way, by_keys, true);
                }
            }
        }
        ui.add_space(space::XS);
        // The field is there in the frame after its way was chosen.
        let focuses = edited.way == form.way && form.way != Way::File && !form.has_focus;
        edited.has_focus |= focuses;
        is_changed |= focuses;
        is_changed |= match form.way {
            Way::File => {
                kit::secondary_text(ui, "The file stays where it is. When it changes, it can be read again.");
                false
            }
            Way::Address => address_ui(ui, &mut edited, host.as_deref(), focuses),
            Way::Text => text_ui(ui, &mut edited, focuses),
        };
    });
    let said = match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => return Some(DialogAnswer::Cancel),
        Some(Answer::Button(_)) => match edited.way {
            Way::File => ImportAnswer::File,
            Way::Address => ImportAnswer::Fetch(Box::new(edited)),
            Way::Text => {
                ImportAnswer::Read(edited.long_text.clone().unwrap_or_else(|| edited.text.as_str().into()))
            }
        },
        None if is_changed => ImportAnswer::Form(Box::new(edited)),
        None => return None,
    };
    Some(DialogAnswer::Import(said))
}

fn address_ui(ui: &mut Ui, form: &mut ImportForm, host: Option<&str>, focuses: bool) -> bool {
    const NAME: &str = "Address";
    let is_wrong = host.is_none() && form.address.len() > 8;
    let options = FieldOptions {
        mono: true,
        focus: focuses,
        enabled: form.again.is_none(),
        state: if is_wrong { FieldState::Error } else { FieldState::Normal },
        ..FieldOptions::default()
    };
    let hint = "https://api.example.com/openapi.yaml";
    let field = kit::labelled(ui, NAME, false, |ui| {
        kit::text_field(ui, "import address", NAME, &mut form.address, hint, &options)
    });
    match host {
        Some(host) => {
            let text = format!(
                "The button asks `{host}` for this one document. Nothing else is sent, and nothing before you press it."
            );
            kit::problem_box(ui, kit::Severity::Info, "This leaves the machine.", &text, None);
        }
        None if is_wrong => {
            let text = "It has to begin with `https://` or `http://` and a host.";
            kit::problem_box(ui, kit::Severity::Error, "This is no address.", text, None);
        }
        None => {
            kit::hint_text(ui, "Nothing goes out before you have seen to whom.");
        }
    }
    field.inner.changed
}

fn text_ui(ui: &mut Ui, form: &mut ImportForm, focuses: bool) -> bool {
    const NAME: &str = "Document";
    if let Some(text) = &form.long_text {
        let start: String =
            text.lines().take(6).flat_map(|line| line.chars().take(70).chain(['\n'])).collect();
        let told = format!("{} kB, which begin with:", text.len() / 1000);
        kit::body_text(ui, &told);
        super::reference::block_ui(
            ui,
            kit::rich_text(
                &start,
                &crate::editor::theme::mono(),
                crate::editor::theme::Tokens::of(ui).text_2,
            ),
        );
        if kit::link_button(ui, "Take it out").clicked() {
            form.long_text = None;
            return true;
        }
        return false;
    }
    let options =
        FieldOptions { rows: 8, max_rows: 14, mono: true, focus: focuses, ..FieldOptions::default() };
    let field = kit::labelled(ui, NAME, false, |ui| {
        kit::text_field(ui, "import text", NAME, &mut form.text, "openapi: 3.0.3…", &options)
    });
    field.inner.changed
}

/// A text of megabytes would take seconds in a field; it is kept beside it.
fn take_long_text(ctx: &egui::Context, form: &mut ImportForm) -> bool {
    if form.way != Way::Text {
        return false;
    }
    let mut taken = None;
    ctx.input_mut(|input| {
        input.events.retain_mut(|event| match event {
            egui::Event::Paste(text) if text.len() > LONG => {
                taken = Some(std::mem::take(text));
                false
            }
            _ => true,
        });
    });
    if taken.is_none() && form.text.len() > 2 * LONG {
        taken = Some(std::mem::take(&mut form.text));
    }
    let is_taken = taken.is_some();
    if let Some(text) = taken {
        form.long_text = Some(text.into());
    }
    is_taken
}

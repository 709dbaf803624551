//! `cordboard widgets`: the catalogue of widget types, for people and for programs.

mod describe;
mod text;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::output::Output;
use crate::flow::nearest;
use crate::widgets::{CATALOGUE, WidgetType, widget_type};

/// Prints what is known of the widget types: their fields, events and outputs.
///
/// Without a type it lists all of them by the palette's groups, with one all that is known of it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard widgets
  cordboard widgets send-message
  cordboard widgets --format json")]
pub(super) struct Arguments {
    /// The type as it stands in a file, such as `send-message`.
    #[arg(value_name = "TYPE")]
    kind: Option<String>,
    /// For people, or one JSON document.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let chosen = match arguments.kind.as_deref() {
        Some(kind) => Some(widget_type(kind).ok_or_else(|| unknown(kind))?),
        None => None,
    };
    let style = text::Style { colored: output.is_colored() };
    match (arguments.format, chosen) {
        (Format::Json, Some(entry)) => output.line(&format!("{:#}", describe::document(&[entry]))),
        (Format::Json, None) => output.line(&format!("{:#}", describe::document(CATALOGUE))),
        (Format::Text, Some(entry)) => output.bytes(text::page(entry, style).as_bytes()),
        (Format::Text, None) => output.bytes(text::table(style).as_bytes()),
    }
    Ok(Outcome::Well)
}

fn unknown(kind: &str) -> String {
    let hint = match near(kind) {
        Some(entry) => format!("did you mean `{}`?", entry.id),
        None => "`cordboard widgets` lists them".to_owned(),
    };
    format!("there is no widget type `{kind}`: {hint}")
}

/// The type that somebody most likely meant: one whose type or label is spelled nearly so, else one that begins so.
fn near(kind: &str) -> Option<&'static WidgetType> {
    let near = nearest(kind, CATALOGUE.iter().flat_map(|entry| [entry.id, entry.label]));
    let named = |entry: &&&WidgetType| near.is_some_and(|near| near == entry.id || near == entry.label);
    let begins = |entry: &&&WidgetType| kind.len() > 1 && entry.id.starts_with(kind);
    CATALOGUE.iter().find(named).or_else(|| CATALOGUE.iter().find(begins)).copied()
}

//! `cordboard diff`: what differs between two versions of a flow, by meaning.

mod text;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::output::Output;
use super::{Outcome, input};
use crate::flow::diff::{Difference, Fate, FieldChange, WidgetChange};

/// Shows what differs between two versions of a flow: widgets that were added, removed, renamed, rewired, changed field
/// by field, or only moved.
///
/// White space, the order of keys and the spelling of numbers mean nothing. Exit status 1 where they differ.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard diff old.json new.json
  git show HEAD:flow.json | cordboard diff - flow.json --format markdown")]
pub(super) struct Arguments {
    /// The earlier version; `-` is standard input.
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The later version; `-` is standard input.
    #[arg(value_name = "B")]
    after: PathBuf,
    /// How it is shown.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Leave out widgets that were only moved; where nothing else differs the versions are equal.
    #[arg(long)]
    ignore_moves: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// For a pull request.
    Markdown,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    if input::is_standard(&arguments.before) && input::is_standard(&arguments.after) {
        return Err("only one of the two can come from standard input".to_owned());
    }
    let read = |path: &Path| input::flow(path).map_err(|error| error.text(&input::name_of(path)));
    let (before, after) = (read(&arguments.before)?, read(&arguments.after)?);
    let mut difference = Difference::between(before.document.flow(), after.document.flow());
    if arguments.ignore_moves {
        difference.widgets.retain(|widget| !widget.is_moved_only());
    }
    let shown = match arguments.format {
        Format::Text => text::plain(&difference),
        Format::Markdown => text::markdown(&difference, &before.name, &after.name),
        Format::Json => {
            let mut text = as_json(&difference, &before.name, &after.name).to_string();
            text.push('\n');
            text
        }
    };
    output.bytes(shown.as_bytes());
    Ok(if difference.is_empty() { Outcome::Well } else { Outcome::Findings })
}

fn as_json(difference: &Difference, before: &str, after: &str) -> Value {
    json!({
        "version": 1,
        "before": before,
        "after": after,
        "widgets": difference.widgets.iter().map(widget).collect::<Vec<_>>(),
        "flow": fields(&difference.flow),
    })
}

fn widget(change: &WidgetChange) -> Value {
    let rewired = change.rewired.iter();
    json!({
        "change": match change.fate {
            Fate::Added => "added",
            Fate::Removed => "removed",
            Fate::Kept if change.is_moved_only() => "moved",
            Fate::Kept => "changed",
        },
        "name": change.name,
        "type": change.kind,
        "renamed_from": change.renamed_from,
        "rewired": rewired.map(|wire| json!({"output": wire.output, "from": wire.from, "to": wire.to})).collect::<Vec<_>>(),
        "fields": fields(&change.fields),
        "moved": change.is_moved,
    })
}

/// What is not there is left out, so that it is told from `null`.
fn fields(changes: &[FieldChange]) -> Value {
    let field = |change: &FieldChange| {
        let mut field = json!({"path": change.path});
        for (key, value) in [("before", &change.before), ("after", &change.after)] {
            if let (Some(members), Some(value)) = (field.as_object_mut(), value) {
                members.insert(key.to_owned(), value.clone());
            }
        }
        field
    };
    changes.iter().map(field).collect()
}

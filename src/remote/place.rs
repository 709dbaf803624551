//! From Studio's places to ours: `#/states/3/properties/timeout` is a field of a widget, with a line and a column.

use crate::check::{Blocks, Diagnostic, Place, Severity, locate};
use crate::flow::Flow;
use crate::twilio::studio::Mistake;

const CODE: &str = "twilio-validation";
const WHY: &str = "Twilio's own validation says so.";

/// Something that Studio says of a flow, and where that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// As one of our own findings, with its place.
    pub diagnostic: Diagnostic,
    /// The place in Studio's words.
    pub property_path: String,
}

/// Finds the places of what Studio says. `blocks` is what it keeps Studio from taking.
pub(super) fn findings(
    flow: &Flow,
    mistakes: &[Mistake],
    severity: Severity,
    blocks: Blocks,
) -> Vec<Finding> {
    let mut diagnostics: Vec<Diagnostic> = mistakes
        .iter()
        .map(|mistake| Diagnostic {
            code: CODE,
            severity,
            blocks,
            message: mistake.message.clone(),
            why: WHY,
            place: place(flow, &pointer(&mistake.property_path)),
            span: None,
            fix: None,
        })
        .collect();
    locate(flow, &mut diagnostics);
    let paths = mistakes.iter().map(|mistake| mistake.property_path.clone());
    diagnostics
        .into_iter()
        .zip(paths)
        .map(|(diagnostic, property_path)| Finding { diagnostic, property_path })
        .collect()
}

/// A JSON pointer. The form with slashes is documented; one with brackets and dots, as other validators write, is
/// understood too.
fn pointer(path: &str) -> String {
    let path = path.trim().trim_start_matches(['#', '$']);
    if path.is_empty() || (path.starts_with('/') && !path.contains('[')) {
        return path.trim_end_matches('/').to_owned();
    }
    let parts =
        path.split(['/', '.', '[']).map(|part| part.trim_end_matches(']')).filter(|part| !part.is_empty());
    parts.map(|part| format!("/{part}")).collect()
}

fn place(flow: &Flow, pointer: &str) -> Place {
    let mut parts = pointer.split('/').skip(1);
    let index = match (parts.next(), parts.next()) {
        (Some("states"), Some(index)) => index.parse::<usize>().ok(),
        _ => None,
    };
    let widget = index.and_then(|index| flow.widgets().get(index));
    let (field, output) = match (parts.next(), parts.next()) {
        (Some("properties"), Some(field)) => (Some(field.replace("~1", "/").replace("~0", "~")), None),
        (Some("transitions"), Some(index)) => (None, index.parse().ok()),
        _ => (None, None),
    };
    Place {
        widget: widget.map(|widget| widget.id()),
        field: field.filter(|_| widget.is_some()),
        output: output.filter(|_| widget.is_some()),
        pointer: pointer.to_owned(),
        range: None,
    }
}

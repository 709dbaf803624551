//! A description or schema name that Studio does not take.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "bad-document-value",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A description or schema name that Studio does not take",
    why: "both may be left out; where they are there, `description` is a text and `$schema` names the one schema that there is",
    run: Run::Flow(look),
};

const SCHEMA: &str = "https://schemas.twilio.com/studio/draft/2019-09/flow-definition";

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for key in ["description", "$schema"] {
        let Some(json) = subject.flow.envelope(key) else { continue };
        let message = match json.as_text() {
            None => format!("`{key}`: {} found, string expected", json.type_name()),
            Some(text) if key == "$schema" && text != SCHEMA => {
                format!("`{key}` does not have a value in the enumeration [{SCHEMA}]")
            }
            Some(_) => continue,
        };
        let place = Place { pointer: format!("/{key}"), ..Place::default() };
        let edit = Edit::SetEnvelope { key: key.to_owned(), value: None };
        let found = sink.add(message, place);
        if json.type_name() == "null" {
            found.safe_fix(format!("Clear {key}"), edit);
        } else {
            found.fix(format!("Take out {key}"), edit);
        }
    }
}

//! A condition without one of its four keys.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::json::Json;

pub(super) const RULE: Rule = Rule {
    code: "bad-condition",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A condition without one of its four keys",
    why: "a condition has `friendly_name`, `arguments`, `type` and `value`, all of them texts but the list `arguments`",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for (index, json) in at.raw_transitions().iter().enumerate() {
        let conditions = json.get("conditions").and_then(Json::as_array).unwrap_or_default();
        for (number, condition) in conditions.iter().enumerate() {
            let place = |key: &str| at.transition(index, &format!("/conditions/{number}{key}"));
            if condition.as_object().is_none() {
                sink.add(format!("{} found, object expected", condition.type_name()), place(""));
                continue;
            }
            for (key, wanted) in
                [("friendly_name", "string"), ("arguments", "array"), ("type", "string"), ("value", "string")]
            {
                let message = match condition.get(key) {
                    Some(found) if found.type_name() == wanted => continue,
                    Some(found) => format!("`{key}`: {} found, {wanted} expected", found.type_name()),
                    None => format!("`{key}` is missing but it is required"),
                };
                sink.add(message, place(&format!("/{key}")));
            }
            let arguments = condition.get("arguments").and_then(Json::as_array).unwrap_or_default();
            for (item, argument) in arguments.iter().enumerate().filter(|(_, item)| item.as_text().is_none())
            {
                let message = format!("{} found, string expected", argument.type_name());
                sink.add(message, place(&format!("/arguments/{item}")));
            }
        }
    }
}

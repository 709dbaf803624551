//! Flags that Studio does not take.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "bad-flags",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "Flags that Studio does not take",
    why: "where a flow has `flags`, Studio wants `allow_concurrent_calls` in them, true or false",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let Some(flags) = subject.flow.envelope("flags") else { return };
    let place = |pointer: &str| Place { pointer: pointer.to_owned(), ..Place::default() };
    if flags.as_object().is_none() {
        sink.add(format!("{} found, object expected", flags.type_name()), place("/flags"));
        return;
    }
    let pointer = "/flags/allow_concurrent_calls";
    match flags.get("allow_concurrent_calls") {
        Some(flag) if flag.type_name() == "boolean" => {}
        Some(flag) => {
            sink.add(format!("{} found, boolean expected", flag.type_name()), place(pointer));
        }
        None => {
            let mut value = flags.to_value();
            if let Some(members) = value.as_object_mut() {
                members.insert("allow_concurrent_calls".to_owned(), true.into());
            }
            let edit = Edit::SetEnvelope { key: "flags".to_owned(), value: Some(value) };
            sink.add("`allow_concurrent_calls` is missing but it is required", place(pointer))
                .safe_fix("Allow concurrent calls, as Studio does for new flows", edit);
        }
    }
}

//! A wrong and a right flow for each rule: what the manual and `--explain` show, and what the tests hold each rule to.
//!
//! The flows are files beside this one, in a folder for each rule, since people read them; beside them stands what
//! `cordboard check` says of the wrong one.

/// The examples of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The rule.
    pub code: &'static str,
    /// A small flow that it finds something in.
    pub wrong: &'static str,
    /// The same flow put right.
    pub right: &'static str,
}

/// The examples of a rule.
pub fn example(code: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.code == code)
}

macro_rules! examples {
    ($($code:literal)*) => {
        &[$(Example {
            code: $code,
            wrong: include_str!(concat!("examples/", $code, "/wrong.json")),
            right: include_str!(concat!("examples/", $code, "/right.json")),
        }),*]
    };
}

/// Of every rule, by code.
pub const EXAMPLES: &[Example] = examples! {
    "arguments-differ"
    "bad-address"
    "bad-condition"
    "bad-condition-value"
    "bad-content-type"
    "bad-document-value"
    "bad-flags"
    "bad-flow-sid"
    "bad-json"
    "bad-name"
    "bad-offset"
    "bad-revision"
    "bad-sid"
    "bad-template"
    "bad-transition"
    "bad-url"
    "body-too-large"
    "chat-field-without-effect"
    "costly-character"
    "doubled-event"
    "doubled-key"
    "duplicate-name"
    "empty-body"
    "empty-list-item"
    "endless-loop"
    "exclusive-fields"
    "leads-nowhere"
    "legacy-export"
    "liquid-not-allowed"
    "long-wait"
    "loop-too-long"
    "many-states"
    "match-without-condition"
    "missing-event"
    "missing-initial-state"
    "missing-key"
    "missing-property"
    "missing-type"
    "missing-value"
    "needs-request"
    "nested-subflow"
    "never-matching-regex"
    "never-starts"
    "no-content-template"
    "no-states"
    "no-trigger"
    "not-a-choice"
    "not-an-object"
    "nothing-compared"
    "old-type"
    "out-of-range"
    "own-loop"
    "placeholder"
    "read-maybe-missing"
    "read-other-event"
    "read-other-trigger"
    "read-too-early"
    "reserved-parameter"
    "several-triggers"
    "shadowed-condition"
    "starts-elsewhere"
    "subflow-revisions"
    "text-as-number"
    "text-too-long"
    "too-many-states"
    "too-many-subflows"
    "unknown-condition"
    "unknown-event"
    "unknown-initial-state"
    "unknown-key"
    "unknown-output"
    "unknown-property"
    "unknown-root"
    "unknown-target"
    "unknown-type"
    "unknown-variable"
    "unknown-widget"
    "unknown-widget-key"
    "unnamed"
    "unreachable"
    "unwired-failure"
    "unwired-no-match"
    "unwired-timeout"
    "whatsapp-without-template"
    "wrong-trigger"
    "wrong-type"
};

//! The words of a test file: the reader takes these and no others, and the schema is made from them.

/// Of the file.
pub(super) const FILE: [&str; 7] = ["flow", "subflows", "now", "zone", "seed", "assume", "test"];
/// Of a test.
pub(super) const TEST: [&str; 12] = [
    "name",
    "trigger",
    "contacts",
    "now",
    "zone",
    "seed",
    "assume",
    "steps",
    "http",
    "on",
    "api_errors",
    "content",
];
/// Of what begins an execution.
pub(super) const TRIGGER: [&str; 13] = [
    "message",
    "call",
    "conversation",
    "request",
    "parent",
    "from",
    "to",
    "channel",
    "data",
    "context",
    "media",
    "chat_service",
    "chat_channel",
];
/// Of how something ends that is done elsewhere.
pub(super) const OUTCOME: [&str; 2] = ["event", "leaves"];
/// Of the answer of a request.
pub(super) const ANSWER: [&str; 4] = ["status", "json", "body", "content_type"];
/// By which a text is compared.
pub(super) const COMPARE: [&str; 3] = ["equals", "contains", "regex"];
/// By which a variable is compared.
pub(super) const COMPARE_VALUE: [&str; 4] = ["equals", "contains", "regex", "absent"];
/// Of a message that the flow sends, besides those that compare its text.
pub(super) const SENDS: [&str; 3] = ["widget", "media", "to"];
/// Of a prompt, besides those that compare its text.
pub(super) const SAYS: [&str; 1] = ["widget"];
/// Of a request that the flow makes.
pub(super) const REQUESTS: [&str; 4] = ["widget", "method", "url", "body"];
/// Where a variable may stand.
pub(super) const ROOTS: [&str; 4] = ["trigger", "flow", "widgets", "contact"];
/// Says whose step it is.
pub(super) const CONTACT: &str = "contact";

/// The keys of which each step has one, which says what the step is, and the others that it may have.
pub(super) const STEPS: [(&str, &[&str]); 17] = [
    ("sends", &[CONTACT]),
    ("says", &[CONTACT]),
    ("reply", &["media", "after", CONTACT]),
    ("press", &["after", CONTACT]),
    ("say", &["after", CONTACT]),
    ("hangs_up", &["after", CONTACT]),
    // Time passes for everybody.
    ("wait", &[]),
    ("timeout", &[CONTACT]),
    ("silence", &[CONTACT]),
    ("delivery_fails", &["after", CONTACT]),
    ("refused", &[CONTACT]),
    ("variable", &["equals", "contains", "regex", "absent", CONTACT]),
    ("reaches", &[CONTACT]),
    ("not_reached", &[CONTACT]),
    ("requests", &[CONTACT]),
    ("any_order", &[CONTACT]),
    ("ends", &[CONTACT]),
];

//! What Make HTTP Request and Run Function share: what an answer leaves behind.

use super::widget_type::{Grade, OutputVariable};

/// What the answer of a request leaves.
pub(super) const ANSWER: [OutputVariable; 4] = [
    OutputVariable { path: "body", kind: "string", help: "The answer's text, as it came", grade: Grade::A },
    OutputVariable {
        path: "parsed.*",
        kind: "any",
        help: "The members of the answer, where it is a JSON object with the content type application/json. An array \
               is not parsed",
        grade: Grade::A,
    },
    OutputVariable {
        path: "status_code",
        kind: "integer",
        help: "The HTTP status of the answer",
        grade: Grade::A,
    },
    OutputVariable {
        path: "content_type",
        kind: "string",
        help: "The content type of the answer",
        grade: Grade::A,
    },
];

/// The choices of a request's method, for fields that offer only these two.
pub(super) const GET_OR_POST: &[super::field::Choice] = &[
    super::field::Choice { value: "GET", label: "GET" },
    super::field::Choice { value: "POST", label: "POST" },
];

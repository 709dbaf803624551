//! Every rule that Cordboard takes although nobody outside Twilio has confirmed it, in one table.
//!
//! A step that rests on one of them says so in the trace, by its id. All of them are **Unverified**; once one is
//! measured against Twilio it leaves the table.

use super::run::Scope;

/// A rule of Studio that is not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// Its name in traces: stable.
    pub id: &'static str,
    /// What is not known, as a question.
    pub question: &'static str,
    /// What Cordboard takes.
    pub took: &'static str,
}

macro_rules! assumptions {
    ($($name:ident: $id:literal, $question:literal, $took:literal;)*) => {
        $(#[doc = $question] pub const $name: Assumption = Assumption { id: $id, question: $question, took: $took };)*

        /// All of them.
        pub const ALL: &[Assumption] = &[$($name),*];
    };
}

assumptions! {
    SENT_ON_ACCEPTANCE: "sent-on-acceptance",
        "Does `sent` come when Twilio takes the message, or when the carrier delivers it?",
        "`sent` comes as soon as the API has taken the message";
    FAILURE_OUTPUTS: "failure-outputs",
        "Which outputs stay when the API refuses a message?",
        "`outbound` holds From, To, Body, Status `failed`, ErrorCode and ErrorMessage";
    MEDIA_IN_CONVERSATION: "media-in-conversation",
        "How does Studio send a media URL into a conversation or chat channel, whose endpoints take none?",
        "the media URL is left out";
    TEMPLATE_ON_CHAT: "template-on-chat",
        "What does a content template do on a chat channel, whose endpoint takes none?",
        "the message body is sent instead";
    CONVERSATION_AUTHOR: "conversation-author",
        "Who is the author of a message that a flow writes into a conversation?",
        "the author is what Send Message From renders to";
    CONVERSATION_REPLY_EVENT: "conversation-reply-event",
        "By which event does a reply in a conversation leave Send & Wait For Reply?",
        "a reply leaves by `incomingMessage` and is stored under `inbound`";
    UNREADABLE_TIMEOUT: "unreadable-timeout",
        "How long does Send & Wait For Reply wait when its timeout renders to no number?",
        "it waits 3600 seconds, the default";
    SEVERAL_CONDITIONS: "several-conditions",
        "Must all conditions of one branch hold, or one of them?",
        "all conditions of a branch must hold";
    SEVERAL_ARGUMENTS: "several-arguments",
        "What does a condition with several arguments compare?",
        "a condition compares its first argument";
    EQUAL_MOMENTS: "equal-moments",
        "Is a time or date before or after itself?",
        "a time or date is neither before nor after itself";
    MOMENT_AS_DATE: "moment-as-date",
        "How is a full timestamp compared with a date or a time of day?",
        "a timestamp counts as its date or time in the execution's zone";
    TEXT_AS_NUMBER: "text-as-number",
        "Are less than and greater than met by a text that reads as a number?",
        "a text that reads as a number is compared as that number";
    REGEX_CASE: "regex-case",
        "Does a regular expression ignore the case of letters beyond ASCII?",
        "case is ignored for all letters";
    QUOTED_NUMBER: "quoted-number",
        "What does Set Variables store for a number in double quotes?",
        "the digits as text, without the quotes";
    OBJECT_AS_TEXT: "object-as-text",
        "What does Set Variables store for an object that is not marked as JSON?",
        "the object's text";
    NO_RESOURCE: "no-resource",
        "How does something end that there is neither a phone nor a product for here?",
        "its usual outcome is taken; any other can be forced";
    FAILED_ANSWER: "failed-answer",
        "What stays of an answer that makes Make HTTP Request fail?",
        "status, content type and body stay as they do on success";
    PARSED_MERGE: "parsed-merge",
        "How are the answers of a Function merged that runs a second time?",
        "members of the new answer replace those of the earlier one, whole values at the top level";
    UNSUPPORTED_TRIGGER: "unsupported-trigger",
        "What happens at a widget that the execution's trigger does not support (81020)?",
        "the widget does nothing and is left by its failure event, or ends the execution where it has none";
    SUBFLOW_FAILURE: "subflow-failure",
        "By which event does Run Subflow go on when the subflow ends with a failure that leads nowhere?",
        "Failed is taken when the subflow ends with an unhandled failure or without a match";
    SPEECH_CONFIDENCE: "speech-confidence",
        "How sure is the recognition of what was said?",
        "the confidence is 0.9";
    PROMPT_LENGTH: "prompt-length",
        "How long does a prompt take to be spoken?",
        "a text takes a second for every fifteen characters, and the waiting time begins after it";
    JSON_FLAG: "json-flag",
        "How does a file mark a variable that is to be parsed as JSON?",
        "an entry's `type` other than `string`, or `parse_as_json` being true";
}

/// Notes that the step rests on an assumption.
pub(super) fn assume(scope: &mut dyn Scope, assumption: Assumption) {
    scope.assume(assumption.id, assumption.took);
}

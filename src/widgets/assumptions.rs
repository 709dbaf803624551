//! Every rule that Cordboard takes although nobody outside Twilio has confirmed it, in one table, and which of its ways
//! somebody has chosen.
//!
//! A step that rests on one of them says so in the trace, by its id. All of them are **Unverified**; once one is
//! measured against Twilio it leaves the table. Those of the template language stand in [`Unknown`].

use std::collections::BTreeMap;

use super::run::Scope;
use crate::flow::did_you_mean;
pub use crate::liquid::Choice;
use crate::liquid::{AfterError, Dialect, Profile, Unknown};

/// A rule of Studio that is not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// Its name in traces and settings: stable.
    pub id: &'static str,
    /// What is not known, as a question.
    pub question: &'static str,
    /// Where it shows.
    pub shows: &'static str,
    /// What Cordboard takes where nobody has chosen.
    pub usual: Choice,
    /// What can be taken in its place.
    pub others: &'static [Choice],
    /// Where there is no other: why, or what is set in place of it.
    pub alone: &'static str,
}

impl Assumption {
    /// All that can be taken; the usual one first.
    pub fn choices(&self) -> impl Iterator<Item = Choice> {
        std::iter::once(self.usual).chain(self.others.iter().copied())
    }

    const fn of_template(
        id: &'static str,
        question: &'static str,
        usual: Choice,
        others: &'static [Choice],
    ) -> Self {
        Self { id, question, shows: "templates, in any field", usual, others, alone: "" }
    }
}

impl From<Unknown> for Assumption {
    fn from(unknown: Unknown) -> Self {
        Self::of_template(unknown.id(), unknown.question(), unknown.usual(), unknown.others())
    }
}

macro_rules! assumptions {
    ($($name:ident: $id:literal, $question:literal, $shows:literal, $usual:literal => $took:literal,
        $($other:literal => $else:literal,)* ; $alone:literal)*) => {
        $(#[doc = $question] pub const $name: Assumption = Assumption {
            id: $id,
            question: $question,
            shows: $shows,
            usual: Choice { name: $usual, took: $took },
            others: &[$(Choice { name: $other, took: $else }),*],
            alone: $alone,
        };)*

        /// All but those of the template language.
        const OWN: &[Assumption] = &[$($name),*];
    };
}

assumptions! {
    SENT_ON_ACCEPTANCE: "sent-on-acceptance",
        "Does `sent` come when Twilio takes the message, or when the carrier delivers it?",
        "Send Message",
        "acceptance" => "`sent` comes as soon as the API has taken the message",
        "delivery" => "`sent` comes when the message is delivered, ten seconds later where nobody tells, and `failed` when it is not",
        ; ""
    FAILURE_OUTPUTS: "failure-outputs",
        "Which outputs stay when the API refuses a message?",
        "Send Message, Send & Wait For Reply",
        "message" => "`outbound` holds From, To, Body, Status `failed`, ErrorCode and ErrorMessage",
        "error" => "`outbound` holds ErrorCode and ErrorMessage alone",
        "nothing" => "nothing is left of a message that was refused",
        ; ""
    MEDIA_IN_CONVERSATION: "media-in-conversation",
        "How does Studio send a media URL into a conversation or chat channel, whose endpoints take none?",
        "Send Message, Send & Wait For Reply",
        "left-out" => "the media URL is left out",
        "in-text" => "the media URL is the last line of the text",
        ; ""
    TEMPLATE_ON_CHAT: "template-on-chat",
        "What does a content template do on a chat channel, whose endpoint takes none?",
        "Send Message, Send & Wait For Reply",
        "body" => "the message body is sent instead",
        "no-text" => "the message has no text, so the API refuses it",
        ; ""
    CONVERSATION_AUTHOR: "conversation-author",
        "Who is the author of a message that a flow writes into a conversation?",
        "Send Message, Send & Wait For Reply",
        "from" => "the author is what Send Message From renders to",
        "system" => "no author is named, so it is `system`",
        ; ""
    CONVERSATION_REPLY_EVENT: "conversation-reply-event",
        "By which event does a reply in a conversation leave Send & Wait For Reply?",
        "Send & Wait For Reply",
        "incoming-message" => "a reply leaves by `incomingMessage` and is stored under `inbound`",
        "incoming-conversation-message" => "a reply leaves by `incomingConversationMessage` and is stored under `inbound`",
        ; ""
    UNREADABLE_TIMEOUT: "unreadable-timeout",
        "How long does Send & Wait For Reply wait when its timeout renders to no number?",
        "Send & Wait For Reply",
        "default" => "it waits 3600 seconds, the default",
        "at-once" => "it waits no time at all",
        "for-good" => "it waits as long as the execution lives",
        ; ""
    SEVERAL_CONDITIONS: "several-conditions",
        "Must all conditions of one branch hold, or one of them?",
        "Split Based On…",
        "all" => "all conditions of a branch must hold",
        "any" => "one condition of a branch that holds is enough",
        "first" => "only the first condition of a branch counts",
        ; ""
    SEVERAL_ARGUMENTS: "several-arguments",
        "What does a condition with several arguments compare?",
        "Split Based On…",
        "first" => "a condition compares its first argument",
        "any" => "a condition holds where it holds for one of its arguments",
        "all" => "a condition holds where it holds for all its arguments",
        ; ""
    EQUAL_MOMENTS: "equal-moments",
        "Is a time or date before or after itself?",
        "Split Based On…",
        "neither" => "a time or date is neither before nor after itself",
        "both" => "a time or date is both before and after itself",
        ; ""
    MOMENT_AS_DATE: "moment-as-date",
        "How is a full timestamp compared with a date or a time of day?",
        "Split Based On…",
        "in-zone" => "a timestamp counts as its date or time in the execution's zone",
        "in-utc" => "a timestamp counts as its date or time in UTC",
        "no-match" => "a timestamp is no date and no time of day",
        ; ""
    TEXT_AS_NUMBER: "text-as-number",
        "Are less than and greater than met by a text that reads as a number?",
        "Split Based On…",
        "number" => "a text that reads as a number is compared as that number",
        "no-match" => "a text is no number, even where it reads as one",
        ; ""
    REGEX_CASE: "regex-case",
        "Does a regular expression ignore the case of letters beyond ASCII?",
        "Split Based On…",
        "all-letters" => "case is ignored for all letters",
        "ascii" => "case is ignored for the letters A to Z only",
        ; ""
    QUOTED_NUMBER: "quoted-number",
        "What does Set Variables store for a number in double quotes?",
        "Set Variables",
        "text" => "the digits as text, without the quotes",
        "with-quotes" => "the digits as text, with the quotes",
        "number" => "the number",
        ; ""
    OBJECT_AS_TEXT: "object-as-text",
        "What does Set Variables store for an object that is not marked as JSON?",
        "Set Variables",
        "text" => "the object's text",
        "object" => "the object itself",
        ; ""
    NO_RESOURCE: "no-resource",
        "How does something end that there is neither a phone nor a product for here?",
        "widgets of calls and of other products",
        "usual" => "its usual outcome is taken; any other can be forced",
        ; "Each widget has outcomes of its own: `run --on WIDGET=EVENT` and `[test.on]` of a flow test give them."
    ACTS_TAKE_TIME: "acts-take-time",
        "How long does something take that is done on a call or in another product?",
        "widgets of calls and of other products",
        "no-time" => "the clock stands still meanwhile",
        "usual-time" => "the clock moves on by as long as it usually takes",
        ; ""
    FAILED_ANSWER: "failed-answer",
        "What stays of an answer that makes Make HTTP Request fail?",
        "Make HTTP Request",
        "kept" => "status, content type and body stay as they do on success",
        "nothing" => "nothing is left of an answer that makes the request fail",
        ; ""
    PARSED_MERGE: "parsed-merge",
        "How are the answers of a Function merged that runs a second time?",
        "Run Function",
        "shallow" => "members of the new answer replace those of the earlier one, whole values at the top level",
        "deep" => "objects within the answers are merged too, at every level",
        "replace" => "the new answer replaces the earlier one",
        ; ""
    UNSUPPORTED_TRIGGER: "unsupported-trigger",
        "What happens at a widget that the execution's trigger does not support (81020)?",
        "widgets that need a call, a contact or the REST API",
        "fails" => "the widget does nothing and is left by its failure event, or ends the execution where it has none",
        "ends" => "the execution ends at the widget",
        ; ""
    SUBFLOW_FAILURE: "subflow-failure",
        "By which event does Run Subflow go on when the subflow ends with a failure that leads nowhere?",
        "Run Subflow",
        "failed" => "Failed is taken when the subflow ends with an unhandled failure or without a match",
        "completed" => "Completed is taken however the subflow ends",
        "ends" => "the execution ends with the subflow",
        ; ""
    SUBFLOW_DATA: "subflow-data",
        "Are the parameters of a subflow under `flow.data` too?",
        "subflows that read `flow.data`",
        "parent-only" => "parameters of a subflow are under `trigger.parent.parameters` only",
        "flow-data-too" => "parameters of a subflow are under `flow.data`, too",
        ; ""
    PARENT_TRIGGER_TYPE: "parent-trigger-type",
        "What does `trigger.parent.trigger_type` hold?",
        "subflows that read it",
        "event" => "the trigger event of the flow that runs the subflow",
        ; "No source shows another word; a start's context can be laid over it."
    SPEECH_CONFIDENCE: "speech-confidence",
        "How sure is the recognition of what was said?",
        "Gather Input On Call",
        "0.9" => "the confidence is 0.9",
        "0.5" => "the confidence is 0.5",
        "0.1" => "the confidence is 0.1",
        ; ""
    PROMPT_LENGTH: "prompt-length",
        "How long does a prompt take to be spoken?",
        "Gather Input On Call",
        "spoken" => "a text takes a second for every fifteen characters, and the waiting time begins after it",
        "no-time" => "a prompt takes no time, so the waiting time begins at once",
        ; ""
    JSON_FLAG: "json-flag",
        "How does a file mark a variable that is to be parsed as JSON?",
        "Set Variables",
        "type-or-flag" => "an entry's `type` `json` or `object`, or `parse_as_json` being true",
        "flag" => "`parse_as_json` being true alone",
        "never" => "no entry is parsed as JSON",
        ; ""
    WIDGET_LOOP: "widget-loop",
        "Does the tenth run of one widget in a row still take place (81001)?",
        "a widget that leads to itself",
        "after-ten" => "ten runs take place, and the eleventh does not",
        "at-ten" => "nine runs take place, and the tenth does not",
        ; ""
    TOO_MANY_WIDGETS: "too-many-widgets",
        "What becomes of an execution whose flow has, with its subflows, more than 2,000 widgets?",
        "the start of an execution",
        "failed" => "the execution fails before its first step (81026)",
        "warned" => "the execution goes on after a warning (81025)",
        ; ""
    AFTER_81018: "after-81018",
        "What does a field hold whose template failed (81018)?",
        "templates, in any field",
        "empty" => "the field is empty",
        "raw" => "the field holds the template as it is written",
        "partial" => "the field holds what was rendered up to the mistake",
        ; ""
    ZONE: "zone",
        "In which zone does Studio write dates and times?",
        "`date` in templates",
        "pacific" => "dates and times are in the execution's zone, America/Los_Angeles unless another is given",
        ; "Any zone can be given: `run --zone NAME`, `zone` in a flow test."
}

/// All of them, those of the template language last.
pub fn all() -> impl Iterator<Item = Assumption> {
    OWN.iter().copied().chain(Unknown::ALL.iter().copied().map(Assumption::from))
}

/// What is taken where somebody has chosen; the usual way everywhere else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// What is not the usual, by id.
    chosen: BTreeMap<&'static str, Choice>,
}

/// Why a choice cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoChoice {
    /// There is no such assumption.
    #[error("there is no assumption `{id}`{hint}")]
    Assumption {
        /// What was named.
        id: String,
        /// What may have been meant, as the end of the sentence.
        hint: String,
    },
    /// The assumption has no such choice.
    #[error("`{id}` has no choice `{name}`{hint}")]
    Choice {
        /// The assumption.
        id: &'static str,
        /// What was named.
        name: String,
        /// What may have been meant, as the end of the sentence.
        hint: String,
    },
}

impl Assumptions {
    /// Chooses, by id and name of the choice.
    ///
    /// # Errors
    /// Where there is no such assumption, or no such choice of it.
    pub fn set(&mut self, id: &str, name: &str) -> Result<(), NoChoice> {
        let Some(assumption) = all().find(|assumption| assumption.id == id) else {
            let ids: Vec<&str> = all().map(|assumption| assumption.id).collect();
            return Err(NoChoice::Assumption { id: id.to_owned(), hint: did_you_mean(id, &ids) });
        };
        let Some(choice) = assumption.choices().find(|choice| choice.name == name) else {
            let names: Vec<&str> = assumption.choices().map(|choice| choice.name).collect();
            let hint = did_you_mean(name, &names);
            return Err(NoChoice::Choice { id: assumption.id, name: name.to_owned(), hint });
        };
        if choice == assumption.usual {
            self.chosen.remove(assumption.id);
        } else {
            self.chosen.insert(assumption.id, choice);
        }
        Ok(())
    }

    /// What is taken.
    pub fn choice(&self, assumption: &Assumption) -> Choice {
        self.chosen.get(assumption.id).copied().unwrap_or(assumption.usual)
    }

    /// What is not the usual: id and name of the choice, in the order of the ids.
    pub fn changed(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.chosen.iter().map(|(id, choice)| (*id, choice.name))
    }

    /// The template language as it is taken to be; `None` where it is the usual one.
    pub fn dialect(&self) -> Option<Dialect> {
        let mut turned =
            Unknown::ALL.iter().filter(|unknown| self.chosen.contains_key(unknown.id())).peekable();
        turned.peek()?;
        let mut dialect = *Profile::Studio.dialect();
        turned.for_each(|unknown| unknown.turn(&mut dialect));
        Some(dialect)
    }

    /// What a field holds whose template failed.
    pub fn after_error(&self) -> AfterError {
        match self.choice(&AFTER_81018).name {
            "raw" => AfterError::Raw,
            "partial" => AfterError::Partial,
            _ => AfterError::Empty,
        }
    }
}

/// Notes that the step rests on an assumption, and gives the name of what is taken. **Unverified:** whatever the caller
/// does by it.
pub(super) fn assume(scope: &mut dyn Scope, assumption: Assumption) -> &'static str {
    let choice = scope.assumptions().choice(&assumption);
    scope.assume(assumption.id, choice.took);
    choice.name
}

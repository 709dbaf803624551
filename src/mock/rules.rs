//! The rules file: which requests are to go wrong, and how. It only reads; [`super::judge`] applies.

use std::sync::Arc;
use std::time::Duration;

use fancy_regex::{Regex, RegexBuilder};
use serde::Deserialize;
use toml::Spanned;

use super::policy::{Plan, Status};
use crate::twilio::Product;

/// How far a pattern may look around before it counts as not matching.
const BACKTRACK_LIMIT: usize = 100_000;
/// The longest delay of an answer, and the latest time of a status, in seconds.
const MAX_SECONDS: f64 = 86_400.0;

/// Rules by which the mock lets requests go wrong. Without any, everything goes its usual way.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) seed: u64,
    pub(super) rules: Vec<Rule>,
    text: String,
}

/// What is wrong with a rules file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct RulesError {
    /// The line, from 1.
    pub line: usize,
    /// The column in it, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl Rules {
    /// Reads a rules file.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            place(text, start, error.message())
        })?;
        let mut rules = Vec::with_capacity(file.rule.len());
        for (index, written) in file.rule.into_iter().enumerate() {
            let start = written.span().start;
            let rule = written.into_inner().finish(index);
            rules.push(rule.map_err(|message| place(text, start, message))?);
        }
        Ok(Self { seed: file.seed, rules, text: text.to_owned() })
    }

    /// The file's text, as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many rules there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

fn place(text: &str, at: usize, message: &str) -> RulesError {
    let before = text.get(..at).unwrap_or(text);
    let last = before.rsplit('\n').next().unwrap_or_default();
    RulesError {
        line: before.matches('\n').count() + 1,
        column: last.chars().count() + 1,
        message: message.lines().next().unwrap_or_default().to_owned(),
    }
}

/// One rule, ready to be asked.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// What the log calls it.
    pub(super) name: Arc<str>,
    pub(super) when: When,
    pub(super) delay: Duration,
    pub(super) act: Act,
}

/// What a rule does besides waiting.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// Nothing.
    Pass,
    /// Answers by itself.
    Answer(Refusal),
    /// Hangs up without an answer.
    Drop,
    /// Lets the message pass and has something become of it.
    Plan(Plan),
}

/// An answer of a rule's own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    /// Twilio's code.
    pub(super) code: Option<u32>,
    /// The HTTP status, where it is not the code's usual one.
    pub(super) http: Option<u16>,
    /// The text, where it is not the code's.
    pub(super) message: Option<String>,
}

/// Which requests a rule is for. What is not said matches everything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    pub(super) method: Option<String>,
    pub(super) path: Option<Glob>,
    pub(super) product: Option<ProductName>,
    pub(super) to: Option<Glob>,
    pub(super) from: Option<Glob>,
    pub(super) body: Option<String>,
    pub(super) body_matches: Option<Pattern>,
    /// Only the n-th of the requests that match.
    pub(super) nth: Option<u64>,
    /// Only the next so many of the requests that match.
    pub(super) next: Option<u64>,
    /// How likely it is, from 0 to 1.
    pub(super) chance: Option<f64>,
}

/// A text in which `*` stands for anything.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Glob(String);

impl Glob {
    /// Whether a text is meant, as a whole.
    pub(super) fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else { return self.0 == text };
        let Some(mut text) = text.strip_prefix(first) else { return false };
        let mut rest = rest;
        while let Some((part, more)) = rest.split_once('*') {
            let Some((_, after)) = text.split_once(part) else { return false };
            (text, rest) = (after, more);
        }
        text.ends_with(rest)
    }
}

/// A regular expression.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// Whether it is found in a text.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text).unwrap_or(false)
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let regex = RegexBuilder::new(&text).backtrack_limit(BACKTRACK_LIMIT).build();
        regex.map(Self).map_err(|error| format!("no regular expression: {error}"))
    }
}

/// A product by its name.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct ProductName(pub(super) Product);

impl TryFrom<String> for ProductName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Product::named(&text).map(Self).ok_or_else(|| {
            let names: Vec<&str> = Product::ALL.into_iter().map(Product::name).collect();
            format!("no product {text:?}; there are {}", names.join(", "))
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    rule: Vec<Spanned<Written>>,
}

/// A rule as it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Option<String>,
    #[serde(default)]
    when: When,
    answer: Option<Refusal>,
    status: Option<WrittenPlan>,
    delay: Option<f64>,
    #[serde(default)]
    drop: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPlan {
    end: String,
    code: Option<u32>,
    after: Option<f64>,
}

impl Written {
    fn finish(self, index: usize) -> Result<Rule, &'static str> {
        let delay = self.delay.map_or(Ok(Duration::ZERO), |seconds| {
            within(seconds).map(Duration::from_secs_f64).ok_or("the delay is not between 0 and 86400 seconds")
        })?;
        let act = match (self.answer, self.status, self.drop) {
            (None, None, false) if delay.is_zero() => {
                return Err("the rule does nothing: it has no answer, status, delay or drop");
            }
            (None, None, false) => Act::Pass,
            (Some(answer), None, false) => Act::Answer(answer.checked()?),
            (None, Some(status), false) => Act::Plan(status.finish()?),
            (None, None, true) => Act::Drop,
            _ => return Err("the rule has more than one of answer, status and drop"),
        };
        let when = self.when;
        if when.nth.is_some() && when.next.is_some() {
            return Err("the rule has both nth and next");
        }
        if when.nth == Some(0) || when.next == Some(0) {
            return Err("nth and next count from 1");
        }
        if when.chance.is_some_and(|chance| !(0.0..=1.0).contains(&chance)) {
            return Err("the chance is not between 0 and 1");
        }
        let name = self.name.unwrap_or_else(|| format!("rule {}", index + 1));
        Ok(Rule { name: name.into(), when, delay, act })
    }
}

impl Refusal {
    fn checked(self) -> Result<Self, &'static str> {
        if self.code.is_none() && self.http.is_none() {
            return Err("the answer has neither code nor http");
        }
        if self.http.is_some_and(|http| !(400..=599).contains(&http)) {
            return Err("http is not between 400 and 599");
        }
        if self.code.is_some_and(super::codes::is_late) {
            return Err("no request is answered with this code: the message fails later (use status)");
        }
        Ok(self)
    }
}

impl WrittenPlan {
    fn finish(self) -> Result<Plan, &'static str> {
        let end = Status::ENDS.into_iter().find(|status| status.name() == self.end);
        let end = end.ok_or(
            "the status's end is none of queued, sending, sent, failed, delivered, undelivered, read",
        )?;
        let code = match (self.code, end.is_failure()) {
            (Some(_), false) => return Err("only failed and undelivered have a code"),
            // 30008 is the code of failures that nothing more is known of.
            (code, true) => Some(code.unwrap_or(30008)),
            (None, false) => None,
        };
        if self.after.is_some_and(|seconds| within(seconds).is_none()) {
            return Err("after is not between 0 and 86400 seconds");
        }
        Ok(Plan { end, code, after: self.after })
    }
}

fn within(seconds: f64) -> Option<f64> {
    (0.0..=MAX_SECONDS).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        let check = |pattern: &str, text: &str, expected: bool| {
            assert_eq!(Glob(pattern.to_owned()).matches(text), expected, "{pattern} {text}");
        };
        check("+1555", "+1555", true);
        check("+1555", "+15550", false);
        check("+1555*", "+15550", true);
        check("*0", "+15550", true);
        check("a*b*c", "a12b34c", true);
        check("a*b*c", "a12c34b", false);
        check("*", "", true);
        check("ab*ba", "aba", false);
        check("**b", "xxb", true);
        check("*Messages*", "/2010-04-01/Accounts/AC/Messages.json", true);
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let check = |text: &str, line: usize, column: usize, part: &str| {
            let error = Rules::parse(text).unwrap_err();
            assert!(
                (error.line, error.column) == (line, column) && error.message.contains(part),
                "{text}\n{error}"
            );
        };
        check("seed = ", 1, 8, "");
        check("x = 1", 1, 1, "unknown field");
        check("[[rule]]\ndrop = true\n[[rule]]\nwhen = {nexd = 1}", 4, 9, "unknown field `nexd`");
        check("\n[[rule]]\nname = 'ü'\n", 2, 1, "does nothing");
        check("[[rule]]\ndrop = true\nanswer = {http = 500}", 1, 1, "more than one");
        check("[[rule]]\ndrop = true\nwhen = {body_matches = '('}", 3, 24, "no regular expression");
        check("[[rule]]\ndrop = true\nwhen = {product = 'chats'}", 3, 19, "conversations, chat");
        check("[[rule]]\nanswer = {code = 30007}", 1, 1, "use status");
        check("[[rule]]\nanswer = {http = 200}", 1, 1, "400 and 599");
        check("[[rule]]\nanswer = {}", 1, 1, "neither");
        check("[[rule]]\nstatus = {end = 'lost'}", 1, 1, "queued");
        check("[[rule]]\nstatus = {end = 'read', code = 1}", 1, 1, "only failed");
        check("[[rule]]\nstatus = {end = 'read', after = nan}", 1, 1, "86400");
        check("[[rule]]\ndelay = -1.0", 1, 1, "delay");
        check("[[rule]]\ndrop = true\nwhen = {nth = 1, next = 1}", 1, 1, "both");
        check("[[rule]]\ndrop = true\nwhen = {next = 0}", 1, 1, "from 1");
        check("[[rule]]\ndrop = true\nwhen = {chance = 1.5}", 1, 1, "chance");
    }
}

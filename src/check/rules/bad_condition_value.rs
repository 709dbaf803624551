//! A branch that compares with something that is no number, date or time.

use super::conditions::asked;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, is_open};
use crate::widgets::assumptions::Assumptions;
use crate::widgets::condition::{Problem, Takes, evaluate};

pub(super) const RULE: Rule = Rule {
    code: "bad-condition-value",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A branch that compares with something that is no number, date or time",
    why: "the branch is never taken",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for asked in asked(at) {
        if !matches!(asked.takes(), Some(Takes::Number | Takes::Time | Takes::Date))
            || is_open(&asked.condition.value)
        {
            continue;
        }
        let taken = Assumptions::default();
        let now = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        let problem =
            evaluate(&asked.condition.kind, &serde_json::Value::Null, &asked.condition.value, &now, &taken);
        if let Err(problem @ Problem::BadValue { .. }) = problem {
            let place = at.transition(asked.output, &format!("/conditions/{}/value", asked.number));
            sink.add(problem.to_string(), place);
        }
    }
}

//! Branches of a flow as the expression of a SWITCH, which is a script of JavaScript (ES5, as Conductor's documentation
//! has it).

use crate::flow::Condition;
use crate::widgets::condition::{Takes, named};

/// A branch as a script tests it: `text` is the argument in small letters without white space around it. Nothing where
/// the script could not say the same.
pub(super) fn test(condition: &Condition) -> Option<String> {
    let predicate = named(&condition.kind)?;
    let value = condition.value.trim();
    let low = script_text(&value.to_lowercase());
    let is_not = condition.kind.contains("not");
    let not = if is_not { "!" } else { "" };
    Some(match predicate.takes {
        Takes::Nothing if is_not => "text !== ''".to_owned(),
        Takes::Nothing => "text === ''".to_owned(),
        Takes::Text => match &*condition.kind {
            "equal_to" => format!("text === {low}"),
            "not_equal_to" => format!("text !== {low}"),
            "contains" | "does_not_contain" => format!("{not}(text.indexOf({low}) >= 0)"),
            "starts_with" | "does_not_start_with" => format!("{not}(text.lastIndexOf({low}, 0) === 0)"),
            _ => return None,
        },
        Takes::List => {
            let value = value.to_lowercase();
            let items = value.split(',').map(str::trim).filter(|item| !item.is_empty());
            let items: Vec<String> = items.map(script_text).collect();
            format!("{not}([{}].indexOf(text) >= 0)", items.join(", "))
        }
        Takes::Number => {
            let number = value.parse::<f64>().ok().filter(|number| number.is_finite())?;
            let sign = if &*condition.kind == "less_than" { "<" } else { ">" };
            format!("text !== '' && Number(text) {sign} {number}")
        }
        Takes::Pattern | Takes::Time | Takes::Date => return None,
    })
}

/// The script of a split: the name of the first branch that holds, else `noMatch`.
pub(super) fn script(cases: &[(String, Vec<String>)]) -> String {
    let mut script = "(function () { var text = $.input === null || $.input === undefined ? '' : \
                      String($.input).trim().toLowerCase(); "
        .to_owned();
    for (name, tests) in cases {
        let all: Vec<String> = tests.iter().map(|test| format!("({test})")).collect();
        script.push_str(&format!("if ({}) {{ return {}; }} ", all.join(" && "), script_text(name)));
    }
    script.push_str("return 'noMatch'; })();");
    script
}

/// A text as a literal of a script. A reference of Conductor's cannot begin in it.
fn script_text(text: &str) -> String {
    let literal = serde_json::to_string(text).unwrap_or_default();
    literal.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029").replace("${", "$\\u007b")
}

//! The formats of texts and numbers that can be told without asking anybody.

use serde_json::Value;

/// What is wrong with a value of this format; nothing for a format that is not known.
pub(in crate::api) fn form_problem(format: &str, value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) => text_problem(format, text),
        Value::Number(number) if format == "int32" => {
            let fits = number.as_i64().is_none_or(|number| i32::try_from(number).is_ok());
            (!fits).then_some("a number of 32 bits")
        }
        _ => None,
    }
}

fn text_problem(format: &str, text: &str) -> Option<&'static str> {
    let (fits, expected) = match format {
        "date-time" => (
            text.parse::<jiff::Timestamp>().is_ok(),
            "a date and time with its zone, such as `2026-11-22T09:30:00Z`",
        ),
        "date" => (text.parse::<jiff::civil::Date>().is_ok(), "a date, such as `2026-11-22`"),
        "email" => {
            (text.split_once('@').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()), "an e-mail address")
        }
        "uuid" => (is_uuid(text), "a UUID"),
        "ipv4" => (text.parse::<core::net::Ipv4Addr>().is_ok(), "an IPv4 address"),
        "ipv6" => (text.parse::<core::net::Ipv6Addr>().is_ok(), "an IPv6 address"),
        _ => return None,
    };
    (!fits).then_some(expected)
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

use proptest::prelude::*;
use serde_json::json;

use super::{Json, MAX_DEPTH, Style, decode, encode, parse, position};

fn round_trip(text: &str) {
    assert_eq!(parse(text).expect("JSON").to_string(), text);
}

fn refuses(text: &str, line: usize, column: usize, part: &str) {
    let error = parse(text).expect_err("should be refused");
    assert_eq!(position(text, error.offset), (line, column), "{text}: {}", error.message);
    assert!(error.message.contains(part), "{}", error.message);
}

#[test]
fn keeps_every_byte() {
    round_trip(" {\"a\" : 90.0 ,\t\"a\":1e2,\"\\u0062\": [ ] , \"c\":{ } }\r\n");
    round_trip("[-0.0,1E+5,\"\\/\\ud83d\\ude00\\ud800\",null , true]");
}

#[test]
fn tells_where_it_is_no_json() {
    refuses("{\n  \"a\": ,\n}", 2, 8, "value is expected");
    refuses("{\"é\": nul}", 1, 7, "`nul`");
    refuses("[1,2", 1, 5, "`]` is missing");
    refuses("[1 2]", 1, 4, "`,` or `]`");
    refuses("{a:1}", 1, 2, "double quotes");
    refuses("[01]", 1, 2, "number");
    refuses("[1.]", 1, 2, "number");
    refuses("\"a\nb\"", 1, 3, "inside a string");
    refuses("\"\\x\"", 1, 2, "escape");
    refuses("1 2", 1, 3, "follows the end");
    refuses("", 1, 1, "missing");
    refuses(&"[".repeat(100_000), 1, MAX_DEPTH + 1, "deep");
}

#[test]
fn strings_mean_what_they_spell() {
    assert_eq!(decode(r#"a\n\t\"\\\/\u00e9\ud83d\ude00"#), "a\n\t\"\\/é😀");
    assert_eq!(decode(r"\ud83dx"), "\u{fffd}x");
    assert_eq!(encode("a\u{1}\"\\\n"), "a\\u0001\\\"\\\\\\n");
}

fn edited(text: &str, change: impl FnOnce(&mut Json, &Style)) -> String {
    let mut json = parse(text).expect("JSON");
    let style = Style::of(&json);
    change(&mut json, &style);
    json.to_string()
}

#[test]
fn a_new_key_is_written_as_its_neighbours() {
    let text = "{\n    \"a\" : 1\n}\n";
    let new = edited(text, |json, style| json.set("b", &json!({"c": [1]}), style, Some(""), usize::MAX));
    assert_eq!(
        new,
        "{\n    \"a\" : 1,\n    \"b\": {\n        \"c\": [\n            1\n        ]\n    }\n}\n"
    );
    let first = edited(text, |json, style| json.set("b", &json!(2), style, Some(""), 0));
    assert_eq!(first, "{\n    \"b\": 2,\n    \"a\" : 1\n}\n");
    assert_eq!(
        edited("{\"a\":1}", |json, style| json.set("b", &json!([{}]), style, Some(""), 9)),
        "{\"a\":1,\"b\":[{}]}"
    );
}

#[test]
fn taking_out_the_last_key_keeps_the_bracket_in_place() {
    let text = "{\n  \"a\": 1,\n  \"b\": 2\n}";
    assert_eq!(edited(text, |json, _| json.remove("b")), "{\n  \"a\": 1\n}");
    assert_eq!(edited(text, |json, _| json.remove("a")), "{\n  \"b\": 2\n}");
}

#[test]
fn assigning_touches_only_what_differs() {
    let text = r#"{"list": [ {"x":1.0}, {"y" : 2}, {"z":3} ], "t": "caf\u00e9 one two"}"#;
    let new = edited(text, |json, style| {
        json.assign(&json!({"list": [{"x": 1.0}, {"z": 3}], "t": "café two"}), style, None);
    });
    assert_eq!(new, r#"{"list": [ {"x":1.0}, {"z":3} ], "t": "caf\u00e9 two"}"#);
}

#[test]
fn of_doubled_keys_the_last_counts() {
    let json = parse(r#"{"a":1,"a":2}"#).expect("JSON");
    assert_eq!(json.get("a").and_then(Json::as_number), Some(2.0));
    assert_eq!(json.doubled_key().as_deref(), Some("a"));
}

proptest! {
    #[test]
    fn never_panics_and_keeps_what_it_reads(text in "[\\[\\]{}:,\"\\\\ue\\-+.0-9ntrua \\n]{0,40}") {
        if let Ok(json) = parse(&text) {
            prop_assert_eq!(json.to_string(), text);
        }
    }

    #[test]
    fn agrees_with_serde_on_what_is_json(text in "[\\[\\]{}:,\"\\\\0-9. a]{0,24}") {
        prop_assert_eq!(parse(&text).is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
    }

    #[test]
    fn respelling_means_the_new_text(old in "[a-cé\"\\n]{0,12}", new in "[a-cé\"\\n]{0,12}") {
        let raw = encode(&old).replace('é', "\\u00e9");
        let spelled = super::text::respell(&raw, &new);
        prop_assert_eq!(decode(&spelled), new);
    }
}

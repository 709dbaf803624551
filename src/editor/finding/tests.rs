//! The query, what it finds, and what replacing leaves alone.

use std::sync::Arc;

use serde_json::json;

use super::query::{Kind, parse};
use super::{Answer, Hit, Options, Question, Source, replace, search};
use crate::editor::checks::Question as Check;
use crate::editor::state::FileKey;
use crate::flow::{Document, Flow, Graph};

const TEXT: &str = r#"{
  "description": "Asks for a city",
  "states": [
    {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "ask"}], "properties": {}},
    {"name": "ask", "type": "send-and-wait-for-reply", "transitions": [
        {"event": "incomingMessage", "next": "which"}, {"event": "timeout"}, {"event": "deliveryFailure"}],
      "properties": {"body": "Which city? Caf\u00e9, city or ask?", "timeout": "3600", "from": "+1 (555) 010-9999"}},
    {"name": "which", "type": "split-based-on", "transitions": [
        {"event": "noMatch", "next": "say"},
        {"event": "match", "next": "say", "conditions": [{"friendly_name": "If city", "arguments": ["{{widgets.ask.inbound.Body}}"], "type": "equal_to", "value": "city"}]}],
      "properties": {"input": "{{widgets.ask.inbound.Body}}"}},
    {"name": "say", "type": "send-message", "transitions": [{"event": "sent"}, {"event": "failed"}],
      "properties": {"body": "{{flow.variables.x}} {{widgets.ask.inbound.Body}} see https://example.com/a?b FW0123456789abcdef0123456789abcdef"}},
    {"name": "lost", "type": "send-message", "transitions": [{"event": "sent"}],
      "properties": {"body": "Hello {{ nosuch | nofilter }}"}}
  ],
  "initial_state": "Trigger"
}"#;

fn flow() -> Flow {
    Document::from_bytes(None, TEXT.as_bytes()).unwrap().flow().clone()
}

fn answer(flow: &Flow, text: &str, options: Options) -> Answer {
    let source = Source {
        key: FileKey(1),
        title: "cities.json".to_owned(),
        flow: flow.clone(),
        revision: 1,
        graph: Arc::new(Graph::of(flow)),
        findings: Arc::new(Check::of(flow).answer()),
    };
    search(&Question { sources: vec![source], text: text.to_owned(), options })
}

/// Each place as `widget pointer found`.
fn told(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.trouble, None);
    let mut told = Vec::new();
    for group in &answer.groups {
        for hit in &answer.hits[group.hits.clone()] {
            assert_eq!(hit.widget, group.widget);
            let pointer = hit.pointer.trim_start_matches("/properties/");
            told.push(
                format!("{} {pointer} {}", group.title, &hit.excerpt[hit.mark.clone()]).trim().to_owned(),
            );
        }
    }
    told
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(told(&answer(&flow(), text, Options::default())), expected, "{text}");
}

#[test]
fn a_query_is_cut_into_terms() {
    let check = |text: &str, expected: &[(Kind, &str, bool)]| {
        let found: Vec<_> = parse(text).into_iter().map(|term| (term.kind, term.text, term.is_not)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(kind, text, not)| (*kind, (*text).to_owned(), *not)).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("", &[]);
    check("  a  b ", &[(Kind::Any, "a", false), (Kind::Any, "b", false)]);
    check(
        r#""a b" -"c \"d" -e"#,
        &[(Kind::Any, "a b", false), (Kind::Any, "c \"d", true), (Kind::Any, "e", true)],
    );
    check("TYPE:send-message is:", &[(Kind::Type, "send-message", false)]);
    check(r#"text:"two words""#, &[(Kind::Text, "two words", false)]);
    check(
        "https://a.b --> -5",
        &[(Kind::Any, "https://a.b", false), (Kind::Any, "-->", false), (Kind::Any, "-5", false)],
    );
    check("url: x", &[(Kind::Url, "", false), (Kind::Any, "x", false)]);
    check("\"open", &[(Kind::Any, "open", false)]);
}

#[test]
fn words_are_found_in_names_and_texts() {
    check(
        "CITY",
        &[
            "The flow /description city",
            "ask body city",
            "ask body city",
            "which /transitions/1/conditions/0/friendly_name city",
            "which /transitions/1/conditions/0/value city",
        ],
    );
    check(
        "city which",
        &[
            "ask body Which",
            "ask body city",
            "ask body city",
            "which /name which",
            "which /transitions/1/conditions/0/friendly_name city",
            "which /transitions/1/conditions/0/value city",
        ],
    );
    check("café", &["ask body Café"]);
    check("name:ask", &["ask /name ask"]);
    check("text:ask -name:which -type:send-message", &["ask body ask"]);
    check("3600", &["ask timeout 3600"]);
    check("nothing-of-this-kind", &[]);
}

#[test]
fn structured_terms_find_what_they_say() {
    check("type:send-message", &["say /name", "lost /name"]);
    check("type:\"Split Based\"", &["which /name"]);
    check("uses:flow.variables.x", &["say body flow.variables.x"]);
    check("uses:widgets.ask", &["which input widgets.ask", "say body widgets.ask"]);
    check("uses:widgets.as", &[]);
    check("uses:x", &["say body flow.variables.x"]);
    check("is:unreachable", &["lost /name"]);
    check("is:orphan", &["lost /name"]);
    check("is:end -is:unreachable", &["say /name"]);
    check("is:unconnected type:send-and-wait-for-reply", &["ask /name"]);
    check("number:555010", &["ask from +1 (555) 010-9999"]);
    check("url:example", &["say body https://example.com/a?b"]);
    check("sid:FW", &["say body FW0123456789abcdef0123456789abcdef"]);
    let wrong = told(&answer(&flow(), "has:error", Options::default()));
    assert!(wrong.contains(&"lost from".to_owned()), "{wrong:?}");
    assert!(told(&answer(&flow(), "has:problem -has:error", Options::default())).len() < 5);
}

#[test]
fn switches_change_what_is_found() {
    let check = |text: &str, options: Options, count: usize| {
        assert_eq!(answer(&flow(), text, options).hits.len(), count, "{text}");
    };
    check("City", Options { has_case: true, ..Options::default() }, 0);
    check("cit", Options { is_word: true, ..Options::default() }, 0);
    check("ask", Options { is_word: true, ..Options::default() }, 4);
    check(r"\bc[a-z]+y\b", Options { is_regex: true, ..Options::default() }, 5);
    check("c.*y", Options::default(), 0);
}

#[test]
fn what_is_not_understood_is_told() {
    let check = |text: &str, options: Options, expected: &str| {
        let trouble = answer(&flow(), text, options).trouble.unwrap();
        assert!(trouble.contains(expected), "{trouble}");
    };
    let regex = Options { is_regex: true, ..Options::default() };
    check("(", regex, "no regular expression");
    check("is:nonsense", Options::default(), "unreachable");
    check("has:nonsense", Options::default(), "warning");
    let mut state =
        json!({"name": "a", "type": "send-message", "properties": {"body": "a".repeat(60) + "!"}});
    state["transitions"] = json!([]);
    let text = json!({"description": "", "states": [state], "initial_state": "a"}).to_string();
    let flow = Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone();
    let trouble = answer(&flow, r"^(?=(a+)+$)(a|a)*\1b", regex).trouble;
    assert!(trouble.is_none_or(|trouble| trouble.contains("too long")));
}

/// Replaces all that is found; answers with the text, its count, and what was left.
fn replaced(query: &str, with: &str, options: Options) -> (String, usize, Vec<String>) {
    let mut document = Document::from_bytes(None, TEXT.as_bytes()).unwrap();
    let flow = document.flow().clone();
    let answer = answer(&flow, query, options);
    let hits: Vec<&Hit> = answer.hits.iter().collect();
    let done = replace(&flow, &answer, &hits, with);
    if let Some(edit) = &done.edit {
        document.edit(edit).unwrap();
    }
    let text = document.flow().write();
    if done.edit.is_some() {
        document.history_mut().undo();
    }
    assert_eq!(document.flow().write(), TEXT, "undo gives the bytes back");
    (text, done.count, done.left)
}

#[test]
fn replacing_changes_what_was_found_and_no_other_byte() {
    let check = |query: &str, with: &str, from: &str, to: &str, count: usize| {
        let (text, done, left) = replaced(query, with, Options::default());
        assert_eq!((text, done, left), (TEXT.replace(from, to), count, vec![]), "{query}");
    };
    // The spelling of what stands beside it stays, and a quote cannot break the JSON.
    check("text:Which", "What \"big\"", "Which", "What \\\"big\\\"", 1);
    check("café", "caf\u{e9}s", "Caf\\u00e9", "caf\u{e9}s", 1);
    check("url:example", "https://other.example", "https://example.com/a?b", "https://other.example", 1);
    check("description-is-not-there", "x", "", "", 0);
    // What a split compares is repeated in its branches, and stays the same there.
    check("uses:widgets.ask.inbound", "flow.data.x", "widgets.ask.inbound", "flow.data.x", 2);
}

#[test]
fn a_name_takes_what_refers_to_it_along() {
    let (text, count, left) = replaced("name:ask", "question", Options::default());
    assert_eq!((count, left.len()), (1, 0));
    assert!(text.contains(r#""next": "question""#) && !text.contains("widgets.ask."));
    assert_eq!(text.matches("widgets.question.inbound.Body").count(), 3);
    assert!(text.contains("city or ask?"));
    let (_, count, left) = replaced("name:ask", "which", Options::default());
    assert_eq!((count, left), (0, vec!["another widget is named “which” already".to_owned()]));
    let (_, count, left) = replaced("name:ask", "no name", Options::default());
    assert_eq!((count, left), (0, vec!["“no name” is no name that Studio takes".to_owned()]));
    // In a text and in a name at once, each place is replaced once.
    let (text, count, _) = replaced("ask", "query", Options { is_word: true, ..Options::default() });
    assert_eq!(count, 4);
    assert!(!text.contains("ask.") && text.contains("city or query?") && !text.contains("queryquery"));
}

#[test]
fn groups_of_a_regular_expression_go_into_the_new_text() {
    let regex = Options { is_regex: true, ..Options::default() };
    let (text, count, _) = replaced(r#""(city) or (ask)""#, "$2 or ${1}s", regex);
    assert_eq!(count, 1);
    assert!(text.contains("ask or citys?"));
    let (text, ..) = replaced("city\\?", "$5?", Options { has_case: true, ..regex });
    assert!(text.contains("Which ?"));
}

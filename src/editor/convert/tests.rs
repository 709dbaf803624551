use std::path::{Path, PathBuf};

use super::{ConvertQuestion, convert_all};

const FLOW: &str = r#"{"states": [{"name": "Trigger", "type": "trigger", "transitions": [], "properties": {}}], "initial_state": "Trigger"}"#;

fn question(path: &str, text: &str) -> ConvertQuestion {
    ConvertQuestion::new(PathBuf::from(path), text, None).unwrap()
}

fn check_names(path: &str, text: &str, expected: &[&str]) {
    let names: Vec<String> = question(path, text).to_open().into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, expected);
}

#[test]
fn a_converted_flow_is_called_after_its_source_and_never_like_it() {
    let wrapped = format!(r#"{{"friendly_name": "Hello", "definition": {FLOW}}}"#);
    check_names("/a/old.json", &wrapped, &["old.flow.json"]);
    check_names("/a/old.flow.json", &wrapped, &["old-converted.flow.json"]);
    check_names("/a/Old.FLOW.json", &wrapped, &["Old.FLOW.flow.json"]);
    check_names("/a/flow.private.js", &wrapped, &["flow.private.flow.json"]);
    let one = |name: &str| format!(r#"{{"friendly_name": "{name}", "definition": {FLOW}}}"#);
    let list = format!(
        r#"{{"flows": [{}, {}, {}, {{"definition": {FLOW}}}]}}"#,
        one("Ask me"),
        one("Ask me"),
        one("../../etc: x")
    );
    check_names(
        "/a/list.json",
        &list,
        &["Ask me.flow.json", "Ask me-converted.flow.json", "-..-etc- x.flow.json", "list-4.flow.json"],
    );
}

#[test]
fn what_is_opened_stands_in_no_file_and_knows_where_it_came_from() {
    let list = format!(r#"[{{"sid": "FW1", "definition": {FLOW}}}, {{"sid": "FW2", "definition": {FLOW}}}]"#);
    let mut question = question("/a/list.json", &list);
    question.chosen.remove(&0);
    let documents = convert_all(&question.source, Path::new("/a/list.json"), question.to_open());
    let [Ok(document)] = documents.as_slice() else { panic!("{documents:?}") };
    assert_eq!((document.title().as_str(), document.path()), ("FW2.flow.json", None));
    assert!(document.is_modified());
    assert_eq!(document.source(), Some(Path::new("/a/list.json")));
}

#[test]
fn what_holds_no_flow_says_where_it_looked() {
    let error = ConvertQuestion::new(PathBuf::from("/a/b.json"), "{}", None).unwrap_err();
    assert!(error.starts_with("/a/b.json:1:1: no flow definition"), "{error}");
}

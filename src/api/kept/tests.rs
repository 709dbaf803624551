//! The file of what is kept, and requests between it and what is prepared.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::api::environment::Variable;
use crate::api::{Body, BodyKind, Kind, Operation, Parameter, Place, Prepared};

const FILE: &str = r#"{
  "version": 1,
  "owner": "Ada",
  "documents": [
    {"id": "pets", "title": "Pets", "source": "pets.yaml", "note": [1.0, 2e3]},
    {"id": "sky", "title": "Sky", "source": "https://sky.example/openapi.json"}
  ],
  "environments": [
    {
      "name": "own",
      "colour": "blue",
      "base": "https://a.example",
      "variables": [
        {"name": "ROOM", "value": "12"},
        {"name": "KEY", "secret": true, "hint": "ask Bo"}
      ]
    }
  ],
  "requests": [
    {"operation": "make", "values": [{"in": "body", "name": "Text", "value": "Hi"}], "seen": true}
  ]
}
"#;

fn read(text: &str) -> Kept {
    let (kept, notes) = Kept::read(text).unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    kept
}

/// The lines of a text that another one has not.
fn changed(before: &str, after: &str) -> Vec<String> {
    let lines: Vec<&str> = before.lines().collect();
    after.lines().filter(|line| !lines.contains(line)).map(str::to_owned).collect()
}

#[test]
fn what_is_not_changed_stays_as_it_is_spelled() {
    let kept = read(FILE);
    assert_eq!(kept.documents.len(), 2);
    assert_eq!(
        kept.environments[0].variables[1],
        Variable { name: "KEY".to_owned(), value: String::new(), is_secret: true }
    );
    assert_eq!(kept.write(Some(FILE)), FILE);
    let marked = format!("\u{feff}{}", FILE.replace('\n', "\r\n"));
    assert_eq!(read(&marked).write(Some(&marked)), marked);
}

#[test]
fn one_change_is_one_small_difference() {
    let check = |change: &dyn Fn(&mut Kept), expected: &[&str]| {
        let mut kept = read(FILE);
        change(&mut kept);
        let after = kept.write(Some(FILE));
        assert_eq!(changed(FILE, &after), expected, "{after}");
        assert_eq!(read(&after), kept);
        for unknown in ["\"owner\": \"Ada\"", "\"seen\": true"] {
            assert!(after.contains(unknown), "{after}");
        }
        after
    };
    check(
        &|kept| kept.environments[0].variables[0].value = "13".to_owned(),
        &[r#"        {"name": "ROOM", "value": "13"},"#],
    );
    let renamed = check(
        &|kept| kept.environments[0].variables[1].name = "TOKEN".to_owned(),
        &[r#"        {"name": "TOKEN", "secret": true, "hint": "ask Bo"}"#],
    );
    assert!(renamed.contains("\"colour\": \"blue\""));
    check(
        &|kept| kept.documents[0].title = "Animals".to_owned(),
        &[r#"    {"id": "pets", "title": "Animals", "source": "pets.yaml", "note": [1.0, 2e3]},"#],
    );
    let removed = check(
        &|kept| {
            kept.documents.remove(0);
        },
        &[],
    );
    assert!(removed.contains("\"sky\"") && !removed.contains("\"pets\""));
    check(
        &|kept| kept.requests[0].values[0].value = "Ho".to_owned(),
        &[
            r#"    {"operation": "make", "values": [{"in": "body", "name": "Text", "value": "Ho"}], "seen": true}"#,
        ],
    );
}

#[test]
fn a_new_file_is_laid_out_to_be_compared_by_lines() {
    let mut kept = Kept::default();
    assert_eq!(kept.write(None), "{\n  \"version\": 1\n}\n");
    kept.documents.push(KeptDocument {
        id: "a".to_owned(),
        title: "A".to_owned(),
        source: "a.json".to_owned(),
    });
    let text = kept.write(None);
    assert_eq!(
        text,
        "{\n  \"version\": 1,\n  \"documents\": [\n    {\n      \"id\": \"a\",\n      \"title\": \"A\",\n      \"source\": \"a.json\"\n    }\n  ]\n}\n"
    );
    assert_eq!(read(&text), kept);
}

#[test]
fn the_value_of_a_secret_is_never_written() {
    let secret = Variable { name: "KEY".to_owned(), value: "hush".to_owned(), is_secret: true };
    let environment = Environment { name: "own".to_owned(), base: String::new(), variables: vec![secret] };
    let kept = Kept { environments: vec![environment], ..Kept::default() };
    assert!(!kept.write(None).contains("hush"));
    assert!(!kept.write(Some(FILE)).contains("hush"));
    // One that somebody wrote there is told, not read, and goes with the next change.
    let with = FILE.replace("\"secret\": true", "\"secret\": true, \"value\": \"hush\"");
    let (kept, notes) = Kept::read(&with).unwrap();
    assert!(!format!("{kept:?}").contains("hush"));
    assert!(notes[0].starts_with("15:9: ") && notes[0].contains("secret"), "{notes:?}");
    assert_eq!(kept.write(Some(&with)), FILE);
}

#[test]
fn a_file_that_is_broken_or_newer_is_left_alone() {
    let check = |text: &str, expected: &str| {
        let error = Kept::read(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
        let mut kept = Kept::default();
        kept.documents.push(KeptDocument { id: "a".to_owned(), ..KeptDocument::default() });
        assert_eq!(kept.write(Some(text)), text);
    };
    check("{\n  \"version\": 1,\n}", "3:1: this is no JSON");
    check("[]", "1:1: this file is an object, this is array");
    check("{}", "1:1: this file says its `version`");
    check("{\"version\": 0}", "1:13: the `version` is a whole number");
    check("{\"version\": 1,\n \"requests\": {}}", "2:14: `requests` is a list");
    check("{\n \"version\": 2, \"documents\": {}}", "2:13: its version is 2");
}

#[test]
fn what_cannot_be_understood_is_told_and_stays() {
    let text = r#"{"version": 1, "documents": [7, {"id": "a", "source": "a"}, {"id": "a", "source": "b"}, {"title": "x"}],
  "requests": [{"operation": "o", "values": [{"in": "body"}, {"in": "query", "name": "q", "value": "v"}]}]}"#;
    let (mut kept, notes) = Kept::read(text).unwrap();
    assert_eq!((kept.documents.len(), kept.requests[0].values.len()), (1, 1));
    assert_eq!(notes.len(), 4, "{notes:?}");
    assert!(notes[0].starts_with("1:30: ") && notes[3].starts_with("2:46: "), "{notes:?}");
    kept.requests[0].values[0].value = "w".to_owned();
    let after = kept.write(Some(text));
    for part in ["[7,", "{\"title\": \"x\"}", "{\"in\": \"body\"}", "\"value\": \"w\""] {
        assert!(after.contains(part), "{part}: {after}");
    }
}

fn operation(fields: &[(Place, &str, Option<&str>)]) -> Arc<Operation> {
    let parameters = fields.iter().map(|(place, name, default)| {
        let parameter = Parameter::new(*place, name, Kind::Text, "");
        if let Some(default) = default { parameter.default(default) } else { parameter }
    });
    Arc::new(Operation { id: "make".to_owned(), parameters: parameters.collect(), ..Operation::default() })
}

#[test]
fn a_request_comes_back_as_it_was_filled_in() {
    let operation =
        operation(&[(Place::Path, "id", None), (Place::Query, "id", Some("5")), (Place::Body, "Text", None)]);
    let mut prepared = Prepared::new(&operation);
    prepared.set_in(Place::Path, "id", "a");
    prepared.set_in(Place::Query, "id", "");
    prepared.set_raw_body(Some("{{x}}".to_owned()));
    let mut kept = Kept::default();
    kept.keep("pets", &prepared, &KeptTarget::default());
    assert!(kept.request("", "make").is_none());
    let again = read(&kept.write(None));
    let (filled, lost) = again.request("pets", "make").unwrap().filled(&operation);
    assert_eq!((&filled, lost.len()), (&prepared, 0));
    // One that holds nothing of its own is not kept.
    kept.keep("pets", &Prepared::new(&operation), &KeptTarget::default());
    assert!(kept.is_empty());
}

#[test]
fn an_example_that_was_emptied_stays_empty() {
    let fields = operation(&[(Place::Query, "q", None)]);
    let operation = Arc::new(Operation {
        example: vec![("q".to_owned(), "shown at first".to_owned())],
        ..Operation::clone(&fields)
    });
    let mut kept = Kept::default();
    kept.keep("", &Prepared::example(&operation), &KeptTarget::default());
    assert!(kept.is_empty(), "this is what a new one holds");
    kept.keep("", &Prepared::new(&operation), &KeptTarget::default());
    let again = read(&kept.write(None));
    let (filled, _) = again.request("", "make").unwrap().filled(&operation);
    assert_eq!(filled.value("q"), "");
}

#[test]
fn where_a_request_goes_is_kept() {
    let operation = operation(&[(Place::Query, "q", None)]);
    let target = KeptTarget {
        environment: "staging".to_owned(),
        server: "https://{region}.b.example".to_owned(),
        variables: vec![("region".to_owned(), "us".to_owned())],
    };
    let mut kept = Kept::default();
    kept.keep("", &Prepared::new(&operation), &target);
    let text = kept.write(None);
    assert_eq!(read(&text).request("", "make").unwrap().target, target);
    kept.keep("", &Prepared::new(&operation), &KeptTarget::default());
    assert!(kept.is_empty(), "where a new one goes is nothing of its own");
    // What cannot be understood of it is told.
    let (_, notes) = Kept::read(&text.replace("\"region\"", "\"\"")).unwrap();
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn what_a_document_no_longer_has_is_told_and_stays_kept() {
    let before = operation(&[(Place::Query, "q", None), (Place::Header, "X-Old", None)]);
    let mut prepared = Prepared::new(&before);
    prepared.set("q", "1");
    prepared.set("X-Old", "2");
    let mut kept = Kept::default();
    kept.keep("", &prepared, &KeptTarget::default());
    let after = operation(&[(Place::Query, "q", None), (Place::Query, "new", Some("d"))]);
    let (mut filled, lost) = kept.request("", "make").unwrap().filled(&after);
    assert_eq!((filled.value("q"), filled.value("new")), ("1", "d"));
    assert_eq!(lost, ["the header `X-Old`"]);
    filled.set("q", "3");
    kept.keep("", &filled, &KeptTarget::default());
    let (back, lost) = kept.request("", "make").unwrap().filled(&before);
    assert_eq!((back.value("q"), back.value("X-Old")), ("3", "2"));
    assert_eq!(lost, ["`new` in the query"]);
}

#[test]
fn the_kind_of_body_is_kept_with_the_request() {
    let with = |media_type: &str, field: &str, variants| {
        let body = Body { kind: BodyKind::Json, media_type: media_type.to_owned(), ..Body::default() };
        let parameters = vec![Parameter::new(Place::Body, field, Kind::Text, "")];
        Arc::new(Operation { id: "make".to_owned(), body, parameters, variants, ..Operation::default() })
    };
    let other = with("application/xml", "b", Vec::new());
    let first = with("application/json", "a", vec![Arc::clone(&other)]);
    let mut prepared = Prepared::new(&first);
    prepared.set("a", "1");
    let mut kept = Kept::default();
    kept.keep("", &prepared, &KeptTarget::default());
    let mut prepared = prepared.carried_to(&other);
    prepared.set("b", "2");
    kept.keep("", &prepared, &KeptTarget::default());
    let request = kept.request("", "make").unwrap();
    let (filled, lost) = request.filled(&first);
    assert_eq!((filled.operation().body.media_type.as_str(), filled.value("b")), ("application/xml", "2"));
    assert_eq!(lost, [""; 0]);
    // What was typed into the other kind is there when one comes back to it.
    assert_eq!(request.values.len(), 2);
    let (_, lost) = request.filled(&with("text/plain", "a", Vec::new()));
    assert_eq!(lost, ["a body of `application/xml`", "`b` in the body"]);
}

prop_compose! {
    fn any_variable()(name in ".{1,6}", value in any::<String>(), is_secret in any::<bool>()) -> Variable {
        Variable { name, value: if is_secret { String::new() } else { value }, is_secret }
    }
}

fn unique<T>(items: Vec<T>, name: impl Fn(&T) -> String) -> Vec<T> {
    let mut seen = std::collections::HashSet::new();
    items.into_iter().filter(|item| seen.insert(name(item))).collect()
}

prop_compose! {
    fn any_environment()(name in ".{1,6}", base in any::<String>(), variables in prop::collection::vec(any_variable(), 0..4)) -> Environment {
        Environment { name, base, variables: unique(variables, |variable| variable.name.clone()) }
    }
}

prop_compose! {
    fn any_request()(
        library in ".{0,3}", operation in ".{1,3}", media_type in ".{0,3}",
        environment in ".{0,3}", server in ".{0,3}", variables in prop::collection::vec((".{1,3}", any::<String>()), 0..3),
        values in prop::collection::vec((".{1,3}", ".{1,3}", any::<String>()), 0..4), body in any::<Option<String>>(),
    ) -> KeptRequest {
        let value = |(place, name, value)| KeptValue { place, name, value };
        let target = KeptTarget { environment, server, variables: unique(variables, |variable| variable.0.clone()) };
        KeptRequest { library, operation, media_type, values: values.into_iter().map(value).collect(), body, target }
    }
}

prop_compose! {
    fn any_kept()(
        documents in prop::collection::vec((".{1,3}", any::<String>(), ".{1,9}"), 0..4),
        environments in prop::collection::vec(any_environment(), 0..3),
        requests in prop::collection::vec(any_request(), 0..4),
    ) -> Kept {
        let document = |(id, title, source)| KeptDocument { id, title, source };
        Kept {
            documents: unique(documents.into_iter().map(document).collect(), |document: &KeptDocument| document.id.clone()),
            environments: unique(environments, |environment| environment.name.clone()),
            requests,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(kept in any_kept(), other in any_kept()) {
        let text = kept.write(None);
        prop_assert_eq!(Kept::read(&text), Ok((kept.clone(), Vec::new())));
        prop_assert_eq!(kept.write(Some(&text)), text.clone());
        let over = other.write(Some(&text));
        prop_assert_eq!(Kept::read(&over), Ok((other.clone(), Vec::new())));
        // What nobody here knows stays whatever is kept.
        let over = other.write(Some(FILE));
        prop_assert!(over.contains("\"owner\": \"Ada\""));
        prop_assert_eq!(Kept::read(&over), Ok((other, Vec::new())));
    }

    #[test]
    fn no_text_upsets_it(text in any::<String>(), value in "[\\[\\]{}:,\" a1]{0,40}") {
        let _ = Kept::read(&text);
        let text = format!("{{\"version\": 1, \"documents\": [{value}], \"requests\": [{value}]}}");
        if let Ok((kept, _)) = Kept::read(&text) {
            let before: Value = serde_json::from_str(&text).unwrap();
            let after: Value = serde_json::from_str(&kept.write(Some(&text))).unwrap();
            prop_assert_eq!(before.as_object().map(serde_json::Map::len), after.as_object().map(serde_json::Map::len));
        }
    }
}

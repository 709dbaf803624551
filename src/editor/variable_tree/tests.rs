//! Rows, changes, and the Liquid that reads a variable.

use serde_json::{Value, json};

use super::*;
use crate::liquid;

fn context(tree: Value) -> Context {
    Context::from_value(tree)
}

fn tree() -> Context {
    context(json!({
        "flow": {"data": {"first name": "Ann", "list": [{"id": 7}]}},
        "widgets": {"ask": {"inbound": {"Body": "Yes"}}},
    }))
}

fn paths(rows: &Rows) -> Vec<String> {
    rows.rows.iter().map(|row| format!("{}{}", "  ".repeat(row.depth), row.path)).collect()
}

fn check_rows(search: &str, toggled: &[&str], expected: &[&str]) {
    let is_open = |path: &str, default: bool| default != toggled.contains(&path);
    let filter = Filter { search: search.to_owned(), only_changed: false };
    let rows = Rows::of(&tree(), None, &filter, &is_open);
    let shown: Vec<String> =
        paths(&rows).into_iter().filter(|path| path != "trigger" && path != "contact").collect();
    assert_eq!(shown, expected, "search {search:?}, toggled {toggled:?}");
}

#[test]
fn branches_open_by_hand_and_searching_opens_what_is_found() {
    check_rows("", &[], &["flow", "  flow.data", "widgets", "  widgets.ask"]);
    check_rows(
        "",
        &["flow", "widgets.ask"],
        &["flow", "widgets", "  widgets.ask", "    widgets.ask.inbound"],
    );
    let body = ["widgets", "  widgets.ask", "    widgets.ask.inbound", "      widgets.ask.inbound.Body"];
    check_rows("yes", &[], &body);
    check_rows("INBOUND.body", &[], &body);
    let id = [
        "flow",
        "  flow.data",
        "    flow.data.list",
        "      flow.data.list[0]",
        "        flow.data.list[0].id",
    ];
    check_rows("7", &[], &id);
    check_rows("ann", &[], &["flow", "  flow.data", "    flow.data['first name']"]);
    check_rows("nowhere", &[], &[]);
}

#[test]
fn every_path_reads_the_value_of_its_row() {
    let keys =
        ["plain", "first name", "it's", "a\"b", "0", "x-y", "é", "", "a.b", "[0]", "size", "a]b", "%}", "}}"];
    let members: serde_json::Map<String, Value> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| ((*key).to_owned(), json!([format!("v{at}"), {"deep": at}])))
        .collect();
    let context = context(json!({"flow": {"data": members}}));
    let rows = Rows::of(&context, None, &Filter::default(), &|_, _| true);
    let mut read = 0;
    for (index, row) in rows.rows.iter().enumerate().filter(|(_, row)| row.open.is_none()) {
        let Some(template) = row.template() else { continue };
        let template = liquid::parse(&template);
        let value = template.value(&context, &liquid::Options::default());
        assert_eq!(value.as_ref(), rows.value(index, &context), "{}", row.path);
        read += 1;
    }
    assert!(read >= 2 * (keys.len() - 2), "{read}");
    let cannot = ["it's \"so\"", "}}"];
    for key in cannot {
        assert!(!below_path("flow.data", key).1, "{key}");
    }
}

#[test]
fn what_changed_is_told_by_its_rows_and_listed() {
    let before = context(
        json!({"flow": {"variables": {"day": "Monday", "old": 1, "same": true}}, "widgets": {"a": {"x": [1, 2]}}}),
    );
    let after = context(
        json!({"flow": {"variables": {"day": "Tuesday", "same": true, "new": {"k": null}}}, "widgets": {"a": {"x": [1, 3]}}}),
    );
    let filter = Filter { only_changed: true, ..Filter::default() };
    let rows = Rows::of(&after, Some(&before), &filter, &|_, default| default);
    let told: Vec<(&str, Changed)> = rows.rows.iter().map(|row| (&*row.path, row.changed)).collect();
    assert_eq!(
        told,
        [
            ("flow", Changed::Below),
            ("flow.variables", Changed::Below),
            ("flow.variables.day", Changed::Value),
            ("flow.variables.new", Changed::Added),
            ("flow.variables.old", Changed::Removed),
            ("widgets", Changed::Below),
            ("widgets.a", Changed::Below),
            ("widgets.a.x", Changed::Below),
            ("widgets.a.x[1]", Changed::Value),
        ]
    );
    assert_eq!(rows.changed, 4);
    let gone = rows.rows.iter().position(|row| &*row.path == "flow.variables.old").unwrap();
    assert_eq!((rows.value(gone, &after), rows.value(gone, &before)), (None, Some(&json!(1))));
    // Closed branches count what changed below them, too.
    let closed = Rows::of(&after, Some(&before), &Filter::default(), &|_, _| false);
    assert_eq!((closed.rows.len(), closed.changed), (4, 4));

    let lines: Vec<String> = changes(&before, &after, 10)
        .into_iter()
        .map(|change| format!("{} {:?} {:?}", change.path, change.before, change.after))
        .collect();
    assert_eq!(
        lines,
        [
            r#"flow.variables.day Some("Monday") Some("Tuesday")"#,
            r#"flow.variables.new None Some("object of 1")"#,
            r#"flow.variables.old Some("1") None"#,
            r#"widgets.a.x[1] Some("2") Some("3")"#,
        ]
    );
    assert_eq!(changes(&before, &after, 2).len(), 2);
}

#[test]
fn long_values_are_cut_with_their_size_and_many_rows_are_bounded() {
    let long = "é".repeat(5_000_000);
    assert_eq!(shown(&json!(long)), format!("{}… 10.0 MB", "é".repeat(200)));
    assert_eq!(whole(&json!(long)).len(), 10_000_000);
    assert_eq!(shown(&json!("a\nb")), "a b");
    assert_eq!(shown(&json!(null)), "nothing");
    let many: Vec<u32> = (0..50_000).collect();
    let rows = Rows::of(&context(json!({"flow": {"data": many}})), None, &Filter::default(), &|_, _| true);
    assert_eq!((rows.rows.len(), rows.is_cut), (MAX_ROWS, true));
}

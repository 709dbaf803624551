//! The tree of variables and the clock.

use serde_json::json;

use super::duration;
use super::variables::rows;

fn check_rows(search: &str, toggled: &[&str], expected: &[&str]) {
    let tree = json!({
        "flow": {"data": {"first name": "Ann", "list": [{"id": 7}]}},
        "widgets": {"ask": {"inbound": {"Body": "Yes"}}},
    });
    let is_open = |path: &str, default: bool| default != toggled.contains(&path);
    let rows = rows(&tree, search, &is_open);
    let shown: Vec<String> =
        rows.iter().map(|row| format!("{}{}", "  ".repeat(row.depth), row.path)).collect();
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
    check_rows("inbound.body", &[], &body);
    let id = [
        "flow",
        "  flow.data",
        "    flow.data.list",
        "      flow.data.list[0]",
        "        flow.data.list[0].id",
    ];
    check_rows("7", &[], &id);
    check_rows("ann", &[], &["flow", "  flow.data", "    flow.data[\"first name\"]"]);
    check_rows("nowhere", &[], &[]);
}

#[test]
fn the_clock_shows_hours_and_days_only_where_there_are_any() {
    fn check(secs: f64, expected: &str) {
        assert_eq!(duration(secs), expected);
    }
    check(0.0, "00:00");
    check(14.9, "00:14");
    check(3_723.0, "1:02:03");
    check(90_000.0, "1 d 1:00:00");
    check(f64::NAN, "00:00");
}

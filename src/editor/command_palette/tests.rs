use super::matching::{Scope, matching};
use super::rows::{Kind, Row, rows};
use crate::editor::command::Command;
use crate::editor::state::State;

fn all() -> Vec<Row> {
    rows(&State::default(), false)
}

/// The text of what matches best, with the letters that match in brackets.
fn check(query: &str, expected: &str) {
    let rows = all();
    let (scope, query) = Scope::split(query);
    let found = matching(&rows, scope, query, &[]);
    let best = found.first().map(|found| {
        let text = &rows.get(found.row).expect("a row").text;
        text.chars()
            .enumerate()
            .map(|(index, letter)| match found.marks.contains(&index) {
                true => format!("[{letter}]"),
                false => letter.to_string(),
            })
            .collect::<String>()
    });
    assert_eq!(best.as_deref().unwrap_or("nothing"), expected, "{query}");
}

#[test]
fn the_letters_that_match_are_known() {
    check("newfl", "[N][e][w] [f][l]ow");
    check(">qui", "[Q][u][i]t");
    check("no such thing at all", "nothing");
    check("@newfl", "nothing");
}

#[test]
fn signs_narrow_what_is_looked_through() {
    let kinds = |query: &str| {
        let rows = all();
        let (scope, query) = Scope::split(query);
        let mut kinds: Vec<Kind> = matching(&rows, scope, query, &[])
            .iter()
            .filter_map(|found| Some(rows.get(found.row)?.kind))
            .collect();
        kinds.dedup();
        kinds
    };
    assert!(kinds(">").iter().all(|kind| matches!(kind, Kind::Command | Kind::Setting)));
    assert_eq!(kinds("@"), []);
    assert_eq!(kinds("/"), []);
    assert!(kinds("settings").contains(&Kind::Setting));
}

#[test]
fn what_was_used_last_comes_first_where_nothing_is_asked() {
    let rows = all();
    let used = ["rules".to_owned(), "of-a-later-version".to_owned(), "new".to_owned()];
    let found = matching(&rows, Scope::All, "", &used);
    let texts: Vec<&str> =
        found.iter().take(2).filter_map(|found| Some(&*rows.get(found.row)?.text)).collect();
    assert_eq!(texts, [Command::Rules.text(), Command::New.text()]);
    assert_eq!(found.first().and_then(|found| found.heading), Some("Used last"));
    assert_eq!(found.get(2).and_then(|found| found.heading), Some("All commands"));
    let again = found.iter().skip(2).any(|found| {
        rows.get(found.row).is_some_and(|row| row.text == Command::New.text() && row.kind == Kind::Command)
    });
    assert!(!again, "each command stands there once");
}

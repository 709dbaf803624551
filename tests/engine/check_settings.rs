//! Changing the level of a rule in a settings file: what else stands there stays.

use cordboard::check::{Level, Severity, WriteError, with_level};

const OFF: Option<Level> = Some(Level::Off);

#[track_caller]
fn check(before: &str, code: &str, level: Option<Level>, after: &str) {
    assert_eq!(with_level(before, code, level).unwrap(), after);
}

#[test]
fn a_level_is_added_where_the_others_stand() {
    check("", "empty-body", OFF, "[check.rules]\nempty-body = \"off\"\n");
    check(
        "# ours\n[check]\ndeny = \"warning\"",
        "empty-body",
        Some(Level::At(Severity::Advice)),
        "# ours\n[check]\ndeny = \"warning\"\n\n[check.rules]\nempty-body = \"advice\"\n",
    );
    check(
        "[check.rules]\n  bad-url = \"off\"   # why\n\n# end\n",
        "empty-body",
        OFF,
        "[check.rules]\n  bad-url = \"off\"   # why\n  empty-body = \"off\"\n\n# end\n",
    );
    check(
        "[check.rules] # none yet\r\n",
        "empty-body",
        OFF,
        "[check.rules] # none yet\r\nempty-body = \"off\"\r\n",
    );
    check(
        "check.rules.bad-url = 'off'\ncheck.publish = true\n",
        "empty-body",
        OFF,
        "check.rules.bad-url = 'off'\ncheck.rules.empty-body = \"off\"\ncheck.publish = true\n",
    );
    check(
        "check = { publish = true }\n",
        "bad-url",
        OFF,
        "check = { publish = true, rules = { bad-url = \"off\" } }\n",
    );
    check("check.rules = {}\n", "bad-url", OFF, "check.rules = { bad-url = \"off\" }\n");
    check(
        "[check]\nrules = { bad-url = \"off\" } # x\n",
        "empty-body",
        OFF,
        "[check]\nrules = { bad-url = \"off\", empty-body = \"off\" } # x\n",
    );
}

#[test]
fn a_level_is_replaced_and_taken_out() {
    let text = "\u{feff}[check.rules]\r\n# first\r\n\"bad-url\" = 'advice' # why\r\nempty-body = \"off\"\r\n";
    check(text, "bad-url", OFF, &text.replace("'advice'", "\"off\""));
    check(text, "bad-url", None, "\u{feff}[check.rules]\r\n# first\r\nempty-body = \"off\"\r\n");
    check(text, "empty-body", None, &text.replace("empty-body = \"off\"\r\n", ""));
    check(text, "empty-body", OFF, text);
    check(text, "own-loop", None, text);
    let inline = "check.rules = { bad-url = \"off\", own-loop = \"off\", empty-body = \"off\" }";
    check(inline, "own-loop", None, "check.rules = { bad-url = \"off\", empty-body = \"off\" }");
    check(inline, "empty-body", None, "check.rules = { bad-url = \"off\", own-loop = \"off\" }");
    check("check.rules = { bad-url = \"off\" }", "bad-url", None, "check.rules = {  }");
}

#[test]
fn what_is_no_settings_file_is_left_alone() {
    let broken = with_level("[check.rules]\nempty-body = \"loud\"\n", "bad-url", OFF);
    let Err(WriteError::Unreadable(error)) = broken else { panic!("{broken:?}") };
    assert_eq!((error.line, error.column), (2, 14));
    assert!(matches!(with_level("[check", "bad-url", OFF), Err(WriteError::Unreadable(_))));
}

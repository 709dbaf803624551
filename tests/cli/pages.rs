//! Help, completions, the manual page, the mock as a process, and the way into the editor.

use crate::support::{MockProcess, cordboard};

#[test]
fn every_subcommand_s_help_shows_an_example() {
    for subcommand in ["run", "check", "fmt", "convert", "mock", "completions", "man"] {
        let ran = cordboard(&[subcommand, "--help"]);
        assert_eq!(ran.code, Some(0), "{subcommand}");
        assert!(ran.out.contains(&format!("  cordboard {subcommand}")), "{}", ran.out);
    }
    assert!(cordboard(&["--help"]).out.contains("cordboard run"));
}

#[test]
fn completions_and_manual_know_the_options() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = cordboard(&["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.out.contains("reply-after"), "{shell}");
    }
    let page = cordboard(&["man"]);
    assert!(page.out.starts_with(".ie") || page.out.contains(".TH cordboard"), "{}", page.out);
    assert!(cordboard(&["man", "run"]).out.contains("reply\\-after"));
    assert_eq!(cordboard(&["man", "nothing"]).code, Some(2));
}

#[test]
fn wrong_usage_is_status_two() {
    for arguments in
        [&["run"][..], &["check"], &["run", "--trigger", "fax", "x.json"], &["completions", "dos"]]
    {
        let ran = cordboard(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments:?}");
        assert!(!ran.err.is_empty());
    }
    assert_eq!(cordboard(&["--version"]).code, Some(0));
}

#[test]
fn the_mock_says_where_it_listens_and_which_flows_it_has() {
    let named = format!("FW{}=flows/opt-in.json", "a".repeat(32));
    let mock = MockProcess::start(&["--flow", &named, "--flow", "flows/chat-greeter.json", "--seed", "3"]);
    assert!(mock.url.starts_with("http://127.0.0.1:"), "{}", mock.url);
    assert_eq!(mock.lines[0], format!("flow FW{} flows/opt-in.json", "a".repeat(32)));
    assert!(mock.lines[1].starts_with("flow FW") && mock.lines[1].ends_with(" flows/chat-greeter.json"));
    let port = mock.url.rsplit(':').next().unwrap();
    let taken = cordboard(&["mock", "--port", port]);
    assert_eq!((taken.code, &*taken.out), (Some(2), ""));
    assert!(taken.err.contains(port), "{}", taken.err);
}

#[cfg(unix)]
#[test]
fn the_mock_stops_on_ctrl_c() {
    let mut mock = MockProcess::start(&[]);
    let id = mock.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(mock.wait(), Some(0));
}

#[test]
fn a_mock_s_options_are_checked() {
    for arguments in [
        &["mock", "--flow", "nowhere.json"][..],
        &["mock", "--account-sid", "AC1"],
        &["mock", "--speed", "-1"],
    ] {
        let ran = cordboard(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments:?}");
    }
}

#[cfg(not(feature = "editor"))]
#[test]
fn without_an_editor_the_command_line_is_named() {
    let ran = crate::support::cordboard_with_credentials(&["flows/opt-in.json"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("cordboard run") && ran.err.trim_end().lines().count() == 1, "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("the device is there");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_cordboard"))
        .args(["check", "flows/opt-in.json"])
        .stdout(full)
        .stderr(std::process::Stdio::null())
        .status()
        .expect("it starts");
    assert_eq!(status.code(), Some(2));
}

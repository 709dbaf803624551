//! A subcommand that is misspelled is not opened as a file.

use std::fs;

use crate::support::{command, cordboard};

#[test]
fn a_misspelled_subcommand_is_named() {
    let check = |word: &str, meant: &str| {
        let ran = cordboard(&[word, "flow.json"]);
        assert_eq!(ran.code, Some(2), "{word}: {}", ran.err);
        assert!(ran.err.contains(&format!("did you mean `{meant}`?")), "{word}: {}", ran.err);
        assert_eq!(ran.out, "");
    };
    check("chekc", "check");
    check("Check", "check");
    check("tets", "test");
    check("rendr", "render");
    check("convret", "convert");
}

#[test]
fn a_file_of_that_name_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("chekc"), "{}").expect("it is written");
    // Without a display the window cannot come up; what matters is that the word was taken for the file that it is.
    let output = command(&["chekc"])
        .current_dir(folder.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("did you mean"), "{told}");
    assert!(told.contains("the editor cannot be opened"), "{told}");
}

use super::git::{head, why};
use super::*;

#[test]
fn what_git_says_is_told_in_our_words() {
    let said = [
        ("fatal: not a git repository (or any of the parent directories): .git\n", "no git repository"),
        ("fatal: path 'a.json' exists on disk, but not in 'HEAD'\n", "in no commit"),
        ("fatal: invalid object name 'HEAD'.\n", "no commit yet"),
        ("fatal: something new\n", "git says: something new"),
    ];
    for (said, expected) in said {
        assert!(why(said).contains(expected), "{said}: {}", why(said));
    }
}

#[test]
fn a_file_outside_of_a_repository_has_no_head() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = head(&folder.path().join("--help.json")).expect_err("nothing is there");
    assert!(!told.is_empty() && !told.contains("usage"), "{told}");
}

#[test]
fn news_of_an_older_comparison_are_dropped() {
    let mut compare = Compare::default();
    let first = compare.begin(Against::Saved);
    let second = compare.begin(Against::Head);
    compare.take(first, CompareNews::Read(Err("old".to_owned())));
    assert_eq!(compare.shown.as_ref().and_then(Comparing::failure), None);
    compare.take(second, CompareNews::Read(Err("new".to_owned())));
    assert_eq!(compare.shown.as_ref().and_then(Comparing::failure), Some("new"));
}

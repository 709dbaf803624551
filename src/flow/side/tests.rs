//! What stands beside a flow is kept letter by letter, follows the flow, and is undone with it.

mod papers;
mod sections;

use std::path::Path;

use serde_json::json;

use super::{SideFile, SideTrouble, StudioLink, is_side_path, side_path, stored, stored_path};
use crate::flow::{Document, Edit, NEW_FLOW};

const SID: &str = "FW00000000000000000000000000000001";
const OTHER: &str = "FW00000000000000000000000000000002";

fn text(side: &SideFile) -> Option<String> {
    side.bytes().map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

/// What stands in the file after a SID was given a file, or none.
fn check(before: &str, sid: &str, file: Option<&str>, expected: Option<&str>) {
    let side = if before.is_empty() { SideFile::default() } else { SideFile::read(before.as_bytes()) };
    let after = side.with_subflow(sid, file).expect("it can be changed");
    assert_eq!(text(&after).as_deref(), expected);
    assert_eq!(after.subflow(sid).as_deref(), file);
}

fn trouble(bytes: &[u8]) -> String {
    let side = SideFile::read(bytes);
    assert_eq!(side.bytes().expect("kept"), bytes, "what is not understood is kept");
    let trouble = side.trouble().expect("it cannot be changed");
    assert_eq!(side.with_subflow(SID, Some("a.json")).map(|_| ()), Err(trouble.clone()));
    trouble.to_string()
}

#[test]
fn a_new_file_is_written_and_an_emptied_one_is_none() {
    let one = "{\n  \"version\": 1,\n  \"subflows\": {\n    \"FW00000000000000000000000000000001\": \"a.json\"\n  }\n}\n";
    check("", SID, Some("a.json"), Some(one));
    check(one, SID, None, None);
    check(one, OTHER, None, Some(one));
    check("", SID, None, None);
    let both =
        one.replace("\"a.json\"\n", "\"a.json\",\n    \"FW00000000000000000000000000000002\": \"b.json\"\n");
    check(one, OTHER, Some("b.json"), Some(&both));
    check(&both, SID, Some("c/d.json"), Some(&both.replace("a.json", "c/d.json")));
}

#[test]
fn what_is_not_known_is_kept_letter_by_letter() {
    let odd = "\u{feff}{\"notes\" : [1.0, \"\\u00e9\"],\"version\":1 , \"subflows\":{\"x\":7}, \"z\":{}, \"z\":1e1}\r\n";
    assert_eq!(text(&SideFile::read(odd.as_bytes())).as_deref(), Some(odd));
    let with = odd.replace("{\"x\":7}", &format!("{{\"x\":7,\"{SID}\":\"a.json\"}}"));
    check(odd, SID, Some("a.json"), Some(&with));
    check(&with, SID, None, Some(odd));
    let bare = "{\"version\": 1, \"notes\": []}";
    check(
        bare,
        SID,
        Some("a.json"),
        Some(&format!("{{\"version\": 1, \"notes\": [],\"subflows\": {{\"{SID}\": \"a.json\"}}}}")),
    );
    assert!(!SideFile::read(bare.as_bytes()).has_only_what_is_known());
}

#[test]
fn what_cannot_be_read_says_where_and_is_never_changed() {
    assert_eq!(trouble(b""), "1:1: this is no JSON: a value is missing: the text ends here");
    assert_eq!(
        trouble(b"{\"version\": 1,\n  !}"),
        "2:3: this is no JSON: a key in double quotes is expected here"
    );
    assert_eq!(trouble(b"{\n\xff}"), "2:1: the text is not UTF-8 here");
    assert_eq!(trouble(b" []"), "1:2: a side file is an object, this is array");
    assert_eq!(trouble(b"{}"), "1:1: a side file says its `version`, this does not");
    assert_eq!(trouble(b"{\"version\": \"1\"}"), "1:13: the `version` is a whole number from 1");
    assert_eq!(trouble(b"{\"version\": 0}"), "1:13: the `version` is a whole number from 1");
    assert_eq!(trouble(b"{\"version\":1,\"subflows\":[]}"), "1:25: `subflows` is an object, this is array");
    let deep = "[".repeat(100_000);
    assert!(trouble(deep.as_bytes()).contains("deep"), "{}", trouble(deep.as_bytes()));
}

#[test]
fn a_later_version_is_read_as_far_as_it_is_known_and_not_changed() {
    let later = format!("{{\"version\": 2, \"subflows\": {{\"{SID}\": \"a.json\"}}, \"groups\": []}}");
    let side = SideFile::read(later.as_bytes());
    assert_eq!(side.subflow(SID).as_deref(), Some("a.json"));
    assert_eq!(side.trouble(), Some(SideTrouble::Newer(2)));
    trouble(later.as_bytes());
    assert_eq!(
        trouble(b"{\"version\":9,\"subflows\":[]}"),
        "its version is 9, and this program knows version 1"
    );
}

#[test]
fn an_entry_that_is_no_text_means_no_file() {
    let side =
        SideFile::read(format!("{{\"version\":1,\"subflows\":{{\"{SID}\":\"\",\"{OTHER}\":3}}}}").as_bytes());
    assert_eq!((side.subflow(SID), side.subflow(OTHER)), (None, None));
    assert!(side.trouble().is_none());
}

#[test]
fn the_side_file_stands_beside_the_flow() {
    let check = |flow: &str, expected: &str| assert_eq!(side_path(Path::new(flow)), Path::new(expected));
    check("a/b.json", "a/b.cordboard.json");
    check("b.JSON", "b.cordboard.json");
    check("a.b.json", "a.b.cordboard.json");
    check("/a/flow", "/a/flow.cordboard.json");
    check("/a/flow.txt", "/a/flow.txt.cordboard.json");
    assert!(is_side_path(Path::new("a/b.cordboard.json")) && is_side_path(Path::new("B.Cordboard.JSON")));
    assert!(!is_side_path(Path::new("cordboard.json")) && !is_side_path(Path::new("b.json")));
}

#[cfg(unix)]
#[test]
fn files_are_named_relative_to_the_flow() {
    let check = |folder: &str, file: &str, expected: &str| {
        assert_eq!(stored(Path::new(folder), Path::new(file)).as_deref(), Some(expected));
    };
    check("/desk", "/desk/a.json", "a.json");
    check("/desk", "/desk/sub/a.json", "sub/a.json");
    check("/desk/x", "/desk/y/a.json", "../y/a.json");
    check("/desk/x/../z/.", "/desk/y/./a.json", "../y/a.json");
    check("/x/y", "/a.json", "../../a.json");
    check("", "/x/a.json", "/x/a.json");
    for (folder, file) in [("/desk", "/desk/a.json"), ("/desk/x", "/b/a.json"), ("/", "/a.json")] {
        let name = stored(Path::new(folder), Path::new(file)).expect("Unicode");
        assert_eq!(stored_path(Path::new(folder), &name), Path::new(file), "{name} from {folder}");
    }
    assert_eq!(stored_path(Path::new("/x"), "/y/a.json"), Path::new("/y/a.json"));
    assert_eq!(stored_path(Path::new("/"), "../../a.json"), Path::new("/a.json"));
}

#[cfg(unix)]
#[test]
fn in_another_folder_the_same_files_are_meant() {
    let side = SideFile::default().with_subflow(SID, Some("sub/a.json")).expect("new");
    let side = side.with_subflow(OTHER, Some("/fixed/b.json")).expect("changed");
    let moved = side.moved(Some(Path::new("/desk")), Path::new("/else"));
    assert_eq!(moved.subflow(SID).as_deref(), Some("../desk/sub/a.json"));
    assert_eq!(moved.subflow(OTHER).as_deref(), Some("/fixed/b.json"));
    assert!(side.moved(Some(Path::new("/desk")), Path::new("/desk")).is_same_as(&side));
    // A flow that had no folder yet could only name files absolutely.
    let first = side.moved(None, Path::new("/fixed"));
    assert_eq!(first.subflow(OTHER).as_deref(), Some("b.json"));
    assert_eq!(first.subflow(SID).as_deref(), Some("sub/a.json"));
}

/// A document of a new flow, saved at this path.
fn saved(path: &str) -> Document {
    Document::from_bytes(Some(path.into()), NEW_FLOW.as_bytes()).expect("a flow")
}

fn choose(file: &str) -> Edit {
    Edit::SetSubflowFile { sid: SID.to_owned(), file: Some(file.to_owned()) }
}

#[test]
fn a_step_of_undo_is_the_flow_and_what_stands_beside_it() {
    let mut document = saved("/desk/flow.json");
    let original = document.bytes();
    document.edit(&choose("a.json")).expect("can be done");
    assert!(
        document.is_modified() && document.history().is_flow_saved() && !document.history().is_side_saved()
    );
    assert_eq!(document.history().undo_name(), Some("Choose a.json as subflow"));
    document.edit(&choose("a.json")).expect("can be done");
    assert_eq!(document.history().entries().len(), 2, "the same again is no step");
    document.edit(&Edit::Add { states: vec![json!({"name": "one"})] }).expect("can be done");
    assert_eq!(document.side().subflow(SID).as_deref(), Some("a.json"), "an edit of the flow leaves it");
    document.history_mut().go_to(0);
    assert!(!document.is_modified());
    assert_eq!((document.bytes(), document.side().bytes()), (original, None));
    document.history_mut().redo();
    assert_eq!(document.side().subflow(SID).as_deref(), Some("a.json"));
    let (flow, side) = (document.flow().clone(), document.side().clone());
    document.mark_saved_as(&flow, "/desk/flow.json".into());
    assert!(document.is_modified(), "the side file is not written yet");
    document.mark_side_saved(&side);
    assert!(!document.is_modified());
    document.history_mut().undo();
    assert!(document.is_modified() && document.history().is_flow_saved());
}

#[test]
fn a_change_of_both_is_one_step_and_fails_as_one() {
    let both = Edit::Together {
        name: "both".to_owned(),
        edits: vec![Edit::Add { states: vec![json!({"name": "one"})] }, choose("a.json")],
    };
    let mut document = saved("/desk/flow.json");
    document.edit(&both).expect("can be done");
    document.history_mut().undo();
    assert!(!document.is_modified());
    let mut document = saved("/desk/flow.json").with_side(SideFile::read(b"{"));
    let error = document.edit(&both).expect_err("the side file is broken").to_string();
    assert!(error.starts_with("the flow's side file is left as it is: 1:2: "), "{error}");
    assert!(!document.is_modified());
    document.edit(&Edit::Add { states: vec![json!({"name": "one"})] }).expect("the flow can be edited");
    assert!(document.history().is_side_saved());
}

#[cfg(unix)]
#[test]
fn all_versions_follow_the_flow_into_another_folder() {
    let mut document = saved("/desk/flow.json");
    document.edit(&choose("a.json")).expect("can be done");
    document.edit(&choose("b.json")).expect("can be done");
    let side = document.side_at(Path::new("/else/flow.json"));
    assert_eq!(side.subflow(SID).as_deref(), Some("../desk/b.json"));
    let flow = document.flow().clone();
    document.mark_saved_as(&flow, "/else/flow.json".into());
    document.mark_side_saved(&side);
    assert!(!document.is_modified());
    document.history_mut().undo();
    assert_eq!(document.side().subflow(SID).as_deref(), Some("../desk/a.json"));
}

#[test]
fn the_flow_at_twilio_is_kept_beside_what_else_is_there() {
    let sid = format!("FW{}", "a".repeat(32));
    let link = StudioLink {
        flow_sid: sid.clone(),
        friendly_name: "Owls".to_owned(),
        revision: 3,
        sha256: "0f".to_owned(),
    };
    let text = |side: &SideFile| String::from_utf8(side.bytes().unwrap_or_default()).unwrap();
    let new = SideFile::default().with_studio(Some(&link)).unwrap();
    assert_eq!(SideFile::read(text(&new).as_bytes()).studio(), Some(link.clone()));
    assert!(new.has_only_what_is_known() && new.bytes().unwrap().ends_with(b"\n"));
    assert_eq!(new.with_studio(None).unwrap().bytes(), None);

    let before = "{\n    \"version\": 1,\n    \"notes\": [ 1 ],\n    \"subflows\": {\"FW1\": \"a.json\"}\n}";
    let with = SideFile::read(before.as_bytes()).with_studio(Some(&link)).unwrap();
    assert!(
        text(&with).contains("\"notes\": [ 1 ],\n    \"subflows\": {\"FW1\": \"a.json\"}"),
        "{}",
        text(&with)
    );
    assert_eq!(text(&with.with_studio(None).unwrap()), before);
    let moved = with.with_studio(Some(&StudioLink { revision: 4, ..link.clone() })).unwrap();
    assert_eq!(text(&moved), text(&with).replace("\"revision\": 3", "\"revision\": 4"));
    assert_eq!(with.subflow("FW1").as_deref(), Some("a.json"));

    // Once it is at Twilio, its SID there counts.
    let own = format!("FW{}", "b".repeat(32));
    let local = SideFile::default().with_flow_sid(Some(&own)).unwrap();
    assert_eq!(local.flow_sid(), Some(own));
    assert_eq!(local.with_studio(Some(&link)).unwrap().flow_sid(), Some(sid));
    assert_eq!(local.with_flow_sid(None).unwrap().bytes(), None);

    for odd in
        [r#"{"version": 1, "studio": 7}"#, r#"{"version": 1, "studio": {"flow_sid": "", "revision": 1}}"#]
    {
        assert_eq!(SideFile::read(odd.as_bytes()).studio(), None, "{odd}");
    }
    for left_alone in ["{", r#"{"version": 2}"#] {
        let side = SideFile::read(left_alone.as_bytes());
        assert!(side.with_studio(Some(&link)).is_err() && side.with_studio(None).is_err(), "{left_alone}");
        assert!(side.with_flow_sid(Some("FW1")).is_err(), "{left_alone}");
    }
}

#[test]
fn what_stands_at_twilio_is_so_in_all_versions_and_an_edit_of_it_in_its_own() {
    let link = |revision| StudioLink {
        flow_sid: format!("FW{}", "a".repeat(32)),
        friendly_name: "Owls".to_owned(),
        revision,
        sha256: String::new(),
    };
    let revision = |document: &Document| document.side().studio().map(|link| link.revision);
    let mut document = Document::default();
    document.mark_saved("/desk/flow.json".into());
    document.edit(&Edit::SetStudio { link: Some(link(1)) }).unwrap();
    document.edit(&choose("a.json")).unwrap();
    document.note_studio(&link(2)).unwrap();
    assert!(document.is_modified());
    document.history_mut().undo();
    assert_eq!(revision(&document), Some(2));
    document.history_mut().undo();
    assert_eq!(
        (revision(&document), document.is_modified()),
        (Some(2), true),
        "the file knows nothing of it yet"
    );
    document.edit(&Edit::SetStudio { link: None }).unwrap();
    assert_eq!(revision(&document), None);
    document.history_mut().undo();
    assert_eq!(revision(&document), Some(2));
}

//! Notes and groups beside a flow.

use serde_json::json;

use super::super::{
    GroupChange, NamedGroup, Note, NoteChange, NotePlace, PaperColor, SideChange, SideFile, SideTrouble,
};
use crate::flow::{Document, Edit, Offset, WidgetId};

fn text(side: &SideFile) -> String {
    side.bytes().map(|bytes| String::from_utf8(bytes).expect("UTF-8")).unwrap_or_default()
}

/// What stands in a side file after a change.
fn check(before: &str, change: SideChange, expected: &str) {
    let side = if before.is_empty() { SideFile::default() } else { SideFile::read(before.as_bytes()) };
    let after = change.apply(&side).expect("it can be changed");
    assert_eq!(text(&after), expected, "{}", change.name());
}

fn note(id: &str, words: &str) -> Note {
    Note {
        id: id.to_owned(),
        text: words.to_owned(),
        at: Offset { x: 40.0, y: -20.0 },
        size: Offset { x: 220.0, y: 120.0 },
        color: PaperColor::Teal,
    }
}

fn add(id: &str, words: &str) -> SideChange {
    SideChange::Note(NoteChange::Add(Box::new(note(id, words))))
}

fn group(name: &str, widgets: &[&str]) -> NamedGroup {
    let widgets = widgets.iter().map(|name| (*name).to_owned()).collect();
    NamedGroup { name: name.to_owned(), widgets, ..NamedGroup::default() }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

const ONE: &str = "{\"version\":1,\"notes\":{\"1\":{\"text\":\"a\\nb\",\"x\":1.50,\"y\":2,\"by\":\"Ann\",\"color\":\"mauve\"}},\"z\":1}";

#[test]
fn a_note_is_written_changed_and_taken_away_and_all_else_stays() {
    check("", SideChange::Note(NoteChange::Remove(names(&["1"]))), "");
    let new = "{\n  \"version\": 1,\n  \"notes\": {\n    \"1\": {\n      \"text\": \"Mind \\\"this\\\"\",\n      \"x\": 40,\n      \
               \"y\": -20,\n      \"width\": 220,\n      \"height\": 120,\n      \"color\": \"teal\"\n    }\n  }\n}\n";
    check("", add("1", "Mind \"this\""), new);
    check(new, SideChange::Note(NoteChange::Remove(names(&["1"]))), "");
    let write = |words: &str| SideChange::Note(NoteChange::Write { id: "1".into(), text: words.into() });
    check(ONE, write("a\nb"), ONE);
    check(ONE, write("c"), &ONE.replace("a\\nb", "c"));
    let place =
        NotePlace { id: "1".into(), at: Offset { x: 1.5, y: 30.0 }, size: Offset { x: 220.0, y: 120.0 } };
    check(ONE, SideChange::Note(NoteChange::Place(vec![place])), &ONE.replace("\"y\":2", "\"y\":30"));
    let pink = NoteChange::Color { ids: names(&["1", "none"]), color: PaperColor::Pink };
    check(ONE, SideChange::Note(pink), &ONE.replace("mauve", "pink"));
    let side = SideFile::read(ONE.as_bytes());
    let read = side.note("1").expect("a note");
    assert_eq!((read.size, read.color), (Offset { x: 220.0, y: 120.0 }, PaperColor::Yellow));
    assert_eq!(side.free_note_id(), "2");
}

#[test]
fn what_has_the_wrong_shape_is_kept_and_not_shown() {
    let odd = "{\"version\":1,\"notes\":{\"1\":7,\"2\":{\"x\":1},\"3\":{\"x\":\"1\",\"y\":1},\"4\":{\"x\":1,\"y\":1,\"text\":[]},\
               \"5\":{\"x\":1,\"y\":1,\"width\":1e9}},\"groups\":{\"a\":[],\"b\":{\"widgets\":\"w\"},\"c\":{\"widgets\":[1,\"w\"]}}}";
    let side = SideFile::read(odd.as_bytes());
    assert!(side.trouble().is_none() && side.mistake().is_none());
    let notes: Vec<_> = side.notes().into_iter().map(|note| (note.id, note.size.x)).collect();
    assert_eq!(notes, [("5".to_owned(), 4_000.0)]);
    let groups: Vec<_> = side.groups().into_iter().map(|group| (group.name, group.widgets)).collect();
    assert_eq!(groups, [("c".to_owned(), names(&["w"]))]);
    check(
        odd,
        SideChange::Group(GroupChange::Join { name: "c".into(), widgets: names(&["v"]) }),
        &odd.replace("[1,\"w\"]", "[\"w\",\"v\"]"),
    );

    for section in ["notes", "groups"] {
        let wrong = format!("{{\"version\":1,\"{section}\":[1]}}");
        let side = SideFile::read(wrong.as_bytes());
        assert!(side.trouble().is_none() && side.mistake().is_none() && !side.has_only_what_is_known());
        assert!(side.notes().is_empty() && side.groups().is_empty());
        let change = match section {
            "notes" => add("1", "x"),
            _ => SideChange::Group(GroupChange::Add(group("a", &["w"]))),
        };
        let trouble = change.apply(&side).expect_err("it would be written over").to_string();
        assert_eq!(trouble, format!("1:{}: `{section}` is an object, this is array", section.len() + 17));
    }
}

#[test]
fn a_side_file_that_is_left_alone_takes_no_note_and_no_group() {
    for bytes in ["{", "{\"version\": 2, \"notes\": {\"1\": {\"x\": 1, \"y\": 2, \"text\": \"later\"}}}"] {
        let side = SideFile::read(bytes.as_bytes());
        assert!(add("1", "x").apply(&side).is_err(), "{bytes}");
        let change = SideChange::Group(GroupChange::Add(group("a", &["w"])));
        assert!(change.apply(&side).is_err(), "{bytes}");
        assert!(side.with_widgets_deleted(&names(&["w"])).is_same_as(&side));
        assert!(side.with_widgets_renamed(&[("w".to_owned(), "v".to_owned())]).is_same_as(&side));
    }
    let later =
        SideFile::read(b"{\"version\": 2, \"notes\": {\"1\": {\"x\": 1, \"y\": 2, \"text\": \"later\"}}}");
    assert_eq!((later.trouble(), later.notes().len()), (Some(SideTrouble::Newer(2)), 1));
}

const TWO: &str = "{\"version\":1,\"groups\":{\"A\":{\"widgets\":[\"u\",\"v\"],\"by\":1},\"B\":{\"widgets\":[\"w\"],\"folded\":true}}}";

#[test]
fn a_widget_is_in_one_group_and_a_group_without_widgets_goes() {
    let change = |change| SideChange::Group(change);
    let new = group("C", &["v", "w"]);
    let after = change(GroupChange::Add(new)).apply(&SideFile::read(TWO.as_bytes())).expect("can be done");
    let groups: Vec<_> = after.groups().into_iter().map(|group| (group.name, group.widgets)).collect();
    assert_eq!(groups, [("A".to_owned(), names(&["u"])), ("C".to_owned(), names(&["v", "w"]))]);
    assert!(text(&after).contains("\"by\":1"), "{}", text(&after));

    check(
        TWO,
        change(GroupChange::Remove(names(&["A", "none"]))),
        &TWO.replace("\"A\":{\"widgets\":[\"u\",\"v\"],\"by\":1},", ""),
    );
    check(
        TWO,
        change(GroupChange::Leave { widgets: names(&["w"]) }),
        &TWO.replace(",\"B\":{\"widgets\":[\"w\"],\"folded\":true}", ""),
    );
    let unfold = GroupChange::Fold { names: names(&["B"]), is_folded: false };
    check(TWO, change(unfold), &TWO.replace(",\"folded\":true", ""));
    let rename = |to: &str| change(GroupChange::Rename { from: "A".into(), to: to.into(), is_new: false });
    check(TWO, rename("Hello"), &TWO.replace("\"A\"", "\"Hello\""));
    check(TWO, rename("B"), TWO);
    let side = SideFile::read(TWO.as_bytes());
    assert_eq!((side.free_group_name("A"), side.free_group_name("D")), ("A 2".to_owned(), "D".to_owned()));
    assert!(side.has_only_what_is_known());
}

#[test]
fn groups_follow_renames_and_deletions_and_an_undo_brings_both_back() {
    let state = |name: &str| json!({"name": name, "type": "send-message", "transitions": []});
    let flow = json!({"states": [state("u"), state("v"), state("w")], "initial_state": "u"});
    let mut document = Document::from_bytes(Some("/desk/flow.json".into()), flow.to_string().as_bytes())
        .expect("a flow")
        .with_side(SideFile::read(TWO.as_bytes()));
    let members = |document: &Document| -> Vec<(String, Vec<String>)> {
        document.side().groups().into_iter().map(|group| (group.name, group.widgets)).collect()
    };
    let before = members(&document);
    document.edit(&Edit::Rename { widget: WidgetId(1), name: "hello".into() }).expect("can be done");
    assert_eq!(members(&document)[0].1, names(&["u", "hello"]));
    document.edit(&Edit::Delete { widgets: vec![WidgetId(1), WidgetId(2)] }).expect("can be done");
    assert_eq!(members(&document), [("A".to_owned(), names(&["u"]))], "the last of B went with it");
    document.history_mut().undo();
    document.history_mut().undo();
    assert_eq!(members(&document), before);
    assert!(!document.is_modified());
}

#[test]
fn a_note_leaves_the_flow_as_it_is_and_is_one_step() {
    let mut document = Document::from_bytes(Some("/desk/flow.json".into()), crate::flow::NEW_FLOW.as_bytes())
        .expect("a flow");
    let bytes = document.bytes();
    document.edit(&Edit::Beside(add("1", "x"))).expect("can be done");
    assert_eq!(document.bytes(), bytes);
    assert!(document.is_modified() && document.history().is_flow_saved());
    assert_eq!(document.history().undo_name(), Some("Add note"));
    // Nudges join, and so does the name of a new group with the group.
    for y in [10.0, 20.0] {
        let place = NotePlace { at: Offset { x: 0.0, y }, ..note("1", "x").place() };
        let change = SideChange::Note(NoteChange::Place(vec![place]));
        document.edit(&Edit::Beside(change)).expect("can be done");
    }
    assert_eq!(document.history().entries().len(), 3);
    let grouped = SideChange::Group(GroupChange::Add(group("Group", &["Trigger"])));
    document.edit(&Edit::Beside(grouped)).expect("can be done");
    let named = GroupChange::Rename { from: "Group".into(), to: "Start".into(), is_new: true };
    document.edit(&Edit::Beside(SideChange::Group(named))).expect("can be done");
    assert_eq!(document.history().entries().len(), 4);
    assert_eq!(document.history().undo_name(), Some("Group as Start"));
    document.history_mut().go_to(0);
    assert!(!document.is_modified() && document.side().notes().is_empty());
}

/// A flow of two widgets, of which each leads to the other and both are in a group, with an answer for the first.
fn pair() -> Document {
    let state = |name: &str, next: &str, body: &str| {
        json!({"name": name, "type": "send-message", "properties": {"body": body},
               "transitions": [{"event": "sent", "next": next}]})
    };
    let states = [state("ask", "bye", "What is it?"), state("bye", "ask", "Thanks for that")];
    let flow = json!({"description": "", "states": states, "initial_state": "ask", "flags": {}});
    let side = json!({"version": 1, "groups": {"G": {"widgets": ["ask", "bye"]}},
        "answers": {"outcomes": {"ask": {"event": "failed"}}}});
    let document = Document::from_bytes(None, flow.to_string().as_bytes()).expect("a flow");
    document.with_side(SideFile::read(side.to_string().as_bytes()))
}

/// The members of the group after a change, and for whom something is decided.
fn check_group(edit: &Edit, members: &[&str], decided: &[&str]) {
    let mut document = pair();
    document.edit(edit).expect("it can be made");
    let found: Vec<String> = document.side().groups().into_iter().flat_map(|group| group.widgets).collect();
    assert_eq!(found, members, "{edit:?}");
    let outcomes = document.side().answers().outcomes.into_iter();
    assert_eq!(outcomes.map(|(name, _)| name).collect::<Vec<_>>(), decided, "{edit:?}");
}

#[test]
fn groups_and_answers_follow_copies_and_what_another_text_calls_widgets() {
    let by = Offset { x: 10.0, y: 10.0 };
    let copy = Edit::Duplicate { widgets: vec![WidgetId(0)], by };
    check_group(&copy, &["ask", "bye", "ask_1"], &["ask"]);
    let twice = Edit::Together { name: "Twice".into(), edits: vec![copy.clone(), copy] };
    check_group(&twice, &["ask", "bye", "ask_1", "ask_2"], &["ask"]);
    let text = pair().flow().write();
    let renamed = Edit::Replace { text: text.replace("\"ask\"", "\"question\"") };
    check_group(&renamed, &["question", "bye"], &["question"]);
    let side = pair().side().with_widgets_renamed_at_once(&[
        ("ask".to_owned(), "bye".to_owned()),
        ("bye".to_owned(), "ask".to_owned()),
    ]);
    assert_eq!(side.groups().first().map(|group| group.widgets.clone()), Some(names(&["bye", "ask"])));
    assert!(side.answers().outcome_of("bye").is_some() && side.answers().outcome_of("ask").is_none());
    let state =
        json!({"name": "ask", "type": "send-and-wait-for-reply", "properties": {}, "transitions": []});
    check_group(&Edit::SetState { widget: WidgetId(0), state }, &["ask", "bye"], &["ask"]);
    let follow = |of: &[&str]| {
        let (of, widgets) = (names(of), names(&["new"]));
        Edit::Beside(SideChange::Group(GroupChange::Follow { of, widgets }))
    };
    check_group(&follow(&["ask", "bye"]), &["ask", "bye", "new"], &["ask"]);
    check_group(&follow(&["ask", "other"]), &["ask", "bye"], &["ask"]);
    check_group(&follow(&[]), &["ask", "bye"], &["ask"]);
}

#[test]
fn a_free_id_is_found_behind_the_largest_and_before_it_where_there_is_none_behind() {
    let id = |notes: serde_json::Value| {
        SideFile::read(json!({"version": 1, "notes": notes}).to_string().as_bytes()).free_note_id()
    };
    assert_eq!(SideFile::default().free_note_id(), "1");
    assert_eq!(id(json!({"7": {}, "x": {}})), "8");
    assert_eq!(id(json!({"18446744073709551615": {}, "1": {}})), "2");
}

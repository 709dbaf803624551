//! Many changes at once: what comes of them is what comes of them one after the other, and the work is in proportion.

use serde_json::{Value, json};

use super::{Edit, EditError};
use crate::flow::side::{GroupChange, NamedGroup, Note, NoteChange, NotePlace, PaperColor, SideChange};
use crate::flow::{Document, Flow, Offset, Output, SideFile, WidgetId, delete_and_heal, work};

/// A trigger and so many widgets: each leads to the next and to the last, and reads the one before it.
fn flow(count: u32) -> Flow {
    let state = |index: u32| {
        json!({"name": format!("w{index}"), "type": "send-message",
            "transitions": [{"next": format!("w{}", index + 1), "event": "sent"},
                {"next": format!("w{}", count - 1), "event": "failed"}],
            "properties": {"offset": {"x": 0, "y": index}, "body": format!("{{{{widgets.w{}.message.Body}}}}", index.max(1) - 1)}})
    };
    let start = json!({"name": "t", "type": "trigger", "properties": {},
        "transitions": [{"event": "incomingMessage", "next": "w0"}]});
    let states: Vec<Value> = std::iter::once(start).chain((0..count).map(state)).collect();
    let text = json!({"states": states, "initial_state": "t"}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

fn together(edits: Vec<Edit>) -> Edit {
    Edit::Together { name: "Many".to_owned(), edits }
}

fn ids(flow: &Flow) -> impl Iterator<Item = WidgetId> {
    let ids: Vec<WidgetId> = flow.widgets().iter().skip(1).map(|widget| widget.id()).collect();
    ids.into_iter()
}

fn rename(widget: WidgetId, name: &str) -> Edit {
    Edit::Rename { widget, name: name.to_owned() }
}

/// That the changes in one go do what they do one by one: to the flow and to what stands beside it.
fn check(flow: &Flow, side: &SideFile, edits: Vec<Edit>) {
    let one_by_one = edits.iter().try_fold((flow.clone(), side.clone()), |(flow, side), edit| {
        Ok::<_, EditError>((edit.apply(&flow)?, edit.apply_to_side(&flow, &side)?))
    });
    let all = together(edits.clone());
    let at_once = all.apply(flow).and_then(|after| Ok((after, all.apply_to_side(flow, side)?)));
    let text = |result: Result<(Flow, SideFile), EditError>| {
        result.map(|(flow, side)| {
            let side = side.bytes().map(|bytes| String::from_utf8(bytes).unwrap());
            (flow.write(), side)
        })
    };
    assert_eq!(text(at_once), text(one_by_one), "{edits:?}");
}

/// A side file with answers, groups and notes for widgets of this flow.
fn side(count: u32) -> SideFile {
    let answers = |index: u32| (format!("w{index}"), json!({"event": "sent"}));
    let notes = |index: u32| (format!("{index}"), json!({"text": "note", "x": index, "y": 0}));
    let mut outcomes: serde_json::Map<String, Value> = (0..count).map(answers).collect();
    outcomes.insert("w1/inner".to_owned(), json!({"event": "failed"}));
    let notes: serde_json::Map<String, Value> = (0..count).map(notes).collect();
    let members: Vec<String> = (0..count).map(|index| format!("w{index}")).collect();
    let file = json!({"version": 1, "answers": {"outcomes": outcomes}, "notes": notes,
        "groups": {"all": {"widgets": members}}});
    SideFile::read(serde_json::to_string_pretty(&file).unwrap().as_bytes())
}

#[test]
fn changes_in_one_go_are_changes_one_by_one() {
    let (flow, side) = (flow(6), side(6));
    let id: Vec<WidgetId> = ids(&flow).collect();
    let output = |widget: usize| Output { widget: id[widget], index: 0 };
    let part = |widget: usize, pointer: &str, value: Value| Edit::SetPart {
        widget: id[widget],
        pointer: pointer.to_owned(),
        value: Some(value),
    };
    let connect = |from: usize, to: usize| Edit::Connect { output: output(from), target: Some(id[to]) };
    // A swap by way of a third name, and one that takes a name that has become free.
    check(&flow, &side, vec![rename(id[1], "tmp"), rename(id[2], "w1"), rename(id[1], "w2")]);
    check(&flow, &side, vec![rename(id[1], "x"), rename(id[1], "y"), rename(id[2], "w1"), connect(0, 2)]);
    check(&flow, &side, vec![rename(id[1], "w2")]);
    check(&flow, &side, vec![rename(id[1], "x"), rename(id[2], "x")]);
    check(&flow, &side, vec![rename(id[0], "no name"), connect(0, 0)]);
    // Names that come in by another way are known to what follows.
    check(&flow, &side, vec![part(3, "/name", json!("w1")), connect(0, 1), connect(0, 3)]);
    check(&flow, &side, vec![part(3, "/name", json!("q")), connect(0, 3), rename(id[1], "w3")]);
    let named = |name: &str| json!({"name": name, "type": "x", "transitions": [{"event": "e"}]});
    let state = |widget: usize, name: &str| Edit::SetState { widget: id[widget], state: named(name) };
    check(&flow, &side, vec![state(2, "new"), connect(2, 2), connect(0, 2), rename(id[2], "newer")]);
    check(&flow, &side, vec![state(2, "w3"), rename(id[2], "free"), rename(id[3], "other")]);
    // What is gone, or was never there.
    check(&flow, &side, vec![Edit::Delete { widgets: vec![id[1]] }, connect(1, 2)]);
    check(&flow, &side, vec![connect(1, 5), part(1, "/transitions/7/next", json!("w0"))]);
    check(&flow, &side, vec![rename(id[1], "x"), Edit::Delete { widgets: vec![id[1], id[2]] }]);
    check(&flow, &side, vec![Edit::Add { states: vec![named("w9")] }, connect(0, 1), rename(id[4], "w9")]);
    // One widget again and again, in the order in which it is told.
    let body =
        |text: &str| Edit::SetProperty { widget: id[0], key: "body".to_owned(), value: Some(json!(text)) };
    let at = Offset { x: 5.0, y: 6.0 };
    check(&flow, &side, vec![body("one"), Edit::Move { to: vec![(id[0], at)] }, body("two"), connect(0, 4)]);
    let moved = SideChange::MoveAnswers { from: "w1".to_owned(), to: "run/w1".to_owned() };
    check(&flow, &side, vec![Edit::Beside(moved), rename(id[1], "w7"), rename(id[2], "run")]);
}

/// That the work for twice the widgets is about twice that for once.
fn in_proportion(what: &str, of: impl Fn(u32) -> u64) {
    let (small, large) = (of(2_000), of(4_000));
    assert!(small >= 2_000 && large < small * 9 / 4, "{what}: {small} for 2,000 widgets, {large} for 4,000");
}

#[test]
fn thousands_of_changes_take_work_in_proportion() {
    let apply = |flow: &Flow, edit: &Edit| work::of(|| edit.apply(flow).unwrap());
    in_proportion("delete and heal", |count| {
        let flow = flow(count);
        // Every second one goes: what led there is led on.
        let gone: Vec<WidgetId> = ids(&flow).step_by(2).collect();
        work::of(|| delete_and_heal(&flow, &gone).unwrap().apply(&flow).unwrap())
    });
    in_proportion("lead all wires elsewhere", |count| {
        let flow = flow(count);
        let first = ids(&flow).next();
        let output = |widget| Output { widget, index: 1 };
        let edits = ids(&flow).map(|id| Edit::Connect { output: output(id), target: first }).collect();
        apply(&flow, &together(edits))
    });
    in_proportion("rename all", |count| {
        let flow = flow(count);
        let edits = ids(&flow).map(|id| rename(id, &format!("v{}", id.0))).collect();
        apply(&flow, &together(edits))
    });
    in_proportion("replace in all texts", |count| {
        let flow = flow(count);
        let pointer = || "/properties/body".to_owned();
        let edits = ids(&flow).map(|id| Edit::SetPart { widget: id, pointer: pointer(), value: None });
        apply(&flow, &together(edits.collect()))
    });
}

#[test]
fn a_widget_is_read_once_however_often_it_is_changed() {
    let flow = flow(2);
    let id = ids(&flow).next().unwrap();
    let edit = |number: u32| Edit::SetPart {
        widget: id,
        pointer: "/properties/body".to_owned(),
        value: Some(json!(number)),
    };
    let work = work::of(|| together((0..1_000).map(edit).collect()).apply(&flow).unwrap());
    assert!(work < 20, "{work} for a thousand changes of one widget among three");
}

#[test]
fn what_stands_beside_follows_in_proportion() {
    in_proportion("rename all", |count| {
        let (flow, side) = (flow(count), side(count));
        let edits = ids(&flow).map(|id| rename(id, &format!("v{}", id.0))).collect();
        let edit = together(edits);
        work::of(|| {
            let after = edit.apply_to_side(&flow, &side).unwrap();
            assert_eq!(after.group("all").unwrap().widgets.len(), count as usize);
            assert_eq!(after.answers().outcomes[0].0, "v1");
        })
    });
    let place = |id: u32| NotePlace {
        id: id.to_string(),
        at: Offset { x: 7.0, y: 8.0 },
        size: Offset { x: 200.0, y: 100.0 },
    };
    let changes: [fn(Vec<String>) -> NoteChange; 2] =
        [|ids| NoteChange::Color { ids, color: PaperColor::Teal }, NoteChange::Remove];
    in_proportion("move all notes", |count| {
        let (flow, side) = (flow(2), side(count));
        let change = SideChange::Note(NoteChange::Place((0..count).map(place).collect()));
        work::of(|| Edit::Beside(change).apply_to_side(&flow, &side).unwrap())
    });
    for change in changes {
        in_proportion("change all notes", |count| {
            let (flow, side) = (flow(2), side(count));
            let change = SideChange::Note(change((0..count).map(|id| id.to_string()).collect()));
            work::of(|| Edit::Beside(change).apply_to_side(&flow, &side).unwrap())
        });
    }
}

#[test]
fn papers_that_are_changed_together_are_each_as_asked() {
    let flow = flow(2);
    let side = SideFile::read(
        br#"{"version": 1, "notes": {"a": {"text": "first", "x": 1, "y": 2}, "b": 7,
            "a": {"text": "last", "x": 3, "y": 4}, "c": {"text": "c", "x": 5, "y": 6}},
            "groups": {"g": {"widgets": ["w0"]}, "h": {"widgets": ["w1"], "folded": true}}}"#,
    );
    let apply = |side: &SideFile, change| Edit::Beside(change).apply_to_side(&flow, side).unwrap();
    let ids = ["a", "b", "c", "none"].map(str::to_owned).to_vec();
    let after = apply(&side, SideChange::Note(NoteChange::Color { ids, color: PaperColor::Pink }));
    let colors: Vec<(String, String, PaperColor)> =
        after.notes().into_iter().map(|Note { id, text, color, .. }| (id, text, color)).collect();
    let expected = [("a", "last"), ("c", "c")].map(|(id, text)| (id.into(), text.into(), PaperColor::Pink));
    assert_eq!(colors, expected);
    let bytes = String::from_utf8(after.bytes().unwrap()).unwrap();
    assert!(bytes.contains(r#""a": {"text": "first", "x": 1, "y": 2}, "b": 7"#), "{bytes}");
    let names = ["g", "h", "none"].map(str::to_owned).to_vec();
    let fold = SideChange::Group(GroupChange::Fold { names, is_folded: true });
    let folded: Vec<NamedGroup> = apply(&after, fold).groups();
    assert!(folded.iter().all(|group| group.is_folded), "{folded:?}");
}

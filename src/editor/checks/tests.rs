//! What lies on the desk of the thread that checks.

use super::*;
use crate::flow::Document;

fn order(key: u64, number: u64) -> Order {
    let question = Box::new(Question::of(Document::default().flow()));
    Order::Check { key: FileKey(key), number, question }
}

#[test]
fn the_newest_question_about_a_flow_is_the_only_one() {
    let mut desk = Desk::default();
    for (key, number) in [(1, 1), (2, 1), (1, 2), (1, 3), (3, 1)] {
        desk.put(order(key, number));
    }
    desk.put(Order::Forget(FileKey(3)));
    let waiting: Vec<(u64, u64)> = desk.waiting.iter().map(|(key, number, _)| (key.0, *number)).collect();
    assert_eq!(waiting, [(1, 3), (2, 1)]);
}

#[test]
fn an_answer_to_an_older_question_is_not_taken() {
    let mut derived = crate::editor::derived::Derived::default();
    let flow = Document::default().flow().clone();
    let question = Question::of(&flow);
    let (older, newer) = (derived.ask(&question), derived.ask(&question));
    let found = Arc::new(question.answer());
    assert!(!found.all().is_empty(), "nothing starts a new flow");
    derived.take(older, Arc::clone(&found), &flow);
    assert!(derived.is_waiting() && !derived.is_checked(&flow) && derived.findings.all().is_empty());
    derived.take(newer, found, &flow);
    assert!(!derived.is_waiting() && derived.is_checked(&flow) && !derived.findings.all().is_empty());
}

#[test]
fn what_is_kept_changes_no_answer() {
    let mut kept = Kept::of(&Arc::default());
    let states = ["one", "two"].map(|name| {
        serde_json::json!({"name": name, "type": "send-message", "properties": {"body": ""},
            "transitions": [{"event": "sent", "next": "gone"}]})
    });
    let mut flow = Document::default().flow().clone();
    for state in states {
        flow = crate::flow::Edit::Add { states: vec![state] }.apply(&flow).expect("it is added");
        let question = Question { settings: Arc::clone(&kept.settings), ..Question::of(&flow) };
        let found = Findings::new(&flow, kept.check(&question));
        let anew = question.answer();
        assert_eq!(found.all(), anew.all());
        assert!(found.kind("unknown-target").count > 0);
    }
}

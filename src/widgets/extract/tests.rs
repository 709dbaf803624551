//! Extracting and inlining take time in proportion to the flow. What they make of flows is proved from outside.

use std::fmt::Write as _;

use super::{Naming, plan};
use crate::flow::{Document, Flow, WidgetId, work};
use crate::widgets::inline::inline;

/// A trigger that every widget of a ring leads to, each reading the one before it; two rings of this size.
fn flow(count: usize) -> Flow {
    let mut states = String::from(
        r#"{"name":"t","type":"trigger","transitions":[{"event":"incomingMessage","next":"a0"},
            {"event":"incomingParent","next":"a0"}],"properties":{}}"#,
    );
    for row in ["a", "b"] {
        for index in 0..count {
            // All of the second row lead into the first, and all of the first to the second.
            let next = match (row, index + 1 < count) {
                ("a", true) => format!("a{}", index + 1),
                ("a", false) => "b0".to_owned(),
                _ => "a0".to_owned(),
            };
            let back = if index > 0 { format!("{row}{}", index - 1) } else { "t".to_owned() };
            write!(
                states,
                r#",{{"name":"{row}{index}","type":"send-message","transitions":[{{"event":"sent","next":"{next}"}},
                {{"event":"failed"}}],"properties":{{"offset":{{"x":0,"y":{index}}},
                "body":"{{{{widgets.{back}.message.Body}}}} {{{{widgets.a0.message.Sid}}}}"}}}}"#
            )
            .unwrap();
        }
    }
    let text = format!(r#"{{"states":[{states}],"initial_state":"t","flags":{{}}}}"#);
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

fn naming() -> Naming {
    Naming { widget: "run".to_owned(), sid: "FW1".to_owned(), description: String::new(), file: None }
}

/// That twice the flow is about twice the work.
fn check(of: impl Fn(usize) -> u64) {
    let (small, large) = (of(200), of(400));
    assert!(small > 200 && large < small * 5 / 2, "{small} for 200 widgets, {large} for 400");
}

#[test]
fn extracting_takes_work_in_proportion() {
    check(|count| {
        let flow = flow(count);
        let first: Vec<WidgetId> =
            flow.widgets().iter().skip(1).take(count).map(|widget| widget.id()).collect();
        work::of(|| {
            let done = plan(&flow, &first).unwrap().carry_out(&flow, &naming()).unwrap();
            done.edit.apply(&flow).unwrap();
        })
    });
}

#[test]
fn inlining_takes_work_in_proportion() {
    check(|count| {
        let flow = flow(count);
        let first: Vec<WidgetId> =
            flow.widgets().iter().skip(1).take(count).map(|widget| widget.id()).collect();
        let done = plan(&flow, &first).unwrap().carry_out(&flow, &naming()).unwrap();
        let subflow = Document::from_bytes(None, done.subflow.as_bytes()).unwrap().flow().clone();
        let after = done.edit.apply(&flow).unwrap();
        let runner = after.named("run").unwrap().id();
        work::of(|| inline(&after, runner, &subflow).unwrap().edit.apply(&after).unwrap())
    });
}

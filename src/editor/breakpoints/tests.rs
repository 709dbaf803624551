//! What is said of breakpoints, and to whom they belong.

use serde_json::json;

use super::{Breakpoints, Stop, spot_name};
use crate::editor::canvas::{BreakSign, Spot};
use crate::flow::{Document, Edit, Flow, Output, WidgetId};

fn check(stop: Stop, sign: BreakSign, words: &str) {
    assert_eq!((stop.sign(), &*stop.words()), (sign, words));
}

#[test]
fn a_stop_says_when_it_holds() {
    let plain = Stop::default();
    check(plain.clone(), BreakSign::On, "Holds each time");
    check(Stop { is_on: false, ..plain.clone() }, BreakSign::Off, "Off. Holds each time");
    check(Stop { once: true, ..plain.clone() }, BreakSign::Conditional, "Holds the first time");
    check(Stop { every: 3, ..plain.clone() }, BreakSign::Conditional, "Holds every 3rd time");
    check(
        Stop { every: 12, once: true, ..plain.clone() },
        BreakSign::Conditional,
        "Holds every 12th time, once",
    );
    let condition = "x > 1".to_owned();
    check(
        Stop { condition: condition.clone(), ..plain.clone() },
        BreakSign::Conditional,
        "Holds where x > 1",
    );
    check(Stop { condition, every: 2, ..plain }, BreakSign::Conditional, "Holds every 2nd time that x > 1");
}

#[test]
fn a_condition_that_cannot_be_read_is_told() {
    let trouble = |condition: &str| Stop { condition: condition.to_owned(), ..Stop::default() }.trouble();
    assert_eq!(trouble(" "), None);
    assert_eq!(trouble("widgets.ask.inbound.Body contains 'stop'"), None);
    assert!(trouble("x %} {% if").is_some());
}

fn flow(names: &[&str]) -> Document {
    let states: Vec<_> = names
        .iter()
        .map(|name| json!({"name": name, "type": "send-message", "properties": {}, "transitions": [{"event": "sent"}]}))
        .collect();
    let flow = json!({"states": states, "initial_state": "", "flags": {}}).to_string();
    Document::from_bytes(None, flow.as_bytes()).expect("a flow")
}

fn names(breakpoints: &Breakpoints, flow: &Flow) -> Vec<String> {
    breakpoints.of(flow).map(|(spot, _)| spot_name(flow, spot)).collect()
}

#[test]
fn a_breakpoint_belongs_to_its_widget_whatever_becomes_of_it() {
    let mut document = flow(&["a", "b"]);
    let mut breakpoints = Breakpoints::default();
    breakpoints.toggle(Spot::card(WidgetId(0)));
    breakpoints.toggle(Spot::output(Output { widget: WidgetId(1), index: 0 }));
    breakpoints.toggle(Spot::output(Output { widget: WidgetId(1), index: 7 }));
    assert_eq!(names(&breakpoints, document.flow()), ["a", "Sent of b"]);
    document.edit(&Edit::Rename { widget: WidgetId(1), name: "c".to_owned() }).expect("a free name");
    assert_eq!(names(&breakpoints, document.flow()), ["a", "Sent of c"]);
    document.edit(&Edit::Delete { widgets: vec![WidgetId(1)] }).expect("it is there");
    assert_eq!(names(&breakpoints, document.flow()), ["a"]);
    document.history_mut().undo();
    assert_eq!(names(&breakpoints, document.flow()), ["a", "Sent of c"]);
}

#[test]
fn a_file_that_is_read_again_keeps_the_breakpoints_of_its_names() {
    let (old, new) = (flow(&["a", "b"]), flow(&["new", "b"]));
    let mut breakpoints = Breakpoints::default();
    let stop = Stop { every: 3, ..Stop::default() };
    breakpoints.toggle(Spot::card(WidgetId(0)));
    breakpoints.set(Spot::card(WidgetId(1)), stop.clone());
    let carried = breakpoints.carried_over(old.flow(), new.flow());
    assert_eq!(names(&carried, new.flow()), ["b"]);
    assert_eq!(carried.get(Spot::card(WidgetId(1))), Some(&stop));
    assert_ne!(carried.revision(), breakpoints.revision());
}

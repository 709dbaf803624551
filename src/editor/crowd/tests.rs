//! The form: what is typed, what it says of itself, and what becomes of it when the flow changes.

use super::*;
use crate::flow::side::{Answers, HttpAnswer};
use crate::flow::{Document, Edit};

fn opened() -> Document {
    let bytes = include_bytes!("../../../flows/order-status.json");
    Document::from_bytes(None, bytes).unwrap()
}

fn form_of(document: &Document) -> CrowdForm {
    let mut form = CrowdForm::default();
    form.follow(document.flow(), &Answers::default());
    form
}

fn check(change: impl FnOnce(&mut CrowdForm), problem: Option<&str>) {
    let mut form = form_of(&opened());
    change(&mut form);
    assert_eq!(form.problem(), problem);
}

#[test]
fn what_cannot_be_run_is_said() {
    check(|_| {}, None);
    check(|form| form.contacts = "10,000".to_owned(), None);
    let count = "The number of contacts is 1 to 1,000,000";
    check(|form| form.contacts = "0".to_owned(), Some(count));
    check(|form| form.contacts = "1,000,001".to_owned(), Some(count));
    check(|form| form.seed = "x".to_owned(), Some("The seed is a whole number"));
    let weight = "A weight is a whole number from 0 to 1,000,000";
    check(|form| form.asks[0].silent = "-1".to_owned(), Some(weight));
    check(|form| form.outward[1].fails = "a".to_owned(), Some(weight));
    let most = "A failure happens at most 100 times of 100";
    check(|form| form.outward[0].fails = "101".to_owned(), Some(most));
}

#[test]
fn what_was_typed_stays_with_its_widget() {
    let mut document = opened();
    let mut form = form_of(&document);
    let widget = form.asks[0].widget.unwrap();
    form.asks[0].rows[0].text = "A-1042".to_owned();
    form.asks[0].is_own = true;
    document.edit(&Edit::Rename { widget, name: "which".to_owned() }).unwrap();
    form.follow(document.flow(), &Answers::default());
    assert_eq!((&*form.asks[0].name, &*form.asks[0].rows[0].text), ("which", "A-1042"));
    // What nobody has changed is proposed anew: the server's answers are still those that the next branch compares.
    assert_eq!(form, {
        let mut same = form.clone();
        same.follow(document.flow(), &Answers::default());
        same
    });
}

#[test]
fn a_line_tells_what_is_set() {
    let form = form_of(&opened());
    assert_eq!(form.asks[0].summary(), "something else 90 % · silent 10 %");
    let fetch = form.outward.iter().find(|out| out.fetches).unwrap();
    assert_eq!(fetch.summary(), "2 answers · fails 5 %");
}

#[test]
fn what_was_decided_for_a_run_is_proposed() {
    let content_type = Some("text/plain".to_owned());
    let answer =
        |status, body: &str| HttpAnswer { status, body: body.to_owned(), content_type: content_type.clone() };
    let http = vec![("fetch_order".to_owned(), vec![answer(200, "{}"), answer(404, "gone")])];
    let mut form = CrowdForm::default();
    form.follow(opened().flow(), &Answers { http, ..Answers::default() });
    let fetch = form.outward.iter().find(|out| out.fetches).unwrap();
    let rows: Vec<_> = fetch.bodies.iter().map(|row| (&*row.text, &*row.weight)).collect();
    assert_eq!(rows, [("{}", "47"), ("404 gone", "47")]);
    let source = crate::sim::Source::default();
    let start =
        crate::sim::Start::new(source, crate::widgets::run::Trigger::Message, jiff::Timestamp::UNIX_EPOCH);
    let mut plan = Plan::new(crate::sim::Program::compile(opened().flow()), start, 1);
    form.fill(&mut plan);
    let endings = &plan.endings["fetch_order"];
    assert!(
        matches!(&endings[1].0, crate::sim::crowd::Ending::Answered(stub) if stub.status == 404 && stub.body == "gone" && stub.content_type == content_type)
    );
}

#[test]
fn what_was_decided_for_a_widget_is_told_and_counts_until_something_is_typed() {
    let document = opened();
    let name = form_of(&document).outward.iter().find(|out| out.fetches).unwrap().name.clone();
    let outcome = |event: &str| crate::flow::side::OutcomeAnswer {
        event: event.to_owned(),
        leaves: None,
        is_usual: false,
    };
    let kept = |event| Answers { outcomes: vec![(name.clone(), outcome(event))], ..Answers::default() };
    let mut form = CrowdForm::default();
    form.follow(document.flow(), &kept("failed"));
    let at = form.outward.iter().position(|out| out.name == name).unwrap();
    assert_eq!(form.outward[at].summary(), "left by failed, as decided beside the flow");

    let program = crate::sim::Program::compile(document.flow());
    let planned = |form: &CrowdForm| {
        let source = crate::sim::Source::default();
        let trigger = crate::widgets::run::Trigger::Message;
        let mut start = crate::sim::Start::new(source, trigger, jiff::Timestamp::UNIX_EPOCH);
        start.forced = crate::sim::Prepared::of(&kept("failed"), &program).forced;
        let mut plan = Plan::new(Arc::clone(&program), start, 1);
        form.fill(&mut plan);
        (plan.start.forced.len(), plan.endings.contains_key(&name))
    };
    assert_eq!(planned(&form), (1, false));
    form.outward[at].is_own = true;
    assert_eq!(form.outward[at].summary(), "2 answers · fails 5 %");
    assert_eq!(planned(&form), (0, true));

    // One that does not fit the widget decides nothing.
    let mut form = CrowdForm::default();
    form.follow(document.flow(), &kept("somethingElse"));
    assert_eq!(form.outward[at].summary(), "2 answers · fails 5 %");
}

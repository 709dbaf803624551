//! What an explanation of a split says is what the engine did: over the sample flows, and over random splits with
//! random variables and random choices of what is assumed.

use std::path::Path;
use std::sync::Arc;

use cordboard::flow::{Document, Flow};
use cordboard::sim::trace::{Record, Step};
use cordboard::sim::{
    Emitted, Execution, History, Inbound, Input, Program, Source, Start, explain, with_choice,
};
use cordboard::twilio::Response;
use cordboard::widgets::assumptions;
use cordboard::widgets::condition::PREDICATES;
use cordboard::widgets::explain::{Explanation, Fate, Skip, Tell};
use cordboard::widgets::run::{Answer, Done, Effect, Trigger};
use proptest::prelude::*;
use serde_json::{Value, json};

fn flow_of(states: Value) -> Flow {
    let text = json!({"states": states, "initial_state": "Trigger"}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

fn start(trigger: Trigger, body: &str) -> Start {
    let mut start = Start::new(Source::default(), trigger, "2026-11-22T09:00:00Z".parse().unwrap());
    body.clone_into(&mut start.body);
    start
}

/// Runs a flow, answering everything that it asks for; the steps with the history of the variables.
fn run(flow: &Flow, start: &Start, replies: &[&str]) -> (Arc<Program>, Execution, History, Vec<Step>) {
    let program = Program::compile(flow);
    let (mut execution, first) = Execution::start(Arc::clone(&program), start.clone());
    let (mut history, mut steps) = (History::default(), Vec::new());
    let mut replies = replies.iter();
    let mut emitted = first;
    for _ in 0..400 {
        let mut next = Vec::new();
        for told in emitted {
            match told {
                Emitted::Record(mut record) => {
                    history.take(&mut record);
                    if let Record::Step(step) = record {
                        steps.push(step);
                    }
                }
                Emitted::Effect { id, effect, .. } => {
                    next.extend(execution.apply(Input::Answer { id, answer: answer_to(&effect) }));
                }
            }
        }
        if next.is_empty() && execution.ended().is_none() {
            let waits = execution.waiting().map(|waiting| (waiting.for_message, waiting.deadline_secs));
            next = match (waits, replies.next()) {
                (Some((true, _)), Some(text)) => {
                    let body = (*text).to_owned();
                    execution.apply(Input::Message(Inbound { body, media: Vec::new() }))
                }
                (Some((_, Some(deadline))), _) => execution.apply(Input::Clock { to_secs: deadline }),
                _ => break,
            };
        }
        if next.is_empty() {
            break;
        }
        emitted = next;
    }
    (program, execution, history, steps)
}

fn answer_to(effect: &Effect) -> Answer {
    let response = |status, body: Value| {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Answer::Response(Response::new(status, headers, body.to_string()))
    };
    match effect {
        Effect::Send(_) => response(201, json!({"sid": "SM1", "status": "queued"})),
        Effect::Fetch(_) => response(200, json!({"status": "shipped", "day": "Monday", "open": true})),
        Effect::Act(_) => Answer::Done(Done::default()),
    }
}

/// Explains all steps of splits, and holds that against what the engine did. Gives how many there were.
fn check(flow: &Flow, start: &Start, replies: &[&str]) -> usize {
    let (program, execution, history, steps) = run(flow, start, replies);
    let mut count = 0;
    for (index, step) in steps.iter().enumerate() {
        let widget = flow.widgets().iter().find(|widget| widget.name() == Some(&step.widget)).unwrap();
        let context = history.after(index + 1, execution.context());
        let Some(told) = explain(&program, start, &context, step.at, widget) else {
            assert_ne!(step.kind, "split-based-on");
            continue;
        };
        count += 1;
        assert_eq!((&told.taken, &*told.event), (&step.transition, &*step.event), "{step:?} {told:?}");
        holds_together(&told);
    }
    count
}

/// What is told of the branches leads to what is told to be taken.
fn holds_together(told: &Explanation) {
    for branch in &told.branches {
        let was_compared = branch.conditions.iter().any(|tried| matches!(tried.result, Tell::Compared(_)));
        match (branch.fate, told.taken) {
            (Fate::Taken, taken) => {
                assert_eq!(taken, Some(branch.transition));
                let holds = |tell: &Tell| matches!(tell, Tell::Compared(compared) if compared.holds);
                assert!(branch.conditions.iter().any(|tried| holds(&tried.result)), "{branch:?}");
            }
            (Fate::After(winner), taken) => {
                assert!(Some(winner) == taken && winner < branch.transition && !was_compared, "{branch:?}");
                let skipped = Tell::Skipped(Skip::EarlierBranch);
                assert!(branch.conditions.iter().all(|tried| tried.result == skipped), "{branch:?}");
            }
            (Fate::Missed, taken) => assert!(taken.is_none_or(|winner| winner > branch.transition)),
            (Fate::Empty, _) => assert!(branch.conditions.is_empty()),
        }
    }
}

#[test]
fn every_split_of_the_sample_flows_is_explained_as_it_went() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".json") || name.ends_with(".cordboard.json") {
            continue;
        }
        let document = Document::from_bytes(None, &std::fs::read(&path).unwrap()).unwrap();
        for trigger in Trigger::ALL {
            for reply in ["yes", " YES ", "stop", "tuesday", "2", "a person", ""] {
                count += check(document.flow(), &start(trigger, reply), &[reply, "no", reply, "1"]);
            }
        }
    }
    assert!(count > 50, "only {count} splits were met");
}

const VALUES: [&str; 14] = [
    "yes",
    " Yes ",
    "no, yes",
    "",
    "10",
    "-3.5",
    "9:30",
    "12:00",
    "2026-11-22",
    "2026-11-22T23:30:00Z",
    "É+",
    "[0-9]+",
    "(",
    "{{trigger.message.Body}}",
];
const ARGUMENTS: [&str; 5] = [
    "{{trigger.message.Body}}",
    "{{flow.data}}",
    "10",
    "{{ 'x' | nofilter }}",
    "{{trigger.message.NumMedia}}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_random_split_is_explained_as_it_went(
        body in prop::sample::select(VALUES.as_slice()),
        branches in prop::collection::vec(
            prop::collection::vec(
                (0..PREDICATES.len() + 1, prop::sample::select(VALUES.as_slice()),
                 prop::collection::vec(prop::sample::select(ARGUMENTS.as_slice()), 0..3)),
                0..4),
            0..4),
        choices in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..8),
    ) {
        let transitions: Vec<Value> = branches.iter().map(|conditions| {
            let conditions: Vec<Value> = conditions.iter().map(|(kind, value, arguments)| {
                let kind = PREDICATES.get(*kind).map_or("sounds_like", |predicate| predicate.kind);
                json!({"friendly_name": "", "arguments": arguments, "type": kind, "value": value})
            }).collect();
            json!({"event": "match", "conditions": conditions})
        }).chain([json!({"event": "noMatch"})]).collect();
        let flow = flow_of(json!([
            {"name": "Trigger", "type": "trigger", "properties": {},
             "transitions": [{"event": "incomingMessage", "next": "it"}]},
            {"name": "it", "type": "split-based-on", "properties": {"input": "x"}, "transitions": transitions},
        ]));
        let mut start = start(Trigger::Message, body);
        let all: Vec<_> = assumptions::all().collect();
        for (which, choice) in &choices {
            let assumption = which.get(&all);
            let names: Vec<&str> = assumption.choices().map(|choice| choice.name).collect();
            start.assume.set(assumption.id, choice.get::<&str>(&names)).unwrap();
        }
        prop_assert_eq!(check(&flow, &start, &[]), 1);
    }
}

/// One split with these branches, as `fate: argument compared · value → what came of it`.
fn told(body: &str, branches: &Value) -> Vec<String> {
    let flow = flow_of(json!([
        {"name": "Trigger", "type": "trigger", "properties": {},
         "transitions": [{"event": "incomingMessage", "next": "it"}]},
        {"name": "it", "type": "split-based-on", "properties": {"input": "x"}, "transitions": branches},
    ]));
    let start = start(Trigger::Message, body);
    let (program, execution, ..) = run(&flow, &start, &[]);
    let widget = flow.widgets().last().unwrap();
    let told = explain(&program, &start, execution.context(), 0.0, widget).unwrap();
    let lines = told.branches.iter().flat_map(|branch| {
        branch.conditions.iter().map(move |tried| match &tried.result {
            Tell::Compared(told) => format!(
                "{:?}: {} {:?} as {:?} {} {:?}: {}",
                branch.fate,
                told.kind,
                told.text,
                told.left,
                tried.label(),
                told.right,
                told.holds
            ),
            Tell::Undecided { why, .. } => format!("{:?}: {why}", branch.fate),
            Tell::Skipped(skip) => format!("{:?}: {}", branch.fate, skip.words()),
        })
    });
    lines.collect()
}

#[test]
fn each_condition_says_what_it_compared_and_why_the_rest_was_not_looked_at() {
    let body = "{{trigger.message.Body}}";
    let branch = |conditions: Value| json!({"event": "match", "conditions": conditions});
    let one = |kind: &str, value: &str| json!({"arguments": [body], "type": kind, "value": value});
    assert_eq!(
        told(
            "  YES please ",
            &json!([
                branch(json!([one("equal_to", " Yes "), one("is_blank", "Is Blank")])),
                branch(json!([one("regex", "(")])),
                branch(json!([one("contains", "PLEASE")])),
                branch(json!([one("is_not_blank", "Is Not Blank")])),
            ])
        ),
        [
            r#"Missed: text "  YES please " as "yes please" Equal To "yes": false"#,
            "Missed: not looked at, since an earlier one does not hold",
            "Missed: the regular expression `(` was not checked: Parsing error at position 1: Opening parenthesis without closing parenthesis",
            r#"Taken: text "  YES please " as "yes please" Contains "please": true"#,
            "After(2): not looked at, since an earlier branch holds",
        ]
    );
    assert_eq!(
        told(" 07 ", &json!([branch(json!([one("less_than", "7.50")]))])),
        [r#"Taken: text " 07 " as "7" Less Than "7.5": true"#]
    );
}

#[test]
fn a_choice_is_written_where_the_others_stand_and_the_usual_one_needs_no_entry() {
    let check = |before: &str, id: &str, name: &str, after: &str| {
        assert_eq!(with_choice(before, id, name).unwrap(), after);
    };
    check("", "several-conditions", "any", "[run.assume]\nseveral-conditions = \"any\"\n");
    let text = "# ours\r\n[run.assume] # why\r\nseveral-conditions = \"any\" # measured\r\n\r\n[check]\r\n";
    check(text, "several-conditions", "first", &text.replace("any", "first"));
    check(text, "several-conditions", "all", "# ours\r\n[run.assume] # why\r\n\r\n[check]\r\n");
    check(text, "several-conditions", "any", text);
    check(text, "zone", "pacific", text);
    assert!(with_choice(text, "several-conditions", "none").is_err());
    assert!(with_choice("[run", "several-conditions", "any").is_err());
}

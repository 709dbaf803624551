//! A selection becomes a subflow and comes back: whoever talks to the flow cannot tell.
//!
//! The same dialogues are had with the flow as it was, with the flow and its subflow, and with the flow into which the
//! subflow was put back.

use std::sync::Arc;

use cordboard::flow::side::{GroupChange, NamedGroup, OutcomeAnswer, SideChange};
use cordboard::flow::{Document, Edit, Flow, Graph, WidgetId};
use cordboard::sim::flow_test::{TestFile, play};
use cordboard::sim::{Program, Subflows};
use cordboard::widgets::extract::{Naming, Obstacle, Plan, plan};
use cordboard::widgets::inline::inline;
use serde_json::{Value, json};

const SID: &str = "FW0123456789abcdef0123456789abcdef";

fn flow_of(text: &str) -> Flow {
    Document::from_bytes(None, text.as_bytes())
        .unwrap_or_else(|error| panic!("{error}: {text}"))
        .flow()
        .clone()
}

fn flow(states: Value) -> Flow {
    let flow = json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {}});
    flow_of(&serde_json::to_string_pretty(&flow).unwrap())
}

fn trigger(next: &str) -> Value {
    json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
        "transitions": [{"event": "incomingMessage", "next": next}, {"event": "incomingRequest", "next": next}]})
}

fn ask(name: &str, body: &str, next: &str) -> Value {
    json!({"name": name, "type": "send-and-wait-for-reply", "properties": {"offset": {"x": 0, "y": 200},
        "from": "{{flow.channel.address}}", "body": body, "timeout": "3600"}, "transitions": [
        {"event": "incomingMessage", "next": next}, {"event": "timeout"}, {"event": "deliveryFailure"}]})
}

fn say(name: &str, body: &str, next: Option<&str>) -> Value {
    let mut sent = json!({"event": "sent"});
    if let Some(next) = next {
        sent["next"] = json!(next);
    }
    json!({"name": name, "type": "send-message", "properties": {"offset": {"x": 0, "y": 400},
        "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body},
        "transitions": [sent, {"event": "failed"}]})
}

fn set(name: &str, variables: &[(&str, &str)], next: &str) -> Value {
    let list: Vec<Value> = variables.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    json!({"name": name, "type": "set-variables", "properties": {"offset": {"x": 0, "y": 600}, "variables": list},
        "transitions": [{"event": "next", "next": next}]})
}

fn split(name: &str, input: &str, no_match: Option<&str>, branches: &[(&str, &str, &str)]) -> Value {
    let mut ways = vec![json!({"event": "noMatch"})];
    if let Some(next) = no_match {
        ways[0]["next"] = json!(next);
    }
    ways.extend(branches.iter().map(|(kind, value, next)| {
        json!({"event": "match", "next": next, "conditions": [
            {"friendly_name": value, "arguments": [input], "type": kind, "value": value}]})
    }));
    json!({"name": name, "type": "split-based-on", "properties": {"offset": {"x": 0, "y": 800}, "input": input},
        "transitions": ways})
}

fn ids(flow: &Flow, names: &[&str]) -> Vec<WidgetId> {
    names.iter().map(|name| flow.named(name).unwrap().id()).collect()
}

/// The dialogues pass with a flow.
#[track_caller]
fn passes(what: &str, flow: &Flow, subflow: Option<&Flow>, tests: &str) {
    let mut subflows = Subflows::new();
    if let Some(subflow) = subflow {
        subflows.insert(SID.to_owned(), Program::compile(subflow));
    }
    let program: Arc<Program> = Program::compile_with(flow, subflows);
    let text = format!("flow = \"f.json\"\n{tests}");
    let file = TestFile::parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    file.resolve(&text, &program).unwrap_or_else(|mistakes| panic!("{what}: {mistakes:?}"));
    assert!(!file.tests.is_empty());
    for test in &file.tests {
        let failure = play(&program, test, "f.json").failure;
        assert!(failure.is_none(), "{what}, {}: {failure:#?}\n{}", test.name.value, flow.write());
    }
}

fn naming() -> Naming {
    Naming {
        widget: "part".to_owned(),
        sid: SID.to_owned(),
        description: "A part".to_owned(),
        file: Some("part.json".to_owned()),
    }
}

/// Moves a selection out and back in, and has the dialogues each time.
#[track_caller]
fn moves(before: &Flow, selection: &[&str], tests: &str) -> (Plan, Flow, Flow) {
    passes("as it was", before, None, tests);
    let plan = plan(before, &ids(before, selection)).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(plan.refusal(), None);
    let done = plan.carry_out(before, &naming()).unwrap();
    let parent = done.edit.apply(before).unwrap();
    let subflow = flow_of(&done.subflow);
    assert!(selection.iter().all(|name| parent.named(name).is_none() && subflow.named(name).is_some()));
    passes("extracted", &parent, Some(&subflow), tests);
    let part = parent.named("part").unwrap().id();
    let back = inline(&parent, part, &subflow).unwrap_or_else(|why| panic!("{why}"));
    let again = back.edit.apply(&parent).unwrap();
    assert!(again.named("part").is_none());
    passes("inlined", &again, None, tests);
    (plan, parent, subflow)
}

fn question() -> Flow {
    flow(json!([
        trigger("ask"),
        ask("ask", "Your name?", "check"),
        split("check", "{{widgets.ask.inbound.Body}}", Some("hello"), &[("is_blank", "Is Blank", "again")]),
        say(
            "hello",
            "Hello {{widgets.ask.inbound.Body}}, I heard {{widgets[\"ask\"].inbound.Body | upcase}}",
            None
        ),
        say("again", "Nothing came from {{contact.channel.address}}", None),
    ]))
}

#[test]
fn what_the_flow_reads_of_the_selection_comes_back_and_the_ways_out_are_told_apart() {
    let tests = r#"
[[test]]
name = "named"
trigger = { message = "hi" }
steps = [{ sends = "Your name?" }, { reply = "Ada" }, { sends = "Hello Ada, I heard ADA" }, { ends = "completed" }]
[[test]]
name = "blank"
trigger = { message = "hi" }
steps = [{ sends = "Your name?" }, { reply = " " }, { sends = { contains = "Nothing came" } }, { ends = true }]
[[test]]
name = "silence ends it"
trigger = { message = "hi" }
steps = [{ sends = "Your name?" }, { timeout = true }, { ends = "completed" }]
"#;
    let (plan, parent, subflow) = moves(&question(), &["ask", "check"], tests);
    assert_eq!(plan.exits(), ["hello", "again"]);
    let results: Vec<(&str, usize)> = plan.results.iter().map(|one| (&*one.key, one.count)).collect();
    assert_eq!(results, [("ask_Body", 2)]);
    let body = parent.named("hello").unwrap().property_text("body").unwrap().into_owned();
    assert_eq!(body, "Hello {{widgets.part.ask_Body}}, I heard {{widgets.part.ask_Body | upcase}}");
    assert_eq!(subflow.initial_state().as_deref(), Some("Trigger"));
}

#[test]
fn a_variable_that_both_set_goes_in_and_comes_back() {
    let counted = "{% if flow.variables.n %}{{flow.variables.n | plus: 1}}{% else %}1{% endif %}";
    let before = flow(json!([
        trigger("ask"),
        ask("ask", "Yes or no?", "count"),
        set("count", &[("n", counted)], "enough"),
        split("enough", "{{flow.variables.n}}", Some("ask"), &[("equal_to", "3", "stop")]),
        say("stop", "{{flow.variables.n}} times is enough", None),
    ]));
    let tests = r#"
[[test]]
name = "three times"
trigger = { message = "hi" }
steps = [{ sends = "Yes or no?" }, { reply = "x" }, { sends = "Yes or no?" }, { reply = "x" },
  { sends = "Yes or no?" }, { reply = "x" }, { sends = "3 times is enough" }, { ends = "completed" }]
"#;
    let (plan, parent, _) = moves(&before, &["count", "enough"], tests);
    assert_eq!(plan.parameters.first().map(|one| &*one.path), Some("flow.variables.n"));
    // What reads the variable goes on doing so.
    assert_eq!(
        parent.named("stop").unwrap().property_text("body").unwrap(),
        "{{flow.variables.n}} times is enough"
    );
}

#[test]
fn what_the_selection_reads_of_the_flow_is_passed_and_its_failures_lead_on() {
    let mut tell = say(
        "tell",
        "{{flow.data.shop}}: {{flow.variables.greeting}} {{widgets.ask.inbound.Body}}{{trigger.message.Nothing}}",
        None,
    );
    tell["transitions"][1]["next"] = json!("sorry");
    let before = flow(json!([
        trigger("remember"),
        set("remember", &[("greeting", "Good day")], "ask"),
        ask("ask", "Your name?", "tell"),
        tell,
        say("sorry", "It did not work", None),
    ]));
    let tests = r#"
[[test]]
name = "told, and that is the end"
trigger = { request = { shop = "Rose" }, from = "+15551230001" }
steps = [{ sends = "Your name?" }, { reply = "Ada" }, { sends = "Rose: Good day Ada" }, { ends = "completed" }]
"#;
    let failing = r#"
[[test]]
name = "not told"
trigger = { request = { shop = "Rose" }, from = "+15551230001" }
on = { TELL = { event = "failed" } }
steps = [{ sends = "Your name?" }, { reply = "Ada" }, { sends = "It did not work" }, { ends = "completed" }]
"#;
    let (plan, parent, subflow) = moves(&before, &["tell"], tests);
    let keys: Vec<&str> = plan.parameters.iter().map(|one| &*one.key).collect();
    assert_eq!(keys, ["shop", "greeting", "ask_Body"]);
    passes("as it was", &before, None, &failing.replace("TELL", "tell"));
    passes("extracted", &parent, Some(&subflow), &failing.replace("TELL", "\"part/tell\""));
}

#[test]
fn parameters_that_are_no_plain_values_are_set_first_and_texts_stand_where_they_are_read() {
    let subflow = flow(json!([
        {"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
         "transitions": [{"event": "incomingParent", "next": "greet"}]},
        say("greet", "{{trigger.parent.parameters.word}} {{trigger.parent.parameters.name | upcase}} \
             {{trigger.parent.parameters.both}}{{trigger.parent.parameters.none}}", Some("keep")),
        set("keep", &[("state", "told")], "greet"),
    ]));
    let mut subflow_states = subflow.to_value();
    subflow_states["states"][2]["transitions"] = json!([{"event": "next"}]);
    let subflow = flow_of(&subflow_states.to_string());
    let mut run = json!({"name": "greet", "type": "run-subflow", "properties": {"offset": {"x": 0, "y": 200},
        "flow_sid": SID, "flow_revision": "LatestPublished", "parameters": [
        {"key": "word", "value": "Say \"hi\""}, {"key": "name", "value": "{{trigger.message.Body}}"},
        {"key": "both", "value": "{{trigger.message.Body}}-{{flow.variables.state}}"}]},
        "transitions": [{"event": "completed", "next": "after"}, {"event": "failed"}]});
    run["transitions"][1]["next"] = json!("after");
    let parent = flow(json!([
        trigger("first"),
        set("first", &[("state", "new")], "greet"),
        run,
        say("after", "{{flow.variables.state}} {{widgets.greet.state}}", None),
    ]));
    let tests = r#"
[[test]]
name = "greeted"
trigger = { message = "ada" }
steps = [{ sends = "Say \"hi\" ADA ada-new" }, { sends = "new told" }, { ends = "completed" }]
"#;
    passes("with its subflow", &parent, Some(&subflow), tests);
    let done = inline(&parent, parent.named("greet").unwrap().id(), &subflow).unwrap();
    let after = done.edit.apply(&parent).unwrap();
    passes("inlined", &after, None, tests);
    assert!(done.names.contains(&"greet_1".to_owned()), "{:?}", done.names);
    assert!(done.notes.iter().any(|note| note.contains("`none`")), "{:?}", done.notes);
    assert!(done.notes.iter().any(|note| note.contains("`state_2`")), "{:?}", done.notes);
}

#[track_caller]
fn check_refused(states: Value, selection: &[&str], expected: &str) {
    let flow = flow(states);
    let refused = plan(&flow, &ids(&flow, selection)).err().map(|why| why.to_string()).unwrap_or_default();
    assert!(refused.contains(expected), "{refused}");
}

#[test]
fn what_cannot_become_a_subflow_says_why() {
    check_refused(json!([trigger("a"), say("a", "", None)]), &["Trigger"], "the trigger stays");
    let two = json!([
        trigger("choose"),
        split("choose", "{{trigger.message.Body}}", Some("a"), &[("equal_to", "x", "b")]),
        say("a", "", None),
        say("b", "", None)
    ]);
    check_refused(two.clone(), &["a", "b"], "wires come in at a, b");
    let flow = flow(two);
    let Err(Obstacle::SeveralEntries { wires, .. }) = plan(&flow, &ids(&flow, &["a", "b"])) else { panic!() };
    assert_eq!(wires.len(), 2);
    let looped = json!([
        trigger("ask"),
        ask("ask", "", "a"),
        say("a", "{% for x in widgets.ask.inbound.list %}{{x}}{% endfor %}", None)
    ]);
    check_refused(looped, &["a"], "goes through it with a `for`");
    let open = json!([trigger("ask"), ask("ask", "", "a"), say("a", "{{widgets.ask[flow.data.key]}}", None)]);
    check_refused(open, &["a"], "only known when it runs");
    let nested = json!([trigger("sub"), {"name": "sub", "type": "run-subflow", "properties": {"flow_sid": SID},
        "transitions": [{"event": "completed"}, {"event": "failed"}]}]);
    check_refused(nested, &["sub"], "cannot run subflows");
}

#[test]
fn extracting_is_one_step_and_undo_gives_the_bytes_back() {
    let bytes = question().write();
    let mut document = Document::from_bytes(None, bytes.as_bytes()).unwrap();
    let plan = plan(document.flow(), &ids(document.flow(), &["ask", "check"])).unwrap();
    let edit: Edit = plan.carry_out(document.flow(), &naming()).unwrap().edit;
    let outcome = Some(OutcomeAnswer { event: "timeout".to_owned(), leaves: None, is_usual: false });
    let decided = SideChange::SetOutcome { widget: "ask".to_owned(), outcome };
    document.edit(&Edit::Beside(decided)).unwrap();
    document.edit(&edit).unwrap();
    let outcomes = document.side().answers().outcomes;
    assert!(outcomes.iter().any(|(name, _)| name == "part/ask"), "{outcomes:?}");
    assert_eq!(document.side().subflow(SID).as_deref(), Some("part.json"));
    assert_eq!(document.history().undo_name(), Some("Extract part"));
    document.history_mut().undo();
    assert_eq!(document.bytes(), bytes.as_bytes());
    assert_eq!(document.side().subflow(SID), None);
    assert!(document.side().answers().outcomes.iter().any(|(name, _)| name == "ask"));
}

#[test]
fn what_stands_for_widgets_after_a_move_is_in_their_group() {
    let mut document = Document::from_bytes(None, question().write().as_bytes()).unwrap();
    let group = NamedGroup {
        name: "Asking".to_owned(),
        widgets: vec!["ask".to_owned(), "check".to_owned()],
        ..NamedGroup::default()
    };
    document.edit(&Edit::Beside(SideChange::Group(GroupChange::Add(group)))).unwrap();
    let plan = plan(document.flow(), &ids(document.flow(), &["ask", "check"])).unwrap();
    let done = plan.carry_out(document.flow(), &naming()).unwrap();
    document.edit(&done.edit).unwrap();
    let members = |document: &Document| document.side().group("Asking").unwrap().widgets;
    let now = members(&document);
    assert!(now.contains(&"part".to_owned()) && !now.contains(&"ask".to_owned()), "{now:?}");
    assert!(now.iter().all(|name| document.flow().named(name).is_some()), "{now:?}");
    let part = ids(document.flow(), &["part"])[0];
    let back = inline(document.flow(), part, &flow_of(&done.subflow)).unwrap();
    document.edit(&back.edit).unwrap();
    let now = members(&document);
    assert!(back.names.iter().all(|name| now.contains(name)) && !now.contains(&"part".to_owned()), "{now:?}");
}

/// The samples' own tests do not notice that widgets were moved out and back.
#[test]
fn the_tests_of_the_samples_pass_after_moving_out_and_back() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("flows");
    let mut count = 0;
    for name in ["appointment-reminder", "opt-in", "order-status", "voice-menu", "chat-greeter"] {
        let before = flow_of(&std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap());
        let text = std::fs::read_to_string(folder.join(format!("{name}.test.toml"))).unwrap();
        let file = TestFile::parse(&text).unwrap();
        let graph = Graph::of(&before);
        for widget in before.widgets() {
            let mut selection = vec![widget.id()];
            selection.extend(graph.next_of(widget.id()));
            let Ok(plan) = plan(&before, &selection) else { continue };
            let done = plan.carry_out(&before, &naming()).unwrap();
            let parent = done.edit.apply(&before).unwrap();
            let part = parent.named("part").unwrap().id();
            let back = inline(&parent, part, &flow_of(&done.subflow)).unwrap();
            let again = back.edit.apply(&parent).unwrap();
            let program = Program::compile(&again);
            file.resolve(&text, &program).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"));
            for test in &file.tests {
                let failure = play(&program, test, "f.json").failure;
                let title = widget.title();
                assert!(
                    failure.is_none(),
                    "{name}, {title}, {}: {failure:#?}\n{}",
                    test.name.value,
                    again.write()
                );
            }
            count += 1;
        }
    }
    assert!(count > 20, "{count} selections were tried");
}

//! Whatever a flow looks like: checking it does not panic, checking it again after an edit finds what checking it anew
//! would, and each fix mends what it says, brings nothing as bad with it and can be undone.
//!
//! The flows are the samples, the examples of the rules and, where `CORDBOARD_CORPUS` names them, real exports, broken
//! at random.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::flow_files::files;
use cordboard::check::examples::EXAMPLES;
use cordboard::check::{Checker, Diagnostic, Options, Rendered, Severity, check, locate};
use cordboard::flow::{Document, Edit, Flow, Offset, Output, WidgetId};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The flows that are broken.
fn flows() -> &'static [Value] {
    static FLOWS: OnceLock<Vec<Value>> = OnceLock::new();
    FLOWS.get_or_init(|| {
        let read = |path: &std::path::PathBuf| {
            serde_json::from_slice(&std::fs::read(path).expect("a readable file")).expect("JSON")
        };
        // Side files are no flows.
        let mut flows: Vec<Value> =
            files().iter().map(read).filter(|flow: &Value| flow["states"].is_array()).collect();
        // Of each rule something that it finds; very large ones would take all the time.
        const MOST_BYTES: usize = 20_000;
        let wrong = EXAMPLES.iter().map(|example| example.wrong).filter(|text| text.len() < MOST_BYTES);
        flows.extend(wrong.map(|text| serde_json::from_str::<Value>(text).expect("JSON")));
        flows
    })
}

/// One way to break a flow.
#[derive(Clone, Debug)]
enum Breakage {
    /// A field or item goes.
    Delete(usize),
    /// A value becomes another.
    Replace(usize, Value),
    /// A value is also at another place.
    Copy(usize, usize),
    /// A key is called otherwise.
    Rename(usize, String),
}

fn breakage() -> impl Strategy<Value = Breakage> {
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            json!([]),
            json!({}),
            json!(""),
            json!(" "),
            json!("{{"),
            json!("{% if x %}"),
            json!("{{widgets.a.b}}"),
            json!("{{flow.variables.x | nothing: 1}}"),
            json!("FW"),
            json!("trigger"),
            json!("send-message"),
            json!("split-based-on"),
            json!("match"),
            json!("noMatch"),
            json!("regex"),
            json!("(((("),
            json!("whatsapp:+1"),
            json!("\u{0}"),
            json!("Trigger"),
            json!([[[[]]]]),
            json!([{}]),
            json!({"a": {"a": {}}}),
            json!(1e300),
            json!("ß\u{1F469}\u{200D}"),
        ]),
        ".{0,12}".prop_map(Value::from),
    ];
    prop_oneof![
        any::<usize>().prop_map(Breakage::Delete),
        (any::<usize>(), value).prop_map(|(at, value)| Breakage::Replace(at, value)),
        (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Breakage::Copy(from, to)),
        (any::<usize>(), "[a-z_]{0,8}").prop_map(|(at, name)| Breakage::Rename(at, name)),
    ]
}

/// The pointers of all values below one.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    let mut below = |key: &str, value: &Value| {
        let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        pointers(value, &pointer, into);
        into.push(pointer);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| below(&at.to_string(), item)),
        Value::Object(members) => members.iter().for_each(|(key, value)| below(key, value)),
        _ => {}
    }
}

fn broken(flow: &Value, breakages: &[Breakage]) -> Value {
    let mut flow = flow.clone();
    for breakage in breakages {
        let mut all = Vec::new();
        pointers(&flow, "", &mut all);
        // `states` itself stays: without it nothing is a flow.
        all.retain(|pointer| pointer != "/states");
        let Some(count) = std::num::NonZeroUsize::new(all.len()) else { return flow };
        let pick = |at: usize| all[at % count].clone();
        match breakage {
            Breakage::Replace(at, value) => {
                *flow.pointer_mut(&pick(*at)).expect("it is there") = value.clone()
            }
            Breakage::Copy(from, to) => {
                let value = flow.pointer(&pick(*from)).expect("it is there").clone();
                *flow.pointer_mut(&pick(*to)).expect("it is there") = value;
            }
            Breakage::Delete(at) => change_key(&mut flow, &pick(*at), None),
            Breakage::Rename(at, name) => change_key(&mut flow, &pick(*at), Some(name)),
        }
    }
    flow
}

/// Takes what stands at a pointer out, and puts it in again under another key.
fn change_key(flow: &mut Value, pointer: &str, name: Option<&str>) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    match flow.pointer_mut(parent).expect("a parent") {
        Value::Array(items) => {
            items.remove(key.parse::<usize>().expect("an index"));
        }
        Value::Object(members) => {
            let value = members.remove(&key.replace("~1", "/").replace("~0", "~")).expect("a member");
            if let Some(name) = name {
                members.insert(name.to_owned(), value);
            }
        }
        _ => {}
    }
}

/// A broken flow; a failure shows its text.
struct Broken(Flow);

impl std::fmt::Debug for Broken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.to_value().to_string())
    }
}

fn open(flow: &Value) -> Option<Flow> {
    let text = serde_json::to_vec_pretty(flow).expect("text");
    Document::from_bytes(None, &text).ok().map(|document| document.flow().clone())
}

fn flow() -> impl Strategy<Value = Broken> {
    (any::<usize>(), prop::collection::vec(breakage(), 0..6))
        .prop_map(|(which, breakages)| broken(&flows()[which % flows().len()], &breakages))
        .prop_filter_map("no flow", |flow| open(&flow).map(Broken))
}

/// An edit, with numbers for whatever it names.
fn edit(flow: &Flow, kind: u8, one: usize, other: usize) -> Option<Edit> {
    let widgets = flow.widgets();
    let pick = |at: usize| widgets.get(at.checked_rem(widgets.len())?);
    let widget = pick(one)?;
    let id = widget.id();
    let key = ["body", "from", "input", "timeout", "url", "attributes", "nonsense"][other % 7].to_owned();
    let name = pick(other)?.name().unwrap_or_default().to_owned();
    Some(match kind % 11 {
        0 => Edit::SetProperty { widget: id, key, value: None },
        1 => Edit::SetProperty {
            widget: id,
            key,
            value: Some(format!("{{{{widgets.{name}.inbound.Body}}}}").into()),
        },
        2 => Edit::SetProperty {
            widget: id,
            key,
            value: Some(format!("{{{{flow.variables.v{}}}}}", other % 5).into()),
        },
        3 => Edit::Rename { widget: id, name: format!("renamed_{}", other % 3) },
        4 => Edit::Connect { output: Output { widget: id, index: other % 3 }, target: None },
        5 => {
            Edit::Connect { output: Output { widget: id, index: other % 3 }, target: Some(pick(other)?.id()) }
        }
        6 => Edit::Delete { widgets: vec![id] },
        7 => Edit::Duplicate { widgets: vec![id], by: Offset { x: 10.0, y: 10.0 } },
        8 => Edit::Move { to: vec![(id, Offset { x: 1.0, y: other as f64 })] },
        9 => Edit::SetState { widget: id, state: pick(other)?.json().to_value() },
        _ => Edit::SetEnvelope { key: "initial_state".to_owned(), value: Some(name.into()) },
    })
}

/// Diagnostics by all that tells them apart but where they stand in the file.
fn counted(found: &[Diagnostic], severity: Severity) -> HashMap<(&str, Option<WidgetId>, &str), usize> {
    let mut counts = HashMap::new();
    for one in found.iter().filter(|one| one.severity >= severity) {
        *counts.entry((one.code, one.place.widget, &*one.message)).or_insert(0) += 1;
    }
    counts
}

/// Whether a finding only has other words than before: it quotes what was mended, and stands where it stood.
fn is_told_otherwise(
    before: &[Diagnostic],
    after: &[Diagnostic],
    (code, widget, message): (&str, Option<WidgetId>, &str),
) -> bool {
    let mut told =
        after.iter().filter(|one| (one.code, one.place.widget, &*one.message) == (code, widget, message));
    told.all(|one| before.iter().any(|old| old.code == code && old.place.pointer == one.place.pointer))
}

/// Whether a fix may show something that was there before and could not be seen.
fn comes_to_light(mended: &Diagnostic, code: &str, widget: Option<WidgetId>) -> bool {
    let is_read = code.starts_with("read-") || code.starts_with("unknown-");
    match mended.code {
        // Who reads a misspelled name is not known to read too early.
        "unknown-widget" | "unknown-variable" | "unknown-output" | "unknown-root" => is_read,
        // Nothing is asked of a widget whose type nobody knows, or of a property that is none.
        "unknown-type" => widget == mended.place.widget || is_read,
        "unknown-property" => widget == mended.place.widget,
        // A condition that compares something else than its split compares no text of the split's, and no branch
        // that compares that comes before it.
        "arguments-differ" => {
            ["text-as-number", "shadowed-condition"].contains(&code) && widget == mended.place.widget
        }
        // Where nothing begins no way leads anywhere.
        "unknown-initial-state" | "starts-elsewhere" => true,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_flows_are_checked_without_a_panic(Broken(flow) in flow()) {
        let mut found = check(&flow, &Options::default());
        locate(&flow, &mut found);
        for one in &found {
            prop_assert!(!one.message.is_empty());
        }
    }

    #[test]
    fn a_flow_checked_again_is_as_one_checked_anew(
        Broken(mut flow) in flow(),
        edits in prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>()), 1..12),
    ) {
        let mut checker = Checker::new(Options::default());
        let mut versions = vec![flow.clone()];
        let rendered = |flow: &Flow, at: usize| -> Rendered {
            let widget = flow.widgets().get(at % flow.widgets().len().max(1));
            widget.into_iter().map(|widget| ((widget.id(), "body".to_owned()), format!("{at}"))).collect()
        };
        for (kind, one, other) in edits {
            // Now and then an undo, and now and then a run that rendered something.
            let next = match kind {
                200.. => versions.pop(),
                _ => edit(&flow, kind, one, other).and_then(|edit| edit.apply(&flow).ok()),
            };
            versions.push(flow.clone());
            flow = next.unwrap_or(flow);
            let rendered = if kind % 3 == 0 { rendered(&flow, other) } else { Rendered::new() };
            let again: Vec<Diagnostic> =
                checker.check(&flow, &rendered).into_iter().map(Arc::unwrap_or_clone).collect();
            let anew = check(&flow, &Options { rendered, ..Options::default() });
            let differ = again.iter().zip(&anew).find(|(one, other)| one != other);
            prop_assert!(again == anew, "{differ:?} or {} not {}", again.len(), anew.len());
        }
    }

    #[test]
    fn each_fix_mends_what_it_says_and_can_be_undone(Broken(flow) in flow()) {
        let before = check(&flow, &Options::default());
        let mut document = Document::from_bytes(None, flow.write().as_bytes()).expect("it is a flow");
        for one in &before {
            let Some(fix) = &one.fix else { continue };
            let what = format!("{} {}: {}", one.code, one.place.pointer, fix.title);
            document.edit(&fix.edit).unwrap_or_else(|error| panic!("{what}: {error}"));
            let after = check(document.flow(), &Options::default());
            let same = |found: &[Diagnostic]| counted(found, Severity::Advice).get(&(one.code, one.place.widget, &*one.message)).copied().unwrap_or_default();
            prop_assert!(same(&after) < same(&before), "{what}: it is still there");
            let (old, new) = (counted(&before, one.severity), counted(&after, one.severity));
            let shown = |found: &(&str, Option<WidgetId>, &str)| comes_to_light(one, found.0, found.1);
            for (found, count) in new.iter().filter(|(found, _)| !shown(found)) {
                if is_told_otherwise(&before, &after, *found) {
                    continue;
                }
                prop_assert!(*count <= old.get(found).copied().unwrap_or_default(), "{what}: now {found:?}");
            }
            document.history_mut().undo();
            prop_assert_eq!(document.flow().write(), flow.write());
        }
    }
}

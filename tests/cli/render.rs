//! `cordboard render`: pictures of flows, read back as XML and as the head of a PNG.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::{Flows, Ran, command, cordboard, cordboard_fed};
use roxmltree::Document;
use serde_json::{Value, json};

fn send(name: &str, body: &str, next: Option<&str>, y: i32) -> Value {
    json!({"name": name, "type": "send-message", "transitions": [{"event": "sent", "next": next}, {"event": "failed"}],
           "properties": {"offset": {"x": 0, "y": y}, "body": body, "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}"}})
}

fn flow(mut states: Vec<Value>) -> String {
    states.insert(
        0,
        json!({"name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": -300}}, "transitions": [
            {"event": "incomingMessage", "next": "a"}, {"event": "incomingCall"}, {"event": "incomingConversationMessage"},
            {"event": "incomingRequest"}, {"event": "incomingParent"}]}),
    );
    json!({"description": "A <flow> & more", "states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}})
        .to_string()
}

fn three() -> String {
    flow(vec![
        send("a", "Hi {{contact.channel.address}}, <b>&\"'", Some("b"), 0),
        send("b", "Bye", Some("missing"), 300),
    ])
}

fn place(flows: &Flows, name: &str) -> String {
    flows.path(name).display().to_string()
}

/// The picture on standard output.
fn svg(text: &str, more: &[&str]) -> String {
    let ran = cordboard_fed(&[&["render", "-", "-o", "-"], more].concat(), text);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran.out
}

/// The titles of the groups of a class, in order.
fn titles(svg: &str, class: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let groups = document
        .descendants()
        .filter(|node| node.attribute("class") == Some(class) && node.has_tag_name("g"));
    let title = |group: roxmltree::Node<'_, '_>| {
        let found = group.children().find(|child| child.has_tag_name("title"));
        found.and_then(|title| title.text()).unwrap_or_default().to_owned()
    };
    groups.map(title).collect()
}

/// All that is written in the picture.
fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("XML");
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            node.descendants().filter_map(|child| child.is_text().then(|| child.text()).flatten()).collect()
        })
        .collect()
}

#[track_caller]
fn check_fails(arguments: &[&str], told: &str) {
    let ran = cordboard(arguments);
    assert_eq!(ran.code, Some(2), "{} {}", ran.out, ran.err);
    assert!(ran.err.contains(told), "{}", ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
}

#[test]
fn each_widget_is_a_group_with_its_name() {
    let svg = svg(&three(), &[]);
    assert_eq!(titles(&svg, "widget"), ["Trigger", "a", "b"]);
    let texts = texts(&svg);
    for expected in [
        "A <flow> & more",
        "3 widgets",
        "a",
        "Send Message",
        "Hi {{contact.channel.address}},",
        "<b>&\"'",
        "Sent",
        "Failed",
    ] {
        assert!(
            texts.iter().any(|text| text == expected || text.contains(expected)),
            "{expected}: {texts:?}"
        );
    }
    assert_eq!(titles(&svg, "missing"), ["leads to missing, which does not exist"]);
    let document = Document::parse(&svg).expect("XML");
    let wires = document.descendants().filter(|node| node.attribute("class") == Some("w"));
    assert_eq!(wires.count(), 2);
}

#[test]
fn names_that_are_no_plain_text_are_kept_as_text() {
    let odd = ["</title><script>", "\u{1b}[31m\u{0}", "שלום عليكم", "👩‍🚀 & co", "]]>", "\u{202e}evil"];
    let states = odd.iter().enumerate().map(|(at, name)| send(name, name, None, 300 * at as i32)).collect();
    let svg = svg(&flow(states), &[]);
    let found = titles(&svg, "widget");
    assert_eq!(found.len(), odd.len() + 1);
    assert_eq!((&*found[1], &*found[2]), ("</title><script>", "\u{fffd}[31m\u{fffd}"));
    assert!(!svg.contains("<script") && !svg.contains('\u{1b}'));
    let flows = Flows::new();
    let file = flows.text("odd.json", &flow(vec![send(odd[3], odd[2], None, 0)]));
    let picture = place(&flows, "odd.png");
    let ran = cordboard(&["render", &file, "-o", &picture]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("do not have") && ran.err.contains('ש'), "{}", ran.err);
}

#[test]
fn both_themes_differ_in_colour_alone() {
    let (dark, light) = (svg(&three(), &[]), svg(&three(), &["--theme", "light"]));
    assert_ne!(dark, light);
    assert_eq!(
        dark,
        svg(&three(), &["--theme", "dark"]),
        "dark is the usual one, and the bytes are the same each time"
    );
    let plain = |svg: &str| {
        let mut out = String::new();
        let mut rest = svg;
        while let Some((before, after)) = rest.split_once('#') {
            out.push_str(before);
            let hex = after.chars().take_while(char::is_ascii_hexdigit).count();
            rest = after.get(if hex == 6 { 6 } else { 0 }..).unwrap_or_default();
        }
        out + rest
    };
    assert_eq!(plain(&dark), plain(&light));
}

/// The size in the head of a PNG.
fn png_size(path: &str) -> (u32, u32) {
    let bytes = std::fs::read(path).expect("a picture");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn a_png_has_the_size_of_the_svg_times_the_scale() {
    let flows = Flows::new();
    let file = flows.text("flow.json", &three());
    let svg = svg(&three(), &[]);
    let document = Document::parse(&svg).expect("XML");
    let size = |name: &str| {
        document.root_element().attribute(name).and_then(|text| text.parse::<f32>().ok()).expect("a size")
    };
    for (scale, factor) in [("1", 1.0), ("2", 2.0), ("0.5", 0.5)] {
        let picture = place(&flows, &format!("{scale}.PNG"));
        let ran = cordboard(&["render", &file, "-o", &picture, "--scale", scale]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let expected = |name: &str| (size(name) * factor).ceil() as u32;
        assert_eq!(png_size(&picture), (expected("width"), expected("height")));
    }
    let ran = command(&["render", &file, "-o", "-", "--format", "png"]).output().unwrap();
    assert!(ran.stdout.starts_with(b"\x89PNG"));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let flows = Flows::new();
    let file = flows.text("flow.json", &three());
    check_fails(&["render", &file, "-o", "x.jpg"], ".svg or .png");
    check_fails(&["render", &file, "-o", "x"], ".svg or .png");
    check_fails(&["render", &file], "--output");
    check_fails(&["render", &file, "-o", &place(&flows, "no/such/folder.svg")], "folder.svg");
    check_fails(&["render", "no-such.json", "-o", "x.svg"], "no-such.json");
    check_fails(&["render", &flows.text("bad.json", "{"), "-o", "x.svg"], "bad.json:1:");
    check_fails(&["render", &file, "-o", "x.svg", "--scale", "0"], "0.01 to 16");
    check_fails(&["render", "-", "-o", "x.svg", "--diff", "-"], "standard input");
    let far = flows.text("far.json", &flow(vec![send("a", "x", None, 900_000)]));
    check_fails(&["render", &far, "-o", &place(&flows, "far.png")], "--scale 0.0");
    assert_eq!(cordboard(&["render", &far, "-o", &place(&flows, "far.svg")]).code, Some(0));
}

/// A run of the flow, as `run` writes its trace.
fn trace(flows: &Flows, file: &str) -> (Ran, String) {
    let ran = cordboard(&["run", file, "--body", "hi", "--now", "2026-11-21T09:00:00Z", "--format", "json"]);
    let path = flows.text("run.jsonl", &ran.out);
    (ran, path)
}

#[test]
fn the_way_of_a_run_is_marked() {
    let flows = Flows::new();
    let text =
        flow(vec![send("a", "Hi", Some("b"), 0), send("b", "Bye", None, 300), send("c", "Never", None, 600)]);
    let file = flows.text("flow.json", &text);
    let (ran, trace) = trace(&flows, &file);
    let ran_on = cordboard(&["render", &file, "--trace", &trace, "-o", "-"]);
    assert_eq!(ran_on.code, Some(0), "{}", ran_on.err);
    let texts = texts(&ran_on.out);
    let steps = ran.of_kind("step").len();
    assert!(texts.contains(&format!("Run: {steps} steps, completed")), "{texts:?}");
    let numbers: Vec<&String> = texts.iter().filter(|text| text.parse::<u32>().is_ok()).collect();
    assert_eq!(numbers, ["1", "2", "3"], "{texts:?}");
    assert!(ran_on.out.matches("stroke-width:2.5").count() == 2, "two wires were taken");
}

#[test]
fn a_trace_that_does_not_fit_is_refused_with_what_does_not() {
    let flows = Flows::new();
    let (_, run) = trace(
        &flows,
        &flows.text("flow.json", &flow(vec![send("a", "Hi", Some("b"), 0), send("b", "Bye", None, 300)])),
    );
    let other = flows.text("other.json", &flow(vec![send("a", "Hi", None, 0)]));
    check_fails(&["render", &other, "--trace", &run, "-o", "-"], "the flow has no widget `b` (line ");
    check_fails(&["render", &other, "--trace", &other, "-o", "-"], "--trace: ");
    check_fails(&["render", &other, "--trace", "no-such.jsonl", "-o", "-"], "no-such.jsonl");
    let rewired =
        flows.text("rewired.json", &flow(vec![send("a", "Hi", None, 0), send("b", "Bye", None, 300)]));
    let ran = cordboard(&["render", &rewired, "--trace", &run, "-o", "-"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("`a` led to `b` by `sent`, and leads nowhere in this flow"), "{}", ran.err);
}

#[test]
fn what_differs_has_signs_and_not_colours_alone() {
    let flows = Flows::new();
    let before = flow(vec![
        send("a", "Hi", Some("b"), 0),
        send("b", "This stays as it was", Some("gone"), 300),
        send("gone", "I am going away", None, 600),
        send("moved", "I only stand elsewhere", None, 900),
    ]);
    let after = flow(vec![
        send("a", "Hello", Some("second"), 0),
        send("second", "This stays as it was", None, 300),
        json!({"name": "new", "type": "set-variables", "properties": {"offset": {"x": 400, "y": 0}}, "transitions": []}),
        send("moved", "I only stand elsewhere", None, 1200),
    ]);
    let (one, two) = (flows.text("before.json", &before), flows.text("after.json", &after));
    let ran = cordboard(&["render", &two, "--diff", &one, "-o", "-"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let texts = texts(&ran.out);
    for expected in [
        "against before.json",
        "+ added",
        "− removed",
        "~ changed",
        "→ rewired, renamed, was b",
        "↔ moved only",
        "+ 1 added",
    ] {
        assert!(texts.iter().any(|text| text == expected), "{expected}: {texts:?}");
    }
    assert_eq!(titles(&ran.out, "ghost"), ["gone (removed)"]);
    assert_eq!(titles(&ran.out, "widget").len(), 5);
    assert!(
        cordboard(&["render", &two, "--diff", &two, "-o", "-"])
            .out
            .contains("no difference between the widgets")
    );
}

/// Every flow of the corpus that is one.
fn corpus() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for variable in ["CORDBOARD_CORPUS", "CORDBOARD_ODD"] {
        let Some(folder) = std::env::var_os(variable) else { continue };
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for path in entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
        {
            if let Ok(bytes) = std::fs::read(&path) {
                found.insert(path, bytes);
            }
        }
    }
    found
}

/// Draws a flow in the process of the test: a process for each would take minutes.
fn drawn(path: &Path, bytes: &[u8]) -> Option<(usize, String)> {
    use cordboard::picture::fonts::FileMeasure;
    use cordboard::picture::palette::Palette;
    use cordboard::picture::svg::Drawing;
    let document = cordboard::flow::Document::from_bytes(None, bytes).ok()?;
    let scene = cordboard::picture::Scene::of(document.flow(), None, &FileMeasure);
    let title = path.display().to_string();
    let drawing =
        Drawing { scene: &scene, palette: Palette::of(true), title: &title, trail: None, compared: None };
    Some((document.flow().widgets().len(), drawing.svg()))
}

#[test]
fn every_flow_of_the_corpus_has_a_picture() {
    for (path, bytes) in corpus() {
        let Some((count, svg)) = drawn(&path, &bytes) else { continue };
        assert_eq!(titles(&svg, "widget").len(), count, "{}", path.display());
    }
}

#[test]
fn versions_of_the_corpus_are_compared_with_themselves_and_each_other() {
    use cordboard::flow::diff::Difference;
    let flows: Vec<_> = corpus()
        .values()
        .filter_map(|bytes| Some(cordboard::flow::Document::from_bytes(None, bytes).ok()?.flow().clone()))
        .filter(|flow| flow.widgets().len() < 400)
        .collect();
    for (flow, next) in flows.iter().zip(flows.iter().skip(1)) {
        assert!(Difference::between(flow, flow).is_empty());
        let difference = Difference::between(flow, next);
        let added = difference.widgets.iter().filter(|change| change.before.is_none()).count();
        let removed = difference.widgets.iter().filter(|change| change.after.is_none()).count();
        // Each widget is added, removed, or one of a pair.
        assert_eq!(flow.widgets().len() - removed, next.widgets().len() - added);
    }
}

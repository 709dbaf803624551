mod routes;

use std::cell::Cell;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::flow::{Document, Edit, Flow, Offset, Output, WidgetId};

/// Every letter is 6 points wide; it counts how often it is asked.
#[derive(Default)]
struct Fixed {
    calls: Cell<usize>,
}

impl MeasureText for Fixed {
    fn width(&self, text: &str, _: Font) -> f32 {
        self.calls.set(self.calls.get() + 1);
        text.chars().map(|_| 6.0).sum()
    }
}

fn message(name: &str, at: Option<(f64, f64)>, body: &str, sent: Option<&str>) -> Value {
    let mut state = json!({
        "name": name, "type": "send-message",
        "transitions": [{"event": "sent"}, {"event": "failed"}],
        "properties": {"body": body},
    });
    if let Some((x, y)) = at {
        state["properties"]["offset"] = json!({"x": x, "y": y});
    }
    if let Some(next) = sent {
        state["transitions"][0]["next"] = json!(next);
    }
    state
}

fn trigger(next: &str) -> Value {
    json!({
        "name": "Trigger", "type": "trigger", "properties": {"offset": {"x": 0, "y": 0}},
        "transitions": [
            {"event": "incomingMessage", "next": next}, {"event": "incomingCall"},
            {"event": "incomingConversationMessage"}, {"event": "incomingRequest"}, {"event": "incomingParent"},
        ],
    })
}

fn flow(states: &[Value]) -> Flow {
    let text =
        json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {}}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

/// A trigger, a message that leads on, and one that leads back.
fn small() -> Flow {
    flow(&[
        trigger("hello"),
        message(
            "hello",
            Some((0.0, 200.0)),
            "Hi {{flow.data.name}}, see you on Tuesday at 9:00?",
            Some("bye"),
        ),
        message("bye", Some((300.0, 400.0)), "Bye", Some("hello")),
    ])
}

fn scene(flow: &Flow) -> Scene {
    Scene::of(flow, None, &Fixed::default())
}

#[test]
fn ports_stand_on_the_edges_of_their_cards_in_the_order_of_the_file() {
    for card in scene(&small()).cards() {
        assert_eq!(card.input().y, card.rect.min.y);
        assert_eq!(card.input().x, card.rect.center().x);
        let mut last = card.rect.min.x;
        for (_, place, face, _) in card.outputs() {
            assert_eq!(place.y, card.rect.max.y);
            assert!(place.x - face.width / 2.0 >= last + 8.0, "{} overlaps", face.label);
            last = place.x + face.width / 2.0;
        }
        assert!(last < card.rect.max.x);
        assert!(card.rect.width() >= size::WIDTH);
    }
}

#[test]
fn a_card_is_wider_where_its_outputs_need_it_and_only_the_start_has_no_input() {
    let scene = scene(&small());
    let [trigger, hello, bye] = scene.cards() else { panic!("three cards") };
    assert!(trigger.rect.width() > size::WIDTH && hello.rect.width() == size::WIDTH);
    assert_eq!([trigger, hello, bye].map(|card| card.face.has_input), [false, true, true]);
    assert_eq!(scene.start().map(|card| card.id()), Some(trigger.id()));
}

fn check_wrap(text: &str, expected: &[&str]) {
    // 20 letters fit into a line.
    let lines = text::wrap(text, 120.0, 3, &Fixed::default());
    let shown: Vec<String> = lines.iter().map(Line::text).collect();
    assert_eq!(shown, expected, "{text:?}");
    for line in &lines {
        assert!(line.width <= 120.0, "{line:?}");
    }
}

#[test]
fn text_is_wrapped_into_at_most_three_lines() {
    check_wrap("", &[]);
    check_wrap("  \n ", &[]);
    check_wrap("one", &["one"]);
    check_wrap("one two three four five", &["one two three four", "five"]);
    check_wrap("first\nsecond  third", &["first", "second third"]);
    check_wrap("aaaaaaaaaaaaaaaaaaaaaaaaa b", &["aaaaaaaaaaaaaaaaaaaa", "aaaaa b"]);
    check_wrap("a\nb\nc", &["a", "b", "c"]);
    check_wrap("a\nb\nc\nd", &["a", "b", "c…"]);
    check_wrap(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
        &["one two three four", "five six seven eight", "nine ten eleven…"],
    );
    check_wrap(
        &"x".repeat(1_000_000),
        &["xxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxx…"],
    );
    check_wrap("日本語".repeat(9).as_str(), &["日本語日本語日本語日本語日本語日本語日本", "語日本語日本語"]);
}

#[test]
fn liquid_is_set_apart_and_stays_with_what_it_touches() {
    let lines = text::wrap("Hi {{ name }}, {% if x", 600.0, 3, &Fixed::default());
    let runs: Vec<(&str, Font)> =
        lines.iter().flat_map(|line| &line.runs).map(|run| (&*run.text, run.font)).collect();
    assert_eq!(
        runs,
        [
            ("Hi ", Font::Text),
            ("{{", Font::Code),
            (" ", Font::Text),
            ("name", Font::Code),
            (" ", Font::Text),
            ("}}", Font::Code),
            (", ", Font::Text),
            ("{%", Font::Code),
            (" ", Font::Text),
            ("if", Font::Code),
            (" ", Font::Text),
            ("x", Font::Code),
        ]
    );
    check_wrap("aaaaaaaaaaaaaaa {{b}},", &["aaaaaaaaaaaaaaa", "{{b}},"]);
}

#[test]
fn a_move_measures_nothing_and_other_cards_are_taken_over() {
    let measure = Fixed::default();
    let before = small();
    let first = Scene::of(&before, None, &measure);
    measure.calls.set(0);
    let to = vec![(WidgetId(1), Offset { x: 500.0, y: 250.0 })];
    let after = Edit::Move { to }.apply(&before).unwrap();
    let second = Scene::of(&after, Some(&first), &measure);
    assert_eq!(measure.calls.get(), 0);
    assert_eq!(second.cards()[1].rect.min, Point::new(500.0, 250.0));
    assert!(Arc::ptr_eq(&first.cards()[2], &second.cards()[2]));
    assert!(!first.shares_outline(&second));
    assert_eq!(
        second.wire(Output { widget: WidgetId(0), index: 0 }).unwrap().path.end(),
        second.cards()[1].input()
    );
}

#[test]
fn a_changed_text_measures_that_card_and_keeps_wires_where_its_size_stays() {
    let measure = Fixed::default();
    let before = small();
    let first = Scene::of(&before, None, &measure);
    let set =
        |text: &str| Edit::SetProperty { widget: WidgetId(2), key: "body".into(), value: Some(json!(text)) };
    let same_size = set("Adieu").apply(&before).unwrap();
    let second = Scene::of(&same_size, Some(&first), &measure);
    assert!(first.shares_outline(&second));
    assert_eq!(second.cards()[2].face.lines[0].text(), "Adieu");
    let larger = set("a\nb\nc").apply(&before).unwrap();
    let third = Scene::of(&larger, Some(&first), &measure);
    assert!(!first.shares_outline(&third));
    assert!(third.cards()[2].rect.height() > first.cards()[2].rect.height());
}

#[test]
fn a_scene_made_step_by_step_is_the_scene_made_at_once() {
    let measure = Fixed::default();
    let mut flow = small();
    let mut scene = Scene::of(&flow, None, &measure);
    let edits = [
        Edit::Connect { output: Output { widget: WidgetId(2), index: 1 }, target: Some(WidgetId(2)) },
        Edit::Rename { widget: WidgetId(1), name: "greeting".into() },
        Edit::Move { to: vec![(WidgetId(2), Offset { x: -700.0, y: 0.0 })] },
        Edit::Duplicate { widgets: vec![WidgetId(1)], by: Offset { x: 40.0, y: 40.0 } },
        Edit::Delete { widgets: vec![WidgetId(1)] },
        Edit::SetProperty { widget: WidgetId(2), key: "offset".into(), value: None },
    ];
    for edit in edits {
        flow = edit.apply(&flow).unwrap();
        scene = Scene::of(&flow, Some(&scene), &measure);
        let fresh = Scene::of(&flow, None, &measure);
        let cards = |scene: &Scene| {
            scene.cards().iter().map(|c| (c.rect, Arc::clone(&c.face), c.leads.clone())).collect::<Vec<_>>()
        };
        assert_eq!(cards(&scene), cards(&fresh), "{edit:?}");
        assert_eq!(scene.wires(), fresh.wires(), "{edit:?}");
        assert_eq!(scene.running_order(), fresh.running_order(), "{edit:?}");
    }
}

#[test]
fn wires_leave_downwards_enter_from_above_and_go_round_their_cards_when_they_lead_up() {
    let flow = flow(&[
        trigger("a"),
        message("a", Some((0.0, 300.0)), "", Some("b")),
        message("b", Some((20.0, 600.0)), "", Some("a")),
        message("own", Some((900.0, 0.0)), "", Some("own")),
        message("beside", Some((1300.0, 0.0)), "", Some("own")),
    ]);
    let scene = scene(&flow);
    let kinds: Vec<WireKind> = scene.wires().iter().map(|wire| wire.kind).collect();
    assert_eq!(kinds, [WireKind::Forward, WireKind::Forward, WireKind::Back, WireKind::Own, WireKind::Back]);
    for wire in scene.wires() {
        let (first, last) = (wire.path.curves().first().unwrap(), wire.path.curves().last().unwrap());
        assert!(first.at(0.05).y > first.at(0.0).y && last.at(0.95).y < last.at(1.0).y, "{wire:?}");
        for pair in wire.path.curves().windows(2) {
            assert!(pair[0].at(1.0).distance(pair[1].at(0.0)) < 0.01);
        }
        let cards = [wire.output.widget, wire.target].map(|id| scene.card(id).unwrap().rect.expand(-2.0));
        for curve in wire.path.curves() {
            for step in 0..=20 {
                let point = curve.at(step as f32 / 20.0);
                assert!(
                    !cards.iter().any(|card| card.contains(point)),
                    "{wire:?} crosses its card at {point:?}"
                );
                assert!(wire.path.bounds().expand(0.01).contains(point));
            }
        }
    }
}

#[test]
fn an_output_to_a_missing_widget_is_marked() {
    let scene = scene(&flow(&[trigger("gone"), message("a", None, "", None)]));
    assert_eq!(scene.cards()[0].leads[0], Lead::Missing("gone".into()));
    assert_eq!(scene.cards()[0].leads[1], Lead::Nowhere);
    assert!(scene.wires().is_empty());
}

#[test]
fn cards_without_a_place_stand_near_what_leads_to_them_else_below_all_and_never_overlap() {
    let mut states = vec![trigger("w0"), message("far", Some((0.0, 1e300)), "", None)];
    states.extend((0..40).map(|n| message(&format!("w{n}"), None, &"word ".repeat(n), None)));
    let flow = flow(&states);
    let scene = scene(&flow);
    let (placed, found): (Vec<_>, Vec<_>) = scene.cards().iter().partition(|card| card.is_placed);
    assert_eq!((placed.len(), found.len()), (2, 40));
    for (index, card) in scene.cards().iter().enumerate() {
        assert!(scene.cards().iter().skip(index + 1).all(|other| !other.rect.intersects(&card.rect)));
    }
    let (led_to, alone) = found.split_first().unwrap();
    assert!((led_to.rect.center().x - placed[0].rect.center().x).abs() <= 5.0);
    assert!(led_to.rect.min.y > placed[0].rect.max.y && led_to.rect.min.y < 300.0);
    assert!(alone.iter().all(|card| card.rect.min.y > placed[1].rect.max.y));
    assert!(scene.bounds().max.y.is_finite());
}

#[test]
fn a_port_is_hit_before_a_card_and_a_card_before_a_wire() {
    let scene = scene(&small());
    let hello = &scene.cards()[1];
    let check =
        |point: Point, expected: Option<Hit>| assert_eq!(scene.hit(point, 8.0, 5.0), expected, "{point:?}");
    let sent = Output { widget: hello.id(), index: 0 };
    check(hello.output(0).unwrap() + Point::new(3.0, 4.0), Some(Hit::Output(sent)));
    check(hello.input() + Point::new(0.0, -6.0), Some(Hit::Input(hello.id())));
    check(hello.rect.center(), Some(Hit::Card(hello.id())));
    let on_wire = scene.wire(sent).unwrap().path.curves()[0].at(0.5);
    check(on_wire + Point::new(0.0, 2.0), Some(Hit::Wire(sent)));
    check(on_wire + Point::new(0.0, 40.0), None);
    // The start has no port on top.
    let start = &scene.cards()[0];
    check(start.input() + Point::new(0.0, 2.0), Some(Hit::Card(start.id())));
    check(start.input() - Point::new(0.0, 2.0), None);
}

#[test]
fn the_running_order_begins_at_the_start_and_holds_every_card_once() {
    let flow = flow(&[
        message("orphan", Some((0.0, 0.0)), "", None),
        message("second", Some((0.0, 0.0)), "", Some("first")),
        message("first", Some((0.0, 0.0)), "", Some("second")),
        trigger("first"),
    ]);
    assert_eq!(scene(&flow).running_order(), [3, 2, 1, 0]);
}

impl MeasureText for &Fixed {
    fn width(&self, text: &str, font: Font) -> f32 {
        (*self).width(text, font)
    }
}

#[test]
fn widths_are_asked_for_once() {
    let fixed = Fixed::default();
    let measure = CachedMeasure::new(&fixed);
    assert_eq!([measure.width("word", Font::Text), measure.width("word", Font::Text)], [24.0, 24.0]);
    assert_eq!(fixed.calls.get(), 1);
    measure.width("word", Font::Code);
    measure.clear();
    measure.width("word", Font::Text);
    assert_eq!(fixed.calls.get(), 3);
}

fn rects() -> impl Strategy<Value = Vec<Rect>> {
    let number = prop_oneof![-3000.0..3000.0_f32, -1_000_000.0..1_000_000.0_f32];
    let length = prop_oneof![0.0..400.0_f32, 0.0..300_000.0_f32];
    let rect = (number.clone(), number, length.clone(), length)
        .prop_map(|(x, y, wide, high)| Rect::at(Point::new(x, y), Point::new(wide, high)));
    prop::collection::vec(rect, 0..60)
}

proptest! {
    #[test]
    fn a_query_of_the_grid_is_a_look_through_everything(boxes in rects(), areas in rects()) {
        let grid = Grid::of(boxes.clone());
        for area in areas.iter().chain(&boxes) {
            let linear: Vec<usize> =
                (0..boxes.len()).filter(|index| boxes[*index].intersects(area)).collect();
            prop_assert_eq!(grid.query(area), linear);
        }
    }

    #[test]
    fn any_text_is_wrapped_within_its_lines(text in "\\PC{0,300}|[ a-z{}%\n]{0,300}", letters in 3..40_u8) {
        let width = f32::from(letters) * 6.0;
        let lines = text::wrap(&text, width, 3, &Fixed::default());
        prop_assert!(lines.len() <= 3);
        for line in &lines {
            prop_assert!(line.width <= width + 0.01);
            prop_assert!(!line.runs.is_empty());
        }
    }
}

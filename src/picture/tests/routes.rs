//! Ways of wires, and where cards are put.

use std::collections::BTreeSet;

use super::*;

fn styled(flow: &Flow, style: WireStyle) -> Scene {
    Scene::styled(flow, style, None, &Fixed::default())
}

/// Points along a way, close together.
fn points(path: &WirePath) -> Vec<Point> {
    let curves = path.curves().iter();
    curves.flat_map(|curve| (0..=40).map(|step| curve.at(step as f32 / 40.0))).collect()
}

/// The cards other than those at its ends that a wire passes behind.
fn behind<'a>(scene: &'a Scene, wire: &Wire) -> Vec<&'a str> {
    let others = scene.cards().iter().filter(|card| ![wire.output.widget, wire.target].contains(&card.id()));
    let points = points(&wire.path);
    let is_behind = |card: &&Arc<Card>| points.iter().any(|at| card.rect.expand(-4.0).contains(*at));
    others.filter(is_behind).map(|card| card.widget.title()).collect()
}

const STYLES: [WireStyle; 2] = [WireStyle::Smooth, WireStyle::RightAngled];

/// A wire from above to below a wall of cards, one back up, and one from a card to itself beside another.
fn walled() -> Flow {
    let mut states = vec![
        trigger("a"),
        message("a", Some((600.0, 200.0)), "", Some("b")),
        message("b", Some((600.0, 800.0)), "", Some("a")),
        message("own", Some((600.0, 1_100.0)), "", Some("own")),
        message("near", Some((900.0, 1_080.0)), "", None),
    ];
    states.extend((0..3).map(|n| {
        let x = 330.0 + f64::from(n) * 270.0;
        message(&format!("wall{n}"), Some((x, 480.0)), "One\nTwo\nThree", None)
    }));
    flow(&states)
}

#[test]
fn wires_go_round_the_cards_between_their_ends() {
    for style in STYLES {
        let scene = styled(&walled(), style);
        for wire in scene.wires() {
            assert_eq!(behind(&scene, wire), [""; 0], "{style:?} {wire:?}");
            let (source, target) =
                (scene.card(wire.output.widget).unwrap(), scene.card(wire.target).unwrap());
            assert_eq!(Some(wire.path.start()), source.output(wire.output.index));
            assert_eq!(wire.path.end(), target.input());
            let points = points(&wire.path);
            assert!(points[1].y >= points[0].y && points[points.len() - 2].y <= points[points.len() - 1].y);
            assert!(points.iter().all(|at| wire.path.bounds().expand(0.01).contains(*at)));
        }
    }
}

#[test]
fn right_angled_wires_run_across_and_down_and_turn_in_round_corners() {
    let scene = styled(&walled(), WireStyle::RightAngled);
    for wire in scene.wires() {
        let lines: Vec<(Point, Point)> = wire
            .path
            .pieces()
            .filter_map(|piece| match piece {
                Piece::Line(from, to) => Some((from, to)),
                Piece::Curve(curve) => {
                    assert!(curve.length() < 20.0, "a corner is small: {curve:?}");
                    None
                }
            })
            .collect();
        assert!(lines.len() >= 2 && lines.iter().all(|(from, to)| from.x == to.x || from.y == to.y));
        assert!(lines.first().is_some_and(|(from, to)| from.x == to.x && from.y < to.y));
        assert!(lines.last().is_some_and(|(from, to)| from.x == to.x && from.y < to.y));
    }
}

#[test]
fn wires_into_one_card_do_not_lie_on_each_other_all_the_way() {
    let flow = flow(&[
        trigger("a"),
        json!({
            "name": "a", "type": "send-message", "properties": {"offset": {"x": 0, "y": 300}},
            "transitions": [{"event": "sent", "next": "b"}, {"event": "failed", "next": "b"}],
        }),
        message("b", Some((500.0, 600.0)), "", Some("a")),
    ]);
    for style in STYLES {
        let scene = styled(&flow, style);
        let ways: Vec<Vec<Point>> =
            scene.wires().iter().filter(|wire| wire.target == WidgetId(2)).map(|w| points(&w.path)).collect();
        let [one, two] = ways.as_slice() else { panic!("two wires") };
        let apart = one.iter().filter(|at| two.iter().all(|other| other.distance(**at) > 3.0)).count();
        assert!(apart * 3 > one.len(), "{style:?}: {apart} of {}", one.len());
    }
}

#[test]
fn loops_are_told_from_wires_that_only_lead_up() {
    let flow = flow(&[
        trigger("a"),
        message("a", Some((0.0, 800.0)), "", Some("b")),
        message("b", Some((0.0, 400.0)), "", Some("c")),
        message("c", Some((0.0, 1_200.0)), "", Some("b")),
    ]);
    let scene = scene(&flow);
    let told: Vec<(WireKind, bool)> = scene.wires().iter().map(|wire| (wire.kind, wire.is_loop)).collect();
    let up = (WireKind::Back, false);
    assert_eq!(told, [(WireKind::Forward, false), up, (WireKind::Forward, false), (WireKind::Back, true)]);
}

#[test]
fn a_point_on_a_way_is_hit_in_both_styles() {
    for style in STYLES {
        let scene = styled(&walled(), style);
        for wire in scene.wires() {
            for part in [0.1, 0.4, 0.6] {
                let (point, direction) = wire.path.at(part);
                assert!((direction.length() - 1.0).abs() < 0.01);
                let found = scene.wire_at(point, 4.0).and_then(|output| scene.wire(output)).unwrap();
                assert!(found.path.distance(point) <= wire.path.distance(point) + 0.01);
                assert!(wire.path.distance(point) < 1.0, "{style:?} {part}");
            }
        }
    }
}

#[test]
fn a_scene_made_step_by_step_has_the_wires_of_one_made_at_once() {
    let measure = Fixed::default();
    for style in STYLES {
        let mut flow = walled();
        let mut scene = Scene::styled(&flow, style, None, &measure);
        let away = |id: u32, x: f64, y: f64| Edit::Move { to: vec![(WidgetId(id), Offset { x, y })] };
        let edits = [
            away(6, 2_000.0, 0.0),
            away(5, 900.0, 350.0),
            away(6, 640.0, 640.0),
            Edit::Delete { widgets: vec![WidgetId(7)] },
            Edit::SetProperty { widget: WidgetId(2), key: "body".into(), value: Some(json!("a\nb\nc\nd")) },
            Edit::Duplicate { widgets: vec![WidgetId(5)], by: Offset { x: -300.0, y: 130.0 } },
            Edit::Connect { output: Output { widget: WidgetId(5), index: 1 }, target: Some(WidgetId(1)) },
        ];
        for edit in edits {
            flow = edit.apply(&flow).unwrap();
            scene = Scene::styled(&flow, style, Some(&scene), &measure);
            let fresh = Scene::styled(&flow, style, None, &measure);
            assert_eq!(scene.wires(), fresh.wires(), "{style:?} {edit:?}");
        }
        let other = if style == WireStyle::Smooth { WireStyle::RightAngled } else { WireStyle::Smooth };
        let restyled = Scene::styled(&flow, other, Some(&scene), &measure);
        assert_eq!(restyled.wires(), Scene::styled(&flow, other, None, &measure).wires());
        assert!(Arc::ptr_eq(&restyled.cards()[0], &scene.cards()[0]));
    }
}

/// A flow without any places.
fn legacy() -> Flow {
    let mut trigger = trigger("ask");
    trigger["properties"] = json!({});
    flow(&[
        message("thanks", None, "", None),
        message("ask", None, "One\nTwo\nThree", Some("check")),
        json!({
            "name": "check", "type": "split-based-on", "properties": {"input": "{{widgets.ask.inbound.Body}}"},
            "transitions": [
                {"event": "noMatch", "next": "ask"},
                {"event": "match", "next": "thanks", "conditions": [{"friendly_name": "yes", "type": "equal_to",
                    "value": "yes", "arguments": ["{{widgets.ask.inbound.Body}}"]}]},
                {"event": "match", "next": "sorry", "conditions": [{"friendly_name": "no", "type": "equal_to",
                    "value": "no", "arguments": ["{{widgets.ask.inbound.Body}}"]}]},
            ],
        }),
        message("sorry", None, "", None),
        trigger,
    ])
}

fn named<'a>(scene: &'a Scene, name: &str) -> &'a Card {
    scene.cards().iter().find(|card| card.widget.title() == name).unwrap()
}

#[test]
fn a_flow_without_places_is_drawn_laid_out_and_keeps_its_places_while_it_is_edited() {
    let measure = Fixed::default();
    let before = legacy();
    let scene = Scene::of(&before, None, &measure);
    let rect = |name: &str| named(&scene, name).rect;
    assert_eq!(rect("Trigger").min, Point::default());
    for (above, below) in [("Trigger", "ask"), ("ask", "check"), ("check", "thanks"), ("check", "sorry")] {
        assert!(rect(above).max.y < rect(below).min.y, "{above} {below}");
    }
    assert!(rect("thanks").max.x < rect("sorry").min.x, "in the order of the outputs");
    assert!(scene.cards().iter().all(|card| !card.is_placed));
    // One card is moved: the others stay where they are drawn.
    let moved = Edit::Move { to: vec![(WidgetId(0), Offset { x: -900.0, y: 50.0 })] }.apply(&before).unwrap();
    let after = Scene::of(&moved, Some(&scene), &measure);
    for card in after.cards().iter().skip(1) {
        assert_eq!(card.rect, scene.card(card.id()).unwrap().rect);
    }
    // And so they do when another is led elsewhere.
    let led = Edit::Connect { output: Output { widget: WidgetId(0), index: 0 }, target: Some(WidgetId(3)) };
    let led = Scene::of(&led.apply(&before).unwrap(), Some(&scene), &measure);
    assert!(led.cards().iter().all(|card| card.rect == scene.card(card.id()).unwrap().rect));
}

#[test]
fn laid_out_places_stay_when_they_are_laid_out_again_and_do_not_follow_the_order_of_the_file() {
    let apply = |flow: &Flow| {
        let scene = scene(flow);
        let offset = |at: Point| Offset { x: at.x.into(), y: at.y.into() };
        let to = scene.laid_out(None).into_iter().map(|(id, at)| (id, offset(at))).collect();
        Edit::Move { to }.apply(flow).unwrap()
    };
    let laid = apply(&legacy());
    assert_eq!(scene(&laid).laid_out(None), []);
    let text: Value = serde_json::from_str(&legacy().write()).unwrap();
    let mut states = text["states"].as_array().unwrap().clone();
    states.reverse();
    states.swap(1, 3);
    let other = scene(&apply(&flow(&states)));
    for card in scene(&laid).cards() {
        assert_eq!(named(&other, card.widget.title()).rect, card.rect);
        assert_eq!([card.rect.min.x % 10.0, card.rect.min.y % 10.0], [0.0, 0.0]);
    }
}

#[test]
fn a_selection_is_laid_out_in_its_own_place_and_covers_no_other_card() {
    let all = |name: &str, x: f64, y: f64, next: Option<&str>| message(name, Some((x, y)), "", next);
    let flow = flow(&[
        trigger("a"),
        all("a", 1_000.0, 1_000.0, Some("b")),
        all("b", 1_100.0, 1_010.0, Some("c")),
        all("c", 1_050.0, 1_120.0, None),
        all("other", 3_000.0, 1_000.0, None),
        all("below", 1_000.0, 1_300.0, None),
        all("one", 5_000.0, 0.0, Some("two")),
        all("two", 5_050.0, 120.0, None),
    ]);
    let scene = scene(&flow);
    let chosen: BTreeSet<WidgetId> = [1, 2, 3].map(WidgetId).into();
    let places = scene.laid_out(Some(&chosen));
    assert!(places.iter().all(|(id, _)| chosen.contains(id)), "{places:?}");
    let rects: Vec<Rect> = scene
        .cards()
        .iter()
        .map(|card| match places.iter().find(|(id, _)| *id == card.id()) {
            Some((_, at)) => Rect::at(*at, card.face.size),
            None => card.rect,
        })
        .collect();
    for (index, rect) in rects.iter().enumerate() {
        assert!(rects[index + 1..].iter().all(|other| !other.intersects(rect)), "{index}: {rects:?}");
    }
    assert!(rects[1].max.y < rects[2].min.y && rects[2].max.y < rects[3].min.y);
    // Where nothing is in the way the corner stays.
    let two: BTreeSet<WidgetId> = [6, 7].map(WidgetId).into();
    let places = scene.laid_out(Some(&two));
    let [(WidgetId(7), at)] = places.as_slice() else { panic!("{places:?}") };
    assert_eq!(at.x, 5_000.0);
}

#[test]
fn a_move_among_thousands_works_out_few_ways_anew() {
    let place = |n: usize| Some(((n % 40 * 300) as f64, (n / 40 * 220 + 300) as f64));
    let mut states = vec![trigger("w0")];
    states
        .extend((0..2_000).map(|n| message(&format!("w{n}"), place(n), "", Some(&*format!("w{}", n + 40)))));
    let before = flow(&states);
    for style in STYLES {
        let first = styled(&before, style);
        let to = vec![(WidgetId(500), Offset { x: 40.0, y: 30.0 })];
        let after = Edit::Move { to }.apply(&before).unwrap();
        let second = Scene::styled(&after, style, Some(&first), &Fixed::default());
        let kept =
            first.wires().iter().zip(second.wires()).filter(|(one, two)| one.path.is_shared(&two.path));
        assert!(kept.count() + 40 > first.wires().len(), "{style:?}");
    }
}

//! Several cards as one.

use super::*;
use crate::flow::{Document, Edit, Flow, Offset};
use crate::picture::Font;

struct Fixed;

impl MeasureText for Fixed {
    fn width(&self, text: &str, _: Font) -> f32 {
        text.chars().map(|_| 6.0).sum()
    }
}

const T: WidgetId = WidgetId(0);
const A: WidgetId = WidgetId(1);
const B: WidgetId = WidgetId(2);
const C: WidgetId = WidgetId(3);

/// `t` leads to `a`, that to `b`, that to `c` and to nobody, and `c` back to `b`.
fn flow() -> Flow {
    let state = |name: &str, (x, y): (i32, i32), next: &[&str]| {
        let transitions: Vec<_> = next.iter().map(|next| json!({"event": "e", "next": next})).collect();
        json!({"name": name, "type": "send-message", "transitions": transitions, "properties": {"offset": {"x": x, "y": y}}})
    };
    let states = [
        json!({"name": "t", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "a"}],
               "properties": {"offset": {"x": 0, "y": 0}}}),
        state("a", (0, 200), &["b"]),
        state("b", (0, 400), &["c", "nobody"]),
        state("c", (300, 600), &["b"]),
    ];
    let text = json!({"states": states, "initial_state": "t"}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

fn fold(number: u32, members: &[WidgetId]) -> Fold {
    Fold { number, name: format!("F{number}"), group: Group::Voice, members: members.to_vec() }
}

fn folded(flow: &Flow, folds: &[Fold]) -> Folds {
    Folds::of(&Scene::of(flow, None, &Fixed), folds, Rect::NOTHING, None, &Fixed)
}

/// The wires as `output leads to card`.
fn check(folds: &[Fold], expected: &[(u32, usize, u32)]) {
    let folded = folded(&flow(), folds);
    let short = |id: WidgetId| if is_stand_in(id) { 100 + id.0 - FIRST_STAND_IN } else { id.0 };
    let wires = folded.scene.wires().iter();
    let wires: Vec<_> =
        wires.map(|wire| (short(wire.output.widget), wire.output.index, short(wire.target))).collect();
    assert_eq!(wires, expected);
}

#[test]
fn wires_lead_in_and_out_of_the_card_that_stands_for_others_and_none_within() {
    check(&[], &[(0, 0, 1), (1, 0, 2), (2, 0, 3), (3, 0, 2)]);
    check(&[fold(0, &[A, B])], &[(0, 0, 100), (3, 0, 100), (100, 0, 3)]);
    check(&[fold(2, &[B, C])], &[(0, 0, 1), (1, 0, 102)]);
    check(&[fold(0, &[A]), fold(1, &[B, C])], &[(0, 0, 100), (100, 0, 101)]);
    check(&[fold(0, &[T, A])], &[(2, 0, 3), (3, 0, 2), (100, 0, 2)]);
    // A fold of widgets that are gone is no card.
    check(&[fold(0, &[WidgetId(9)])], &[(0, 0, 1), (1, 0, 2), (2, 0, 3), (3, 0, 2)]);
}

#[test]
fn what_a_card_stands_for_is_known_both_ways() {
    let folds = folded(&flow(), &[fold(0, &[A, B])]);
    let id = stand_in_id(0);
    let card = folds.scene.card(id).unwrap();
    assert_eq!((card.widget.title(), &*card.face.kind, card.face.has_input), ("F0", "2 widgets", true));
    let leads: Vec<_> = card.leads.clone();
    assert_eq!(leads, [Lead::To(C), Lead::Missing("nobody".into())]);
    assert_eq!((folds.meant(id), folds.meant(C)), (vec![A, B], vec![C]));
    assert_eq!((folds.shown(A), folds.shown(C)), (id, C));
    let output = |widget, index| Output { widget, index };
    assert_eq!(folds.meant_output(output(id, 1)), Some(output(B, 1)));
    assert_eq!(folds.meant_output(output(id, 2)), None);
    assert_eq!(folds.shown_output(output(B, 0)), Some(output(id, 0)));
    assert_eq!(folds.shown_output(output(A, 0)), None, "it leads to a widget of the same fold");
    assert_eq!(folds.meant_target(id), Some(A), "the earliest to which others lead");
    assert_eq!(
        folds.scene.running_order().first().and_then(|at| folds.scene.cards().get(*at)).unwrap().id(),
        T
    );
}

#[test]
fn what_is_the_same_is_taken_over_and_what_stands_beside_is_seen() {
    let flow = flow();
    let base = Scene::of(&flow, None, &Fixed);
    let folds = [fold(0, &[A, B])];
    let beside = Rect::between(Point::new(-900.0, 0.0), Point::new(-800.0, 50.0));
    let first = Folds::of(&base, &folds, Rect::NOTHING, None, &Fixed);
    let same = Folds::of(&base, &folds, Rect::NOTHING, Some(&first), &Fixed);
    assert!(same.scene.is_same_as(&first.scene));
    let more = Folds::of(&base, &folds, beside, Some(&first), &Fixed);
    assert!(!more.scene.is_same_as(&first.scene) && more.scene.shares_outline(&first.scene));
    assert_eq!(more.scene.bounds().min.x, -900.0);
    let moved =
        Edit::Move { to: vec![(A, Offset { x: 100.0, y: 300.0 }), (B, Offset { x: 100.0, y: 500.0 })] };
    let base = Scene::of(&moved.apply(&flow).unwrap(), Some(&base), &Fixed);
    let after = Folds::of(&base, &folds, Rect::NOTHING, Some(&first), &Fixed);
    let at = |folds: &Folds| folds.scene.card(stand_in_id(0)).unwrap().rect.min;
    assert_eq!(at(&after) - at(&first), Point::new(100.0, 100.0));
}

/// Where the card of a fold lies, if `b` stands there.
fn check_room(b: (f64, f64), folds: &[Fold], expected: (f32, f32)) {
    let to = vec![(B, Offset { x: b.0, y: b.1 })];
    let folded = folded(&Edit::Move { to }.apply(&flow()).unwrap(), folds);
    let rect = folded.scene.card(stand_in_id(0)).unwrap().rect;
    assert_eq!((rect.min.x, rect.min.y), expected, "{b:?}");
    let others = folded.scene.cards().iter().filter(|card| card.id() != stand_in_id(0));
    for card in others {
        assert!(!card.rect.intersects(&rect), "{} lies at {:?}", card.widget.title(), card.rect);
    }
}

#[test]
fn the_card_that_stands_for_others_lies_in_the_first_room_that_is_free() {
    let both = [fold(0, &[A, C])];
    check_room((0.0, 400.0), &both, (0.0, 200.0));
    check_room((900.0, 180.0), &both, (0.0, 200.0));
    check_room((10.0, 210.0), &both, (300.0, 600.0));
    let one = [fold(0, &[A])];
    let mut places = Vec::new();
    for y in [190.0, 200.0, 230.0] {
        let to = vec![(B, Offset { x: 0.0, y })];
        let folded = folded(&Edit::Move { to }.apply(&flow()).unwrap(), &one);
        let (card, b) = (folded.scene.card(stand_in_id(0)).unwrap(), folded.scene.card(B).unwrap());
        assert!(!card.rect.intersects(&b.rect), "{:?} and {:?}", card.rect, b.rect);
        places.push(card.rect.min);
    }
    assert!(places.iter().all(|place| place.distance(Point::new(0.0, 200.0)) < 500.0), "{places:?}");
}

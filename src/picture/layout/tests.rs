use std::collections::HashSet;

use proptest::prelude::*;

use super::{GAP_X, GAP_Y, Node, lay_out, loops};
use crate::picture::{Grid, Point, Rect};

fn node(leads: &[usize]) -> Node {
    Node { size: Point::new(236.0, 100.0), leads: leads.iter().map(|lead| Some(*lead)).collect() }
}

fn rects(nodes: &[Node], start: Option<usize>) -> Vec<Rect> {
    let places = lay_out(nodes, start).places;
    nodes.iter().zip(places).map(|(node, place)| Rect::at(place, node.size)).collect()
}

/// Where the middles stand, in cards from the left and layers from the top, about.
fn check(nodes: &[Node], expected: &[(f32, f32)]) {
    let rects = rects(nodes, Some(0));
    let first = rects[0].center();
    let shown: Vec<(f32, f32)> = rects
        .iter()
        .map(|rect| {
            let by = rect.center() - first;
            ((by.x / 15.0).round() / 20.0, (by.y / 17.2).round() / 10.0)
        })
        .collect();
    let expected: Vec<(f32, f32)> = expected.iter().map(|(x, y)| (*x, *y)).collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_chain_is_straight_and_a_split_is_balanced() {
    check(&[node(&[1]), node(&[2]), node(&[])], &[(0.0, 0.0), (0.0, 1.0), (0.0, 2.0)]);
    // What leads back to the start moves nothing.
    check(&[node(&[1]), node(&[2]), node(&[0])], &[(0.0, 0.0), (0.0, 1.0), (0.0, 2.0)]);
    let rects = rects(&[node(&[1, 2, 3]), node(&[]), node(&[]), node(&[])], Some(0));
    assert_eq!(rects[2].center().x, rects[0].center().x);
    assert_eq!(rects[0].center().x - rects[1].center().x, rects[3].center().x - rects[0].center().x);
    assert_eq!(rects[2].min.x - rects[1].max.x, GAP_X);
    assert!(rects[1].min.y - rects[0].max.y >= GAP_Y);
}

#[test]
fn what_has_nothing_to_do_with_the_start_stands_below_and_what_leads_into_it_right_above() {
    let nodes = [node(&[1]), node(&[2]), node(&[3]), node(&[]), node(&[5]), node(&[]), node(&[3])];
    let rects = rects(&nodes, Some(0));
    let lowest = rects[..4].iter().map(|rect| rect.max.y).fold(0.0, f32::max);
    assert!(rects[4].min.y > lowest && rects[5].min.y > rects[4].max.y);
    assert_eq!(rects[6].min.y, rects[2].min.y, "no run comes to it, but it leads to the last card");
}

#[test]
fn loops_are_what_leads_back() {
    let nodes = [node(&[1]), node(&[2, 1]), node(&[0, 3]), node(&[])];
    assert_eq!(loops(&nodes, Some(0)), [(2, 0), (1, 1)]);
}

#[test]
fn work_grows_as_the_flow_does() {
    // A long chain, all of which leads to one card at its end, too; and one card that leads to thousands.
    let long = |count: usize| -> Vec<Node> {
        (0..count).map(|n| if n + 1 < count { node(&[n + 1, count - 1]) } else { node(&[]) }).collect()
    };
    let wide = |count: usize| -> Vec<Node> {
        (0..count).map(|n| if n == 0 { node(&(1..count).collect::<Vec<_>>()) } else { node(&[]) }).collect()
    };
    let tangled = |count: usize| -> Vec<Node> {
        (0..count).map(|n| node(&[(n * 7 + 1) % count, (n * 31 + 5) % count, n / 2])).collect()
    };
    for make in [&long as &dyn Fn(usize) -> Vec<Node>, &wide, &tangled] {
        for count in [1_000, 10_000] {
            let nodes = make(count);
            let all = nodes.len() + nodes.iter().map(|node| node.leads.len()).sum::<usize>();
            let laid = lay_out(&nodes, Some(0));
            assert!(laid.work <= all * 250, "{} for {all} cards and wires", laid.work);
            assert!(laid.places.iter().all(|place| place.x.is_finite() && place.y.is_finite()));
        }
    }
}

fn flows() -> impl Strategy<Value = Vec<Node>> {
    (1..60_usize).prop_flat_map(|count| {
        let lead = prop_oneof![1 => Just(None), 3 => (0..count).prop_map(Some)];
        let size = (236.0..700.0_f32, 46.0..160.0_f32).prop_map(|(x, y)| Point::new(x.ceil(), y.ceil()));
        let node = (size, prop::collection::vec(lead, 0..5)).prop_map(|(size, leads)| Node { size, leads });
        prop::collection::vec(node, count)
    })
}

fn reached(nodes: &[Node]) -> HashSet<usize> {
    let mut reached = HashSet::from([0]);
    let mut queue = vec![0];
    while let Some(next) = queue.pop() {
        queue.extend(nodes[next].leads.iter().flatten().filter(|to| reached.insert(**to)));
    }
    reached
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn cards_never_overlap_and_wires_lead_down_but_for_loops(nodes in flows()) {
        let rects = rects(&nodes, Some(0));
        let grid = Grid::of(rects.clone());
        for (index, rect) in rects.iter().enumerate() {
            // Half of the distance belongs to each.
            prop_assert_eq!(grid.query(&rect.expand(GAP_X / 2.0 - 1.0)), vec![index]);
            prop_assert!(index == 0 || rect.min.y > rects[0].max.y, "the start does not stand on top");
        }
        let loops: HashSet<(usize, usize)> = loops(&nodes, Some(0)).into_iter().collect();
        for (from, node) in nodes.iter().enumerate() {
            for (output, to) in node.leads.iter().enumerate() {
                if let Some(to) = to && *to != 0 && !loops.contains(&(from, output)) {
                    prop_assert!(rects[*to].min.y >= rects[from].max.y + GAP_Y, "{from} leads up to {to}");
                }
            }
        }
    }

    #[test]
    fn what_only_a_split_leads_to_stands_in_the_order_of_its_outputs(nodes in flows()) {
        let rects = rects(&nodes, Some(0));
        let mut leaders = vec![HashSet::new(); nodes.len()];
        for (from, node) in nodes.iter().enumerate() {
            for to in node.leads.iter().flatten() {
                leaders[*to].insert(from);
            }
        }
        for from in reached(&nodes) {
            let own = |to: &&usize| **to != 0 && leaders[**to] == HashSet::from([from]);
            let mut children: Vec<usize> = Vec::new();
            for to in nodes[from].leads.iter().flatten().filter(own) {
                if !children.contains(to) {
                    children.push(*to);
                }
            }
            for pair in children.windows(2) {
                prop_assert!(rects[pair[0]].max.x < rects[pair[1]].min.x, "{from} leads to {children:?}");
            }
        }
    }

    #[test]
    fn the_same_flow_is_laid_out_the_same(nodes in flows()) {
        prop_assert_eq!(lay_out(&nodes, Some(0)).places, lay_out(&nodes, Some(0)).places);
    }
}

//! Cards on one line, and cards at the same distance from each other. Knows rectangles and nothing else.

use crate::editor::command::Command;
use crate::flow::WidgetId;
use crate::picture::{Point, Rect};

/// What a command of this kind does, as the beginning of the name of a change.
pub(super) fn verb(command: Command) -> &'static str {
    match command {
        Command::AlignLeft => "Align left edges of",
        Command::AlignCenter => "Align centres of",
        Command::AlignRight => "Align right edges of",
        Command::AlignTop => "Align top edges of",
        Command::AlignMiddle => "Align middles of",
        Command::AlignBottom => "Align bottom edges of",
        Command::DistributeAcross => "Distribute across",
        _ => "Distribute down",
    }
}

/// Where the upper left corners come to stand; `None` where a command does something else, or there are too few cards.
pub(super) fn lined_up(command: Command, cards: &[(WidgetId, Rect)]) -> Option<Vec<(WidgetId, Point)>> {
    let all = cards.iter().fold(Rect::NOTHING, |all, (_, rect)| all.union(*rect));
    let least = if matches!(command, Command::DistributeAcross | Command::DistributeDown) { 3 } else { 2 };
    if cards.len() < least {
        return None;
    }
    let each = |corner: &dyn Fn(&Rect) -> Point| {
        Some(cards.iter().map(|(id, rect)| (*id, corner(rect))).collect::<Vec<_>>())
    };
    match command {
        Command::AlignLeft => each(&|rect| Point::new(all.min.x, rect.min.y)),
        Command::AlignCenter => each(&|rect| Point::new(all.center().x - rect.width() / 2.0, rect.min.y)),
        Command::AlignRight => each(&|rect| Point::new(all.max.x - rect.width(), rect.min.y)),
        Command::AlignTop => each(&|rect| Point::new(rect.min.x, all.min.y)),
        Command::AlignMiddle => each(&|rect| Point::new(rect.min.x, all.center().y - rect.height() / 2.0)),
        Command::AlignBottom => each(&|rect| Point::new(rect.min.x, all.max.y - rect.height())),
        Command::DistributeAcross => Some(distributed(cards, true)),
        Command::DistributeDown => Some(distributed(cards, false)),
        _ => None,
    }
}

/// The first and the last stay; the gaps between all of them become the same.
fn distributed(cards: &[(WidgetId, Rect)], is_across: bool) -> Vec<(WidgetId, Point)> {
    let along = |point: Point| if is_across { point.x } else { point.y };
    let mut sorted: Vec<&(WidgetId, Rect)> = cards.iter().collect();
    sorted.sort_by(|(_, one), (_, two)| along(one.center()).total_cmp(&along(two.center())));
    let size = |rect: &Rect| along(rect.size());
    let first = sorted.first().map_or(0.0, |(_, rect)| along(rect.min));
    let last = sorted.last().map_or(0.0, |(_, rect)| along(rect.max));
    let taken: f32 = sorted.iter().map(|(_, rect)| size(rect)).sum();
    #[expect(clippy::cast_precision_loss, reason = "nobody selects cards in millions")]
    let gap = (last - first - taken) / (sorted.len().saturating_sub(1).max(1)) as f32;
    let mut at = first;
    let mut places = Vec::with_capacity(sorted.len());
    for (id, rect) in sorted {
        let corner = if is_across { Point::new(at, rect.min.y) } else { Point::new(rect.min.x, at) };
        places.push((*id, corner));
        at += size(rect) + gap;
    }
    places
}

//! Groups as they are painted: a named frame under its cards, or, folded, what tells the card that stands for them from
//! other cards.

use egui::{Align2, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2};

use super::Frame;
use super::detail::Detail;
use super::measure::quarter;
use super::near::radius;
use super::notes::paper_color;
use super::papers::{On, fold_rect, frame_of, title_rect, unfold_rect, would_take};
use crate::editor::icon::{self, paint_icon};
use crate::editor::notes::{FRAME_TITLE, Paper, PlacedGroup};
use crate::editor::theme::{self, tint};
use crate::picture::{Card, Rect as WorldRect, is_stand_in, size};

const CORNER: f32 = 14.0;
/// How strong a frame's colour is on its ground, and on its title.
const GROUND_ALPHA: f32 = 0.07;
const TITLE_ALPHA: f32 = 0.12;
const BORDER_ALPHA: f32 = 0.5;
/// How far the cards below a folded group stand out.
const STACK: f32 = 4.0;

/// Paints frames, and what lies below folded groups.
pub(super) fn paint_under(frame: &Frame<'_>) {
    let Some(noted) = frame.input.noted else { return };
    for placed in noted.frames_in(&frame.seen.expand(super::papers::REACH / frame.lens.zoom())) {
        paint_frame(frame, placed);
    }
    if noted.folds().is_empty() || frame.view.detail > Detail::Title {
        return;
    }
    for card in stand_ins(frame) {
        let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
        let zoom = frame.lens.zoom();
        for step in [2.0, 1.0] {
            let below = rect
                .shrink2(Vec2::new(step * STACK * zoom, 0.0))
                .translate(Vec2::new(0.0, step * STACK * zoom));
            let corner = radius(size::CORNER * zoom);
            frame.painter.rect_filled(below, corner, frame.tokens.card);
            let stroke = Stroke::new(theme::size::BORDER, frame.tokens.line_strong);
            frame.painter.rect_stroke(below, corner, stroke, StrokeKind::Inside);
        }
    }
}

/// Paints what lies over the cards that stand for others.
pub(super) fn paint_over(frame: &Frame<'_>) {
    let Some(noted) = frame.input.noted.filter(|noted| !noted.folds().is_empty()) else { return };
    for card in stand_ins(frame) {
        let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
        let Some(placed) = noted.group_of(card.id()) else { continue };
        let button = unfold_rect(frame.view.detail, &rect, frame.lens.zoom());
        if button.is_positive() {
            let is_hovered =
                matches!(&frame.view.papers.hover, Some(On::Unfold(name)) if *name == placed.group.name);
            if is_hovered {
                frame.painter.rect_filled(button, theme::radius::SMALL, frame.tokens.raised);
            }
            let color = if is_hovered { frame.tokens.text } else { frame.tokens.text_2 };
            paint_icon(&frame.painter, button.center(), icon::CHEVRON_RIGHT, 15.0 * frame.lens.zoom(), color);
        }
        if holds_selected(frame, placed) && !frame.selection.cards.contains(&card.id()) {
            let ring = rect.expand(3.0);
            let corners =
                [ring.left_top(), ring.right_top(), ring.right_bottom(), ring.left_bottom(), ring.left_top()];
            let stroke = Stroke::new(theme::size::FOCUS, frame.tokens.accent);
            frame.painter.extend(Shape::dashed_line(&corners, stroke, 6.0, 4.0));
        }
    }
}

/// A folded group in words; `None` for any other card.
pub(super) fn words(frame: &Frame<'_>, card: &Card) -> Option<String> {
    if !is_stand_in(card.id()) {
        return None;
    }
    let placed = frame.input.noted?.group_of(card.id())?;
    let selected = if holds_selected(frame, placed) { ", with what is selected" } else { "" };
    Some(format!("{}{selected}", placed.words()))
}

fn holds_selected(frame: &Frame<'_>, placed: &PlacedGroup) -> bool {
    let noted = frame.input.noted;
    placed.stand_in.is_some_and(|id| noted.is_some_and(|noted| noted.holds_selected(id)))
}

fn stand_ins<'a>(frame: &'a Frame<'_>) -> impl Iterator<Item = &'a Card> {
    let cards = frame.visible.iter().filter_map(|index| frame.scene().cards().get(*index));
    cards.map(|card| &**card).filter(|card| is_stand_in(card.id()))
}

fn paint_frame(frame: &Frame<'_>, placed: &PlacedGroup) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    let world: WorldRect = frame_of(frame, placed);
    let rect = frame.lens.screen_rect(&world);
    let color = paper_color(tokens, placed.group.color);
    let corner = radius(CORNER * zoom.min(1.5));
    frame.painter.rect_filled(rect, corner, tint(color, GROUND_ALPHA));
    let is_taking = would_take(frame, &placed.group.name);
    let stroke = match is_taking {
        true => Stroke::new(2.5, tokens.accent),
        false => Stroke::new(theme::size::BORDER, tint(color, BORDER_ALPHA)),
    };
    frame.painter.rect_stroke(rect, corner, stroke, StrokeKind::Inside);
    let title = title_rect(&rect, zoom);
    if title.is_positive() {
        paint_title(frame, placed, title);
    }
    if frame.papers_focus.as_ref() == Some(&Paper::Group(placed.group.name.clone())) {
        let stroke = Stroke::new(theme::size::FOCUS, tokens.accent);
        frame.painter.rect_stroke(rect.expand(3.0), radius(CORNER + 3.0), stroke, StrokeKind::Outside);
    }
}

fn paint_title(frame: &Frame<'_>, placed: &PlacedGroup, title: Rect) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    let name = &placed.group.name;
    let color = paper_color(tokens, placed.group.color);
    let hovered = frame.view.papers.hover.as_ref();
    let is_hovered = matches!(hovered, Some(On::Title(on) | On::Fold(on)) if on == name);
    if is_hovered {
        let corner = radius(CORNER * zoom.min(1.5));
        frame.painter.rect_filled(title, corner, tint(color, TITLE_ALPHA));
    }
    let button = fold_rect(&title);
    let stands_out = title.height() > FRAME_TITLE * zoom + 0.5;
    if matches!(hovered, Some(On::Fold(on)) if on == name) {
        frame.painter.rect_filled(button.shrink(3.0), theme::radius::SMALL, tokens.raised);
    }
    let font = egui::FontId {
        size: quarter((theme::size::BODY * zoom).max(theme::size::HINT)),
        ..theme::semibold(theme::size::BODY)
    };
    let clip = title.shrink2(Vec2::new(4.0, 0.0)).intersect(frame.painter.clip_rect());
    let room = (title.max.x - button.max.x - 8.0).max(1.0);
    let mut job = egui::text::LayoutJob::simple_singleline(name.clone(), font.clone(), tokens.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = frame.painter.layout_job(job);
    let left = button.max.x + 2.0;
    let end = left + galley.size().x;
    if stands_out {
        // Above its frame the name lies over wires and cards.
        let plate = title.with_max_x((end + 8.0).min(title.max.x));
        frame.painter.rect_filled(plate, theme::radius::SMALL, tokens.canvas);
        frame.painter.rect_filled(plate, theme::radius::SMALL, tint(color, TITLE_ALPHA));
    }
    paint_icon(&frame.painter, button.center(), icon::CHEVRON_DOWN, 14.0 * zoom.clamp(0.8, 1.6), color);
    let painter = frame.painter.with_clip_rect(clip);
    painter.galley(Pos2::new(left, title.center().y - galley.size().y / 2.0), galley, tokens.text);
    if zoom >= 0.5 && end + 60.0 * zoom < title.max.x {
        let count = placed.members.len().to_string();
        let font = egui::FontId { size: quarter(theme::size::HINT * zoom), ..theme::hint() };
        painter.text(
            Pos2::new(end + 8.0 * zoom, title.center().y),
            Align2::LEFT_CENTER,
            count,
            font,
            tokens.text_2,
        );
    }
}

//! Lists of which only the rows are laid out that are seen.

use std::ops::Range;

use egui::style::ScrollAnimation;
use egui::{Rect, Ui, Vec2};

/// Scrolls just so far that a row is seen, which need not be laid out yet: the first that is is `first`, and each is so
/// high. Gaps are those of the layout.
pub fn scroll_to_row(ui: &Ui, first: usize, row: usize, height: f32) {
    let step = height + ui.spacing().item_spacing.y;
    #[expect(clippy::cast_precision_loss, reason = "nobody scrolls through millions of rows")]
    let top = ui.max_rect().top() + (row as f32 - first as f32) * step;
    let corner = egui::pos2(ui.max_rect().left(), top);
    let place = Rect::from_min_size(corner, Vec2::new(1.0, height));
    ui.scroll_to_rect_animation(place, None, ScrollAnimation::none());
}

/// The rows of this height that are seen, where details stand below one of them.
pub fn seen_rows(seen: egui::Rangef, height: f32, open: usize, details: f32, count: usize) -> Range<usize> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "casts from float to integer saturate, and negative heights are the first row"
    )]
    let row_at = |y: f32| {
        let row = (y / height).max(0.0) as usize;
        // Whatever lies in the details belongs to the row above them.
        if row > open { (((y - details) / height).max(0.0) as usize).max(open) } else { row }
    };
    row_at(seen.min).min(count)..(row_at(seen.max) + 1).min(count)
}

/// A margin of so many points.
pub fn margin(points: f32) -> i8 {
    #[expect(clippy::cast_possible_truncation, reason = "a cast from float to integer saturates")]
    let whole = points.round() as i8;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_that_are_seen_are_laid_out() {
        let check = |top, bottom, open, details, expected| {
            let seen = egui::Rangef::new(top, bottom);
            assert_eq!(seen_rows(seen, 36.0, open, details, 100), expected, "{top} {bottom} {open}");
        };
        check(0.0, 72.0, usize::MAX, 0.0, 0..3);
        check(360.0, 400.0, usize::MAX, 0.0, 10..12);
        // The details of row 2 fill the view.
        check(150.0, 200.0, 2, 500.0, 2..3);
        // Below them: row 3 begins at 108 + 500.
        check(610.0, 640.0, 2, 500.0, 3..4);
        check(100_000.0, 100_100.0, usize::MAX, 0.0, 100..100);
    }
}

//! The clock, and which rows of the trace are seen.

use super::duration;
use super::trace::seen_rows;

#[test]
fn only_steps_that_are_seen_are_laid_out() {
    let check = |top, bottom, open, details, expected| {
        assert_eq!(seen_rows(top, bottom, open, details, 1_000), expected, "{top} {bottom} {open}");
    };
    check(0.0, 54.0, usize::MAX, 0.0, 0..3);
    // The details of step 3 fill the view, and below them comes the next one.
    check(100.0, 200.0, 2, 500.0, 2..3);
    check(582.0, 600.0, 2, 500.0, 3..4);
    check(1e9, 2e9, usize::MAX, 0.0, 1_000..1_000);
}

#[test]
fn the_clock_shows_hours_and_days_only_where_there_are_any() {
    fn check(secs: f64, expected: &str) {
        assert_eq!(duration(secs), expected);
    }
    check(0.0, "00:00");
    check(14.9, "00:14");
    check(3_723.0, "1:02:03");
    check(90_000.0, "1 d 1:00:00");
    check(f64::NAN, "00:00");
}

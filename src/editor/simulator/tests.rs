//! The clock.

use super::duration;

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

//! What people say of moments and zones, and what is understood.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{moment, told, zone};

/// A Sunday, at 11:04 in Los Angeles and 21:04 in Kigali.
const NOW: &str = "2026-11-22T19:04:05Z";

fn understood(text: &str) -> Result<String, String> {
    let now: Timestamp = NOW.parse().unwrap();
    let here = TimeZone::get("America/Los_Angeles").unwrap();
    moment(text, now, &here).map(|moment| told(&moment))
}

fn check(text: &str, expected: &str) {
    let expected = match expected.contains(", UTC") {
        true => expected.to_owned(),
        false => format!("{expected}, America/Los_Angeles, UTC-8"),
    };
    assert_eq!(understood(text).as_deref(), Ok(&*expected), "{text}");
}

fn wrong(text: &str, expected: &str) {
    match understood(text) {
        Ok(moment) => panic!("{text} was understood as {moment}"),
        Err(error) => assert!(error.contains(expected), "{text}: {error}"),
    }
}

#[test]
fn a_day_and_a_time() {
    check("Sunday 23:59, Kigali", "Sun 22 Nov 2026 23:59, Africa/Kigali, UTC+2");
    check("sunday 9:00", "Sun 29 Nov 2026 09:00");
    check("Sun 23:59", "Sun 22 Nov 2026 23:59");
    check("next Mon. at 9 am", "Mon 23 Nov 2026 09:00");
    check("2026-12-24 18:00", "Thu 24 Dec 2026 18:00");
    check("2026-12-24T18:00:30", "Thu 24 Dec 2026 18:00:30");
    check("2026-07-01", "Wed 1 Jul 2026 00:00, America/Los_Angeles, UTC-7");
    check("24 Dec 6:30 pm", "Thu 24 Dec 2026 18:30");
    check("1st of March 2027 noon", "Mon 1 Mar 2027 12:00");
    check("Dec 24, 2026 18:00", "Thu 24 Dec 2026 18:00");
    check("Thursday, 18:00", "Thu 26 Nov 2026 18:00");
    check("Thursday, noon", "Thu 26 Nov 2026 12:00");
    check("Dec 24, 2026 18:00, Kigali", "Thu 24 Dec 2026 18:00, Africa/Kigali, UTC+2");
    check("May 3", "Mon 3 May 2027 00:00, America/Los_Angeles, UTC-7");
    check("Feb 29", "Tue 29 Feb 2028 00:00");
    check("tomorrow 9:00", "Mon 23 Nov 2026 09:00");
    check("yesterday 12 am", "Sat 21 Nov 2026 00:00");
    check("23:59:01", "Sun 22 Nov 2026 23:59:01");
    check("midnight", "Sun 22 Nov 2026 00:00");
    check("2026-12-24T18:00:00+05:30, asia/kolkata", "Thu 24 Dec 2026 18:00, Asia/Kolkata, UTC+5:30");
}

#[test]
fn a_while_from_now() {
    check("", "Sun 22 Nov 2026 11:04:05");
    check("now, UTC", "Sun 22 Nov 2026 19:04:05, UTC, UTC");
    check("+3 d", "Wed 25 Nov 2026 11:04:05");
    check("+ 1h30min", "Sun 22 Nov 2026 12:34:05");
    check("in 2 weeks", "Sun 6 Dec 2026 11:04:05");
    check("-55 s", "Sun 22 Nov 2026 11:03:10");
    // Days are those of the calendar: the clock says the same behind a change to summer time.
    check("+4 months", "Mon 22 Mar 2027 11:04:05, America/Los_Angeles, UTC-7");
}

#[test]
fn what_is_not_understood_is_told_in_words() {
    wrong("Sonday 23:59", "`sonday` is no day; did you mean `sunday`?");
    wrong("someday", "`someday` is not understood: write it as in `Sunday 23:59`");
    wrong("Sunday 25:00", "`25:00` is no time of day");
    wrong("Sunday 13 pm", "`13pm` is no time of day");
    wrong("Sunday 9", "`9` is no time of day");
    wrong("2026-02-30", "there is no day 30 in that month, which has 28");
    wrong("2026-13-01", "there is no month 13");
    wrong("Feb 30", "there is no day 30 in that month, which has 29");
    wrong("Feb x", "`x` is no day of a month");
    wrong("+3 parsecs", "`3 parsecs` is no length of time");
    wrong("+", "is no length of time");
    wrong("+99999999999999999999 d", "from 1970 to 2199");
    wrong("+9999 y", "from 1970 to 2199");
    wrong("1969-12-31, UTC", "from 1970 to 2199");
    wrong("now, Atlantis", "there is no time zone `Atlantis`");
    wrong(&"9".repeat(100_000), "too long");
    wrong("ß-é-日", "is not understood");
}

fn zone_is(text: &str, expected: Result<&str, &[&str]>) {
    let found = zone(text);
    match (&found, expected) {
        (Ok(zone), Ok(name)) => assert_eq!(zone.iana_name(), Some(name), "{text}"),
        (Err(unknown), Err(suggestions)) => {
            for suggestion in suggestions {
                assert!(unknown.suggestions.iter().any(|known| known == suggestion), "{text}: {unknown:?}");
            }
            assert_eq!(unknown.suggestions.is_empty(), suggestions.is_empty(), "{text}: {unknown:?}");
        }
        _ => panic!("{text}: {found:?}"),
    }
}

#[test]
fn a_zone_is_meant_by_its_name_or_its_city() {
    zone_is("Kigali", Ok("Africa/Kigali"));
    zone_is(" africa/kigali ", Ok("Africa/Kigali"));
    zone_is("new york", Ok("America/New_York"));
    zone_is("America/New York", Ok("America/New_York"));
    zone_is("UTC", Ok("UTC"));
    // Two names of one zone.
    zone_is("Indianapolis", Ok("America/Indiana/Indianapolis"));
    // Two zones of one name.
    zone_is("West", Err(&["Australia/West", "Brazil/West"]));
    zone_is("Kiga", Err(&["Africa/Kigali"]));
    zone_is("Kigaly", Err(&["Africa/Kigali"]));
    zone_is("Argentina", Err(&["America/Argentina/Buenos_Aires"]));
    zone_is("Middle-earth", Err(&[]));
    zone_is("", Err(&[]));
}

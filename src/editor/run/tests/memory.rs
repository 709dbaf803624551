//! Runs keep what they told only up to a bound, and say so when they drop it.

use super::*;
use crate::editor::run::Runs;

/// What a message of a megabyte weighs and a little more.
const MEGABYTE: usize = 1 << 20;

fn tell_megabytes(run: &mut Run, count: usize) {
    let body = "x".repeat(MEGABYTE);
    for _ in 0..count {
        tell(run, message(trace::Direction::Inbound, &body, None));
    }
}

/// How often it was said that something was dropped.
fn dropped(run: &Run) -> usize {
    let says = |entry: &&Entry| matches!(entry, Entry::Line { text, .. } if text.contains("was dropped"));
    run.log().entries().iter().filter(says).count()
}

#[test]
fn one_run_keeps_no_more_than_32_megabytes_and_says_once_that_it_dropped_them() {
    let (mut run, _orders) = begun(&asking(json!([])));
    tell_megabytes(&mut run, 31);
    assert!(run.kept_bytes() >= 31 * MEGABYTE);
    assert_eq!(dropped(&run), 0);
    tell_megabytes(&mut run, 3);
    assert!(run.kept_bytes() < MEGABYTE, "{} bytes are kept", run.kept_bytes());
    assert_eq!(dropped(&run), 1);
    assert!(run.not_kept_because().is_some_and(|why| why.contains("memory")));
    assert!(run.not_forked_because().is_some_and(|why| why.contains("memory")));
}

#[test]
fn all_runs_together_keep_no_more_than_96_megabytes_and_the_oldest_that_is_over_drops_first() {
    let mut runs = Runs::default();
    for number in 1..=5 {
        let (commands, _) = unbounded_channel();
        let flow = asking(json!([]));
        let began = "2026-11-21T09:00:00Z".parse().unwrap();
        let mut run = Run::begin(number, &flow, RunForm::of(&flow), began, commands);
        tell_megabytes(&mut run, 25);
        // The second one goes on: nobody takes from a run that may still be forked.
        if number != 2 {
            run.take(News::Happened(Box::new(Event::Finished)));
        }
        runs.add(run);
        runs.bound_memory();
    }
    let kept: Vec<bool> = runs.iter().map(|run| run.kept_bytes() > MEGABYTE).collect();
    assert_eq!(kept, [false, true, false, true, true]);
    let bytes: usize = runs.iter().map(Run::kept_bytes).sum();
    assert!(bytes <= 96 * MEGABYTE, "{bytes}");
}

//! `cordboard test`: plays the dialogues of flow tests and tells what differs.

mod collect;
mod junit;
mod report;

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::{Args, ValueEnum};

use self::collect::{Loaded, Programs, Suite};
use super::output::Output;
use super::settings::{Assume, Finder};
use super::{Outcome, input, traces};
use crate::sim::Record;
use crate::sim::flow_test::{Coverage, FlowCoverage, Played, from_trace, play_prepared, schema};
use crate::widgets::assumptions::Assumptions;

/// Plays flow tests: dialogues that flows must have, in files NAME.test.toml.
///
/// Nothing is sent anywhere, and no time passes: the world of a test is scripted, its clock virtual.
/// The exit status is 0 where all tests pass, 1 where one fails, 2 where a file has a mistake or no test was found.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard test                                          every *.test.toml below this folder
  cordboard test flows --filter confirms --coverage
  cordboard run flow.json --body hi --reply yes --format json > run.jsonl
  cordboard test --from run.jsonl > flow.test.toml        write a test from a run
  cordboard test --schema > flow-test.schema.json         what an editor checks and completes test files with

A test file:
  flow = \"appointment-reminder.json\"

  [[test]]
  name = \"the patient confirms\"
  trigger = { message = \"hi\" }
  steps = [
    { sends = { contains = \"Reply YES\" } },
    { reply = \"yes\" },
    { sends = { contains = \"See you\", widget = \"confirmed\" } },
    { ends = true },
  ]")]
pub(super) struct Arguments {
    /// Test files, and folders to look for them in [default: the current folder].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A report for people, one JSON document, or XML as JUnit writes it.
    #[arg(long, default_value = "text")]
    format: Format,
    /// Only tests with this in their name, whatever the case.
    #[arg(long, value_name = "NAME")]
    filter: Option<String>,
    /// Adds which widgets and transitions no test reaches.
    #[arg(long)]
    coverage: bool,
    /// One of N parts of the tests, to run them on several machines.
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    shard: Option<Shard>,
    #[command(flatten)]
    assume: Assume,
    /// Writes a test from the JSON lines of a run, to standard output; `-` is standard input.
    #[arg(long, value_name = "RUN.jsonl", conflicts_with_all = ["paths", "format", "filter", "coverage", "shard", "assume"])]
    from: Option<PathBuf>,
    /// Writes the JSON Schema of test files, for editors, to standard output.
    #[arg(long, conflicts_with_all = ["paths", "format", "filter", "coverage", "shard", "from"])]
    schema: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Junit,
}

/// Every `count`th test, from the `index`th on.
#[derive(Clone, Copy, Debug)]
struct Shard {
    /// From 0.
    index: usize,
    count: usize,
}

impl Shard {
    fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(index, count)| {
            Some((index.trim().parse::<usize>().ok()?, count.trim().parse::<usize>().ok()?))
        });
        match parts {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index: index - 1, count }),
            _ => Err("a part is I/N, as 1/4: the first of four".to_owned()),
        }
    }

    fn takes(self, number: usize) -> bool {
        number % self.count == self.index
    }
}

/// A test that was played, by its place.
struct Done {
    suite: usize,
    test: usize,
    played: Played,
}

/// Everything that a report tells.
struct Report<'a> {
    loaded: &'a Loaded,
    /// In the order of files and tests.
    done: Vec<Done>,
    coverage: Option<Vec<(String, FlowCoverage)>>,
}

impl<'a> Report<'a> {
    fn failed(&self) -> usize {
        self.done.iter().filter(|done| done.played.failure.is_some()).count()
    }

    /// The files of which tests were played, with these.
    fn by_suite(&self) -> impl Iterator<Item = (&'a Suite, &[Done])> {
        self.done
            .chunk_by(|one, two| one.suite == two.suite)
            .filter_map(|done| Some((self.loaded.suites.get(done.first()?.suite)?, done)))
    }
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    if arguments.schema {
        output.bytes(schema().as_bytes());
        return Ok(Outcome::Well);
    }
    if let Some(trace) = &arguments.from {
        output.bytes(written(trace)?.as_bytes());
        return Ok(Outcome::Well);
    }
    if arguments.coverage && arguments.format == Format::Junit {
        return Err("--coverage: the XML has no place for it; ask for --format text or json".to_owned());
    }
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    let files = collect::files(paths)?;
    let programs = Programs::default();
    let loaded = Loaded::read(&files, &programs);
    let assume = assumptions(&loaded, arguments)?;
    let jobs = jobs(&loaded, arguments)?;
    tell_of_answers(&loaded, &jobs, output);
    let done = parallel(&jobs, |(suite, test)| {
        let (suite_of, test_of) = loaded.test(*suite, *test)?;
        let assume = assume.get(*suite)?;
        let (flow, beside) = (&suite_of.file.flow.value, &suite_of.prepared);
        let played = play_prepared(&suite_of.program, test_of, flow, assume, beside);
        Some(Done { suite: *suite, test: *test, played })
    });
    let done: Vec<Done> = done.into_iter().flatten().collect();
    let coverage = arguments.coverage.then(|| coverage(&loaded, &done, &programs));
    let report = Report { loaded: &loaded, done, coverage };
    match arguments.format {
        Format::Text => output.line(&report::text(&report, output.is_colored())),
        Format::Json => output.line(&report::json(&report)),
        Format::Junit => output.line(&junit::xml(&report)),
    }
    for mistake in &loaded.mistakes {
        output.error(&mistake.text());
    }
    Ok(if !loaded.mistakes.is_empty() {
        Outcome::Failed
    } else if report.failed() > 0 {
        Outcome::Findings
    } else {
        Outcome::Well
    })
}

/// What is taken in the tests of each file: what the folder of its flow says, and the options.
fn assumptions(loaded: &Loaded, arguments: &Arguments) -> Result<Vec<Assumptions>, String> {
    let mut finder = Finder::default();
    let of = |suite: &Suite| arguments.assume.over(&*finder.of(Path::new(&suite.flow))?);
    loaded.suites.iter().map(of).collect()
}

/// Says which answers count that no test file shows: those beside the flows.
fn tell_of_answers(loaded: &Loaded, jobs: &[(usize, usize)], output: &Output) {
    let played: BTreeSet<usize> = jobs.iter().map(|(suite, _)| *suite).collect();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for suite in played.into_iter().filter_map(|index| loaded.suites.get(index)) {
        if !told.insert(&suite.beside) {
            continue;
        }
        for unfit in &suite.prepared.unfit {
            output.error(&format!("warning: {}: {unfit}; it is left out", suite.beside));
        }
        if let Some(answers) = suite.prepared.told() {
            output.error(&format!("answers from {}: {answers}", suite.beside));
        }
    }
}

/// The tests to be played, as the number of their file and their number in it.
fn jobs(loaded: &Loaded, arguments: &Arguments) -> Result<Vec<(usize, usize)>, String> {
    let wanted = arguments.filter.as_deref().map(str::to_lowercase);
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| name.to_lowercase().contains(wanted));
    let all: Vec<(usize, usize)> = loaded
        .suites
        .iter()
        .enumerate()
        .flat_map(|(index, suite)| {
            let tests = suite.file.tests.iter().enumerate();
            tests.filter(|(_, test)| is_wanted(&test.name.value)).map(move |(test, _)| (index, test))
        })
        .collect();
    if let (true, true, Some(filter)) = (all.is_empty(), loaded.mistakes.is_empty(), &arguments.filter) {
        return Err(format!("--filter: no test has `{filter}` in its name"));
    }
    let Some(shard) = arguments.shard else { return Ok(all) };
    let part = all.into_iter().enumerate().filter(|(number, _)| shard.takes(*number));
    Ok(part.map(|(_, job)| job).collect())
}

fn coverage(loaded: &Loaded, done: &[Done], programs: &Programs) -> Vec<(String, FlowCoverage)> {
    let mut coverage = Coverage::default();
    for done in done {
        if let Some(suite) = loaded.suites.get(done.suite) {
            coverage.add(&suite.flow, &suite.program, &done.played.reached, |sid| suite.subflow(sid));
        }
    }
    let flows: Vec<String> = coverage.flows().map(str::to_owned).collect();
    flows
        .into_iter()
        .filter_map(|flow| {
            let of_suite = loaded.suites.iter().find(|suite| suite.flow == flow);
            let program = match of_suite {
                Some(suite) => std::sync::Arc::clone(&suite.program),
                None => programs.of(Path::new(&flow), &[]).ok()?,
            };
            let of_flow = coverage.of(&flow, &program);
            Some((flow, of_flow))
        })
        .collect()
}

/// Does the same with each item, on all cores; the results in the order of the items.
fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut all: Vec<(usize, R)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(take)).collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|why| resume_unwind(why)));
        joined.flatten().collect()
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, result)| result).collect()
}

/// The test of a run.
fn written(trace: &Path) -> Result<String, String> {
    let records: Vec<Record> = traces::read(trace)?.into_iter().map(|(_, record)| record).collect();
    from_trace(&records).map_err(|error| format!("{}:1:1: {error}", input::name_of(trace)))
}

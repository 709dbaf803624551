//! Plays the tests that lie beside a flow. It works with files and takes its time: never on the painting thread.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Asked, FailedTest, Progress, Tested};
use crate::editor::canvas::TestMarks;
use crate::flow::side::{Answers, SideFile, side_path, stored_path};
use crate::flow::{Document, Flow, Output, file, utf8};
use crate::sim::flow_test::{Coverage, ENDING, FlowCoverage, Lines, Mistake, TestFile, play_prepared};
use crate::sim::world::{compile_with_files, compile_with_files_and, settings_beside};
use crate::sim::{Prepared, Program};
use crate::widgets::assumptions::Assumptions;

/// Plays all tests in the flow's folder that name it, or a flow that runs it, until somebody cancels that.
pub fn play_beside(asked: &Asked, progress: &Progress) -> Tested {
    let mut tested = Tested::default();
    let assume = settings_beside(&asked.path).map(|settings| settings.assume).unwrap_or_else(|trouble| {
        tested.mistakes.push(trouble);
        Assumptions::default()
    });
    let (programs, coverage) = (HashMap::new(), Coverage::default());
    let mut round = Round { asked, progress, programs, coverage, tested, assume };
    let folder = asked.path.parent().unwrap_or(Path::new(""));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| {
            let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
            names.filter(|name| name.ends_with(ENDING)).collect()
        })
        .unwrap_or_default();
    names.sort_unstable();
    for (index, name) in names.iter().enumerate() {
        progress.at_file(index + 1, names.len());
        if progress.is_cancelled() {
            return round.tested;
        }
        if let Err(mistakes) = round.file(folder, name) {
            let told = mistakes.into_iter().map(|mistake| match mistake.line {
                0 => format!("{name}: {}", mistake.message),
                _ => format!("{name}:{mistake}"),
            });
            round.tested.mistakes.extend(told);
        }
    }
    let of_flow = round.coverage.of(FLOW, &Program::compile(&asked.flow));
    let mut tested = round.tested;
    tested.widgets = of_flow.widgets;
    tested.transitions = of_flow.transitions;
    tested.marks = Arc::new(marks(&asked.flow, &of_flow));
    tested
}

/// The flow's name in the coverage, where it is the only one.
const FLOW: &str = "";

/// The name of a flow that runs it.
const PARENT: &str = "parent";

/// A flow that runs the shown one.
struct Parent {
    path: PathBuf,
    subflows: Subflows,
    /// What was decided beside it.
    answers: Answers,
    /// The SIDs by which it runs it.
    sids: Vec<String>,
}

type Subflows = Vec<(String, PathBuf)>;

struct Round<'a> {
    asked: &'a Asked,
    progress: &'a Progress,
    programs: HashMap<Subflows, Result<Arc<Program>, (String, String)>>,
    coverage: Coverage,
    tested: Tested,
    /// What the folder's settings say of runs.
    assume: Assumptions,
}

impl Round<'_> {
    /// Plays the tests of a file, if it is of this flow.
    fn file(&mut self, folder: &Path, name: &str) -> Result<(), Vec<Mistake>> {
        let whole = |line: usize, column: usize, message: String| vec![Mistake { line, column, message }];
        let bytes = file::read(&folder.join(name)).map_err(|error| whole(0, 0, error.to_string()))?;
        let text = utf8(&bytes).map_err(|error| {
            let (line, column) = error.position();
            whole(line, column, error.message())
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (file, runs) = match TestFile::parse(text) {
            Ok(file) if self.is_flow(&stored_path(folder, &file.flow.value)) => (file, None),
            Ok(file) => match self.runs_flow(folder, &file) {
                Some(runs) => (file, Some(runs)),
                None => return Ok(()),
            },
            // What a file that cannot be read is of, only its words can tell.
            Err(mistakes) => return if self.may_be_of_flow(text) { Err(mistakes) } else { Ok(()) },
        };
        let made = match &runs {
            None => self.program(folder, &file),
            Some(runs) => self.program_of_parent(runs),
        };
        let program = made.map_err(|(sid, problem)| {
            let named = file.subflows.iter().find(|(known, _)| *known == sid);
            vec![Mistake::at(text, named.map_or(file.flow.offset, |(_, path)| path.offset), problem)]
        })?;
        file.resolve(text, &program)?;
        let lines = Lines::of(text);
        let answers = runs.as_ref().map_or_else(|| self.asked.side.answers(), |runs| runs.answers.clone());
        let prepared = Prepared::of(&answers, &program);
        for test in &file.tests {
            if self.progress.is_cancelled() {
                break;
            }
            self.progress.played();
            let played = play_prepared(&program, test, &file.flow.value, &self.assume, &prepared);
            match &runs {
                None => self.coverage.add(FLOW, &program, &played.reached, |_| None),
                Some(runs) => {
                    // Of the tests of a flow that runs this one, those that come here are this one's too.
                    let is_meant = |sid: &str| runs.sids.iter().any(|known| known == sid);
                    if !played.reached.ran(&program, is_meant) {
                        continue;
                    }
                    let name = |sid: &str| is_meant(sid).then(|| FLOW.to_owned());
                    self.coverage.add(PARENT, &program, &played.reached, name);
                }
            }
            let Some(failure) = played.failure else {
                self.tested.passed += 1;
                continue;
            };
            let (line, column) = lines.position(text, failure.offset);
            self.tested.failed.push(FailedTest {
                name: test.name.value.clone(),
                place: format!("{name}:{line}:{column}"),
                dialogue: failure.dialogue,
                expected: failure.expected,
                came: failure.came,
            });
        }
        Ok(())
    }

    fn is_flow(&self, path: &Path) -> bool {
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        path == self.asked.path || real(path).is_some_and(|path| Some(path) == real(&self.asked.path))
    }

    /// The flow of a test file, where it runs the shown one as its subflow.
    fn runs_flow(&self, folder: &Path, file: &TestFile) -> Option<Parent> {
        let path = stored_path(folder, &file.flow.value);
        let side = file::read(&side_path(&path)).map(|bytes| SideFile::read(&bytes)).unwrap_or_default();
        let beside = path.parent().unwrap_or(Path::new(""));
        let mut subflows: Subflows =
            side.subflows().map(|(sid, path)| (sid.into_owned(), stored_path(beside, &path))).collect();
        for (sid, path) in &file.subflows {
            subflows.retain(|(known, _)| known != sid);
            subflows.push((sid.clone(), stored_path(folder, &path.value)));
        }
        let sids: Vec<String> =
            subflows.iter().filter(|(_, path)| self.is_flow(path)).map(|(sid, _)| sid.clone()).collect();
        (!sids.is_empty()).then(|| Parent { path, subflows, answers: side.answers(), sids })
    }

    /// A flow that runs the shown one: as it was saved, with the shown version as its subflow.
    fn program_of_parent(&self, parent: &Parent) -> Result<Arc<Program>, (String, String)> {
        let whole = |problem: String| (String::new(), format!("the flow cannot be read: {problem}"));
        let bytes = file::read(&parent.path).map_err(|error| whole(error.to_string()))?;
        let document = Document::from_bytes(None, &bytes).map_err(|error| whole(error.to_string()))?;
        let shown = Program::compile(&self.asked.flow);
        let given = parent.sids.iter().map(|sid| (sid.clone(), Arc::clone(&shown))).collect();
        let (program, problems) = compile_with_files_and(document.flow(), &parent.subflows, given);
        problems.into_iter().next().map_or(Ok(program), Err)
    }

    fn may_be_of_flow(&self, text: &str) -> bool {
        let name = self.asked.path.file_name().unwrap_or_default().to_string_lossy();
        !name.is_empty() && text.contains(&*name)
    }

    /// The shown version of the flow, with its subflows from their files. An error names the SID that is meant.
    fn program(&mut self, folder: &Path, file: &TestFile) -> Result<Arc<Program>, (String, String)> {
        let side = self.asked.side.subflows();
        let mut subflows: Subflows =
            side.map(|(sid, path)| (sid.into_owned(), stored_path(folder, &path))).collect();
        for (sid, path) in &file.subflows {
            subflows.retain(|(known, _)| known != sid);
            subflows.push((sid.clone(), stored_path(folder, &path.value)));
        }
        let flow = &self.asked.flow;
        let compile = |subflows: &Subflows| {
            let (program, problems) = compile_with_files(flow, subflows);
            problems.into_iter().next().map_or(Ok(program), Err)
        };
        match self.programs.get(&subflows) {
            Some(known) => known.clone(),
            None => {
                let made = compile(&subflows);
                self.programs.insert(subflows, made.clone());
                made
            }
        }
    }
}

/// What is unreached, by the widgets of the flow.
fn marks(flow: &Flow, coverage: &FlowCoverage) -> TestMarks {
    let widgets: HashSet<&str> = coverage.unreached_widgets.iter().map(String::as_str).collect();
    let ways: HashSet<(&str, usize)> =
        coverage.unreached_transitions.iter().map(|way| (way.widget.as_str(), way.index)).collect();
    let mut marks = TestMarks::default();
    for widget in flow.widgets() {
        if widgets.contains(widget.title()) {
            marks.unreached.insert(widget.id());
        }
        let outputs =
            (0..widget.transitions().len()).filter(|index| ways.contains(&(widget.title(), *index)));
        marks.untaken.extend(outputs.map(|index| Output { widget: widget.id(), index }));
    }
    marks
}

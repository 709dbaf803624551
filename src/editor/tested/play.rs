//! Plays the tests that lie beside a flow. It works with files and takes its time: never on the painting thread.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Asked, FailedTest, Tested};
use crate::editor::canvas::TestMarks;
use crate::flow::side::stored_path;
use crate::flow::{Flow, Output, file, utf8};
use crate::sim::Program;
use crate::sim::flow_test::{Coverage, ENDING, FlowCoverage, Lines, Mistake, TestFile, play};
use crate::sim::world::compile_with_files;

/// Plays all tests in the flow's folder that name it.
pub fn play_beside(asked: &Asked) -> Tested {
    let mut round =
        Round { asked, programs: HashMap::new(), coverage: Coverage::default(), tested: Tested::default() };
    let folder = asked.path.parent().unwrap_or(Path::new(""));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| {
            let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
            names.filter(|name| name.ends_with(ENDING)).collect()
        })
        .unwrap_or_default();
    names.sort_unstable();
    for name in names {
        if let Err(mistakes) = round.file(folder, &name) {
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
    tested.marks = marks(&asked.flow, &of_flow);
    tested
}

/// The flow's name in the coverage, where it is the only one.
const FLOW: &str = "";

type Subflows = Vec<(String, PathBuf)>;

struct Round<'a> {
    asked: &'a Asked,
    programs: HashMap<Subflows, Result<Arc<Program>, (String, String)>>,
    coverage: Coverage,
    tested: Tested,
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
        let file = match TestFile::parse(text) {
            Ok(file) if self.is_of_flow(folder, &file.flow.value) => file,
            Ok(_) => return Ok(()),
            // What a file that cannot be read is of, only its words can tell.
            Err(mistakes) => return if self.may_be_of_flow(text) { Err(mistakes) } else { Ok(()) },
        };
        let program = self.program(folder, &file).map_err(|(sid, problem)| {
            let named = file.subflows.iter().find(|(known, _)| *known == sid);
            vec![Mistake::at(text, named.map_or(file.flow.offset, |(_, path)| path.offset), problem)]
        })?;
        file.resolve(text, &program)?;
        let lines = Lines::of(text);
        for test in &file.tests {
            let played = play(&program, test, &file.flow.value);
            self.coverage.add(FLOW, &program, &played.reached, |_| None);
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

    fn is_of_flow(&self, folder: &Path, named: &str) -> bool {
        let named = stored_path(folder, named);
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        named == self.asked.path || real(&named).is_some_and(|named| Some(named) == real(&self.asked.path))
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

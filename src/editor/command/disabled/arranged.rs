//! Why the commands of `reduce/arranged.rs` cannot be used now.

use super::super::Command;
use super::run_of;
use crate::editor::run::Run;
use crate::editor::settings::SCALES;
use crate::editor::state::State;

impl Command {
    pub(super) fn why_not_arranged(self, state: &State) -> Option<&'static str> {
        let file = state.active();
        let [least, .., most] = SCALES;
        let scale = state.settings.scale();
        match self {
            Self::ScaleUp => (scale >= most).then_some("This is the largest size"),
            Self::ScaleDown => (scale <= least).then_some("This is the smallest size"),
            Self::ScaleReset => {
                ((scale - 1.0).abs() < f32::EPSILON).then_some("The interface has its own size")
            }
            Self::ShowBreakpoints => file.is_none().then_some("No flow is open"),
            Self::SkipWidget => {
                run_of(file, |run| over(run).or(run.is_busy().then_some("Something is on its way")))
            }
            Self::SetClock => run_of(file, over),
            Self::RunToHere => run_of(file, over)
                .or_else(|| {
                    let (file, selected) = file.and_then(|file| Some((file, file.selected_widget()?)))?;
                    let start = file.derived.graph.start();
                    (Some(selected) == start).then_some("The run has left the trigger behind")
                })
                .or_else(|| {
                    let selected = file.and_then(|file| file.selected_widget());
                    selected.is_none().then_some("Select the widget that the run is to come to")
                }),
            _ => None,
        }
    }
}

/// Why nothing can be done with a run.
fn over(run: &Run) -> Option<&'static str> {
    match () {
        () if run.execution().is_some() => Some("This execution is only looked at"),
        () if !run.is_live() => Some("The run is over"),
        () if run.position().is_some() => Some("The run is shown as it was: go to its end first"),
        () => None,
    }
}

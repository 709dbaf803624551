//! Why a command cannot be used now, in words for menus and tooltips.

mod arranged;
mod arranging;
mod clipboard;
mod comparing;
mod finding;
mod laying_out;
mod noting;
use super::Command;
use crate::editor::run::Run;
use crate::editor::state::{OpenFlow, State};

impl Command {
    /// Why it cannot be used now; `None` where it can.
    pub fn disabled_because(self, state: &State) -> Option<&'static str> {
        let file = state.active();
        let without_flow = || file.is_none().then_some("No flow is open");
        let without_widgets = || match file {
            None => Some("No flow is open"),
            Some(file) if file.selection.is_empty() => Some("Nothing is selected"),
            Some(file) if file.selection.cards.is_empty() && file.selection.notes.is_empty() => {
                Some("Only wires are selected, and no widget")
            }
            Some(_) => None,
        };
        if state.api.is_open && self.is_for_canvas() {
            return Some("The API library is shown, and not the flow");
        }
        match self {
            Self::AlignLeft
            | Self::AlignCenter
            | Self::AlignRight
            | Self::AlignTop
            | Self::AlignMiddle
            | Self::AlignBottom
            | Self::DistributeAcross
            | Self::DistributeDown
            | Self::SelectUpstream
            | Self::SelectDownstream
            | Self::SelectConnected
            | Self::DeleteAndHeal
            | Self::ConnectTo
            | Self::QuickAdd
            | Self::GoBack
            | Self::GoForward => self.why_not_arranging(state),
            Self::LayOut | Self::WiresSmooth | Self::WiresRightAngled => self.why_not_laying_out(state),
            Self::NewFromClipboard
            | Self::ChangeType
            | Self::ExtractSubflow
            | Self::InlineSubflow
            | Self::ShowHistory => self.why_not_clipboard(state),
            Self::AddNote | Self::Group | Self::Ungroup | Self::FoldGroup => self.why_not_noting(state),
            Self::FindInFlow | Self::ReplaceInFlow | Self::FindNext | Self::FindPrevious | Self::ShowJson => {
                self.why_not_finding(state)
            }
            Self::CompareSaved
            | Self::CompareHead
            | Self::CompareFile
            | Self::StopComparing
            | Self::ExportPicture
            | Self::CopyPicture => self.why_not_comparing(state),
            Self::Shortcuts
            | Self::Settings
            | Self::Motion
            | Self::ScaleUp
            | Self::ScaleDown
            | Self::ScaleReset
            | Self::SkipWidget
            | Self::RunToHere
            | Self::SetClock
            | Self::ShowBreakpoints => self.why_not_arranged(state),
            Self::ShowApi | Self::ImportApi | Self::PasteCurl => None,
            Self::TestRequest => match state.api.current() {
                Some(_) if !state.api.is_open => Some("The API library is not shown"),
                Some(shown) => shown.sending.is_some().then_some("A request is on its way"),
                None => Some("No operation of the API library is shown"),
            },
            Self::New | Self::Open | Self::Quit | Self::Palette | Self::ShowWidgets | Self::ShowOutline => {
                None
            }
            Self::ShowInspector | Self::ShowSimulator => without_flow(),
            Self::ShowProblems
            | Self::ShowReferences
            | Self::ToggleLeft
            | Self::ToggleRight
            | Self::About => None,
            Self::ThemeDark | Self::ThemeLight | Self::ThemeSystem => None,
            Self::NextTab | Self::PreviousTab => (state.open.len() < 2).then_some("Only one flow is open"),
            Self::Undo => match file {
                None => Some("No flow is open"),
                // What is being typed is taken back first.
                Some(file) if file.draft.is_some() => None,
                Some(file) => {
                    file.document.history().undo_name().is_none().then_some("There is nothing to undo")
                }
            },
            Self::Redo => match file {
                None => Some("No flow is open"),
                Some(file) => {
                    file.document.history().redo_name().is_none().then_some("There is nothing to redo")
                }
            },
            Self::Cut | Self::Copy | Self::Duplicate | Self::FitSelection => without_widgets(),
            Self::Delete => match file {
                None => Some("No flow is open"),
                Some(file) if file.selection.is_empty() && file.view.focused_paper().is_none() => {
                    Some("Nothing is selected")
                }
                Some(_) => None,
            },
            Self::OpenSubflow | Self::ChooseSubflow => match file {
                None => Some("No flow is open"),
                Some(file) if file.runs_subflow() => None,
                Some(_) => Some("Select one widget that runs another flow"),
            },
            Self::Rename => match file {
                None => Some("No flow is open"),
                Some(_) if state.references.focused.is_some() => None,
                Some(file) => (file.selection.cards.len() != 1).then_some("Select one widget to rename"),
            },
            Self::NextProblem | Self::PreviousProblem => match file {
                None => Some("No flow is open"),
                Some(file) => file.derived.findings.all().is_empty().then_some("Nothing is wrong"),
            },
            Self::FixSafe => match file {
                None => Some("No flow is open"),
                Some(file) => (file.derived.findings.safe_fixes() == 0)
                    .then_some("Nothing can be fixed without looking"),
            },
            Self::ShowTests => match file {
                None => Some("No flow is open"),
                Some(file) if file.tests.is_some() || file.document.path().is_some() => None,
                Some(_) => Some("Save the flow first: its tests lie beside its file"),
            },
            Self::Stop => match file {
                None => Some("No flow is open"),
                Some(file) => (!file.is_running()).then_some("Nothing runs"),
            },
            Self::PullFlow => None,
            Self::SaveAsTest => run_of(file, Run::not_kept_because),
            Self::StepBack => {
                run_of(file, |run| (run.shown_steps() == 0).then_some("This is the start of the run"))
            }
            Self::ChangeVariable => run_of(file, |run| match () {
                () if !run.is_live() => Some("The run is over"),
                () if run.execution().is_some() => Some("This execution is only looked at"),
                () => run.is_busy().then_some("Something is on its way"),
            }),
            Self::PauseRun | Self::GoOn | Self::StepRun => run_of(file, |_| None),
            Self::ToggleBreakpoint => match file {
                None => Some("No flow is open"),
                Some(file) if file.selection.is_empty() => Some("Select a widget or an output"),
                Some(_) => None,
            },
            Self::Save
            | Self::ValidateFlow
            | Self::PushFlow
            | Self::PublishFlow
            | Self::SaveAs
            | Self::Export
            | Self::CopyFlowJson
            | Self::CopyWebhookAddress
            | Self::CopyWebhookCurl
            | Self::CopyStartCurl
            | Self::KeptAnswers
            | Self::ExportConductor
            | Self::Failures
            | Self::CloseTab
            | Self::Paste
            | Self::SelectAll
            | Self::Find
            | Self::AddWidget
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::ZoomReset
            | Self::Fit
            | Self::Rules
            | Self::Run
            | Self::FollowRun
            | Self::NewContact
            | Self::ManyContacts
            | Self::CompareExecution
            | Self::RunAgain => without_flow(),
        }
    }
}

/// Why something cannot be done with the run that is shown.
fn run_of(
    file: Option<&OpenFlow>,
    reason: impl FnOnce(&Run) -> Option<&'static str>,
) -> Option<&'static str> {
    let Some(file) = file else { return Some("No flow is open") };
    file.shown_run().map_or(Some("There is no run"), reason)
}

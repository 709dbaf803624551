//! Changes to what is kept beside a flow: start sets and prepared answers.

use crate::editor::app::App;
use crate::editor::kit::Severity;
use crate::editor::state::FileKey;
use crate::flow::Edit;
use crate::flow::side::SideChange;

impl App {
    /// Makes a change beside a flow, as one step of undo. Answers whether it could be made; why not, is said.
    pub(super) fn change_beside(&mut self, key: FileKey, change: SideChange) -> bool {
        let Some(file) = self.state.file_mut(key) else { return false };
        file.document.history_mut().seal();
        let result = file.document.edit(&Edit::Beside(change));
        file.document.history_mut().seal();
        if let Err(error) = &result {
            self.state.toasts.push(Severity::Warning, format!("This is not kept: {error}"), None);
        }
        result.is_ok()
    }
}

//! The question how a selection becomes a subflow, and what was answered so far.

use std::path::PathBuf;

use crate::editor::state::{FileKey, OpenFlow};
use crate::flow::edit::is_good_name;
use crate::flow::side::{is_side_path, stored};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;
use crate::widgets::extract::{Naming, Plan, placeholder_sid};

/// How a selection becomes a subflow. The flow cannot change while this is asked.
#[derive(Clone, Debug)]
pub struct ExtractQuestion {
    /// The flow.
    pub key: FileKey,
    /// What was worked out, with the names of what is passed.
    pub plan: Plan,
    /// The name of the widget that is to run it.
    pub name: String,
    /// The name of its file, beside the flow.
    pub file: String,
    /// Its SID, where it has one yet.
    pub sid: String,
    /// Why it could not be made.
    pub failed: Option<String>,
    /// Whether its first field was not shown yet.
    pub is_new: bool,
    pub(super) folder: PathBuf,
    pub(super) taken: std::collections::HashSet<String>,
}

/// An answer to the question.
#[derive(Clone, Debug)]
pub enum ExtractAnswer {
    /// The question as it stands now.
    Changed(Box<ExtractQuestion>),
    /// Make the subflow.
    Extract,
}

impl ExtractQuestion {
    /// The question about a flow that stands in a folder.
    pub fn new(file: &OpenFlow, plan: Plan, folder: PathBuf) -> Self {
        let flow = file.flow();
        let first = flow.widget(plan.entry()).map_or("part", |widget| widget.title()).to_owned();
        let name = flow.free_name(&format!("{first}_subflow"));
        let name =
            name.strip_suffix("_1").filter(|name| flow.named(name).is_none()).unwrap_or(&name).to_owned();
        let taken = flow.widgets().iter().filter_map(|widget| widget.name().map(str::to_owned)).collect();
        let file_name = format!("{}.json", first.replace('_', "-"));
        let (sid, failed) = (String::new(), None);
        Self { key: file.key, plan, name, file: file_name, sid, failed, is_new: true, folder, taken }
    }

    /// The file of the subflow.
    pub fn path(&self) -> PathBuf {
        let name = self.file.trim();
        let has_ending = name.to_lowercase().ends_with(".json");
        self.folder.join(if has_ending { name.to_owned() } else { format!("{name}.json") })
    }

    /// What both flows are made with.
    pub fn naming(&self) -> Naming {
        let path = self.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let sid = match self.sid.trim() {
            "" => placeholder_sid(&stem),
            sid => sid.to_owned(),
        };
        Naming {
            widget: self.name.trim().to_owned(),
            sid,
            description: format!("A subflow: {stem}"),
            file: stored(&self.folder, &path),
        }
    }

    /// Why it cannot be made of what was entered: the field it is about, and a sentence.
    pub fn refusal(&self) -> Option<(Field, String)> {
        let name = self.name.trim();
        if !is_good_name(name) {
            let text = "A widget's name begins with a letter and holds only letters, digits, `_` and `-`";
            return Some((Field::Name, text.to_owned()));
        }
        if self.taken.contains(name) {
            return Some((Field::Name, format!("Another widget is named `{name}` already")));
        }
        let file = self.file.trim();
        if file.is_empty() || file.contains(['/', '\\']) || file.starts_with('.') {
            return Some((Field::File, "Enter the name of a file in the flow's folder".to_owned()));
        }
        if is_side_path(&self.path()) {
            let text = "Names that end in .cordboard.json are for what stands beside a flow";
            return Some((Field::File, text.to_owned()));
        }
        let sid = self.sid.trim();
        if !sid.is_empty() && !is_sid(sid, prefix::FLOW) {
            let text = "A flow's SID is `FW` and 32 hexadecimal digits; leave it empty until there is one";
            return Some((Field::Sid, text.to_owned()));
        }
        self.plan.refusal().map(|text| (Field::Passed, text))
    }
}

/// A field of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The widget's name.
    Name,
    /// The file's name.
    File,
    /// The SID.
    Sid,
    /// The names of what is passed.
    Passed,
}

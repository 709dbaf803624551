//! What a side file knows of the flow's life at Twilio: its SID there, and what was pulled or pushed last; and the SID
//! that stands for a flow that was never there.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{SideFile, SideTrouble};
use crate::flow::json::Json;

pub(super) const STUDIO: &str = "studio";
pub(super) const FLOW_SID: &str = "flow_sid";

/// The flow at Twilio that a file belongs to, as it was when it was pulled or pushed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudioLink {
    /// `FW…`.
    pub flow_sid: String,
    /// The name in the console.
    pub friendly_name: String,
    /// The revision there that the file was last the same as.
    pub revision: u64,
    /// A hash of what the file meant then, in hexadecimal digits.
    pub sha256: String,
}

impl SideFile {
    /// The flow at Twilio; `None` where the file belongs to none, or where that cannot be read.
    pub fn studio(&self) -> Option<StudioLink> {
        let link = self.tree()?.get(STUDIO)?;
        let text = |key: &str| link.get(key).and_then(Json::as_text).map(Cow::into_owned);
        Some(StudioLink {
            flow_sid: text("flow_sid").filter(|sid| !sid.is_empty())?,
            friendly_name: text("friendly_name").unwrap_or_default(),
            revision: link.get("revision")?.to_value().as_u64()?,
            sha256: text("sha256").unwrap_or_default(),
        })
    }

    /// This side file with another flow at Twilio, or with none. What else stands beside the link stays.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_studio(&self, link: Option<&StudioLink>) -> Result<Self, SideTrouble> {
        if link == self.studio().as_ref() {
            return self.trouble().map_or_else(|| Ok(self.clone()), Err);
        }
        let link = link.map(|link| {
            let old = self.tree().and_then(|root| root.get(STUDIO)).map(Json::to_value);
            let mut value = old.filter(Value::is_object).unwrap_or_else(|| json!({}));
            if let Some(members) = value.as_object_mut() {
                members.insert("flow_sid".to_owned(), json!(link.flow_sid));
                members.insert("friendly_name".to_owned(), json!(link.friendly_name));
                members.insert("revision".to_owned(), json!(link.revision));
                members.insert("sha256".to_owned(), json!(link.sha256));
            }
            value
        });
        self.with_key(STUDIO, link.as_ref())
    }

    /// The SID by which the flow is called: that at Twilio, else the one that stands for it on this machine.
    pub fn flow_sid(&self) -> Option<String> {
        self.studio().map(|link| link.flow_sid).or_else(|| {
            let sid = self.tree()?.get(FLOW_SID)?.as_text()?;
            (!sid.is_empty()).then(|| sid.into_owned())
        })
    }

    /// This side file with another SID that stands for the flow on this machine, or with none. It counts until the flow
    /// is at Twilio.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_flow_sid(&self, sid: Option<&str>) -> Result<Self, SideTrouble> {
        self.with_key(FLOW_SID, sid.map(Value::from).as_ref())
    }

    fn with_key(&self, key: &str, value: Option<&Value>) -> Result<Self, SideTrouble> {
        self.changed(|root, style| match value {
            Some(value) => root.set(key, value, style, Some(""), usize::MAX),
            None => root.remove(key),
        })
    }
}

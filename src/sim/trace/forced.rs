//! The outcomes that were forced in a run, read from its trace.

use serde_json::Value;

use super::Record;
use crate::sim::forced::Forced;

/// All of them, in their order.
pub fn forced(records: &[Record]) -> Vec<Forced> {
    let mut found = Vec::new();
    // What the last act since the step before has left, and whose it was.
    let mut left = None;
    for record in records {
        match record {
            Record::Act(act) => {
                if let Some(Value::Object(leaves)) = act.result.as_ref().and_then(|result| result.get("left"))
                {
                    left = Some((&act.widget, leaves));
                }
            }
            Record::Step(step) => {
                let told = left.take();
                if step.why.as_deref() == Some("forced") {
                    let widget = step.title();
                    let leaves = told.filter(|(of, _)| **of == widget).map(|(_, leaves)| leaves.clone());
                    found.push(Forced { widget, event: step.event.clone(), leaves });
                }
            }
            _ => {}
        }
    }
    found
}

//! The curl command that starts a flow, with a place for everything that the flow reads from its starter.

use serde_json::{Map, Value};

use crate::flow::Flow;
use crate::twilio::{curl, studio};
use crate::widgets::{InputRoot, inputs_read};

/// The command that starts a flow for a contact over Studio's REST API: `Parameters` has an empty text for each name
/// that the flow reads as `flow.data.…` or `trigger.request.parameters.…`. `base` is an address that stands in for
/// Twilio's. It can be pasted into a POSIX shell as it is; secrets are named by their environment variables.
pub fn start_flow(flow: &Flow, flow_sid: &str, to: &str, from: &str, base: Option<&str>) -> String {
    let mut parameters = Map::new();
    for input in inputs_read(flow) {
        if matches!(input.root, InputRoot::Data | InputRoot::Request) {
            parameters.entry(input.key).or_insert_with(|| Value::from(""));
        }
    }
    let parameters = (!parameters.is_empty()).then(|| Value::Object(parameters).to_string());
    let request = studio::execute(flow_sid, to, from, parameters.as_deref());
    let root = match base {
        Some(base) => format!("{}/{}", base.trim_end_matches('/'), request.product.name()),
        None => format!("https://{}", request.product.host()),
    };
    curl::command(&request, &format!("{root}{}", request.path))
}

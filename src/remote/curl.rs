//! The curl command that starts a flow, with a place for everything that the flow reads from its starter.

use serde_json::{Map, Value};

use crate::flow::Flow;
use crate::twilio::curl::{Curl, user_word};
use crate::twilio::{Base, ClientError, Credentials, Place, studio};
use crate::widgets::{InputRoot, inputs_read};

/// The command that starts a flow for a contact over Studio's REST API: `Parameters` has an empty text for each name
/// that the flow reads as `flow.data.…` or `trigger.request.parameters.…`. `credentials` are those that are known: their
/// place is part of the address, and the variables are those of their kind. It can be pasted into a POSIX shell as it
/// is; secrets are named by their environment variables.
///
/// # Errors
/// Where the base address cannot be used.
pub fn start_flow(
    flow: &Flow,
    flow_sid: &str,
    to: &str,
    from: &str,
    base: &Base,
    credentials: Option<&Credentials>,
) -> Result<String, ClientError> {
    let mut parameters = Map::new();
    for input in inputs_read(flow) {
        if matches!(input.root, InputRoot::Data | InputRoot::Request) {
            parameters.entry(input.key).or_insert_with(|| Value::from(""));
        }
    }
    let parameters = (!parameters.is_empty()).then(|| Value::Object(parameters).to_string());
    let request = studio::execute(flow_sid, to, from, parameters.as_deref());
    let place = credentials.map_or_else(Place::default, |known| known.place.clone());
    let url = base.address(&place, &request)?;
    let user = user_word(credentials.map(|known| known.user.as_str()), None);
    Ok(Curl::new(request.method.name()).url(&url).request(&request).user(&user).lines())
}

//! What several commands take for requests beyond Twilio: `--stub WIDGET=STATUS[:BODY]` and `--allow-http HOST`.

use crate::sim::world::{Stub, is_host};

/// `WIDGET=STATUS[:BODY]`: the widget's name and its answer.
pub(super) fn stub(text: &str) -> Result<(&str, Stub), String> {
    let (name, answer) =
        text.split_once('=').ok_or_else(|| format!("--stub: `{text}` is not WIDGET=STATUS[:BODY]"))?;
    let (status, body) = answer.split_once(':').unwrap_or((answer, ""));
    match status.trim().parse::<u16>() {
        Ok(status) if (100..600).contains(&status) => {
            Ok((name.trim(), Stub { status, body: body.to_owned(), content_type: None }))
        }
        _ => Err(format!("--stub: `{status}` is no HTTP status, as 200 is")),
    }
}

/// A host that requests may go to.
pub(super) fn host(text: &str) -> Result<&str, String> {
    if !is_host(text) {
        return Err(format!(
            "--allow-http: `{text}` is no host; give it as in api.example.com, localhost:8080 or [::1]:8080"
        ));
    }
    Ok(text)
}

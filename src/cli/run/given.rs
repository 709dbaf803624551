//! What is decided for widgets on the command line: outcomes, answers, and hosts that may be asked.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::Arguments;
use crate::cli::{input, outside as parse};
use crate::flow::{Widget, file};
use crate::sim::world::{Outside, Recording, RecordingError};
use crate::sim::{Forced, Prepared, Program, asks, has_event, leaves_of};

/// Prepared answers and allowed hosts. What was decided beside the flow for the widgets that get an answer here is left
/// out.
pub(super) fn outside(
    arguments: &Arguments,
    program: &Program,
    beside: &mut Prepared,
) -> Result<Outside, String> {
    let mut prepared = Outside::default();
    prepared.set_way_out(match &arguments.replay_http {
        Some(_) => "--stub WIDGET=STATUS[:BODY] gives its answer, --record-http records it",
        None => "--stub WIDGET=STATUS[:BODY] gives its answer, --allow-http HOST lets it out",
    });
    for text in &arguments.stub {
        let (name, stub) = parse::stub(text)?;
        let widgets = asking(name, program)?;
        widgets.iter().for_each(|widget| prepared.stub(widget, &stub));
        beside.forget(|widget| widgets.iter().any(|given| given == widget));
    }
    for host in &arguments.allow_http {
        prepared.allow_host(parse::host(host)?);
    }
    if let Some(path) = &arguments.replay_http {
        prepared.set_recording(recording(path)?, false);
    } else if let Some(path) = &arguments.record_http {
        let known = if path.exists() { recording(path)? } else { Recording::default() };
        prepared.set_recording(known, true);
    }
    Ok(prepared)
}

fn recording(path: &Path) -> Result<Recording, String> {
    let name = input::name_of(path);
    let bytes = input::bytes(path).map_err(|error| error.text(&name))?;
    let text = input::text(&bytes).map_err(|error| error.text(&name))?;
    Recording::read(text).map_err(|error| match error {
        RecordingError::NotJson { .. } => format!("{name}:{error}"),
        error => format!("{name}: {error}"),
    })
}

/// Writes what servers answered, where that was wanted and is new. Nobody else is to read it: answers may be private.
pub(super) fn keep_recording(arguments: &Arguments, outside: &Outside) -> Result<(), String> {
    let (Some(path), Some(recording)) = (&arguments.record_http, outside.recording()) else { return Ok(()) };
    if path.exists() && !recording.has_grown() {
        return Ok(());
    }
    file::save_private(path, recording.text().as_bytes()).map_err(|error| format!("--record-http: {error}"))
}

/// The widgets of a name that ask a server.
fn asking(name: &str, program: &Program) -> Result<Vec<String>, String> {
    let found = program.widgets_named(name);
    if found.is_empty() {
        return Err(format!("--stub: the flow has no widget `{name}`"));
    }
    let names: Vec<String> =
        found.into_iter().filter(|(_, widget)| asks(widget)).map(|(name, _)| name).collect();
    if names.is_empty() {
        return Err(format!("--stub: the widget `{name}` asks no server; --on forces its outcome"));
    }
    Ok(names)
}

/// `WIDGET=EVENT` or `WIDGET=EVENT?KEY=VALUE&…`: all of them have to exist, or the run would silently be another one.
pub(super) fn forced(text: &str, program: &Program) -> Result<Vec<Forced>, String> {
    let (name, outcome) = text
        .split_once('=')
        .map(|(name, outcome)| (name.trim(), outcome.trim()))
        .filter(|(name, outcome)| !name.is_empty() && !outcome.is_empty())
        .ok_or_else(|| format!("--on: `{text}` is not WIDGET=EVENT"))?;
    let (event, query) = match outcome.split_once('?') {
        Some((event, query)) => (event.trim(), Some(query)),
        None => (outcome, None),
    };
    let found = program.widgets_named(name);
    if found.is_empty() {
        return Err(format!("--on: the flow has no widget `{name}`"));
    }
    let places: Vec<(String, &Arc<Widget>)> =
        found.into_iter().filter(|(_, widget)| has_event(widget, event)).collect();
    if places.is_empty() {
        return Err(format!("--on: the widget `{name}` has no event `{event}`"));
    }
    let pairs: Option<Vec<(Cow<'_, str>, Cow<'_, str>)>> =
        query.map(|query| form_urlencoded::parse(query.as_bytes()).collect());
    let told = |(title, widget): (String, &Arc<Widget>)| {
        let leaves = pairs.as_ref().map(|pairs| {
            let pairs = pairs.iter().map(|(key, value)| (&**key, &**value));
            leaves_of(widget, event, pairs).map_err(|error| format!("--on: the widget `{name}`: {error}"))
        });
        Ok(Forced { widget: title, event: event.to_owned(), leaves: leaves.transpose()? })
    };
    places.into_iter().map(told).collect()
}

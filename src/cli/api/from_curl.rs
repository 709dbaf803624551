//! `cordboard api from-curl`: a pasted curl command as a prepared request.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use super::Format;
use super::describe;
use super::documents::Source;
use crate::api::curl_read::{self, Read};
use crate::api::{self, Auth, Place, Prepared};
use crate::cli::output::Output;
use crate::cli::{Outcome, input};

/// Reads a curl command and prints the request that it would send, with the operation that it asks where one is known.
///
/// It runs nothing, sends nothing and opens no file that the command names. Secrets are not printed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard api from-curl command.txt
  pbpaste | cordboard api from-curl")]
pub(super) struct Arguments {
    /// A file that holds the command; without it, or for `-`, standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    #[command(flatten)]
    source: Source,
    /// One JSON document, or text for people.
    #[arg(long, default_value = "json")]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Outcome, String> {
    let name = input::name_of(&arguments.file);
    let bytes = input::bytes(&arguments.file).map_err(|error| error.text(&name))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{name}: this is no text in UTF-8"))?;
    let offer = arguments.source.offer(output)?;
    let mut read =
        curl_read::read(&text).map_err(|error| format!("{name}: {}", error.to_string().replace('`', "")))?;
    let (prepared, emptied) = curl_read::without_secrets(&read.prepared(&offer.operations));
    for name in emptied {
        read.warnings.push(format!("The value of `{name}` looks like a secret, and is left out."));
    }
    for warning in &read.warnings {
        output.error(&format!("warning: {}", describe::plain(warning)));
    }
    match arguments.format {
        Format::Json => output.line(&format!("{:#}", document(&read, &prepared))),
        Format::Text => output.line(&page(&read, &prepared)),
    }
    Ok(Outcome::Well)
}

/// The operation's id, where it is one that is known.
fn id(prepared: &Prepared) -> Option<&str> {
    Some(prepared.operation().id.as_str()).filter(|id| *id != "from-curl")
}

fn document(read: &Read, prepared: &Prepared) -> Value {
    let values = |place: Place| -> Map<String, Value> {
        prepared.filled(place).map(|(name, value)| (name.to_owned(), json!(value))).collect()
    };
    let mut document = json!({
        "version": 1,
        "id": id(prepared),
        "method": read.method.name(),
        "url": read.url,
        "summary": prepared.operation().summary,
    });
    if let Some(fields) = document.as_object_mut() {
        for place in Place::ALL {
            fields.insert(place.name().to_owned(), values(place).into());
        }
        let request = api::request(prepared);
        let text = request.body().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let kind = request.content_type().map(str::to_owned);
        fields.insert("content".to_owned(), json!({"media_type": kind, "text": text}));
        fields.insert(
            "security".to_owned(),
            json!({"kind": kind_of(&read.auth), "user": read.user, "has_secret": read.secret.is_some()}),
        );
        fields.insert("warnings".to_owned(), json!(read.warnings));
    }
    document
}

fn kind_of(auth: &Auth) -> String {
    match auth {
        Auth::None => "none".to_owned(),
        Auth::Basic => "basic".to_owned(),
        Auth::Bearer => "bearer".to_owned(),
        Auth::Header(name) => format!("header {name}"),
        Auth::Query(name) => format!("query {name}"),
        Auth::Cookie(name) => format!("cookie {name}"),
    }
}

fn page(read: &Read, prepared: &Prepared) -> String {
    let mut text = format!("{} {}\n", read.method.name(), read.url);
    if let Some(id) = id(prepared) {
        text.push_str(&format!("{id}: {}\n", prepared.operation().summary));
    }
    let secret = if read.secret.is_some() { ", with a secret that is not shown" } else { "" };
    text.push_str(&format!("proof: {}{secret}\n", kind_of(&read.auth)));
    for place in Place::ALL {
        for (name, value) in prepared.filled(place) {
            text.push_str(&format!("  {} {name}={value}\n", place.name()));
        }
    }
    if let Some(body) = prepared.raw_body() {
        text.push_str(&format!("\n{body}\n"));
    }
    describe::shown(text.trim_end())
}

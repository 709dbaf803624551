//! `cordboard pull`: a flow from Twilio, as a file. A file that holds unsent work is not written over.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::output::Output;
use super::validate::Format;
use super::{Outcome, account, input, runtime};
use crate::flow::Document;
use crate::flow::diff::Difference;
use crate::flow::file::{self, Fingerprint, OnDisk, PairSaved, PairToSave, SaveError, SideToSave};
use crate::flow::side::{SideFile, StudioLink, side_path};
use crate::remote::{self, Pulled, kept, meaning};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

/// Fetches a flow from Twilio.
///
/// Without `-o` it is printed. In a file, what did not change keeps its spelling, and NAME.cordboard.json beside it notes
/// where the flow came from. The exit status is 1 where the file has changes that were not pushed: nothing is written then.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard pull FW0123456789abcdef0123456789abcdef -o flow.json
  cordboard pull flow.json                the flow that this file came from, into the same file")]
pub(super) struct Arguments {
    /// The flow's SID; or a file that was pulled before.
    #[arg(value_name = "FW…|FLOW")]
    flow: String,
    /// The file; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Writes over changes that were not pushed.
    #[arg(long)]
    force: bool,
    /// An address that stands in for Twilio's.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// For people, or one JSON document; that needs `-o`.
    #[arg(long, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let (sid, target) = sought(arguments)?;
    if target.is_none() && arguments.format == Format::Json {
        return Err("--format json: add -o FILE, as the flow itself goes to standard output".to_owned());
    }
    // What would keep the file from being written is found before anything is asked.
    let before = target.as_deref().map(Before::read).transpose()?;
    let client = account::studio_client("`pull`", arguments.base_url.as_deref(), output)?;
    let pulled = runtime()?.block_on(remote::pull(&client, &sid)).map_err(|error| account::told(&error))?;
    let (Some(target), Some(before)) = (target, before) else {
        output.bytes(pulled.flow.write().as_bytes());
        return Ok(Outcome::Well);
    };
    if let Some(document) = before.unsent(&pulled).filter(|_| !arguments.force) {
        output.error(&format!(
            "{}: it has changes that are not at Twilio, and was left as it is; `push` sends them, --force writes over \
             them. What Twilio has against it:",
            target.display()
        ));
        Difference::between(document.flow(), &pulled.flow)
            .lines()
            .iter()
            .for_each(|line| output.error(&format!("  {line}")));
        return Ok(Outcome::Findings);
    }
    let is_written = before.write(&target, &pulled)?;
    match arguments.format {
        Format::Text => {
            let what = if is_written { "written" } else { "the same already" };
            let link = &pulled.link;
            output.line(&format!(
                "{}: {what}: “{}” ({}), revision {}, {}",
                target.display(),
                link.friendly_name,
                link.flow_sid,
                link.revision,
                pulled.status
            ));
        }
        Format::Json => output.line(&format!(
            "{:#}",
            json!({
                "version": 1,
                "file": target.display().to_string(),
                "sid": pulled.link.flow_sid,
                "friendly_name": pulled.link.friendly_name,
                "revision": pulled.link.revision,
                "status": pulled.status,
                "written": is_written,
            })
        )),
    }
    Ok(Outcome::Well)
}

/// The flow's SID, and the file that it goes to; `None` for standard output.
fn sought(arguments: &Arguments) -> Result<(String, Option<PathBuf>), String> {
    let target = |path: &Path| (!input::is_standard(path)).then(|| path.to_owned());
    let named = arguments.flow.trim();
    if is_sid(named, prefix::FLOW) {
        return Ok((named.to_owned(), arguments.output.as_deref().and_then(target)));
    }
    let path = Path::new(named);
    if !path.exists() {
        return Err(format!("`{named}` is neither FW and 32 hexadecimal digits nor a file"));
    }
    let pair = file::read_pair(path).map_err(|error| error.to_string())?;
    let Some(link) = pair.side.studio() else {
        return Err(format!("{named}: it was never pulled or pushed, so its SID is not known; give FW…"));
    };
    Ok((link.flow_sid, arguments.output.as_deref().map_or_else(|| Some(path.to_owned()), target)))
}

/// What stands in the file's place.
struct Before {
    document: Option<Document>,
    side: SideFile,
    on_disk: OnDisk,
}

impl Before {
    fn read(path: &Path) -> Result<Self, String> {
        let left_alone = |trouble| {
            format!("{}: its side file was left as it is, and nothing was pulled: {trouble}", path.display())
        };
        let is_there = path.try_exists().map_err(|error| format!("{}: {error}", path.display()))?;
        if !is_there {
            // A side file may be left over of a flow that is gone: what else stands in it stays.
            let bytes = match file::read(&side_path(path)) {
                Ok(bytes) => bytes,
                Err(SaveError::Io { error, .. }) if error.kind() == ErrorKind::NotFound => {
                    return Ok(Self {
                        document: None,
                        side: SideFile::default(),
                        on_disk: OnDisk::default(),
                    });
                }
                Err(error) => return Err(error.to_string()),
            };
            let side = SideFile::read(&bytes);
            if let Some(trouble) = side.trouble() {
                return Err(left_alone(trouble));
            }
            let on_disk = OnDisk { flow: None, side: Some(Fingerprint::of(&bytes)) };
            return Ok(Self { document: None, side, on_disk });
        }
        let pair = file::read_pair(path).map_err(|error| error.to_string())?;
        if let Some(trouble) = pair.side.trouble() {
            return Err(left_alone(trouble));
        }
        let document = Document::from_bytes(None, &pair.flow).map_err(|error| {
            format!("{}: what stands there is no flow and was left as it is: {error}", path.display())
        })?;
        Ok(Self { document: Some(document), side: pair.side, on_disk: pair.on_disk })
    }

    /// The flow in the file, where it differs from what was last pulled or pushed, and from what is there now.
    fn unsent(&self, pulled: &Pulled) -> Option<&Document> {
        let document = self.document.as_ref()?;
        let here = meaning(document.flow());
        let known = self.side.studio().filter(|link| link.flow_sid == pulled.link.flow_sid);
        let is_sent = here == pulled.link.sha256 || known.is_some_and(|link| link.sha256 == here);
        (!is_sent).then_some(document)
    }

    fn write(&self, path: &Path, pulled: &Pulled) -> Result<bool, String> {
        let text = match &self.document {
            None => Some(pulled.flow.write()),
            Some(document) => kept(document.flow(), &pulled.flow),
        };
        let is_flow_changed = text.is_some();
        let flow = match (text, &self.document) {
            (Some(text), Some(document)) if document.bytes().starts_with(BOM.as_bytes()) => {
                [BOM, &text].concat().into()
            }
            (Some(text), _) => text.into_bytes(),
            (None, document) => document.as_ref().map(Document::bytes).unwrap_or_default(),
        };
        let write = if self.document.is_some() { file::save_pair } else { file::save_new_pair };
        save(path, flow, is_flow_changed, &self.side, self.on_disk, &pulled.link, write)?;
        Ok(is_flow_changed)
    }
}

const BOM: &str = "\u{feff}";

/// Writes a flow, where it has changed, and where it belongs; `write` does so.
pub(super) fn save(
    path: &Path,
    flow: Vec<u8>,
    is_flow_changed: bool,
    side: &SideFile,
    expected: OnDisk,
    link: &StudioLink,
    write: impl FnOnce(&Path, &PairToSave) -> Result<PairSaved, SaveError>,
) -> Result<(), String> {
    let side = side.with_studio(Some(link)).map_err(|error| format!("{}: {error}", path.display()))?;
    let pair = PairToSave { flow, is_flow_changed, side: SideToSave::Write(side), expected };
    let saved = write(path, &pair).map_err(|error| error.to_string())?;
    saved.side_error.map_or(Ok(()), |error| Err(error.to_string()))
}

//! `cordboard push`: a flow to Twilio, as a new revision. What somebody else saved there is not written over.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::output::Output;
use super::settings::Finder;
use super::validate::{Format, extend, found, lines};
use super::{Outcome, account, input, pull, runtime};
use crate::check::report::{self, File};
use crate::flow::diff::Difference;
use crate::flow::file::{self, OnDisk};
use crate::flow::side::SideFile;
use crate::flow::{Document, Flow};
use crate::remote::{self, Push, PushError, Pushed};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;
use crate::twilio::studio::Status;

/// Saves a flow at Twilio: as a draft, or published.
///
/// A flow that is not there yet is made, and NAME.cordboard.json notes its SID. The exit status is 1 where Studio (or
/// `check`, which looks first) refuses it, and where the revision there is not the one that was pulled: nothing is saved
/// then, and the difference is shown.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard push flow.json
  cordboard push flow.json --publish --message 'Ask for the order number first'")]
pub(super) struct Arguments {
    /// The flow's definition; `-` is standard input.
    #[arg(value_name = "FLOW")]
    flow: PathBuf,
    /// As a draft, which only test users meet; this is the default.
    #[arg(long, conflicts_with = "publish")]
    draft: bool,
    /// Published.
    #[arg(long)]
    publish: bool,
    /// Why, for the list of revisions.
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// The flow's name in the console; for a new flow, the file's name unless this says otherwise.
    #[arg(long, value_name = "FRIENDLY")]
    name: Option<String>,
    /// The flow at Twilio; without it, the one that the side file notes, else a new one.
    #[arg(long, value_name = "FW…")]
    sid: Option<String>,
    /// Writes over a revision that was not pulled.
    #[arg(long)]
    force: bool,
    /// An address that stands in for Twilio's.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// For people, or one JSON document.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// The file and what stands beside it.
struct Here {
    name: String,
    document: Document,
    side: SideFile,
    on_disk: OnDisk,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let here = read(arguments)?;
    let flow = here.document.flow();
    if let Some(sid) = arguments.sid.as_deref().filter(|sid| !is_sid(sid, prefix::FLOW)) {
        return Err(format!("--sid: `{sid}` is not FW and 32 hexadecimal digits"));
    }
    let status = if arguments.publish { Status::Published } else { Status::Draft };
    let settings = Finder::default().of(&arguments.flow)?;
    let blockers = remote::blockers(flow, &settings.check.options(), status);
    if !blockers.is_empty() {
        let files = [File::of(here.name, flow, &blockers)];
        match arguments.format {
            Format::Text => output.error(&format!("{}nothing was sent to Twilio", report::text(&files))),
            Format::Json => {
                let mut document = refusal("check", None, None, None);
                extend(&mut document, &report::json(&files));
                output.line(&format!("{document:#}"));
            }
        }
        return Ok(Outcome::Findings);
    }
    let link = here.side.studio();
    let sid = arguments.sid.clone().or_else(|| link.as_ref().map(|link| link.flow_sid.clone()));
    let known = link.filter(|link| Some(&link.flow_sid) == sid.as_ref());
    let stem = arguments.flow.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let made_name = arguments.name.clone().or(stem.filter(|_| sid.is_none()));
    let push = Push {
        sid: sid.as_deref(),
        revision: known.map(|link| link.revision),
        name: made_name.as_deref(),
        status,
        message: arguments.message.as_deref(),
        is_forced: arguments.force,
    };
    let client = account::studio_client("`push`", arguments.base_url.as_deref(), output)?;
    match runtime()?.block_on(remote::push(&client, flow, &push)) {
        Ok(pushed) => {
            tell(arguments, &here, &pushed, status, output);
            if !input::is_standard(&arguments.flow) {
                let bytes = here.document.bytes();
                let (side, link) = (&here.side, &pushed.link);
                pull::save(&arguments.flow, bytes, false, side, here.on_disk, link, file::save_pair)
                    .map_err(|error| {
                        format!("{} was saved at Twilio, but that could not be noted: {error}", link.flow_sid)
                    })?;
            }
            Ok(Outcome::Well)
        }
        Err(error) => refused(arguments, &here, error, output),
    }
}

fn read(arguments: &Arguments) -> Result<Here, String> {
    let input = input::current_flow(&arguments.flow)?;
    if input::is_standard(&arguments.flow) {
        let (side, on_disk) = (SideFile::default(), OnDisk::default());
        return Ok(Here { name: input.name, document: input.document, side, on_disk });
    }
    let pair = file::read_pair(&arguments.flow).map_err(|error| error.to_string())?;
    // What cannot be noted afterwards is not begun.
    if let Some(trouble) = pair.side.trouble() {
        return Err(format!("{}: its side file cannot be used, and nothing was sent: {trouble}", input.name));
    }
    let document =
        Document::from_bytes(None, &pair.flow).map_err(|error| format!("{}:{error}", input.name))?;
    Ok(Here { name: input.name, document, side: pair.side, on_disk: pair.on_disk })
}

fn tell(arguments: &Arguments, here: &Here, pushed: &Pushed, status: Status, output: &Output) {
    let (flow, link): (&Flow, _) = (here.document.flow(), &pushed.link);
    if pushed.was_raced {
        output.error(&format!(
            "warning: somebody else saved this flow at the same moment; look at the revision before {}",
            link.revision
        ));
    }
    match arguments.format {
        Format::Text => {
            lines(&here.name, flow, &pushed.validation).iter().for_each(|line| output.line(line));
            let what = if pushed.is_new { "made" } else { "saved" };
            output.line(&format!(
                "{}: {what} “{}” ({}), revision {}, {}",
                here.name,
                link.friendly_name,
                link.flow_sid,
                link.revision,
                status.name()
            ));
        }
        Format::Json => {
            let mut document = json!({
                "version": 1,
                "file": here.name,
                "sid": link.flow_sid,
                "friendly_name": link.friendly_name,
                "revision": link.revision,
                "status": status.name(),
                "created": pushed.is_new,
            });
            extend(&mut document, &found(flow, &pushed.validation));
            output.line(&format!("{document:#}"));
        }
    }
}

fn refused(arguments: &Arguments, here: &Here, error: PushError, output: &Output) -> Result<Outcome, String> {
    let flow = here.document.flow();
    let sentence = error.to_string();
    let document = match error {
        PushError::Remote(error) => return Err(account::told(&error)),
        failed @ PushError::Lost { .. } => return Err(account::with_remedy(&failed, failed.remedy())),
        PushError::NoName => return Err("a new flow needs a name: add --name FRIENDLY".to_owned()),
        PushError::Invalid(validation) => {
            output.error(&format!("{}: {sentence}; nothing was saved", here.name));
            if arguments.format == Format::Text {
                lines(&here.name, flow, &validation).iter().for_each(|line| output.error(line));
            }
            let mut document = refusal("invalid", None, None, None);
            extend(&mut document, &found(flow, &validation));
            document
        }
        PushError::Moved { revision, there, known } => {
            let lines = there.as_ref().map(|there| Difference::between(there, flow).lines());
            output.error(&format!(
                "{}: {sentence}; nothing was saved. `pull` fetches what is there, --force writes over it.",
                here.name
            ));
            if arguments.format == Format::Text {
                output.error(match lines.as_deref() {
                    None => "What stands there cannot be understood, so the difference is not known.",
                    Some([]) => "Both mean the same.",
                    Some(_) => "What a push would change there:",
                });
                lines.iter().flatten().for_each(|line| output.error(&format!("  {line}")));
            }
            refusal("moved", Some(revision), known, lines.as_deref())
        }
    };
    if arguments.format == Format::Json {
        output.line(&format!("{document:#}"));
    }
    Ok(Outcome::Findings)
}

/// Why nothing was saved, as JSON.
fn refusal(why: &str, there: Option<u64>, pulled: Option<u64>, difference: Option<&[String]>) -> Value {
    let mut document = json!({"version": 1, "refused": why});
    if why == "moved" {
        extend(
            &mut document,
            &json!({"revision_there": there, "revision_pulled": pulled, "difference": difference}),
        );
    }
    document
}

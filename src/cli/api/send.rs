//! `cordboard api send`: to the mock inside the program unless told otherwise, and to the world behind the guards of
//! a live run.

mod route;
mod shown;
mod values;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Format;
use super::documents::Source;
use super::prepared::{Chosen, Given};
use crate::api::{self, Auth, Finding, Prepared, Severity, curl_read};
use crate::cli::Outcome;
use crate::cli::output::Output;
use shown::Done;
use values::Templates;

/// Sends a request and prints it with its answer.
///
/// Without `--base-url` it goes to a mock inside the program, where what the request names is made first. To somebody else
/// than Twilio the secret in API_TOKEN proves who asks (and API_USER, for basic authentication).
/// The exit status is 1 where the answer is an error.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard api send create-service-conversation-message --example --set Body=Hello
  cordboard api send create-service-conversation-message --example --dry-run --as curl
  cordboard api send create-service-conversation-message --set ChatServiceSid=IS… --set ConversationSid=CH… \\
    --set Body=Hello --base-url https://conversations.twilio.com --allow-to CH…
  cordboard api send add-pet --document petstore --env staging --set 'name={{flow.data.pet}}' --values run.json")]
pub(super) struct Arguments {
    /// The operation, as `list` names it.
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    source: Source,
    /// The kind of body, where the operation takes several.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// All of the body as it is, in place of its parameters.
    #[arg(long, value_name = "TEXT")]
    body: Option<String>,
    /// A parameter's value; the last one counts, and an empty one leaves the parameter out. `body.NAME`, `query.NAME` and
    /// so on name the place, where a name stands in several.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Begins with the values of the operation's example.
    #[arg(long)]
    example: bool,
    /// Where it goes instead of the mock inside the program.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Sends nothing: prints the bytes that would go.
    #[arg(long)]
    dry_run: bool,
    /// What `--dry-run` prints.
    #[arg(long = "as", value_name = "FORM", default_value = "http")]
    form: Form,
    /// Puts the secret into what `--dry-run` prints, and leaves it in what `--output` writes.
    #[arg(long)]
    show_secret: bool,
    /// Beyond this machine: whom it may reach, such as the conversation's SID. Repeat it for more.
    #[arg(long, value_name = "ADDRESS")]
    allow_to: Vec<String>,
    #[command(flatten)]
    server: Chosen,
    #[command(flatten)]
    templates: Templates,
    /// Writes the body of the answer to this file. Dots stand in the place of a secret that comes back in a text.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// One JSON document, or text for people.
    #[arg(long, default_value = "json")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Http,
    Curl,
    Python,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let prepared = prepare(arguments, output)?;
    let filled = values::filled(&arguments.templates, &arguments.source.project, &prepared, output)?;
    let request = api::request(&filled.shown);
    let base = (arguments.base_url.as_deref(), filled.base.as_deref());
    let proves = filled.uses_secret || curl_read::proves(&filled.shown);
    let destination = route::destination(base, &request, (arguments.dry_run, proves))?;
    let auth = Auth::of(prepared.operation());
    let lacks = Auth::lacks(prepared.operation());
    if !lacks.is_empty() {
        output
            .error(&format!("warning: the document asks for {} too, which is not sent", lacks.join(" and ")));
    }
    let findings = api::check(&filled.shown);
    tell(&findings, output);
    if arguments.dry_run {
        let shown = if arguments.show_secret { &filled.sent } else { &request };
        return shown::dry_run(arguments, (shown, auth), &destination, output);
    }
    if findings.iter().any(Finding::blocks) || filled.is_blocked {
        let hint = "give values with --set NAME=VALUE, or begin with --example";
        return Err(format!("the request is not complete, and was not sent: {hint}"));
    }
    let (route, came) = route::send(arguments, (&filled.sent, auth), destination, output)?;
    let operation = prepared.operation();
    // A secret that comes back lands in a file only where that was asked for.
    let asked = arguments.output.is_some() && arguments.show_secret;
    let bytes = asked.then(|| came.bytes().to_vec());
    let answered = came.veiled(output.veil());
    let done = Done { request: &request, route: &route, answered: &answered, operation, bytes };
    shown::print(arguments, &done, output)?;
    if answered.is_masked {
        output.error("a secret came back in the answer; dots stand in its place");
    }
    if let Some(to) = answered.leads_to() {
        output.error(&format!("the answer leads to {to}, which is not followed"));
    }
    if let Some(explained) = answered.explained(operation) {
        let title = explained.title.unwrap_or(&explained.message);
        output.error(&match (explained.code, explained.page) {
            (Some(code), Some(page)) => format!("{code}: {title} ({page})"),
            _ => title.to_owned(),
        });
        if let Some(help) = explained.help {
            output.error(&format!("  {}", help.replace('`', "")));
        }
    }
    Ok(if answered.is_success() { Outcome::Well } else { Outcome::Findings })
}

fn prepare(arguments: &Arguments, output: &Output) -> Result<Prepared, String> {
    let given = Given {
        id: &arguments.id,
        source: &arguments.source,
        content_type: arguments.content_type.as_deref(),
        body: arguments.body.as_deref(),
        values: &arguments.set,
        example: arguments.example,
        server: &arguments.server,
    };
    given.prepared(output)
}

fn tell(findings: &[Finding], output: &Output) {
    for finding in findings {
        let word = if finding.severity == Severity::Error { "error" } else { "warning" };
        let code = finding.code.map(|code| format!(" ({code})")).unwrap_or_default();
        output.error(&format!("{word}: {}{code}", finding.message.replace('`', "")));
    }
}

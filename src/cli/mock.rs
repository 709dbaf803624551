//! `cordboard mock`: a Twilio on loopback for whatever wants to talk to one.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use secrecy::SecretString;

use super::output::Output;
use super::{Outcome, outside, runtime};
use crate::mock::{Config, Mock, Rules};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

/// Starts a mock of Twilio on this machine and serves it until Ctrl-C.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard mock --port 4010 --seed 1
  curl -u ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:any http://127.0.0.1:4010/2010-04-01/Accounts/\
ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json -d To=+15551230001 -d From=+15005550006 -d Body=Hello

A token to insist on comes from the variable CORDBOARD_MOCK_TOKEN.")]
pub(super) struct Arguments {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// What SIDs are made from: the same requests get the same SIDs.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Registers a flow, under this SID or one made from its path.
    #[arg(long, value_name = "[FW…=]FILE")]
    flow: Vec<String>,
    /// Which flow answers at an address; a single flow answers at every one.
    #[arg(long, value_name = "ADDRESS=FW…")]
    number: Vec<String>,
    /// The answer of a widget that asks a server, in each execution; several for one come in order, the last repeats.
    #[arg(long, value_name = "WIDGET=STATUS[:BODY]", allow_hyphen_values = true)]
    stub: Vec<String>,
    /// Lets HTTP requests of flows to this host really go out.
    #[arg(long, value_name = "HOST")]
    allow_http: Vec<String>,
    /// How many ended executions are kept; the oldest are dropped.
    #[arg(long, value_name = "N", default_value_t = 500)]
    keep_executions: usize,
    /// The one account there is; without it, any Account SID of the right shape.
    #[arg(long, value_name = "AC…")]
    account_sid: Option<String>,
    /// How many messages are kept; the oldest are dropped.
    #[arg(long, default_value_t = 1_000_000)]
    keep: usize,
    /// What the times between two statuses of a message are multiplied by; 0 delivers at once.
    #[arg(long, default_value_t = 1.0, value_name = "X")]
    speed: f64,
    /// Messaging Services and content templates must have been created.
    #[arg(long)]
    strict: bool,
    /// Behave as towards test credentials: few senders are owned, and nothing is stored.
    #[arg(long)]
    test_credentials: bool,
    /// Behave as towards a trial account: a prefix before each text, and verified recipients only.
    #[arg(long)]
    trial: bool,
    /// A number that a trial account may write to; can be repeated.
    #[arg(long, value_name = "NUMBER", requires = "trial")]
    verified: Vec<String>,
    /// A host name to answer for besides loopback and Twilio's.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// A host besides this machine that callbacks and webhooks may be sent to.
    #[arg(long, value_name = "NAME")]
    callback_host: Vec<String>,
    /// A file of rules that let requests go wrong.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// How many requests may run at a time; more are answered with 429 and code 20429.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The address to listen on: 127.0.0.1 or ::1.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Let --bind take an address that other machines can reach.
    #[arg(long)]
    expose: bool,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let token = std::env::var("CORDBOARD_MOCK_TOKEN").ok().filter(|token| !token.is_empty());
    let config = Config {
        port: arguments.port,
        seed: arguments.seed,
        account_sid: arguments.account_sid.clone(),
        token: token.map(SecretString::from),
        strict: arguments.strict,
        test_credentials: arguments.test_credentials,
        trial: arguments.trial,
        verified: arguments.verified.clone(),
        keep: arguments.keep,
        speed: arguments.speed,
        extra_hosts: arguments.host.clone(),
        bind: arguments.bind,
        expose: arguments.expose,
        limit: arguments.limit,
        fault_rules: arguments.rules.as_deref().map_or_else(|| Ok(Rules::default()), rules)?,
        callback_hosts: arguments.callback_host.clone(),
        flows: arguments.flow.iter().map(|text| named_file(text)).collect(),
        numbers: arguments.number.iter().map(|text| number(text)).collect::<Result<_, _>>()?,
        allow_http: arguments
            .allow_http
            .iter()
            .map(|text| outside::host(text).map(str::to_owned))
            .collect::<Result<_, _>>()?,
        stubs: arguments
            .stub
            .iter()
            .map(|text| outside::stub(text).map(|(name, stub)| (name.to_owned(), stub)))
            .collect::<Result<_, _>>()?,
        keep_executions: arguments.keep_executions,
        ..Config::default()
    };
    runtime()?.block_on(async {
        // From here on Ctrl-C stops the mock: whoever reads the first line may press it at once.
        let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
        let mock = tokio::select! {
            biased;
            _ = &mut interrupted => return Ok(Outcome::Well),
            mock = Mock::start(config) => mock.map_err(|error| error.to_string())?,
        };
        output.line(&format!("listening on {}", mock.base_url()));
        for (sid, file) in mock.flows() {
            output.line(&format!("flow {sid} {}", file.display()));
        }
        interrupted.await.map_err(|error| format!("Ctrl-C cannot be waited for: {error}"))?;
        mock.stop().await;
        Ok(Outcome::Well)
    })
}

/// `ADDRESS=FW…`.
fn number(text: &str) -> Result<(String, String), String> {
    text.rsplit_once('=')
        .filter(|(address, sid)| !address.trim().is_empty() && is_sid(sid, prefix::FLOW))
        .map(|(address, sid)| (address.trim().to_owned(), sid.to_owned()))
        .ok_or_else(|| format!("--number: `{text}` is not ADDRESS=FW…"))
}

fn rules(file: &Path) -> Result<Rules, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Rules::parse(&text).map_err(|error| format!("{}:{error}", file.display()))
}

/// `FW…=FILE`, or `FILE` alone. A path may hold an equals sign, so only something like a SID counts as one.
fn named_file(text: &str) -> (Option<String>, PathBuf) {
    match text.split_once('=') {
        Some((sid, file)) if is_sid(sid, prefix::FLOW) => (Some(sid.to_owned()), PathBuf::from(file)),
        _ => (None, PathBuf::from(text)),
    }
}

//! The program as a process.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

/// A token that must not show anywhere.
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// The account of live runs.
pub const ACCOUNT: &str = "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// What a finished process left.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The lines of standard output as JSON: each must be.
    pub fn records(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The records of one kind.
    pub fn of_kind(&self, kind: &str) -> Vec<Value> {
        self.records().into_iter().filter(|record| record["kind"] == kind).collect()
    }

    /// The bodies of the messages that went out.
    pub fn sent(&self) -> Vec<String> {
        self.of_kind("message")
            .iter()
            .filter(|message| message["direction"] == "outbound")
            .map(|message| message["body"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The variables at the end.
    pub fn context(&self) -> Value {
        self.of_kind("ended")[0]["context"].clone()
    }

    /// Why the run ended.
    pub fn reason(&self) -> String {
        self.of_kind("ended")[0]["reason"].as_str().unwrap().to_owned()
    }

    /// The steps as `widget event`.
    pub fn steps(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        self.of_kind("step")
            .iter()
            .map(|step| format!("{} {}", text(&step["widget"]), text(&step["event"])))
            .collect()
    }
}

/// The program with a surrounding in which a proxy would be noticed, and without anybody's credentials.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordboard"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        // Port 9 discards; nobody listens there.
        command.env(name, "http://127.0.0.1:9");
    }
    for name in ["NO_PROXY", "no_proxy", "CORDBOARD_MOCK_TOKEN"] {
        command.env_remove(name);
    }
    for name in ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET"] {
        command.env_remove(name);
    }
    for name in ["TWILIO_REGION", "TWILIO_EDGE"] {
        command.env_remove(name);
    }
    // Nobody's key store is touched.
    command.env("CORDBOARD_KEY_STORE", "off");
    command
}

/// Runs the program to its end.
pub fn cordboard(arguments: &[&str]) -> Ran {
    ran(command(arguments).output().unwrap())
}

/// Runs it with credentials of a live account in its environment.
pub fn cordboard_with_credentials(arguments: &[&str]) -> Ran {
    let mut command = command(arguments);
    command.env("TWILIO_ACCOUNT_SID", ACCOUNT).env("TWILIO_AUTH_TOKEN", TOKEN);
    ran(command.output().unwrap())
}

/// Runs it with a text on its standard input.
pub fn cordboard_fed(arguments: &[&str], text: &str) -> Ran {
    let mut command = command(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    ran(child.wait_with_output().unwrap())
}

fn ran(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A mock as its own process; it ends with the test.
pub struct MockProcess {
    child: Child,
    pub url: String,
    pub lines: Vec<String>,
}

impl MockProcess {
    /// Starts it and reads its first lines: the address, and one for each flow.
    pub fn start(arguments: &[&str]) -> Self {
        Self::begin(command(&[&["mock"], arguments].concat()), arguments)
    }

    fn begin(mut command: Command, arguments: &[&str]) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let mut line = || {
            let mut text = String::new();
            reader.read_line(&mut text).unwrap();
            text.trim_end().to_owned()
        };
        let first = line();
        let url = first.strip_prefix("listening on ").expect(&first).to_owned();
        let flows = arguments.iter().filter(|argument| **argument == "--flow").count();
        let lines = (0..flows).map(|_| line()).collect();
        Self { child, url, lines }
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl From<Command> for MockProcess {
    /// Starts a mock whose surrounding is the test's own.
    fn from(command: Command) -> Self {
        Self::begin(command, &[])
    }
}

impl Drop for MockProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder with flows of a test; gone when it is dropped.
pub struct Flows {
    folder: tempfile::TempDir,
}

impl Flows {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Writes text into a file and gives its path.
    pub fn text(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// Writes a flow of these states.
    pub fn flow(&self, name: &str, states: Value) -> String {
        let flow = json!({"description": "test", "states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}});
        self.text(name, &serde_json::to_string_pretty(&flow).unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        let folder: &Path = self.folder.path();
        folder.join(name)
    }
}

pub fn state(name: &str, kind: &str, transitions: Value, properties: Value) -> Value {
    json!({"name": name, "type": kind, "transitions": transitions, "properties": properties})
}

pub fn to(event: &str, next: &str) -> Value {
    json!({"event": event, "next": next})
}

/// A trigger whose `event` leads to `next`.
pub fn trigger(event: &str, next: &str) -> Value {
    state("Trigger", "trigger", json!([to(event, next)]), json!({}))
}

/// A Send Message as Studio's console would write it.
pub fn send(name: &str, recipient: &str, body: &str, transitions: Value) -> Value {
    state(
        name,
        "send-message",
        transitions,
        json!({
            "from": "{{flow.channel.address}}", "to": recipient, "body": body,
            "service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}",
        }),
    )
}

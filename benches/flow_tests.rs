//! How long `cordboard test` takes from start to end for 1,000 dialogues of 10 steps, as a process.
//! `cargo bench --bench flow_tests` prints the median of some runs.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const ROUNDS: usize = 15;
const FILES: usize = 20;
const TESTS_OF_A_FILE: usize = 50;

/// Asks again for as long as it is told yes, and counts.
const FLOW: &str = r#"{"description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}, "states": [
  {"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{"event": "incomingMessage", "next": "ask"}]},
  {"name": "ask", "type": "send-and-wait-for-reply", "properties": {"from": "{{flow.channel.address}}", "body": "Again? {{flow.variables.n}}", "timeout": "60"},
   "transitions": [{"event": "incomingMessage", "next": "count"}, {"event": "timeout"}, {"event": "deliveryFailure"}]},
  {"name": "count", "type": "set-variables", "properties": {"variables": [{"key": "n", "value": "{{flow.variables.n | plus: 1}}"}]},
   "transitions": [{"event": "next", "next": "split"}]},
  {"name": "split", "type": "split-based-on", "properties": {"input": "{{widgets.ask.inbound.Body}}"},
   "transitions": [{"event": "noMatch", "next": "bye"}, {"event": "match", "next": "ask",
     "conditions": [{"friendly_name": "yes", "arguments": ["{{widgets.ask.inbound.Body}}"], "type": "equal_to", "value": "yes"}]}]},
  {"name": "bye", "type": "send-message", "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Bye {{flow.variables.n}}"},
   "transitions": [{"event": "sent"}, {"event": "failed"}]}]}"#;

/// Ten lines of dialogue.
const STEPS: &str = r#"  { sends = { contains = "Again?" } }, { reply = "yes" },
  { sends = "Again? 1" }, { reply = "yes" },
  { sends = "Again? 2" }, { reply = "yes" },
  { sends = "Again? 3" }, { reply = "no" },
  { sends = "Bye 4" }, { ends = true },
"#;

fn fill(folder: &Path) -> std::io::Result<()> {
    for file in 0..FILES {
        std::fs::write(folder.join(format!("flow-{file}.json")), FLOW)?;
        let mut text = format!("flow = \"flow-{file}.json\"\n");
        for test in 0..TESTS_OF_A_FILE {
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n[[test]]\nname = \"dialogue {test}\"\ntrigger = {{ message = \"hi\" }}\nsteps = [\n{STEPS}]\n"
            );
        }
        std::fs::write(folder.join(format!("flow-{file}.test.toml")), text)?;
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    fill(folder.path())?;
    let mut millis = Vec::new();
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_cordboard"))
            .args(["test", "--coverage"])
            .current_dir(folder.path())
            .output()?;
        millis.push(begin.elapsed().as_secs_f64() * 1e3);
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("1000 tests in 20 files: all passed"), "{told}");
    }
    millis.sort_by(f64::total_cmp);
    let median = millis.get(ROUNDS / 2).copied().unwrap_or_default();
    println!("1000 dialogues of 10 steps, start to end: {median:.0} ms");
    Ok(())
}

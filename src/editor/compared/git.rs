//! What the last commit of git has of a file. The program `git` is asked, never by way of a shell.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

/// The bytes of a file in the last commit.
///
/// # Errors
/// Why there are none, in words.
pub(super) fn head(path: &Path) -> Result<Vec<u8>, String> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err("the flow has no file".to_owned());
    };
    // Below the folder that git is started in, so that nobody has to know where the repository begins. The name is a
    // part of one argument that begins with `HEAD:`, and so never an option.
    let mut object = OsString::from("HEAD:./");
    object.push(name);
    // `cat-file` gives the bytes as they are: `show` would run what a repository has set up to show such files.
    let ran = Command::new("git")
        .args(["cat-file", "blob"])
        .arg(object)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .output();
    match ran {
        Ok(ran) if ran.status.success() => Ok(ran.stdout),
        Ok(ran) => Err(why(&String::from_utf8_lossy(&ran.stderr))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err("git is not installed, or is not where programs are looked for".to_owned())
        }
        Err(error) => Err(format!("git cannot be started: {error}")),
    }
}

/// What git says, in our words where we know them.
pub(super) fn why(said: &str) -> String {
    let known = [
        ("not a git repository", "the flow lies in no git repository"),
        ("exists on disk, but not in", "git does not have this file yet: it is in no commit"),
        ("does not exist in 'HEAD'", "git does not have this file yet: it is in no commit"),
        ("invalid object name 'HEAD'", "the repository has no commit yet"),
        ("Not a valid object name HEAD", "git does not have this file yet, or has no commit"),
    ];
    if let Some((_, words)) = known.iter().find(|(sign, _)| said.contains(sign)) {
        return (*words).to_owned();
    }
    let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    format!("git says: {}", line.trim().trim_start_matches("fatal: "))
}

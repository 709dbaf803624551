//! Files that were open before, as the start page shows them, and flows that come with the program.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// A file that was open before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentFile {
    /// The file.
    pub path: PathBuf,
    /// When it was changed last; `None` where it is not there any more.
    pub changed: Option<Timestamp>,
}

/// What is known of the files that were open before.
#[derive(Clone, Debug, Default)]
pub struct RecentFiles {
    /// What was found out of them.
    pub(in crate::editor) known: Vec<RecentFile>,
    /// What was asked last, so that it is not asked in each frame.
    pub(in crate::editor) asked: Option<Vec<PathBuf>>,
}

impl RecentFiles {
    /// What is known of a file.
    pub fn get(&self, path: &Path) -> Option<&RecentFile> {
        self.known.iter().find(|file| file.path == path)
    }
}

/// Looks at files. It takes as long as the disk takes, so a task does it.
pub fn look_at(paths: Vec<PathBuf>) -> Vec<RecentFile> {
    let changed = |path: &Path| {
        let time = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.modified().ok();
        // A system that knows no times has the file all the same.
        Some(time.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or(Timestamp::UNIX_EPOCH))
    };
    paths.into_iter().map(|path| RecentFile { changed: changed(&path), path }).collect()
}

/// How long ago something was, in a word or two.
pub(in crate::editor) fn ago(then: Timestamp, now: Timestamp) -> String {
    let secs = now.as_second() - then.as_second();
    let told = |count: i64, what: &str| match count {
        1 => format!("1 {what} ago"),
        count => format!("{count} {what}s ago"),
    };
    match secs {
        _ if then == Timestamp::UNIX_EPOCH => String::new(),
        ..60 => "just now".to_owned(),
        60..3600 => told(secs / 60, "minute"),
        3600..86_400 => told(secs / 3600, "hour"),
        86_400..172_800 => "yesterday".to_owned(),
        172_800..1_209_600 => told(secs / 86_400, "day"),
        _ => then.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %b %Y").to_string(),
    }
}

/// A flow that comes with the program.
#[derive(Debug, PartialEq, Eq)]
pub struct Sample {
    /// The file's name.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The flows that come with the program, the simplest first.
pub static SAMPLES: [Sample; 4] = [
    Sample {
        name: "opt-in.json",
        about: "Asks by SMS, and waits for the answer",
        text: include_str!("../../../flows/opt-in.json"),
    },
    Sample {
        name: "appointment-reminder.json",
        about: "Started over REST; reminds, and asks again",
        text: include_str!("../../../flows/appointment-reminder.json"),
    },
    Sample {
        name: "order-status.json",
        about: "Asks a server, and tells what it says",
        text: include_str!("../../../flows/order-status.json"),
    },
    Sample {
        name: "voice-menu.json",
        about: "A call: a menu by keys, and who answers",
        text: include_str!("../../../flows/voice-menu.json"),
    },
];

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{SAMPLES, ago};

    #[test]
    fn times_are_told_as_people_tell_them() {
        let now: Timestamp = "2026-03-10T12:00:00Z".parse().expect("a time");
        let check = |secs: i64, expected: &str| {
            let then = now.checked_sub(SignedDuration::from_secs(secs)).expect("in range");
            assert_eq!(ago(then, now), expected, "{secs}");
        };
        check(-5, "just now");
        check(59, "just now");
        check(60, "1 minute ago");
        check(3599, "59 minutes ago");
        check(7200, "2 hours ago");
        check(86_400, "yesterday");
        check(5 * 86_400, "5 days ago");
        assert_eq!(ago(Timestamp::UNIX_EPOCH, now), "");
    }

    #[test]
    fn the_samples_are_flows() {
        for sample in &SAMPLES {
            let document = crate::flow::Document::from_bytes(None, sample.text.as_bytes());
            assert!(document.is_ok(), "{}", sample.name);
        }
    }
}

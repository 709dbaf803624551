//! The secrets of environments: in memory, and in the system's key store where the user has ticked that. Which entries
//! of the store follow from what is ticked is worked out here; the store itself is asked by tasks only.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use crate::api::Environment;
use crate::api::environment::Secrets;
use crate::twilio::keys::{KeyError, KeyStore};

/// The secrets of one environment.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Their values, by the names of their variables.
    pub values: Secrets,
    /// The variables whose values are in the key store, too.
    pub kept: BTreeSet<String>,
}

/// The secrets of all environments of a project, by the names of those.
pub type HeldAll = BTreeMap<String, Held>;

/// Whether the key store was asked for the secrets of the project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// Not yet.
    #[default]
    Not,
    /// It is being asked.
    Waiting,
    /// It has answered.
    Done,
}

/// What the page knows of the key store.
#[derive(Debug, Default)]
pub struct StoreView {
    /// Whether it was asked for the project's secrets.
    pub asked: Asked,
    /// Why there is none, once that is known; a sentence without a full stop.
    pub absent: Option<String>,
    /// What it is still to be told, the first first.
    pub(in crate::editor) queue: VecDeque<StoreWork>,
    /// It is being told something.
    pub(in crate::editor) is_busy: bool,
}

/// Something that the store is to be told.
#[derive(Debug)]
pub struct StoreWork {
    /// The project.
    pub project: Option<PathBuf>,
    /// The folder of the project's file, which names the entries.
    pub folder: PathBuf,
    /// What changes.
    pub changes: Vec<StoreChange>,
}

/// A change of what the store holds.
#[derive(Clone, Debug)]
pub enum StoreChange {
    /// A value is kept.
    Keep {
        /// The environment.
        environment: String,
        /// The variable.
        variable: String,
        /// The value.
        value: SecretString,
    },
    /// A value is kept no more.
    Forget {
        /// The environment.
        environment: String,
        /// The variable.
        variable: String,
    },
}

/// What tasks tell of the key store. No text in it holds a secret.
#[derive(Debug)]
pub enum StoreNews {
    /// It was asked for the secrets of a project.
    Read {
        /// The project.
        project: Option<PathBuf>,
        /// What it held: environment, variable and value.
        found: Vec<(String, String, SecretString)>,
        /// Why not all was read.
        trouble: Option<KeyError>,
    },
    /// It was told something.
    Told {
        /// The project.
        project: Option<PathBuf>,
        /// What was not kept: environment, variable, and why.
        failed: Vec<(String, String, String)>,
        /// Why something is still there that was to be removed.
        stays: Option<String>,
    },
}

/// The name of an entry of the store: folder, environment and variable, in a form in which no two are alike.
pub fn entry(folder: &Path, environment: &str, variable: &str) -> String {
    format!("environment {}", json!([folder.to_string_lossy(), environment, variable]))
}

/// A folder as the system names it, so that each way to it gives the same entries. It may not be there yet.
fn real(folder: &Path) -> PathBuf {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let known = whole.ancestors().find_map(|above| Some((above, std::fs::canonicalize(above).ok()?)));
    match known {
        Some((above, real)) => match whole.strip_prefix(above) {
            Ok(rest) if rest.as_os_str().is_empty() => real,
            Ok(rest) => real.join(rest),
            Err(_) => real,
        },
        None => whole,
    }
}

/// What the store has to be told so that it holds what is ticked now and nothing else.
pub fn changes(before: &HeldAll, now: &HeldAll) -> Vec<StoreChange> {
    let value = |all: &HeldAll, environment: &str, variable: &str| {
        let held = all.get(environment).filter(|held| held.kept.contains(variable))?;
        held.values.get(variable).map(|value| value.expose_secret().to_owned())
    };
    let names = |all: &HeldAll| -> Vec<(String, String)> {
        let of = |(name, held): (&String, &Held)| {
            let name = name.clone();
            held.kept.iter().map(move |variable| (name.clone(), variable.clone())).collect::<Vec<_>>()
        };
        all.iter().flat_map(of).collect()
    };
    let mut changes = Vec::new();
    for (environment, variable) in names(now) {
        let Some(new) = value(now, &environment, &variable) else { continue };
        if value(before, &environment, &variable).is_none_or(|old| old != new) {
            changes.push(StoreChange::Keep { environment, variable, value: SecretString::from(new) });
        }
    }
    // What has moved is written before it is removed.
    for (environment, variable) in names(before) {
        if !now.get(&environment).is_some_and(|held| held.kept.contains(&variable)) {
            changes.push(StoreChange::Forget { environment, variable });
        }
    }
    changes
}

impl StoreWork {
    /// Tells the store, which may take as long as the user takes to unlock it.
    pub fn perform(self, store: &dyn KeyStore) -> StoreNews {
        let folder = real(&self.folder);
        let (mut failed, mut stays) = (Vec::new(), None);
        for change in self.changes {
            match change {
                StoreChange::Keep { environment, variable, value } => {
                    if let Err(why) = store.write_entry(&entry(&folder, &environment, &variable), &value) {
                        failed.push((environment, variable, why.to_string()));
                    }
                }
                StoreChange::Forget { environment, variable } => {
                    if let Err(why) = store.remove_entry(&entry(&folder, &environment, &variable)) {
                        stays = Some(format!("{variable} of {environment}: {why}"));
                    }
                }
            }
        }
        StoreNews::Told { project: self.project, failed, stays }
    }
}

/// Asks the store for the secrets of environments.
pub fn read(
    store: &dyn KeyStore,
    project: Option<PathBuf>,
    folder: &Path,
    wanted: Vec<(String, String)>,
) -> StoreNews {
    let folder = real(folder);
    let (mut found, mut trouble) = (Vec::new(), None);
    for (environment, variable) in wanted {
        match store.read_entry(&entry(&folder, &environment, &variable)) {
            Ok(Some(value)) => found.push((environment, variable, value)),
            Ok(None) => {}
            Err(why) => {
                // Who is not there, or was not unlocked, is not asked again and again.
                trouble = Some(why);
                break;
            }
        }
    }
    StoreNews::Read { project, found, trouble }
}

/// The secrets that environments have: environment and variable.
pub fn wanted(environments: &[Environment]) -> Vec<(String, String)> {
    let of = |own: &Environment| {
        own.secrets().map(|variable| (own.name.clone(), variable.to_owned())).collect::<Vec<_>>()
    };
    environments.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twilio::keys::{MemoryStore, NoStore};

    const SECRET: &str = "hush-hush";

    /// Environments with secrets: name, variable, value, whether it is ticked.
    fn all(secrets: &[(&str, &str, &str, bool)]) -> HeldAll {
        let mut all = HeldAll::new();
        for (environment, variable, value, is_kept) in secrets {
            let held = all.entry((*environment).to_owned()).or_default();
            held.values.set(variable, SecretString::from(*value));
            if *is_kept {
                held.kept.insert((*variable).to_owned());
            }
        }
        all
    }

    /// What the store holds after both were told, one after the other.
    #[track_caller]
    fn check(before: &HeldAll, now: &HeldAll, expected: &[(&str, &str)]) {
        let (store, folder) = (MemoryStore::default(), tempfile::tempdir().unwrap());
        let mut told = HeldAll::new();
        for all in [before, now] {
            let changes = changes(&told, all);
            assert!(!format!("{changes:?}").contains(SECRET));
            let work = StoreWork { project: None, folder: folder.path().join("later"), changes };
            let news = work.perform(&store);
            assert!(matches!(&news, StoreNews::Told { failed, stays: None, .. } if failed.is_empty()));
            told.clone_from(all);
        }
        let wanted = [("a", "key"), ("a", "other"), ("b", "key")];
        let wanted = wanted.map(|(one, two)| (one.to_owned(), two.to_owned())).to_vec();
        let news = read(&store, None, &folder.path().join("x/../later"), wanted.clone());
        std::fs::create_dir(folder.path().join("later")).unwrap();
        let later = read(&store, None, &folder.path().join("later"), wanted);
        let StoreNews::Read { found, trouble: None, .. } = &later else { panic!("{news:?}") };
        let found: Vec<_> =
            found.iter().map(|(_, name, value)| (name.as_str(), value.expose_secret())).collect();
        assert_eq!(found, expected);
        assert_eq!(store.names().len(), expected.len());
        assert!(!store.names().concat().contains(SECRET) && !format!("{later:?}").contains(SECRET));
    }

    #[test]
    fn the_store_holds_what_is_ticked_and_nothing_else() {
        let one = all(&[("a", "key", SECRET, true), ("a", "other", "o", false)]);
        check(&one, &one, &[("key", SECRET)]);
        check(&HeldAll::new(), &one, &[("key", SECRET)]);
        check(&one, &all(&[("a", "key", SECRET, false)]), &[]);
        check(&one, &all(&[("a", "key", "new", true)]), &[("key", "new")]);
        check(&one, &all(&[("a", "other", SECRET, true)]), &[("other", SECRET)]);
        check(&one, &all(&[("b", "key", SECRET, true)]), &[("key", SECRET)]);
        check(&one, &HeldAll::new(), &[]);
    }

    #[test]
    fn no_two_entries_are_alike() {
        let name =
            |folder: &str, environment: &str, variable: &str| entry(Path::new(folder), environment, variable);
        assert_ne!(name("/a", "b", "c"), name("/a/b", "", "c"));
        assert_ne!(name("/a", "b\",\"c", "d"), name("/a", "b", "c\",\"d"));
    }

    #[test]
    fn a_store_that_is_not_there_is_told() {
        let one = all(&[("a", "key", SECRET, true)]);
        let work =
            StoreWork { project: None, folder: PathBuf::new(), changes: changes(&HeldAll::new(), &one) };
        let news = work.perform(&NoStore("none in tests"));
        let StoreNews::Told { failed, .. } = &news else { panic!("{news:?}") };
        assert!(failed.iter().any(|(.., why)| why.contains("none in tests")), "{failed:?}");
        let news = read(&NoStore("none"), None, Path::new(""), vec![("a".to_owned(), "key".to_owned())]);
        assert!(matches!(news, StoreNews::Read { trouble: Some(KeyError::None(_)), .. }));
    }
}

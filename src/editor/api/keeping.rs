//! What a folder of flows keeps of the API library, on the disk: its file, and the texts of documents that came from no
//! file. It runs in tasks, never in a frame, and knows nothing of the window.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::api::{Environment, EnvironmentVariable, Kept, Kind, Prepared};
use crate::flow::file::{self, Fingerprint};

/// Where a document comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// An address.
    Address(String),
    /// Text that was pasted, by its hash.
    Pasted(String),
}

const PASTED: &str = "pasted:";

impl Source {
    /// What the project's file says, which lies in this folder.
    pub fn read(text: &str, folder: &Path) -> Self {
        if let Some(hash) = text.strip_prefix(PASTED) {
            return Self::Pasted(hash.to_owned());
        }
        if is_address(text) {
            return Self::Address(text.to_owned());
        }
        Self::File(clean(&folder.join(text)))
    }

    /// As the project's file says it.
    pub fn written(&self, folder: &Path) -> String {
        match self {
            Self::File(path) => relative(folder, path),
            Self::Address(address) => address.clone(),
            Self::Pasted(hash) => format!("{PASTED}{hash}"),
        }
    }

    /// As it is shown.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Address(address) => address.clone(),
            Self::Pasted(_) => "pasted text".to_owned(),
        }
    }

    /// Where its text is kept, where it comes from no file.
    pub fn kept_text(&self, data: &Path) -> Option<PathBuf> {
        let name = match self {
            Self::File(_) => return None,
            Self::Address(address) => Fingerprint::of(address.as_bytes()).to_string(),
            // It may come from a file that anybody may have written.
            Self::Pasted(hash) => Fingerprint::of(hash.as_bytes()).to_string(),
        };
        Some(data.join("documents").join(format!("{name}.txt")))
    }
}

/// Whether a text is an address of the web.
pub fn is_address(text: &str) -> bool {
    let start = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    start.starts_with("https://") || start.starts_with("http://")
}

/// A path without `.` and `..` where they can be taken out of its words.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if clean.file_name().is_some() => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

/// A file as seen from a folder, with slashes on every system; whole where they have nothing in common.
fn relative(folder: &Path, path: &Path) -> String {
    let (folder, path) = (clean(folder), clean(path));
    let common = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    // The root alone is no reason to climb up to it.
    if common < 2 {
        return path.display().to_string();
    }
    let up = folder.components().skip(common).map(|_| "..".to_owned());
    let down = path.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// What is kept in a file, with what could not be understood in it; nothing where there is no file.
///
/// # Errors
/// Why it cannot be read, as a sentence.
pub fn read(file: &Path) -> Result<(Kept, Vec<String>), String> {
    match text_of(file)? {
        Some(text) => Kept::read(&text).map_err(|error| format!("{}:{error}", file.display())),
        None => Ok((Kept::default(), Vec::new())),
    }
}

fn text_of(file: &Path) -> Result<Option<String>, String> {
    match fs::read(file) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(format!("{}: it is not UTF-8", file.display())),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", file.display())),
    }
}

/// Changes what is kept in a file. It is read first, so that nobody else's words are lost, and one that is broken or of
/// a later version is left alone.
///
/// # Errors
/// Why it was not written, as a sentence.
pub fn change(file: &Path, change: impl FnOnce(&mut Kept)) -> Result<(), String> {
    let before = text_of(file)?;
    let mut kept = match &before {
        Some(text) => Kept::read(text).map_err(|error| format!("{}:{error}", file.display()))?.0,
        None => Kept::default(),
    };
    let old = kept.clone();
    change(&mut kept);
    if kept == old {
        return Ok(());
    }
    let text = kept.write(before.as_deref());
    if let (None, Some(folder)) = (&before, file.parent()) {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let expected = before.as_deref().map(|text| Fingerprint::of(text.as_bytes()));
    file::save(file, text.as_bytes(), expected).map(|_| ()).map_err(|error| error.to_string())
}

/// Writes what belonged to no project into the file of a folder, where that has nothing of its own. Answers whether it
/// did.
///
/// # Errors
/// Why it was not written, as a sentence.
pub fn bring(file: &Path, along: Kept) -> Result<bool, String> {
    let mut is_brought = false;
    change(file, |kept| {
        is_brought = *kept == Kept::default();
        if is_brought {
            *kept = along;
        }
    })?;
    Ok(is_brought)
}

/// The environments that a file is to have: those of the window, with what somebody else has changed in the file since
/// the window knew it.
pub fn merged(known: &[Environment], own: &[Environment], there: &[Environment]) -> Vec<Environment> {
    // A file that is gone, or was begun anew, takes nothing from who still has it.
    if there.is_empty() {
        return own.to_vec();
    }
    by_name(
        [known, own, there],
        |environment| &environment.name,
        |known, own, there| {
            let base = if own.base == known.base { &there.base } else { &own.base };
            let lists: [&[EnvironmentVariable]; 3] = [&known.variables, &own.variables, &there.variables];
            let variables = by_name(lists, |variable| &variable.name, |_, own, _| own.clone());
            Environment { name: own.name.clone(), base: base.clone(), variables }
        },
    )
}

/// A list as it was known, as it is here and as somebody else has it, in one: whoever has changed something has it so,
/// and for what both have changed there is `both`.
fn by_name<T: Clone + PartialEq>(
    [known, own, there]: [&[T]; 3],
    name: impl Fn(&T) -> &str,
    both: impl Fn(&T, &T, &T) -> T,
) -> Vec<T> {
    let find = |all: &'_ [T], one: &T| all.iter().position(|other| name(other) == name(one));
    let mut merged = Vec::new();
    for one in own {
        let (before, other) = (find(known, one), find(there, one));
        let before = before.and_then(|at| known.get(at));
        match (before, other.and_then(|at| there.get(at))) {
            (Some(before), other) if before == one => merged.extend(other.cloned()),
            (Some(before), Some(other)) if before != other => merged.push(both(before, one, other)),
            _ => merged.push(one.clone()),
        }
    }
    let is_new = |one: &&T| find(known, one).is_none() && find(own, one).is_none();
    merged.extend(there.iter().filter(is_new).cloned());
    merged
}

/// Keeps the text of a document, for nobody else to read.
///
/// # Errors
/// What the system says.
pub fn keep_text(file: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    file::save_private(file, text.as_bytes()).map_err(|error| error.to_string())
}

/// When a file was written last.
pub fn written_at(file: &Path) -> Option<jiff::Timestamp> {
    let time = fs::metadata(file).ok()?.modified().ok()?;
    jiff::Timestamp::try_from(time).ok()
}

/// Whether a file holds a document of an API and no flow: it names the form that it is written in. The whole file has to
/// be JSON for that, or a line at its margin names it, as in YAML.
pub fn is_document(bytes: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        #[serde(default)]
        openapi: Option<serde::de::IgnoredAny>,
        #[serde(default)]
        swagger: Option<serde::de::IgnoredAny>,
        #[serde(default)]
        states: Option<serde::de::IgnoredAny>,
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii_start().first() == Some(&b'{')
        && let Ok(head) = serde_json::from_slice::<Head>(bytes)
    {
        return (head.openapi.is_some() || head.swagger.is_some()) && head.states.is_none();
    }
    bytes.split(|byte| *byte == b'\n').any(|line| {
        let line = line.strip_prefix(b"\"").or_else(|| line.strip_prefix(b"'")).unwrap_or(line);
        let rest = line.strip_prefix(b"openapi").or_else(|| line.strip_prefix(b"swagger"));
        rest.is_some_and(|rest| {
            let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
            rest.trim_ascii_start().starts_with(b":")
        })
    })
}

/// No longer value is kept: the file is read by people, compared by lines, and written after each pause in typing.
const MOST_KEPT: usize = 64 * 1024;

/// The request as it may be kept: without what proves who asks, without passwords and what is called like one, and
/// without the bytes of files.
pub fn without_secrets(prepared: &Prepared) -> Prepared {
    let mut small = prepared.clone();
    for (index, parameter) in prepared.operation().parameters.iter().enumerate() {
        let value = small.at(index);
        if is_file(&parameter.kind, value) || value.len() > MOST_KEPT {
            small.at_mut(index).into_iter().for_each(String::clear);
        }
    }
    if small.raw_body().is_some_and(|body| body.len() > MOST_KEPT) {
        small.set_raw_body(None);
    }
    crate::api::curl_read::bare(&small)
}

/// Whether a value is the bytes of a file that was chosen: they are private until they are sent.
fn is_file(kind: &Kind, value: &str) -> bool {
    let head = value.split_once(',').map_or("", |(head, _)| head);
    *kind == Kind::Bytes && head.starts_with("data:") && head.ends_with(";base64")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Place;

    #[test]
    fn a_file_is_named_from_the_folder_of_the_project() {
        let check = |folder: &str, file: &str, expected: &str| {
            let (folder, file) = (Path::new(folder), PathBuf::from(file));
            let written = Source::File(file.clone()).written(folder);
            assert_eq!(written, expected);
            assert_eq!(Source::read(&written, folder), Source::File(file));
        };
        check("/a/b", "/a/b/c.yaml", "c.yaml");
        check("/a/b", "/a/b/d/c.yaml", "d/c.yaml");
        check("/a/b/e", "/a/c.yaml", "../../c.yaml");
        check("/a/b", "/x/c.yaml", "/x/c.yaml");
        assert_eq!(Source::read("https://x.example/a", Path::new("/a")).shown(), "https://x.example/a");
    }

    #[test]
    fn what_somebody_else_changed_in_the_file_stays() {
        let all = |text: &str| -> Vec<Environment> {
            let one = |word: &str| {
                let (name, base) = word.split_once('=').unwrap();
                Environment { name: name.to_owned(), base: base.to_owned(), variables: Vec::new() }
            };
            text.split_whitespace().map(one).collect()
        };
        let check = |known: &str, own: &str, there: &str, expected: &str| {
            assert_eq!(merged(&all(known), &all(own), &all(there)), all(expected), "{known} {own} {there}");
        };
        check("a=1", "a=2", "a=1", "a=2");
        check("a=1", "a=1 b=1", "a=3 c=1", "a=3 b=1 c=1");
        check("a=1", "a=2", "a=3", "a=2");
        check("a=1 b=1", "b=1", "a=3 b=1", "b=1");
        check("a=1", "a=1", "", "a=1");
        check("", "a=1", "a=2", "a=1");
        // What is gone from the file and not changed here stays gone.
        check("a=1 b=1", "a=1 b=2", "b=1", "b=2");
        check("a=1 b=1", "a=2 b=1", "b=1", "a=2 b=1");
    }

    #[test]
    fn two_changes_of_one_environment_are_both_kept() {
        let all = |base: &str, text: &str| -> Vec<Environment> {
            let variable = |word: &str| {
                let (name, value) = word.split_once('=').unwrap();
                EnvironmentVariable { name: name.to_owned(), value: value.to_owned(), is_secret: false }
            };
            let variables = text.split_whitespace().map(variable).collect();
            vec![Environment { name: "own".to_owned(), base: base.to_owned(), variables }]
        };
        let known = all("x", "a=1 b=1");
        assert_eq!(merged(&known, &all("x", "a=2 b=1"), &all("y", "a=1 c=3")), all("y", "a=2 c=3"));
        assert_eq!(merged(&known, &all("z", "a=2 b=1"), &all("y", "a=3 b=1")), all("z", "a=2 b=1"));
    }

    #[test]
    fn what_a_file_holds_is_not_kept() {
        let parameters = vec![
            crate::api::Parameter::new(Place::Body, "File", Kind::Bytes, ""),
            crate::api::Parameter::new(Place::Body, "Text", Kind::Text, ""),
        ];
        let operation = std::sync::Arc::new(crate::api::Operation { parameters, ..Default::default() });
        let check = |name: &str, value: &str, expected: &str| {
            let mut prepared = Prepared::new(&operation);
            prepared.set(name, value);
            assert_eq!(without_secrets(&prepared).value(name), expected);
        };
        check("File", "data:application/json;base64,e30=", "");
        check("File", "data:application/json;name=a.json;base64,e30=", "");
        check("File", "{{widgets.a.body}}", "{{widgets.a.body}}");
        check("Text", "data:text/plain;base64,YQ==", "data:text/plain;base64,YQ==");
        check("Text", &"a".repeat(MOST_KEPT + 1), "");
        let mut prepared = Prepared::new(&operation);
        prepared.set_raw_body(Some("a".repeat(MOST_KEPT + 1)));
        assert_eq!(without_secrets(&prepared).raw_body(), None);
    }

    #[test]
    fn a_document_is_told_from_a_flow_by_what_it_holds() {
        let check = |text: &str, expected: bool| assert_eq!(is_document(text.as_bytes()), expected, "{text}");
        check("openapi: 3.0.1\npaths: {}", true);
        check("# a comment\n'swagger' : \"2.0\"\n", true);
        check("\u{feff}{\"info\": {}, \"openapi\": \"3.1.0\"}", true);
        check("{\"states\": [], \"openapi\": \"3.1.0\"}", false);
        check("{\"description\": \"openapi: 3\", \"states\": []}", false);
        check("  openapi: 3\n", false);
        check("openapis: 3\n", false);
        check("", false);
    }
}

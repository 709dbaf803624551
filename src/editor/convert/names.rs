//! What a converted flow is called until it has a file: after the file it came from, or after itself where that held
//! several.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use crate::flow::convert::Found;

/// How flows are saved; the ending tells them from other JSON.
const ENDING: &str = ".flow.json";
/// Longer names are cut.
const MAX_CHARS: usize = 80;

/// A name for each chosen flow, none twice, and none that of the file itself.
pub(super) fn names(path: &Path, flows: &[Found], chosen: &BTreeSet<usize>) -> Vec<(usize, String)> {
    let own = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.strip_suffix(".flow").unwrap_or(&stem);
    let mut taken: HashSet<String> = [own].into();
    let mut names = Vec::new();
    for (index, flow) in flows.iter().enumerate().filter(|(index, _)| chosen.contains(index)) {
        let base = match flows {
            [_] => tidy(stem),
            _ => flow
                .name
                .as_deref()
                .or(flow.sid.as_deref())
                .map(tidy)
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| format!("{}-{}", tidy(stem), index + 1)),
        };
        let base = if base.is_empty() { "flow".to_owned() } else { base };
        let free = |name: &String| !taken.contains(&name.to_lowercase());
        let candidates = std::iter::once(format!("{base}{ENDING}"))
            .chain(std::iter::once(format!("{base}-converted{ENDING}")))
            .chain((2..).map(|number: u32| format!("{base}-{number}{ENDING}")));
        let name = candidates.into_iter().find(free).unwrap_or_default();
        taken.insert(name.to_lowercase());
        names.push((index, name));
    }
    names
}

/// A text as the name of a file on any system.
fn tidy(text: &str) -> String {
    let plain = |char: char| if char.is_alphanumeric() || "-_ .()+&,".contains(char) { char } else { '-' };
    let name: String = text.chars().take(MAX_CHARS).map(plain).collect();
    name.trim_matches(|char: char| char == '.' || char.is_whitespace()).to_owned()
}

//! Time zones by name or city: `Africa/Kigali` or `Kigali`.

use std::sync::OnceLock;

use jiff::tz::{TimeZone, db};
use jiff::{Timestamp, civil::date};

use crate::flow::nearest;

/// How many zones are named where several may be meant.
const MAX_SUGGESTIONS: usize = 5;

/// No zone, or several, are called like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}{}", self.told_suggestions())]
pub struct UnknownZone {
    /// What is wrong.
    pub reason: String,
    /// The zones that may be meant.
    pub suggestions: Vec<String>,
    is_one_of_several: bool,
}

impl UnknownZone {
    fn told_suggestions(&self) -> String {
        match (self.suggestions.as_slice(), self.is_one_of_several) {
            ([], _) => ": write a city, as in `Kigali`, or `Africa/Kigali`".to_owned(),
            (all, true) => format!(": {}", all.join(", ")),
            ([only], false) => format!("; did you mean `{only}`?"),
            (all, false) => format!("; did you mean one of these: {}?", all.join(", ")),
        }
    }
}

/// The zone of an IANA name, whatever its case, or of the city that ends only one name, or names with the same clock.
///
/// # Errors
/// Where none or several are meant.
pub fn zone(text: &str) -> Result<TimeZone, UnknownZone> {
    let wanted = plain(text);
    let whole = |name: &&String| plain(name) == wanted;
    if let Some(found) = names().iter().find(whole).and_then(|name| TimeZone::get(name).ok()) {
        return Ok(found);
    }
    let mut found: Vec<&String> = names().iter().filter(|name| city(name) == wanted).collect();
    let zones: Vec<TimeZone> = found.iter().filter_map(|name| TimeZone::get(name).ok()).collect();
    if let Some((first, others)) = zones.split_first()
        && others.iter().all(|other| have_same_clock(first, other))
    {
        return Ok(first.clone());
    }
    let is_one_of_several = !found.is_empty();
    if wanted.chars().count() >= 2 && found.is_empty() {
        found = names().iter().filter(|name| city(name).starts_with(&wanted)).collect();
        found.extend(names().iter().filter(|name| {
            let name = plain(name);
            name.contains(&wanted) && !city(&name).starts_with(&wanted)
        }));
    }
    if found.is_empty() {
        let near = nearest(text.trim(), names().iter().map(|name| last_part(name)));
        found =
            near.and_then(|near| names().iter().find(|name| last_part(name) == near)).into_iter().collect();
    }
    let suggestions: Vec<String> = found.into_iter().take(MAX_SUGGESTIONS).cloned().collect();
    let text = text.trim();
    let reason = match is_one_of_several {
        true => format!("several time zones are called `{text}`"),
        false => format!("there is no time zone `{text}`"),
    };
    Err(UnknownZone { reason, suggestions, is_one_of_several })
}

/// All names, in order. They are looked up once, as the list may come from the system's files.
fn names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let is_usual = |name: &String| !name.starts_with("posix/") && !name.starts_with("right/");
        let mut names: Vec<String> = db().available().map(|name| name.to_string()).filter(is_usual).collect();
        names.sort_unstable();
        names
    })
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn city(name: &str) -> String {
    plain(last_part(name))
}

/// Without case, and with spaces as people write them.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace(['_', '-'], " ")
}

/// Whether two names mean the same clock, as far as anybody sets one: old and new names of a zone do.
fn have_same_clock(one: &TimeZone, two: &TimeZone) -> bool {
    (2000..=2030).flat_map(|year| [(year, 1), (year, 7)]).all(|(year, month)| {
        let moment =
            date(year, month, 1).to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp());
        one.to_offset(moment) == two.to_offset(moment)
    })
}

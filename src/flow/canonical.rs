//! The one canonical text of a definition: the one that Studio's console exports.
//!
//! Two spaces, one item a line, line feeds, a line feed at the end, no byte order mark, and the console's order of
//! keys. The spelling of numbers and strings is kept, so that nothing can come to mean something else. It knows no
//! widget types: the order of properties follows from their names.

use std::collections::HashSet;

use super::console;
use super::json::{self, Json, Kind, MAX_BYTES, Member, position};

const TOP: &[&str] = &["description", "states", "initial_state", "flags"];
const STATE: &[&str] = &["name", "type", "transitions", "properties"];
const TRANSITION: &[&str] = &["next", "event", "conditions"];
const CONDITION: &[&str] = &["friendly_name", "arguments", "type", "value"];

/// Why a definition has no canonical text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct CanonicalError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Why, as a sentence without a full stop.
    pub message: String,
}

/// The canonical text of a definition that is given as text.
///
/// # Errors
/// Where the text is no JSON, where a key stands twice in one object (dropping one could drop what somebody wrote),
/// and where the canonical text would be too large to be opened again.
pub fn canonical(text: &str) -> Result<String, CanonicalError> {
    let error = |offset, message: String| {
        let (line, column) = position(text, offset);
        CanonicalError { line, column, message }
    };
    let root = json::parse(text).map_err(|found| error(found.offset, found.message))?;
    if let Some((offset, key)) = doubled_key(&root) {
        let message =
            format!("the key `{key}` stands twice in one object; only the last one counts, so take one out");
        return Err(error(offset, message));
    }
    canonical_of(&root).ok_or_else(|| error(0, "the canonical text would be larger than 64 MiB".to_owned()))
}

/// As [`canonical`], for a tree without doubled keys. `None` where the text would be too large.
pub(super) fn canonical_of(root: &Json) -> Option<String> {
    let mut writer = Writer { out: String::new(), level: 0 };
    writer.value(root, Role::Definition);
    writer.out.push('\n');
    (writer.out.len() <= MAX_BYTES).then_some(writer.out)
}

/// What a value is in a definition: it decides the order of its keys and what its parts are.
#[derive(Clone, Copy)]
enum Role {
    Definition,
    States,
    State,
    Transitions,
    Transition,
    Conditions,
    Condition,
    /// Properties of a widget, and every object within them: the console's server keeps them in hash maps.
    Property,
    /// What the console does not write: its order is kept.
    Foreign,
}

impl Role {
    /// The role of a member's value.
    fn of_member(self, key: &str) -> Self {
        match (self, key) {
            (Self::Definition, "states") => Self::States,
            (Self::State, "transitions") => Self::Transitions,
            (Self::State, "properties") | (Self::Property, _) => Self::Property,
            (Self::Transition, "conditions") => Self::Conditions,
            _ => Self::Foreign,
        }
    }

    /// The role of an array's items.
    fn of_item(self) -> Self {
        match self {
            Self::States => Self::State,
            Self::Transitions => Self::Transition,
            Self::Conditions => Self::Condition,
            Self::Property => Self::Property,
            _ => Self::Foreign,
        }
    }

    /// The members in the order in which they are written.
    fn ordered(self, members: &[Member]) -> Vec<(String, &Member)> {
        let mut named: Vec<(String, &Member)> =
            members.iter().map(|member| (member.name().into_owned(), member)).collect();
        let known = match self {
            Self::Definition => TOP,
            Self::State => STATE,
            Self::Transition => TRANSITION,
            Self::Condition => CONDITION,
            Self::Property => {
                let names: Vec<&str> = named.iter().map(|(name, _)| &**name).collect();
                let order = console::property_order(&names);
                return order.iter().filter_map(|index| named.get(*index).cloned()).collect();
            }
            _ => return named,
        };
        // Stable: what is not known stays behind the rest, in its own order.
        named.sort_by_key(|(name, _)| known.iter().position(|known| known == name).unwrap_or(known.len()));
        named
    }
}

struct Writer {
    out: String,
    level: usize,
}

impl Writer {
    fn value(&mut self, value: &Json, role: Role) {
        match &value.kind {
            Kind::Literal(raw) => self.out.push_str(raw),
            Kind::String(raw) => self.quoted(raw),
            Kind::Array(list) => self.items('[', list.items.iter(), ']', |writer, item| {
                writer.value(item, role.of_item());
            }),
            Kind::Object(list) => {
                self.items('{', role.ordered(&list.items).into_iter(), '}', |writer, (name, member)| {
                    writer.quoted(&member.key);
                    writer.out.push_str(": ");
                    writer.value(&member.value, role.of_member(&name));
                });
            }
        }
    }

    fn quoted(&mut self, raw: &str) {
        self.out.push('"');
        self.out.push_str(raw);
        self.out.push('"');
    }

    fn items<T>(
        &mut self,
        open: char,
        items: impl ExactSizeIterator<Item = T>,
        close: char,
        write: impl Fn(&mut Self, T),
    ) {
        self.out.push(open);
        let is_empty = items.len() == 0;
        self.level += 1;
        for (index, item) in items.enumerate() {
            // Deep and dense text grows a hundredfold: what can be used by nobody need not fill the memory.
            if self.out.len() > MAX_BYTES {
                break;
            }
            if index > 0 {
                self.out.push(',');
            }
            self.line();
            write(self, item);
        }
        self.level -= 1;
        if !is_empty {
            self.line();
        }
        self.out.push(close);
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", self.level));
    }
}

/// The first key that stands a second time in its object: where, and which.
fn doubled_key(root: &Json) -> Option<(usize, String)> {
    /// Walks over a value at `at`. `Err` is what was found, `Ok` the offset behind the value.
    fn walk(value: &Json, at: usize) -> Result<usize, (usize, String)> {
        let mut at = at + value.lead.len();
        match &value.kind {
            Kind::Literal(raw) => at += raw.len(),
            Kind::String(raw) => at += raw.len() + 2,
            Kind::Array(list) => {
                at += 1 + list.inner.len();
                for item in &list.items {
                    // The comma, or the closing bracket behind the last one.
                    at = walk(item, at)? + 1;
                }
                at += usize::from(list.items.is_empty());
            }
            Kind::Object(list) => {
                at += 1 + list.inner.len();
                let mut seen = HashSet::new();
                for member in &list.items {
                    at += member.lead.len();
                    if !seen.insert(member.name()) {
                        return Err((at, member.name().into_owned()));
                    }
                    // Two quotes and the colon.
                    at = walk(&member.value, at + member.key.len() + member.trail.len() + 3)? + 1;
                }
                at += usize::from(list.items.is_empty());
            }
        }
        Ok(at + value.trail.len())
    }
    walk(root, 0).err()
}

//! What differs between two answers: status, headers, and the body by its paths.

use serde_json::Value;

use super::send::Answered;

/// So many differences are told at most.
pub const MOST: usize = 500;
/// So many characters of a value are told.
const MAX_CHARS: usize = 200;

/// A place at which two answers differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Where: the name of a header, or a path such as `messages[0].sid`; empty for all of a body.
    pub path: String,
    /// What was there; nothing where it was not there.
    pub before: Option<String>,
    /// What is there now; nothing where it is gone.
    pub after: Option<String>,
}

/// How two answers differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Both statuses, where they differ.
    pub status: Option<(u16, u16)>,
    /// The headers, by name.
    pub headers: Vec<Changed>,
    /// The body: by path where both are JSON, by line where not.
    pub body: Vec<Changed>,
    /// There are more than are told.
    pub is_cut: bool,
}

impl Compared {
    /// What differs between an answer and a later one.
    pub fn of(before: &Answered, after: &Answered) -> Self {
        let mut found = Found::default();
        found.headers(&before.headers, &after.headers);
        let headers = std::mem::take(&mut found.rows);
        match (&before.json, &after.json) {
            (Some(old), Some(new)) => found.values(&mut String::new(), old, new),
            _ if before.body == after.body => {}
            _ => found.lines(&before.body, &after.body),
        }
        Self {
            status: (before.status != after.status).then_some((before.status, after.status)),
            headers,
            body: found.rows,
            is_cut: found.is_cut,
        }
    }

    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.status.is_none() && self.headers.is_empty() && self.body.is_empty()
    }
}

#[derive(Default)]
struct Found {
    rows: Vec<Changed>,
    is_cut: bool,
}

impl Found {
    fn push(&mut self, path: &str, before: Option<String>, after: Option<String>) {
        if self.rows.len() >= MOST {
            self.is_cut = true;
            return;
        }
        self.rows.push(Changed { path: path.to_owned(), before, after });
    }

    /// Headers of the same name are one, in their order.
    fn headers(&mut self, before: &[(String, String)], after: &[(String, String)]) {
        let all = |headers: &[(String, String)], name: &str| {
            let own = headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str());
            let values: Vec<&str> = own.collect();
            (!values.is_empty()).then(|| short(&values.join(", ")))
        };
        let mut names: Vec<&str> = before.iter().chain(after).map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (old, new) = (all(before, name), all(after, name));
            if old != new {
                self.push(name, old, new);
            }
        }
    }

    fn values(&mut self, path: &mut String, before: &Value, after: &Value) {
        if self.is_cut || before == after {
            return;
        }
        let length = path.len();
        match (before, after) {
            (Value::Object(old), Value::Object(new)) => {
                let added = new.keys().filter(|key| !old.contains_key(*key));
                for key in old.keys().chain(added) {
                    push_key(path, key);
                    self.pair(path, old.get(key), new.get(key));
                    path.truncate(length);
                }
            }
            (Value::Array(old), Value::Array(new)) => {
                for index in 0..old.len().max(new.len()) {
                    path.push_str(&format!("[{index}]"));
                    self.pair(path, old.get(index), new.get(index));
                    path.truncate(length);
                    if self.is_cut {
                        break;
                    }
                }
            }
            _ => self.push(path, Some(told(before)), Some(told(after))),
        }
    }

    fn pair(&mut self, path: &mut String, before: Option<&Value>, after: Option<&Value>) {
        match (before, after) {
            (Some(old), Some(new)) => self.values(path, old, new),
            (old, new) => self.push(path, old.map(told), new.map(told)),
        }
    }

    /// The lines between what both begin and end with.
    fn lines(&mut self, before: &str, after: &str) {
        let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        let same = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
        let rest = old.len().min(new.len()) - same;
        let ends = old.iter().rev().zip(new.iter().rev()).take(rest);
        let ends = ends.take_while(|(one, other)| one == other).count();
        let (old_end, new_end) = (old.len() - ends, new.len() - ends);
        for index in same..old_end.max(new_end) {
            let one = old.get(index).filter(|_| index < old_end).map(|line| short(line));
            let other = new.get(index).filter(|_| index < new_end).map(|line| short(line));
            if one != other {
                self.push(&format!("line {}", index + 1), one, other);
            }
            if self.is_cut {
                break;
            }
        }
    }
}

/// Puts a key behind a path, as Liquid and most languages write it.
pub fn push_key(path: &mut String, key: &str) {
    if crate::liquid::is_plain_name(key) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
    } else if key.contains('"') && !key.contains('\'') {
        path.push_str(&format!("['{key}']"));
    } else {
        path.push_str(&format!("[\"{}\"]", key.replace('"', "\\\"")));
    }
}

fn told(value: &Value) -> String {
    match value {
        Value::Array(items) if items.len() > 20 => format!("{} items", items.len()),
        Value::Object(map) if map.len() > 20 => format!("{} properties", map.len()),
        value => short(&value.to_string()),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Answered, Compared, MOST};

    fn answered(status: u16, headers: &[(&str, &str)], body: &str) -> Answered {
        Answered {
            status,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.to_owned(),
            json: serde_json::from_str(body).ok(),
            ..Answered::default()
        }
    }

    /// Each difference of the bodies as `path: before > after`.
    fn check(before: &str, after: &str, expected: &[&str]) {
        let found = Compared::of(&answered(200, &[], before), &answered(200, &[], after));
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let rows: Vec<String> = found
            .body
            .iter()
            .map(|row| format!("{}: {} > {}", row.path, side(&row.before), side(&row.after)))
            .collect();
        assert_eq!(rows, expected, "{before} {after}");
        assert_eq!(found.is_same(), expected.is_empty());
    }

    #[test]
    fn bodies_differ_by_path() {
        check(r#"{"a":{"b":[1,2]}}"#, r#"{"a":{"b":[1,2]}}"#, &[]);
        check(r#"{"a":{"b":[1,2]}}"#, r#"{"a":{"b":[1,3,4]}}"#, &["a.b[1]: 2 > 3", "a.b[2]: - > 4"]);
        check(r#"{"a":1}"#, r#"{"x y":null}"#, &["a: 1 > -", r#"["x y"]: - > null"#]);
        check(r#"{"a":1}"#, "[]", &[": {\"a\":1} > []"]);
        check("one\ntwo\nthree", "one\n2\nthree", &["line 2: two > 2"]);
        check("", "{}", &["line 1: - > {}"]);
        check("a\na", "a", &["line 2: a > -"]);
    }

    #[test]
    fn status_and_headers_differ_by_name() {
        let before = answered(201, &[("etag", "1"), ("date", "x"), ("a", "1"), ("a", "2")], "");
        let after = answered(404, &[("date", "x"), ("etag", "2"), ("a", "1")], "");
        let found = Compared::of(&before, &after);
        assert_eq!(found.status, Some((201, 404)));
        let names: Vec<&str> = found.headers.iter().map(|row| row.path.as_str()).collect();
        assert_eq!(names, ["a", "etag"]);
    }

    #[test]
    fn no_more_is_told_than_anybody_reads() {
        let many: Vec<usize> = (0..10_000).collect();
        let other: Vec<usize> = (1..10_001).collect();
        let body = |items: &[usize]| serde_json::to_string(items).unwrap_or_default();
        let found = Compared::of(&answered(200, &[], &body(&many)), &answered(200, &[], &body(&other)));
        assert!(found.is_cut && found.body.len() == MOST);
    }
}

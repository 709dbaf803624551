//! Texts of a document as the reference shows them.

/// A description without the parts of Markdown that are not shown: links become their words, headings and emphasis lose
/// their signs.
pub(super) fn plain(text: &str) -> String {
    let mut out = without_emphasis(&without_links(text.trim()));
    if out.starts_with('#') || out.contains("\n#") {
        let lines = out.lines().map(|line| line.trim_start_matches('#').trim());
        out = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    }
    out
}

/// The text with `*words*` and `**words**` as their words, where they stand on one line and not in code.
fn without_emphasis(text: &str) -> String {
    if !text.contains('*') {
        return text.to_owned();
    }
    let part = |(number, part): (usize, &str)| {
        if number % 2 == 1 {
            return part.to_owned();
        }
        part.split('\n').map(bare_line).collect::<Vec<_>>().join("\n")
    };
    text.split('`').enumerate().map(part).collect::<Vec<_>>().join("`")
}

fn bare_line(line: &str) -> String {
    let mut gone: Vec<std::ops::Range<usize>> = Vec::new();
    let mut open: Option<std::ops::Range<usize>> = None;
    let mut at = 0;
    while let Some(begin) = line.get(at..).and_then(|rest| rest.find('*')).map(|found| found + at) {
        let (before, rest) = line.split_at(begin);
        let signs = rest.len() - rest.trim_start_matches('*').len();
        at = begin + signs;
        let (last, next) = (before.chars().next_back(), line.get(at..).and_then(|rest| rest.chars().next()));
        let is_word = |char: Option<char>| char.is_some_and(|char| !char.is_whitespace());
        let is_letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        match open.take() {
            Some(began) if began.len() == signs && is_word(last) && !is_letter(next) => {
                gone.extend([began, begin..at]);
            }
            _ if is_word(next) && !is_letter(last) => open = Some(begin..at),
            began => open = began,
        }
    }
    let mut bare = String::with_capacity(line.len());
    let mut done = 0;
    for signs in gone {
        bare.push_str(line.get(done..signs.start).unwrap_or_default());
        done = signs.end;
    }
    bare.push_str(line.get(done..).unwrap_or_default());
    bare
}

/// The text with `[words](address)` as its words, with nothing of either over the end of a line. What ends the words and
/// the address is looked for once, and not for each bracket anew: texts of nothing but brackets are not slow.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut middle = Ahead::new(|text| text.find("]("));
    let mut end = Ahead::new(|text| text.find([')', '\n', ' ']));
    let mut done = 0;
    while let Some(open) = text.get(done..).and_then(|rest| rest.find('[')).map(|at| at + done) {
        let Some(close) = middle.from(text, open + 1) else { break };
        let Some(stop) = end.from(text, close + 2) else { break };
        // The words end at the next bracket, so that together they are looked through once.
        let words = text.get(open + 1..).unwrap_or_default();
        let is_plain = words.find(['[', ']', '\n']) == Some(close - open - 1);
        let is_link = is_plain && text.get(stop..).is_some_and(|rest| rest.starts_with(')'));
        out.push_str(text.get(done..open).unwrap_or_default());
        if is_link {
            out.push_str(text.get(open + 1..close).unwrap_or_default());
            done = stop + 1;
        } else {
            out.push('[');
            done = open + 1;
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Where something comes next in a text, remembered for as long as it lies ahead.
struct Ahead<F> {
    find: F,
    known: Option<usize>,
}

impl<F: Fn(&str) -> Option<usize>> Ahead<F> {
    fn new(find: F) -> Self {
        Self { find, known: None }
    }

    fn from(&mut self, text: &str, start: usize) -> Option<usize> {
        if self.known.is_none_or(|known| known < start) {
            self.known = Some((self.find)(text.get(start..)?)? + start);
        }
        self.known
    }
}

/// The first sentence of a text, on one line and not too long.
pub(super) fn first_sentence(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let sentence = line.split_once(". ").map_or(line, |(sentence, _)| sentence).trim_end_matches('.');
    let mut short: String = sentence.chars().take(120).collect();
    if sentence.chars().nth(120).is_some() {
        short.push('…');
    }
    short
}

/// A name of words and dashes for a command line: `get-pets-by-id`.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    let mut was_lower = false;
    for char in text.chars() {
        if char.is_alphanumeric() {
            if was_lower && char.is_uppercase() {
                slug.push('-');
            }
            slug.extend(char.to_lowercase());
            was_lower = char.is_lowercase() || char.is_numeric();
        } else {
            if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            was_lower = false;
        }
    }
    let slug = slug.trim_end_matches('-');
    slug.chars().take(100).collect()
}

/// Names in words: `a`, `b` or `c`.
pub(super) fn one_of(names: &[String]) -> String {
    let coded: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match coded.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => coded.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(plain(text), expected);
    }

    #[test]
    fn emphasis_loses_its_signs_and_nothing_else_does() {
        check("At *most* so **many of** them.", "At most so many of them.");
        check("***All*** (*none*)", "All (none)");
        check("2*3*4, a * b * c, `*code*` and *open", "2*3*4, a * b * c, `*code*` and *open");
        check("* one\n* two", "* one\n* two");
        check("*.example.com and **kwargs", "*.example.com and **kwargs");
    }
}

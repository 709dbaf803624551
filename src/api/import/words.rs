//! Texts of a document as the reference shows them.

/// A description without the parts of Markdown that are not shown: links become their words, headings lose their
/// signs.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        // `[words](address)`, with nothing of either over the end of a line.
        let link = after.split_once("](").and_then(|(words, after)| {
            let (address, after) = after.split_once(')')?;
            (!words.contains(['[', ']', '\n']) && !address.contains(['\n', ' '])).then_some((words, after))
        });
        match link {
            Some((words, after)) => {
                out.push_str(words);
                rest = after;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    if out.starts_with('#') || out.contains("\n#") {
        let lines = out.lines().map(|line| line.trim_start_matches('#').trim());
        out = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    }
    out
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

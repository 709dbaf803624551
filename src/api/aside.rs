//! Templates put aside while what stands around them is encoded or read: signs of plain letters stand for them, which
//! no encoding changes.

use std::fmt::Write as _;

use super::address::pieces;

/// The templates that were put aside.
pub(super) struct Aside {
    sign: String,
    kept: Vec<String>,
}

/// What ends a sign: in the place of a text, or in that of a whole value of JSON, which is no text.
const TEXT: char = 't';
const VALUE: char = 'v';

impl Aside {
    /// For these texts, none of which holds what the signs begin with.
    pub(super) fn new(texts: &[&str]) -> Self {
        let mut sign = "ztemplate".to_owned();
        while texts.iter().any(|text| text.contains(&sign)) {
            sign.push('q');
        }
        Self { sign, kept: Vec::new() }
    }

    fn put(&mut self, template: &str, end: char) -> String {
        self.kept.push(template.to_owned());
        format!("{}{}{end}", self.sign, self.kept.len() - 1)
    }

    /// The text with a sign for each template.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut made = String::with_capacity(text.len());
        for (is_template, piece) in pieces(text) {
            made.push_str(&if is_template { self.put(piece, TEXT) } else { piece.to_owned() });
        }
        made
    }

    /// The text with a sign for the template that all of it is, in the place of a value that is no text.
    pub(super) fn value(&mut self, text: &str) -> String {
        match pieces(text.trim()).as_slice() {
            [(true, template)] => self.put(template, VALUE),
            _ => self.text(text),
        }
    }

    /// JSON with a sign for each template: one outside of texts is a text of its own, so that it can be read.
    pub(super) fn json(&mut self, json: &str) -> String {
        let mut made = String::with_capacity(json.len());
        let (mut is_text, mut is_escaped) = (false, false);
        for (is_template, piece) in pieces(json) {
            match (is_template, is_text) {
                (true, true) => made.push_str(&self.put(piece, TEXT)),
                (true, false) => {
                    let sign = self.put(piece, VALUE);
                    // Writing to a string cannot fail.
                    let _ = write!(made, "\"{sign}\"");
                }
                (false, _) => {
                    for char in piece.chars() {
                        is_text ^= char == '"' && !is_escaped;
                        is_escaped = is_text && char == '\\' && !is_escaped;
                    }
                    made.push_str(piece);
                }
            }
        }
        made
    }

    /// Whether a template stands in this text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        text.contains(&self.sign)
    }

    /// The text with its templates in their places again, whatever stands around them now. A value of JSON loses the
    /// quotes around its sign.
    pub(super) fn back(&self, text: &str) -> String {
        let mut made = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once(self.sign.as_str()) {
            made.push_str(before);
            let digits = behind.find(|char: char| !char.is_ascii_digit()).unwrap_or(behind.len());
            let (number, ended) = behind.split_at(digits);
            let template = number.parse().ok().and_then(|number: usize| self.kept.get(number));
            let end = ended.chars().next().filter(|end| [TEXT, VALUE].contains(end));
            let (Some(template), Some(end)) = (template, end) else {
                made.push_str(&self.sign);
                rest = behind;
                continue;
            };
            rest = ended.get(end.len_utf8()..).unwrap_or_default();
            if end == VALUE
                && made.ends_with('"')
                && let Some(unquoted) = rest.strip_prefix('"')
            {
                made.pop();
                rest = unquoted;
            }
            made.push_str(template);
        }
        made.push_str(rest);
        made
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Aside;

    #[track_caller]
    fn check(text: &str, json: &str) {
        let mut aside = Aside::new(&[text]);
        let signed = aside.json(text);
        assert_eq!(signed, json);
        assert_eq!(aside.back(&signed), text);
    }

    #[test]
    fn a_template_in_json_is_a_text_or_within_one() {
        check(r#"{"a": {{n}}}"#, r#"{"a": "ztemplate0v"}"#);
        check(r#"{"a": "x {{ b | append: "/" }}"}"#, r#"{"a": "x ztemplate0t"}"#);
        check(r#"{"\"": {{a}}, "b": "\\"}"#, r#"{"\"": "ztemplate0v", "b": "\\"}"#);
        check("[{% if a %}1{% endif %}]", r#"["ztemplate0v"1"ztemplate1v"]"#);
        check("ztemplate0v {{a}}", r#"ztemplate0v "ztemplateq0v""#);
    }

    #[test]
    fn what_is_all_a_template_can_be_a_value() {
        let mut aside = Aside::new(&[]);
        let value = serde_json::json!({"n": aside.value(" {{n}} "), "t": aside.text("{{t}}")});
        assert_eq!(aside.back(&value.to_string()), r#"{"n":{{n}},"t":"{{t}}"}"#);
    }

    proptest! {
        #[test]
        fn everything_comes_back(text in "([a-z\"\\\\ {}%]|\\{\\{[a-z\" ]{0,5}\\}\\}|ztemplate[0-9]?[tv]?){0,12}") {
            let mut aside = Aside::new(&[&text]);
            let signed = [aside.text(&text), aside.json(&text), aside.value(&text)];
            prop_assert_eq!(aside.back(&signed[0]), text.clone());
            prop_assert_eq!(aside.back(&signed[1]), text.clone());
            let value = aside.back(&signed[2]);
            prop_assert_eq!(value.trim(), text.trim());
        }
    }
}

//! The manual's pages on rules, made from the rules and their examples, and the same as text for a terminal.
//!
//! Pure: it gives Markdown or text, and whoever asks writes it.

use std::fmt::Write as _;

use super::diagnostic::{Blocks, Diagnostic, Severity};
use super::examples::{Example, example};
use super::excerpt;
use super::report::{self, File};
use super::rules::{RuleInfo, rules};
use super::{Options, check, locate};
use crate::flow::{Document, Flow, nearest};

/// The name of a rule's page within the folder of these pages.
pub fn page_name(rule: &RuleInfo) -> String {
    format!("{}.md", rule.code)
}

/// The page on one rule.
pub fn page(rule: &RuleInfo) -> String {
    let mut out = format!(
        "# {}\n\n`{}`: {}. {}\n\n{}\n",
        prose(rule.title),
        rule.code,
        rule.severity.name(),
        rule.blocks.sentence(),
        prose(&sentence(rule.why))
    );
    if let Some(shown) = example(rule.code).and_then(Shown::of) {
        let _ = write!(
            out,
            "\n## Wrong\n\n```text\n{}```\n\n`cordboard check` says:\n\n```text\n{}```\n",
            shown.wrong, shown.said
        );
        let _ = write!(out, "\n## Right\n\n```diff\n{}```\n", shown.right);
        if let Some((title, is_safe)) = &shown.fix {
            let title = prose(title);
            let _ = match is_safe {
                true => write!(
                    out,
                    "\nThe fix *{title}* guesses nothing and drops nothing: `cordboard check --fix` applies it, and \
                     the editor offers it.\n"
                ),
                false => write!(
                    out,
                    "\nThe fix *{title}* is one to look at: the editor offers it, and `--fix` leaves it alone.\n"
                ),
            };
        }
    }
    let _ = write!(
        out,
        "\n## To switch it off\n\n```toml\n[check.rules]\n{} = \"off\"\n```\n\n\
         in [`cordboard.toml`](../settings.md), or `--skip {}` for one check.\n",
        rule.code, rule.code
    );
    out
}

/// The page that lists all rules, the worst first.
pub fn index() -> String {
    let mut out = String::from(
        "# What is checked\n\n\
         Every rule of `cordboard check` and of the editor's list of problems, with a flow that has it wrong and the \
         same flow put right.\n\
         `cordboard check --explain CODE` prints a page in the terminal.\n",
    );
    for severity in Severity::ALL {
        let heading = match severity {
            Severity::Error => "Errors: what Studio refuses even as a draft",
            Severity::Warning => {
                "Warnings: what Studio would not publish, or what goes wrong when the flow runs"
            }
            Severity::Advice => "Advice",
        };
        let _ = write!(out, "\n## {heading}\n\n| rule | what it finds | it blocks |\n| --- | --- | --- |\n");
        for rule in rules().filter(|rule| rule.severity == severity) {
            let blocked = match rule.blocks {
                Blocks::Draft => "saving",
                Blocks::Publish => "publishing",
                Blocks::None => "",
            };
            let _ = writeln!(
                out,
                "| [`{}`]({}) | {} | {blocked} |",
                rule.code,
                page_name(&rule),
                prose(rule.title)
            );
        }
    }
    out
}

/// The lines of the table of contents, for pages in `folder`.
pub fn contents(folder: &str) -> String {
    let mut out = format!("- [What is checked]({folder}/README.md)\n");
    let mut all: Vec<RuleInfo> = rules().collect();
    all.sort_by_key(|rule| rule.code);
    for rule in all {
        let _ = writeln!(out, "  - [{}]({folder}/{})", rule.code, page_name(&rule));
    }
    out
}

/// What a terminal shows of a rule.
///
/// # Errors
/// Where there is no rule of that name: a sentence that names the one most likely meant.
pub fn explained(code: &str) -> Result<String, String> {
    let Some(rule) = rules().find(|rule| rule.code == code) else {
        let codes: Vec<&str> = rules().map(|rule| rule.code).collect();
        let hint = match nearest(code, codes) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the page on checks in the manual lists them".to_owned(),
        };
        return Err(format!("there is no rule `{code}`: {hint}"));
    };
    let mut out = format!(
        "{}: {}\n{}. {}\n\n{}\n",
        rule.code,
        rule.title,
        rule.severity.name(),
        rule.blocks.sentence(),
        sentence(rule.why)
    );
    if let Some(shown) = example(rule.code).and_then(Shown::of) {
        let _ = write!(out, "\nWrong:\n{}\n{}\nRight:\n{}", shown.wrong, shown.said, shown.right);
    }
    Ok(out)
}

/// What an example shows.
struct Shown {
    /// The wrong part, with a mark.
    wrong: String,
    /// What is said of it.
    said: String,
    /// What is to be changed.
    right: String,
    /// The title of the fix, and whether it may be applied without looking.
    fix: Option<(String, bool)>,
}

impl Shown {
    fn of(example: &Example) -> Option<Self> {
        let flow = open(example.wrong)?;
        let mut all: Vec<Diagnostic> = check(&flow, &Options::default());
        all.retain(|found| found.code == example.code);
        locate(&flow, &mut all);
        let first = all.first()?;
        let said = report::text(&[File::of("flow.json", &flow, &all)]);
        // The last line counts.
        let said = said.trim_end().rsplit_once('\n').map_or("", |(lines, _)| lines);
        Some(Self {
            wrong: excerpt::around(&flow, first),
            said: format!("{said}\n"),
            right: excerpt::difference(example.wrong, example.right),
            fix: first.fix.as_ref().map(|fix| (fix.title.clone(), fix.is_safe)),
        })
    }
}

fn open(text: &str) -> Option<Flow> {
    Some(Document::from_bytes(None, text.as_bytes()).ok()?.flow().clone())
}

/// A text as a sentence: a capital at its beginning, a full stop at its end.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

/// A text as Markdown that shows it as it stands; what stands between back quotes is code already.
fn prose(text: &str) -> String {
    let mut is_code = false;
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        is_code ^= char == '`';
        if !is_code && "*_<>[]|".contains(char) {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

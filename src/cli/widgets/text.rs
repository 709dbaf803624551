//! The catalogue as text for people: a table of all types, and a page on one.

use std::fmt::Write as _;

use crate::widgets::condition::PREDICATES;
use crate::widgets::manual::{self, words};
use crate::widgets::{EventKind, Events, Field, FieldKind, Grade, WidgetType};

/// The columns of a page's text.
const WIDTH: usize = 100;
/// Where the texts below a heading begin.
const INDENT: usize = 2;
/// Where what belongs to one entry begins.
const DEEP: usize = 6;

/// Whether headings stand out.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub colored: bool,
}

impl Style {
    fn heading(self, text: &str) -> String {
        if self.colored { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// All types, by the palette's groups.
pub(super) fn table(style: Style) -> String {
    let groups = words::groups();
    let entries = || groups.iter().flat_map(|(_, entries)| entries);
    let id_width = width(entries().map(|entry| entry.id));
    let label_width = width(entries().map(|entry| entry.label));
    let mut out = String::new();
    for (heading, entries) in &groups {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", style.heading(heading));
        for entry in entries {
            line(&mut out, INDENT, &[(entry.id, id_width), (entry.label, label_width), (entry.summary, 0)]);
        }
    }
    out
}

/// All that is known of one type.
pub(super) fn page(entry: &WidgetType, style: Style) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} ({})", style.heading(entry.label), entry.id);
    wrap(&mut out, INDENT, entry.help);
    let _ = write!(
        out,
        "\n  Group     {}\n  Placing   {}\n",
        entry.group.label(),
        words::placing_sentence(entry)
    );
    if let Some(needs) = words::needs(entry.needs) {
        let _ = writeln!(out, "  Execution {needs}");
    }
    let _ = writeln!(out, "  How sure  {}", sure(entry.grade));
    let _ = writeln!(out, "  Twilio    {}", entry.docs);
    fields(&mut out, entry, style);
    events(&mut out, entry, style);
    conditions(&mut out, entry, style);
    outputs(&mut out, entry, style);
    legend(&mut out, entry);
    out
}

/// What the letters behind events and outputs mean.
fn legend(out: &mut String, entry: &WidgetType) {
    let of_events = entry.events.known().iter().map(|event| event.grade);
    let grades: Vec<Grade> = of_events.chain(entry.outputs.iter().map(|output| output.grade)).collect();
    for grade in [Grade::B, Grade::C, Grade::D] {
        if grade > entry.grade && grades.contains(&grade) {
            let _ = write!(out, "\n[{}] {}\n", words::grade_letter(grade), words::grade(grade));
        }
    }
}

fn sure(grade: Grade) -> String {
    format!("{}: {}", words::grade_letter(grade), words::grade(grade))
}

fn fields(out: &mut String, entry: &WidgetType, style: Style) {
    let _ = write!(out, "\n{}\n", style.heading("Fields"));
    if entry.fields.is_empty() {
        wrap(
            out,
            INDENT,
            match entry.events {
                Events::Known(_) => "It has none.",
                Events::Open => "Nobody outside Twilio knows them: every property that a file has is kept.",
            },
        );
        return;
    }
    if let Some(alternatives) = entry.alternatives {
        wrap(out, INDENT, &words::alternatives(entry, alternatives));
    }
    for field in entry.fields {
        self::field(out, entry, field);
    }
}

fn field(out: &mut String, entry: &WidgetType, field: &Field) {
    let mut head = format!("{} — {}, {}", field.key, field.label, words::types(field));
    match words::required(field) {
        "" => {}
        "yes" => head.push_str(", required"),
        who => {
            let _ = write!(head, ", required {who}");
        }
    }
    wrap(out, INDENT, &head);
    wrap(out, DEEP, field.help);
    match (field.default, field.when_absent) {
        (Some(new), Some(absent)) if new != absent => {
            wrap(out, DEEP, &format!("A new widget has {new}; left out it counts as {absent}."));
        }
        (Some(new), _) => wrap(out, DEEP, &format!("A new widget has {new}.")),
        (None, Some(absent)) => wrap(out, DEEP, &format!("Left out it counts as {absent}.")),
        (None, None) => {}
    }
    if let Some(values) = words::values(field) {
        wrap(out, DEEP, &values.replace('`', ""));
    }
    if let FieldKind::Choice(choices) | FieldKind::Suggest(choices) | FieldKind::Several(choices) = field.kind
    {
        let values =
            choices.iter().map(|choice| if choice.value.is_empty() { "(empty)" } else { choice.value });
        let value_width = width(values.clone());
        for (value, choice) in values.zip(choices) {
            line(out, DEEP + 2, &[(value, value_width), (choice.label, 0)]);
        }
    }
    if let Some(limits) = words::limits(&field.limits) {
        wrap(out, DEEP, &limits);
    }
    if let Some(when) = field.condition {
        wrap(out, DEEP, &words::condition(entry, when));
    }
    if field.grade > entry.grade {
        wrap(out, DEEP, &format!("How sure: {}.", sure(field.grade)));
    }
}

fn events(out: &mut String, entry: &WidgetType, style: Style) {
    let _ = write!(out, "\n{}\n", style.heading("Events"));
    if let Some(words) = words::events(&entry.events) {
        wrap(out, INDENT, words);
        return;
    }
    let known = entry.events.known();
    let event_width = width(known.iter().map(|event| event.event));
    let label_width = width(known.iter().map(|event| event.label));
    for event in known {
        let meaning = match event.kind {
            EventKind::Normal => "",
            kind => words::event_meaning(kind),
        };
        let doubt = if event.grade > entry.grade {
            format!(" [{}]", words::grade_letter(event.grade))
        } else {
            String::new()
        };
        let meaning = format!("{meaning}{doubt}");
        line(out, INDENT, &[(event.event, event_width), (event.label, label_width), (meaning.trim(), 0)]);
    }
}

/// What a branch may compare, for a type that has branches.
fn conditions(out: &mut String, entry: &WidgetType, style: Style) {
    if entry.events.known().iter().all(|event| event.kind != EventKind::Branch) {
        return;
    }
    let _ = write!(out, "\n{}\n", style.heading("Conditions of a branch"));
    let kind_width = width(PREDICATES.iter().map(|predicate| predicate.kind));
    let label_width = width(PREDICATES.iter().map(|predicate| predicate.label));
    for predicate in &PREDICATES {
        let with = words::compared_with(predicate.takes).replace('`', "");
        line(out, INDENT, &[(predicate.kind, kind_width), (predicate.label, label_width), (&with, 0)]);
    }
}

fn outputs(out: &mut String, entry: &WidgetType, style: Style) {
    let _ = write!(out, "\n{}\n", style.heading("What it leaves"));
    if entry.outputs.is_empty() {
        wrap(
            out,
            INDENT,
            match entry.events {
                Events::Known(_) => "Nothing under widgets.",
                Events::Open => "Nobody outside Twilio knows what it leaves.",
            },
        );
        return;
    }
    let templates: Vec<String> =
        entry.outputs.iter().map(|output| manual::template("NAME", output.path)).collect();
    let template_width = width(templates.iter().map(String::as_str));
    let kind_width = width(entry.outputs.iter().map(|output| output.kind));
    for (template, output) in templates.iter().zip(entry.outputs) {
        let doubt = if output.grade > entry.grade {
            format!("{} [{}]", output.help, words::grade_letter(output.grade))
        } else {
            output.help.to_owned()
        };
        line(out, INDENT, &[(template, template_width), (output.kind, kind_width), (&doubt, 0)]);
    }
}

fn width<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

/// A line of columns, each with its width; blanks at the end are left out.
fn line(out: &mut String, indent: usize, columns: &[(&str, usize)]) {
    let mut text = " ".repeat(indent);
    for &(column, width) in columns {
        let _ = write!(text, "{column:width$}  ");
    }
    out.push_str(text.trim_end());
    out.push('\n');
}

/// A paragraph, broken between words.
fn wrap(out: &mut String, indent: usize, text: &str) {
    let mut at = 0;
    for word in text.split_whitespace() {
        let chars = word.chars().count();
        if at > 0 && at + 1 + chars > WIDTH {
            out.push('\n');
            at = 0;
        }
        if at == 0 {
            out.push_str(&" ".repeat(indent));
            at = indent + chars;
        } else {
            out.push(' ');
            at += 1 + chars;
        }
        out.push_str(word);
    }
    if at > 0 {
        out.push('\n');
    }
}

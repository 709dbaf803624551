//! The manual's pages on widgets, made from the catalogue: one page for each type, an index, and their lines of the
//! table of contents.
//!
//! Pure: it gives Markdown, and whoever asks writes it. What an entry means in words is in [`words`], which the
//! command line uses, too.

pub mod words;

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{
    EventKind, Events, Field, FieldKind, Grade, Placing, WidgetType, condition, reference_to, split_based_on,
};
use crate::flow::Offset;

/// The name of a type's page within the folder of these pages.
pub fn page_name(entry: &WidgetType) -> String {
    format!("{}.md", entry.id)
}

/// The page on one type.
pub fn page(entry: &WidgetType) -> String {
    let mut out = format!("# {}\n\n{}\n\n", prose(entry.label), sentences(entry.help));
    facts(&mut out, entry);
    fields(&mut out, entry);
    events(&mut out, entry);
    conditions(&mut out, entry);
    outputs(&mut out, entry);
    example(&mut out, entry);
    out
}

/// The page that lists all types, by the palette's groups.
pub fn index() -> String {
    let mut out = String::from(
        "# Widgets\n\n\
         Every widget type that Studio is known to have, in the palette's groups.\n\
         Each page tells the type's fields, its events, what it leaves for later widgets, and how sure that is.\n\
         `cordboard widgets` prints the same, also as JSON.\n",
    );
    for (heading, entries) in words::groups() {
        let _ =
            write!(out, "\n## {heading}\n\n| widget | in the file | what it does |\n| --- | --- | --- |\n");
        for entry in entries {
            let (label, page) = (cell(entry.label), page_name(entry));
            let _ = writeln!(out, "| [{label}]({page}) | `{}` | {} |", entry.id, cell(entry.summary));
        }
    }
    out.push_str("\n## How sure\n\n| grade | what it rests on |\n| --- | --- |\n");
    for grade in [Grade::A, Grade::B, Grade::C, Grade::D] {
        let _ = writeln!(out, "| {} | {} |", words::grade_letter(grade), words::grade(grade));
    }
    out
}

/// The lines of the table of contents, for pages in `folder`.
pub fn contents(folder: &str) -> String {
    let mut out = format!("- [Widgets]({folder}/README.md)\n");
    for entry in words::groups().into_iter().flat_map(|(_, entries)| entries) {
        let _ = writeln!(out, "  - [{}]({folder}/{})", prose(entry.label), page_name(entry));
    }
    out
}

/// The state of a new widget, as the examples show it; `None` where nobody knows what Studio makes.
pub fn example_state(entry: &WidgetType) -> Option<Value> {
    let name = if entry.is_start { entry.base_name.to_owned() } else { format!("{}_1", entry.base_name) };
    (!entry.is_open()).then(|| entry.new_state(&name, Offset { x: 0.0, y: 0.0 }))
}

/// A template that reads an output of a widget of this name. A path that is open at an end has `KEY` there.
pub fn template(name: &str, path: &str) -> String {
    format!("{{{{{}}}}}", reference_to(name, &path.replace('*', "KEY")))
}

fn facts(out: &mut String, entry: &WidgetType) {
    let _ = writeln!(out, "- In the file: `{}`", entry.id);
    let _ = writeln!(out, "- Group: {}", entry.group.label());
    let _ = writeln!(out, "- Placing: {}", words::placing_sentence(entry));
    if let Some(needs) = words::needs(entry.needs) {
        let _ = writeln!(out, "- Execution: {needs}");
    }
    if let Some(key) = entry.subflow {
        let label = entry.field(key).map_or(key, |field| field.label);
        let _ = writeln!(out, "- Subflow: the flow that {} names runs inside this execution.", prose(label));
    }
    let _ = writeln!(
        out,
        "- How sure: {} (grade {}).",
        words::grade(entry.grade),
        words::grade_letter(entry.grade)
    );
    let _ = writeln!(out, "- [Twilio's page]({})", entry.docs);
}

fn fields(out: &mut String, entry: &WidgetType) {
    out.push_str("\n## Fields\n\n");
    if entry.fields.is_empty() {
        out.push_str(match entry.events {
            Events::Known(_) => "It has none.\n",
            Events::Open => "Nobody outside Twilio knows them: every property that a file has is kept.\n",
        });
        return;
    }
    out.push_str(
        "| field | in the file | JSON | required | in a new widget | left out it counts as |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for field in entry.fields {
        let _ = writeln!(
            out,
            "| {} | `{}` | {} | {} | {} | {} |",
            cell(field.label),
            field.key,
            words::types(field),
            words::required(field),
            field.default.map(code).unwrap_or_default(),
            field.when_absent.map(code).unwrap_or_default(),
        );
    }
    if let Some(alternatives) = entry.alternatives {
        let _ = write!(out, "\n{}\n", sentences(&words::alternatives(entry, alternatives)));
    }
    for field in entry.fields {
        detail(out, entry, field);
    }
}

fn detail(out: &mut String, entry: &WidgetType, field: &Field) {
    let _ = write!(out, "\n### {}\n\n{}\n", prose(field.label), sentences(field.help));
    let mut notes = Vec::new();
    if let Some(when) = field.condition {
        notes.push(prose(&words::condition(entry, when)));
    }
    if let Some(limits) = words::limits(&field.limits) {
        notes.push(limits);
    }
    if field.grade > entry.grade {
        notes.push(format!(
            "How sure: {} (grade {}).",
            words::grade(field.grade),
            words::grade_letter(field.grade)
        ));
    }
    notes.push(format!("Known from: {}.", prose(field.source)));
    if let Some(values) = words::values(field) {
        let _ = writeln!(out, "{}", prose(&values));
    }
    if let FieldKind::Choice(choices) | FieldKind::Suggest(choices) | FieldKind::Several(choices) = field.kind
    {
        out.push_str("\n| value | label |\n| --- | --- |\n");
        for choice in choices {
            let _ = writeln!(out, "| {} | {} |", code(choice.value), cell(choice.label));
        }
        out.push('\n');
    }
    for note in notes {
        let _ = writeln!(out, "{note}");
    }
}

fn events(out: &mut String, entry: &WidgetType) {
    out.push_str("\n## Events\n\n");
    if let Some(words) = words::events(&entry.events) {
        let _ = writeln!(out, "{words}");
        return;
    }
    out.push_str("In the order in which Studio's console writes them.\n\n");
    let shows_grade = entry.events.known().iter().any(|event| event.grade > entry.grade);
    out.push_str("| event | label | meaning |");
    out.push_str(if shows_grade {
        " how sure |\n| --- | --- | --- | --- |\n"
    } else {
        "\n| --- | --- | --- |\n"
    });
    for event in entry.events.known() {
        let meaning = match event.kind {
            _ if entry.is_start => "begins the execution",
            kind => words::event_meaning(kind),
        };
        let _ = write!(out, "| `{}` | {} | {meaning} |", event.event, cell(event.label));
        if shows_grade {
            let _ = write!(out, " {} |", words::grade(event.grade));
        }
        out.push('\n');
    }
}

/// What a branch may compare, for a type that has branches.
fn conditions(out: &mut String, entry: &WidgetType) {
    let Some(branch) = entry.events.known().iter().find(|event| event.kind == EventKind::Branch) else {
        return;
    };
    out.push_str(
        "\n## Conditions\n\n\
         Each branch is a transition of its own with one condition, and `arguments` repeats the variable to test.\n\
         `value` is always a text, also for a number, and may be a template.\n\n\
         | condition | `type` | what `value` is |\n| --- | --- | --- |\n",
    );
    for predicate in &condition::PREDICATES {
        let with = words::compared_with(predicate.takes);
        let _ = writeln!(out, "| {} | `{}` | {with} |", cell(predicate.label), predicate.kind);
    }
    let (kind, value) = ("matches_any_of", "yes, y");
    let example = json!({"event": branch.event, "conditions": [{
        "friendly_name": split_based_on::friendly_name(kind, value),
        "arguments": ["{{widgets.NAME.inbound.Body}}"],
        "type": kind,
        "value": split_based_on::stored_value(kind, value),
    }]});
    let _ = write!(out, "\n```json\n{example:#}\n```\n");
}

/// Says below what the list is open.
fn more(below: &[&str]) -> Option<String> {
    let places: Vec<String> = below
        .iter()
        .map(|part| {
            code(&if part.is_empty() { "widgets.NAME".to_owned() } else { format!("widgets.NAME.{part}") })
        })
        .collect();
    let list = "the widget passes on what Twilio tells it, and no full list is known";
    (!places.is_empty()).then(|| format!("More may stand below {}: {list}.\n", places.join(" and ")))
}

fn outputs(out: &mut String, entry: &WidgetType) {
    out.push_str("\n## What it leaves\n\n");
    if entry.outputs.is_empty() {
        out.push_str(match entry.events {
            Events::Known(_) => "Nothing under `widgets`.\n",
            Events::Open => "Nobody outside Twilio knows what it leaves.\n",
        });
        return;
    }
    out.push_str("Put the widget's name in the place of NAME.\n");
    if entry.outputs.iter().any(|output| output.path.contains('*')) {
        out.push_str("KEY stands for any key.\n");
    }
    if let Some(sentence) = more(entry.more_below) {
        out.push_str(&sentence);
    }
    let shows_grade = entry.outputs.iter().any(|output| output.grade > entry.grade);
    out.push_str("\n| template | type | what it is |");
    out.push_str(if shows_grade {
        " grade |\n| --- | --- | --- | --- |\n"
    } else {
        "\n| --- | --- | --- |\n"
    });
    for output in entry.outputs {
        let _ = write!(
            out,
            "| {} | {} | {} |",
            code(&template("NAME", output.path)),
            output.kind,
            cell(output.help)
        );
        if shows_grade {
            let _ = write!(out, " {} |", words::grade_letter(output.grade));
        }
        out.push('\n');
    }
    if shows_grade {
        out.push_str("\nWhat the grades mean stands on [the list of widgets](README.md#how-sure).\n");
    }
}

fn example(out: &mut String, entry: &WidgetType) {
    let Some(state) = example_state(entry) else { return };
    out.push_str("\n## In a flow\n\n");
    out.push_str(match entry.placing {
        Placing::Palette if entry.grade > Grade::A => {
            "A new one, as the palette places it.\n\
             Unverified: no or hardly any file that Studio's console wrote shows one.\n"
        }
        Placing::Palette => "A new one, as the palette places it and as Studio's console writes it.\n",
        _ => "One with nothing but what Studio's console writes of itself.\n",
    });
    if entry.events.known().iter().any(|event| event.kind == EventKind::Branch) {
        out.push_str("Branches with their conditions are added to `transitions`.\n");
    }
    let _ = write!(out, "\n```json\n{state:#}\n```\n");
}

/// Text with one sentence to a line, as all of the manual has it.
fn sentences(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(". ") {
        let (sentence, after) = rest.split_at(at + 1);
        let after = after.trim_start();
        out.push_str(sentence);
        // An abbreviation does not end a sentence.
        let begins =
            after.starts_with(|first: char| first.is_uppercase() || "`\"{1234567890".contains(first));
        out.push(if begins { '\n' } else { ' ' });
        rest = after;
    }
    out.push_str(rest);
    prose(&out)
}

/// Text as Markdown: what would be markup outside of code is escaped.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for char in text.chars() {
        match char {
            '`' => in_code = !in_code,
            '*' | '<' | '_' if !in_code => out.push('\\'),
            _ => {}
        }
        out.push(char);
    }
    out
}

/// Text within a cell of a table: no line breaks, and no bar that would end the cell.
fn cell(text: &str) -> String {
    prose(text).replace('|', "\\|").replace('\n', " ")
}

/// Code within a cell of a table.
fn code(text: &str) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { format!("`{}`", text.replace('|', "\\|")) }
}

//! The manual's tables are made from the program's own. `UPDATE_DOCS=1 cargo test --test manual` writes them anew.
#![expect(clippy::unwrap_used, reason = "in tests a panic is the report")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn is_current(page: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "docs/{page} is not current: UPDATE_DOCS=1 cargo test --test manual");
}

#[test]
fn assumptions() {
    let mut page = String::from(
        "# What nobody outside Twilio knows\n\n\
         Where Studio's behaviour is not documented and was not measured, the simulator takes one answer, and every step that rests on it says so in the trace.\n\
         All of these are unverified.\n\n\
         | id | question | what Cordboard takes |\n| --- | --- | --- |\n",
    );
    for assumption in cordboard::widgets::assumptions::ALL {
        let (id, question, took) = (assumption.id, assumption.question, assumption.took);
        writeln!(page, "| `{id}` | {question} | {took} |").unwrap();
    }
    is_current("assumptions.md", &page);
}

#[cfg(feature = "editor")]
#[test]
fn keys() {
    use cordboard::editor::command::{COMMANDS, Menu};
    let mut page = String::from("# Keys\n\nOn macOS, Ctrl is the Command key.\n");
    for menu in Menu::ALL {
        writeln!(page, "\n## {}\n\n| command | keys | what it does |\n| --- | --- | --- |", menu.label())
            .unwrap();
        for entry in COMMANDS.iter().filter(|entry| entry.menu == menu) {
            let keys = entry
                .shortcut
                .map(|keys| keys.format(&egui::ModifierNames::NAMES, false))
                .unwrap_or_default();
            writeln!(page, "| {} | {keys} | {} |", entry.text, entry.tooltip).unwrap();
        }
    }
    is_current("keys.md", &page);
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_somewhere() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(&docs).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if !name.ends_with(".md") {
            continue;
        }
        if name != "SUMMARY.md" && !summary.contains(&format!("({name})")) {
            wrong.push(format!("{name} is not in the summary"));
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.contains("://") && !docs.join(link).exists() {
                wrong.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

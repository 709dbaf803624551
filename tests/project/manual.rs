//! The manual's tables are made from the program's own. `UPDATE_DOCS=1 cargo test --test project` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn is_current(page: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "docs/{page} is not current: UPDATE_DOCS=1 cargo test --test project");
}

#[test]
fn assumptions() {
    let mut page = String::from(
        "# What nobody outside Twilio knows\n\n\
         Where Studio's behaviour is not documented and was not measured, the simulator takes one answer, and every step that rests on it says so in the trace.\n\
         All of these are unverified.\n\n\
         The first choice counts where nobody has chosen.\n\
         `--assume ID=CHOICE` of `run` and `test` takes another, and so does [`cordboard.toml`](settings.md) for a folder of flows:\n\n\
         ```toml\n[run.assume]\nseveral-conditions = \"any\"\n```\n\n\
         A trace names what is not the usual choice in its first line, so that it can be replayed.\n",
    );
    for assumption in cordboard::widgets::assumptions::all() {
        let (id, question, shows) = (assumption.id, assumption.question, assumption.shows);
        writeln!(page, "\n## `{id}`\n\n{question}\nIt shows in: {shows}.\n").unwrap();
        for (index, choice) in assumption.choices().enumerate() {
            let usual = if index == 0 { " (default)" } else { "" };
            writeln!(page, "- `{}`{usual}: {}", choice.name, choice.took).unwrap();
        }
        assert_eq!(assumption.others.is_empty(), !assumption.alone.is_empty(), "{id}");
        if !assumption.alone.is_empty() {
            writeln!(page, "\nThere is no other choice. {}", assumption.alone).unwrap();
        }
    }
    is_current("assumptions.md", &page);
}

#[test]
fn schema_of_flow_tests() {
    is_current("flow-test.schema.json", &cordboard::sim::flow_test::schema());
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
            let keys = [entry.shortcut, entry.command.second_keys()].into_iter().flatten();
            let keys: Vec<_> = keys.map(|keys| keys.format(&egui::ModifierNames::NAMES, false)).collect();
            let keys = keys.join(" or ");
            writeln!(page, "| {} | {keys} | {} |", entry.text, entry.tooltip).unwrap();
        }
    }
    is_current("keys.md", &page);
}

#[test]
fn widgets() {
    use cordboard::widgets::{CATALOGUE, manual};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/widgets");
    fs::create_dir_all(&folder).unwrap();
    is_current("widgets/README.md", &manual::index());
    let mut names = vec!["README.md".to_owned()];
    for entry in CATALOGUE {
        let page = manual::page(entry);
        // To mdBook this would be a command, and to a table the end of a cell.
        assert!(!page.contains("{{#"), "{}", entry.id);
        has_whole_tables(entry.id, &page);
        names.push(manual::page_name(entry));
        is_current(&format!("widgets/{}", manual::page_name(entry)), &page);
    }
    has_whole_tables("index", &manual::index());
    let mut found: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    found.sort();
    assert_eq!(found, names, "one page for each type");
}

/// Each row of a table has as many cells as its heading.
fn has_whole_tables(name: &str, page: &str) {
    let bars = |line: &str| line.matches('|').count() - line.matches("\\|").count();
    let mut wanted = None;
    for line in page.lines() {
        wanted = match wanted {
            Some(count) if line.starts_with('|') => {
                assert_eq!(bars(line), count, "{name}: {line}");
                Some(count)
            }
            _ => line.starts_with('|').then(|| bars(line)),
        };
    }
}

#[test]
fn checks() {
    use cordboard::check::{manual, rules};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks");
    fs::create_dir_all(&folder).unwrap();
    is_current("checks/README.md", &manual::index());
    has_whole_tables("checks", &manual::index());
    let mut names = vec!["README.md".to_owned()];
    for rule in rules() {
        let page = manual::page(&rule);
        assert!(!page.contains("{{#"), "{}", rule.code);
        assert!(page.contains("^\n") || page.contains(" > "), "{}: nothing is marked", rule.code);
        assert!(page.contains("\n- ") || page.contains("\n+ "), "{}: nothing is put right", rule.code);
        names.push(manual::page_name(&rule));
        is_current(&format!("checks/{}", manual::page_name(&rule)), &page);
    }
    let mut found: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    found.sort();
    assert_eq!(found, names, "one page for each rule");
}

#[test]
fn the_table_of_contents_has_what_is_made() {
    const END: &str = "<!-- end of what is made -->\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/SUMMARY.md");
    let mut summary = fs::read_to_string(path).unwrap();
    for (source, made) in [
        ("catalogue", cordboard::widgets::manual::contents("widgets")),
        ("rules", cordboard::check::manual::contents("checks")),
    ] {
        let begin = format!("<!-- made from the {source}: UPDATE_DOCS=1 cargo test --test project -->\n");
        let (before, rest) = summary.split_once(&begin).expect("where the made part begins");
        let (_, after) = rest.split_once(END).expect("where the made part ends");
        summary = format!("{before}{begin}\n{made}\n{END}{after}");
    }
    is_current("SUMMARY.md", &summary);
}

/// All pages of the manual, with their paths below `docs`.
fn pages(folder: &Path, below: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = format!("{below}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            found.extend(pages(&entry.path(), &format!("{name}/")));
        } else if name.ends_with(".md") {
            found.push((name, fs::read_to_string(entry.path()).unwrap()));
        }
    }
    found
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_somewhere() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    let mut wrong = Vec::new();
    for (name, text) in pages(&docs, "") {
        if name != "SUMMARY.md" && !summary.contains(&format!("({name})")) {
            wrong.push(format!("{name} is not in the summary"));
        }
        let folder = docs.join(&name).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if !link.contains("://") && !folder.join(file).exists() {
                wrong.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! `cordboard fmt`: one text for each meaning, and never another meaning.
//!
//! `CORDBOARD_CORPUS` names a folder of real exports; those that the console wrote must be canonical already.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Flows, cordboard, cordboard_fed};
use cordboard::flow::canonical;
use proptest::prelude::*;
use serde_json::Value;

/// What formatting must not change: the meaning, and how anything is spelled. What it reaches, it keeps.
fn unharmed(text: &str) -> Result<String, String> {
    let formatted = canonical(text).map_err(|error| error.to_string())?;
    let value = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
    if value(text)? != value(&formatted)? {
        return Err("the meaning changed".to_owned());
    }
    let characters = |text: &str| {
        let mut found: Vec<char> = text.chars().filter(|char| !" \t\r\n".contains(*char)).collect();
        found.sort_unstable();
        found
    };
    if characters(text) != characters(&formatted) {
        return Err("a spelling changed".to_owned());
    }
    if canonical(&formatted).map_err(|error| error.to_string())? != formatted {
        return Err("a second time it is another text".to_owned());
    }
    Ok(formatted)
}

const MIXED: &str = "{\"x_unknown\": 1e2,\"flags\":{\"allow_concurrent_calls\":true},\r\n\t\"initial_state\":\"Trigger\",
 \"states\":[{\"extra\":[],\"properties\":{\"service_sid\":\"\",\"parameters\":[{\"key\":\"a\\u00e9\",\"value\":\"b\\/\",\"type\":\"t\"}],
 \"url\":\"\",\"offset\":{\"y\":-0,\"x\":1.50}},\"transitions\":[{\"conditions\":[{\"value\":\"1\",\"type\":\"equal_to\",
 \"arguments\":[\"{{x}}\"],\"friendly_name\":\"n\"}],\"event\":\"match\",\"next\":\"Trigger\"},{\"event\":\"e\",\"uuid\":null}],
 \"type\":\"trigger\",\"name\":\"Trigger\"}, 5],\"description\":\"d\"}";

const CANONICAL: &str = r#"{
  "description": "d",
  "states": [
    {
      "name": "Trigger",
      "type": "trigger",
      "transitions": [
        {
          "next": "Trigger",
          "event": "match",
          "conditions": [
            {
              "friendly_name": "n",
              "arguments": [
                "{{x}}"
              ],
              "type": "equal_to",
              "value": "1"
            }
          ]
        },
        {
          "event": "e",
          "uuid": null
        }
      ],
      "properties": {
        "service_sid": "",
        "offset": {
          "x": 1.50,
          "y": -0
        },
        "parameters": [
          {
            "type": "t",
            "value": "b\/",
            "key": "a\u00e9"
          }
        ],
        "url": ""
      },
      "extra": []
    },
    5
  ],
  "initial_state": "Trigger",
  "flags": {
    "allow_concurrent_calls": true
  },
  "x_unknown": 1e2
}
"#;

#[test]
fn a_file_becomes_what_the_console_would_write() {
    assert_eq!(unharmed(MIXED).unwrap(), CANONICAL);
    let flows = Flows::new();
    let file = flows.text("f.json", &format!("\u{feff}{MIXED}"));
    let ran = cordboard(&["fmt", &file]);
    assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(0), "", ""));
    assert_eq!(fs::read_to_string(&file).unwrap(), CANONICAL);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let ran = cordboard_fed(&["fmt", "-"], MIXED);
    assert_eq!((ran.code, &*ran.out), (Some(0), CANONICAL));
    let again = cordboard_fed(&["fmt", "-"], CANONICAL);
    assert_eq!((again.code, &*again.out), (Some(0), CANONICAL));
    let checked = cordboard_fed(&["fmt", "--check", "-"], MIXED);
    assert_eq!((checked.code, &*checked.out), (Some(1), "-\n"));
    assert_eq!(cordboard_fed(&["fmt", "--check", "-"], CANONICAL).code, Some(0));
}

#[test]
fn check_names_what_differs_and_writes_nothing() {
    let flows = Flows::new();
    let good = flows.text("good.json", CANONICAL);
    let others: Vec<String> = [
        ("mixed.json", MIXED.to_owned()),
        ("no-newline.json", CANONICAL.trim_end().to_owned()),
        ("bom.json", format!("\u{feff}{CANONICAL}")),
        ("crlf.json", CANONICAL.replace('\n', "\r\n")),
    ]
    .iter()
    .map(|(name, text)| flows.text(name, text))
    .collect();
    let files: Vec<&str> = std::iter::once(&good).chain(&others).map(String::as_str).collect();
    let before: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    let ran = cordboard(&[&["fmt", "--check"], &files[..]].concat());
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), others);
    assert_eq!(files.iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>(), before);
    assert_eq!(cordboard(&[&["fmt"], &files[..]].concat()).code, Some(0));
    assert!(files.iter().all(|file| fs::read_to_string(file).unwrap() == CANONICAL));
    let ran = cordboard(&[&["fmt", "--check"], &files[..]].concat());
    assert_eq!((ran.code, &*ran.out), (Some(0), ""));
}

#[test]
fn what_cannot_be_formatted_is_left_alone_and_does_not_stop_the_others() {
    let flows = Flows::new();
    let doubled = "{\"states\": [],\n \"d\u{e9}\": {\"a\": 1, \"b\": [{}], \"\\u0061\": 2}}";
    let wrapped = r#"{"definition": {"states": []}}"#;
    let legacy = r#"{"states": [{"name": "Trigger", "type": "InitialState"}]}"#;
    let cases = [
        ("doubled.json", doubled, ":2:28: the key `a` stands twice"),
        ("broken.json", "{\n  \"states\": [,]}", ":2:14: "),
        ("wrapped.json", wrapped, "convert"),
        ("legacy.json", legacy, "convert"),
        ("list.json", "[]", ":1:1: "),
    ];
    for (name, text, expected) in cases {
        let file = flows.text(name, text);
        let other = flows.text("other.json", MIXED);
        let ran = cordboard(&["fmt", &file, &other]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{name}");
        assert!(ran.err.starts_with(&file) && ran.err.contains(expected), "{}", ran.err);
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        assert_eq!(fs::read_to_string(&other).unwrap(), CANONICAL, "{name}");
        assert_eq!(cordboard(&["fmt", "--check", &file]).code, Some(2), "{name}");
    }
    assert_eq!(cordboard(&["fmt", "nowhere.json"]).code, Some(2));
}

#[cfg(unix)]
#[test]
fn links_and_modes_stay_and_canonical_files_are_not_written() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let flows = Flows::new();
    let file = flows.text("f.json", MIXED);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let link = flows.path("link.json");
    symlink("f.json", &link).unwrap();
    let name = link.display().to_string();
    assert_eq!(cordboard(&["fmt", &name]).code, Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let meta = fs::metadata(&file).unwrap();
    assert_eq!(meta.permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_to_string(&file).unwrap(), CANONICAL);
    // A file that may not be written is well as long as it need not be.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
    assert_eq!(cordboard(&["fmt", &name]).code, Some(0));
    let again = fs::metadata(&file).unwrap();
    assert_eq!(
        (again.ino(), again.mtime_nsec()),
        (meta.ino(), meta.mtime_nsec()),
        "it was not written again"
    );
    let other = flows.text("read-only.json", MIXED);
    fs::set_permissions(&other, fs::Permissions::from_mode(0o440)).unwrap();
    assert_eq!(cordboard(&["fmt", &other]).code, Some(2));
    assert_eq!(fs::read_to_string(&other).unwrap(), MIXED);
}

#[test]
fn a_text_that_would_grow_out_of_bounds_is_refused() {
    let deep =
        format!("{{\"states\": [{}{}{}]}}", "[".repeat(120), vec!["1"; 400_000].join(","), "]".repeat(120));
    let error = canonical(&deep).unwrap_err();
    assert!(error.message.contains("64 MiB"), "{error}");
}

/// JSON text of any shape, its keys unique, its spellings odd.
fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "null",
            "true",
            "0",
            "-0",
            "1.50",
            "1e2",
            "12345678901234567890",
            "\"\"",
            "\"\\u00e9\\/\\n\"",
            "\"{{ x }}\"",
            "\"a b\"",
            "[ ]",
            "{\n}",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(" ,\t"))),
            prop::collection::btree_map(key(), inner, 0..8).prop_map(|members| {
                let members: Vec<String> =
                    members.iter().rev().map(|(key, value)| format!("\"{key}\"\n: {value}")).collect();
                format!("{{{}}}", members.join(",\r\n"))
            }),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 23] = [
        "states",
        "name",
        "type",
        "transitions",
        "properties",
        "next",
        "event",
        "conditions",
        "value",
        "key",
        "index",
        "offset",
        "say",
        "language",
        "method",
        "content_type",
        "x",
        "y",
        "arguments",
        "description",
        "initial_state",
        "flags",
        "friendly_name",
    ];
    prop_oneof![prop::sample::select(&KNOWN[..]).prop_map(str::to_owned), "[a-zA-Z_ ]{0,12}", "[é€😀]{1,3}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_definition_keeps_its_meaning(
        states in prop::collection::vec(json_text(), 0..5),
        description in json_text(),
        more in prop::collection::btree_map("[p-z]{1,6}", json_text(), 0..4),
    ) {
        let more: String = more.iter().map(|(key, value)| format!("\"{key}\": {value}, ")).collect();
        let text = format!("{{{more}\"states\": [{}], \"description\": {description}}}", states.join(", "));
        prop_assert_eq!(unharmed(&text).map(|_| ()), Ok(()));
    }
}

fn corpus(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}: {}", folder.display()));
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    found.sort();
    found
}

#[test]
fn the_samples_keep_their_meaning() {
    let files = corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("flows"));
    assert!(!files.is_empty());
    for path in files {
        unharmed(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{error}: {}", path.display()));
    }
}

/// Whether the tools that wrote a file kept the console's order of keys: that of states, transitions and conditions,
/// which no other tool writes by chance.
fn is_in_console_order(value: &Value) -> bool {
    let keys = |value: &Value, expected: &[&str]| {
        let found = value.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
        found.eq(expected.iter().copied().filter(|key| value.get(key).is_some()))
    };
    let list =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    keys(value, &["description", "states", "initial_state", "flags"])
        && list(value, "states").iter().all(|state| {
            keys(state, &["name", "type", "transitions", "properties"])
                && list(state, "transitions")
                    .iter()
                    .all(|transition| keys(transition, &["next", "event", "conditions"]))
        })
}

/// White space outside strings, and nothing else, taken out.
fn dense(text: &str) -> String {
    let mut in_string = false;
    let mut escaped = false;
    let mut out = String::new();
    for char in text.chars() {
        if in_string || !char.is_whitespace() {
            out.push(char);
        }
        let was_escaped = escaped;
        escaped = in_string && !was_escaped && char == '\\';
        if char == '"' && !was_escaped {
            in_string = !in_string;
        }
    }
    out
}

/// Files in the console's order of states, but with a property where the console does not put it: both hold one
/// Send To Flex whose `waitUrl` somebody added by hand, as the same file without it elsewhere in the corpus shows.
const BY_HAND: [&str; 2] = ["029-dremin", "078-dremin"];

#[test]
fn exports_of_the_console_are_canonical_already() {
    let Some(folder) = std::env::var_os("CORDBOARD_CORPUS") else {
        println!("fmt: no corpus given (CORDBOARD_CORPUS)");
        return;
    };
    let files = corpus(Path::new(&folder));
    assert!(!files.is_empty(), "the corpus is empty");
    let (mut same, mut newline, mut layout, mut order) = (0, 0, 0, 0);
    for path in &files {
        let text = fs::read_to_string(path).unwrap();
        let formatted = unharmed(&text).unwrap_or_else(|error| panic!("{error}: {}", path.display()));
        let is_console = is_in_console_order(&serde_json::from_str(&text).unwrap());
        if formatted == text {
            same += 1;
        } else if formatted.trim_end() == text.trim_end() {
            newline += 1;
        } else if dense(&formatted) == dense(&text) {
            layout += 1;
        } else {
            order += 1;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let by_hand = BY_HAND.iter().any(|known| name.starts_with(known));
            assert!(!is_console || by_hand, "{name} was written by the console and is not canonical");
        }
    }
    println!(
        "fmt: of {} files {same} are canonical, {newline} but for the last line feed, {layout} but for white space; \
         {order} have another order of keys",
        files.len()
    );
    // A part that is canonical keeps the whole honest: an empty or foreign corpus proves nothing.
    assert!((same + newline) * 3 > files.len(), "hardly any file is as the console writes it");
}

#[test]
fn what_stands_beside_the_flows_is_left_out() {
    let flows = Flows::new();
    let flow = flows.text("a.json", r#"{"states": [], "initial_state": "Trigger"}"#);
    let side = flows.text("a.cordboard.json", r#"{"version": 1}"#);
    assert_eq!(cordboard(&["fmt", &flow, &side]).code, Some(0));
    // Named alone, it is told that it is no flow.
    assert_eq!(cordboard(&["fmt", &side]).code, Some(2));
}

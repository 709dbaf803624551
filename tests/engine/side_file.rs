//! A flow's file and its side file on disk: what is written, what is left alone, and what is never lost.

use std::fs;
use std::path::{Path, PathBuf};

use cordboard::flow::SideFile;
use cordboard::flow::file::{
    OnDisk, PairToSave, SaveError, SideToSave, changed_file, read_pair, save_pair, save_side,
};

const SID: &str = "FW00000000000000000000000000000001";
const FLOW: &str = "{\"states\":[]}\n";

struct Pair {
    folder: tempfile::TempDir,
}

impl Pair {
    fn new(side: Option<&str>) -> Self {
        let pair = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(pair.flow(), FLOW).unwrap();
        if let Some(side) = side {
            fs::write(pair.side(), side).unwrap();
        }
        pair
    }

    fn flow(&self) -> PathBuf {
        self.folder.path().join("flow.json")
    }

    fn side(&self) -> PathBuf {
        self.folder.path().join("flow.cordboard.json")
    }

    fn on_disk(&self) -> OnDisk {
        read_pair(&self.flow()).unwrap().on_disk
    }

    /// Saves both; `flow` says what it is changed to.
    fn save(&self, flow: Option<&str>, side: SideToSave, expected: OnDisk) -> Result<Option<String>, String> {
        let pair = PairToSave {
            flow: flow.unwrap_or(FLOW).as_bytes().to_vec(),
            is_flow_changed: flow.is_some(),
            side,
            expected,
        };
        match save_pair(&self.flow(), &pair) {
            Ok(saved) if saved.side_error.is_none() => {
                assert_eq!(changed_file(&self.flow(), saved.on_disk), None, "what was written is known");
                Ok(fs::read_to_string(self.side()).ok())
            }
            Ok(saved) => Err(saved.side_error.unwrap().to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn flow_text(&self) -> String {
        fs::read_to_string(self.flow()).unwrap()
    }
}

fn side(file: &str) -> SideFile {
    SideFile::default().with_subflow(SID, Some(file)).unwrap()
}

fn text(side: &SideFile) -> String {
    String::from_utf8(side.bytes().unwrap()).unwrap()
}

fn modified(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn each_file_is_written_only_when_it_has_changed() {
    let pair = Pair::new(None);
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let age =
        |path: &Path| fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
    age(&pair.flow());
    let one = side("a.json");
    let written = pair.save(None, SideToSave::Write(one.clone()), pair.on_disk()).unwrap();
    assert_eq!(written, Some(text(&one)));
    assert_eq!(
        (pair.flow_text().as_str(), modified(&pair.flow())),
        (FLOW, long_ago),
        "the flow is not touched"
    );

    age(&pair.side());
    pair.save(Some("{\"states\":[1]}"), SideToSave::Leave, pair.on_disk()).unwrap();
    assert_eq!(pair.flow_text(), "{\"states\":[1]}");
    assert_eq!(modified(&pair.side()), long_ago, "the side file is not touched");
}

#[test]
fn an_unchanged_flow_that_is_gone_is_written_again() {
    let pair = Pair::new(None);
    let expected = pair.on_disk();
    fs::remove_file(pair.flow()).unwrap();
    pair.save(None, SideToSave::Leave, expected).unwrap();
    assert_eq!(pair.flow_text(), FLOW);
}

#[test]
fn no_file_is_made_for_nothing_and_an_emptied_one_goes() {
    let pair = Pair::new(None);
    assert_eq!(pair.save(None, SideToSave::Write(SideFile::default()), pair.on_disk()), Ok(None));
    pair.save(None, SideToSave::Write(side("a.json")), pair.on_disk()).unwrap();
    assert_eq!(pair.save(None, SideToSave::Write(SideFile::default()), pair.on_disk()), Ok(None));
    assert!(!pair.side().exists());

    let noted =
        "{\"version\": 1, \"notes\": [], \"subflows\": {\"FW00000000000000000000000000000001\": \"a\"}}";
    let pair = Pair::new(Some(noted));
    let emptied = read_pair(&pair.flow()).unwrap().side.with_subflow(SID, None).unwrap();
    let left = pair.save(None, SideToSave::Write(emptied), pair.on_disk()).unwrap();
    assert_eq!(left.as_deref(), Some("{\"version\": 1, \"notes\": []}"));
}

#[test]
fn what_somebody_else_wrote_is_not_written_over() {
    let pair = Pair::new(None);
    let expected = pair.on_disk();
    let theirs = text(&side("theirs.json"));
    fs::write(pair.side(), &theirs).unwrap();
    assert_eq!(changed_file(&pair.flow(), expected), Some(pair.side()));
    let pair_to_save = PairToSave {
        flow: b"{\"states\":[2]}".to_vec(),
        is_flow_changed: true,
        side: SideToSave::Write(side("ours.json")),
        expected,
    };
    let error = save_pair(&pair.flow(), &pair_to_save).unwrap_err();
    assert!(matches!(error, SaveError::SideChanged { .. }), "{error}");
    assert_eq!(pair.flow_text(), FLOW, "nothing is written before the question is answered");
    assert_eq!(fs::read_to_string(pair.side()).unwrap(), theirs);
    // Who wrote the very same is no other.
    let same = pair.save(None, SideToSave::Write(side("theirs.json")), expected).unwrap();
    assert_eq!(same, Some(theirs));
}

#[test]
fn what_cannot_be_read_is_never_written_over_and_holds_the_flow_up_in_nothing() {
    for broken in ["{\"version\": 1,", "{\"version\": 2}", "", "[]"] {
        let pair = Pair::new(Some(broken));
        let read = read_pair(&pair.flow()).unwrap();
        assert_eq!(read.flow, FLOW.as_bytes());
        assert!(read.side.trouble().is_some(), "{broken}");
        for wanted in [SideToSave::Write(side("a.json")), SideToSave::Replace(side("a.json"))] {
            let error = pair.save(Some("{\"states\":[3]}"), wanted, pair.on_disk()).unwrap_err();
            assert!(error.contains("was left as it is"), "{error}");
            assert_eq!(fs::read_to_string(pair.side()).unwrap(), broken);
            assert_eq!(pair.flow_text(), "{\"states\":[3]}", "the flow is saved all the same");
        }
        pair.save(None, SideToSave::Replace(SideFile::default()), pair.on_disk()).unwrap();
        assert_eq!(fs::read_to_string(pair.side()).unwrap(), broken);
    }
}

#[test]
fn with_a_flow_that_is_replaced_goes_what_stood_beside_it() {
    let theirs = text(&side("theirs.json"));
    let pair = Pair::new(Some(&theirs));
    let nothing_known = OnDisk::default();
    let ours = side("ours.json");
    let written = pair.save(Some(FLOW), SideToSave::Replace(ours.clone()), nothing_known).unwrap();
    assert_eq!(written, Some(text(&ours)));
    assert_eq!(pair.save(Some(FLOW), SideToSave::Replace(SideFile::default()), nothing_known), Ok(None));
    // What nobody knows here is not thrown away.
    fs::write(pair.side(), "{\"version\": 1, \"notes\": [1]}").unwrap();
    let pair_to_save = PairToSave {
        flow: FLOW.as_bytes().to_vec(),
        is_flow_changed: true,
        side: SideToSave::Replace(SideFile::default()),
        expected: nothing_known,
    };
    save_pair(&pair.flow(), &pair_to_save).unwrap();
    assert_eq!(fs::read_to_string(pair.side()).unwrap(), "{\"version\": 1, \"notes\": [1]}");
}

#[test]
fn a_side_file_that_the_system_does_not_give_opens_the_flow() {
    let pair = Pair::new(None);
    fs::create_dir(pair.side()).unwrap();
    let read = read_pair(&pair.flow()).unwrap();
    assert!(read.side.trouble().is_some());
    assert_eq!(read.side.bytes(), None);
    assert_eq!(changed_file(&pair.flow(), read.on_disk), None);
}

#[test]
fn a_side_file_is_written_alone_and_not_over_somebody_elses() {
    let pair = Pair::new(Some(&text(&side("a.json"))));
    let known = pair.on_disk();
    // The flow may be another by now: it is not looked at, and not written.
    fs::write(pair.flow(), "theirs").unwrap();
    let written = save_side(&pair.flow(), &side("b.json"), known).unwrap();
    assert_eq!(fs::read_to_string(pair.side()).unwrap(), text(&side("b.json")));
    assert_eq!((pair.flow_text().as_str(), written.flow), ("theirs", known.flow));
    assert!(matches!(save_side(&pair.flow(), &side("c.json"), known), Err(SaveError::SideChanged { .. })));
    assert!(save_side(&pair.flow(), &side("c.json"), written).is_ok());
}

//! Files that are chosen for values of a request: what goes out, and what is not kept.

use super::api_kept::{import, kept, pets, start};
use crate::support::api_page::{fill, press, reads};
use crate::support::{Editor, sample, until};
use cordboard::api::Place;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

#[test]
fn the_bytes_of_a_file_that_is_chosen_are_not_kept() {
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "opt-in.json");
    let photo = root.path().join("photo.png");
    std::fs::write(&photo, "private private private").unwrap();
    let document = pets(root.path(), "pets.yaml");
    let mut editor = start(root.path(), &[&flow], &[&document, &photo]);
    import(&mut editor);
    press(&mut editor, Role::Button, "Add a pet");
    press(&mut editor, Role::Link, "Choose a file for photo…");
    let filled =
        |editor: &Editor, place| editor.state().state().api.current().unwrap().prepared.filled(place).count();
    until(&mut editor, |editor| filled(editor, Place::Body) == 1);
    assert_eq!(filled(&editor, Place::Query), 0, "another parameter is called so, too");
    assert!(reads(&editor, "filename=\"photo.png\""), "its own name goes along");
    if editor.query_by_role_and_label(Role::TextInput, "name").is_none() {
        press(&mut editor, Role::DisclosureTriangle, "More fields");
    }
    fill(&mut editor, Role::TextInput, "name", "Rex");
    until(&mut editor, |_| kept(root.path()).contains("Rex"));
    drop(editor);
    let text = kept(root.path());
    assert!(!text.contains("data:") && !text.contains("base64"), "{text}");
    assert!(text.len() < 2000, "{text}");
}

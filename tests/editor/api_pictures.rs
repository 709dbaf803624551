//! Answers that are pictures: shown, and written to a file.

use std::io::Cursor;

use super::api_answers::{press, send, settle, shows};
use crate::support::api_page::import_next;
use crate::support::server::{answer, server};
use crate::support::{Editor, editor, folders, until};
use cordboard::editor::app::{Options, PathAnswers};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

/// The answer of a server with these bytes, on the page.
fn answered(root: &std::path::Path, kind: &'static str, body: Vec<u8>) -> Editor {
    let head = format!("200 OK\r\nContent-Type: {kind}");
    let (base, _) = server(move |_| answer(&head, &body));
    let document = root.join("pictures.yaml");
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: Pictures, version: '1'}}\nservers: [{{url: '{base}'}}]\npaths:\n  /logo:\n    \
         get: {{operationId: logo, summary: Fetch the logo, responses: {{'200': {{description: It}}}}}}\n"
    );
    std::fs::write(&document, text).unwrap();
    let path_answers = PathAnswers::Scripted([vec![document], vec![root.join("saved.png")]].into());
    let mut editor = editor(Options { folders: Some(folders(root)), path_answers, ..Options::default() });
    import_next(&mut editor);
    press(&mut editor, Role::Button, "Fetch the logo");
    send(&mut editor);
    settle(&mut editor);
    editor
}

#[test]
fn a_picture_is_shown_and_saved_as_it_came() {
    let root = tempfile::tempdir().unwrap();
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::new(60, 20).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let bytes = bytes.into_inner();
    let mut editor = answered(root.path(), "image/png", bytes.clone());
    editor.get_by_role_and_label(Role::Image, "Picture of 60 × 20 pixels");
    assert!(shows(&editor, "image/png, 60 × 20 pixels, "));
    press(&mut editor, Role::Button, "Save as…");
    let saved = root.path().join("saved.png");
    until(&mut editor, |_| saved.exists());
    until(&mut editor, |editor| shows(editor, "Wrote "));
    assert_eq!(std::fs::read(&saved).unwrap(), bytes);
}

#[test]
fn what_cannot_be_decoded_is_a_file() {
    let root = tempfile::tempdir().unwrap();
    let editor = answered(root.path(), "image/gif", b"GIF89a\x01\x00\x01\x00\x00".to_vec());
    assert!(!shows(&editor, "Picture of"));
    assert!(shows(&editor, "image/gif, 11 bytes. It is no text."));
    editor.get_by_role_and_label(Role::Button, "Save as…");
}

//! What differs from another version, and pictures of the flow.

use std::path::PathBuf;
use std::sync::Arc;

use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::command::Command;
use crate::editor::compared::pictures::{Kind, Picture};
use crate::editor::compared::{Against, CompareAction, PictureNews, Row, Told, read};
use crate::editor::kit::Severity;
use crate::editor::state::FileKey;
use crate::editor::tasks::{Done, Purpose};
use crate::flow::diff::Part;

impl App {
    /// Does what a command of this group says.
    pub(super) fn compare_command(&mut self, ctx: &egui::Context, command: Command) {
        let Some(key) = self.state.active().map(|file| file.key) else { return };
        let is_dark = ctx.theme() == egui::Theme::Dark;
        match command {
            Command::CompareSaved => self.compare_with(key, Against::Saved),
            Command::CompareHead => self.compare_with(key, Against::Head),
            Command::CompareFile => self.ask_for_path(Purpose::Compare(key)),
            Command::StopComparing => {
                if let Some(file) = self.state.file_mut(key) {
                    file.compare.shown = None;
                }
            }
            Command::ExportPicture => self.ask_for_path(Purpose::Picture { key, is_dark }),
            Command::CopyPicture => self.copy_picture(key, is_dark),
            _ => {}
        }
    }

    /// Does what the user wants of it.
    pub(super) fn compare_action(&mut self, action: CompareAction) {
        self.commit_draft();
        let Some(file) = self.state.active_mut() else { return };
        let Some(comparing) = &mut file.compare.shown else { return };
        match action {
            CompareAction::Choose(row) => self.show_difference(row),
            CompareAction::Step(is_next) => {
                if let Some(row) = comparing.step(is_next) {
                    self.show_difference(row);
                }
            }
            CompareAction::ShowMoved(shows) => comparing.show_moved(shows),
            CompareAction::Again => {
                let (key, against) = (file.key, comparing.against.clone());
                self.compare_with(key, against);
            }
            CompareAction::Revert(row, part) => self.revert_difference(row, part),
            CompareAction::RevertFlow(index) => {
                let edit = comparing.found().zip(comparing.base());
                let edit = edit.and_then(|(found, base)| found.difference.revert_flow(&base.flow, index));
                if let Some(edit) = edit {
                    self.edit(&edit);
                    self.seal();
                }
            }
        }
    }

    /// Reads another version of a flow, to show what differs.
    pub(super) fn compare_with(&mut self, key: FileKey, against: Against) {
        let Some(file) = self.state.file_mut(key) else { return };
        let number = file.compare.begin(against.clone());
        let own = file.document.path().map(PathBuf::from);
        self.tasks.block(move || {
            let news = read(&against, own.as_deref());
            Done::Compared(Told { key, number, news })
        });
    }

    /// A flow was saved: what it is compared with may be another one now.
    pub(super) fn saved_version_is_new(&mut self, key: FileKey) {
        let shown = self.state.file(key).and_then(|file| file.compare.shown.as_ref());
        if shown.is_some_and(|comparing| comparing.against == Against::Saved) {
            self.compare_with(key, Against::Saved);
        }
    }

    /// Holds the shown flow against the other version where it has changed since that was done.
    pub(in crate::editor) fn keep_compared(&mut self) {
        let Some(file) = self.state.active_mut() else { return };
        let Some(comparing) = &mut file.compare.shown else { return };
        let key = file.key;
        if let Some(question) = comparing.begins(file.document.flow(), &file.derived.scene) {
            self.tasks.block(move || {
                let number = question.number;
                Done::Compared(Told { key, number, news: question.answer() })
            });
        }
    }

    /// News of a comparison.
    pub(super) fn compare_news(&mut self, told: Told) {
        if let Some(file) = self.state.file_mut(told.key) {
            file.compare.take(told.number, told.news);
        }
    }

    /// Shows a difference on the canvas: a card that is there is selected, one that is gone is gone to.
    fn show_difference(&mut self, row: Row) {
        let Some(file) = self.state.active_mut() else { return };
        let Some(comparing) = &mut file.compare.shown else { return };
        comparing.choose(row);
        match row {
            Row::Flow => {}
            // What was compared may be older than the flow, in which the widget is gone by now.
            Row::Widget(_, Some(id)) if file.document.flow().widget(id).is_some() => {
                file.selection = Selection::card(id);
                file.show_card(id);
            }
            Row::Widget(Some(was), _) => {
                if let Some(card) = comparing.base().and_then(|base| base.scene.card(was)) {
                    file.view.reveal_at(card.rect);
                }
            }
            Row::Widget(None, _) => {}
        }
    }

    /// Makes something as it was, as one step of undo.
    fn revert_difference(&mut self, row: Row, part: Part) {
        let Some(file) = self.state.active() else { return };
        let Some(comparing) = &file.compare.shown else { return };
        let edit = comparing.found().zip(comparing.base()).and_then(|(found, base)| {
            let change = comparing.change(row)?;
            found.difference.revert(&base.flow, file.flow(), change, part)
        });
        match edit {
            Some(edit) => {
                self.edit(&edit);
                self.seal();
            }
            None => {
                let text = "This cannot be taken back by itself: revert the widget that it belongs to";
                self.state.toasts.push(Severity::Warning, text, None);
            }
        }
    }

    /// Writes a picture of a flow to a file whose ending says what it is.
    pub(super) fn write_picture(&mut self, key: FileKey, is_dark: bool, path: PathBuf) {
        let Some(kind) = Kind::of(&path) else {
            let text = format!(
                "{}: a picture is written as .svg or .png: give the file one of these endings",
                path.display()
            );
            return self.trouble("The picture was not written", text);
        };
        let Some(picture) = self.state.file(key).map(|file| Picture::of(file, is_dark)) else { return };
        self.tasks.block(move || Done::Picture(picture.write(&path, kind)));
    }

    fn copy_picture(&mut self, key: FileKey, is_dark: bool) {
        let Some(picture) = self.state.file(key).map(|file| Picture::of(file, is_dark)) else { return };
        self.tasks.block(move || Done::Picture(picture.copy()));
    }

    /// What became of a picture.
    pub(super) fn picture_news(&mut self, news: PictureNews) {
        match news {
            PictureNews::Written(path) => {
                self.state.toasts.push(Severity::Info, format!("Wrote {}", path.display()), None);
            }
            PictureNews::Copied(image) => {
                let [width, height] = image.size;
                let text = format!("Copied a picture of {width} × {height} pixels");
                self.state.toasts.push(Severity::Info, text, None);
                self.state.copied_picture = Some(image);
            }
            PictureNews::Failed(title, why) => self.trouble(title, why),
        }
    }

    /// Puts a picture that was drawn on the clipboard.
    pub(in crate::editor) fn hand_out_picture(&mut self, ctx: &egui::Context) {
        if let Some(image) = self.state.copied_picture.take() {
            ctx.copy_image(Arc::unwrap_or_clone(image));
        }
    }
}

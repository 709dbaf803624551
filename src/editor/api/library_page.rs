//! The page of an imported library, which is also what an import shows at its end: what it is, what could not be read,
//! and what the last reading changed.

use std::sync::Arc;

use egui::{Align, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui};

use super::changes_view::changes_ui;
use super::keeping::Source;
use super::libraries::{Content, Entry, Job, LibraryAction};
use super::shelf::Shelved;
use super::state::ApiPage;
use super::{ApiAction, LibraryId, markdown, reference};
use crate::api::{Library, Warning};
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, Button, IconButton};
use crate::editor::theme::{self, Tokens, size, space};

/// How the page is shown.
#[derive(Default)]
pub(super) struct PageView {
    /// The library that this is about.
    of: Option<LibraryId>,
    tab: usize,
    /// What the warnings are filtered by.
    filter: String,
    fitting: Option<Fitting>,
}

/// The warnings that a filter leaves, by number.
struct Fitting {
    filter: String,
    of: Arc<Shelved>,
    shown: Vec<usize>,
}

/// Room of a warning.
const WARNING_ROW: f32 = 42.0;

/// Paints the page of a library. Answers whether there is such a library.
pub(super) fn library_page_ui(ui: &mut Ui, page: &mut ApiPage, actions: &mut Vec<Action>) -> bool {
    let Some(id) = page.libraries.shown.clone() else { return false };
    let Some(entry) = page.libraries.entry(&id).cloned() else {
        page.libraries.shown = None;
        return false;
    };
    let mut view = std::mem::take(&mut page.libraries.page);
    if view.of.as_ref() != Some(&id) {
        view = PageView { of: Some(id.clone()), ..PageView::default() };
    }
    let job = page.libraries.jobs.iter().find(|job| job.goal.library() == Some(&id));
    let mut wants = Vec::new();
    let mut act = |action| wants.push(action);
    ui.push_id(("library page", &id), |ui| {
        Frame::new().fill(Tokens::of(ui).panel).inner_margin(Margin::symmetric(20, 14)).show(ui, |ui| {
            header_ui(ui, &entry, job, &mut act);
        });
        Frame::new().inner_margin(Margin { left: 20, right: 16, top: 4, bottom: 0 }).show(ui, |ui| {
            contents_ui(ui, &entry, &mut view, &mut act, actions);
        });
    });
    actions.extend(wants.into_iter().map(|action| Action::Api(ApiAction::Library(action))));
    page.libraries.page = view;
    true
}

fn header_ui(ui: &mut Ui, entry: &Entry, job: Option<&Job>, act: &mut dyn FnMut(LibraryAction)) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        if IconButton::new(icon::CLOSE, "Close this library's page").show(ui).clicked() {
            act(LibraryAction::Show(None));
        }
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            kit::title_text(ui, &entry.title);
            let tokens = Tokens::of(ui);
            let text = RichText::new(entry.source.shown()).font(theme::mono()).color(tokens.text_2);
            ui.add(Label::new(text).truncate().selectable(true));
            ui.add_space(space::XS);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                let why_not = match (&entry.source, job) {
                    (Source::Pasted(_), _) => {
                        Some("Pasted text has no place to be read from: import it again")
                    }
                    (_, Some(_)) => Some("It is being read"),
                    _ => None,
                };
                if entry.library().is_some() && Button::secondary("List its operations").show(ui).clicked() {
                    act(LibraryAction::List(entry.id.clone()));
                }
                let name =
                    if matches!(entry.source, Source::Address(_)) { "Read again…" } else { "Read again" };
                if Button::secondary(name).icon(icon::RESTART).disabled(why_not).show(ui).clicked() {
                    act(LibraryAction::ReadAgain(entry.id.clone()));
                }
                let remove = Button::secondary("Remove").icon(icon::TRASH);
                if remove.tooltip("Takes it out of the library; the document stays").show(ui).clicked() {
                    act(LibraryAction::Remove(entry.id.clone()));
                }
                if let Some(at) = entry.at {
                    let at = at.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %b %Y, %H:%M");
                    kit::hint_text(ui, &format!("Read {at}"));
                }
            });
        });
    });
    if entry.is_changed {
        ui.add_space(space::S);
        let text = "What is shown is what was read before.";
        if kit::problem_box(ui, kit::Severity::Warning, "Its file has changed.", text, Some("Read it again"))
        {
            act(LibraryAction::ReadAgain(entry.id.clone()));
        }
    }
}

fn contents_ui(
    ui: &mut Ui,
    entry: &Entry,
    view: &mut PageView,
    act: &mut dyn FnMut(LibraryAction),
    actions: &mut Vec<Action>,
) {
    let shelved = match &entry.content {
        Content::Waiting => {
            ui.add_space(space::M);
            kit::secondary_text(ui, "Its document is being read.");
            return;
        }
        Content::Failed(why) => {
            ui.add_space(space::M);
            kit::problem_box(ui, kit::Severity::Error, "It could not be read.", why, None);
            return;
        }
        Content::Read(shelved) => shelved,
    };
    let library = &shelved.library;
    let mut tabs = vec!["About".to_owned(), format!("Warnings ({})", library.warnings.len())];
    if let Some(changes) = &entry.changes {
        tabs.push(format!("Changes ({})", changes.count()));
    }
    let labels: Vec<&str> = tabs.iter().map(String::as_str).collect();
    view.tab = view.tab.min(labels.len() - 1);
    if let Some(chosen) = kit::tab_strip(ui, &labels, view.tab) {
        view.tab = chosen;
    }
    ui.add_space(space::M);
    match (view.tab, &entry.changes) {
        (1, _) => warnings_ui(ui, shelved, view, actions),
        (2, Some(changes)) => changes_ui(ui, entry, changes, act),
        _ => about_ui(ui, entry, library, view),
    }
}

/// What the library is.
fn about_ui(ui: &mut Ui, entry: &Entry, library: &Library, view: &mut PageView) {
    ScrollArea::vertical().id_salt("about").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        let deprecated = library.operations.iter().filter(|operation| operation.is_deprecated).count();
        let mut operations = counted(library.operations.len(), "operation");
        if deprecated > 0 {
            operations.push_str(&format!(", {deprecated} of them deprecated"));
        }
        let mut facts = vec![("Operations", operations), ("Format", library.form.clone())];
        if !library.version.is_empty() {
            facts.push(("Version", library.version.clone()));
        }
        if library.hook_count > 0 {
            let hooks = counted(library.hook_count, "webhook or callback");
            facts.push(("Not offered", format!("{hooks}: requests that the API makes itself")));
        }
        facts.iter().for_each(|(name, value)| fact_ui(ui, name, value));
        if let Some(changes) = &entry.changes {
            let summary = changes.summary();
            let text = if summary.is_empty() { "no operation is another one".to_owned() } else { summary };
            fact_ui(ui, "Last reading", &text);
        }
        if !library.warnings.is_empty() {
            ui.add_space(space::S);
            let title = format!("{} could not be read.", capital_count(library.warnings.len()));
            let text = "Everything else is there.";
            if kit::problem_box(ui, kit::Severity::Warning, &title, text, Some("Show the warnings")) {
                view.tab = 1;
            }
        }
        if !library.servers.is_empty() {
            ui.add_space(space::S);
            reference::servers_ui(ui, &library.servers);
        }
        if !library.security.is_empty() {
            ui.add_space(space::S);
            reference::heading_ui(ui, "Who may ask");
            library.security.iter().for_each(|security| reference::security_ui(ui, security));
        }
        if !library.description.trim().is_empty() {
            ui.add_space(space::S);
            reference::heading_ui(ui, "Description");
            markdown::markdown_ui(ui, &library.description);
        }
        ui.add_space(space::L);
    });
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn capital_count(count: usize) -> String {
    if count == 1 { "One thing".to_owned() } else { format!("{count} things") }
}

fn fact_ui(ui: &mut Ui, name: &str, value: &str) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = size::LINE;
        let place = egui::vec2(96.0, size::LINE);
        ui.allocate_ui_with_layout(place, Layout::left_to_right(Align::Min), |ui| {
            ui.set_min_width(96.0);
            kit::secondary_text(ui, name);
        });
        let text = RichText::new(value).font(theme::body()).color(Tokens::of(ui).text);
        ui.add(Label::new(text).wrap().selectable(true));
    });
}

/// A warning on one line, as it is copied.
fn line_of(warning: &Warning) -> String {
    format!("{}:{} {}: {}", warning.line, warning.column, warning.pointer, warning.message.replace('`', ""))
}

fn warnings_ui(ui: &mut Ui, shelved: &Arc<Shelved>, view: &mut PageView, actions: &mut Vec<Action>) {
    let library = &shelved.library;
    if library.warnings.is_empty() {
        kit::secondary_text(ui, "All of the document could be read.");
        return;
    }
    let mut copies = false;
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 110.0).clamp(120.0, 420.0);
        ui.allocate_ui(egui::vec2(width, size::CONTROL), |ui| {
            kit::search_field(ui, "warnings", "Filter warnings", &mut view.filter, "Words, path or pointer…");
        });
        copies = Button::secondary("Copy")
            .icon(icon::COPY)
            .tooltip("Copies the warnings that are shown")
            .show(ui)
            .clicked();
    });
    ui.add_space(space::S);
    let shown = view.fitting(shelved);
    if copies {
        let lines = shown.iter().filter_map(|at| library.warnings.get(*at)).map(line_of);
        let text = lines.collect::<Vec<_>>().join("\n");
        actions.push(Action::Copy { text, what: counted(shown.len(), "warning") });
    }
    if shown.is_empty() {
        kit::secondary_text(ui, "No warning has these words.");
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("warnings").auto_shrink([false, false]);
    area.show_rows(ui, WARNING_ROW, shown.len(), |ui, range| {
        for warning in range.filter_map(|row| shown.get(row)).filter_map(|at| library.warnings.get(*at)) {
            let tokens = Tokens::of(ui);
            let (rect, response) = ui.allocate_exact_size(
                egui::vec2(ui.available_width() - 8.0, WARNING_ROW),
                egui::Sense::click(),
            );
            let line = line_of(warning);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &line));
            if response.hovered() || response.has_focus() {
                ui.painter().rect_filled(rect, theme::radius::SMALL, tokens.raised);
            }
            let message = super::libraries::capital(&warning.message.replace('`', ""));
            let text = kit::line(ui, &message, theme::body(), tokens.text, rect.width() - 12.0);
            let place = format!("{}:{}  {}", warning.line, warning.column, warning.pointer);
            let place = kit::middle_line(ui, &place, theme::mono(), tokens.text_2, rect.width() - 12.0);
            let top = rect.left_top() + egui::vec2(6.0, 3.0);
            ui.painter().galley(top + egui::vec2(0.0, 18.0), place, tokens.text_2);
            ui.painter().galley(top, text, tokens.text);
            let response = response.on_hover_text(format!("{message}\n{}\nClick to copy", warning.pointer));
            if response.clicked() {
                actions.push(Action::Copy { text: line, what: "the warning".to_owned() });
            }
        }
    });
}

impl PageView {
    /// Which warnings fit the filter; found anew only where that has changed.
    fn fitting(&mut self, of: &Arc<Shelved>) -> &[usize] {
        let filter = self.filter.trim().to_lowercase();
        let known = self.fitting.take().filter(|known| known.filter == filter && Arc::ptr_eq(&known.of, of));
        let known = known.unwrap_or_else(|| {
            let fits =
                |warning: &Warning| filter.is_empty() || line_of(warning).to_lowercase().contains(&filter);
            let all = of.library.warnings.iter().enumerate();
            let shown = all.filter(|(_, warning)| fits(warning)).map(|(at, _)| at).collect();
            Fitting { filter, of: Arc::clone(of), shown }
        });
        &self.fitting.insert(known).shown
    }
}

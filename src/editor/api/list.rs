//! The search, and the operations that it finds: those of all libraries, the best first; or, where nothing is searched
//! for, each library with its products or tags, to be folded. Only what is seen is laid out.

use egui::{EventFilter, Key, Modifiers, ScrollArea, Ui};

use super::ApiAction;
use super::libraries::{Content, Job, LibraryAction};
use super::list_rows::{Row, Rows, RowsKey};
use super::state::ApiPage;
use super::{LibraryId, curl, shelf::Found};
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, IconButton, TileRow};
use crate::editor::theme::{self, Group, Tokens, radius, size, space};
use crate::twilio::{Method, Product};

/// So much of a library's title stands before a path.
const MAX_TITLE: usize = 12;

/// How the list is shown.
#[derive(Default)]
pub(super) struct ListView {
    /// What is folded in another way than at first.
    pub(super) toggled: Vec<(LibraryId, Option<String>)>,
    /// Only this library.
    pub(super) library: Option<LibraryId>,
    /// Only this method.
    pub(super) method: Option<Method>,
    /// The row that has the keyboard, or had it.
    at: Option<usize>,
    /// That row is to get the keyboard.
    wants_row: bool,
    rows: Option<Rows>,
}

/// What the user did with the rows.
enum Did {
    Open(Found),
    Fold(LibraryId, Option<String>),
    Show(LibraryId),
    Search,
}

/// Paints the list.
pub(in crate::editor) fn list_panel_ui(ui: &mut Ui, page: &mut ApiPage, actions: &mut Vec<Action>) {
    list_ui(ui, page, false, actions);
}

/// Paints the list, with the way back to the flow where it stands alone.
pub(super) fn list_ui(ui: &mut Ui, page: &mut ApiPage, is_alone: bool, actions: &mut Vec<Action>) {
    let (mut pastes, mut leaves) = (false, false);
    let mut act = |action| actions.push(Action::Api(ApiAction::Library(action)));
    ui.horizontal(|ui| {
        kit::title_text(ui, "API library");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if is_alone {
                leaves = IconButton::new(icon::CLOSE, "Close the API page").show(ui).clicked();
            }
            let button = IconButton::new(icon::PLUS, "Import an API…").edge(24.0, 15.0);
            if button.show(ui).clicked() {
                act(LibraryAction::Import);
            }
            ui.add_space(space::XS);
            pastes = kit::link_button(ui, "Paste curl…").clicked();
        });
    });
    if leaves {
        actions.push(Action::Api(ApiAction::Leave));
    }
    // A command that is pasted where words are searched for is one of those that are pasted on purpose.
    let focus = ui.scope_id().with("api search has focus");
    let has_focus = ui.data(|data| data.get_temp::<bool>(focus)).unwrap_or_default();
    let pasted = has_focus.then(|| curl::take_pasted(ui)).flatten();
    if pastes || pasted.is_some() {
        actions.push(Action::Api(ApiAction::PasteCurl(pasted.unwrap_or_default())));
    }
    let mut act = |action| actions.push(Action::Api(ApiAction::Library(action)));
    ui.add_space(space::S);
    let field = kit::search_field(ui, "api search", "Search APIs", &mut page.search, "Path, name or field…");
    let is_focused = field.response.has_focus();
    ui.data_mut(|data| data.insert_temp(focus, is_focused));
    if std::mem::take(&mut page.wants_keyboard) {
        field.response.request_focus();
    }
    let enter = field.lost_focus && ui.input(|input| input.key_pressed(Key::Enter));
    if field.changed {
        page.libraries.list.at = None;
    }
    let down = field.response.has_focus()
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
    ui.add_space(space::S);
    filters_ui(ui, page);
    for job in &page.libraries.jobs {
        if job_ui(ui, job) {
            act(LibraryAction::Cancel(job.number));
        }
    }
    for entry in &page.libraries.entries {
        if let Content::Failed(why) = &entry.content {
            let title = format!("{} is not there.", entry.title);
            if kit::problem_box(ui, kit::Severity::Error, &title, why, Some("About it")) {
                act(LibraryAction::Show(Some(entry.id.clone())));
            }
            ui.add_space(space::XS);
        }
    }
    let rows = page.rows();
    if down && rows.len() > 0 {
        page.libraries.list.at = rows.first();
        page.libraries.list.wants_row = true;
    }
    let mut did = if enter { rows.first_operation().cloned().map(Did::Open) } else { None };
    let by_keyboard = did.is_some();
    if rows.len() == 0 {
        let is_filtered = page.libraries.list.library.is_some() || page.libraries.list.method.is_some();
        let text = if is_filtered {
            "No operation fits words and filters."
        } else {
            "No operation has all of these words."
        };
        if kit::empty_state(ui, icon::SEARCH, "Nothing found", text, &["Show all"]).is_some() {
            page.search.clear();
            (page.libraries.list.library, page.libraries.list.method) = (None, None);
        }
    } else {
        did = rows_ui(ui, page, &rows).or(did);
    }
    page.libraries.list.rows = Some(rows);
    match did {
        Some(Did::Open(found)) => {
            page.open(found.key.clone(), &found.operation);
            // Who searches by keyboard goes on with the fields.
            if let Some(shown) = page.tries.get_mut(&found.key).filter(|_| by_keyboard) {
                shown.fields.wants_keyboard = true;
            }
        }
        Some(Did::Fold(library, tag)) => {
            let toggled = &mut page.libraries.list.toggled;
            let fold = (library, tag);
            match toggled.iter().position(|known| *known == fold) {
                Some(at) => drop(toggled.remove(at)),
                None => toggled.push(fold),
            }
        }
        Some(Did::Show(library)) => act(LibraryAction::Show(Some(library))),
        Some(Did::Search) => page.wants_keyboard = true,
        None => {}
    }
}

impl ApiPage {
    /// Lists the operations of a library, and no others.
    pub(in crate::editor) fn list_alone(&mut self, id: LibraryId) {
        self.search.clear();
        let list = &mut self.libraries.list;
        (list.library, list.method, list.at) = (Some(id), None, None);
        list.toggled.clear();
        self.wants_keyboard = true;
    }

    /// The rows as they are now; made anew only where something of them has changed.
    fn rows(&mut self) -> Rows {
        let list = &self.libraries.list;
        let key = RowsKey {
            query: self.search.trim().to_owned(),
            libraries: self.shelf.libraries().into(),
            library: list.library.clone(),
            method: list.method,
            toggled: list.toggled.clone(),
        };
        match self.libraries.list.rows.take() {
            Some(rows) if rows.key == key => rows,
            old => {
                if old.is_some_and(|old| old.key.libraries != key.libraries) {
                    self.forget_found();
                }
                let found = self.found();
                Rows::new(key, &self.shelf, &found)
            }
        }
    }
}

/// Which libraries and which methods are shown.
fn filters_ui(ui: &mut Ui, page: &mut ApiPage) {
    let libraries = page.shelf.libraries();
    let count: usize = libraries.iter().map(|library| library.library.operations.len()).sum();
    if libraries.len() < 2 && count <= 12 {
        return;
    }
    let list = &mut page.libraries.list;
    let mut named: Vec<(Option<LibraryId>, &str)> = vec![(None, "All libraries")];
    named.extend(libraries.iter().map(|known| (Some(known.id.clone()), known.library.title.as_str())));
    if !named.iter().any(|(id, _)| *id == list.library) {
        list.library = None;
    }
    let mut methods: Vec<(Option<Method>, &str)> = vec![(None, "All methods")];
    let usual = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Head];
    methods.extend(usual.iter().map(|method| (Some(*method), method.name())));
    let width = (ui.available_width() - space::XS) / 2.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let half = egui::vec2(width, size::CONTROL);
        if libraries.len() > 1 {
            ui.allocate_ui(half, |ui| {
                kit::choice(ui, "api list library", "Library", &named, &mut list.library);
            });
        }
        ui.allocate_ui(half, |ui| {
            kit::choice(ui, "api list method", "Method", &methods, &mut list.method);
        });
    });
    ui.add_space(space::S);
}

/// A document that is being read. Answers whether that is to be given up.
fn job_ui(ui: &mut Ui, job: &Job) -> bool {
    let tokens = Tokens::of(ui);
    let mut cancels = false;
    egui::Frame::new()
        .fill(tokens.card)
        .stroke(egui::Stroke::new(size::BORDER, tokens.line))
        .corner_radius(radius::CONTROL)
        .inner_margin(egui::Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.horizontal(|ui| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    cancels = kit::link_button(ui, "Cancel").on_hover_text("Gives this import up").clicked();
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        let text = egui::RichText::new(&job.name).font(theme::body()).color(tokens.text);
                        ui.add(egui::Label::new(text).truncate());
                    });
                });
            });
            bar_ui(ui, &format!("Import of {}", job.name), job.step.fraction());
            kit::hint_text(ui, &job.step.told());
        });
    ui.add_space(space::S);
    cancels
}

fn bar_ui(ui: &mut Ui, name: &str, fraction: f32) {
    let (rect, response) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), 6.0), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_numeric_value(f64::from(fraction));
        node.set_max_numeric_value(1.0);
    });
    let tokens = Tokens::of(ui);
    ui.painter().rect_filled(rect, radius::SMALL, tokens.field);
    let done = rect.with_max_x(rect.left() + rect.width() * fraction.clamp(0.0, 1.0));
    ui.painter().rect_filled(done, radius::SMALL, tokens.accent);
}

/// The rows that are seen.
fn rows_ui(ui: &mut Ui, page: &mut ApiPage, rows: &Rows) -> Option<Did> {
    let mut did = None;
    let list = ui.make_persistent_id("api rows");
    let at = page.libraries.list.at;
    let wants_row = std::mem::take(&mut page.libraries.list.wants_row);
    let has_several = page.shelf.libraries().len() > 1;
    // What is searched for is one list; otherwise operations stand below their tag.
    let is_tree = page.search.trim().is_empty();
    ScrollArea::vertical().id_salt("api list").auto_shrink([false, false]).show_viewport(ui, |ui, seen| {
        ui.set_height(rows.height());
        let (left, top, width) = (ui.max_rect().left(), ui.max_rect().top(), ui.available_width());
        let place = |index: usize| {
            let (begin, end) = rows.span(index);
            let is_set_in = is_tree && matches!(rows.get(index), Some(Row::Operation(_)));
            let indent = if is_set_in { if has_several { 24.0 } else { 14.0 } } else { 0.0 };
            egui::Rect::from_min_max(
                egui::pos2(left + indent, top + begin),
                egui::pos2(left + width - 6.0, top + end),
            )
        };
        if let Some(row) = at.filter(|_| wants_row) {
            ui.scroll_to_rect_animation(place(row), None, egui::style::ScrollAnimation::none());
        }
        let mut range = rows.seen(seen.top(), seen.bottom());
        if let Some(row) = at.filter(|_| wants_row) {
            // The keyboard goes there in this frame, though it comes into sight in the next one.
            range = range.start.min(row)..range.end.max(row + 1);
            if range.len() > 400 {
                range = row..row + 1;
            }
        }
        for index in range {
            let Some(row) = rows.get(index) else { continue };
            let id = list.with(index);
            let builder = egui::UiBuilder::new().scope_id(id).max_rect(place(index));
            let shown = ui.scope_builder(builder, |ui| row_ui(ui, page, row, has_several)).inner;
            let response = shown.response;
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_position_in_set(index + 1);
                node.set_size_of_set(rows.len());
            });
            did = shown.did.or(did.take());
            if wants_row && at == Some(index) {
                response.request_focus();
            }
            if response.has_focus() {
                keys(ui, page, rows, index, &response, &mut did);
            }
        }
    });
    did
}

/// A row, and what was done with it.
struct Painted {
    response: egui::Response,
    did: Option<Did>,
}

fn row_ui(ui: &mut Ui, page: &ApiPage, row: &Row, has_several: bool) -> Painted {
    match row {
        Row::Operation(found) => {
            let response = operation_ui(ui, page, found, has_several && !page.search.trim().is_empty());
            let did = response.clicked().then(|| Did::Open(found.clone()));
            Painted { response, did }
        }
        Row::Library { id, title, count, is_open } => {
            let entry = page.libraries.entry(id);
            let is_changed = entry.is_some_and(|entry| entry.is_changed);
            let room = ui.available_rect_before_wrap();
            let shown = kit::tree_row(
                ui,
                kit::TreeRow {
                    icon: Some((icon::API, Tokens::of(ui).accent)),
                    text: title,
                    secondary: &if entry.is_none() {
                        format!("{count}")
                    } else {
                        format!("{count}          ")
                    },
                    expanded: Some(*is_open),
                    ..kit::TreeRow::default()
                },
            );
            let mut did = (shown.toggled || shown.response.clicked()).then(|| Did::Fold(id.clone(), None));
            if entry.is_some() {
                let corner = egui::pos2(room.right() - 26.0, shown.response.rect.center().y - 11.0);
                let rect = egui::Rect::from_min_size(corner, egui::Vec2::splat(22.0));
                let button = egui::UiBuilder::new().max_rect(rect);
                let (sign, color) = if is_changed {
                    (icon::WARNING, Tokens::of(ui).warn)
                } else {
                    (icon::INFO, Tokens::of(ui).text_2)
                };
                let name = format!("About {title}");
                let about = ui
                    .scope_builder(button, |ui| {
                        IconButton::new(sign, &name).edge(22.0, 14.0).color(color).show(ui)
                    })
                    .inner;
                if about.clicked() {
                    did = Some(Did::Show(id.clone()));
                }
            }
            Painted { response: shown.response, did }
        }
        Row::Tag { library, name, count, is_open } => {
            let shown = kit::tree_row(
                ui,
                kit::TreeRow {
                    text: name,
                    secondary: &count.to_string(),
                    expanded: Some(*is_open),
                    depth: usize::from(has_several),
                    ..kit::TreeRow::default()
                },
            );
            let is_toggled = shown.toggled || shown.response.clicked();
            let did = is_toggled.then(|| Did::Fold(library.clone(), Some(name.clone())));
            Painted { response: shown.response, did }
        }
    }
}

fn operation_ui(ui: &mut Ui, page: &ApiPage, found: &Found, tells_library: bool) -> egui::Response {
    let tokens = Tokens::of(ui);
    let operation = &found.operation;
    let (icon, color) = look(operation.product);
    let color = tokens.group(color);
    let library = &found.library.library.title;
    let secondary = if tells_library {
        // The path has to have room beside it.
        let mut short: String = library.chars().take(MAX_TITLE).collect();
        if library.chars().nth(MAX_TITLE).is_some() {
            short.truncate(short.trim_end().len());
            short.push('…');
        }
        format!("{short} · {}", operation.path)
    } else {
        operation.path.clone()
    };
    let row = TileRow::new(icon, color, &operation.summary)
        .tag(operation.method.name())
        .secondary(&secondary)
        .struck(operation.is_deprecated)
        .show(ui);
    let is_shown = page.libraries.shown.is_none() && page.shown.as_ref() == Some(&found.key);
    if is_shown {
        let stroke = egui::Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(row.rect, radius::CONTROL, stroke, egui::StrokeKind::Inside);
    }
    ui.ctx().accesskit_node_builder(row.id, |node| node.set_selected(is_shown));
    let address = format!("{} {}{}", operation.method.name(), operation.server, operation.path);
    let deprecated = if operation.is_deprecated { "\nDeprecated" } else { "" };
    row.on_hover_text(format!("{address}\n{library}{deprecated}"))
}

/// The arrow keys go from row to row, Left and Right fold, Escape goes back to the search.
fn keys(
    ui: &Ui,
    page: &mut ApiPage,
    rows: &Rows,
    row: usize,
    response: &egui::Response,
    did: &mut Option<Did>,
) {
    let filter = EventFilter {
        vertical_arrows: true,
        horizontal_arrows: true,
        escape: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let to = if pressed(Key::ArrowDown) {
        (row + 1 < rows.len()).then_some(row + 1)
    } else if pressed(Key::ArrowUp) {
        if row == 0 {
            *did = Some(Did::Search);
        }
        row.checked_sub(1)
    } else if pressed(Key::Home) {
        Some(0)
    } else if pressed(Key::End) {
        rows.len().checked_sub(1)
    } else if pressed(Key::Escape) {
        *did = Some(Did::Search);
        None
    } else {
        // Left on what cannot be folded goes to what it is in.
        let is_operation = matches!(rows.get(row), Some(Row::Operation(_)));
        if is_operation && pressed(Key::ArrowLeft) { rows.heading_of(row) } else { None }
    };
    if let Some(to) = to {
        page.libraries.list.at = Some(to);
        page.libraries.list.wants_row = true;
        ui.ctx().request_repaint();
    }
}

/// The sign and the colour of a product.
pub(super) fn look(product: Option<Product>) -> (icon::Icon, Group) {
    match product {
        Some(
            Product::Api
            | Product::Conversations
            | Product::Chat
            | Product::Messaging
            | Product::Content
            | Product::Lookups
            | Product::Verify,
        ) => (icon::MESSAGE, Group::Messaging),
        Some(Product::Studio) => (icon::SPLIT, Group::FlowControl),
        None => (icon::API, Group::FlowControl),
    }
}

/// The name of a product.
pub(super) fn product_name(product: Option<Product>) -> &'static str {
    match product {
        Some(Product::Api) => "Programmable Messaging",
        Some(Product::Conversations) => "Conversations",
        Some(Product::Chat) => "Programmable Chat",
        Some(Product::Studio) => "Studio",
        Some(Product::Content) => "Content",
        Some(Product::Messaging) => "Messaging Services",
        Some(Product::Lookups) => "Lookup",
        Some(Product::Verify) => "Verify",
        None => "Other APIs",
    }
}

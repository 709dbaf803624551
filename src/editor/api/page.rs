//! The page of one operation: what it is, the request on the left, its bytes and the answer on the right.

use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use super::answer::Shown;
use super::libraries::LibraryAction;
use super::state::{ApiPage, Try};
use super::{ApiAction, Ways, answer, bytes, fields, history, library_page, list, reference, to_flow};
use crate::api::{Finding, Operation, Route};
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, Button, IconButton};
use crate::editor::theme::{self, Tokens, radius, size, space};

/// Below this width everything stands below each other.
const ONE_COLUMN_BELOW: f32 = 720.0;
/// From this width on, the reference stands beside the request.
const THREE_COLUMNS_FROM: f32 = 1440.0;

/// Paints the page.
pub(in crate::editor) fn page_ui(
    ui: &mut Ui,
    page: &mut ApiPage,
    is_narrow: bool,
    actions: &mut Vec<Action>,
) {
    if library_page::library_page_ui(ui, page, actions) {
        return;
    }
    let Some(key) = page.shown.clone() else {
        if is_narrow {
            Frame::new().inner_margin(Margin::same(16)).show(ui, |ui| {
                list::list_ui(ui, page, true, actions);
            });
        } else {
            nothing_ui(ui, page, actions);
        }
        return;
    };
    let Some(mut shown) = page.tries.remove(&key) else {
        page.shown = None;
        return;
    };
    let operation = std::sync::Arc::clone(shown.prepared.operation());
    shown.around = page.around(&shown.world);
    let route = page.route(&shown);
    let names: Vec<String> = page.environments.iter().map(|own| own.name.clone()).collect();
    shown.environment_names = names;
    ui.push_id(&key, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if header_ui(ui, &shown, is_narrow, actions) {
            page.shown = None;
        }
        let mut work = Work { shown: &mut shown, operation: &operation, route: &route, actions };
        let width = ui.available_width();
        if width < ONE_COLUMN_BELOW {
            work.one_column_ui(ui);
        } else {
            work.columns_ui(ui, width);
        }
    });
    page.tries.insert(key, shown);
}

fn nothing_ui(ui: &mut Ui, page: &mut ApiPage, actions: &mut Vec<Action>) {
    Frame::new().inner_margin(Margin::same(16)).show(ui, |ui| {
        close_ui(ui, actions);
        ui.add_space((ui.available_height() * 0.18).max(16.0));
        let text = "Find an operation on the left. Its reference opens here, with a request that is ready to be tried.";
        // The list has a plus for documents, which is named by what it imports.
        let buttons = ["Search the APIs", "Import a document…"];
        match kit::empty_state(ui, icon::API, "Try an API", text, &buttons) {
            Some(0) => {
                page.wants_keyboard = true;
                ui.ctx().request_repaint();
            }
            Some(_) => actions.push(Action::Api(ApiAction::Library(LibraryAction::Import))),
            None => {}
        }
    });
}

/// The way back to the flow.
fn close_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), 28.0),
        Layout::right_to_left(Align::Center),
        |ui| {
            if IconButton::new(icon::CLOSE, "Close the API page").show(ui).clicked() {
                actions.push(Action::Api(ApiAction::Leave));
            }
        },
    );
}

/// The name, the method and the path. Answers whether the list is wanted back.
fn header_ui(ui: &mut Ui, request: &Try, is_narrow: bool, actions: &mut Vec<Action>) -> bool {
    let (key, operation) = (&request.key, request.prepared.operation());
    let tokens = Tokens::of(ui);
    let mut goes_back = false;
    let margin = Margin { left: 20, right: 16, top: 14, bottom: 12 };
    let shown = Frame::new().fill(tokens.panel).inner_margin(margin).show(ui, |ui| {
        ui.horizontal(|ui| {
            if is_narrow && Button::secondary("All APIs").show(ui).clicked() {
                goes_back = true;
            }
            let (sign, group) = list::look(operation.product);
            kit::icon_tile_sized(ui, sign, tokens.group(group), 36.0);
            ui.add_space(space::XS);
            let room = (ui.available_width() - 40.0 - to_flow::ADD_WIDTH).max(80.0);
            ui.allocate_ui_with_layout(egui::vec2(room, 40.0), Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 3.0;
                ui.spacing_mut().interact_size.y = 0.0;
                kit::title_text(ui, &operation.summary);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 6.0;
                    method_ui(ui, operation);
                    let address = format!("{}{}", Ways::server_of(request), operation.path);
                    let text = RichText::new(address).font(theme::mono()).color(tokens.text_2);
                    ui.add(Label::new(text).truncate().selectable(true));
                });
            });
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                if IconButton::new(icon::CLOSE, "Close the API page").show(ui).clicked() {
                    actions.push(Action::Api(ApiAction::Leave));
                }
                to_flow::add_ui(ui, key, operation, actions);
            });
        });
    });
    let rect = shown.response.rect;
    let y = ui.painter().round_to_pixel_center(rect.bottom() - 0.5);
    let line = egui::Stroke::new(size::BORDER, tokens.line);
    ui.painter().hline(ui.max_rect().x_range(), y, line);
    goes_back
}

fn method_ui(ui: &mut Ui, operation: &Operation) {
    let tokens = Tokens::of(ui);
    let color = tokens.accent;
    Frame::new()
        .fill(theme::tint(color, theme::NOTICE_ALPHA))
        .corner_radius(radius::SMALL)
        .inner_margin(Margin::symmetric(6, 1))
        .show(ui, |ui| {
            let text = RichText::new(operation.method.name()).font(theme::semibold(size::HINT)).color(color);
            ui.label(text);
        });
}

/// What the columns work on.
struct Work<'a> {
    shown: &'a mut Try,
    operation: &'a Operation,
    route: &'a Route,
    actions: &'a mut Vec<Action>,
}

impl Work<'_> {
    fn findings(&mut self) -> Vec<Finding> {
        self.shown.texts(self.route).findings.clone()
    }

    fn one_column_ui(&mut self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().id_salt("api page").auto_shrink([false, false]).show(ui, |ui| {
            Frame::new().inner_margin(Margin::symmetric(20, 12)).show(ui, |ui| {
                self.send_ui(ui);
                answer::answer_ui(ui, self.shown, self.operation, Shown::Below(None), self.actions);
                kit::separator(ui);
                self.tabs_ui(ui);
                // All of this scrolls as one: a column that scrolls inside of another catches the wheel.
                if self.shown.shows_reference {
                    reference::reference_ui(ui, self.operation);
                } else {
                    self.fields_ui(ui);
                }
                kit::separator(ui);
                bytes::bytes_ui(ui, self.shown, self.route, self.actions);
                ui.add_space(space::M);
                history::history_ui(ui, self.shown, self.actions);
                ui.add_space(space::L);
            });
        });
    }

    fn columns_ui(&mut self, ui: &mut Ui, width: f32) {
        let tokens = Tokens::of(ui);
        let has_three = width >= THREE_COLUMNS_FROM;
        let ground = Frame::new().fill(tokens.canvas);
        if has_three {
            let frame = ground.inner_margin(Margin { left: 20, right: 12, top: 12, bottom: 0 });
            Panel::left("api reference")
                .default_size((width * 0.27).clamp(360.0, 520.0))
                .size_range(280.0..=640.0)
                .frame(frame)
                .show(ui, |ui| {
                    kit::title_text(ui, "Reference");
                    ui.add_space(space::S);
                    scroll_ui(ui, "reference", |ui| reference::reference_ui(ui, self.operation));
                });
        }
        let left =
            if has_three { (width * 0.32).clamp(420.0, 620.0) } else { (width * 0.47).clamp(320.0, 560.0) };
        let frame = ground.inner_margin(Margin { left: 20, right: 12, top: 12, bottom: 0 });
        Panel::left("api request")
            .default_size(left)
            .size_range(300.0..=(width * 0.65).max(320.0))
            .frame(frame)
            .show(ui, |ui| {
                if has_three {
                    kit::title_text(ui, "Request");
                    ui.add_space(space::S);
                    scroll_ui(ui, "fields", |ui| self.fields_ui(ui));
                } else {
                    self.request_or_reference_ui(ui);
                }
            });
        let frame =
            Frame::new().fill(tokens.panel).inner_margin(Margin { left: 16, right: 16, top: 12, bottom: 0 });
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            scroll_ui(ui, "exchange", |ui| {
                self.send_ui(ui);
                ui.add_space(space::M);
                bytes::bytes_ui(ui, self.shown, self.route, self.actions);
                ui.add_space(space::M);
                answer::answer_ui(ui, self.shown, self.operation, Shown::Beside, self.actions);
                ui.add_space(space::M);
                history::history_ui(ui, self.shown, self.actions);
                ui.add_space(space::L);
            });
        });
    }

    fn tabs_ui(&mut self, ui: &mut Ui) {
        let at = usize::from(self.shown.shows_reference);
        if let Some(chosen) = kit::tab_strip(ui, &["Request", "Reference"], at) {
            self.shown.shows_reference = chosen == 1;
        }
        ui.add_space(space::M);
    }

    fn request_or_reference_ui(&mut self, ui: &mut Ui) {
        self.tabs_ui(ui);
        if self.shown.shows_reference {
            scroll_ui(ui, "reference", |ui| reference::reference_ui(ui, self.operation));
        } else {
            scroll_ui(ui, "fields", |ui| self.fields_ui(ui));
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui) {
        let findings = self.findings();
        fields::fields_ui(ui, self.shown, self.operation, &findings);
        self.actions.extend(self.shown.fields.wishes.drain(..).map(Action::Api));
        ui.add_space(space::L);
    }

    fn send_ui(&mut self, ui: &mut Ui) {
        let findings = self.findings();
        bytes::send_ui(ui, self.shown, &findings, self.actions);
    }
}

/// A column that scrolls by itself.
fn scroll_ui(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().id_salt(("api", name)).auto_shrink([false, false]).show(ui, |ui| {
        // The scroll bar floats over this much.
        Frame::new().inner_margin(Margin { right: 8, ..Margin::ZERO }).show(ui, contents);
    });
}

//! *Search an API*, and what is chosen: this widget then asks it, as one step of undo.

use std::sync::Arc;

use egui::{Key, Modifiers, Stroke, StrokeKind, Ui};

use super::{Desk, changes, curl, told};
use crate::api::{self, LeftOut, Operation, Place, Prepared};
use crate::editor::action::Action;
use crate::editor::api::shelf::Found;
use crate::editor::api::state::ApiPage;
use crate::editor::api::{list, reference};
use crate::editor::icon;
use crate::editor::kit::{self, IconButton, TileRow};
use crate::editor::theme::{Tokens, radius, size, space};
use crate::flow::{Edit, Widget};

/// So many results are shown.
const SHOWN: usize = 7;
const NAME: &str = "Search an API";

pub(super) fn search_ui(
    ui: &mut Ui,
    page: &mut ApiPage,
    desk: &mut Desk,
    widget: &Arc<Widget>,
    actions: &mut Vec<Action>,
) {
    // The keys are the list's while the field has the keyboard.
    let id = ui.scope_id().with("search field has focus");
    let has_focus = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or_default();
    curl::take(ui, desk, page.shelf.libraries(), has_focus);
    let step = if has_focus && !desk.search.is_empty() { steps(ui) } else { 0 };
    let field = kit::labelled(ui, NAME, false, |ui| {
        kit::search_field(ui, "widget api search", NAME, &mut desk.search, "Words, or a curl command")
    })
    .inner;
    let is_focused = field.response.has_focus();
    ui.data_mut(|data| data.insert_temp(id, is_focused));
    if field.changed {
        desk.at = 0;
    }
    if curl::offer_ui(ui, desk, widget, actions) {
        return;
    }
    if desk.search.trim().is_empty() {
        chosen_ui(ui, desk);
        return;
    }
    let found = desk.find(page, SHOWN);
    if found.is_empty() {
        kit::hint_text(ui, "No operation has all of these words. Documents are imported on the API page.");
        return;
    }
    let last = found.len() - 1;
    desk.at = desk.at.saturating_add_signed(step).min(last);
    let enter = field.lost_focus && ui.input(|input| input.key_pressed(Key::Enter));
    let mut chosen = if enter { found.get(desk.at) } else { None };
    ui.spacing_mut().item_spacing.y = 2.0;
    for (number, found) in found.iter().enumerate() {
        if row_ui(ui, found, is_focused && number == desk.at) {
            chosen = Some(found);
        }
    }
    if let Some(found) = chosen {
        choose(desk, found, widget, actions);
    }
    ui.add_space(space::S);
}

/// Up and down move the choice.
fn steps(ui: &Ui) -> isize {
    ui.input_mut(|input| {
        let down = input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown);
        let up = input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp);
        isize::try_from(down).unwrap_or_default() - isize::try_from(up).unwrap_or_default()
    })
}

fn row_ui(ui: &mut Ui, found: &Found, is_next: bool) -> bool {
    let operation = &found.operation;
    let tokens = Tokens::of(ui);
    let (icon, group) = list::look(operation.product);
    let row = TileRow::new(icon, tokens.group(group), &operation.summary)
        .tag(operation.method.name())
        .secondary(&operation.path)
        .show(ui);
    if is_next {
        let stroke = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(row.rect, radius::CONTROL, stroke, StrokeKind::Inside);
    }
    ui.ctx().accesskit_node_builder(row.id, |node| node.set_selected(is_next));
    row.on_hover_text(format!("{} {}", operation.method.name(), operation.path)).clicked()
}

/// Makes the widget ask an operation. What it had for the same parameters stays, where that is a template.
fn choose(desk: &mut Desk, found: &Found, widget: &Widget, actions: &mut Vec<Action>) {
    let operation = &found.operation;
    let mut prepared = Prepared::new(operation);
    let now = desk.seen.as_ref();
    let had = now.map(|seen| seen.matched.clone().unwrap_or_else(|| api::of_widget(&seen.asked, [])));
    for (parameter, value) in had.iter().flat_map(Prepared::filled_parameters) {
        if value.contains("{{") && parameter.place != Place::Header {
            prepared.set_in(parameter.place, &parameter.name, value);
        }
    }
    let made = api::to_widget(&prepared, &[]);
    let edits = changes(widget, &made);
    if !edits.is_empty() {
        let name = format!("Prepare “{}”", operation.summary);
        let edit = Edit::Together { name, edits };
        actions.extend([Action::Seal, Action::Edit(edit), Action::Seal]);
    }
    desk.chosen = Some(found.clone());
    desk.shows_reference = true;
    desk.search.clear();
}

/// What was chosen, or what the fields fit, with its reference.
fn chosen_ui(ui: &mut Ui, desk: &mut Desk) {
    let matched = desk.seen.as_ref().and_then(|seen| seen.matched.as_ref()).map(Prepared::operation);
    // A method that Studio has not makes another request of it, and it is still what was chosen.
    let kept = desk.chosen.as_ref().filter(|found| {
        matched.is_none()
            && !matches!(found.operation.method, crate::twilio::Method::Get | crate::twilio::Method::Post)
    });
    let Some(operation) = matched.or(kept.map(|found| &found.operation)).map(Arc::clone) else {
        kit::hint_text(ui, "Fills the fields below. What you have in them stays where it is a template.");
        ui.add_space(space::S);
        return;
    };
    ui.add_space(2.0);
    kit::body_text(ui, &operation.summary);
    let text = if desk.shows_reference { "Hide the reference" } else { "Show the reference" };
    if kit::link_button(ui, text).clicked() {
        desk.shows_reference = !desk.shows_reference;
    }
    let lost = lost(&operation);
    if !lost.is_empty() {
        kit::problem_box(ui, kit::Severity::Info, "Studio cannot carry over:", &told(&lost), None);
    }
    ui.add_space(space::S);
    if desk.shows_reference {
        reference_ui(ui, desk, &operation);
    }
}

/// What of an operation Studio cannot carry over.
fn lost(operation: &Arc<Operation>) -> Vec<LeftOut> {
    let mut lost = api::to_widget(&Prepared::new(operation), &[]).left_out;
    let headers = operation.parameters.iter().filter(|parameter| parameter.place == Place::Header);
    for header in headers.filter(|header| !header.name.eq_ignore_ascii_case("Content-Type")) {
        let sentence = format!("`{}` is a header, and Studio sends none of yours.", header.name);
        if lost.iter().all(|LeftOut(told)| !told.contains(&format!("`{}`", header.name))) {
            lost.push(LeftOut(sentence));
        }
    }
    lost
}

/// The reference, in a window of its own that stands beside the inspector.
fn reference_ui(ui: &Ui, desk: &mut Desk, operation: &Operation) {
    const WIDTH: f32 = 380.0;
    const GAP: f32 = 10.0;
    let ctx = ui.ctx();
    let screen = ctx.content_rect();
    // The panel's own edge, and not that of what is scrolled in it.
    let right = ui.clip_rect().left() - GAP;
    let width = WIDTH.min(right - GAP);
    if width < 220.0 {
        return;
    }
    let top = screen.top() + 96.0;
    let height = (screen.bottom() - top - 48.0).max(160.0);
    let mut is_open = true;
    let name = "Reference of the operation";
    egui::Area::new(ui.scope_id().with("reference"))
        .order(egui::Order::Middle)
        .fixed_pos(egui::pos2(right - width, top))
        .constrain(false)
        .show(ctx, |ui| {
            kit::popup_frame(ctx, 14).show(ui, |ui| {
                ui.set_width(width - 30.0);
                ui.set_max_height(height);
                ui.horizontal(|ui| {
                    let room = (ui.available_width() - 34.0).max(60.0);
                    ui.scope(|ui| {
                        ui.set_max_width(room);
                        ui.set_min_width(room);
                        kit::title_text(ui, "Reference");
                    });
                    if IconButton::new(icon::CLOSE, "Close the reference").show(ui).clicked() {
                        is_open = false;
                    }
                });
                kit::secondary_text(ui, &operation.summary);
                ui.add_space(space::S);
                egui::ScrollArea::vertical()
                    .id_salt(name)
                    .max_height(height - 84.0)
                    .auto_shrink([false, true])
                    .show(ui, |ui| reference::reference_ui(ui, operation));
            });
        });
    desk.shows_reference = is_open;
}

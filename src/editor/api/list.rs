//! The search, and the operations that it finds.

use egui::{Key, ScrollArea, Stroke, StrokeKind, Ui};

use super::shelf::Found;
use super::state::ApiPage;
use crate::api::Operation;
use crate::editor::icon;
use crate::editor::kit::{self, TileRow};
use crate::editor::theme::{Group, Tokens, radius, size, space};
use crate::twilio::Product;

/// Paints the list.
pub(in crate::editor) fn list_panel_ui(ui: &mut Ui, page: &mut ApiPage) {
    kit::title_text(ui, "API library");
    ui.add_space(space::S);
    let field = kit::search_field(ui, "api search", "Search APIs", &mut page.search, "Path, name or field…");
    if std::mem::take(&mut page.wants_keyboard) {
        field.response.request_focus();
    }
    let enter = field.lost_focus && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(space::S);
    let found = page.found();
    let mut chosen: Option<&Found> = if enter { found.first() } else { None };
    if found.is_empty() {
        let text = "No operation has all of these words.";
        if kit::empty_state(ui, icon::SEARCH, "Nothing found", text, &["Show all"]).is_some() {
            page.search.clear();
        }
        return;
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().id_salt("api list").auto_shrink([false, false]).show(ui, |ui| {
        let mut product = None;
        for found in found.iter() {
            let operation = &found.operation;
            // While everything is shown, in its order, the products are told apart.
            if page.search.is_empty() && product != Some(operation.product) {
                product = Some(operation.product);
                kit::hint_text(ui, product_name(operation.product));
            }
            if row_ui(ui, operation, page.shown.as_ref() == Some(&found.key)) {
                chosen = Some(found);
            }
        }
    });
    if let Some(found) = chosen {
        page.open(found.key.clone(), &found.operation);
    }
}

fn row_ui(ui: &mut Ui, operation: &Operation, is_shown: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (icon, color) = look(operation.product);
    let color = tokens.group(color);
    let row = TileRow::new(icon, color, &operation.summary)
        .tag(operation.method.name())
        .secondary(&operation.path)
        .show(ui);
    if is_shown {
        let stroke = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(row.rect, radius::CONTROL, stroke, StrokeKind::Inside);
    }
    ui.ctx().accesskit_node_builder(row.id, |node| node.set_selected(is_shown));
    row.on_hover_text(format!("{} {}", operation.method.name(), operation.path)).clicked()
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

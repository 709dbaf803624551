//! What a value has to be, as a tree: each field with its type, its limits and its help. Only what is opened is looked
//! into, so that schemas may hold themselves.

use egui::{Id, Role, Sense, Ui, WidgetInfo};

use crate::api::Schema;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius, space};

/// Room of a field with its help.
const ROW: f32 = 38.0;
/// Room of one without.
const BARE: f32 = 22.0;
/// Deeper ones are not set in any more.
const MAX_INDENT: usize = 12;

/// A field of the tree.
struct Field {
    name: String,
    schema: Schema,
    is_required: bool,
}

/// Paints the fields of a schema; nothing where it has none. `salt` tells trees apart.
pub(super) fn schema_tree_ui(ui: &mut Ui, salt: impl std::hash::Hash + std::fmt::Debug, schema: &Schema) {
    let id = ui.scope_id().with(Id::unique(("schema tree", salt)));
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        fields_ui(ui, id, schema, 0);
    });
}

/// Whether there is a tree to be shown.
pub(super) fn has_fields(schema: &Schema) -> bool {
    !fields_of(schema).is_empty()
}

fn fields_ui(ui: &mut Ui, id: Id, schema: &Schema, depth: usize) {
    for (at, field) in fields_of(schema).into_iter().enumerate() {
        let id = id.with((at, &field.name));
        let inner = fields_of(&field.schema);
        let is_open = field_ui(ui, id, &field, depth, !inner.is_empty());
        if is_open {
            fields_ui(ui, id, &field.schema, depth + 1);
        }
    }
}

/// What stands below a schema: its properties, those of its items, or what there is to choose from.
fn fields_of(schema: &Schema) -> Vec<Field> {
    let mut items = schema.clone();
    for _ in 0..4 {
        let Some(item) = items.first(|shape| shape.items) else { break };
        items = items.part(item);
    }
    let shape = items.shape();
    let choices: Vec<Schema> = shape
        .one_of
        .iter()
        .chain(&shape.any_of)
        .map(|id| items.part(*id))
        .filter(|part| !is_null(part))
        .collect();
    if choices.len() > 1
        && choices
            .iter()
            .any(|choice| !choice.shape().properties.is_empty() || choice.shape().title.is_some())
    {
        let named = choices.into_iter().enumerate().map(|(at, schema)| {
            let title = schema.shape().title.as_deref().map(str::to_owned);
            let name = title.unwrap_or_else(|| format!("choice {}", at + 1));
            Field { name, schema, is_required: false }
        });
        return named.collect();
    }
    let mut found: Vec<Field> = Vec::new();
    let mut met = std::collections::HashSet::new();
    items.each_property(&mut |name, schema, is_required| {
        if met.insert(name.to_owned()) {
            found.push(Field { name: name.to_owned(), schema, is_required });
        }
    });
    if let crate::api::schema::Additional::Of(id) = shape.additional {
        found.push(Field { name: "any other name".to_owned(), schema: items.part(id), is_required: false });
    }
    found
}

fn is_null(schema: &Schema) -> bool {
    schema.shape().types == crate::api::schema::Types::NULL
}

/// Paints a field. Answers whether what is below it is shown.
fn field_ui(ui: &mut Ui, id: Id, field: &Field, depth: usize, can_open: bool) -> bool {
    let tokens = Tokens::of(ui);
    let has_help = |shape: &crate::api::schema::Shape| {
        shape.description.as_deref().map(|text| !text.trim().is_empty()).filter(|has| *has)
    };
    let height = if field.schema.first(has_help).is_some() { ROW } else { BARE };
    let (_, rect) = ui.allocate_space(egui::vec2(ui.available_width(), height));
    // What is out of sight is neither laid out nor named; it only keeps its place.
    let mut is_open: bool = can_open && ui.data(|data| data.get_temp(id)).unwrap_or(false);
    if !ui.is_rect_visible(rect) {
        return is_open;
    }
    let kind = kind_of(field);
    let help =
        field.schema.first(|shape| shape.description.as_deref().map(str::to_owned)).unwrap_or_default();
    let help = help.lines().next().unwrap_or_default().replace('`', "");
    let response = ui.interact(rect, id, if can_open { Sense::click() } else { Sense::hover() });
    let key = if is_open { egui::Key::ArrowLeft } else { egui::Key::ArrowRight };
    let is_keyed = can_open && response.has_focus() && ui.input(|input| input.key_pressed(key));
    if can_open && (response.clicked() || is_keyed) {
        is_open = !is_open;
        ui.data_mut(|data| data.insert_temp(id, is_open));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::TreeItem, true, format!("{}, {kind}", field.name)));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(depth + 1);
        if can_open {
            node.set_expanded(is_open);
        }
        if !help.is_empty() {
            node.set_description(help.as_str());
        }
    });
    if can_open && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    }
    let indent = 14.0 * f32::from(u8::try_from(depth.min(MAX_INDENT)).unwrap_or(0));
    let mut left = rect.left() + indent;
    if can_open {
        let sign = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
        paint_icon(ui.painter(), egui::pos2(left + 7.0, rect.top() + 11.0), sign, 12.0, tokens.text_2);
    }
    left += 18.0;
    let right = rect.right() - space::XS;
    let name = kit::line(ui, &field.name, theme::mono(), tokens.text, (right - left) * 0.6);
    let width = name.size().x;
    ui.painter().galley(egui::pos2(left, rect.top() + 3.0), name, tokens.text);
    let beside = kit::line(ui, &kind, theme::hint(), tokens.text_3, right - left - width - 8.0);
    ui.painter().galley(egui::pos2(left + width + 8.0, rect.top() + 3.5), beside, tokens.text_3);
    let below = kit::line(ui, &help, theme::hint(), tokens.text_2, right - left);
    ui.painter().galley(egui::pos2(left, rect.top() + 19.0), below, tokens.text_2);
    if field.schema.shape().is_deprecated {
        let y = ui.painter().round_to_pixel_center(rect.top() + 10.0);
        ui.painter().hline(left..=left + width, y, egui::Stroke::new(theme::size::BORDER, tokens.text));
    }
    let limits = field.schema.limits();
    let choices = choices_of(&field.schema, 40);
    let mut told = vec![format!("{}: {kind}", field.name)];
    told.extend(Some(help).filter(|help| !help.is_empty()));
    told.extend((!choices.is_empty()).then(|| format!("One of {choices}")));
    told.extend((!limits.is_empty()).then(|| limits.join("; ").replace('`', "")));
    response.on_hover_text(told.join("\n"));
    is_open
}

/// What a field is, in a few words.
fn kind_of(field: &Field) -> String {
    let schema = &field.schema;
    let mut kind = schema.types().words();
    if kind.is_empty() {
        kind = "any value".to_owned();
    }
    if let Some(item) = schema.first(|shape| shape.items) {
        let of = schema.part(item).types().words();
        if !of.is_empty() {
            kind = format!("{kind} of {of}");
        }
    }
    if let Some(format) = schema.first(|shape| shape.format.as_deref().map(str::to_owned)) {
        kind = format!("{kind} ({format})");
    }
    let shape = schema.shape();
    let marks = [
        (field.is_required, "required"),
        (shape.is_read_only, "only in answers"),
        (shape.is_write_only, "only in requests"),
        (shape.is_deprecated, "deprecated"),
    ];
    for (_, mark) in marks.iter().filter(|(is_on, _)| *is_on) {
        kind = format!("{kind} · {mark}");
    }
    let choices = choices_of(schema, 6);
    if choices.is_empty() { kind } else { format!("{kind} · {choices}") }
}

fn choices_of(schema: &Schema, most: usize) -> String {
    let choices = schema.choices();
    let mut words: Vec<String> = choices.iter().take(most).map(crate::api::schema::text_of).collect();
    if choices.len() > most {
        words.push("…".to_owned());
    }
    words.join(", ")
}

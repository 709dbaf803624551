//! The inspector, driven by role and name as a person would, and compared by the JSON that comes of it.

mod choices;
mod desk;
mod fields;
mod lists;
mod tabs;
mod templates;

use cordboard::editor::canvas::Selection;
use cordboard::editor::command::Command;
use cordboard::editor::state::InspectorTab;
use cordboard::flow::{Document, WidgetId};
use cordboard::widgets::{FieldKind, widget_type};
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

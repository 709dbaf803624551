//! The catalogue of widget types, one file per type: its fields, its events, what it leaves behind and what it
//! does when it runs.
//!
//! Inspector, checker, completion, palette, manual and simulator all read these entries.
//! **None of them knows a widget type by name**: what is special about a type stands in its file here.

pub mod assumptions;
pub mod condition;
mod describe;
mod field;
pub mod messaging;
pub mod pairs;
mod regex;
pub mod run;
mod send_and_wait_for_reply;
mod send_message;
mod set_variables;
pub mod split_based_on;
mod templates;
mod trigger;
mod widget_type;

#[cfg(test)]
mod tests;

pub use describe::{card_text, label_of, output_label, reference_to, variables_of};
pub use field::{Choice, Field, FieldKind, JsonType, Limits, Section};
pub use split_based_on as split;
pub use templates::{InputRead, InputRoot, TemplateAt, escaped, has_liquid, inputs_read, templates_of};
pub use widget_type::{
    CATALOGUE, Card, Event, EventKind, Events, Grade, Group, Icon, OutputVariable, Placing, WidgetType,
    widget_type,
};

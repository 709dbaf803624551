//! The catalogue of widget types, one file per type: its fields, its events, what it leaves behind and what it
//! does when it runs.
//!
//! Inspector, checker, completion, palette, manual and simulator all read these entries.
//! **None of them knows a widget type by name**: what is special about a type stands in its file here.

mod field;
pub mod run;
mod widget_type;

pub use field::{Choice, Field, FieldKind, JsonType, Limits, Section};
pub use widget_type::{
    CATALOGUE, Event, EventKind, Events, Grade, Group, Icon, OutputVariable, Placing, WidgetType, widget_type,
};

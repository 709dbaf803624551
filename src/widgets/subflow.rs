//! Which flow a widget runs, where its type runs another one.

use std::borrow::Cow;

use super::templates::has_liquid;
use super::widget_type::widget_type;
use crate::flow::Widget;

/// What a widget that runs another flow says about which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subflow<'a> {
    /// Nothing yet.
    Missing,
    /// A template, which Studio does not render here.
    Template(Cow<'a, str>),
    /// This SID.
    Sid(Cow<'a, str>),
}

/// The key of the property that says which flow a widget runs, if it is of a type that runs one.
pub fn subflow_field(widget: &Widget) -> Option<&'static str> {
    widget_type(widget.kind()?)?.subflow
}

/// Which flow a widget runs, if it is of a type that runs one.
pub fn subflow_of(widget: &Widget) -> Option<Subflow<'_>> {
    let key = subflow_field(widget)?;
    Some(match widget.property_text(key) {
        Some(text) if has_liquid(&text) => Subflow::Template(text),
        Some(text) => match trimmed(text) {
            sid if sid.is_empty() => Subflow::Missing,
            sid => Subflow::Sid(sid),
        },
        None => Subflow::Missing,
    })
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

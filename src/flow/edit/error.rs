//! Why a change cannot be made.

use crate::flow::side::SideTrouble;

/// Why a change cannot be made. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The widget is gone.
    #[error("that widget is no longer in the flow")]
    NoSuchWidget,
    /// The output is gone.
    #[error("that output is no longer there")]
    NoSuchOutput,
    /// The state is not a JSON object, so it has nothing to edit.
    #[error("this state is not a JSON object: mend it in a text editor")]
    NotAnObject,
    /// The properties are something else than an object, which a change would have to throw away.
    #[error("the `properties` of this state are not a JSON object: mend them in its JSON")]
    PropertiesNotAnObject,
    /// A name that Studio refuses.
    #[error(
        "a widget's name begins with a letter and holds only letters, digits, `_` and `-`; `{0}` does not"
    )]
    BadName(String),
    /// A name that no variable can have behind a dot.
    #[error(
        "a variable's name begins with a letter or `_`, holds only letters, digits, `_` and `-`, and does not end \
         in `-`; `{0}` does not"
    )]
    BadVariable(String),
    /// A name that is taken.
    #[error("another widget is named `{0}` already")]
    NameTaken(String),
    /// A target that cannot be named in `next`.
    #[error("a transition leads to a name, and this widget has none of its own: give it one first")]
    TargetWithoutName,
    /// The flow starts there.
    #[error("the flow starts at `{0}`, so it stays")]
    InitialStays(String),
    /// Nothing can lead to the trigger.
    #[error("nothing leads back to `{0}`: the flow starts there")]
    InitialHasNoInput(String),
    /// A place that is not in the widget's text.
    #[error("the widget has nothing at `{0}`")]
    NoSuchPart(String),
    /// The text that is to take a flow's place is none.
    #[error("this is no flow: {0}")]
    NoFlow(String),
    /// A name that another start set has.
    #[error("another start set is named `{0}` already")]
    StartTaken(String),
    /// The side file is left alone.
    #[error("the flow's side file is left as it is: {0}")]
    SideFile(#[from] SideTrouble),
}

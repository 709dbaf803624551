//! Which request is meant, and where requests go.

use std::sync::Arc;

use crate::api::Operation;
use crate::editor::state::FileKey;
use crate::flow::WidgetId;

/// Names a library among those that are open. Ours has an empty name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LibraryId(pub Arc<str>);

/// Names a request that is being worked on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TryKey {
    /// That of an operation, on the API page.
    Operation {
        /// The library.
        library: LibraryId,
        /// The operation's id in it.
        id: String,
    },
    /// That of a widget, in its inspector.
    Widget {
        /// The open flow.
        flow: FileKey,
        /// The widget.
        widget: WidgetId,
    },
}

impl TryKey {
    /// The flow of the widget that it is of.
    pub fn flow(&self) -> Option<FileKey> {
        match self {
            Self::Operation { .. } => None,
            Self::Widget { flow, .. } => Some(*flow),
        }
    }
}

/// Where a request goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum World {
    /// To the mock inside the program.
    #[default]
    Mock,
    /// To Twilio, or to the server that the operation's document names.
    Live,
    /// To an environment of the user's own, by its name.
    Own(Arc<str>),
}

impl World {
    /// The word for it.
    pub fn label(&self) -> &str {
        match self {
            Self::Mock => "mock",
            Self::Live => "live",
            Self::Own(name) => name,
        }
    }

    /// The word for where a request of this operation goes: what is not Twilio's goes to the server of its document.
    pub fn label_of(&self, operation: &Operation) -> &str {
        match self {
            Self::Live if operation.product.is_none() => "server",
            world => world.label(),
        }
    }
}

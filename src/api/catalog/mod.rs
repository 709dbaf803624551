//! The operations that ship with the program, each written by us and in a file of its product.

mod chat;
mod content;
mod conversations;
mod draft;
mod lookup;
mod messages;
mod studio;
mod verify;

use std::sync::{Arc, LazyLock};

use super::operation::Operation;

static CATALOG: LazyLock<Vec<Arc<Operation>>> = LazyLock::new(|| {
    let products = [
        conversations::operations(),
        messages::operations(),
        studio::operations(),
        content::operations(),
        lookup::operations(),
        verify::operations(),
        chat::operations(),
    ];
    products.into_iter().flatten().map(Arc::new).collect()
});

/// Every shipped operation, in the order of the list.
pub fn catalog() -> &'static [Arc<Operation>] {
    &CATALOG
}

/// The shipped operation with this id.
pub fn find(id: &str) -> Option<&'static Arc<Operation>> {
    catalog().iter().find(|operation| operation.id == id)
}

//! The operations that ship with the program, each written by us and in a file of its product.

mod conversations;

use std::sync::{Arc, LazyLock};

use super::operation::Operation;

static CATALOG: LazyLock<Vec<Arc<Operation>>> =
    LazyLock::new(|| conversations::operations().into_iter().map(Arc::new).collect());

/// Every shipped operation, in the order of the list.
pub fn catalog() -> &'static [Arc<Operation>] {
    &CATALOG
}

/// The shipped operation with this id.
pub fn find(id: &str) -> Option<&'static Arc<Operation>> {
    catalog().iter().find(|operation| operation.id == id)
}

//! The libraries that are open: ours, and those that were imported.

use std::sync::{Arc, LazyLock};

use super::key::{LibraryId, TryKey};
use crate::api::{self, Index, Library, Operation};

/// A library with what finds its operations.
#[derive(Debug)]
pub struct Shelved {
    /// Names it.
    pub id: LibraryId,
    /// What was read.
    pub library: Library,
    /// Its words.
    pub index: Index,
}

impl Shelved {
    /// Takes a library's words, which is work: not in a frame.
    pub fn new(id: LibraryId, library: Library) -> Self {
        let index = Index::new(&library.operations);
        Self { id, library, index }
    }
}

static OURS: LazyLock<Arc<Shelved>> = LazyLock::new(|| {
    let operations = api::catalog().to_vec();
    let library = Library {
        title: "Twilio".to_owned(),
        form: "Cordboard".to_owned(),
        operations,
        ..Library::default()
    };
    Arc::new(Shelved::new(LibraryId::default(), library))
});

/// All that can be searched; ours is the first.
#[derive(Clone, Debug)]
pub struct Shelf {
    libraries: Vec<Arc<Shelved>>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { libraries: vec![Arc::clone(&OURS)] }
    }
}

/// An operation of the shelf.
#[derive(Clone, Debug)]
pub struct Found {
    /// Names it.
    pub key: TryKey,
    /// What it is.
    pub operation: Arc<Operation>,
    /// Its library.
    pub library: Arc<Shelved>,
}

impl Shelf {
    /// The libraries, in their order.
    pub fn libraries(&self) -> &[Arc<Shelved>] {
        &self.libraries
    }

    /// Puts a library there; one with the same id is replaced.
    pub fn put(&mut self, library: Arc<Shelved>) {
        match self.libraries.iter_mut().find(|known| known.id == library.id) {
            Some(known) => *known = library,
            None => self.libraries.push(library),
        }
    }

    /// Takes an imported library away. Ours stays.
    pub fn remove(&mut self, id: &LibraryId) {
        self.libraries.retain(|known| known.id != *id || known.id == LibraryId::default());
    }

    /// The operation of this name.
    pub fn operation(&self, key: &TryKey) -> Option<&Arc<Operation>> {
        let TryKey::Operation { library, id } = key else { return None };
        self.libraries.iter().find(|known| known.id == *library)?.library.find(id)
    }

    /// What fits a search, the best first and what is deprecated last; all of it, in its order, where nothing is searched
    /// for.
    pub fn search(&self, query: &str) -> Vec<Found> {
        let mut hits: Vec<(bool, u32, &Arc<Shelved>, &Arc<Operation>)> = Vec::new();
        for library in &self.libraries {
            hits.extend(library.index.search(query).into_iter().filter_map(|hit| {
                let operation = library.library.operations.get(hit.index)?;
                Some((operation.is_deprecated, hit.score, library, operation))
            }));
        }
        // Equal ones stay in the order of their libraries.
        hits.sort_by_key(|(is_deprecated, score, ..)| (*is_deprecated, std::cmp::Reverse(*score)));
        let found = hits.into_iter().map(|(_, _, library, operation)| {
            let key = TryKey::Operation { library: library.id.clone(), id: operation.id.clone() };
            Found { key, operation: Arc::clone(operation), library: Arc::clone(library) }
        });
        found.collect()
    }
}

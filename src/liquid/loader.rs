//! Where `include` and `render` find other templates. Reads nothing by itself: the caller says what a name stands for.

use std::cell::OnceCell;
use std::fmt;

use super::Template;

/// More different templates than this are not loaded in one render.
pub(super) const MAX_LOADED: usize = 200;

/// Finds a template by its name. Any closure from a name to a template is one.
pub trait Loader: Send + Sync {
    /// The template of that name, if there is one.
    fn load(&self, name: &str) -> Option<Template>;
}

impl<F: Fn(&str) -> Option<Template> + Send + Sync> Loader for F {
    fn load(&self, name: &str) -> Option<Template> {
        self(name)
    }
}

impl fmt::Debug for dyn Loader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a loader")
    }
}

/// The templates that a render has loaded: a chain that only grows, so that values can borrow from all of them.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    first: OnceCell<Box<Link>>,
}

/// A loaded template.
#[derive(Debug)]
pub(super) struct Link {
    /// The name it was asked for by.
    pub name: String,
    /// What was found.
    pub template: Template,
    /// For each of its names the render's number of that name.
    pub ids: OnceCell<Vec<u32>>,
    next: OnceCell<Box<Link>>,
}

/// Why there is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotLoaded {
    /// The loader knows none of that name.
    Unknown,
    /// There have been too many.
    TooMany,
}

impl Loaded {
    /// The template of that name, which is asked for once only.
    pub fn get(&self, name: &str, loader: &dyn Loader) -> Result<&Link, NotLoaded> {
        let mut cell = &self.first;
        for _ in 0..MAX_LOADED {
            match cell.get() {
                Some(link) if link.name == name => return Ok(link),
                Some(link) => cell = &link.next,
                None => {
                    let template = loader.load(name).ok_or(NotLoaded::Unknown)?;
                    let (name, ids, next) = (name.to_owned(), OnceCell::new(), OnceCell::new());
                    return Ok(cell.get_or_init(|| Box::new(Link { name, template, ids, next })));
                }
            }
        }
        Err(NotLoaded::TooMany)
    }
}

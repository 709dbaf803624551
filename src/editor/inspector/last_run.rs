//! What a template gave, or would give now, with the variables of the flow's last run.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use egui::Context;
use egui::cache::{ComputerMut, FrameCache};

use crate::editor::state::OpenFlow;
use crate::liquid::{self, Options, Variables};

/// What a rendered text depends on.
#[derive(Clone, Copy)]
struct Key<'a> {
    text: &'a str,
    /// The run and how far it is: its variables change with both.
    run: (u64, u64, usize),
    variables: &'a dyn Variables,
}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
        self.run.hash(state);
    }
}

/// Renders each text once, as long as it is shown.
#[derive(Default)]
struct Render;

impl ComputerMut<Key<'_>, Arc<str>> for Render {
    fn compute(&mut self, key: Key<'_>) -> Arc<str> {
        liquid::parse(key.text).render(key.variables, &Options::default()).text.into()
    }
}

/// A template rendered with the variables of the last run; `None` where there was no run.
pub(super) fn rendered(ctx: &Context, file: &OpenFlow, text: &str) -> Option<String> {
    let run = file.run.as_ref()?;
    let variables = run.variables()?;
    let run = (file.key.0, run.number(), run.steps().len());
    let key = Key { text, run, variables };
    Some(ctx.memory_mut(|memory| memory.caches.cache::<FrameCache<Arc<str>, Render>>().get(key).to_string()))
}

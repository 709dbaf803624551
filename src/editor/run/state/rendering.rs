//! What a run knows that templates are rendered with.

use std::sync::Arc;

use crate::flow::{Flow, WidgetId};
use crate::sim::Context;
use crate::{check, liquid};

/// What a run knows that its templates are rendered with: data, for whoever has the time to render them.
#[derive(Clone)]
pub struct Rendering {
    pub(super) flow: Flow,
    pub(super) visited: Vec<WidgetId>,
    pub(super) variables: Context,
}

impl Rendering {
    /// What the fields of a version's widgets gave in the run: only of widgets that it came to, and that are still as
    /// they were when it began.
    pub fn fields(&self, flow: &Flow) -> check::Rendered {
        let mut rendered = check::Rendered::new();
        for id in &self.visited {
            let (Some(then), Some(now)) = (self.flow.widget(*id), flow.widget(*id)) else { continue };
            if !Arc::ptr_eq(then, now) {
                continue;
            }
            for (key, value) in now.properties() {
                let text = value.as_text().filter(|text| text.contains('{'));
                let gave = text.map(|text| {
                    liquid::parse(&text).render(&self.variables, &liquid::Options::default()).text
                });
                rendered.extend(gave.map(|gave| ((*id, key.into_owned()), gave)));
            }
        }
        rendered
    }
}

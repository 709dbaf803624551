//! What the steps of a real execution have left, and which of them our engine can do at all.

use serde_json::{Map, Value};

use super::real::Real;
use crate::sim::Program;

/// The indices of the steps that our engine takes, too. What a subflow does of which no file is known is passed over.
pub(super) fn comparable(program: &Program, real: &Real, notes: &mut Vec<String>) -> Vec<usize> {
    let mut unknown: Vec<&str> = Vec::new();
    let path = real.steps.iter().enumerate().filter(|(_, step)| match &step.within {
        None => true,
        Some(within) => {
            let is_known = program.runs_known_subflow(within);
            if !is_known && !unknown.contains(&&**within) {
                unknown.push(within);
            }
            is_known
        }
    });
    let path = path.map(|(index, _)| index).collect();
    for widget in unknown {
        notes.push(format!(
            "What the subflow of `{widget}` has done is not compared, as its flow is not known here; its outcome was \
             taken over"
        ));
    }
    path
}

/// What stood under `widgets.NAME` after a step; `None` where no context tells.
pub(super) fn left_by(real: &Real, index: usize) -> Option<&Map<String, Value>> {
    let step = real.steps.get(index)?;
    if let Some(context) = &step.context {
        return widget_of(context, &step.widget);
    }
    // What a later step knows of it holds as long as the widget was not left again.
    for later in real.steps.get(index.saturating_add(1)..).unwrap_or_default() {
        if later.widget == step.widget && later.within == step.within {
            return None;
        }
        if later.within == step.within
            && let Some(context) = &later.context
        {
            return widget_of(context, &step.widget);
        }
    }
    real.context
        .as_ref()
        .filter(|_| step.within.is_none())
        .and_then(|context| widget_of(context, &step.widget))
}

fn widget_of<'c>(context: &'c Value, widget: &str) -> Option<&'c Map<String, Value>> {
    context.get("widgets")?.get(widget)?.as_object()
}

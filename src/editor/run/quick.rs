//! What the contact is likely to answer, as the phone offers it.

use crate::flow::{Flow, Graph, WidgetId};
use crate::sim::likely_answers;

/// Answers that the first branches after a waiting widget would take.
pub fn quick_replies(flow: &Flow, graph: &Graph, waiting: WidgetId) -> Vec<String> {
    likely_answers(flow, graph, waiting)
}

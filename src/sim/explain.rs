//! Why an execution went the way it went, for a step that compared: worked out once more with the variables of that
//! step by what runs, so that it cannot say something else.

use std::sync::Arc;

use serde_json::Value;

use super::context::Context;
use super::program::Program;
use super::scope::StepScope;
use super::start::Start;
use crate::flow::Widget;
use crate::liquid::Options;
use crate::widgets::explain::Explanation;
use crate::widgets::run::Step;
use crate::widgets::widget_type;

/// How the templates of an execution are rendered, but for the moment.
pub fn rendering(start: &Start) -> Options {
    Options {
        zone: start.zone.clone(),
        dialect: start.assume.dialect().map(Arc::new),
        after_error: start.assume.after_error(),
        ..Options::default()
    }
}

/// Why a widget is left as it is with these variables, at this time of the execution's clock. `None` for types that
/// compare nothing. Nothing of the execution changes.
///
/// A widget that compares changes no variable, so those after its step are those that it compared.
pub fn explain(
    program: &Program,
    start: &Start,
    context: &Context,
    at_secs: f64,
    widget: &Widget,
) -> Option<Explanation> {
    let behaviour = widget_type(widget.kind()?)?.behaviour;
    let mut context = context.clone();
    let (mut on_call, mut made_call, mut sid_count) = (false, Arc::default(), 0);
    let mut replaced = Vec::new();
    let mut scope = StepScope {
        program,
        start,
        options: &rendering(start),
        context: &mut context,
        trigger: start.trigger,
        on_call: &mut on_call,
        made_call: &mut made_call,
        sid_count: &mut sid_count,
        clock_secs: at_secs,
        replaced: &mut replaced,
        notes: Vec::new(),
    };
    let mut memory = Value::Null;
    behaviour.explain(&mut Step { widget, scope: &mut scope, memory: &mut memory })
}

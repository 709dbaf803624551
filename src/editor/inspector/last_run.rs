//! What a template gave, or would give now, with the variables of the flow's last run.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use egui::cache::{ComputerMut, FrameCache};
use egui::text::{LayoutJob, TextFormat};
use egui::{Context, Label, Ui};

use super::pane::Pane;
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::IconButton;
use crate::editor::run::{Run, cut};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, size};
use crate::liquid::{self, Options, Variables};
use crate::widgets::has_liquid;

/// What a rendered text depends on.
#[derive(Clone, Copy)]
struct Key<'a> {
    text: &'a str,
    /// The flow, the run, how far it is, and the widget: its variables change with each of them.
    run: (u64, u64, usize, u32),
    moment: jiff::Timestamp,
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
        let options = Options { now: key.moment, ..Options::default() };
        liquid::parse(key.text).render(key.variables, &options).text.into()
    }
}

/// A template rendered with the variables of the last run; `None` where there was no run.
pub(super) fn rendered(ctx: &Context, file: &OpenFlow, text: &str) -> Option<String> {
    let run = file.runs.shown()?;
    Some(render(ctx, file, run, run.variables()?, u32::MAX, text).to_string())
}

fn render(
    ctx: &Context,
    file: &OpenFlow,
    run: &Run,
    variables: &dyn Variables,
    widget: u32,
    text: &str,
) -> Arc<str> {
    let run_key = (file.key.0, run.number(), run.steps().len(), widget);
    let key = Key { text, run: run_key, moment: run.moment(), variables };
    ctx.memory_mut(|memory| Arc::clone(memory.caches.cache::<FrameCache<Arc<str>, Render>>().get(key)))
}

/// What a template of this widget gave in the last run.
struct Gave {
    text: Arc<str>,
    /// Whether the template is still the one that ran.
    is_same: bool,
}

fn gave(ctx: &Context, pane: &Pane<'_>, key: &str, text: &str) -> Option<Gave> {
    let run = pane.file.runs.shown().filter(|_| has_liquid(text))?;
    let variables = run.variables_at(pane.id())?;
    let then = run.flow().widget(pane.id())?;
    let field = key.split('/').next().unwrap_or(key);
    let is_same = match (then.property(field), pane.property(field)) {
        (Some(then), Some(now)) => then.to_string() == now.to_string(),
        // Branches are no property; their text is compared as a whole.
        _ => std::ptr::eq(&**then, pane.widget),
    };
    if is_same && let Some(sent) = run.rendered(pane.id(), key) {
        return Some(Gave { text: sent.into(), is_same });
    }
    let text = render(ctx, pane.file, run, variables, pane.id().0, text);
    Some(Gave { text, is_same })
}

/// A line below a field: what its template gave in the last run, where that came to the widget. `key` is the field,
/// `name` its label.
pub(super) fn gave_ui(ui: &mut Ui, pane: &mut Pane<'_>, key: &str, name: &str, text: &str) {
    const MOST_CHARS: usize = 200;
    let Some(gave) = gave(ui.ctx(), pane, key, text) else { return };
    let tokens = Tokens::of(ui);
    let words = if gave.is_same { "Last run: " } else { "With the last run's values: " };
    let line: String = cut(gave.text.trim(), MOST_CHARS).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut job = LayoutJob::default();
    job.append(words, 0.0, TextFormat::simple(theme::hint(), tokens.text_3));
    let (shown, color) =
        if line.is_empty() { ("(empty)", tokens.text_3) } else { (line.as_str(), tokens.text_2) };
    job.append(shown, 0.0, TextFormat::simple(theme::hint(), color));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().interact_size.y = size::LINE;
        let room = (ui.available_width() - 24.0).max(40.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(Label::new(job).truncate()).on_hover_ui(|ui| {
                ui.label(egui::RichText::new(cut(&gave.text, 2_000)).font(theme::secondary()));
            });
        });
        let copy = format!("Copy what {name} gave");
        if !gave.text.is_empty() && IconButton::new(icon::COPY, &copy).edge(20.0, 12.0).show(ui).clicked() {
            let what = format!("what {name} gave");
            pane.push(Action::Copy { text: gave.text.to_string(), what });
        }
    });
}

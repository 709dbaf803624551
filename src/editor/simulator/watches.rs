//! Expressions whose values stand on top of the variables, as they are at what is shown and whether the step changed them.

use std::ops::Range;
use std::sync::Arc;

use egui::text_edit::Suggestion;
use egui::{Align2, Id, Role, Sense, Ui, Vec2, WidgetInfo};
use jiff::SignedDuration;
use serde_json::Value;

use super::variables::Shown;
use super::{focus_ring, one_line};
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, FieldOptions, FieldState, IconButton};
use crate::editor::run::Run;
use crate::editor::state::{FileKey, OpenFlow};
use crate::editor::theme::{self, Tokens, radius, space, tint};
use crate::editor::variable_tree;
use crate::editor::why::WhyAction;
use crate::liquid::{self, CompletionKind, Options, completion_at, filter_names, is_plain_name, tag_names};
use crate::sim::{Context, rendering};
use crate::widgets::explain::kind_of;

const ROW: f32 = 25.0;
/// So many names are offered at once.
const MOST: usize = 40;

/// What a watched expression gives.
#[derive(Clone, Debug, PartialEq)]
struct Watched {
    /// On one line.
    text: String,
    /// All of it, for the clipboard.
    whole: Arc<str>,
    kind: &'static str,
    /// What is wrong with the expression.
    error: Option<String>,
    /// What it was before the step, where that was something else.
    was: Option<String>,
}

/// Which moment of which run they are of: `now` is another time at each.
#[derive(Clone, Copy, PartialEq)]
struct Moment {
    file: FileKey,
    run: u64,
    clock_secs: f64,
}

/// The values of all watches, as long as what they depend on is the same.
#[derive(Clone)]
struct Kept {
    of: Moment,
    watches: Vec<String>,
    after: Context,
    before: Option<Context>,
    values: Arc<Vec<Watched>>,
}

/// Paints the watches, and a field for another one.
pub(super) fn watches_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, shown: &Shown, actions: &mut Vec<Action>) {
    let title = match file.why.watches.len() {
        0 => "Watches".to_owned(),
        count => format!("Watches · {count}"),
    };
    let id = "watches";
    ui.push_id(id, |ui| {
        let is_used = !file.why.watches.is_empty();
        kit::section(ui, if is_used { &title } else { "Watches" }, is_used, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let values = values_of(ui, file, run, shown);
            for (index, (watch, value)) in file.why.watches.iter().zip(values.iter()).enumerate() {
                ui.push_id(index, |ui| row_ui(ui, index, watch, value, actions));
            }
            ui.add_space(space::XS);
            add_ui(ui, file, shown, actions);
            ui.add_space(space::S);
        });
    });
}

fn values_of(ui: &Ui, file: &OpenFlow, run: &Run, shown: &Shown) -> Arc<Vec<Watched>> {
    let id = Id::unique("simulator.watches");
    let same_before = |kept: &Kept| match (&kept.before, &shown.before) {
        (Some(kept), Some(shown)) => kept.is_same_as(shown),
        (None, None) => true,
        _ => false,
    };
    let clock_secs = run.shown_clock_secs();
    let of = Moment { file: file.key, run: run.number(), clock_secs };
    let is_same = |kept: &Kept| {
        kept.of == of
            && kept.watches == file.why.watches
            && kept.after.is_same_as(&shown.after)
            && same_before(kept)
    };
    let kept: Option<Kept> = ui.data(|data| data.get_temp(id));
    if let Some(kept) = kept.filter(is_same) {
        return kept.values;
    }
    let mut options = run.begun().map(|begun| rendering(&begun.start(run.form()))).unwrap_or_default();
    let elapsed = SignedDuration::try_from_secs_f64(clock_secs).unwrap_or_default();
    options.now = run.began().checked_add(elapsed).unwrap_or(run.began());
    let value = |watch: &String| watched(watch, &shown.after, shown.before.as_ref(), &options);
    let values = Arc::new(file.why.watches.iter().map(value).collect::<Vec<_>>());
    let kept = Kept {
        of,
        watches: file.why.watches.clone(),
        after: shown.after.clone(),
        before: shown.before.clone(),
        values: Arc::clone(&values),
    };
    ui.data_mut(|data| data.insert_temp(id, kept));
    values
}

/// A path alone is an expression, too.
fn template_of(watch: &str) -> String {
    if watch.contains("{{") || watch.contains("{%") { watch.to_owned() } else { format!("{{{{{watch}}}}}") }
}

fn evaluated(template: &liquid::Template, context: &Context, options: &Options) -> (Value, Option<String>) {
    let rendered = template.render(context, options);
    let error = rendered.findings.iter().find(|finding| finding.kind.is_error());
    let error = error.map(|finding| finding.message.clone());
    let value = template.value(context, options).unwrap_or(Value::String(rendered.text));
    (value, error)
}

fn watched(watch: &str, after: &Context, before: Option<&Context>, options: &Options) -> Watched {
    let template = liquid::parse(&template_of(watch));
    let (value, error) = evaluated(&template, after, options);
    let error = template.errors().first().map(|error| error.message.clone()).or(error);
    let old = before.map(|before| evaluated(&template, before, options).0);
    let was = old.filter(|old| *old != value).map(|old| variable_tree::shown(&old));
    let whole = variable_tree::whole(&value).into();
    Watched { text: variable_tree::shown(&value), whole, kind: kind_of(&value), error, was }
}

fn row_ui(ui: &mut Ui, index: usize, watch: &str, value: &Watched, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::hover());
    let row = rect.with_max_x(rect.right() - 28.0);
    let response = ui.interact(row, ui.scope_id().with("watch"), Sense::click());
    let name = match (&value.error, &value.was) {
        (Some(error), _) => format!("Watch {watch}: {error}"),
        (None, Some(was)) => format!("Watch {watch} = {}, was {was}", value.text),
        (None, None) => format!("Watch {watch} = {}", value.text),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() {
        ui.painter().rect_filled(row, radius::SMALL, tokens.raised);
    } else if value.was.is_some() {
        ui.painter().rect_filled(row, radius::SMALL, tint(tokens.ok, 0.1));
    }
    let middle = row.center().y;
    if value.was.is_some() {
        let place = egui::pos2(row.left() + 6.0, middle);
        ui.painter().text(place, Align2::CENTER_CENTER, "~", theme::semibold(13.0), tokens.ok);
    }
    let left = row.left() + 14.0;
    let expression = one_line(ui, watch, theme::mono(), tokens.accent, row.width() * 0.5);
    let value_left = left + expression.size().x + 10.0;
    let corner = egui::pos2(left, middle - expression.size().y / 2.0);
    ui.painter().galley(corner, expression, tokens.accent);
    let (text, color) = match (&value.error, &value.was) {
        (Some(error), _) => (format!("{} {error}", icon::WARNING), tokens.warn),
        (None, Some(_)) => (value.text.clone(), tokens.ok),
        (None, None) => (value.text.clone(), tokens.text_2),
    };
    let font = if value.error.is_some() { theme::secondary() } else { theme::mono() };
    let galley = one_line(ui, &text, font, color, row.right() - value_left - 4.0);
    ui.painter().galley(egui::pos2(value_left, middle - galley.size().y / 2.0), galley, color);
    focus_ring(ui, &response, radius::SMALL);
    let mut hint = format!("{watch}\n{} ({})", value.text, value.kind);
    if let Some(was) = &value.was {
        hint = format!("{hint}\nBefore the last step: {was}");
    }
    if let Some(error) = &value.error {
        hint = format!("{watch}\n{error}");
    }
    if response.on_hover_text(format!("{hint}\nClick to copy the value")).clicked() {
        let what = format!("the value of {watch}");
        actions.push(Action::Copy { text: value.whole.to_string(), what });
    }
    let place = egui::Rect::from_min_max(egui::pos2(row.right() + 2.0, rect.top()), rect.max);
    ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
        let name = format!("Watch {watch} no more");
        if IconButton::new(icon::CLOSE, &name).edge(22.0, 12.0).show(ui).clicked() {
            actions.push(Action::Why(WhyAction::Unwatch(index)));
        }
    });
}

fn add_ui(ui: &mut Ui, file: &OpenFlow, shown: &Shown, actions: &mut Vec<Action>) {
    let mut text = file.why.draft.clone();
    let state = if liquid::parse(&template_of(&text)).errors().is_empty() || text.trim().is_empty() {
        FieldState::Normal
    } else {
        FieldState::Warn
    };
    let options = FieldOptions { mono: true, state, icon: Some(icon::EYE), ..FieldOptions::default() };
    let mut complete = |text: &str, cursor: usize| suggest(&shown.after, text, cursor);
    let field = kit::liquid_field(
        ui,
        "simulator.watch",
        "Watch an expression",
        &mut text,
        "widgets.ask.inbound.Body, or a template",
        &options,
        |_| Vec::new(),
        Some(&mut complete),
    );
    let entered = field.lost_focus && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered && !text.trim().is_empty() {
        actions.push(Action::Why(WhyAction::Watch(text.trim().to_owned())));
        field.response.request_focus();
    } else if field.changed {
        actions.push(Action::Why(WhyAction::Draft(text)));
    }
}

/// What could stand at the cursor: names that are there in this very run, filters and tags.
pub(super) fn suggest(
    context: &Context,
    text: &str,
    cursor: usize,
) -> Option<(Range<usize>, Vec<Suggestion>)> {
    // A path alone is completed as if its braces were there.
    let is_path = !text.contains("{{") && !text.contains("{%");
    let shift = if is_path { 2 } else { 0 };
    let whole = if is_path { format!("{{{{{text}") } else { text.to_owned() };
    let completion = completion_at(&whole, cursor + shift)?;
    let prefix = completion.prefix.to_lowercase();
    let fits = |name: &str| name.to_lowercase().starts_with(&prefix) && name != completion.prefix;
    let offered: Vec<Suggestion> = match &completion.kind {
        CompletionKind::Filter => filter_names()
            .filter(|(name, ..)| fits(name))
            .take(MOST)
            .map(|(name, about, _)| Suggestion::new(name).description(about))
            .collect(),
        CompletionKind::Tag => tag_names()
            .iter()
            .filter(|(name, _)| fits(name))
            .map(|(name, about)| Suggestion::new(*name).description(*about))
            .collect(),
        CompletionKind::Path(path) if path.is_empty() => {
            let roots = variable_tree::ROOTS.into_iter().filter(|root| fits(root));
            roots.map(|root| Suggestion::new(root).description("object")).collect()
        }
        CompletionKind::Path(path) => {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let below = context.get(&path).and_then(Value::as_object).into_iter().flatten();
            let named = below.filter(|(key, _)| is_plain_name(key) && fits(key)).take(MOST);
            named.map(|(key, value)| Suggestion::new(key.as_str()).description(kind_of(value))).collect()
        }
    };
    let start = completion.replace.start.checked_sub(shift)?;
    (!offered.is_empty()).then_some((start..cursor, offered))
}

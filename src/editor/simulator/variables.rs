//! All variables of a run as a tree, with what the shown step changed; each can be copied as Liquid, dragged into a
//! field of the inspector, or sent to the field that had the caret last.

use std::sync::Arc;

use egui::{
    Align, Align2, Color32, EventFilter, Id, Key, Layout, Modifiers, Rect, Response, Role, ScrollArea, Sense,
    Ui, Vec2, WidgetInfo,
};

use super::{focus_ring, nothing_ui, one_line, watches};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::insertion::{self, DraggedLiquid};
use crate::editor::kit;
use crate::editor::run::{Run, RunAction};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, space, tint};
use crate::editor::variable_tree::{
    Changed, Filter, MAX_ROWS, Row, Rows, kind_of, shown, size_in_words, whole,
};
use crate::editor::why::{WhyAction, identity};
use crate::sim::Context;

const ROW: f32 = 25.0;
/// The scroll bar floats over this much.
const BAR: f32 = 12.0;
/// From how many bytes on a text tells its size in place of its type.
const LONG: usize = 1_000;

/// The variables that are shown.
pub(super) struct Shown {
    /// As they are at what is shown.
    pub after: Context,
    /// As they were before the step that is shown; `None` where no step was taken.
    pub before: Option<Context>,
    /// What the step is called: `Step 3, check_reply`.
    pub step: String,
}

impl Shown {
    /// The variables at the moment that is shown, and before the last step then.
    pub(super) fn now(ui: &Ui, run: &Run) -> Option<Self> {
        /// What the last step found, kept until there is another.
        type Before = (u64, usize, Context, Option<Context>);
        let after = run.shown_variables()?.clone();
        let count = usize::try_from(run.shown_steps()).unwrap_or(usize::MAX);
        let id = Id::unique("simulator.variables.before");
        let known: Option<Before> = ui.data(|data| data.get_temp(id));
        let run_id = identity(run);
        let is_same = |known: &Before| (known.0, known.1) == (run_id, count) && known.2.is_same_as(&after);
        let before = match known.filter(is_same) {
            Some(known) => known.3,
            None => {
                let before = count.checked_sub(1).and_then(|last| run.variables_before(last));
                let kept: Before = (run_id, count, after.clone(), before.clone());
                ui.data_mut(|data| data.insert_temp(id, kept));
                before
            }
        };
        let step = run.shown_step().map(|step| format!("Step {}, {}", step.number, step.widget));
        Some(Self { after, before, step: step.unwrap_or_default() })
    }
}

/// Paints the tab for the variables that are to be shown.
pub(super) fn variables_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    run: &Run,
    shown: &Shown,
    actions: &mut Vec<Action>,
) {
    watches::watches_ui(ui, file, run, shown, actions);
    let size = Vec2::new(ui.available_width(), size::CONTROL);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let mut only_changed = file.why.only_changed;
        let chip = kit::chip(ui, "Changed", &mut only_changed);
        if chip.on_hover_text("Shows only what the last step changed").changed() {
            actions.push(Action::Why(WhyAction::OnlyChanged(only_changed)));
        }
        let mut search = run.search.clone();
        let name = "Search the variables";
        if kit::search_field(ui, "simulator.variables", name, &mut search, "Path or value…").changed {
            actions.push(Action::Run(RunAction::SearchVariables(search)));
        }
    });
    ui.add_space(space::XS);
    let rows = rows_of(ui, file, run, shown);
    if !shown.step.is_empty() {
        let changed = match rows.changed {
            0 => "changed nothing that is shown here".to_owned(),
            1 => "changed 1 variable".to_owned(),
            count => format!("changed {count} variables"),
        };
        kit::hint_text(ui, &format!("{} {changed}", shown.step));
        ui.add_space(space::XS);
    }
    if rows.is_cut {
        let text =
            format!("There is more than is shown here: at most {MAX_ROWS} rows. A search finds the rest.");
        kit::problem_box(ui, kit::Severity::Info, "Many variables.", &text, None);
    }
    if rows.rows.is_empty() {
        return nothing_ui(
            ui,
            match (run.search.is_empty(), file.why.only_changed) {
                (true, false) => "There are no variables yet.",
                (true, true) => "The last step changed no variable.",
                (false, false) => "No variable has this in it.",
                (false, true) => "Nothing that the last step changed has this in it.",
            },
        );
    }
    tree_ui(ui, file, &rows, shown, actions);
}

/// What the kept rows depend on.
#[derive(Clone)]
struct Kept {
    run: u64,
    after: Context,
    before: Option<Context>,
    filter: Filter,
    toggled: usize,
    toggles: u64,
    rows: Arc<Rows>,
}

/// The rows, made anew only where what they depend on has changed: a large tree is not walked in each frame.
fn rows_of(ui: &Ui, file: &OpenFlow, run: &Run, shown: &Shown) -> Arc<Rows> {
    let id = Id::unique("simulator.variables.rows");
    let filter = Filter { search: run.search.clone(), only_changed: file.why.only_changed };
    let toggles = run.toggled.iter().fold(0_u64, |sum, path| sum ^ Id::unique(path).value());
    let is_same = |kept: &Kept| {
        let same_before = match (&kept.before, &shown.before) {
            (Some(kept), Some(shown)) => kept.is_same_as(shown),
            (None, None) => true,
            _ => false,
        };
        kept.run == identity(run)
            && kept.after.is_same_as(&shown.after)
            && same_before
            && (&kept.filter, kept.toggled, kept.toggles) == (&filter, run.toggled.len(), toggles)
    };
    let kept: Option<Kept> = ui.data(|data| data.get_temp(id));
    if let Some(kept) = kept.filter(is_same) {
        return kept.rows;
    }
    let is_open = |path: &str, default: bool| default != run.toggled.contains(path);
    let rows = Arc::new(Rows::of(&shown.after, shown.before.as_ref(), &filter, &is_open));
    let kept = Kept {
        run: identity(run),
        after: shown.after.clone(),
        before: shown.before.clone(),
        filter,
        toggled: run.toggled.len(),
        toggles,
        rows: Arc::clone(&rows),
    };
    ui.data_mut(|data| data.insert_temp(id, kept));
    rows
}

/// Whether the keys for copying are meant for the variables.
pub(in crate::editor) fn takes_copy(ctx: &egui::Context) -> bool {
    let focused = ctx.memory(|memory| memory.focused());
    focused.is_some() && ctx.data(|data| data.get_temp::<Id>(focused_id())) == focused
}

/// Where the id of the row is kept that has the keyboard.
fn focused_id() -> Id {
    Id::unique("simulator.variables.focused")
}

fn row_id(index: usize) -> Id {
    Id::unique(("simulator.variables.row", index))
}

fn tree_ui(ui: &mut Ui, file: &OpenFlow, rows: &Rows, shown: &Shown, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("simulator.variables").auto_shrink([false, false]);
    area.show_rows(ui, ROW, rows.rows.len(), |ui, range| {
        for index in range {
            if let Some(row) = rows.rows.get(index) {
                row_ui(ui, file, Painted { rows, index, row, shown }, actions);
            }
        }
    });
}

/// A row that is being painted.
struct Painted<'a> {
    rows: &'a Rows,
    index: usize,
    row: &'a Row,
    shown: &'a Shown,
}

impl Painted<'_> {
    fn after(&self) -> Option<&serde_json::Value> {
        self.rows.value(self.index, &self.shown.after)
    }

    fn before(&self) -> Option<&serde_json::Value> {
        self.shown.before.as_ref().and_then(|before| self.rows.value(self.index, before))
    }

    fn value(&self) -> Option<&serde_json::Value> {
        self.after().or_else(|| self.before())
    }

    /// The value and what it was, as far as it has changed.
    fn texts(&self) -> (String, Option<String>) {
        let now = self.after().map_or_else(|| "not there any more".to_owned(), shown);
        match self.row.changed {
            Changed::Value | Changed::Removed => (now, self.before().map(shown)),
            Changed::Not | Changed::Below | Changed::Added => (now, None),
        }
    }

    /// Its type, or its size.
    fn kind(&self) -> String {
        match self.value() {
            Some(serde_json::Value::String(text)) if text.len() >= LONG => size_in_words(text.len()),
            Some(serde_json::Value::Object(map)) if !map.is_empty() => format!("object · {}", map.len()),
            Some(serde_json::Value::Array(items)) if !items.is_empty() => format!("list · {}", items.len()),
            Some(value) => kind_of(value).to_owned(),
            None => String::new(),
        }
    }

    fn accessible_name(&self) -> String {
        let path = &self.row.path;
        let (now, was) = self.texts();
        match (self.row.open.is_some(), self.row.changed, was) {
            (_, Changed::Added, _) if self.row.open.is_some() => format!("{path}, new"),
            (true, Changed::Below, _) => format!("{path}, changed below"),
            (true, Changed::Not, _) => path.to_string(),
            (_, Changed::Added, _) => format!("{path} = {now}, new"),
            (_, _, Some(was)) => format!("{path} = {now}, was {was}"),
            (..) => format!("{path} = {now}"),
        }
    }
}

fn row_ui(ui: &mut Ui, file: &OpenFlow, painted: Painted<'_>, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let row = painted.row;
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, row_id(painted.index), Sense::click_and_drag());
    let name = painted.accessible_name();
    response.widget_info(|| WidgetInfo::labeled(Role::TreeItem, true, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(row.depth + 1);
        if let Some(open) = row.open {
            node.set_expanded(open);
        }
    });
    let is_lit = response.hovered() || response.has_focus();
    if is_lit {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    }
    paint(ui, rect, &painted, is_lit);
    focus_ring(ui, &response, radius::SMALL);
    let template = row.template();
    if let Some(template) = &template {
        response.dnd_set_drag_payload(DraggedLiquid(template.clone()));
        if response.dragged() {
            dragged_ui(ui, template);
        }
    }
    let copies = template.clone().filter(|_| is_lit && copy_button(ui, rect, &response, template.as_deref()));
    if let Some(template) = copies {
        copy(template, actions);
    } else if response.clicked() {
        match (row.open, &template) {
            (Some(_), _) => actions.push(Action::Run(RunAction::ToggleVariable(row.path.to_string()))),
            (None, Some(template)) => copy(template.clone(), actions),
            (None, None) => copy_value(&painted, actions),
        }
    }
    if response.has_focus() {
        keys(ui, &response, &painted, actions);
    }
    let hint = match (row.open.is_some(), &template) {
        (_, None) => format!("Liquid cannot write the path to {}", row.path),
        (true, Some(template)) => template.clone(),
        (false, Some(template)) => format!("Click to copy {template}, or drag it into a field"),
    };
    let response = response.on_hover_text(hint);
    response.context_menu(|ui| menu_ui(ui, file, &painted, template, actions));
}

/// While a variable is dragged, resting on a card opens its fields, so that it can be dropped into one of them.
pub(super) fn spring_ui(ui: &Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    const REST_SECS: f32 = 0.25;
    if insertion::dragged(ui.ctx()).is_none() {
        return;
    }
    let (pos, rests_secs) =
        ui.input(|input| (input.pointer.interact_pos(), input.pointer.time_since_last_movement()));
    let card = pos.and_then(|pos| file.widget_at(pos));
    if rests_secs < REST_SECS {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f32(REST_SECS - rests_secs + 0.01));
    } else if let Some(card) = card {
        actions.push(Action::Why(WhyAction::OpenFields(card)));
    }
}

/// What the pointer carries.
fn dragged_ui(ui: &Ui, template: &str) {
    let Some(pos) = ui.ctx().pointer_interact_pos() else { return };
    let tokens = Tokens::of(ui);
    let layer = egui::LayerId::new(egui::Order::Tooltip, Id::unique("simulator.variables.dragged"));
    let painter = ui.ctx().layer_painter(layer);
    let galley = painter.layout_no_wrap(template.to_owned(), theme::mono(), tokens.accent);
    let rect = Rect::from_min_size(pos + Vec2::new(12.0, 8.0), galley.size() + Vec2::new(16.0, 8.0));
    let border = egui::Stroke::new(size::BORDER, tokens.accent);
    painter.rect(rect, radius::CONTROL, tokens.card, border, egui::StrokeKind::Inside);
    painter.galley(rect.min + Vec2::new(8.0, 4.0), galley, tokens.accent);
}

fn copy(template: String, actions: &mut Vec<Action>) {
    actions.push(Action::Copy { text: template.clone(), what: template });
}

fn copy_value(painted: &Painted<'_>, actions: &mut Vec<Action>) {
    if let Some(value) = painted.value() {
        let what = format!("the value of {}", painted.row.path);
        actions.push(Action::Copy { text: whole(value), what });
    }
}

/// The button at the end of the row that is lit.
fn copy_button(ui: &Ui, rect: Rect, row: &Response, template: Option<&str>) -> bool {
    let center = egui::pos2(rect.right() - BAR - 8.0, rect.center().y);
    let place = Rect::from_center_size(center, Vec2::splat(22.0));
    let response = ui.interact(place, row.id.with("copy"), Sense::CLICK);
    let name = format!("Copy {}", template.unwrap_or_default());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let tokens = Tokens::of(ui);
    let color = if response.hovered() { tokens.accent } else { tokens.text_2 };
    paint_icon(ui.painter(), center, icon::COPY, 13.0, color);
    let hint = format!(
        "Copy as Liquid ({})",
        crate::editor::command_keys(ui, crate::editor::command::Command::Copy)
    );
    response.on_hover_text(hint).clicked()
}

fn keys(ui: &Ui, response: &Response, painted: &Painted<'_>, actions: &mut Vec<Action>) {
    ui.data_mut(|data| data.insert_temp(focused_id(), response.id));
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (row, index) = (painted.row, painted.index);
    let to = match () {
        () if pressed(Key::ArrowDown) => Some(index + 1).filter(|next| *next < painted.rows.rows.len()),
        () if pressed(Key::ArrowUp) => index.checked_sub(1),
        () if row.open == Some(false) && pressed(Key::ArrowRight) => {
            actions.push(Action::Run(RunAction::ToggleVariable(row.path.to_string())));
            None
        }
        () if row.open == Some(true) && pressed(Key::ArrowLeft) => {
            actions.push(Action::Run(RunAction::ToggleVariable(row.path.to_string())));
            None
        }
        () => None,
    };
    if let Some(to) = to {
        ui.memory_mut(|memory| memory.request_focus(row_id(to)));
        let by = if to > index { ROW } else { -ROW };
        ui.scroll_to_rect(response.rect.translate(Vec2::new(0.0, by)), None);
    }
    let copies = ui.input_mut(|input| {
        let count = input.events.len();
        input.events.retain(|event| !matches!(event, egui::Event::Copy));
        (input.events.len() < count).then_some(input.modifiers.shift)
    });
    match (copies, row.template()) {
        (Some(false), Some(template)) => copy(template, actions),
        (Some(_), _) => copy_value(painted, actions),
        (None, _) => {}
    }
}

fn menu_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    painted: &Painted<'_>,
    template: Option<String>,
    actions: &mut Vec<Action>,
) {
    let can = template.is_some();
    if ui.add_enabled(can, egui::Button::new("Copy as Liquid")).clicked() {
        copy(template.clone().unwrap_or_default(), actions);
    }
    if ui.button("Copy the value").clicked() {
        copy_value(painted, actions);
    }
    ui.separator();
    let caret = insertion::last_caret(ui.ctx(), file.key.0);
    let caret = caret.filter(|caret| file.flow().widget(caret.widget).is_some());
    let text = match &caret {
        Some(caret) => format!("Insert into {}", caret.name),
        None => "Insert into a field".to_owned(),
    };
    let insert = ui.add_enabled(can && caret.is_some(), egui::Button::new(text));
    let insert = insert.on_disabled_hover_text("No field had the caret yet");
    if insert.clicked() {
        actions.push(Action::Why(WhyAction::Insert(template.clone().unwrap_or_default())));
    }
    let can_change = file.runs.shown().is_some_and(|run| run.is_live() && !run.is_busy());
    let change = ui.add_enabled(can && can_change, egui::Button::new("Change…"));
    if change.on_disabled_hover_text("Only while the run waits or is held").clicked() {
        actions.push(Action::Run(RunAction::AskVariable(Some(painted.row.path.to_string()))));
    }
    if ui.add_enabled(can, egui::Button::new("Watch")).clicked() {
        actions.push(Action::Why(WhyAction::Watch(painted.row.path.to_string())));
    }
}

/// The colour of a change, and the letter that stands for it beside the colour.
fn sign_of(tokens: &Tokens, changed: Changed) -> Option<(Color32, &'static str)> {
    match changed {
        Changed::Not => None,
        Changed::Below => Some((tokens.ok, "·")),
        Changed::Value => Some((tokens.ok, "~")),
        Changed::Added => Some((tokens.ok, "+")),
        Changed::Removed => Some((tokens.warn, "−")),
    }
}

fn paint(ui: &Ui, rect: Rect, painted: &Painted<'_>, is_lit: bool) {
    let tokens = Tokens::of(ui);
    let row = painted.row;
    let middle = rect.center().y;
    if let Some((color, sign)) = sign_of(tokens, row.changed) {
        if row.changed != Changed::Below && !is_lit {
            ui.painter().rect_filled(rect, radius::SMALL, tint(color, 0.1));
        }
        let place = egui::pos2(rect.left() + 6.0, middle);
        ui.painter().text(place, Align2::CENTER_CENTER, sign, theme::semibold(size::BODY), color);
    }
    let depth = f32::from(u16::try_from(row.depth.min(14)).unwrap_or(0));
    let left = rect.left() + 12.0 + depth * 13.0;
    if let Some(open) = row.open {
        let sign = if open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
        paint_icon(ui.painter(), egui::pos2(left + 6.0, middle), sign, 12.0, tokens.text_2);
    }
    let left = left + 16.0;
    let mut right = rect.right() - BAR;
    if is_lit {
        right -= 22.0;
    }
    let kind = one_line(ui, &painted.kind(), theme::hint(), tokens.text_2, 90.0);
    let corner = egui::pos2(right - kind.size().x, middle - kind.size().y / 2.0);
    right = corner.x - 8.0;
    ui.painter().galley(corner, kind, tokens.text_2);
    let has_value = row.open.is_none();
    let share = if has_value { 0.6 } else { 1.0 };
    let key = one_line(ui, &row.key(), theme::body(), tokens.text, (right - left) * share);
    let mut left_of_value = left + key.size().x + 10.0;
    ui.painter().galley(egui::pos2(left, middle - key.size().y / 2.0), key, tokens.text);
    if !has_value {
        return;
    }
    let (now, was) = painted.texts();
    if let Some(was) = was {
        let room = (right - left_of_value) * 0.45;
        let galley = one_line(ui, &was, theme::mono(), tokens.text_2, room);
        let width = galley.size().x;
        ui.painter().galley(egui::pos2(left_of_value, middle - galley.size().y / 2.0), galley, tokens.text_2);
        let stroke = egui::Stroke::new(1.0, tokens.text_2);
        ui.painter().hline(left_of_value..=left_of_value + width, middle, stroke);
        left_of_value += width + 5.0;
        let place = egui::pos2(left_of_value, middle);
        let arrow = ui.painter().text(place, Align2::LEFT_CENTER, "→", theme::body(), tokens.text_2);
        left_of_value = arrow.right() + 5.0;
    }
    let color = match (row.changed, painted.after()) {
        (Changed::Removed, _) => tokens.warn,
        (Changed::Value | Changed::Added, _) => tokens.ok,
        (_, Some(serde_json::Value::Number(_) | serde_json::Value::Bool(_))) => tokens.accent,
        _ => tokens.text_2,
    };
    let value = one_line(ui, &now, theme::mono(), color, right - left_of_value);
    ui.painter().galley(egui::pos2(left_of_value, middle - value.size().y / 2.0), value, color);
}

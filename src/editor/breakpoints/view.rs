//! The list of breakpoints: each with its switch, the chosen one with its fields. What is changed holds at once.

use egui::{Context, DragValue, Label, Ui, UiBuilder, Vec2};

use super::{BreakpointsAnswer, DebugAction, Stop, spot_name};
use crate::editor::canvas::{Spot, paint_break_sign};
use crate::editor::command::Command;
use crate::editor::command_keys;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::icon;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState, IconButton};
use crate::editor::state::{FileKey, OpenFlow, State};
use crate::editor::theme::{self, Tokens, radius, space};

const WIDTH: f32 = 520.0;
const ROW: f32 = 44.0;
/// The room of a row's switch and its button.
const CONTROLS: f32 = 92.0;
/// A condition holds each so many times at most.
const MOST_TIMES: u32 = 1_000_000;

/// Shows the list.
pub fn breakpoints_ui(
    ctx: &Context,
    state: &State,
    key: FileKey,
    chosen: Option<Spot>,
) -> Option<DialogAnswer> {
    let file = state.file(key)?;
    let is_empty = file.breakpoints.of(file.flow()).next().is_none();
    let nothing = is_empty.then_some("There are no breakpoints");
    let buttons = [DialogButton::secondary("Remove all").disabled(nothing), DialogButton::primary("Done")];
    let mut wanted = None;
    let answer = kit::dialog(ctx, "Breakpoints", WIDTH, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        if is_empty {
            let keys = command_keys(ui, Command::ToggleBreakpoint);
            let by = if keys.is_empty() { Command::ToggleBreakpoint.text() } else { &*keys };
            let text = format!(
                "None yet. {by} sets one on what is selected; so does a click on the dot that a run shows beside \
                 each output and on each card's corner."
            );
            kit::secondary_text(ui, &text);
        }
        for (spot, stop) in file.breakpoints.of(file.flow()) {
            wanted = row_ui(ui, file, spot, stop, chosen == Some(spot)).or(wanted.take());
            if chosen == Some(spot)
                && let Some(stop) = fields_ui(ui, spot, stop)
            {
                wanted = Some(BreakpointsAnswer::Do(DebugAction::Set(spot, stop)));
            }
        }
    });
    match answer {
        Some(Answer::Button(0)) => wanted = Some(BreakpointsAnswer::Do(DebugAction::RemoveAll)),
        Some(Answer::Button(_) | Answer::Dismissed) => return Some(DialogAnswer::Cancel),
        None => {}
    }
    wanted.map(DialogAnswer::Breakpoints)
}

/// One breakpoint: a click on it opens or closes its fields.
fn row_ui(ui: &mut Ui, file: &OpenFlow, spot: Spot, stop: &Stop, is_open: bool) -> Option<BreakpointsAnswer> {
    let tokens = Tokens::of(ui);
    let name = spot_name(file.flow(), spot);
    let (id, rect) = ui.allocate_space(egui::vec2(ui.available_width(), ROW));
    let text = rect.with_max_x(rect.right() - CONTROLS);
    let response = ui.interact(text, id, egui::Sense::click());
    kit_name(&response, &name, is_open);
    if is_open || response.hovered() {
        ui.painter().rect_filled(rect, radius::CONTROL, tokens.raised);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(theme::size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(text, radius::CONTROL, stroke, egui::StrokeKind::Inside);
    }
    paint_break_sign(ui.painter(), text.left_center() + Vec2::new(16.0, 0.0), stop.sign(), tokens);
    let inner = text.with_min_x(text.left() + 32.0).shrink2(egui::vec2(0.0, 4.0));
    {
        let ui =
            &mut ui.new_child(UiBuilder::new().id_salt(("text", spot.widget.0, spot.output)).max_rect(inner));
        ui.spacing_mut().item_spacing.y = 1.0;
        let line = |text: &str, font: &egui::FontId, color| {
            Label::new(kit::rich_text(text, font, color)).truncate().selectable(false)
        };
        ui.add(line(&name, &theme::body(), tokens.text));
        ui.add(line(&stop.words(), &theme::hint(), tokens.text_2));
    }
    let controls = rect.with_min_x(rect.right() - CONTROLS).shrink2(egui::vec2(6.0, 0.0));
    let builder = UiBuilder::new()
        .id_salt(("controls", spot.widget.0, spot.output))
        .max_rect(controls)
        .layout(egui::Layout::right_to_left(egui::Align::Center));
    let ui = &mut ui.new_child(builder);
    if IconButton::new(icon::TRASH, &format!("Remove breakpoint on {name}")).show(ui).clicked() {
        return Some(BreakpointsAnswer::Do(DebugAction::Remove(spot)));
    }
    let mut is_on = stop.is_on;
    let shown = kit::checkbox(ui, &mut is_on, "On");
    shown.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_on, format!("Breakpoint on {name} is on"))
    });
    if shown.changed() {
        return Some(BreakpointsAnswer::Do(DebugAction::Set(spot, Stop { is_on, ..stop.clone() })));
    }
    response.clicked().then(|| BreakpointsAnswer::Choose((!is_open).then_some(spot)))
}

fn kit_name(response: &egui::Response, name: &str, is_open: bool) {
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, is_open, format!("Breakpoint on {name}"))
    });
}

/// The fields of the open breakpoint. Answers with what it is now, where it was changed.
fn fields_ui(ui: &mut Ui, spot: Spot, stop: &Stop) -> Option<Stop> {
    let mut edited = stop.clone();
    // The keyboard goes to the condition as soon as it is there, once: who only looks loses nothing by it.
    let id = ui.make_persistent_id("breakpoints.shown");
    let frame = ui.ctx().cumulative_frame_nr();
    let shown: Option<(Spot, u64)> = ui.data(|data| data.get_temp(id));
    let is_new = !shown.is_some_and(|(shown, seen)| shown == spot && frame <= seen + 1);
    ui.data_mut(|data| data.insert_temp(id, (spot, frame)));
    let margin = egui::Margin { left: 32, right: 8, top: 6, bottom: 10 };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let trouble = stop.trouble();
        let state = if trouble.is_some() { FieldState::Error } else { FieldState::Normal };
        let options = FieldOptions { mono: true, state, focus: is_new, ..FieldOptions::default() };
        let hint = "Always; or Liquid such as flow.variables.age > 17";
        kit::labelled(ui, "Condition", false, |ui| {
            kit::text_field(ui, "breakpoint.condition", "Condition", &mut edited.condition, hint, &options)
        });
        if let Some(trouble) = trouble {
            kit::problem_box(ui, kit::Severity::Warning, "It holds each time:", &trouble, None);
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let label = kit::secondary_text(ui, "Every");
            let times = DragValue::new(&mut edited.every).range(1..=MOST_TIMES).speed(0.05);
            ui.add(times).labelled_by(label.id).on_hover_text("Holds only each so many times");
            kit::secondary_text(ui, if edited.every == 1 { "time" } else { "times" });
            ui.add_space(space::L);
            kit::checkbox(ui, &mut edited.once, "Only the first time");
        });
    });
    (edited != *stop).then_some(edited)
}

//! What a run takes for true though nobody outside Twilio has confirmed it: the rule, what was taken, its setting, all
//! that could be taken in its place, and a switch that writes it into the folder's settings.

use egui::{Frame, Label, Margin, RichText, Role, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::focus_ring;
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit;
use crate::editor::run::{Run, RunAction};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, space};
use crate::editor::why::WhyAction;
use crate::widgets::assumptions::{self, Assumption, Choice};

/// So many steps are named by their numbers.
const MOST_STEPS: usize = 8;

/// `1 assumption`, `3 assumptions`.
pub(super) fn counted(count: usize) -> String {
    crate::editor::counts::counted(count, "assumption")
}

/// The mark in the panel: how many assumptions the run rests on. A click lists them.
pub(super) fn pill_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, actions: &mut Vec<Action>) {
    let count = run.rests().len();
    if count == 0 {
        return;
    }
    let pill = kit::pill(ui, Tokens::of(ui).warn, &counted(count));
    let is_shown = file.why.shows_assumptions;
    if pill
        .on_hover_text("Rules that this run rests on and that nobody outside Twilio has confirmed")
        .clicked()
    {
        actions.push(Action::Why(WhyAction::ShowAssumptions(!is_shown)));
    }
}

/// All assumptions of the run, in place of its steps.
pub(super) fn list_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, actions: &mut Vec<Action>) {
    if kit::link_button(ui, "Back to the steps").clicked() {
        actions.push(Action::Why(WhyAction::ShowAssumptions(false)));
    }
    ui.add_space(space::XS);
    ScrollArea::vertical().id_salt("simulator.assumptions").auto_shrink([false, false]).show(ui, |ui| {
        ui.set_max_width(ui.available_width() - space::M);
        if run.rests().is_empty() {
            kit::secondary_text(ui, "This run rests on nothing that is not confirmed.");
        }
        for (id, rests) in run.rests() {
            card_ui(ui, file, run, id, &rests.took, actions);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                for step in rests.steps.iter().take(MOST_STEPS) {
                    if kit::link_button(ui, &format!("Step {step}")).clicked() {
                        actions.push(Action::Why(WhyAction::ShowStep(*step)));
                    }
                }
                if rests.steps.len() > MOST_STEPS {
                    kit::hint_text(ui, &format!("and {} more", rests.steps.len() - MOST_STEPS));
                }
            });
            ui.add_space(space::S);
        }
    });
}

/// One assumption, with its switch.
pub(super) fn card_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    run: &Run,
    id: &str,
    took: &str,
    actions: &mut Vec<Action>,
) {
    let tokens = Tokens::of(ui);
    let Some(assumption) = assumptions::all().find(|known| known.id == id) else {
        kit::secondary_text(ui, &format!("{id}: {took}"));
        return;
    };
    let frame = Frame::new()
        .fill(tokens.field)
        .stroke(Stroke::new(size::BORDER, tokens.line))
        .corner_radius(radius::CONTROL)
        .inner_margin(Margin::symmetric(10, 8));
    frame.show(ui, |ui| {
        ui.push_id(("assumption", id), |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            let semibold = theme::semibold(size::SECONDARY);
            told_ui(ui, assumption.question, &semibold, tokens.text);
            told_ui(ui, &format!("Taken here: {took}"), &theme::secondary(), tokens.text_2);
            let now = file.rules.assumptions().choice(&assumption);
            setting_ui(ui, &assumption, now, actions);
            choices_ui(ui, file, &assumption, now, actions);
            let then = run.begun().map(|begun| begun.assume.choice(&assumption));
            if then.is_some_and(|then| then != now) && run.execution().is_none() {
                let text = "This run still rests on what counted when it began.";
                if kit::problem_box(ui, kit::Severity::Info, "Changed.", text, Some("Restart now")) {
                    actions.push(Action::Run(RunAction::Restart));
                }
            }
        });
    });
    ui.add_space(2.0);
}

/// Text in which back quotes mark what is shown in monospace; the marks are no part of its name.
fn told_ui(ui: &mut Ui, text: &str, font: &egui::FontId, color: egui::Color32) {
    let label = ui.add(Label::new(kit::rich_text(text, font, color)).wrap());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, text.replace('`', "")));
}

/// The line of the settings file; a click copies it.
fn setting_ui(ui: &mut Ui, assumption: &Assumption, now: Choice, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let line = format!("[run.assume] {} = \"{}\"", assumption.id, now.name);
    let text = RichText::new(&line).font(theme::mono()).color(tokens.accent);
    let label = ui.add(Label::new(text).wrap().selectable(false).sense(Sense::click()));
    label.widget_info(|| WidgetInfo::labeled(Role::Button, true, &line));
    focus_ring(ui, &label, radius::SMALL);
    if label.on_hover_text("Its setting in cordboard.toml. Click to copy").clicked() {
        let text = format!("[run.assume]\n{} = \"{}\"\n", assumption.id, now.name);
        actions.push(Action::Copy { text, what: line });
    }
}

fn choices_ui(ui: &mut Ui, file: &OpenFlow, assumption: &Assumption, now: Choice, actions: &mut Vec<Action>) {
    if assumption.others.is_empty() {
        let text = kit::rich_text(assumption.alone, &theme::secondary(), Tokens::of(ui).text_2);
        ui.add(Label::new(text).wrap());
        return;
    }
    let locked = file.rules.locked_because().map(|why| match file.document.path() {
        None => "Save the flow first: what is taken is kept beside it",
        Some(_) => why,
    });
    for choice in assumption.choices() {
        let is_usual = choice.name == assumption.usual.name;
        let is_chosen = choice == now;
        if choice_ui(ui, choice, is_usual, is_chosen, locked.is_none()) && !is_chosen {
            actions.push(Action::Why(WhyAction::Assume(assumption.id.to_owned(), choice.name)));
        }
    }
    if let Some(why) = locked {
        kit::hint_text(ui, &format!("{} {why}.", icon::INFO));
    }
}

/// One choice of several: its name, what it says, and whether it is the one.
fn choice_ui(ui: &mut Ui, choice: Choice, is_usual: bool, is_chosen: bool, is_enabled: bool) -> bool {
    const SIGN: f32 = 22.0;
    let tokens = Tokens::of(ui);
    let usual = if is_usual { " (usual)" } else { "" };
    let color = if is_chosen { tokens.text } else { tokens.text_2 };
    let text = format!("{}{usual}: {}", choice.name, choice.took);
    let room = ui.available_width() - SIGN - 4.0;
    let mut job = kit::rich_text(&text, &theme::secondary(), color);
    job.wrap.max_width = room;
    let galley = ui.painter().layout_job(job);
    let text = text.replace('`', "");
    let wanted = Vec2::new(ui.available_width(), galley.size().y + 6.0);
    let sense = if is_enabled { Sense::click() } else { Sense::hover() };
    let response = ui.allocate_response(wanted, sense);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, is_enabled, is_chosen, &text));
    let rect = response.rect;
    if is_enabled && response.hovered() {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    }
    let center = egui::pos2(rect.left() + 10.0, rect.top() + 3.0 + 8.0);
    let line = if is_chosen { tokens.accent } else { tokens.line_strong };
    ui.painter().circle_stroke(center, 6.0, Stroke::new(size::FOCUS, line));
    if is_chosen {
        ui.painter().circle_filled(center, 3.0, tokens.accent);
    }
    ui.painter().galley(egui::pos2(rect.left() + SIGN, rect.top() + 3.0), galley, color);
    focus_ring(ui, &response, radius::SMALL);
    response.clicked()
}

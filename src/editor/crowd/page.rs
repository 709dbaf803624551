//! The page of the simulator on which many contacts are planned, watched and looked at.

use egui::{Align, Frame, Layout, Margin, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::{CrowdAction, CrowdTab, Running, results, setup};
use crate::editor::action::Action;
use crate::editor::counts::grouped;
use crate::editor::kit::{self, Button};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, space};

/// Paints the page.
pub fn page_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let crowd = &file.crowd;
    let padded = |top, bottom| Frame::new().inner_margin(Margin { left: 14, right: 14, top, bottom });
    padded(8, 2).show(ui, |ui| match &crowd.running {
        Some(running) => running_ui(ui, running, actions),
        None => start_ui(ui, file, actions),
    });
    padded(0, 0).show(ui, |ui| {
        let labels = CrowdTab::ALL.map(CrowdTab::label);
        let shown = CrowdTab::ALL.iter().position(|tab| *tab == crowd.tab).unwrap_or_default();
        let chosen = kit::tab_strip(ui, &labels, shown).and_then(|index| CrowdTab::ALL.get(index));
        actions.extend(chosen.map(|tab| Action::Crowd(CrowdAction::ShowTab(*tab))));
    });
    line_across(ui);
    padded(10, 0).show(ui, |ui| match crowd.tab {
        CrowdTab::SetUp => setup::setup_ui(ui, file, actions),
        CrowdTab::Results => results::results_ui(ui, file, actions),
    });
}

/// The button that lets them go, and who they are.
fn start_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let form = &file.crowd.form;
    let cannot = form.problem().or_else(|| {
        file.run_form.connected.is_empty().then_some("Nothing is connected to the trigger: nobody can begin")
    });
    ui.horizontal(|ui| {
        let text = match form.count() {
            Some(1) => "Run 1 contact".to_owned(),
            Some(count) => format!("Run {} contacts", grouped(count.into())),
            None => "Run the contacts".to_owned(),
        };
        let button = Button::primary(&text).icon(crate::editor::icon::PLAY).disabled(cannot);
        if button.show(ui).clicked() {
            actions.push(Action::Crowd(CrowdAction::Run));
        }
    });
    if let Some(why) = cannot {
        ui.add_space(space::XS);
        ui.label(egui::RichText::new(why).font(theme::hint()).color(Tokens::of(ui).warn));
    }
}

/// How far they are, and a way to stop them.
fn running_ui(ui: &mut Ui, running: &Running, actions: &mut Vec<Action>) {
    let progress = running.progress;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if Button::secondary("Cancel").tooltip("Stops; what was counted so far stays").show(ui).clicked()
            {
                actions.push(Action::Crowd(CrowdAction::Cancel));
            }
            ui.add_space(space::S);
            let text = format!("{} of {}", grouped(progress.done.into()), grouped(progress.of.into()));
            let (rect, response) =
                ui.allocate_exact_size(Vec2::new(ui.available_width(), size::CONTROL), Sense::hover());
            response.widget_info(|| {
                WidgetInfo::labeled(Role::ProgressIndicator, true, "Contacts that are through")
            });
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_numeric_value(f64::from(progress.done));
                node.set_max_numeric_value(f64::from(progress.of));
                node.set_value(text.clone());
            });
            let tokens = Tokens::of(ui);
            let border = Stroke::new(size::BORDER, tokens.line);
            ui.painter().rect(rect, radius::CONTROL, tokens.field, border, StrokeKind::Inside);
            let mut done = rect.shrink(3.0);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a share needs no more digits than a float has"
            )]
            let share = (f64::from(progress.done) / f64::from(progress.of.max(1))) as f32;
            done.set_width(done.width() * share.clamp(0.0, 1.0));
            ui.painter().rect_filled(done, radius::SMALL, theme::tint(tokens.accent, 0.3));
            let galley = ui.painter().layout_no_wrap(text, theme::secondary(), tokens.text);
            ui.painter().galley(rect.center() - galley.size() / 2.0, galley, tokens.text);
        });
    });
}

/// A line from edge to edge.
fn line_across(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), Sense::hover());
    let y = ui.painter().round_to_pixel_center(rect.center().y);
    ui.painter().hline(rect.x_range(), y, Stroke::new(size::BORDER, Tokens::of(ui).line));
}

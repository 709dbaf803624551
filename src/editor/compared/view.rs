//! The panel beside the canvas: with what the flow is compared, the list, and the change that is looked at.

use egui::{Frame, Margin, Panel, RichText, Ui};

use super::{CompareAction, Comparing, Row, detail, list};
use crate::editor::action::Action;
use crate::editor::canvas::sign_color;
use crate::editor::command::Command;
use crate::editor::icon;
use crate::editor::kit::{self, IconButton};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, size, space};
use crate::picture::compared::Sign;

/// Where less room than this is left beside the panel, it stands below the canvas.
const LEAST_CANVAS: f32 = 420.0;
const WIDTH: f32 = 300.0;
const HEIGHT: f32 = 260.0;

/// Shows the panel in a part of the canvas's room, if the flow is compared.
pub fn panel_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let Some(comparing) = &file.compare.shown else { return };
    let margin = Margin { left: 12, right: 10, top: 10, bottom: 8 };
    let frame = Frame::new().fill(Tokens::of(ui).panel).inner_margin(margin);
    let is_beside = ui.available_width() - WIDTH >= LEAST_CANVAS;
    let contents = |ui: &mut Ui| contents_ui(ui, file, comparing, is_beside, actions);
    if is_beside {
        Panel::right("compared")
            .default_size(WIDTH)
            .size_range(240.0..=460.0)
            .frame(frame)
            .show(ui, contents);
    } else {
        let most = (ui.available_height() * 0.6).max(120.0);
        Panel::bottom("compared below")
            .default_size(HEIGHT.min(most))
            .size_range(120.0..=most)
            .frame(frame)
            .show(ui, contents);
    }
}

fn contents_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    comparing: &Comparing,
    is_beside: bool,
    actions: &mut Vec<Action>,
) {
    // The panel keeps its size, however little it has to say.
    ui.set_min_size(ui.available_size());
    ui.spacing_mut().item_spacing.y = space::XS;
    head_ui(ui, comparing, actions);
    if let Some(why) = comparing.failure() {
        let title = format!("Cannot be compared with {}", comparing.against.name());
        let text = format!("{}.", crate::editor::findings::with_capital(why).trim_end_matches('.'));
        if let Some(at) = kit::empty_state(ui, icon::ERROR, &title, &text, &["Try again", "Stop comparing"]) {
            actions.push(match at {
                0 => Action::Compare(CompareAction::Again),
                _ => Action::Command(Command::StopComparing),
            });
        }
        return;
    }
    let Some(found) = comparing.found() else {
        kit::secondary_text(ui, "Comparing…");
        return;
    };
    if found.difference.is_empty() {
        let text = format!("This flow and {} mean the same.", comparing.against.name());
        if kit::empty_state(ui, icon::CHECK, "No difference", &text, &["Stop comparing"]).is_some() {
            actions.push(Action::Command(Command::StopComparing));
        }
        return;
    }
    counts_ui(ui, comparing, is_beside, actions);
    let chosen = comparing.chosen();
    let detail = |ui: &mut Ui, row: Row, actions: &mut Vec<Action>| {
        egui::ScrollArea::vertical().id_salt("compared detail").auto_shrink(false).show(ui, |ui| {
            detail::detail_ui(ui, file, comparing, row, actions);
        });
    };
    let room = ui.available_size();
    let part = |whole: f32, part: f32| if chosen.is_some() { (whole * part).max(60.0) } else { whole };
    // The list stands in the same place of the tree whether a row is looked at or not, and so keeps its keyboard.
    if is_beside {
        let list = egui::Vec2::new(room.x, part(room.y, 0.5));
        ui.allocate_ui(list, |ui| {
            ui.set_min_height(list.y);
            list::list_ui(ui, comparing, actions);
        });
        if let Some(row) = chosen {
            kit::separator(ui);
            detail(ui, row, actions);
        }
        return;
    }
    // Below the canvas there is more room across than down.
    ui.horizontal_top(|ui| {
        let list = egui::Vec2::new(part(room.x, 0.45), room.y);
        ui.allocate_ui(list, |ui| ui.vertical(|ui| list::list_ui(ui, comparing, actions)));
        if let Some(row) = chosen {
            ui.add_space(space::M);
            let rest = egui::Vec2::new(ui.available_width(), room.y);
            ui.allocate_ui(rest, |ui| ui.vertical(|ui| detail(ui, row, actions)));
        }
    });
}

fn head_ui(ui: &mut Ui, comparing: &Comparing, actions: &mut Vec<Action>) {
    const BUTTON: f32 = 26.0;
    let rows = comparing.rows();
    let nothing = rows.is_empty().then_some("There is no difference to go to");
    let mut step = None;
    ui.horizontal(|ui| {
        let title = format!("Against {}", comparing.against.name());
        let room = (ui.available_width() - 4.0 * (BUTTON + space::XS)).max(40.0);
        let line = kit::line(ui, &title, theme::semibold(size::BODY), Tokens::of(ui).text, room);
        let (rect, response) = ui.allocate_exact_size(egui::Vec2::new(room, BUTTON), egui::Sense::hover());
        ui.painter().galley(
            egui::pos2(rect.left(), rect.center().y - line.size().y / 2.0),
            line,
            Tokens::of(ui).text,
        );
        kit::as_heading(&response, &title);
        response.on_hover_text(title);
        ui.spacing_mut().item_spacing.x = space::XS;
        let button = |icon, name| IconButton::new(icon, name).edge(BUTTON, 14.0);
        if button(icon::CHEVRON_UP, "Previous difference").disabled(nothing).show(ui).clicked() {
            step = Some(false);
        }
        if button(icon::CHEVRON_DOWN, "Next difference").disabled(nothing).show(ui).clicked() {
            step = Some(true);
        }
        if button(icon::RESTART, "Read the other version again").show(ui).clicked() {
            actions.push(Action::Compare(CompareAction::Again));
        }
        if button(icon::CLOSE, "Stop comparing").show(ui).clicked() {
            actions.push(Action::Command(Command::StopComparing));
        }
    });
    actions.extend(step.map(|is_next| Action::Compare(CompareAction::Step(is_next))));
}

/// How many of each kind, and whether those are shown that only stand elsewhere.
fn counts_ui(ui: &mut Ui, comparing: &Comparing, is_beside: bool, actions: &mut Vec<Action>) {
    let Some(found) = comparing.found() else { return };
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::new(space::S, 2.0);
        for sign in Sign::ALL {
            let count = found.marks.count(sign);
            if count > 0 {
                let text = format!("{} {count} {}", sign.symbol(), sign.word());
                let font = theme::semibold(size::HINT);
                let text = RichText::new(text).font(font).color(sign_color(sign, tokens));
                // A count never breaks in its middle.
                ui.add(egui::Label::new(text).extend());
            }
        }
        if !is_beside {
            moved_ui(ui, comparing, actions);
        }
    });
    if is_beside {
        moved_ui(ui, comparing, actions);
    }
}

fn moved_ui(ui: &mut Ui, comparing: &Comparing, actions: &mut Vec<Action>) {
    let has_moved = comparing.found().is_some_and(|found| found.marks.count(Sign::Moved) > 0);
    let mut shows = comparing.shows_moved();
    if has_moved && kit::checkbox(ui, &mut shows, "Show what was only moved").changed() {
        actions.push(Action::Compare(CompareAction::ShowMoved(shows)));
    }
}

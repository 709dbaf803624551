//! The foot of *Configure*: what the widget leaves for others, under its real name.

use egui::{Response, Role, Sense, Ui, WidgetInfo};

use super::pane::Pane;
use super::raw::mono_job;
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius};
use crate::widgets::{Grade, OutputVariable, variables_of};

/// As many variables as are shown at once where none of them is certain.
const FEW: usize = 8;

/// Paints the list. A click on a variable copies it.
pub(super) fn variables_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let all = variables_of(pane.widget);
    if all.is_empty() {
        return;
    }
    // What is least known is least used: it stands behind a click, so that the list stays short.
    let (often, seldom): (Vec<String>, Vec<String>) = all
        .into_iter()
        .partition(|variable| output_of(pane, variable).is_none_or(|output| output.grade < Grade::C));
    kit::separator(ui);
    kit::section(ui, "Variables", true, |ui| {
        for variable in &often {
            row_ui(ui, pane, variable);
        }
        open_ui(ui, pane);
        if !seldom.is_empty() {
            let title = if often.is_empty() {
                format!("{} that are less certain", seldom.len())
            } else {
                format!("{} more", seldom.len())
            };
            kit::section(ui, &title, often.is_empty() && seldom.len() <= FEW, |ui| {
                for variable in &seldom {
                    row_ui(ui, pane, variable);
                }
            });
        }
    });
}

/// The catalogue's entry for a variable, where it is none that the widget's own list makes.
fn output_of(pane: &Pane<'_>, variable: &str) -> Option<&'static OutputVariable> {
    let path = variable.trim_start_matches('{').trim_end_matches('}');
    let outputs = pane.entry?.outputs;
    outputs.iter().find(|output| {
        path.strip_suffix(output.path).is_some_and(|rest| rest.ends_with('.')) && !output.path.contains('*')
    })
}

/// Outputs whose names nobody can list.
fn open_ui(ui: &mut Ui, pane: &Pane<'_>) {
    let outputs = pane.entry.map(|entry| entry.outputs).unwrap_or_default();
    for output in outputs.iter().filter(|output| output.path.ends_with(".*")) {
        let text = format!("`{}` {}", output.path, output.help);
        ui.add(egui::Label::new(kit::rich_text(&text, &theme::hint(), Tokens::of(ui).text_3)).wrap());
    }
}

fn row_ui(ui: &mut Ui, pane: &mut Pane<'_>, variable: &str) {
    let response = variable_row(ui, variable);
    let output = output_of(pane, variable);
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_ui(|ui| {
        if let Some(output) = output {
            let text = format!("{} ({})", output.help, output.kind);
            ui.label(kit::rich_text(&text, &theme::secondary(), Tokens::of(ui).text));
            if output.grade >= Grade::C {
                kit::hint_text(ui, "Unverified: no public flow shows it.");
            }
        }
        kit::hint_text(ui, "Click to copy");
    });
    if response.clicked() {
        pane.push(Action::Copy { text: variable.to_owned(), what: variable.to_owned() });
    }
}

fn variable_row(ui: &mut Ui, variable: &str) -> Response {
    const HEIGHT: f32 = 24.0;
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(egui::vec2(ui.available_width(), HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, variable));
    let rect = response.rect;
    let is_lit = response.hovered() || response.has_focus();
    if is_lit {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    }
    let room = (rect.width() - 32.0).max(20.0);
    let whole = ui.painter().layout_job(mono_job(variable, tokens.accent));
    let galley = if whole.size().x <= room {
        whole
    } else {
        // What tells the rows apart stands at their end: the beginning gives way.
        let letter = whole.size().x / variable.chars().count().max(1) as f32;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a width is small and positive"
        )]
        let fits = ((room / letter) as usize).saturating_sub(1);
        let skipped = variable.chars().count().saturating_sub(fits);
        let end: String = variable.chars().skip(skipped).collect();
        ui.painter().layout_job(mono_job(&format!("…{end}"), tokens.accent))
    };
    let corner = egui::pos2(rect.left() + 4.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, tokens.accent);
    let color = if is_lit { tokens.accent } else { tokens.text_3 };
    paint_icon(ui.painter(), egui::pos2(rect.right() - 12.0, rect.center().y), icon::COPY, 13.0, color);
    response
}

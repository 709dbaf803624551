//! What the question looks like, and what keys do in it.

use egui::{Color32, Context, Key, Modifiers, Response, Role, ScrollArea, Sense, Stroke, Ui, Vec2};

use super::{Candidate, Candidates, SubflowAnswer, SubflowQuestion};
use crate::editor::counts::counted;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, Severity};
use crate::editor::theme::{self, Tokens, radius, size, space, tint};

const WIDTH: f32 = 540.0;
const ROW: f32 = 46.0;
const MOST_ROWS: f32 = 5.0;
const PADDING: f32 = 5.0;
const LIST: f32 = (ROW + 1.0) * MOST_ROWS - 1.0 + 2.0 * PADDING;
/// The list where there is no filter above it. The dialog must not jump when the flows have been found: somebody
/// may be about to press a button.
const LIST_ALONE: f32 = LIST + size::CONTROL + space::S;

/// Asks which file it is. What is typed and chosen comes back as [`SubflowAnswer::Changed`].
pub fn subflow_dialog_ui(ctx: &Context, question: &SubflowQuestion) -> Option<DialogAnswer> {
    let missing = question.file().is_none().then_some("Choose a flow first");
    let buttons = [
        DialogButton::secondary("Choose another file…"),
        DialogButton::secondary("Cancel"),
        DialogButton::primary("Choose").disabled(missing),
    ];
    let mut edited = question.clone();
    let mut body = Body::default();
    let title = format!("Which flow does {} run?", question.title);
    let answer = kit::dialog(ctx, &title, WIDTH, &buttons, |ui| body = body_ui(ui, &mut edited));
    let opens = body.is_activated || answer == Some(Answer::Button(2));
    if opens && let Some(path) = edited.file() {
        return Some(DialogAnswer::Subflow(SubflowAnswer::Open(path)));
    }
    match answer {
        Some(Answer::Button(0)) => Some(DialogAnswer::Subflow(SubflowAnswer::Another)),
        Some(Answer::Button(1) | Answer::Dismissed) => Some(DialogAnswer::Cancel),
        _ if body.is_changed => Some(DialogAnswer::Subflow(SubflowAnswer::Changed(Box::new(edited)))),
        _ => None,
    }
}

/// What was done in the dialog.
#[derive(Default)]
struct Body {
    is_changed: bool,
    is_activated: bool,
}

fn body_ui(ui: &mut Ui, question: &mut SubflowQuestion) -> Body {
    ui.spacing_mut().item_spacing.y = space::S;
    let tokens = Tokens::of(ui);
    let text = format!("Choose the file of `{}`.", question.sid);
    ui.label(kit::rich_text(&text, &theme::body(), tokens.text));
    if let Some((path, why)) = &question.failed {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let title = format!("{name} cannot be opened:");
        kit::problem_box(ui, Severity::Warning, &title, why, None);
    }
    ui.add_space(space::XS);
    let mut body = list_ui(ui, question);
    ui.add_space(space::XS);
    match (&question.side_trouble, &question.side_name) {
        (Some(trouble), Some(name)) => {
            let title = format!("{name} is left as it is,");
            let text = format!("so the choice is not kept: {trouble}");
            kit::problem_box(ui, Severity::Warning, &title, &text, None);
        }
        (_, Some(name)) => {
            let text = format!(
                "A flow's file does not hold its SID, so you are asked once; {name} keeps the answer."
            );
            kit::hint_text(ui, &text);
        }
        (_, None) => {
            let text = "A flow's file does not hold its SID, so you are asked once; the answer is kept when this flow \
                        is saved.";
            kit::hint_text(ui, text);
        }
    }
    // The keyboard goes to the filter as soon as there is one.
    let is_first = question.is_new && question.candidates.is_some();
    body.is_changed |= is_first;
    question.is_new &= !is_first;
    body
}

/// The filter and the flows beside.
fn list_ui(ui: &mut Ui, question: &mut SubflowQuestion) -> Body {
    let mut body = Body::default();
    let Some(found) = &question.candidates else {
        framed(ui, LIST_ALONE, |ui| {
            ui.centered_and_justified(|ui| kit::secondary_text(ui, "Looking for flows beside this one…"));
        });
        return body;
    };
    if found.flows.is_empty() {
        let text = nothing_beside(question, found);
        framed(ui, LIST_ALONE, |ui| {
            ui.centered_and_justified(|ui| kit::secondary_text(ui, &text));
        });
        return body;
    }
    let is_cut = found.is_cut;
    let moved = keys(ui, question);
    body.is_changed |= moved;
    let options =
        FieldOptions { focus: question.is_new, icon: Some(icon::SEARCH), ..FieldOptions::default() };
    let hint = "Name or description of a flow beside this one";
    body.is_changed |=
        kit::text_field(ui, "subflow filter", "Filter flows", &mut question.filter, hint, &options).changed;
    let mut clicked = None;
    framed(ui, LIST, |ui| {
        let (listed, chosen) = (question.listed(), question.file());
        if listed.is_empty() {
            ui.centered_and_justified(|ui| kit::secondary_text(ui, "No flow beside this one matches."));
        }
        ui.spacing_mut().item_spacing.y = 1.0;
        ScrollArea::vertical().id_salt("flows").auto_shrink([false, false]).show(ui, |ui| {
            for flow in listed {
                let is_chosen = chosen.as_ref() == Some(&flow.path);
                let row = row_ui(ui, flow, is_chosen);
                if is_chosen && moved {
                    row.scroll_to_me(None);
                }
                if row.clicked() || row.double_clicked() {
                    clicked = Some(flow.path.clone());
                }
                body.is_activated |= row.double_clicked();
            }
        });
    });
    if is_cut {
        kit::hint_text(ui, "This folder has more flows than are listed.");
    }
    if clicked.is_some() {
        question.chosen = clicked;
        body.is_changed = true;
    }
    body
}

fn nothing_beside(question: &SubflowQuestion, found: &Candidates) -> String {
    match (&found.error, &question.side_name) {
        (Some(error), _) => format!("The folder cannot be read: {error}"),
        (None, Some(_)) => "No other flow lies beside this one.".to_owned(),
        (None, None) => "This flow is not saved yet, so nothing lies beside it.".to_owned(),
    }
}

/// The arrows move the choice while the filter has the keyboard.
fn keys(ui: &Ui, question: &mut SubflowQuestion) -> bool {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (down, up) = (pressed(Key::ArrowDown), pressed(Key::ArrowUp));
    if !(down || up) {
        return false;
    }
    let next = {
        let listed = question.listed();
        let chosen = question.file();
        let at = listed.iter().position(|flow| chosen.as_ref() == Some(&flow.path));
        let next = match at {
            None => 0,
            Some(at) if down => (at + 1).min(listed.len().saturating_sub(1)),
            Some(at) => at.saturating_sub(1),
        };
        listed.get(next).map(|flow| flow.path.clone())
    };
    question.chosen = next;
    true
}

/// A field-like ground for the list.
fn framed(ui: &mut Ui, height: f32, add_contents: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let (rect, list) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    list.widget_info(|| egui::WidgetInfo::labeled(Role::ListBox, true, "Flows beside this one"));
    let border = Stroke::new(size::BORDER, tokens.line);
    ui.painter().rect(rect, radius::CONTROL, tokens.field, border, egui::StrokeKind::Inside);
    let builder = egui::UiBuilder::new().max_rect(rect.shrink(PADDING));
    add_contents(&mut ui.new_child(builder));
}

fn row_ui(ui: &mut Ui, flow: &Candidate, is_chosen: bool) -> Response {
    let tokens = Tokens::of(ui);
    // The rows cannot be focused one by one: the arrows move the choice.
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::CLICK);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::ListBoxOption, true, &flow.name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_selected(is_chosen);
        if !flow.description.is_empty() {
            node.set_description(&*flow.description);
        }
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => tint(tokens.accent, 0.18),
        (false, true) => tokens.raised,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, radius::SMALL + 1, fill);
    let sign = if is_chosen { tokens.accent } else { tokens.text_2 };
    paint_icon(ui.painter(), egui::pos2(rect.left() + 18.0, rect.center().y), icon::FILE, 17.0, sign);
    let (left, right) = (rect.left() + 38.0, rect.right() - space::M);
    let mut name_end = right;
    if let Some(count) = flow.widgets {
        let text = counted(count, "widget");
        let galley = kit::line(ui, &text, theme::hint(), tokens.text_3, right - left);
        name_end -= galley.size().x + space::S;
        let corner = egui::pos2(right - galley.size().x, rect.top() + 8.0);
        ui.painter().galley(corner, galley, tokens.text_3);
    }
    let name = kit::line(ui, &flow.name, theme::body(), tokens.text, name_end - left);
    ui.painter().galley(egui::pos2(left, rect.top() + 6.0), name, tokens.text);
    let (text, color) = match flow.description.as_str() {
        "" => ("No description", tokens.text_3),
        text => (text, tokens.text_2),
    };
    let line = kit::line(ui, text, theme::secondary(), color, right - left);
    let is_cut = line.elided;
    ui.painter().galley(egui::pos2(left, rect.top() + 25.0), line, color);
    if is_cut { response.on_hover_text(&flow.description) } else { response }
}

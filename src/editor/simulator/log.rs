//! Everything that the mock was asked, and what it told others: a list with search. Only the rows that are seen are
//! laid out.

use egui::{
    Align, Align2, Frame, Id, Layout, Margin, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo,
};

use super::requests::mono_ui;
use super::{focus_ring, nothing_ui, one_line};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::{self, IconButton};
use crate::editor::mocked::{MockAction, MockView, Opened, line_of, status_of, way_of};
use crate::editor::run::cut;
use crate::editor::theme::{self, Tokens, radius, size, space};
use crate::mock::{Entry, Way};
use crate::twilio::is_sid;

const ROW: f32 = 36.0;
/// The scroll bar floats over this much.
const BAR: f32 = 12.0;
/// The height of details that were not seen yet.
const GUESSED_DETAILS: f32 = 220.0;

/// Paints the list.
pub(super) fn log_ui(ui: &mut Ui, mock: &MockView, actions: &mut Vec<Action>) {
    search_ui(ui, mock, actions);
    ui.add_space(space::XS);
    let found = mock.log.found();
    if found.is_empty() {
        return nothing_ui(
            ui,
            match mock.log.count {
                0 => "Nothing was asked yet.",
                _ => "Nothing that was asked has this text in it.",
            },
        );
    }
    let opened = mock.log.opened();
    let open_at = opened.and_then(|opened| {
        found.binary_search_by_key(&opened.number, |entry| entry.number).ok().map(|at| (at, opened))
    });
    let id = Id::unique("simulator.log.details");
    let known: (u64, f32) = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let details = match open_at {
        Some((_, opened)) if known.0 == opened.number => known.1,
        Some(_) => GUESSED_DETAILS,
        None => 0.0,
    };
    let area = ScrollArea::vertical().id_salt("simulator.log").auto_shrink([false, false]);
    // What was just opened must not be pushed out of sight by what comes below it.
    area.stick_to_bottom(open_at.is_none()).show_viewport(ui, |ui, seen| {
        let origin = ui.min_rect().min;
        let width = ui.available_width();
        ui.set_height(height_of(found.len()) + details);
        let mut from_row = |index: usize, top: f32| {
            let entry = found.get(index)?;
            let rect = Rect::from_min_size(origin + Vec2::new(0.0, top), Vec2::new(width, ROW));
            let is_open = open_at.is_some_and(|(at, _)| at == index);
            row_ui(ui, rect, entry, is_open, actions);
            if let Some((_, opened)) = open_at.filter(|_| is_open) {
                let rect = Rect::from_min_size(rect.left_bottom(), Vec2::new(width, details));
                let shown = ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
                    details_ui(ui, entry, opened, actions);
                });
                let height = shown.response.rect.height();
                if (height - details).abs() > 0.5 {
                    ui.data_mut(|data| data.insert_temp(id, (opened.number, height)));
                    ui.request_repaint();
                }
            }
            Some(())
        };
        let after = open_at.map_or(usize::MAX, |(at, _)| at);
        for index in kit::seen_rows(seen.y_range(), ROW, after, details, found.len()) {
            let below = if index > after { details } else { 0.0 };
            from_row(index, height_of(index) + below);
        }
    });
}

#[expect(clippy::cast_precision_loss, reason = "there are at most some thousand rows")]
fn height_of(rows: usize) -> f32 {
    rows as f32 * ROW
}

fn search_ui(ui: &mut Ui, mock: &MockView, actions: &mut Vec<Action>) {
    let size = Vec2::new(ui.available_width(), size::CONTROL);
    // The button first, so that the field takes what is left and no more: a row that is too wide widens the panel.
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let nothing = (mock.log.count == 0).then_some("The log is empty");
        if IconButton::new(icon::TRASH, "Clear the log").disabled(nothing).show(ui).clicked() {
            actions.push(Action::Mock(MockAction::Clear));
        }
        let mut text = mock.log.search.clone();
        let hint = format!("Search {} requests…", mock.log.count);
        if kit::search_field(ui, "simulator.log.search", "Search the log", &mut text, &hint).changed {
            actions.push(Action::Mock(MockAction::Search(text)));
        }
    });
}

fn row_ui(ui: &mut Ui, rect: Rect, entry: &Entry, is_open: bool, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, ui.make_persistent_id(("log", entry.number)), Sense::click());
    let (line, status) = (line_of(entry), status_of(entry));
    let name = format!("{line} {status}");
    response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, true, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(is_open));
    if response.hovered() || is_open {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    }
    let sign = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
    paint_icon(ui.painter(), egui::pos2(rect.left() + 9.0, rect.center().y), sign, 12.0, tokens.text_2);
    let is_well = entry.status.is_some_and(|status| (200..300).contains(&status));
    let color = if is_well { tokens.text_2 } else { tokens.error };
    let place = egui::pos2(rect.right() - BAR, rect.center().y - 8.0);
    let end = ui.painter().text(place, Align2::RIGHT_CENTER, status, theme::semibold(11.0), color).left();
    let place = egui::pos2(rect.right() - BAR, rect.center().y + 8.0);
    let time = clock(entry);
    let right = ui.painter().text(place, Align2::RIGHT_CENTER, time, theme::hint(), tokens.text_2).left();
    let left = rect.left() + 20.0;
    let upper = rect.center().y - 16.0;
    let target = line.strip_prefix(way_of(entry.way)).unwrap_or(&line).trim_start();
    let target = one_line(ui, &short(target), theme::mono(), tokens.text, end - left - 8.0);
    ui.painter().galley(egui::pos2(left, upper), target, tokens.text);
    let (what, color) = match &entry.rule {
        Some(rule) => (format!("{} · {} · rule: {rule}", way_of(entry.way), entry.what), tokens.warn),
        None => (format!("{} · {}", way_of(entry.way), entry.what), tokens.text_2),
    };
    let what = one_line(ui, what.trim_end_matches([' ', '·']), theme::hint(), color, right - left - 8.0);
    ui.painter().galley(egui::pos2(left, upper + 17.0), what, color);
    focus_ring(ui, &response, radius::SMALL);
    if response.on_hover_text(&*entry.target).clicked() {
        actions.push(Action::Mock(MockAction::Toggle(entry.number)));
    }
}

/// A path whose SIDs are short and whose account is left out, so that what it ends with is seen:
/// `/v2/Flows/FW…55a1/Executions`.
fn short(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let is_sid = part.get(..34).zip(part.get(..2)).is_some_and(|(sid, prefix)| is_sid(sid, prefix));
        match (part.get(..2), part.get(30..)) {
            (Some(start), Some(end)) if is_sid => format!("{start}…{end}"),
            _ => part.to_owned(),
        }
    });
    let parts: Vec<String> = parts.collect();
    let parts = parts.iter().enumerate().filter_map(|(at, part)| match &**part {
        "Accounts" if parts.get(at + 1).is_some_and(|next| next.starts_with("AC…")) => None,
        part if part.starts_with("AC…") => Some("…"),
        part => Some(part),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// When it came, by the clock of this machine's zone.
fn clock(entry: &Entry) -> String {
    entry.at.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string()
}

fn details_ui(ui: &mut Ui, entry: &Entry, opened: &Opened, actions: &mut Vec<Action>) {
    let frame = Frame::new().inner_margin(Margin { left: 20, right: 12, top: 4, bottom: 8 });
    frame.show(ui, |ui| {
        ui.push_id(("log.details", entry.number), |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            kit::hint_text(ui, if entry.way == Way::In { "Asked" } else { "Told" });
            if let Some(account) = &entry.account {
                mono_ui(ui, &format!("account {account}"));
            }
            for (name, value) in &entry.headers {
                mono_ui(ui, &format!("{name}: {}", cut(value, 400)));
            }
            for (name, value) in opened.fields.iter().take(200) {
                mono_ui(ui, &format!("{name} = {}", cut(value, 2_000)));
            }
            ui.add_space(space::XS);
            answer_ui(ui, entry);
            if !opened.answer.is_empty() {
                mono_ui(ui, &opened.answer);
            }
            ui.horizontal(|ui| {
                if kit::link_button(ui, "Copy as curl").clicked() {
                    actions.push(Action::Mock(MockAction::CopyCurl(entry.number)));
                }
                if kit::link_button(ui, "Copy the answer").clicked() {
                    let text = opened.answer.clone();
                    actions.push(Action::Copy { text, what: "the answer".to_owned() });
                }
            });
        });
    });
}

/// What became of it: the status or why there is none, how long it took, and the rule that decided.
fn answer_ui(ui: &mut Ui, entry: &Entry) {
    let took = match entry.micros {
        micros if micros < 10_000 => format!("{micros} µs"),
        micros => format!("{} ms", micros / 1000),
    };
    let told = match (entry.status, &entry.error) {
        (Some(status), _) => format!("Answered with {status} in {took}"),
        (None, Some(error)) => format!("{error}, after {took}"),
        (None, None) => "Not sent".to_owned(),
    };
    kit::hint_text(ui, &told);
    if entry.way == Way::Out {
        let tries = if entry.tries == 1 { "1 try".to_owned() } else { format!("{} tries", entry.tries) };
        let code = entry.code.map(|code| format!(" · debugger {code}")).unwrap_or_default();
        kit::hint_text(ui, &format!("{tries}{code}"));
    }
    if let Some(rule) = &entry.rule {
        kit::problem_box(ui, kit::Severity::Warning, "A rule decided:", rule, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_show_what_they_end_with() {
        let check = |path: &str, expected: &str| assert_eq!(short(path), expected);
        let account = "AC00000000000000000000000000001234";
        let message = account.replace("AC", "SM");
        check(
            &format!("POST /2010-04-01/Accounts/{account}/Messages.json"),
            "POST /2010-04-01/…/Messages.json",
        );
        check(&format!("/Messages/{message}.json"), "/Messages/SM…1234.json");
        check("/v2/Services/äääääääääääääääääääääääää", "/v2/Services/äääääääääääääääääääääääää");
        check("/Accounts", "/Accounts");
    }
}

//! All rules in one list: what each finds, how often it found something here, and its level in the flow's folder.

use egui::{Label, ScrollArea, Ui, UiBuilder};

use super::dialogs::DialogAnswer;
use super::icon::paint_icon;
use super::kit::{self, Answer, DialogButton};
use super::problems::{level_text, levels, severity, written_to};
use super::state::{OpenFlow, State};
use super::theme::{self, Tokens, size};
use crate::check::{Level, RuleInfo, rules};

const ROW: f32 = 42.0;
const LEVEL: f32 = 250.0;

/// Shows the list.
pub fn rules_dialog_ui(ctx: &egui::Context, state: &State, filter: &str) -> Option<DialogAnswer> {
    let file = state.active();
    let own: Vec<(&'static str, Option<Level>)> = file
        .map(|file| {
            rules().filter(|rule| level_of(file, rule).is_some()).map(|rule| (rule.code, None)).collect()
        })
        .unwrap_or_default();
    let locked = file.map_or(Some("No flow is open"), |file| file.rules.locked_because());
    let reset = locked.or(own.is_empty().then_some("No rule has another level than its own"));
    let buttons = [DialogButton::secondary("Reset all").disabled(reset), DialogButton::primary("Close")];
    let mut changed = None;
    let answer = kit::dialog(ctx, "Rules", 680.0, &buttons, |ui| {
        let Some(file) = file else { return };
        place_ui(ui, file, locked);
        let mut typed = filter.to_owned();
        let field = kit::search_field(ui, "rules filter", "Filter rules", &mut typed, "Title or code…");
        // However the dialog was opened, what is typed goes into its filter.
        if ui.memory(|memory| memory.focused().is_none()) && !egui::Popup::is_any_open(ui.ctx()) {
            field.response.request_focus();
        }
        if field.changed {
            changed = Some(DialogAnswer::FilterRules(typed));
        }
        ui.add_space(6.0);
        if let Some(levels) = list_ui(ui, file, filter, locked) {
            changed = Some(DialogAnswer::SetRules(levels));
        }
    });
    match answer {
        Some(Answer::Button(0)) => Some(DialogAnswer::SetRules(own)),
        Some(Answer::Button(_) | Answer::Dismissed) => Some(DialogAnswer::Cancel),
        None => changed,
    }
}

/// The level that the folder gives a rule.
fn level_of(file: &OpenFlow, rule: &RuleInfo) -> Option<Level> {
    file.rules.settings().rules.get(rule.code).copied()
}

/// Where levels are written, or why none can be.
fn place_ui(ui: &mut Ui, file: &OpenFlow, locked: Option<&str>) {
    if let Some(trouble) = file.rules.trouble() {
        kit::problem_box(ui, kit::Severity::Warning, "The settings are not used.", trouble, None);
    } else {
        let text = locked.map_or_else(|| written_to(file), str::to_owned);
        ui.add(Label::new(kit::rich_text(&text, &theme::secondary(), Tokens::of(ui).text_2)).wrap());
    }
    ui.add_space(6.0);
}

fn list_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    filter: &str,
    locked: Option<&str>,
) -> Option<Vec<(&'static str, Option<Level>)>> {
    let wanted = filter.trim().to_lowercase();
    let mut shown: Vec<RuleInfo> = rules()
        .filter(|rule| rule.code.contains(&wanted) || rule.title.to_lowercase().contains(&wanted))
        .collect();
    // What matters here comes first, and stays there once it was switched off.
    shown.sort_by_key(|rule| {
        file.derived.findings.kind(rule.code).count == 0 && level_of(file, rule).is_none()
    });
    if shown.is_empty() {
        kit::secondary_text(ui, "No rule like that");
        return None;
    }
    let mut set = None;
    ui.spacing_mut().item_spacing.y = 4.0;
    let room = (ui.ctx().content_rect().height() - 320.0).clamp(2.0 * ROW, 520.0);
    ScrollArea::vertical().id_salt("rules").auto_shrink([false, true]).max_height(room).show_rows(
        ui,
        ROW,
        shown.len(),
        |ui, range| {
            for rule in shown.get(range).unwrap_or_default() {
                if let Some(level) = row_ui(ui, file, rule, locked) {
                    set = Some(vec![(rule.code, level)]);
                }
            }
        },
    );
    set
}

/// One rule. Answers with its new level.
fn row_ui(ui: &mut Ui, file: &OpenFlow, rule: &RuleInfo, locked: Option<&str>) -> Option<Option<Level>> {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(egui::vec2(ui.available_width(), ROW));
    let own = severity(rule.severity);
    let sign = egui::pos2(rect.left() + 10.0, rect.top() + 15.0);
    paint_icon(ui.painter(), sign, own.icon(), 15.0, own.color(tokens));
    let text = rect.with_min_x(rect.left() + 28.0).with_max_x(rect.right() - LEVEL - 26.0);
    {
        // A child of its own: the row's room is taken already.
        let ui = &mut ui.new_child(UiBuilder::new().id_salt(("rule", rule.code)).max_rect(text));
        ui.spacing_mut().item_spacing.y = 1.0;
        let title = Label::new(kit::rich_text(rule.title, &theme::body(), tokens.text)).truncate();
        ui.add(title).on_hover_text(rule.why);
        let count = file.derived.findings.kind(rule.code).count;
        let found = match count {
            0 => rule.code.to_owned(),
            count => format!("{} · {count} in this flow", rule.code),
        };
        ui.add(Label::new(kit::rich_text(&found, &theme::hint(), tokens.text_2)).truncate());
    }
    let top = rect.top() + (ROW - size::CONTROL) / 2.0 - 2.0;
    let control = egui::Rect::from_min_size(
        egui::pos2(rect.right() - LEVEL - 14.0, top),
        egui::vec2(LEVEL, size::CONTROL),
    );
    let builder = UiBuilder::new().id_salt(("level", rule.code)).max_rect(control);
    let before = level_of(file, rule);
    let mut level = before;
    let offered: Vec<(Option<Level>, String)> =
        levels().map(|level| (level, level_text(rule.code, level))).collect();
    let offered: Vec<(Option<Level>, &str)> = offered.iter().map(|(level, text)| (*level, &**text)).collect();
    let name = format!("Level of {}", rule.code);
    let shown = ui.new_child(builder).add_enabled_ui(locked.is_none(), |ui| {
        kit::choice(ui, ("level", rule.code), &name, &offered, &mut level)
    });
    shown.inner.on_disabled_hover_text(locked.unwrap_or_default());
    (level != before).then_some(level)
}

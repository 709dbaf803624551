//! All about one problem: the whole message, why it matters, what can be done, and how much the folder wants to hear
//! of such.

use egui::{Label, Panel, ScrollArea, Ui};

use crate::check::{Diagnostic, Level, Severity, rules};
use crate::editor::action::{Action, FixMany};
use crate::editor::command::Command;
use crate::editor::icon;
use crate::editor::inspector::sentence;
use crate::editor::kit::{self, Button, IconButton};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, size};

/// The name of the widget that has a problem, or that it is the flow's.
pub(super) fn widget_name<'a>(file: &'a OpenFlow, found: &Diagnostic) -> &'a str {
    let widget = found.place.widget.and_then(|id| file.flow().widget(id));
    widget.map_or("Flow", |widget| widget.title())
}

/// Paints what is known of the chosen problem below the list: as high as it has to be, but never most of the panel.
pub(super) fn panel_ui(ui: &mut Ui, file: &OpenFlow, found: &Diagnostic, actions: &mut Vec<Action>) {
    /// Before it is known how much there is to tell.
    const USUAL: f32 = 220.0;
    let id = ui.make_persistent_id("problem detail height");
    let wanted: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(USUAL);
    let height = wanted.min((ui.available_height() * 0.55).max(80.0));
    let panel = Panel::bottom("problem detail")
        .resizable(false)
        .show_separator_line(false)
        .exact_size(height)
        .frame(egui::Frame::new());
    let told = panel
        .show(ui, |ui| {
            let area = ScrollArea::vertical().id_salt(("problem detail", found.code)).auto_shrink(false);
            area.show(ui, |ui| detail_ui(ui, file, found, actions)).content_size.y
        })
        .inner;
    if (told - wanted).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, told));
        ui.ctx().request_repaint();
    }
}

fn detail_ui(ui: &mut Ui, file: &OpenFlow, found: &Diagnostic, actions: &mut Vec<Action>) {
    kit::separator(ui);
    ui.spacing_mut().item_spacing.y = 5.0;
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let room = ui.available_width() - 30.0;
        ui.vertical(|ui| {
            ui.set_width(room);
            let message = sentence(&found.message);
            let text = kit::rich_text(&message, &theme::semibold(size::SECONDARY), tokens.text);
            ui.add(Label::new(text).wrap());
        });
        let more = IconButton::new(icon::MORE, "More about this kind of problem").edge(24.0, 14.0).show(ui);
        egui::Popup::menu(&more).show(|ui| menu_ui(ui, file, found, actions));
    });
    let why = kit::rich_text(&sentence(found.why), &theme::secondary(), tokens.text_2);
    ui.add(Label::new(why).wrap());
    // The manual need not be at hand, but the program itself can always tell its page.
    let explain = format!("cordboard check --explain {}", found.code);
    let copy = Button::link("Copy explain command").tooltip(&explain).show(ui);
    if copy.clicked() {
        actions.push(Action::Copy { what: explain.clone(), text: explain });
    }
    ui.add_space(2.0);
    if Button::link("Go to field").show(ui).clicked() {
        actions.push(Action::GoTo(found.place.clone()));
    }
    if let Some(fix) = &found.fix
        && Button::link(&fix.title).show(ui).clicked()
    {
        actions.push(Action::Fix(Box::new(found.clone())));
    }
    if let Some(text) = fix_kind_text(file, found)
        && Button::link(&text).show(ui).clicked()
    {
        actions.push(Action::FixMany(FixMany::Kind(found.code)));
    }
    // Apart from the fixes: they move up when one of them is done, and a click that was meant for them must not end
    // here.
    kit::separator(ui);
    let locked = file.rules.locked_because();
    let place = format!("{}. {}", turn_off_text(found.code), written_to(file));
    // The code stands above; here it would only be cut off.
    if Button::link("Turn off for this folder").disabled(locked).tooltip(&place).show(ui).clicked() {
        actions.push(Action::SetRules(vec![(found.code, Some(Level::Off))]));
    }
    ui.add_space(8.0);
}

fn turn_off_text(code: &str) -> String {
    format!("Turn off {code} for this folder")
}

/// What mends all of this kind; nothing where there is only one.
fn fix_kind_text(file: &OpenFlow, found: &Diagnostic) -> Option<String> {
    let count = file.derived.findings.kind(found.code).fixable;
    (count > 1).then(|| format!("Fix all of this kind ({count})"))
}

/// Where a level is written to.
pub(in crate::editor) fn written_to(file: &OpenFlow) -> String {
    match file.rules.target() {
        Some(target) if file.rules.file().is_some() => format!("Written to {}", target.display()),
        Some(target) => format!("Written to {}, which is new", target.display()),
        None => String::new(),
    }
}

/// What a level is called; `None` is the rule's own.
pub(in crate::editor) fn level_text(code: &str, level: Option<Level>) -> String {
    match level {
        None => {
            let own = rules().find(|rule| rule.code == code).map_or("", |rule| word(rule.severity));
            format!("As Cordboard has it ({own})")
        }
        Some(Level::Off) => "Off".to_owned(),
        Some(Level::At(Severity::Advice)) => "Advice".to_owned(),
        Some(Level::At(Severity::Warning)) => "Warning".to_owned(),
        Some(Level::At(Severity::Error)) => "Error".to_owned(),
    }
}

fn word(severity: Severity) -> &'static str {
    severity.name()
}

/// The levels that a rule can have, its own first.
pub(in crate::editor) fn levels() -> impl Iterator<Item = Option<Level>> {
    std::iter::once(None).chain(Level::ALL.map(Some))
}

/// The menu of a problem: the ways to mend it, and the folder's level of its rule.
pub(super) fn menu_ui(ui: &mut Ui, file: &OpenFlow, found: &Diagnostic, actions: &mut Vec<Action>) {
    const WIDTH: f32 = 270.0;
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = 1.0;
    let row = |ui: &mut Ui, text: &str, is_chosen: bool| {
        let is_pressed = kit::option_row(ui, text, "", is_chosen).clicked();
        if is_pressed {
            ui.close();
        }
        is_pressed
    };
    if row(ui, "Go to field", false) {
        actions.push(Action::GoTo(found.place.clone()));
    }
    if let Some(fix) = &found.fix
        && row(ui, &fix.title, false)
    {
        actions.push(Action::Fix(Box::new(found.clone())));
    }
    if let Some(text) = fix_kind_text(file, found)
        && row(ui, &text, false)
    {
        actions.push(Action::FixMany(FixMany::Kind(found.code)));
    }
    ui.separator();
    let locked = file.rules.locked_because();
    let now = file.rules.settings().rules.get(found.code).copied();
    ui.add_enabled_ui(locked.is_none(), |ui| {
        for level in levels() {
            let text = match level {
                Some(Level::Off) => turn_off_text(found.code),
                level => level_text(found.code, level),
            };
            if row(ui, &text, level == now) && level != now {
                actions.push(Action::SetRules(vec![(found.code, level)]));
            }
        }
    });
    let place = locked.map_or_else(|| written_to(file), str::to_owned);
    let text = kit::rich_text(&place, &theme::hint(), Tokens::of(ui).text_2);
    egui::Frame::new().inner_margin(egui::Margin { left: 26, right: 8, top: 2, bottom: 4 }).show(ui, |ui| {
        // A menu justifies what stands in it.
        let layout = egui::Layout::top_down(egui::Align::LEFT);
        ui.with_layout(layout, |ui| ui.add(Label::new(text).wrap()));
    });
    ui.separator();
    if row(ui, Command::Rules.text(), false) {
        actions.push(Action::Command(Command::Rules));
    }
}

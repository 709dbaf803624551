//! What stands above the tabs: where requests go, the world, and what goes wrong on purpose.

use egui::{Align, Layout, RichText, Ui};

use crate::editor::action::Action;
use crate::editor::command::Command;
use crate::editor::icon;
use crate::editor::kit::{self, IconButton};
use crate::editor::mocked::{MockAction, MockView};
use crate::editor::run::{Run, RunAction, WorldChoice, host_of};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, space};

/// The room that the buttons at the right end take, besides the pill's text.
const BUTTONS: f32 = 130.0;

/// What the menu of the panel offers.
const MENU: [Command; 6] = [
    Command::ShowBreakpoints,
    Command::KeptAnswers,
    Command::CopyWebhookAddress,
    Command::CopyWebhookCurl,
    Command::CopyStartCurl,
    Command::Failures,
];

/// The title, the address of the world, and the buttons beside them.
pub(super) fn header_ui(ui: &mut Ui, file: &OpenFlow, mock: &MockView, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let run = file.shown_run();
    let world = run.map_or(file.run_form.world, |run| match run.execution() {
        Some(_) => WorldChoice::Mock,
        None => run.form().world,
    });
    ui.horizontal(|ui| {
        let pill = world_of(file, tokens).1;
        let pill = ui.painter().layout_no_wrap(pill.to_owned(), theme::secondary(), tokens.text).size().x;
        let room = (ui.available_width() - BUTTONS - pill).max(80.0);
        ui.vertical(|ui| {
            ui.set_max_width(room);
            ui.spacing_mut().item_spacing.y = 2.0;
            kit::title_text(ui, "Simulator");
            let twilio = match world {
                WorldChoice::Mock => "Mock Twilio",
                WorldChoice::Live => "Twilio",
            };
            let at_mock = || mock.base.as_deref().filter(|_| world == WorldChoice::Mock).map(host_of);
            let text = match run.and_then(Run::address).or_else(at_mock) {
                Some(address) => format!("{twilio} · {address}"),
                None if world == WorldChoice::Mock => format!("{twilio} · starts with the first run"),
                None => twilio.to_owned(),
            };
            let text = RichText::new(text).font(theme::hint()).color(tokens.text_2);
            // The whole of it is told where it is cut.
            ui.add(egui::Label::new(text).truncate());
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| buttons_ui(ui, file, actions));
    });
}

/// The world of the next run: its colour, its name, and what it means.
fn world_of(file: &OpenFlow, tokens: &Tokens) -> (egui::Color32, &'static str, &'static str) {
    match file.run_form.world {
        WorldChoice::Mock => (
            tokens.ok,
            "Mock",
            "The next run talks to a Twilio inside this program. Nothing leaves the machine",
        ),
        WorldChoice::Live => {
            (tokens.warn, "Live", "The next run sends real messages over the Twilio account, after asking")
        }
    }
}

fn buttons_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let (color, text, hint) = world_of(file, Tokens::of(ui));
    let inspect = IconButton::new(icon::SETTINGS, "Show the inspector").edge(28.0, 16.0);
    let keys = crate::editor::command_keys(ui, Command::ShowInspector);
    if inspect.keys(&keys).show(ui).clicked() {
        actions.push(Action::Command(Command::ShowInspector));
    }
    let more =
        IconButton::new(icon::MORE, "More: breakpoints, webhooks, curl, failures").edge(28.0, 16.0).show(ui);
    egui::Popup::menu(&more).width(230.0).show(|ui| {
        for command in MENU {
            let tooltip = command.entry().map_or("", |entry| entry.tooltip);
            let button = egui::Button::new(command.text()).min_size(egui::vec2(230.0, 26.0));
            if ui.add(button).on_hover_text(tooltip).clicked() {
                actions.push(Action::Command(command));
                ui.close();
            }
        }
    });
    if kit::pill(ui, color, text).on_hover_text(hint).clicked() {
        actions.push(Action::Run(RunAction::ToggleWorld));
    }
}

/// A sign while requests go wrong on purpose, so that nobody takes that for the flow's fault.
pub(super) fn failures_ui(ui: &mut Ui, mock: &MockView, actions: &mut Vec<Action>) {
    if mock.rules.is_empty() {
        return;
    }
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        let rules = match mock.rules.len() {
            1 => "1 rule".to_owned(),
            count => format!("{count} rules"),
        };
        let pill = kit::pill(ui, Tokens::of(ui).warn, &format!("Failures on purpose: {rules}"));
        if pill.on_hover_text("Shows the rules by which requests to the mock go wrong").clicked() {
            actions.push(Action::Command(Command::Failures));
        }
        if kit::link_button(ui, "Remove failures").clicked() {
            actions.push(Action::Mock(MockAction::RemoveFailures));
        }
    });
}

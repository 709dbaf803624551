//! Where a request goes, the button that sends it, and the exact text of it.

use egui::{Align, Label, Layout, ScrollArea, Ui};

use super::key::World;
use super::state::Try;
use super::texts::Form;
use super::way::{Ways, base_of, host_of, wrong_address};
use super::{ApiAction, json_text, reference};
use crate::api::{Auth, Finding, Route};
use crate::editor::action::Action;
use crate::editor::command::Command;
use crate::editor::kit::{self, Button};
use crate::editor::run::cut;
use crate::editor::theme::{Tokens, size, space};
use crate::editor::{command_keys, icon};

/// A click so soon after the answer was meant for the button that stood there before.
const LATE_SECS: f64 = 0.3;
/// How much of a text is shown; it is copied whole.
const SHOWN_CHARS: usize = 20_000;

/// Paints the destination and the button.
pub(super) fn send_ui(ui: &mut Ui, shown: &mut Try, findings: &[Finding], actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let blocked =
        findings.iter().find(|finding| finding.blocks()).map(|finding| finding.message.replace('`', ""));
    let (height, button) = (size::CONTROL, 132.0);
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), height),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let room = egui::vec2((ui.available_width() - button - space::M).max(0.0), height);
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
                ui.set_min_width(room.x);
                ui.set_max_width(room.x.min(360.0));
                world_ui(ui, shown);
            });
            let now = ui.input(|input| input.time);
            if shown.sending.is_some() {
                shown.sending_until = Some(now);
                if Button::secondary("Cancel").icon(icon::STOP).min_width(button).show(ui).clicked() {
                    actions.push(Action::Api(ApiAction::Cancel(shown.key.clone())));
                }
            } else {
                let text = match &shown.world {
                    World::Mock => "Sends it to the mock",
                    World::Live | World::Own(_) => "Asks first where it leaves this machine",
                };
                // On this page the keys that run again send the request.
                let keys = command_keys(ui, Command::RunAgain);
                let text = if keys.is_empty() { text.to_owned() } else { format!("{text} ({keys})") };
                let button =
                    Button::primary("Test request").icon(icon::PLAY).min_width(button).tooltip(&text);
                // Who pressed *Cancel* as the answer came does not send again.
                let is_late = shown.sending_until.is_some_and(|until| now - until < LATE_SECS);
                if button.disabled(blocked.as_deref()).show(ui).clicked() && !is_late {
                    actions.push(Action::Api(ApiAction::Send(shown.key.clone())));
                }
            }
        },
    );
    if let World::Own(name) = &shown.world {
        let mut chosen = name.to_string();
        let names = shown.environment_names.clone();
        let rows: Vec<(String, &str)> = names.iter().map(|name| (name.clone(), name.as_str())).collect();
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width().min(360.0));
            kit::choice(ui, "api.environment", "Environment", &rows, &mut chosen);
        });
        if *chosen != **name {
            shown.go_to(World::Own(chosen.into()));
        }
    }
    let text = match Ways::of(shown) {
        _ if shown.sending.is_some() => "Sending…".to_owned(),
        Ways::Mock => "Goes to a Twilio inside this program. Nothing leaves the machine.".to_owned(),
        Ways::Twilio => {
            "Really goes out, over your account. You see whom it reaches and confirm it before anything \
                         is sent."
                .to_owned()
        }
        Ways::Host(address) => match wrong_address(&address, shown.proves()) {
            Some(why) => format!("{why}."),
            None if base_of(&address).is_local() => format!("Goes to {address}, on this machine."),
            None => format!(
                "Really goes out, to {}, without Twilio's credentials. You confirm it before anything is sent.",
                host_of(&address)
            ),
        },
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::S, 2.0);
        ui.spacing_mut().interact_size.y = 0.0;
        kit::hint_text(ui, &text);
        if kit::link_button(ui, "Environments…").clicked() {
            actions.push(Action::Api(ApiAction::Environments));
        }
    });
}

/// Where it goes.
fn world_ui(ui: &mut Ui, shown: &mut Try) {
    let is_twilio = shown.prepared.operation().product.is_some();
    let mut worlds: Vec<(&str, World)> = Vec::with_capacity(3);
    if is_twilio {
        worlds.push(("Embedded mock", World::Mock));
        worlds.push(("Live", World::Live));
    } else {
        worlds.push(("Server", World::Live));
    }
    if let Some(first) = shown.environment_names.first() {
        let name = match &shown.world {
            World::Own(name) => std::sync::Arc::clone(name),
            World::Mock | World::Live => first.as_str().into(),
        };
        worlds.push(("Environment", World::Own(name)));
    }
    if worlds.len() < 2 {
        return;
    }
    let labels: Vec<&str> = worlds.iter().map(|(label, _)| *label).collect();
    let at = worlds.iter().position(|(_, world)| *world == shown.world);
    if let Some((_, world)) = kit::segmented(ui, "Send to", &labels, at).and_then(|at| worlds.get(at)) {
        shown.go_to(world.clone());
    }
}

/// Paints the exact text.
pub(super) fn bytes_ui(ui: &mut Ui, shown: &mut Try, route: &Route, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let texts = shown.texts(route);
    let (text, has_templates, uses_secret) = (texts.shown.clone(), texts.has_templates, texts.uses_secret);
    let text = text.as_deref().map_err(String::as_str);
    exact_ui(ui, &mut shown.form, text, actions);
    if has_templates {
        kit::checkbox(ui, &mut shown.shows_templates, "As templates");
    }
    if Button::link("Export as Conductor task…")
        .tooltip("Shows this request as a task of a Conductor workflow definition")
        .show(ui)
        .clicked()
    {
        actions.push(Action::Api(ApiAction::Export(shown.key.clone())));
    }
    // Where it goes to somebody else, what proves who asks is one of the environment.
    let proves = matches!(Ways::of(shown), Ways::Host(_)) && route.auth != Auth::None;
    if uses_secret || proves {
        let text = "Dots stand where a secret goes. It is copied only when you ask for it, each time anew.";
        kit::hint_text(ui, text);
        if kit::link_button(ui, "Copy with its secrets").clicked()
            && let Ok(text) = shown.text_with_secrets(route)
        {
            actions.push(Action::Copy { text, what: "the request with its secrets".to_owned() });
        }
    }
    if shown.world != World::Mock && route.auth != Auth::None {
        kit::hint_text(ui, "The secret is shown nowhere: commands read it from the environment.");
    }
}

/// The forms of a request as tabs, and below them its text in the chosen one, or why there is none.
pub(super) fn exact_ui(ui: &mut Ui, form: &mut Form, text: Result<&str, &str>, actions: &mut Vec<Action>) {
    let labels = Form::ALL.map(Form::label);
    let at = Form::ALL.iter().position(|known| known == form).unwrap_or_default();
    let top = ui.cursor().top();
    if let Some(chosen) = kit::tab_strip(ui, &labels, at).and_then(|chosen| Form::ALL.get(chosen)) {
        *form = *chosen;
    }
    let is_copied = corner_ui(ui, top, |ui| {
        text.is_ok() && kit::IconButton::new(icon::COPY, "Copy the request").show(ui).clicked()
    });
    match text {
        Ok(text) => {
            if is_copied {
                let what = match form {
                    Form::Http => "the request",
                    Form::Curl => "the curl command",
                    Form::Python => "the Python program",
                };
                actions.push(Action::Copy { text: text.to_owned(), what: what.to_owned() });
            }
            let color = Tokens::of(ui).text;
            // The answer below is to be seen as well.
            let height = (ui.ctx().content_rect().height() * 0.36).clamp(150.0, 420.0);
            // A request without a body ends in an empty line, which is copied and need not be seen.
            let job = json_text::plain_job(&cut(text.trim_end(), SHOWN_CHARS), color);
            reference::framed_ui(ui, |ui| {
                ScrollArea::vertical()
                    .id_salt("api bytes")
                    .max_height(height)
                    .min_scrolled_height(height)
                    .show(ui, |ui| {
                        ui.set_min_width(ui.available_width());
                        ui.add(Label::new(job).wrap().selectable(true));
                    });
            });
        }
        Err(why) => {
            kit::problem_box(ui, kit::Severity::Error, "There is no request.", why, None);
        }
    }
}

/// Something at the right end of a strip of tabs.
pub(super) fn corner_ui<T>(ui: &mut Ui, top: f32, contents: impl FnOnce(&mut Ui) -> T) -> T {
    let right = ui.max_rect().right();
    let place = egui::Rect::from_min_max(egui::pos2(right - 130.0, top), egui::pos2(right, top + 32.0));
    let builder = egui::UiBuilder::new().max_rect(place).layout(Layout::right_to_left(Align::Center));
    let mut corner = ui.new_child(builder);
    contents(&mut corner)
}

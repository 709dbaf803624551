//! The desktop application, and the only place that knows egui.
//!
//! [`State`](state::State) holds everything the window shows. Panels (`…_ui` functions) read it and answer with
//! [`Action`](action::Action)s; the reducer (`reduce`) applies them. I/O happens in [`tasks`].

mod about;
pub mod account;
pub mod action;
mod add_menu;
pub mod announce;
pub mod api;
pub mod app;
pub mod arranging;
pub mod asking;
pub mod at_twilio;
pub mod breakpoints;
pub mod canvas;
mod canvas_panel;
mod change_variable;
mod checks;
pub mod command;
mod command_palette;
pub mod compared;
mod context_menu;
pub mod convert;
mod counts;
pub mod crowd;
pub mod derived;
mod dialogs;
pub mod extract;
pub mod finding;
pub mod findings;
pub mod folder_rules;
pub mod icon;
mod insertion;
pub mod inspector;
pub mod journal;
mod json_view;
pub mod keep;
pub mod kit;
mod layout;
pub mod loaded;
pub mod mocked;
pub mod notes;
mod outline;
pub mod places;
pub mod problems;
mod rail;
mod reduce;
pub mod references;
mod rules_dialog;
pub mod run;
pub mod settings;
mod shown;
mod simulator;
mod start_page;
pub mod state;
mod status_bar;
pub mod subflow;
pub mod tasks;
pub mod tested;
pub mod theme;
mod top_bar;
mod variable_tree;
pub mod why;
mod widget_palette;
pub mod window;

use std::path::PathBuf;

use crate::widgets;

/// Opens the window and stays until it is closed.
///
/// # Errors
/// Where no window can be opened, as one sentence.
pub fn open(files: Vec<PathBuf>) -> Result<(), String> {
    let folders = settings::Folders::of_user();
    let saved =
        folders.as_ref().map(|folders| settings::Settings::load(&folders.settings)).unwrap_or_default();
    let mut viewport = egui::ViewportBuilder::default()
        .with_app_id("cordboard")
        .with_title("Cordboard")
        .with_inner_size(saved.window().unwrap_or([1440.0, 900.0]))
        .with_min_inner_size([720.0, 480.0])
        .with_maximized(saved.is_maximized);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon-256.png")) {
        viewport = viewport.with_icon(icon);
    }
    let native = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let options = app::Options { files, folders, ..app::Options::default() };
    let create: eframe::AppCreator<'_> = Box::new(|cc| Ok(Box::new(app::App::new(&cc.egui_ctx, options)?)));
    eframe::run_native("cordboard", native, create).map_err(|error| match error {
        // Their texts name places in the source of the windowing library, which help nobody.
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => "no display can be opened".to_owned(),
        other => other.to_string(),
    })
}

/// The colour of a group of widgets.
fn group_color(group: widgets::Group) -> theme::Group {
    match group {
        widgets::Group::Trigger => theme::Group::Trigger,
        widgets::Group::FlowControl => theme::Group::FlowControl,
        widgets::Group::Messaging => theme::Group::Messaging,
        widgets::Group::Voice => theme::Group::Voice,
        widgets::Group::Tools => theme::Group::Tools,
        widgets::Group::Connect => theme::Group::Connect,
    }
}

/// The picture of a widget type.
fn icon_of(icon: widgets::Icon) -> icon::Icon {
    match icon {
        widgets::Icon::Trigger => icon::TRIGGER,
        widgets::Icon::Message => icon::MESSAGE,
        widgets::Icon::Reply => icon::REPLY,
        widgets::Icon::Split => icon::SPLIT,
        widgets::Icon::Variables => icon::VARIABLES,
        widgets::Icon::Phone => icon::PHONE,
        widgets::Icon::Code => icon::CODE,
        widgets::Icon::Connect => icon::CONNECT,
        widgets::Icon::Several => icon::FOLDER,
        widgets::Icon::Unknown => icon::UNKNOWN,
    }
}

/// A command's keys as text, as `Ctrl+S`; empty where it has none now.
fn command_keys(ctx: &egui::Context, command: command::Command) -> String {
    command::keys_text(ctx, command)
}

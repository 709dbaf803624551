//! Where the parts of the window stand.
//!
//! ```text
//! ┌────────────────────── top bar ──────────────────────┐
//! │ rail │ left panel │        canvas        │  right   │
//! │      │            │                      │  panel   │
//! └───────────────────── status line ───────────────────┘
//! ```

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::action::Action;
use super::api::ApiPage;
use super::settings::LeftPanel;
use super::state::{RightPanel, State};
use super::theme::{Tokens, size, space};
use super::{
    add_menu, api, canvas_panel, command_palette, context_menu, dialogs, extract, finding, inspector,
    json_view, outline, problems, rail, references, simulator, start_page, status_bar, top_bar,
    widget_palette,
};

/// Paints the window and gives back what the user did.
pub fn window_ui(ui: &mut Ui, state: &mut State) -> Vec<Action> {
    let mut actions = Vec::new();
    let tokens = Tokens::of(ui);
    let width = ui.available_width();
    state.is_narrow = width < size::FOLD_LEFT_BELOW;
    let bar = Frame::new().fill(tokens.panel);
    Panel::top("top").exact_size(size::TOP).resizable(false).frame(bar).show(ui, |ui| {
        top_bar::top_bar_ui(ui, state, &mut actions);
    });
    Panel::bottom("status").exact_size(size::STATUS).resizable(false).frame(bar).show(ui, |ui| {
        status_bar::status_bar_ui(ui, state, &mut actions);
    });
    Panel::left("rail").exact_size(size::RAIL).resizable(false).frame(bar).show(ui, |ui| {
        rail::rail_ui(ui, state, &mut actions);
    });
    let shows_flow = state.active().is_some() && !state.api.is_open;
    if state.settings.shows_left && !state.is_narrow && shows_flow {
        left_ui(ui, state, &mut actions);
    }
    if state.api.is_open {
        api_ui(ui, state, &mut actions);
    }
    if state.settings.shows_right && shows_flow {
        right_ui(ui, state, width, &mut actions);
    }
    let ground = Frame::new().fill(tokens.canvas);
    CentralPanel::default().frame(ground).show(ui, |ui| match state.active() {
        _ if state.api.is_open => {
            let mut page = std::mem::take(&mut state.api);
            page.look_at_run(state.active());
            api::page_ui(ui, &mut page, state.is_narrow, &mut actions);
            state.api = page;
        }
        Some(_) => {
            if state.settings.shows_json {
                json_view::json_panel_ui(ui, state, &mut actions);
            }
            canvas_panel::canvas_panel_ui(ui, state, &mut actions);
        }
        None => start_page::start_page_ui(ui, state, &mut actions),
    });
    if state.shows_left_overlay && state.is_narrow && shows_flow {
        rail::overlay_ui(ui, state, &mut actions, left_contents_ui);
    }
    let ctx = ui.ctx().clone();
    context_menu::context_menu_ui(&ctx, state, &mut actions);
    add_menu::add_menu_ui(&ctx, state, &mut actions);
    extract::change_menu_ui(&ctx, state, &mut actions);
    command_palette::command_palette_ui(&ctx, state, &mut actions);
    dialogs::dialogs_ui(&ctx, state, &mut actions);
    dialogs::path_dialog_ui(&ctx, state, &mut actions);
    // Beside the right panel, whose lower end is where somebody types.
    let right = state.active().map_or(0.0, |file| file.view.room_on_the_right(ctx.content_rect()));
    actions.extend(state.toasts.show(&ctx, size::STATUS + space::L, right));
    actions
}

fn left_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    let frame = Frame::new().fill(Tokens::of(ui).panel).inner_margin(Margin {
        left: 12,
        right: 10,
        top: 12,
        bottom: 0,
    });
    let shown = Panel::left("left")
        .default_size(state.settings.left_width)
        .size_range(180.0..=420.0)
        .frame(frame)
        .show(ui, |ui| left_contents_ui(ui, state, actions));
    state.settings.left_width = shown.response.rect.width();
}

/// The list of the API library, which stands in the place of the left panel.
fn api_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    if state.is_narrow {
        return;
    }
    let frame = Frame::new().fill(Tokens::of(ui).panel).inner_margin(Margin {
        left: 12,
        right: 10,
        top: 12,
        bottom: 0,
    });
    let mut page = std::mem::take(&mut state.api);
    Panel::left("api list")
        .default_size(290.0)
        .size_range(200.0..=480.0)
        .frame(frame)
        .show(ui, |ui| api::list_panel_ui(ui, &mut page, actions));
    state.api = page;
}

fn left_contents_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    match state.settings.left {
        LeftPanel::Widgets => widget_palette::widget_palette_ui(ui, state, actions),
        LeftPanel::Outline => outline::outline_ui(ui, state, actions),
        LeftPanel::Problems => problems::problems_ui(ui, state, actions),
        LeftPanel::References => references::references_panel_ui(ui, state, actions),
        LeftPanel::Find => finding::find_panel_ui(ui, state, actions),
        LeftPanel::History => extract::history_ui(ui, state, actions),
    }
}

fn right_ui(ui: &mut Ui, state: &mut State, width: f32, actions: &mut Vec<Action>) {
    let frame = Frame::new().fill(Tokens::of(ui).panel);
    let most = (width * 0.6).max(300.0);
    let shows_inspector = state.active().is_some_and(|file| file.right == RightPanel::Inspector);
    let mut page = if shows_inspector { std::mem::take(&mut state.api) } else { ApiPage::default() };
    let shown = Panel::right("right")
        .default_size(state.settings.right_width)
        .size_range(300.0..=most.min(720.0))
        .frame(frame)
        .show(ui, |ui| {
            let Some(file) = state.active() else { return };
            match file.right {
                RightPanel::Inspector => inspector::inspector_ui(ui, file, &mut page, actions),
                RightPanel::Simulator => simulator::simulator_ui(ui, state, file, actions),
            }
        });
    if shows_inspector {
        state.api = page;
    }
    state.settings.right_width = shown.response.rect.width();
}

//! The menu of a right click on the canvas: what can be done with what is there.

mod outcomes;
mod papers;

use egui::{Area, Context, Key, Order, Pos2, Response, Ui};

use super::action::Action;
use super::breakpoints::DebugAction;
use super::canvas::Spot;
use super::command::Command;
use super::extract::ExtractAction;
use super::kit;
use super::notes::Paper;
use super::run::Run;
use super::state::{OpenFlow, State};

use crate::flow::{Offset, WidgetId};
use crate::picture::{Hit, NEW_CARD};
use crate::widgets::{output_label, widget_type};

pub(in crate::editor) use papers::colors_ui;

/// The menu while it is open.
#[derive(Clone, Debug)]
pub struct ContextMenu {
    pos_in_screen: Pos2,
    pos_in_world: Offset,
    target: Option<Hit>,
    /// The note or the frame that it is about.
    paper: Option<Paper>,
    page: Page,
    /// It was opened with the keyboard, which its first row has not got yet.
    wants_keyboard: bool,
}

/// What the menu shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Page {
    /// All that can be done.
    Commands,
    /// The outcomes that can be forced, with this probability in percent.
    Outcomes(u8),
}

const WIDTH: f32 = 216.0;
const ROW: f32 = 26.0;

impl ContextMenu {
    /// A menu for what was clicked.
    pub fn new(pos_in_screen: Pos2, pos_in_world: Offset, target: Option<Hit>) -> Self {
        let page = Page::Commands;
        Self { pos_in_screen, pos_in_world, target, paper: None, page, wants_keyboard: false }
    }

    /// The same, for who has no pointer: the arrow keys go through its rows.
    pub fn with_keyboard(self) -> Self {
        Self { wants_keyboard: true, ..self }
    }

    /// It, for a note or a frame.
    pub fn about(self, paper: Option<Paper>) -> Self {
        Self { paper, ..self }
    }

    fn commands(&self, state: &State) -> &'static [Command] {
        match self.target {
            Some(Hit::Wire(_)) => &[Command::Delete],
            Some(_) if state.active().is_some_and(OpenFlow::runs_subflow) => &[
                Command::OpenSubflow,
                Command::ChooseSubflow,
                Command::InlineSubflow,
                Command::Rename,
                Command::ChangeType,
                Command::Cut,
                Command::Copy,
                Command::Duplicate,
                Command::Delete,
                Command::FitSelection,
            ],
            Some(_) => &[
                Command::Rename,
                Command::ChangeType,
                Command::ConnectTo,
                Command::Cut,
                Command::Copy,
                Command::Duplicate,
                Command::ExtractSubflow,
                Command::Delete,
                Command::DeleteAndHeal,
                Command::FitSelection,
            ],
            None => &[Command::Paste, Command::SelectAll, Command::Fit, Command::Run],
        }
    }

    /// Where a breakpoint can be set.
    fn spot(&self) -> Option<Spot> {
        Some(match self.target? {
            Hit::Card(widget) | Hit::Input(widget) => Spot::card(widget),
            Hit::Output(output) | Hit::Wire(output) => Spot::output(output),
        })
    }

    /// The widget that a run that goes on can be led to, past, or out of.
    fn debugged(&self, file: &OpenFlow) -> Option<WidgetId> {
        let id = self.target.and_then(|hit| match hit {
            Hit::Wire(_) => None,
            hit => hit.card(),
        })?;
        let entry = file.flow().widget(id)?.kind().and_then(widget_type);
        (file.is_running() && !entry.is_some_and(|entry| entry.is_start)).then_some(id)
    }
}

/// What came of the menu in a frame.
#[derive(Default)]
struct Done {
    /// It closes.
    closes: bool,
    /// Its first row has the keyboard.
    took_keyboard: bool,
    /// It shows something else.
    turns_to: Option<Page>,
}

/// Shows the menu.
pub fn context_menu_ui(ctx: &Context, state: &mut State, actions: &mut Vec<Action>) {
    let Some(menu) = state.context_menu.clone() else { return };
    let screen = ctx.content_rect();
    let id = egui::Id::unique("context menu");
    // As large as it was painted last; until then as large as it may become.
    let known = ctx.memory(|memory| memory.area_rect(id)).map(|rect| rect.size());
    let size = known.unwrap_or(egui::vec2(WIDTH + 20.0, 420.0));
    let pos = menu.pos_in_screen.min(screen.max - size - egui::Vec2::splat(8.0)).max(screen.min);
    let mut done = Done::default();
    let area = Area::new(id).fixed_pos(pos).order(Order::Foreground);
    let shown = area.show(ctx, |ui| {
        let frame = kit::popup_frame(ui, 6);
        frame.show(ui, |ui| match menu.page {
            Page::Commands if menu.paper.is_some() => {
                menu_style(ui);
                papers::paper_ui(ui, state, &menu, actions, &mut done);
            }
            Page::Commands => {
                menu_style(ui);
                commands_ui(ui, state, &menu, actions, &mut done);
                papers::membership_ui(ui, state, &menu, actions, &mut done);
                debug_ui(ui, state, &menu, actions, &mut done);
            }
            Page::Outcomes(percent) => {
                let widget = state.active().and_then(|file| Some((file, menu.debugged(file)?)));
                match widget {
                    Some((file, widget)) => {
                        outcomes::outcomes_ui(ui, file.flow(), widget, percent, actions, &mut done);
                    }
                    // The run is over.
                    None => done.turns_to = Some(Page::Commands),
                }
            }
        });
    });
    let clicked_elsewhere = ctx.input(|input| input.pointer.any_pressed())
        && ctx.pointer_latest_pos().is_some_and(|pos| !shown.response.rect.contains(pos));
    if done.closes
        || clicked_elsewhere
        || ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape))
    {
        state.context_menu = None;
    } else if let Some(menu) = &mut state.context_menu {
        // In the frame in which it is only measured nothing of it can have the keyboard.
        menu.wants_keyboard &= !done.took_keyboard;
        if let Some(page) = done.turns_to {
            menu.page = page;
            ctx.request_repaint();
        }
    }
}

fn menu_style(ui: &mut Ui) {
    ui.set_width(WIDTH);
    egui::containers::menu::menu_style(ui.style_mut());
    ui.spacing_mut().button_padding = egui::vec2(8.0, 3.0);
    ui.spacing_mut().item_spacing.y = 1.0;
}

fn row(ui: &mut Ui, text: &str, keys: String, disabled: Option<&str>) -> bool {
    row_response(ui, text, keys, disabled).clicked()
}

fn row_response(ui: &mut Ui, text: &str, keys: String, disabled: Option<&str>) -> Response {
    let button = egui::Button::new(text).min_size(egui::vec2(WIDTH, ROW));
    // Keys are a part of the accessible name, and none would end it with a space.
    let button = if keys.is_empty() { button } else { button.shortcut_text(keys) };
    let response = ui.add_enabled(disabled.is_none(), button);
    response.on_disabled_hover_text(disabled.unwrap_or_default())
}

fn commands_ui(ui: &mut Ui, state: &State, menu: &ContextMenu, actions: &mut Vec<Action>, done: &mut Done) {
    let mut wants_keyboard = menu.wants_keyboard;
    let mut focus_first = |response: &Response, done: &mut Done| {
        if wants_keyboard && response.enabled() {
            response.request_focus();
            wants_keyboard = false;
            done.took_keyboard = true;
        }
    };
    if menu.target.is_none() {
        let response = row_response(ui, "Add widget…", String::new(), None);
        focus_first(&response, done);
        if response.clicked() {
            let at = Offset { x: menu.pos_in_world.x - f64::from(NEW_CARD.x) / 2.0, y: menu.pos_in_world.y };
            let pos_in_screen = Some(menu.pos_in_screen);
            actions.push(Action::AddMenu { pos_in_screen, at: Some(at), from: None });
            done.closes = true;
        }
    }
    for command in menu.commands(state) {
        let keys = super::command_keys(ui, *command);
        let response = row_response(ui, command.text(), keys, command.disabled_because(state));
        focus_first(&response, done);
        if response.clicked() {
            actions.push(match command {
                // Where the menu was opened, and not where its row is.
                Command::Paste => Action::Extract(ExtractAction::PasteAt(menu.pos_in_world)),
                command => Action::Command(*command),
            });
            done.closes = true;
        }
    }
}

/// What the debugger does with a widget, an output or a wire.
fn debug_ui(ui: &mut Ui, state: &State, menu: &ContextMenu, actions: &mut Vec<Action>, done: &mut Done) {
    let (Some(file), Some(spot)) = (state.active(), menu.spot()) else { return };
    kit::separator(ui);
    let mut wanted = None;
    let of_output = spot.output.and_then(|index| {
        let widget = file.flow().widget(spot.widget)?;
        Some(format!(" on {}", output_label(widget, index)))
    });
    let of_output = of_output.unwrap_or_default();
    let verb = if file.breakpoints.get(spot).is_some() { "Remove breakpoint" } else { "Breakpoint" };
    // The keys are for what is selected, which an output is not.
    let keys = match spot.output {
        None => super::command_keys(ui, Command::ToggleBreakpoint),
        Some(_) => String::new(),
    };
    if row(ui, &format!("{verb}{of_output}"), keys, None) {
        wanted = Some(DebugAction::Toggle(spot));
    }
    if row(ui, &format!("Breakpoint{of_output}…"), String::new(), None) {
        wanted = Some(DebugAction::Edit(spot));
    }
    if let Some(widget) = menu.debugged(file) {
        if row(ui, "Run to here", String::new(), None) {
            wanted = Some(DebugAction::RunTo(widget));
        }
        let elsewhere = file.runs.shown().and_then(Run::current) != Some(widget);
        if row(ui, "Skip", String::new(), elsewhere.then_some("The run does not stand on this widget")) {
            wanted = Some(DebugAction::Skip);
        }
        if row(ui, "Force an outcome…", String::new(), None) {
            done.turns_to = Some(Page::Outcomes(outcomes::PERCENT));
        }
    }
    if let Some(wanted) = wanted {
        actions.push(Action::Debug(wanted));
        done.closes = true;
    }
}

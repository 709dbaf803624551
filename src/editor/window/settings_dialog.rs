//! The settings, all on one page. What is changed holds at once.

use egui::{Context, Label, RichText, Ui, Vec2};

use crate::editor::command::Command;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::icon;
use crate::editor::kit::{self, Button, DialogButton, IconButton};
use crate::editor::settings::{SCALES, ThemeChoice, WireStyle};
use crate::editor::state::State;
use crate::editor::theme::{self, Tokens, size, space};

const WIDTH: f32 = 520.0;
/// The column of names.
const NAMES: f32 = 170.0;

/// A part of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsPart {
    /// The colours.
    Theme,
    /// The size of everything.
    Scale,
    /// Whether things glide.
    Motion,
    /// How wires are drawn.
    Wires,
    /// Whether the canvas goes along with a run.
    Run,
    /// The keys.
    Keys,
    /// Where the settings lie.
    File,
}

impl SettingsPart {
    /// All parts in order.
    pub const ALL: [Self; 7] =
        [Self::Theme, Self::Scale, Self::Motion, Self::Wires, Self::Run, Self::Keys, Self::File];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Theme => "Theme",
            Self::Scale => "Interface size",
            Self::Motion => "Motion",
            Self::Wires => "Wires",
            Self::Run => "Runs",
            Self::Keys => "Keyboard",
            Self::File => "Settings file",
        }
    }

    /// What it is about.
    pub(in crate::editor) fn about(self) -> &'static str {
        match self {
            Self::Theme => "Dark, light, or the system's",
            Self::Scale => "How large text and controls are",
            Self::Motion => "Calm movements, or none",
            Self::Wires => "Curves, or right angles",
            Self::Run => "Whether the canvas goes along",
            Self::Keys => "All keys, and your own",
            Self::File => "Where it lies",
        }
    }
}

/// What is to be changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SettingsAnswer {
    /// Other colours.
    Theme(ThemeChoice),
    /// Another size.
    Scale(f32),
    /// Gliding, or none.
    Motion(bool),
    /// Other wires.
    Wires(WireStyle),
    /// Going along with runs, or not.
    Follow(bool),
    /// The keys are to be shown.
    Shortcuts,
    /// The path of the file is to be copied.
    CopyPath,
    /// The folder of the file is to be shown.
    OpenFolder,
}

const THEMES: [(ThemeChoice, &str); 3] =
    [(ThemeChoice::System, "System"), (ThemeChoice::Dark, "Dark"), (ThemeChoice::Light, "Light")];
const WIRES: [(WireStyle, &str); 2] =
    [(WireStyle::Smooth, "Smooth"), (WireStyle::RightAngled, "Right-angled")];

/// Shows the settings, at a part where one was asked for.
pub fn settings_ui(ctx: &Context, state: &State, at: Option<SettingsPart>) -> Option<DialogAnswer> {
    let mut wanted = None;
    let buttons = [DialogButton::primary("Close")];
    let answer = kit::dialog(ctx, "Settings", WIDTH, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        for part in SettingsPart::ALL {
            let shown = row_ui(ui, part, |ui| part_ui(ui, state, part));
            wanted = shown.inner.or(wanted);
            if at == Some(part) {
                mark(ui, shown.response.rect);
            }
        }
    });
    if answer.is_some() {
        return Some(DialogAnswer::Cancel);
    }
    wanted.map(DialogAnswer::Settings)
}

/// Shows which part was asked for.
fn mark(ui: &Ui, rect: egui::Rect) {
    let tokens = Tokens::of(ui);
    let x = rect.left() - 10.0;
    let stroke = egui::Stroke::new(2.0, tokens.accent);
    ui.painter().vline(x, rect.shrink2(Vec2::new(0.0, 2.0)).y_range(), stroke);
}

fn row_ui<R>(ui: &mut Ui, part: SettingsPart, contents: impl FnOnce(&mut Ui) -> R) -> egui::InnerResponse<R> {
    let shown = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.vertical(|ui| {
            ui.set_width(NAMES);
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add_space(3.0);
            let tokens = Tokens::of(ui);
            let name = RichText::new(part.label()).font(theme::semibold(size::BODY)).color(tokens.text);
            ui.label(name);
            let about = RichText::new(part.about()).font(theme::hint()).color(tokens.text_2);
            ui.add(Label::new(about).wrap());
        });
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XS;
            contents(ui)
        })
        .inner
    });
    egui::InnerResponse::new(shown.inner, shown.response)
}

fn part_ui(ui: &mut Ui, state: &State, part: SettingsPart) -> Option<SettingsAnswer> {
    let settings = &state.settings;
    match part {
        SettingsPart::Theme => {
            let labels = THEMES.map(|(_, label)| label);
            let chosen = THEMES.iter().position(|(theme, _)| *theme == settings.theme);
            let picked = kit::segmented(ui, "Theme", &labels, chosen)?;
            THEMES.get(picked).map(|(theme, _)| SettingsAnswer::Theme(*theme))
        }
        SettingsPart::Scale => scale_ui(ui, settings.scale()),
        SettingsPart::Motion => {
            let mut moves = settings.has_motion;
            let shown = kit::checkbox(ui, &mut moves, "Things glide to their places");
            shown.changed().then_some(SettingsAnswer::Motion(moves))
        }
        SettingsPart::Wires => {
            let labels = WIRES.map(|(_, label)| label);
            let chosen = WIRES.iter().position(|(wires, _)| *wires == settings.wires);
            let picked = kit::segmented(ui, "Wires", &labels, chosen)?;
            WIRES.get(picked).map(|(wires, _)| SettingsAnswer::Wires(*wires))
        }
        SettingsPart::Run => {
            let mut follows = settings.follows_run;
            let shown = kit::checkbox(ui, &mut follows, "The canvas follows the run");
            shown.changed().then_some(SettingsAnswer::Follow(follows))
        }
        SettingsPart::Keys => {
            let changed = settings.keys.len();
            let pressed = Button::secondary("Keyboard shortcuts…").show(ui).clicked();
            if changed > 0 {
                let told = if changed == 1 { "1 command has" } else { "Some commands have" };
                kit::hint_text(ui, &format!("{told} keys of your own"));
            }
            pressed.then_some(SettingsAnswer::Shortcuts)
        }
        SettingsPart::File => file_ui(ui, state),
    }
}

fn scale_ui(ui: &mut Ui, scale: f32) -> Option<SettingsAnswer> {
    let mut wanted = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let smaller = SCALES.into_iter().rev().find(|step| *step < scale - 0.01);
        let larger = SCALES.into_iter().find(|step| *step > scale + 0.01);
        let why = smaller.is_none().then_some("This is the smallest size");
        if IconButton::new(icon::MINUS, "Smaller interface").framed().disabled(why).show(ui).clicked() {
            wanted = smaller;
        }
        let percent = format!("{:.0} %", scale * 100.0);
        let text = RichText::new(percent).font(theme::semibold(size::BODY)).color(Tokens::of(ui).text);
        ui.add_sized(Vec2::new(56.0, 28.0), Label::new(text));
        let why = larger.is_none().then_some("This is the largest size");
        if IconButton::new(icon::PLUS, "Larger interface").framed().disabled(why).show(ui).clicked() {
            wanted = larger;
        }
        if (scale - 1.0).abs() > 0.001 && kit::link_button(ui, "Own size").clicked() {
            wanted = Some(1.0);
        }
    });
    wanted.map(SettingsAnswer::Scale)
}

fn file_ui(ui: &mut Ui, state: &State) -> Option<SettingsAnswer> {
    let tokens = Tokens::of(ui);
    let Some(folders) = &state.folders else {
        kit::secondary_text(ui, "Nothing is kept: the system names no folder for settings.");
        return None;
    };
    let path = folders.settings.display().to_string();
    let text = RichText::new(&path).font(theme::mono()).color(tokens.text_2);
    ui.add(Label::new(text).wrap().selectable(true));
    let mut wanted = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        if kit::link_button(ui, "Copy path").clicked() {
            wanted = Some(SettingsAnswer::CopyPath);
        }
        if kit::link_button(ui, "Open folder").clicked() {
            wanted = Some(SettingsAnswer::OpenFolder);
        }
    });
    wanted
}

/// Whether a command is a switch of the settings, to be told what it did.
pub(in crate::editor) fn told(command: Command, state: &State) -> Option<String> {
    let settings = &state.settings;
    match command {
        Command::Motion => {
            Some(if settings.has_motion { "Motion is on" } else { "Motion is off" }.to_owned())
        }
        Command::ScaleUp | Command::ScaleDown | Command::ScaleReset => {
            Some(format!("Interface at {:.0} %", settings.scale() * 100.0))
        }
        _ => None,
    }
}

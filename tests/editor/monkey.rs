//! A monkey at the window: gestures, keys and commands by chance, always the same ones. Whatever it does, nothing
//! panics, each open flow can be written and read back equal, and undoing everything gives the bytes that were opened.
//!
//! `CORDBOARD_MONKEY=SEED` plays another game, `CORDBOARD_MONKEY_STEPS=N` a longer one.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use crate::support::PATIENCE;
use cordboard::editor::account::Surroundings;
use cordboard::editor::app::{App, Options, PathAnswers};
use cordboard::editor::command::{COMMANDS, Command};
use cordboard::editor::state::{FileKey, OpenFlow};
use cordboard::flow::Document;
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, Vec2};

/// Gestures and commands of one game. Four games make the hundred thousand.
const STEPS: u32 = 25_000;
const SCREEN: Rect = Rect { min: Pos2::ZERO, max: Pos2::new(1100.0, 700.0) };

/// Numbers by chance, the same ones for the same seed: SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        *list.get(self.below(list.len())).expect("a list with something in it")
    }

    fn place(&mut self) -> Pos2 {
        let x = self.below(1100) as f32;
        let y = self.below(700) as f32;
        // Most of what there is to do is on the canvas.
        if self.one_in(4) { Pos2::new(x, y) } else { Pos2::new(230.0 + x * 0.45, 60.0 + y * 0.85) }
    }
}

/// Commands that leave the window or the machine, or that begin a flow's history anew.
fn is_left_alone(command: Command) -> bool {
    matches!(
        command,
        Command::Quit
            | Command::ValidateFlow
            | Command::PullFlow
            | Command::PushFlow
            | Command::PublishFlow
            | Command::CompareHead
    )
}

const KEYS: &[Key] = &[
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Tab,
    Key::Enter,
    Key::Escape,
    Key::Delete,
    Key::Backspace,
    Key::Space,
    Key::Home,
    Key::End,
    Key::A,
    Key::C,
    Key::N,
    Key::S,
    Key::OpenBracket,
    Key::CloseBracket,
    Key::F2,
];

const TEXTS: &[&str] = &["a", "send", "Hi {{flow.data.name}} ", "x1", "ß😀", "{{", "\"", "menu", "0", "-1"];

const PASTES: &[&str] = &[
    r#"{"states":[{"name":"ask","type":"send-and-wait-for-reply","transitions":[{"event":"incomingMessage","next":"bye"},{"event":"timeout"},{"event":"deliveryFailure"}],"properties":{"body":"Who?","timeout":"3600","offset":{"x":0,"y":0}}},{"name":"bye","type":"send-message","transitions":[{"event":"sent"},{"event":"failed"}],"properties":{"body":"Bye {{widgets.ask.inbound.Body}}","offset":{"x":0,"y":200}}}]}"#,
    r#"[{"name":"note","type":"send-message","transitions":[],"properties":{"body":"no"}}]"#,
    "no flow at all",
    "{",
    "",
];

/// The window, and what the monkey holds.
struct Game {
    ctx: egui::Context,
    app: App,
    chance: Chance,
    now: f64,
    events: Vec<Event>,
    modifiers: Modifiers,
    held: Option<PointerButton>,
    /// What each flow held when it was opened.
    first: HashMap<FileKey, Vec<u8>>,
    /// The names of the changes that it made, with how often.
    made: HashMap<String, usize>,
}

impl Game {
    fn new(seed: u64, root: &Path) -> Self {
        let ctx = egui::Context::default();
        let files = ["order-status.json", "voice-menu.json"].map(|name| {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows").join(name);
            let to = root.join(name);
            std::fs::copy(from, &to).unwrap();
            to
        });
        let options = Options {
            files: files.to_vec(),
            path_answers: PathAnswers::Scripted(std::collections::VecDeque::new()),
            surroundings: Surroundings::default(),
            ..Options::default()
        };
        let app = App::new(&ctx, options).unwrap();
        let mut game = Self {
            ctx,
            app,
            chance: Chance(seed),
            now: 0.0,
            events: Vec::new(),
            modifiers: Modifiers::NONE,
            held: None,
            first: HashMap::new(),
            made: HashMap::new(),
        };
        let begun = Instant::now();
        while game.app.state().open.len() < files.len() {
            assert!(begun.elapsed() < PATIENCE, "the flows do not open");
            game.frame();
            std::thread::yield_now();
        }
        game
    }

    /// Paints a frame with all that was done since the last one.
    fn frame(&mut self) {
        self.now += 0.05;
        let input = RawInput {
            screen_rect: Some(SCREEN),
            time: Some(self.now),
            events: std::mem::take(&mut self.events),
            ..RawInput::default()
        };
        let output = self.ctx.run_ui(input, |ui| self.app.frame(ui));
        output.drop_without_applying_deltas();
        for file in &self.app.state().open {
            let center = file.view.camera().center;
            assert!(center.x.is_finite() && center.y.is_finite(), "the camera looks nowhere");
            self.first.entry(file.key).or_insert_with(|| opened(file));
        }
    }

    fn button(&mut self, pos: Pos2, button: PointerButton, pressed: bool) {
        self.events.push(Event::ModifiersChanged(self.modifiers));
        self.events.push(Event::PointerMoved(pos));
        self.events.push(Event::PointerButton { pos, button, pressed, modifiers: self.modifiers });
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        for pressed in [true, false] {
            self.events.push(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
        }
    }

    fn release(&mut self) {
        if let Some(button) = self.held.take() {
            let pos = self.aim();
            self.button(pos, button, false);
        }
        self.modifiers = Modifiers::NONE;
        self.events.push(Event::ModifiersChanged(self.modifiers));
    }

    /// Where the hand goes: often a card or a port that is seen, else anywhere.
    fn aim(&mut self) -> Pos2 {
        let anywhere = self.chance.place();
        let (index, spot) = (self.chance.below(1 << 20), self.chance.below(4));
        if self.chance.one_in(3) {
            return anywhere;
        }
        let Some(file) = self.app.state().active() else { return anywhere };
        let seen: Vec<_> = file
            .derived
            .scene
            .cards()
            .iter()
            .filter(|card| SCREEN.contains(file.view.screen_from_world(card.rect.center())))
            .collect();
        let Some(card) = seen.get(index % seen.len().max(1)) else { return anywhere };
        let outputs: Vec<_> = card.outputs().map(|(_, place, _, _)| place).collect();
        let place = match spot {
            0 => card.input(),
            1 | 2 => outputs.get(index % outputs.len().max(1)).copied().unwrap_or(card.rect.center()),
            _ => card.rect.center(),
        };
        file.view.screen_from_world(place)
    }

    /// One thing that a hand can do.
    fn step(&mut self) {
        let pos = self.aim();
        match self.chance.below(100) {
            0..22 if self.held.is_some() => {
                let button = self.held.take().unwrap_or(PointerButton::Primary);
                self.button(pos, button, false);
            }
            0..22 => {
                let button = match self.chance.below(12) {
                    0 => PointerButton::Secondary,
                    1 => PointerButton::Middle,
                    _ => PointerButton::Primary,
                };
                self.modifiers = self.chance.of(&[
                    Modifiers::NONE,
                    Modifiers::NONE,
                    Modifiers::NONE,
                    Modifiers::SHIFT,
                    Modifiers::COMMAND,
                    Modifiers::ALT,
                ]);
                self.held = Some(button);
                self.button(pos, button, true);
            }
            22..44 => self.events.push(Event::PointerMoved(pos)),
            44..50 => {
                // A click, now and then a double one.
                for _ in 0..=usize::from(self.chance.one_in(3)) {
                    self.button(pos, PointerButton::Primary, true);
                    self.button(pos, PointerButton::Primary, false);
                }
            }
            50..56 => {
                let delta =
                    Vec2::new(self.chance.below(80) as f32 - 40.0, self.chance.below(80) as f32 - 40.0);
                let modifiers = self.chance.of(&[Modifiers::NONE, Modifiers::COMMAND, Modifiers::SHIFT]);
                self.events.push(Event::MouseWheel {
                    unit: MouseWheelUnit::Point,
                    delta,
                    modifiers,
                    phase: egui::TouchPhase::Move,
                    source: egui::MouseWheelSource::Wheel,
                });
            }
            56..70 => {
                let key = self.chance.of(KEYS);
                let modifiers = self.chance.of(&[
                    Modifiers::NONE,
                    Modifiers::NONE,
                    Modifiers::NONE,
                    Modifiers::SHIFT,
                    Modifiers::COMMAND,
                    Modifiers::ALT,
                ]);
                self.key(key, modifiers);
            }
            70..75 => self.events.push(Event::Text(self.chance.of(TEXTS).to_owned())),
            75..79 => self.events.push(Event::Paste(self.chance.of(PASTES).to_owned())),
            79..82 => self.events.push(self.chance.of(&[&Event::Copy, &Event::Cut]).clone()),
            82..84 => self.key(Key::Escape, Modifiers::NONE),
            _ => {
                let at = self.chance.below(COMMANDS.len());
                let command = COMMANDS.get(at).map_or(Command::Fit, |entry| entry.command);
                // Runs are made of threads and sockets; one now and then is enough.
                let is_rare = matches!(
                    command,
                    Command::Run | Command::RunAgain | Command::ManyContacts | Command::NewContact
                );
                let is_close =
                    matches!(command, Command::CloseTab | Command::New | Command::NewFromClipboard);
                let skips = (is_rare && !self.chance.one_in(20)) || (is_close && !self.chance.one_in(10));
                if !skips && !is_left_alone(command) {
                    self.app.press(command);
                }
            }
        }
    }

    /// Closes what asks, so that the monkey does not sit in one dialog for ever.
    fn answer(&mut self) {
        self.release();
        for _ in 0..4 {
            self.key(Key::Escape, Modifiers::NONE);
            self.frame();
        }
    }

    /// Each open flow can be written, and what was written reads back as the same.
    fn check(&mut self, step: u32) {
        for file in &self.app.state().open {
            for entry in file.document.history().entries().iter().skip(1) {
                let what = entry.name.split(' ').next().unwrap_or_default();
                *self.made.entry(what.to_owned()).or_default() += 1;
            }
            let written = file.document.bytes();
            let read = Document::from_bytes(None, &written)
                .unwrap_or_else(|error| panic!("step {step}: what would be saved does not open: {error}"));
            assert!(read.bytes() == written, "step {step}: what would be saved reads back as something else");
            let ids: std::collections::HashSet<_> = file.flow().widgets().iter().map(|w| w.id()).collect();
            assert_eq!(ids.len(), file.flow().widgets().len(), "step {step}: two widgets have one id");
            if let Some(bytes) = file.document.side().bytes() {
                let read = cordboard::flow::SideFile::read(&bytes);
                assert_eq!(read.trouble(), None, "step {step}: the side file does not read back");
                assert_eq!(
                    read.bytes().as_ref(),
                    Some(&bytes),
                    "step {step}: the side file changes when read"
                );
            }
        }
    }

    /// Undo, pressed until nothing is left, gives back what was opened.
    fn undo_all(&mut self) {
        for _ in 0..self.app.state().open.len() {
            self.answer();
            if self.app.state().api.is_open {
                self.app.press(Command::ShowApi);
                self.frame();
            }
            let at = |game: &Self| game.app.state().active().map_or(0, |file| file.document.history().at());
            // What asks or is typed keeps undo back for a moment.
            for _ in 0..=2 * at(self) {
                self.app.press(Command::Undo);
                self.frame();
                if !self.app.state().dialogs.is_empty() {
                    self.answer();
                }
            }
            let file = self.app.state().active().expect("a flow is shown");
            assert_eq!(file.document.history().at(), 0, "undo stopped before the beginning");
            let first = self.first.get(&file.key).expect("it was seen when it was opened");
            assert!(*first == file.document.bytes(), "undoing everything does not give what was opened");
            self.app.press(Command::NextTab);
            self.frame();
        }
    }
}

fn opened(file: &OpenFlow) -> Vec<u8> {
    let first = file.document.history().entries().first().expect("a history has a beginning");
    first.flow.write().into_bytes()
}

fn play(game: u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("CORDBOARD_MONKEY").unwrap_or(20_261_122) + game;
    let steps = number("CORDBOARD_MONKEY_STEPS").map_or(STEPS, |steps| u32::try_from(steps).unwrap());
    let root = tempfile::tempdir().unwrap();
    let mut monkey = Game::new(seed, root.path());
    for step in 0..steps {
        monkey.step();
        // Several things can happen in a slow frame.
        if monkey.chance.one_in(3) {
            monkey.frame();
        }
        if step % 250 == 249 {
            if !monkey.app.state().dialogs.is_empty() || monkey.chance.one_in(3) {
                monkey.answer();
            }
            monkey.check(step);
        }
        if monkey.app.state().open.is_empty() {
            monkey.app.press(Command::New);
            monkey.frame();
        }
    }
    monkey.check(steps);
    for what in ["Move", "Connect", "Delete", "Paste", "Add", "Change"] {
        assert!(monkey.made.contains_key(what), "the monkey never came to {what}: {:?}", monkey.made);
    }
    monkey.undo_all();
}

#[test]
fn a_monkey_harms_no_flow_in_its_first_game() {
    play(0);
}

#[test]
fn a_monkey_harms_no_flow_in_its_second_game() {
    play(1);
}

#[test]
fn a_monkey_harms_no_flow_in_its_third_game() {
    play(2);
}

#[test]
fn a_monkey_harms_no_flow_in_its_fourth_game() {
    play(3);
}

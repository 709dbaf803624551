//! How fast the whole window is, headless: one frame of the editor, and tessellation, on a screen of 1920×1080.
//! `cargo bench --bench window` prints the median and the 95th percentile of each case in milliseconds;
//! `cargo bench --bench window -- TEXT` does so for the cases alone that have this in their names: opening, panning,
//! typing, contacts.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::expect_used, reason = "in a bench a panic is the report")]

mod large_flow;
mod wanted;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cordboard::editor::app::{App, Options};
use cordboard::editor::command::Command;
use egui::accesskit::{self, Role};
use egui::{Context, Event, Key, Modifiers, Pos2, RawInput, Rect, Vec2};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: Pos2::new(1920.0, 1080.0) };
const FRAMES: usize = 200;

/// The editor without a window.
struct Window {
    ctx: Context,
    app: App,
    time: f64,
    events: Vec<Event>,
    tree: Option<accesskit::TreeUpdate>,
}

impl Window {
    fn new(files: Vec<PathBuf>) -> Self {
        let ctx = Context::default();
        let app = App::new(&ctx, Options { files, ..Options::default() }).expect("the editor starts");
        Self { ctx, app, time: 0.0, events: Vec::new(), tree: None }
    }

    /// One frame; answers its milliseconds.
    fn frame(&mut self) -> f64 {
        self.time += 1.0 / 120.0;
        let events = std::mem::take(&mut self.events);
        let input =
            RawInput { screen_rect: Some(SCREEN), time: Some(self.time), events, ..RawInput::default() };
        let begin = Instant::now();
        let mut output = self.ctx.run_ui(input, |ui| self.app.frame(ui));
        std::hint::black_box(self.ctx.tessellate(std::mem::take(&mut output.shapes), 1.0));
        let millis = begin.elapsed().as_secs_f64() * 1e3;
        self.tree = output.platform_output.accesskit_update.take();
        output.drop_without_applying_deltas();
        millis
    }

    fn frames(&mut self, count: usize) {
        for _ in 0..count {
            self.frame();
        }
    }

    fn until(&mut self, holds: impl Fn(&App) -> bool) {
        let begin = Instant::now();
        while !holds(&self.app) {
            assert!(begin.elapsed() < Duration::from_secs(60), "what is waited for does not come");
            self.frame();
            std::thread::yield_now();
        }
    }

    /// Does something with a node that has this role and this name or value, as a screen reader would.
    fn act(&mut self, role: Role, name: &str, action: accesskit::Action) {
        self.ctx.enable_accesskit();
        self.frames(3);
        let tree = self.tree.take().expect("the tree is there once it is asked for");
        let found = tree.nodes.iter().find(|(_, node)| {
            node.role() == role && (node.label() == Some(name) || node.value() == Some(name))
        });
        let target = found.map(|(id, _)| *id).unwrap_or_else(|| unreachable!("no {role:?} is called {name}"));
        let request =
            accesskit::ActionRequest { action, target_tree: tree.tree_id, target_node: target, data: None };
        self.events.push(Event::AccessKitActionRequest(request));
        self.frames(2);
        self.ctx.disable_accesskit();
        self.frames(2);
    }

    fn key(&mut self, key: Key) {
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            self.events.push(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
        }
        self.frames(2);
    }

    /// Selects a widget by name and brings it into view.
    fn go_to(&mut self, name: &str) {
        self.app.press(Command::Find);
        self.frames(3);
        self.events.push(Event::Text(name.to_owned()));
        self.frames(3);
        self.key(Key::Enter);
        self.frames(5);
    }
}

fn is_checked(app: &App) -> bool {
    app.state().active().is_some_and(|file| file.derived.is_checked(file.flow()))
}

fn report(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    println!("{name:<56} p50 {:>7.3} ms   p95 {:>7.3} ms", at(50), at(95));
}

/// Letters typed into a message, each in a frame of its own, and how long after it what is wrong is known.
fn typing(file: &Path, widgets: usize) {
    let mut window = Window::new(vec![file.to_owned()]);
    window.until(is_checked);
    window.go_to("w900");
    window.act(Role::MultilineTextInput, "Message 900 to {{flow.data.name}}", accesskit::Action::Focus);
    let body = |app: &App| app.state().active().map(|file| file.flow().clone());
    let (mut frames, mut checks) = (Vec::new(), Vec::new());
    for letter in 0..FRAMES {
        let before = body(&window.app);
        window.events.push(Event::Text(if letter % 8 == 7 { " " } else { "x" }.to_owned()));
        let typed = Instant::now();
        frames.push(window.frame());
        let is_new = body(&window.app).zip(before).is_some_and(|(after, before)| !after.is_same_as(&before));
        assert!(is_new, "the letter did not arrive");
        while !is_checked(&window.app) {
            frames.push(window.frame());
            std::thread::yield_now();
        }
        checks.push(typed.elapsed().as_secs_f64() * 1e3);
    }
    report(&format!("{widgets} widgets, typing in a field, frame"), frames);
    report(&format!("{widgets} widgets, typing in a field, diagnostics current"), checks);
}

/// A wheel that pans over the whole window.
fn panning(file: &Path, widgets: usize) {
    let mut window = Window::new(vec![file.to_owned()]);
    window.until(is_checked);
    window.app.press(Command::Fit);
    window.frames(10);
    let mut times = Vec::new();
    for turn in 0..FRAMES {
        window.events.push(Event::PointerMoved(Pos2::new(900.0, 500.0)));
        let delta = Vec2::new(0.0, if turn % 40 < 20 { 12.0 } else { -12.0 });
        window.events.push(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta,
            modifiers: Modifiers::NONE,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
        });
        times.push(window.frame());
    }
    report(&format!("{widgets} widgets, the whole window, fit view, panning"), times);
}

/// Frames while ten thousand contacts run.
fn contacts() {
    let flow = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/order-status.json");
    let mut window = Window::new(vec![flow]);
    window.until(is_checked);
    window.app.press(Command::ManyContacts);
    window.frames(5);
    window.act(Role::TextInput, "1000", accesskit::Action::Focus);
    window.events.push(Event::Key {
        key: Key::A,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::COMMAND,
    });
    window.frames(2);
    window.events.push(Event::Text("100000".to_owned()));
    window.frames(2);
    window.act(Role::Button, "Run 100,000 contacts", accesskit::Action::Click);
    let runs = |app: &App| app.state().active().is_some_and(|file| file.crowd.running.is_some());
    let mut times = Vec::new();
    while runs(&window.app) {
        times.push(window.frame());
        std::thread::yield_now();
    }
    assert!(times.len() > 50, "only {} frames were painted while the contacts ran", times.len());
    report("100,000 contacts run, frame", times);
}

/// From the start to the first frame that shows the flow.
fn opening(file: &Path, widgets: usize) {
    let mut times = Vec::new();
    for _ in 0..10 {
        let begin = Instant::now();
        let mut window = Window::new(vec![file.to_owned()]);
        window.until(|app| app.state().active().is_some());
        window.frame();
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    report(&format!("{widgets} widgets, from start to the flow's first frame"), times);
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (widgets, per_row) in [(50, 7), (2_025, 45)] {
        let file = folder.path().join(format!("{widgets}.json"));
        std::fs::write(&file, large_flow::flow(widgets, per_row).write()).expect("the flow is written");
        if wanted::is_wanted("opening") {
            opening(&file, widgets);
        }
    }
    let large = folder.path().join("2025.json");
    if wanted::is_wanted("panning") {
        panning(&large, 2_025);
    }
    if wanted::is_wanted("typing") {
        typing(&large, 2_025);
    }
    if wanted::is_wanted("contacts") {
        contacts();
    }
}

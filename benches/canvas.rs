//! How fast the canvas is, headless: egui's pass with our code, and tessellation, on a screen of 1920×1080.
//! `cargo bench --bench canvas` prints the median and the 95th percentile of each case in milliseconds;
//! `cargo bench --bench canvas -- TEXT` does so for the cases alone that have this in their names.

mod large_flow;
mod wanted;

use std::sync::Arc;
use std::time::Instant;

use cordboard::editor::canvas::{BreakMarks, Camera, CanvasInput, SceneMaker, Selection, View, canvas_ui};
use cordboard::editor::theme;
use cordboard::flow::{Edit, Flow, Offset, WidgetId};
use cordboard::picture::{Point, Scene};
use egui::{Context, Event, Modifiers, PointerButton, Pos2, RawInput, Rect, Vec2};
use large_flow::flow;
use serde_json::json;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: Pos2::new(1920.0, 1080.0) };
const FRAMES: u16 = 200;
/// Frames before the measured ones: fonts and caches fill.
const WARM_UP: u16 = 10;

/// One flow on one canvas.
struct Bench {
    ctx: Context,
    scene: Scene,
    view: View,
    selection: Selection,
    time: f64,
}

impl Bench {
    fn new(flow: &Flow) -> Self {
        let ctx = Context::default();
        theme::apply(&ctx);
        let mut scene = Scene::default();
        let output = ctx.run_ui(RawInput { screen_rect: Some(SCREEN), ..RawInput::default() }, |ui| {
            scene = SceneMaker::new(ui.ctx()).scene(flow, None);
        });
        output.drop_without_applying_deltas();
        Self { ctx, scene, view: View::default(), selection: Selection::default(), time: 0.0 }
    }

    /// One frame; answers its milliseconds.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 120.0;
        let input =
            RawInput { screen_rect: Some(SCREEN), time: Some(self.time), events, ..RawInput::default() };
        let start = Instant::now();
        let output = measured(self, input);
        let millis = start.elapsed().as_secs_f64() * 1000.0;
        output.drop_without_applying_deltas();
        millis
    }

    /// Many frames with a camera that moves.
    fn pan(&mut self, name: &str, center: Point, zoom: f32) {
        if !wanted::is_wanted(name) {
            return;
        }
        let mut times = Vec::new();
        for frame in 0..WARM_UP + FRAMES {
            let by = f32::from(frame) * 3.0 / zoom;
            self.view.set_camera(Camera { center: center + Point::new(by, by * 0.4), zoom });
            let millis = self.frame(Vec::new());
            if frame >= WARM_UP {
                times.push(millis);
            }
        }
        report(name, times);
    }

    fn drag_selected(&mut self, name: &str, zoom: f32, count: u32) {
        if !wanted::is_wanted(name) {
            return;
        }
        self.selection = Selection::cards((0..count).map(|n| WidgetId(n + 900)));
        let grabbed = self.scene.card(WidgetId(900)).map(|card| card.rect.center()).unwrap_or_default();
        self.view.set_camera(Camera { center: grabbed, zoom });
        self.frame(Vec::new());
        let at = self.view.screen_from_world(grabbed);
        let press = Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed: true,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(at), press]);
        let mut times = Vec::new();
        for frame in 0..WARM_UP + FRAMES {
            let by = Vec2::new(f32::from(frame), f32::from(frame % 50));
            let millis = self.frame(vec![Event::PointerMoved(at + by)]);
            if frame >= WARM_UP {
                times.push(millis);
            }
        }
        assert!(self.view.is_busy(), "the drag has not begun");
        self.view.cancel_gesture();
        report(name, times);
    }
}

/// What is measured stands below this function: a pass of egui with our code, and tessellation.
#[inline(never)]
fn measured(bench: &mut Bench, input: RawInput) -> egui::FullOutput {
    let Bench { ctx, scene, view, selection, .. } = bench;
    let problems = Arc::default();
    let mut output = ctx.run_ui(input, |ui| {
        let input = CanvasInput {
            scene,
            selection,
            run: None,
            breakpoints: &BreakMarks::default(),
            problems: &problems,
            lit: None,
            tests: None,
            heat: None,
            noted: None,
            compared: None,
        };
        canvas_ui(ui, view, &input);
    });
    std::hint::black_box(ctx.tessellate(std::mem::take(&mut output.shapes), 1.0));
    output
}

/// Cameras on 2,025 widgets whose instructions are counted: the middle of the view, and the zoom.
const COUNTED: [(&str, f32); 4] =
    [("zoom 1", 1.0), ("zoom 0.5", 0.5), ("zoom 0.25", 0.25), ("fit view", 0.11)];

/// One frame of a case that looks at a settled canvas, for a tool that counts instructions below `measured`. The
/// frames before it, in which fonts and caches fill, count as well and stay the same.
fn once(name: &str) {
    let Some((_, zoom)) = COUNTED.into_iter().find(|(known, _)| *known == name) else { return };
    let mut bench = Bench::new(&flow(2_025, 45));
    for frame in 0_u8..4 {
        let by = f32::from(frame) * 3.0 / zoom;
        bench.view.set_camera(Camera { center: MIDDLE + Point::new(by, by * 0.4), zoom });
        bench.frame(Vec::new());
    }
}

fn report(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    #[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
    {
        println!("{name:<48} p50 {:>7.3} ms   p95 {:>7.3} ms", at(50), at(95));
    }
}

/// Scenes after an edit, each from the one before it.
fn rebuild(name: &str, flow: &Flow, edit: impl Fn(u16) -> Edit) {
    if !wanted::is_wanted(name) {
        return;
    }
    let bench = Bench::new(flow);
    let mut times = Vec::new();
    let (mut flow, mut scene) = (flow.clone(), bench.scene);
    let output = bench.ctx.run_ui(RawInput { screen_rect: Some(SCREEN), ..RawInput::default() }, |ui| {
        let maker = SceneMaker::new(ui.ctx());
        for step in 0..WARM_UP + FRAMES {
            let Ok(next) = edit(step).apply(&flow) else { continue };
            let start = Instant::now();
            let made = maker.scene(&next, Some(&scene));
            times.push(start.elapsed().as_secs_f64() * 1000.0);
            (flow, scene) = (next, made);
        }
    });
    output.drop_without_applying_deltas();
    report(name, times.split_off(usize::from(WARM_UP)));
}

/// The middle of 2,025 widgets.
const MIDDLE: Point = Point::new(6_600.0, 4_800.0);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--once"
    {
        return once(name);
    }
    let (medium, large) = (flow(2_025, 45), flow(10_000, 100));
    let middle = MIDDLE;

    let mut bench = Bench::new(&medium);
    for (name, zoom) in [("fit view", 0.11), ("zoomed to 30", 1.0), ("zoom 0.5", 0.5), ("zoom 0.3", 0.3)] {
        bench.pan(&format!("2,025 widgets, {name}, panning"), middle, zoom);
    }
    bench.drag_selected("2,025 widgets, dragging 100, fit view", 0.11, 100);
    bench.drag_selected("2,025 widgets, dragging 100, zoom 0.3", 0.3, 100);

    let mut bench = Bench::new(&large);
    let middle = Point::new(15_000.0, 11_000.0);
    for zoom in [1.0, 0.5, 0.3, 0.2, 0.1, 0.05] {
        bench.pan(&format!("10,000 widgets, zoom {zoom}, panning"), middle, zoom);
    }

    rebuild("2,025 widgets, scene after typing a letter", &medium, |step| Edit::SetProperty {
        widget: WidgetId(1_000),
        key: "body".to_owned(),
        value: Some(json!(format!("Letter {step}"))),
    });
    rebuild("2,025 widgets, scene after a move", &medium, |step| Edit::Move {
        to: vec![(WidgetId(1_000), Offset { x: f64::from(step) * 10.0, y: 40.0 })],
    });
    rebuild("10,000 widgets, scene after a move", &large, |step| Edit::Move {
        to: vec![(WidgetId(1_000), Offset { x: f64::from(step) * 10.0, y: 40.0 })],
    });
}

//! A large flow stays cheap to draw: counts, not times, so that a lost culling is found on any machine.

use std::sync::Arc;

use cordboard::editor::canvas::{
    BreakMarks, Camera, CanvasInput, Detail, SceneMaker, Selection, View, canvas_ui,
};
use cordboard::editor::theme;
use cordboard::flow::Flow;
use cordboard::picture::{Point, Scene};
use egui::epaint::Primitive;

struct Counts {
    shapes: usize,
    vertices: usize,
    detail: Detail,
    asks_for_repaint: bool,
}

fn counts(ctx: &egui::Context, scene: &mut Option<Scene>, flow: &Flow, center: Point, zoom: f32) -> Counts {
    let mut view = View::default();
    view.set_camera(Camera { center, zoom });
    let maker = SceneMaker::new(ctx);
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::Vec2::new(1920.0, 1080.0));
    let mut last = None;
    // The second pass is the settled one.
    for pass in 0..3 {
        let input =
            egui::RawInput { screen_rect: Some(screen), time: Some(f64::from(pass)), ..Default::default() };
        let output = ctx.run_ui(input, |ui| {
            let scene = scene.get_or_insert_with(|| maker.scene(flow, None));
            let (selection, problems) = (Selection::default(), Arc::default());
            let input = CanvasInput {
                scene,
                selection: &selection,
                run: None,
                breakpoints: &BreakMarks::default(),
                problems: &problems,
                lit: None,
                tests: None,
                heat: None,
                noted: None,
                compared: None,
            };
            canvas_ui(ui, &mut view, &input);
        });
        let shapes = output.shapes.len();
        let delay = output.viewport_output.values().map(|viewport| viewport.repaint_delay).min();
        let meshes = ctx.tessellate(output.shapes.clone(), 1.0);
        output.drop_without_applying_deltas();
        let vertices = meshes
            .iter()
            .map(|primitive| match &primitive.primitive {
                Primitive::Mesh(mesh) => mesh.vertices.len(),
                Primitive::Callback(_) => 0,
            })
            .sum();
        let asks_for_repaint = delay.is_some_and(|delay| delay < std::time::Duration::from_secs(1));
        last = Some(Counts { shapes, vertices, detail: view.detail(), asks_for_repaint });
    }
    last.unwrap()
}

#[test]
fn four_cameras_on_2025_widgets_stay_within_their_counts() {
    let flow = crate::large_flow::flow(2_025, 45);
    let ctx = egui::Context::default();
    theme::apply(&ctx);
    let mut scene = None;
    let middle = Point::new(6600.0, 4800.0);
    for (zoom, detail, most_shapes, most_vertices) in [
        (1.0, Detail::Full, 1_200, 90_000),
        (0.5, Detail::Title, 2_200, 140_000),
        (0.25, Detail::Box, 60, 60_000),
        (0.05, Detail::Dot, 60, 60_000),
    ] {
        let counts = counts(&ctx, &mut scene, &flow, middle, zoom);
        println!("zoom {zoom}: {} shapes, {} vertices", counts.shapes, counts.vertices);
        assert_eq!(counts.detail, detail, "zoom {zoom}");
        assert!(counts.shapes <= most_shapes, "zoom {zoom}: {} shapes", counts.shapes);
        assert!(counts.vertices <= most_vertices, "zoom {zoom}: {} vertices", counts.vertices);
        assert!(!counts.asks_for_repaint, "zoom {zoom}: idle, the canvas asks for another frame");
    }
}

#[test]
fn what_is_out_of_sight_costs_nothing_however_much_it_is() {
    let (few, many) = (crate::large_flow::flow(2_025, 45), crate::large_flow::flow(10_000, 100));
    let vertices = |flow: &Flow| {
        let ctx = egui::Context::default();
        theme::apply(&ctx);
        counts(&ctx, &mut None, flow, Point::new(6600.0, 4800.0), 1.0).vertices
    };
    let (few, many) = (vertices(&few), vertices(&many));
    println!("{few} vertices among 2,025 widgets, {many} among 10,000");
    // The map is full either way; the wires that pass are a few more.
    assert!(many < few * 5 / 4, "{few} vertices among 2,025 widgets, {many} among 10,000");
}

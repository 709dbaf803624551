//! Shows a flow file on the canvas alone, for whoever works on the canvas: `cargo run --example canvas -- FLOW.json`.
//! Further words: `light`, `select`, `run`, `problems`, `fit`.

use std::sync::Arc;

use cordboard::editor::canvas::{
    BreakMarks, CanvasAction, CanvasInput, ProblemMarks, RunMarks, SceneMaker, Selection, View, Visit,
    canvas_ui,
};
use cordboard::editor::{kit::Severity, theme};
use cordboard::flow::{Document, Output};
use cordboard::picture::Scene;

struct App {
    document: Document,
    maker: SceneMaker,
    scene: Option<Scene>,
    view: View,
    selection: Selection,
    run: Option<RunMarks>,
    problems: Arc<ProblemMarks>,
}

impl App {
    fn apply(&mut self, action: CanvasAction) {
        match action {
            CanvasAction::Select(selection) => self.selection = selection,
            CanvasAction::Edit(edit) if self.document.edit(&edit).is_ok() => {
                self.document.history_mut().seal();
                let scene = self.maker.scene(self.document.flow(), self.scene.as_ref());
                self.scene = Some(scene);
            }
            _ => {}
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        let maker = &self.maker;
        let flow = self.document.flow();
        let scene = self.scene.get_or_insert_with(|| maker.scene(flow, None));
        let input = CanvasInput {
            scene,
            selection: &self.selection,
            run: self.run.as_ref(),
            breakpoints: &BreakMarks::default(),
            problems: &self.problems,
            lit: None,
            tests: None,
            heat: None,
            noted: None,
            compared: None,
        };
        for action in canvas_ui(ui, &mut self.view, &input) {
            self.apply(action);
        }
    }
}

/// The path from the start along first connected outputs, as if a run had taken it.
fn marks(document: &Document) -> RunMarks {
    let flow = document.flow();
    let graph = cordboard::flow::Graph::of(flow);
    let mut marks = RunMarks::default();
    let mut here = graph.start();
    for step in 1..=3 {
        let Some(id) = here else { break };
        marks.visits.insert(id, Visit { step, times: 1 });
        marks.current = Some(id);
        let link = graph.links().iter().find(|(output, _)| output.widget == id);
        let Some((output, target)) = link else { break };
        let output: Output = *output;
        if step == 3 {
            marks.next = Some(output);
        } else {
            marks.taken.insert(output);
        }
        here = Some(*target);
    }
    marks
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let path = words.first().ok_or("which flow?")?;
    let has = |word: &str| words.iter().any(|given| given == word);
    let document = Document::from_bytes(Some(path.into()), &std::fs::read(path)?)?;
    let run = has("run").then(|| marks(&document));
    let third = document.flow().widgets().get(2).map(|widget| widget.id());
    let selection = third.filter(|_| has("select")).map(Selection::card).unwrap_or_default();
    let mut problems = ProblemMarks::default();
    let ids = document.flow().widgets().iter().map(|widget| widget.id());
    for id in ids.skip(2).step_by(2).filter(|_| has("problems")) {
        let severity = if id.0 % 4 == 0 { Severity::Error } else { Severity::Warning };
        problems.cards.entry(id).or_default().add(severity, "something is wrong here");
        let output = Output { widget: id, index: 0 };
        problems.outputs.entry(output).or_default().add(severity, "and here");
    }
    let problems = Arc::new(problems);
    let (light, fit) = (has("light"), has("fit"));
    eframe::run_native(
        "canvas",
        eframe::NativeOptions {
            viewport: egui::ViewportBuilder::default().with_inner_size([1440.0, 900.0]),
            ..Default::default()
        },
        Box::new(move |cc| {
            theme::apply(&cc.egui_ctx);
            cc.egui_ctx.set_theme(if light { egui::Theme::Light } else { egui::Theme::Dark });
            let mut view = View::default();
            if fit {
                view.fit_all();
            }
            let maker = SceneMaker::new(&cc.egui_ctx);
            Ok(Box::new(App { document, maker, scene: None, view, selection, run, problems }))
        }),
    )?;
    Ok(())
}

//! Shows every building block of the editor's style kit in one window, to look at while working on it.
//!
//! `cargo run --example gallery`, with `-- light` for the light theme.

#[cfg(feature = "editor")]
mod gallery;

#[cfg(feature = "editor")]
fn main() -> eframe::Result {
    let is_light = std::env::args().any(|argument| argument == "light");
    let viewport = egui::ViewportBuilder::default().with_inner_size([1180.0, 860.0]);
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    eframe::run_native(
        "Gallery",
        options,
        Box::new(move |cc| {
            cordboard::editor::theme::apply(&cc.egui_ctx);
            let theme = if is_light { egui::Theme::Light } else { egui::Theme::Dark };
            cc.egui_ctx.set_theme(theme);
            Ok(Box::new(Window(gallery::Gallery::default())))
        }),
    )
}

#[cfg(feature = "editor")]
struct Window(gallery::Gallery);

#[cfg(feature = "editor")]
impl eframe::App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.0.ui(ui);
    }
}

#[cfg(not(feature = "editor"))]
fn main() {}

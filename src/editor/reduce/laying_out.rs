//! Laying a flow out, and how wires are drawn.

use crate::editor::action::Action;
use crate::editor::app::App;
use crate::editor::command::Command;
use crate::editor::kit::Severity;
use crate::flow::{Edit, Offset, WidgetId};
use crate::picture::{Point, WireStyle};

impl App {
    /// Does what a command of this group says.
    pub(super) fn layout_command(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::WiresSmooth => self.state.settings.wires = WireStyle::Smooth,
            Command::WiresRightAngled => self.state.settings.wires = WireStyle::RightAngled,
            _ => self.lay_out(),
        }
        ctx.request_repaint();
    }

    /// Puts the selected cards where a layout has them, or all cards where at most one is selected: one step of undo.
    fn lay_out(&mut self) {
        self.commit_draft();
        self.follow_shown();
        let has_motion = self.state.settings.has_motion;
        let Some(file) = self.state.active_mut() else { return };
        let scene = &file.derived.scene;
        let chosen = Some(&file.selection.cards).filter(|cards| cards.len() > 1);
        let is_all = chosen.is_none();
        let flow = file.document.flow();
        // A state that can hold no place of its own stays where it is drawn.
        let places: Vec<(WidgetId, Point)> = scene
            .laid_out(chosen)
            .into_iter()
            .filter(|(id, _)| flow.widget(*id).is_some_and(|widget| widget.can_be_moved()))
            .collect();
        if places.is_empty() {
            let text =
                if is_all { "The flow is laid out already" } else { "The selection is laid out already" };
            return self.state.toasts.push(Severity::Info, text, None);
        }
        let was: Vec<(WidgetId, Point)> = places
            .iter()
            .filter_map(|(id, _)| scene.card(*id))
            .map(|card| (card.id(), card.rect.min))
            .collect();
        let count = places.len();
        let offset = |at: Point| Offset { x: at.x.into(), y: at.y.into() };
        let to = places.into_iter().map(|(id, at)| (id, offset(at))).collect();
        self.seal();
        self.edit(&Edit::Together { name: "Lay out".to_owned(), edits: vec![Edit::Move { to }] });
        self.seal();
        let Some(file) = self.state.active_mut() else { return };
        if is_all {
            file.view.fit_all();
        }
        if has_motion {
            file.view.glide_from(was);
        }
        let text = match count {
            1 => "Laid out: 1 widget moved".to_owned(),
            many => format!("Laid out: {many} widgets moved"),
        };
        self.state.toasts.push(Severity::Info, text, Some(("Undo", Action::Command(Command::Undo))));
    }
}

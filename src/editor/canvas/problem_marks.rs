//! What is wrong with the flow, as the canvas marks it: by card and by output, so that nothing is searched in a frame.

use std::collections::HashMap;
use std::fmt::Write as _;

use egui::{Color32, Mesh, Pos2, Rect, Ui, Vec2};

use crate::editor::kit::{self, Severity};
use crate::editor::theme::{self, Tokens};
use crate::flow::{Output, WidgetId};

/// More messages than this are no help under the pointer.
const MOST_TOLD: usize = 6;

/// What is wrong, by card and by output.
#[derive(Clone, Debug, Default)]
pub struct ProblemMarks {
    /// What each card has, with what its outputs have.
    pub cards: HashMap<WidgetId, ProblemMark>,
    /// What each output has.
    pub outputs: HashMap<Output, ProblemMark>,
}

/// What is wrong with one thing.
#[derive(Clone, Debug)]
pub struct ProblemMark {
    /// The worst of it.
    pub worst: Severity,
    /// How many errors and warnings there are. A remark alone has no sign.
    pub count: usize,
    /// How many are as bad as the worst.
    of_worst: usize,
    /// How many there are with all remarks.
    total: usize,
    /// The first messages.
    told: Vec<(Severity, String)>,
}

impl Default for ProblemMark {
    fn default() -> Self {
        Self { worst: Severity::Info, count: 0, of_worst: 0, total: 0, told: Vec::new() }
    }
}

impl ProblemMark {
    /// Adds one message. They are told in the order in which they come: the worst come first.
    pub fn add(&mut self, severity: Severity, message: &str) {
        if severity > self.worst {
            self.worst = severity;
            self.of_worst = 0;
        }
        self.of_worst += usize::from(severity == self.worst);
        self.count += usize::from(severity != Severity::Info);
        self.total += 1;
        if self.told.len() < MOST_TOLD {
            self.told.push((severity, message.to_owned()));
        }
    }

    /// Adds what is wrong with something else, as with a card that is folded into the same.
    pub(in crate::editor) fn join(&mut self, other: &Self) {
        if other.worst > self.worst {
            self.worst = other.worst;
            self.of_worst = 0;
        }
        self.of_worst += if other.worst == self.worst { other.of_worst } else { 0 };
        self.count += other.count;
        self.total += other.total;
        let room = MOST_TOLD.saturating_sub(self.told.len());
        self.told.extend(other.told.iter().take(room).cloned());
    }

    /// Whether it has a sign: a remark alone would only make the flow restless.
    pub fn is_marked(&self) -> bool {
        self.count > 0
    }

    /// In words: `2 warnings`, `1 error and 2 more problems`.
    pub fn words(&self) -> String {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let of_worst = self.of_worst;
        let mut words = format!("{of_worst} {}{}", self.worst.word().to_lowercase(), plural(of_worst));
        let more = self.count.saturating_sub(of_worst);
        if more > 0 {
            let _never_fails = write!(words, " and {more} more problem{}", plural(more));
        }
        words
    }

    /// The messages, to be shown where the pointer is.
    pub(in crate::editor) fn tell_ui(&self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        ui.set_max_width(340.0);
        ui.spacing_mut().item_spacing.y = 4.0;
        for (severity, message) in &self.told {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let sign = egui::RichText::new(severity.icon().as_str()).font(theme::secondary());
                ui.label(sign.color(severity.color(tokens)));
                ui.add(egui::Label::new(kit::rich_text(message, &theme::secondary(), tokens.text)).wrap());
            });
        }
        if let Some(more) = self.total.checked_sub(MOST_TOLD).filter(|more| *more > 0) {
            kit::hint_text(ui, &format!("… and {more} more; the problems list has all of them."));
        }
    }
}

/// A severity as a dot at a card's corner: its shape tells it as well as its colour. An error is a square, a warning
/// stands on one corner.
pub(super) fn paint_sign(mesh: &mut Mesh, center: Pos2, reach: f32, severity: Severity, tokens: &Tokens) {
    let shape = |mesh: &mut Mesh, reach: f32, color: Color32| match severity {
        Severity::Error => {
            mesh.add_colored_rect(Rect::from_center_size(center, Vec2::splat(reach * 2.0)), color)
        }
        Severity::Warning | Severity::Info => {
            let Ok(first) = u32::try_from(mesh.vertices.len()) else { return };
            let reach = reach * 1.3;
            for by in
                [Vec2::new(0.0, -reach), Vec2::new(reach, 0.0), Vec2::new(0.0, reach), Vec2::new(-reach, 0.0)]
            {
                mesh.colored_vertex(center + by, color);
            }
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first, first + 2, first + 3);
        }
    };
    shape(mesh, reach + 1.0, tokens.panel);
    shape(mesh, reach, severity.color(tokens));
}

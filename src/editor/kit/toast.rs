//! Messages that come by themselves, and go.

use std::collections::VecDeque;
use std::time::Duration;

use egui::accesskit::{Live, Role as Node};
use egui::{Align2, Area, Context, Frame, Id, Layout, Margin, Order, RichText, Stroke, Ui};

use super::{Button, IconButton, Severity};
use crate::editor::icon;
use crate::editor::theme::{self, Tokens, popup_shadow, radius, size};

/// More than this would hide what the user works on.
const MAX_SHOWN: usize = 3;

/// How many messages are kept to be read again.
const MAX_LOG: usize = 200;

const WIDTH: f32 = 340.0;

/// The messages that are shown now, and those that were. `A` is what a message's action does.
#[derive(Debug)]
pub struct Toasts<A> {
    shown: Vec<Toast<A>>,
    log: VecDeque<(Severity, String)>,
    next_number: u64,
}

#[derive(Debug)]
struct Toast<A> {
    number: u64,
    severity: Severity,
    text: String,
    action: Option<(String, A)>,
    /// How long it is still to be seen; an error stays until it is closed.
    rest_secs: Option<f64>,
    /// When it was on the screen last.
    seen_secs: Option<f64>,
}

impl<A> Default for Toasts<A> {
    fn default() -> Self {
        Self { shown: Vec::new(), log: VecDeque::new(), next_number: 0 }
    }
}

/// What was done with a message.
enum Done {
    Nothing,
    Closed,
    Acted,
}

impl<A> Toasts<A> {
    /// Shows a message: a remark for 4 seconds, a warning or what can be acted on for 8, an error until it is closed.
    pub fn push(&mut self, severity: Severity, text: impl Into<String>, action: Option<(&str, A)>) {
        let text = text.into();
        if self.log.len() == MAX_LOG {
            self.log.pop_front();
        }
        self.log.push_back((severity, text.clone()));
        let rest_secs = match severity {
            Severity::Info if action.is_none() => Some(4.0),
            Severity::Info | Severity::Warning => Some(8.0),
            Severity::Error => None,
        };
        // The same again is not one more message, but the old one once more.
        self.shown.retain(|toast| toast.severity != severity || toast.text != text);
        let action = action.map(|(label, action)| (label.to_owned(), action));
        self.shown.push(Toast {
            number: self.next_number,
            severity,
            text,
            action,
            rest_secs,
            seen_secs: None,
        });
        self.next_number += 1;
        if self.shown.len() > MAX_SHOWN {
            let victim = self.shown.iter().position(|toast| toast.rest_secs.is_some()).unwrap_or(0);
            self.shown.remove(victim);
        }
    }

    /// All messages that are remembered, the newest first.
    pub fn log(&self) -> impl Iterator<Item = (Severity, &str)> {
        self.log.iter().rev().map(|(severity, text)| (*severity, text.as_str()))
    }

    /// How many messages are on the screen.
    #[must_use]
    pub fn shown_count(&self) -> usize {
        self.shown.len()
    }

    /// Shows the messages at the lower right, `bottom` points above the edge and `right` points beside it. Answers with the action that was chosen.
    pub fn show(&mut self, ctx: &Context, bottom: f32, right: f32) -> Option<A> {
        if self.shown.is_empty() {
            return None;
        }
        // The buttons of a dialog stand at the right, and must not be covered.
        let is_asked = ctx.memory(|memory| memory.top_modal_layer().is_some());
        let (corner, side) =
            if is_asked { (Align2::LEFT_BOTTOM, 16.0) } else { (Align2::RIGHT_BOTTOM, -16.0 - right) };
        let shown = Area::new(Id::unique("kit.toasts"))
            .order(Order::Foreground)
            .anchor(corner, [side, -bottom])
            .show(ctx, |ui| {
                ui.set_width(WIDTH);
                ui.spacing_mut().item_spacing.y = 8.0;
                self.shown.iter().map(|toast| (toast.number, toast_ui(ui, toast))).collect::<Vec<_>>()
            });
        let is_pointed_at =
            ctx.pointer_latest_pos().is_some_and(|position| shown.response.rect.contains(position));
        let mut acted = None;
        for (number, done) in shown.inner {
            let position = self.shown.iter().position(|toast| toast.number == number);
            let (Some(position), Done::Closed | Done::Acted) = (position, &done) else {
                continue;
            };
            let toast = self.shown.remove(position);
            if matches!(done, Done::Acted) {
                acted = toast.action.map(|(_, action)| action);
            }
        }
        // Who reads or is about to press must not lose the message under the pointer.
        self.pass_time(ctx, is_pointed_at);
        acted
    }

    /// An idle window draws no frames, so time is taken from the clock and never counted in frames.
    fn pass_time(&mut self, ctx: &Context, stands_still: bool) {
        let now = ctx.input(|input| input.time);
        for toast in &mut self.shown {
            let passed = toast.seen_secs.map_or(0.0, |seen| now - seen);
            toast.seen_secs = Some(now);
            if let Some(rest_secs) = &mut toast.rest_secs
                && !stands_still
            {
                *rest_secs -= passed;
            }
        }
        self.shown.retain(|toast| toast.rest_secs.is_none_or(|rest_secs| rest_secs > 0.0));
        let next = self.shown.iter().filter_map(|toast| toast.rest_secs).fold(f64::INFINITY, f64::min);
        if next.is_finite() && !stands_still {
            ctx.request_repaint_after(Duration::from_secs_f64(next));
        }
    }
}

fn toast_ui<A>(ui: &mut Ui, toast: &Toast<A>) -> Done {
    let tokens = Tokens::of(ui);
    let color = toast.severity.color(tokens);
    let frame = Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(size::BORDER, tokens.line_strong))
        .corner_radius(radius::CARD)
        .shadow(popup_shadow(tokens))
        .inner_margin(Margin { left: 12, right: 8, top: 9, bottom: 9 });
    let shown = frame.show(ui, |ui| {
        ui.set_width(WIDTH - 22.0);
        let mut done = Done::Nothing;
        ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
            let close = IconButton::new(icon::CLOSE, "Close message").edge(22.0, 13.0);
            if close.show(ui).clicked() {
                done = Done::Closed;
            }
            ui.with_layout(Layout::left_to_right(egui::Align::Min), |ui| {
                let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 21.0), egui::Sense::hover());
                icon::paint_icon(ui.painter(), rect.center(), toast.severity.icon(), icon::SIZE, color);
                ui.vertical(|ui| {
                    ui.add_space(2.0);
                    let text = RichText::new(&toast.text).font(theme::body()).color(tokens.text);
                    let label = ui.add(egui::Label::new(text).wrap().selectable(true));
                    announce(&label, toast.severity);
                    if let Some((action, _)) = &toast.action
                        && Button::link(action).show(ui).clicked()
                    {
                        done = Done::Acted;
                    }
                });
            });
        });
        done
    });
    shown.inner
}

/// Assistive technology reads a new message out by itself; an error interrupts what it reads now.
fn announce(label: &egui::Response, severity: Severity) {
    let (role, live) = match severity {
        Severity::Info | Severity::Warning => (Node::Status, Live::Polite),
        Severity::Error => (Node::Alert, Live::Assertive),
    };
    label.ctx.accesskit_node_builder(label.id, |node| {
        if let Some(text) = node.value().map(ToOwned::to_owned) {
            node.set_label(text);
        }
        node.set_role(role);
        node.set_live(live);
    });
}

//! The line below a message's text: how long it is, and how many SMS segments that makes.

use egui::{Layout, RichText, Ui};

use super::highlight::Walk;
use super::last_run;
use super::pane::Pane;
use crate::editor::counts::grouped;
use crate::editor::kit::{self, rich_text};
use crate::editor::theme::{self, Tokens};
use crate::liquid::{TokenKind, tokens};
use crate::twilio::{Encoding, Segments, measure};
use crate::widgets::has_liquid;
use crate::widgets::messaging::MAX_CHAT_BODY_BYTES;
use crate::widgets::{Field, FieldKind, Section};

/// Counts the text of a field that has a limit.
pub(super) fn counter_ui(ui: &mut Ui, pane: &Pane<'_>, field: &Field) {
    let Some(limit) = field.limits.max_chars else { return };
    let text = pane.text(field.key);
    let is_chat = is_chat(ui, pane);
    let count = count(ui, pane, &text);
    let (line, is_over, of) = if is_chat {
        let is_over = count.bytes > MAX_CHAT_BODY_BYTES;
        (count.words(false), is_over, format!("of {} KB", MAX_CHAT_BODY_BYTES / 1024))
    } else {
        let is_over = count.segments.characters > limit;
        (
            count.words(pane.entry.is_some_and(|entry| entry.sends)),
            is_over,
            format!("of {}", grouped(limit as u64)),
        )
    };
    let tokens = Tokens::of(ui);
    let color = if is_over { tokens.error } else { tokens.text_3 };
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
                kit::hint_text(ui, &of);
                ui.with_layout(Layout::left_to_right(egui::Align::Min), |ui| {
                    let label = egui::Label::new(RichText::new(line).font(theme::hint()).color(color)).wrap();
                    ui.add(label).on_hover_ui(|ui| {
                        ui.label(rich_text(field.help, &theme::secondary(), Tokens::of(ui).text));
                    });
                });
            });
        });
    });
}

/// How long a text is.
struct Count {
    segments: Segments,
    bytes: usize,
    /// Outputs whose length is not known.
    unknown: usize,
    /// Whether tags decide what is sent, so that it may also be less.
    has_tags: bool,
}

fn count(ui: &Ui, pane: &Pane<'_>, text: &str) -> Count {
    let rendered =
        if has_liquid(text) { last_run::rendered(ui.ctx(), pane.file, text) } else { Some(text.to_owned()) };
    if let Some(text) = rendered {
        return Count { segments: measure(&text), bytes: text.len(), unknown: 0, has_tags: false };
    }
    let literal = literal(text);
    Count {
        segments: measure(&literal.text),
        bytes: literal.text.len(),
        unknown: literal.outputs,
        has_tags: literal.has_tags,
    }
}

impl Count {
    fn words(&self, with_segments: bool) -> String {
        let is_least = self.unknown > 0 || self.has_tags;
        let mut line = String::new();
        if is_least {
            line.push_str("at least ");
        }
        line.push_str(&counted(self.segments.characters, "character"));
        if self.unknown > 0 {
            line.push_str(", plus ");
            line.push_str(&counted(self.unknown, "variable"));
        }
        if with_segments {
            line.push_str(" · ");
            line.push_str(&counted(self.segments.segments.max(usize::from(is_least)), "segment"));
            if let (Encoding::Ucs2, Some(culprit)) = (self.segments.encoding, self.segments.culprit) {
                line.push_str(&format!(" of UCS-2, because of “{}”", shown(culprit)));
            }
        }
        line
    }
}

/// A character for a reader, also where it cannot be seen.
fn shown(char: char) -> String {
    if char.is_control() || char.is_whitespace() || char.len_utf8() > 3 {
        format!("U+{:04X}", u32::from(char))
    } else {
        char.to_string()
    }
}

struct Literal {
    text: String,
    outputs: usize,
    has_tags: bool,
}

/// The part of a template that is sent in any case: what stands outside of outputs, tags and blocks.
fn literal(template: &str) -> Literal {
    let mut found = Literal { text: String::new(), outputs: 0, has_tags: false };
    let mut walk = Walk::default();
    let mut depth = 0_usize;
    for token in tokens(template) {
        let part = template.get(token.span.clone()).unwrap_or_default();
        let was_inside = walk.is_inside;
        walk.step(&token, part);
        match token.kind {
            TokenKind::Text if !was_inside && depth == 0 => found.text.push_str(part),
            TokenKind::Delimiter if part == "{{" => found.outputs += usize::from(depth == 0),
            TokenKind::Tag => {
                found.has_tags = true;
                match part {
                    "if" | "unless" | "case" | "for" | "capture" | "comment" => depth += 1,
                    end if end.starts_with("end") && end != "endraw" => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether the message goes to a chat: every field that says which one holds something.
fn is_chat(ui: &Ui, pane: &Pane<'_>) -> bool {
    let fields = pane.entry.map(|entry| entry.fields).unwrap_or_default().iter();
    let mut fields = fields
        .filter(|field| field.section == Section::ProgrammableChat && matches!(field.kind, FieldKind::Sid(_)))
        .peekable();
    fields.peek().is_some()
        && fields.all(|field| {
            let text = pane.text(field.key);
            let rendered =
                if has_liquid(&text) { last_run::rendered(ui.ctx(), pane.file, &text) } else { Some(text) };
            rendered.is_some_and(|text| !text.trim().is_empty())
        })
}

fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", grouped(number as u64))
}

//! Rows of lists and trees.

use egui::{Color32, Response, Role, Sense, Ui, Vec2};

use super::{Severity, end_of_line, focus_ring, name, one_line, paint_icon_tile};
use crate::editor::counts::counted;
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::theme::{self, Tokens, radius, size, space, tint};

/// A row with a tile and a name, which can be pressed and dragged.
pub fn tile_row(ui: &mut Ui, icon: Icon, color: Color32, text: &str) -> Response {
    TileRow::new(icon, color, text).show(ui)
}

/// A row with a tile, a name, and perhaps more words, which can be pressed and dragged: an entry of the widget library.
#[must_use = "call .show(ui)"]
#[derive(Clone, Copy)]
pub struct TileRow<'a> {
    icon: Icon,
    color: Color32,
    text: &'a str,
    secondary: &'a str,
    tag: &'a str,
    problems: Option<(Severity, usize)>,
    struck: bool,
}

impl<'a> TileRow<'a> {
    /// A row with a name.
    pub const fn new(icon: Icon, color: Color32, text: &'a str) -> Self {
        Self { icon, color, text, secondary: "", tag: "", problems: None, struck: false }
    }

    /// A line below the name.
    pub const fn secondary(mut self, secondary: &'a str) -> Self {
        self.secondary = secondary;
        self
    }

    /// A word at the end of the row, in a small box.
    pub const fn tag(mut self, tag: &'a str) -> Self {
        self.tag = tag;
        self
    }

    /// How many problems there are with what the row stands for, and the worst of them: a sign at the end of the row.
    pub const fn problems(mut self, worst: Severity, count: usize) -> Self {
        self.problems = Some((worst, count));
        self
    }

    /// Strikes the name through: what the row stands for is on its way out.
    pub const fn struck(mut self, struck: bool) -> Self {
        self.struck = struck;
        self
    }

    /// Shows the row.
    pub fn show(self, ui: &mut Ui) -> Response {
        let is_high = !self.secondary.is_empty() || !self.tag.is_empty();
        let height = if is_high { size::ROW + 10.0 } else { size::ROW + 4.0 };
        let wanted = Vec2::new(ui.available_width(), height);
        let response = ui.allocate_response(wanted, Sense::click_and_drag());
        name(&response, Role::Button, self.text);
        let problems = self.problems.map(|(worst, count)| {
            format!("{}, the worst: {}", counted(count, "problem"), worst.word().to_lowercase())
        });
        let out = if self.struck { "deprecated" } else { "" };
        let parts = [self.secondary, self.tag, problems.as_deref().unwrap_or_default(), out];
        let description = parts.iter().filter(|part| !part.is_empty()).fold(String::new(), |all, part| {
            if all.is_empty() { (*part).to_owned() } else { format!("{all}, {part}") }
        });
        if !description.is_empty() {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(description));
        }
        if ui.is_rect_visible(response.rect) {
            self.paint(ui, &response);
        }
        response
    }

    /// Paints the sign at the end. Answers where the room before it ends.
    fn paint_problems(self, ui: &Ui, rect: egui::Rect) -> f32 {
        const SIGN: f32 = 14.0;
        let right = rect.right() - space::XS;
        let Some((worst, count)) = self.problems else { return right };
        let color = worst.color(Tokens::of(ui));
        let text = if count > 99 { "99+".to_owned() } else { count.to_string() };
        let galley = one_line(ui, &text, theme::semibold(size::HINT), color, 40.0);
        let middle = rect.center().y;
        let left = right - galley.size().x - space::XS;
        ui.painter().galley(egui::pos2(left, middle - galley.size().y / 2.0), galley, color);
        let center = egui::pos2(left - SIGN / 2.0 - 3.0, middle);
        paint_icon(ui.painter(), center, worst.icon(), SIGN, color);
        left - SIGN - 9.0
    }

    fn paint(self, ui: &Ui, response: &Response) {
        let tokens = Tokens::of(ui);
        let rect = response.rect;
        if response.hovered() {
            ui.painter().rect_filled(rect, radius::CONTROL, tokens.raised);
        }
        let center = egui::pos2(rect.left() + space::XS + size::TILE / 2.0, rect.center().y);
        let tile = egui::Rect::from_center_size(center, Vec2::splat(size::TILE));
        paint_icon_tile(ui.painter(), tile, self.icon, self.color);
        let left = tile.right() + 9.0;
        let right = self.paint_problems(ui, rect);
        let text_color = if self.struck { tokens.text_2 } else { tokens.text };
        let galley = one_line(ui, self.text, theme::body(), text_color, right - left);
        let text_width = galley.size().x;
        let text_height = galley.size().y;
        // The tag stands in the second line, so that the name has all of the first.
        let tag = one_line(ui, self.tag, theme::hint(), tokens.text_2, 80.0);
        let tag_width = if self.tag.is_empty() { 0.0 } else { tag.size().x + 14.0 };
        let color = if response.hovered() { tokens.text_2 } else { tokens.text_3 };
        let below = one_line(ui, self.secondary, theme::hint(), color, right - left - tag_width);
        let has_below = !self.secondary.is_empty() || !self.tag.is_empty();
        let below_height = if has_below { tag.size().y } else { 0.0 };
        let top = rect.center().y - (galley.size().y + below_height) / 2.0;
        let second = egui::pos2(left, top + galley.size().y);
        if !self.tag.is_empty() {
            let corner = second + Vec2::new(5.0, 0.0);
            let frame = egui::Rect::from_min_size(corner, tag.size()).expand2(Vec2::new(5.0, 0.5));
            let border = egui::Stroke::new(size::BORDER, tokens.line_strong);
            ui.painter().rect_stroke(frame, radius::SMALL, border, egui::StrokeKind::Inside);
            ui.painter().galley(corner, tag, tokens.text_2);
        }
        ui.painter().galley(second + Vec2::new(tag_width, 0.0), below, color);
        ui.painter().galley(egui::pos2(left, top), galley, text_color);
        if self.struck {
            let y = ui.painter().round_to_pixel_center(top + text_height / 2.0);
            ui.painter().hline(left..=left + text_width, y, egui::Stroke::new(size::BORDER, text_color));
        }
        focus_ring(ui, response, radius::CONTROL);
    }
}

/// One row of a tree.
#[derive(Clone, Copy, Debug, Default)]
pub struct TreeRow<'a> {
    /// How far inside the tree.
    pub depth: usize,
    /// The icon before the name, with its colour.
    pub icon: Option<(Icon, Color32)>,
    /// The name.
    pub text: &'a str,
    /// What stands at the right edge, less loud.
    pub secondary: &'a str,
    /// What stands on a second line, less loud; the row is higher where there is something.
    pub below: &'a str,
    /// Whether the row is selected.
    pub selected: bool,
    /// Whether the rows below it are shown; `None` where there are none.
    pub expanded: Option<bool>,
    /// Whether no row of this list can be opened, so that no room is kept for the sign.
    pub flat: bool,
    /// Whether the end of the name tells the rows apart, so that the beginning gives way.
    pub keeps_end: bool,
}

/// What the user did with a row.
pub struct TreeRowResponse {
    /// The row.
    pub response: Response,
    /// Whether its children shall be shown or hidden.
    pub toggled: bool,
    /// Whether not all of its name could be shown.
    pub is_cut: bool,
}

/// Shows one row of a tree. With the keyboard, the right and left arrows open and close it.
pub fn tree_row(ui: &mut Ui, row: TreeRow<'_>) -> TreeRowResponse {
    const INDENT: f32 = 14.0;
    const SIGN: f32 = 16.0;
    let tokens = Tokens::of(ui);
    const BELOW: f32 = 18.0;
    let height = size::ROW + if row.below.is_empty() { 0.0 } else { BELOW };
    let response = ui.allocate_response(Vec2::new(ui.available_width(), height), Sense::click());
    name(&response, Role::TreeItem, row.text);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_selected(row.selected);
        node.set_level(row.depth + 1);
        if !row.below.is_empty() {
            node.set_description(row.below);
        }
        if let Some(expanded) = row.expanded {
            node.set_expanded(expanded);
        }
    });
    let rect = response.rect.with_max_y(response.rect.top() + size::ROW);
    let depth = f32::from(u16::try_from(row.depth.min(24)).unwrap_or(0));
    let mut left = rect.left() + space::XS + depth * INDENT;
    let sign_rect =
        egui::Rect::from_min_max(egui::pos2(left, rect.top()), egui::pos2(left + SIGN, rect.bottom()));
    let (mut toggled, mut is_cut) = (false, false);
    if let Some(is_open) = row.expanded {
        let sign = ui.interact(sign_rect, response.id.with("sign"), Sense::CLICK);
        let key = if is_open { egui::Key::ArrowLeft } else { egui::Key::ArrowRight };
        toggled = sign.clicked() || (response.has_focus() && ui.input(|input| input.key_pressed(key)));
    }
    if ui.is_rect_visible(response.rect) {
        let fill = match (row.selected, response.hovered()) {
            (true, _) => tint(tokens.accent, 0.16),
            (false, true) => tokens.raised,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(response.rect, radius::SMALL + 1, fill);
        if let Some(is_open) = row.expanded {
            let sign = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
            paint_icon(ui.painter(), sign_rect.center(), sign, 12.0, tokens.text_2);
        }
        if !row.flat {
            left += SIGN + 2.0;
        }
        if let Some((icon, color)) = row.icon {
            paint_icon(ui.painter(), egui::pos2(left + 8.0, rect.center().y), icon, 15.0, color);
            left += 23.0;
        }
        let mut right = rect.right() - space::S;
        if !row.secondary.is_empty() {
            let galley = one_line(ui, row.secondary, theme::hint(), tokens.text_2, (right - left) * 0.45);
            right -= galley.size().x;
            let corner = egui::pos2(right, rect.center().y - galley.size().y / 2.0);
            ui.painter().galley(corner, galley, tokens.text_2);
            right -= space::S;
        }
        let line = if row.keeps_end { end_of_line } else { one_line };
        let galley = line(ui, row.text, theme::body(), tokens.text, right - left);
        is_cut = galley.elided || galley.text() != row.text;
        ui.painter().galley(egui::pos2(left, rect.center().y - galley.size().y / 2.0), galley, tokens.text);
        if !row.below.is_empty() {
            let room = response.rect.right() - space::S - left;
            let galley = one_line(ui, row.below, theme::hint(), tokens.text_2, room);
            is_cut |= galley.elided;
            ui.painter().galley(egui::pos2(left, rect.bottom() - 3.0), galley, tokens.text_2);
        }
        focus_ring(ui, &response, radius::SMALL + 1);
    }
    TreeRowResponse { response, toggled, is_cut }
}

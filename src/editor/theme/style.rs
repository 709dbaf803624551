//! The tokens, told to egui: so that its own widgets, pop-ups and scroll bars look like ours.

use egui::style::{ScrollAnimation, ScrollStyle, Selection, WidgetVisuals, Widgets};
use egui::{Color32, Context, CornerRadius, Margin, Stroke, Style, TextStyle, Theme, Vec2, Visuals};

use super::{MOTION_SECS, Tokens, fonts, popup_shadow, radius, size, space, tint};

/// Gives a context fonts, icons and both themes. Call it once, before the first frame.
pub fn apply(ctx: &Context) {
    ctx.set_fonts(fonts::definitions());
    crate::editor::icon::install(ctx);
    for theme in [Theme::Dark, Theme::Light] {
        ctx.set_style_of(theme, style(theme));
    }
}

/// Lets things move, or not: for users who asked for less motion.
pub fn set_motion(ctx: &Context, moves: bool) {
    ctx.all_styles_mut(|style| {
        style.animation_time = if moves { MOTION_SECS } else { 0.0 };
        style.scroll_animation = if moves { scroll_animation() } else { ScrollAnimation::none() };
    });
}

/// Whether things move. What moves by itself asks here first.
pub fn moves(ctx: &Context) -> bool {
    ctx.global_style().animation_time > 0.0
}

fn scroll_animation() -> ScrollAnimation {
    ScrollAnimation::duration(MOTION_SECS)
}

fn style(theme: Theme) -> Style {
    let tokens = Tokens::for_theme(theme);
    let mut style = theme.default_style();
    style.text_styles = [
        (TextStyle::Small, fonts::hint()),
        (TextStyle::Body, fonts::body()),
        (TextStyle::Button, fonts::body()),
        (TextStyle::Monospace, fonts::mono()),
        (TextStyle::Heading, fonts::title()),
    ]
    .into();
    style.animation_time = MOTION_SECS;
    style.scroll_animation = scroll_animation();
    style.explanation_tooltips = false;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
    style.visuals = visuals(theme, tokens);

    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(space::S, 6.0);
    spacing.button_padding = Vec2::new(11.0, 6.0);
    spacing.interact_size = Vec2::new(40.0, size::CONTROL - 2.0);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(6);
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 6.0;
    spacing.tooltip_width = 320.0;
    spacing.combo_height = 320.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        floating_allocated_width: 0.0,
        ..ScrollStyle::floating()
    };
    style
}

fn visuals(theme: Theme, tokens: &Tokens) -> Visuals {
    let mut visuals = theme.default_visuals();
    visuals.widgets = widgets(tokens);
    visuals.selection =
        Selection { bg_fill: tint(tokens.accent, 0.32), stroke: Stroke::new(size::FOCUS, tokens.accent) };
    visuals.weak_text_color = Some(tokens.text_3);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.field;
    visuals.extreme_bg_color = tokens.field;
    visuals.text_edit_bg_color = Some(tokens.field);
    visuals.code_bg_color = tokens.field;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.error;
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.card;
    visuals.window_stroke = Stroke::new(size::BORDER, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(radius::CARD);
    visuals.menu_corner_radius = CornerRadius::same(radius::CARD);
    visuals.window_shadow = popup_shadow(tokens);
    visuals.popup_shadow = popup_shadow(tokens);
    visuals.window_highlight_topmost = false;
    visuals.text_cursor.stroke = Stroke::new(size::FOCUS, tokens.text);
    visuals.indent_has_left_vline = false;
    visuals.striped = false;
    visuals.disabled_alpha = 0.45;
    visuals
}

/// Widgets do not grow when the pointer is over them: the border gets stronger, and the ground lighter.
fn widgets(tokens: &Tokens) -> Widgets {
    let visuals = |fill: Color32, border: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(size::BORDER, border),
        corner_radius: CornerRadius::same(radius::CONTROL),
        fg_stroke: Stroke::new(size::BORDER, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: visuals(tokens.panel, tokens.line, tokens.text),
        inactive: visuals(tokens.field, tokens.line, tokens.text),
        hovered: visuals(tokens.raised, tokens.line_strong, tokens.text),
        active: WidgetVisuals {
            bg_stroke: Stroke::new(size::FOCUS, tokens.accent),
            ..visuals(tokens.raised, tokens.accent, tokens.text)
        },
        open: visuals(tokens.raised, tokens.line_strong, tokens.text),
    }
}

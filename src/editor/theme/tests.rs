use egui::{Color32, Theme};

use super::{Group, NOTICE_ALPHA, SHEET_ALPHA, TILE_ALPHA, Tokens, apply, moves, set_motion};

/// What WCAG 2.2 asks of text.
const TEXT: f32 = 4.5;

/// What it asks of shapes that carry meaning.
const SHAPE: f32 = 3.0;

fn luminance(color: Color32) -> f32 {
    let linear = |value: u8| {
        let value = f32::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
}

fn contrast(front: Color32, back: Color32) -> f32 {
    let (a, b) = (luminance(front), luminance(back));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// `color` at `alpha` over `ground`, as the screen shows it.
fn over(color: Color32, alpha: f32, ground: Color32) -> Color32 {
    ground.blend(super::tint(color, alpha))
}

/// Each failure is reported, so that a new colour can be tuned in one go.
fn check(pairs: &[(String, Color32, Color32, f32)]) {
    let failures: Vec<String> = pairs
        .iter()
        .filter(|(_, front, back, demanded)| contrast(*front, *back) < *demanded)
        .map(|(name, front, back, demanded)| {
            format!("{name}: {:.2} is less than {demanded}", contrast(*front, *back))
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn contrast_is_measured_as_the_standard_says() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
    assert!((contrast(Color32::RED, Color32::WHITE) - 4.0).abs() < 0.01);
}

#[test]
fn text_can_be_read_on_every_surface_it_is_used_on() {
    let mut pairs = Vec::new();
    for theme in [Theme::Dark, Theme::Light] {
        let t = Tokens::for_theme(theme);
        let texts = [
            ("text", t.text),
            ("text_2", t.text_2),
            ("text_3", t.text_3),
            ("accent", t.accent),
            ("ok", t.ok),
            ("warn", t.warn),
            ("error", t.error),
        ];
        for (name, text) in texts {
            for (ground, color) in [("panel", t.panel), ("field", t.field), ("card", t.card)] {
                pairs.push((format!("{theme:?}: {name} on {ground}"), text, color, TEXT));
            }
            // The start page, the hints and the counts stand on the canvas itself.
            if matches!(name, "text" | "text_2" | "text_3") {
                pairs.push((format!("{theme:?}: {name} on canvas"), text, t.canvas, TEXT));
            }
            if !matches!(name, "text_3" | "ok") {
                pairs.push((format!("{theme:?}: {name} on raised"), text, t.raised, TEXT));
            }
        }
        pairs.push((format!("{theme:?}: on_accent"), t.on_accent, t.accent, TEXT));
        pairs.push((format!("{theme:?}: on_contact"), t.on_contact, t.contact, TEXT));
        pairs.push((format!("{theme:?}: a dangerous button"), t.on_accent, t.error, TEXT));
        for group in Group::ALL {
            let sheet = over(t.group(group), SHEET_ALPHA, t.card);
            for (name, text) in [("text", t.text), ("text_2", t.text_2)] {
                pairs.push((format!("{theme:?}: {name} on a sheet of {group:?}"), text, sheet, TEXT));
            }
        }
        for (name, severity) in [("warn", t.warn), ("error", t.error), ("accent", t.accent)] {
            // Boxes stand in panels, and in dialogs.
            for (surface, under) in [("panel", t.panel), ("card", t.card)] {
                let ground = over(severity, NOTICE_ALPHA, under);
                for (text, color) in [("text", t.text), ("text_2", t.text_2), (name, severity)] {
                    pairs.push((
                        format!("{theme:?}: {text} on a box of {name} on {surface}"),
                        color,
                        ground,
                        TEXT,
                    ));
                }
            }
        }
        // The chosen row of a list.
        for (surface, under) in [("panel", t.panel), ("card", t.card)] {
            let ground = over(t.accent, TILE_ALPHA, under);
            for (text, color) in [("text", t.text), ("text_2", t.text_2)] {
                pairs.push((
                    format!("{theme:?}: {text} in the chosen row on {surface}"),
                    color,
                    ground,
                    TEXT,
                ));
            }
        }
    }
    check(&pairs);
}

#[test]
fn groups_wires_and_ports_can_be_told_from_their_ground() {
    let mut pairs = Vec::new();
    for theme in [Theme::Dark, Theme::Light] {
        let t = Tokens::for_theme(theme);
        for group in Group::ALL {
            let color = t.group(group);
            pairs.push((format!("{theme:?}: {group:?} on card"), color, t.card, TEXT));
            for (ground, surface) in [("card", t.card), ("panel", t.panel), ("raised", t.raised)] {
                let tile = over(color, TILE_ALPHA, surface);
                pairs.push((format!("{theme:?}: {group:?} on its tile on {ground}"), color, tile, SHAPE));
            }
        }
        for (ground, color) in [("canvas", t.canvas), ("card", t.card)] {
            pairs.push((format!("{theme:?}: wire on {ground}"), t.wire, color, SHAPE));
            pairs.push((format!("{theme:?}: path on {ground}"), t.ok, color, SHAPE));
            pairs.push((format!("{theme:?}: selection on {ground}"), t.accent, color, SHAPE));
        }
    }
    check(&pairs);
}

#[test]
fn groups_differ_from_each_other() {
    for theme in [Theme::Dark, Theme::Light] {
        let colors: std::collections::HashSet<_> =
            Group::ALL.iter().map(|group| Tokens::for_theme(theme).group(*group)).collect();
        assert_eq!(colors.len(), Group::ALL.len());
    }
}

#[test]
fn the_theme_in_force_decides_and_motion_can_be_switched_off() {
    let ctx = egui::Context::default();
    apply(&ctx);
    for theme in [Theme::Light, Theme::Dark] {
        ctx.set_theme(theme);
        assert_eq!(Tokens::of(&ctx).is_dark, theme == Theme::Dark);
        assert_eq!(ctx.style_of(theme).visuals.panel_fill, Tokens::for_theme(theme).panel);
    }
    assert!(ctx.style_of(Theme::Dark).animation_time <= 0.12);
    assert!(moves(&ctx));
    set_motion(&ctx, false);
    assert!(!moves(&ctx));
    assert_eq!(ctx.style_of(Theme::Light).animation_time, 0.0);
}

use std::collections::BTreeSet;

use super::*;

#[test]
fn each_icon_has_a_character_and_a_picture_of_its_own() {
    let mut texts = BTreeSet::new();
    let mut pictures = BTreeSet::new();
    for icon in ALL {
        assert_eq!(icon.as_str().chars().count(), 1, "{icon:?}");
        assert!(texts.insert(icon.as_str()), "{icon:?} shares its character");
        assert!(pictures.insert(icon.svg()), "{icon:?} shares its picture");
        let drawn = parse(*icon).and_then(|glyph| glyph.rasterize(32.0));
        let drawn = drawn.unwrap_or_else(|| panic!("{icon:?} cannot be drawn"));
        let ink = drawn.bitmap.image.pixels.iter().filter(|pixel| pixel.a() > 128).count();
        assert!(ink > 20, "{icon:?} is empty");
    }
}

#[test]
fn installed_icons_are_centred_where_they_are_painted() {
    let ctx = Context::default();
    crate::editor::theme::apply(&ctx);
    let center = Pos2::new(50.0, 40.0);
    let mut bounds = None;
    let output = ctx.run_ui(egui::RawInput::default(), |ui| {
        paint_icon(ui.painter(), center, PLUS, 20.0, Color32::WHITE);
        let galley = ui.painter().layout_no_wrap(PLUS.to_string(), PLUS.font(20.0), Color32::WHITE);
        bounds = Some(galley.mesh_bounds);
    });
    let painted: Vec<_> = output
        .shapes
        .iter()
        .filter_map(|clipped| match &clipped.shape {
            egui::Shape::Text(text) => Some(text.visual_bounding_rect()),
            _ => None,
        })
        .collect();
    output.drop_without_applying_deltas();
    let painted = painted.first().expect("the icon is painted");
    assert!((painted.center() - center).length() < 1.0, "{painted:?}");
    assert!((painted.height() - 20.0).abs() < 0.6, "{painted:?}");
    assert_eq!(bounds.expect("laid out").height(), 20.0);
}

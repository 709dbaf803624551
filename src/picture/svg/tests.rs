use super::out::{escaped, num};
use super::*;
use crate::flow::diff::Difference;
use crate::flow::{Document, SideFile};
use crate::picture::fonts::FileMeasure;
use crate::picture::raster::{RasterError, raster};

fn scene(text: &str) -> (crate::flow::Flow, Scene) {
    let flow = Document::from_bytes(None, text.as_bytes()).expect("a flow").flow().clone();
    let scene = Scene::of(&flow, None, &FileMeasure);
    (flow, scene)
}

fn state(name: &str, next: Option<&str>, y: f64, body: &str) -> serde_json::Value {
    serde_json::json!({"name": name, "type": "send-message", "transitions": [{"event": "sent", "next": next}, {"event": "failed"}],
        "properties": {"offset": {"x": 0, "y": y}, "body": body}})
}

fn flow(states: &[serde_json::Value]) -> String {
    serde_json::json!({"description": "", "states": states, "initial_state": "a", "flags": {}}).to_string()
}

#[test]
fn numbers_are_short_and_text_is_escaped() {
    let short = [(1.0, "1"), (0.5, "0.5"), (-0.001, "0"), (1.005_9, "1.01"), (f32::NAN, "0"), (100.0, "100")];
    for (number, expected) in short {
        assert_eq!(num(number), expected);
    }
    assert_eq!(
        escaped("<a href=\"'&'\">\u{0}\u{1b}\n"),
        "&lt;a href=&quot;&#39;&amp;&#39;&quot;&gt;\u{fffd}\u{fffd} "
    );
}

#[test]
fn the_bundled_fonts_can_be_measured() {
    use crate::picture::{Font, MeasureText as _};
    for font in [Font::Name, Font::Hint, Font::Text, Font::Code] {
        let (narrow, wide) = (FileMeasure.width("iiii", font), FileMeasure.width("WWWW", font));
        assert!(narrow > 0.0 && (font == Font::Code) == (narrow == wide), "{font:?}: {narrow} {wide}");
    }
    assert_eq!(FileMeasure.width("mm", Font::Code), 2.0 * 0.6 * 11.5);
}

#[test]
fn what_is_gone_has_a_ghost_and_its_wires() {
    let (one, before) = scene(&flow(&[state("a", Some("b"), 0.0, "x"), state("b", Some("a"), 300.0, "y")]));
    let (two, after) = scene(&flow(&[state("a", None, 50.0, "x")]));
    let difference = Difference::between(&one, &two);
    let compared = Compared::of(&difference, &before, &after);
    assert_eq!((compared.ghosts().len(), compared.old_wires().len()), (1, 2));
    assert_eq!((compared.count(Sign::Removed), compared.count(Sign::Rewired)), (1, 1));
    let mark = compared.mark_of(two.named("a").expect("a").id()).expect("a mark");
    assert_eq!((mark.sign, &*mark.words), (Sign::Rewired, "rewired, moved"));
    let drawing = Drawing {
        scene: &after,
        palette: Palette::of(false),
        title: "t",
        papers: None,
        trail: None,
        compared: Some((&compared, "old.json")),
    };
    let svg = drawing.svg();
    assert!(svg.contains("<title>b (removed)</title>") && svg.contains("→ rewired, moved"), "{svg}");
    assert_eq!(svg, drawing.svg());
}

#[test]
fn a_picture_that_would_be_too_large_says_which_scale_is_not() {
    let (_, scene) = scene(&flow(&[state("a", None, 0.0, "x"), state("b", None, 90_000.0, "y")]));
    let drawing = Drawing {
        scene: &scene,
        palette: Palette::of(true),
        title: "t",
        papers: None,
        trail: None,
        compared: None,
    };
    let svg = drawing.svg();
    let Err(RasterError::TooLarge { fits, .. }) = raster(&svg, 1.0) else { panic!("it is drawn") };
    assert!(raster(&svg, fits).is_ok(), "{fits}");
    assert!(fits > 0.3, "{fits}");
}

#[test]
fn an_empty_flow_has_a_picture() {
    let (_, scene) = scene(&flow(&[]));
    let drawing = Drawing {
        scene: &scene,
        palette: Palette::of(true),
        title: "",
        papers: None,
        trail: None,
        compared: None,
    };
    let picture = raster(&drawing.svg(), 1.0).expect("a picture");
    assert!(picture.width() >= 400 && picture.height() >= 100, "{picture:?}");
    assert!(picture.png().expect("a file").starts_with(b"\x89PNG\r\n"));
    assert!(picture.rgba().chunks(4).all(|pixel| pixel[3] == 255));
}

#[test]
fn notes_groups_and_the_way_of_loops_are_in_the_picture() {
    let (_, scene) = scene(&flow(&[state("a", Some("b"), 0.0, "x"), state("b", Some("a"), 300.0, "y")]));
    let side = SideFile::read(
        br#"{"version": 1, "groups": {"Two <of> us": {"widgets": ["a", "b"], "folded": true}, "Gone": {"widgets": ["c"]}},
        "notes": {"1": {"text": "Ask Ann about this, who knows why it is so\nsecond\nthird", "x": 900, "y": 0, "width": 120, "height": 60}}}"#,
    );
    let papers = Papers::of(&side, &scene);
    assert_eq!((papers.notes.len(), papers.frames.len()), (1, 1));
    let plain = Drawing {
        scene: &scene,
        palette: Palette::of(true),
        title: "t",
        papers: None,
        trail: None,
        compared: None,
    };
    let svg = Drawing { papers: Some(&papers), ..plain }.svg();
    assert!(svg.contains(">Two &lt;of&gt; us</text>") && !svg.contains("Gone"), "{svg}");
    assert!(
        svg.contains(">Ask Ann about</text>") && svg.contains("…</text>") && !svg.contains("third"),
        "{svg}"
    );
    let width = |svg: &str| svg.split('"').nth(3).and_then(|width| width.parse::<f32>().ok());
    assert!(width(&svg) > width(&plain.svg()), "the note is within the picture");
    // A wire is one line of a path; one that leads back has signs besides.
    let moves = |svg: &str| svg.matches('M').count();
    let back = plain.svg().lines().filter(|line| line.contains("class=\"w\"") && moves(line) > 1).count();
    assert!(back >= 1, "{}", plain.svg());
    assert!(raster(&svg, 1.0).is_ok());
}

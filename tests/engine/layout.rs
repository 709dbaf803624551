//! Every flow at hand, laid out: no card on another, every wire outside of the cards where there is room for it, and
//! a file that stays as it is until somebody moves something.

use cordboard::flow::{Document, Edit, Flow, Offset};
use cordboard::picture::{Font, Grid, MeasureText, Scene, Wire, WireStyle};

struct Fixed;

impl MeasureText for Fixed {
    fn width(&self, text: &str, font: Font) -> f32 {
        let letter = if font == Font::Code { 7.0 } else { 6.2 };
        text.chars().map(|_| letter).sum()
    }
}

/// How many wires pass behind a card that is not theirs.
fn hidden(scene: &Scene) -> usize {
    let is_hidden = |wire: &&Wire| {
        let ends = [wire.output.widget, wire.target];
        let points = wire.path.curves().iter().flat_map(|curve| {
            let steps = if curve.is_line() { 60_u8 } else { 16 };
            (0..=steps).map(move |step| curve.at(f32::from(step) / f32::from(steps)))
        });
        let points: Vec<_> = points.collect();
        scene
            .cards()
            .iter()
            .filter(|card| !ends.contains(&card.id()))
            .any(|card| points.iter().any(|point| card.rect.expand(-4.0).contains(*point)))
    };
    scene.wires().iter().filter(is_hidden).count()
}

fn laid_out(flow: &Flow) -> Flow {
    let scene = Scene::of(flow, None, &Fixed);
    let to = scene.laid_out(None).into_iter();
    let to = to.filter(|(id, _)| flow.widget(*id).unwrap().can_be_moved());
    let to: Vec<_> = to.map(|(id, at)| (id, Offset { x: at.x.into(), y: at.y.into() })).collect();
    Edit::Move { to }.apply(flow).unwrap()
}

#[test]
fn every_flow_is_laid_out_without_overlaps_and_its_wires_can_be_followed() {
    let (mut wires, mut behind) = (0, [0; 2]);
    for path in crate::flow_files::files() {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(document) = Document::from_bytes(None, &bytes) else { continue };
        let flow = laid_out(document.flow());
        for (style, behind) in [WireStyle::Smooth, WireStyle::RightAngled].into_iter().zip(&mut behind) {
            let scene = Scene::styled(&flow, style, None, &Fixed);
            let grid = Grid::of(scene.cards().iter().map(|card| card.rect).collect());
            for (index, card) in scene.cards().iter().enumerate() {
                assert_eq!(
                    grid.query(&card.rect.expand(20.0)),
                    [index],
                    "{} {}",
                    path.display(),
                    card.face.name
                );
            }
            let start = scene.start().map_or(f32::MIN, |start| start.rect.min.y);
            assert!(scene.cards().iter().all(|card| card.rect.min.y >= start), "{}", path.display());
            *behind += hidden(&scene);
            wires += scene.wires().len();
        }
        assert_eq!(Scene::of(&flow, None, &Fixed).laid_out(None), [], "{}", path.display());
    }
    println!("{} wires, behind cards: {behind:?}", wires / 2);
    assert!(behind.iter().all(|behind| behind * 50 <= wires / 2), "{behind:?} of {}", wires / 2);
}

#[test]
fn what_is_only_drawn_is_not_written() {
    for path in crate::flow_files::files().into_iter().take(40) {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(document) = Document::from_bytes(None, &bytes) else { continue };
        let bare = document.flow().widgets().iter().filter(|widget| widget.property("offset").is_some());
        let bare: Vec<Edit> = bare
            .map(|widget| Edit::SetProperty { widget: widget.id(), key: "offset".to_owned(), value: None })
            .collect();
        let bare = Edit::Together { name: String::new(), edits: bare }.apply(document.flow()).unwrap();
        let text = bare.write();
        let scene = Scene::of(&bare, None, &Fixed);
        let grid = Grid::of(scene.cards().iter().map(|card| card.rect).collect());
        for (index, card) in scene.cards().iter().enumerate() {
            assert_eq!(grid.query(&card.rect.expand(20.0)), [index], "{}", path.display());
        }
        assert_eq!(bare.write(), text);
    }
}

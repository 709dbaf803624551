//! `cordboard render`: a picture of a flow as SVG or PNG.

mod trail;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::beside::Beside;
use super::output::Output;
use super::{Outcome, input, traces};
use crate::flow::diff::Difference;
use crate::flow::{Flow, file};
use crate::picture::compared::Compared;
use crate::picture::fonts::{self, FileMeasure};
use crate::picture::palette::Palette;
use crate::picture::papers::Papers;
use crate::picture::raster::{RasterError, raster};
use crate::picture::svg::Drawing;
use crate::picture::{CachedMeasure, Line, Scene};

/// Draws a flow as it stands on the canvas, as SVG or PNG.
///
/// With --trace the way of a run is marked, with --diff what differs from another version. The same input gives the same
/// bytes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard render flow.json -o flow.svg
  cordboard run flow.json --body hi --format json > run.jsonl; cordboard render flow.json --trace run.jsonl -o run.png
  git show HEAD:flow.json | cordboard render flow.json --diff - --theme light -o changes.svg")]
pub(super) struct Arguments {
    /// The flow; `-` is standard input.
    #[arg(value_name = "FLOW")]
    flow: PathBuf,
    /// Where to write; the ending says what: `.svg` or `.png`. `-` is standard output.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// What to write, whatever the ending is; standard output gets SVG without it.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The colours.
    #[arg(long, value_enum, default_value_t)]
    theme: Theme,
    /// The trace of a run, as `cordboard run --format json` writes it: its way is marked.
    #[arg(long, value_name = "RUN.jsonl", conflicts_with = "diff")]
    trace: Option<PathBuf>,
    /// The earlier version of the flow: what was added, removed, changed, rewired, renamed or moved since is marked.
    #[arg(long, value_name = "OTHER")]
    diff: Option<PathBuf>,
    /// Pixels for each point of a PNG.
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = scale)]
    scale: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines and letters, sharp at any size.
    Svg,
    /// Pixels.
    Png,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Theme {
    /// Dark colours.
    #[default]
    Dark,
    /// Light colours.
    Light,
}

fn scale(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(scale) if (0.01..=16.0).contains(&scale) => Ok(scale),
        _ => Err("a number from 0.01 to 16 is needed".to_owned()),
    }
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    // What cannot be written is found before anything is read.
    let format = format(arguments)?;
    let inputs = [Some(&arguments.flow), arguments.trace.as_ref(), arguments.diff.as_ref()];
    if inputs.into_iter().flatten().filter(|path| input::is_standard(path)).count() > 1 {
        return Err("only one of the files can come from standard input".to_owned());
    }
    let read = |path: &Path| input::flow(path).map_err(|error| error.text(&input::name_of(path)));
    let shown = read(&arguments.flow)?;
    let flow = shown.document.flow();
    let measure = CachedMeasure::new(FileMeasure);
    let scene = Scene::of(flow, None, &measure);
    let trail = arguments.trace.as_deref().map(|path| trail_of(path, flow, output)).transpose()?;
    let other = arguments.diff.as_deref().map(read).transpose()?;
    let compared = other.as_ref().map(|other| {
        let before = other.document.flow();
        let difference = Difference::between(before, flow);
        Compared::of(&difference, &Scene::of(before, None, &measure), &scene)
    });
    // A picture without notes is better than none.
    let papers = match Beside::read(&arguments.flow) {
        Ok(beside) => Some(Papers::of(&beside.side, &scene)),
        Err(why) => {
            output.error(&format!("note: without notes and groups: {why}"));
            None
        }
    };
    let drawing = Drawing {
        scene: &scene,
        palette: Palette::of(arguments.theme == Theme::Dark),
        title: &title(&shown.name, flow),
        papers: papers.as_ref(),
        trail: trail.as_ref(),
        compared: compared.as_ref().zip(other.as_ref().map(|other| base_name(&other.name))),
    };
    let svg = drawing.svg();
    if format == Format::Png {
        tell_missing(&scene, output);
    }
    let bytes = match format {
        Format::Svg => svg.into_bytes(),
        Format::Png => {
            raster(&svg, arguments.scale).and_then(|picture| picture.png()).map_err(|error| told(&error))?
        }
    };
    match input::is_standard(&arguments.output) {
        true => output.bytes(&bytes),
        false => {
            let path = &arguments.output;
            file::save(path, &bytes, None).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(Outcome::Well)
}

/// Says which characters a PNG cannot show: it has no fonts but the bundled ones.
fn tell_missing(scene: &Scene, output: &Output) {
    const MOST: usize = 8;
    let mut missing = BTreeSet::new();
    for card in scene.cards() {
        let lines: String = card.face.lines.iter().map(Line::text).collect();
        let outputs = card.face.outputs.iter().map(|output| &*output.shown);
        for text in [&*card.face.name, &lines].into_iter().chain(outputs) {
            missing.extend(text.chars().filter(|char| !fonts::can_show(*char)));
        }
    }
    if !missing.is_empty() {
        let shown: String = missing.iter().take(MOST).collect();
        let more = if missing.len() > MOST { " and others" } else { "" };
        output.error(&format!(
            "note: a PNG is drawn with Inter and JetBrains Mono alone, which do not have {shown}{more}; an .svg shows them"
        ));
    }
}

/// What is written.
fn format(arguments: &Arguments) -> Result<Format, String> {
    if let Some(format) = arguments.format {
        return Ok(format);
    }
    if input::is_standard(&arguments.output) {
        return Ok(Format::Svg);
    }
    let ending = arguments.output.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("svg") => Ok(Format::Svg),
        Some("png") => Ok(Format::Png),
        _ => Err(format!(
            "{}: a picture is written as .svg or .png; give the file one of these endings, or say --format",
            arguments.output.display()
        )),
    }
}

/// The way of a run, where its trace fits the flow; what differs in details is told.
fn trail_of(path: &Path, flow: &Flow, output: &Output) -> Result<crate::picture::trail::Trail, String> {
    let records = traces::read(path).map_err(|error| format!("--trace: {error}"))?;
    let name = input::name_of(path);
    let found = trail::of(&records, flow);
    if let Some(text) = found.strangers_told() {
        return Err(format!("--trace: {name}: this is the trace of another flow: {text}"));
    }
    found.remarks.iter().for_each(|remark| output.error(&format!("{name}: {remark}")));
    Ok(found.trail)
}

/// What a picture is called: the flow's own description where it has one, else its file.
fn title(name: &str, flow: &Flow) -> String {
    let description =
        flow.envelope("description").and_then(|text| text.as_text().map(std::borrow::Cow::into_owned));
    description.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| base_name(name).to_owned())
}

fn base_name(name: &str) -> &str {
    match name {
        "-" => "standard input",
        name => Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or(name),
    }
}

fn told(error: &RasterError) -> String {
    match error {
        RasterError::TooLarge { width, height, fits } => format!(
            "a PNG of {width} × {height} pixels is too large; --scale {fits} makes a smaller one, and an .svg is sharp at \
             any size"
        ),
        error => error.to_string(),
    }
}

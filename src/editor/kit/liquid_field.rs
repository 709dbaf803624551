//! Text fields in which Liquid stands out, and completes itself.
//!
//! What is Liquid and what could stand at the cursor, the caller says: the kit knows no template language.

use std::ops::Range;
use std::sync::Arc;

use egui::cache::{ComputerMut, FrameCache};
use egui::text::{LayoutJob, TextFormat};
use egui::text_edit::{CompletionQuery, Suggestion, TextBuffer};
use egui::{Color32, FontId, Stroke, Ui};

use super::field::{Extras, FieldOptions, FieldResponse, field};
use crate::editor::theme::{self, Group, Tokens, size};

/// How a part of a template is shown. What has no highlight is plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Highlight {
    /// An output or a tag.
    Liquid,
    /// A comment: it is never rendered.
    Comment,
    /// Liquid that is not well-formed.
    Problem,
    /// The name of a value, in JSON.
    Key,
    /// A number or a word, in JSON.
    Value,
    /// Brackets and commas, in JSON.
    Sign,
}

/// Finds what stands out in a template, as byte ranges from front to back that do not overlap.
pub type Highlighter = fn(&str) -> Vec<(Range<usize>, Highlight)>;

/// Suggests what could stand at the cursor: gets the text and the cursor, and answers with the part that is replaced
/// (it ends at the cursor) and what it may be replaced by. All positions are bytes.
pub type Completer<'a> = &'a mut dyn FnMut(&str, usize) -> Option<(Range<usize>, Vec<Suggestion>)>;

type Spans = Arc<[(Range<usize>, Highlight)]>;

/// Remembers where the Liquid is, as long as the text is shown: the layouter runs in every frame.
#[derive(Default)]
struct FindSpans;

impl ComputerMut<(&str, Highlighter), Spans> for FindSpans {
    fn compute(&mut self, (text, highlighter): (&str, Highlighter)) -> Spans {
        highlighter(text).into()
    }
}

/// A field for a template, named by the label above it or else by `name`.
#[expect(clippy::too_many_arguments, reason = "a text field's, and the two that make it a field for Liquid")]
pub fn liquid_field(
    ui: &mut Ui,
    id_salt: impl egui::AsIdSalt,
    name: &str,
    text: &mut String,
    hint: &str,
    options: &FieldOptions,
    highlighter: Highlighter,
    completer: Option<Completer<'_>>,
) -> FieldResponse {
    let id = ui.make_persistent_id(id_salt);
    let font = if options.mono { theme::mono() } else { theme::body() };
    let is_multiline = options.rows > 1;
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, wrap_width: f32| {
        let color = Tokens::of(ui).text;
        let mut job = liquid_job(ui, text.as_str(), highlighter, &font, color);
        job.wrap.max_width = if is_multiline { wrap_width } else { f32::INFINITY };
        job.break_on_newline = is_multiline;
        job.keep_trailing_whitespace = true;
        ui.painter().layout_job(job)
    };
    let mut extras = Extras { layouter: Some(&mut layouter), ..Extras::default() };
    let Some(completer) = completer else {
        return field(ui, id, name, text, hint, options, extras);
    };
    // Whoever only passes through the field, with Tab, must not take a suggestion for it.
    let untouched: Option<Untouched> = ui.data(|data| data.get_temp(id));
    let mut suggest = |query: &CompletionQuery<'_>| match &untouched {
        Some(Untouched(before)) if **before != *query.text => suggestions(query, completer),
        _ => Vec::new(),
    };
    extras.suggest = Some(&mut suggest);
    extras.is_word_boundary = Some(is_word_boundary);
    let shown = field(ui, id, name, text, hint, options, extras);
    let has_focus = shown.response.has_focus();
    if has_focus && untouched.is_none() {
        ui.data_mut(|data| data.insert_temp(id, Untouched(text.as_str().into())));
    } else if !has_focus && untouched.is_some() {
        ui.data_mut(|data| data.remove::<Untouched>(id));
    }
    shown
}

/// What a field held when it got the keyboard.
#[derive(Clone)]
struct Untouched(Arc<str>);

/// A template as it is painted: Liquid in the accent's colour and in monospace, the rest in `font` and `color`.
///
/// For every place that shows a template; the caller sets the width at which it wraps.
#[must_use]
pub fn liquid_job(ui: &Ui, text: &str, highlighter: Highlighter, font: &FontId, color: Color32) -> LayoutJob {
    let tokens = Tokens::of(ui);
    let spans = ui.memory_mut(|memory| {
        Arc::clone(memory.caches.cache::<FrameCache<Spans, FindSpans>>().get((text, highlighter)))
    });
    let line_height = Some((font.size * size::LINE / size::BODY).round());
    let plain = TextFormat { line_height, ..TextFormat::simple(font.clone(), color) };
    // Monospace looks larger than the other family; where all is in it, Liquid is as large as the rest.
    let mono = if font.family == egui::FontFamily::Monospace {
        font.clone()
    } else {
        FontId::monospace((font.size * size::MONO / size::BODY * 2.0).round() / 2.0)
    };
    let liquid = TextFormat { line_height, ..TextFormat::simple(mono, tokens.accent) };
    let mut job = LayoutJob::default();
    let mut done = 0;
    for (range, highlight) in spans.iter() {
        // A range that is no part of what is left would lose or double text; the text is worth more than its colours.
        let (Some(before), Some(part)) = (text.get(done..range.start), text.get(range.clone())) else {
            continue;
        };
        job.append(before, 0.0, plain.clone());
        let format = match highlight {
            Highlight::Liquid | Highlight::Key => liquid.clone(),
            Highlight::Value => TextFormat { color: tokens.group(Group::Tools), ..liquid.clone() },
            Highlight::Sign => TextFormat { color: tokens.text_3, ..liquid.clone() },
            Highlight::Comment => TextFormat { color: tokens.text_3, ..liquid.clone() },
            Highlight::Problem => TextFormat {
                underline: Stroke::new(size::BORDER, tokens.error),
                color: tokens.error,
                ..liquid.clone()
            },
        };
        job.append(part, 0.0, format);
        done = range.end;
    }
    job.append(text.get(done..).unwrap_or_default(), 0.0, plain);
    job
}

/// What no name in Liquid contains.
fn is_word_boundary(character: char) -> bool {
    character.is_whitespace() || "{}%|,():\"'=<>".contains(character)
}

/// egui replaces the word before the cursor; the caller may mean more or less than that word.
/// So what is inserted is cut or filled up until it fits.
fn suggestions(query: &CompletionQuery<'_>, completer: Completer<'_>) -> Vec<Suggestion> {
    let byte_of = |index: usize| {
        query.text.char_indices().nth(index).map_or(query.text.len(), |(position, _)| position)
    };
    let (word, cursor) = (byte_of(query.word_range.start.0), byte_of(query.word_range.end.0));
    let Some((range, found)) = completer(query.text, cursor) else {
        return Vec::new();
    };
    let fit = |mut suggestion: Suggestion| {
        suggestion.insert = if range.start <= word {
            let kept = query.text.get(range.start..word)?;
            suggestion.insert.strip_prefix(kept)?.to_owned()
        } else {
            format!("{}{}", query.text.get(word..range.start)?, suggestion.insert)
        };
        Some(suggestion)
    };
    found.into_iter().filter_map(fit).collect()
}

//! What the menu offers: widgets that fit, what a sentence becomes, outputs and widgets to connect, and what does not
//! fit with the reason.

use std::sync::Arc;

use super::AddMenu;
use crate::check::Standing;
use crate::editor::state::OpenFlow;
use crate::editor::widget_palette::placeable;
use crate::flow::{Flow, Output, Widget, WidgetId};
use crate::widgets::{Needs, WidgetType, label_of, output_label};

/// So many of the types that were placed last stand first.
const LAST: usize = 5;
/// No more widgets of the flow are listed than this: nobody reads on, and a letter more finds it.
const MOST_TARGETS: usize = 40;

/// One line of the menu.
#[derive(Clone)]
pub(super) enum Row {
    /// A line above others, which cannot be chosen.
    Heading(&'static str),
    /// A type of widget, with why it does not fit.
    Widget { entry: &'static WidgetType, lacks: Option<String> },
    /// A widget that says what was typed.
    Sentence { entry: &'static WidgetType, said: String },
    /// An output that can be led elsewhere.
    Output { output: Output, label: String, leads: String },
    /// A widget that an output can lead to.
    Target { id: WidgetId, name: String, kind: String },
    /// An output is to lead nowhere.
    Nowhere,
    /// So many types do not fit, and are not shown.
    More(usize),
}

/// Rows, and what they were made of: they are made again when that changes, and not for each frame.
#[derive(Clone)]
pub(super) struct Listed {
    flow: Flow,
    filter: String,
    from: Option<Output>,
    shows_all: bool,
    rows: Arc<Vec<Row>>,
}

impl std::fmt::Debug for Listed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listed").field("filter", &self.filter).field("rows", &self.rows.len()).finish()
    }
}

impl Listed {
    /// The rows for what was typed. Which types were placed last does not change while a menu is open, but for its own.
    pub fn of(menu: &mut AddMenu, file: &OpenFlow, placed_last: &[&'static str]) -> Arc<Vec<Row>> {
        let is_fresh = |known: &&Self| {
            known.filter == menu.filter
                && (known.from, known.shows_all) == (menu.from, menu.shows_all)
                && known.flow.is_same_as(file.flow())
        };
        if let Some(known) = menu.listed.as_ref().filter(is_fresh) {
            return Arc::clone(&known.rows);
        }
        let rows = Arc::new(rows(menu, file, placed_last));
        menu.listed = Some(Self {
            flow: file.flow().clone(),
            filter: menu.filter.clone(),
            from: menu.from,
            shows_all: menu.shows_all,
            rows: Arc::clone(&rows),
        });
        rows
    }
}

impl Row {
    pub fn can_be_chosen(&self) -> bool {
        !matches!(self, Self::Heading(_))
    }
}

/// The rows for what was typed.
fn rows(menu: &AddMenu, file: &OpenFlow, placed_last: &[&'static str]) -> Vec<Row> {
    match (menu.connects, menu.from) {
        (Some(widget), None) => outputs(menu, file, widget),
        (Some(_), Some(output)) => {
            let mut rows = targets(menu, file, output);
            if !menu.filter.trim().is_empty() {
                let new = widgets(menu, file, &[]);
                if !rows.is_empty() && !new.is_empty() {
                    rows.push(Row::Heading("New widget"));
                }
                rows.extend(new);
            }
            rows
        }
        (None, _) => widgets(menu, file, placed_last),
    }
}

fn widgets(menu: &AddMenu, file: &OpenFlow, placed_last: &[&'static str]) -> Vec<Row> {
    let standing = menu.standing();
    let typed = menu.filter.trim();
    let found = placeable(typed, Some(file.flow()));
    let is_known = !found.is_empty();
    let (unfit, fit): (Vec<_>, Vec<_>) = found
        .into_iter()
        .map(|entry| (entry, standing.lacks(entry.needs)))
        .partition(|(_, lacks)| lacks.is_some());
    let mut rows: Vec<Row> = Vec::new();
    let mut fit: Vec<&'static WidgetType> = fit.into_iter().map(|(entry, _)| entry).collect();
    if typed.is_empty() {
        let last: Vec<&'static WidgetType> = placed_last
            .iter()
            .filter_map(|kind| fit.iter().find(|entry| entry.id == *kind).copied())
            .take(LAST)
            .collect();
        if !last.is_empty() {
            fit.retain(|entry| !last.iter().any(|placed| placed.id == entry.id));
            rows.push(Row::Heading("Placed last"));
            rows.extend(last.into_iter().map(|entry| Row::Widget { entry, lacks: None }));
            rows.push(Row::Heading("More widgets"));
        }
    }
    rows.extend(fit.into_iter().map(|entry| Row::Widget { entry, lacks: None }));
    // One word is the beginning of a name; several that match nothing are something to say.
    if !typed.is_empty() && (!is_known || typed.contains(' ')) {
        rows.extend(sentences(standing, typed));
    }
    let is_all = menu.shows_all || (!typed.is_empty() && rows.is_empty());
    match unfit.len() {
        0 => {}
        _ if is_all => {
            rows.push(Row::Heading("Does not fit here"));
            rows.extend(unfit.into_iter().map(|(entry, lacks)| Row::Widget { entry, lacks }));
        }
        count => rows.push(Row::More(count)),
    }
    rows
}

/// What a sentence becomes, what only this path can do first: on a call it is spoken.
fn sentences(standing: &Standing, typed: &str) -> Vec<Row> {
    let takes =
        |entry: &&'static WidgetType| entry.sentence.is_some() && standing.lacks(entry.needs).is_none();
    let mut entries: Vec<&'static WidgetType> = placeable("", None).into_iter().filter(takes).collect();
    let is_own = |entry: &&WidgetType| entry.needs != Needs::Nothing && standing.gives(entry.needs);
    entries.sort_by_key(|entry| !is_own(entry));
    entries.into_iter().map(|entry| Row::Sentence { entry, said: typed.to_owned() }).collect()
}

fn leads_to(widget: &Widget, index: usize) -> String {
    match widget.transitions().get(index).and_then(|transition| transition.next.as_deref()) {
        Some(next) => format!("leads to {next}"),
        None => "leads nowhere".to_owned(),
    }
}

fn outputs(menu: &AddMenu, file: &OpenFlow, widget: WidgetId) -> Vec<Row> {
    let Some(widget) = file.flow().widget(widget) else { return Vec::new() };
    let typed = menu.filter.trim().to_lowercase();
    let all = (0..widget.transitions().len()).map(|index| Row::Output {
        output: Output { widget: widget.id(), index },
        label: output_label(widget, index),
        leads: leads_to(widget, index),
    });
    all.filter(|row| matches!(row, Row::Output { label, .. } if label.to_lowercase().contains(&typed)))
        .collect()
}

fn targets(menu: &AddMenu, file: &OpenFlow, output: Output) -> Vec<Row> {
    let typed = menu.filter.trim().to_lowercase();
    let scene = &file.derived.scene;
    let takes = |widget: &Widget| {
        widget.name().is_some() && scene.card(widget.id()).is_some_and(|card| card.face.has_input)
    };
    let widgets = file.flow().widgets().iter().filter(|widget| takes(widget));
    let mut found: Vec<(bool, &Widget)> = widgets
        .filter_map(|widget| {
            let name = widget.title().to_lowercase();
            name.contains(&typed).then(|| (!name.starts_with(&typed), &**widget))
        })
        .collect();
    found.sort_by_key(|(is_inside, _)| *is_inside);
    let mut rows: Vec<Row> = found
        .into_iter()
        .take(MOST_TARGETS)
        .map(|(_, widget)| Row::Target {
            id: widget.id(),
            name: widget.title().to_owned(),
            kind: label_of(widget.kind().unwrap_or_default()).into_owned(),
        })
        .collect();
    let source = file.flow().widget(output.widget);
    let is_led = source
        .and_then(|widget| widget.transitions().get(output.index))
        .is_some_and(|transition| transition.next.is_some());
    // Last: who presses Enter twice does not mean to cut a wire.
    if is_led && "nowhere".contains(&typed) {
        rows.push(Row::Nowhere);
    }
    rows
}

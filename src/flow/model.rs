//! The flow: an envelope and its widgets, each sharing what did not change with other versions.

use std::collections::HashMap;
use std::sync::Arc;

use super::convert;
use super::json::{self, Json, Kind, List, Places, Style};
use super::widget::{Widget, WidgetId};
use super::work;

/// The text of a new flow: a trigger with its five events and nothing else.
pub const NEW_FLOW: &str = include_str!("new_flow.json");

/// A flow definition. Cheap to clone.
#[derive(Debug)]
pub struct Flow {
    /// The top-level object with the states taken out.
    envelope: Arc<Json>,
    /// White space in an array of states that is empty.
    states_inner: Box<str>,
    widgets: Vec<Arc<Widget>>,
    next_id: u32,
}

impl Clone for Flow {
    fn clone(&self) -> Self {
        work::done(self.widgets.len());
        Self {
            envelope: Arc::clone(&self.envelope),
            states_inner: self.states_inner.clone(),
            widgets: self.widgets.clone(),
            next_id: self.next_id,
        }
    }
}

/// Why a JSON value is no flow definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowError {
    /// Not an object.
    #[error("this JSON is no flow: a flow definition is an object, this is {0}")]
    NotAnObject(&'static str),
    /// An object without an array of states.
    #[error("this JSON is no flow: it has no `states` array")]
    NoStates,
    /// A flow wrapped into something else: an answer of the REST API, a string, a file of code.
    #[error(
        "this is not a bare flow definition but holds one, as answers of the REST API and files of code do; \
         `cordboard convert` takes it out"
    )]
    Wrapped,
}

impl Flow {
    /// Reads a tree. A flow with mistakes is a flow; only what has no states at all is none.
    ///
    /// # Errors
    /// Where the tree is not an object with an array `states`.
    pub fn from_json(mut root: Json) -> Result<Self, FlowError> {
        let Some(Json { kind: Kind::Array(states), .. }) = root.get_mut("states") else {
            return Err(match root.as_object() {
                _ if convert::holds_flow(&root) => FlowError::Wrapped,
                Some(_) => FlowError::NoStates,
                None => FlowError::NotAnObject(root.type_name()),
            });
        };
        let items = std::mem::take(&mut states.items);
        let states_inner = std::mem::take(&mut states.inner);
        let widgets: Vec<_> =
            (0..).zip(items).map(|(id, json)| Arc::new(Widget::new(WidgetId(id), json))).collect();
        let next_id = u32::try_from(widgets.len()).unwrap_or(u32::MAX);
        Ok(Self { envelope: Arc::new(root), states_inner, widgets, next_id })
    }

    /// The id that the next new widget gets.
    pub(super) fn next_id(&self) -> u32 {
        self.next_id
    }

    /// Gives no new widget an id below this one.
    pub(super) fn keep_ids_above(&mut self, next_id: u32) {
        self.next_id = self.next_id.max(next_id);
    }

    /// The widgets, in the order of the file.
    pub fn widgets(&self) -> &[Arc<Widget>] {
        work::done(self.widgets.len());
        &self.widgets
    }

    /// One widget.
    pub fn widget(&self, id: WidgetId) -> Option<&Arc<Widget>> {
        self.index_of(id).and_then(|index| self.widgets.get(index))
    }

    /// Where a widget stands in `states`. Ids grow along the file, so this is a binary search.
    pub fn index_of(&self, id: WidgetId) -> Option<usize> {
        self.widgets.binary_search_by_key(&id, |widget| widget.id()).ok()
    }

    /// The first widget of this name.
    pub fn named(&self, name: &str) -> Option<&Arc<Widget>> {
        self.widgets().iter().find(|widget| widget.name() == Some(name))
    }

    /// The ids that a later version has and this one has not.
    pub fn added_in(&self, later: &Self) -> Vec<WidgetId> {
        later.widgets.iter().map(|widget| widget.id()).filter(|id| id.0 >= self.next_id).collect()
    }

    /// A value of the top-level object, as `description`.
    pub fn envelope(&self, key: &str) -> Option<&Json> {
        self.envelope.get(key)
    }

    /// The whole top-level object; its `states` is empty.
    pub fn envelope_json(&self) -> &Json {
        &self.envelope
    }

    /// The name of the widget on which an execution begins.
    pub fn initial_state(&self) -> Option<String> {
        self.envelope
            .get("initial_state")?
            .as_text()
            .map(|name| name.into_owned())
            .filter(|name| !name.is_empty())
    }

    /// Whether this is the format that Studio's console exported before September 2019.
    pub fn is_legacy(&self) -> bool {
        self.envelope.get("initial_state").is_none()
            && self.widgets.iter().any(|widget| widget.kind() == Some("InitialState"))
    }

    /// The layout of this document's text.
    pub fn style(&self) -> Style {
        Style::of(&self.envelope)
    }

    /// Names that stand on more than one widget.
    pub fn doubled_names(&self) -> HashMap<&str, usize> {
        let mut counts = HashMap::new();
        for name in self.widgets.iter().filter_map(|widget| widget.name()) {
            *counts.entry(name).or_insert(0) += 1;
        }
        counts.retain(|_, count| *count > 1);
        counts
    }

    /// A name that is free: `base_1`, `base_2`, … as Studio's console numbers them.
    pub fn free_name(&self, base: &str) -> String {
        let taken: std::collections::HashSet<&str> =
            self.widgets.iter().filter_map(|widget| widget.name()).collect();
        (1..)
            .map(|number: u32| format!("{base}_{number}"))
            .find(|name| !taken.contains(&**name))
            .unwrap_or_default()
    }

    /// The text of the whole definition. Pure; the first version of a document gives the bytes it was read from.
    pub fn write(&self) -> String {
        self.write_noting(&mut Places::default())
    }

    /// As [`Flow::write`], noting where the asked-for values stand.
    pub fn write_noting(&self, places: &mut Places) -> String {
        let mut out = String::new();
        let root = &self.envelope;
        let members = root.as_object().unwrap_or_default();
        let states_at = members.iter().rposition(|member| member.name() == "states");
        out.push_str(&root.lead);
        let start = out.len();
        out.push('{');
        for (index, member) in members.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            json::write_key(&member.lead, &member.key, &member.trail, &mut out);
            places.within(&member.name(), |places| {
                if Some(index) == states_at {
                    self.write_states(&member.value, &mut out, places);
                } else {
                    json::write(&member.value, &mut out, places);
                }
            });
        }
        out.push('}');
        places.record(start..out.len());
        out.push_str(&root.trail);
        out
    }

    fn write_states(&self, states: &Json, out: &mut String, places: &mut Places) {
        out.push_str(&states.lead);
        let start = out.len();
        out.push('[');
        if self.widgets.is_empty() {
            out.push_str(&self.states_inner);
        }
        for (index, widget) in self.widgets.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            places.within(&index.to_string(), |places| json::write(widget.json(), out, places));
        }
        out.push(']');
        places.record(start..out.len());
        out.push_str(&states.trail);
    }

    /// The plain value of the whole definition.
    pub fn to_value(&self) -> serde_json::Value {
        let mut value = self.envelope.to_value();
        if let Some(states) = value.get_mut("states") {
            *states = self.widgets.iter().map(|widget| widget.json().to_value()).collect();
        }
        value
    }

    /// Puts a text in the place of a widget's. What says the same stays as it is.
    pub(super) fn put(&mut self, id: WidgetId, json: Json) {
        if let Some(slot) = self.index_of(id).and_then(|index| self.widgets.get_mut(index))
            && json != *slot.json()
        {
            *slot = Arc::new(Widget::new(id, json));
        }
    }

    /// This flow with several widgets' text changed.
    pub(crate) fn with_widgets(&self, ids: &[WidgetId], change: impl Fn(&mut Json)) -> Self {
        self.with_each(ids, |_, json| change(json))
    }

    /// As [`Flow::with_widgets`], telling which widget it is.
    pub(crate) fn with_each(&self, ids: &[WidgetId], change: impl Fn(WidgetId, &mut Json)) -> Self {
        let mut flow = self.clone();
        for id in ids {
            if let Some(widget) = self.widget(*id) {
                let mut json = widget.json().clone();
                change(*id, &mut json);
                flow.put(*id, json);
            }
        }
        flow
    }

    /// Whether another version has the same text. Cheap: what two versions share is not looked into.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.widgets.len() == other.widgets.len()
            && (Arc::ptr_eq(&self.envelope, &other.envelope) || self.envelope == other.envelope)
            && self
                .widgets
                .iter()
                .zip(&other.widgets)
                .all(|(one, two)| Arc::ptr_eq(one, two) || one.id() == two.id() && one.json() == two.json())
    }

    /// This flow with its top-level object changed.
    pub(crate) fn with_envelope(&self, change: impl FnOnce(&mut Json)) -> Self {
        let mut flow = self.clone();
        change(Arc::make_mut(&mut flow.envelope));
        flow
    }

    /// This flow with states appended.
    pub(crate) fn with_added(&self, states: &[serde_json::Value]) -> Self {
        let mut flow = self.clone();
        let style = self.style();
        let margin = self.states_margin(&style);
        // A list of its own lends the new states the white space of their neighbours.
        let mut list = Json::bare(Kind::Array(List { items: Vec::new(), inner: "".into() }));
        if let (Kind::Array(list), Some(last)) = (&mut list.kind, self.widgets.last()) {
            list.items.push(last.json().clone());
        }
        for state in states {
            list.push(state, &style, margin.as_deref());
        }
        let Kind::Array(list) = list.kind else { return flow };
        let mut items = list.items.into_iter();
        if let Some(last) = flow.widgets.last_mut()
            && let Some(json) = items.next()
        {
            *last = Arc::new(Widget::new(last.id(), json));
        }
        for json in items {
            flow.widgets.push(Arc::new(Widget::new(WidgetId(flow.next_id), json)));
            flow.next_id += 1;
        }
        flow
    }

    /// This flow without these widgets. White space before the closing bracket stays there.
    pub(crate) fn without(&self, gone: &dyn Fn(WidgetId) -> bool) -> Self {
        let mut flow = self.clone();
        flow.widgets.retain(|widget| !gone(widget.id()));
        let trail = self.widgets.last().map(|widget| widget.json().trail.clone());
        if let (Some(last), Some(trail)) = (flow.widgets.last_mut(), trail)
            && last.json().trail != trail
        {
            let mut json = last.json().clone();
            json.trail = trail;
            *last = Arc::new(Widget::new(last.id(), json));
        }
        flow
    }

    /// Another flow in this one's place. Widgets keep their ids as far as both list the same names in the same order,
    /// since ids grow along the file; the others are new.
    pub(crate) fn replaced_by(&self, other: &Self) -> Self {
        let mut known: HashMap<&str, &Arc<Widget>> = HashMap::new();
        for widget in &self.widgets {
            if let Some(name) = widget.name() {
                known.entry(name).or_insert(widget);
            }
        }
        let mut flow = Self { widgets: Vec::with_capacity(other.widgets.len()), ..other.clone() };
        flow.next_id = self.next_id;
        let mut last: Option<WidgetId> = None;
        let mut is_same_so_far = true;
        for widget in &other.widgets {
            let old = widget.name().and_then(|name| known.get(name)).copied();
            let old = old.filter(|old| is_same_so_far && last.is_none_or(|last| old.id() > last));
            is_same_so_far = old.is_some();
            let widget = match old {
                Some(old) if old.json() == widget.json() => Arc::clone(old),
                Some(old) => Arc::new(Widget::new(old.id(), widget.json().clone())),
                None => {
                    flow.next_id += 1;
                    Arc::new(Widget::new(WidgetId(flow.next_id - 1), widget.json().clone()))
                }
            };
            last = Some(widget.id());
            flow.widgets.push(widget);
        }
        flow
    }

    /// The margin of the line on which `states` stands.
    fn states_margin(&self, style: &Style) -> Option<String> {
        style.indent.as_ref()?;
        let member = self.envelope.as_object()?.iter().rev().find(|member| member.name() == "states")?;
        member.lead.rsplit_once('\n').map(|(_, margin)| margin.to_owned())
    }
}

//! The rules, one file each, and the table of them.
//!
//! A rule looks at the whole flow or at one widget, and adds what it finds to a [`Sink`]. It decides nothing else: what
//! is wanted, in which order it is told and how bad it is with `--publish` is settled here.

mod arguments_differ;
mod bad_address;
mod bad_condition;
mod bad_condition_value;
mod bad_content_type;
mod bad_document_value;
mod bad_flags;
mod bad_flow_sid;
mod bad_json;
mod bad_name;
mod bad_offset;
mod bad_revision;
mod bad_sid;
mod bad_template;
mod bad_transition;
mod bad_url;
mod body_too_large;
mod chat_field_without_effect;
mod conditions;
mod costly_character;
mod doubled_event;
mod doubled_key;
mod duplicate_name;
mod empty_body;
mod empty_list_item;
mod endless_loop;
mod exclusive_fields;
mod leads_nowhere;
mod legacy_export;
mod liquid_not_allowed;
mod long_wait;
mod loop_too_long;
mod many_states;
mod match_without_condition;
mod missing_event;
mod missing_initial_state;
mod missing_key;
mod missing_property;
mod missing_type;
mod missing_value;
mod needs_request;
mod nested_subflow;
mod never_matching_regex;
mod never_starts;
mod no_content_template;
mod no_states;
mod no_trigger;
mod not_a_choice;
mod not_an_object;
mod nothing_compared;
mod old_type;
mod out_of_range;
mod own_loop;
mod placeholder;
mod read_maybe_missing;
mod read_other_event;
mod read_other_trigger;
mod read_too_early;
mod reserved_parameter;
mod several_triggers;
mod shadowed_condition;
mod starts_elsewhere;
mod subflow_revisions;
mod text_as_number;
mod text_too_long;
mod too_many_states;
mod too_many_subflows;
mod unknown_condition;
mod unknown_event;
mod unknown_initial_state;
mod unknown_key;
mod unknown_output;
mod unknown_property;
mod unknown_root;
mod unknown_target;
mod unknown_type;
mod unknown_variable;
mod unknown_widget;
mod unknown_widget_key;
mod unnamed;
mod unreachable;
mod unwired_failure;
mod unwired_no_match;
mod unwired_timeout;
mod whatsapp_without_template;
mod wrong_trigger;
mod wrong_type;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use super::diagnostic::{Blocks, Place, Severity};
use super::subject::{At, Options, Sink, Subject};
use crate::flow::Widget;
use crate::widgets::{Field, FieldKind};

/// A rule.
pub(super) struct Rule {
    /// Its stable name.
    pub code: &'static str,
    /// How bad what it finds is, as a rule.
    pub severity: Severity,
    /// What Studio refuses because of it.
    pub blocks: Blocks,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// How it looks.
    pub run: Run,
}

/// How a rule looks.
pub(super) enum Run {
    /// At the whole flow.
    Flow(fn(&Subject<'_>, &mut Sink<'_>)),
    /// At one widget and nothing else: what it finds stays as long as the widget does.
    Own(fn(&At<'_>, &mut Sink<'_>)),
    /// At one widget, and at the names and types of the others and the variables that they set: what it finds stays as
    /// long as these do.
    Named(fn(&Subject<'_>, &At<'_>, &mut Sink<'_>)),
    /// At one widget, and besides at where the others lead. It may look at nothing else of them.
    Widget(fn(&Subject<'_>, &At<'_>, &mut Sink<'_>)),
    /// At the envelope of the flow, and at each widget by itself.
    Both(fn(&Subject<'_>, &mut Sink<'_>), fn(&At<'_>, &mut Sink<'_>)),
}

/// What the manual and the settings say of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its stable name.
    pub code: &'static str,
    /// How bad what it finds is, as a rule.
    pub severity: Severity,
    /// What Studio refuses because of it.
    pub blocks: Blocks,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Why that matters.
    pub why: &'static str,
}

/// Every rule, in the order in which findings at one place are told.
const RULES: &[Rule] = &[
    legacy_export::RULE,
    no_states::RULE,
    too_many_states::RULE,
    many_states::RULE,
    doubled_key::RULE,
    unknown_key::RULE,
    bad_document_value::RULE,
    missing_initial_state::RULE,
    unknown_initial_state::RULE,
    starts_elsewhere::RULE,
    bad_flags::RULE,
    no_trigger::RULE,
    several_triggers::RULE,
    never_starts::RULE,
    not_an_object::RULE,
    missing_type::RULE,
    unknown_type::RULE,
    unnamed::RULE,
    duplicate_name::RULE,
    bad_name::RULE,
    missing_key::RULE,
    unknown_widget_key::RULE,
    bad_offset::RULE,
    bad_transition::RULE,
    unknown_target::RULE,
    unknown_event::RULE,
    doubled_event::RULE,
    missing_event::RULE,
    match_without_condition::RULE,
    bad_condition::RULE,
    unknown_condition::RULE,
    nothing_compared::RULE,
    bad_condition_value::RULE,
    empty_list_item::RULE,
    never_matching_regex::RULE,
    shadowed_condition::RULE,
    text_as_number::RULE,
    arguments_differ::RULE,
    missing_property::RULE,
    missing_value::RULE,
    unknown_property::RULE,
    exclusive_fields::RULE,
    wrong_type::RULE,
    old_type::RULE,
    not_a_choice::RULE,
    out_of_range::RULE,
    liquid_not_allowed::RULE,
    placeholder::RULE,
    bad_flow_sid::RULE,
    bad_sid::RULE,
    bad_address::RULE,
    bad_content_type::RULE,
    body_too_large::RULE,
    reserved_parameter::RULE,
    bad_template::RULE,
    loop_too_long::RULE,
    unknown_root::RULE,
    unknown_widget::RULE,
    unknown_variable::RULE,
    unknown_output::RULE,
    read_too_early::RULE,
    read_maybe_missing::RULE,
    read_other_event::RULE,
    read_other_trigger::RULE,
    unreachable::RULE,
    wrong_trigger::RULE,
    needs_request::RULE,
    nested_subflow::RULE,
    subflow_revisions::RULE,
    bad_revision::RULE,
    too_many_subflows::RULE,
    whatsapp_without_template::RULE,
    endless_loop::RULE,
    own_loop::RULE,
    unwired_timeout::RULE,
    long_wait::RULE,
    unwired_no_match::RULE,
    unwired_failure::RULE,
    leads_nowhere::RULE,
    empty_body::RULE,
    no_content_template::RULE,
    text_too_long::RULE,
    costly_character::RULE,
    bad_json::RULE,
    bad_url::RULE,
    chat_field_without_effect::RULE,
];

/// Every rule.
pub fn rules() -> impl Iterator<Item = RuleInfo> {
    RULES.iter().map(|rule| RuleInfo {
        code: rule.code,
        severity: rule.severity,
        blocks: rule.blocks,
        title: rule.title,
        why: rule.why,
    })
}

/// The rules that are wanted, each with its number in the order in which findings at one place are told.
pub(super) fn wanted(options: &Options) -> Vec<(usize, &'static Rule)> {
    let listed = |list: &[String], code: &str| list.iter().any(|listed| listed == code);
    // An old export is told of whatever is asked for: nothing else can be said of it.
    let is_wanted = |rule: &Rule| {
        is_for_old_exports(rule)
            || (options.only.is_empty() || listed(&options.only, rule.code))
                && !listed(&options.skip, rule.code)
    };
    RULES.iter().enumerate().filter(|(_, rule)| is_wanted(rule)).collect()
}

/// Whether a rule looks at an old export: all else that is wrong with it follows from its age.
pub(super) fn is_for_old_exports(rule: &Rule) -> bool {
    rule.code == legacy_export::RULE.code
}

/// Whether a field counts in this widget: some do only where another has a certain value.
fn counts(field: &Field, widget: &Widget) -> bool {
    let entry = widget.kind().and_then(crate::widgets::widget_type);
    entry.is_none_or(|entry| entry.counts(field, widget))
}

/// The place of an event that leads nowhere: of its output, or of all of them where the file leaves it out.
fn unwired(at: &At<'_>, event: &str) -> Option<Place> {
    let mut transitions = at.widget.transitions().iter().enumerate();
    match transitions.find(|(_, transition)| &*transition.event == event) {
        Some((_, transition)) if transition.next.is_some() => None,
        Some((index, _)) => Some(at.transition(index, "")),
        None => Some(at.place("/transitions")),
    }
}

/// Whether a text stands for a value that somebody or a tool was to fill in.
fn is_placeholder(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    text.contains("${")
        || ["YOUR_", "YOUR-", "REPLACE_", "REPLACE-", "CHANGE_ME", "CHANGEME"]
            .iter()
            .any(|start| upper.starts_with(start))
        || (text.starts_with('<') && text.ends_with('>'))
        || is_masked(&upper)
}

/// A SID with its digits crossed out: `WWxxxxxxxx`.
fn is_masked(upper: &str) -> bool {
    let rest = upper.trim_end_matches('X');
    upper.len() - rest.len() >= 8 && rest.len() <= 4
}

/// Whether Studio keeps a draft without this field: an address or a SID may be put in later, as real exports show.
fn waits_for_publishing(field: &Field) -> bool {
    field.required_by_service && field.template && matches!(field.kind, FieldKind::Url | FieldKind::Sid(_))
}

/// Whether a field is the content type of a request, which the service does not hold to its choices.
fn is_content_type(field: &Field) -> bool {
    field.key == "content_type"
}

/// The codes of a list that are no rule's: a setting or option that says nothing.
pub fn unknown_codes(codes: &[String]) -> Vec<&str> {
    let known: HashSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    codes.iter().map(String::as_str).filter(|code| !known.contains(code)).collect()
}

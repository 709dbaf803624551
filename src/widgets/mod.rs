//! The catalogue of widget types, one file per type: its fields, its events, what it leaves behind and what it
//! does when it runs.
//!
//! Inspector, checker, completion, palette, manual and simulator all read these entries.
//! **None of them knows a widget type by name**: what is special about a type stands in its file here.

mod acts;
mod add_member_to_chat_channel;
mod add_twiml_redirect;
mod alternatives;
mod asked;
pub mod assumptions;
mod capture_payments;
pub mod change_type;
pub mod condition;
mod connect_call_to;
mod connect_virtual_agent;
mod connect_virtual_agent_v2;
mod conversations;
mod create_chat_channel;
mod create_task;
mod describe;
mod enqueue_call;
pub mod explain;
pub mod extract;
mod field;
mod fork_stream;
mod gather_input_on_call;
pub mod inline;
mod make_http_request;
mod make_outgoing_call_v1;
mod make_outgoing_call_v2;
pub mod manual;
pub mod messaging;
mod missing;
pub mod pairs;
mod pasted;
mod record_call;
mod record_voicemail;
mod regex;
mod resume_conversation;
mod rewrite;
pub mod run;
mod run_conversation_relay;
mod run_function;
mod run_function_v2;
mod run_subflow;
mod say_play;
mod send_and_wait_for_reply;
mod send_message;
mod send_to_auto_pilot;
mod send_to_flex;
mod set_variables;
pub mod split_based_on;
mod start_conversation;
mod subflow;
mod templates;
mod trigger;
mod understand;
mod update_sync_object;
mod variables;
mod voice;
mod voice_run;
mod web;
mod web_run;
mod widget_type;

#[cfg(test)]
mod tests;

pub use asked::{Asked, message_type, request_type};
pub use describe::{card_text, label_of, output_label, reference_to, variables_of};
pub use field::{Choice, Field, FieldKind, JsonType, Limits, Phones, Section, When};
pub use missing::{Missing, MissingRead, missing_reads};
pub use pasted::{flow_of_states, is_start, states_of};
pub use split_based_on as split;
pub use subflow::{Subflow, subflow_field, subflow_of};
pub use templates::{InputRead, InputRoot, TemplateAt, escaped, has_liquid, inputs_read, templates_of};
pub use variables::{leaves, list_of_variables, rename_variable, variable_lists, variables_set};
pub use voice_run::speech_secs;
pub use widget_type::{
    Alternative, Alternatives, CATALOGUE, Card, Event, EventKind, Events, Grade, Group, Icon, LeftBy, Needs,
    OutputVariable, Placing, Sentence, WidgetType, widget_type,
};

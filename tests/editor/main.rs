//! The editor, driven by role and accessible name.
#![cfg(feature = "editor")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "in tests a panic is the report"
)]

mod api;
mod api_along;
mod api_answers;
mod api_conductor;
mod api_curl;
mod api_environments;
mod api_fields;
mod api_files;
mod api_forms;
mod api_guards;
mod api_history;
mod api_kept;
mod api_large;
mod api_libraries;
mod api_meanwhile;
mod api_pictures;
mod api_stubs;
mod api_to_flow;
mod api_ways;
mod ask;
mod breakpoints;
mod canvas_arranging;
mod canvas_budget;
mod canvas_drags;
mod canvas_gestures;
mod canvas_menu;
mod catalogue;
mod convert;
mod crowd;
mod edits;
mod files;
mod find;
mod folds;
mod groups;
mod inspector;
mod json;
mod last_run;
mod layout;
mod loaded;
mod main_job;
mod mock;
mod monkey;
mod notes;
mod outline;
mod own_keys;
mod palette;
mod panels;
mod problems;
mod references;
mod remote;
mod settings;
mod shortcuts;
mod simulator;
mod starts;
mod style_kit;
mod subflow;
mod support;
mod tests_reach;
mod time;
mod variables;
mod versions;
mod why;

#[path = "../../benches/large_flow/mod.rs"]
mod large_flow;
#[path = "../shared/twilio.rs"]
mod twilio;

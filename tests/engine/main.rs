//! Flows, rules, templates, runs and documents, through the library.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "in tests a panic is the report"
)]

mod api_catalogue;
mod api_documents;
mod api_send;
mod catalogue;
mod check_corpus;
mod check_examples;
mod check_properties;
mod check_settings;
mod check_wording;
mod corpus;
mod edits_corpus;
mod flow_test_schema;
mod layout;
mod liquid_golden;
mod liquid_properties;
mod side_file;
mod sim_debug;
mod sim_explained;
mod sim_runs;
mod sim_widgets;
mod subflow_moves;

#[path = "../shared/flow_files.rs"]
mod flow_files;

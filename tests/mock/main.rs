//! The mock, driven by a real HTTP client, and runs against it.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "in tests a panic is the report"
)]

mod api_documents;
mod api_requests;
mod callbacks;
mod client;
mod client_live;
mod compare;
mod conversations;
mod errors;
mod executions;
mod inbound;
mod lists;
mod log;
mod messages;
mod odd;
mod openapi;
mod resources;
mod routing;
mod rules;
mod sim_world;
mod studio;
mod support;
mod threads;
mod webhooks;

#[path = "../shared/twilio.rs"]
mod twilio;

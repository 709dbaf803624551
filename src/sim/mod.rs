//! Runs a flow.

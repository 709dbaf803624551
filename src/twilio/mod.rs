//! Twilio's own vocabulary: SIDs, addresses, segments, error codes, credentials, and the REST client.
//!
//! It knows nothing of flows, and nothing here does I/O but [`client`] and [`keys`]: a [`Request`] is plain data, so that
//! whoever decides what to send (the simulator) stays free of sockets.

pub mod account;
pub mod client;
pub mod credentials;
pub mod curl;
pub mod error;
pub mod keys;
pub mod phone;
pub mod request;
pub mod segments;
pub mod sid;
pub mod signature;
pub mod studio;

pub use client::{Base, Client, ClientError, Exchange, Led, Phase, Proof, Retries, TlsFault};
pub(crate) use client::{LOOPBACK, is_loopback, loopback_name, plain};
pub use credentials::{Credentials, CredentialsError, Place};
pub use error::{ApiError, NOT_IN_MOCK, error_title, explain};
pub use request::{Content, Method, Product, Request, Response, Service, segment};
pub use segments::{Encoding, Segments, measure};
pub use sid::{SidSource, is_sid};

#[cfg(test)]
mod tests;

//! A Twilio that lives on loopback.

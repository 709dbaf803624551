//! Twilio's own vocabulary: resources, error codes, SIDs, phone numbers, segments, credentials, and the REST client. Knows nothing of flows.

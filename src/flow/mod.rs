//! What a flow is: lossless text, model, edits and history.

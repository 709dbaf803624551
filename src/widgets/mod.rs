//! The catalogue of widget types, one file per type.

//! Studio's template language: a parser that never fails, a renderer, and what a template reads. Knows nothing of flows.

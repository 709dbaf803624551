//! Studio's template language: a parser that never fails, a renderer, and what a template reads. Knows nothing of flows.
/// shim
pub fn rename_root_member(source: &str, root: &str, old: &str, new: &str) -> Option<String> {
    let r = source.replace(&format!("{root}.{old}"), &format!("{root}.{new}"));
    (r != source).then_some(r)
}

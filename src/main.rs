//! Arguments in, editor or command out.

fn main() {}

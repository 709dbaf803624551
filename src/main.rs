//! Arguments in, editor or command out.

use std::process::ExitCode;

/// The program's allocator: it keeps what a frame gives back, for the next one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    #[cfg(feature = "editor")]
    let editor: Option<cordboard::cli::OpenEditor> = Some(cordboard::editor::open);
    #[cfg(not(feature = "editor"))]
    let editor = None;
    cordboard::cli::run(std::env::args_os(), editor)
}

//! What this project says of itself: its layers, its manual, its desktop files.

mod architecture;
mod desktop;
mod manual;

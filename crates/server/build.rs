//! The migrations are embedded by a macro, which cargo can't see reading a folder: without
//! this a new file would be missing from the binary until something else changes.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}

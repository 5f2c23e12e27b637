//! Page or worker?
fn main() {}

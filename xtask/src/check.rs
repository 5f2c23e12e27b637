//! All tests.

use crate::options::Options;
use anyhow::Result;

/// `cargo xtask test`
pub fn command(options: Options) -> Result<()> {
    options.finish()
}

//! The sample data inside the page.

use anyhow::Result;

/// A `.json.gz` as CloudTrail delivers them; synthetic, and says so in its names.
pub fn sample() -> Result<Vec<u8>> {
    xtask::corpus::sample()
}

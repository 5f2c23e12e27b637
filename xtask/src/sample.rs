//! The sample data inside the page.

use anyhow::Result;

use crate::pack::gzip;

/// A `.json.gz` as CloudTrail delivers them.
pub fn sample() -> Result<Vec<u8>> {
    gzip(br#"{"Records":[]}"#)
}

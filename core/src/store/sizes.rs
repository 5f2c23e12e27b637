//! Memory by part.

use serde::{Deserialize, Serialize};

macro_rules! sizes {
    ($($part:ident $label:literal;)*) => {
        /// Bytes on the heap by part.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Sizes {
            $(#[doc = $label] pub $part: usize,)*
        }

        impl Sizes {
            /// All parts: what they are, and bytes.
            pub fn parts(&self) -> Vec<(&'static str, usize)> {
                vec![$(($label, self.$part),)*]
            }
        }
    };
}

sizes! {
    fixed "times, ids, fingerprints and places";
    codes "columns";
    dictionaries "values of columns";
    records "whole EMR records";
    extracts "ids and settings, for life stories";
    stories "life stories";
    documents "digests, compressed";
    lookup "look-up by id";
    copies "places of duplicates";
    ledger "ledger of files";
    views "orders and results";
}

impl Sizes {
    /// All parts together.
    pub fn total(&self) -> usize {
        self.parts().iter().map(|(_, bytes)| bytes).sum()
    }
}

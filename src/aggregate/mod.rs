//! From selected rows to counts: what charts are drawn from.

mod histogram;

pub use histogram::{Histogram, Series, histogram};

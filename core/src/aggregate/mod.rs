//! From selected rows to counts: what charts and facets are drawn from.

mod buckets;
mod cross;
mod facet;
mod gaps;
mod histogram;
mod hours;
mod lead;
mod spark;

pub use buckets::Width;
pub use cross::{Cross, cross};
pub use facet::{Facet, FacetBy, FacetRequest, FacetValue, RESULT_ERROR, RESULT_OK, facet};
pub use gaps::gaps;
pub use histogram::{Histogram, Placed, Series, Stack, histogram};
pub use hours::{Hours, hours};
pub use lead::lead;
pub use spark::{span, spark, spark_distinct};

//! From selected rows to counts: what charts and facets are drawn from.

mod facet;
mod histogram;

pub use facet::{Facet, FacetBy, FacetRequest, FacetValue, RESULT_ERROR, RESULT_OK, facet};
pub use histogram::{Histogram, Series, histogram};

//! Everything the project runs around the product: set-up, packing, serving, tests, corpora, measurements.
pub mod corpus;

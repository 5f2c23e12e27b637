//! Browsers to test in.

//! Trailglass.

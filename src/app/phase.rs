//! Where the app is.

/// Where the app is. `data-phase` of the body.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Nothing is loaded.
    Empty,
    /// Files are being read. What was loaded before stays usable.
    Loading,
    /// Everything that was given is loaded.
    Ready,
    /// The engine is lost, with the reason.
    Failed(String),
}

impl Phase {
    /// The word for `data-phase`.
    pub fn word(&self) -> &'static str {
        match self {
            Phase::Empty => "empty",
            Phase::Loading => "loading",
            Phase::Ready => "ready",
            Phase::Failed(_) => "failed",
        }
    }
}

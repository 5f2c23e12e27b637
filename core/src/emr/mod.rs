//! What Trailglass knows of Amazon EMR, as data tables with thin typed look-ups.

pub mod channel;
pub mod facts;
pub mod in_short;
pub mod made;
pub mod operations;
pub mod phrases;
pub mod resources;
pub mod sentence;
pub mod settings;
pub mod state_change;

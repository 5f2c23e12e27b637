//! How a record relates to what CloudTrail wrote. Most are CloudTrail's own text and say nothing. A record that
//! was made here, from a form that holds less or something else, says so in a key of its own, so that it says so
//! wherever it goes: in the table, in the detail, in an export.

/// The key in a record that was made here. CloudTrail has none of this name.
pub const KEY: &str = "trailglassFidelity";

/// How much of CloudTrail's record there is; less before more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fullness {
    /// Who, what, when and where.
    Summary,
    /// Most of it.
    Part,
    /// All of it.
    #[default]
    Whole,
}

impl Fullness {
    /// By the value of [`KEY`]; all of it where there is none.
    pub fn of(word: &str) -> Fullness {
        Fidelity::of(word).map_or(Fullness::Whole, Fidelity::fullness)
    }
}

/// What a record that was made here is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fidelity {
    /// Put together from a form that keeps most of the record, in other words or in part.
    Lossy,
    /// Put together from a form that keeps who, what, when and where, and none of the parameters.
    SummaryOnly,
    /// No event of CloudTrail at all: a state change that EMR reports by EventBridge.
    NotCloudTrail,
}

impl Fidelity {
    /// The value of [`KEY`], and of the column.
    pub const fn word(self) -> &'static str {
        match self {
            Fidelity::Lossy => "lossy",
            Fidelity::SummaryOnly => "summary only",
            Fidelity::NotCloudTrail => "not CloudTrail",
        }
    }

    /// The text of a record with this in it.
    pub fn mark(self, record: &str) -> String {
        match record.trim_end().strip_suffix('}') {
            Some(open) => format!("{},\"{KEY}\":\"{}\"}}", open.trim_end(), self.word()),
            None => record.to_owned(),
        }
    }

    /// The sentence of the detail view.
    pub const fn about(self) -> &'static str {
        match self {
            Fidelity::Lossy => {
                "This record was put together from another form; what that form leaves out or rewords is missing here."
            }
            Fidelity::SummaryOnly => {
                "This is a summary: the form it comes from carries no parameters, no answer and no full identity."
            }
            Fidelity::NotCloudTrail => {
                "This is no event of CloudTrail: EMR reported a change of state by EventBridge. Nobody asked for it as such."
            }
        }
    }

    /// How much of CloudTrail's record this is.
    pub const fn fullness(self) -> Fullness {
        match self {
            Fidelity::SummaryOnly => Fullness::Summary,
            Fidelity::Lossy => Fullness::Part,
            // There is no fuller record of what is none.
            Fidelity::NotCloudTrail => Fullness::Whole,
        }
    }

    /// What the value of the key says; `None` for CloudTrail's own text.
    pub fn of(word: &str) -> Option<Fidelity> {
        [Fidelity::Lossy, Fidelity::SummaryOnly, Fidelity::NotCloudTrail]
            .into_iter()
            .find(|f| f.word() == word)
    }
}

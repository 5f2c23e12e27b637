//! Wazuh's alerts and archives: the record under `aws`, in an alert under `data.aws`. It is written anew there, with truth
//! values as texts, and so is no copy of CloudTrail's.

use super::Format;
use super::documents::Documents;
use crate::record::fidelity::Fidelity;

pub(super) const FORMAT: Format = Format {
    name: "wazuh",
    label: "Wazuh",
    about: "alerts and archives of Wazuh: the record under “aws” or “data.aws”, which is marked “lossy”, since Wazuh writes it anew",
    detect: |head| head.has("data.aws.eventName") || head.has("aws.eventName"),
    places: &["data.aws", "aws", "full_log.aws"],
    fidelity: Some(Fidelity::Lossy),
    tentative: false,
    reader: || Box::new(Documents::default()),
};

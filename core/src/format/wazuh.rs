//! Wazuh's alerts and archives: the record under `aws`, in an alert under `data.aws`; truth values are texts there.

use super::Format;
use super::documents::Documents;

pub(super) const FORMAT: Format = Format {
    name: "wazuh",
    label: "Wazuh",
    about: "alerts and archives of Wazuh: the record under “aws” or “data.aws”",
    detect: |head| head.has("data.aws.eventName") || head.has("aws.eventName"),
    places: &["data.aws", "aws", "full_log.aws"],
    tentative: false,
    reader: || Box::new(Documents::default()),
};

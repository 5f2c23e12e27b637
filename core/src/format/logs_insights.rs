//! Results of a CloudWatch Logs Insights query: `{"results":[[{"field":"@message","value":"{…}"}]]}`, and what the
//! console exports as JSON: `[{"@timestamp":…,"@message":…}]`.

use super::Format;
use super::documents::Documents;

pub(super) const FORMAT: Format = Format {
    name: "logs-insights",
    label: "Result of Logs Insights",
    about: "aws logs get-query-results, or the console’s export as JSON: the records in “@message”",
    detect: |head| {
        (head.element.starts_with('[') && head.has("field") && head.has("value")) || head.has("@message")
    },
    places: &["[].value", "@message"],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};

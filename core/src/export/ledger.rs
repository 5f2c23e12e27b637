//! The ledger as CSV: every line with every figure.

use super::csv::Csv;
use crate::record::time;
use crate::view::ledger::Line;

const HEADINGS: [&str; 21] = [
    "file",
    "member",
    "outcome",
    "form",
    "wrapped in",
    "bytes in",
    "bytes out",
    "records",
    "events kept",
    "duplicates",
    "left out",
    "damaged",
    "first event",
    "last event",
    "account (from the name)",
    "region (from the name)",
    "kind (from the name)",
    "delivered (from the name)",
    "milliseconds",
    "problems",
    "advice",
];

/// The lines, in this order.
pub fn ledger<'l>(lines: impl IntoIterator<Item = &'l Line>) -> String {
    let mut csv = Csv::new(HEADINGS);
    for line in lines {
        let instant = |seconds: Option<i64>| seconds.map_or(String::new(), time::format);
        let said = |of: fn(&crate::problem::Problem) -> String| {
            line.problems.iter().map(of).collect::<Vec<_>>().join(" ")
        };
        csv.row([
            line.path.clone(),
            line.member_path.clone(),
            line.outcome.label().to_owned(),
            line.form.to_owned(),
            line.wrapping.clone(),
            line.bytes_in.to_string(),
            line.bytes_out.to_string(),
            line.records.to_string(),
            line.kept.to_string(),
            line.duplicates.to_string(),
            line.left_out.to_string(),
            line.damaged.to_string(),
            instant(line.span.map(|(first, _)| first)),
            instant(line.span.map(|(_, last)| last)),
            line.name.account.clone(),
            line.name.region.clone(),
            line.name.kind.to_owned(),
            instant(line.name.delivered),
            line.micros.map_or(String::new(), |micros| format!("{:.1}", micros as f64 / 1_000.0)),
            said(|p| {
                let places: Vec<String> = p.at.iter().chain(&p.more).map(u64::to_string).collect();
                let at = match places.as_slice() {
                    [] => String::new(),
                    [at] => format!(" at byte {at}"),
                    places => format!(" at bytes {}", places.join(", ")),
                };
                format!("{}: {} ×{}{at}.", p.id.kind().severity.label(), p.id.kind().name, p.count)
            }),
            said(|p| p.id.kind().advice.to_owned()),
        ]);
    }
    csv.finish()
}

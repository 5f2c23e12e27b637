//! Settings in the address of the page, `?workers=1&memory=64`: for measurements and tests.

/// A setting that is a positive number.
pub fn number(name: &str) -> Option<f64> {
    let search = gloo::utils::window().location().search().ok()?;
    let pairs = search.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    let value: f64 = pairs.into_iter().find(|(known, _)| *known == name)?.1.parse().ok()?;
    (value.is_finite() && value > 0.0).then_some(value)
}

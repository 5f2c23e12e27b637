//! Time zones as the browser knows them.

use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::zone::Zone;

/// From when to when changes of clocks are looked for, seconds since 1970: 2012, before CloudTrail, to 2040.
const SPAN: std::ops::Range<i64> = 1_325_376_000..2_208_988_800;
/// No zone changes its offset twice within this time, in seconds: as good as none did since 2012.
const STRIDE: i64 = 14 * 86_400;

/// The name of the system's zone.
pub fn local() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// The names of all zones; none where the browser does not tell.
pub fn names() -> Vec<String> {
    let ask = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let function: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        let list: Array = function.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()?;
        Some(list.iter().filter_map(|name| name.as_string()).collect())
    };
    ask().unwrap_or_default()
}

/// A zone by its name, with its offsets; `None` where the browser has no such zone.
pub fn zone(name: &str) -> Option<Zone> {
    if name.eq_ignore_ascii_case("UTC") {
        return Some(Zone::utc());
    }
    let offsets = Offsets::new(name)?;
    let mut transitions = vec![(SPAN.start, offsets.at(SPAN.start)?)];
    let mut from = SPAN.start;
    while from < SPAN.end {
        let (mut low, mut high) = (from, from + STRIDE);
        let (before, after) = (offsets.at(low)?, offsets.at(high)?);
        if before != after {
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if offsets.at(middle)? == before { low = middle } else { high = middle }
            }
            transitions.push((high, after));
        }
        from += STRIDE;
    }
    Some(Zone { name: name.to_owned(), transitions })
}

/// The browser's own way to tell an offset.
struct Offsets(Function);

impl Offsets {
    fn new(name: &str) -> Option<Offsets> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let constructor: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
        let options = Object::new();
        Reflect::set(&options, &"timeZone".into(), &name.into()).ok()?;
        Reflect::set(&options, &"timeZoneName".into(), &"longOffset".into()).ok()?;
        // Throws for a name that it does not know.
        let format = Reflect::construct(&constructor, &Array::of2(&"en-US".into(), &options)).ok()?;
        Reflect::get(&format, &"format".into()).ok()?.dyn_into().ok().map(Offsets)
    }

    /// Seconds east of UTC: the text ends in `GMT+02:00`, or `GMT` for none.
    fn at(&self, utc: i64) -> Option<i32> {
        let date = Date::new(&JsValue::from_f64(utc as f64 * 1e3));
        let text = self.0.call1(&JsValue::NULL, &date).ok()?.as_string()?;
        offset(text.rsplit_once("GMT")?.1)
    }
}

/// `+02:00` or `-03:30:52` in seconds; nothing is none.
fn offset(text: &str) -> Option<i32> {
    let Some(sign) = text.chars().next() else { return Some(0) };
    let east = match sign {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let mut parts = text[sign.len_utf8()..].split(':').map(|part| part.parse::<i32>().ok());
    let hours = parts.next()??;
    let minutes = parts.next().unwrap_or(Some(0))?;
    let seconds = parts.next().unwrap_or(Some(0))?;
    Some(east * (hours * 3_600 + minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn offsets_are_read() {
        assert_eq!(offset(""), Some(0));
        assert_eq!(offset("+02:00"), Some(7_200));
        assert_eq!(offset("-03:30"), Some(-12_600));
        assert_eq!(offset("\u{2212}00:25:21"), Some(-1_521));
        assert_eq!(offset("nonsense"), None);
    }
}

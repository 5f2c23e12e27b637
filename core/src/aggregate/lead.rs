//! The most frequent of many.

/// Leaves the first `top`, most frequent first, ties by key. Keys are compared only where counts agree and decide: a column
/// may have as many values as there are events, and nearly all of them once.
pub fn lead<K: Ord>(found: &mut Vec<(K, u32)>, top: usize) {
    if top < found.len() {
        let mut counts: Vec<u32> = found.iter().map(|(_, count)| *count).collect();
        // What has more than this is among the first; of what has as much, as many as there is room for.
        let least = match top {
            0 => return found.clear(),
            top => *counts.select_nth_unstable_by(top - 1, |a, b| b.cmp(a)).1,
        };
        let room = top - found.iter().filter(|(_, count)| *count > least).count();
        let (mut more, mut as_much) = (Vec::with_capacity(top), Vec::<(K, u32)>::with_capacity(room + 1));
        for one in found.drain(..) {
            if one.1 > least {
                more.push(one);
            } else if one.1 == least
                && (as_much.len() < room || as_much.last().is_some_and(|last| one.0 < last.0))
            {
                let place = as_much.partition_point(|known| known.0 < one.0);
                as_much.insert(place, one);
                as_much.truncate(room);
            }
        }
        more.append(&mut as_much);
        *found = more;
    }
    found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_are_those_of_a_plain_order(counts in prop::collection::vec(1u32..4, 0..30), top in 0usize..12) {
            let names: Vec<String> = (0..counts.len()).map(|n| format!("{}", n * 7 % 31)).collect();
            let mut found: Vec<(&str, u32)> = names.iter().map(String::as_str).zip(counts.iter().copied()).collect();
            let mut plain: Vec<(u32, &String)> = counts.iter().copied().zip(&names).collect();
            plain.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
            lead(&mut found, top);
            let found: Vec<(u32, String)> = found.iter().map(|(name, count)| (*count, (*name).to_owned())).collect();
            let plain: Vec<(u32, String)> = plain.into_iter().take(top).map(|(n, name)| (n, name.clone())).collect();
            prop_assert_eq!(found, plain);
        }
    }
}

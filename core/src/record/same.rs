//! Whether two strings are the same, sixteen bytes at a time.
//!
//! WebAssembly has no instruction for it, and the function that `==` calls there goes byte by byte: comparing
//! identities took a twentieth of an import.

/// Whether the two are the same.
#[inline]
pub fn same(a: &str, b: &str) -> bool {
    same_bytes(a.as_bytes(), b.as_bytes())
}

/// Whether the two are the same.
#[inline]
pub fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    if a.iter().zip(b).any(|(a, b)| u128::from_ne_bytes(*a) != u128::from_ne_bytes(*b)) {
        return false;
    }
    let ((a, a_rest), (b, b_rest)) = (a_rest.as_chunks::<4>(), b_rest.as_chunks::<4>());
    a.iter().zip(b).all(|(a, b)| u32::from_ne_bytes(*a) == u32::from_ne_bytes(*b))
        && a_rest.iter().zip(b_rest).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_equality_says(a in "[ab]{0,40}", b in "[ab]{0,40}", at in 0usize..40) {
            prop_assert!(same(&a, &a.clone()));
            prop_assert_eq!(same(&a, &b), a == b);
            let mut other = a.clone().into_bytes();
            if let Some(byte) = other.get_mut(at) {
                *byte ^= 1;
                prop_assert!(!same(&a, std::str::from_utf8(&other).unwrap()));
            }
        }
    }
}

//! The page's content security policy.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy of a page that runs exactly `scripts`. Nothing else runs, and no request ever leaves: the
/// browser holds the page to its promise.
pub fn policy<'a>(scripts: impl IntoIterator<Item = &'a str>) -> String {
    let mut allowed = String::new();
    for script in scripts {
        allowed.push_str(&format!("'sha256-{}' ", STANDARD.encode(Sha256::digest(script))));
    }
    format!(
        "default-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'; worker-src blob:; \
         script-src {allowed}'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_each_script() {
        let policy = policy(["", "abc"]);
        assert!(policy.starts_with("default-src 'none'; connect-src 'none'; "));
        assert!(policy.contains(
            "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' \
             'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' 'wasm-unsafe-eval'; style-src"
        ));
    }
}

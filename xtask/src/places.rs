//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The top of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The one thing a build makes.
pub fn page() -> PathBuf {
    root().join("dist").join("index.html")
}

/// npm packages that only the build needs.
pub fn npm() -> PathBuf {
    root().join("xtask").join("npm")
}

/// Intermediate results that a clean build makes again.
pub fn scratch() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("xtask")
}

/// Tools that this user's checkouts share.
pub fn tools() -> Result<PathBuf> {
    // XDG_CACHE_HOME is asked first on every system: whoever sets it means it.
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache =
        cache.or_else(dirs::cache_dir).context("this system names no cache directory; set XDG_CACHE_HOME")?;
    Ok(cache.join("trailglass"))
}

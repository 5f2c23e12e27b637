//! Handing a file to the user: by a link to a Blob, which needs neither a server nor a secure context.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// A time as the end of a file's name: `20261125T143000Z`.
pub fn stamp(time: &str) -> String {
    time.replace(['-', ':'], "")
}

/// Saves a text under a name. Fails where the browser does not let it.
pub fn save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    save_blob(name, &Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?)
}

/// Saves a Blob under a name.
pub fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    save_address(name, &address)?;
    // The download has its own hold on the Blob by the time the next task runs; Safari needs a little longer.
    gloo::timers::callback::Timeout::new(60_000, move || {
        // It may be gone already; then there is nothing to free.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

/// Saves what a `data:` or `blob:` address holds under a name.
pub fn save_address(name: &str, address: &str) -> Result<(), JsValue> {
    let link: HtmlAnchorElement = gloo::utils::document().create_element("a")?.unchecked_into();
    link.set_href(address);
    link.set_download(name);
    link.click();
    Ok(())
}

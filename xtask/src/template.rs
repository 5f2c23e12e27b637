//! Filling index.html.

use anyhow::{Result, bail};

/// The template with `<!-- name -->` replaced by the text of that name, without other comments and without
/// the links that are meant for Trunk.
pub fn fill(template: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut page =
        String::with_capacity(values.iter().map(|(_, value)| value.len()).sum::<usize>() + template.len());
    let mut filled = 0;
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("<!--") {
        let Some((comment, after)) = after.split_once("-->") else {
            bail!("a comment of index.html has no end")
        };
        page.push_str(before);
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == comment.trim()) {
            page.push_str(value);
            filled += 1;
            rest = after;
        } else {
            page.truncate(page.trim_end_matches(' ').len());
            rest = after.strip_prefix('\n').unwrap_or(after);
        }
    }
    page.push_str(rest);
    if filled != values.len() {
        bail!("index.html must hold each of its places to fill exactly once");
    }
    without_trunk_link(&page)
}

fn without_trunk_link(page: &str) -> Result<String> {
    let Some((before, after)) = page.split_once("<link data-trunk rel=\"rust\"") else {
        bail!("index.html does not name the module (<link data-trunk rel=\"rust\" …>)");
    };
    let Some((_, after)) = after.split_once('>') else { bail!("index.html: the module's link has no end") };
    if before.contains("data-trunk") || after.contains("data-trunk") {
        bail!("index.html: packing takes only the module from Trunk; no other data-trunk link can work");
    }
    let before = before.trim_end_matches(' ');
    Ok(format!("{before}{}", after.strip_prefix('\n').unwrap_or(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<html>\n  <!-- for\n developers -->\n  <head><!-- tg:a -->\n  \
        <link data-trunk rel=\"rust\" data-bin=\"x\">\n  </head>\n";

    #[test]
    fn fills_and_strips() {
        let page = fill(TEMPLATE, &[("tg:a", "<meta>")]).unwrap();
        assert_eq!(page, "<html>\n  <head><meta>\n  </head>\n");
    }

    #[test]
    fn refuses_what_it_would_lose() {
        assert!(fill(TEMPLATE, &[]).is_ok());
        assert!(fill(TEMPLATE, &[("tg:b", "")]).is_err());
        assert!(fill("<link data-trunk rel=\"css\"><link data-trunk rel=\"rust\">", &[]).is_err());
        assert!(fill("<p>", &[]).is_err());
    }
}

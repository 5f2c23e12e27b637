//! Serving the page on this machine.

use std::fs;
use std::io::Cursor;

use anyhow::{Context, Result, anyhow, bail};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::options::Options;
use crate::{build, places};

type Answer = Response<Cursor<Vec<u8>>>;

/// `cargo xtask serve`
pub fn command(mut options: Options) -> Result<()> {
    let release = !options.flag("--dev");
    let port = options.value("--port")?.unwrap_or_else(|| "8080".to_owned());
    let port: u16 = port.parse().with_context(|| format!("`{port}` is not a port"))?;
    let prefix = options.value("--prefix")?.unwrap_or_else(|| "/".to_owned());
    options.finish()?;
    if !prefix.starts_with('/') || !prefix.ends_with('/') {
        bail!("--prefix begins and ends with a slash: /some/path/");
    }
    build::build_if_older(release)?;

    // This machine only: the page is for whoever sits at it.
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| anyhow!("cannot listen on port {port}: {error}"))?;
    let port = server.server_addr().to_ip().map_or(port, |address| address.port());
    println!("http://127.0.0.1:{port}{prefix}");
    for request in server.incoming_requests() {
        let answer = answer(&request, &prefix)?;
        // The browser went away: its business.
        let _ = request.respond(answer);
    }
    Ok(())
}

/// There is one file, so there are three answers.
fn answer(request: &Request, prefix: &str) -> Result<Answer> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return message(405, "only GET\n");
    }
    let path = request.url().split(['?', '#']).next().unwrap_or_default();
    if path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest == "index.html") {
        // Read each time: a build beside the running server is seen on reload.
        let page = fs::read(places::page()).context("the page is gone; run `cargo xtask build`")?;
        let answer = Response::from_data(page);
        return Ok(answer
            .with_header(header("Content-Type", "text/html; charset=utf-8")?)
            .with_header(header("Cache-Control", "no-cache")?));
    }
    if format!("{path}/") == prefix {
        return Ok(message(308, "")?.with_header(header("Location", prefix)?));
    }
    message(404, &format!("the page is at {prefix}\n"))
}

fn message(status: u16, text: &str) -> Result<Answer> {
    let answer = Response::from_data(text).with_status_code(status);
    Ok(answer.with_header(header("Content-Type", "text/plain; charset=utf-8")?))
}

fn header(name: &str, value: &str) -> Result<Header> {
    Header::from_bytes(name, value).map_err(|()| anyhow!("`{value}` cannot be in a header"))
}

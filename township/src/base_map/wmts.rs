//! Tiles of a WMTS on the local network (OGC 07-057r7) by the address of one tile: the REST template of
//! its capabilities, or a `GetTile` request. Layer, style and matrix set are written into it; the
//! matrix set must be the web's (EPSG:3857), whose matrices are numbered by zoom.

use super::{BaseShown, MAX_ZOOM, TileKind};

/// Longest address, characters.
const LONGEST: usize = 1_000;

/// What an address must name of a tile, and what the page calls it.
const NAMES: [(&str, &str); 3] = [("TileMatrix", "{z}"), ("TileRow", "{y}"), ("TileCol", "{x}")];

/// A tile service.
#[derive(Debug)]
pub struct Wmts {
    origin: String,
    tiles: String,
    max_zoom: u8,
}

/// Why an address leads to no tiles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WmtsError {
    /// Another scheme, no path, a log-in in it, a fragment, or characters that no address has.
    #[error("the address of the tiles is no plain http or https address")]
    Address,
    /// A part of a tile's place is missing, is there twice, or is none.
    #[error(
        "the address of the tiles must name {{TileMatrix}}, {{TileRow}} and {{TileCol}} once each, \
         and nothing else in braces"
    )]
    Names,
    /// Browsers load nothing unprotected into a protected page.
    #[error("pages over https show no tiles over http: the tile service needs https too")]
    Mixed,
    /// No such zoom.
    #[error("the greatest zoom is from 1 to {MAX_ZOOM}")]
    Zoom,
}

impl Wmts {
    /// Checks an address; `tls` says whether browsers reach the hub over TLS.
    pub fn new(address: &str, max_zoom: u8, tls: bool) -> Result<Wmts, WmtsError> {
        let (scheme, rest) = address.split_once("://").ok_or(WmtsError::Address)?;
        let (host, path) = rest.split_once('/').ok_or(WmtsError::Address)?;
        let known = matches!(scheme, "http" | "https");
        let plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`|#".contains(c);
        if !known || address.len() > LONGEST || !is_host(host) || !path.chars().all(plain) {
            return Err(WmtsError::Address);
        }
        if tls && scheme == "http" {
            return Err(WmtsError::Mixed);
        }
        if !(1..=MAX_ZOOM).contains(&max_zoom) {
            return Err(WmtsError::Zoom);
        }
        let origin = format!("{scheme}://{host}");
        Ok(Wmts { tiles: format!("{origin}/{}", named(path)?), origin, max_zoom })
    }

    /// What a page must know.
    pub fn shown(&self) -> BaseShown {
        let (min_zoom, max_zoom, tiles) = (0, self.max_zoom, Some(self.tiles.clone()));
        BaseShown { kind: TileKind::Raster, min_zoom, max_zoom, tiles }
    }

    /// Where the tiles come from, as a source of a policy: scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// A name or an IPv4 address, with or without a port: what a policy can name, and nothing that would
/// end it. Policies have no word for an IPv6 address.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    let number = |port: &str| {
        port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    !name.is_empty() && name.bytes().all(letter) && port.is_none_or(number)
}

/// The path with the page's own names in braces.
fn named(path: &str) -> Result<String, WmtsError> {
    let (mut named, mut rest, mut seen) = (String::new(), path, [false; NAMES.len()]);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, more) = after.split_once('}').ok_or(WmtsError::Names)?;
        let at = NAMES.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
        let at = at.ok_or(WmtsError::Names)?;
        if before.contains('}') || std::mem::replace(&mut seen[at], true) {
            return Err(WmtsError::Names);
        }
        named.push_str(before);
        named.push_str(NAMES[at].1);
        rest = more;
    }
    if rest.contains('}') || seen.contains(&false) {
        return Err(WmtsError::Names);
    }
    named.push_str(rest);
    Ok(named)
}

//! IP addresses in queries: one, a network, a range.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A set of IP addresses of one family. What is no address is in none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// This address, however it is written.
    One(IpAddr),
    /// The network of an address with so many leading bits, `10.0.0.0/8`.
    Network(IpAddr, u8),
    /// From one to another, both included.
    Range(IpAddr, IpAddr),
}

impl Addresses {
    /// Reads an address or a network. `None` for anything else.
    pub fn read(text: &str) -> Option<Addresses> {
        let Some((address, bits)) = text.split_once('/') else { return address(text).map(Addresses::One) };
        let address = address.parse::<IpAddr>().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.parse::<u8>().ok().filter(|&bits| bits <= most && bits_are_plain(text))?;
        Some(Addresses::Network(address, bits))
    }

    /// From one bound to the other, each with whether it is included; a missing one is the first or the last address
    /// of the family. `None` where the families differ or nothing lies between.
    pub fn between(low: Option<(IpAddr, bool)>, high: Option<(IpAddr, bool)>) -> Option<Addresses> {
        let v4 = low.or(high)?.0.is_ipv4();
        let make = |number: u128| -> IpAddr {
            if v4 { Ipv4Addr::from(number as u32).into() } else { Ipv6Addr::from(number).into() }
        };
        let last = if v4 { u128::from(u32::MAX) } else { u128::MAX };
        let low = match low {
            None => 0,
            Some((address, included)) => number(address).checked_add(u128::from(!included))?,
        };
        let (high, family) = match high {
            None => (last, v4),
            Some((address, included)) => {
                (number(address).checked_sub(u128::from(!included))?, address.is_ipv4())
            }
        };
        (family == v4 && low <= high && high <= last).then(|| Addresses::Range(make(low), make(high)))
    }

    /// Whether a value is an address of the set.
    pub fn hold(&self, value: &str) -> bool {
        // Most values that are no addresses show it at once.
        if !value.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':')) {
            return false;
        }
        let Some(found) = address(value) else { return false };
        match *self {
            Addresses::One(one) => found == one,
            Addresses::Range(low, high) => found.is_ipv4() == low.is_ipv4() && low <= found && found <= high,
            Addresses::Network(network, bits) => {
                let width = if network.is_ipv4() { 32 } else { 128 };
                let shift = u32::from(width - bits.min(width));
                let prefix = |address| number(address).checked_shr(shift).unwrap_or(0);
                found.is_ipv4() == network.is_ipv4() && prefix(found) == prefix(network)
            }
        }
    }
}

/// Reads an address; an IPv4 address in IPv6's clothes is the IPv4 address.
pub fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// Whether the digits behind the slash are as one writes a number.
fn bits_are_plain(text: &str) -> bool {
    text.rsplit('/').next().is_some_and(|bits| bits.bytes().all(|b| b.is_ascii_digit()))
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl fmt::Display for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Addresses::One(address) => write!(f, "{address}"),
            Addresses::Network(address, bits) => write!(f, "{address}/{bits}"),
            Addresses::Range(low, high) => write!(f, "[{low} TO {high}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("192.0.2.0/24", &["192.0.2.0", "192.0.2.255", "::ffff:192.0.2.7"], &["192.0.3.0", "x", ""]),
            ("192.0.2.7/24", &["192.0.2.200"], &["192.0.1.255"]),
            ("0.0.0.0/0", &["198.51.100.1"], &["2001:db8::1", "s3.amazonaws.com", "AWS Internal"]),
            ("192.0.2.7/32", &["192.0.2.7"], &["192.0.2.8"]),
            ("2001:db8::/32", &["2001:db8::1", "2001:DB8:0:0:0:0:0:1"], &["2001:db9::", "192.0.2.1"]),
            ("::/0", &["2001:db8::1"], &["192.0.2.1"]),
            ("2001:db8::1", &["2001:0DB8::0001"], &["2001:db8::2"]),
        ];
        for (text, inside, outside) in cases {
            let set = Addresses::read(text).unwrap();
            assert!(inside.iter().all(|value| set.hold(value)), "{text}");
            assert!(!outside.iter().any(|value| set.hold(value)), "{text}");
            assert_eq!(Addresses::read(&set.to_string()), Some(set));
        }
        for bad in
            ["", "x", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2/24", "::/129"]
        {
            assert_eq!(Addresses::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn ranges() {
        let at = |text: &str| address(text).unwrap();
        let set = Addresses::between(Some((at("192.0.2.1"), true)), Some((at("192.0.2.9"), false))).unwrap();
        assert!(set.hold("192.0.2.1") && set.hold("192.0.2.8"));
        assert!(!set.hold("192.0.2.9") && !set.hold("192.0.2.0") && !set.hold("192.0.2"));
        let up = Addresses::between(Some((at("192.0.2.1"), false)), None).unwrap();
        assert!(up.hold("255.255.255.255") && !up.hold("192.0.2.1") && !up.hold("::1"));
        let down = Addresses::between(None, Some((at("2001:db8::1"), true))).unwrap();
        assert!(down.hold("::") && down.hold("2001:db8::1") && !down.hold("192.0.2.1"));
        assert_eq!(Addresses::between(Some((at("192.0.2.1"), true)), Some((at("::1"), true))), None);
        assert_eq!(Addresses::between(Some((at("192.0.2.2"), true)), Some((at("192.0.2.1"), true))), None);
        assert_eq!(Addresses::between(Some((at("255.255.255.255"), false)), None), None);
        assert_eq!(Addresses::between(None, None), None);
    }
}

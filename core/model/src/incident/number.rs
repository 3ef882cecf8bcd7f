//! Numbers of incidents (DOMAIN A.3): given by the hub at registration; a device uses a provisional
//! one until then.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use thiserror::Error;

use crate::division::{DivisionCode, Level};

/// Not a number of this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an incident number")]
pub struct NumberError;

/// `150125200-E-2026-000117`: township, year, running number of the township in that year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventNumber {
    township: DivisionCode,
    year: u16,
    serial: u32,
}

impl EventNumber {
    /// The number of a township's `serial`th incident (from 1) of a year.
    pub fn new(township: DivisionCode, year: u16, serial: u32) -> Result<EventNumber, NumberError> {
        let fits = township.level() == Level::Township
            && (2000..=9999).contains(&year)
            && (1..=999_999).contains(&serial);
        if fits { Ok(EventNumber { township, year, serial }) } else { Err(NumberError) }
    }
}

impl fmt::Display for EventNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-E-{:04}-{:06}", self.township, self.year, self.serial)
    }
}

impl fmt::Debug for EventNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for EventNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<EventNumber, NumberError> {
        let mut parts = text.splitn(4, '-');
        let mut part = || parts.next().ok_or(NumberError);
        let (township, e, year, serial) = (part()?, part()?, part()?, part()?);
        let township = township.parse().map_err(|_| NumberError)?;
        let year = year.parse().map_err(|_| NumberError)?;
        let number = EventNumber::new(township, year, serial.parse().map_err(|_| NumberError)?)?;
        // Printing it again refuses signs, missing zeros and the like.
        if e == "E" && number.to_string() == text { Ok(number) } else { Err(NumberError) }
    }
}

impl<C> Encode<C> for EventNumber {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.to_string())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for EventNumber {
    fn decode(
        d: &mut minicbor::Decoder<'b>,
        _: &mut C,
    ) -> Result<EventNumber, minicbor::decode::Error> {
        let at = d.position();
        d.str()?
            .parse()
            .map_err(|_| minicbor::decode::Error::message("not an incident number").at(at))
    }
}

/// `L-0031-007`: what a device calls an incident until the hub has numbered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProvisionalNumber {
    /// Number of the device.
    pub device: u32,
    /// Running number on the device.
    pub serial: u32,
}

impl fmt::Display for ProvisionalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "L-{:04}-{:03}", self.device, self.serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_and_parse_alike() {
        let number = EventNumber::new("150125200".parse().unwrap(), 2026, 117).unwrap();
        assert_eq!(number.to_string(), "150125200-E-2026-000117");
        assert_eq!(number.to_string().parse(), Ok(number));
        for text in [
            "150125200-E-2026-117",
            "150125200-E-2026-000000",
            "150125200-X-2026-000117",
            "150125-E-2026-000117",
            "150125200-E-+026-000117",
            "",
        ] {
            assert_eq!(text.parse::<EventNumber>(), Err(NumberError), "{text}");
        }
        let provisional = ProvisionalNumber { device: 31, serial: 7 };
        assert_eq!(provisional.to_string(), "L-0031-007");
    }
}

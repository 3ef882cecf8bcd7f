//! Bundles: the same requests, carried by stick or by another worker's phone. They are sealed to
//! the hub's box key, judged like any request, and answered by a receipt sealed to the device.

use gridwork_model::Moment;
use gridwork_sync::bundle::{self, Direction};

use crate::devices::device;
use crate::{Done, Hub, HubError};

impl Hub {
    /// Opens a bundle, answers every request in it, and seals the answers for its device.
    pub fn bundle(&self, bytes: &[u8], now: Moment) -> Done<Vec<u8>> {
        let key = self.keys.read().box_key.clone();
        let (direction, number, messages) =
            bundle::open(bytes, &key).map_err(|_| HubError::Invalid("bundle"))?;
        if direction != Direction::Out {
            return Err(HubError::Invalid("bundle"));
        }
        let sender = device(&*self.storage.reading()?, number)?;
        let sender = sender.ok_or(HubError::NotFound("device"))?;
        let answers: Vec<Vec<u8>> =
            messages.iter().map(|message| self.exchange(message, now)).collect();
        let mut random = self.random.lock();
        let sealed =
            bundle::seal(Direction::Receipt, number, &answers, &sender.sealing(), &mut **random)?;
        Ok(sealed)
    }
}

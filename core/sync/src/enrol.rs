//! Becoming a device: a one-time code binds a fresh key of this installation to a person.
//!
//! The QR text (or the short code typed by hand together with the hub's address) carries the hub's
//! address and its *offline root* key; the answer must be signed by an online key that this root
//! certified, so that a stranger on the line cannot enrol a phone to itself.

use gridwork_model::{Id, Moment};
use gridwork_seal::{Hash, Signature, SigningKey, VerifyingKey, sha256, tagged_hash};
use minicbor::{Decode, Encode};

use crate::batch::decode_exact;
use crate::item::cbor;
use crate::{SyncError, WireError};

const CERTIFICATE: &str = "gridwork/online-key";
const PROOF: &str = "gridwork/enrol";
const ANSWER: &str = "gridwork/enrolled";

/// Bounds an enrolment message, bytes.
pub const MESSAGE_BYTES: usize = 16 << 10;

/// What the QR code says: `GW1|address|root key hex|code`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Base address of the hub, `https://…`; `http` only on loopback.
    pub address: String,
    /// The hub's offline root key.
    pub root: [u8; 32],
    /// One-time code.
    pub code: String,
}

/// Why a scanned or typed text is no invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// Not a code of this system at all.
    #[error("not an enrolment code of this system")]
    Foreign,
    /// Of this system, but damaged.
    #[error("the enrolment code is damaged in its {0}")]
    Damaged(&'static str),
}

impl Invitation {
    /// The text of the QR code.
    pub fn to_text(&self) -> String {
        let root: String = self.root.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("GW1|{}|{root}|{}", self.address, self.code)
    }

    /// Reads the text of a QR code.
    pub fn parse(text: &str) -> Result<Invitation, InvitationError> {
        if text.len() > 512 {
            return Err(InvitationError::Foreign);
        }
        let rest = text.trim().strip_prefix("GW1|").ok_or(InvitationError::Foreign)?;
        let mut parts = rest.split('|');
        let mut next = |what| parts.next().ok_or(InvitationError::Damaged(what));
        let (address, root, code) = (next("address")?, next("key")?, next("code")?);
        if !is_safe_address(address) {
            return Err(InvitationError::Damaged("address"));
        }
        let root = hex32(root).ok_or(InvitationError::Damaged("key"))?;
        Ok(Invitation { address: address.to_owned(), root, code: code.to_owned() })
    }
}

/// Whether a hub may be spoken to at this address: over TLS, or in the clear on this machine alone.
pub fn is_safe_address(address: &str) -> bool {
    if let Some(rest) = address.strip_prefix("https://") {
        return !rest.is_empty();
    }
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let hosts = ["127.0.0.1", "[::1]", "localhost"];
    hosts.iter().filter_map(|host| authority.strip_prefix(host)).any(|port| {
        port.is_empty()
            || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn hex32(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(out)
}

/// What an installation asks.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolRequest {
    /// The one-time code as typed, normalised.
    #[n(0)]
    pub code: String,
    /// Public signing key of this installation.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub key: [u8; 32],
    /// Public box key: C4 records for this person's posts and receipts are sealed to it.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub box_key: [u8; 32],
    /// What the owner calls the device; shown in the console.
    #[n(3)]
    pub name: String,
    /// App version, for support.
    #[n(4)]
    pub app: String,
    /// Half of the seed of the salt ratchet.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub seed: [u8; 32],
    /// Number of the device this installation was before, if it is being enrolled again.
    #[n(6)]
    pub formerly: Option<u32>,
}

/// What the hub answers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Enrolled {
    /// Number of the device, for ever.
    #[n(0)]
    pub device: u32,
    /// The person it is bound to.
    #[n(1)]
    pub person: Id,
    /// Name of the person as the directory has it.
    #[n(2)]
    pub person_name: String,
    /// Township (or county) the person belongs to.
    #[n(3)]
    pub township: Id,
    /// Whether this is a training hub 练习; a device never joins both kinds.
    #[n(4)]
    pub training: bool,
    /// Epoch of the hub.
    #[n(5)]
    pub epoch: u32,
    /// The hub's online key.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub online: [u8; 32],
    /// Signature of the root over the online key.
    #[n(7)]
    #[cbor(with = "minicbor::bytes")]
    pub certificate: Vec<u8>,
    /// The hub's box key, for bundles and for unsent work under a locked purpose key.
    #[n(8)]
    #[cbor(with = "minicbor::bytes")]
    pub box_key: [u8; 32],
    /// Seed of the salt ratchet.
    #[n(9)]
    #[cbor(with = "minicbor::bytes")]
    pub ratchet: [u8; 32],
    /// The hub's clock.
    #[n(10)]
    pub time: Moment,
}

/// Why an enrolment was refused. Numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum EnrolRefusal {
    /// No such code.
    #[n(0)]
    UnknownCode,
    /// The code was used.
    #[n(1)]
    Used,
    /// The code has expired.
    #[n(2)]
    Expired,
    /// Too many attempts from here; wait.
    #[n(3)]
    TooMany,
    /// Malformed request.
    #[n(4)]
    Malformed,
}

/// The answer to an enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum EnrolAnswer {
    /// Done.
    #[n(0)]
    Enrolled(#[n(0)] Enrolled),
    /// Refused.
    #[n(1)]
    Refused(#[n(0)] EnrolRefusal),
}

#[derive(Encode, Decode)]
struct Envelope {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    body: Vec<u8>,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    signature: Vec<u8>,
}

impl EnrolRequest {
    /// Writes the request with a proof that its sender holds the key.
    pub fn seal(&self, key: &SigningKey) -> Vec<u8> {
        let body = cbor(self);
        let signature = key.sign(PROOF, &[&body]).as_bytes().to_vec();
        cbor(&Envelope { body, signature })
    }

    /// Reads a request and checks its proof.
    pub fn open(bytes: &[u8]) -> Result<EnrolRequest, SyncError> {
        let (body, signature) = envelope(bytes)?;
        let request: EnrolRequest = decode_exact(&body, "enrolment")?;
        VerifyingKey(request.key).verify(PROOF, &[&body], &signature).map(drop)?;
        Ok(request)
    }
}

impl EnrolAnswer {
    /// Writes and signs the answer to the request of these bytes.
    pub fn seal(&self, online: &SigningKey, request: &[u8]) -> Vec<u8> {
        let body = cbor(self);
        let signature = online.sign(ANSWER, &[&asked(request), &body]).as_bytes().to_vec();
        cbor(&Envelope { body, signature })
    }

    /// Reads the answer and checks it down to the root key of the invitation. A refusal is taken
    /// at its word: it gives nothing away and changes nothing.
    pub fn open(
        bytes: &[u8],
        request: &[u8],
        root: &VerifyingKey,
    ) -> Result<EnrolAnswer, SyncError> {
        let (body, signature) = envelope(bytes)?;
        let answer: EnrolAnswer = decode_exact(&body, "enrolment answer")?;
        if let EnrolAnswer::Enrolled(enrolled) = &answer {
            verify_online_key(root, &enrolled.online, &enrolled.certificate)?;
            VerifyingKey(enrolled.online)
                .verify(ANSWER, &[&asked(request), &body], &signature)
                .map(drop)?;
        }
        Ok(answer)
    }
}

/// The root's signature over an online key.
pub fn certify_online_key(root: &SigningKey, online: &[u8; 32]) -> Vec<u8> {
    root.sign(CERTIFICATE, &[online]).as_bytes().to_vec()
}

/// Checks the root's signature over an online key.
pub fn verify_online_key(
    root: &VerifyingKey,
    online: &[u8; 32],
    certificate: &[u8],
) -> Result<(), SyncError> {
    let signature =
        Signature::from_slice(certificate).map_err(|_| WireError::Truncated("certificate"))?;
    root.verify(CERTIFICATE, &[online], &signature).map(drop)?;
    Ok(())
}

/// Seed of the salt ratchet from the halves of device and hub.
pub fn ratchet_seed(device: &[u8; 32], hub: &[u8; 32]) -> Hash {
    tagged_hash("gridwork/ratchet", &[device, hub])
}

fn asked(request: &[u8]) -> Hash {
    sha256(&[request])
}

fn envelope(bytes: &[u8]) -> Result<(Vec<u8>, Signature), SyncError> {
    if bytes.len() > MESSAGE_BYTES {
        return Err(WireError::TooLarge {
            what: "enrolment",
            found: bytes.len() as u64,
            limit: MESSAGE_BYTES as u64,
        }
        .into());
    }
    let envelope: Envelope = decode_exact(bytes, "enrolment envelope")?;
    let signature = Signature::from_slice(&envelope.signature)
        .map_err(|_| WireError::Truncated("signature"))?;
    Ok((envelope.body, signature))
}

//! Trusted time stamps (RFC 3161): the request for one, and the check of a token.
//!
//! A token says that a hash existed at a time, in the word of an authority. It is attached to what
//! it stamps later, as an addition. Checked are the imprint, the signature and what it covers, the
//! authority's certificate and its chain up to an anchor that the caller trusts. What cannot be
//! checked without a line is not claimed: whether a certificate was revoked.

mod certificate;

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerInfo};
use der::asn1::{Int, ObjectIdentifier, OctetString};
use der::oid::db::rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNED_DATA};
use der::oid::db::rfc5912::{ID_SHA_256, ID_SHA_384, ID_SHA_512};
use der::{Any, Decode, Encode, Sequence};
use gridwork_model::Moment;
use gridwork_seal::Hash;
use gridwork_seal::foreign::{self, Digest};
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion, TstInfo};

/// Largest token or answer, bytes: a chain of four certificates is about 8 KB.
pub const TOKEN_BYTES: usize = 64 << 10;

/// Most certificates in a token.
const CERTIFICATES: usize = 16;

const ID_CT_TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const ID_AA_SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// Why a token does not hold, or cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// More bytes than a token has.
    #[error("a token of {0} bytes is too large")]
    TooLarge(usize),
    /// It is no token.
    #[error("the token cannot be read: {0}")]
    Malformed(String),
    /// The authority refused to stamp.
    #[error("the authority did not grant the stamp")]
    NotGranted,
    /// It stamps something else.
    #[error("the token stamps another hash")]
    OtherHash,
    /// It was made in a way that is not checked here, such as SM2 or RSA-PSS.
    #[error("the token uses {0}, which is not checked here")]
    Unsupported(String),
    /// The signature, or what it is to cover, does not hold.
    #[error("the token's signature does not hold: {0}")]
    Signature(&'static str),
    /// The authority's certificate may not do this, or its chain does not hold.
    #[error("the authority's certificate does not hold: {0}")]
    Certificate(&'static str),
}

/// Whether the authority is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Its chain leads to this anchor of the caller's.
    Anchored(String),
    /// Its chain leads to none of them; so far only the authority's own word stands.
    Unknown,
}

/// What a token that holds says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The time stamped.
    pub at: Moment,
    /// How far it may be off, milliseconds, if the authority says so.
    pub accuracy_ms: Option<u64>,
    /// The authority, by its certificate's subject.
    pub authority: String,
    /// Whether it is known.
    pub trust: Trust,
}

/// The request that asks an authority to stamp `hash` (DER, `application/timestamp-query`).
pub fn request(hash: &Hash, nonce: &[u8; 8]) -> Vec<u8> {
    // A positive INTEGER in its shortest form: the top bit clear, the next one set.
    let mut positive = *nonce;
    positive[0] = positive[0] & 0x3f | 0x40;
    let build = || -> der::Result<Vec<u8>> {
        TimeStampReq {
            version: TspVersion::V1,
            message_imprint: MessageImprint {
                hash_algorithm: AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None },
                hashed_message: OctetString::new(hash.as_slice())?,
            },
            req_policy: None,
            nonce: Some(Int::new(&positive)?),
            cert_req: true,
            extensions: None,
        }
        .to_der()
    };
    build().expect("a request of 32 and 8 bytes has a DER form")
}

/// Checks a token, or an authority's whole answer, over `hash`. `anchors` are certificates (DER)
/// that the caller trusts.
pub fn check(bytes: &[u8], hash: &Hash, anchors: &[Vec<u8>]) -> Result<Stamp, StampError> {
    if bytes.len() > TOKEN_BYTES {
        return Err(StampError::TooLarge(bytes.len()));
    }
    let signed = signed_data(bytes)?;
    if signed.encap_content_info.econtent_type != ID_CT_TST_INFO {
        return Err(StampError::Malformed("it holds no time stamp".into()));
    }
    let content = signed.encap_content_info.econtent.as_ref();
    let content = content.ok_or_else(|| StampError::Malformed("it is empty".into()))?;
    let content: OctetString = content.decode_as().map_err(unreadable)?;
    let info = TstInfo::from_der(content.as_bytes()).map_err(unreadable)?;

    let imprint = &info.message_imprint;
    if imprint.hash_algorithm.oid != ID_SHA_256 {
        return Err(unsupported("imprint", &imprint.hash_algorithm.oid));
    }
    if imprint.hashed_message.as_bytes() != hash {
        return Err(StampError::OtherHash);
    }

    let [signer] = signed.signer_infos.0.as_slice() else {
        return Err(StampError::Malformed("it has not exactly one signer".into()));
    };
    let certificates = certificates(&signed)?;
    let authority = certificates
        .iter()
        .find(|it| certificate::is_of(it, &signer.sid))
        .ok_or(StampError::Certificate("it is not in the token"))?;
    let scheme = certificate::scheme(
        &signer.signature_algorithm,
        Some(&signer.digest_alg.oid),
        &authority.tbs_certificate.subject_public_key_info,
    )?;
    let attributes = covered(signer, content.as_bytes(), authority)?;
    foreign::verify(scheme, certificate::key(authority), &attributes, signer.signature.as_bytes())
        .map_err(|_| {
            StampError::Signature("it was made with another key or over something else")
        })?;

    let at = info.gen_time.to_unix_duration();
    certificate::may_stamp(authority, at)?;
    let trust = certificate::chain(authority, &certificates, anchors, at)?;
    Ok(Stamp {
        at: Moment(at.as_millis().try_into().unwrap_or(i64::MAX)),
        accuracy_ms: info.accuracy.map(|it| {
            let millis = it.millis.unwrap_or_default().max(0).unsigned_abs();
            let micros = it.micros.unwrap_or_default().max(0).unsigned_abs();
            it.seconds
                .unwrap_or_default()
                .saturating_mul(1000)
                .saturating_add(u64::from(millis) + u64::from(micros.div_ceil(1000)))
        }),
        authority: authority.tbs_certificate.subject.to_string(),
        trust,
    })
}

/// The signed data of a bare token or of an authority's answer around it.
fn signed_data(bytes: &[u8]) -> Result<SignedData, StampError> {
    let token = match ContentInfo::from_der(bytes) {
        Ok(token) => token,
        Err(_) => {
            let answer = TimeStampResp::from_der(bytes).map_err(unreadable)?;
            answer.time_stamp_token.ok_or(StampError::NotGranted)?
        }
    };
    if token.content_type != ID_SIGNED_DATA {
        return Err(StampError::Malformed("it is not signed".into()));
    }
    token.content.decode_as().map_err(unreadable)
}

fn certificates(signed: &SignedData) -> Result<Vec<Certificate>, StampError> {
    let all = signed.certificates.iter().flat_map(|set| set.0.iter());
    let found: Vec<Certificate> = all
        .filter_map(|choice| match choice {
            CertificateChoices::Certificate(it) => Some(it.clone()),
            CertificateChoices::Other(_) => None,
        })
        .take(CERTIFICATES + 1)
        .collect();
    if found.len() > CERTIFICATES {
        return Err(StampError::Certificate("there are too many"));
    }
    Ok(found)
}

/// The bytes that were signed: the signed attributes, which must name the content's type and hash
/// and the signer's certificate (RFC 5652 §5.4, RFC 5816).
fn covered(
    signer: &SignerInfo,
    content: &[u8],
    authority: &Certificate,
) -> Result<Vec<u8>, StampError> {
    let missing = StampError::Signature("it covers no attributes");
    let attributes = signer.signed_attrs.as_ref().ok_or(missing)?;
    let one = |oid: ObjectIdentifier| -> Result<&Any, StampError> {
        let mut found = attributes.iter().filter(|it: &&Attribute| it.oid == oid);
        let absent = StampError::Signature("an attribute is missing or there twice");
        let (Some(attribute), None) = (found.next(), found.next()) else { return Err(absent) };
        match attribute.values.as_slice() {
            [value] => Ok(value),
            _ => Err(absent),
        }
    };
    let kind: ObjectIdentifier = one(ID_CONTENT_TYPE)?.decode_as().map_err(unreadable)?;
    if kind != ID_CT_TST_INFO {
        return Err(StampError::Signature("it is over another kind of content"));
    }
    let digest: OctetString = one(ID_MESSAGE_DIGEST)?.decode_as().map_err(unreadable)?;
    if digest.as_bytes() != digest_of(&signer.digest_alg.oid)?.of(content) {
        return Err(StampError::Signature("it is over another content"));
    }
    let named: SigningCertificateV2 =
        one(ID_AA_SIGNING_CERTIFICATE_V2)?.decode_as().map_err(unreadable)?;
    let first = named.certs.first().ok_or(StampError::Signature("it names no certificate"))?;
    let algorithm = match &first.hash_algorithm {
        Some(named) => digest_of(&named.oid)?,
        None => Digest::Sha256,
    };
    if first.cert_hash.as_bytes() != algorithm.of(&authority.to_der().map_err(unreadable)?) {
        return Err(StampError::Signature("it names another certificate"));
    }
    attributes.to_der().map_err(unreadable)
}

/// RFC 5035 §3.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

#[derive(Sequence)]
struct EssCertIdV2 {
    /// SHA-256 if left out.
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

fn digest_of(oid: &ObjectIdentifier) -> Result<Digest, StampError> {
    match *oid {
        ID_SHA_256 => Ok(Digest::Sha256),
        ID_SHA_384 => Ok(Digest::Sha384),
        ID_SHA_512 => Ok(Digest::Sha512),
        _ => Err(unsupported("hash", oid)),
    }
}

fn unsupported(what: &str, oid: &ObjectIdentifier) -> StampError {
    StampError::Unsupported(format!("{what} {oid}"))
}

fn unreadable(error: der::Error) -> StampError {
    StampError::Malformed(error.to_string())
}

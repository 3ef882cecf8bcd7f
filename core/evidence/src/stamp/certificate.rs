//! The certificates of a time-stamp authority: whose, for what, how long, and who vouches.

use std::time::Duration;

use cms::signed_data::SignerIdentifier;
use der::asn1::ObjectIdentifier;
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ID_EC_PUBLIC_KEY, ID_KP_TIME_STAMPING, RSA_ENCRYPTION,
    SECP_256_R_1, SECP_384_R_1, SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION,
    SHA_512_WITH_RSA_ENCRYPTION,
};
use der::oid::db::rfc8410::ID_ED_25519;
use der::{Decode, Encode};
use gridwork_seal::foreign::{self, Digest, Scheme};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::{StampError, Trust, digest_of, unreadable, unsupported};

/// Most certificates between the authority and an anchor.
const DEPTH: usize = 6;

/// Whether a signer names this certificate.
pub(super) fn is_of(certificate: &Certificate, signer: &SignerIdentifier) -> bool {
    let body = &certificate.tbs_certificate;
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            named.issuer == body.issuer && named.serial_number == body.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => body
            .get::<SubjectKeyIdentifier>()
            .ok()
            .flatten()
            .is_some_and(|(_, found)| found.0 == named.0),
    }
}

/// The public key's bytes.
pub(super) fn key(certificate: &Certificate) -> &[u8] {
    certificate.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes()
}

/// How a signature of this algorithm by this key is checked. `digest` is the hash that stands apart
/// from the algorithm in a signer's record; a certificate's algorithm names its own.
pub(super) fn scheme(
    algorithm: &AlgorithmIdentifierOwned,
    digest: Option<&ObjectIdentifier>,
    key: &SubjectPublicKeyInfoOwned,
) -> Result<Scheme, StampError> {
    let hash = match algorithm.oid {
        SHA_256_WITH_RSA_ENCRYPTION | ECDSA_WITH_SHA_256 => Digest::Sha256,
        SHA_384_WITH_RSA_ENCRYPTION | ECDSA_WITH_SHA_384 => Digest::Sha384,
        SHA_512_WITH_RSA_ENCRYPTION => Digest::Sha512,
        // A signer's record may name the key alone; the hash stands beside it.
        RSA_ENCRYPTION => digest_of(digest.unwrap_or(&RSA_ENCRYPTION))?,
        ID_ED_25519 => Digest::Sha512,
        other => return Err(unsupported("signature", &other)),
    };
    let curve = || -> Result<ObjectIdentifier, StampError> {
        let missing = StampError::Certificate("it names no curve");
        key.algorithm.parameters.as_ref().ok_or(missing)?.decode_as().map_err(unreadable)
    };
    match (key.algorithm.oid, algorithm.oid) {
        (RSA_ENCRYPTION, ECDSA_WITH_SHA_256 | ECDSA_WITH_SHA_384 | ID_ED_25519) => {
            Err(StampError::Signature("key and algorithm do not fit"))
        }
        (RSA_ENCRYPTION, _) => Ok(match hash {
            Digest::Sha256 => Scheme::RsaSha256,
            Digest::Sha384 => Scheme::RsaSha384,
            Digest::Sha512 => Scheme::RsaSha512,
        }),
        (ID_EC_PUBLIC_KEY, ECDSA_WITH_SHA_256 | ECDSA_WITH_SHA_384) => match (curve()?, hash) {
            (SECP_256_R_1, Digest::Sha256) => Ok(Scheme::P256Sha256),
            (SECP_256_R_1, _) => Ok(Scheme::P256Sha384),
            (SECP_384_R_1, Digest::Sha256) => Ok(Scheme::P384Sha256),
            (SECP_384_R_1, _) => Ok(Scheme::P384Sha384),
            (other, _) => Err(unsupported("curve", &other)),
        },
        (ID_ED_25519, ID_ED_25519) => Ok(Scheme::Ed25519),
        (ID_EC_PUBLIC_KEY | ID_ED_25519, _) => {
            Err(StampError::Signature("key and algorithm do not fit"))
        }
        (other, _) => Err(unsupported("key", &other)),
    }
}

/// Whether the certificate is one for stamping and was valid at that time (RFC 3161 §2.3: the one
/// purpose, marked critical).
pub(super) fn may_stamp(certificate: &Certificate, at: Duration) -> Result<(), StampError> {
    valid_at(certificate, at)?;
    let purposes = certificate.tbs_certificate.get::<ExtendedKeyUsage>().map_err(unreadable)?;
    match purposes {
        Some((true, ExtendedKeyUsage(only))) if only == [ID_KP_TIME_STAMPING] => Ok(()),
        _ => Err(StampError::Certificate("it is not for time stamps alone")),
    }
}

/// Climbs from the authority towards an anchor, each step signed by the next and valid at the time
/// of the stamp. A chain that ends before an anchor is not wrong, only unknown.
pub(super) fn chain(
    authority: &Certificate,
    others: &[Certificate],
    anchors: &[Vec<u8>],
    at: Duration,
) -> Result<Trust, StampError> {
    let anchors: Vec<Certificate> =
        anchors.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let mut current = authority.clone();
    for below in 0..DEPTH {
        if anchors.contains(&current) {
            return Ok(Trust::Anchored(current.tbs_certificate.subject.to_string()));
        }
        for anchor in &anchors {
            if vouches(anchor, &current, below, at).is_ok() {
                return Ok(Trust::Anchored(anchor.tbs_certificate.subject.to_string()));
            }
        }
        let mut named = others.iter().filter(|it| {
            it.tbs_certificate.subject == current.tbs_certificate.issuer && **it != current
        });
        let Some(issuer) = named.next() else { return Ok(Trust::Unknown) };
        // A token that carries an issuer must carry one that did issue.
        vouches(issuer, &current, below, at)?;
        current = issuer.clone();
    }
    Err(StampError::Certificate("the chain is too long"))
}

/// Whether `issuer` signed `certificate`, may do so with `below` certificates of its own line
/// between them, and was valid.
fn vouches(
    issuer: &Certificate,
    certificate: &Certificate,
    below: usize,
    at: Duration,
) -> Result<(), StampError> {
    if issuer.tbs_certificate.subject != certificate.tbs_certificate.issuer {
        return Err(StampError::Certificate("another issuer is named"));
    }
    valid_at(issuer, at)?;
    let basic = issuer.tbs_certificate.get::<BasicConstraints>().map_err(unreadable)?;
    let Some((_, BasicConstraints { ca: true, path_len_constraint })) = basic else {
        return Err(StampError::Certificate("the issuer may not issue"));
    };
    if path_len_constraint.is_some_and(|most| below > usize::from(most)) {
        return Err(StampError::Certificate("the chain is longer than the issuer allows"));
    }
    if let Some((_, usage)) = issuer.tbs_certificate.get::<KeyUsage>().map_err(unreadable)?
        && !usage.key_cert_sign()
    {
        return Err(StampError::Certificate("the issuer's key may not sign certificates"));
    }
    if certificate.signature_algorithm != certificate.tbs_certificate.signature {
        return Err(StampError::Certificate("it names two algorithms"));
    }
    let scheme = scheme(
        &certificate.signature_algorithm,
        None,
        &issuer.tbs_certificate.subject_public_key_info,
    )?;
    let body = certificate.tbs_certificate.to_der().map_err(unreadable)?;
    foreign::verify(scheme, key(issuer), &body, certificate.signature.raw_bytes())
        .map_err(|_| StampError::Certificate("the issuer did not sign it"))
}

fn valid_at(certificate: &Certificate, at: Duration) -> Result<(), StampError> {
    let validity = &certificate.tbs_certificate.validity;
    let (from, to) =
        (validity.not_before.to_unix_duration(), validity.not_after.to_unix_duration());
    // Stamped within a second of the end is still stamped in time.
    if at < from || at.as_secs() > to.as_secs() {
        return Err(StampError::Certificate("it was not valid when it stamped"));
    }
    Ok(())
}

//! Time stamps, against real tokens made by `openssl ts` with a test authority of its own.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot set itself up has failed"
)]

#[path = "support/authority.rs"]
mod authority;

use gridwork_evidence::stamp::{self, StampError, Trust};
use gridwork_seal::sha256;

use authority::{Authority, P256, P384, RSA, authority};

#[test]
fn a_token_of_each_kind_of_key_holds_and_names_time_authority_and_anchor() {
    for key in [RSA, P256, P384] {
        let Some(tsa) = authority(key, "stamping", "20") else { return };
        let (answer, hash) = (tsa.answer(b"a tree head"), sha256(&[b"a tree head"]));
        for bytes in [answer.clone(), tsa.token()] {
            let stamp = stamp::check(&bytes, &hash, &[tsa.root()]).unwrap();
            let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis() as i64;
            assert!((now - stamp.at.0).abs() < 60_000, "{stamp:?}");
            assert_eq!(stamp.accuracy_ms, Some(1500));
            assert!(stamp.authority.contains("Test TSA"), "{stamp:?}");
            assert!(matches!(&stamp.trust, Trust::Anchored(root) if root.contains("Test Root")));
            // Without an anchor it holds, but nobody known vouches for it.
            let alone = stamp::check(&bytes, &hash, &[]).unwrap();
            assert_eq!(alone.trust, Trust::Unknown);
        }
        let other = sha256(&[b"another"]);
        assert_eq!(stamp::check(&answer, &other, &[]), Err(StampError::OtherHash));
    }
}

#[test]
fn another_authority_of_the_same_name_is_not_the_anchor() {
    let (Some(tsa), Some(other)) =
        (authority(P256, "stamping", "20"), authority(P256, "stamping", "20"))
    else {
        return;
    };
    let (answer, hash) = (tsa.answer(b"x"), sha256(&[b"x"]));
    let stamp = stamp::check(&answer, &hash, &[other.root()]).unwrap();
    assert_eq!(stamp.trust, Trust::Unknown);
}

#[test]
fn a_flipped_byte_anywhere_never_gives_an_anchored_stamp_of_another_time() {
    let Some(tsa) = authority(P256, "stamping", "20") else { return };
    let (_, hash, root) = (tsa.answer(b"x"), sha256(&[b"x"]), tsa.root());
    let token = tsa.token();
    let good = stamp::check(&token, &hash, std::slice::from_ref(&root)).unwrap();
    for at in 0..token.len() {
        let mut bent = token.clone();
        bent[at] ^= 0x01;
        // What is left unsigned (version numbers, a certificate beside the signer's) may differ;
        // what the stamp says may not.
        if let Ok(stamp) = stamp::check(&bent, &hash, std::slice::from_ref(&root)) {
            assert_eq!((stamp.at, &stamp.authority), (good.at, &good.authority), "byte {at}");
        }
    }
    for cut in [0, 1, token.len() / 2, token.len() - 1] {
        stamp::check(&token[..cut], &hash, &[]).unwrap_err();
    }
    let huge = vec![0x30; stamp::TOKEN_BYTES + 1];
    assert_eq!(stamp::check(&huge, &hash, &[]), Err(StampError::TooLarge(huge.len())));
}

/// A token over the same content, signed by `openssl cms` with the authority's key and a certificate
/// that `openssl ts` would refuse to stamp with.
fn signed_with(tsa: &Authority, purpose: &str, days: &str) -> Vec<u8> {
    tsa.openssl(&[
        "x509",
        "-req",
        "-in",
        "tsa.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-set_serial",
        "8",
        "-days",
        days,
        "-extfile",
        "config",
        "-extensions",
        purpose,
        "-out",
        "bad.pem",
    ]);
    // Stamped after it was issued: the second in which a certificate begins may have passed.
    tsa.answer(b"x");
    tsa.token();
    let read = ["cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "info"];
    tsa.openssl(&read);
    tsa.openssl(&[
        "cms",
        "-sign",
        "-binary",
        "-nodetach",
        "-cades",
        "-nosmimecap",
        "-econtent_type",
        "1.2.840.113549.1.9.16.1.4",
        "-in",
        "info",
        "-signer",
        "bad.pem",
        "-inkey",
        "tsa.key",
        "-md",
        "sha256",
        "-outform",
        "DER",
        "-out",
        "bad",
    ]);
    tsa.read("bad")
}

#[test]
fn a_certificate_for_something_else_or_out_of_its_time_stamps_nothing() {
    let Some(tsa) = authority(P256, "stamping", "20") else { return };
    let (hash, root) = (sha256(&[b"x"]), tsa.root());
    // Made this way with the right certificate it holds: it is the certificate that is refused.
    let good = signed_with(&tsa, "stamping", "20");
    let stamp = stamp::check(&good, &hash, std::slice::from_ref(&root)).unwrap();
    assert!(matches!(stamp.trust, Trust::Anchored(_)));
    for (purpose, days) in [("server", "20"), ("root", "20"), ("stamping", "-1")] {
        let bad = signed_with(&tsa, purpose, days);
        let found = stamp::check(&bad, &hash, std::slice::from_ref(&root));
        assert!(matches!(found, Err(StampError::Certificate(_))), "{purpose} {days}: {found:?}");
    }
}

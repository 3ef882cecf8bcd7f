//! Time stamps, against real tokens made by `openssl ts` with a test authority of its own.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot set itself up has failed"
)]

use std::path::Path;
use std::process::Command;

use gridwork_evidence::stamp::{self, StampError, Trust};
use gridwork_seal::sha256;

/// A test authority in a folder of its own: a root, an authority of the given key, certificates.
struct Authority {
    folder: tempfile::TempDir,
}

const CONFIG: &str = "
[req]
distinguished_name = dn
prompt = no
[dn]
CN = placeholder
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamping]
extendedKeyUsage = critical, timeStamping
[server]
extendedKeyUsage = critical, serverAuth
[tsa]
default_tsa = tsa_here
[tsa_here]
dir = .
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = root.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384
accuracy = secs:1, millisecs:500
ess_cert_id_chain = no
ess_cert_id_alg = sha256
";

/// `None` where openssl is not here; in CI that is a failure, because xtask provides for it.
fn authority(key: &[&str], purpose: &str, days: &str) -> Option<Authority> {
    let present = Command::new("openssl").arg("version").output().is_ok();
    if !present {
        assert!(
            std::env::var_os("CI").is_none(),
            "openssl is missing: cargo xtask test installs it"
        );
        eprintln!("SKIPPED: openssl is not here; no token can be made");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config"), CONFIG).unwrap();
    std::fs::write(folder.path().join("serial"), "01").unwrap();
    let it = Authority { folder };
    let new = ["req", "-new", "-nodes", "-config", "config"];
    let root = [&new[..], key, &["-x509", "-days", "30", "-extensions", "root"]].concat();
    it.openssl(
        &[&root[..], &["-subj", "/CN=Test Root 150199", "-keyout", "root.key", "-out", "root.pem"]]
            .concat(),
    );
    let asked = [&new[..], key].concat();
    it.openssl(
        &[&asked[..], &["-subj", "/O=Test/CN=Test TSA", "-keyout", "tsa.key", "-out", "tsa.csr"]]
            .concat(),
    );
    it.openssl(&[
        "x509",
        "-req",
        "-in",
        "tsa.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-set_serial",
        "7",
        "-days",
        days,
        "-extfile",
        "config",
        "-extensions",
        purpose,
        "-out",
        "tsa.pem",
    ]);
    Some(it)
}

impl Authority {
    fn openssl(&self, args: &[&str]) {
        let done = self.try_openssl(args);
        assert!(done.0, "openssl {args:?}: {}", done.1);
    }

    fn try_openssl(&self, args: &[&str]) -> (bool, String) {
        let done = Command::new("openssl").args(args).current_dir(self.path()).output().unwrap();
        (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    fn root(&self) -> Vec<u8> {
        self.openssl(&["x509", "-in", "root.pem", "-outform", "DER", "-out", "root.der"]);
        self.read("root.der")
    }

    /// The authority's whole answer to a request made here.
    fn answer(&self, content: &[u8]) -> Vec<u8> {
        let query = stamp::request(&sha256(&[content]), &[0xff; 8]);
        std::fs::write(self.path().join("query"), query).unwrap();
        self.openssl(&[
            "ts",
            "-reply",
            "-config",
            "config",
            "-section",
            "tsa_here",
            "-queryfile",
            "query",
            "-out",
            "answer",
        ]);
        self.read("answer")
    }

    fn token(&self) -> Vec<u8> {
        self.openssl(&["ts", "-reply", "-in", "answer", "-token_out", "-out", "token"]);
        self.read("token")
    }
}

const RSA: &[&str] = &["-newkey", "rsa:2048", "-sha256"];
const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-sha256"];
const P384: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-sha384"];

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
    let (_, hash, root) = (tsa.answer(b"x"), sha256(&[b"x"]), tsa.root());
    tsa.token();
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

//! A test authority for time stamps: real tokens, made by `openssl ts`.

#![allow(
    dead_code,
    clippy::print_stderr,
    reason = "each suite uses its own part, and says what it skips"
)]

use std::path::Path;
use std::process::Command;

use gridwork_evidence::stamp;
use gridwork_seal::sha256;

/// Keys of authorities.
pub const RSA: &[&str] = &["-newkey", "rsa:2048", "-sha256"];
/// The same.
pub const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-sha256"];
/// The same.
pub const P384: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-sha384"];

/// A test authority in a folder of its own: a root, an authority of the given key, certificates.
pub struct Authority {
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
pub fn authority(key: &[&str], purpose: &str, days: &str) -> Option<Authority> {
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
    pub fn openssl(&self, args: &[&str]) {
        let done = self.try_openssl(args);
        assert!(done.0, "openssl {args:?}: {}", done.1);
    }

    fn try_openssl(&self, args: &[&str]) -> (bool, String) {
        let done = Command::new("openssl").args(args).current_dir(self.path()).output().unwrap();
        (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    pub fn root(&self) -> Vec<u8> {
        self.openssl(&["x509", "-in", "root.pem", "-outform", "DER", "-out", "root.der"]);
        self.read("root.der")
    }

    /// The authority's whole answer to a request.
    pub fn answer_to(&self, query: &[u8]) -> Vec<u8> {
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

    /// The answer to a request made here, over a content.
    pub fn answer(&self, content: &[u8]) -> Vec<u8> {
        self.answer_to(&stamp::request(&sha256(&[content]), &[0xff; 8]))
    }

    /// The token of the last answer.
    pub fn token(&self) -> Vec<u8> {
        self.openssl(&["ts", "-reply", "-in", "answer", "-token_out", "-out", "token"]);
        self.read("token")
    }
}

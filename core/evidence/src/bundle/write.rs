//! Writing a bundle: every file is hashed as it goes in, and an original that is no longer what was
//! captured is never handed out as if it were.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use gridwork_seal::signing::message;
use gridwork_seal::{DualHash, VerifyingKey};

use super::archive::Writer;
use super::manifest::{EntryFile, HeadFile, Leaf, Manifest, OriginalFile, SignedFile, StampFile};
use super::{
    BundleError, Contents, FORMAT, Original, SUMS_DOMAIN, SignedPart, Signer, Source, hex, names,
    to_pem,
};

/// How to check a bundle, in words.
const README: &str = include_str!("readme.txt");

/// Writes a bundle into `sink`; `source` brings the bytes of originals.
pub fn write<W: Write + Seek>(
    contents: &Contents,
    signer: Signer<'_>,
    source: Source<'_>,
    sink: W,
) -> Result<W, BundleError> {
    let mut out = Out { zip: Writer::new(sink), sums: BTreeMap::new() };
    out.put(names::README, README.as_bytes())?;
    out.put(names::INDEX, contents.page.html().as_bytes())?;

    let mut originals = Vec::new();
    let mut sm3 = String::new();
    for (number, original) in (1..).zip(&contents.originals) {
        let file = original.file(number);
        out.original(&file, original, source)?;
        sm3 += &format!("{}  {file}\n", hex(&original.digests.sm3));
        originals.push(OriginalFile {
            file,
            title: original.title.clone(),
            mime: original.mime.clone(),
            bytes: original.digests.bytes,
            sha256: hex(&original.digests.sha256),
            sm3: hex(&original.digests.sm3),
        });
    }
    out.put(names::SM3, sm3.as_bytes())?;

    let mut entries = Vec::new();
    for (number, entry) in (1..).zip(&contents.entries) {
        let file = format!("entries/{number:04}.cbor");
        out.put(&file, &entry.bytes)?;
        let leaf = match &entry.inclusion {
            None => None,
            Some(inclusion) => {
                let salt = format!("log/{number:04}.salt");
                out.put(&salt, &inclusion.salt)?;
                let path = inclusion.path.iter().map(|hash| hex(hash)).collect();
                Some(Leaf { index: inclusion.index, salt, path })
            }
        };
        let mut signed = Vec::new();
        for (part, it) in (1..).zip(&entry.signed) {
            signed.push(out.signed(&format!("signed/{number:04}-{part}"), it)?);
        }
        entries.push(EntryFile { file, device: entry.device, leaf, signed });
    }

    out.put(names::HEAD_MESSAGE, &contents.head.message())?;
    out.put(names::HEAD_SIGNATURE, contents.head.signature().as_bytes())?;
    let mut earlier = Vec::new();
    for it in &contents.earlier {
        let name = format!("log/{}", it.signed.head().at.day());
        let part = SignedPart {
            message: it.signed.message(),
            signature: *it.signed.signature(),
            key: it.key,
        };
        let SignedFile { message, signature, key } = out.signed(&name, &part)?;
        let path = it.path.iter().map(|hash| hex(hash)).collect();
        earlier.push(HeadFile { message, signature, key, path });
    }
    let mut stamps = Vec::new();
    for (number, stamp) in (1..).zip(&contents.stamps) {
        let file = format!("stamps/{number:04}.tsr");
        out.put(&file, &stamp.token)?;
        stamps.push(StampFile { file, over: hex(&stamp.over) });
    }
    out.put(names::DIRECTORY, &contents.directory)?;
    out.put(names::HUB_KEY, to_pem(&signer.verifying()).as_bytes())?;

    let manifest = Manifest {
        format: FORMAT.to_owned(),
        set: contents.set,
        title: contents.title.clone(),
        hub: contents.hub,
        township: contents.township.clone(),
        at: contents.handout.at,
        by: contents.handout.by.clone(),
        second: contents.handout.second.clone(),
        purpose: contents.handout.purpose.clone(),
        entries,
        originals,
        earlier,
        stamps,
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(std::io::Error::from)?;
    out.put(names::MANIFEST, &manifest)?;

    let sums: String = out.sums.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect();
    out.put(names::SHA256, sums.as_bytes())?;
    out.put(names::SUMS_MESSAGE, &message(SUMS_DOMAIN, &[sums.as_bytes()]))?;
    let signature = signer.sign(SUMS_DOMAIN, &[sums.as_bytes()]);
    out.put(names::SUMS_SIGNATURE, signature.as_bytes())?;
    Ok(out.zip.finish()?)
}

struct Out<W: Write + Seek> {
    zip: Writer<W>,
    /// SHA-256 by name.
    sums: BTreeMap<String, String>,
}

impl<W: Write + Seek> Out<W> {
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), BundleError> {
        self.zip.add(name, bytes.len() as u64, |sink| -> Result<(), BundleError> {
            Ok(sink.write_all(bytes)?)
        })?;
        self.sums.insert(name.to_owned(), hex(&gridwork_seal::sha256(&[bytes])));
        Ok(())
    }

    fn signed(&mut self, name: &str, part: &SignedPart) -> Result<SignedFile, BundleError> {
        let (message, signature) = (format!("{name}.msg"), format!("{name}.sig"));
        self.put(&message, &part.message)?;
        self.put(&signature, part.signature.as_bytes())?;
        Ok(SignedFile { message, signature, key: self.key(&part.key)? })
    }

    /// The file of a key, written once.
    fn key(&mut self, key: &VerifyingKey) -> Result<String, BundleError> {
        let name = format!("keys/{}.pem", hex(key.as_bytes()));
        if !self.sums.contains_key(&name) {
            self.put(&name, to_pem(key).as_bytes())?;
        }
        Ok(name)
    }

    fn original(
        &mut self,
        name: &str,
        original: &Original,
        source: Source<'_>,
    ) -> Result<(), BundleError> {
        let digests = &original.digests;
        self.zip.add(name, digests.bytes, |sink| {
            let mut hashing = Hashing { sink, hash: DualHash::new() };
            source(&digests.sha256, &mut hashing)?;
            match hashing.hash.finish() == *digests {
                true => Ok(()),
                false => Err(BundleError::Changed(hex(&digests.sha256))),
            }
        })?;
        self.sums.insert(name.to_owned(), hex(&digests.sha256));
        Ok(())
    }
}

struct Hashing<'a> {
    sink: &'a mut dyn Write,
    hash: DualHash,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.sink.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.sink.flush()
    }
}

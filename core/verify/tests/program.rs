//! The program as a technician runs it: whole bundles, and bent in every way that the check knows; what
//! it says, and with what it ends.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot set itself up has failed"
)]

#[path = "../../evidence/tests/support/mod.rs"]
mod support;

use std::io::Cursor;
use std::process::{Command, Output};

use gridwork_evidence::bundle::archive::Archive;
use gridwork_evidence::bundle::{StampPart, hex};
use gridwork_model::evidence::{Body, Capture, Method};
use gridwork_seal::DualHash;

use support::authority::{P256, authority};
use support::{Made, bomb, custody, hash, key, made, renamed, rewritten};

/// The program: the one cargo built, or the one unpacked from a package.
fn run(args: &[&str]) -> Output {
    let built = || env!("CARGO_BIN_EXE_gridwork-verify").into();
    let program = std::env::var_os("GRIDWORK_VERIFY").unwrap_or_else(built);
    Command::new(program).args(args).output().unwrap()
}

/// Runs the program over a bundle in a file, with the township's key: its exit code and its words.
fn checked(bytes: &[u8], more: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("示意证据包.zip");
    std::fs::write(&file, bytes).unwrap();
    let hub = hex(key(1).verifying().as_bytes());
    let given = [file.to_str().unwrap(), "--hub-key", &hub];
    let said = run(&[&given[..], more].concat());
    assert!(said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
    (said.status.code(), String::from_utf8(said.stdout).unwrap())
}

fn with(bend: impl FnOnce(&mut Made)) -> Vec<u8> {
    let mut it = made();
    bend(&mut it);
    it.bundle()
}

fn second(it: &mut Made) -> &mut Capture {
    let Body::Capture(body) = &mut it.said[3].body else { unreachable!() };
    body
}

#[test]
fn a_whole_bundle_ends_with_0_and_says_point_by_point_what_holds() {
    let (code, said) = checked(&made().bundle(), &[]);
    assert_eq!(code, Some(0), "{said}");
    for words in [
        "示意证据集",
        "成立：每个文件都与校验清单一致",
        "成立：乡镇服务器对全部文件的签名成立",
        "成立：签名的公钥是您指定的乡镇公钥",
        "成立：记录在透明日志里",
        "成立：日志从较早的树头起只增加、没有删改",
        "成立：原件与采集时的两种杂凑值相符",
        "成立：采证记录按顺序相连",
        "成立：保管记录前后相接",
        "成立：证据集由两名执法人员共同确认（示意2、示意3）",
        "成立：执法人员的证件在行为当时有效",
        "无法判断：文件没有被改动，不等于所拍、所说的都是事实",
        "结论：没有发现不成立之处。",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let (code, json) = checked(&made().bundle(), &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["sound"]), (Some(0), &serde_json::json!(true)));
    let points = json["findings"].as_array().unwrap();
    assert!(points.iter().all(|it| it["verdict"] != "fails") && points.len() > 15, "{json}");
    // Another township's key is another township's word.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.zip");
    std::fs::write(&file, made().bundle()).unwrap();
    let other = hex(key(9).verifying().as_bytes());
    let said = run(&[file.to_str().unwrap(), "--hub-key", &other]);
    assert_eq!(said.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&said.stdout).contains("不是您指定的乡镇公钥"));
}

#[test]
fn whatever_was_done_to_a_bundle_ends_with_1_and_is_named() {
    let good = made().bundle();
    let files = made().files;
    let flipped = |file: &'static str| {
        rewritten(&good, move |name, mut content| {
            if name == file {
                let middle = content.len() / 2;
                content[middle] ^= 1;
            }
            Some(content)
        })
    };
    let hand = |seq, prev, from, to, files: &[Vec<u8>]| custody(seq, prev, from, to, &files[0]);
    let cases: [(&str, Vec<u8>, &str); 18] = [
        (
            "a flipped byte in an original",
            flipped("originals/0001.jpg"),
            "原件与采集时的杂凑值不符",
        ),
        ("in a signed record", flipped("signed/0003-1.msg"), "记录的签名不成立"),
        ("in an entry", flipped("entries/0003.cbor"), "不在透明日志里"),
        ("in the log", flipped("log/head.msg"), "透明日志的树头签名不成立"),
        ("in the manifest", flipped("manifest.json"), "不成立"),
        ("in the sums", flipped("SHA256SUMS"), "与校验清单不一致"),
        ("in the chain", with(|it| second(it).prev = [7; 32]), "采证记录的顺序断了"),
        (
            "swapped originals",
            rewritten(&good, |name, content| match name {
                "originals/0001.jpg" => Some(files[1].clone()),
                "originals/0002.jpg" => Some(files[0].clone()),
                _ => Some(content),
            }),
            "被改动或被调换",
        ),
        (
            "replayed custody",
            with(|it| {
                let body = hand(2, hash(&it.said[2].body), 2, 3, &it.files);
                it.said.push(support::Said { person: 3, body, key: 2 });
            }),
            "重复、乱序或者改动",
        ),
        (
            "reordered custody",
            with(|it| {
                let back = hand(2, hash(&it.said[4].body), 3, 2, &it.files);
                it.said.insert(4, support::Said { person: 2, body: back, key: 3 });
            }),
            "重复、乱序或者改动",
        ),
        (
            "a gallery picture once more as a capture",
            with(|it| {
                let Body::Capture(first) = &mut it.said[2].body else { unreachable!() };
                first.method = Method::Import { from: "相册".into(), reason: "示意".into() };
                let before = hash(&it.said[2].body);
                it.said[3].body = support::capture(2, before, &it.files[0], 180);
                it.said[4].body = hand(1, before, 2, 3, &it.files);
                it.files.truncate(1);
            }),
            "导入的文件被当作现场采集",
        ),
        (
            "a certificate that lapsed yesterday",
            with(|it| it.register.officers[0].entry.validity.valid_to = Some(support::AT.day())),
            "执法人员的证件在行为当时无效",
        ),
        (
            "a clock set back to where the certificate still held",
            with(|it| {
                // It held until the end of the day; the township was heard on the next one.
                it.register.officers[0].entry.validity.valid_to = support::AT.day().succ_opt();
                let heard = Some(support::AT.plus_ms(86_400_000));
                let body = second(it);
                (body.time.gnss, body.time.hub) = (None, heard);
            }),
            "执法人员的证件在行为当时无效",
        ),
        (
            "a second officer who is the first",
            with(|it| {
                let Body::Confirmation(body) = &mut it.said[1].body else { unreachable!() };
                body.officer = support::credential(2);
                it.said[1].key = 2;
            }),
            "第二名执法人员不能是第一名本人",
        ),
        ("one officer alone", with(|it| drop(it.said.remove(1))), "未成立"),
        (
            "a clock set back between two captures",
            with(|it| second(it).time.device = support::AT.plus_ms(-1)),
            "手机时钟在前一件之后被调回",
        ),
        ("a path that leaves its folder", renamed(&good, "README.txt", "../../e.tx"), "越出文件夹"),
        ("a bomb", bomb(&good), "没有打开"),
    ];
    for (what, bytes, words) in cases {
        let (code, said) = checked(&bytes, &[]);
        assert_eq!(code, Some(1), "{what}\n{said}");
        assert!(said.contains(words) && said.contains("结论：有不成立之处"), "{what}\n{said}");
    }
    // An import that says so is no fault; a reader is told.
    let import = with(|it| {
        second(it).method = Method::Import { from: "相册".into(), reason: "示意".into() };
    });
    let (code, said) = checked(&import, &[]);
    assert!(code == Some(0) && said.contains("导入：示意照片2"), "{said}");
}

#[test]
fn what_was_lost_with_a_wiped_phone_is_named_and_not_said_to_be_well() {
    // The capture was told, its file never came.
    let lost = with(|it| it.bend = |it| drop(it.originals.pop()));
    let (code, said) = checked(&lost, &[]);
    let name = hex(&DualHash::of(&made().files[1]).sha256);
    let words = format!("无法判断：记录提到的原件不在包里，没有核对（{name}）");
    assert!(code == Some(0) && said.contains(&words), "{said}");
}

#[test]
fn the_townships_key_is_given_as_digits_or_as_a_file_and_another_ones_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (bundle, pem) = (folder.path().join("bundle.zip"), folder.path().join("hub.pem"));
    std::fs::write(&bundle, made().bundle()).unwrap();
    let key_file = |bundle: &[u8]| {
        let mut archive = Archive::open(Cursor::new(bundle.to_vec())).unwrap();
        archive.read("hub/key.pem", 10_000).unwrap().unwrap()
    };
    let run = || run(&[bundle.to_str().unwrap(), "--hub-key", pem.to_str().unwrap()]);
    std::fs::write(&pem, key_file(&made().bundle())).unwrap();
    let said = run();
    assert_eq!(said.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&said.stdout).contains("签名的公钥是您指定的乡镇公钥"));
    // A file that holds something else cannot begin; it is not taken for no key at all.
    std::fs::write(&pem, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n").unwrap();
    let said = run();
    assert_eq!(said.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&said.stderr).contains("不是公钥"));
}

#[test]
fn a_time_stamp_holds_by_the_authority_that_is_given_and_no_other() {
    let Some(tsa) = authority(P256, "stamping", "20") else { return };
    let Some(other) = authority(P256, "stamping", "20") else { return };
    let it = made();
    let mut contents = it.contents();
    let over = gridwork_seal::sha256(&[&it.files[0]]);
    contents.stamps.push(StampPart { token: tsa.answer(&it.files[0]), over });
    let bytes = it.written(&contents).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anchor = |name: &str, root: Vec<u8>| {
        let path = folder.path().join(name);
        std::fs::write(&path, root).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (own, others) = (anchor("own.der", tsa.root()), anchor("other.der", other.root()));
    let (code, said) = checked(&bytes, &["--anchor", own.as_str()]);
    assert!(code == Some(0) && said.contains("成立：可信时间戳成立，签发机构是您指定的"), "{said}");
    assert!(said.contains("不联网无法知道"), "{said}");
    // Two authorities of one name: it is the certificate that is trusted.
    for given in [&["--anchor", others.as_str()][..], &[]] {
        let (code, said) = checked(&bytes, given);
        assert!(
            code == Some(0) && said.contains("签发机构不在您指定的名单里"),
            "{given:?}\n{said}"
        );
    }
    let mut bent = contents;
    let last = bent.stamps[0].token.len() - 1;
    bent.stamps[0].token[last] ^= 1;
    let (code, said) = checked(&it.written(&bent).unwrap(), &["--anchor", own.as_str()]);
    assert!(code == Some(1) && said.contains("时间戳不成立"), "{said}");
    // An anchor that is not there cannot begin.
    let missing = folder.path().join("none.der");
    let file = anchor("bundle.zip", bytes);
    let said = run(&[file.as_str(), "--anchor", missing.to_str().unwrap()]);
    assert_eq!(said.status.code(), Some(2));
}

#[test]
fn a_file_that_is_no_bundle_is_refused_in_plain_chinese() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let said = run(&[file]);
    assert_eq!(said.status.code(), Some(1));
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(text.contains("不成立") && text.contains("压缩包残缺"), "{text}");
    assert!(!text.chars().any(|c| c.is_ascii_alphabetic()), "a word that is not Chinese: {text}");
    let json = run(&[file, "--json"]);
    assert_eq!(json.status.code(), Some(1));
    assert!(String::from_utf8(json.stdout).unwrap().starts_with('{'));
}

#[test]
fn what_cannot_begin_says_how_it_is_used() {
    for args in [&[][..], &["no-such-file"], &["--colour"], &["x.zip", "--hub-key", "00"]] {
        let said = run(args);
        assert_eq!(said.status.code(), Some(2), "{args:?}");
        assert!(said.stdout.is_empty() && !said.stderr.is_empty(), "{args:?}");
    }
}

//! The package of the Android app: merged manifest, R8, native libraries where an NDK is, alignment,
//! signature, size. Run after `android/verify` compiled everything.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::android::{maven, ndk};
use crate::phone;
use crate::run::{Outcome, cargo, root, step};

/// The packaged app without native libraries may have this many bytes.
const LARGEST: u64 = 6_000_000;

/// The tools of Android that Maven brings, and where it puts them.
const R8: (&str, &str) =
    ("com.android.tools:r8:9.5.28", "com/android/tools/r8/9.5.28/r8-9.5.28.jar");
/// JNA with its native half, which calls ours.
const JNA: (&str, &str) =
    ("net.java.dev.jna:jna:5.19.1:aar", "net/java/dev/jna/jna/5.19.1/jna-5.19.1.aar");
const MERGER: &str = "com.android.tools.build:manifest-merger:32.5.0";
const FRAMEWORK: &str =
    "org/robolectric/android-all/15-robolectric-13954326/android-all-15-robolectric-13954326.jar";
const RESOURCES: &str = "framework/android-all-14-robolectric-10818077.jar";

/// Architectures as Android names them, and the instructions of each as xz does.
const ABIS: [(&str, &str); 3] =
    [("arm64-v8a", "arm64"), ("armeabi-v7a", "armthumb"), ("x86_64", "x86")];
/// The packed library of the core (`PackedLibrary.NAME`): an installer puts beside the libraries of a
/// processor what is called like one.
const PACKED: &str = "libgridwork_ffi.xz.so";
/// The page size that libraries must allow.
const PAGE: &str = "0x4000";

/// How the libraries of the app are linked: for any page size, and without the names that only the
/// generator of the bindings reads, which has a library for this machine.
const SHIPPED: &str = "-Clink-arg=-Wl,-z,max-page-size=16384 -Cstrip=symbols";

/// Packages, signs with a throw-away key, and holds the size.
pub fn run(verify: &Path) -> Outcome {
    let target = verify.join("target");
    let apk = target.join("apk");
    fs::remove_dir_all(&apk).ok();
    fs::create_dir_all(apk.join("dex")).map_err(|e| format!("{}: {e}", apk.display()))?;
    let repository = repository()?;
    fetch(R8.0)?;
    merge(verify, &target, &apk)?;
    link(&target, &apk)?;
    shrink(verify, &target, &apk, &repository)?;
    let natives = natives(&apk, &repository)?;
    assemble(&apk)?;
    let signed = sign(&target, &apk)?;
    let bytes = fs::metadata(&signed).map_err(|e| e.to_string())?.len();
    println!(
        "   {}: {bytes} bytes{}",
        signed.display(),
        if natives { "" } else { " without native libraries" }
    );
    if !natives && bytes > LARGEST {
        return Err(format!("the package has {bytes} bytes, at most {LARGEST}"));
    }
    Ok(())
}

/// Where Maven keeps what it fetched.
fn repository() -> Result<PathBuf, String> {
    let home = std::env::var_os("HOME").ok_or("HOME is not set")?;
    Ok(PathBuf::from(home).join(".m2/repository"))
}

fn fetch(artifact: &str) -> Outcome {
    let goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get";
    let mut command = maven(&[goal]);
    command.args([format!("-Dartifact={artifact}"), "-Dtransitive=false".to_owned()]);
    step(&format!("fetch {artifact}"), &mut command)
}

/// Merges the manifests of the libraries into the app's, as the Gradle plugin does, and like it says that
/// native libraries are packed, so that they lie as files where they are installed: the core's is unpacked from there.
fn merge(verify: &Path, target: &Path, apk: &Path) -> Outcome {
    let main = fs::read_to_string(target.join("AndroidManifest.xml")).map_err(|e| e.to_string())?;
    let main = main.replacen("<application", "<application android:extractNativeLibs=\"true\"", 1);
    let packed = apk.join("main.xml");
    fs::write(&packed, main).map_err(|e| format!("{}: {e}", packed.display()))?;
    let libraries = fs::read_to_string(target.join("manifests")).map_err(|e| e.to_string())?;
    let mut command = maven(&["exec:java"]);
    command.args(["-f", &verify.join("merger.xml").display().to_string()]);
    let arguments = [
        "--main".to_owned(),
        packed.display().to_string(),
        "--libs".to_owned(),
        libraries.trim().to_owned(),
        "--property PACKAGE=cn.gridwork.app".to_owned(),
        "--property MIN_SDK_VERSION=26".to_owned(),
        "--property TARGET_SDK_VERSION=35".to_owned(),
        "--remove-tools-declarations".to_owned(),
        "--out".to_owned(),
        apk.join("AndroidManifest.xml").display().to_string(),
    ];
    command.arg("-Dexec.mainClass=com.android.manifmerger.Merger");
    command.arg(format!("-Dexec.args={}", arguments.join(" ")));
    step(&format!("merge manifests ({MERGER})"), &mut command)
}

/// Links resources with the merged manifest.
fn link(target: &Path, apk: &Path) -> Outcome {
    let mut command = Command::new("aapt2");
    command.current_dir(target).args(["link", "-I", RESOURCES, "--manifest"]);
    command.arg(apk.join("AndroidManifest.xml")).arg("-o").arg(apk.join("unsigned.apk"));
    command.args(["--auto-add-overlay", "--version-code", "1", "--version-name", "0.1.0"]);
    command.args(["--min-sdk-version", "26", "--target-sdk-version", "35"]);
    command.arg("--proguard").arg(apk.join("aapt.pro"));
    let flat = fs::read_dir(target.join("flat")).map_err(|e| e.to_string())?;
    let mut compiled: Vec<PathBuf> = flat.flatten().map(|entry| entry.path()).collect();
    compiled.sort();
    command.args(compiled).args(["-R", "res.zip"]);
    step("link resources", &mut command)
}

/// Shrinks classes with R8; every rule of the libraries counts.
fn shrink(verify: &Path, target: &Path, apk: &Path, repository: &Path) -> Outcome {
    let mut zip = Command::new("zip");
    zip.current_dir(target.join("classes")).arg("-qr").arg(apk.join("classes.jar"));
    step("collect classes", zip.args([".", "-x", "META-INF/*"]))?;
    let java_home = java_home()?;
    let mut command = Command::new("java");
    command.arg("-Xmx2g").arg("-cp").arg(repository.join(R8.1)).arg("com.android.tools.r8.R8");
    command.args(["--release", "--min-api", "26", "--lib"]).arg(java_home);
    command.arg("--lib").arg(repository.join(FRAMEWORK));
    for rules in [
        verify.join("../app/proguard-rules.pro"),
        target.join("consumer.pro"),
        apk.join("aapt.pro"),
    ] {
        command.arg("--pg-conf").arg(rules);
    }
    command.arg("--output").arg(apk.join("dex")).arg(apk.join("classes.jar"));
    let shipped = fs::read_to_string(target.join("shipped")).map_err(|e| e.to_string())?;
    command.args(shipped.trim().split(':'));
    step("shrink with R8", &mut command)
}

fn java_home() -> Result<PathBuf, String> {
    if let Some(home) = std::env::var_os("JAVA_HOME") {
        return Ok(home.into());
    }
    let output = Command::new("sh")
        .args(["-c", "dirname $(dirname $(readlink -f $(command -v javac)))"])
        .output()
        .map_err(|e| e.to_string())?;
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

/// Builds the native libraries where an NDK is found, and checks that their pages may be 16 kB.
fn natives(apk: &Path, repository: &Path) -> Result<bool, String> {
    if !ndk() {
        println!(
            "NOT RUN: the core for {}: set ANDROID_NDK_HOME (29 or later), cargo install cargo-ndk, cargo xtask android",
            ABIS.map(|(abi, _)| abi).join(", ")
        );
        return Ok(false);
    }
    let folder = apk.join("lib");
    fetch(JNA.0)?;
    for (abi, processor) in ABIS {
        let mut unzip = Command::new("unzip");
        unzip.arg("-oqj").arg(repository.join(JNA.1)).arg(format!("jni/{abi}/libjnidispatch.so"));
        step("unpack JNA", unzip.arg("-d").arg(folder.join(abi)))?;
        let mut command = cargo(&["ndk", "--target", abi, "--platform", "26", "--output-dir"]);
        phone::library(command.arg(&folder), "cdylib", SHIPPED);
        step(&format!("build the core for {abi}"), &mut command)?;
        let library = folder.join(abi).join("libgridwork_ffi.so");
        let output = Command::new("readelf")
            .args(["-lW"])
            .arg(&library)
            .output()
            .map_err(|e| format!("readelf: {e}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = text
            .lines()
            .filter(|line| line.trim_start().starts_with("LOAD"))
            .any(|line| !line.trim_end().ends_with(PAGE));
        if wrong && abi != "armeabi-v7a" {
            return Err(format!("{}: a segment is not aligned to 16 kB", library.display()));
        }
        phone::press(&library, processor, &library.with_file_name(PACKED))?;
        fs::remove_file(&library).map_err(|e| format!("{}: {e}", library.display()))?;
    }
    let copied = root().join("android/app/src/main/jniLibs");
    fs::remove_dir_all(&copied).ok();
    let mut command = Command::new("cp");
    step("hand the libraries to Gradle", command.arg("-r").arg(&folder).arg(&copied))?;
    Ok(true)
}

fn assemble(apk: &Path) -> Outcome {
    let line = "(cd dex && zip -q ../unsigned.apk classes*.dex); \
                if [ -d lib ]; then zip -q -r unsigned.apk lib; fi";
    step("assemble", Command::new("sh").current_dir(apk).args(["-ec", line]))?;
    phone::pack(&apk.join("unsigned.apk"), &apk.join("aligned.apk"))
}

/// Signs with a key made for this folder. A release is signed by whoever owns the real key.
fn sign(target: &Path, apk: &Path) -> Result<PathBuf, String> {
    let key = target.join("debug.keystore");
    if !key.exists() {
        let mut command = Command::new("keytool");
        command.arg("-genkeypair").arg("-keystore").arg(&key);
        command.args(["-storepass", "android", "-keypass", "android", "-alias", "debug"]);
        command.args(["-keyalg", "RSA", "-keysize", "2048", "-validity", "10000"]);
        step("make a key for tests", command.args(["-dname", "CN=gridwork debug"]))?;
    }
    let signed = apk.join("gridwork.apk");
    let mut command = Command::new("apksigner");
    command.arg("sign").arg("--ks").arg(&key).args(["--ks-pass", "pass:android"]);
    command.args(["--min-sdk-version", "26", "--out"]).arg(&signed).arg(apk.join("aligned.apk"));
    step("sign", &mut command)?;
    let mut verify = Command::new("apksigner");
    verify.args(["verify", "--min-sdk-version", "26"]).arg(&signed);
    step("verify the signature", &mut verify)?;
    Ok(signed)
}

//! The package installed, upgraded, taken back and removed by `dpkg` itself, in a root of its own: nothing
//! of the machine is touched. Programs of systemd that the maintainer scripts call cannot run there; what
//! stands in for them writes down what they were asked.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Count, Outcome, root, step};
use crate::tools::{ensure, said};

const PACKAGE: &str = "gridwork-township";
const SYSTEMD: [&str; 3] = ["systemd-sysusers", "systemd-tmpfiles", "systemctl"];
const SETTINGS: &str = "etc/default/gridwork-township";
const PROGRAM: &str = "usr/bin/gridwork-township";
const DATA: &str = "var/lib/gridwork-township";

/// Goes the way of a machine with the package `first` and its upgrade `second`.
pub fn run(first: (&Path, &str), second: (&Path, &str), count: &mut Count) -> Outcome {
    // Scripts are run after a chroot, for which one has to be root.
    if said("id", &["-u"])? != "0" || !ensure("busybox", "busybox-static")? {
        println!("NOT RUN: dpkg --install in a root of its own (as root, with busybox-static)");
        count.ignored += 1;
        return Ok(());
    }
    let machine = Machine::new()?;
    machine.install(first)?;
    machine.asked(&[
        "systemd-sysusers gridwork-township.conf",
        "systemd-tmpfiles --create gridwork-township.conf",
        "systemctl daemon-reload",
        "systemctl try-restart gridwork-township.service",
    ])?;
    let offline = machine.0.join("root/offline-keys");
    let mut init = machine.program();
    init.args(["init", "training", "--offline"]).arg(&offline);
    step("make a hub with what is installed", &mut init)?;
    // Settings that an operator wrote stay through everything but a purge.
    let settings = machine.0.join(SETTINGS);
    let own = format!("{}\n# of this township\n", read(&settings)?);
    fs::write(&settings, &own).map_err(|e| named(&settings, &e))?;
    for (what, package) in [("upgrade", second), ("take the upgrade back", first)] {
        machine.install(package)?;
        step(&format!("{what}: the hub is whole"), machine.program().arg("verify"))?;
        if read(&settings)? != own {
            return Err(format!("{what}: the operator's settings were lost"));
        }
    }
    step("remove", machine.dpkg().args(["--remove", PACKAGE]))?;
    machine.asked(&["systemctl disable --now gridwork-township.service"])?;
    machine.there(PROGRAM, false)?;
    machine.there(SETTINGS, true)?;
    step("purge", machine.dpkg().args(["--purge", PACKAGE]))?;
    machine.there(SETTINGS, false)?;
    // The data is the township's: no package takes it away.
    machine.there(&format!("{DATA}/hub.db"), true)?;
    count.passed += 1;
    Ok(())
}

/// A root with an empty database of packages and a shell.
struct Machine(PathBuf);

impl Machine {
    fn new() -> Result<Machine, String> {
        let machine = Machine(root().join("target/deb/machine"));
        if machine.0.exists() {
            fs::remove_dir_all(&machine.0).map_err(|e| named(&machine.0, &e))?;
        }
        let folders = [
            "var/lib/dpkg/info",
            "var/lib/dpkg/updates",
            "var/log",
            "bin",
            "usr/bin",
            "run/systemd/system",
            DATA,
        ];
        for folder in folders {
            let folder = machine.0.join(folder);
            fs::create_dir_all(&folder).map_err(|e| named(&folder, &e))?;
        }
        let status = machine.0.join("var/lib/dpkg/status");
        fs::write(&status, "").map_err(|e| named(&status, &e))?;
        let shell = machine.0.join("bin/sh");
        let busybox = said("sh", &["-c", "command -v busybox"])?;
        fs::copy(&busybox, &shell).map_err(|e| named(&shell, &e))?;
        for program in SYSTEMD {
            let path = machine.0.join("usr/bin").join(program);
            let text = format!("#!/bin/sh\necho \"{program} $*\" >> /asked\n");
            fs::write(&path, text).map_err(|e| named(&path, &e))?;
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(&path, mode).map_err(|e| named(&path, &e))?;
        }
        Ok(machine)
    }

    fn dpkg(&self) -> Command {
        let mut dpkg = Command::new("dpkg");
        dpkg.arg(format!("--root={}", self.0.display()));
        dpkg.arg(format!("--log={}", self.0.join("var/log/dpkg.log").display()));
        // What it depends on is on the machine outside, where its program runs.
        dpkg.args(["--force-depends", "--force-confold"]);
        dpkg
    }

    /// The installed program, over the data of this machine.
    fn program(&self) -> Command {
        let mut program = Command::new(self.0.join(PROGRAM));
        program.arg("--data").arg(self.0.join(DATA));
        program
    }

    fn install(&self, (package, version): (&Path, &str)) -> Outcome {
        step(&format!("dpkg --install {version}"), self.dpkg().arg("--install").arg(package))?;
        let root = format!("--root={}", self.0.display());
        let format = "--showformat=${Status} ${Version}";
        let found = said("dpkg-query", &[&root, "--show", format, PACKAGE])?;
        match found == format!("install ok installed {version}") {
            true => Ok(()),
            false => Err(format!("after dpkg --install {version}: {found}")),
        }
    }

    /// Checks what the scripts asked of systemd since the last time.
    fn asked(&self, expected: &[&str]) -> Outcome {
        let file = self.0.join("asked");
        let asked = read(&file)?;
        fs::remove_file(&file).map_err(|e| named(&file, &e))?;
        let of = |lines: &[&str]| lines.iter().all(|line| asked.lines().any(|said| said == *line));
        if of(expected) { Ok(()) } else { Err(format!("systemd was asked for:\n{asked}")) }
    }

    fn there(&self, path: &str, expected: bool) -> Outcome {
        match self.0.join(path).exists() == expected {
            true => Ok(()),
            false => Err(format!("{path} is {}there", if expected { "not " } else { "still " })),
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| named(path, &e))
}

fn named(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

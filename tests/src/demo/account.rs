//! What happened, for people and as JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::process::ExitCode;

use gridwork_core::RecordState;
use serde::Serialize;

use crate::world::Phone;

/// One check of the account.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// Whether it holds.
    pub ok: bool,
    /// What does not hold.
    pub problem: Option<String>,
}

/// The account of a demo.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Account {
    /// Cells at work.
    pub cells: u64,
    /// Phones.
    pub phones: u64,
    /// Working days.
    pub days: u64,
    /// Households at the hub.
    pub households: u64,
    /// People at the hub.
    pub people: u64,
    /// Acts entered on phones.
    pub entered: u64,
    /// Of these, entered without any signal.
    pub entered_offline: u64,
    /// Visits finished.
    pub visits: u64,
    /// Incidents reported.
    pub incidents: u64,
    /// Steps that the township took, by the state of the incident before.
    pub steps: BTreeMap<String, u64>,
    /// Incidents looked at by the field after the township had handled them.
    pub verified: u64,
    /// Entries the hub confirmed.
    pub received: u64,
    /// Fields that hold two values in the end, for a person to choose.
    pub conflicts: u64,
    /// Entries refused, kept as drafts with the reason.
    pub refused: u64,
    /// Why they were refused, by code.
    pub refusals: BTreeMap<String, u64>,
    /// Bytes up, HTTP included.
    pub bytes_up: u64,
    /// Bytes down, HTTP included.
    pub bytes_down: u64,
    /// Round trips begun.
    pub round_trips: u64,
    /// Of these, lost on the way.
    pub lost: u64,
    /// Seconds the radios were busy, by the virtual clock.
    pub radio_s: u64,
    /// Entries that were looked for at the township in the end: everything that was written, once each.
    pub promised: u64,
    /// Of these, found there; the rest is kept as a draft where it was written.
    pub kept: u64,
    /// Records compared between hub and phones.
    pub records: u64,
    /// Checks.
    pub checks: Vec<Check>,
    /// Whether all checks hold.
    pub ok: bool,
}

impl Account {
    /// What the demo ends with: success if every check holds.
    pub fn exit_code(&self) -> ExitCode {
        if self.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    pub(super) fn check(&mut self, name: &str, result: Result<(), String>) {
        let problem = result.err();
        self.checks.push(Check { name: name.to_owned(), ok: problem.is_none(), problem });
        self.ok = self.checks.iter().all(|check| check.ok);
    }

    pub(super) fn gather(&mut self, phones: &[Phone]) {
        for phone in phones {
            self.bytes_up += phone.link.up;
            self.bytes_down += phone.link.down;
            self.round_trips += phone.link.round_trips;
            self.lost += phone.link.lost;
            self.radio_s += phone.link.busy_ms / 1_000;
            self.conflicts += phone.core().conflicts(10_000).map_or(0, |c| c.len() as u64);
            let queue = phone.core().queue(10_000).unwrap_or_default();
            // What only waits for a signal was not refused.
            for line in queue.into_iter().filter(|line| line.state == RecordState::Draft) {
                self.refused += 1;
                *self.refusals.entry(line.reason).or_default() += 1;
            }
        }
    }
}

/// Records on all phones together.
pub(super) fn records(phones: &[Phone]) -> u64 {
    phones.iter().map(|phone| phone.core().inventory().map_or(0, |held| held.len() as u64)).sum()
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kib = |bytes: u64| bytes.div_ceil(1024);
        writeln!(
            f,
            "\n练习：武川县，{} 个网格，{} 部手机，{} 天",
            self.cells, self.phones, self.days
        )?;
        writeln!(
            f,
            "  名册      {} 户，{} 人（都是编的，身份证号 150199 开头）",
            self.households, self.people
        )?;
        writeln!(f, "  记下      {} 条，其中没信号时 {} 条", self.entered, self.entered_offline)?;
        writeln!(
            f,
            "  走访      {} 项；上报 {} 件，回头看 {} 件",
            self.visits, self.incidents, self.verified
        )?;
        let steps: Vec<String> = self.steps.iter().map(|(from, n)| format!("{from} {n}")).collect();
        writeln!(f, "  乡镇      从哪一步往下办，办了几步：{}", steps.join("，"))?;
        writeln!(
            f,
            "  乡镇已收  {} 条；退回 {} 条，留成草稿 {:?}",
            self.received, self.refused, self.refusals
        )?;
        writeln!(f, "  记的不一样 {} 处，两个都留着，等人来定", self.conflicts)?;
        writeln!(
            f,
            "  流量      上 {} KB，下 {} KB；{} 个来回，断了 {} 个；信号上共 {} 秒",
            kib(self.bytes_up),
            kib(self.bytes_down),
            self.round_trips,
            self.lost,
            self.radio_s
        )?;
        writeln!(
            f,
            "  核对      {} 条记录；写下的 {} 条里 {} 条在乡镇",
            self.records, self.promised, self.kept
        )?;
        for check in &self.checks {
            match &check.problem {
                None => writeln!(f, "    ✓ {}", check.name)?,
                Some(problem) => writeln!(f, "    ✗ {}：{problem}", check.name)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_failed_is_the_verdict_whatever_comes_after() {
        let mut account = Account::default();
        account.check("头一项", Ok(()));
        assert!(account.ok);
        assert_eq!(account.exit_code(), ExitCode::SUCCESS);
        account.check("第二项", Err("少了一条".to_owned()));
        account.check("第三项", Ok(()));
        assert!(!account.ok);
        assert_eq!(account.exit_code(), ExitCode::FAILURE, "whoever runs it with --once hears it");
        let held: Vec<bool> = account.checks.iter().map(|check| check.ok).collect();
        assert_eq!(held, [true, false, true]);
        let said = account.to_string();
        assert!(said.contains("✓ 头一项") && said.contains("✗ 第二项：少了一条"), "{said}");
        assert!(!Account::default().ok, "nothing checked is no good verdict");
    }
}

//! What was done and by whom, in words: for the page of the log and for the list of it.

use gridwork_model::Id;
use gridwork_model::permission::Role;

use super::Actor;
use crate::directory::Standing;

/// What an action is called.
pub(crate) fn action(action: &str) -> &'static str {
    match action {
        "init" => "建库",
        "setup" => "设第一个管理员",
        "login" => "登录",
        "password" => "改密码",
        "user.add" => "加账号",
        "user.change" => "改账号",
        "user.reset" => "重设密码",
        "user.second_factor" => "开两步验证",
        "user.second_factor_off" => "关两步验证",
        "incident.step" => "办事件",
        "roster.add" => "添一户",
        "roster.add_person" => "添一人",
        "roster.correct" => "更正",
        "settings.policy" => "改时限和类别",
        "settings.calendar" => "改工作日历",
        "settings.about" => "改关于",
        "household.read" => "看一户",
        "household.search" => "查花名册",
        "household.reveal" => "看完整",
        "household.history" => "看修改经过",
        "household.twins" => "看疑似重复",
        "household.apart" => "定为两个人",
        "household.merge" => "合并重复",
        "household.part" => "拆开合并的户",
        "person.statement" => "本人信息查询",
        "conflict.read" => "看冲突",
        "conflict.resolve" => "定冲突",
        "conflict.ask" => "问回",
        "device.invite" => "发启用码",
        "device.enrol" => "启用手机",
        "device.revoke" => "停用手机",
        "device.wipe_told" => "抹除令送达",
        "directory.put" => "改机构网格岗位",
        "document.write" => "写记录",
        "document.found" => "建档",
        "device.forked" => "手机数据分叉",
        "task.issue" => "派任务",
        "cells.late" => "晚到的记录跟着网格走",
        "task.follow" => "任务跟着人走",
        "needs.follow" => "需要的帮助跟着人走",
        "task.paper" => "录纸质任务",
        "template.draft" => "写表的草稿",
        "template.drop" => "删表的草稿",
        "template.publish" => "发布表",
        "clue.step" => "办线索",
        "clue.photo" => "看线索照片",
        "evidence.read" => "看证据",
        "evidence.file" => "看证据文件",
        "evidence.step" => "办证据",
        "evidence.stamp" => "附时间戳",
        "evidence.mismatch" => "证据文件不符",
        "officer.card" => "发执法人员卡",
        "roads.import" => "导入道路",
        "keys.rotate" => "换签名钥匙",
        "export.ask" => "申请导出",
        "export.agree" => "同意导出",
        "export.decline" => "不同意导出",
        "export.fetch" => "取走导出",
        "export" => "导出",
        other if other.starts_with("backup") => "备份",
        other if other.starts_with("erase") || other.starts_with("erasure") => "依法删除",
        other if other.starts_with("import") => "导入",
        other if other.starts_with("quarantine") => "处理隔离",
        _ => "其他",
    }
}

/// Whether it was a look at personal data: the access log.
pub(crate) fn is_access(action: &str) -> bool {
    ["household.", "person.", "conflict.read", "export."]
        .iter()
        .any(|kind| action.starts_with(kind))
}

/// Who acted, by name, and in which role. `names` are those of log-ins.
pub(crate) fn actor(
    actor: &Actor,
    standing: &Standing,
    names: &[(Id, String)],
) -> (String, &'static str) {
    match actor {
        Actor::Person { person, role } => {
            let login = names.iter().find(|(id, _)| id == person).map(|(_, name)| name.clone());
            let name = login.unwrap_or_else(|| standing.name_of_person(person));
            (name, Role::from_number(*role).word())
        }
        Actor::Device { device } => (format!("手机 {device}"), ""),
        Actor::Clock { .. } => (Role::Clock.word().to_owned(), ""),
        Actor::Operator => ("系统管理".to_owned(), ""),
        Actor::Nobody => (String::new(), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every action that the sources write into the log.
    #[test]
    fn every_action_has_a_word() {
        let mut folders = vec![std::path::PathBuf::from("src")];
        let (mut found, mut nameless) = (0, Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for act in text.split("Record::done(").skip(1) {
                    // The third argument; the second may be a literal of an actor, with commas.
                    let until = act.find(");").unwrap_or(act.len());
                    let Some(name) = act[..until].split('"').nth(1) else { continue };
                    if !name.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c)) {
                        continue;
                    }
                    found += 1;
                    if action(name) == "其他" {
                        nameless.push(name.to_owned());
                    }
                }
            }
        }
        assert!(found > 30, "{found}");
        assert_eq!(nameless, Vec::<String>::new());
    }
}

//! The forms a township fills in: which sheets there are, with which columns, and which sheet a table is.

use super::Table;
use super::finding::Column;

/// A sheet of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// 花名册: residents by household.
    Residents,
    /// 自然村: hamlets.
    Hamlets,
    /// 网格: cells of hamlets.
    Cells,
    /// 岗位: who holds which post where, 定人定岗定责.
    Posts,
    /// 执法人员: certified officers.
    Officers,
}

/// Name of the sheet that explains the columns; never read.
pub const NOTES: &str = "填表说明";

/// A column of a form: heading, whether a list without it is refused, and what to write.
pub type Heading = (&'static str, bool, &'static str);

const HAMLETS: &[Heading] = &[
    ("村", true, "所在的村或社区，写全称"),
    ("自然村", true, "自然村的名称"),
    ("别名", false, "别的叫法，几个之间用、隔开"),
    ("经度", false, "十进制的度，如 111.45；经纬度要一起填，可不填"),
    ("纬度", false, "十进制的度，如 41.09"),
];

const CELLS: &[Heading] = &[
    ("村", true, "所在的村或社区"),
    ("网格", true, "网格的名称"),
    ("类型", false, "基础网格、专属网格或季节性网格；不填是基础网格"),
    ("自然村", true, "由哪些自然村组成，几个之间用、隔开；专属网格可不填"),
];

const POSTS: &[Heading] = &[
    ("单位", true, "人在哪里：村、社区、办公室、事业单位或乡镇"),
    ("村", false, "负责的村；单位就是村的不用填"),
    ("网格", false, "负责的网格；网格的岗位必填"),
    ("岗位", true, "如专职网格员、网格长、党支部书记、包村干部、值班员"),
    ("职务", false, "公示栏上的称呼；不填同岗位"),
    ("姓名", true, "担任的人"),
    ("电话", false, "公开的工作电话"),
    ("AB角", false, "不在时替的人"),
    ("起始日期", false, "从哪天起；不填是今天"),
];

const OFFICERS: &[Heading] = &[
    ("姓名", true, "已在人员里的人"),
    ("单位", false, "有同名的要填"),
    ("执法证号", true, "行政执法证上的号"),
    ("有效期起", true, "证上的日期"),
    ("有效期止", false, "证上的最后一天"),
    ("发证机关", false, "证上的发证机关"),
    ("状态", false, "有效、暂扣或注销；不填是有效，已有的不变"),
    ("执法类别", false, "证上的类别，几个之间用、隔开；不填是不限"),
];

impl Sheet {
    /// Every sheet.
    pub const ALL: [Sheet; 5] =
        [Sheet::Residents, Sheet::Hamlets, Sheet::Cells, Sheet::Posts, Sheet::Officers];

    /// Sheets of the directory, in the order in which they build on one another.
    pub const DIRECTORY: [Sheet; 4] = [Sheet::Hamlets, Sheet::Cells, Sheet::Posts, Sheet::Officers];

    /// Its name in a workbook.
    pub const fn name(self) -> &'static str {
        match self {
            Sheet::Residents => "花名册",
            Sheet::Hamlets => "自然村",
            Sheet::Cells => "网格",
            Sheet::Posts => "岗位",
            Sheet::Officers => "执法人员",
        }
    }

    /// Its name where a file is asked for.
    pub const fn file(self) -> &'static str {
        match self {
            Sheet::Residents => "residents",
            Sheet::Hamlets => "hamlets",
            Sheet::Cells => "cells",
            Sheet::Posts => "posts",
            Sheet::Officers => "officers",
        }
    }

    /// Its columns in order.
    pub fn headings(self) -> Vec<Heading> {
        match self {
            Sheet::Residents => Column::ALL.map(|c| (c.heading(), c.required(), c.note())).to_vec(),
            Sheet::Hamlets => HAMLETS.to_vec(),
            Sheet::Cells => CELLS.to_vec(),
            Sheet::Posts => POSTS.to_vec(),
            Sheet::Officers => OFFICERS.to_vec(),
        }
    }

    /// Which sheet a table is: by its name, else by the headings it shares with the forms. `None` if it
    /// shares none.
    pub fn of(table: &Table) -> Option<Sheet> {
        if let Some(named) = Sheet::ALL.into_iter().find(|sheet| sheet.name() == table.name.trim())
        {
            return Some(named);
        }
        let has = |heading: &str| table.header.iter().any(|cell| clean(cell) == heading);
        let score = |sheet: &Sheet| {
            let headings = sheet.headings();
            let shared = headings.iter().filter(|(heading, ..)| has(heading)).count();
            let missing = headings.iter().filter(|(heading, must, _)| *must && !has(heading));
            (shared, std::cmp::Reverse(missing.count()))
        };
        let best = Sheet::ALL.into_iter().rev().max_by_key(score)?;
        (score(&best).0 > 0).then_some(best)
    }
}

/// A heading without what programs put around it.
pub(super) fn clean(heading: &str) -> &str {
    heading.trim().trim_start_matches('\u{feff}').trim()
}

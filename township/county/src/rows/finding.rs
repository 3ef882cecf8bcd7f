//! The columns of the form, and what can be wrong with a cell.

use std::fmt;

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 户号: people of one household share it.
    Household,
    /// 村(社区): needed where a hamlet's name is not unique.
    Village,
    /// 自然村
    Hamlet,
    /// 门牌
    Address,
    /// 姓名
    Name,
    /// 性别
    Sex,
    /// 出生日期
    Birth,
    /// 与户主关系
    Relation,
    /// 居住状态
    Residency,
    /// 身份证号
    IdNumber,
    /// 电话
    Phone,
    /// 现住地, to the county
    AwayAt,
    /// 冬季在村
    WinterHere,
    /// 夏季在村
    SummerHere,
    /// 小名
    Nickname,
}

impl Column {
    /// Every column, in the order of the form.
    pub const ALL: [Column; 15] = [
        Column::Household,
        Column::Village,
        Column::Hamlet,
        Column::Address,
        Column::Name,
        Column::Sex,
        Column::Birth,
        Column::Relation,
        Column::Residency,
        Column::IdNumber,
        Column::Phone,
        Column::AwayAt,
        Column::WinterHere,
        Column::SummerHere,
        Column::Nickname,
    ];

    /// Its heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Column::Household => "户号",
            Column::Village => "村",
            Column::Hamlet => "自然村",
            Column::Address => "门牌",
            Column::Name => "姓名",
            Column::Sex => "性别",
            Column::Birth => "出生日期",
            Column::Relation => "与户主关系",
            Column::Residency => "居住状态",
            Column::IdNumber => "身份证号",
            Column::Phone => "电话",
            Column::AwayAt => "现住地",
            Column::WinterHere => "冬季在村",
            Column::SummerHere => "夏季在村",
            Column::Nickname => "小名",
        }
    }

    /// Whether a list without it cannot be imported.
    pub const fn required(self) -> bool {
        matches!(
            self,
            Column::Household
                | Column::Hamlet
                | Column::Name
                | Column::Sex
                | Column::Birth
                | Column::Relation
                | Column::Residency
        )
    }
}

/// What is wrong with a cell of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The column is missing.
    MissingColumn,
    /// The heading stands twice.
    RepeatedColumn,
    /// The heading is not one of the form's; the column is not imported. A warning.
    UnknownColumn,
    /// The cell is empty and must not be.
    Empty,
    /// Too long.
    TooLong,
    /// No such hamlet.
    UnknownHamlet,
    /// Several hamlets have this name; the village must be named.
    AmbiguousHamlet,
    /// Not 男 or 女.
    Sex,
    /// Not a day, or after today, or before 1880.
    Birth,
    /// Not a relation of GB/T 4761.
    Relation,
    /// Not one of the five.
    Residency,
    /// Not 是 or 否.
    YesNo,
    /// Not a telephone number.
    Phone,
    /// Not an id number: length, characters, date or check character.
    IdNumber,
    /// 15 digits, void since 2013.
    OldIdNumber,
    /// The id number's birth date is another.
    IdBirth,
    /// The id number's sex is another.
    IdSex,
    /// Made-up numbers at a production hub, or real ones at a training hub.
    IdArea,
    /// The id number stands twice in the list.
    RepeatedId,
    /// The household has no head, or several.
    Head,
    /// The household's rows name different hamlets or addresses.
    SplitHousehold,
    /// The row has more cells than there are headings.
    TooManyCells,
}

impl Problem {
    /// Whether it keeps the list from being imported; else it is a warning.
    pub const fn is_fault(self) -> bool {
        !matches!(self, Problem::UnknownColumn)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Problem::MissingColumn => "缺这一列",
            Problem::RepeatedColumn => "这一列重复",
            Problem::UnknownColumn => "不认识这一列,不导入",
            Problem::Empty => "不能空着",
            Problem::TooLong => "太长",
            Problem::UnknownHamlet => "没有这个自然村",
            Problem::AmbiguousHamlet => "有几个同名自然村,请填村",
            Problem::Sex => "应填男或女",
            Problem::Birth => "日期不对",
            Problem::Relation => "不是规定的关系",
            Problem::Residency => "不是规定的居住状态",
            Problem::YesNo => "应填是或否",
            Problem::Phone => "电话号码不对",
            Problem::IdNumber => "身份证号不对,请核对每一位",
            Problem::OldIdNumber => "15位身份证号已停用",
            Problem::IdBirth => "与身份证号里的出生日期不一致",
            Problem::IdSex => "与身份证号里的性别不一致",
            Problem::IdArea => "练习环境只收150199开头的虚构号码,正式环境不收",
            Problem::RepeatedId => "与前面某行的身份证号相同,请核对",
            Problem::Head => "这一户应当有且只有一个户主",
            Problem::SplitHousehold => "同一户的自然村或门牌不一致",
            Problem::TooManyCells => "这一行的格子比表头多",
        })
    }
}

/// One thing wrong, where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Row as the sheet numbers it; the heading row is 1.
    pub row: usize,
    /// Heading of the column.
    pub column: String,
    /// What.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}行“{}”:{}", self.row, self.column, self.problem)
    }
}

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

    /// The column that a field of a person is read from.
    pub fn of_field(field: &str) -> Option<Column> {
        Some(match field {
            "name" => Column::Name,
            "sex" => Column::Sex,
            "birth" => Column::Birth,
            "relation" => Column::Relation,
            "residency" => Column::Residency,
            "phone" => Column::Phone,
            "away_at" => Column::AwayAt,
            "nickname" => Column::Nickname,
            "winter_here" => Column::WinterHere,
            "summer_here" => Column::SummerHere,
            "id_number" => Column::IdNumber,
            "address" => Column::Address,
            "hamlet" => Column::Hamlet,
            _ => return None,
        })
    }

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

    /// What to write in it.
    pub const fn note(self) -> &'static str {
        match self {
            Column::Household => "一户一个号，同一户的人写同一个",
            Column::Village => "自然村有同名的要填",
            Column::Hamlet => "住在哪个自然村",
            Column::Address => "门牌或住处",
            Column::Name => "本人姓名",
            Column::Sex => "男或女",
            Column::Birth => "如 1951-03-07",
            Column::Relation => "户主、配偶、长子等；一户只有一个户主",
            Column::Residency => "常住、外出、流入、整户外迁等",
            Column::IdNumber => "18 位；可不填",
            Column::Phone => "可不填",
            Column::AwayAt => "外出的人现住哪里，到县",
            Column::WinterHere => "是或否；只对季节性居住的人填",
            Column::SummerHere => "是或否；只对季节性居住的人填",
            Column::Nickname => "可不填",
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
    /// The sheet is none of the forms'. A warning.
    UnknownSheet,
    /// Residents and the directory in one file.
    MixedFile,
    /// Residents on a second sheet.
    SecondSheet,
    /// The same thing stands in an earlier row.
    RepeatedRow,
    /// No such village or community in this township.
    UnknownVillage,
    /// Not a pair of longitude and latitude.
    Point,
    /// Not a kind of cell that lists make.
    CellKind,
    /// The hamlet belongs to another cell.
    HamletTaken,
    /// No such cell in the village.
    UnknownCell,
    /// No such unit in this township.
    UnknownUnit,
    /// Several units have this name.
    AmbiguousUnit,
    /// Not a post a township gives.
    UnknownRole,
    /// The post is one of a cell, and no cell is named.
    NeedsCell,
    /// The post is one of a village, and none is named.
    NeedsVillage,
    /// The post is not one of a cell.
    NotOfCell,
    /// Nobody of this name.
    UnknownPerson,
    /// Several people of this name.
    AmbiguousPerson,
    /// Somebody as the own deputy.
    OwnDeputy,
    /// Others hold the post now. A warning.
    PostHeld,
    /// Not a day.
    Day,
    /// The last day is before the first.
    Days,
    /// The certificate is somebody else's.
    CertificateTaken,
    /// No such status of a certificate.
    CertificateStatus,
    /// Several people of the township answer to this row.
    SeveralAlike,
    /// Differs from what is on the roster, and is put right on acceptance. A warning.
    Differs,
    /// Somebody new in a household that is on the roster. A warning.
    Joins,
    /// On the roster in another household, which a list does not change. A warning.
    LivesElsewhere,
    /// The roster holds two values, and somebody has to choose first. A warning.
    HeldTwice,
    /// On the roster already, as the row says. A warning.
    Same,
}

impl Problem {
    /// Whether it keeps the list from being imported; else it is a warning.
    pub const fn is_fault(self) -> bool {
        !matches!(
            self,
            Problem::UnknownColumn
                | Problem::UnknownSheet
                | Problem::PostHeld
                | Problem::Differs
                | Problem::Joins
                | Problem::LivesElsewhere
                | Problem::HeldTwice
                | Problem::Same
        )
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
            Problem::UnknownSheet => "不认识这张表,不导入",
            Problem::MixedFile => "花名册要单独一个文件,先导入网格和岗位",
            Problem::SecondSheet => "花名册只读第一张表,请合到一张",
            Problem::RepeatedRow => "与前面某行重复",
            Problem::UnknownVillage => "本乡镇没有这个村",
            Problem::Point => "经纬度不对,要一起填,经度在前",
            Problem::CellKind => "应填基础网格、专属网格或季节性网格",
            Problem::HamletTaken => "这个自然村已在别的网格,调整请在网格页办",
            Problem::UnknownCell => "这个村没有这个网格",
            Problem::UnknownUnit => "本乡镇没有这个单位",
            Problem::AmbiguousUnit => "有几个同名单位,请写全称",
            Problem::UnknownRole => "不是乡镇设的岗位",
            Problem::NeedsCell => "这是网格的岗位,请填网格",
            Problem::NeedsVillage => "这是村的岗位,请填村",
            Problem::NotOfCell => "这个岗位不设在网格",
            Problem::UnknownPerson => "没有这个人",
            Problem::AmbiguousPerson => "有几个同名的人,请填单位或电话",
            Problem::OwnDeputy => "AB角不能是本人",
            Problem::PostHeld => "这个岗位现在有别人,导入后几人同在;换人请办交接",
            Problem::Day => "日期不对",
            Problem::Days => "止期早于起期",
            Problem::CertificateTaken => "这个执法证号是别人的",
            Problem::CertificateStatus => "状态写有效、暂扣或注销",
            Problem::SeveralAlike => "在册有几个同名同生日的人,请填身份证号",
            Problem::Differs => "与在册的不一样,导入后按名单改",
            Problem::Joins => "在册的户里新添的人",
            Problem::LivesElsewhere => "已在册,在另一户,不改;转户请在花名册办",
            Problem::HeldTwice => "在册有两种说法,不改;请先在合并页选定",
            Problem::Same => "已在册,没有改动",
        })
    }
}

/// One thing wrong, where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Row as the sheet numbers it; the heading row is 1.
    pub row: usize,
    /// Heading of the column.
    pub column: String,
    /// What.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.sheet.is_empty() {
            write!(f, "“{}”表", self.sheet)?;
        }
        match self.column.is_empty() {
            true => write!(f, "第{}行:{}", self.row, self.problem),
            false => write!(f, "第{}行“{}”:{}", self.row, self.column, self.problem),
        }
    }
}

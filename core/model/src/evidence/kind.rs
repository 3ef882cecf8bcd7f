//! The eight kinds of evidence (行政处罚法 46) and what the form of each must hold (DOMAIN §5.6).

use minicbor::{Decode, Encode};

use super::capture::Capture;

/// A kind of evidence. Numbers are those of the law and frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Kind {
    /// 书证.
    #[n(1)]
    Document,
    /// 物证.
    #[n(2)]
    Object,
    /// 视听资料.
    #[n(3)]
    Recording,
    /// 电子数据.
    #[n(4)]
    Data,
    /// 证人证言.
    #[n(5)]
    Witness,
    /// 当事人的陈述.
    #[n(6)]
    Statement,
    /// 鉴定意见.
    #[n(7)]
    Expert,
    /// 勘验笔录、现场笔录.
    #[n(8)]
    Inspection,
}

/// A field that a kind asks for beside what every capture has. Numbers are frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Field {
    /// Where the original is kept.
    #[n(1)]
    OriginalAt,
    /// 与原件核对无误, by whom and when.
    #[n(2)]
    ComparedWith,
    /// Quantity, with its unit.
    #[n(3)]
    Quantity,
    /// How and where the thing is stored.
    #[n(4)]
    Storage,
    /// Number of the label.
    #[n(5)]
    Label,
    /// Device it was made with.
    #[n(6)]
    Device,
    /// Who made it.
    #[n(7)]
    Maker,
    /// What is said in it, in writing.
    #[n(8)]
    Transcript,
    /// Original medium, or the record of the extraction.
    #[n(9)]
    Medium,
    /// Software it was extracted with.
    #[n(10)]
    Software,
    /// Who the witness or party is: name and what shows it.
    #[n(11)]
    Identity,
    /// What the expert was asked, by whom.
    #[n(12)]
    Question,
    /// Materials, basis and method of the expert.
    #[n(13)]
    Basis,
    /// Qualification and seal of the expert.
    #[n(14)]
    Qualification,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 14] = [
        Field::OriginalAt,
        Field::ComparedWith,
        Field::Quantity,
        Field::Storage,
        Field::Label,
        Field::Device,
        Field::Maker,
        Field::Transcript,
        Field::Medium,
        Field::Software,
        Field::Identity,
        Field::Question,
        Field::Basis,
        Field::Qualification,
    ];

    /// Its frozen number.
    pub fn number(self) -> u8 {
        Field::ALL.iter().position(|field| *field == self).map_or(0, |at| at as u8 + 1)
    }

    /// The field of a number.
    pub fn of_number(number: u8) -> Option<Field> {
        Field::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// Its name on a form.
    pub const fn word(self) -> &'static str {
        match self {
            Field::OriginalAt => "原件在哪里",
            Field::ComparedWith => "与原件核对无误（谁、何时）",
            Field::Quantity => "数量",
            Field::Storage => "存放",
            Field::Label => "标签号",
            Field::Device => "用什么设备",
            Field::Maker => "谁制作",
            Field::Transcript => "文字说明（有声的写明说了什么）",
            Field::Medium => "原始载体或提取笔录",
            Field::Software => "提取软件",
            Field::Identity => "身份（姓名和证明）",
            Field::Question => "委托人和委托事项",
            Field::Basis => "材料、依据和方法",
            Field::Qualification => "鉴定资格和印章",
        }
    }
}

impl Kind {
    /// Every kind, in the order of the law.
    pub const ALL: [Kind; 8] = [
        Kind::Document,
        Kind::Object,
        Kind::Recording,
        Kind::Data,
        Kind::Witness,
        Kind::Statement,
        Kind::Expert,
        Kind::Inspection,
    ];

    /// Its number in the law.
    pub const fn number(self) -> u8 {
        match self {
            Kind::Document => 1,
            Kind::Object => 2,
            Kind::Recording => 3,
            Kind::Data => 4,
            Kind::Witness => 5,
            Kind::Statement => 6,
            Kind::Expert => 7,
            Kind::Inspection => 8,
        }
    }

    /// Its word in the law.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Document => "书证",
            Kind::Object => "物证",
            Kind::Recording => "视听资料",
            Kind::Data => "电子数据",
            Kind::Witness => "证人证言",
            Kind::Statement => "当事人的陈述",
            Kind::Expert => "鉴定意见",
            Kind::Inspection => "勘验笔录、现场笔录",
        }
    }

    /// The fields its form asks for.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Kind::Document => &[Field::OriginalAt, Field::ComparedWith],
            Kind::Object => &[Field::Quantity, Field::Storage, Field::Label],
            Kind::Recording => &[Field::Device, Field::Maker, Field::Transcript],
            Kind::Data => &[Field::Medium, Field::Software],
            Kind::Witness | Kind::Statement => &[Field::Identity],
            Kind::Expert => &[Field::Question, Field::Basis, Field::Qualification],
            Kind::Inspection => &[],
        }
    }

    /// Whether the holder, witness or party must sign, or the refusal be noted.
    pub const fn wants_holder(self) -> bool {
        !matches!(self, Kind::Expert)
    }

    /// Whether people must have been told that they are being recorded.
    pub const fn wants_told(self) -> bool {
        matches!(self, Kind::Recording | Kind::Witness | Kind::Statement)
    }
}

/// What a capture still lacks, in the words of its form.
pub fn missing(capture: &Capture) -> Vec<&'static str> {
    use super::capture::Told;
    let mut missing = Vec::new();
    if capture.title.trim().is_empty() {
        missing.push("名称");
    }
    if capture.proves.trim().is_empty() {
        missing.push("证明对象");
    }
    for field in capture.kind.fields() {
        let filled =
            capture.fields.iter().any(|(name, value)| name == field && !value.trim().is_empty());
        if !filled {
            missing.push(field.word());
        }
    }
    if capture.kind.wants_holder() && capture.holder.is_none() {
        missing.push("持有人、当事人或见证人签名，或者注明拒签的理由");
    }
    if capture.kind.wants_told() && capture.told != Told::Told {
        missing.push("已告知对方正在录音录像");
    }
    missing
}

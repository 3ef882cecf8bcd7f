//! What a check found, in words for a person who has never seen the software.

use std::fmt;

use serde::Serialize;

/// What became of one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It cannot be known from the bundle.
    Unknown,
    /// It does not hold.
    Fails,
}

impl Verdict {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "成立",
            Verdict::Unknown => "无法判断",
            Verdict::Fails => "不成立",
        }
    }
}

macro_rules! points {
    ($($(#[$doc:meta])* $name:ident: $code:literal, $holds:literal, $unknown:literal, $fails:literal;)*) => {
        /// A point of the check.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Point {
            $($(#[$doc])* $name,)*
        }

        impl Point {
            /// Every point, in the order of the report.
            pub const ALL: &[Point] = &[$(Point::$name,)*];

            /// Its stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Point::$name => $code,)*
                }
            }

            /// Its sentence.
            pub const fn words(self, verdict: Verdict) -> &'static str {
                match (self, verdict) {
                    $((Point::$name, Verdict::Holds) => $holds,
                    (Point::$name, Verdict::Unknown) => $unknown,
                    (Point::$name, Verdict::Fails) => $fails,)*
                }
            }
        }
    };
}

points! {
    /// The zip itself.
    Container: "container", "文件是一个完整的证据包", "看不出文件是不是证据包", "文件不是完整的证据包，或者藏有别的内容，没有打开";
    /// The manifest.
    Manifest: "manifest", "清单可以读懂", "清单的版本比本程序新，有的内容没有核对", "清单缺失或读不懂";
    /// The list of sums against the files.
    Files: "files", "每个文件都与校验清单一致，没有多也没有少", "有的文件没有核对", "文件与校验清单不一致：被改动、缺少或多出";
    /// The hub's signature over the sums.
    HubSignature: "hub_signature", "乡镇服务器对全部文件的签名成立", "没有乡镇服务器的签名", "乡镇服务器的签名不成立：导出以后有人改动过";
    /// Whether the hub's key is the township's.
    HubKey: "hub_key", "签名的公钥是您指定的乡镇公钥", "本包不能证明公钥属于这个乡镇，请把指纹与乡镇打印的证据存证日报核对", "签名的公钥不是您指定的乡镇公钥";
    /// The tree head.
    Head: "tree_head", "透明日志的树头签名成立", "没有透明日志的树头", "透明日志的树头签名不成立";
    /// Inclusion of entries.
    Included: "included", "记录在透明日志里，位置与树头相符", "记录还没有写进透明日志", "记录不在透明日志里，或者写进日志以后被改动";
    /// Consistency with earlier heads.
    Consistent: "consistent", "日志从较早的树头起只增加、没有删改", "没有较早的树头可以比对", "日志与较早的树头不相符：有内容被删改";
    /// Entries of the ledger.
    Entry: "entry", "记录可以读懂", "记录是较新版本写的，本程序读不懂", "记录读不懂";
    /// Whether each step was open when it was taken.
    Step: "step", "各步骤按规则做出", "", "有的步骤不该被收下";
    /// Signatures within entries.
    Signed: "signed", "记录的签名成立", "没有单独签名的记录", "记录的签名不成立，或者签名的不是这条记录";
    /// Originals against what was captured.
    Original: "original", "原件与采集时的两种杂凑值相符", "记录提到的原件不在包里，没有核对", "原件与采集时的杂凑值不符：被改动或被调换";
    /// The chain of each device.
    Chain: "chain", "采证记录按顺序相连，没有缺号、重号", "采证记录在别的证据集里还有，缺号处不能在本包里核对", "采证记录的顺序断了：有缺失、重复或者改动";
    /// Custody.
    Custody: "custody", "保管记录前后相接", "没有保管交接记录", "保管记录前后接不上：重复、乱序或者改动";
    /// The set.
    Set: "set", "证据集由两名执法人员共同确认", "看不出证据集由谁确认", "证据集未成立";
    /// Officers at the time of the act.
    Officers: "officers", "执法人员的证件在行为当时有效", "包里没有执法人员名册，证件没有核对", "执法人员的证件在行为当时无效";
    /// Whose keys signed.
    Keys: "keys", "签名的公钥登记在签名人的名下", "签名的公钥没有登记，看不出是谁的", "签名的公钥登记在别人的名下";
    /// Method of capture.
    Method: "method", "现场采集与导入分别标明", "", "导入的文件被当作现场采集";
    /// Clocks.
    Clock: "clock", "采集时间的几项来源互相吻合", "采集时间只有手机时钟可查，误差见目录", "采集时间的几项来源互相矛盾，请看目录";
    /// Points that were made up.
    Position: "position", "位置没有可疑之处", "", "系统提示位置可能是模拟的";
    /// What the forms of the kinds ask for.
    Form: "form", "各种证据应有的说明和签名都齐", "有的证据缺少应有的说明或签名，由审查的人判断", "";
    /// Records, and who signed them.
    Records: "records", "笔录应有的各项都齐，两名执法人员都用自己的密钥签了名", "有的笔录缺少应有的内容或签名，由审查的人判断", "";
    /// Time stamps.
    Stamp: "stamp", "可信时间戳成立，签发机构是您指定的", "时间戳成立，但签发机构不在您指定的名单里，或者所用算法本程序不能核对", "时间戳不成立";
    /// Revocation of authorities' certificates.
    Revocation: "revocation", "", "时间戳机构的证书后来有没有被吊销，不联网无法知道", "";
    /// What was before the lens.
    Truth: "truth", "", "文件没有被改动，不等于所拍、所说的都是事实，仍要由人查证", "";
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which point.
    pub point: Point,
    /// What became of it.
    pub verdict: Verdict,
    /// Where, or what exactly: a file's name, a fingerprint, a reason.
    pub place: String,
}

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What the bundle says it is.
    pub title: String,
    /// Everything found, point by point.
    pub findings: Vec<Finding>,
}

/// Most findings of one point that are kept one by one.
const EACH: usize = 100;

impl Report {
    pub(super) fn add(&mut self, point: Point, verdict: Verdict, place: impl Into<String>) {
        let same = |found: &&Finding| found.point == point && found.verdict == verdict;
        if self.findings.iter().filter(same).count() < EACH {
            self.findings.push(Finding { point, verdict, place: place.into() });
        }
    }

    pub(super) fn fails(&mut self, point: Point, place: impl Into<String>) {
        self.add(point, Verdict::Fails, place);
    }

    pub(super) fn unknown(&mut self, point: Point, place: impl Into<String>) {
        self.add(point, Verdict::Unknown, place);
    }

    /// Notes that a point holds, unless something of it was found not to.
    pub(super) fn holds(&mut self, point: Point, place: impl Into<String>) {
        if self.of(point).is_none() {
            self.add(point, Verdict::Holds, place);
        }
    }

    /// The worst that was found of a point.
    pub fn of(&self, point: Point) -> Option<Verdict> {
        self.findings.iter().filter(|it| it.point == point).map(|it| it.verdict).max()
    }

    /// Whether nothing was found not to hold. What cannot be known is said, and is no fault.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|it| it.verdict != Verdict::Fails)
    }

    /// Sorts by point and adds what no bundle can show.
    pub(super) fn settle(&mut self) {
        if self.of(Point::Container).is_none() {
            self.add(Point::Container, Verdict::Holds, "");
        }
        if self.is_sound() {
            self.unknown(Point::Truth, "");
        }
        self.findings.sort_by_key(|it| (it.point, std::cmp::Reverse(it.verdict)));
    }

    /// The report for a program.
    pub fn to_json(&self) -> serde_json::Value {
        let findings = self.findings.iter().map(|it| {
            serde_json::json!({
                "point": it.point.code(),
                "verdict": it.verdict,
                "words": it.point.words(it.verdict),
                "place": it.place,
            })
        });
        serde_json::json!({
            "sound": self.is_sound(),
            "title": self.title,
            "findings": findings.collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.title.is_empty() {
            writeln!(f, "{}", plain(&self.title))?;
        }
        for verdict in [Verdict::Fails, Verdict::Holds, Verdict::Unknown] {
            for it in self.findings.iter().filter(|it| it.verdict == verdict) {
                write!(f, "{}：{}", verdict.word(), it.point.words(verdict))?;
                match it.place.is_empty() {
                    true => writeln!(f)?,
                    false => writeln!(f, "（{}）", plain(&it.place))?,
                }
            }
        }
        let end = match self.is_sound() {
            true => "结论：没有发现不成立之处。",
            false => "结论：有不成立之处，见上。",
        };
        writeln!(f, "{end}")
    }
}

/// Text from a bundle as a terminal may show it.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

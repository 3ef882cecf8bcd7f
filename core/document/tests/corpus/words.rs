//! Words and chance. Training and measuring use disjoint names, places and sentences.

use gridwork_model::{Id, Value};

/// Which words are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// What the statistics of the dictionary are gathered from.
    Training,
    /// What shows the trainer how far to trust them.
    Tuning,
    /// What the sizes are measured on.
    Measuring,
}

/// The part of a list that belongs to the words: of the first list one half each to training and
/// tuning, the second list to measuring.
fn part<T>(words: Words, lists: [&[T]; 2]) -> &[T] {
    let (training, tuning) = lists[0].split_at(lists[0].len() / 2);
    match words {
        Words::Training => training,
        Words::Tuning => tuning,
        Words::Measuring => lists[1],
    }
}

const SURNAMES: [&str; 2] = [
    "王张陈黄周孙朱郭高罗梁宋许冯曹曾董潘蒋余叶苏吕任沈卢崔钟陆范石贾韦付邹熊秦江薛段侯史",
    "李刘杨赵吴徐马胡林何郑谢唐韩邓彭肖田袁于蔡杜程魏丁姚姜谭汪金廖夏方白孟邱尹闫雷龙陶",
];

const GIVEN: [&str; 2] = [
    "伟娜静强军勇杰涛超英兰国红梅燕平辉飞波凯峰龙梦琴莲荣武福祥德林柏夏冬阳宇轩涵萱欣佳思",
    "芳敏丽磊洋艳娟明秀桂建志玉海霞刚鹏斌宁健云雪婷凤萍华文生贵瑞成东松春秋光浩子梓雨怡琪",
];

const PLACES: [[&str; 12]; 2] = [
    [
        "东坡",
        "西沟",
        "上营",
        "后梁",
        "榆树湾",
        "三道渠",
        "北滩",
        "前房子",
        "石门",
        "二份子",
        "乌兰",
        "大井",
    ],
    [
        "南洼",
        "旗下",
        "下马",
        "头号",
        "柳条沟",
        "五大股",
        "哈拉",
        "官地",
        "窑子",
        "四合义",
        "白庙",
        "小店",
    ],
];

const CITIES: [[&str; 8]; 2] = [
    ["呼和浩特", "包头", "北京", "集宁", "大同", "天津", "鄂尔多斯", "太原"],
    ["武川县城", "乌海", "石家庄", "张家口", "西安", "锡林浩特", "银川", "青岛"],
];

const SENTENCES: [[&str; 28]; 2] = [
    [
        "炉子烟道已经清理",
        "老人一个人在家",
        "儿子在外地打工",
        "门前雪没有扫",
        "水管有一段冻住了",
        "煤够烧到腊月",
        "药每天按时吃",
        "愿意参加集中取暖",
        "院墙西边有裂缝",
        "羊圈靠近柴草垛",
        "报警器电池换过",
        "下次带上申请表",
        "孩子周末回来住",
        "地已经流转给合作社",
        "想问养老金什么时候发",
        "电话换成了女儿的",
        "腿脚不方便,需要送药",
        "收了麦子就去城里",
        "低保材料交齐了",
        "井边护栏松动",
        "已提醒不要在沟里放羊",
        "邻居帮忙照看",
        "对补贴金额有疑问",
        "拖拉机停在路边",
        "答应月底前拆除",
        "房顶漏雨用塑料布盖着",
        "冬天去闺女家过",
        "灭火器压力正常",
    ],
    [
        "暖气片不太热",
        "两口子身体都还好",
        "孙女今年考上大学",
        "路口积水结冰",
        "电线老化要换",
        "柴火堆离灶台太近",
        "血压偏高,已经约了检查",
        "不想搬去镇上",
        "东房地基下沉",
        "牛棚里用了大功率灯",
        "一氧化碳报警器没响",
        "材料缺一张照片",
        "老伴住院半个月",
        "今年种了四十亩土豆",
        "合作医疗还没有交",
        "白天家里没有人",
        "轮椅坏了想修",
        "准备过完年再出门",
        "欠的工钱要回来一半",
        "河道里有倒的垃圾",
        "告知了禁牧的时间",
        "两家因为地界吵过",
        "问了危房改造的政策",
        "摩托车没有上牌",
        "同意先把火熄了",
        "窗户缝用胶条封好了",
        "正月初六回村",
        "手电和应急包都在",
    ],
];

/// Chance from a seed (SplitMix64), with words of one kind.
pub struct Dice {
    state: u64,
    words: Words,
}

impl Dice {
    pub fn new(seed: u64, words: Words) -> Dice {
        Dice { state: seed, words }
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Below `n`, evenly.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// Below `n`, small ones more often.
    pub fn skewed(&mut self, n: u64) -> u64 {
        self.below(n).min(self.below(n))
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// At least 1, on average about `mean`, with a long tail.
    pub fn around(&mut self, mean: u64) -> u64 {
        let even = (self.below(1 << 20) + 1) as f64 / (1u64 << 20) as f64;
        1 + (-even.ln() * mean as f64) as u64
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place as u64 + 1) as usize);
        }
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next() as u8)
    }

    pub fn id(&mut self, ms: i64) -> Id {
        let random = self.bytes();
        Id::v7(ms as u64, random)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    fn character(&mut self, of: [&str; 2]) -> String {
        let lists = of.map(|list| list.chars().collect::<Vec<char>>());
        let list = part(self.words, [&lists[0], &lists[1]]);
        list[self.below(list.len() as u64) as usize].to_string()
    }

    pub fn surname(&mut self) -> String {
        self.character(SURNAMES)
    }

    pub fn given(&mut self) -> String {
        let mut given = self.character(GIVEN);
        if self.chance(75) {
            given += &self.character(GIVEN);
        }
        given
    }

    pub fn name(&mut self) -> String {
        self.surname() + &self.given()
    }

    pub fn phone(&mut self) -> String {
        let lead = self.pick(&["13", "15", "17", "18", "19"]);
        format!("{lead}{:09}", self.below(1_000_000_000))
    }

    pub fn address(&mut self) -> String {
        let place = self.pick(part(self.words, [&PLACES[0], &PLACES[1]]));
        format!("{place}村{}号", 1 + self.below(180))
    }

    pub fn place_away(&mut self) -> String {
        self.pick(part(self.words, [&CITIES[0], &CITIES[1]])).to_owned()
    }

    /// Text of so many characters.
    pub fn text(&mut self, length: usize) -> String {
        let mut text = String::new();
        while text.chars().count() < length {
            if !text.is_empty() {
                text += if self.chance(80) { "，" } else { "；" };
            }
            text += self.pick(part(self.words, [&SENTENCES[0], &SENTENCES[1]]));
        }
        text.chars().take(length).collect()
    }

    pub fn point(&mut self) -> Value {
        Value::Point {
            lon_e7: 1_112_000_000 + self.below(3_000_000) as i32,
            lat_e7: 410_500_000 + self.below(3_000_000) as i32,
            accuracy_m: 3 + self.skewed(20) as u16,
            source: 1,
        }
    }
}

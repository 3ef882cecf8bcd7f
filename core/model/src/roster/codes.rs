//! The option lists of roster fields. Numbers are frozen; a list only grows.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $code:literal, $zh:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$item])* $variant,)*
        }

        impl $name {
            /// Every option, in the order in which it is offered.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The frozen number of a [`Code`](crate::Value::Code).
            pub const fn code(self) -> u32 {
                match self {
                    $($name::$variant => $code,)*
                }
            }

            /// The option of a number, if this version knows it.
            pub const fn from_code(code: u32) -> Option<$name> {
                match code {
                    $($code => Some($name::$variant),)*
                    _ => None,
                }
            }

            /// The word on the screen.
            pub const fn zh(self) -> &'static str {
                match self {
                    $($name::$variant => $zh,)*
                }
            }
        }
    };
}

codes! {
    /// GB/T 2261.1. The sex in an id number is its 17th digit: odd is male.
    Sex {
        /// Not known.
        Unknown = 0, "未知";
        /// Male.
        Male = 1, "男";
        /// Female.
        Female = 2, "女";
        /// Not stated.
        Unstated = 9, "未说明";
    }
}

codes! {
    /// Why a person or a whole household is no longer here. Leaving is a value; nobody is deleted.
    LeftReason {
        /// Died.
        Died = 1, "去世";
        /// Registration moved away.
        MovedAway = 2, "迁出";
        /// Married into another household.
        Married = 3, "婚嫁";
        /// Founded or joined a household by a split.
        Split = 4, "分户";
        /// Household merged into another.
        Merged = 5, "并户";
        /// Was never here: entered by mistake.
        Mistake = 6, "记错";
        /// Moved to another household of the county, where the person goes on.
        Transferred = 7, "转到别户";
    }
}

codes! {
    /// Whose the telephone is; one handset often serves a family.
    PhoneWhose {
        /// The person's own.
        Own = 1, "本人";
        /// A child's.
        Child = 2, "子女";
        /// A neighbour's.
        Neighbour = 3, "邻居";
        /// The village secretary's.
        Secretary = 4, "村书记";
        /// Another relative's.
        Relative = 5, "亲属";
    }
}

codes! {
    /// The kind of help a household needs: what a worker is told instead of a diagnosis. Options are
    /// bits of a [`Codes`](crate::Value::Codes) value.
    HelpKind {
        /// Help to a safe place.
        Evacuate = 1, "协助转移";
        /// Fetch or bring medicine.
        Medicine = 2, "代取药";
        /// Coal, stove, chimney.
        Heating = 3, "取暖";
        /// Errands at offices.
        Errands = 4, "代办";
        /// Look in regularly.
        LookIn = 5, "常去看看";
        /// Reach the family.
        CallFamily = 6, "联系家人";
        /// Water or food in snow.
        Supplies = 7, "送水送粮";
        /// Power must not fail.
        Power = 8, "保用电";
        /// An interpreter: Mongolian or sign language.
        Interpreter = 9, "翻译";
    }
}

codes! {
    /// Which register says that a tag holds: one datum, one source.
    TagSource {
        /// 民政.
        CivilAffairs = 1, "民政";
        /// 农业农村.
        Agriculture = 2, "农业农村";
        /// 残联.
        DisabledFederation = 3, "残联";
        /// 退役军人事务.
        Veterans = 4, "退役军人事务";
        /// 卫健.
        Health = 5, "卫健";
        /// The village.
        Village = 6, "村里";
        /// The family.
        Family = 7, "家属";
    }
}

codes! {
    /// How an id number was verified; well formed is not verified.
    IdVerified {
        /// Not.
        No = 0, "未核";
        /// By looking at the card.
        Sight = 1, "看证";
        /// By a card reader.
        CardReader = 2, "读卡";
        /// By shared data.
        SharedData = 3, "共享核对";
    }
}

codes! {
    /// Programmes a household is in; bits of a [`Codes`](crate::Value::Codes) value.
    Programme {
        /// 低保.
        Allowance = 1, "低保";
        /// 特困供养.
        Destitute = 2, "特困供养";
        /// 临时救助.
        Temporary = 3, "临时救助";
        /// 防止返贫监测帮扶.
        Monitoring = 4, "监测帮扶";
        /// 残疾人两项补贴.
        DisabilityAllowance = 5, "残疾人两项补贴";
        /// 高龄津贴.
        OldAge = 6, "高龄津贴";
        /// 取暖补助.
        Heating = 7, "取暖补助";
        /// 医疗救助.
        Medical = 8, "医疗救助";
    }
}

/// Relation to the head of household, GB/T 4761: the two-digit number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kin(u32);

/// The standard's list, by number.
const KIN: &[(u32, &str)] = &[
    (1, "本人"),
    (2, "户主"),
    (10, "配偶"),
    (11, "夫"),
    (12, "妻"),
    (20, "子"),
    (21, "独生子"),
    (22, "长子"),
    (23, "次子"),
    (24, "三子"),
    (25, "四子"),
    (26, "五子"),
    (27, "养子或继子"),
    (28, "女婿"),
    (29, "其他儿子"),
    (30, "女"),
    (31, "独生女"),
    (32, "长女"),
    (33, "次女"),
    (34, "三女"),
    (35, "四女"),
    (36, "五女"),
    (37, "养女或继女"),
    (38, "儿媳"),
    (39, "其他女儿"),
    (40, "孙子、孙女或外孙子、外孙女"),
    (41, "孙子"),
    (42, "孙女"),
    (43, "外孙子"),
    (44, "外孙女"),
    (45, "孙媳妇或外孙媳妇"),
    (46, "孙女婿或外孙女婿"),
    (47, "曾孙子或曾外孙子"),
    (48, "曾孙女或曾外孙女"),
    (49, "其他孙辈"),
    (50, "父母"),
    (51, "父亲"),
    (52, "母亲"),
    (53, "公公"),
    (54, "婆婆"),
    (55, "岳父"),
    (56, "岳母"),
    (57, "继父或养父"),
    (58, "继母或养母"),
    (59, "其他父母关系"),
    (60, "祖父母或外祖父母"),
    (61, "祖父"),
    (62, "祖母"),
    (63, "外祖父"),
    (64, "外祖母"),
    (65, "配偶的祖父母或外祖父母"),
    (66, "曾祖父"),
    (67, "曾祖母"),
    (68, "配偶的曾祖父母"),
    (69, "其他祖辈"),
    (70, "兄弟姐妹"),
    (71, "兄"),
    (72, "嫂"),
    (73, "弟"),
    (74, "弟媳"),
    (75, "姐姐"),
    (76, "姐夫"),
    (77, "妹妹"),
    (78, "妹夫"),
    (79, "其他兄弟姐妹"),
    (80, "其他"),
    (81, "伯父"),
    (82, "伯母"),
    (83, "叔父"),
    (84, "婶母"),
    (85, "舅父"),
    (86, "舅母"),
    (87, "姨父"),
    (88, "姨母"),
    (89, "姑父"),
    (90, "姑母"),
    (91, "堂兄弟、堂姐妹"),
    (92, "表兄弟、表姐妹"),
    (93, "侄子"),
    (94, "侄女"),
    (95, "外甥"),
    (96, "外甥女"),
    (97, "其他亲属"),
    (99, "非亲属"),
];

/// The eight choices a worker is offered; finer numbers come from registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KinChoice {
    /// 户主.
    Head,
    /// 配偶.
    Spouse,
    /// 子.
    Son,
    /// 女.
    Daughter,
    /// 儿媳、女婿.
    InLaw,
    /// 孙辈.
    Grandchild,
    /// 父母.
    Parent,
    /// 其他.
    Other,
}

impl Kin {
    /// The relation of a number of the standard.
    pub fn from_code(code: u32) -> Option<Kin> {
        KIN.iter().any(|(known, _)| *known == code).then_some(Kin(code))
    }

    /// The number.
    pub const fn code(self) -> u32 {
        self.0
    }

    /// The standard's word.
    pub fn zh(self) -> &'static str {
        KIN.iter().find(|(code, _)| *code == self.0).map_or("其他", |(_, zh)| zh)
    }

    /// Which of the eight choices it falls under.
    pub const fn choice(self) -> KinChoice {
        match self.0 {
            1 | 2 => KinChoice::Head,
            10..=12 => KinChoice::Spouse,
            28 | 38 => KinChoice::InLaw,
            20..=29 => KinChoice::Son,
            30..=39 => KinChoice::Daughter,
            40..=49 => KinChoice::Grandchild,
            50..=59 => KinChoice::Parent,
            _ => KinChoice::Other,
        }
    }

    /// All relations of the standard.
    pub fn all() -> impl Iterator<Item = Kin> {
        KIN.iter().map(|(code, _)| Kin(*code))
    }
}

impl KinChoice {
    /// The choices in the order in which they are offered.
    pub const ALL: [KinChoice; 8] = [
        KinChoice::Head,
        KinChoice::Spouse,
        KinChoice::Son,
        KinChoice::Daughter,
        KinChoice::InLaw,
        KinChoice::Grandchild,
        KinChoice::Parent,
        KinChoice::Other,
    ];

    /// The word on the button.
    pub const fn zh(self) -> &'static str {
        match self {
            KinChoice::Head => "户主",
            KinChoice::Spouse => "配偶",
            KinChoice::Son => "子",
            KinChoice::Daughter => "女",
            KinChoice::InLaw => "儿媳/女婿",
            KinChoice::Grandchild => "孙辈",
            KinChoice::Parent => "父母",
            KinChoice::Other => "其他",
        }
    }

    /// The number written for the choice; the sex decides between 儿媳 and 女婿.
    pub const fn kin(self, sex: Sex) -> Kin {
        Kin(match self {
            KinChoice::Head => 2,
            KinChoice::Spouse => 10,
            KinChoice::Son => 20,
            KinChoice::Daughter => 30,
            KinChoice::InLaw => match sex {
                Sex::Male => 28,
                _ => 38,
            },
            KinChoice::Grandchild => 40,
            KinChoice::Parent => 50,
            KinChoice::Other => 80,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_and_newer_ones_do_not() {
        for &reason in LeftReason::ALL {
            assert_eq!(LeftReason::from_code(reason.code()), Some(reason));
        }
        for &help in HelpKind::ALL {
            assert!(help.code() < 64, "options of a set are bits");
        }
        assert_eq!(Sex::from_code(9), Some(Sex::Unstated));
        assert_eq!(PhoneWhose::from_code(77), None);
    }

    #[test]
    fn eight_choices_cover_the_whole_standard() {
        assert_eq!(Kin::all().count(), 84);
        for choice in KinChoice::ALL {
            let kin = choice.kin(Sex::Female);
            assert_eq!(kin.choice(), choice);
            assert_eq!(Kin::from_code(kin.code()), Some(kin));
        }
        assert_eq!(KinChoice::InLaw.kin(Sex::Male).zh(), "女婿");
        assert_eq!(Kin::from_code(98), None);
    }
}

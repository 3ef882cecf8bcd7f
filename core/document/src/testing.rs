//! Generators shared by the tests of this crate.

use chrono::NaiveDate;
use gridwork_model::{Id, Value};
use proptest::prelude::*;

/// Any value a document can hold.
pub(crate) fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Empty),
        Just(Value::Declined),
        Just(Value::NotApplicable),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (0..40i64).prop_map(Value::Int),
        any::<u32>().prop_map(Value::Code),
        (0..12u32).prop_map(Value::Code),
        any::<u64>().prop_map(Value::Codes),
        "[a-z0-9 一-龥]{0,12}".prop_map(Value::Text),
        (-800_000..800_000i32)
            .prop_map(|d| Value::Date(NaiveDate::from_num_days_from_ce_opt(d).unwrap())),
        (0..1440u16).prop_map(Value::TimeOfDay),
        any::<[u8; 16]>().prop_map(|b| Value::Ref(Id::from_bytes(b))),
        any::<[u8; 32]>().prop_map(Value::File),
        (any::<i32>(), any::<i32>(), any::<u16>(), any::<u8>()).prop_map(
            |(lon_e7, lat_e7, accuracy_m, source)| Value::Point {
                lon_e7,
                lat_e7,
                accuracy_m,
                source
            }
        ),
    ]
}

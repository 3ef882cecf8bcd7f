//! Reading JSON, the same way for every type: text becomes a tree, and types are read from the tree.
//!
//! The readers that serde derives are instantiated for what they read from. Over serde_json's text
//! each holds the parser's steps, and for every struct a second form, as an array, that nothing here
//! writes; over this tree they are half as large, which counts in a library that phones fetch over
//! GPRS. What is read is alike but for two faults: structs written as arrays are refused, and of a
//! field written twice the last counts.

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Number, Value};

/// Reads a value from its text.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    of(&serde_json::from_slice(text)?)
}

/// Reads a value from its tree.
pub fn of<T: DeserializeOwned>(tree: &Value) -> Result<T, Error> {
    T::deserialize(Node(tree))
}

/// The fields of a value, each read by its name. What serde derives instead takes them as they come, for
/// every type with code that keeps what came, what came twice and what did not come; and for a value of
/// several kinds it reads from a tree of its own, with one more reader of every type in it.
pub struct Fields<'a>(&'a Value);

impl Fields<'_> {
    /// Reads a value by its fields.
    pub fn read<'de, D: Deserializer<'de>, T>(
        source: D,
        read: impl FnOnce(&Fields<'_>) -> Result<T, Error>,
    ) -> Result<T, D::Error> {
        let tree = Value::deserialize(source)?;
        read(&Fields(&tree)).map_err(D::Error::custom)
    }

    /// The text of a field.
    pub fn text(&self, name: &'static str) -> Result<&str, Error> {
        self.0.get(name).and_then(Value::as_str).ok_or_else(|| Error::missing_field(name))
    }

    /// A field; one that may be missing is an `Option`.
    pub fn get<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, Error> {
        match self.0.get(name) {
            Some(value) => of(value),
            None => of(&Value::Null).map_err(|_| Error::missing_field(name)),
        }
    }

    /// A field that is left out where it says nothing.
    pub fn or_default<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, Error> {
        self.0.get(name).map_or_else(|| Ok(T::default()), of)
    }

    /// A field that has fields of its own.
    pub fn one<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Fields<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        read(&Fields(self.0.get(name).ok_or_else(|| Error::missing_field(name))?))
    }

    /// A list of what has fields of its own.
    pub fn each<T>(
        &self,
        name: &'static str,
        read: impl Fn(&Fields<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        match self.0.get(name) {
            None => Err(Error::missing_field(name)),
            Some(Value::Array(items)) => items.iter().map(|item| read(&Fields(item))).collect(),
            Some(other) => Err(unexpected(other, &"a list")),
        }
    }

    /// Such a list, which is left out where it is empty.
    pub fn each_if_any<T>(
        &self,
        name: &'static str,
        read: impl Fn(&Fields<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        if self.0.get(name).is_some() { self.each(name, read) } else { Ok(Vec::new()) }
    }

    /// All fields as one value, which looks for its own.
    pub fn all<T: DeserializeOwned>(&self) -> Result<T, Error> {
        of(self.0)
    }

    /// What is said of a kind that this version does not know.
    pub fn unknown(&self, kind: &str) -> Error {
        Error::custom(format_args!("unknown kind {kind}"))
    }
}

fn unexpected(found: &Value, expected: &dyn Expected) -> Error {
    let found = match found {
        Value::Null => Unexpected::Unit,
        Value::Bool(b) => Unexpected::Bool(*b),
        Value::Number(_) => Unexpected::Other("number"),
        Value::String(_) => Unexpected::Other("string"),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    };
    Error::invalid_type(found, expected)
}

struct Node<'a>(&'a Value);

/// Methods that read one kind of node.
macro_rules! nodes {
    ($($method:ident($visitor:ident $(, $arg:ident: $ty:ty)*) $pattern:pat => $visit:expr;)*) => {
        $(fn $method<V: Visitor<'de>>(self, $($arg: $ty,)* $visitor: V) -> Result<V::Value, Error> {
            match self.0 {
                $pattern => $visit,
                other => Err(unexpected(other, &$visitor)),
            }
        })*
    };
}

/// Methods that read a whole number.
macro_rules! whole {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0 {
                Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                    (Some(whole), _) => visitor.visit_u64(whole),
                    (None, Some(whole)) => visitor.visit_i64(whole),
                    (None, None) => Err(unexpected(self.0, &visitor)),
                },
                other => Err(unexpected(other, &visitor)),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Node<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Number(number) => any_number(number, visitor),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => list(items, visitor),
            Value::Object(fields) => visitor.visit_map(Pairs::of(fields)),
        }
    }

    nodes! {
        deserialize_bool(visitor) Value::Bool(b) => visitor.visit_bool(*b);
        deserialize_unit(visitor) Value::Null => visitor.visit_unit();
        deserialize_unit_struct(visitor, _name: &'static str) Value::Null => visitor.visit_unit();
        deserialize_str(visitor) Value::String(text) => visitor.visit_str(text);
        deserialize_string(visitor) Value::String(text) => visitor.visit_str(text);
        deserialize_char(visitor) Value::String(text) => visitor.visit_str(text);
        deserialize_identifier(visitor) Value::String(text) => visitor.visit_str(text);
        deserialize_seq(visitor) Value::Array(items) => list(items, visitor);
        deserialize_bytes(visitor) Value::Array(items) => list(items, visitor);
        deserialize_byte_buf(visitor) Value::Array(items) => list(items, visitor);
        deserialize_tuple(visitor, _len: usize) Value::Array(items) => list(items, visitor);
        deserialize_tuple_struct(visitor, _name: &'static str, _len: usize)
            Value::Array(items) => list(items, visitor);
        deserialize_map(visitor) Value::Object(fields) => visitor.visit_map(Pairs::of(fields));
        deserialize_struct(visitor, _name: &'static str, _fields: &'static [&'static str])
            Value::Object(fields) => visitor.visit_map(Pairs::of(fields));
    }

    whole! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.as_f64() {
            Some(number) => visitor.visit_f64(number),
            None => Err(unexpected(self.0, &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name, content: None }),
            Value::Object(fields) if fields.len() == 1 => {
                let (name, content) = fields.iter().next().expect("one");
                visitor.visit_enum(Variant { name, content: Some(content) })
            }
            other => Err(unexpected(other, &visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

fn any_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Error> {
    match (number.as_u64(), number.as_i64()) {
        (Some(whole), _) => visitor.visit_u64(whole),
        (None, Some(whole)) => visitor.visit_i64(whole),
        (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// A list is read to its end: one that is too long is refused as one that is too short.
fn list<'de, V: Visitor<'de>>(items: &[Value], visitor: V) -> Result<V::Value, Error> {
    let mut rest = Items(items.iter());
    let read = visitor.visit_seq(&mut rest)?;
    if rest.0.as_slice().is_empty() {
        Ok(read)
    } else {
        Err(Error::invalid_length(items.len(), &"fewer elements"))
    }
}

struct Items<'a>(std::slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(Node(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Pairs<'a> {
    rest: serde_json::map::Iter<'a>,
    value: &'a Value,
}

impl<'a> Pairs<'a> {
    fn of(fields: &'a Map<String, Value>) -> Pairs<'a> {
        Pairs { rest: fields.iter(), value: &Value::Null }
    }
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(Name(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(Node(self.value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The name of a field or variant; in a map it may be a number.
struct Name<'a>(&'a str);

macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.parse() {
                Ok(number) => any_number(&number, visitor),
                Err(_) => Err(Error::invalid_type(Unexpected::Other("name"), &visitor)),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Name<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.0)
    }

    numbers! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(Variant { name: self.0, content: None })
    }

    forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

struct Variant<'a> {
    name: &'a str,
    content: Option<&'a Value>,
}

impl<'a, 'de> EnumAccess<'de> for Variant<'a> {
    type Error = Error;
    type Variant = Content<'a>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content<'a>), Error> {
        Ok((seed.deserialize(Name(self.name))?, Content(self.content)))
    }
}

/// What a variant holds.
struct Content<'a>(Option<&'a Value>);

impl<'a> Content<'a> {
    fn node(self) -> Node<'a> {
        Node(self.0.unwrap_or(&Value::Null))
    }
}

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            None | Some(Value::Null) => Ok(()),
            Some(other) => Err(unexpected(other, &"a variant without content")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        match self.0 {
            Some(content) => seed.deserialize(Node(content)),
            None => Err(Error::invalid_type(Unexpected::UnitVariant, &"a variant with content")),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        self.node().deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.node().deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::template::{Library, Template};

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Plain,
        Wrapped(u8),
        Pair(i8, f64),
        Named { text: Option<String> },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Tagged {
        Count { most: i64 },
        Nothing,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Span {
        #[serde(default)]
        from: Option<u32>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Whole {
        kinds: Vec<Kind>,
        tagged: Vec<Tagged>,
        #[serde(flatten)]
        span: Span,
        named: BTreeMap<u16, bool>,
        pair: (f64, f64),
        #[serde(default)]
        unit: (),
    }

    fn whole() -> Value {
        json!({
            "kinds": ["Plain", {"Wrapped": 7}, {"Pair": [-3, 2]}, {"Named": {"text": "甲"}}, {"Named": {}}],
            "tagged": [{"type": "count", "most": -5}, {"type": "nothing"}],
            "from": 4_000_000_000_u32,
            "named": {"1": true, "65535": false},
            "pair": [1.5, 2],
            "unit": null,
            "of a newer version": [{}],
        })
    }

    fn wrong(at: &str, with: Value) -> String {
        let mut tree = whole();
        tree[at] = with;
        assert!(serde_json::from_value::<Whole>(tree.clone()).is_err(), "{at}");
        of::<Whole>(&tree).unwrap_err().to_string()
    }

    #[test]
    fn every_shape_is_read_as_its_own_reader_reads_it() {
        let tree = whole();
        assert_eq!(of::<Whole>(&tree).unwrap(), serde_json::from_value::<Whole>(tree).unwrap());
    }

    #[test]
    fn what_is_of_another_shape_is_refused() {
        assert!(wrong("kinds", json!(["Other"])).contains("unknown variant"));
        wrong("kinds", json!([{"Wrapped": 256}]));
        wrong("kinds", json!([{"Wrapped": 1.5}]));
        wrong("kinds", json!([{"Plain": 1}]));
        wrong("kinds", json!(["Wrapped"]));
        wrong("kinds", json!([{"Plain": null, "Wrapped": 1}]));
        wrong("kinds", json!("Plain"));
        wrong("tagged", json!([{"most": 1}]));
        wrong("from", json!(-1));
        wrong("named", json!({"65536": true}));
        wrong("named", json!({"one": true}));
        wrong("named", json!([]));
        wrong("pair", json!([1]));
        wrong("pair", json!([1, 2, 3]));
        wrong("pair", json!(["1", 2]));
        wrong("unit", json!(0));
        assert!(read::<Whole>(b"{}").unwrap_err().to_string().contains("missing field"));
        assert!(read::<Whole>(b"{").is_err() && read::<Whole>(b"{} {}").is_err());
    }

    #[test]
    fn the_shipped_templates_are_read_as_their_own_reader_reads_them() {
        for template in &Library::embedded().templates {
            let text = serde_json::to_vec(template).unwrap();
            assert_eq!(*template, serde_json::from_slice::<Template>(&text).unwrap());
            assert_eq!(*template, read::<Template>(&text).unwrap());
        }
    }
}

//! The surface as text, one declaration a line, sorted, without comments.

use uniffi_bindgen::ComponentInterface;
use uniffi_bindgen::interface::{Argument, AsType, Enum, Field, Record, Type};

/// Everything exported.
pub fn text(surface: &ComponentInterface) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for object in surface.object_definitions() {
        let mut lines: Vec<String> = Vec::new();
        for made in object.constructors() {
            let throws = throws(made.throws_type());
            lines.push(format!("  new {}({}){throws}", made.name(), arguments(&made.arguments())));
        }
        let mut methods: Vec<String> = object
            .methods()
            .into_iter()
            .map(|method| {
                let gives = method.return_type().map(|ty| format!(" -> {}", name(ty)));
                format!(
                    "  {}({}){}{}",
                    method.name(),
                    arguments(&method.arguments()),
                    gives.unwrap_or_default(),
                    throws(method.throws_type())
                )
            })
            .collect();
        methods.sort();
        lines.extend(methods);
        blocks.push(format!("object {}\n{}\n", object.name(), lines.join("\n")));
    }
    let mut data: Vec<String> = surface.record_definitions().iter().map(record).collect();
    data.extend(surface.enum_definitions().iter().map(|found| {
        let kind = if surface.is_name_used_as_error(found.name()) { "error" } else { "enum" };
        choice(kind, found)
    }));
    data.sort();
    blocks.extend(data);
    blocks.join("\n")
}

fn record(record: &Record) -> String {
    let fields: Vec<String> =
        record.fields().iter().map(|held| format!("  {}\n", field(held))).collect();
    format!("record {}\n{}", record.name(), fields.concat())
}

fn choice(kind: &str, found: &Enum) -> String {
    let variants: Vec<String> = found
        .variants()
        .iter()
        .map(|variant| {
            let fields: Vec<String> = variant.fields().iter().map(field).collect();
            match fields.is_empty() {
                true => format!("  {}\n", variant.name()),
                false => format!("  {} {{ {} }}\n", variant.name(), fields.join(", ")),
            }
        })
        .collect();
    format!("{kind} {}\n{}", found.name(), variants.concat())
}

fn field(field: &Field) -> String {
    let default = if field.default_value().is_some() { " = default" } else { "" };
    format!("{}: {}{default}", field.name(), name(&field.as_type()))
}

fn arguments(arguments: &[&Argument]) -> String {
    let each: Vec<String> = arguments
        .iter()
        .map(|argument| format!("{}: {}", argument.name(), name(&argument.as_type())))
        .collect();
    each.join(", ")
}

fn throws(ty: Option<&Type>) -> String {
    ty.map(|ty| format!(" throws {}", name(ty))).unwrap_or_default()
}

fn name(ty: &Type) -> String {
    match ty {
        Type::UInt8 => "u8".to_owned(),
        Type::Int8 => "i8".to_owned(),
        Type::UInt16 => "u16".to_owned(),
        Type::Int16 => "i16".to_owned(),
        Type::UInt32 => "u32".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::String => "text".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Record { name, .. } | Type::Enum { name, .. } | Type::Object { name, .. } => {
            name.clone()
        }
        Type::Optional { inner_type } => format!("{}?", name(inner_type)),
        Type::Sequence { inner_type } => format!("[{}]", name(inner_type)),
        other => format!("{other:?}"),
    }
}

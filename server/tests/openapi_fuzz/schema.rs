//! The part of JSON Schema that the document uses, as a check of a value.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// The OpenAPI document.
pub struct Document(pub Value);

impl Document {
    /// A schema, or what it refers to.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
            Some(pointer) => self.0.pointer(pointer).map_or(&Value::Null, |found| self.resolve(found)),
            None => schema,
        }
    }

    /// References that lead nowhere.
    pub fn dangling(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.walk(&self.0, &mut found);
        found
    }

    fn walk(&self, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                let reference = fields.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
                if let Some(pointer) = reference.filter(|pointer| self.0.pointer(pointer).is_none()) {
                    found.push(pointer.to_owned());
                }
                fields.values().for_each(|value| self.walk(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| self.walk(value, found)),
            _ => {}
        }
    }

    /// One schema that says what several say together: each of them alone would call the others' fields undocumented.
    fn merged(&self, parts: &[Value]) -> Value {
        let (mut properties, mut required) = (serde_json::Map::new(), Vec::new());
        for part in parts.iter().map(|part| self.resolve(part)) {
            properties
                .extend(part["properties"].as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
            required.extend(part["required"].as_array().into_iter().flatten().cloned());
        }
        serde_json::json!({ "type": "object", "properties": properties, "required": required })
    }

    /// Whether a value is as a schema says; what is not, with its place.
    pub fn check(&self, value: &Value, schema: &Value, at: &str) -> Result<(), String> {
        let schema = self.resolve(schema);
        if schema.is_null() {
            return Err(format!("{at}: the schema is missing"));
        }
        if let Some(any) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let fits = any.iter().any(|schema| self.check(value, schema, at).is_ok());
            return if fits { Ok(()) } else { Err(format!("{at}: {value} is none of {}", schema["oneOf"])) };
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return self.check(value, &self.merged(parts), at);
        }
        if let Some(words) = schema["enum"].as_array()
            && !words.contains(value)
        {
            return Err(format!("{at}: {value} is none of {words:?}"));
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
            _ => return Ok(()),
        };
        if !types.iter().any(|name| is_of(value, name)) {
            return Err(format!("{at}: {value} is no {types:?}"));
        }
        match value {
            Value::Object(fields) => self.check_fields(fields, schema, at),
            Value::Array(values) => values
                .iter()
                .enumerate()
                .try_for_each(|(place, value)| self.check(value, &schema["items"], &format!("{at}[{place}]"))),
            Value::String(text) => check_format(text, schema["format"].as_str().unwrap_or_default(), at),
            Value::Number(number) => match schema["minimum"].as_f64() {
                Some(least) if number.as_f64().is_some_and(|number| number < least) => {
                    Err(format!("{at}: {number} is less than {least}"))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn check_fields(&self, fields: &serde_json::Map<String, Value>, schema: &Value, at: &str) -> Result<(), String> {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                return Err(format!("{at}: {name} is missing"));
            }
        }
        // A schema without properties describes any object: what came of a job, say.
        let (Some(known), others) = (schema["properties"].as_object(), &schema["additionalProperties"]) else {
            let others = &schema["additionalProperties"];
            return match others.is_object() {
                true => fields.iter().try_for_each(|(name, value)| self.check(value, others, &format!("{at}.{name}"))),
                false => Ok(()),
            };
        };
        for (name, value) in fields {
            match known.get(name) {
                Some(schema) => self.check(value, schema, &format!("{at}.{name}"))?,
                None if others.is_object() => self.check(value, others, &format!("{at}.{name}"))?,
                None => return Err(format!("{at}: {name} is not documented")),
            }
        }
        Ok(())
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn check_format(text: &str, format: &str, at: &str) -> Result<(), String> {
    let fits = match format {
        "date-time" => OffsetDateTime::parse(text, &Rfc3339).is_ok(),
        "uuid" => Uuid::parse_str(text).is_ok(),
        _ => true,
    };
    if fits { Ok(()) } else { Err(format!("{at}: {text:?} is no {format}")) }
}

//! Lenient values: what a field may hold in real files, and what it is taken for.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A text field. Numbers and booleans are taken as their text; `null`, `{}` and `[]` count as missing, and a
/// missing text is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    /// The text; empty where the field is missing.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Text(Cow::Borrowed(text))
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(v)))
            }
            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(v.to_owned())))
            }
            fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(if v { "true" } else { "false" })))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(v.to_string())))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(v.to_string())))
            }
            fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(v.to_string())))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Text::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }
        }
        from.deserialize_any(V)
    }
}

/// A block of JSON kept as written: parameters, responses and the like. `null`, `""`, `{}` and `[]` count as
/// missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Raw<'a>(Option<&'a str>);

impl<'a> Raw<'a> {
    /// The block, if there is one.
    pub fn get(self) -> Option<&'a str> {
        self.0
    }
}

impl<'a> From<&'a str> for Raw<'a> {
    fn from(text: &'a str) -> Self {
        Raw((!crate::json::is_missing(text)).then_some(text))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(<&RawValue>::deserialize(from)?.get().into())
    }
}

/// The key as CloudTrail writes it, for a key that starts with a capital.
pub(crate) fn fold(key: &str) -> Option<String> {
    if !key.starts_with(|first: char| first.is_ascii_uppercase()) {
        return None;
    }
    let mut folded = key.to_owned();
    if key == "ARN" {
        folded.make_ascii_lowercase();
    } else if let Some(first) = folded.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Some(folded)
}

/// An object kept as written whose extent is known and nothing else: whoever reads it finds out whether it is
/// well formed. For what is mostly known already by its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread<'a>(&'a str);

impl<'a> Unread<'a> {
    /// The text; empty where the field is missing or `null`.
    pub fn text(self) -> &'a str {
        self.0
    }
}

impl<'a> From<&'a str> for Unread<'a> {
    fn from(text: &'a str) -> Self {
        Unread(if text == "null" { "" } else { text })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Unread<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(<&RawValue>::deserialize(from)?.get().into())
    }
}

/// Declares a struct that reads from a JSON object by a table of keys, leniently: keys fold their first letter,
/// unknown keys are passed over, and anything that is not an object reads as the default.
macro_rules! lenient_object {
    (
        $(#[$about:meta])*
        pub struct $name:ident<'a> {
            $($(#[$field_about:meta])* $field:ident: $kind:ty = $key:literal $(| $other:literal)*,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name<'a> { $($(#[$field_about])* pub $field: $kind,)* }

        impl<'a> $crate::record::scan::Scan<'a> for $name<'a> {
            fn scan(from: &mut $crate::record::scan::Scanner<'a, '_>) -> Option<Self> {
                #[allow(non_camel_case_types)]
                #[repr(usize)]
                enum Place { $($field,)* }
                const WRITTEN: &[&str] = &[$(concat!("\"", $key, "\":"),)*];

                fn find(key: &str) -> Option<usize> {
                    match key { $($key $(| $other)* => Some(Place::$field as usize),)* _ => None }
                }

                let mut out = Self::default();
                let find_folded = |key: &str| {
                    find(key).or_else(|| $crate::record::text::fold(key).and_then(|folded| find(&folded)))
                };
                from.object(WRITTEN, find_folded, |place, value| {
                    $(if place == Place::$field as usize {
                        out.$field = $crate::record::scan::Scan::scan(value)?;
                        return Some(());
                    })*
                    value.skip()
                })?;
                Some(out)
            }
        }

        impl<'de: 'a, 'a> ::serde::Deserialize<'de> for $name<'a> {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                use ::serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};

                #[allow(non_camel_case_types)]
                enum Field { $($field,)* Unknown }

                fn field(key: &str) -> Field {
                    match key { $($key $(| $other)* => Field::$field,)* _ => Field::Unknown }
                }

                struct Key(Field);
                impl<'de> ::serde::Deserialize<'de> for Key {
                    fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                        struct V;
                        impl Visitor<'_> for V {
                            type Value = Key;
                            fn expecting(&self, f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result {
                                f.write_str("a key")
                            }
                            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                                Ok(Key(match field(key) {
                                    Field::Unknown => $crate::record::text::fold(key)
                                        .map_or(Field::Unknown, |folded| field(&folded)),
                                    known => known,
                                }))
                            }
                        }
                        from.deserialize_identifier(V)
                    }
                }

                struct V<'a>(::std::marker::PhantomData<&'a ()>);
                impl<'de: 'a, 'a> Visitor<'de> for V<'a> {
                    type Value = $name<'a>;
                    fn expecting(&self, f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        let mut out = $name::default();
                        while let Some(Key(key)) = map.next_key()? {
                            match key {
                                $(Field::$field => out.$field = map.next_value()?,)*
                                Field::Unknown => { map.next_value::<IgnoredAny>()?; }
                            }
                        }
                        Ok(out)
                    }
                    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                        while seq.next_element::<IgnoredAny>()?.is_some() {}
                        Ok($name::default())
                    }
                    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> { Ok($name::default()) }
                    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> { Ok($name::default()) }
                    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> { Ok($name::default()) }
                    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> { Ok($name::default()) }
                    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> { Ok($name::default()) }
                    fn visit_unit<E>(self) -> Result<Self::Value, E> { Ok($name::default()) }
                }
                from.deserialize_any(V(::std::marker::PhantomData))
            }
        }
    };
}
pub(crate) use lenient_object;

use crate::{Value, letters};
use indexmap::IndexMap;
use std::fmt;
use std::sync::Arc;

/// What kind of value an expression has, as far as that is known without running it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Type {
    /// Not known: everything is allowed.
    #[default]
    Any,
    /// Nothing.
    Null,
    /// True or false.
    Bool,
    /// A number.
    Number,
    /// Text.
    String,
    /// A list, and what its items are.
    Array(Box<Type>),
    /// A mapping, and what its members are.
    Object(Members),
}

/// The members of an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members {
    /// Shared, for a type is copied wherever its context is named.
    known: Arc<IndexMap<Arc<str>, Type>>,
    /// What all other members are; without it there are no others.
    rest: Option<Box<Type>>,
}

impl Members {
    /// These members and no others.
    pub fn strict<K: Into<Arc<str>>>(known: impl IntoIterator<Item = (K, Type)>) -> Self {
        Self { known: Arc::new(known.into_iter().map(|(name, ty)| (name.into(), ty)).collect()), rest: None }
    }

    /// Members of any name, all of one type.
    #[must_use]
    pub fn of(ty: Type) -> Self {
        Self { known: Arc::default(), rest: Some(Box::new(ty)) }
    }

    /// The same members, and others of any name and type.
    #[must_use]
    pub fn or_others(self) -> Self {
        Self { rest: Some(Box::new(Type::Any)), ..self }
    }

    /// Adds a member, or changes one of the same name.
    pub fn insert(&mut self, name: impl Into<Arc<str>>, ty: Type) {
        let name = name.into();
        let key = self.known.keys().find(|known| letters::same(known, &name)).cloned();
        Arc::make_mut(&mut self.known).insert(key.unwrap_or(name), ty);
    }

    /// The type of a member, without regard to case; nothing if there is no such member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.known(name).or(self.others())
    }

    fn known(&self, name: &str) -> Option<&Type> {
        let without_case = || self.known.iter().find(|(key, _)| letters::same(key, name)).map(|(_, ty)| ty);
        self.known.get(name).or_else(without_case)
    }

    /// The names that are known.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(|name| &**name)
    }

    /// What members are whose name is not known; nothing if there are none.
    #[must_use]
    pub fn others(&self) -> Option<&Type> {
        self.rest.as_deref()
    }

    /// What all members are.
    fn all(&self) -> Type {
        let mut types = self.known.values().chain(self.rest.as_deref()).cloned();
        let first = types.next().unwrap_or(Type::Any);
        types.fold(first, Type::merge)
    }

    fn merge(mut self, other: Members) -> Members {
        self.rest = match (self.rest, other.rest) {
            (Some(a), Some(b)) => Some(Box::new(a.merge(*b))),
            (a, b) => a.or(b),
        };
        for (name, ty) in other.known.iter() {
            let merged = match self.known(name) {
                Some(known) => known.clone().merge(ty.clone()),
                None => ty.clone(),
            };
            self.insert(Arc::clone(name), merged);
        }
        self
    }
}

impl Type {
    /// An object with these members and no others.
    pub fn object<K: Into<Arc<str>>>(known: impl IntoIterator<Item = (K, Type)>) -> Self {
        Type::Object(Members::strict(known))
    }

    /// An object with members of any name, all of one type.
    #[must_use]
    pub fn map(of: Type) -> Self {
        Type::Object(Members::of(of))
    }

    /// An object of which nothing is known.
    #[must_use]
    pub fn any_object() -> Self {
        Type::map(Type::Any)
    }

    /// A list of one type.
    #[must_use]
    pub fn array(of: Type) -> Self {
        Type::Array(Box::new(of))
    }

    /// The type of a value.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Type::Null,
            Value::Bool(_) => Type::Bool,
            Value::Number(_) => Type::Number,
            Value::String(_) | Value::Version(_) => Type::String,
            Value::Array(items) => {
                let mut types = items.iter().map(Type::of);
                let first = types.next().unwrap_or(Type::Any);
                Type::array(types.fold(first, Type::merge))
            }
            Value::Object(object) => Type::object(object.iter().map(|(key, value)| (key, Type::of(value)))),
        }
    }

    /// The narrowest type that takes the values of both.
    #[must_use]
    pub fn merge(self, other: Type) -> Type {
        match (self, other) {
            (a, b) if a == b => a,
            (Type::String, Type::Number | Type::Bool) | (Type::Number | Type::Bool, Type::String) => {
                Type::String
            }
            (Type::Array(a), Type::Array(b)) => Type::array(a.merge(*b)),
            (Type::Object(a), Type::Object(b)) => Type::Object(a.merge(b)),
            _ => Type::Any,
        }
    }

    /// What `.*` gives the items of; nothing for a scalar.
    pub(crate) fn items(&self) -> Option<Type> {
        match self {
            Type::Any => Some(Type::Any),
            Type::Array(item) => Some((**item).clone()),
            Type::Object(members) => Some(members.all()),
            Type::Null | Type::Bool | Type::Number | Type::String => None,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("any"),
            Type::Null => f.write_str("null"),
            Type::Bool => f.write_str("bool"),
            Type::Number => f.write_str("number"),
            Type::String => f.write_str("string"),
            Type::Array(item) => write!(f, "array<{item}>"),
            Type::Object(members) => members.fmt(f),
        }
    }
}

impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.known.is_empty(), self.rest.as_deref()) {
            _ if self.known.len() > 6 => return f.write_str("object"),
            (_, Some(Type::Any)) => return f.write_str("object"),
            (true, Some(rest)) => return write!(f, "{{string => {rest}}}"),
            _ => {}
        }
        let mut known: Vec<_> = self.known.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
        known.sort();
        write!(f, "{{{}}}", known.join("; "))
    }
}

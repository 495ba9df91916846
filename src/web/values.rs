//! From values of the crate to JavaScript's, and back.

use serde::{Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::error::Error;

/// A whole number that 32 bits hold. As `u32` it would arrive without what lies beyond them: 2³² + 1 as 1, and what
/// is no number as 0.
pub fn whole(name: &'static str, value: f64) -> Result<u32, JsError> {
    let whole = value as u32;
    if f64::from(whole) == value { Ok(whole) } else { Err(Error::Whole { name, value }.into()) }
}

/// A [`whole`] number, of things.
pub fn count(name: &'static str, value: f64) -> Result<usize, JsError> {
    Ok(whole(name, value)? as usize)
}

/// A plain object, with typed arrays where serde would make arrays of numbers.
pub fn object<const N: usize>(properties: [(&str, JsValue); N]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in properties {
        // Setting a property of a fresh plain object cannot fail.
        let _ = js_sys::Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}

pub fn bytes(values: &[u8]) -> JsValue {
    js_sys::Uint8Array::from(values).into()
}

pub fn floats(values: &[f32]) -> JsValue {
    js_sys::Float32Array::from(values).into()
}

pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    // Maps as plain objects, so that they can be posted and turned into JSON.
    Ok(value.serialize(&Serializer::json_compatible())?)
}

pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsError> {
    Ok(serde_wasm_bindgen::from_value(value)?)
}

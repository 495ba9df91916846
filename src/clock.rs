//! A clock of its own, because `std::time::Instant` panics on wasm32-unknown-unknown.

/// Seconds since some fixed moment; it never goes back.
#[cfg(not(target_arch = "wasm32"))]
pub fn seconds() -> f64 {
    use std::{sync::LazyLock, time::Instant};
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64()
}

/// Seconds since the worker or the page began; it never goes back. Zero where there is no such clock.
#[cfg(target_arch = "wasm32")]
pub fn seconds() -> f64 {
    use web_sys::wasm_bindgen::JsCast;
    let global = js_sys::global();
    let performance = match global.dyn_ref::<web_sys::WorkerGlobalScope>() {
        Some(worker) => worker.performance(),
        None => global.dyn_ref::<web_sys::Window>().and_then(web_sys::Window::performance),
    };
    performance.map_or(0.0, |clock| clock.now() / 1e3)
}

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
    use web_sys::{Performance, Window, WorkerGlobalScope, wasm_bindgen::JsCast};
    // Looked up once: asking JavaScript each time took 1 % of a training step.
    thread_local!(static PERFORMANCE: Option<Performance> = {
        let global = js_sys::global();
        match global.dyn_ref::<WorkerGlobalScope>() {
            Some(worker) => worker.performance(),
            None => global.dyn_ref::<Window>().and_then(Window::performance),
        }
    });
    PERFORMANCE.with(|clock| clock.as_ref().map_or(0.0, |clock| clock.now() / 1e3))
}

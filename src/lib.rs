//! LeNet-5 on MNIST, trained natively or in the browser with one of five optimizers.
//!
//! The modules stand in the order in which data flows through them; none uses one that stands later:
//!
//! ```text
//! IDX files ─► mnist (decode, shuffle, batch) ─► lenet5 + optim ─► trainer ─► web (JavaScript) or bin/lenet5 (terminal)
//! strokes ───► digit ────────────────────────────────────────────────┘
//! ```
//!
//! [`engine`] chooses the burn backend that computes, and [`kernels`] has what [`lenet5`] and [`optim`] are computed
//! with. [`look`] shows what each layer makes of an image. [`gradients`] lets several trainers share a batch, and [`inside`] tells what an update did to a model.
//! [`race`] trains several runs beside each other. [`checkpoint`] reads and writes models. [`paper`] has the figures
//! that all is held against.
//!
//! A whole training step, natively:
//!
//! ```
//! use lenet5_live::{optim::OptimizerConfig, trainer::{Trainer, TrainerConfig}};
//!
//! let mut trainer = Trainer::new(&TrainerConfig {
//!     optimizer: OptimizerConfig::adam(),
//!     learning_rate: 0.001,
//!     seed: 1,
//!     engine: Default::default(),
//! })?;
//! let pixels = [0; 2 * 784]; // two images, one byte a pixel
//! let metrics = trainer.train_batch(&pixels, &[3, 7])?;
//! assert_eq!((metrics.step, metrics.size), (1, 2));
//! # Ok::<(), lenet5_live::error::Error>(())
//! ```
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod error;

pub mod mnist;

mod curve;
pub mod digit;

pub mod engine;
pub mod kernels;
pub mod lenet5;
pub mod look;

pub mod optim;
pub mod paper;

pub mod checkpoint;

mod clock;
pub mod gradients;
pub mod inside;
mod pairwise;
pub mod trainer;

pub mod race;

#[cfg(target_arch = "wasm32")]
pub mod web;

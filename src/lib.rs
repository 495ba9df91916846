//! LeNet-5 on MNIST, trained natively or in the browser with one of five optimizers.
//!
//! The modules stand in the order in which data flows through them; none uses one that stands later:
//!
//! ```text
//! IDX files ─► mnist (decode, shuffle, batch) ─► lenet5 + optim ─► trainer ─► web (JavaScript) or cli/ (terminal)
//! strokes ───► digit ────────────────────────────────────────────────┘
//! ```
//!
//! [`engine`] chooses the burn backend that computes. [`race`] trains several runs beside each other. [`checkpoint`]
//! reads and writes models. [`paper`] has the figures that all is held against. What these are made of (the kernels, the
//! rules, how a batch is shared, how a model is looked into) is hidden here, and described in ARCHITECTURE.md.
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
#[doc(hidden)]
pub mod kernels;
pub mod lenet5;
#[doc(hidden)]
pub mod look;

pub mod paper;

pub mod optim;

pub mod checkpoint;

mod clock;
#[doc(hidden)]
pub mod gradients;
mod pairwise;
pub mod trainer;

#[doc(hidden)]
pub mod inside;

pub mod race;

#[cfg(target_arch = "wasm32")]
pub mod web;

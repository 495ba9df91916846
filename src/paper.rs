//! What the paper reports: the test accuracy of each optimizer after 50 epochs.

/// Table 1 by optimizer name, in its own order of the optimizers.
pub const ACCURACY: [(&str, f64); 5] =
    [("sgd", 0.858), ("adagrad", 0.94), ("rmsprop", 0.98), ("adam", 0.99), ("adadelta", 0.85)];

/// Epochs that the paper trained.
pub const EPOCHS: u32 = 50;

/**
 * Every message between the page, the data worker and the trainer workers, with its one sender.
 * Types only. Keys are snake_case, as in the crate; accuracies are fractions from 0 to 1;
 * typed arrays travel by transfer, so a sender has lost its buffer once it has posted it.
 */

// The crate's own types, under the names that the page uses.
/** @typedef {import('../../pkg/lenet5_live.js').OptimizerName} OptimizerName */
/** @typedef {import('../../pkg/lenet5_live.js').OptimizerConfig} OptimizerConfig */
/** @typedef {import('../../pkg/lenet5_live.js').OptimizerInfo} OptimizerInfo */
/** @typedef {import('../../pkg/lenet5_live.js').HyperParameter} HyperParameter */
/** @typedef {import('../../pkg/lenet5_live.js').Preset} Preset */
/** @typedef {import('../../pkg/lenet5_live.js').Catalogue} Catalogue */
/** @typedef {import('../../pkg/lenet5_live.js').Inside} Inside */
/** @typedef {import('../../pkg/lenet5_live.js').InsideLayer} InsideLayer */
/** @typedef {import('../../pkg/lenet5_live.js').Look} Look */
/** @typedef {import('../../pkg/lenet5_live.js').DigitSteps} DigitSteps */
/** @typedef {import('../../pkg/lenet5_live.js').Augmentation} Augmentation */
/** @typedef {import('../../pkg/lenet5_live.js').AugmentationInfo} AugmentationInfo */
/** @typedef {NonNullable<import('../../pkg/lenet5_live.js').TrainerConfig['engine']>} Engine */

/**
 * All that decides a run: with one build, the same configuration gives the same losses, bit for bit.
 * @typedef {object} RunConfig
 * @property {OptimizerConfig} optimizer
 * @property {number} learning_rate
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} seed
 * @property {Engine} [engine] the build's default when absent
 * @property {number} train_size images in the training set
 * @property {Augmentation} [augmentation] how the images are changed before they are learned from; not at all when absent
 * @property {number} [steps] ends the run there, if its epochs have not ended it before
 * @property {number} [workers] trainers that share each batch, a power of two; 1 when absent. It changes the speed only
 */

/** @typedef {[x: number, y: number][]} Stroke one stroke of the drawing pad, y down, in any unit */

// ---- page -> either worker

/** @typedef {{type: 'init', wasm_url?: string}} InitMessage the first of all; the address is absolute, the package's own when absent */

// ---- page -> data worker

/** @typedef {{type: 'load', base_url: string}} LoadMessage MNIST; base_url is the folder that holds mnist/, absolute */
/** @typedef {{type: 'open', files: File[]}} OpenMessage the visitor's own IDX files, raw or gzipped */
/**
 * Images of the visitor's own, for each batch to have some of.
 * @typedef {object} OwnImages
 * @property {Uint8Array} pixels
 * @property {Uint8Array} labels one each, at least one
 * @property {number} per_batch how many of them are in each batch, each in its turn
 */
/** @typedef {{type: 'connect', connection: number, port: MessagePort, own?: OwnImages}} ConnectMessage serves the dataset to one trainer worker */
/**
 * Serves the dataset to the runners of a race, one port each: they take turns, so that none
 * gets far ahead of another.
 * @typedef {{type: 'connect_race', first_connection: number, ports: MessagePort[]}} ConnectRaceMessage the ports' connections are numbered in order
 */
/** @typedef {{type: 'disconnect', connection: number}} DisconnectMessage its worker was lost or let go of */
/** @typedef {'train' | 'test'} SetName */
/** @typedef {{type: 'get_images', id: number, set: SetName, indices: number[]}} GetImagesMessage answered by `images` */
/** @typedef {{type: 'get_class', id: number, set: SetName, label: number, offset: number, count: number}} GetClassMessage the images of a digit, in file order; answered by `images` */
/** @typedef {{type: 'get_labels', id: number, set: SetName}} GetLabelsMessage all of them; answered by `labels` */
/** @typedef {{type: 'get_augmented', id: number, augmentation: Augmentation, seed: number, indices: number[]}} GetAugmentedMessage training images, changed; answered by `images` */
/**
 * @typedef {LoadMessage | OpenMessage | ConnectMessage | ConnectRaceMessage | DisconnectMessage | GetImagesMessage
 *   | GetClassMessage | GetLabelsMessage | GetAugmentedMessage} ToDataWorker
 */

// ---- data worker -> page

/** @typedef {{type: 'download', received: number, total: number}} DownloadMessage bytes; at most 10 a second */
/** @typedef {{type: 'dataset', name: string, train_size: number, test_size: number}} DatasetMessage it is there: the answer to `load` or `open` */
/** @typedef {{type: 'dataset_error', message: string, can_retry: boolean}} DatasetErrorMessage it can't be had */
/**
 * @typedef {object} ImagesMessage
 * @property {'images'} type
 * @property {number} id
 * @property {Uint8Array} pixels
 * @property {Uint8Array} labels
 * @property {number[]} indices in file order, from 0
 * @property {number} total how many there are of which these are some
 */
/** @typedef {{type: 'labels', id: number, labels: Uint8Array}} LabelsMessage */
/** @typedef {{type: 'refusal', id: number, message: string}} RefusalMessage the answer to a question that can't be answered */
/** @typedef {DownloadMessage | DatasetMessage | DatasetErrorMessage | ImagesMessage | LabelsMessage | RefusalMessage} FromDataWorker */

// ---- trainer worker -> data worker, over the port

/**
 * @typedef {{type: 'want_batch', seed: number, epoch: number, index: number, size: number,
 *   augmentation?: Augmentation}} WantBatchMessage epoch and index count from 0
 */
/** @typedef {{type: 'want_test_set'}} WantTestSetMessage */
/** @typedef {{type: 'turn_over'}} TurnOverMessage the batch that was `last_of_turn` is trained, and evaluated if that was due */
/** @typedef {{type: 'leave'}} LeaveMessage the last one: the run has ended, in any way */
/** @typedef {WantBatchMessage | WantTestSetMessage | TurnOverMessage | LeaveMessage} DataRequest */

// ---- data worker -> trainer worker, over the port

/**
 * @typedef {object} BatchMessage
 * @property {'batch'} type
 * @property {number} epoch
 * @property {number} index
 * @property {Uint8Array} pixels
 * @property {Uint8Array} labels
 * @property {boolean} [last_of_turn] in a race: no other comes before `turn_over`
 */
/** @typedef {{type: 'test_set', pixels: Uint8Array, labels: Uint8Array}} TestSetMessage */
/** @typedef {{type: 'data_error', message: string}} DataErrorMessage */
/** @typedef {BatchMessage | TestSetMessage | DataErrorMessage} DataAnswer */

// ---- page -> trainer worker

/**
 * Begins a run, at once or (with `paused`) at the first `resume` or `single_step`. `weights` and
 * `first_step` go on from a checkpoint: batches and step numbers continue where it was made.
 * @typedef {object} StartMessage
 * @property {'start'} type
 * @property {RunConfig} config
 * @property {Uint8Array | null} weights safetensors; null for fresh ones from the seed
 * @property {number} [first_step] steps done before, 0 when absent
 * @property {number} [first_seconds] of training before, 0 when absent
 * @property {boolean} [paused]
 * @property {boolean} [race] its port is one of a race: it is evaluated by steps only, and `seconds`
 *   is its own computing
 * @property {MessagePort} port to the data worker
 * @property {MessagePort[]} [helpers] to the other workers that share this run's batches
 * @property {MessagePort[]} [partners] to exchange gradients by, in the order of the rounds
 */
/**
 * Makes this worker a helper of another's run, with the same configuration and weights.
 * @typedef {object} HelpMessage
 * @property {'help'} type
 * @property {RunConfig} config
 * @property {Uint8Array | null} weights
 * @property {MessagePort} port to the worker that leads
 * @property {MessagePort[]} partners to exchange gradients by, in the order of the rounds
 */
/** @typedef {{type: 'pause'}} PauseMessage */
/** @typedef {{type: 'resume'}} ResumeMessage */
/** @typedef {{type: 'single_step'}} SingleStepMessage one batch, then paused */
/** @typedef {{type: 'read', id: number, strokes: Stroke[]}} ReadMessage answered by `reading` */
/** @typedef {{type: 'explain', id: number, strokes: Stroke[]}} ExplainMessage how a drawing becomes an image; answered by `explained` */
/** @typedef {{type: 'predict', id: number, image: Uint8Array}} PredictMessage 784 pixels; answered by `predicted` or `run_error` */
/** @typedef {{type: 'look', id: number, image: Uint8Array}} LookMessage 784 pixels; answered by `looked` or `run_error` */
/** @typedef {{type: 'open_model', id: number, bytes: Uint8Array}} OpenModelMessage safetensors; answered by `model_opened` or `run_error` */
/** @typedef {{type: 'save_model', id: number}} SaveModelMessage answered by `model` or `run_error` */
/** @typedef {{type: 'look_inside', id: number}} LookInsideMessage answered by `inside` or `run_error` */
/** @typedef {{type: 'evaluate_model', id: number, port: MessagePort}} EvaluateModelMessage the model as it is on the test set, once; answered by `evaluated` or `run_error` */
/** @typedef {{type: 'data_lost', message: string}} DataLostMessage the data worker is gone: nothing will come any more over the ports to it */
/**
 * @typedef {StartMessage | HelpMessage | PauseMessage | ResumeMessage | SingleStepMessage | ReadMessage
 *   | ExplainMessage | PredictMessage | LookMessage | OpenModelMessage | SaveModelMessage | LookInsideMessage
 *   | EvaluateModelMessage | DataLostMessage} ToTrainer
 */

// ---- trainer worker -> its helper, over the port between them

/**
 * A helper's part of the next batch: to be computed, exchanged and stepped with.
 * @typedef {object} PartMessage
 * @property {'part'} type
 * @property {Uint8Array} pixels
 * @property {Uint8Array} labels
 * @property {number} batch_size of the whole batch
 */

// ---- between the workers of one run, over the ports between each two of them

/** @typedef {{type: 'partial', gradients: Float32Array | null}} PartialMessage a sum of some parts' gradients; null for none */
/** @typedef {{type: 'exchange_error', message: string}} ExchangeErrorMessage */
/** @typedef {PartialMessage | ExchangeErrorMessage} ExchangeMessage */

// ---- trainer worker -> page

/** @typedef {{type: 'ready', catalogue: Catalogue}} ReadyMessage the wasm module is up */
/**
 * At most 10 a second, and once more whenever the run stops or pauses.
 * @typedef {object} ProgressMessage
 * @property {'progress'} type
 * @property {number} step steps done; the last of `losses` belongs to it
 * @property {number} epoch the present one, from 0
 * @property {number} index batches done in this epoch
 * @property {number} batches batches in an epoch
 * @property {number} images_per_second training only, over the last second or so
 * @property {number} seconds of training; pauses and evaluations are not counted, nor is waiting for
 *   a turn in a race
 * @property {Float32Array} losses the training loss of every step since the last report
 * @property {Float32Array} accuracies the batch accuracy of every step since the last report
 */
/**
 * The whole test set.
 * @typedef {object} EvaluationMessage
 * @property {'evaluation'} type
 * @property {number} step
 * @property {number} epoch epochs done, with the fraction: 0.5 is half way through the first
 * @property {number} seconds of training
 * @property {number} loss
 * @property {number} accuracy
 */
/**
 * Follows each evaluation: what became of each test image, in file order.
 * @typedef {object} ExaminationMessage
 * @property {'examination'} type
 * @property {number} step
 * @property {number} epoch
 * @property {number} accuracy
 * @property {Uint8Array} predicted the digit that was read
 * @property {Float32Array} losses
 */
/** @typedef {{type: 'checkpoint', step: number, seconds: number, bytes: Uint8Array<ArrayBuffer>}} CheckpointMessage follows each examination of a run; seconds: of training; bytes: safetensors */
/** @typedef {'running' | 'paused' | 'finished'} RunState */
/** @typedef {{type: 'state', state: RunState}} StateMessage */
/**
 * @typedef {object} ReadingMessage
 * @property {'reading'} type
 * @property {number} id
 * @property {Uint8Array | null} image the 784 pixels given to the network; null when the pad is empty
 * @property {Float32Array | null} probabilities ten; null when the pad is empty or there is no model yet
 */
/** @typedef {{type: 'model', id: number, bytes: Uint8Array<ArrayBuffer>}} ModelMessage safetensors */
/** @typedef {{type: 'inside', id: number, inside: Inside | null}} InsideMessage null before the first update, or without a model */
/** @typedef {{type: 'explained', id: number, steps: DigitSteps | null}} ExplainedMessage null when the pad is empty */
/** @typedef {{type: 'predicted', id: number, probabilities: Float32Array | null}} PredictedMessage ten; null without a model */
/** @typedef {{type: 'looked', id: number, look: Look | null}} LookedMessage null without a model */
/** @typedef {{type: 'model_opened', id: number}} ModelOpenedMessage */
/** @typedef {{type: 'evaluated', id: number, loss: number, accuracy: number, predicted: Uint8Array, losses: Float32Array}} EvaluatedMessage as in `evaluation` and `examination` */
/**
 * The worker lives on and its model keeps its last finite state. `id` is there when it answers
 * a message that had one.
 * @typedef {{type: 'run_error', kind: 'diverged' | 'invalid' | 'data', message: string, id?: number}} RunErrorMessage
 */
/**
 * What `for await` hears of a run.
 * @typedef {StateMessage | ProgressMessage | EvaluationMessage | ExaminationMessage | CheckpointMessage} RunEvent
 */
/** @typedef {{type: 'crashed', message: string}} CrashedMessage the wasm instance is lost, and the worker with it */
/**
 * @typedef {ReadyMessage | ProgressMessage | EvaluationMessage | CheckpointMessage | StateMessage
 *   | ExaminationMessage | ReadingMessage | ExplainedMessage | PredictedMessage | LookedMessage | ModelMessage
 *   | InsideMessage | ModelOpenedMessage | EvaluatedMessage | RunErrorMessage | CrashedMessage} FromTrainer
 */

export {};

/** The page's wiring: which panel's event becomes which module's verb. */
import { AugmentationChoice } from './augmentation.js';
import { DatasetBrowser } from './browser.js';
import { Charts } from './charts.js';
import { Controls } from './controls.js';
import { DatasetSource } from './dataset.js';
import { DrawingPad } from './draw.js';
import { Files } from './files.js';
import { History } from './history.js';
import { readLink, writeLink } from './link.js';
import { Mistakes } from './mistakes/mistakes.js';
import { NetworkView } from './network/view.js';
import { Notices } from './notices.js';
import { Past } from './past.js';
import { Answers } from './race/answers.js';
import { Inside } from './race/inside.js';
import { RacePanel } from './race/panel.js';
import { readRaceLink, writeRaceLink } from './race/race_link.js';
import { SweepPanel } from './race/sweep_panel.js';
import { Reading } from './reading.js';
import { RunsTable } from './runs.js';
import { Session } from './session.js';
import { Status } from './status.js';
import { RunStore } from './store.js';
import { Why } from './why.js';

/** @import { Catalogue, DatasetNews, Engine, FromTrainer, OptimizerConfig, ReadingMessage, RunConfig } from './protocol.js' */
/** @import { Settings } from './link.js' */
/** @import { RunRecord } from './history.js' */

const ENGINE = /** @type {Engine | undefined} */ (import.meta.env.VITE_ENGINE);

const notices = new Notices(document);
const reading = new Reading(document);
const status = new Status(document);
const charts = new Charts(document);

const table = new RunsTable(document, {
  onHide: (run, hidden) => history.hide(run, hidden),
  onRemove: (run) => {
    if (session.current?.record === run) {
      past.begin();
      session.reset();
    }
    history.remove(run);
  },
});
const store = new RunStore((text) => notices.tell({ text, kind: 'note' }));
const history = new History(store, (runs) => {
  table.show(runs);
  charts.show(runs);
});
const dataset = new DatasetSource(hearData);

const controls = new Controls(document, {
  onTrain: () => train(false),
  onStep: () => train(true),
  onPause: () => session.pause(),
  onReset: () => {
    past.begin();
    session.reset();
    status.reset();
  },
  onPreset: () => race.fill(controls.chosenPreset),
  onChange: () => {
    showPhase();
    race.settingsChanged();
    share();
  },
});

const augmentation = new AugmentationChoice(document, dataset, () => {
  showPhase();
  share();
});

const session = new Session(dataset, history, {
  onCatalogue: describe,
  onRun: hearRun,
  onPhase: showPhase,
  onReading: showReading,
  onExamination: (examination, title) => past.examined(examination, title),
  onAnswering: (name) => {
    reading.by(name);
    network.refresh();
  },
  onNotice: (notice) => notices.tell(notice),
});

const race = new RacePanel(
  document,
  { dataset, engine: ENGINE },
  {
    settings: () => controls.settings(),
    setUp: presentEntry,
    onProblem: () => controls.focusProblem(),
    onStart: pauseRunForRace,
    onChange: share,
    link: (starts) => address({ starts }),
    onNotice: (notice) => notices.tell(notice),
    onSettle: (about) => notices.settle(about),
  },
);

const sweep = new SweepPanel(document, dataset, {
  base: () => {
    const settings = controls.settings();
    if (!settings) controls.focusProblem();
    return settings && { ...settings, engine: ENGINE };
  },
  onRace: (entries) => race.enter(entries),
  onNotice: (notice) => notices.tell(notice),
});

const answers = new Answers(document, () => race.lanes);
const why = new Why(document, (strokes) => session.answering.explain(strokes));
new Inside(document, () => (race.idle && session.current ? presentLanes() : race.lanes));

const past = new Past(document, {
  onRecall: (recalled) => session.recall(recalled),
  onAnswers: (answers) => mistakes.show(answers),
  onReading: showReading,
  onNotice: (notice) => notices.tell(notice),
});
const network = new NetworkView(document, (image) => session.answering.look(image));
const mistakes = new Mistakes(document, { dataset, onChoose: read });
const browser = new DatasetBrowser(document, { dataset, onChoose: read });

const files = new Files(document, {
  onData: (chosen) => dataset.open(chosen),
  onMnist: () => dataset.load(),
  onModel: openModel,
  onDownload: downloadModel,
});

new DrawingPad(document, (strokes) => {
  session.read(strokes);
  why.show(strokes);
});

void session.begin();
void history.restore();
dataset.load();

/** @param {ReadingMessage} message */
function showReading(message) {
  reading.show(message);
  answers.show(message.image);
  network.show(message.image, 'The digit on the pad');
}

/** @param {Catalogue} catalogue */
function describe(catalogue) {
  // A replaced worker tells it again; the visitor's settings stay.
  if (controls.catalogue) return;
  controls.describe(catalogue);
  augmentation.describe(catalogue);
  const { settings, complaints } = readLink(location.search, catalogue);
  if (Object.keys(settings).length > 0) controls.set(settings);
  augmentation.value = settings.augmentation;
  race.describe(catalogue);
  sweep.describe(catalogue);
  race.fill(controls.chosenPreset);
  const asked = readRaceLink(location.search, catalogue, controls.chosenPreset);
  race.set(asked.choice);
  for (const text of [...complaints, ...asked.complaints]) notices.tell({ text, kind: 'note' });
}

/** @param {DatasetNews} message */
function hearData(message) {
  if (message.type === 'download') return controls.downloading(message);
  controls.downloaded();
  if (message.type === 'dataset') {
    notices.settle('data');
    controls.limit(message.train_size);
    files.showDataset(message);
    augmentation.datasetChanged();
    past.begin();
    session.datasetChanged();
    mistakes.datasetChanged();
    browser.datasetChanged();
    race.dataChanged();
    sweep.datasetChanged();
    return;
  }
  const retry = { label: 'Retry', run: () => dataset.load() };
  notices.tell({
    about: 'data',
    text: message.message,
    action: message.can_retry ? retry : undefined,
  });
  controls.limit(dataset.present?.train_size ?? 0);
  if (!dataset.present) race.dataLost(message.message);
  sweep.datasetChanged();
}

/**
 * Has an image read that was chosen rather than drawn.
 * @param {{set: 'train' | 'test', index: number, pixels: Uint8Array, label: number}} image
 */
async function read({ set, index, pixels, label }) {
  const source = set === 'train' ? 'Training' : 'Test';
  network.show(pixels, `${source} image ${index}, a ${label}`);
  try {
    const probabilities = await session.answering.predict(pixels);
    reading.show({ image: pixels, probabilities });
  } catch (error) {
    notices.tell({ about: 'model', text: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {boolean} step one batch, rather than all of the run */
function train(step) {
  const settings = controls.settings();
  const active = session.phase === 'running' || session.phase === 'paused';
  if (active && session.current) {
    pauseRaceForRun();
    session.train(session.current.record.config, { fromModel: false, step });
    return;
  }
  if (!settings) return controls.focusProblem();
  notices.settle('run');
  pauseRaceForRun();
  status.reset();
  past.begin();
  session.train(runConfig(settings), { fromModel: controls.startsFromModel, step });
}

/**
 * @param {Settings} settings
 * @returns {RunConfig}
 */
function runConfig({ optimizer, hyper_parameters, learning_rate, batch_size, epochs, seed }) {
  return {
    optimizer: /** @type {OptimizerConfig} */ ({ name: optimizer, ...hyper_parameters }),
    learning_rate,
    batch_size,
    epochs,
    seed,
    augmentation: augmentation.value,
    engine: ENGINE,
    train_size: dataset.present?.train_size ?? 0,
    workers: controls.workers,
  };
}

/** @param {FromTrainer} message @param {RunRecord} record */
function hearRun(message, record) {
  if (message.type === 'checkpoint') past.checkpoint(message);
  else if (message.type === 'progress') status.progress(message, record.config);
  else if (message.type === 'evaluation') status.tested(message.accuracy);
  else if (message.type === 'run_error' || message.type === 'crashed') status.stopped();
}

function showPhase() {
  const settings = controls.settings();
  const config = session.current?.record.config;
  const differs =
    settings !== null &&
    config !== undefined &&
    JSON.stringify(runConfig(settings)) !== JSON.stringify(config);
  controls.show(session.phase, differs);
}

/** The optimizer of the Train panel as a runner of the race; null when a field can't be used. */
function presentEntry() {
  const settings = controls.settings();
  if (settings) {
    const { optimizer, learning_rate } = runConfig(settings);
    return { optimizer, learning_rate };
  }
  controls.focusProblem();
  return null;
}

/** The single run, as the panel that looks inside the race's runners sees it. */
function presentLanes() {
  if (!session.current) return [];
  const { run, record } = session.current;
  return [{ run, label: `run ${record.name}`, optimizer: record.config.optimizer.name }];
}

function pauseRunForRace() {
  if (session.phase !== 'running') return;
  session.pause();
  notices.tell({
    about: 'turns',
    text: 'The run was paused for the race: together, each would slow the other down. Train goes on with it.',
    kind: 'note',
  });
}

function pauseRaceForRun() {
  if (!race.running) return;
  race.pause();
  notices.tell({
    about: 'turns',
    text: 'The race was paused for the run: together, each would slow the other down. “Go on with the race” resumes it.',
    kind: 'note',
  });
}

/** The address holds the set-up, so that it can be shared as it is. */
function share() {
  const link = address({ starts: false });
  if (link !== null) window.history.replaceState(null, '', link);
}

/**
 * The page's address with all of its set-up; null while something in it can't be used.
 * @param {{starts: boolean}} options whether opening it starts the race
 */
function address({ starts }) {
  const settings = controls.settings();
  const { choice } = race;
  if (!settings || !choice || !controls.catalogue) return null;
  const search =
    writeLink({ ...settings, augmentation: augmentation.value }, controls.catalogue) +
    writeRaceLink({ ...choice, run: starts }, controls.chosenPreset);
  return new URL(search, document.baseURI).href;
}

/** @param {File} file */
async function openModel(file) {
  try {
    await session.open(file.name, new Uint8Array(await file.arrayBuffer()));
    notices.settle('model');
    files.noteModel(
      session.current
        ? `${file.name} is open. It reads your drawings once the present run is reset.`
        : `${file.name} is open, and reads your drawings.`,
    );
    controls.offerModel(file.name);
  } catch (error) {
    notices.tell({
      about: 'model',
      text: `${file.name} was not opened: ${error instanceof Error ? error.message : error}`,
    });
  }
}

async function downloadModel() {
  try {
    const { bytes, name } = await session.save();
    files.download(bytes, name);
    notices.settle('model');
  } catch (error) {
    notices.tell({ about: 'model', text: error instanceof Error ? error.message : String(error) });
  }
}

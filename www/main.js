/** The page's wiring: which panel's event becomes which module's verb. */
import { AugmentationChoice } from './features/train/augmentation.js';
import { Charts } from './features/watch/charts.js';
import { Controls } from './features/train/controls.js';
import { DatasetSource } from './engine/dataset.js';
import { DrawingPad } from './features/draw/pad.js';
import { Files } from './features/files/files.js';
import { History } from './model/history.js';
import { Insight } from './features/insight.js';
import { readLink, writeLink } from './model/address/settings_link.js';
import { Notices } from './ui/notices.js';
import { readModelFile } from './model/model_file.js';
import { RacePanel } from './features/race/panel.js';
import { readRaceLink, writeRaceLink } from './model/address/race_link.js';
import { SweepPanel } from './features/sweep/panel.js';
import { Reading } from './features/draw/reading.js';
import { RunsTable } from './features/runs/runs.js';
import { Session } from './model/session.js';
import { Subject } from './model/subject.js';
import { Turns } from './model/turns.js';
import { Status } from './features/watch/status.js';
import { TeachPanel } from './features/teach/panel.js';
import { runStore } from './model/stored_run.js';

/** @import { Catalogue, DatasetNews, Engine, FromTrainer, OptimizerConfig, ReadingMessage, RunConfig } from './engine/protocol.js' */
/** @import { Settings } from './model/settings.js' */
/** @import { RunRecord } from './model/history.js' */

const ENGINE = /** @type {Engine | undefined} */ (import.meta.env.VITE_ENGINE);

const notices = new Notices(document);
const reading = new Reading(document);
const status = new Status(document);
const turns = new Turns((notice) => notices.tell(notice));
const charts = new Charts(document);

const table = new RunsTable(document, {
  onHide: (run, hidden) => history.hide(run, hidden),
  onRemove: (run) => {
    if (session.current?.record === run) letGo();
    history.remove(run);
  },
  onRemoveAll: () => {
    if (session.current) letGo();
    history.removeAll();
  },
});
const store = runStore((text) => notices.tell({ text, kind: 'note' }));
const history = new History(store, (runs) => {
  table.show(runs);
  charts.show(runs);
});
const dataset = new DatasetSource(hearData, new URL('.', document.baseURI).href);

const controls = new Controls(document, {
  onTrain: () => train(false),
  onStep: () => train(true),
  onPause: () => session.pause(),
  onReset: letGo,
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

const subject = new Subject(() => {
  session.read();
  pad.show(subject.image);
  insight.subjectChanged();
  if (subject.image) teach.drawn(null);
});

const session = new Session(
  { dataset, history, subject },
  {
    onCatalogue: describe,
    onStart: () => turns.begin('run'),
    onRun: hearRun,
    onPhase: showPhase,
    onReading: showReading,
    onChosen: (chosen) => {
      reading.show(chosen);
      insight.readChosen(chosen.image);
    },
    onExamination: (examination, title) => insight.examined(examination, title),
    onAnswering: (name) => {
      reading.by(name);
      insight.modelChanged();
    },
    onNotice: (notice) => notices.tell(notice),
  },
);

const race = new RacePanel(
  document,
  { dataset, engine: ENGINE },
  {
    settings: () => controls.settings(),
    setUp: chosenOptimizer,
    onProblem: () => controls.focusProblem(),
    onStart: () => turns.begin('race'),
    onEnd: () => turns.end('race'),
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
  onStart: () => turns.begin('sweep'),
  onEnd: () => turns.end('sweep'),
  onNotice: (notice) => notices.tell(notice),
});

const insight = new Insight(
  document,
  { dataset, session, race, subject },
  { onReading: showReading, onNotice: (notice) => notices.tell(notice) },
);
const teach = new TeachPanel(
  document,
  { dataset, session },
  {
    teaching: () => {
      const chosen = chosenOptimizer();
      return chosen && { ...chosen, engine: ENGINE };
    },
    onLesson: () => turns.begin('lesson'),
    onLessonEnd: () => turns.end('lesson'),
    onTaught: (taught) => {
      if (taught) insight.live();
      session.teach(taught);
    },
    onReading: showReading,
    onProblem: (text) => notices.tell({ text, about: 'lesson' }),
  },
);

const files = new Files(document, {
  onData: (chosen) => dataset.open(chosen),
  onMnist: () => dataset.load(),
  onModel: openModel,
  onDownload: downloadModel,
});

const pad = new DrawingPad(document, (strokes) => subject.draw(strokes));

turns.join('run', {
  running: () => session.phase === 'running',
  pause: () => session.pause(),
  resume: () => session.resume(),
});
turns.join('race', race);
turns.join('sweep', sweep);
// A lesson takes a second and can't be paused: what begins meanwhile runs beside the rest of it.

void session.begin();
void history.restore();
dataset.load();

/** @param {ReadingMessage} message */
function showReading(message) {
  if (subject.image) return; // It was on its way when an image was chosen.
  reading.show(message);
  insight.read(message);
  teach.drawn(message.image);
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
    insight.datasetChanged();
    session.datasetChanged();
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

/** Lets go of the present run, and of all that is shown of it. */
function letGo() {
  teach.end();
  insight.begin();
  session.reset();
  status.reset();
}

/** @param {boolean} step one batch, rather than all of the run */
function train(step) {
  const settings = controls.settings();
  const active = session.phase === 'running' || session.phase === 'paused';
  teach.end();
  if (active && session.current) {
    session.train(session.current.record.config, { fromModel: false, step });
    return;
  }
  if (!settings) return controls.focusProblem();
  notices.settle('run');
  status.reset();
  insight.begin();
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
  if (message.type === 'checkpoint') insight.checkpoint(message);
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
  if (session.phase === 'none' || session.phase === 'over') turns.end('run');
}

/** The optimizer of the Train panel for a race or a lesson; null when a field can't be used. */
function chosenOptimizer() {
  const settings = controls.settings();
  if (settings) {
    const { optimizer, learning_rate } = runConfig(settings);
    return { optimizer, learning_rate };
  }
  controls.focusProblem();
  return null;
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
    if (!(await session.open(file.name, await readModelFile(file)))) return;
    teach.end();
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

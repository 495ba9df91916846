/** The page's composition: which part is given which others, and what of one is told to whom. */
import { DatasetSource } from './model/dataset_source.js';
import { History } from './model/history.js';
import { Session } from './model/session.js';
import { runStore } from './model/stored_run.js';
import { Subject } from './model/subject.js';
import { Turns } from './model/turns.js';
import { Notices } from './ui/notices.js';
import { AddressBar } from './features/address_bar.js';
import { DrawingPad } from './features/draw/pad.js';
import { Reading } from './features/draw/reading.js';
import { Files } from './features/files/files.js';
import { Insight } from './features/insight.js';
import { RacePanel } from './features/race/panel.js';
import { RunsTable } from './features/runs/runs.js';
import { SweepPanel } from './features/sweep/panel.js';
import { TeachPanel } from './features/teach/panel.js';
import { TrainPanel } from './features/train/panel.js';
import { Charts } from './features/watch/charts.js';
import { Status } from './features/watch/status.js';

/** @import { Engine } from './engine/protocol.js' */

const engine = /** @type {Engine | undefined} */ (import.meta.env.VITE_ENGINE);
const notices = new Notices(document);
const onNotice = notices.tell.bind(notices);
const turns = new Turns(onNotice);

const dataset = new DatasetSource(new URL('.', document.baseURI).href, {
  onDownload: (received, total) => train.buttons.downloading(received, total),
  onDataset: (present) => {
    notices.settle('data');
    files.showDataset(present);
    for (const one of [session, insight, train, race, sweep]) one.datasetChanged();
  },
  onProblem: (notice) => {
    onNotice(notice);
    for (const one of [train, race, sweep]) one.datasetChanged();
  },
});
const store = runStore((text) => onNotice({ text, kind: 'note' }));
const history = new History(store, (runs) => {
  for (const view of [table, charts]) view.show(runs);
});
const subject = new Subject(() => {
  session.read();
  pad.show(subject.image);
  insight.subjectChanged();
  if (subject.image) teach.drawn(null);
});
const session = new Session(
  { dataset, history, subject, turns },
  {
    onCatalogue: (catalogue) => {
      // A replaced worker tells it again; the visitor's settings stay.
      if (train.form.catalogue) return;
      for (const panel of [train, race, sweep]) panel.describe(catalogue);
      for (const text of address.read(catalogue)) onNotice({ text, kind: 'note' });
    },
    onEvent: (event, { config }) => {
      status.hear(event, config);
      insight.hear(event);
    },
    onStop: () => status.stopped(),
    onPhase: () => {
      train.show();
      reading.learning(session.current.running());
    },
    onReading: (message) => {
      reading.show(message);
      insight.read(message);
      teach.drawn(message.image);
    },
    onChosen: (chosen) => {
      reading.show(chosen);
      insight.readChosen(chosen.image);
    },
    onExamination: (examination, title) => insight.examined(examination, title),
    onAnswering: (name) => {
      reading.by(name);
      insight.modelChanged();
    },
    onNotice,
  },
);

/** Whatever belongs to the present run goes with it. */
function reset() {
  teach.end();
  insight.begin();
  session.current.reset();
  status.reset();
}

const parts = { dataset, session, turns, notices, engine };
const pad = new DrawingPad(document, (strokes) => subject.draw(strokes));
const reading = new Reading(document);
const status = new Status(document);
const charts = new Charts(document);
const table = new RunsTable(document, {
  onHide: (run, hidden) => history.hide(run, hidden),
  onRemove: (...runs) => {
    if (runs.some((run) => run === session.current.record)) reset();
    history.remove(...runs);
  },
});
const train = new TrainPanel(document, parts, {
  onTrain: () => teach.end(),
  onNew: () => {
    notices.settle('run');
    status.reset();
    insight.begin();
  },
  onReset: reset,
  onPreset: () => race.fill(train.form.chosenPreset),
  onChange: () => {
    race.settingsChanged();
    address.write();
  },
});
const race = new RacePanel(document, parts, {
  settings: () => train.usableSettings(),
  setUp: () => train.optimizer(),
  onChange: () => address.write(),
  link: (starts) => address.link(starts),
});
const sweep = new SweepPanel(document, parts, {
  settings: () => train.usableSettings(),
  onRace: (entries) => race.enter(entries),
});
const insight = new Insight(document, { ...parts, race, subject });
const teach = new TeachPanel(document, parts, {
  optimizer: () => train.optimizer(),
  onTaught: (taught) => {
    if (taught) insight.live();
    session.teach(taught);
  },
});
const files = new Files(document, parts, {
  onModel: (name) => {
    teach.end();
    train.form.offerModel(name);
  },
});
const address = new AddressBar({ train, race });

void session.held.begin();
void history.restore();
void dataset.load();

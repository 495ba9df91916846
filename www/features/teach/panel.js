/** Teach it: the visitor says what was drawn, and the network learns it. */
import { sentenceOf } from '../../engine/index.js';
import { answerOf } from '../../model/confidence.js';
import { makeTile, paint } from '../../ui/digit_image.js';
import { find, make, say } from '../../ui/dom.js';
import { optimizerLabel } from '../../model/optimizer_names.js';
import { Roving } from '../../ui/roving.js';
import { STEPS } from '../../model/teach/lesson.js';
import { OwnDrawings } from '../../model/teach/own_drawings.js';
import { report } from '../../model/teach/report.js';
import { Tutor } from '../../model/teach/tutor.js';

/** @import { DatasetSource } from '../../model/dataset_source.js' */
/** @import { Session, StandIn } from '../../model/session.js' */
/** @import { Engine } from '../../engine/protocol.js' */
/** @import { Entry } from '../../model/race/record.js' */
/** @import { Turns } from '../../model/turns.js' */
/** @import { Notices } from '../../ui/notices.js' */
/** @import { OwnDrawing } from '../../model/teach/own_drawings.js' */
/** @import { Knowledge } from '../../model/teach/report.js' */

/**
 * @typedef {object} TeachEvents
 * @property {() => Entry | null} optimizer the chosen one and its rate; null when a field can't be used
 * @property {(taught: StandIn | null) => void} onTaught what answers from now on; null: what it was taught from
 */

/**
 * What a lesson changed of the drawings.
 * @typedef {{drawing: OwnDrawing | null, oldest: OwnDrawing[]}} Change drawing: that joined them; oldest: that went for it
 */

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

export class TeachPanel {
  /** @type {Uint8Array | null} what is on the pad, as the network is given it */
  #image = null;
  /** What the lessons of this visit changed of the drawings, for undo. @type {Change[]} */
  #brought = [];
  /** @type {string | null} the chosen drawing's id */
  #chosen = null;
  #busy = false;
  #lessons = 0;

  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, session: Session, turns: Turns, notices: Notices, engine?: Engine}} parts
   * @param {TeachEvents} events
   */
  constructor(root, { dataset, session, turns, notices, engine }, events) {
    this.session = session;
    this.turns = turns;
    this.engine = engine;
    this.events = events;
    const onProblem = (/** @type {string} */ text) => notices.tell({ text, about: 'lesson' });
    this.drawings = new OwnDrawings(onProblem);
    this.tutor = new Tutor(
      { dataset, session, drawings: this.drawings },
      {
        onTaught: events.onTaught,
        onLost: (message) => {
          onProblem(`${message} What it was taught is gone; your drawings are kept.`);
          this.#forgetLessons();
        },
      },
    );
    this.status = find(root, '#teach-status', HTMLElement);
    this.undo = find(root, '#teach-undo', HTMLButtonElement);
    this.again = find(root, '#teach-again', HTMLButtonElement);
    this.remove = find(root, '#teach-remove', HTMLButtonElement);
    this.tiles = find(root, '#teach-drawings', HTMLElement);
    this.roving = new Roving(this.tiles);
    say(find(root, '#teach-steps', HTMLElement), String(STEPS));

    const digits = find(root, '#teach-digits', HTMLElement);
    this.digits = DIGITS.map((digit) => {
      const button = make('button', { type: 'button' }, String(digit));
      button.addEventListener('click', () => void this.#teachDrawing(digit));
      return button;
    });
    digits.append(...this.digits);
    new Roving(digits).renew();
    this.undo.addEventListener('click', () => void this.#undo());
    this.again.addEventListener('click', () => void this.#teach(null));
    this.remove.addEventListener('click', () => this.#remove());
    this.#showDrawings();
    void this.drawings.restore().then(() => this.#showDrawings());
  }

  /** @param {Uint8Array | null} image of what is on the pad; null when it is empty */
  drawn(image) {
    this.#image = image;
    this.#showButtons();
  }

  /** Another model is to answer: the lessons were of the one before. */
  end() {
    this.tutor.end();
    this.#forgetLessons();
  }

  #forgetLessons() {
    this.#brought = [];
    say(this.status, '');
    this.#showButtons();
  }

  /** @param {number} label */
  async #teachDrawing(label) {
    if (!this.#image) return say(this.status, 'Draw a digit on the pad first.');
    await this.#teach({ pixels: this.#image.slice(), label });
  }

  /** @param {{pixels: Uint8Array, label: number} | null} fresh a drawing that joins the set first */
  async #teach(fresh) {
    if (this.#busy || (!fresh && this.drawings.all.length === 0)) return;
    const chosen = this.events.optimizer();
    if (!chosen) return;
    // It takes a second and can't be paused: what begins meanwhile runs beside the rest of it.
    this.turns.begin('lesson');
    this.#busy = true;
    say(this.status, 'Learning…');
    /** @type {OwnDrawing | null} */
    let drawing = null;
    try {
      drawing = fresh && this.drawings.add(fresh.pixels, fresh.label);
      this.#showDrawings();
      const before = await this.#knowledge(drawing);
      const taught = await this.tutor.teach({
        ...chosen,
        engine: this.engine,
        seed: ++this.#lessons,
      });
      if (!taught) return this.#forgetLessons();
      this.#brought.push({ drawing, oldest: this.drawings.trim() });
      const how = { steps: STEPS, optimizer: optimizerLabel(chosen.optimizer.name) };
      const after = await this.#knowledge(drawing);
      say(this.status, report(how, drawing?.label ?? null, before, after));
    } catch (error) {
      if (drawing) this.drawings.remove(drawing.id);
      say(this.status, `Not learned: ${sentenceOf(error)}`);
    } finally {
      this.#busy = false;
      this.turns.end('lesson');
      this.#showDrawings();
    }
  }

  /**
   * What the model that answers makes of the drawings, and of the test images.
   * @param {OwnDrawing | null} drawing the one that is taught
   * @returns {Promise<Knowledge>}
   */
  async #knowledge(drawing) {
    const { answering, examination } = this.session;
    const answers = await Promise.all(
      this.drawings.all.map(async ({ pixels }) => {
        const probabilities = await answering.predict(pixels);
        return probabilities && answerOf(probabilities);
      }),
    );
    const right = answers.filter((answer, i) => answer?.digit === this.drawings.all[i].label);
    const own = drawing && answers[this.drawings.all.indexOf(drawing)];
    return {
      own: own ?? null,
      right: right.length,
      all: answers.length,
      accuracy: examination?.accuracy ?? null,
    };
  }

  async #undo() {
    if (this.#busy || !this.tutor.hasTaught) return;
    const { drawing, oldest } = this.#brought.pop() ?? { drawing: null, oldest: [] };
    if (drawing) this.drawings.remove(drawing.id);
    this.drawings.takeBack(oldest);
    try {
      await this.tutor.undo();
      say(this.status, 'Undone: it answers as it did before the lesson.');
    } catch (error) {
      say(this.status, sentenceOf(error));
    }
    this.#showDrawings();
  }

  #remove() {
    if (this.#busy || !this.#chosen) return;
    this.drawings.remove(this.#chosen);
    this.#chosen = null;
    say(
      this.status,
      'Removed from your drawings. What was learned of it stays until it is undone.',
    );
    this.#showDrawings();
  }

  /** A button that has the focus would lose it by being disabled: these are only marked so. */
  #showButtons() {
    const free = !this.#busy;
    for (const button of this.digits) mark(button, free && this.#image !== null);
    mark(this.undo, free && this.tutor.hasTaught);
    mark(this.again, free && this.drawings.all.length > 0);
    mark(this.remove, free && this.#chosen !== null);
  }

  #showDrawings() {
    this.tiles.replaceChildren(
      ...this.drawings.all.map(({ id, pixels, label }) => {
        const { button, canvas, caption } = makeTile();
        paint(canvas, pixels);
        say(caption, String(label));
        button.ariaLabel = `Your drawing of a ${label}`;
        button.ariaPressed = String(id === this.#chosen);
        button.addEventListener('click', () => this.#choose(id, button));
        return button;
      }),
    );
    this.roving.renew();
    this.#showButtons();
  }

  /** @param {string} id @param {HTMLButtonElement} chosen its tile */
  #choose(id, chosen) {
    this.#chosen = this.#chosen === id ? null : id;
    for (const tile of this.tiles.children)
      tile.ariaPressed = String(tile === chosen && this.#chosen === id);
    this.#showButtons();
  }
}

/** @param {HTMLButtonElement} button @param {boolean} usable */
function mark(button, usable) {
  button.ariaDisabled = String(!usable);
}

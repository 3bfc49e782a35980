/** Keeps services running: a service that dies is started again, later and later; all are stopped in the reverse order of their start. */
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT_CANNOT_RUN, say } from './report.mjs';

/** First pause before a restart; doubled after each early death, up to the maximum. */
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 30_000;

/** A service that lived this long was healthy: its next death is a new story. */
const HEALTHY_AFTER_MS = 60_000;

/** While the instance has never been ready, a service that dies this many times will not succeed by itself. */
const EARLY_DEATHS_MAX = 4;

/**
 * @typedef {{ pid: number, exited: Promise<{ code?: number | null, signal?: string | null } | unknown>, stop: () => Promise<unknown> }} Running
 * @typedef {{ name: string, launch: () => Promise<Running>, running: Running | null, watch: Promise<void> }} Service
 */

export class Supervisor {
  /** @type {Service[]} */
  #services = [];
  #stopping = new AbortController();
  #settled = false;
  /** The first start in course, followed by its stop if everything is stopping. */
  #launching = Promise.resolve();
  #onChange;
  #onFatal;

  /**
   * @param {object} options
   * @param {() => void} options.onChange a service got a new process.
   * @param {(name: string, end: { code?: number | null, signal?: string | null }) => void} options.onFatal a service cannot be kept alive.
   */
  constructor({ onChange, onFatal }) {
    this.#onChange = onChange;
    this.#onFatal = onFatal;
  }

  /**
   * Starts a service and keeps it alive. Rejects if its very first start fails.
   * @template {Running} T
   * @param {string} name
   * @param {(previous: T | null) => Promise<T>} launch starts one process; `previous`: the one that just died, whose ports must be kept.
   * @returns {Promise<T>}
   */
  async add(name, launch) {
    const running = await this.#firstLaunch(name, launch);
    const service = { name, launch, running, watch: Promise.resolve() };
    this.#services.push(service);
    service.watch = this.#watch(service, running);
    this.#onChange();
    return running;
  }

  /** A stop asked in the middle of a start must not leave the newborn process behind. */
  async #firstLaunch(name, launch) {
    if (this.#isStopping) throw new Error(`${name}\u00a0: arrêt en cours.`);
    const launching = launch(null);
    this.#launching = launching.then((running) => this.#isStopping && running.stop()).catch(() => {});
    const running = await launching;
    if (this.#isStopping) throw new Error(`${name}\u00a0: arrêt en cours.`);
    return running;
  }

  /** From now on the instance has been ready once: services are restarted for ever. */
  settle() {
    this.#settled = true;
  }

  /** Pid of each service, by name; null between a death and a restart. */
  pids() {
    return Object.fromEntries(this.#services.map(({ name, running }) => [name, running?.pid ?? null]));
  }

  /** Stops every service, last started first. Each one's stop is bounded, so this is too. */
  async stop() {
    this.#stopping.abort();
    await this.#launching;
    for (const service of [...this.#services].reverse()) {
      await service.running?.stop();
      await service.watch;
    }
  }

  /** Kills at once the services that can be killed without harm (those with a `kill`): for a person who insists. */
  hurry() {
    for (const { running } of this.#services) running?.kill?.();
  }

  get #isStopping() {
    return this.#stopping.signal.aborted;
  }

  async #watch(service, firstRunning) {
    let last = firstRunning;
    let deaths = 0;
    for (;;) {
      const startedAt = Date.now();
      const end = (await last.exited) ?? {};
      service.running = null;
      if (this.#isStopping) return;
      if (Date.now() - startedAt > HEALTHY_AFTER_MS) deaths = 0;
      deaths += 1;
      if (!this.#settled && (end.code === EXIT_CANNOT_RUN || deaths > EARLY_DEATHS_MAX)) return this.#onFatal(service.name, end);
      say(`${service.name} s’est arrêté (${describeEnd(end)})\u00a0; redémarrage.`);
      const next = await this.#relaunch(service, last, deaths);
      if (!next) return;
      last = next;
    }
  }

  /** Tries until it works, or until everything stops. */
  async #relaunch(service, previous, deaths) {
    for (let attempt = deaths; ; attempt += 1) {
      const pause = Math.min(BACKOFF_FIRST_MS * 2 ** (attempt - 1), BACKOFF_MAX_MS);
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#isStopping) return null;
      try {
        service.running = await service.launch(previous);
        this.#onChange();
        if (this.#isStopping) await service.running.stop();
        return service.running;
      } catch (error) {
        say(`${service.name} ne redémarre pas\u00a0: ${error.message}`);
      }
    }
  }
}

function describeEnd({ code, signal }) {
  if (signal) return `signal ${signal}`;
  return typeof code === 'number' ? `code ${code}` : 'fin inattendue';
}

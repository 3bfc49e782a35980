import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, askedOf, civilTimeAt, dayAt, digestOn, reminderFromHour, startOfDay } from '#libs/domain';
import type { LegalDay, Slot } from '#libs/domain';
import { loadRound, loadSignatory, subjectOf } from '#libs/features/round';
import type { RoundRow, SignatoryRow } from '#libs/features/round';
import { MailedLinks, correspondentKind, correspondentOf, coveredPlacesMax, insertCovers, linkIdIn } from '#libs/features/signature';
import { CLOCK, CONFIG, Database, KeyStore, Mailer, anchorZone, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery } from '#libs/platform';
import { awaitedPlaces } from './awaited.store.js';
import type { Awaited } from './awaited.store.js';
import { correspondenceMailsVersion } from './correspondence-version.js';
import { digestMail } from './digest.mails.js';
import { grouped } from './grouped.js';
import { mailStateOf } from './mail-state.store.js';

export type DigestEffect = { type: 'sendDigest'; signatoryIds: readonly string[] };

type Place = { round: RoundRow; slot: Slot; person: SignatoryRow };

const actor = systemActor('correspondence');

/** Automatic reminders: one mail per person and day at most, with a working link for each document that waits for them. */
@Injectable()
export class Digests {
  constructor(
    private readonly db: Database,
    private readonly mailer: Mailer,
    private readonly keys: KeyStore,
    private readonly links: MailedLinks,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Decides who is written to now, each person in a transaction of their own: the rounds that a digest names are held (for key share) while it is written, and
   * whoever signs there would wait for all the others. Twice, or on two machines, it decides the same once; cut short, it goes on at the next call, since
   * whoever is written to is no longer due. Rejects, once the others are decided, when somebody's could not be.
   */
  async catchUp(): Promise<void> {
    // Two passes that meet around midnight decide for the same day.
    const day = dayAt(instantOf(this.clock), anchorZone);
    const faults: unknown[] = [];
    for (const [correspondent, places] of await this.due()) {
      await this.db.withIdentity(actor, (tx) => this.announce(tx, { correspondent, day }, places)).catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length > 0) throw new AggregateError(faults, `${faults.length} digests are not decided, the first because: ${String(faults[0])}`);
  }

  /** Writes the mail of a digest, with what still waits when it leaves. */
  async write(delivery: Delivery<DigestEffect>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const places = await this.db.withIdentity(actor, async (tx) => ((await isLatest(tx, delivery)) ? this.stillAwaited(tx, delivery.effect.signatoryIds) : []));
    if (places.length === 0) return;
    const waiting = await Promise.all(places.map(async (place) => ({ place, url: await this.link(delivery, place) })));
    const [{ person }, departements] = [places[0]!, new Map(places.map(({ round }) => [round.departementCode, round.dossier!.departement]))];
    const [departement] = departements.values();
    const content = digestMail({
      people: places.map((place) => place.person),
      waiting: waiting.map(({ place: { round, slot }, url }) => ({ subject: subjectOf(round), bodyName: slot.bodyName, until: round.facts.collectUntil!, url })),
      contacts: [...departements.values()].map(({ prefecture }) => prefecture),
      departementName: departements.size === 1 ? departement!.name : null,
      demonstration: this.config.mode === 'demonstration',
    });
    await this.mailer.send(delivery, {
      kind: 'correspondence.digest', templateVersion: correspondenceMailsVersion, content,
      recipient: { kind: correspondentKind, id: delivery.subjectId, address: person.email, name: `${person.firstName} ${person.lastName}` },
      ...(departements.size === 1 && { replyTo: { address: departement!.prefecture.email, name: departement!.prefecture.name } }),
    });
  }

  /** By correspondent, the places that their mail of the day names. */
  private async due(): Promise<[correspondent: string, places: readonly Awaited[]][]> {
    const places = (await this.db.withIdentity(actor, awaitedPlaces)).filter((place) => this.isDaytime(place));
    return [...grouped(places, ({ address }) => correspondentOf(this.keys, address))].flatMap(([correspondent, theirs]) => {
      const digest = digestOn(theirs, (place) => this.todayIn(place), coveredPlacesMax);
      return digest ? [[correspondent, digest] as [string, readonly Awaited[]]] : [];
    });
  }

  private async announce(tx: EntityManager, { correspondent, day }: { correspondent: string; day: LegalDay }, places: readonly Awaited[]): Promise<void> {
    const states = await mailStateOf(tx, places.map(({ signatoryId }) => signatoryId));
    const latest = [...states.values()].sort((a, b) => (a.since < b.since ? -1 : 1)).at(-1);
    // An address that refuses our mails is the préfecture's business: insisting gives the service a bad name with that server.
    if (latest?.state === 'bounced') return;
    const [id, at] = [randomUUID(), this.clock.now()];
    const made: unknown[] = await tx.query('insert into reminder_digest (correspondent, day, mail_id) values ($1, $2, $3) on conflict do nothing returning 1', [correspondent, day, id]);
    if (made.length === 0) return;
    await insertCovers(tx, id, places, at);
    const effect: DigestEffect = { type: 'sendDigest', signatoryIds: places.map(({ signatoryId }) => signatoryId) };
    await tx.query('insert into outbox (id, subject, subject_id, effect, created_at) values ($1, $2, $3, $4, $5)', [id, correspondentKind, correspondent, effect, at]);
  }

  private async stillAwaited(tx: EntityManager, signatoryIds: readonly string[]): Promise<Place[]> {
    const places: Place[] = [];
    for (const id of signatoryIds) {
      const person = await loadSignatory(tx, id);
      const round = await loadRound(tx, person.roundId);
      const slot = round.facts.slots.find((one) => askedOf(one).includes(id));
      const isOpen = round.state === 'collecting' && round.facts.collectUntil !== null && dayAt(instantOf(this.clock), round.timeZone) <= round.facts.collectUntil;
      if (isOpen && slot?.state === 'invited' && slot.proposalId === null) places.push({ round, slot, person });
    }
    return places;
  }

  private link(delivery: Delivery, place: Place): Promise<string> {
    const { round, person } = place;
    return this.links.keep(linkIdIn(delivery.id, person.id), place, 'sign', new Date(startOfDay(addDays(round.facts.collectUntil!, 1), round.timeZone)));
  }

  private isDaytime({ timeZone }: Awaited): boolean {
    return Number(civilTimeAt(instantOf(this.clock), timeZone).slice(11, 13)) >= reminderFromHour;
  }

  private todayIn({ timeZone }: Awaited) {
    return dayAt(instantOf(this.clock), timeZone);
  }
}

/** After an outage of the mail server, one digest leaves, not one per week. */
async function isLatest(tx: EntityManager, { id, subjectId }: Delivery): Promise<boolean> {
  const rows: { mailId: string }[] = await tx.query('select mail_id as "mailId" from reminder_digest where correspondent = $1 order by day desc limit 1', [subjectId]);
  return rows[0]?.mailId === id;
}

import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { Dossier, LegalDay } from '#libs/domain';
import { UnknownDepartement, departementOf, loadDossier } from '#libs/features/directory';
import { actorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { CLOCK, Database, appendToJournal, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import type { FieldError } from '#libs/ui';
import type { Posted } from './answers.js';
import type { Card } from './directory.cards.js';

/** What became of a posted card; refused, it is shown again with what is wrong. */
export type Saving<T> = { saved: true; name: string } | { saved: false; current: T; dossier: Dossier; errors: readonly FieldError[] };

/** Reads and changes the directory in the name of a clerk, within the clerk's own département. */
@Injectable()
export class DirectoryDesk {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The directory as it stands today. Throws UnknownDepartement. */
  dossier(clerk: Account): Promise<Dossier> {
    return this.db.withIdentity(actorOf(clerk), async (tx) => (await this.load(tx, clerk)).dossier);
  }

  /**
   * Checks a posted card and, when nothing is wrong with it, writes and journals it in one transaction. Null when the clerk's département
   * has no such card. The journal keeps the card's id, never what it says of people.
   */
  save<T>(card: Card<T>, clerk: Account, id: string, posted: Posted): Promise<Saving<T> | null> {
    const actor = actorOf(clerk);
    return this.db.withIdentity(actor, async (tx) => {
      const { dossier, today } = await this.load(tx, clerk);
      const current = card.find(dossier, id);
      if (current === undefined) return null;
      const { subject, errors } = card.read(posted, current, dossier);
      if (subject === null) return { saved: false, current, dossier, errors };
      await card.save(tx, clerk.departementCode, subject, dossier);
      await appendToJournal(tx, {
        subject: 'directory', subjectId: clerk.departementCode, recordedAt: instantOf(this.clock), effectiveOn: today, actor,
        event: 'edit', payload: { kind: card.kind, id: card.idOf(subject) }, stateFrom: null, stateTo: null, basis: null,
      });
      return { saved: true, name: card.nameOf(subject) };
    });
  }

  private async load(tx: EntityManager, { departementCode }: Account): Promise<{ dossier: Dossier; today: LegalDay }> {
    const departement = await departementOf(tx, departementCode);
    if (!departement) throw new UnknownDepartement(departementCode);
    const today = dayAt(instantOf(this.clock), departement.timeZone);
    return { dossier: await loadDossier(tx, departementCode, today), today };
  }
}

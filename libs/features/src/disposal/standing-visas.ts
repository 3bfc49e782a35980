import { Inject, Injectable } from '@nestjs/common';
import { dayAt } from '#libs/domain';
import { MandateVisas } from '#libs/features/mandate';
import { CLOCK, Database, anchorZone, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { covers, standingVisaOf } from './disposal.store.js';

const reader = systemActor('disposals');

/** Tells mandates whether what ends today is destroyed at once: receipts and pages say so to the person. */
@Injectable()
export class StandingVisas {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock, visas: MandateVisas) {
    visas.told((gestionnaireId) => this.isStanding(gestionnaireId));
  }

  private isStanding(gestionnaireId: string): Promise<boolean> {
    return this.db.withIdentity(reader, async (tx) => {
      const standing = await standingVisaOf(tx, gestionnaireId);
      const [row]: { timeZone: string }[] = await tx.query('select d.time_zone as "timeZone" from gestionnaire g join departement d on d.code = g.departement_code where g.id = $1', [gestionnaireId]);
      return standing !== null && covers(standing, dayAt(instantOf(this.clock), row?.timeZone ?? anchorZone));
    });
  }
}

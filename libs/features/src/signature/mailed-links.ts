import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, CONFIG, Database, KeyStore, systemActor } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { insertLink } from './link.store.js';
import type { LinkPurpose } from './link.store.js';
import type { Place } from './place.js';
import { signatureLinks } from './signature.links.js';

const worker = systemActor('worker');

/** The links that mails bring, kept before the mail leaves. The token is derived from the link's id: a mail sent again bears the same. */
@Injectable()
export class MailedLinks {
  constructor(
    private readonly db: Database,
    private readonly keys: KeyStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Keeps the link of that id, and returns its address. */
  async keep(id: string, { round, slot, person }: Place, purpose: LinkPurpose, expiresAt: Date): Promise<string> {
    const token = this.keys.derive('link', id).toString('base64url');
    await this.db.withIdentity(worker, (tx) =>
      insertLink(tx, { id, purpose, roundId: round.id, slotId: slot.id, signatoryId: person.id, contentHash: round.facts.contentHash ?? '', createdAt: this.clock.now(), expiresAt }, token),
    );
    return `${this.config.publicUrl}${signatureLinks.page(token)}`;
  }
}

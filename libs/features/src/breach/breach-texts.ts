import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Instant } from '#libs/domain';
import { KeyStore, openUnder, sealUnder } from '#libs/platform';
import type { Actor } from '#libs/platform';

/** What is said of a breach. The first ones describe it: the latest of each is the one that holds. */
export const describingTexts = ['account', 'consequences', 'measures', 'processor', 'contact'] as const;
export type DescribingText = (typeof describingTexts)[number];
export const textKinds = [...describingTexts, 'awareness_reason', 'late_reason', 'complement', 'risk_reason', 'persons_note', 'exception_reason', 'controllers_reason', 'close_reason', 'reopen_reason'] as const;
export type TextKind = (typeof textKinds)[number];

/** Shown in the place of words that were altered, moved, or sealed under a secret that the service has no more. */
const unreadable = 'Texte illisible : il a été altéré, ou chiffré avec une autre clé.';

/** The words that go with an act, by its event in the journal. */
export const textsOfEvents: Readonly<Record<string, TextKind>> = {
  correctAwareness: 'awareness_reason', notify: 'late_reason', complement: 'complement', assess: 'risk_reason', tellPersons: 'persons_note', exempt: 'exception_reason', nameNoController: 'controllers_reason', close: 'close_reason', reopen: 'reopen_reason',
};

export type BreachText = { kind: TextKind; text: string; at: Date };
export type NewTexts = Partial<Record<TextKind, string>>;

/**
 * The words of the register. They may name people, whatever the form asks: they are encrypted under a key that the key store draws for each
 * breach, so neither the database nor its backups say them. The register is kept for ever (RGPD, art. 33, § 5): the key needs no end.
 */
@Injectable()
export class BreachTexts {
  constructor(private readonly keys: KeyStore) {}

  /** Empty ones are nothing to keep; a description sent back as it was is no new one. `at`: the instant of the act that they go with, by which they are found. */
  async keep(tx: EntityManager, breachId: string, texts: NewTexts, { by, at }: { by: Actor; at: Instant }): Promise<void> {
    const known = await this.of(tx, breachId);
    for (const kind of textKinds) {
      const text = texts[kind]?.trim().replace(/\r\n/g, '\n');
      if (!text || (isDescribing(kind) && latestText(known, kind) === text)) continue;
      const id = randomUUID();
      await tx.query('insert into breach_text (id, breach_id, kind, body, created_at, created_by) values ($1, $2, $3, $4, $5, $6)', [
        id, breachId, kind, sealUnder(this.keyOf(breachId), placeOf(breachId, id, kind), Buffer.from(text, 'utf8')), at, by.id,
      ]);
    }
  }

  /** The oldest first. One that cannot be read any more says so: the rest of a register that is kept for ever stays readable. */
  async of(tx: EntityManager, breachId: string): Promise<BreachText[]> {
    const rows: { id: string; kind: TextKind; body: Buffer; at: Date }[] = await tx.query('select id, kind, body, created_at as at from breach_text where breach_id = $1 order by created_at, id', [breachId]);
    return rows.map(({ id, kind, body, at }) => ({ kind, at, text: this.opened(breachId, placeOf(breachId, id, kind), body) }));
  }

  private opened(breachId: string, place: string, body: Buffer): string {
    try {
      return openUnder(this.keyOf(breachId), place, body).toString('utf8');
    } catch {
      return unreadable;
    }
  }

  private keyOf(breachId: string): Buffer {
    return this.keys.derive('breach-text', breachId);
  }
}

/** The one that holds: the latest of that kind, or nothing. */
export function latestText(texts: readonly BreachText[], kind: TextKind): string {
  return texts.filter((one) => one.kind === kind).at(-1)?.text ?? '';
}

function isDescribing(kind: TextKind): kind is DescribingText {
  return (describingTexts as readonly string[]).includes(kind);
}

function placeOf(breachId: string, id: string, kind: TextKind): string {
  return `breach_text/${breachId}/${id}/${kind}`;
}

import { Injectable } from '@nestjs/common';
import type { Demarche } from '#libs/domain';
import { agreementById } from '#libs/features/agreement';
import { Database, systemActor } from '#libs/platform';
import type { MandatePrint, ReceiptPrint } from './mandate-print.js';
import { MandateSecrets } from './mandate-secrets.js';
import { MandateStandings } from './mandate-standing.js';
import { MandateTexts } from './mandate-text.js';
import type { MandateRow } from './mandate.store.js';

/** Under the working key: what is precisely entrusted, démarche by démarche; on a tablet, the name the person wrote to sign. */
export type KeptWording = { words: Partial<Record<Demarche, string>>; typedName: string | null };

const reader = systemActor('mandates');

/** Gathers what the papers of a mandate are filled with. Null once the working data are destroyed: nothing can be printed that names the person. */
@Injectable()
export class MandatePrintData {
  constructor(private readonly db: Database, private readonly secrets: MandateSecrets, private readonly standings: MandateStandings, private readonly texts: MandateTexts) {}

  async of(row: MandateRow): Promise<MandatePrint | null> {
    const kept = await this.db.read(reader, async (tx) => ({ person: await this.secrets.identity(tx, row), wording: (await this.secrets.object(tx, row, 'wording')) as KeptWording | null, code: await this.secrets.code(tx, row) }));
    const { person, wording, code } = kept;
    if (!person || !wording || !code) return null;
    const printed = await this.printed(row);
    const agent = { name: await this.agentName(row.agentId), role: '' };
    const text = row.facts.signed?.text ?? (await this.texts.of(row.facts.agreementId));
    // Without the words of annexe 7 there is nothing to sign: the signature says so, by its refusal.
    return printed && text.version !== '' ? { ...printed, text, person, agent, words: wording.words, partnerNames: await this.standings.partnerNames(row.departementCode, row.facts.startedOn), code, typedName: wording.typedName } : null;
  }

  /** `visa`: whether the archives allowed destruction once for all. */
  async receiptOf(row: MandateRow, visa: ReceiptPrint['visa']): Promise<ReceiptPrint | null> {
    const { person, secrets } = await this.db.read(reader, async (tx) => ({ person: await this.secrets.identity(tx, row), secrets: await this.secrets.list(tx, row) }));
    const printed = person && (await this.printed(row));
    if (!person || !printed) return null;
    const { familyName, givenNames } = person;
    const count = (kind: 'document' | 'note') => secrets.filter((one) => one.kind === kind).length;
    return { ...printed, person: { familyName, givenNames }, working: { documents: count('document'), notes: count('note') }, visa };
  }

  agentName(agentId: string): Promise<string> {
    return this.db.read(reader, async (tx) => {
      const rows: { name: string }[] = await tx.query('select full_name as name from account where id = $1', [agentId]);
      return rows[0]?.name ?? 'un agent de la structure';
    });
  }

  /** As the directory says it today; the agreement, the one it was signed under. */
  private async printed(row: MandateRow) {
    const structure = await this.standings.structure(row.structureId);
    const agreementId = row.facts.agreementId;
    if (!structure || !agreementId) return null;
    return this.db.read(reader, async (tx) => {
      const agreement = await agreementById(tx, agreementId);
      const [card]: { departementName: string; place: string; siret: string }[] = await tx.query(
        `select d.name as "departementName", s.address || ', ' || s.postcode || ' ' || s.city as place, g.siret from structure s join departement d on d.code = s.departement_code join gestionnaire g on g.id = s.gestionnaire_id where s.id = $1`, [structure.id],
      );
      if (!agreement || !card) return null;
      return {
        number: row.number, timeZone: row.timeZone, facts: row.facts, departement: { code: row.departementCode, name: card.departementName }, agreementNumber: agreement.number,
        structure: { name: structure.name, place: card.place }, gestionnaire: { name: structure.gestionnaireName, siret: card.siret },
      };
    });
  }
}

import { maskedMobile } from '#libs/domain';
import { clerkIn, invitationOf, launch, openDraft, signersOf } from './actors.js';
import type { Signer } from './actors.js';
import { fieldsOf, sendFields } from './forms.js';
import { nothingLeft } from './patience.js';
import { startService } from './service.js';
import type { Service } from './service.js';
import { Telephones } from './telephones.js';
import type { Visitor } from './visitor.js';
import type { Page } from './visitor.js';

export type SmsPlace = Signer & { link: string; mobile: string };

export const digitsIn = (text: string): string => /\b\d{6}\b/.exec(text)![0];
/** As a page shows it: spaces are all alike to a reader. */
export const masked = ({ mobile }: Pick<SmsPlace, 'mobile'>): string => maskedMobile(mobile).replace(/\s/g, ' ');

/** A round of three structures, launched, by a service that hands its codes to a gateway. */
export class SmsRound {
  private constructor(
    readonly telephones: Telephones,
    readonly service: Service,
    readonly clerk: Visitor,
    readonly id: string,
    /** All but that of the préfet. */
    readonly places: readonly SmsPlace[],
    readonly prefet: Signer,
  ) {}

  static async open(): Promise<SmsRound> {
    const telephones = await Telephones.open();
    const service = await startService({ settings: telephones.settings });
    const clerk = await clerkIn(service);
    const id = await openDraft(service, clerk, 3);
    await launch(service, clerk, id);
    const signers = await signersOf(service, id);
    const places: SmsPlace[] = [];
    for (const signer of signers.filter(({ college }) => college !== 'prefet')) {
      const [row] = await service.database.superuser<{ mobile: string }>('select mobile from signatory where round_id = $1 and email = $2', [id, signer.email]);
      places.push({ ...signer, link: await invitationOf(service, signer), mobile: row!.mobile });
    }
    await nothingLeft(service.database, ['round']);
    return new SmsRound(telephones, service, clerk, id, places, signers.find(({ college }) => college === 'prefet')!);
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.telephones.close();
  }

  /** Asks for a code at one's page, by that way, and gives what is shown. `boxes`: other places ticked. */
  async ask(visitor: Visitor, place: SmsPlace, channel: string, boxes: readonly [string, string][] = []): Promise<Page> {
    const action = `${place.link}/code`;
    const kept = fieldsOf(await visitor.get(place.link), action).filter(([name]) => name !== 'fullName' && name !== 'channel');
    return sendFields(visitor, action, [...kept, ['fullName', place.name], ['channel', channel], ...boxes]);
  }

  /** Sends back the form of the page of the code, some of its fields changed. */
  async fromCodePage(visitor: Visitor, { link }: SmsPlace, action: 'signature' | 'code', changes: Record<string, string> = {}): Promise<Page> {
    const shown = fieldsOf(await visitor.get(`${link}/code`), `${link}/${action}"`).filter(([name]) => !(name in changes));
    return sendFields(visitor, `${link}/${action}`, [...shown, ...Object.entries(changes)]);
  }

  signWith(visitor: Visitor, place: SmsPlace, code: string): Promise<Page> {
    return this.fromCodePage(visitor, place, 'signature', { code });
  }

  async approvalOf({ slotId }: SmsPlace): Promise<{ code_id: string; code_channel: string } | undefined> {
    return (await this.service.database.superuser<{ code_id: string; code_channel: string }>('select code_id, code_channel from approval where slot_id = $1', [slotId]))[0];
  }
}

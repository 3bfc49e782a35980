import { randomUUID } from 'node:crypto';
import { legalDay } from '#libs/domain';
import { RoundLaunch } from '#libs/features/round';
import { JointSitting } from '../../libs/features/src/signature/joint-sitting.js';
import type { JointAct } from '../../libs/features/src/signature/joint-sitting.js';
import { SigningTable } from '../../libs/features/src/signature/sitting.js';
import type { Sitting } from '../../libs/features/src/signature/sitting.js';
import { clerkIn, launch, openDraft, signersOf, until } from './actors.js';
import type { Signer } from './actors.js';
import { nothingLeft } from './patience.js';
import type { Service } from './service.js';
import { saveDossierIn } from './two-worlds.js';

export const abroad = '12';

/** The links of one person to two places of one round, and to a place in another département; and that of a place which is somebody else's. */
export type JointPlaces = { one: string; two: string; abroad: string; stranger: string };
/** Two rounds being signed, `elsewhere` in the other département, and as many people who sit in both as there are bodies for. `signers`: those of the first as they were written to. */
export type JointRounds = { id: string; elsewhere: string; signers: Signer[]; places: JointPlaces[] };

/** Launches both rounds, of so many structures, and gives their places to people who hold several. */
export async function openJointRounds(service: Service, structures: number): Promise<JointRounds> {
  const clerk = await clerkIn(service);
  const id = await openDraft(service, clerk, structures);
  await launch(service, clerk, id);
  await saveDossierIn(service, { code: abroad, name: 'Aveyron', ofName: 'de l’Aveyron' });
  const actor = { kind: 'account', id: randomUUID(), departement: abroad, role: 'prefecture', organisation: null } as const;
  const rounds = service.web.get(RoundLaunch);
  const elsewhere = await rounds.open(abroad, actor, structures);
  await rounds.launch(elsewhere, { collectUntil: legalDay('2026-12-24'), termEndsOn: legalDay('2027-12-31') }, actor);
  await until(service, elsewhere, 'collecting');
  await nothingLeft(service.database, ['round']);
  const signers = (await signersOf(service, id)).filter(({ college }) => college !== 'prefet');
  return { id, elsewhere, signers, places: await shareOut(service, id, elsewhere) };
}

/** Gives two bodies of the round, and one abroad, to the same person at the same address; a fourth place keeps its own. */
async function shareOut({ database }: Service, id: string, elsewhere: string): Promise<JointPlaces[]> {
  const latest = `(select l.id from link l where l.round_id = $1 and l.slot_id = slot->>'id' order by created_at desc limit 1) as link, slot->>'signatoryId' as signatory`;
  const placesOf = (round: string) => database.superuser<{ link: string; signatory: string }>(`select ${latest} from round, jsonb_array_elements(facts->'slots') slot where round.id = $1 and slot->>'college' <> 'prefet' order by slot->>'bodyName', slot->>'id'`, [round]);
  const [here, there] = [await placesOf(id), await placesOf(elsewhere)];
  const made: JointPlaces[] = [];
  for (let n = 0; 2 * n + 1 < here.length - 1 && n < there.length; n++) {
    const [one, two, far] = [here[2 * n]!, here[2 * n + 1]!, there[n]!];
    await database.superuser(`update signatory set first_name = 'Odile', last_name = 'Faure', email = $2 where id = any($1::uuid[])`, [[one.signatory, two.signatory, far.signatory], `odile.faure.${n}@mairie.example`]);
    made.push({ one: one.link, two: two.link, abroad: far.link, stranger: here.at(-1)!.link });
  }
  return made;
}

export type Joiner = ReturnType<typeof joinerOf>;

/** The hand of those people, below the pages: asks for a code at a link, and types it right or wrong. */
export function joinerOf(service: Service) {
  const [joint, table] = [service.web.get(JointSitting), service.web.get(SigningTable)];
  const sitAt = async (link: string): Promise<Sitting> => {
    const sitting = await table.sitAt(link);
    if ('dead' in sitting) throw new Error(`The link is dead: ${sitting.dead}`);
    return sitting;
  };
  const asked = async (link: string, ticked: readonly string[]): Promise<Sitting> => {
    const answer = await joint.requestCode(await sitAt(link), ticked, 'Odile Faure');
    if (!answer.done) throw new Error(`No code is given: ${answer.refusal}`);
    return sitAt(link);
  };
  const codeOf = ({ code }: Sitting): string => table.codeOf(code!.mailedId);
  const wrongFor = (sitting: Sitting): string => `${codeOf(sitting).slice(0, 5)}${(Number(codeOf(sitting)[5]) + 1) % 10}`;
  return { joint, table, sitAt, asked, codeOf, wrongFor };
}

/** Which links an act has signed, and whether it could. */
export const signedAt = (act: JointAct) => (act.done ? act.acts.map((one) => [one.sitting.link.id, one.act.done]) : act);

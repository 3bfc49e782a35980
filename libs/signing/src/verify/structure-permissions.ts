import type { CosDocument } from './cos-document.js';
import { textOf } from './cos-text.js';
import { CosName, isArray } from './cos-values.js';
import type { CosDict, CosValue } from './cos-values.js';

/** Level of DocMDP (ISO 32000-1, table 254): 1 nothing, 2 forms and signatures, 3 annotations too. */
export type DocMdpLevel = 1 | 2 | 3;

/** Fields that a signature closes (ISO 32000-1, 12.8.2.4). */
export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude';
  readonly fields: readonly string[];
}

/** What one signature allows after it. Strictest values stand in for those that cannot be read. */
export interface SignaturePermissions {
  /** Its own DocMDP, when its dictionary has one. */
  readonly docMdp: DocMdpLevel | null;
  /** Level that the /Lock of its field asks for (ISO 32000-2, table 236). */
  readonly lockLevel: DocMdpLevel | null;
  readonly locks: readonly FieldLock[];
  readonly malformed: readonly ('DOCMDP_MALFORMED' | 'FIELD_LOCK_MALFORMED')[];
}

/** Table 254: /P is 2 when it is absent. */
const LEVEL_BY_DEFAULT = 2;

export function permissionsOf(document: CosDocument, signature: CosDict, field: CosDict, rank: number): SignaturePermissions {
  const malformed: SignaturePermissions['malformed'][number][] = [];
  const locks: FieldLock[] = [];
  let docMdp: DocMdpLevel | null = null;
  const references = document.resolve(signature.get('Reference'), rank);
  if (references !== null && !isArray(references)) malformed.push('DOCMDP_MALFORMED');
  for (const reference of isArray(references) ? references : []) {
    const dict = document.dictionary(reference, rank);
    const method = document.resolve(dict?.get('TransformMethod') ?? null, rank);
    const parameters = document.dictionary(dict?.get('TransformParams') ?? null, rank);
    if (method instanceof CosName && method.text === 'DocMDP') {
      const level = levelOf(document.resolve(parameters?.get('P') ?? LEVEL_BY_DEFAULT, rank));
      if (level === null || docMdp !== null || !parameters) malformed.push('DOCMDP_MALFORMED');
      docMdp = docMdp === null && parameters ? (level ?? 1) : 1;
    } else if (method instanceof CosName && method.text === 'FieldMDP') {
      addLock(document, parameters, rank, locks, malformed);
    } else if (!(method instanceof CosName) || method.text !== 'UR3') {
      malformed.push('DOCMDP_MALFORMED');
      docMdp = 1;
    }
  }
  const lock = document.resolve(field.get('Lock'), rank);
  let lockLevel: DocMdpLevel | null = null;
  if (lock !== null) {
    const dict = document.dictionary(lock, rank);
    addLock(document, dict, rank, locks, malformed);
    const asked = document.resolve(dict?.get('P') ?? null, rank);
    if (asked !== null) lockLevel = levelOf(asked) ?? 1;
  }
  return { docMdp, lockLevel, locks, malformed };
}

function levelOf(value: CosValue): DocMdpLevel | null {
  return value === 1 || value === 2 || value === 3 ? value : null;
}

function addLock(document: CosDocument, dict: CosDict | null, rank: number, locks: FieldLock[], malformed: string[]): void {
  const action = dict?.name('Action');
  const list = document.resolve(dict?.get('Fields') ?? null, rank);
  const names = isArray(list) ? list.map((name) => textOf(document.resolve(name, rank))) : [];
  // An empty list is one: nothing is included, or nothing excluded.
  const readable = (action === 'Include' || action === 'Exclude') && isArray(list) && names.every((name) => name !== null);
  if (readable) locks.push({ action, fields: names.filter((name) => name !== null) });
  else locks.push({ action: 'All', fields: [] });
  if (!readable && action !== 'All') malformed.push('FIELD_LOCK_MALFORMED');
}

/** Whether a lock closes a field: by its own name or by that of a field above it. */
export function isLocked(locks: readonly FieldLock[], field: string): boolean {
  return locks.some(({ action, fields }) => {
    if (action === 'All') return true;
    const named = fields.some((name) => name === field || field.startsWith(`${name}.`));
    return action === 'Include' ? named : !named;
  });
}

import fc from 'fast-check';
import { actions, allows, policy, reachOf, relationOf, relations, roles } from './access.js';
import type { Holding, Standing } from './access.js';

const gestionnaire: Standing = { role: 'gestionnaire', departementCode: '48', organisationId: 'org', accountId: 'me' };
const held = (holding: Partial<Holding>): Holding => ({ departementCode: '48', owners: [], related: [], ...holding });

const reads = actions.filter((action) => /\.(read|export|count)$/.test(action));
const standing = fc.record({ role: fc.constantFrom(...roles), departementCode: fc.constantFrom('48', '12'), organisationId: fc.constantFrom('a', 'b', null), accountId: fc.constantFrom('p', 'q') });
const holding = fc.record({ departementCode: fc.constantFrom('48', '12', null), owners: fc.subarray(['a', 'b', 'p', 'q']), related: fc.subarray(['a', 'b']) });

describe('how an object stands to somebody', () => {
  test.each([
    ['own', held({ owners: ['org'] })],
    ['own', held({ owners: ['me'], departementCode: '12' })],
    ['related', held({ owners: ['other'], related: ['org'] })],
    ['departement', held({ owners: ['other'] })],
    ['shared', held({ departementCode: null })],
    ['foreign', held({ departementCode: '12', related: ['org'] })],
  ])('%s', (relation, object) => expect(relationOf(gestionnaire, object)).toBe(relation));

  test('somebody without an organisation owns nothing that has no owner', () => {
    expect(relationOf({ ...gestionnaire, organisationId: null }, held({}))).toBe('departement');
  });
});

describe('the policy table', () => {
  test.each(roles.flatMap((role) => actions.map((action) => [role, action] as const)))('%s never does %s to what is foreign', (role, action) => {
    expect(allows(role, action, 'foreign')).toBe(false);
  });

  test('what is allowed far is allowed near', () => {
    for (const role of roles) for (const action of actions) {
      const allowed = relations.map((relation) => allows(role, action, relation));
      expect(allowed).toEqual(allowed.toSorted((a, b) => Number(b) - Number(a)));
    }
  });

  test('an auditor only reads, and reads all that a préfecture reads', () => {
    for (const action of reads) expect(reachOf('auditor', action)).toBe(reachOf('prefecture', action));
    expect(actions.filter((action) => !reads.includes(action) && reachOf('auditor', action) !== null)).toEqual(['self.manage']);
  });

  test('only a préfecture and an auditor reach a whole département, but for the partner that asks to join an agreement it is no party to', () => {
    for (const role of ['gestionnaire', 'partner', 'agent'] as const) expect(actions.filter((action) => reachOf(role, action) === 'departement')).toEqual(role === 'partner' ? ['adhesion.ask'] : []);
  });

  test('what all départements share is read, and changed by nobody', () => {
    for (const role of roles) expect(actions.filter((action) => allows(role, action, 'shared') && !reads.includes(action))).toEqual([]);
  });

  test('an agent changes nothing but its own account, what a user asked of its structure, the mandates it holds, what went wrong with data, and the tokens of its structure', () => {
    expect(actions.filter((action) => !reads.includes(action) && reachOf('agent', action) !== null)).toEqual(['obligation.prove', 'mandate.issue', 'mandate.act', 'mandate.end', 'breach.declare', 'token.manage', 'self.manage']);
  });

  test('who may change may also look', () => {
    for (const [action] of Object.entries(policy).filter(([name]) => name.endsWith('.write'))) {
      const look = action.replace('.write', '.read') as keyof typeof policy;
      for (const role of roles) if (reachOf(role, action as keyof typeof policy)) expect(reachOf(role, look)).toBe(reachOf(role, action as keyof typeof policy));
    }
  });

  test('property: nothing of another département is ever opened, but what is one’s own', () => {
    fc.assert(fc.property(standing, holding, fc.constantFrom(...actions), (who, object, action) => {
      const elsewhere = object.departementCode !== null && object.departementCode !== who.departementCode;
      const own = object.owners.some((id) => id === who.organisationId || id === who.accountId);
      return !(elsewhere && !own && allows(who.role, action, relationOf(who, object)));
    }));
  });
});

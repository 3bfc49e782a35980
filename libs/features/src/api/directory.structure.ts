import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { departementOfCommune, examineOpening } from '#libs/domain';
import type { Structure } from '#libs/domain';
import { saveStructure } from '#libs/features/directory';
import type { Resource } from './directory.resource.js';
import { contactForm, directLine, equipment, filledLine, hoursInput, hoursView, inseeCommune, lists, mailAddress, postcode, readOnly, staffInput, staffView, stopInput, stopView, text, uuids } from './directory.shapes.js';
import { unknownIds } from './directory.judging.js';

const format = z.enum(['fixe', 'multisite', 'itinerante', 'bus', 'antenne']);

export const structureView = z.object({
  id: z.string(),
  name: z.string(),
  gestionnaireId: z.string().nullable(),
  format,
  address: z.string(), postcode: z.string(), city: z.string(), inseeCommune: z.string(),
  phone: z.string().nullable(), email: z.string().nullable(), contactFormUrl: z.string().nullable(),
  hours: hoursView.nullable().meta({ description: 'Null : inconnus.' }),
  equipment: z.array(equipment),
  staff: z.array(staffView),
  labelledOn: z.string().nullable(),
  management: z.string().nullable(),
  nationalPartnerIds: z.array(z.string()),
  principalId: z.string().nullable().meta({ description: 'Pour une antenne : la structure dont elle dépend.' }),
  stops: z.array(stopView),
}).meta({ id: 'Structure' });

const structureInput = z.strictObject({
  id: readOnly,
  name: filledLine,
  gestionnaireId: z.uuid().nullable(),
  format,
  address: filledLine, postcode, city: filledLine, inseeCommune,
  phone: directLine.nullable().default(null), email: mailAddress.nullable().default(null), contactFormUrl: contactForm.nullable().default(null),
  hours: hoursInput.nullable(),
  equipment: z.array(equipment).max(lists.max),
  staff: z.array(staffInput).max(lists.max).default([]),
  labelledOn: z.iso.date().nullable().default(null),
  management: text.nullable().default(null),
  nationalPartnerIds: uuids,
  principalId: z.uuid().nullable().default(null),
  stops: z.array(stopInput).max(lists.max).default([]),
}).meta({ id: 'StructureInput' });

export const openingView = z.object({
  verdict: z.enum(['compliant', 'non_compliant', 'incomplete']),
  reason: z.string(),
  minutesPerWeek: z.number(),
  daysPerWeek: z.number(),
}).meta({ id: 'Opening', description: 'Article 4.2 : 24 heures par semaine, sur cinq jours au moins ; les antennes comptent avec leur structure.' });

/** The verdict on the hours of a structure, its antennes counted. */
export function openingOf(structure: Structure, structures: readonly Structure[]): z.infer<typeof openingView> {
  const { verdict, reason, minutes, days } = examineOpening(structure, structures.filter(({ format: f, principalId }) => f === 'antenne' && principalId === structure.id));
  return { verdict, reason, minutesPerWeek: minutes, daysPerWeek: days };
}

export const structureResource: Resource<Structure, z.infer<typeof structureView>, z.infer<typeof structureInput>> = {
  kind: 'structure',
  path: 'structures',
  words: { type: 'Structure', one: 'une structure', all: 'les structures' },
  isPersonal: false,
  view: structureView,
  input: structureInput,
  list: (_, { dossier }) => dossier.structures,
  shown: ({ principalId = null, stops = [], hours, ...structure }) => ({
    ...structure, principalId, stops: [...stops], equipment: [...structure.equipment], staff: [...structure.staff], nationalPartnerIds: [...structure.nationalPartnerIds],
    hours: hours && (Object.fromEntries(Object.entries(hours).map(([name, intervals]) => [name, [...intervals]])) as z.infer<typeof hoursView>),
  }),
  filled: ({ labelledOn, stops, ...input }, id, current) => {
    const kept = new Set(current?.stops?.map((stop) => stop.id));
    return { ...input, id, labelledOn: labelledOn as Structure['labelledOn'], stops: stops.map((stop) => ({ ...stop, id: stop.id !== undefined && kept.has(stop.id) ? stop.id : randomUUID() })) };
  },
  judged: (structure, current, { dossier, standing }) => [
    ...unknownIds('gestionnaireId', [structure.gestionnaireId], dossier.gestionnaires, 'Ce gestionnaire n’est pas dans votre annuaire'),
    ...unknownIds('principalId', [structure.principalId ?? null], dossier.structures.filter(({ id, format: f }) => f !== 'antenne' && id !== structure.id), 'Cette structure n’est pas dans votre annuaire, ou est une antenne'),
    ...unknownIds('nationalPartnerIds', structure.nationalPartnerIds, dossier.nationalPartners, 'Ce partenaire national n’est pas en vigueur dans votre département', current?.nationalPartnerIds),
    ...(structure.format === 'antenne' || !structure.principalId ? [] : [{ field: 'principalId', message: 'Seule une antenne dépend d’une autre structure' }]),
    ...(departementOfCommune(structure.inseeCommune) === dossier.departement.code ? [] : [{ field: 'inseeCommune', message: `Cette commune n’est pas dans le département ${dossier.departement.code}` }]),
    ...(standing.role === 'prefecture' || !current || current.gestionnaireId === structure.gestionnaireId ? [] : [{ field: 'gestionnaireId', message: 'La préfecture seule change le gestionnaire d’une structure' }]),
  ],
  save: (tx, { departement }, structure) => saveStructure(tx, departement.code, structure),
  creation: 'directory.manage',
  removal: { action: 'directory.manage', kind: 'structure' },
};

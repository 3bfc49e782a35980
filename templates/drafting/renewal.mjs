// The record of a tacit renewal: no act of anybody, but the evidence of the day on which it happened (art. 9).
import { heading, para, table, when } from './grammar.mjs';
import { parties, rows, sealed, why } from './life.mjs';

export const renewalRunning = { header: 'Constat de reconduction tacite – {{agreement.departement.name}}', footer: '{{agreement.title}}' };

export const renewal = [
  heading(1, 'Constat de reconduction tacite', { bookmark: 'reconduction' }),
  para('**{{sentence}}**', { style: 'Couverture' }),
  para('Constat établi {{recordedOn}}. La reconduction résulte de l’article 9 de la convention et du silence des parties jusqu’au dernier jour utile : le présent constat n’y ajoute rien, il en conserve la date et les raisons.', { style: 'Chapeau' }),
  table([3000, 6638], ['Élément', 'Ce qui est constaté'], [
    ['Convention', '{{agreement.title}} n° {{agreement.number}}'],
    ['Département', '{{agreement.departement.name}} ({{agreement.departement.code}})'],
    ['Reconduction', '{{rank}}'],
    ['Nouvelle période', 'du {{from}} au {{until}}, l’un et l’autre compris'],
    ['Dernier jour utile', 'Pour que la convention prenne fin pour une partie le {{until}}, son préavis doit être reçu **au plus tard le {{lastUsefulDay}}**.'],
    ['Plafond', '{{IF !!cap}}Aucune reconduction au-delà du {{cap.endsOn}}, fin de l’Accord cadre national : {{cap.accordCadre}}{{END-IF}}{{IF !cap}}Aucune version de l’Accord cadre national n’est enregistrée.{{END-IF}}'],
  ]),
  ...when('next !== ""', [para('{{next}}')]),
  heading(2, 'Parties liées pendant la nouvelle période'),
  parties('parties'),
  ...when('leavers.length > 0', [
    heading(2, 'Parties qui ont cessé d’être liées à l’échéance précédente'),
    parties('leavers'),
  ]),
  ...when('readings.length > 0', [
    heading(2, 'Lectures signées avec la convention'),
    rows('readings', ['Question', 'Réponse retenue']),
  ]),
  ...why(),
  ...sealed('apposé par le service sur le présent constat', 'Le cachet garantit que ce constat n’a pas été modifié depuis son apposition.'),
];

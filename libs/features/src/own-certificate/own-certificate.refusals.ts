/** Why a signed file is not taken, or the document not lent. Stable: the journal keeps the code. */
export type OwnCertificateRefusal = keyof typeof ownCertificateRefusals;

type RefusalWords = { status: 409 | 413 | 422 | 429 | 503; sentence: string };

/** What was refused, and the way out; nothing is ever lost, and the file may be sent again while the reservation lives. */
export const ownCertificateRefusals = {
  name_missing: { status: 422, sentence: 'Tapez votre prénom et votre nom.' },
  lent_to_another: { status: 409, sentence: 'Une autre personne signe en ce moment ce document avec son certificat. Revenez à la fin de sa réservation, ou signez d’une autre façon : la page du document les dit.' },
  behind: { status: 503, sentence: 'Des signatures qui viennent d’être données sont en train d’être inscrites dans le document. Recommencez dans une minute.' },
  too_many: { status: 429, sentence: 'Vous avez réservé ce document trop de fois en une journée. Recommencez demain, ou signez d’une autre façon ; la préfecture peut aussi vous aider.' },
  over: { status: 409, sentence: 'Votre réservation a pris fin : le document a pu changer depuis, et le fichier envoyé ne peut plus y entrer. Rien n’est perdu : réservez-le de nouveau, téléchargez-le et signez-le.' },
  too_many_uploads: { status: 429, sentence: 'Trop de fichiers ont été envoyés pour cette réservation. Rendez le document, puis réservez-le de nouveau, ou signez d’une autre façon.' },
  file_missing: { status: 422, sentence: 'Choisissez le fichier que vous avez signé, puis recommencez.' },
  too_large: { status: 413, sentence: 'Ce fichier est bien plus lourd que le document à signer : une signature n’ajoute que quelques centaines de kilo-octets. Envoyez le document téléchargé ici, signé et rien de plus.' },
  busy: { status: 503, sentence: 'Le service examine déjà d’autres fichiers signés. Renvoyez le vôtre dans une minute : votre réservation tient.' },
  not_pdf: { status: 422, sentence: 'Ce fichier n’est pas un PDF lisible. Envoyez le PDF que votre logiciel de signature a enregistré, et non une archive, une image ou une signature séparée.' },
  other_file: { status: 422, sentence: 'Ce fichier n’est pas le document qui vous a été prêté, ou votre logiciel l’a réécrit en entier. Signez le fichier téléchargé ici, sans l’imprimer ni l’enregistrer sous une autre forme.' },
  not_signed: { status: 422, sentence: 'Ce fichier ne porte aucune nouvelle signature. Signez-le avec votre logiciel, enregistrez-le, puis envoyez-le.' },
  several_revisions: { status: 422, sentence: 'Ce fichier a été enregistré plusieurs fois, ou signé plusieurs fois. Téléchargez de nouveau le document, signez-le une seule fois et n’y touchez plus. Si votre logiciel y ajoute de lui-même des preuves d’archivage (niveaux LT ou LTA), choisissez le niveau B ou T.' },
  other_slot: { status: 422, sentence: 'La signature n’est pas dans votre emplacement. Téléchargez de nouveau le document et signez dans le champ qui porte le nom de votre organisme.' },
  signature_broken: { status: 422, sentence: 'Votre signature ne correspond pas au fichier : il a été changé après, ou le logiciel l’a mal écrite. Téléchargez de nouveau le document et signez-le.' },
  partly_signed: { status: 422, sentence: 'Votre signature ne couvre pas tout le fichier. Téléchargez de nouveau le document, signez-le et n’y ajoutez rien ensuite.' },
  format_unsupported: { status: 422, sentence: 'Le format de cette signature n’est pas accepté. Dans votre logiciel, choisissez une signature PAdES (ou « PKCS#7 détachée »), puis recommencez.' },
  document_changed: { status: 422, sentence: 'Autre chose que votre signature a été ajouté ou changé dans le document : une annotation, un champ, une page, ou les propriétés du fichier. Téléchargez-le de nouveau et signez-le, sans rien y ajouter ; certains logiciels réécrivent ces propriétés d’eux-mêmes, et un autre ne le fera pas.' },
  slot_changed: { status: 422, sentence: 'Votre logiciel a changé votre emplacement lui-même : le plus souvent, il l’a effacé en signant sans rien dessiner. Téléchargez de nouveau le document et choisissez une signature visible, dans ce champ, sans en changer le nom ni la taille.' },
  closes_document: { status: 422, sentence: 'Votre logiciel a verrouillé le document après votre signature : les autres parties ne pourraient plus signer. Téléchargez-le de nouveau et signez-le sans choisir « verrouiller » ni « certifier ».' },
  certificate_untrusted: { status: 422, sentence: 'L’autorité qui a délivré votre certificat n’est pas reconnue par ce service. L’exploitant peut l’y ajouter : demandez-le à la préfecture, ou signez d’une autre façon.' },
  not_qualified: { status: 422, sentence: 'Une signature qualifiée est demandée ici : votre certificat ne se déclare pas qualifié, avec une clé gardée dans un dispositif qualifié. Signez avec un autre certificat, ou à la main auprès de la préfecture.' },
  certificate_expired: { status: 422, sentence: 'Votre certificat n’est pas valable aujourd’hui : il a expiré, ou ne l’est pas encore. Signez avec un certificat en cours, ou d’une autre façon.' },
  certificate_revoked: { status: 422, sentence: 'Votre certificat a été révoqué. Signez avec un autre certificat, ou d’une autre façon.' },
  other_person: { status: 422, sentence: 'Le nom inscrit dans ce certificat n’est pas celui de la personne attendue. Si votre nom est mal écrit ici, la préfecture peut le corriger ; si c’est à une autre personne de signer, elle peut la désigner.' },
  timestamp_unusable: { status: 422, sentence: 'L’horodatage que votre logiciel a joint à la signature est abîmé, illisible, ou d’une autorité que ce service ne reconnaît pas. Signez de nouveau, au besoin sans horodatage : le service posera le sien.' },
  cannot_continue: { status: 422, sentence: 'Votre logiciel a enregistré le fichier d’une façon qui empêcherait les suivants de signer. Essayez avec un autre logiciel de signature, ou signez d’une autre façon.' },
  unreadable: { status: 422, sentence: 'Ce fichier n’a pas pu être examiné. Téléchargez de nouveau le document et signez-le ; si cela se répète, signez d’une autre façon ou appelez la préfecture.' },
} as const satisfies Record<string, RefusalWords>;

export { addDays, addMonths, dayAt, daysBetween, instant, legalDay, startOfDay } from './legal-time/legal-day.js';
export type { Instant, LegalDay } from './legal-time/legal-day.js';
export { addElapsedHours, civilTime, civilTimeAt, CNIL_HOURS, cnilDeadline, instantsOf, offsetTimeAt } from './legal-time/civil-time.js';
export type { CivilTime } from './legal-time/civil-time.js';
export { civilTimeWords, dayWords, weekdayWords } from './legal-time/day-words.js';
export { customaryDays } from './legal-time/holiday-lines.js';
export { holidayZoneNames, holidayZones, isHolidayZone, timeZoneOf, zoneOfDepartement } from './legal-time/holiday-zones.js';
export type { HolidayZone } from './legal-time/holiday-zones.js';
export { dayOff, easterSunday, HOLIDAY_YEAR_MAX, HOLIDAY_YEAR_MIN, isHolidayYear, isWorkingDay, publicHolidays } from './legal-time/public-holidays.js';
export type { DayOff, HolidayOptions, PublicHoliday } from './legal-time/public-holidays.js';
export { isTimely, lastUsefulDay, renewedTerm } from './legal-time/term-days.js';
export { ANSWER_HOURS, WORKING_HOURS_MAX, workingHours, workingHoursReadings } from './legal-time/working-hours.js';
export type { WorkingHours, WorkingHoursReadings, WorkingHoursRequest } from './legal-time/working-hours.js';
export { examineNotice } from './notice/examine-notice.js';
export { noticeFaults } from './notice/notice-faults.js';
export type { NoticeFault } from './notice/notice-faults.js';
export { noticeFaultSentence, noticeStepText, noticeVerdictNames, trackingFaultSentence } from './notice/notice-sentences.js';
export { ELECTRONIC_WINDOW_DAYS, electronicWindowEnd, noticeEffectOf, noticeReadingOf } from './notice/notice.js';
export type {
  NoticeAnswer, NoticeEffect, NoticeFacts, NoticeFinding, NoticeMode, NoticeOutcome, NoticeReading, NoticeRules, NoticeStep, NoticeStepCode, NoticeVerdict,
} from './notice/notice.js';
export { bareTrackingNumber, trackingFault } from './notice/tracking-number.js';
export type { TrackingFault } from './notice/tracking-number.js';
export { dueEquipments, equipments, rhythms, weekdays } from './directory/directory.js';
export type {
  College, Departement, Dossier, Equipment, Gestionnaire, GestionnaireKind, LocalPartner, NationalPartner, Offer, OpeningHours, OpeningInterval, Permanence, Recurrence, Referent, Rhythm, Signatory, Stop, Structure, Weekday,
} from './directory/directory.js';
export { decide, dueOn, dueTick, eventsOf, notPossibleNow, possibleEvents, statesOf } from './workflow/workflow.js';
export type { Decision, Errand, Event, Moment, NotPossibleNow, Outcome, Row, Subject, Then, Vocabulary, Workflow } from './workflow/workflow.js';
export { brokenLaws, toMermaid } from './workflow/laws.js';
export { askedOf, emptySlot, faultOfReason, reasonLengthMax, reasonLengthMin } from './circuit/circuit.js';
export type { Circuit, JudgedAuthority, ReplacementCause, SignatureMeans, Slot, SlotState } from './circuit/circuit.js';
export { isSufficient, levelRoleOf, levelRoles, sufficientMeans, unchosenRoles } from './level/level.js';
export type { LevelMin, LevelRole, LevelsChosen, Means } from './level/level.js';
export { levelNames, levelRoleNames, signatureLevelNames, strongLevelSentence } from './level/level-sentences.js';
export { circuitWorkflow } from './circuit/circuit.workflow.js';
export { approvals, completeRound, emptyRound, isSettled, missingSlots } from './round/round.js';
export type { CodeChannel, ProjectEffect, ProjectRefusal, Round, RoundEffect, RoundFacts, RoundRefusal, RoundState, SignedAct } from './round/round.js';
export { annexPartOf, annexPartsOf } from './project/annex-part.js';
export type { AnnexPart, OfferLine, ReferentLine, StructureLines } from './project/annex-part.js';
export { isAgreed, movedBodies } from './project/confirmation.js';
export type { AskedBody, Confirmation, ConfirmationState } from './project/confirmation.js';
export { roundWorkflow } from './round/round.workflow.js';
export { blockingGaps, gapRules, gaps } from './directory/completeness.js';
export type { Gap, GapCode, GapOf, GapParams, GapSubjectKind, OfficialAnnexNumber, Waiver } from './directory/completeness.js';
export { isContactFormUrl, isDirectLine, isMailAddress } from './directory/direct-contact.js';
export { isMobileNumber, maskedMobile, mobileNumber, shownMobile } from './directory/mobile-number.js';
export { gapSentence } from './directory/gap-sentences.js';
export { isInForce, nameOn, partnersInForce } from './directory/national-partner-names.js';
export type { DatedName, DatedPeriod, NationalPartnerReference } from './directory/national-partner-names.js';
export { printDayHours, readDayHours } from './directory/hours-text.js';
export type { DayReading, HoursRemark, UnreadableHours } from './directory/hours-text.js';
export { examineListedHours, structureFormat, weekOf } from './directory/listed-hours.js';
export type { ListedFinding, ListedReason, ListedRemark, ListedStructure } from './directory/listed-hours.js';
export { examineOpening, isPrintableInterval, MINIMUM_OPENING_DAYS, MINIMUM_WEEKLY_MINUTES, openingVerdict, unionOf, weeklyOpening } from './directory/opening-hours.js';
export type { OpeningFinding, OpeningReason, OpeningVerdict, OpenPlace, WeeklyOpening } from './directory/opening-hours.js';
export { hourText, permanencesText, recurrenceText, stopText, weekdayNames } from './directory/recurrence.js';
export { removalRefusals, removalToll } from './directory/removal.js';
export type { Commitment, Removable, RemovableKind, RemovalRefusal, RemovalToll } from './directory/removal.js';
export { bareSiret, isValidSiren, isValidSiret, siretFault } from './directory/siret.js';
export type { SiretFault } from './directory/siret.js';
export { departementOfCommune, departementTimeZone, isPostcodeOf, readDepartementCode, withLostZero } from './directory/territory.js';
export { prefetBodyId, seatsOf } from './circuit/seats.js';
export type { Seat } from './circuit/seats.js';
export { groupsMax, missingGroup, routed, routeOf, routingFaults, seatKey } from './circuit/routing.js';
export type { Asked, Eligible, OpenSeat, Routing, RoutingFault, SeatRoute } from './circuit/routing.js';
export { notYetArchived, renewalDay } from './preservation/preservation.js';
export type { Preservation, PreservationFacts } from './preservation/preservation.js';
export { preservationWorkflow } from './preservation/preservation.workflow.js';
export { archivesOf, isUnproven, levelOf, nextRevision } from './preservation/next-revision.js';
export type { DocumentStanding, NextRevision, PreservationLevel, RevisionKind, WrittenRevision } from './preservation/next-revision.js';
export { compareAgreements, wordingOf } from './model/comparison.js';
export type { RedlineLine, RedlineWords } from './model/comparison.js';
export { derogationFindings } from './model/derogations.js';
export type { AnnexClause, DerogationCode, DerogationFinding } from './model/derogations.js';
export { deviationsOf, renderedParagraph } from './model/deviations.js';
export type { Deviation, DeviationKind, Rendering } from './model/deviations.js';
export { isFaithful } from './model/faithfulness.js';
export type { DeclaredAdditions, Faithfulness } from './model/faithfulness.js';
export type { Finding, LintCode, LintId, LintOptions, Severity } from './model/finding.js';
export { blockingFindings, FINDING_REASON_LENGTH_MIN, lintAgreement } from './model/lint.js';
export type { FindingWaiver } from './model/lint.js';
export { readAgreement } from './model/read-agreement.js';
export type { ChoiceReading, CountReading, Reading, ReadingValue } from './model/reading.js';
export { defaultReadings, particularConditions, readingIds, readings, readReadings } from './model/readings.js';
export type { ParticularCondition, ReadingAnswers, ReadingId, ReadingProblem, ReadReadings } from './model/readings.js';
export { articlesWithin, flattenAgreement, linesOf, paragraphsWithin, printedText } from './model/text.js';
export type { AgreementText, Annex, Article, Blank, BlankKind, MarkedRun, Paragraph, ParagraphRole, SourceParagraph } from './model/text.js';
export { decisionsOf, FILL_LENGTH_MAX, newModelVersion, unapproved, undecided } from './model-version/model-version.js';
export type {
  DeviationApproval, ModelDecisions, ModelStanding, ModelVersion, ModelVersionFacts, ModelVersionRefusal, Publication, Recognition,
} from './model-version/model-version.js';
export { modelVersionWorkflow, publicationRefusals } from './model-version/model-version.workflow.js';
export { actions, allows, policy, reachOf, relationOf, relations, roles } from './access/access.js';
export type { Action, Holding, Relation, Role, Standing } from './access/access.js';
export { answerLengthMax, answerLengthMin, askedFor, citesArticle, dataRequestArticles, dataRequestKinds } from './personal-data/data-request.js';
export type { DataRequest, DataRequestFacts, DataRequestKind } from './personal-data/data-request.js';
export { dataRequestWorkflow } from './personal-data/data-request.workflow.js';
export {
  accountLengthMax, accountLengthMin, breachCauses, breachFinders, breachNatures, breachOrigins, breachRisks, clockFrom, controllerMeans, currentRisk, dataCategories, draftedBreach, exceptionGrounds, initialNotice, isHighRiskAnswered, personCategories, personMeans, reminderStages,
} from './breach/breach.js';
export type {
  Breach, BreachController, BreachDescription, BreachEffect, BreachFacts, BreachRefusal, BreachRisk, BreachState, CnilNotice, ControllerMeans, ReminderStage,
} from './breach/breach.js';
export { breachSteps, compareInstants, isPastDeadline, noticeReminders, noticeStanding, secondsBetween } from './breach/breach-clock.js';
export type { BreachStep, NoticeStanding } from './breach/breach-clock.js';
export {
  breachRefusalSentence, breachStateNames, breachStepText, causeNames, controllerMeansNames, dataCategoryNames, exceptionNames, finderNames, natureNames, originNames, personCategoryNames, personMeansNames, riskNames,
} from './breach/breach-sentences.js';
export { breachWorkflow } from './breach/breach.workflow.js';
export { keptFrom, retentionFor, retentionRules } from './personal-data/retention.js';
export type { Concerned, KeptKind, RetentionPeriod, RetentionRule } from './personal-data/retention.js';
export { alertsOf, currentLastUsefulDay, currentTermEndsOn, currentTermStartsOn, expiryReason, nextAlert, noticeTermsOn } from './term/term-calendar.js';
export type { NoticeTerms, TermAlert } from './term/term-calendar.js';
export { alertStageNames, endSentences, expirySentences, termDecisionNames, termRefusalSentence, termReportSentences, termStateNames } from './term/term-sentences.js';
export { capFollowsOf, denunciationOf, signedTerm } from './term/term.js';
export type {
  AlertStage, CapFollows, Denunciation, EndReason, ExpiryReason, Leaver, SignedTerm, Term, TermDecision, TermEffect, TermFacts, TermRefusal, TermReport, TermState,
} from './term/term.js';
export { termWorkflow } from './term/term.workflow.js';
export { FORESEEN_YEARS_MAX, nextTermOf, statusOn, termsOf } from './agreement-status/agreement-status.js';
export type { AgreementLife, AgreementStatus, BoundParty, DatedTerm, DatedVersion, DayStanding, StatusStep } from './agreement-status/agreement-status.js';
export { lifeSentence, standingNames, statusSentence, stepWords } from './agreement-status/agreement-status-sentences.js';
export type { StepWords } from './agreement-status/agreement-status-sentences.js';
export { foreseen } from './agreement-status/foreseen.js';
export { termReasoning } from './agreement-status/term-reasoning.js';
export type { TermReasoning } from './agreement-status/term-reasoning.js';
export { awaitedLetters, withdrawalFinding } from './withdrawal/withdrawal-finding.js';
export type { WithdrawalFinding } from './withdrawal/withdrawal-finding.js';
export { authorityDoubtSentence, authorityNames, noticeNames, withdrawalRefusalSentence, withdrawalStateNames } from './withdrawal/withdrawal-sentences.js';
export { addresseesOf, authorityDoubt, draftedWithdrawal, noticeFormOf, notifyBy } from './withdrawal/withdrawal.js';
export type {
  Addressee, AddresseeReadings, AuthorityDoubt, NoticeAuthority, NoticeForm, NoticeLetter, Party, PartyKind, SentLetter, Withdrawal, WithdrawalEffect, WithdrawalFacts, WithdrawalRefusal, WithdrawalRules, WithdrawalState,
} from './withdrawal/withdrawal.js';
export { withdrawalWorkflow } from './withdrawal/withdrawal.workflow.js';
export { amendmentChangeNames, amendmentRefusalSentence, amendmentStateNames, hoursNoticeNames, informationOnlySentence, publicMeansNames, signatureReasonText, structureExitNames, substantialReasonText } from './amendment/amendment-sentences.js';
export { draftedAmendment, isHoursNotice, publicMeans, structuresAfter } from './amendment/amendment.js';
export type {
  AgreementStanding, AmendedAgreement, Amendment, AmendmentChange, AmendmentChangeKind, AmendmentEffect, AmendmentFacts, AmendmentParty, AmendmentRefusal, AmendmentState, AmendmentStructure, HoursRules, PublicMeans, RequiredSignatory, SignatureReason, StructureExitCause,
} from './amendment/amendment.js';
export { amendmentWorkflow } from './amendment/amendment.workflow.js';
export { requiredSignatories } from './amendment/required-signatories.js';
export { earliestHoursEffect, hoursNotice, substantialChange } from './amendment/substantial-change.js';
export type { HoursChangeFinding, HoursNoticeVerdict, SubstantialReason } from './amendment/substantial-change.js';
export { standingRefusal } from './term/standing.js';
export type { LivingAgreement, StandingRefusal } from './term/standing.js';
export { adhesionRefusalSentence, adhesionStateNames, voteNames } from './adhesion/adhesion-sentences.js';
export { awaitedVotes, draftedAdhesion, EXAMINATION_MONTHS, offerLengthMax, offerLengthMin, voteChoices, voteReminderDay, voteUntil } from './adhesion/adhesion.js';
export type { Adhesion, AdhesionEffect, AdhesionFacts, AdhesionNews, AdhesionRefusal, AdhesionState, JoinedAgreement, Vote, VoteChoice } from './adhesion/adhesion.js';
export { adhesionWorkflow } from './adhesion/adhesion.workflow.js';
export { assignmentRefusalSentence, assignmentStateNames, missingConsentNames } from './assignment/assignment-sentences.js';
export { assigneeNameLengthMax, consentReminderDay, consentUntil, draftedAssignment, legalGrounds, legalReferenceLengthMax, missingConsents, othersOf } from './assignment/assignment.js';
export type {
  AssignedAgreement, AssignedPart, Assignment, AssignmentEffect, AssignmentFacts, AssignmentNews, AssignmentRefusal, AssignmentState, ConsentAnswer, ConsentProof, LegalGround,
} from './assignment/assignment.js';
export { assignmentWorkflow } from './assignment/assignment.workflow.js';
export { answerDeadline, defaultAnswerReading } from './obligation/answer-deadline.js';
export type { AnswerDeadline, AnswerReading } from './obligation/answer-deadline.js';
export { isOwed, obligationsOf, requestObligation } from './obligation/obligation-calendar.js';
export type { Binding, BoundStructure, ScheduledObligation } from './obligation/obligation-calendar.js';
export type { Period, PeriodReading } from './obligation/obligation-periods.js';
export { newPlan } from './obligation/obligation-plan.js';
export type { ObligationPlan, PlanEffect, PlanFacts, PlanRefusal } from './obligation/obligation-plan.js';
export { obligationPlanWorkflow } from './obligation/obligation-plan.workflow.js';
export { PAGE_ADDRESS_LENGTH_MAX } from './obligation/obligation-refusals.js';
export { obligationKindNames, obligationRefusalSentence, obligationStateNames, planRefusalSentence } from './obligation/obligation-sentences.js';
export { answerDueWords, answerReadingNames, obligationSteps, obligationStepText } from './obligation/obligation-steps.js';
export type { ObligationStep } from './obligation/obligation-steps.js';
export { obligationArticles, obligationKinds, periodReadingOf } from './obligation/obligation.js';
export type { Debtor, Obligation, ObligationDone, ObligationEffect, ObligationFacts, ObligationKind, ObligationProof, ObligationRefusal, ObligationState } from './obligation/obligation.js';
export { obligationWorkflow } from './obligation/obligation.workflow.js';
export { birthDay, birthWords } from './mandate/birth-words.js';
export { credentialIn } from './mandate/credential-lint.js';
export { demarches, demarchesOffered, demarcheWords } from './mandate/demarches.js';
export type { Demarche, DemarcheWords } from './mandate/demarches.js';
export { informationText } from './mandate/information-text.js';
export type { InformationGiven, InformationSaid } from './mandate/information-text.js';
export { endInstant, lastDayOf, lastProofDay } from './mandate/mandate-days.js';
export { mandateDurationSteps, mandateDurationStepText } from './mandate/mandate-duration-steps.js';
export type { MandateDurationStep } from './mandate/mandate-duration-steps.js';
export {
  abilityNames, identityDocumentNames, informationItemNames, lapseCauseNames, mandateActNames, mandateDurationNames, mandateEndNames, mandateStateNames, renunciationReasonNames, revocationChannelNames,
} from './mandate/mandate-names.js';
export { endSentence, mandateInstantWords, mandateRefusalSentence, mandateSentence } from './mandate/mandate-sentences.js';
export { abilities, defaultMandateReadings, identityDocuments, informationItems, mandateDurations, newMandateFacts, renunciationReasons } from './mandate/mandate.js';
export type {
  Ability, IdentityDocument, InformationItem, LapseCause, Mandate, MandateAct, MandateDuration, MandateEffect, MandateEnd, MandateFacts, MandatePlace, MandateReadings, MandateRefusal, MandateSignature, MandateStanding, MandateState, MandateText, OlderMandate, RenunciationReason, RevocationChannel, ScopeItem,
} from './mandate/mandate.js';
export { mandateWorkflow } from './mandate/mandate.workflow.js';
export { personKey, unnamedField } from './mandate/person-key.js';
export type { PersonNamed } from './mandate/person-key.js';
export { plainFrenchFaults, SENTENCE_WORDS_MAX } from './mandate/plain-french.js';
export type { PlainFrenchFault } from './mandate/plain-french.js';
export { disposalNatureNames, disposalRefusalSentence, disposalSlipStateNames } from './disposal/disposal-sentences.js';
export { disposalNatures, openedSlip, visaReferenceLengthMax } from './disposal/disposal.js';
export type { DisposalNature, DisposalRefusal, DisposalSlip, DisposalSlipFacts, DisposalSlipState, DisposalVisa } from './disposal/disposal.js';
export { disposalSlipWorkflow, visaReferenceRefusal } from './disposal/disposal.workflow.js';
export { authorityRequired, officesOf, titleUnder } from './authority/authority.js';
export type { ActToSign, BodyDecision, DelegationAct, Deliberation, OfficialOffice, PersonPower, RequiredDecision, Scope, SignedObject, SigningAuthority, SigningBodyKind, Tenure } from './authority/authority.js';
export type { AuthorityFault, AuthorityFaultCode, AuthorityRemark, Mender } from './authority/authority-faults.js';
export { authorityMention, decisionMention, officeTitles } from './authority/authority-mention.js';
export type { AuthorityMention, MentionWords, Titled } from './authority/authority-mention.js';
export { AUTHORITY_REFERENCE_LENGTH_MAX, authorityFactsRefusals } from './authority/authority-refusals.js';
export type { AuthorityEntry, AuthorityFactsRefusal } from './authority/authority-refusals.js';
export { authorityFactsRefusalSentence, authorityFaultText, authorityRemarkSentence, authorityVerdictNames, personPowerNames, requiredDecisionNames } from './authority/authority-sentences.js';
export { authorityVerdict, decisionVerdict } from './authority/authority-verdict.js';
export type { AuthorityVerdict } from './authority/authority-verdict.js';
export { momentAt, momentOn } from './authority/publicity.js';
export type { Publicity, SigningMoment } from './authority/publicity.js';
export { firstDayFault, lastDayFault, tenureDayMax } from './authority/tenure-days.js';
export type { FirstDayFault, LastDayFault } from './authority/tenure-days.js';
export { mailStanding } from './correspondence/mail-standing.js';
export type { MailReport, MailStanding, MailState } from './correspondence/mail-standing.js';
export { digestOn, nextReminder, reminderEveryDays, reminderFromHour, remindersMax } from './correspondence/reminder-calendar.js';
export type { AwaitedPlace } from './correspondence/reminder-calendar.js';

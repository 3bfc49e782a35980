"""pyHanko as a judge of many files: one process, one line of JSON per file on both sides.

    judge.py ROOTS.pem [CRL.der]

Asked: `path`, `fields` (those to judge; all when absent, but each is compared with every later revision, which takes a minute for
fifty), `ades`. Answered: the usual validation (`signatures`) and, when asked and when the file has validation data of its own, the one
of ETSI EN 319 102-1 (`ades`). Nothing is fetched: the revocation list, if given, stands for the one that a service publishes.
"""

import asyncio
import json
import logging
import sys

from asn1crypto import crl as asn1_crl
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy, FreshnessReqType
from pyhanko_certvalidator.registry import SimpleTrustManager


def describe(status):
    # A document timestamp has no bottom line of its own: it is the same reading of the same answers.
    changes = status.modification_level
    bottom_line = getattr(status, 'bottom_line', status.intact and status.valid and status.trusted and (changes is None or changes <= ModificationLevel.FORM_FILLING))
    return {
        'valid': bool(bottom_line),
        'intact': status.intact,
        'trusted': status.trusted,
        'coverage': status.coverage.name,
        'modification': status.modification_level.name if status.modification_level else None,
        'summary': status.summary(),
    }


async def usual(embedded, crls, roots):
    context = ValidationContext(trust_roots=roots, crls=crls, allow_fetching=False, revocation_mode='require' if crls else 'soft-fail')
    validate = async_validate_pdf_timestamp if embedded.sig_object_type == '/DocTimeStamp' else async_validate_pdf_signature
    status = await validate(embedded, context)
    return describe(status)


def ades_policy(roots):
    revocation = CertRevTrustPolicy(REQUIRE_REVINFO, freshness=None, freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION)
    certificates = CertValidationPolicySpec(trust_manager=SimpleTrustManager.build(trust_roots=roots), revinfo_policy=revocation)
    return PdfSignatureValidationSpec(signature_validation_spec=SignatureValidationSpec(cert_validation_policy=certificates), diff_policy=DEFAULT_DIFF_POLICY)


async def ades(embedded, roots):
    result = await ades_lta_validation(embedded, ades_policy(roots))
    said = {'indication': str(result.ades_subindic), 'failure': result.failure_msg}
    if result.api_status is not None:
        said |= describe(result.api_status)
    return said


async def guarded(opinion):
    try:
        return await opinion
    except Exception as fault:  # A judge that gives up is an answer, never a reason to stop judging the other files.
        return {'valid': False, 'error': f'{type(fault).__name__}: {fault}'}


async def judge(path, roots, crls, chosen, with_ades):
    answer = {'file': path}
    try:
        with open(path, 'rb') as file:
            reader = PdfFileReader(file)
            try:
                store = DocumentSecurityStore.read_dss(reader)
                known = crls + [asn1_crl.CertificateList.load(item.get_object().data) for item in store.crls]
                is_long_term = True
            except NoDSSFoundError:
                known, is_long_term = crls, False
            answer['signatures'] = [{'field': item.field_name, 'type': item.sig_object_type[1:], **await guarded(usual(item, known, roots))} for item in reader.embedded_signatures if not chosen or item.field_name in chosen]
            answer['ades'] = [{'field': item.field_name, **await guarded(ades(item, roots))} for item in reader.embedded_regular_signatures if not chosen or item.field_name in chosen] if is_long_term and with_ades else []
    except Exception as fault:
        answer['error'] = f'{type(fault).__name__}: {fault}'
    return answer


def main():
    # What it would log is in the answers.
    logging.disable(logging.CRITICAL)
    with open(sys.argv[1], 'rb') as file:
        roots = list(load_certs_from_pemder_data(file.read()))
    crls = []
    if len(sys.argv) > 2:
        with open(sys.argv[2], 'rb') as file:
            crls = [asn1_crl.CertificateList.load(file.read())]
    for line in sys.stdin:
        wanted = json.loads(line)
        print(json.dumps(asyncio.run(judge(wanted['path'], roots, crls, wanted.get('fields'), wanted.get('ades', False))), ensure_ascii=False), flush=True)


if __name__ == '__main__':
    main()

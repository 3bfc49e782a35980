"""A PDF signed by pyHanko in the ways it knows, for our own verifier to judge; `root.pem` beside them.

    sign.py SOURCE.pdf FOLDER

The keys live as long as this process. One line of JSON per file made.
"""

import datetime
import io
import json
import pathlib
import sys

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime.now(datetime.timezone.utc)
RSA_EXPONENT, RSA_BITS = 65537, 2048
BOX = (60, 60, 260, 120)


def name_of(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text), x509.NameAttribute(NameOID.ORGANIZATION_NAME, 'Essai')])


def usage(**wanted):
    flags = ['digital_signature', 'content_commitment', 'key_encipherment', 'data_encipherment', 'key_agreement', 'key_cert_sign', 'crl_sign', 'encipher_only', 'decipher_only']
    return x509.KeyUsage(**{flag: flag in wanted for flag in flags})


class Authority:
    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name_of('Essai pyHanko racine')
        self.certificate = self.issue('Essai pyHanko racine', self.key.public_key(), usage(key_cert_sign=True, crl_sign=True), is_authority=True)

    def issue(self, name, public_key, key_usage, extended=None, is_authority=False):
        builder = (
            x509.CertificateBuilder().subject_name(name_of(name)).issuer_name(self.name).public_key(public_key).serial_number(x509.random_serial_number())
            .not_valid_before(NOW - datetime.timedelta(hours=1)).not_valid_after(NOW + datetime.timedelta(days=365))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(key_usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if extended is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([extended]), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def revocation_list(self):
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name).last_update(NOW - datetime.timedelta(minutes=30)).next_update(NOW + datetime.timedelta(days=7))
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False).add_extension(x509.CRLNumber(1), critical=False)
        return builder.sign(self.key, hashes.SHA256())


def native(certificate):
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def native_key(key):
    return asn1_keys.PrivateKeyInfo.load(key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class Workshop:
    def __init__(self, source, folder, signatory='Signataire pyHanko'):
        self.source, self.folder, self.signatory, self.authority = source, folder, signatory, Authority()
        self.root = native(self.authority.certificate)
        self.store = SimpleCertificateStore()
        self.store.register(self.root)
        # pyHanko's own timestamper signs with RSA only.
        stamp_key = rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)
        stamp = native(self.authority.issue('Essai pyHanko horodatage', stamp_key.public_key(), usage(digital_signature=True), ExtendedKeyUsageOID.TIME_STAMPING))
        self.stamper = DummyTimeStamper(stamp, native_key(stamp_key), certs_to_embed=self.store)
        revocations = self.authority.revocation_list().public_bytes(serialization.Encoding.DER)
        self.crl = asn1_crl.CertificateList.load(revocations)
        (folder / 'list.crl').write_bytes(revocations)
        (folder / 'root.pem').write_bytes(self.authority.certificate.public_bytes(serialization.Encoding.PEM))

    def signer(self, key):
        certificate = native(self.authority.issue(self.signatory, key.public_key(), usage(digital_signature=True, content_commitment=True)))
        return signers.SimpleSigner(signing_cert=certificate, signing_key=native_key(key), cert_registry=self.store)

    def sign(self, document, field, level='B-B', box=None, key=None, style=None, **more):
        context = ValidationContext(trust_roots=[self.root], crls=[self.crl], allow_fetching=False)
        if level != 'B-B':
            more |= {'validation_context': context, 'embed_validation_info': level in ('B-LT', 'B-LTA'), 'use_pades_lta': level == 'B-LTA'}
        metadata = signers.PdfSignatureMetadata(field_name=field, **{'reason': 'Essai', 'md_algorithm': 'sha256', 'subfilter': fields.SigSeedSubFilter.PADES, **more})
        spec = fields.SigFieldSpec(field, on_page=0, box=box) if box else None
        stamper = None if level == 'B-B' else self.stamper
        program = signers.PdfSigner(metadata, self.signer(key or ec.generate_private_key(ec.SECP256R1())), timestamper=stamper, stamp_style=style, new_field_spec=spec)
        return program.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(document))).getvalue()

    def keep(self, name, level, signatures, document):
        path = self.folder / f'{name}.pdf'
        path.write_bytes(document)
        print(json.dumps({'name': name, 'path': str(path), 'level': level, 'signatures': signatures}), flush=True)
        return document


def main():
    workshop = Workshop(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
    source, keep, sign = workshop.source.read_bytes(), workshop.keep, workshop.sign
    first = keep('pyhanko-b', 'B-B', 1, sign(source, 'Un', box=BOX))
    keep('pyhanko-b-twice', 'B-B', 2, sign(first, 'Deux'))
    keep('pyhanko-b-rsa', 'B-B', 1, sign(source, 'Un', key=rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)))
    keep('pyhanko-t', 'B-T', 1, sign(source, 'Un', level='B-T'))
    keep('pyhanko-lt', 'B-LT', 1, sign(source, 'Un', level='B-LT'))
    archived = keep('pyhanko-lta', 'B-LTA', 1, sign(source, 'Un', level='B-LTA', box=BOX))
    keep('pyhanko-lta-twice', 'B-LTA', 2, sign(archived, 'Deux', level='B-LTA'))
    keep('pyhanko-certified-p1', 'B-B', 1, sign(source, 'Un', certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES))
    certified = keep('pyhanko-certified-p3', 'B-B', 1, sign(source, 'Un', certify=True, docmdp_permissions=fields.MDPPerm.ANNOTATE))
    keep('pyhanko-certified-p3-approved', 'B-B', 2, sign(certified, 'Deux'))


if __name__ == '__main__':
    main()

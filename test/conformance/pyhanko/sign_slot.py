"""A document lent to a person, signed by pyHanko in the empty field that is theirs; `root.pem` and `list.crl` beside the files.

    sign_slot.py SOURCE.pdf FOLDER FIELD NAME

One line of JSON per file made. `pyhanko-cli` is what the command line does: a stamp, and the form of signature that is its default.
"""

import pathlib
import sys

from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign import fields
from pyhanko.stamp import TextStampStyle

from sign import RSA_BITS, RSA_EXPONENT, Workshop


def main():
    source, folder, field, name = sys.argv[1:]
    workshop = Workshop(pathlib.Path(source), pathlib.Path(folder), name)
    document = workshop.source.read_bytes()

    def keep(name, level='B-B', **more):
        workshop.keep(name, level, 1, workshop.sign(document, field, level=level, **more))

    keep('pyhanko-b')
    keep('pyhanko-drawn', style=TextStampStyle(stamp_text='Signé avec une carte'))
    keep('pyhanko-rsa', key=rsa.generate_private_key(RSA_EXPONENT, RSA_BITS))
    keep('pyhanko-cms', subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED, style=TextStampStyle())
    keep('pyhanko-t', level='B-T')
    keep('pyhanko-lt', level='B-LT')
    keep('pyhanko-lta', level='B-LTA')


if __name__ == '__main__':
    main()

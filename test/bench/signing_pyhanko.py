"""Signs the prepared fields of a file with pyHanko, each as an incremental update, and prints the milliseconds each took.

As fast as its interface allows: everything in memory, keys loaded beforehand, room for the signature given (no dry run), the
file updated in place, no validation data. Usage: signing_pyhanko.py JOB.json (file, output, reserved, people: field, key,
certificate, chain as PEM paths).
"""
import io
import json
import sys
import time

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter

with open(sys.argv[1], encoding="utf-8") as job_file:
    job = json.load(job_file)
with open(job["file"], "rb") as source:
    pdf = io.BytesIO(source.read())

people = [
    (person["field"], signers.SimpleSigner.load(person["key"], person["certificate"], ca_chain_files=[person["chain"]]))
    for person in job["people"]
]
times = []
for field, signer in people:
    start = time.perf_counter()
    metadata = PdfSignatureMetadata(
        field_name=field,
        name="Mme Prénom Nom-Composé",
        reason="Approuve la convention départementale",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
    )
    signers.sign_pdf(IncrementalPdfFileWriter(pdf), metadata, signer=signer, in_place=True, bytes_reserved=job["reserved"])
    times.append((time.perf_counter() - start) * 1000)

with open(job["output"], "wb") as output:
    output.write(pdf.getvalue())
json.dump(times, sys.stdout)

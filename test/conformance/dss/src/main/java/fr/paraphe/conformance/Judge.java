package fr.paraphe.conformance;

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxDefaultObjectFactory;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges files under the strict policy, or the usual one, some roots trusted, without network: what is not in the file is not known. */
final class Judge {
    private final CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    private final byte[] policy;

    private final int comparedPagesMax;
    private final Path revocations;

    /**
     * @param roots one certificate or several, in PEM
     * @param revocations a certificate revocation list in DER, or null
     */
    Judge(Path roots, int comparedPagesMax, Path revocations, boolean isStrict) throws IOException {
        policy = (isStrict ? StrictPolicy.xml() : StrictPolicy.usual()).getBytes(StandardCharsets.UTF_8);
        for (String pem : Files.readString(roots).split("(?=-----BEGIN)")) {
            trusted.addCertificate(DSSUtils.loadCertificate(pem.getBytes(StandardCharsets.UTF_8)));
        }
        this.comparedPagesMax = comparedPagesMax;
        this.revocations = revocations;
    }

    /** One line of JSON: `error` when the library gave up, else the signatures and the document timestamps with their verdicts. */
    String answer(File file) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", file.getPath());
        long begun = System.nanoTime();
        try {
            fill(answer, validate(new FileDocument(file)));
        } catch (Exception fault) {
            answer.put("error", fault.toString());
        }
        answer.put("ms", (System.nanoTime() - begun) / 1_000_000);
        return Json.write(answer);
    }

    private Reports validate(DSSDocument document) {
        // `true`: no online source of any kind.
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setTrustedCertSources(trusted);
        if (revocations != null) {
            verifier.setCrlSource(new ExternalResourcesCRLSource(new FileDocument(revocations.toFile())));
        }
        PDFDocumentValidator validator = new PDFDocumentValidator(document);
        validator.setPdfObjFactory(comparison());
        validator.setCertificateVerifier(verifier);
        validator.setEnableEtsiValidationReport(false);
        return validator.validateDocument(new ByteArrayInputStream(policy));
    }

    /** Without this the library compares the look of short documents only. */
    private PdfBoxDefaultObjectFactory comparison() {
        DefaultPdfDifferencesFinder differences = new DefaultPdfDifferencesFinder();
        differences.setMaximalPagesAmountForVisualComparison(comparedPagesMax);
        PdfBoxDefaultObjectFactory factory = new PdfBoxDefaultObjectFactory();
        factory.setPdfDifferencesFinder(differences);
        return factory;
    }

    private static void fill(Map<String, Object> answer, Reports reports) {
        SimpleReport simple = reports.getSimpleReport();
        DiagnosticData data = reports.getDiagnosticData();
        answer.put("signatures", data.getSignatures().stream().map(signature -> describe(signature, simple)).toList());
        answer.put("timestamps", data.getTimestampList().stream().map(timestamp -> describe(timestamp, simple)).toList());
    }

    private static Map<String, Object> describe(SignatureWrapper signature, SimpleReport simple) {
        Map<String, Object> said = verdict(signature.getId(), signature.getPDFRevision(), simple);
        said.put("signedBy", simple.getSignedBy(signature.getId()));
        said.put("level", simple.getSignatureFormat(signature.getId()));
        said.put("bestTime", simple.getBestSignatureTime(signature.getId()));
        said.put("intact", signature.isSignatureIntact() && signature.isSignatureValid());
        return said;
    }

    private static Map<String, Object> describe(TimestampWrapper timestamp, SimpleReport simple) {
        Map<String, Object> said = verdict(timestamp.getId(), timestamp.getPDFRevision(), simple);
        said.put("type", timestamp.getType());
        said.put("at", timestamp.getProductionTime());
        return said;
    }

    private static Map<String, Object> verdict(String id, PDFRevisionWrapper revision, SimpleReport simple) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("fields", revision == null ? List.of() : revision.getSignatureFieldNames());
        said.put("indication", simple.getIndication(id));
        said.put("subIndication", simple.getSubIndication(id));
        said.put("errors", texts(simple.getAdESValidationErrors(id)));
        said.put("warnings", texts(simple.getAdESValidationWarnings(id)));
        said.put("modifications", revision == null ? Map.of() : modifications(revision));
        return said;
    }

    private static Map<String, Object> modifications(PDFRevisionWrapper revision) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("annotationOverlap", revision.getPdfAnnotationsOverlapConcernedPages());
        said.put("visualDifference", revision.getPdfVisualDifferenceConcernedPages());
        said.put("pageDifference", revision.getPdfPageDifferenceConcernedPages());
        said.put("annotationChanges", revision.getPdfAnnotationChanges().size());
        said.put("undefined", revision.getPdfUndefinedChanges().stream().map(change -> change.getAction() + " " + change.getValue()).toList());
        return said;
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::getValue).toList();
    }
}

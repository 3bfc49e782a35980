package fr.paraphe.conformance;

import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignature;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfString;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.SignatureImageTextParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.token.KSPrivateKeyEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;

/**
 * A document lent to a person, signed in the empty field that is theirs, as programs built on EU DSS, PDFBox and OpenPDF (of the family of
 * iText) do; `root.pem` and `list.crl` beside the files.
 */
final class SlotSignatures {
    /** Bytes kept for a CMS of one signer, two certificates and no timestamp. */
    private static final int CONTENTS_BYTES = 8_192;

    private final Path source;
    private final Path folder;
    private final String field;
    private final KSPrivateKeyEntry signatory;
    private final PAdESService service;

    SlotSignatures(Path source, Path folder, String field, String name) throws Exception {
        this.source = source;
        this.folder = folder;
        this.field = field;
        TestAuthority authority = new TestAuthority();
        authority.publish(folder);
        signatory = authority.signatory(name);
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(authority.rootToken());
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setTrustedCertSources(trusted);
        verifier.setCrlSource(authority.revocations());
        service = new PAdESService(verifier);
        service.setTspSource(authority.timestamps());
    }

    void all(Consumer<String> tell) throws Exception {
        keep("dss-b", "B-B", byDss(SignatureLevel.PAdES_BASELINE_B, DigestAlgorithm.SHA256, false), tell);
        keep("dss-b-drawn", "B-B", byDss(SignatureLevel.PAdES_BASELINE_B, DigestAlgorithm.SHA256, true), tell);
        // The hash that the library has stamped unless told otherwise.
        keep("dss-t", "B-T", byDss(SignatureLevel.PAdES_BASELINE_T, DigestAlgorithm.SHA512, true), tell);
        keep("dss-t-sha256", "B-T", byDss(SignatureLevel.PAdES_BASELINE_T, DigestAlgorithm.SHA256, true), tell);
        keep("pdfbox", "B-B", this::byPdfBox, tell);
        keep("openpdf", "B-B", this::byOpenPdf, tell);
    }

    /** Writes the signed file. */
    private interface Way {
        void sign(OutputStream signed) throws Exception;
    }

    private Way byDss(SignatureLevel level, DigestAlgorithm stamped, boolean isDrawn) {
        return signed -> {
            DSSDocument document = new FileDocument(source.toFile());
            PAdESSignatureParameters parameters = new PAdESSignatureParameters();
            parameters.setSignatureLevel(level);
            parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
            parameters.setSigningCertificate(signatory.getCertificate());
            parameters.setCertificateChain(signatory.getCertificateChain());
            parameters.setReason("Lu et approuvé");
            parameters.getSignatureTimestampParameters().setDigestAlgorithm(stamped);
            parameters.getImageParameters().getFieldParameters().setFieldId(field);
            if (isDrawn) {
                SignatureImageTextParameters words = new SignatureImageTextParameters();
                words.setText("Signé avec une carte");
                parameters.getImageParameters().setTextParameters(words);
            }
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signatory.getPrivateKey());
            signature.update(service.getDataToSign(document, parameters).getBytes());
            service.signDocument(document, parameters, new SignatureValue(parameters.getSignatureAlgorithm(), signature.sign())).writeTo(signed);
        };
    }

    private void byPdfBox(OutputStream signed) throws Exception {
        try (PDDocument document = Loader.loadPDF(source.toFile()); SignatureOptions options = new SignatureOptions()) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
            signature.setReason("Lu et approuvé");
            signature.setSignDate(Calendar.getInstance());
            document.getDocumentCatalog().getAcroForm().getField(field).getCOSObject().setItem("V", signature);
            options.setPreferredSignatureSize(CONTENTS_BYTES);
            document.addSignature(signature, this::cms, options);
            document.saveIncremental(signed);
        }
    }

    private void byOpenPdf(OutputStream signed) throws Exception {
        PdfStamper stamper = PdfStamper.createSignature(new PdfReader(source.toString()), signed, '\0', null, true);
        PdfSignatureAppearance appearance = stamper.getSignatureAppearance();
        appearance.setVisibleSignature(field);
        appearance.setReason("Lu et approuvé");
        appearance.setLayer2Text("Signé avec une carte");
        PdfSignature dictionary = new PdfSignature(PdfName.ADOBE_PPKLITE, PdfName.ADBE_PKCS7_DETACHED);
        dictionary.setReason("Lu et approuvé");
        appearance.setCryptoDictionary(dictionary);
        appearance.preClose(new HashMap<>(Map.of(PdfName.CONTENTS, CONTENTS_BYTES * 2 + 2)));
        PdfDictionary contents = new PdfDictionary();
        contents.put(PdfName.CONTENTS, new PdfString(Arrays.copyOf(cms(appearance.getRangeStream()), CONTENTS_BYTES)).setHexWriting(true));
        appearance.close(contents);
    }

    /** A plain detached CMS over the bytes. */
    private byte[] cms(InputStream content) throws IOException {
        try {
            X509Certificate[] chain = Arrays.stream(signatory.getCertificateChain()).map(token -> token.getCertificate()).toArray(X509Certificate[]::new);
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", signatory.getPrivateKey(), chain[0]));
            generator.addCertificates(new JcaCertStore(List.of(chain)));
            return generator.generate(new CMSProcessableByteArray(content.readAllBytes()), false).getEncoded();
        } catch (IOException fault) {
            throw fault;
        } catch (Exception fault) {
            throw new IOException(fault);
        }
    }

    private void keep(String name, String level, Way way, Consumer<String> tell) throws Exception {
        Path path = folder.resolve(name + ".pdf");
        try (OutputStream signed = Files.newOutputStream(path)) {
            way.sign(signed);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", name);
        line.put("path", path);
        line.put("level", level);
        tell.accept(Json.write(line));
    }
}

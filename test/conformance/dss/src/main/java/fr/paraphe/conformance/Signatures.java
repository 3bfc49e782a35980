package fr.paraphe.conformance;

import eu.europa.esig.dss.enumerations.CertificationPermission;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.token.KSPrivateKeyEntry;
import java.nio.file.Path;
import java.security.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A PDF signed by the library in the ways it knows, for our own verifier to judge; `root.pem` beside them. */
final class Signatures {
    private final Path source;
    private final Path folder;
    private final TestAuthority authority = new TestAuthority();
    private final PAdESService service;

    Signatures(Path source, Path folder) throws Exception {
        this.source = source;
        this.folder = folder;
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(authority.rootToken());
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setTrustedCertSources(trusted);
        verifier.setCrlSource(authority.revocations());
        service = new PAdESService(verifier);
        service.setTspSource(authority.timestamps());
    }

    void all(Consumer<String> tell) throws Exception {
        authority.publish(folder);
        DSSDocument original = new FileDocument(source.toFile());
        DSSDocument once = keep("dss-b", "B-B", 1, sign(original, SignatureLevel.PAdES_BASELINE_B, null), tell);
        keep("dss-b-twice", "B-B", 2, sign(once, SignatureLevel.PAdES_BASELINE_B, null), tell);
        keep("dss-t", "B-T", 1, sign(original, SignatureLevel.PAdES_BASELINE_T, null), tell);
        keep("dss-lt", "B-LT", 1, sign(original, SignatureLevel.PAdES_BASELINE_LT, null), tell);
        DSSDocument archived = keep("dss-lta", "B-LTA", 1, sign(original, SignatureLevel.PAdES_BASELINE_LTA, null), tell);
        keep("dss-lta-twice", "B-LTA", 2, sign(archived, SignatureLevel.PAdES_BASELINE_LTA, null), tell);
        keep("dss-certified-p1", "B-B", 1, sign(original, SignatureLevel.PAdES_BASELINE_B, CertificationPermission.NO_CHANGE_PERMITTED), tell);
        DSSDocument certified = keep("dss-certified-p2", "B-B", 1, sign(original, SignatureLevel.PAdES_BASELINE_B, CertificationPermission.MINIMAL_CHANGES_PERMITTED), tell);
        keep("dss-certified-p2-approved", "B-B", 2, sign(certified, SignatureLevel.PAdES_BASELINE_B, null), tell);
    }

    private DSSDocument sign(DSSDocument document, SignatureLevel level, CertificationPermission permission) throws Exception {
        KSPrivateKeyEntry signatory = authority.signatory("Signataire DSS");
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(level);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(signatory.getCertificate());
        parameters.setCertificateChain(signatory.getCertificateChain());
        parameters.setReason("Essai");
        if (permission != null) {
            parameters.setPermission(permission);
        }
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signatory.getPrivateKey());
        signature.update(service.getDataToSign(document, parameters).getBytes());
        return service.signDocument(document, parameters, new SignatureValue(parameters.getSignatureAlgorithm(), signature.sign()));
    }

    private DSSDocument keep(String name, String level, int signatures, DSSDocument signed, Consumer<String> tell) throws Exception {
        Path path = folder.resolve(name + ".pdf");
        signed.save(path.toString());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", name);
        line.put("path", path);
        line.put("level", level);
        line.put("signatures", signatures);
        tell.accept(Json.write(line));
        return new FileDocument(path.toFile());
    }
}

package fr.paraphe.conformance;

import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import eu.europa.esig.dss.token.KSPrivateKeyEntry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root, signatories, a timestamp authority and a revocation list that live as long as this process: nothing of them is ever stored. */
final class TestAuthority {
    private static final long DAY_MS = 86_400_000L;
    private static final long BEGUN = System.currentTimeMillis() - 3_600_000L;
    private static final Date NOT_BEFORE = new Date(BEGUN);
    private static final Date NOT_AFTER = new Date(BEGUN + 365 * DAY_MS);
    private static final X500Principal ROOT_NAME = new X500Principal("CN=Essai DSS racine, O=Essai, C=FR");

    private final KeyPair keys = newKeys();
    private final X509Certificate root;
    private int serial = 1;

    TestAuthority() throws Exception {
        root = issue(ROOT_NAME, keys, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign), null, true);
    }

    KSPrivateKeyEntry signatory(String name) throws Exception {
        KeyPair pair = newKeys();
        X509Certificate certificate = issue(new X500Principal("CN=" + name + ", O=Essai, C=FR"), pair, new KeyUsage(KeyUsage.nonRepudiation), null, false);
        return new KSPrivateKeyEntry(name, new KeyStore.PrivateKeyEntry(pair.getPrivate(), new Certificate[] {certificate, root}));
    }

    KeyEntityTSPSource timestamps() throws Exception {
        KeyPair pair = newKeys();
        ExtendedKeyUsage purpose = new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping);
        X509Certificate certificate = issue(new X500Principal("CN=Essai DSS horodatage, O=Essai, C=FR"), pair, new KeyUsage(KeyUsage.digitalSignature), purpose, false);
        KeyEntityTSPSource source = new KeyEntityTSPSource(pair.getPrivate(), certificate, List.of(certificate, root));
        source.setTsaPolicy("1.2.3.4");
        return source;
    }

    /** An empty list, in force from now for a week. */
    byte[] revocationList() throws Exception {
        X509v2CRLBuilder builder = new JcaX509v2CRLBuilder(ROOT_NAME, new Date());
        builder.setNextUpdate(new Date(System.currentTimeMillis() + 7 * DAY_MS));
        builder.addExtension(Extension.authorityKeyIdentifier, false, new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root));
        return builder.build(signer(keys.getPrivate())).getEncoded();
    }

    ExternalResourcesCRLSource revocations() throws Exception {
        InputStream list = new ByteArrayInputStream(revocationList());
        return new ExternalResourcesCRLSource(list);
    }

    /** The root as `root.pem` and its list as `list.crl`, in the folder. */
    void publish(Path folder) throws Exception {
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(root.getEncoded()) + "\n-----END CERTIFICATE-----\n";
        Files.writeString(folder.resolve("root.pem"), pem);
        Files.write(folder.resolve("list.crl"), revocationList());
    }

    CertificateToken rootToken() {
        return new CertificateToken(root);
    }

    private X509Certificate issue(X500Principal name, KeyPair pair, KeyUsage usage, ExtendedKeyUsage purpose, boolean isAuthority) throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(ROOT_NAME, BigInteger.valueOf(serial++), NOT_BEFORE, NOT_AFTER, name, pair.getPublic());
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        builder.addExtension(Extension.keyUsage, true, usage);
        builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
        builder.addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(keys.getPublic()));
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, true, purpose);
        }
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer(keys.getPrivate())));
    }

    private static ContentSigner signer(PrivateKey key) throws Exception {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    }

    private static KeyPair newKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}

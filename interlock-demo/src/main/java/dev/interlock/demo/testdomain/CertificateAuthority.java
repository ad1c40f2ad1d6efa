package dev.interlock.demo.testdomain;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs X.509-SVIDs (X509-SVID, sections 2 to 4). */
record CertificateAuthority(X509Certificate certificate, PrivateKey key) {

    private static final Duration LIFE = Duration.ofDays(3650);
    /** Clocks of one machine's processes agree, but for what they round. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final int SERIAL_BITS = 127;

    /** A new authority, whose own id is that of the trust domain. */
    static CertificateAuthority create(String trustDomain, Instant now, SecureRandom random) throws IOException {
        KeyPair pair = Keys.create(random);
        var name = new X500Principal("O=" + trustDomain + ",CN=test authority");
        return new CertificateAuthority(
                sign(
                        name,
                        pair.getPrivate(),
                        name,
                        pair.getPublic(),
                        List.of(uri("spiffe://" + trustDomain)),
                        now,
                        LIFE,
                        true,
                        random),
                pair.getPrivate());
    }

    /** The certificate of a workload; hosts are for one that is a server too. */
    X509Certificate issue(
            PublicKey holder, String id, List<String> hosts, Instant now, Duration life, SecureRandom random)
            throws IOException {
        var names = new ArrayList<GeneralName>();
        names.add(uri(id));
        for (String host : hosts) {
            names.add(new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host));
        }
        return sign(
                certificate.getSubjectX500Principal(),
                key,
                new X500Principal("CN=workload"),
                holder,
                names,
                now,
                life,
                false,
                random);
    }

    private static X509Certificate sign(
            X500Principal issuer,
            PrivateKey key,
            X500Principal subject,
            PublicKey holder,
            List<GeneralName> names,
            Instant now,
            Duration life,
            boolean authority,
            SecureRandom random)
            throws IOException {
        try {
            var utils = new JcaX509ExtensionUtils();
            var builder = new JcaX509v3CertificateBuilder(
                            issuer,
                            new BigInteger(SERIAL_BITS, random).setBit(0),
                            Date.from(now.minus(SLACK)),
                            Date.from(now.plus(life)),
                            subject,
                            holder)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                    .addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(
                                    authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.toArray(GeneralName[]::new)))
                    .addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(holder));
            if (!authority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                }));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a certificate cannot be made: " + e.getMessage(), e);
        }
    }

    private static GeneralName uri(String id) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, id);
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "CertificateAuthority[" + certificate.getSubjectX500Principal() + "]";
    }
}

package dev.interlock.server.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates as it is told to, wrong ones too. */
public final class TestAuthority {

    private static final AtomicLong SERIALS = new AtomicLong(1);

    final X509Certificate certificate;
    final KeyPair keys;

    /** How a certificate is made; each method changes one thing. */
    public static final class Draft {
        private String[] uris;
        private String[] hosts = {};
        private boolean authority;
        private int usage = KeyUsage.digitalSignature;
        private boolean usageCritical = true;
        private KeyPurposeId[] extended = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        private Instant from;
        private Instant until;

        public Draft(Instant now, String... uris) {
            this.uris = uris;
            this.from = now.minusSeconds(60);
            this.until = now.plusSeconds(3600);
        }

        public Draft uris(String... others) {
            uris = others;
            return this;
        }

        /** Names of hosts by which a server is called. */
        public Draft hosts(String... names) {
            hosts = names;
            return this;
        }

        public Draft authority() {
            authority = true;
            return this;
        }

        /** Without key usage if it is 0. */
        public Draft usage(int bits, boolean critical) {
            usage = bits;
            usageCritical = critical;
            return this;
        }

        public Draft extended(KeyPurposeId... purposes) {
            extended = purposes;
            return this;
        }

        public Draft times(Instant begin, Instant end) {
            from = begin;
            until = end;
            return this;
        }
    }

    private TestAuthority(X509Certificate certificate, KeyPair keys) {
        this.certificate = certificate;
        this.keys = keys;
    }

    public static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** One that is trusted by itself. */
    public static TestAuthority root(String domain, Instant now) {
        KeyPair keys = keys();
        var name = new X500Principal("CN=root of " + domain);
        return new TestAuthority(sign(name, keys, name, keys, authorityOf(domain, now)), keys);
    }

    private static Draft authorityOf(String domain, Instant now) {
        return new Draft(now, "spiffe://" + domain)
                .authority()
                .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign, true)
                .extended();
    }

    /** One below this one. */
    public TestAuthority below(Instant now, String... uris) {
        KeyPair own = keys();
        Draft draft = authorityOf("x", now).uris(uris);
        return new TestAuthority(
                sign(
                        certificate.getSubjectX500Principal(),
                        keys,
                        new X500Principal("CN=between " + SERIALS.get()),
                        own,
                        draft),
                own);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    X509Certificate leaf(Draft draft) {
        return leaf(draft, keys());
    }

    public X509Certificate leaf(Draft draft, KeyPair own) {
        return sign(certificate.getSubjectX500Principal(), keys, new X500Principal("CN=workload"), own, draft);
    }

    private static GeneralName host(String name) {
        return new GeneralName(name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static X509Certificate sign(
            X500Principal issuer, KeyPair by, X500Principal subject, KeyPair own, Draft draft) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(SERIALS.getAndIncrement()),
                    Date.from(draft.from),
                    Date.from(draft.until),
                    subject,
                    own.getPublic());
            if (draft.uris.length > 0) {
                GeneralName[] names = Stream.concat(
                                Arrays.stream(draft.uris)
                                        .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri)),
                                Arrays.stream(draft.hosts).map(TestAuthority::host))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(draft.authority));
            if (draft.usage != 0) {
                builder.addExtension(Extension.keyUsage, draft.usageCritical, new KeyUsage(draft.usage));
            }
            if (draft.extended.length > 0) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(draft.extended));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError("a certificate was not made", e);
        }
    }
}

package dev.interlock.server.credential;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * An authority of our own, in a folder: its key ({@code ca.key}, mode 0600), its certificate ({@code ca.pem}, for those who are
 * to trust it) and the list of what is revoked ({@code crl.pem}, for those who are to look there), as RFC 5280 has them. Thread-safe.
 */
final class CertificateAuthority {

    /** The longest life of a certificate; what is on the list may be left out after it. */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final Duration OWN_LIFE = Duration.ofDays(3650);
    private static final Duration LIST_LIFE = Duration.ofDays(7);
    /** Clocks differ: what is valid from now on is not valid yet elsewhere. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final String SIGNATURE = "SHA256withECDSA";

    private final Path folder;
    private final String name;
    private final X509Certificate certificate;
    private final PrivateKey key;
    private final SecureRandom random;
    /** The serial numbers of revoked certificates, with the time of their revocation. Guarded by this. */
    private final SortedMap<BigInteger, Instant> revoked = new TreeMap<>();

    private BigInteger number = BigInteger.ZERO; // of the list; guarded by this

    private CertificateAuthority(
            Path folder, String name, X509Certificate certificate, PrivateKey key, SecureRandom random) {
        this.folder = folder;
        this.name = name;
        this.certificate = certificate;
        this.key = key;
        this.random = random;
    }

    /**
     * The authority in the folder; made there when there is none.
     *
     * @throws IOException when its files do not fit together, or cannot be read
     */
    static CertificateAuthority open(Path folder, String name, Instant now, SecureRandom random)
            throws IOException, EngineException {
        Files.createDirectories(folder);
        try {
            CertificateAuthority authority = Files.exists(folder.resolve("ca.key"))
                    ? load(folder, name, random)
                    : make(folder, name, now, random);
            authority.readList();
            authority.writeList(now);
            return authority;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("the certificate authority in `" + folder + "`: " + e.getMessage());
        }
    }

    private static CertificateAuthority make(Path folder, String name, Instant now, SecureRandom random)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = keyPair(random);
        X500Name subject = name(name + " credentials", "interlock");
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(127, random).setBit(120),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(OWN_LIFE)),
                subject,
                pair.getPublic());
        var utils = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .addExtension(
                        Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(pair.getPublic()));
        X509Certificate certificate = signed(builder, pair.getPrivate(), random);
        // The key comes last: with it the authority is there.
        SecretFiles.write(folder.resolve("ca.pem"), pem(certificate), false);
        SecretFiles.write(folder.resolve("ca.key"), pem(pkcs8(pair.getPrivate())), true);
        return new CertificateAuthority(folder, name, certificate, pair.getPrivate(), random);
    }

    private static CertificateAuthority load(Path folder, String name, SecureRandom random)
            throws IOException, EngineException, GeneralSecurityException {
        Object key = parsed(SecretFiles.read(folder.resolve("ca.key")), folder.resolve("ca.key"));
        Object certificate = parsed(Files.readString(folder.resolve("ca.pem")), folder.resolve("ca.pem"));
        if (!(key instanceof PrivateKeyInfo info) || !(certificate instanceof X509CertificateHolder holder)) {
            throw new IOException("`ca.key` and `ca.pem` in `" + folder + "` are not a key and its certificate");
        }
        return new CertificateAuthority(
                folder,
                name,
                new JcaX509CertificateConverter().getCertificate(holder),
                new JcaPEMKeyConverter().getPrivateKey(info),
                random);
    }

    private static Object parsed(String pem, Path file) throws IOException {
        Object found;
        try (var parser = new PEMParser(new StringReader(pem))) {
            found = parser.readObject();
        } catch (IOException e) {
            throw new IOException("`" + file + "` is not in PEM"); // no cause: it may quote the key
        }
        if (found == null) {
            throw new IOException("`" + file + "` is not in PEM");
        }
        return found;
    }

    /** A certificate for a client, and its key, which is kept nowhere else. */
    record Leaf(X509Certificate certificate, PrivateKey key) {
        String certificatePem() throws IOException {
            return pem(certificate);
        }

        String keyPem() throws IOException {
            return pem(pkcs8(key));
        }

        @Override
        public String toString() {
            return "Leaf[" + certificate.getSerialNumber() + "]";
        }
    }

    /** @param uri what it names beside the subject */
    Leaf leaf(BigInteger serial, String subject, String uri, Instant from, Instant until)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = keyPair(random);
        var builder = new JcaX509v3CertificateBuilder(
                certificate,
                serial,
                Date.from(from.minus(SKEW)),
                Date.from(until),
                new javax.security.auth.x500.X500Principal(name(subject, name).getEncoded()),
                pair.getPublic());
        var utils = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)))
                .addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(certificate));
        return new Leaf(signed(builder, key, random), pair.getPrivate());
    }

    /** Revokes the certificate: the list on disk holds it when this returns. */
    synchronized void revoke(BigInteger serial, Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Instant before = revoked.putIfAbsent(serial, now);
        if (before != null) {
            return;
        }
        try {
            writeList(now);
        } catch (IOException | GeneralSecurityException | OperatorCreationException | RuntimeException e) {
            revoked.remove(serial);
            throw e;
        }
    }

    private synchronized void readList() throws IOException, GeneralSecurityException {
        Path file = folder.resolve("crl.pem");
        if (!Files.exists(file)) {
            return;
        }
        if (!(parsed(Files.readString(file), file) instanceof X509CRLHolder holder)) {
            throw new IOException("`" + file + "` is not a list of revoked certificates");
        }
        X509CRL list = new JcaX509CRLConverter().getCRL(holder);
        list.verify(certificate.getPublicKey());
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        if (entries != null) {
            entries.forEach(each ->
                    revoked.put(each.getSerialNumber(), each.getRevocationDate().toInstant()));
        }
        Extension numbered = holder.getExtension(Extension.cRLNumber);
        if (numbered != null) {
            number = CRLNumber.getInstance(numbered.getParsedValue()).getCRLNumber();
        }
    }

    private synchronized void writeList(Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        revoked.values().removeIf(at -> at.plus(LONGEST).plus(SKEW).isBefore(now));
        var builder = new JcaX509v2CRLBuilder(certificate, Date.from(now));
        builder.setNextUpdate(Date.from(now.plus(LIST_LIFE)));
        for (Map.Entry<BigInteger, Instant> each : revoked.entrySet()) {
            builder.addCRLEntry(each.getKey(), Date.from(each.getValue()), CRLReason.cessationOfOperation);
        }
        BigInteger next = number.add(BigInteger.ONE);
        var utils = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(next))
                .addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(certificate));
        X509CRLHolder list = builder.build(
                new JcaContentSignerBuilder(SIGNATURE).setSecureRandom(random).build(key));
        SecretFiles.write(folder.resolve("crl.pem"), pem(list), false);
        number = next;
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE)
                        .setSecureRandom(random)
                        .build(key)));
    }

    private static X500Name name(String common, String unit) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "interlock")
                .addRDN(BCStyle.OU, unit)
                .addRDN(BCStyle.CN, common)
                .build();
    }

    private static PemObject pkcs8(PrivateKey key) {
        return new PemObject("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(Object thing) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        }
        return text.toString();
    }

    /** Returns the authority's certificate, for a client to send along or check. */
    String certificatePem() throws IOException {
        return pem(certificate);
    }
}

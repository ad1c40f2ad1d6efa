package dev.interlock.server.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;

/**
 * The content of the files of TLS, checked: the key is that of the first certificate, each further one vouches for the one before it,
 * and the first is valid now. Holds a secret, and does not show it.
 *
 * @param digest of the files, to know when they changed
 */
record Material(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities, String digest) {

    private static final int LEAST_RSA_BITS = 2048;
    private static final byte[] PROBE = {1, 2, 3};

    Material {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    static Material read(ListenTls files, Instant now) throws TlsException {
        byte[] certificates = PemFile.bytes(files.certificate());
        byte[] key = PemFile.bytes(files.key());
        byte[] authorities = files.authorities().isPresent()
                ? PemFile.bytes(files.authorities().get())
                : new byte[0];
        List<X509Certificate> chain = PemFile.certificates(files.certificate(), certificates);
        PrivateKey secret = PemFile.key(files.key(), key);
        checkChain(files.certificate(), chain, now);
        checkKey(files, chain.getFirst().getPublicKey(), secret);
        return new Material(
                chain,
                secret,
                files.authorities().isPresent()
                        ? PemFile.certificates(files.authorities().get(), authorities)
                        : List.of(),
                digest(certificates, key, authorities));
    }

    /** Returns the digest of the files as they are now. */
    static String digest(ListenTls files) throws TlsException {
        return digest(
                PemFile.bytes(files.certificate()),
                PemFile.bytes(files.key()),
                files.authorities().isPresent()
                        ? PemFile.bytes(files.authorities().get())
                        : new byte[0]);
    }

    private static String digest(byte[]... contents) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents) {
                all.update(MessageDigest.getInstance("SHA-256").digest(content));
            }
            return HexFormat.of().formatHex(all.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void checkChain(Path file, List<X509Certificate> chain, Instant now) throws TlsException {
        X509Certificate own = chain.getFirst();
        try {
            own.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw new TlsException(file, "expired at " + own.getNotAfter().toInstant() + "; renew the certificate");
        } catch (CertificateNotYetValidException e) {
            throw new TlsException(
                    file,
                    "is not valid before " + own.getNotBefore().toInstant() + "; check the clock of this machine");
        }
        for (int i = 1; i < chain.size(); i++) {
            try {
                chain.get(i - 1).verify(chain.get(i).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new TlsException(
                        file,
                        "is not a chain: certificate " + (i + 1) + " did not sign certificate " + i + "; begin "
                                + "with the server's own certificate, and follow each certificate with its issuer's");
            }
        }
    }

    private static void checkKey(ListenTls files, PublicKey published, PrivateKey secret) throws TlsException {
        if (published instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new TlsException(
                    files.certificate(),
                    "has a key of " + rsa.getModulus().bitLength() + " bits; use " + LEAST_RSA_BITS + " or more");
        }
        String algorithm = switch (published.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            case String other ->
                throw new TlsException(
                        files.certificate(), "has a key of type `" + other + "`; use EC, RSA or Ed25519");
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(secret);
            signing.update(PROBE);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(published);
            verifying.update(PROBE);
            if (verifying.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // A key of another kind, or of another curve: the error below says so.
        }
        throw new TlsException(
                files.key(),
                "is not the key of `" + files.certificate() + "`; name a key and a certificate "
                        + "that belong together");
    }

    @Override
    public String toString() {
        return "Material[" + chain.getFirst().getSubjectX500Principal() + ", " + digest + "]";
    }
}

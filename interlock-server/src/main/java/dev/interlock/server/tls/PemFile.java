package dev.interlock.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads files in PEM. What is wrong is said without a word of what is in them. */
final class PemFile {

    private static final int MAX_BYTES = 1 << 20;

    private PemFile() {}

    static byte[] bytes(Path file) throws TlsException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new TlsException(file, "is larger than " + MAX_BYTES + " bytes; name the PEM file itself");
            }
            return bytes;
        } catch (TlsException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new TlsException(file, "does not exist; name a PEM file");
        } catch (IOException e) {
            throw new TlsException(file, "cannot be read; check that it is a file that you can read");
        }
    }

    static List<X509Certificate> certificates(Path file, byte[] pem) throws TlsException {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException | ClassCastException e) {
            // said below
        }
        throw new TlsException(
                file,
                "contains no certificates; write them in PEM format, each starting with `-----BEGIN CERTIFICATE-----`");
    }

    /** The first key in the file. */
    static PrivateKey key(Path file, byte[] pem) throws TlsException {
        refuseIfOthersMayUse(file);
        try (var reader = new InputStreamReader(new ByteArrayInputStream(pem), StandardCharsets.US_ASCII);
                var parser = new PEMParser(reader)) {
            var converter = new JcaPEMKeyConverter();
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                switch (found) {
                    case PrivateKeyInfo key -> {
                        return converter.getPrivateKey(key);
                    }
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PKCS8EncryptedPrivateKeyInfo locked -> throw locked(file);
                    case PEMEncryptedKeyPair locked -> throw locked(file);
                    default -> {
                        // Parameters of a curve, or certificates, in the same file.
                    }
                }
            }
        } catch (TlsException e) {
            throw e;
        } catch (PEMException e) {
            throw new TlsException(file, "contains a key that cannot be read; make one with `openssl genpkey`");
        } catch (IOException | RuntimeException e) {
            // The cause is left out: it may quote the key.
            throw new TlsException(file, "is not a key in PEM; make one with `openssl genpkey`");
        }
        throw new TlsException(file, "contains no private key; write it in PEM, from `-----BEGIN PRIVATE KEY-----`");
    }

    private static TlsException locked(Path file) {
        return new TlsException(
                file,
                "is encrypted with a passphrase, which the server cannot ask for; decrypt it with `openssl pkey`");
    }

    private static void refuseIfOthersMayUse(Path file) throws TlsException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> owner = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!owner.containsAll(permissions)) {
                throw new TlsException(
                        file,
                        "has mode `" + PosixFilePermissions.toString(permissions)
                                + "`, so other users can access the key; run `chmod 600`, and treat it as "
                                + "compromised if it was exposed");
            }
        } catch (TlsException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsException(file, "has permissions that cannot be read; check that it is your file");
        }
    }
}

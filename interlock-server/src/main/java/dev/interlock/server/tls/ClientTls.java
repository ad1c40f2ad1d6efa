package dev.interlock.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS of a client whose server has a certificate of a private authority, or asks for one. */
public final class ClientTls {

    private static final char[] NO_PASSWORD = {};

    private ClientTls() {}

    /** The files of a client's own certificates and their key, in PEM. */
    public record Own(Path certificates, Path key) {}

    /**
     * Reads the files once.
     *
     * @param authorities in PEM, the only ones trusted then; without them those that Java trusts
     * @throws TlsException if a file cannot be used, with the remedy
     */
    public static SSLContext context(Optional<Path> authorities, Optional<Own> own) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.isPresent() ? keys(own.get()) : null,
                    authorities.isPresent() ? trust(authorities.get()) : null,
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /** The certificates in a file in PEM, in their order. @throws TlsException if it holds none, with the remedy */
    public static List<X509Certificate> certificates(Path file) throws TlsException {
        return PemFile.certificates(file, PemFile.bytes(file));
    }

    private static KeyManager[] keys(Own own) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = certificates(own.certificates());
        PrivateKey key = PemFile.key(own.key(), PemFile.bytes(own.key()));
        return keyManagers("client", chain, key);
    }

    private static TrustManager[] trust(Path authorities) throws GeneralSecurityException, IOException {
        return trustManagers(certificates(authorities));
    }

    static KeyManager[] keyManagers(String name, List<X509Certificate> chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        KeyStore keys = emptyStore();
        keys.setKeyEntry(name, key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, NO_PASSWORD);
        return managers.getKeyManagers();
    }

    static TrustManager[] trustManagers(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = emptyStore();
        int number = 0;
        for (X509Certificate authority : authorities) {
            trusted.setCertificateEntry("authority-" + number++, authority);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trusted);
        return managers.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}

package dev.interlock.server.tls;

import dev.interlock.server.demo.testdomain.TestTrustDomain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A trust domain, a server of it, and contexts of clients: plain JSSE, as other people's clients are. */
public final class TlsFixture {

    public final Path folder;
    public final TestTrustDomain domain;

    public TlsFixture(Path folder, String name) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.domain =
                TestTrustDomain.create(folder.resolve("domain"), name, InstantSource.system(), new SecureRandom());
    }

    /** A certificate for this machine, or for a workload. */
    public TestTrustDomain.Svid svid(String file, String path) throws IOException {
        return domain.certificate(folder, file, path, List.of("127.0.0.1", "localhost"), Duration.ofHours(1));
    }

    /** Trusts the domain, and shows a certificate where there is one. */
    public SSLContext client(Optional<TestTrustDomain.Svid> shown) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificates(domain.authority())[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyManager[] keys = null;
        if (shown.isPresent()) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(
                    "own",
                    key(shown.get().key()),
                    new char[0],
                    certificates(shown.get().certificates()));
            KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(own, new char[0]);
            keys = managers.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate[] certificates(Path pem) throws GeneralSecurityException, IOException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)))
                .toArray(Certificate[]::new);
    }

    private static PrivateKey key(Path pem) throws GeneralSecurityException, IOException {
        String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }
}

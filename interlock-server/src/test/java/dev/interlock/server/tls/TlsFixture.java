package dev.interlock.server.tls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.identity.TestAuthority;
import dev.interlock.server.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A trust domain with its authority and bundle in files, a server of it, and contexts of clients: plain JSSE, as other people's clients are. */
public final class TlsFixture {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    public final Path folder;
    private final String name;
    private final TestAuthority root;

    /** The files of an X.509-SVID, and its certificate. */
    public record Svid(Path certificates, Path key, X509Certificate certificate) {}

    public TlsFixture(Path folder, String name) throws IOException, GeneralSecurityException {
        this.folder = Files.createDirectories(folder);
        this.name = name;
        this.root = TestAuthority.root(name, Instant.now());
        Files.writeString(authority(), pem("CERTIFICATE", root.certificate().getEncoded()));
        ObjectNode bundle = Json.object().put("spiffe_sequence", 1);
        ObjectNode key =
                bundle.putArray("keys").addObject().put("use", "x509-svid").put("kty", "EC");
        key.putArray("x5c")
                .add(Base64.getEncoder().encodeToString(root.certificate().getEncoded()));
        Files.write(bundle(), Json.bytes(bundle));
    }

    /** The certificate of the authority, for whoever trusts the domain. */
    public Path authority() {
        return folder.resolve("authority.pem");
    }

    /** The bundle of the trust domain. */
    public Path bundle() {
        return folder.resolve("bundle.json");
    }

    /** A certificate for this machine, or for a workload. */
    public Svid svid(String file, String path) throws IOException, GeneralSecurityException {
        KeyPair keys = TestAuthority.keys();
        X509Certificate certificate = root.leaf(
                new TestAuthority.Draft(Instant.now(), "spiffe://" + name + path).hosts("127.0.0.1", "localhost"),
                keys);
        Path key = Files.createFile(
                folder.resolve(file + ".key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        Path chain = folder.resolve(file + ".pem");
        return new Svid(Files.writeString(chain, pem("CERTIFICATE", certificate.getEncoded())), key, certificate);
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + LINES.encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    /** Trusts the domain, and shows a certificate where there is one. */
    public SSLContext client(Optional<Svid> shown) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificates(authority())[0]);
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

package dev.interlock.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.server.tls.TlsFixture.Svid;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the files of TLS is said with file and remedy, and without what is in them. */
class MaterialTest {

    @TempDir
    static Path temporary;

    private static TlsFixture fixture;
    private static Svid server;

    @BeforeAll
    static void domain() throws Exception {
        fixture = new TlsFixture(temporary.resolve("domain"), "own.example.com");
        server = fixture.svid("server", "/server");
    }

    private static Material read(Path certificate, Path key) throws TlsException {
        return read(certificate, key, Instant.now());
    }

    private static Material read(Path certificate, Path key, Instant now) throws TlsException {
        return Material.read(new ListenTls(certificate, key, ListenTls.Clients.NONE, Optional.empty()), now);
    }

    private static Path secret(String name, String text) throws Exception {
        Path file = Files.createFile(
                temporary.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static void refused(Path certificate, Path key, Path named, String... said) {
        assertThatThrownBy(() -> read(certificate, key))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith("`" + named + "` ")
                .hasMessageContainingAll(said)
                .hasNoCause();
    }

    @Test
    void whatBelongsTogetherIsRead() throws Exception {
        Material material = read(server.certificates(), server.key());
        assertThat(material.chain()).containsExactly(server.certificate());
        assertThat(material.authorities()).isEmpty();
        String secret = Base64.getEncoder().encodeToString(material.key().getEncoded());
        assertThat(material.toString()).doesNotContain(secret.substring(40, 60));
    }

    @Test
    void filesThatAreNotThereAreNamed() {
        Path none = temporary.resolve("none.pem");
        refused(none, server.key(), none, "does not exist");
        refused(server.certificates(), none, none, "does not exist");
        refused(temporary, server.key(), temporary, "cannot be read");
    }

    @Test
    void filesThatHoldSomethingElseAreNamed() throws Exception {
        Path text = secret("text", "hello");
        refused(text, server.key(), text, "no certificates", "BEGIN CERTIFICATE");
        refused(server.certificates(), text, text, "no private key");
        refused(server.certificates(), server.certificates(), server.certificates(), "chmod 600");
        Path broken = secret("broken.key", "-----BEGIN PRIVATE KEY-----\nc3dvcmRmaXNo\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> read(server.certificates(), broken))
                .hasMessageContaining(broken.toString())
                .hasMessageNotContaining("swordfish")
                .hasMessageNotContaining("c3dvcm")
                .hasNoCause();
        Path large = secret("large.pem", "x".repeat((1 << 20) + 1));
        refused(large, server.key(), large, "is larger than 1048576 bytes");
    }

    @Test
    void aKeyThatIsLockedSaysSo() throws Exception {
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        var lock = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword("swordfish".toCharArray())
                .build();
        Path locked = secret(
                "locked.key", pem(new JcaPKCS8Generator(ec.generateKeyPair().getPrivate(), lock)));
        assertThat(Files.readString(locked)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        refused(server.certificates(), locked, locked, "passphrase", "openssl pkey");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        refused(
                server.certificates(),
                fixture.svid("other", "/server").key(),
                fixture.folder.resolve("other.key"),
                "is not the key of",
                server.certificates().toString());
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048); // a larger one, as the JDK makes by default, takes seconds
        Path other = secret("rsa.key", pem(rsa.generateKeyPair().getPrivate()));
        refused(server.certificates(), other, other, "is not the key of");
    }

    /** As `openssl ecparam -genkey` writes it. */
    @Test
    void theOldFormOfAKeyIsReadToo() throws Exception {
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = ec.generateKeyPair();
        var params = new X962Parameters(SECObjectIdentifiers.secp256r1);
        var scalar = new ECPrivateKey(
                256,
                ((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getS(),
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()).getPublicKeyData(),
                params);
        Path key = secret(
                "sec1.key",
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                        + pem(new PemObject("EC PRIVATE KEY", scalar.getEncoded())));
        refused(server.certificates(), key, key, "is not the key of");
    }

    private static String pem(Object object) throws Exception {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    @Test
    void aCertificateOutOfItsTimeIsRefused() {
        Instant end = server.certificate().getNotAfter().toInstant();
        assertThatThrownBy(() -> read(server.certificates(), server.key(), end.plusSeconds(1)))
                .hasMessageContainingAll("expired at " + end, "renew");
        Instant begin = server.certificate().getNotBefore().toInstant();
        assertThatThrownBy(() -> read(server.certificates(), server.key(), begin.minus(Duration.ofDays(1))))
                .hasMessageContainingAll("is not valid before " + begin, "clock");
    }

    @Test
    void aChainInTheWrongOrderIsRefused() throws Exception {
        String own = Files.readString(server.certificates());
        Path right = Files.writeString(temporary.resolve("right.pem"), own + Files.readString(fixture.authority()));
        assertThat(read(right, server.key()).chain()).hasSize(2);
        Path wrong = Files.writeString(temporary.resolve("wrong.pem"), own + own);
        refused(wrong, server.key(), wrong, "is not a chain", "certificate 2 did not sign certificate 1");
    }
}

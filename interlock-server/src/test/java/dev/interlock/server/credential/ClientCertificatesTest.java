package dev.interlock.server.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK, which made none of it, says of our certificates and of our list. */
class ClientCertificatesTest extends CredentialEngineConformance {

    @TempDir
    Path folder;

    @Override
    protected CredentialEngine open() throws EngineException {
        return new ClientCertificates(folder.resolve("ca"), "partner", InstantSource.system(), new SecureRandom());
    }

    @Override
    protected boolean usable(Issued issued) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate root = certificate(Files.readString(folder.resolve("ca/ca.pem")));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.addCertStore(CertStore.getInstance(
                "Collection",
                new CollectionCertStoreParameters(List.of(crl(Files.readString(folder.resolve("ca/crl.pem")))))));
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            factory.generateCertPath(
                                    List.of(certificate(issued.environment().get("CLIENT_CERTIFICATE")))),
                            parameters);
            return true;
        } catch (CertPathValidatorException e) {
            return false;
        }
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static X509CRL crl(String pem) throws Exception {
        return (X509CRL) CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aCertificateIsForClientsAloneAndEndsWithItsLease() throws Exception {
        Grant grant = grant(Duration.ofMinutes(3));
        X509Certificate leaf = certificate(open().issue(grant).environment().get("CLIENT_CERTIFICATE"));
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getNotAfter()).isBeforeOrEqualTo(grant.expires());
        assertThat(leaf.getSubjectAlternativeNames().toString()).contains("urn:interlock:lease:" + grant.lease());
        assertThat(leaf.getSubjectX500Principal().getName()).contains("CN=clerk");
    }

    @Test
    void aLeaseForDaysHasACertificateForOne() throws Exception {
        X509Certificate leaf = certificate(
                open().issue(grant(Duration.ofDays(9))).environment().get("CLIENT_CERTIFICATE"));
        assertThat(leaf.getNotAfter()).isBeforeOrEqualTo(Instant.now().plus(CertificateAuthority.LONGEST));
    }

    @Test
    void aHostileNameStaysAName() throws Exception {
        Grant hostile = new Grant(
                9_000, "t-1", "clerk,O=admins\",CN=root", Instant.now().plusSeconds(60));
        X509Certificate leaf = certificate(open().issue(hostile).environment().get("CLIENT_CERTIFICATE"));
        var name = new javax.naming.ldap.LdapName(leaf.getSubjectX500Principal().getName());
        assertThat(name.getRdns()).hasSize(3);
        assertThat(name.getRdn(2).getValue()).isEqualTo("clerk,O=admins\",CN=root");
    }

    @Test
    void theListForgetsWhatHasExpiredAndCountsItsVersions() throws Exception {
        var random = new SecureRandom();
        Instant long_ago = Instant.now().minus(Duration.ofDays(3));
        new ClientCertificates(folder.resolve("ca"), "partner", InstantSource.fixed(long_ago), random).withdraw(41);
        assertThat(crl(Files.readString(folder.resolve("ca/crl.pem"))).getRevokedCertificates())
                .hasSize(1);
        open().withdraw(42);
        assertThat(crl(Files.readString(folder.resolve("ca/crl.pem"))).getRevokedCertificates())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getSerialNumber()).isEqualTo(43));
    }

    @Test
    void theKeyIsForItsOwnerAloneAndForeignFilesAreNoAuthority() throws Exception {
        open();
        Path key = folder.resolve("ca/ca.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        String text = Files.readString(key);
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(this::open).isInstanceOf(EngineException.class).hasMessageNotContaining("nonsense");
        Files.writeString(key, text);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::open).isInstanceOf(EngineException.class).hasMessageContaining("read by other users");
    }
}

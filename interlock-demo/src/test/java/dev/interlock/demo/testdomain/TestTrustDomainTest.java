package dev.interlock.demo.testdomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it makes is what the standards say, as a library of others sees it. */
class TestTrustDomainTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    @TempDir
    Path temporary;

    private TestTrustDomain domain;

    @BeforeEach
    void make() throws Exception {
        domain = TestTrustDomain.create(
                temporary.resolve("domain"), "test.example.com", InstantSource.fixed(NOW), new SecureRandom());
    }

    @Test
    void theBundleHoldsTheKeyOfEachUse() throws Exception {
        JWKSet bundle = JWKSet.load(domain.bundle().toFile());
        assertThat(bundle.getAdditionalMembers()).containsEntry("spiffe_sequence", 1L);
        assertThat(bundle.toJSONObject(false).toString()).as("no secret").doesNotContain("\"d\"");
        Map<String, JWK> byUse = new java.util.TreeMap<>();
        bundle.getKeys().forEach(key -> byUse.put(key.getKeyUse().identifier(), key));
        assertThat(byUse).containsOnlyKeys("jwt-svid", "x509-svid");
        assertThat(byUse.get("x509-svid").getX509CertChain()).hasSize(1);
        assertThat(byUse.get("x509-svid").getKeyID()).isNull();

        SignedJWT token = SignedJWT.parse(domain.token("/agent/payer", "https://here", Duration.ofMinutes(5)));
        assertThat(token.getHeader().toJSONObject()).containsOnlyKeys("alg", "kid", "typ");
        assertThat(token.getHeader().getKeyID())
                .isEqualTo(byUse.get("jwt-svid").getKeyID())
                .isNotNull();
        assertThat(token.verify(new ECDSAVerifier(byUse.get("jwt-svid").toECKey())))
                .isTrue();
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("spiffe://test.example.com/agent/payer");
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("https://here");
        assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(5))));
    }

    @Test
    void aCertificateIsALeafOfTheAuthority() throws Exception {
        var svid = domain.certificate(
                temporary, "payer", "/agent/payer", List.of("localhost", "127.0.0.1"), Duration.ofMinutes(5));
        X509Certificate leaf = svid.certificate();
        leaf.verify(authority().getPublicKey());
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getKeyUsage()[0]).as("digitalSignature").isTrue();
        assertThat(leaf.getKeyUsage()[5]).as("keyCertSign").isFalse();
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(6, "spiffe://test.example.com/agent/payer"),
                        List.of(2, "localhost"),
                        List.of(7, "127.0.0.1"));
        assertThat(authority().getBasicConstraints()).isNotEqualTo(-1);
        assertThat(authority().getSubjectAlternativeNames()).containsExactly(List.of(6, "spiffe://test.example.com"));
        assertThat(leaf.getSubjectX500Principal()).isNotEqualTo(authority().getSubjectX500Principal());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(svid.key())))
                .isEqualTo("rw-------");
    }

    private X509Certificate authority() throws Exception {
        return (X509Certificate) java.security.cert.CertificateFactory.getInstance("X.509")
                .generateCertificate(Files.newInputStream(domain.authority()));
    }

    @Test
    void itIsOpenedAgainAndMadeOnceOnly() throws Exception {
        Path folder = temporary.resolve("domain");
        var again = TestTrustDomain.open(folder, InstantSource.fixed(NOW), new SecureRandom());
        assertThat(again.name()).isEqualTo("test.example.com");
        SignedJWT token = SignedJWT.parse(again.token("/x", "here", Duration.ofMinutes(1)));
        JWKSet bundle = JWKSet.load(domain.bundle().toFile());
        assertThat(token.verify(new ECDSAVerifier(
                        bundle.getKeyByKeyId(token.getHeader().getKeyID()).toECKey())))
                .isTrue();
        assertThatThrownBy(() -> TestTrustDomain.create(
                        folder, "test.example.com", InstantSource.fixed(NOW), new SecureRandom()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("already");
        for (String secret : List.of("authority.key", "tokens.jwk")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        assertThatThrownBy(() -> TestTrustDomain.open(temporary, InstantSource.fixed(NOW), new SecureRandom()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not contain a trust domain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a", "//a", "/a/", "/a//b", "/.", "/a/..", "/a b", "/a%20", "/ü", "/a?b"})
    void whatIsNoPathMakesNoId(String path) {
        assertThatThrownBy(() -> domain.token(path, "here", Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper.example.com", "a/b", "a:1", "a b"})
    void whatIsNoNameMakesNoDomain(String name) {
        assertThat(TestTrustDomain.isName(name)).isFalse();
    }
}

package dev.interlock.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.TestAuthority.Draft;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.identity.spiffe.X509Svid;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.tls.ClientCertificate;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of X.509-SVIDs one by one, and who is proven by one. */
class X509SvidTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final String ID = "spiffe://example.org/clerk";
    private static final TestAuthority ROOT = TestAuthority.root("example.org", NOW);

    private static SpiffeBundle bundle(TestAuthority... authorities) {
        return new SpiffeBundle(
                new TrustDomain("example.org"),
                KeySet.none(),
                Arrays.stream(authorities).map(TestAuthority::certificate).toList(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static Draft draft() {
        return new Draft(NOW, ID);
    }

    private static JwtResult<X509Svid> verify(X509Certificate... chain) {
        return X509Svid.verify(List.of(chain), bundle(ROOT), NOW);
    }

    private static JwtProblem problem(Draft draft) {
        return verify(ROOT.leaf(draft)).refusal().orElseThrow().problem();
    }

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @Test
    void aGoodOneIsTaken() {
        X509Svid svid = verify(ROOT.leaf(draft())).toOptional().orElseThrow();
        assertThat(svid.id()).hasToString(ID);
        assertThat(svid.until()).isEqualTo(NOW.plusSeconds(3600));
        assertThat(verify(ROOT.leaf(draft().extended())).toOptional())
                .as("without extended usage")
                .isPresent();
        assertThat(verify(ROOT.leaf(draft()), ROOT.certificate()).toOptional())
                .as("with its root")
                .isPresent();
    }

    @Test
    void theChainMayHaveAuthoritiesBetween() {
        TestAuthority between = ROOT.below(NOW, "spiffe://example.org");
        TestAuthority nameless = ROOT.below(NOW);
        assertThat(verify(between.leaf(draft()), between.certificate()).toOptional())
                .isPresent();
        assertThat(verify(nameless.leaf(draft()), nameless.certificate()).toOptional())
                .isPresent();
        assertThat(verify(between.leaf(draft())).refusal().orElseThrow().problem())
                .isEqualTo(JwtProblem.SIGNATURE);
        for (String[] wrong : new String[][] {
            {"spiffe://example.org/path"}, {"spiffe://other.org"}, {"spiffe://example.org", "spiffe://example.org"}
        }) {
            TestAuthority odd = ROOT.below(NOW, wrong);
            assertThat(verify(odd.leaf(draft()), odd.certificate())
                            .refusal()
                            .orElseThrow()
                            .problem())
                    .isEqualTo(JwtProblem.CLAIM);
        }
    }

    @Test
    void aLeafSignsNoOthers() {
        var keys = TestAuthority.keys();
        X509Certificate leaf = ROOT.leaf(draft(), keys);
        X509Certificate forged = TestAuthority.root("example.org", NOW).leaf(draft());
        assertThat(verify(forged, leaf).toOptional()).isEmpty();
    }

    @Test
    void exactlyOneUriIsTheId() {
        assertThat(problem(draft().uris())).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().uris(ID, "https://example.org/x"))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().uris(ID, ID))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().uris("https://example.org/clerk"))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().uris("spiffe://example.org/clerk/"))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().uris("spiffe://example.org")))
                .as("without a path")
                .isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().uris("spiffe://other.org/clerk"))).isEqualTo(JwtProblem.ISSUER);
    }

    @Test
    void aLeafIsForSignaturesAndNoAuthority() {
        assertThat(problem(draft().authority())).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().usage(0, false))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().usage(KeyUsage.digitalSignature, false))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().usage(KeyUsage.keyAgreement, true))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign, true)))
                .isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().usage(KeyUsage.digitalSignature | KeyUsage.cRLSign, true)))
                .isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().extended(KeyPurposeId.id_kp_serverAuth))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(draft().extended(KeyPurposeId.id_kp_clientAuth))).isEqualTo(JwtProblem.CLAIM);
    }

    @Test
    void timesAndAuthoritiesCount() {
        assertThat(problem(draft().times(NOW.minusSeconds(60), NOW.minusSeconds(1))))
                .isEqualTo(JwtProblem.EXPIRED);
        assertThat(problem(draft().times(NOW.plusSeconds(60), NOW.plusSeconds(90))))
                .isEqualTo(JwtProblem.NOT_YET);
        TestAuthority liar = TestAuthority.root("example.org", NOW);
        assertThat(verify(liar.leaf(draft())).refusal().orElseThrow().problem()).isEqualTo(JwtProblem.SIGNATURE);
        assertThat(verify(liar.leaf(draft()), liar.certificate()).toOptional())
                .as("brings its root")
                .isEmpty();
        assertThat(X509Svid.verify(List.of(ROOT.leaf(draft())), bundle(), NOW)
                        .refusal()
                        .orElseThrow()
                        .problem())
                .isEqualTo(JwtProblem.KEY_UNKNOWN);
        assertThat(X509Svid.verify(List.of(), bundle(ROOT), NOW).toOptional()).isEmpty();
    }

    private final AtomicReference<SpiffeBundle> trusted = new AtomicReference<>(bundle(ROOT));
    private final Token token = Token.create(new SecureRandom());

    private Callers callers() {
        var registry = new Registry(List.of(
                new Registry.Entry(
                        party("clerk"), List.of(), List.of(SpiffeId.parse(ID).orElseThrow())),
                new Registry.Entry(party("payer"), List.of(token.hash()))));
        BundleSource source = now -> trusted.get();
        return new Callers(
                registry,
                List.of(),
                List.of(new X509SvidVerifier(new TrustDomain("example.org"), source, registry)),
                () -> NOW);
    }

    private static Caller party(String name) {
        return new Caller(name, "unproven", false, true, new TreeMap<>(), new TreeSet<>(), Optional.empty());
    }

    private static Authentication identify(
            Callers callers, Optional<String> authorization, X509Certificate certificate) {
        return callers.identify(authorization, Optional.of(new ClientCertificate(List.of(certificate))));
    }

    private static AuthenticatedCaller known(Authentication outcome) {
        if (outcome instanceof Authentication.Known known) {
            return known.caller();
        }
        throw new AssertionError("not known: " + outcome);
    }

    @Test
    void aCertificateProvesTheWorkloadAndIsTheInstance() {
        Callers callers = callers();
        X509Certificate first = ROOT.leaf(draft());
        AuthenticatedCaller caller = known(identify(callers, Optional.empty(), first));
        assertThat(caller.name()).isEqualTo("clerk");
        assertThat(caller.runtime())
                .matches("cert-[0-9a-f]{32}")
                .isEqualTo(known(identify(callers, Optional.empty(), first)).runtime())
                .isNotEqualTo(known(identify(callers, Optional.empty(), ROOT.leaf(draft())))
                        .runtime());
        X509Certificate nobody = ROOT.leaf(draft().uris("spiffe://example.org/nobody"));
        assertThat(identify(callers, Optional.empty(), nobody)).isInstanceOf(Authentication.Unknown.class);
        X509Certificate foreign = ROOT.leaf(draft().uris("spiffe://other.org/clerk"));
        assertThat(identify(callers, Optional.empty(), foreign)).isInstanceOf(Authentication.Unknown.class);
    }

    @Test
    void anAuthorityThatIsGoneProvesNothingMoreThoughItDidBefore() {
        Callers callers = callers();
        X509Certificate leaf = ROOT.leaf(draft());
        known(identify(callers, Optional.empty(), leaf));
        trusted.set(bundle(TestAuthority.root("example.org", NOW)));
        assertThat(identify(callers, Optional.empty(), leaf)).isInstanceOf(Authentication.Unknown.class);
    }

    @Test
    void aTokenAndACertificateOfDifferentPartiesAreAContradiction() {
        Callers callers = callers();
        Optional<String> bearer = Optional.of("Bearer " + token.reveal());
        assertThat(identify(callers, bearer, ROOT.leaf(draft()))).isInstanceOf(Authentication.Unknown.class);
        X509Certificate unknown = TestAuthority.root("example.org", NOW).leaf(draft());
        assertThat(known(identify(callers, bearer, unknown)).name()).isEqualTo("payer");
        assertThat(identify(callers, Optional.of("Bearer x"), ROOT.leaf(draft())))
                .as("a bad token is no reason to look at the certificate")
                .isInstanceOf(Authentication.Unknown.class);
    }
}

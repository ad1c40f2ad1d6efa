package dev.interlock.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Issuer;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each kind of issuer's tokens say about who has them. */
class PresetTest {

    private static Claims claims(Map<String, Object> claims) throws Exception {
        try (var issuer = new Issuer()) {
            return Jwt.read(issuer.token("JWT", claims))
                    .toOptional()
                    .orElseThrow()
                    .unverified();
        }
    }

    private static Preset.Subject subject(Preset preset, Map<String, Object> claims) throws Exception {
        return preset.subject(claims(claims)).toOptional().orElseThrow();
    }

    private static Optional<JwtProblem> problem(Preset preset, Map<String, Object> claims) throws Exception {
        return preset.subject(claims(claims)).refusal().map(JwtResult.Refused::problem);
    }

    private static Map<String, Object> pod(Map<String, Object> bound) {
        return Map.of("sub", "system:serviceaccount:payments:clerk", "kubernetes.io", bound);
    }

    private static Map<String, Object> bound() {
        return new HashMap<>(Map.of(
                "namespace", "payments",
                "serviceaccount", Map.of("name", "clerk", "uid", "u-1"),
                "pod", Map.of("name", "clerk-7", "uid", "p-1")));
    }

    @Test
    void anyIssuerHasSubjectsAndClaims() throws Exception {
        var subject = subject(Preset.OPENID, Map.of("sub", "s-1", "azp", "job", "sid", "x", "roles", Map.of()));
        assertThat(subject.name()).isEqualTo("s-1");
        assertThat(subject.attributes())
                .containsEntry("subject", "s-1")
                .containsEntry("claim azp", "job")
                .doesNotContainKey("claim roles");
        assertThat(subject.instance()).contains("session x");
        assertThat(subject(Preset.OPENID, Map.of("sub", "s-1")).instance()).isEmpty();
    }

    @Test
    void aServiceAccountIsWhatSubjectAndBindingSay() throws Exception {
        var subject = subject(Preset.KUBERNETES, pod(bound()));
        assertThat(subject.attributes())
                .isEqualTo(Map.of("namespace", "payments", "service-account", "clerk", "service-account-uid", "u-1"));
        assertThat(subject.instance()).contains("pod p-1");
        Map<String, Object> asked = bound();
        asked.remove("pod");
        assertThat(subject(Preset.KUBERNETES, pod(asked)).instance()).isEmpty();
    }

    @Test
    void aServiceAccountThatDisagreesIsNone() throws Exception {
        for (String missing : bound().keySet()) {
            Map<String, Object> without = bound();
            without.remove(missing);
            if (!missing.equals("pod")) {
                assertThat(problem(Preset.KUBERNETES, pod(without))).contains(JwtProblem.CLAIM);
            }
        }
        Map<String, Object> other = bound();
        other.put("namespace", "sales");
        assertThat(problem(Preset.KUBERNETES, pod(other))).contains(JwtProblem.CLAIM);
        assertThat(problem(Preset.KUBERNETES, Map.of("sub", "system:serviceaccount:payments:clerk")))
                .contains(JwtProblem.CLAIM);
        assertThat(problem(Preset.KUBERNETES, Map.of("sub", "system:node:n-1", "kubernetes.io", bound())))
                .contains(JwtProblem.CLAIM);
    }

    @Test
    void aJobIsOfARepositoryAndARun() throws Exception {
        var subject = subject(
                Preset.GITHUB,
                Map.of(
                        "sub", "repo:acme/pay:environment:production",
                        "repository", "acme/pay",
                        "ref", "refs/heads/main",
                        "environment", "production",
                        "job_workflow_ref", "acme/pay/.github/workflows/pay.yml@refs/heads/main",
                        "run_id", "12",
                        "run_attempt", "2"));
        assertThat(subject.attributes())
                .containsEntry("repository", "acme/pay")
                .containsEntry("environment", "production")
                .containsEntry("job-workflow-ref", "acme/pay/.github/workflows/pay.yml@refs/heads/main");
        assertThat(subject.instance()).contains("run 12/2/");
        assertThat(problem(Preset.GITHUB, Map.of("run_id", "12"))).contains(JwtProblem.CLAIM);
        assertThat(problem(Preset.GITHUB, Map.of("repository", "acme/pay"))).contains(JwtProblem.CLAIM);
    }
}

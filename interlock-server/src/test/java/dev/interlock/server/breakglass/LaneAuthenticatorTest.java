package dev.interlock.server.breakglass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.door.api.ApiServer;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.registry.TokenHash;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.tls.ClientCertificate;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of lanes beside what a door knows of the sender, and which agents are admitted by one. */
class LaneAuthenticatorTest {

    private static final Caller CLERK =
            new Caller("clerk", "token-1", false, true, new TreeMap<>(), new TreeSet<>(), Optional.empty());

    private final List<String> refusals = new ArrayList<>();
    private ApiServer server;
    private LaneCredentials credentials;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
        credentials = new LaneCredentials(server.domain(), new SecureRandom());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private record Shows(RequestHeaders headers) implements Presented {
        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/mcp/erp";
        }

        @Override
        public Optional<ClientCertificate> client() {
            return Optional.empty();
        }
    }

    private Authentication answer(OptionalLong onlyTask, Optional<Duration> wait, Map<String, List<String>> headers) {
        var authenticator = new LaneAuthenticator(
                presented ->
                        new Authentication.Known(new AuthenticatedCaller(CLERK, onlyTask), Optional.empty(), Map.of()),
                credentials,
                (reason, where, by) -> {
                    refusals.add(reason + " " + where + " " + by);
                    return wait;
                },
                "/mcp");
        return authenticator.authenticate(new Shows(RequestHeaders.of(headers)));
    }

    private static Map<String, List<String>> shown(String credential) {
        return Map.of(Names.HEADER_LANE_CREDENTIAL, List.of(credential));
    }

    @Test
    void withoutACredentialNothingIsDifferent() {
        var known = (Authentication.Known) answer(OptionalLong.of(3), Optional.empty(), Map.of());
        assertThat(known.caller()).isEqualTo(new AuthenticatedCaller(CLERK, OptionalLong.of(3)));
        assertThat(refusals).isEmpty();
    }

    @Test
    void besideATokenForATaskItIsRefused() {
        var unknown = (Authentication.Unknown) answer(OptionalLong.of(3), Optional.empty(), shown("x"));
        assertThat(unknown.message()).contains("send only one of them");
        assertThat(unknown.headers()).containsKey("WWW-Authenticate").doesNotContainKey("Retry-After");
        assertThat(refusals).containsExactly("lane-credential-beside-token /mcp clerk");
    }

    @Test
    void whoShowsTooManyIsToldToWait() {
        String made = Token.create(new SecureRandom()).reveal();
        var unknown = (Authentication.Unknown)
                answer(OptionalLong.empty(), Optional.of(Duration.ofMillis(1_200)), shown(made));
        assertThat(unknown.headers()).containsEntry("Retry-After", "2");
        assertThat(unknown.message()).doesNotContain(made);
        assertThat(refusals).containsExactly("lane-credential-unknown /mcp clerk");
    }

    @Test
    void anAgentWithAnIdentityIsAdmittedByACredentialWhereNothingElseDoes() {
        var token = List.of(TokenHash.of("a token"));
        var identity = List.of(SpiffeId.parse("spiffe://example.org/a").orElseThrow());
        assertThat(proofs(token, List.of(), true)).isEqualTo("credential");
        assertThat(proofs(token, List.of(), false)).isEqualTo("credential");
        assertThat(proofs(List.of(), identity, true)).isEqualTo("token");
        assertThat(proofs(List.of(), identity, false)).isEqualTo("credential");
        assertThat(proofs(token, identity, true)).isEqualTo("token or credential");
        assertThat(proofs(token, identity, false)).isEqualTo("credential");
    }

    private static String proofs(List<TokenHash> tokens, List<SpiffeId> identities, boolean issuing) {
        var proofs = new LaneProofs(new Registry(List.of(new Registry.Entry(CLERK, tokens, identities))), issuing);
        if (!proofs.byToken("clerk")) {
            return proofs.byCredential("clerk") ? "credential" : "nothing";
        }
        return proofs.byCredential("clerk") ? "token or credential" : "token";
    }
}

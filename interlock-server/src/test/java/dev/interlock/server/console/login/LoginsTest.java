package dev.interlock.server.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.console.session.Seal;
import dev.interlock.server.fixture.Issuer;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.server.FormBody;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.jose.ReplayCache;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginsTest {

    private static final URI BACK = URI.create("http://127.0.0.1/console/sign-in/callback");

    private final SecureRandom random = new SecureRandom();

    @Test
    void strangersWhoseLoginsFailTakeNoRoomFromOthers() throws Exception {
        try (Issuer issuer = new Issuer();
                var logins = new Logins(
                        new Seal(random),
                        random,
                        InstantSource.system(),
                        presented -> {
                            throw new IllegalStateException("nobody gets so far");
                        },
                        List.of(new LoginIssuer("corp", application(issuer), new Fetch())),
                        new ReplayCache(2))) {
            for (int i = 0; i < 10; i++) {
                assertThat(refused(logins, issuer.name()))
                        .as("login " + i + " is told of its own refusal")
                        .hasValueSatisfying(told -> assertThat(told)
                                .isInstanceOfSatisfying(
                                        Logins.Finished.Failed.class,
                                        failed -> assertThat(failed.why()).contains("did not let you in")));
            }
        }
    }

    /** Begins a login, and comes back with a refusal of the issuer. */
    private static Optional<Logins.Finished> refused(Logins logins, String issuer) throws Exception {
        var begun = (Logins.Begun.Asked)
                logins.begin("corp", "/console", false, BACK).orElseThrow();
        String state = FormBody.read(begun.page().getRawQuery().getBytes(StandardCharsets.UTF_8), 10_000, 30)
                .value("state")
                .orElseThrow();
        return logins.finish(begun.cookie(), Map.of("state", state, "error", "access_denied", "iss", issuer), BACK);
    }

    private static Application application(Issuer issuer) {
        return new Application(issuer.name(), "cli", Application.SCOPE, Optional.empty(), Application.Present.ACCESS);
    }
}

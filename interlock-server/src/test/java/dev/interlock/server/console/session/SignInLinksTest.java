package dev.interlock.server.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Caller;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SignInLinksTest {

    private final SignInLinks links =
            new SignInLinks(InstantSource.fixed(Instant.parse("2026-11-30T10:00:00Z")), new SecureRandom());

    private static Caller person(String name) {
        return new Caller(name, "token-1", true, true, new TreeMap<>(), new TreeSet<>(), Optional.empty());
    }

    @Test
    void nobodyEndsTheLinksOfOthers() {
        String vera = links.issue(person("vera"));
        String first = links.issue(person("paul"));
        for (int i = 0; i < 2_000; i++) {
            links.issue(person("paul"));
        }
        String last = links.issue(person("paul"));

        assertThat(links.use(vera)).map(Caller::name).contains("vera");
        assertThat(links.use(first)).isEmpty();
        assertThat(links.use(last)).map(Caller::name).contains("paul");
    }
}

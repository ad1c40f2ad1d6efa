package dev.interlock.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.fixture.Jws;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Receiver;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to addresses that others chose: signed, sent again until acknowledged or given up, and only where they may go. */
class CallbacksTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_795_000_000);
    private static final ObjectNode MESSAGE = Json.object().put("state", "s");

    @TempDir
    private Path folder;

    private SigningKeys keys;
    private Callbacks callbacks;
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        Quiet.on();
        keys = SigningKeys.open(folder, Algorithm.ED25519, NOW, new SecureRandom());
        callbacks = new Callbacks(keys, () -> "https://pdp.example.com", () -> NOW, Duration.ofMillis(1));
        receiver = new Receiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void theTokenIsForThisAddressAndThisBody() throws Exception {
        String to = receiver.at("/back?a=b");
        assertThat(callbacks.deliver(to, true, "id-1", MESSAGE)).isTrue();
        Receiver.Got got = receiver.next();
        assertThat(got.path()).isEqualTo("/back?a=b");
        assertThat(got.json()).isEqualTo(MESSAGE);
        Jws.Signed signed = Jws.verified(got.token(), keys.jwks());
        assertThat(signed.header().path("typ").asText()).isEqualTo(Callbacks.TYPE);
        ObjectNode claims = signed.claims();
        assertThat(claims.path("iss").asText()).isEqualTo("https://pdp.example.com");
        assertThat(claims.path("aud").asText()).isEqualTo(to);
        assertThat(claims.path("jti").asText()).isEqualTo("id-1");
        assertThat(claims.path("digest").asText()).isEqualTo(Digests.sha256(got.body()));
        assertThat(claims.path("exp").asLong() - NOW.getEpochSecond()).isBetween(1L, 300L);
    }

    @Test
    void itIsSentAgainUntilItIsAcknowledgedUnderTheSameId() throws Exception {
        var times = new AtomicInteger();
        receiver.answers(() -> times.incrementAndGet() < 3 ? 500 : 200);
        assertThat(callbacks.deliver(receiver.at("/"), true, "id-1", MESSAGE)).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(Jws.verified(receiver.next().token(), keys.jwks())
                            .claims()
                            .path("jti")
                            .asText())
                    .isEqualTo("id-1");
        }
        assertThat(receiver.isQuiet()).isTrue();
    }

    @Test
    void whatIsNeverAcknowledgedIsGivenUpAndNoRedirectIsFollowed() throws Exception {
        receiver.answers(() -> 307);
        assertThat(callbacks.deliver(receiver.at("/back"), true, "id-1", MESSAGE))
                .isFalse();
        for (int i = 0; i < 12; i++) {
            assertThat(receiver.next().path()).isEqualTo("/back");
        }
        assertThat(receiver.isQuiet()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fe80::1]/",
                "https://[fd00::1]/",
                "https://169.254.169.254/latest/meta-data",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://192.168.0.1/",
                "https://100.64.0.1/",
                "https://0.0.0.0/",
                "https://localhost/",
                "https://name.invalid/",
                "https://user:pass@example.com/",
                "https://example.com/#there",
                "ftp://example.com/",
                "file:///etc/passwd",
                "//example.com/",
                "no address",
                ""
            })
    void nothingIsSentWhereAnAttackerMayWantIt(String address) {
        assertThat(callbacks.objection(address, false)).isPresent();
    }

    /** A name is asked when something is sent, and it is its address that counts. */
    @Test
    void aNameOfAnAddressInsideGetsNothing() throws Exception {
        String to = receiver.at("/").replace("http://127.0.0.1", "https://localhost");
        assertThat(callbacks.deliver(to, false, "id-1", MESSAGE)).isFalse();
        assertThat(receiver.isQuiet()).isTrue();
    }
}

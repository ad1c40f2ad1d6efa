package dev.interlock.server.http.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.interlock.server.fixture.Issuer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is fetched is bounded in every way, and comes from where it was asked for. */
class FetchTest {

    private final CountDownLatch over = new CountDownLatch(1);
    private Issuer server;
    private Fetch fetch;

    @BeforeEach
    void start() throws Exception {
        server = new Issuer();
        fetch = within(Duration.ofMinutes(1));
    }

    private static Fetch within(Duration time) {
        return new Fetch(time, 10_000, Optional.empty());
    }

    @AfterEach
    void stop() {
        over.countDown();
        fetch.close();
        server.close();
    }

    private Fetched asked() throws InterruptedException {
        return fetch.get(URI.create(server.name() + "/document"));
    }

    private String failure() throws InterruptedException {
        return asked() instanceof Fetched.Failed(String why) ? why : "it did not fail";
    }

    @Test
    void anObjectComesWithItsStatusAndIsNotShown() throws Exception {
        server.answer("/document", 400, "{\"error\":\"hidden\"}");
        assertThat(asked()).isInstanceOfSatisfying(Fetched.Answer.class, answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().path("error").asText()).isEqualTo("hidden");
            assertThat(answer.fine()).isFalse();
        });
        assertThat(asked().toString()).doesNotContain("hidden");
        server.answer("/document", 200, "");
        assertThat(asked())
                .isInstanceOfSatisfying(
                        Fetched.Answer.class,
                        answer -> assertThat(answer.body()).isEmpty());
    }

    @Test
    void nothingButAnObjectIsTaken() throws Exception {
        server.answer("/document", 200, "[]");
        assertThat(failure()).contains("not an object");
        server.answer("/document", 200, "{\"a\":1,\"a\":2}");
        assertThat(failure()).contains("acceptable JSON");
        server.answer("/document", 503, "<html>");
        assertThat(failure()).contains("status 503");
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        server.answer("/document", exchange -> {
            exchange.getResponseHeaders().set("Location", server.name() + "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
        });
        assertThat(failure()).contains("redirect");
        assertThat(server.asked("/elsewhere")).isZero();
    }

    @Test
    void aHugeAnswerIsCutOff() throws Exception {
        server.answer("/document", 200, "{\"a\":\"" + "x".repeat(20_000) + "\"}");
        assertThat(failure()).isEqualTo("sends more than 10000 bytes");
        server.answer("/document", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(new byte[1000]);
            }
        });
        assertThat(failure()).isEqualTo("sends more than 10000 bytes");
    }

    @Test
    void aSlowAnswerIsNotWaitedFor() throws Exception {
        fetch.close();
        fetch = within(Duration.ofMillis(500));
        server.answer("/document", exchange -> await());
        assertThat(failure()).isEqualTo("does not answer within 0.5 s");
        server.answer("/document", this::begun);
        assertThat(failure()).isEqualTo("does not answer within 0.5 s");
    }

    /** A head and half a body, and then nothing. */
    private void begun(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        await();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoIsNotThereIsSaid() throws Exception {
        URI address = URI.create(server.name());
        server.close();
        assertThat(fetch.get(address)).isEqualTo(new Fetched.Failed("cannot be reached"));
        assertThat(fetch.get(URI.create("http://idp.example.com/")))
                .isEqualTo(new Fetched.Failed("is not used because of its address: it is not `https`"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://idp.example.com/",
                "http://127.0.0.1.example.com/",
                "ftp://127.0.0.1/",
                "file:///etc/passwd",
                "https://user@idp.example.com/",
                "https://idp.example.com/#part",
                "https:idp.example.com",
                "/keys"
            })
    void suchAddressesAreNotAsked(String address) {
        assertThat(Fetch.objection(URI.create(address))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://idp.example.com/a?b=c", "http://localhost:1/", "http://[::1]:1/", "HTTP://127.0.0.1/"})
    void suchAddressesAre(String address) {
        assertThat(Fetch.objection(URI.create(address))).isEmpty();
    }
}
